# SPDX-License-Identifier: EUPL-1.2
"""A small real HTTP server that signs its answers like the backbone, and a gateway database to send from."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.gateway.client import Client, Operator
from adapters.gateway.store import Store
from core.contract.http_signature import AnswerKey, OrgKey, sign_response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PARTNER = "00000099000000001000"
OPERATOR = "00000099000000009000"
NOW = 1_790_000_000_000


@dataclass
class Reply:
    """What the server answers once: status, body, extra fields, and whether it signs."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    signed: bool = True
    drop: bool = False


class Backbone:
    """Answers from a script; keeps every request it got as (path, idempotency key, body)."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.script: list[Reply] = []
        self.rule: Callable[[str, bytes], Reply] | None = None
        self.seen: list[tuple[str, str, bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.seen.append((self.path, self.headers["Idempotency-Key"], body))
                reply = outer.rule(self.path, body) if outer.rule else outer.script.pop(0)
                if reply.drop:
                    self.close_connection = True
                    self.connection.close()
                    return
                data = b"" if reply.body is None else json.dumps(reply.body).encode()
                self.send_response(reply.status)
                fields = dict(reply.headers)
                if reply.signed:
                    answer = AnswerKey(OPERATOR, outer.key)
                    fields |= sign_response(reply.status, data, self.headers["Signature"], answer, NOW)
                for name, value in fields.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST  # noqa: N815 -- the name that http.server asks for

            def log_message(self, *_: Any) -> None:
                """Stay silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def backbone() -> Iterator[Backbone]:
    """A signing server on loopback."""
    server = Backbone()
    yield server
    server.stop()


@pytest.fixture
def client(backbone: Backbone) -> Iterator[Client]:
    """A client that trusts the key of that server."""
    org = OrgKey(PARTNER, "ab" * 32, Ed25519PrivateKey.generate())
    operator = Operator(OPERATOR, backbone.key.public_key().public_bytes_raw())
    made = Client(backbone.url, org, operator, lambda: NOW, timeout=5)
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty gateway database."""
    made = Store(tmp_path / "gateway.sqlite")
    yield made
    made.close()
