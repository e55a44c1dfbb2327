# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid proef`: run the scenarios of a rule folder and measure what they prove.

Invariants: exit 0 only when all that was asked for passed; a rule set with mistakes is told whole, exit 1.

Norm: design.md 5; reference/policy-engine.md 4d. Does not: work without the real engine.
"""

from typing import Annotated

import typer

from core.contract.exitcodes import ExitCode
from policies import PolicyError
from policies.loader import read_folder
from policies.proef import prove, tell
from policies.ruleset import FOLDER
from server.commandline.beleid.groep import AlsHtml, AlsJson, Regels, app, refuse, show, today


@app.command()
def proef(
    regels: Regels = None,
    *,
    mutatie: Annotated[
        bool,
        typer.Option(
            "--mutatie/--geen-mutatie", help="verander elke regel een beetje: een scenario hoort het te merken"
        ),
    ] = True,
    alleen: Annotated[
        str, typer.Option("--alleen", help="alleen scenario's met deze tekst in bestand of naam; meet niets")
    ] = "",
    als_json: AlsJson = False,
    html: AlsHtml = None,
) -> None:
    """Voer de scenario's uit, meet hun dekking en probeer of zij een veranderde regel opmerken.

    Voorbeeld: knooppunt beleid proef --regels policies --html proef.html
    """
    try:
        found = prove(read_folder(regels or FOLDER), vandaag=today(), mutatie=mutatie, alleen=alleen)
    except PolicyError as error:
        refuse(error.diagnose(), ExitCode.FAILURE)
    show(tell(found), found.to_json(), als_json=als_json, html=html)
    raise typer.Exit(ExitCode.DONE if found.geslaagd else ExitCode.FAILURE)
