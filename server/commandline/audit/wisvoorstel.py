# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit wisvoorstel`: which openings are past their term, per zorgdrager, ready to be ordered.

Invariants:
- It reads the log, so who asks, for what and why is decided by the rules and leaves a line before the first line is read.
- The run itself leaves a line with counts (`beheer:bewaartermijn:gedraaid`). It erases nothing: only a zorgdrager orders.
- What is shown are organisations, logs and line numbers; no person.
"""

import json
from typing import Annotated

import typer

from core.exchange import wissen
from core.exchange.logbook import LogRead
from server import settings, wiring
from server.commandline.audit.groep import app
from server.commandline.geb.groep import admitted


@app.command()
def wisvoorstel(
    als: Annotated[str, typer.Option("--als", help="wie dit leest: id van een functionaris op de deelnemerslijst")],
    doel: Annotated[str, typer.Option("--doel", help="waarvoor: code van een doel, zoals controle")],
    reden: Annotated[str, typer.Option("--reden", help="waarom: een korte code, zonder namen")],
    *,
    als_json: Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")] = False,
) -> None:
    """Toon welke openingen van het log over hun bewaartermijn zijn, per organisatie. Er wordt niets gewist.

    Voorbeeld: knooppunt audit wisvoorstel --als fg-1 --doel controle --reden bewaartermijn --json > voorstel.json
    """
    backbone = wiring.open_backbone(settings.load())
    try:
        world = backbone.exchange.world
        admitted(world, LogRead(als, doel, reden, "wisvoorstel"))
        found = wissen.retention_run(world)
    finally:
        backbone.close()
    if als_json:
        typer.echo(json.dumps({"voorstellen": [toe.to_json() for toe in found]}, ensure_ascii=False))
        return
    for toe in found:
        typer.echo(f"{toe.oin} {toe.shard} {toe.opening}: {toe.to_json()['aantal']} regels")
    typer.echo("Niets is over zijn termijn." if not found else f"{len(found)} voorstellen.", err=True)
