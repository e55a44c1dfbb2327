# SPDX-License-Identifier: EUPL-1.2
"""The reading API of one partner's logbook: `POST /processing-activities`, as the extension Lezen 0.9 describes it.

Invariants:
- Who asks shows a token; there is one for the open logbook and one that also opens the confidential one. Without the second one
  the confidential logbook does not exist: not in an answer, not in a count, not in a time that an answer takes by its size.
- Every read leaves a record of itself, on disk before the answer leaves; a read that saw the confidential logbook leaves it there.
- Identifiers stand in the body only, never in a URL; nothing of a question is logged or repeated in an error.
- One partner's own application on its own network: loopback unless told otherwise; outside it stands behind the partner's
  own TLS (mTLS), which the standard wants a logbook to be able to enforce.

Norm: Logboek Dataverwerkingen, extensie Lezen 0.9; NL API Design Rules (problem+json, `API-Version`, 400). It decides nothing
about people's rights: that is the controller's.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from anyio import to_thread
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from adapters.gateway.errors import GatewayError
from adapters.gateway.logbook import query
from adapters.gateway.logbook.record import Act, Status
from adapters.gateway.trace import Trace
from audit.proof import jcs
from core.contract import verwerkingen

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from adapters.gateway.logbook.book import Logbook

VERSION: Final = "1.1.0"
PATH: Final = "/processing-activities"
MAX_BODY: Final = 64 * 1024
NAME: Final = "logboek gelezen"
_TITLES: Final = {
    400: "De vraag is niet goed",
    401: "U hebt geen toegang",
    404: "Dit adres bestaat niet",
    405: "Dit kan hier niet",
    413: "De vraag is te groot",
    415: "De vraag is geen JSON",
    503: "Het logboek is nu niet beschikbaar",
}


@dataclass(frozen=True)
class Readers:
    """Who may read: the SHA-256 of each token, in hex; None when there is no such reader."""

    open: str | None = field(repr=False)
    confidential: str | None = field(repr=False)

    def may(self, token: str) -> bool | None:
        """Return whether this token opens the confidential logbook too; None when it opens nothing."""
        shown = sha256(token.encode()).hexdigest()
        matches = [known is not None and hmac.compare_digest(shown, known) for known in (self.confidential, self.open)]
        return matches[0] if any(matches) else None


def create_app(logbook: Logbook, readers: Readers, clock: Callable[[], int]) -> Starlette:
    """Return the application."""
    served = _Served(logbook, readers, clock)
    handlers: Any = dict.fromkeys((404, 405), _refuse)
    return Starlette(routes=[Route(PATH, served.post, methods=["POST"])], exception_handlers=handlers)


class _Served:
    """The one path."""

    def __init__(self, logbook: Logbook, readers: Readers, clock: Callable[[], int]) -> None:
        self._logbook, self._readers, self._clock = logbook, readers, clock

    async def post(self, request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        may = self._readers.may(token.strip()) if scheme.lower() == "bearer" else None
        if may is None:
            return problem(401, headers={"WWW-Authenticate": "Bearer"})
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return problem(415)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                return problem(413)
        span = Trace.under(request.headers.get("traceparent"), request.headers.get("tracestate"))
        return await to_thread.run_sync(self._answer, bytes(body), span, may)

    def _answer(self, body: bytes, span: Trace, confidential: bool) -> Response:  # noqa: FBT001 - through run_sync
        start = self._clock()
        try:
            asked = query.parse(_decoded(body))
        except query.QueryError as error:
            findings = [{"onderdeel": name, "tekst": text} for name, text in error.findings]
            return problem(400, detail=str(error), bevindingen=findings)
        found = [record for secret in (False, True)[: 1 + confidential] for record in self._found(asked, secret=secret)]
        try:
            self._note(asked, span, start, confidential=confidential)
        except GatewayError as error:
            return problem(503, detail=error.diagnose())
        return _json(200, {"processingActivities": [query.shown(record) for record in found]})

    def _found(self, asked: query.Query, *, secret: bool) -> list[dict[str, Any]]:
        return list(query.find(self._logbook, asked, confidential=secret))

    def _note(self, asked: query.Query, span: Trace, start: int, *, confidential: bool) -> None:
        """Write down that was read: about whom, when the question was about someone."""
        activity = verwerkingen.load().for_rights(start, confidential=confidential)
        act = Act(NAME, activity.uri, start, self._clock(), span, confidential, status=Status.OK)
        self._logbook.write(act, [] if asked.subject is None else [asked.subject])


def problem(status: int, *, detail: str | None = None, headers: dict[str, str] | None = None, **extra: Any) -> Response:
    """Return a problem document."""
    kind = "about:blank" if status in (404, 405) else f"urn:knooppunt:fout:logboek-{status}"
    value = {"type": kind, "title": _TITLES[status], "status": status, "detail": detail or _TITLES[status], **extra}
    return _json(status, value, "application/problem+json", headers)


async def _refuse(_request: Request, error: Any) -> Response:
    return problem(error.status_code, headers=dict(error.headers or {}))


def _json(
    status: int, value: Any, media_type: str = "application/json", headers: dict[str, str] | None = None
) -> Response:
    common = {"API-Version": VERSION, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    data = json.dumps(value, ensure_ascii=False).encode()
    return Response(data, status, {**common, **(headers or {})}, media_type)


def _decoded(body: bytes) -> Any:
    try:
        return jcs.decode(body)
    except jcs.CanonicalError:
        raise query.QueryError([("", "De vraag is geen JSON.")]) from None
