# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb rechten`: the account of requests of citizens, terms, restrictions and informing."""

from typing import Annotated

import typer

from core.exchange.logbook import LogRead
from gep.bron import Bron
from gep.rechten.verslag import make
from server import settings
from server.commandline.geb.bezig import bezig
from server.commandline.geb.groep import Als, AlsJson, Dagen, Doel, Reden, Uit, admitted, app, opened, period, usage
from server.commandline.geb.opslaan import store, tell

FUNCTIONARISSEN, BUITEN = "functionarissen", "buiten"
Voor = Annotated[str, typer.Option("--voor", help="functionarissen, of buiten: dan worden kleine aantallen verborgen")]


@app.command()
def rechten(
    uit: Uit,
    als: Als,
    doel: Doel,
    reden: Reden,
    periode: Dagen = None,
    voor: Voor = BUITEN,
    *,
    als_json: AlsJson = False,
) -> None:
    """Tel de verzoeken van burgers: welk recht, op tijd of te laat, wie antwoordde, wat is beperkt, en wie is ingelicht.

    Het lezen van het logboek wordt beslist door de regels en laat zelf een logregel achter.

    Voorbeeld: knooppunt geb rechten --uit rechten --als fg-1 --doel controle --reden jaarverslag --periode 2026-01-01..2026-12-31
    """
    if voor not in (FUNCTIONARISSEN, BUITEN):
        raise usage(f"Kies bij --voor uit: {FUNCTIONARISSEN}, {BUITEN}.")
    with opened() as world:
        chosen = period(periode, world)
        admitted(world, LogRead(als, doel, reden, f"rechten:{voor}:{chosen}"))
        drempel = settings.load().geb_drempel if voor == BUITEN else None
        with bezig("Verzoeken tellen") as voortgang:
            made = make(Bron.of_world(world), chosen, drempel=drempel, voortgang=voortgang)
    files = store(uit, made.files())
    said = made.to_json()
    summary = {"bestanden": files, **{name: said[name] for name in ("periode", "drempel", "checkpoints")}}
    tell(summary, f"Verslag over rechten van burgers in {uit}.", als_json=als_json)
