# SPDX-License-Identifier: EUPL-1.2
"""Loading gives way to deciding: a thread that reads rules pauses so often that no decision waits long for it.

Purpose: a release of thousands of rules is read while the backbone decides. Python lets a busy thread run for 5 ms
before another gets its turn; a decision takes a hundredth of that.

Invariants: changes nothing but the moment; does nothing when there is no other thread.

Norm: design.md 8 (p99 below 1 ms under reload). Does not: read a clock, start or know any thread.
"""

import threading
import time
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

PAUSE: Final = 0.00005  # seconds; zero would not do: the thread would have its turn back before another wakes up
_T = TypeVar("_T")


def give_way(items: Iterable[_T], every: int = 8) -> Iterator[_T]:
    """The same items, with a pause before the last of each so many."""
    for i, item in enumerate(items):
        if i % every == every - 1 and threading.active_count() > 1:
            time.sleep(PAUSE)
        yield item
