# SPDX-License-Identifier: EUPL-1.2
"""The command `knooppunt`: one group per task, loaded only when it is asked for.

Invariants:
- What programs read goes to stdout; what people read about it goes to stderr. Exit codes are `core.contract.exitcodes`.
- An error ends in a Dutch sentence and an exit code, never in a traceback: its values may be about people. Of an error
  that nobody foresaw, the type and the places in the code are told.

Convention for the modules here, each named after its command: a group has `app` (Typer), and `only` when it can load one of
its commands alone; a single command is a function of that name, with its click settings in `CONTEXT` if it has any.
"""

from __future__ import annotations

import sys
import traceback
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Final

import typer

from core.contract.exitcodes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

SINGLE: Final = ("demo", "serve", "adapter")
GROUPS: Final = ("beheer", "beleid", "audit", "getuige", "sleutels", "geb")

_HELP: Final = """Gegevens delen in RIEC-verband, verzegeld en controleerbaar.

Voorbeelden:

    knooppunt demo --uit var/demo

    knooppunt beleid beslis vragen.ndjson --omgeving demo

    knooppunt adapter gemeente --help
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    first, second, *_ = [*(word for word in words if not word.startswith("-")), "", ""]
    app = build(first if first in SINGLE + GROUPS else None, second)
    try:
        app(words, prog_name="knooppunt")
    except Exception as error:  # noqa: BLE001 - the last place where it can be told decently
        typer.echo(_explain(error), err=True)
        sys.exit(getattr(error, "exit_code", ExitCode.FAILURE))


def build(only: str | None = None, command: str = "") -> typer.Typer:
    """Return the command with all its groups, or with the one group (and of that the one command) that is going to be used."""
    app = typer.Typer(
        help=_HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
    )
    app.callback()(_root)
    for name in SINGLE + GROUPS:
        place = f"server.commandline.{name}"
        if only not in (None, name) or find_spec(place) is None:  # an installation may leave a group out
            continue
        module = import_module(place)
        if name in GROUPS:
            app.add_typer(module.only(command) if hasattr(module, "only") else module.app, name=name)
        else:
            app.command(name, context_settings=getattr(module, "CONTEXT", None))(getattr(module, name))
    return app


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer hands the flag over like this
    if wanted:
        typer.echo(version("knooppunt"))
        raise typer.Exit


def _root(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="toon de versie", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that hold for all commands."""


def _explain(error: Exception) -> str:
    diagnose = getattr(error, "diagnose", None)
    if callable(diagnose):
        return str(diagnose())
    if hasattr(error, "type") or type(error).__module__.startswith(("audit.", "policies.")):
        return str(error)
    places = " < ".join(f"{f.name}:{f.lineno}" for f in reversed(traceback.extract_tb(error.__traceback__)[-4:]))
    return f"Onverwachte fout ({type(error).__name__}) bij {places}."
