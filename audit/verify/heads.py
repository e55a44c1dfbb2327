# SPDX-License-Identifier: EUPL-1.2
"""Heads and checkpoints of one shard against the tree that its lines give.

Invariants:
- Each head follows on the one before, has the root of the tree at its size, and one checkpoint with both signatures of
  a trusted log over exactly that size and root.
- Once the recomputed root differs it differs for ever: that is told once, with the lines among which the change is;
  heads and checkpoints are still held against each other one by one.

Trust comes from the pinned tlog-policy, never from keys in the database.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from audit.tables import log_bladen, log_checkpoints, log_hoofden
from audit.values import Finding
from audit.verify.walk import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from audit.proof import checkpoint
    from audit.verify.trust import Trust
    from audit.verify.walk import Walk

_CHUNK = 1000
MOST_MISSING = 1024  # lines at the end of a shard that are told one by one
TIME_SLACK = 60  # seconds that clocks of several sequencers may differ


class Heads:
    """Walks over the heads of a shard while its tree grows."""

    def __init__(self, connection: Connection, shard: str, trust: Trust, since: int = 0) -> None:
        """Prepare; `since` is the size of a head that was verified before: those before it are passed over."""
        self._connection = connection
        self._shard = shard
        self._trust = trust
        self._rows = self._heads(since)
        self._next = next(self._rows, None)
        self._before = self._next.vorige if since and self._next is not None else 0
        self._time = 0
        self._spoiled = False
        # Of every checkpoint whose lines were not asked about yet: its size, and the seconds its lines may state.
        self._brackets: deque[tuple[int, int, int]] = deque()
        self.size = self._expected()
        self.newest: checkpoint.Checkpoint | None = None

    def _expected(self) -> int:
        """Return how many lines there should be: what the largest head says, as far as that can be near the truth.

        A head that was altered to a huge size is named by itself; it must not make us look for millions of lines.
        """
        heads, leaves = log_hoofden.c, log_bladen.c
        stated = select(func.coalesce(func.max(heads.omvang), 0)).where(heads.shard == self._shard)
        present = select(func.coalesce(func.max(leaves.volgnr), -1)).where(leaves.shard == self._shard)
        last = self._connection.execute(present).scalar_one()
        return min(int(self._connection.execute(stated).scalar_one()), int(last) + 1 + MOST_MISSING)

    @property
    def next_size(self) -> int:
        """The size of the next head."""
        return NEVER if self._next is None else int(self._next.omvang)

    def line_times(self, times: Iterable[tuple[int, int]]) -> Iterator[Finding]:
        """Hold the times of lines, given in order as (index, ms), against the checkpoint that took them in."""
        for index, time in times:
            while self._brackets and self._brackets[0][0] <= index:
                self._brackets.popleft()
            if self._brackets and not self._brackets[0][1] <= time // 1000 <= self._brackets[0][2]:
                waar = f"log_bladen:{self._shard}|{index}"
                yield Finding("tijd-wijkt-af", waar, "De tijd valt buiten zijn checkpoint.")

    def spoil(self) -> None:
        """Say that the tree cannot be recomputed any further (a line is gone and nothing tells its hash)."""
        self._spoiled = True

    def at(self, tree: Walk) -> Iterator[Finding]:
        """Check the heads whose size the tree has reached."""
        while self._next is not None and self._next.omvang <= tree.size:
            row, self._next = self._next, next(self._rows, None)
            yield from self._head(row, tree if row.omvang == tree.size else None)

    def finish(self) -> Iterator[Finding]:
        """Check what is left: heads beyond the last line, and checkpoints without a head."""
        while self._next is not None:
            row, self._next = self._next, next(self._rows, None)
            yield from self._head(row, None)
        yield from self._orphans()

    def _head(self, row: Any, tree: Walk | None) -> Iterator[Finding]:
        waar = f"log_hoofden:{self._shard}|{row.omvang}"
        if row.vorige != self._before:
            yield Finding("hoofd-gewijzigd", waar, f"Het hoofd volgt niet op dat van {self._before} regels.")
        yield from self._root(row, tree, waar)
        if row.notitie is None:
            yield Finding("checkpoint-ontbreekt", waar, "Bij dit hoofd staat geen ondertekend checkpoint.")
        else:
            yield from self._note(row)
        self._before = row.omvang

    def _root(self, row: Any, tree: Walk | None, waar: str) -> Iterator[Finding]:
        if tree is None:
            if not self._spoiled:
                yield Finding("hoofd-gewijzigd", waar, "Bij dit hoofd horen geen regels van die omvang.")
        elif not self._spoiled and tree.root() != bytes(row.wortel):
            if self._signed_root(row) == tree.root():
                yield Finding("hoofd-gewijzigd", waar, "De wortel is niet die van de regels; het checkpoint wel.")
                return
            self._spoiled = True
            text = f"De regels {self._before} tot en met {row.omvang - 1} geven niet de wortel van dit hoofd."
            yield Finding("wortel-wijkt-af", waar, text)

    def _signed_root(self, row: Any) -> bytes | None:
        signed = None if row.notitie is None else self._trust.open(bytes(row.notitie))
        return signed.checkpoint.root if signed else None

    def _note(self, row: Any) -> Iterator[Finding]:
        waar = f"log_checkpoints:{self._shard}|{row.omvang}"
        signed = self._trust.open(bytes(row.notitie))
        if signed is None:
            yield Finding("checkpoint-gewijzigd", waar, "Het checkpoint draagt niet beide handtekeningen van het log.")
            return
        head = signed.checkpoint
        if (head.origin, head.size) != (self._trust.origin, row.omvang):
            yield Finding("checkpoint-gewijzigd", waar, "Het checkpoint gaat over een ander log of een andere omvang.")
        elif head.root != bytes(row.wortel):
            yield Finding("checkpoint-gewijzigd", waar, "Checkpoint en hoofd noemen een andere wortel.")
        self.newest = head
        yield from self._clock(head, signed.time() or 0, waar)

    def _clock(self, head: checkpoint.Checkpoint, time: int, waar: str) -> Iterator[Finding]:
        if time < self._time - TIME_SLACK:
            yield Finding("tijd-wijkt-af", waar, "Het checkpoint is van voor het vorige.")
        self._brackets.append((head.size, self._time - TIME_SLACK, time + TIME_SLACK))
        self._time = max(time, self._time)

    def _heads(self, since: int) -> Iterator[Any]:
        heads, notes = log_hoofden, log_checkpoints
        same = (heads.c.shard == notes.c.shard) & (heads.c.omvang == notes.c.omvang)
        columns = (heads.c.omvang, heads.c.vorige, heads.c.wortel, notes.c.notitie)
        last = since - 1 if since else -(2**63)
        while True:
            query = select(*columns).select_from(heads.outerjoin(notes, same)).where(heads.c.shard == self._shard)
            rows = self._connection.execute(
                query.where(heads.c.omvang > last).order_by(heads.c.omvang).limit(_CHUNK)
            ).all()
            yield from rows
            if len(rows) < _CHUNK:
                return
            last = rows[-1].omvang

    def _orphans(self) -> Iterator[Finding]:
        heads, notes = log_hoofden, log_checkpoints
        same = (heads.c.shard == notes.c.shard) & (heads.c.omvang == notes.c.omvang)
        query = select(notes.c.omvang).select_from(notes.outerjoin(heads, same))
        for size in self._connection.execute(
            query.where(notes.c.shard == self._shard, heads.c.omvang.is_(None))
        ).scalars():
            waar = f"log_checkpoints:{self._shard}|{size}"
            yield Finding("checkpoint-toegevoegd", waar, "Bij dit checkpoint hoort geen hoofd.")
