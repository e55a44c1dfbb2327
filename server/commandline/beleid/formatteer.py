# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid formatteer`: put the columns of every rule file under one another.

Invariants: all files or none; nothing is written when a file is refused in its form, or with `--alleen-controleren`.

Norm: reference/policy-engine.md 4a. The work is in `policies.formatter`.
"""

import json
from typing import Annotated

import typer

from core.contract.exitcodes import ExitCode
from policies import RuleSetError
from policies.formatter import format_files
from policies.loader import read_folder
from policies.ruleset import FOLDER
from server.commandline.beleid.bestanden import write_all
from server.commandline.beleid.groep import AlsJson, Regels, app, refuse


@app.command()
def formatteer(
    regels: Regels = None,
    *,
    alleen_controleren: Annotated[
        bool, typer.Option("--alleen-controleren", help="schrijf niets; einde met 1 als er iets te doen is")
    ] = False,
    als_json: AlsJson = False,
) -> None:
    """Zet de kolommen van elk regelbestand recht onder elkaar; aan de regels zelf verandert niets.

    Voorbeeld: knooppunt beleid formatteer --regels policies --alleen-controleren
    """
    folder = regels or FOLDER
    try:
        files = read_folder(folder)
        formatted = format_files(files)
    except RuleSetError as error:
        refuse(error.diagnose(), ExitCode.FAILURE)
    changed = [name for name, data in formatted.items() if data != files[name]]
    if not alleen_controleren:
        write_all(folder, {name: formatted[name] for name in changed})
    if als_json:
        result = {"bestanden": len(formatted), "anders": changed, "geschreven": not alleen_controleren}
        typer.echo(json.dumps(result, ensure_ascii=False))
    else:
        told = "staat niet recht" if alleen_controleren else "is recht gezet"
        typer.echo("\n".join([*(f"{name} {told}." for name in changed), f"{len(formatted)} bestanden bekeken."]))
    raise typer.Exit(ExitCode.FAILURE if changed and alleen_controleren else ExitCode.DONE)
