# SPDX-License-Identifier: EUPL-1.2
"""What the commands of `knooppunt geb` share: the group, its options, and how a read of the record is asked for and refused.

Invariants:
- Making an account reads the log, so it asks who, for what purpose and why, is decided by the rules, and leaves its line in a
  signed checkpoint before the first line is read. Refused: exit code 4, nothing is written.
- What is written holds codes, organisations and counts only, unless its reader is entitled to more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from core.contract.exitcodes import ExitCode
from core.exchange.logbook import LogRead, ReadRequestError, read_log
from core.exchange.results import Gedaan, Uitkomst
from core.exchange.world import World
from gep.periode import Periode, PeriodeError
from server import settings, wiring

app = typer.Typer(name="geb", help="GEB/DPIA en andere verantwoording uit het logboek.", no_args_is_help=True)

Uit = Annotated[Path, typer.Option("--uit", help="map waarin de bestanden komen")]
Als = Annotated[str, typer.Option("--als", help="wie dit leest: id van een functionaris op de deelnemerslijst")]
Doel = Annotated[str, typer.Option("--doel", help="waarvoor: code van een doel, zoals controle")]
Reden = Annotated[str, typer.Option("--reden", help="waarom: een korte code, zonder namen")]
Regio = Annotated[str | None, typer.Option("--regio", help="code van een RIEC-regio; anders het hele land")]
Dagen = Annotated[str | None, typer.Option("--periode", help="EERSTE..LAATSTE dag; anders dit jaar")]
AlsJson = Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")]


@app.callback()
def _group() -> None:
    """GEB/DPIA en andere verantwoording uit het logboek."""


@contextmanager
def opened() -> Iterator[World]:
    """Give the opened backbone, and close it at the end."""
    backbone = wiring.open_backbone(settings.load())
    try:
        yield backbone.exchange.world
    finally:
        backbone.close()


def period(text: str | None, world: World) -> Periode:
    """Return the period that was asked for, or the year it is; or end with a sentence (exit 2)."""
    if text is None:
        return Periode.year_of(world.now())
    try:
        return Periode.parse(text)
    except PeriodeError as error:
        raise usage(str(error)) from None


def known_region(world: World, regio: str | None) -> None:
    """End with a sentence (exit 2) when the register has no such region."""
    if regio is not None and regio not in world.register.regios:
        raise usage(f"Deze regio staat niet in het register. Kies uit: {', '.join(world.register.regios)}.")


def admitted(world: World, request: LogRead) -> None:
    """Return only when the read was allowed and its line stands in a signed checkpoint."""
    try:
        outcome = read_log(world, request)
    except ReadRequestError as error:
        raise usage(str(error)) from None
    if not isinstance(outcome, Gedaan):
        typer.echo(_refused(outcome), err=True)
        raise typer.Exit(ExitCode.REFUSED)


def usage(text: str) -> typer.Exit:
    """Tell what is wrong with the words of the command, and return the end of it (exit 2)."""
    typer.echo(text, err=True)
    return typer.Exit(ExitCode.USAGE)


def _refused(outcome: Uitkomst) -> str:
    rules = [rule["zin"] for rule in getattr(outcome, "regels", ())]
    return "\n".join(["U mag het logboek niet lezen; dit verzoek staat in het logboek.", *rules])
