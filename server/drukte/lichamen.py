# SPDX-License-Identifier: EUPL-1.2
"""Reading bodies: none larger than the limit, not too many bytes at a time, and not for ever.

Invariants:
- What says beforehand that it is too large is not kept: it is thrown away as it comes, for a short while, so that an
  honest sender can read why.
- The bytes that this process holds for requests are bounded for all requests together; beyond that it is `te-druk`.
- A body that is not whole in time is `te-traag`, and its connection is closed.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from server.api.problems import ProblemError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope

CLOSE: Final = {"Connection": "close"}
LINGER_SECONDS: Final = 2.0
RETRY_SECONDS: Final = 2
_DIGITS: Final = 19


class Lichamen:
    """The bodies that are held now.

    Args:
        most: bytes of one body.
        together: bytes of all.
        seconds: how long one may take to come.
    """

    def __init__(self, most: int, together: int, seconds: float) -> None:
        self._most, self._together, self._seconds = most, max(together, most), seconds
        self._held = 0

    @property
    def held(self) -> int:
        """How many bytes are held."""
        return self._held

    async def read(self, scope: Scope, receive: Receive) -> bytes:
        """Return the whole body, which counts until `release` of it.

        Raises:
            ProblemError: `te-groot`, `te-druk` or `te-traag`; `ongeldige-invoer` when its sender went away.
        """
        body = bytearray()
        try:
            async with asyncio.timeout(self._seconds):
                fits = announced(scope) <= self._most and await self._fill(body, receive)
        except TimeoutError:
            self._held -= len(body)
            raise ProblemError("te-traag", headers=CLOSE) from None
        except BaseException:
            self._held -= len(body)
            raise
        if not fits:
            self._held -= len(body)
            body.clear()
            await self._linger(receive)
            raise ProblemError("te-groot", headers=CLOSE)
        return bytes(body)

    def release(self, body: bytes) -> None:
        """The request of this body is answered."""
        self._held -= len(body)

    async def _fill(self, body: bytearray, receive: Receive) -> bool:
        """Read the body; False when it grows too large."""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ProblemError("ongeldige-invoer")  # nobody is there to read it
            part = message.get("body", b"")
            if len(body) + len(part) > self._most:
                return False
            if self._held + len(part) > self._together:
                raise ProblemError("te-druk", headers={**CLOSE, "Retry-After": str(RETRY_SECONDS)})
            body += part
            self._held += len(part)
            if not message.get("more_body", False):
                return True

    async def _linger(self, receive: Receive) -> None:
        """Throw away what still comes, as much as one whole body and a short while at most."""
        left = self._most
        with suppress(TimeoutError):
            async with asyncio.timeout(min(LINGER_SECONDS, self._seconds)):
                while left > 0:
                    message = await receive()
                    if message["type"] == "http.disconnect" or not message.get("more_body", False):
                        return
                    left -= len(message.get("body", b""))


def announced(scope: Scope) -> int:
    """Return how long the request says that its body is; 0 when it does not say."""
    values = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(values[0]) if len(values) == 1 and values[0].isdigit() and len(values[0]) < _DIGITS else 0
