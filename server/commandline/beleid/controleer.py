# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid controleer`: every finding about a rule folder, at once.

Norm: design.md 5; reference/policy-engine.md 4a and 4d.
"""

import json
from typing import Annotated

import typer

from core.contract.exitcodes import ExitCode
from policies import RuleSetError
from policies.loader import check, read_folder
from policies.manifest import digest_of, make_manifest
from policies.ruleset import FOLDER
from server.commandline.beleid.app import AlsJson, Regels, app


@app.command()
def controleer(
    regels: Regels = None,
    *,
    als_json: AlsJson = False,
    alleen_fouten: Annotated[bool, typer.Option("--alleen-fouten", help="laat meldingen weg")] = False,
) -> None:
    """Controleer een map met regels; noem elke fout met bestand en regel.

    Voorbeeld: knooppunt beleid controleer --regels policies
    """
    folder = regels or FOLDER
    try:
        files = read_folder(folder)
        checked = check(files)
    except RuleSetError as error:
        findings, digest, rows = error.findings, None, 0
    else:
        findings, digest, rows = checked.meldingen, digest_of(make_manifest(files)), len(checked.rows)
    shown = [f for f in findings if f.ernst == "fout" or not alleen_fouten]
    if als_json:
        result = {"geldig": digest is not None, "regels": rows, "vrijgave": digest}
        typer.echo(json.dumps({**result, "bevindingen": [f.to_json() for f in shown]}, ensure_ascii=False))
    else:
        for finding in shown:
            typer.echo(str(finding))
        typer.echo(f"{rows} regels, {digest}" if digest else "De regels zijn geweigerd.")
    raise typer.Exit(ExitCode.DONE if digest else ExitCode.FAILURE)
