# SPDX-License-Identifier: EUPL-1.2
"""Connections: how many there may be, and how long one may take to send its headers or to take in an answer.

Invariants:
- A connection whose headers are not whole in time is closed, however many bytes trickle in; so is one that does not take
  in its answer in time.
- When there are as many connections as may be, a new one takes the place of the one that is idle for the longest; when all
  of them are busy, the new one is closed. So whoever opens connections and says nothing keeps nobody out.

The time for a body is kept by `lichamen`; that between two requests by uvicorn itself.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from server.settings import Settings


def protocol_for(chosen: Settings) -> type[H11Protocol]:
    """Return the protocol of connections under these settings."""

    class Gekozen(Verbinding):
        most = chosen.verbindingen
        head_seconds = chosen.kop_seconden
        answer_seconds = chosen.antwoord_seconden

    return Gekozen


class Verbinding(H11Protocol):
    """One connection."""

    most = 1024
    head_seconds = 10.0
    answer_seconds = 60.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head: asyncio.TimerHandle | None = None
        self._answer: asyncio.TimerHandle | None = None
        self.since = time.monotonic()

    @property
    def idle(self) -> bool:
        """Whether no request is being served."""
        cycle: Any = self.cycle  # None before the first request
        return cycle is None or bool(cycle.response_complete)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, when there is room."""
        super().connection_made(transport)
        others = [other for other in self.connections if other is not self and not other.transport.is_closing()]
        if len(others) >= self.most and not _make_room(others):
            transport.abort()
            return
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Take in bytes; the time for the headers runs from the first of them."""
        if self.idle:
            self._expect_head()
        super().data_received(data)
        if not self.idle:
            self._stop_head()
            self.since = time.monotonic()

    def on_response_complete(self) -> None:
        """From now on it is idle."""
        self.since = time.monotonic()
        super().on_response_complete()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, also when its last answer was never taken in."""
        super().timeout_keep_alive_handler()
        if self.transport.get_write_buffer_size():
            self.transport.abort()

    def pause_writing(self) -> None:
        """The other side does not take in what was sent: it gets some time."""
        super().pause_writing()
        self._stop_answer()
        self._answer = self.loop.call_later(self.answer_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It does again."""
        self._stop_answer()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._stop_head()
        self._stop_answer()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        if self._head is None:
            self._head = self.loop.call_later(self.head_seconds, self.transport.abort)

    def _stop_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _stop_answer(self) -> None:
        if self._answer is not None:
            self._answer.cancel()
            self._answer = None


def _make_room(others: list[Any]) -> bool:
    """Close the connection that is idle for the longest; False when all are busy."""
    longest = min((other for other in others if other.idle), key=lambda other: other.since, default=None)
    if longest is not None:
        longest.transport.abort()
    return longest is not None
