# SPDX-License-Identifier: EUPL-1.2
"""What the commands share that take something out of the record: opening it, asking, refusing, writing the file.

Invariants:
- `--als --doel --reden` are asked for before anything is read; refused is exit code 4 and nothing is written.
- A file that is there already is never overwritten: evidence that was handed over stays what it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from core.contract.exitcodes import ExitCode
from core.exchange import bewijs
from core.exchange.logbook import LogRead, ReadRequestError, read_log
from core.exchange.results import Gedaan, Uitkomst
from core.exchange.world import World
from server import settings, setup, wiring

Als = Annotated[str, typer.Option("--als", help="wie dit leest: id van een functionaris op de deelnemerslijst")]
Doel = Annotated[str, typer.Option("--doel", help="waarvoor: code van een doel, zoals controle")]
Reden = Annotated[str, typer.Option("--reden", help="waarom: een korte code, zonder namen")]
AlsJson = Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")]


@contextmanager
def source() -> Iterator[bewijs.Bron]:
    """Give the opened backbone as the source of evidence, and close it at the end."""
    chosen = settings.load()
    backbone = wiring.open_backbone(chosen)
    try:
        policy = setup.read_file(chosen.tlog_policy)
        log = chosen.publication / "log"
        yield bewijs.Bron(backbone.exchange.world, policy, bewijs.witnessed_in(log), bewijs.stamped_in(log))
    finally:
        backbone.close()


def place(world: World, regel: str | None, handeling: str | None) -> tuple[str, int]:
    """Return shard and index of `SHARD/INDEX`, or of the first line of an act; exactly one of the two is given."""
    if (regel is None) == (handeling is None):
        usage("Geef --regel SHARD/INDEX of --handeling ID.")
    if handeling is not None:
        try:
            return bewijs.line_of_act(world, handeling)
        except bewijs.BewijsError as error:
            failed(str(error))
    shard, _, number = (regel or "").rpartition("/")
    if not shard or not (number.isascii() and number.isdigit()):
        usage("Een regel is SHARD/INDEX, zoals landelijk-2026/12.")
    return shard, int(number)


def admitted(world: World, request: LogRead) -> None:
    """Return only when the read was allowed and its line stands in a signed checkpoint."""
    try:
        outcome = read_log(world, request)
    except ReadRequestError as error:
        usage(str(error))
    allowed(outcome)


def allowed(outcome: Uitkomst) -> None:
    """Return only when the outcome is that it was done."""
    if not isinstance(outcome, Gedaan):
        rules = [rule["zin"] for rule in getattr(outcome, "regels", ())]
        typer.echo("\n".join(["U mag het logboek niet lezen; dit verzoek staat in het logboek.", *rules]), err=True)
        raise typer.Exit(ExitCode.REFUSED)


def absent(path: Path) -> None:
    """Return only when nothing lies at this place yet."""
    if path.exists():
        usage(f"{path.name} bestaat al. Kies een andere naam; een bewijs wordt niet overschreven.")


def usage(text: str) -> NoReturn:
    """End with exit code 2."""
    typer.echo(text, err=True)
    raise typer.Exit(ExitCode.USAGE)


def failed(text: str) -> NoReturn:
    """End with exit code 1."""
    typer.echo(text, err=True)
    raise typer.Exit(ExitCode.FAILURE)
