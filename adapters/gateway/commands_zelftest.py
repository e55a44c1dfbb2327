# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter zelftest` (and `adapter gateway zelftest`): is this gateway fit to work, and what to do when it is not.

Invariants: as `zelftest`; exit code 0 when nothing is wrong, also when something needs attention; else that of the first fault
(2 a setting, 3 not proven, 5 not reachable, 1 anything else).
"""

import typer

from adapters.gateway.screen import Json, errors_told, leave, show
from adapters.gateway.settings import load_settings
from adapters.gateway.zelftest import Punt, Stand, exit_code, run
from adapters.gateway.zelftest_punten import Points

_MARK = {Stand.GOED: "goed   ", Stand.LET_OP: "LET OP ", Stand.FOUT: "FOUT   ", Stand.NIET_GEKEKEN: "-      "}


def register(app: typer.Typer) -> None:
    """Add the command to the gateway's command line."""
    app.command("zelftest")(zelftest)


def zelftest(*, als_json: Json = False) -> None:
    """Beproef deze gateway: algoritmen, map, certificaat, klok, schema, vrijgave, sleutels en bewijsketen.

    Er wordt niets verstrekt en geen record geopend. Per punt staat er wat er mis is en wat u kunt doen.

    Voorbeeld: knooppunt adapter zelftest --json
    """
    with errors_told(als_json=als_json):
        points = Points(load_settings())
        try:
            found = run(points.questions())
        finally:
            points.close()
    code = exit_code(found)
    value = {"geslaagd": code == 0, "punten": [punt.to_json() for punt in found]}
    show(value, lambda: [line for punt in found for line in _lines(punt)], als_json=als_json)
    leave(code)


def _lines(punt: Punt) -> list[str]:
    first = f"{_MARK[punt.stand]} {punt.naam:<12} {punt.tekst}"
    return [first] if punt.doe is None else [first, f"{'':21}Doe: {punt.doe}"]
