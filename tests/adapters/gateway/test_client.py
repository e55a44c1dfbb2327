# SPDX-License-Identifier: EUPL-1.2
"""The line to the backbone when it breaks off: what is asked again, and what is not."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.gateway.client import Client, Operator
from adapters.gateway.errors import UnreachableError
from core.contract.http_signature import OrgKey

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nja"
OIN = "00000099000000001000"


@contextmanager
def client(breaks: int) -> Iterator[tuple[Client, list[bytes]]]:
    """A client of a server that closes the first `breaks` requests without an answer, and what that server was asked."""
    asked: list[bytes] = []

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline())
            while self.rfile.readline().strip():
                pass
            if len(asked) > breaks:
                self.wfile.write(ANSWER)

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        key = Ed25519PrivateKey.generate()
        made = Client(
            f"http://127.0.0.1:{server.server_address[1]}",
            OrgKey(OIN, "0" * 64, key),
            Operator(OIN, key.public_key()),
            lambda: 0,
        )
        try:
            yield made, asked
        finally:
            made.close()
            server.shutdown()
            thread.join()


def test_a_public_file_is_asked_again_when_the_line_broke_off() -> None:
    """A connection that the server just closed costs one more question, and no error."""
    with client(1) as (line, asked):
        assert line.get_file("/log/stam/checkpoint") == b"ja"
        assert asked == [b"GET /log/stam/checkpoint HTTP/1.1\r\n"] * 2


def test_it_is_asked_once_more_and_not_for_ever() -> None:
    """A line that breaks off twice is told as a server that cannot be reached."""
    with client(9) as (line, asked):
        with pytest.raises(UnreachableError):
            line.get_file("/log/stam/checkpoint")
        assert len(asked) == 2


def test_a_whole_line_is_asked_once() -> None:
    """Without trouble there is one question."""
    with client(0) as (line, asked):
        assert line.get_file("/x") == b"ja"
        assert len(asked) == 1
