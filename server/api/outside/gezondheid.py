# SPDX-License-Identifier: EUPL-1.2
"""Health: alive, ready, and everything that was looked at.

Invariants:
- `leeft` says only that the process answers. `klaar` is 200 only when log, stores, keys and rules are well and the
  process is not on its way out. `volledig` tells each check by name.
- `verminderd` with 200: the process serves soundly, but somebody must look, such as when the newest release of the rules
  does not hold and the one before it stays in force. Taking all processes out would turn one bad row into an outage.
- Names of checks and fixed Dutch sentences only: no address, no path, no version of anything.
"""

from collections.abc import Callable, Mapping

from fastapi import APIRouter
from starlette.responses import Response

from server.api.authentication import Knooppunt
from server.api.problems import JsonResponse
from server.backbone import Backbone

router = APIRouter(include_in_schema=False)

GOED, VERMINDERD, NIET_KLAAR = "goed", "verminderd", "niet-klaar"
_STATUS = {GOED: 200, VERMINDERD: 200, NIET_KLAAR: 503}


@router.get("/gezond/leeft")
def alive() -> Response:
    """Say that the process answers."""
    return JsonResponse({"staat": GOED})


@router.get("/gezond/klaar")
def ready(knooppunt: Knooppunt) -> Response:
    """Say whether new requests are wanted."""
    staat = _state(_look(knooppunt), _warnings(knooppunt))
    return JsonResponse({"staat": staat}, _STATUS[staat])


@router.get("/gezond/volledig")
def complete(knooppunt: Knooppunt) -> Response:
    """Say how each part is."""
    found, told = _look(knooppunt), _warnings(knooppunt)
    staat = _state(found, told)
    return JsonResponse({"staat": staat, "onderdelen": {**found, **told}}, _STATUS[staat])


def _state(found: dict[str, str], told: dict[str, str]) -> str:
    if any(tekst != GOED for tekst in found.values()):
        return NIET_KLAAR
    return VERMINDERD if any(tekst != GOED for tekst in told.values()) else GOED


def _look(knooppunt: Backbone) -> dict[str, str]:
    if knooppunt.readiness.stopping:
        return {"proces": "Dit proces stopt."}
    return _ask(knooppunt.checks)


def _warnings(knooppunt: Backbone) -> dict[str, str]:
    return {} if knooppunt.readiness.stopping else _ask(knooppunt.warnings)


def _ask(checks: Mapping[str, Callable[[], str | None]]) -> dict[str, str]:
    found = {}
    for naam, check in checks.items():
        try:
            found[naam] = check() or GOED
        except Exception:  # noqa: BLE001 - a check that breaks is a bad part, never a broken health page
            found[naam] = "Kon niet worden nagegaan."
    return found
