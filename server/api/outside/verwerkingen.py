# SPDX-License-Identifier: EUPL-1.2
"""`/verwerkingen`: where the URI of a processing activity leads, as a page for people or JSON for programs.

A log line, the header of a record and the logbook of a gateway cite an activity by its URI and a time; `op` is that time.

Invariants:
- No caller, no line: it is public, the same for everyone, and made without the log (`gep.register.openbaar`). So it may be
  cached, and asking costs no more than the versions that exist: each is made once per release.
- The code at the end names the activity, whatever address a deployer publishes it at (`KNOOPPUNT_VERWERKINGEN_URI`).
- Unknown, or not yet at that time: 404.

Norm: LDV 1.0.0 (register); AVG 30, Wpg 31d; RFC 9110 12.5.1 (content negotiation). `/v1/verwerkingsactiviteiten` gives the
bare rows.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from audit.proof import jcs
from core.contract.bevindingen import Bevinding
from gep.document.pagina import as_html
from gep.register.lezen import Lezer
from gep.register.openbaar import Openbaar, UnknownActivityError
from server.api.authentication import Knooppunt
from server.api.bodies import invalid
from server.api.problems import ProblemError
from server.api.v1.paths import VerwerkingPad
from server.backbone import Backbone

router = APIRouter(include_in_schema=False)

HTML: Final = "text/html"
MAX_AGE: Final = "public, max-age=3600"
_ZONE: Final = ZoneInfo("Europe/Amsterdam")
_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_MILLISECONDS: Final = re.compile(r"[0-9]{1,15}")
_WEIGHT: Final = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")

Op = Annotated[str | None, Query(max_length=40)]


class _Vormen:
    """The public register of one release, list and register, with each of its forms made once."""

    def __init__(self, found: Openbaar) -> None:
        self.found = found
        self._made: dict[tuple[str, ...], bytes] = {}

    def form(self, name: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
        """Return this form; the names are those of versions that exist, so there are only so many."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]


class _Laatste:
    """Keeps the forms of what was asked last: another release or list takes its place."""

    def __init__(self) -> None:
        self._kept: tuple[tuple[str, ...], _Vormen] | None = None

    def of(self, knooppunt: Backbone) -> _Vormen:
        """Return the forms for what this backbone has in force."""
        world = knooppunt.exchange.world
        rules = world.ruleset
        key = (rules.digest, rules.omgeving, world.register.digest, world.lijst.fingerprint)
        kept = self._kept
        if kept is None or kept[0] != key:
            lezer = Lezer(world.register, rules, world.lijst, world.bewaartermijnen)
            kept = self._kept = (key, _Vormen(Openbaar(lezer)))
        return kept[1]


_LAATSTE: Final = _Laatste()


@router.api_route("/verwerkingen", methods=["GET", "HEAD"])
def activities(knooppunt: Knooppunt, request: Request, op: Op = None) -> Response:
    """Give every activity as it stands, or stood at a moment."""
    forms = _LAATSTE.of(knooppunt)
    shown = forms.found.at(_moment(op))
    name = tuple(versie.id for versie in shown)
    if _wants_page(request):
        return _page(forms.form(("html", *name), lambda: as_html(forms.found.index_page(shown)).encode()))
    return _json(forms.form(("json", *name), lambda: jcs.encode(forms.found.index(shown))))


@router.api_route("/verwerkingen/{code}", methods=["GET", "HEAD"])
def activity(code: VerwerkingPad, knooppunt: Knooppunt, request: Request, op: Op = None) -> Response:
    """Give the version of one activity that is in force, or was at a moment."""
    forms = _LAATSTE.of(knooppunt)
    try:
        shown = forms.found.find(code, _moment(op))
    except UnknownActivityError:
        raise ProblemError("niet-gevonden") from None
    if _wants_page(request):
        return _page(forms.form(("html", "een", shown.id), lambda: as_html(forms.found.page(shown)).encode()))
    return _json(forms.form(("json", "een", shown.id), lambda: jcs.encode(forms.found.as_json(shown))))


def _moment(op: str | None) -> int | None:
    """Return the moment (ms) that was asked for: a day, a time with its zone, or milliseconds."""
    if op is None:
        return None
    if _MILLISECONDS.fullmatch(op):
        return int(op)
    try:
        found = datetime.fromisoformat(op)
    except ValueError:
        found = None
    if found is None or (found.tzinfo is None and len(op) > len("2026-01-01")):
        place = Bevinding("/op", "ongeldig", "Geef een dag, een tijd met tijdzone, of milliseconden sinds 1970.")
        raise invalid([place])
    return int((found if found.tzinfo else found.replace(tzinfo=_ZONE)).timestamp()) * 1000


def _wants_page(request: Request) -> bool:
    """Tell whether the caller would rather have a page: a browser asks for HTML, a program for JSON or anything."""
    weights = dict(_weighed(part) for part in request.headers.get("accept", "").split(","))
    return weights.get(HTML, 0.0) > weights.get("application/json", 0.0)


def _weighed(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
    return name, float(weight) if _WEIGHT.fullmatch(weight) else 0.0


def _json(data: bytes) -> Response:
    return Response(data, media_type="application/json", headers=_headers(data))


def _page(data: bytes) -> Response:
    """Give a page whose own style, and nothing else, may be used by the browser."""
    styles = (hashlib.sha256(found.encode()).digest() for found in _STYLE.findall(data.decode()))
    allowed = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in styles)
    policy = f"default-src 'none'; style-src {allowed}; frame-ancestors 'none'; base-uri 'none'"
    return Response(
        data, media_type=f"{HTML}; charset=utf-8", headers=_headers(data) | {"Content-Security-Policy": policy}
    )


def _headers(data: bytes) -> dict[str, str]:
    etag = hashlib.sha256(data).hexdigest()[:32]
    return {
        "Cache-Control": MAX_AGE,
        "Vary": "Accept",
        "ETag": f'"{etag}"',
        "Access-Control-Allow-Origin": "*",
    }
