# SPDX-License-Identifier: EUPL-1.2
"""The gateway's way over HTTP: every request signed, every answer checked before anything is believed of it.

Invariants:
- A request is signed afresh for each sending (new nonce), with the idempotency key of its outbox entry kept the same.
- An answer that the operator's key of the pinned deelnemerslijst did not sign for exactly this request moves nothing: a server
  error without signature counts as unreachable, any other unsigned answer is a verification error.
- Asked to slow down (429) it waits as long as the backbone says, and a random part more, a few times; then who called may.
- Answers are read up to a limit; redirects are not followed; no proxy settings are taken from the environment.

Norm: RFC 9421 profile of `core.contract.http_signature`; W3C Trace Context. It keeps no state and retries nothing else: see `deliver`.
"""

from __future__ import annotations

import random
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from adapters.gateway.errors import (
    ProblemError,
    TooFastError,
    UnreachableError,
    VerificationError,
    WitnessesBehindError,
)
from adapters.gateway.trace import Trace
from audit.proof import jcs
from core.contract.afstemming import asks_for_a_line, left_a_line
from core.contract.http_signature import OrgKey, PersonKey, new_nonce, sign_request, verify_response
from core.contract.http_signature_errors import HttpSignatureError

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.gateway.telling import Telling

KEEP_SECONDS = 10.0
BYTES = "application/octet-stream"
MAX_ANSWER = 64 * 1024 * 1024
TOO_FAST = 429
SLOWER_TIMES = 4
SLOWER_MS = 10_000  # longer than this it does not wait by itself
_LATER = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Operator:
    """Who answers: OIN and raw Ed25519 answer key, both from the pinned deelnemerslijst."""

    oin: str
    answer_key: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A signed answer that was good (2xx)."""

    status: int
    data: Any = field(repr=False)
    trace: Trace


class _BrokenOffError(UnreachableError):
    """The connection went while the answer was awaited or came in."""


class Client:
    """One connection of one organisation to the backbone.

    Args:
        base_url: public address of the backbone without a path.
        org_key: this organisation's HTTP key.
        operator: whose signature an answer must carry.
        clock: milliseconds since the epoch.
        timeout: seconds per request.
        transport: how to reach the server; None is the network.
        telling: counts the requests that leave a line.
        sleep: waits so many seconds.
    """

    def __init__(
        self,
        base_url: str,
        org_key: OrgKey,
        operator: Operator,
        clock: Callable[[], int],
        timeout: float = 20.0,
        transport: httpx.BaseTransport | None = None,
        telling: Telling | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._telling, self._sleep = telling, sleep
        self._base, self._key, self._operator, self._clock = base_url.rstrip("/"), org_key, operator, clock
        # Connections are given up well before the server does: a request on one that just closed would look unreachable.
        limits = httpx.Limits(keepalive_expiry=KEEP_SECONDS)
        self._http = httpx.Client(
            timeout=timeout, transport=transport, limits=limits, follow_redirects=False, trust_env=False
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, *, person: PersonKey | None = None, trace: Trace | None = None) -> Answer:
        """Ask for a resource (signed, like all requests)."""
        return self.send("GET", path, b"", person=person, trace=trace)

    def post(
        self,
        path: str,
        value: jcs.Json,
        *,
        person: PersonKey | None = None,
        trace: Trace | None = None,
        key: str | None = None,
    ) -> Answer:
        """Send `value` as canonical JSON under `key`, or under a new idempotency key."""
        return self.send("POST", path, jcs.encode(value), person=person, trace=trace, key=key)

    def send(
        self,
        method: str,
        path: str,
        body: bytes,
        *,
        person: PersonKey | None = None,
        trace: Trace | None = None,
        key: str | None = None,
        org_key: OrgKey | None = None,
        raw: bool = False,
    ) -> Answer:
        """Send exact bytes and return the signed answer.

        Args:
            method: in capitals.
            path: from `/` on, with the query if any.
            body: the exact bytes.
            person: who acts, if a person does.
            trace: the span of this action; a new trace when absent.
            key: idempotency key (UUIDv4); a new one when absent.
            org_key: another key than the usual one; only for the first key events, before the usual one is known.
            raw: what goes and comes is no JSON: parts of attachments.

        Raises:
            UnreachableError: no answer, or one that says "later".
            ProblemError: a signed refusal.
            VerificationError: an answer without the operator's signature for this request.
        """
        span, key = trace or Trace.start(), key or str(uuid.uuid4())
        for times in range(SLOWER_TIMES):
            try:
                return self._send(method, path, body, span, key, org_key or self._key, person, raw=raw)
            except TooFastError as error:
                asked = error.retry_after_ms
                if asked is None or asked > SLOWER_MS or times == SLOWER_TIMES - 1:
                    raise
                # Half as much again at most: partners that were slowed down together do not come back together.
                self._sleep((asked + random.randint(0, asked // 2)) / 1000)  # noqa: S311 -- spreads load, guards nothing
        raise AssertionError("the last time ends the loop")

    def _send(
        self,
        method: str,
        path: str,
        body: bytes,
        span: Trace,
        key: str,
        org_key: OrgKey,
        person: PersonKey | None,
        *,
        raw: bool,
    ) -> Answer:
        url, now = self._base + path, self._clock()
        headers = {
            "Idempotency-Key": key,
            **span.headers,
            "Accept": "application/json",
        }
        if body:
            headers["Content-Type"] = BYTES if raw else "application/json"
        signed = sign_request(method, url, body, headers, org_key, person, now, new_nonce())
        counted = self._telling if asks_for_a_line(path) else None
        if counted:
            counted.sent(key, body, now)
        status, lines, data, retry = self._exchange(method, url, body, signed)
        self._check(status, lines, data, signed["Signature"])
        value = data if raw and method == "GET" and status == 200 else _decoded(data)
        if counted and status not in _LATER:
            counted.answered(key, left_a_line=left_a_line(status, _problem(value)))
        return judged(status, value, retry, span)

    def get_file(self, path: str, limit: int = MAX_ANSWER) -> bytes | None:
        """Return a public file as it stands (log tiles, checkpoints, lists), or None when absent; its caller verifies it."""
        try:
            status, _, data, _ = self._exchange("GET", self._base + path, b"", {}, limit)
        except (
            _BrokenOffError
        ):  # the other side closed a kept connection just now; without a signature it can be asked again
            status, _, data, _ = self._exchange("GET", self._base + path, b"", {}, limit)
        if status == 404:
            return None
        if status != 200:
            raise UnreachableError(f"De backbone geeft dit bestand nu niet ({status}).")
        return data

    def _exchange(
        self, method: str, url: str, body: bytes, headers: dict[str, str], limit: int = MAX_ANSWER
    ) -> tuple[int, list[tuple[str, str]], bytes, int | None]:
        try:
            with self._http.stream(method, url, content=body or None, headers=headers) as response:
                data = bytearray()
                for chunk in response.iter_bytes():
                    data += chunk
                    if len(data) > limit:
                        raise VerificationError("antwoord-te-groot", "Het antwoord van de backbone is te groot.")
                lines = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers.raw]
                return response.status_code, lines, bytes(data), _retry_after(response.headers.get("Retry-After"))
        except httpx.HTTPError as error:
            broken = isinstance(error, (httpx.ReadError, httpx.RemoteProtocolError))
            kind = _BrokenOffError if broken else UnreachableError
            raise kind(f"De backbone is niet bereikbaar ({type(error).__name__}).") from None

    def _check(self, status: int, lines: list[tuple[str, str]], data: bytes, signature: str) -> None:
        try:
            verify_response(
                status, lines, data, signature, oin=self._operator.oin, public_key=self._operator.answer_key
            )
        except HttpSignatureError as error:
            if status in _LATER:
                raise UnreachableError(f"De backbone is nu niet beschikbaar ({status}).") from None
            text = f"Het antwoord ({status}) is niet door de beheerder voor deze vraag ondertekend ({error.reden})."
            raise VerificationError("antwoord-niet-ondertekend", text) from None


def _decoded(data: bytes) -> Any:
    try:
        return jcs.decode(data) if data else None
    except jcs.CanonicalError:
        raise VerificationError("antwoord-onleesbaar", "Het antwoord van de backbone is niet te lezen.") from None


def _problem(value: Any) -> str | None:
    return str(value.get("type", "")).rpartition(":")[2] if isinstance(value, dict) else None


def judged(status: int, value: Any, retry: int | None, span: Trace) -> Answer:
    """Return a good answer; raise what any other stands for."""
    if 200 <= status < 300:
        return Answer(status, value, span)
    if status in _LATER:
        if _problem(value) == WitnessesBehindError.naam:
            raise WitnessesBehindError(str(value.get("detail")), retry)
        kind = TooFastError if status == TOO_FAST else UnreachableError
        raise kind(f"De backbone vraagt om later terug te komen ({status}).", retry)
    raise ProblemError(status, value if isinstance(value, dict) else {})


def _retry_after(value: str | None) -> int | None:
    return int(value) * 1000 if value and value.isascii() and value.isdigit() and len(value) < 6 else None
