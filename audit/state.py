# SPDX-License-Identifier: EUPL-1.2
"""How far each shard is, read from the database and grown in memory within one batch.

Invariants:
- The database is right: a state whose size differs from the stored head is read anew.
- Loading recomputes the root from stored leaves and tile roots and refuses a head that differs.

Norm: RFC 6962; design.md 6. It writes only through `rows`, and signs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from audit.proof import tiles
from audit.proof.tree import CompactRange, hash_leaf
from audit.tables import log_bladen, log_hoofden, log_tegels
from audit.values import StartRefusedError

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(slots=True)
class NewRows:
    """Rows that a batch adds, as tuples in the order of the table's columns."""

    bladen: list[tuple[Any, ...]] = field(default_factory=list)
    tegels: list[tuple[Any, ...]] = field(default_factory=list)
    hoofden: list[tuple[Any, ...]] = field(default_factory=list)


class ShardState:
    """One shard: its size and the right edge of its tree."""

    def __init__(self, shard: str, grown: CompactRange) -> None:
        self.shard = shard
        self._range = grown
        self._head = grown.size

    @property
    def size(self) -> int:
        """How many lines the shard has."""
        return self._range.size

    def root(self) -> bytes:
        """Return the root of the tree so far."""
        return self._range.root()

    def append(self, entry: bytes, rows: NewRows) -> int:
        """Add an entry and the rows that follow from it; return its index."""
        index = self._range.size
        leaf_hash = hash_leaf(entry)
        completed = self._range.append(leaf_hash)
        rows.bladen.append((self.shard, index, entry, leaf_hash))
        if len(completed) >= tiles.HEIGHT:
            for level, node in enumerate(completed[tiles.HEIGHT - 1 :: tiles.HEIGHT]):
                number = (self._range.size >> tiles.HEIGHT * (level + 1)) - 1
                rows.tegels.append((self.shard, level, number, node))
        return index

    def head_row(self) -> tuple[str, int, int, bytes]:
        """Return the row of the tree as it is now; from here on that is the last head."""
        before, self._head = self._head, self.size
        return (self.shard, self.size, before, self.root())


# Statements are made once: building them costs more than running them.
_HEAD = (
    select(log_hoofden.c.omvang, log_hoofden.c.wortel)
    .where(log_hoofden.c.shard == bindparam("shard"))
    .order_by(log_hoofden.c.omvang.desc())
    .limit(1)
)
_LEAVES = (
    select(log_bladen.c.hash)
    .where(
        log_bladen.c.shard == bindparam("shard"), log_bladen.c.volgnr.between(bindparam("eerste"), bindparam("laatste"))
    )
    .order_by(log_bladen.c.volgnr)
)
_ROOTS = (
    select(log_tegels.c.wortel)
    .where(
        log_tegels.c.shard == bindparam("shard"),
        log_tegels.c.niveau == bindparam("niveau"),
        log_tegels.c.nummer.between(bindparam("eerste"), bindparam("laatste")),
    )
    .order_by(log_tegels.c.nummer)
)


def stored_head(connection: Connection, shard: str) -> tuple[int, bytes]:
    """Return size and root of the newest head; (0, empty) before the first."""
    row = connection.execute(_HEAD, {"shard": shard}).first()
    return (0, b"") if row is None else (row.omvang, bytes(row.wortel))


def load(connection: Connection, shard: str) -> ShardState:
    """Return the stored state of a shard.

    Raises:
        StartRefusedError: the stored leaves do not give the stored root.
    """
    size, root = stored_head(connection, shard)
    try:
        grown = CompactRange(size, tiles.TileReader(size, fetcher(connection, shard)).frontier())
    except tiles.TileError:
        raise StartRefusedError(f"shard {shard}: er ontbreken regels onder het laatste hoofd") from None
    if size and grown.root() != root:
        raise StartRefusedError(f"shard {shard}: de opgeslagen regels geven een andere wortel")
    return ShardState(shard, grown)


def fetcher(connection: Connection, shard: str) -> tiles.Fetch:
    """Return a function that reads tiles from the tables."""

    def fetch(level: int, number: int, width: int) -> bytes:
        start = number * tiles.WIDTH
        values: dict[str, Any] = {"shard": shard, "eerste": start, "laatste": start + width - 1}
        if level:
            values["niveau"] = level - 1
        return b"".join(connection.execute(_ROOTS if level else _LEAVES, values).scalars().all())

    return fetch
