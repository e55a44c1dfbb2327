# SPDX-License-Identifier: EUPL-1.2
"""Health: alive, ready, and everything that was looked at.

Invariants:
- `leeft` says only that the process answers. `klaar` is 200 only when log, stores, keys and rules are well and the
  process is not on its way out. `volledig` tells each check by name.
- Names of checks and fixed Dutch sentences only: no address, no path, no version of anything.
"""

from fastapi import APIRouter
from starlette.responses import Response

from server.api.authentication import Knooppunt
from server.api.problems import JsonResponse
from server.backbone import Backbone

router = APIRouter(include_in_schema=False)

GOED = "goed"


@router.get("/gezond/leeft")
def alive() -> Response:
    """Say that the process answers."""
    return JsonResponse({"staat": GOED})


@router.get("/gezond/klaar")
def ready(knooppunt: Knooppunt) -> Response:
    """Say whether new requests are wanted."""
    bad = any(tekst != GOED for tekst in _look(knooppunt).values())
    return JsonResponse({"staat": "niet-klaar" if bad else GOED}, 503 if bad else 200)


@router.get("/gezond/volledig")
def complete(knooppunt: Knooppunt) -> Response:
    """Say how each part is."""
    found = _look(knooppunt)
    bad = any(tekst != GOED for tekst in found.values())
    return JsonResponse({"staat": "niet-klaar" if bad else GOED, "onderdelen": found}, 503 if bad else 200)


def _look(knooppunt: Backbone) -> dict[str, str]:
    if knooppunt.readiness.stopping:
        return {"proces": "Dit proces stopt."}
    found = {}
    for naam, check in knooppunt.checks.items():
        try:
            found[naam] = check() or GOED
        except Exception:  # noqa: BLE001 - a check that breaks is a bad part, never a broken health page
            found[naam] = "Kon niet worden nagegaan."
    return found
