# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid controleer`: everything there is to say about a rule folder, at once.

Invariants:
    * on the terminal one line per finding, `bestand:regel: ernst: tekst [soort]`, the way editors understand it;
    * exit 0 when only remarks are left, 1 for a mistake or a collision that nobody acknowledged.

Norm: design.md 5; reference/policy-engine.md 4a and 4d. Does not: find anything (`policies.analyse.controle` does).
"""

import json
from datetime import date
from typing import Annotated

import typer

from core.contract.exitcodes import ExitCode
from policies import RuleSetError
from policies.analyse.controle import Controleverslag, analyse
from policies.analyse.controle_verslag import as_report
from policies.findings import FOUT, Findings
from policies.loader import read_folder
from policies.ruleset import FOLDER
from policies.sources import BESTAND, read_sources
from policies.verslag import as_html
from policies.words import counted
from server.commandline.beleid.app import AlsHtml, AlsJson, Regels, app, refuse, today


@app.command()
def controleer(
    regels: Regels = None,
    vandaag: Annotated[str, typer.Option("--vandaag", help="de dag waarop wordt gekeken (standaard: vandaag)")] = "",
    *,
    als_json: AlsJson = False,
    html: AlsHtml = None,
    alleen_fouten: Annotated[bool, typer.Option("--alleen-fouten", help="laat meldingen weg")] = False,
) -> None:
    """Controleer een map met regels: fouten, botsingen, leemten, regels die niets doen en wat afloopt.

    Voorbeeld: knooppunt beleid controleer --regels policies --html controle.html
    """
    day = _day(vandaag)
    try:
        files = read_folder(regels or FOLDER)
    except RuleSetError as error:
        controle, questions = Controleverslag(day, None, 0, 0, {}, {}, error.findings), None
    else:
        controle, questions = analyse(files, day), read_sources(files.get(BESTAND, b""), Findings())
    if html is not None:
        html.write_text(as_html(as_report(controle, questions.vragen if questions else {})), "utf-8")
    shown = [finding for finding in controle.bevindingen if finding.ernst == FOUT or not alleen_fouten]
    if als_json:
        data = {**controle.to_json(), "bevindingen": [finding.to_json() for finding in shown]}
        typer.echo(json.dumps(data, ensure_ascii=False))
    else:
        for finding in shown:
            typer.echo(str(finding))
        typer.echo(_last_line(controle))
    raise typer.Exit(ExitCode.DONE if controle.in_orde else ExitCode.FAILURE)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else today()
    except ValueError:
        refuse("--vandaag is een dag zoals 2026-11-22.", ExitCode.USAGE)


def _last_line(controle: Controleverslag) -> str:
    if controle.vrijgave is None:
        return "De regels zijn geweigerd."
    problems = counted(len(controle.problemen), "punt moet eerst", "punten moeten eerst")
    verdict = "in orde" if controle.in_orde else f"niet in orde: {problems}"
    return f"{controle.rijen} regels, {controle.vrijgave}, {verdict}"
