# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt sleutels roteer | herstel | gelekt | overdragen | stand`: what only the partner's own gateway can do.

Invariant: arguments, input, output and exit code go through to `knooppunt adapter gateway sleutels …` unchanged, as a process
of its own; nothing of the partner's side is loaded here. Norm: design.md 3 and 5.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Final

import typer

from core.contract.exitcodes import ExitCode
from server.commandline.adapter import GROUP, run
from server.commandline.sleutels.app import app, say

COMMANDS: Final = {
    "roteer": "Vervang alle sleutels en omhul alles opnieuw.",
    "herstel": "Maak of gebruik een herstelsleutel in delen.",
    "gelekt": "Toon wat een gelekte sleutel bereikte, trek haar in en vervang haar.",
    "overdragen": "Draag records over aan een opvolger.",
    "stand": "Toon welke sleutels gelden, en tot wanneer.",
}
_PASS: Final = {"allow_extra_args": True, "ignore_unknown_options": True, "allow_interspersed_args": False}


def _pass_on(context: typer.Context) -> None:
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    if "gateway" not in found:
        say("De gateway is hier niet geïnstalleerd.")
        raise typer.Exit(ExitCode.FAILURE)
    raise typer.Exit(run(found["gateway"], ["sleutels", str(context.info_name), *context.args]))


for _name, _text in COMMANDS.items():
    app.command(_name, context_settings=_PASS, add_help_option=False, help=_text)(_pass_on)
