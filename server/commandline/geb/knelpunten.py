# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb knelpunten`: the map of what was refused, from the threshold up."""

from core.exchange.logbook import LogRead
from gep.bron import Bron
from gep.knelpunten.kaart import make
from server import settings
from server.commandline.geb.bezig import bezig
from server.commandline.geb.groep import (
    Als,
    AlsJson,
    Dagen,
    Doel,
    Reden,
    Regio,
    Uit,
    admitted,
    app,
    known_region,
    opened,
    period,
)
from server.commandline.geb.opslaan import store, tell


@app.command()
def knelpunten(
    uit: Uit,
    als: Als,
    doel: Doel,
    reden: Reden,
    regio: Regio = None,
    periode: Dagen = None,
    *,
    als_json: AlsJson = False,
) -> None:
    """Maak de knelpuntenkaart: wat de regels weigerden, per artikel en soort partner, zonder kleine aantallen.

    Het lezen van het logboek wordt beslist door de regels en laat zelf een logregel achter.

    Voorbeeld: knooppunt geb knelpunten --uit kaart --als fg-1 --doel controle --reden jaarlijkse-kaart
    """
    with opened() as world:
        known_region(world, regio)
        chosen = period(periode, world)
        admitted(world, LogRead(als, doel, reden, f"knelpunten:{regio or 'landelijk'}:{chosen}"))
        with bezig("Weigeringen tellen") as voortgang:
            kaart = make(Bron.of_world(world), chosen, regio, drempel=settings.load().geb_drempel, voortgang=voortgang)
    files = store(uit, kaart.files())
    said = kaart.to_json()
    summary = {"bestanden": files, **{name: said[name] for name in ("periode", "regio", "drempel", "checkpoints")}}
    tell(summary, f"Knelpuntenkaart in {uit}. Aantallen onder {kaart.drempel} staan er niet in.", als_json=als_json)
