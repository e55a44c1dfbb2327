# SPDX-License-Identifier: EUPL-1.2
"""Turns: so many acts at a time, handed out to partners one after the other, with a bounded queue before them.

Invariants:
- No partner holds more than its share of the places, so there is always one soon for another.
- A free place goes to the partner who waited longest since its last turn, not to whoever asks most.
- The queue is bounded, for each and for all: who does not fit is refused at once (`VolError`), and never waits unseen.
- A place is given back exactly once, also when its asker went away while it waited.

One event loop only: nothing here is shared between threads.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class VolError(Exception):
    """There is no room to wait."""


class Beurten:
    """The turns of one process.

    Args:
        places: acts at a time.
        share: of these for one partner at most.
        queue: how many may wait in all.
        queue_each: how many of one partner may wait.
    """

    def __init__(self, places: int, share: int, queue: int, queue_each: int) -> None:
        self._free, self._share = places, share
        self._room, self._room_each = queue, queue_each
        self._busy: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._count = 0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self._count

    async def take(self, who: str) -> Callable[[], None]:
        """Wait for a turn and return what gives it back.

        Raises:
            VolError: too many wait already.
        """
        if self._may(who) and who not in self._waiting:
            self._give(who)
        else:
            await self._wait(who)
        return self._once(who)

    def _may(self, who: str) -> bool:
        return self._free > 0 and self._busy[who] < self._share

    def _give(self, who: str) -> None:
        self._free -= 1
        self._busy[who] += 1

    async def _wait(self, who: str) -> None:
        queue = self._waiting.get(who)
        if self._count >= self._room or (queue is not None and len(queue) >= self._room_each):
            raise VolError
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(who, deque()).append(turn)
        self._count += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_back(who)
            else:
                self._forget(who, turn)
            raise

    def _once(self, who: str) -> Callable[[], None]:
        given = False

        def give_back() -> None:
            nonlocal given
            if not given:
                given = True
                self._give_back(who)

        return give_back

    def _give_back(self, who: str) -> None:
        self._free += 1
        self._busy[who] -= 1
        if not self._busy[who]:
            del self._busy[who]
        self._hand_out()

    def _hand_out(self) -> None:
        """Give free places to those who wait; whoever got one goes to the end of the row of partners."""
        while (who := next((name for name in self._waiting if self._may(name)), None)) is not None:
            turn = self._waiting[who].popleft()
            self._waiting.move_to_end(who)
            self._one_less(who)
            if not turn.cancelled():
                self._give(who)
                turn.set_result(None)

    def _forget(self, who: str, turn: asyncio.Future[None]) -> None:
        if turn in self._waiting.get(who, ()):
            self._waiting[who].remove(turn)
            self._one_less(who)

    def _one_less(self, who: str) -> None:
        self._count -= 1
        if not self._waiting[who]:
            del self._waiting[who]
