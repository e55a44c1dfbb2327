# SPDX-License-Identifier: EUPL-1.2
"""Who opens the openings: this process, or several beside it when there are many lines.

Invariants:
- What comes back comes in the order in which it went in, and at most a few batches are under way: memory is bounded.
- Processes are started only when asked for, and always ended. A failing one fails the verification, never skips a batch.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING

from audit.verify.opened import open_batch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.verify.opened import Extract, Line, Opened

UNDER_WAY = 2  # batches per process


class Openers:
    """Opens batches; `processes` 0: here."""

    def __init__(self, processes: int, extract: Extract | None) -> None:
        self._extract = extract
        self._waiting: deque[Future[Opened]] = deque()
        self._most = processes * UNDER_WAY
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(processes, mp_context=context) if processes else None

    def submit(self, shard: str, batch: Sequence[Line]) -> Iterator[Opened]:
        """Hand in a batch; yield what is ready, or what must be waited for before more can be taken."""
        if self._pool is None:
            yield open_batch(shard, batch, self._extract)
            return
        self._waiting.append(self._pool.submit(open_batch, shard, batch, self._extract))
        while self._waiting and (self._waiting[0].done() or len(self._waiting) > self._most):
            yield self._waiting.popleft().result()

    def rest(self) -> Iterator[Opened]:
        """Yield what is still under way."""
        while self._waiting:
            yield self._waiting.popleft().result()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
