# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid invarianten`: prove the sentences that must always hold, or show a request that breaks one.

Does not: prove anything itself (`policies.analyse.invarianten` does).
"""

from typing import Any

import typer

from core.contract.exitcodes import ExitCode
from policies.analyse.invarianten import BESTAND, Uitslag, prove, read_invariants
from policies.analyse.verslagen import of_invariants
from policies.loader import check
from policies.manifest import digest_of, make_manifest
from server.commandline.beleid.groep import AlsHtml, AlsJson, Regels, app, rule_files, show


@app.command()
def invarianten(regels: Regels = None, *, als_json: AlsJson = False, html: AlsHtml = None) -> None:
    """Bewijs de zinnen van invarianten.toml over alle vragen en alle feiten; een tegenvoorbeeld geeft exitcode 1.

    Voorbeeld: knooppunt beleid invarianten --regels policies --html invarianten.html
    """
    files = rule_files(regels)
    checked = check(files)
    found = prove(checked, read_invariants(files.get(BESTAND, b""), checked))
    vrijgave = digest_of(make_manifest(files))
    holds = all(one.geldt for one in found)
    data = {"geldig": holds, "vrijgave": vrijgave, "zinnen": [_json(one) for one in found]}
    show(of_invariants(found, checked, vrijgave), data, als_json=als_json, html=html)
    raise typer.Exit(ExitCode.DONE if holds else ExitCode.FAILURE)


def _json(one: Uitslag) -> dict[str, Any]:
    found = one.tegenvoorbeeld
    return {
        "id": one.invariant.id,
        "zin": one.invariant.zin,
        "geldt": one.geldt,
        "loos": one.loos,
        "tegenvoorbeeld": None if found is None else found.to_json(),
    }
