# SPDX-License-Identifier: EUPL-1.2
"""A TCP proxy on loopback that cuts, delays, duplicates and reorders what gateways and server send each other.

What it may do is a bit set in the switch NETWORK; what it does to a piece is drawn from the switch SEED.

- cut: both ends are reset before a request arrived, in the middle of it, or when its answer was on its way;
- delay: a piece waits;
- duplicate: everything a connection sent is sent again over a connection of its own, at once or later; the answer to that is
  thrown away;
- reorder: a piece waits until pieces of other connections have passed, so that requests overtake each other.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.chaos.schakels import Schakel

if TYPE_CHECKING:
    from tests.chaos.schakels import Schakels

CUT, DELAY, DUPLICATE, REORDER = 1, 2, 4, 8
CHANCE = 0.3


class Lijn:
    """The proxy.

    Args:
        outer: port on which gateways connect.
        inner: port of the server.
        schakels: what to do.
    """

    def __init__(self, outer: int, inner: int, schakels: Schakels) -> None:
        self._outer, self._inner, self._schakels = outer, inner, schakels
        self._seed, self._dice = -1, random.Random(0)
        self._passed = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Serve for ever."""
        server = await asyncio.start_server(self._connection, "127.0.0.1", self._outer)
        await server.serve_forever()

    def _does(self, what: int) -> bool:
        """Draw whether this happens now."""
        if self._schakels[Schakel.SEED] != self._seed:
            self._seed = self._schakels[Schakel.SEED]
            self._dice = random.Random(self._seed)
        return bool(self._schakels[Schakel.NETWORK] & what) and self._dice.random() < CHANCE

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._inner)
        except OSError:
            writer.transport.abort()
            return
        sent = bytearray()
        there = self._pass(reader, server_writer, sent)
        back = self._pass(server_reader, writer, None)
        _done, waiting = await asyncio.wait(
            [asyncio.ensure_future(there), asyncio.ensure_future(back)], return_when=asyncio.FIRST_COMPLETED
        )
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for end in (writer, server_writer):
            end.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytearray | None) -> None:
        with suppress(OSError):
            while piece := await reader.read(65536):
                if self._does(CUT):
                    writer.write(piece[: self._dice.randrange(len(piece))])
                    return
                if self._does(DELAY):
                    await asyncio.sleep(self._dice.uniform(0.01, 0.4))
                if self._does(REORDER):
                    await self._overtaken()
                writer.write(piece)
                await writer.drain()
                self._passed += 1
                if sent is not None:
                    sent += piece
                    if self._does(DUPLICATE):
                        self._later(self._again(bytes(sent), self._dice.choice([0.0, 0.1, 0.8])))

    async def _overtaken(self) -> None:
        """Wait until two pieces of others passed, or for a while."""
        goal = self._passed + 2
        for _ in range(20):
            if self._passed >= goal:
                return
            await asyncio.sleep(0.02)

    async def _again(self, pieces: bytes, pause: float) -> None:
        await asyncio.sleep(pause)
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._inner)
            writer.write(pieces)
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(65536), 1)
            writer.transport.abort()

    def _later(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[arg-type,var-annotated]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
