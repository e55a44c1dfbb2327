# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid controleer`: everything there is to say about a rule folder, at once.

Invariants:
    * on the terminal one line per finding, `bestand:regel: ernst: tekst [soort]`, the way editors understand it;
      mistakes come last, so that a screen full of remarks does not hide them;
    * exit 0 when only remarks are left, 1 for a mistake or a collision that nobody acknowledged;
    * of open supplies only counts per kind of partner are told, and only when asked (`--openstaand`).

Norm: design.md 5; reference/policy-engine.md 4a and 4d. Does not: find anything (`policies.analyse.controle` does).
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated

import typer

from audit.database import create_engine
from core.contract.exitcodes import ExitCode
from core.exchange.rustend import resting_supplies
from gep.geb import herzien
from policies import RuleSet, RuleSetError
from policies.analyse.controle import Controleverslag, analyse
from policies.analyse.controle_verslag import as_report
from policies.findings import FOUT, Findings
from policies.loader import read_folder
from policies.ruleset import FOLDER
from policies.sources import BESTAND, read_sources
from policies.verslag import as_html
from policies.words import counted
from server import migrate, settings
from server.commandline.beleid.gevolgen import Gevolgen
from server.commandline.beleid.groep import AlsHtml, AlsJson, Regels, app, refuse, today


@app.command()
def controleer(
    regels: Regels = None,
    vandaag: Annotated[str, typer.Option("--vandaag", help="de dag waarop wordt gekeken (standaard: vandaag)")] = "",
    *,
    als_json: AlsJson = False,
    html: AlsHtml = None,
    alleen_fouten: Annotated[bool, typer.Option("--alleen-fouten", help="laat meldingen weg")] = False,
    openstaand: Annotated[
        bool, typer.Option("--openstaand", help="tel ook de verstrekkingen in het grootboek op een veranderde tekst")
    ] = False,
) -> None:
    """Controleer een map met regels: fouten, botsingen, leemten, regels die niets doen en wat afloopt.

    Voorbeeld: knooppunt beleid controleer --regels policies --html controle.html
    """
    day = _day(vandaag)
    files: Mapping[str, bytes] = {}
    try:
        files = read_folder(regels or FOLDER)
    except RuleSetError as error:
        controle = Controleverslag(day, None, 0, 0, {}, {}, error.findings)
    else:
        controle = analyse(files, day)
    gevolgen = _consequences(files, controle, openstaand=openstaand)
    if html is not None:
        read = read_sources(files.get(BESTAND, b""), Findings())
        html.write_text(as_html(as_report(controle, read.vragen if read else {}, gevolgen.blokken())), "utf-8")
    shown = [finding for finding in controle.bevindingen if finding.ernst == FOUT or not alleen_fouten]
    if als_json:
        data = {**controle.to_json(), **gevolgen.to_json(), "bevindingen": [finding.to_json() for finding in shown]}
        typer.echo(json.dumps(data, ensure_ascii=False))
    else:
        remarks, mistakes = ([str(one) for one in shown if (one.ernst == FOUT) is wrong] for wrong in (False, True))
        for line in (*remarks, *gevolgen.lines(), *mistakes, _last_line(controle)):
            typer.echo(line)
    raise typer.Exit(ExitCode.DONE if controle.in_orde else ExitCode.FAILURE)


def _consequences(files: Mapping[str, bytes], controle: Controleverslag, *, openstaand: bool) -> Gevolgen:
    """What rests on texts that changed: parts of the GEB, and open supplies when asked."""
    if not controle.te_herzien:
        return Gevolgen({}, {})
    supplies = {}
    if openstaand:
        engine = create_engine(settings.load().database)
        try:
            migrate.require(engine)
            with engine.connect() as connection:
                supplies = {code: resting_supplies(connection, rows) for code, rows in controle.te_herzien.items()}
        finally:
            engine.dispose()
    return Gevolgen(herzien.parts(RuleSet.of_files(files, "demo")), supplies)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else today()
    except ValueError:
        refuse("--vandaag is een dag zoals 2026-11-22.", ExitCode.USAGE)


def _last_line(controle: Controleverslag) -> str:
    if controle.vrijgave is None:
        return f"De regels zijn geweigerd: {counted(len(controle.problemen), 'fout', 'fouten')}."
    problems = counted(
        len(controle.problemen), "punt moet eerst worden opgelost", "punten moeten eerst worden opgelost"
    )
    verdict = "in orde" if controle.in_orde else f"niet in orde: {problems}"
    return f"{controle.rijen} regels, {controle.vrijgave}, {verdict}"
