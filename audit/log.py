# SPDX-License-Identifier: EUPL-1.2
"""What can be asked of the log: a receipt for a line, the newest checkpoint, proofs between sizes.

Invariants:
- A receipt for (shard, index, size) is the same bytes each time as long as its openings stand: the signed note is
  stored, never signed anew.
- Reading needs no lock and signs nothing.
- What is kept in memory never changes in the log: the origin of a shard, the note and tiles of a signed size. Openings
  can be erased, so they are read anew each time.

Norm: design.md 4 ("opgenomen"). Checking a receipt: `audit.proof.receipt`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from audit import openings, startup
from audit.proof import checkpoint, receipt, tiles, tlog_proof
from audit.reader import references, stored_lines, unseal
from audit.state import fetcher
from audit.tables import log_checkpoints, log_shards
from audit.values import LogError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from audit.kluis import Kluis
    from audit.proof import leaf
    from audit.reader import StoredLine
    from audit.values import LineRef, Written


UNSIGNED = "deze regel staat niet onder een ondertekend checkpoint"


class NoSuchLineError(LogError):
    """There is no such line under a signed checkpoint."""

    type = "regel-onbekend"


KEPT_TREES = 64


class _Tree:
    """The tree of one signed size: its note, and its tiles as far as they were read. It never changes."""

    def __init__(self, engine: Engine, shard: str, note: bytes) -> None:
        self.note = note
        self.size = checkpoint.parse(note)[0].size
        self._engine = engine
        self._shard = shard
        self._reader = tiles.TileReader(self.size, self._fetch)

    def proof(self, index: int) -> str:
        """Return the tlog-proof of a line."""
        return tlog_proof.TlogProof(index, tuple(self._reader.inclusion(index)), self.note).encode()

    def _fetch(self, level: int, number: int, width: int) -> bytes:
        with self._engine.connect() as connection:
            return fetcher(connection, self._shard)(level, number, width)


class Log:
    """Reading side of the log."""

    def __init__(self, engine: Engine, kluis: Kluis) -> None:
        self.engine = engine
        self.kluis = kluis
        self._origins: dict[str, str] = {}
        self._trees: OrderedDict[tuple[str, int], _Tree] = OrderedDict()
        self._lock = threading.Lock()

    def receipt(self, shard: str, index: int, size: int | None = None, *, persoon: bool = True) -> dict[str, Any]:
        """Return the receipt of a line as JSON.

        Args:
            shard: name of the shard.
            index: zero-based index of the line.
            size: a size with a signed checkpoint; None: that of the batch in which the line was written.
            persoon: whether the part about people is shown.

        Raises:
            NoSuchLineError: no such line, or no checkpoint of that size.
        """
        return self.receipts(shard, range(index, index + 1), size, persoon=persoon)[0]

    def receipts(
        self, shard: str, places: range, size: int | None = None, *, persoon: bool = True
    ) -> tuple[dict[str, Any], ...]:
        """Return the receipts of lines that stand side by side and came in one batch (see `receipt`)."""
        origin, tree = self._origin(shard), self._tree(shard, places, size)
        with self.engine.connect() as connection:
            lines = stored_lines(connection, shard, places.start, len(places))
        keys = self.kluis.get_many(openings.KLUIS_KIND, references(lines))
        return tuple(
            receipt.build(
                (origin, line.index), line.entry, _opened(line, keys, persoon=persoon), tree.proof(line.index)
            )
            for line in lines
        )

    def prove(self, written: Sequence[Written]) -> tuple[dict[str, Any], ...]:
        """Return the receipts of the lines of one act that was just committed, side by side in one shard.

        They are those of `receipts`, made from what is still in memory instead of read back.
        """
        first, last = written[0].ref, written[-1].ref
        origin, tree = (
            self._origin(first.shard),
            self._tree(first.shard, range(first.index, last.index + 1), first.size),
        )
        return tuple(
            receipt.build((origin, line.ref.index), line.entry, (line.feit, line.persoon), tree.proof(line.ref.index))
            for line in written
        )

    def receipt_of(self, ref: LineRef, *, persoon: bool = True) -> dict[str, Any]:
        """Return the receipt of a committed line."""
        return self.receipt(ref.shard, ref.index, ref.size or None, persoon=persoon)

    def checkpoint(self, shard: str) -> bytes:
        """Return the newest signed note of a shard.

        Raises:
            NoSuchLineError: the shard has none.
        """
        with self.engine.connect() as connection:
            found = startup.last_checkpoint(connection, shard)
        if found is None:
            raise NoSuchLineError("deze shard heeft geen checkpoint")
        return found

    def shards(self) -> dict[str, str]:
        """Return the origin of each shard by name."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(log_shards.c.shard, log_shards.c.origin).order_by(log_shards.c.shard))
            return {row.shard: row.origin for row in rows}

    def consistency(self, shard: str, size1: int, size2: int) -> list[bytes]:
        """Return the consistency proof between two sizes.

        Raises:
            ProofError: sizes out of order or beyond the log.
        """
        with self.engine.connect() as connection:
            return tiles.TileReader(size2, fetcher(connection, shard)).consistency(size1)

    def _origin(self, shard: str) -> str:
        """Return the origin of a shard, which is given once."""
        if shard not in self._origins:
            with self.engine.connect() as connection:
                found = connection.execute(_ORIGIN, {"shard": shard}).scalar()
            if found is None:
                raise NoSuchLineError("deze shard bestaat niet")
            self._origins[shard] = str(found)
        return self._origins[shard]

    def _tree(self, shard: str, places: range, size: int | None) -> _Tree:
        """Return the tree of `size`, or that of the batch of these lines: a signed size has one note for ever."""
        with self._lock:  # a batch wakes many threads that want the same one
            kept = None if size is None else self._trees.get((shard, size))
            if kept is None:
                with self.engine.connect() as connection:
                    kept = _Tree(self.engine, shard, _note(connection, shard, places[-1], size))
                self._trees[shard, kept.size] = kept
                while len(self._trees) > KEPT_TREES:
                    self._trees.popitem(last=False)
        if not 0 <= places[0] <= places[-1] < kept.size:
            raise NoSuchLineError(UNSIGNED)
        return kept


_ORIGIN = select(log_shards.c.origin).where(log_shards.c.shard == bindparam("shard"))
_ABOVE = (
    select(log_checkpoints.c.omvang, log_checkpoints.c.notitie)
    .where(log_checkpoints.c.shard == bindparam("shard"), log_checkpoints.c.omvang >= bindparam("vanaf"))
    .order_by(log_checkpoints.c.omvang)
    .limit(1)
)


def _note(connection: Connection, shard: str, index: int, size: int | None) -> bytes:
    """Return the oldest note over the line, or the one of exactly `size`."""
    row = connection.execute(_ABOVE, {"shard": shard, "vanaf": index + 1 if size is None else size}).first()
    if row is None or index < 0 or row.omvang <= index or (size is not None and row.omvang != size):
        raise NoSuchLineError(UNSIGNED)
    return bytes(row.notitie)


def _opened(
    line: StoredLine, keys: dict[str, bytes], *, persoon: bool
) -> tuple[leaf.Opening | None, leaf.Opening | None]:
    feit = unseal(line, line.feit, keys, openings.FEIT)
    return feit, unseal(line, line.persoon, keys, openings.PERSOON) if persoon else None
