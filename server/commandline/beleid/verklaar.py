# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid verklaar`: any hypothetical question, explained in plain Dutch.

Invariants: facts come from the question alone, an absent fact is unknown; nothing is read or written but the rule
folder, so the answer opens nothing. Exit 0 whatever the answer is.

Norm: design.md 1 (4) and 5. Does not: explain (`policies.analyse.verklaar`) or make words (`policies.verklaring`).
"""

import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from core.contract.exitcodes import ExitCode
from policies import RuleSet, Vraag
from policies.analyse.verklaar import explain
from policies.authzen import AuthzenError, read_question
from policies.verklaring import as_json, as_report
from server.commandline.beleid.groep import AlsHtml, AlsJson, Omgeving, Regels, app, load, refuse, show, today


@app.command()
def verklaar(  # noqa: PLR0913, PLR0917 - each is an option of the command
    bestand: Annotated[
        str | None, typer.Argument(help="bestand met een AuthZEN-vraag, of - voor de invoer; zonder bestand: de opties")
    ] = None,
    wie: Annotated[str, typer.Option("--wie", help="wie handelt, zoals toeslagen")] = "",
    handeling: Annotated[str, typer.Option("--handeling", help="wat er gebeurt, zoals verstrekken")] = "",
    wat: Annotated[str, typer.Option("--wat", help="soort gegevens, zoals fiscaal")] = "",
    aan: Annotated[str, typer.Option("--aan", help="wie ontvangt; - is niemand")] = "-",
    doel: Annotated[str, typer.Option("--doel", help="waarvoor, zoals oc")] = "",
    fase: Annotated[str, typer.Option("--fase", help="fase van de casus, zoals weging")] = "",
    feiten: Annotated[str, typer.Option("--feiten", help="feiten die vaststaan, met komma's ertussen")] = "",
    datum: Annotated[str, typer.Option("--datum", help="de dag waarover het gaat (standaard: vandaag)")] = "",
    omgeving: Omgeving = "productie",
    regels: Regels = None,
    *,
    als_json: AlsJson = False,
    html: AlsHtml = None,
) -> None:
    """Leg uit waarom iets wel of niet mag: welke regels gelden, welke bijna, en wat er ontbreekt.

    Voorbeeld: knooppunt beleid verklaar --wie toeslagen --handeling verstrekken --wat fiscaal --aan gemeente --doel oc --fase weging --feiten "betrokken, niet-weigeringsgrond"
    """
    ruleset = load(regels, omgeving)
    asked = {"wie": wie, "handeling": handeling, "wat": wat, "doel": doel, "fase": fase}
    if bestand is not None:
        if any(asked.values()) or feiten or datum or aan != "-":
            refuse("Geef een bestand of de opties, niet allebei.", ExitCode.USAGE)
        vraag = _from_file(ruleset, bestand)
    else:
        vraag = _from_options(asked, aan, feiten, datum)
    uitleg = explain(ruleset, vraag)
    show(as_report(ruleset, uitleg), as_json(ruleset, uitleg), als_json=als_json, html=html)


def _from_options(asked: dict[str, str], aan: str, feiten: str, datum: str) -> Vraag:
    missing = [f"--{name}" for name, value in asked.items() if not value]
    if missing:
        refuse(f"Er ontbreekt: {', '.join(missing)}.", ExitCode.USAGE)
    try:
        day = date.fromisoformat(datum) if datum else today()
    except ValueError:
        refuse("--datum is een dag zoals 2026-11-22.", ExitCode.USAGE)
    tokens = frozenset(token for token in re.split(r"[,\s]+", feiten) if token)
    return Vraag(**asked, aan=aan, datum=day, feiten=tokens)


def _from_file(ruleset: RuleSet, bestand: str) -> Vraag:
    try:
        text = sys.stdin.read() if bestand == "-" else Path(bestand).read_text("utf-8")
        body: Any = json.loads(text)
    except (OSError, ValueError, RecursionError):
        refuse("De vraag is niet te lezen: het hoort één JSON-object te zijn.", ExitCode.USAGE)
    try:
        return read_question(ruleset, body, today())
    except AuthzenError as error:
        refuse(str(error), ExitCode.USAGE)
