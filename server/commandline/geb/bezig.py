# SPDX-License-Identifier: EUPL-1.2
"""What long work of `knooppunt geb` shares: a bar for who watches, a quiet end for who stops it, and the counts of before.

Invariants:
- A bar is drawn on standard error, and only on a terminal: standard output holds the answer and nothing else.
- Who presses Ctrl-C gets one sentence and exit code 130, and no file: accounts are written only once they are whole.
- Earlier counts stand sealed in the data folder, under a key of the kluis; without them everything is counted.
"""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from core.contract.exitcodes import ExitCode
from core.exchange.world import World
from gep.bron import Bron
from gep.cijfers.hergebruik import Bewaarder
from gep.voortgang import Onderbroken, Voortgang, silent
from server import settings

GESTOPT: Final = "Gestopt. Er is niets gemaakt. Dat er gelezen is, staat wel in het logboek."
SLEUTEL: Final = ("telstand", "sleutel")
MAP: Final = "telstanden"


@contextmanager
def bezig(tekst: str = "Logregels tellen") -> Iterator[Voortgang]:
    """Give what draws the bar; end with a sentence when somebody stops the work."""
    try:
        if sys.stderr.isatty():
            with _bar() as bar:
                task = bar.add_task(tekst, total=None)
                yield lambda done, total: bar.update(task, completed=done, total=total)
        else:
            yield silent
    except (KeyboardInterrupt, Onderbroken):
        typer.echo(GESTOPT, err=True)
        raise typer.Exit(ExitCode.INTERRUPTED) from None


def bron(world: World) -> Bron:
    """Return the record as it stands now; what was counted of it before is not counted again."""
    found = world.kluis.get(*SLEUTEL)
    if found is None:
        found = secrets.token_bytes(32)
        world.kluis.put(*SLEUTEL, found)
    return Bron.of_world(world, Bewaarder(world.log, settings.load().data_dir / MAP, found))


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Not redirected: what a command says on standard output stays there.
    return Progress(
        *columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
    )
