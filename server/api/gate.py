# SPDX-License-Identifier: EUPL-1.2
"""The gate around the whole application: what holds for every request and every answer.

Invariants:
- A body is read once, within the limits of `server.drukte`, before anything else happens; the exact bytes stay available
  (`bodies.BODY_KEY`). What a request holds of those limits, a turn included, it gives back when it was served.
- Every answer carries the security headers, `API-Version` and `X-Request-ID`; every answer to a request with an `org`
  signature is signed and bound to that request, problems included.
- An unexpected error becomes one constant 500; its text goes nowhere, its place goes to the operator's log.
- The log gets the name of the route, never the path or the query.

Norm: API Design Rules 2.2.1 `/core/transport/security-headers`, `/core/version-header`; RFC 9421; W3C Trace Context.
"""

from __future__ import annotations

import re
import time
import uuid
from typing import TYPE_CHECKING, Final

from core.contract.http_signature import AnswerKey, sign_response
from core.contract.http_signature_errors import HttpSignatureError
from server.api import API_VERSION
from server.api.bodies import BODY_KEY
from server.api.problems import ProblemError
from server.drukte import DRUKTE_KEY
from server.telemetry import logs, metrics, tracing

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from server.drukte import Drukte

REQUEST_ID: Final = "knooppunt.verzoek"
SECURITY_HEADERS: Final = (
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
)
_ECHO = re.compile(r"[A-Za-z0-9-]{1,64}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Gate:
    """ASGI application around another one."""

    def __init__(self, app: ASGIApp, answer_key: AnswerKey, now: Callable[[], int], drukte: Drukte) -> None:
        self._app, self._key, self._now, self._drukte = app, answer_key, now, drukte

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        scope[REQUEST_ID] = str(uuid.uuid4())
        with tracing.request_span(scope) as span:
            answer = _Answer()
            await self._serve(scope, receive, answer)
            self._complete(scope, answer)
            tracing.name_after_route(span, scope, answer.status)
        taken = time.perf_counter() - started
        logs.request(scope, scope[REQUEST_ID], answer.status, taken)
        metrics.request(logs.method_of(scope), logs.route_of(scope), answer.status, taken)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.raw_headers()})
        await send({"type": "http.response.body", "body": answer.body if scope["method"] != "HEAD" else b""})

    async def _serve(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        scope[DRUKTE_KEY] = self._drukte
        try:
            scope[BODY_KEY] = await self._drukte.bodies.read(scope, receive)
            await self._app(scope, _replay(scope[BODY_KEY], receive), answer.collect)
        except ProblemError as problem:
            answer.replace(problem)
        except Exception as error:  # noqa: BLE001 - the last place where anything can be caught
            logs.unexpected(error, scope[REQUEST_ID])
            answer.replace(ProblemError("interne-fout"))
        finally:
            self._drukte.done(scope)
            self._drukte.bodies.release(scope.get(BODY_KEY, b""))

    def _complete(self, scope: Scope, answer: _Answer) -> None:
        for name, value in SECURITY_HEADERS:
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("cache-control", "no-store")
        answer.headers["api-version"] = API_VERSION
        answer.headers["x-request-id"] = _echo(scope)
        transaction = single_header(scope, b"fsc-transaction-id")
        if transaction is not None and _UUID.fullmatch(transaction):
            answer.headers["fsc-transaction-id"] = transaction
        answer.headers["content-length"] = str(len(answer.body))
        signature = single_header(scope, b"signature")
        if signature is None:
            return
        try:
            signed = sign_response(answer.status, answer.body, signature, self._key, self._now())
        except HttpSignatureError:
            return  # there is nothing to bind the answer to
        answer.headers.update({name.lower(): value for name, value in signed.items()})


class _Answer:
    """The answer as the application gave it, before it is completed and sent."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: dict[str, str] = {}
        self.body = b""
        self._started = False

    async def collect(self, message: Message) -> None:
        """Take one ASGI message. After a whole answer nothing more is taken."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in message["headers"]}
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    def replace(self, problem: ProblemError) -> None:
        """Become this problem."""
        response = problem.response()
        self.status, self.body = response.status_code, bytes(response.body)
        self.headers = dict(response.headers.items())

    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """Return the headers in a fixed order, so that equal answers have equal bytes."""
        return [(k.encode("latin-1"), v.encode("latin-1")) for k, v in sorted(self.headers.items())]


def single_header(scope: Scope, name: bytes) -> str | None:
    """Return the value of a header that occurs exactly once, else None."""
    values = [value for key, value in scope["headers"] if key == name]
    return values[0].decode("latin-1") if len(values) == 1 else None


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _echo(scope: Scope) -> str:
    """Return the caller's X-Request-ID where AuthZEN wants it back, else our own (never in our log)."""
    own: str = scope[REQUEST_ID]
    if not scope["path"].startswith("/access/"):
        return own
    theirs = single_header(scope, b"x-request-id")
    return theirs if theirs is not None and _ECHO.fullmatch(theirs) else own
