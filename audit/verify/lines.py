# SPDX-License-Identifier: EUPL-1.2
"""The lines of one shard: each leaf, its openings, the tree they build, and what is too much.

Invariants:
- One pass in index order, in chunks; memory is bounded but for the roots of tiles (one per 256 lines).
- A line whose bytes and stored hash differ is named; the tree then goes on with the one that the published tile agrees
  with, so that one change gives one finding.
- Openings are opened in batches (`audit.verify.opened`), maybe by other processes; what comes back is taken in order.

Norm: design.md 1.1 and 6. Heads, files and rows: the modules beside this one.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit import openings
from audit.proof.tijd import Tijdlijn
from audit.proof.tree import hash_leaf
from audit.tables import log_checkpoints, log_tegels
from audit.values import STAM, Finding
from audit.verify import cosigned
from audit.verify.stored import lost_openings, stored_batches
from audit.verify.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from audit.kluis import Kluis
    from audit.verify.book import Book
    from audit.verify.files import Files
    from audit.verify.heads import Heads
    from audit.verify.opened import Line, Opened
    from audit.verify.openers import Openers
    from audit.verify.report import Progress
    from audit.verify.stored import Row
    from audit.verify.trust import Trust


class ShardLines:
    """Checks one shard.

    Args:
        connection: sees the snapshot.
        shard: its name.
        parts: its heads, its files, and what lines say is collected in.
        reading: the kluis and who opens; None: openings are left alone (`fsck`).
        progress: is told how far it is.
        walk: a tree that was verified before, to go on from.

    Attributes:
        opened: the entries of the stamlog that open shards.
        count: the number of lines seen.
    """

    def __init__(
        self,
        connection: Connection,
        shard: str,
        parts: tuple[Heads, Files, Book],
        reading: tuple[Kluis, Openers] | None,
        progress: Progress | None = None,
        walk: Walk | None = None,
    ) -> None:
        self._connection, self._shard, self._progress = connection, shard, progress
        self._heads, self._files, self._book = parts
        self._reading = reading
        self._walk = walk or Walk(shard, self._files, self._heads, self._tile_roots())
        self._timeline = Tijdlijn(())
        self.opened: list[dict[str, Any]] = []
        self.count = 0

    def check(self, trust: Trust) -> Iterator[Finding]:
        """Yield all findings of the shard."""
        self._timeline = yield from cosigned.check(self._connection, self._shard, trust)
        kluis = self._reading[0] if self._reading else None
        yield from self._heads.at(self._walk)
        for rows, lines in stored_batches(self._connection, kluis, self._shard, self._walk.size):
            yield from self._place(rows)
            yield from self._open(rows, lines)
            self._tell()
        yield from self._gap(self._heads.size)
        if self._reading:
            for opened in self._reading[1].rest():
                yield from self._take(opened)
        yield from self._walk.finish()
        yield from self._heads.finish()
        yield from self._files.finish(self._walk.size, self._signed, trust)
        yield from self._too_much()

    def _place(self, rows: Sequence[Row]) -> Iterator[Finding]:
        """Put the leaves of a chunk in the tree, with what they complete."""
        self.count += len(rows)
        hashes: list[bytes] = []
        entries: list[bytes | None] = []
        index, end = self._walk.size, self._heads.size
        for volgnr, entry, stored in rows:
            if volgnr == index < end and sha256(b"\x00" + entry).digest() == stored:
                hashes.append(stored)
                entries.append(entry)
                index += 1
                continue
            yield from self._walk.take(hashes, entries)
            hashes, entries = [], []
            yield from self._odd(volgnr, entry, stored)
            index = self._walk.size
        yield from self._walk.take(hashes, entries)

    def _odd(self, volgnr: int, entry: bytes, stored: bytes) -> Iterator[Finding]:
        """Place a line that is not where it should be, or not what its hash says."""
        waar = f"log_bladen:{self._shard}|{volgnr}"
        if not self._walk.size <= volgnr < self._heads.size:
            yield Finding("regel-toegevoegd", waar, "Deze regel valt buiten het laatste hoofd.")
            return
        yield from self._gap(volgnr)
        computed, value, good = hash_leaf(entry), stored, entry
        if computed != stored:
            yield Finding("regel-gewijzigd", waar, "De regel en haar hash horen niet bij elkaar.")
            value = stored if stored == self._files.leaf_hash(volgnr) else computed
        yield from self._walk.take([value], [good if value == computed else None])

    def _gap(self, index: int) -> Iterator[Finding]:
        """Name the lines that are missing before `index`; the published tiles may still tell their hashes."""
        while self._walk.size < index:
            waar = f"log_bladen:{self._shard}|{self._walk.size}"
            yield Finding("regel-ontbreekt", waar, "Deze regel is er niet meer.")
            value = self._files.leaf_hash(self._walk.size)
            if value is None:
                self._heads.spoil()
            yield from self._walk.take([value or bytes(32)], [None])

    def _open(self, rows: Sequence[Row], lines: Sequence[Line]) -> Iterator[Finding]:
        if self._shard == STAM:
            yield from self._stam(rows, lines)
        elif self._reading:
            for opened in self._reading[1].submit(self._shard, lines):
                yield from self._take(opened)

    def _take(self, opened: Opened) -> Iterator[Finding]:
        yield from opened.findings
        yield from self._heads.line_times(opened.times)
        for late in self._timeline.outside(opened.times) if self._timeline.moments else ():
            text = f"De getuigen zagen deze regel tussen {late.tijdvak.na} en {late.tijdvak.voor} (seconden); zij noemt {late.tijd // 1000}."
            yield Finding("tijd-wijkt-af", f"log_bladen:{self._shard}|{late.index}", text)
        self._book.take(self._shard, opened)

    def _stam(self, rows: Sequence[Row], lines: Sequence[Line]) -> Iterator[Finding]:
        for volgnr, _, feit, persoon in lines:
            for kind, sealed in ((openings.FEIT, feit), (openings.PERSOON, persoon)):
                if sealed[2]:
                    waar = f"log_openingen_{kind}:{self._shard}|{volgnr}"
                    yield Finding("opening-toegevoegd", waar, "De stamlog heeft geen openingen.")
        for _, entry, _ in rows:
            try:
                value = json.loads(entry)
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict) and value.get("soort") == "shard-geopend":
                self.opened.append(value)

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self._shard, self._walk.size, self._heads.size)

    def _too_much(self) -> Iterator[Finding]:
        for level, number in self._walk.tegels or ():
            yield Finding("tegel-toegevoegd", f"log_tegels:{self._shard}|{level}|{number}", "Deze tegel bestaat niet.")
        for kind in openings.KINDS:
            for index in lost_openings(self._connection, self._shard, kind):
                waar = f"log_openingen_{kind}:{self._shard}|{index}"
                yield Finding("opening-toegevoegd", waar, "Bij deze opening hoort geen regel.")

    def _tile_roots(self) -> dict[tuple[int, int], bytes]:
        table = log_tegels
        rows = self._connection.execute(select(table).where(table.c.shard == self._shard))
        return {(row.niveau, row.nummer): bytes(row.wortel) for row in rows}

    def _signed(self, size: int) -> bytes | None:
        table = log_checkpoints
        query = select(table.c.notitie).where(table.c.shard == self._shard, table.c.omvang == size)
        found = self._connection.execute(query).scalar()
        return None if found is None else bytes(found)
