# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb register`: the register of processing activities (AVG 30, Wpg 31d), now, on a day, or with all its versions."""

from datetime import date, datetime, time
from typing import Annotated, Any

import typer

from core.exchange.logbook import LogRead
from gep.bron import Bron
from gep.periode import ZONE
from gep.register.maken import Verwerkingsregister, make
from server.commandline.geb.bezig import bezig
from server.commandline.geb.groep import Als, AlsJson, Doel, Reden, Uit, admitted, app, opened, usage
from server.commandline.geb.opslaan import store, tell

Op = Annotated[str | None, typer.Option("--op", help="de dag waarop het register gold, zoals 2026-01-01; anders nu")]
Alle = Annotated[bool, typer.Option("--alle-versies", help="elke versie van elke verwerking")]


@app.command()
def register(
    uit: Uit,
    als: Als,
    doel: Doel,
    reden: Reden,
    op: Op = None,
    *,
    alle_versies: Alle = False,
    als_json: AlsJson = False,
) -> None:
    """Maak het verwerkingsregister uit register, regels, deelnemerslijst, termijnen en logboek.

    Het lezen van het logboek wordt beslist door de regels en laat zelf een logregel achter.

    Voorbeeld: knooppunt geb register --uit register --als fg-1 --doel controle --reden jaarlijks-register
    """
    when = None if op is None else _start(op)
    with opened() as world:
        admitted(world, LogRead(als, doel, reden, f"register:{op or 'nu'}{':alle' if alle_versies else ''}"))
        with bezig("Ontvangers tellen") as voortgang:
            made = make(
                Bron.of_world(world), when, alle=alle_versies, termijnen=world.bewaartermijnen, voortgang=voortgang
            )
    told = _summary(made, store(uit, made.files()))
    text = f"Verwerkingsregister in {uit}: {told['verwerkingen']} verwerkingen, {told['vertrouwelijk']} vertrouwelijk."
    tell(told, text, als_json=als_json)


def _start(op: str) -> int:
    try:
        day = date.fromisoformat(op)
    except ValueError:
        raise usage("Geef de dag als jaar, maand en dag, zoals 2026-01-01.") from None
    return int(datetime.combine(day, time(), ZONE).timestamp()) * 1000


def _summary(made: Verwerkingsregister, files: list[str]) -> dict[str, Any]:
    return {
        "bestanden": files,
        "op": made.op,
        "verwerkingen": len(made.versies),
        "vertrouwelijk": sum(versie.vertrouwelijk for versie in made.versies),
        "checkpoints": [stand.to_json() for stand in made.bron.standen],
        "vrijgave": made.bron.ruleset.digest,
    }
