# SPDX-License-Identifier: EUPL-1.2
"""The operator as an adversary: it has database, log key and answer key, and stands between gateway and server."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from adapters.gateway.gateway import Gateway
from adapters.gateway.partner import load_partner
from audit.proof import jcs
from audit.reader import LogReader
from audit.signer import LogSigner
from audit.values import STAM
from core.contract.http_signature import AnswerKey, sign_response
from server import setup
from tests.adapters.gateway.logs import Log, Signer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.adapters.gateway.ring import Ring

GATEWAY_DB = "gateway.sqlite"


@dataclass
class Operator(httpx.BaseTransport):
    """Passes requests on to the real server, but serves `files` itself and signs again what `change` made of an answer."""

    ring: Ring
    files: dict[str, bytes] = field(default_factory=dict)
    change: Callable[[str, Any], Any] | None = None
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._wire = httpx.HTTPTransport()
        self._key = setup.answer_key(self.ring.settings)
        self._oin = "00000099000000009900"

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request as this operator likes."""
        path = request.url.path
        self.seen.append(path)
        if path in self.files:
            return httpx.Response(200, content=self.files[path])
        response = self._wire.handle_request(request)
        response.read()
        if self.change is None or "Signature" not in request.headers or response.status_code >= 300:
            return response
        body = jcs.encode(self.change(path, json.loads(response.content)))
        now = time.time_ns() // 1_000_000
        signed = sign_response(
            response.status_code, body, request.headers["Signature"], AnswerKey(self._oin, self._key.key_object), now
        )
        return httpx.Response(response.status_code, headers=signed, content=body)

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    def entries(self) -> list[bytes]:
        """Return what really stands in the stamlog."""
        backbone = self.ring.backbone.exchange.world
        return [line.entry for line in LogReader(backbone._engine, backbone.kluis).lines(STAM)]

    def publish(self, entries: list[bytes], *, honest_key: bool = True) -> None:
        """Serve a stamlog of these entries, signed with the real keys of the log (or with others)."""
        real = LogSigner.read(self.ring.settings.keys / setup.LOG_FILE)
        signer = Signer(self.ring.settings.origin_prefix)
        if honest_key:
            signer = Signer(signer.family, real._pairs[0].ed25519, real._pairs[0].mldsa44)
        self.files |= Log(signer, STAM, entries).files()


def visit(ring: Ring, soort: str, operator: Operator, folder: Path, *, remembers: bool = True) -> Gateway:
    """Return another gateway of this partner that reaches the server through the operator.

    With `remembers` it has everything that the real one verified before; without it comes for the first time.
    """
    ring[soort].store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    forgotten = () if remembers else (f"{GATEWAY_DB}*", "vrijgaven")
    shutil.copytree(ring.partners[soort].folder, folder, ignore=shutil.ignore_patterns("*.slot", *forgotten))
    return Gateway(load_partner(folder), ring.url, transport=operator)
