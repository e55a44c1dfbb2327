# SPDX-License-Identifier: EUPL-1.2
"""Slow, silent, greedy and oversized lines: closed or refused in time, while others are served."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.server.drukte.conftest import rest
from tests.server.drukte.test_partners import GET

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.server.drukte.conftest import Dienst

HEAD = b"POST /v1/casussen HTTP/1.1\r\nHost: knooppunt.test\r\n"
LIVES = b"GET /gezond/leeft HTTP/1.1\r\nHost: knooppunt.test\r\n\r\n"


def test_headers_that_trickle_are_cut_off(dienst: Callable[..., Dienst]) -> None:
    """A connection that sends a header a byte at a time, or nothing at all, is closed; others go on."""
    made = dienst(kop_seconden=0.3)
    silent, slow = made.connect(), made.connect()
    closed = False
    for byte in HEAD * 10:
        try:
            slow.send(bytes([byte]))
        except OSError:
            closed = True
            break
        time.sleep(0.02)
    assert closed
    assert rest(silent) == b""
    assert made.caller("politie").send("GET", GET).status_code == 200


def test_a_connection_in_use_is_not_cut_off(dienst: Callable[..., Dienst]) -> None:
    """The time for headers counts for one request: a line that is used again and again stays open."""
    made = dienst(kop_seconden=0.2)
    line = made.connect()
    for _ in range(3):
        line.sendall(LIVES[:20])
        time.sleep(0.1)
        line.sendall(LIVES[20:])
        answer = line.recv(65536)
        while not answer.endswith(b"}"):
            answer += line.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200")
        time.sleep(0.15)


def test_a_body_that_trickles_is_refused(dienst: Callable[..., Dienst]) -> None:
    """A body that is not whole in time gets 408 and its connection is closed; nothing of it stays in memory."""
    made = dienst(lichaam_seconden=0.2)
    line = made.connect()
    line.sendall(HEAD + b"Content-Length: 1000\r\n\r\n" + b" " * 500)
    answer = rest(line)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"te-traag" in answer
    assert bodies(made).held == 0


def test_a_body_that_is_announced_too_large_is_not_kept(dienst: Callable[..., Dienst]) -> None:
    """Too large by its own word: 413 without a byte of it being kept; too large without saying so: 413 at the limit."""
    made = dienst(max_body=2000, lichaam_seconden=0.3)
    for head, body in (
        (b"Content-Length: 99999999\r\n\r\n", b" " * 1000),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"5dc\r\n" + b" " * 1500 + b"\r\n5dc\r\n" + b" " * 1500 + b"\r\n"),
    ):
        line = made.connect()
        line.sendall(HEAD + head + body)
        answer = rest(line)
        assert answer.startswith(b"HTTP/1.1 413"), answer
        assert b"te-groot" in answer
        assert bodies(made).held == 0


def test_bodies_together_are_bounded(dienst: Callable[..., Dienst]) -> None:
    """While others hold what may be held together, one more gets 503 with `Retry-After`; afterwards there is room again."""
    made = dienst(max_body=2000, lichamen_samen=2000, lichaam_seconden=5)
    first = made.connect()
    first.sendall(HEAD + b"Content-Length: 1500\r\n\r\n" + b" " * 1400)
    while not bodies(made).held:
        time.sleep(0.01)
    second = made.connect()
    second.sendall(HEAD + b"Content-Length: 1500\r\n\r\n" + b" " * 1500)
    answer = rest(second)
    assert answer.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 2" in answer.lower()
    first.close()
    while bodies(made).held:
        time.sleep(0.01)
    third = made.connect()
    third.sendall(HEAD + b"Connection: close\r\nContent-Length: 1500\r\n\r\n" + b" " * 1500)
    assert rest(third).startswith(b"HTTP/1.1 401")


def test_who_does_not_take_in_its_answer_is_cut_off(dienst: Callable[..., Dienst]) -> None:
    """A client that asks for large documents and reads nothing loses its connection."""
    made = dienst(antwoord_seconden=0.3)
    line = made.connect()
    ask = b"GET /v1/vrijgaven/actueel HTTP/1.1\r\nHost: knooppunt.test\r\n\r\n"
    for _ in range(60):
        line.sendall(ask)
    while made.server.server_state.connections:
        time.sleep(0.02)
    assert len(rest(line)) > 0
    assert made.caller("politie").send("GET", GET).status_code == 200


def test_silent_connections_keep_nobody_out(dienst: Callable[..., Dienst]) -> None:
    """When there are as many connections as may be, a new one takes the place of the one that is idle for the longest."""
    made = dienst(verbindingen=8, kop_seconden=60)
    silent = [made.connect() for _ in range(20)]
    assert made.caller("politie").send("GET", GET).status_code == 200
    assert rest(silent[0]) == b""
    assert len(made.server.server_state.connections) <= 8


def test_busy_connections_are_not_pushed_out(dienst: Callable[..., Dienst]) -> None:
    """When all connections are in the middle of a request, it is the new one that is closed."""
    made = dienst(verbindingen=2, lichaam_seconden=5)
    busy = [made.connect() for _ in range(2)]
    for number, line in enumerate(busy, 1):
        line.sendall(HEAD + b"Connection: close\r\nContent-Length: 10\r\n\r\n12345")
        while bodies(made).held < 5 * number:
            time.sleep(0.01)
    assert rest(made.connect()) == b""
    for line in busy:
        line.sendall(b"67890")
        assert rest(line).startswith(b"HTTP/1.1 401")


def bodies(made: Dienst):
    return made.server.config.loaded_app._drukte.bodies
