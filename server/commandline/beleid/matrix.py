# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid matrix`: everything the rules say, over all requests, as sentences or as the frozen file.

Does not: work anything out (`policies.analyse.matrix` does).
"""

from pathlib import Path
from typing import Annotated

import typer

from core.contract.exitcodes import ExitCode
from policies.analyse import matrix as matrices
from policies.analyse.ruimte import BEGIN, KOLOM, Ruimte
from policies.analyse.verslagen import of_matrix
from policies.loader import Checked, check
from policies.manifest import digest_of, make_manifest
from server.commandline.beleid.groep import AlsHtml, AlsJson, Regels, app, refuse, rule_files, show


@app.command()
def matrix(  # noqa: PLR0913 - one option per column
    regels: Regels = None,
    wie: Annotated[list[str] | None, typer.Option("--wie", help="alleen deze partijen of groepen")] = None,
    handeling: Annotated[list[str] | None, typer.Option("--handeling", help="alleen deze handelingen")] = None,
    wat: Annotated[list[str] | None, typer.Option("--wat", help="alleen deze categorieën")] = None,
    aan: Annotated[list[str] | None, typer.Option("--aan", help="alleen deze ontvangers")] = None,
    doel: Annotated[list[str] | None, typer.Option("--doel", help="alleen deze doelen")] = None,
    fase: Annotated[list[str] | None, typer.Option("--fase", help="alleen deze fasen")] = None,
    *,
    bevries: Annotated[Path | None, typer.Option("--bevries", help="schrijf de hele matrix naar dit bestand")] = None,
    toets: Annotated[Path | None, typer.Option("--toets", help="vergelijk met een eerder bevroren matrix")] = None,
    als_json: AlsJson = False,
    html: AlsHtml = None,
) -> None:
    """Toon wat de regels zeggen over alle vragen, of over een keuze daaruit; met de feiten opengelaten.

    Voorbeeld: knooppunt beleid matrix --wie politie --handeling verstrekken --doel oc-hk
    """
    files = rule_files(regels)
    checked = check(files)
    whole = matrices.freeze(checked)
    digest = matrices.digest_of(whole)
    if bevries is not None:
        bevries.write_bytes(matrices.encode(whole))
    if toets is not None and toets.read_bytes() != matrices.encode(whole):
        refuse(f"De matrix is een andere dan die in {toets}.", ExitCode.FAILURE)
    columns = {"wie": wie, "handeling": handeling, "wat": wat, "aan": aan, "doel": doel, "fase": fase}
    found = matrices.view(checked, _selection(checked, columns))
    vrijgave = digest_of(make_manifest(files))
    chosen = "; ".join(f"{veld} {', '.join(codes)}" for veld, codes in columns.items() if codes)
    data = {"vrijgave": vrijgave, "matrix": digest, "vakken": [vak.to_json() for vak in found]}
    show(of_matrix(found, vrijgave, digest, chosen), data, als_json=als_json, html=html)


def _selection(checked: Checked, columns: dict[str, list[str] | None]) -> dict[str, frozenset[str]]:
    """The leaf codes that were chosen; the time before all rules is left out when anything is chosen."""
    found: dict[str, frozenset[str]] = {}
    for veld, codes in columns.items():
        for code in codes or ():
            leaves = checked.closure.leaves(KOLOM[veld], code)
            if not leaves:
                refuse(f"`{code}` is geen code of groep voor kolom {veld}.", ExitCode.USAGE)
            found[veld] = found.get(veld, frozenset()) | leaves
    if found:
        found["datum"] = frozenset(Ruimte.of(checked).codes_of_column("datum")) - {BEGIN}
    return found
