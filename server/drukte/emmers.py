# SPDX-License-Identifier: EUPL-1.2
"""Token buckets by name: so many at once, so many a second after that.

Invariants:
- Memory is bounded: beyond `most` names the one that was used longest ago is forgotten, which can only give it more room.
- Safe from many threads; time is monotonic, so a jump of the machine's clock neither fills nor empties a bucket.
- A rate of 0 means that there is no limit.

It knows no HTTP and no organisations.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MOST: Final = 10_000


class Emmers:
    """One bucket per name.

    Args:
        per_second: how many come back each second; 0 for no limit.
        burst: how many a full bucket holds.
        clock: seconds, monotonic.
        most: so many names are remembered.
    """

    def __init__(
        self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic, most: int = MOST
    ) -> None:
        self._rate, self._burst, self._clock, self._most = per_second, float(burst), clock, most
        self._lock = threading.Lock()
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> float:
        """Take one; return 0.0 when there was one, else in how many seconds there will be."""
        if not self._rate:
            return 0.0
        with self._lock:
            level, now = self._level(name)
            if level < 1:
                return (1 - level) / self._rate
            self._keep(name, level - 1, now)
            return 0.0

    def wait(self, name: str) -> float:
        """Return in how many seconds there is one, without taking it."""
        if not self._rate:
            return 0.0
        with self._lock:
            level, _ = self._level(name)
            return max(0.0, (1 - level) / self._rate)

    def _level(self, name: str) -> tuple[float, float]:
        now = self._clock()
        level, at = self._levels.get(name, (self._burst, now))
        return min(self._burst, level + (now - at) * self._rate), now

    def _keep(self, name: str, level: float, now: float) -> None:
        self._levels[name] = (level, now)
        self._levels.move_to_end(name)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
