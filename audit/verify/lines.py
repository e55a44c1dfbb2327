# SPDX-License-Identifier: EUPL-1.2
"""The lines of one shard: each leaf, its openings, the tree they build, and what is too much.

Invariants:
- One pass in index order, in chunks; memory is bounded but for the roots of tiles (one per 256 lines).
- A line whose bytes and stored hash differ is named; the tree then goes on with the one that the published tile agrees
  with, so that one change gives one finding.
- An opening is good only when its key is in the kluis, it opens there, and the leaf commits to it.

Norm: design.md 1.1 and 6. Heads, files and rows: the modules beside this one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit import openings
from audit.proof import leaf, tiles
from audit.proof.tree import CompactRange, hash_leaf
from audit.reader import StoredLine, references, stored_lines
from audit.tables import log_bladen, log_checkpoints, log_openingen_feit, log_openingen_persoon, log_tegels
from audit.values import STAM, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Table

    from audit.kluis import Kluis
    from audit.proof import note
    from audit.reader import Sealed
    from audit.verify.files import Files
    from audit.verify.heads import Heads
    from audit.verify.rows import RowBook

_CHUNK = 2000
_FIRST = -(2**63)


class ShardLines:
    """Checks one shard. `stam` gathers the entries that open shards; `count` is the number of lines seen."""

    def __init__(self, connection: Connection, kluis: Kluis, shard: str, parts: tuple[Heads, Files, RowBook]) -> None:
        self._connection = connection
        self._kluis = kluis
        self._shard = shard
        self._heads, self._files, self._book = parts
        self._tree = CompactRange()
        self._tegels = self._tile_roots()
        self.opened: list[dict[str, Any]] = []
        self.count = 0

    def check(self, keys: tuple[note.VKey, ...]) -> Iterator[Finding]:
        """Yield all findings of the shard."""
        for chunk in self._chunks():
            values, bad = self._kluis.try_many(openings.KLUIS_KIND, references(chunk))
            for line in chunk:
                yield from self._place(line)
                yield from self._open(line, values, bad)
        if self._tree.size < self._heads.size:
            yield from self._gap(self._heads.size)
        yield from self._heads.finish()
        yield from self._files.finish(self._tree.size, self._signed, keys)
        yield from self._too_much()

    def _chunks(self) -> Iterator[list[StoredLine]]:
        start = _FIRST
        while chunk := stored_lines(self._connection, self._shard, start, _CHUNK):
            yield chunk
            start = chunk[-1].index + 1

    def _place(self, line: StoredLine) -> Iterator[Finding]:
        """Put the leaf in the tree, with what it completes."""
        self.count += 1
        waar = f"log_bladen:{self._shard}|{line.index}"
        if not 0 <= line.index < self._heads.size:
            yield Finding("regel-toegevoegd", waar, "Deze regel valt buiten het laatste hoofd.")
            return
        yield from self._gap(line.index)
        computed, value = hash_leaf(line.entry), line.hash
        if computed != value:
            yield Finding("regel-gewijzigd", waar, "De regel en haar hash horen niet bij elkaar.")
            value = value if value == self._files.leaf_hash(line.index) else computed
        yield from self._grow(value)

    def _gap(self, index: int) -> Iterator[Finding]:
        """Name the lines that are missing before `index`; the published tiles may still tell their hashes."""
        while self._tree.size < index:
            waar = f"log_bladen:{self._shard}|{self._tree.size}"
            yield Finding("regel-ontbreekt", waar, "Deze regel is er niet meer.")
            value = self._files.leaf_hash(self._tree.size)
            if value is None:
                self._heads.spoil()
            yield from self._grow(value or bytes(32))

    def _grow(self, value: bytes) -> Iterator[Finding]:
        completed = self._tree.append(value)
        yield from self._files.node(0, self._tree.size - 1, value)
        for level, node in enumerate(completed[tiles.HEIGHT - 1 :: tiles.HEIGHT]):
            number = (self._tree.size >> tiles.HEIGHT * (level + 1)) - 1
            yield from self._tile_root(level, number, node)
            yield from self._files.node(level + 1, number, node)
        yield from self._heads.at(self._tree)

    def _tile_root(self, level: int, number: int, node: bytes) -> Iterator[Finding]:
        waar = f"log_tegels:{self._shard}|{level}|{number}"
        stored = self._tegels.pop((level, number), None)
        if stored is None:
            yield Finding("tegel-ontbreekt", waar, "De wortel van deze tegel is er niet.")
        elif stored != node:
            yield Finding("tegel-gewijzigd", waar, "De wortel van deze tegel is niet die van de regels.")

    def _open(self, line: StoredLine, keys: dict[str, bytes], bad: set[str]) -> Iterator[Finding]:
        if self._shard == STAM:
            yield from self._stam(line)
            return
        try:
            blad = leaf.parse(line.entry)
        except leaf.LeafError:
            yield Finding("regel-gewijzigd", f"log_bladen:{self._shard}|{line.index}", "Dit is geen blad.")
            return
        feit, found = self._unseal(line, line.feit, openings.FEIT, blad, (keys, bad))
        yield from found
        if feit is not None:
            yield from self._feit(line, feit)
        if line.persoon is not None or (feit is not None and leaf.has_person(blad, feit.key)):
            _, found = self._unseal(line, line.persoon, openings.PERSOON, blad, (keys, bad))
            yield from found

    def _unseal(
        self,
        line: StoredLine,
        sealed: Sealed | None,
        kind: str,
        blad: leaf.Leaf,
        keys: tuple[dict[str, bytes], set[str]],
    ) -> tuple[leaf.Opening | None, list[Finding]]:
        waar = f"log_openingen_{kind}:{self._shard}|{line.index}"
        if sealed is None:
            return None, [Finding("opening-ontbreekt", waar, f"De opening `{kind}` van deze regel is er niet meer.")]
        value = keys[0].get(sealed.reference)
        if value is None:
            text = (
                "De sleutel in de kluis klopt niet."
                if sealed.reference in keys[1]
                else "De sleutel is niet in de kluis."
            )
            return None, [Finding("opening-zonder-sleutel", waar, text)]
        try:
            key = openings.key_at(value, sealed.place)
            if key is None:
                return None, [Finding("opening-zonder-sleutel", waar, "De sleutel in de kluis is gewist.")]
            opening = openings.unseal(sealed.data, key, kind, self._shard, line.index)
            (leaf.check_feit if kind == openings.FEIT else leaf.check_persoon)(blad, opening.data, opening.key)
        except (openings.OpeningError, leaf.LeafError):
            return None, [Finding("opening-gewijzigd", waar, f"De opening `{kind}` past niet bij het blad.")]
        return opening, []

    def _feit(self, line: StoredLine, opening: leaf.Opening) -> Iterator[Finding]:
        value = json.loads(opening.data)
        self._heads.line_time(line.index, value["tijd"])
        if not self._book.claim(value.get("rijen", []), value["tijd"], f"{self._shard}|{line.index}"):
            waar = f"log_openingen_feit:{self._shard}|{line.index}"
            yield Finding("regel-ongeldig", waar, "De lijst van rijen in deze regel heeft niet de juiste vorm.")

    def _stam(self, line: StoredLine) -> Iterator[Finding]:
        for kind, sealed in ((openings.FEIT, line.feit), (openings.PERSOON, line.persoon)):
            if sealed is not None:
                waar = f"log_openingen_{kind}:{self._shard}|{line.index}"
                yield Finding("opening-toegevoegd", waar, "De stamlog heeft geen openingen.")
        try:
            entry = json.loads(line.entry)
        except ValueError:
            entry = None
        if isinstance(entry, dict) and entry.get("soort") == "shard-geopend":
            self.opened.append(entry)

    def _too_much(self) -> Iterator[Finding]:
        for level, number in self._tegels:
            yield Finding("tegel-toegevoegd", f"log_tegels:{self._shard}|{level}|{number}", "Deze tegel bestaat niet.")
        for table in (log_openingen_feit, log_openingen_persoon):
            yield from self._lost_openings(table)

    def _lost_openings(self, table: Table) -> Iterator[Finding]:
        same = (table.c.shard == log_bladen.c.shard) & (table.c.volgnr == log_bladen.c.volgnr)
        query = select(table.c.volgnr).select_from(table.outerjoin(log_bladen, same))
        lost = query.where(table.c.shard == self._shard, log_bladen.c.volgnr.is_(None))
        for index in self._connection.execute(lost).scalars():
            yield Finding(
                "opening-toegevoegd", f"{table.name}:{self._shard}|{index}", "Bij deze opening hoort geen regel."
            )

    def _tile_roots(self) -> dict[tuple[int, int], bytes]:
        table = log_tegels
        rows = self._connection.execute(select(table).where(table.c.shard == self._shard))
        return {(row.niveau, row.nummer): bytes(row.wortel) for row in rows}

    def _signed(self, size: int) -> bytes | None:
        table = log_checkpoints
        query = select(table.c.notitie).where(table.c.shard == self._shard, table.c.omvang == size)
        found = self._connection.execute(query).scalar()
        return None if found is None else bytes(found)
