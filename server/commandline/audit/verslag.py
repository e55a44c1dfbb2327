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

from audit.verify import Report
from audit.verify.report import Progress as Tell
from core.contract.exitcodes import ExitCode

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
