# SPDX-License-Identifier: EUPL-1.2
"""The tree of one shard while it grows again, leaf by leaf: roots of tiles, files, and the heads on the way.

Invariants:
- Hashes come in runs and are taken up to the next place where something is to be compared: the end of a tile, or a size
  for which a root was stated. In between nothing happens but hashing.
- Memory holds one open tile per level.

Norm: RFC 6962, c2sp.org/tlog-tiles v0.1.0. It compares; what the lines say is for others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from audit.proof import tiles
from audit.proof.tree import EMPTY_ROOT, CompactRange, hash_node
from audit.values import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.verify.files import Files

NEVER = 1 << 64


class Stated(Protocol):
    """Roots that somebody stated for sizes of the tree."""

    @property
    def next_size(self) -> int:
        """The next size for which a root was stated; `NEVER` when there is none."""
        ...

    def at(self, tree: Walk) -> Iterator[Finding]:
        """Compare what was stated for sizes up to that of the tree."""
        ...


class Walk:
    """Grows the tree of one shard again.

    Args:
        shard: for the places of findings.
        files: the published files.
        stated: heads or checkpoints with a root.
        tegels: the stored roots of full tiles by level and number; None: not compared. Those met are taken out.
        rows: the hashes in the open tile of each level, of a tree to go on from; None: from nothing.
    """

    def __init__(
        self,
        shard: str,
        files: Files,
        stated: Stated,
        tegels: dict[tuple[int, int], bytes] | None = None,
        rows: list[list[bytes]] | None = None,
    ) -> None:
        self._shard, self._files, self._stated, self.tegels = shard, files, stated, tegels
        self._tile, self._upper = CompactRange(), CompactRange()
        self._rows: list[list[bytes]] = rows or [[]]
        self.size = sum(len(row) << tiles.HEIGHT * level for level, row in enumerate(self._rows))
        self._entries: list[bytes | None] = [None] * len(self._rows[0])
        self._tile.extend(self._rows[0])
        for level, row in reversed(list(enumerate(self._rows))[1:]):
            grown = CompactRange()
            grown.extend(row)
            self._upper.nodes += grown.nodes
            self._upper.size += len(row) << tiles.HEIGHT * (level - 1)

    def root(self) -> bytes:
        """Return the root of the tree so far."""
        nodes = [*self._upper.nodes, *self._tile.nodes]
        if not nodes:
            return EMPTY_ROOT
        node = nodes.pop()
        while nodes:
            node = hash_node(nodes.pop(), node)
        return node

    def take(self, hashes: Sequence[bytes], entries: Sequence[bytes | None]) -> Iterator[Finding]:
        """Take the next leaves: their hashes, and of each its entry when that entry has this hash."""
        at = 0
        while at < len(hashes):
            room = min(tiles.WIDTH - len(self._rows[0]), max(1, self._stated.next_size - self.size))
            run = hashes[at : at + room]
            self._tile.extend(run)
            self._rows[0] += run
            self._entries += entries[at : at + room]
            self.size += len(run)
            at += room
            if len(self._rows[0]) == tiles.WIDTH:
                yield from self._full_tile()
            if self._stated.next_size <= self.size:
                yield from self._stated.at(self)

    def finish(self) -> Iterator[Finding]:
        """Compare the partial tiles that are left open."""
        for level, row in enumerate(self._rows):
            if row and self._files.size == self.size:
                number = (self.size >> tiles.HEIGHT * level) // tiles.WIDTH
                yield from self._files.tile(level, number, row)
                if level == 0:
                    yield from self._files.bundle(number, row, self._entries)

    def _full_tile(self) -> Iterator[Finding]:
        number = self.size // tiles.WIDTH - 1
        if self._files.has(0, number):
            yield from self._files.tile(0, number, self._rows[0])
            yield from self._files.bundle(number, self._rows[0], self._entries)
        root = self._tile.root()
        self._rows[0], self._entries, self._tile = [], [], CompactRange()
        completed = [root, *self._upper.append(root)[tiles.HEIGHT - 1 :: tiles.HEIGHT]]
        for level, node in enumerate(completed):
            yield from self._climb(level, node)

    def _climb(self, level: int, node: bytes) -> Iterator[Finding]:
        """Take the root of a full tile of `level`, which is a hash of the level above."""
        number = (self.size >> tiles.HEIGHT * (level + 1)) - 1
        yield from self._tile_root(level, number, node)
        above = level + 1
        if len(self._rows) == above:
            self._rows.append([])
        self._rows[above].append(node)
        if len(self._rows[above]) == tiles.WIDTH:
            if self._files.has(above, number // tiles.WIDTH):
                yield from self._files.tile(above, number // tiles.WIDTH, self._rows[above])
            self._rows[above] = []

    def _tile_root(self, level: int, number: int, node: bytes) -> Iterator[Finding]:
        if self.tegels is None:
            return
        waar = f"log_tegels:{self._shard}|{level}|{number}"
        stored = self.tegels.pop((level, number), None)
        if stored is None:
            yield Finding("tegel-ontbreekt", waar, "De wortel van deze tegel is er niet.")
        elif stored != node:
            yield Finding("tegel-gewijzigd", waar, "De wortel van deze tegel is niet die van de regels.")
