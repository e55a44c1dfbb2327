# SPDX-License-Identifier: EUPL-1.2
"""How the checking commands speak: progress while they run, and the report at the end.

Invariants:
- Progress goes to the error output, and only when a person looks at it: never with `--json`, never into a file.
- The report is the only thing on the output; what is left out of it is counted.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from audit.events import Event
from audit.values import LogError
from audit.verify import Report
from audit.verify.report import Progress as Tell
from core.contract.exitcodes import ExitCode
from core.exchange.logbook import LogRead, ReadRequestError, read_log
from core.exchange.results import Gedaan
from server import wiring
from server.settings import Settings

SHOWN = 50


@contextmanager
def watched(*, quiet: bool) -> Iterator[Tell | None]:
    """Give who is told how far a verification is; None when nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total or None)
            bars.update(tasks[what], completed=done)

        yield tell


def finish(report: Report, *, als_json: bool) -> None:
    """Print the report and end with the exit code that belongs to it."""
    typer.echo(json.dumps(report.to_json(), ensure_ascii=False) if als_json else told(report))
    raise typer.Exit(ExitCode.DONE if report.geldig else ExitCode.VERIFICATION)


def leave_line(chosen: Settings, request: LogRead, report: Report) -> None:
    """Leave the outcome in the log, as an act of this officer that the rules decide; refused: exit code 4.

    A log that does not start cannot take a line: that is told, and the findings still come.
    """
    sizes = {str(point["origin"]).rpartition("/")[2]: point["size"] for point in report.checkpoints}
    said = {"omvang": sizes, "geldig": report.geldig, "bevindingen": len(report.bevindingen)}
    try:
        backbone = wiring.open_backbone(chosen)
    except LogError as error:
        typer.echo(f"De uitkomst staat niet in het log, want het start niet: {error}", err=True)
        return
    try:
        outcome = read_log(backbone.exchange.world, request, Event.LOG_GECONTROLEERD, **said)
    except ReadRequestError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(ExitCode.USAGE) from None
    finally:
        backbone.close()
    if not isinstance(outcome, Gedaan):
        typer.echo("Deze functionaris mag het logboek niet lezen; dit verzoek staat in het logboek.", err=True)
        raise typer.Exit(ExitCode.REFUSED)


def told(report: Report) -> str:
    """Return the report as a person reads it."""
    head = f"{report.regels} regels en {report.rijen} rijen nagerekend, {len(report.checkpoints)} shards."
    if report.vanaf:
        head += " Wat de vorige keer is nagerekend, is nu niet opnieuw bekeken."
    if report.geldig:
        return f"{head} Alles klopt."
    lines = [f"{finding.waar}: {finding.tekst} [{finding.soort}]" for finding in report.bevindingen[:SHOWN]]
    more = len(report.bevindingen) - SHOWN
    tail = [f"... en nog {more} bevindingen (--json toont ze alle)."] if more > 0 else []
    return "\n".join([head, f"{len(report.bevindingen)} bevindingen:", *lines, *tail])
