# SPDX-License-Identifier: EUPL-1.2
"""A real server on loopback under limits that a test can reach, with its connections guarded as `knooppunt serve` does."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn

from server.api.app import create_app
from server.drukte.verbinding import protocol_for
from tests.server.conftest import Caller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from server.backbone import Backbone
    from tests import kit

SECONDS = 10


@dataclass
class Dienst:
    """A server that listens, and its signing callers."""

    port: int
    http: httpx.Client
    operator: kit.Backbone
    server: uvicorn.Server
    lines: list[socket.socket] = field(default_factory=list)

    def caller(self, soort: str) -> Caller:
        return Caller(self.http, self.operator, self.operator[soort])

    def connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), SECONDS)
        made.settimeout(SECONDS)
        self.lines.append(made)
        return made


@contextmanager
def serving(served: Backbone, operator: kit.Backbone, **limits: Any) -> Iterator[Dienst]:
    """Serve the same backbone under other limits."""
    chosen = served.settings.model_copy(update=limits)
    app = create_app(replace(served, settings=chosen))
    config = uvicorn.Config(
        app, port=0, log_config=None, lifespan="off", proxy_headers=False, http=protocol_for(chosen)
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    limit = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, limits=limit, timeout=SECONDS) as client:
        made = Dienst(port, client, operator, server)
        yield made
        for line in made.lines:
            line.close()
    server.should_exit = True
    thread.join(SECONDS)


@pytest.fixture
def dienst(served: Backbone, operator: kit.Backbone) -> Iterator[Callable[..., Dienst]]:
    """Give what starts a server under limits; it stops at the end of the test."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda **limits: stack.enter_context(serving(served, operator, **limits))


def rest(connection: socket.socket) -> bytes:
    """Read until the other side closes; what it sent before."""
    found = bytearray()
    try:
        while part := connection.recv(65536):
            found += part
    except ConnectionResetError:
        pass
    return bytes(found)
