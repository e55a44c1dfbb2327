# SPDX-License-Identifier: EUPL-1.2
"""Row `log-vs-pymerkle`: acknowledged lines per second beside pymerkle's durable append.

*Ours*: as in `bench.log`, on SQLite. *Theirs*: `SqliteTree.append_entry` as it is documented, of the same leaf bytes: one
call and so one durable commit per entry that is acknowledged (rollback journal, synchronous=FULL). It signs, publishes,
encrypts and sequences nothing. In the detail: the same with its journal in WAL, which it does not document but we use
ourselves, and its bulk load (`append_entries`: one answer for many entries).
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

    count, theirs = effort.count(4_000, 50), effort.count(500, 20)
    with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name:
        folder = Path(name)
        plain, wal = (_Peer(pymerkle.SqliteTree(str(folder / f"{kind}.sqlite"))) for kind in ("peer", "wal"))
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            wal.tree.con.execute(f"PRAGMA {pragma}")
        with ALog(folder, f"sqlite:///{folder / 'log.sqlite'}") as log:
            rates = in_turns(lambda: log.run(count), lambda: plain.append(theirs), effort)
        others = {"theirs_wal_per_second": wal.append(theirs), "theirs_bulk_per_second": plain.load(count)}
        for peer in (plain, wal):
            peer.tree.close()
        shown: dict[str, Any] = {kind: number(value) for kind, value in others.items()}
        return {"log-vs-pymerkle": result(*rates, "per_second", lines=count, **shown)}


class _Peer:
    """A tree of theirs."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        self._numbers = counter()

    def append(self, count: int) -> float:
        """Append one by one; return how many per second."""

        def work() -> None:
            for _ in range(count):
                self.tree.append_entry(LEAF + str(next(self._numbers)).encode())

        return timed_rate(work, count)

    def load(self, count: int) -> float:
        """Append many in one call; return how many per second."""
        return timed_rate(
            lambda: self.tree.append_entries([LEAF + str(next(self._numbers)).encode() for _ in range(count)]), count
        )
