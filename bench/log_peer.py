# SPDX-License-Identifier: EUPL-1.2
"""Row `log-vs-pymerkle`: acknowledged lines per second beside pymerkle's durable append.

*Ours*: as in `bench.log`, on SQLite. *Theirs*: `SqliteTree.append_entry`, one call and so one commit per entry that is
acknowledged, of the same leaf bytes, with the journal put in WAL and synchronous=FULL as ours is (its default journal is
slower). It signs, publishes, encrypts and sequences nothing. What its bulk load does (`append_entries`: one answer for
many entries) stands in the detail.
"""

from __future__ import annotations

import tempfile
from itertools import count as counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.a_log import ALog, timed_rate
from bench.measure import in_turns, number, result

if TYPE_CHECKING:
    from bench.measure import Effort, Result

LEAF = b"x" * 159  # as long as a leaf of ours


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    import pymerkle  # type: ignore[import-untyped]

    count, theirs = effort.count(4_000, 50), effort.count(1_000, 20)
    with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name:
        folder = Path(name)
        tree: Any = pymerkle.SqliteTree(str(folder / "peer.sqlite"))
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            tree.con.execute(f"PRAGMA {pragma}")
        numbers = counter()

        def append() -> None:
            for _ in range(theirs):
                tree.append_entry(LEAF + str(next(numbers)).encode())

        def load() -> None:
            tree.append_entries([LEAF + str(next(numbers)).encode() for _ in range(count)])

        with ALog(folder, f"sqlite:///{folder / 'log.sqlite'}") as log:
            rates = in_turns(lambda: log.run(count), lambda: timed_rate(append, theirs), effort)
        bulk = timed_rate(load, count)
        tree.close()
        return {"log-vs-pymerkle": result(*rates, "per_second", lines=count, theirs_bulk_per_second=number(bulk))}
