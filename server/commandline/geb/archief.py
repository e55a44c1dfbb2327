# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb archief`: the inventory without content, for zorgdragers and for who handles a Woo request."""

from typing import Annotated

import typer

from core.exchange.logbook import LogRead
from gep.archief.maken import BUITEN, FUNCTIONARISSEN, Archief, make
from gep.bron import Bron
from server import settings
from server.commandline.geb.bezig import bezig
from server.commandline.geb.groep import Als, AlsJson, Doel, Reden, Uit, admitted, app, opened, usage
from server.commandline.geb.opslaan import store, tell

Zorgdrager = Annotated[str | None, typer.Option("--zorgdrager", help="OIN van een organisatie; anders alle")]
Voor = Annotated[
    str, typer.Option("--voor", help="functionarissen, of buiten: dan alleen aantallen, de kleine verborgen")
]


@app.command()
def archief(
    uit: Uit,
    als: Als,
    doel: Doel,
    reden: Reden,
    zorgdrager: Zorgdrager = None,
    voor: Voor = FUNCTIONARISSEN,
    *,
    als_json: AlsJson = False,
) -> None:
    """Maak de inventaris voor archief en Woo: wat er is en wat ermee gebeurde, zonder inhoud.

    Het lezen wordt beslist door de regels en laat zelf een logregel achter.

    Voorbeeld: knooppunt geb archief --uit archief --als fg-1 --doel controle --reden jaarlijkse-inventaris
    """
    if voor not in (FUNCTIONARISSEN, BUITEN):
        raise usage(f"Kies bij --voor uit: {FUNCTIONARISSEN}, {BUITEN}.")
    with opened() as world:
        if zorgdrager is not None and all(item.oin != zorgdrager for item in world.lijst.deelnemers):
            raise usage("Deze organisatie staat niet op de deelnemerslijst.")
        admitted(world, LogRead(als, doel, reden, f"archief:{zorgdrager or 'alle'}:{voor}"))
        drempel = settings.load().geb_drempel
        with bezig("Records tellen") as voortgang:
            made = make(world, Bron.of_world(world), zorgdrager, voor=voor, drempel=drempel, voortgang=voortgang)
    summary = {"bestanden": store(uit, made.files()), **_heads(made)}
    tell(summary, f"Inventaris in {uit}, voor {voor}.", als_json=als_json)


def _heads(made: Archief) -> dict[str, object]:
    said = made.to_json()
    return {name: said[name] for name in ("voor", "zorgdrager", "gemaakt", "checkpoints", "vrijgave")}
