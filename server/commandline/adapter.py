# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter`: start a partner's own program and pass everything through.

Invariants:
- The adapters are found by entry point (`knooppunt.adapters`) and run as a process of their own; nothing of them is
  ever imported here, and they see nothing of the server's settings but what stands in the environment anyway.
- Arguments, input, output and exit code go through unchanged.

Norm: design.md 3 (the server never imports the partner's side).
"""

import subprocess
import sys
from importlib.metadata import EntryPoint, entry_points
from typing import Final

import typer

from core.contract.exitcodes import ExitCode

CONTEXT: Final = {"allow_extra_args": True, "ignore_unknown_options": True, "allow_interspersed_args": False}
GROUP: Final = "knooppunt.adapters"
GATEWAY, SELFTEST = "gateway", "zelftest"
_START: Final = (
    "import sys; from importlib import import_module; naam, module, deel = sys.argv[1:4];"
    "sys.argv[:4] = ['knooppunt adapter ' + naam]; getattr(import_module(module), deel)()"
)


def adapter(context: typer.Context) -> None:
    """Voer een opdracht van een partner uit; wat na de naam komt gaat naar de adapter.

    Voorbeelden: knooppunt adapter gemeente lever personen.csv; knooppunt adapter om toestemming --help; knooppunt adapter zelftest
    """
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    words = list(context.args)
    if words[:1] == [SELFTEST]:  # of the gateway, which every partner has
        words.insert(0, GATEWAY)
    if not words or words[0] not in found:
        typer.echo(f"Kies een adapter: {', '.join(sorted(found))}.", err=True)
        raise typer.Exit(ExitCode.USAGE)
    raise typer.Exit(run(found[words[0]], words[1:]))


def run(entry: EntryPoint, words: list[str]) -> int:
    """Run an adapter as a process and return its exit code."""
    command = [sys.executable, "-c", _START, entry.name, entry.module, entry.attr, *words]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own interpreter, no shell
