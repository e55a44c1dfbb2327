# SPDX-License-Identifier: EUPL-1.2
"""`python -m bench`: measure every row there is a measurement for, print the table, write `var/bench.json`."""

from __future__ import annotations

import argparse
import json
import os
import platform
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.measure import LARGE, NORMAL, QUICK, Effort, Result
from bench.rows import MEASURED, Row

OUTPUT = Path("var/bench.json")
OUTPUT_LARGE = Path("var/bench-groot.json")
WIDTH = 150  # so that no number is cut off, also where the output is no terminal


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--snel", action="store_true", help="tiny counts: shows that it runs, not how fast")
    parser.add_argument("--groot", action="store_true", help="the large forms of the rows that have one: 10⁷ lines")
    parser.add_argument("--uit", type=Path, help="where the JSON goes")
    parser.add_argument("rijen", nargs="*", help="only the rows of which the name starts so")
    chosen = parser.parse_args()
    console = Console()
    console.width = max(console.width, WIDTH)
    wanted = tuple(row for row in MEASURED if not chosen.rijen or row.name.startswith(tuple(chosen.rijen)))
    wanted = tuple(row for row in wanted if row.large or not chosen.groot)
    effort = LARGE if chosen.groot else QUICK if chosen.snel else NORMAL
    results = run(wanted, effort, console)
    console.print(table(results))
    console.print(
        f"load average {load()}, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    )
    write(chosen.uit or (OUTPUT_LARGE if chosen.groot else OUTPUT), results)


def run(rows: tuple[Row, ...], effort: Effort, console: Console) -> dict[Row, Result]:
    """Measure these rows, one module after the other."""
    found: dict[str, Result] = {}
    for module in dict.fromkeys(row.module for row in rows):
        with console.status(f"bench.{module}"):
            found |= import_module(f"bench.{module}").measure(effort)
    return {row: found[row.name] for row in rows}


def table(results: dict[Row, Result]) -> Table:
    """Return the rows as a person reads them."""
    made = Table(title="Ours over theirs")
    made.add_column("row", no_wrap=True)
    made.add_column("ratio", justify="right", no_wrap=True)
    made.add_column("target", justify="right", no_wrap=True)
    made.add_column("", no_wrap=True)
    made.add_column("against", max_width=28)
    made.add_column("measured", overflow="fold")
    for row, result in results.items():
        sign = "≥" if row.better == "higher" else "≤"
        mark = "[green]✓[/]" if row.reached(result.ratio) else "[red]✗[/]"
        numbers = ", ".join(f"{name} {value}" for name, value in result.detail.items())
        made.add_row(row.name, f"{result.ratio:.3g}", f"{sign} {row.target:g}", mark, row.against, numbers)
    return made


def write(path: Path, results: dict[Row, Result]) -> None:
    """Write the rows as JSON, and keep the rows of an earlier run that were not measured now."""
    earlier: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    now = {row.name: result.to_json(row) for row, result in results.items()}
    path.write_text(json.dumps(earlier | now, indent=2, ensure_ascii=False) + "\n")


def load() -> str:
    """Return how busy the machine was: the load average over one and five minutes."""
    one, five, _ = os.getloadavg()
    return f"{one:.1f} {five:.1f}"


if __name__ == "__main__":
    main()
