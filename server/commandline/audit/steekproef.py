# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit steekproef`: a seed and an earlier checkpoint of the inspector choose the lines, not the operator.

Invariants:
- The checkpoint comes as a file from the inspector; the log of now must still begin with that very tree, else exit code 3.
- Drawing reads nothing of the record. Bundles of what was drawn do, so they ask `--als --doel --reden`.
- A drawn line without an act, or of which the readable part was erased, is told as such and not drawn anew.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from audit.bundel.steekproef import SampleError, Steekproef, draw
from audit.log import Log
from audit.proof import tiles, tlog_policy
from audit.state import fetcher
from core.contract.exitcodes import ExitCode
from core.exchange import bewijs, uitvoer
from core.exchange.logbook import LogRead, ReadRequestError
from server.commandline.audit import bundel, uitgeven
from server.commandline.audit.groep import app


@app.command()
def steekproef(
    zaad: Annotated[str, typer.Option("--zaad", help="tekst die de inspecteur kiest, nadat hij het checkpoint had")],
    aantal: Annotated[int, typer.Option("--aantal", help="hoeveel regels")],
    checkpoint: Annotated[Path, typer.Option("--checkpoint", help="checkpoint dat de inspecteur al eerder bewaarde")],
    uit: Annotated[Path | None, typer.Option("--uit", help="map voor een bundel per getrokken handeling")] = None,
    als: Annotated[str | None, typer.Option("--als", help="wie dit leest; nodig bij --uit")] = None,
    doel: Annotated[str, typer.Option("--doel", help="waarvoor: code van een doel")] = "controle",
    reden: Annotated[str, typer.Option("--reden", help="waarom: een korte code, zonder namen")] = "steekproef",
    *,
    als_json: uitgeven.AlsJson = False,
) -> None:
    """Trek een steekproef die de beheerder niet kan kiezen, en maak desgewenst de bundels.

    Voorbeeld: knooppunt audit steekproef --zaad "dobbelstenen 3 5 1 6" --aantal 20 --checkpoint bewaard/checkpoint
    """
    if uit is not None and als is None:
        uitgeven.usage("Voor bundels is nodig wie ze leest: geef --als, --doel en --reden.")
    with uitgeven.source() as bron:
        signed = checkpoint.read_bytes()
        try:
            drawn = draw(zaad, aantal, signed, tlog_policy.parse(bron.policy))
        except SampleError as error:
            uitgeven.usage(str(error))
        still_begins(bron.world.log, drawn)
        made = {} if uit is None or als is None else _bundles(bron, drawn, uit, (als, doel, reden))
    told = {**drawn.to_json(), "shard": drawn.shard, "bundels": made}
    if als_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"Getrokken uit {drawn.head.size} regels van {drawn.shard}: {', '.join(map(str, drawn.indexen))}.")
    for index, what in made.items():
        typer.echo(f"{index}: {what}")


def still_begins(log: Log, drawn: Steekproef) -> None:
    """Return only when the log of now begins with the tree of the checkpoint."""
    head = drawn.head
    with log.engine.connect() as connection:
        try:
            same = tiles.TileReader(head.size, fetcher(connection, drawn.shard)).root() == head.root
        except ValueError:
            same = False
    if not same:
        typer.echo("Dit log begint niet met dat checkpoint: er is iets veranderd of weggelaten.", err=True)
        raise typer.Exit(ExitCode.VERIFICATION)


def bundles(bron: bewijs.Bron, drawn: Steekproef, who: tuple[str, str, str]) -> dict[int, bytes | str]:
    """Return a bundle of each drawn line, each a logged read of its own; of a line without one, why not."""
    made: dict[int, bytes | str] = {}
    for index in drawn.indexen:
        try:
            made[index] = _one(bron, drawn, index, LogRead(*who, f"bundel:{drawn.shard}/{index}"))
        except bewijs.BewijsError as error:
            made[index] = str(error)
    return made


def _bundles(bron: bewijs.Bron, drawn: Steekproef, uit: Path, who: tuple[str, str, str]) -> dict[int, Any]:
    uit.mkdir(parents=True, exist_ok=True)
    made: dict[int, Any] = {}
    for index in drawn.indexen:
        path = uit / f"{drawn.shard}-{index}.zip"
        uitgeven.absent(path)
        try:
            path.write_bytes(_one(bron, drawn, index, LogRead(*who, f"bundel:{drawn.shard}/{index}")))
            made[index] = str(path)
        except bewijs.BewijsError as error:
            made[index] = str(error)
    return made


def _one(bron: bewijs.Bron, drawn: Steekproef, index: int, request: LogRead) -> bytes:
    where, extra = (drawn.shard, index), {"steekproef.json": drawn.encode()}

    def gather(_oin: str) -> bytes:
        return bundel.make(bron, where, signed=drawn.checkpoint.encode(), extra=extra)

    try:
        outcome, data = uitvoer.make(bron.world, request, where, gather)
    except ReadRequestError as error:
        uitgeven.usage(str(error))
    uitgeven.allowed(outcome)
    return data
