# SPDX-License-Identifier: EUPL-1.2
"""Who calls: the one dependency that every path of `/v1` with a caller has.

Invariants:
- The caller is known by its signature alone; nothing of the body, the path or another header says who it is.
- The target that must have been signed starts with the configured public address, never with the Host field.
- It comes before the body is read as JSON, so strangers learn nothing from what is wrong with their input.
- A request that fails here leaves no row, and no line of its own: what fails under a known key is counted (`server.refusals`).
- Who is known is held to its rate and waits for its turn (`server.drukte`) before anything is decided or written.

Norm: RFC 9421 profile of `core.contract.http_signature`.
"""

import hashlib
import re
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from audit.proof import jcs
from core.contract import http_signature
from core.contract.http_signature import KeyLookup, VerifiedRequest
from core.contract.http_signature_errors import HttpSignatureError
from core.contract.kept_signature import request_sha256
from core.exchange.caller import Caller
from server.api.bodies import raw_body
from server.api.gate import single_header
from server.api.problems import ProblemError
from server.backbone import Backbone
from server.drukte import drukte_of
from server.koerier.reis import REIS, Reis
from server.telemetry import logs

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


async def backbone_of(request: Request) -> Backbone:
    """Return the backbone that this application serves. Not in a thread of its own, for it waits for nothing."""
    return _backbone(request)


def _backbone(request: Request) -> Backbone:
    found = request.app.state.backbone
    assert isinstance(found, Backbone)
    return found


async def authenticate(request: Request) -> Caller:
    """Return who calls, when it is its turn.

    Raises:
        ProblemError: 401 with the cause, in Dutch, for the engineer at the partner; 429 or 503 when it must come later.
    """
    return await _in_turn(request, _backbone(request).keys)


async def authenticate_key_holder(request: Request) -> Caller:
    """Return who calls; an organisation without a known HTTP key may sign with the key that the body publishes.

    That event is signed by the identity key of the deelnemerslijst and by the new key itself, and is checked here before
    the key is used. Only the paths of key events take callers in this way.
    """
    backbone = _backbone(request)
    return await _in_turn(request, _WithNewKey(backbone, raw_body(request)))


async def _in_turn(request: Request, keys: KeyLookup) -> Caller:
    drukte = drukte_of(request.scope)
    drukte.meet(request.scope)
    caller = await run_in_threadpool(_authenticate, request, keys)
    drukte.partner(caller.oin)
    await drukte.turn(request.scope, caller.oin)
    return caller


class _WithNewKey:
    """The known keys, and after them the HTTP key that a body publishes."""

    def __init__(self, backbone: Backbone, body: bytes) -> None:
        self._backbone, self._body = backbone, body

    def org_key(self, oin: str, sleutel: str, at_ms: int) -> bytes | None:
        known = self._backbone.keys.org_key(oin, sleutel, at_ms)
        return known or self._backbone.keys.published(self._event(), oin, sleutel)

    def person_key(self, oin: str, persoon: str, at_ms: int) -> bytes | None:
        return self._backbone.keys.person_key(oin, persoon, at_ms)

    def _event(self) -> object:
        try:
            return jcs.decode(self._body)
        except jcs.CanonicalError:
            return None


def _authenticate(request: Request, keys: KeyLookup) -> Caller:
    backbone = _backbone(request)
    carried: Reis | None = request.scope.get(REIS)
    now = backbone.clock.now() if carried is None else carried.getekend
    target = _target(request)
    body = raw_body(request)
    lines = [(key.decode("latin-1"), value.decode("latin-1")) for key, value in request.scope["headers"]]
    try:
        verified = http_signature.verify_request(
            request.method,
            backbone.settings.public + target,
            lines,
            body,
            keys=keys if carried is None else carried.keys(keys, backbone.clock.now()),
            now=now,
            remember=backbone.nonces.remember if carried is None else carried.remember,
        )
    except HttpSignatureError as error:
        logs.refused(error.reden)
        drukte_of(request.scope).failed(request.scope)
        backbone.refusals.refused(lines, backbone.keys, error.reden, backbone.clock.now())
        raise ProblemError(error.fout, detail=error.diagnose(), extra={"bevindingen": [_finding(error)]}) from None
    return _caller(request, verified, target, body)


def _finding(error: HttpSignatureError) -> dict[str, str]:
    return {"pad": f"/kop/{error.waar}" if error.waar else "", "reden": error.reden, "tekst": error.tekst}


def _caller(request: Request, verified: VerifiedRequest, target: str, body: bytes) -> Caller:
    transaction = single_header(request.scope, b"fsc-transaction-id")
    return Caller(
        oin=verified.oin,
        sleutel=verified.sleutel,
        persoon=verified.persoon,
        trace_id=verified.trace_id,
        span_id=verified.span_id,
        verzoek=verified.idempotency_key,
        verzoek_sha256=request_sha256(request.method, target, hashlib.sha256(body).hexdigest()),
        fsc_transactie=transaction if transaction is not None and _UUID.fullmatch(transaction) else None,
        ondertekend=verified.ondertekend,
        ondertekend_persoon=verified.ondertekend_persoon,
        koerier=None if (carried := request.scope.get(REIS)) is None else carried.brief,
    )


def _target(request: Request) -> str:
    """Return path and query exactly as they came over the wire."""
    path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope.get("query_string", b"")
    return (path + (b"?" + query if query else b"")).decode("latin-1")


Aanroeper = Annotated[Caller, Depends(authenticate)]
Sleutelaanroeper = Annotated[Caller, Depends(authenticate_key_holder)]
Knooppunt = Annotated[Backbone, Depends(backbone_of)]
