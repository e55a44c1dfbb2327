# SPDX-License-Identifier: EUPL-1.2
"""Tiles: how a tree lies in files of 256 hashes, and proofs made from them.

Invariants:
- A tile of level L holds up to 256 roots of perfect subtrees of 256**L leaves; only full ones feed the level above.
- There is no empty tile. A partial tile of width W lies under `.p/W` and is a prefix of the full one.
- Proofs are the ones of RFC 6962, whatever the tiles say: who verifies them needs no trust in the tiles.

Norm: c2sp.org/tlog-tiles v0.1.0. Reading bytes is the caller's (`Fetch`); it opens no file itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from audit.proof.tree import EMPTY_ROOT, HASH_SIZE, ProofError, hash_node

WIDTH = 256
HEIGHT = 8
MAX_LEVEL = 63
MAX_ENTRY = 65535

# (level, number, width) -> width * 32 bytes
Fetch: TypeAlias = Callable[[int, int, int], bytes]


class TileError(ValueError):
    """A tile or bundle is not of the form, or is not there."""


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """Return `tile/<L>/<N>[.p/<W>]`."""
    if not 0 <= level <= MAX_LEVEL:
        raise TileError("ongeldig niveau")
    return f"tile/{level}/{_number(number)}{_partial(width)}"


def bundle_path(number: int, width: int = WIDTH) -> str:
    """Return `tile/entries/<N>[.p/<W>]`."""
    return f"tile/entries/{_number(number)}{_partial(width)}"


def _number(number: int) -> str:
    if number < 0:
        raise TileError("ongeldig nummer")
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups))


def _partial(width: int) -> str:
    if not 1 <= width <= WIDTH:
        raise TileError("ongeldige breedte")
    return "" if width == WIDTH else f".p/{width}"


def partial_width(size: int, level: int) -> int:
    """Return the width of the last, partial tile of a level (0: there is none)."""
    return (size >> HEIGHT * level) % WIDTH


def tile_width(size: int, level: int, number: int) -> int:
    """Return how wide a tile is in the tree of `size` leaves (0: not there)."""
    return max(0, min(WIDTH, (size >> HEIGHT * level) - number * WIDTH))


def encode_bundle(entries: list[bytes]) -> bytes:
    """Return the entries of one bundle, each behind its 16-bit length."""
    if not 1 <= len(entries) <= WIDTH or any(len(entry) > MAX_ENTRY for entry in entries):
        raise TileError("ongeldige bundel")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def decode_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle.

    Raises:
        TileError: a truncated or overfull bundle.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data) or len(entries) == WIDTH:
            raise TileError("ongeldige bundel")
        entries.append(data[at + 2 : end])
        at = end
    return entries


@lru_cache(maxsize=256)
def _levels(data: bytes) -> tuple[tuple[bytes, ...], ...]:
    """Return all perfect nodes inside a tile, by height above its own hashes."""
    row = tuple(data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE))
    rows = [row]
    while len(row) > 1:
        row = tuple(hash_node(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2))
        rows.append(row)
    return tuple(rows)


class TileReader:
    """Roots and proofs of a tree of `size` leaves, read from tiles through `fetch`."""

    def __init__(self, size: int, fetch: Fetch) -> None:
        self.size = size
        self._fetch = fetch
        self._tiles: dict[tuple[int, int], tuple[tuple[bytes, ...], ...]] = {}

    def root(self) -> bytes:
        """Return the root that the tiles give."""
        return self._range(0, self.size) if self.size else EMPTY_ROOT

    def frontier(self) -> list[bytes]:
        """Return the roots of the perfect subtrees that the tree consists of, largest first."""
        nodes, start = [], 0
        for height in reversed(range(self.size.bit_length())):
            if self.size >> height & 1:
                nodes.append(self._node(height, start >> height))
                start += 1 << height
        return nodes

    def leaf_hash(self, index: int) -> bytes:
        """Return the hash of one leaf."""
        if not 0 <= index < self.size:
            raise ProofError("index ligt buiten de boom")
        return self._node(0, index)

    def inclusion(self, index: int) -> list[bytes]:
        """Return the inclusion proof of `index`, from the leaf's sibling to the child of the root."""
        if not 0 <= index < self.size:
            raise ProofError("index ligt buiten de boom")
        start, end, path = 0, self.size, []
        while end - start > 1:
            split = start + _largest_power_below(end - start)
            if index < split:
                path.append((split, end))
                end = split
            else:
                path.append((start, split))
                start = split
        return [self._range(a, b) for a, b in reversed(path)]

    def consistency(self, size1: int) -> list[bytes]:
        """Return the consistency proof from `size1` to the size of this reader."""
        if not 0 < size1 <= self.size:
            raise ProofError("ongeldige omvang van de boom")
        start, end, path, whole = 0, self.size, [], True
        while end != size1:
            split = start + _largest_power_below(end - start)
            if size1 <= split:
                path.append((split, end))
                end = split
            else:
                path.append((start, split))
                start, whole = split, False
        if not whole:
            path.append((start, end))
        return [self._range(a, b) for a, b in reversed(path)]

    def _range(self, start: int, end: int) -> bytes:
        """Return the root over leaves [start, end), a subtree as RFC 6962 splits it."""
        nodes = []
        while start < end:
            height = (end - start).bit_length() - 1
            nodes.append(self._node(height, start >> height))
            start += 1 << height
        node = nodes.pop()
        while nodes:
            node = hash_node(nodes.pop(), node)
        return node

    def _node(self, height: int, index: int) -> bytes:
        level, inside = divmod(height, HEIGHT)
        number, offset = divmod(index << inside, WIDTH)
        return self._tile(level, number)[inside][offset >> inside]

    def _tile(self, level: int, number: int) -> tuple[tuple[bytes, ...], ...]:
        if (level, number) not in self._tiles:
            width = tile_width(self.size, level, number)
            data = self._fetch(level, number, width)
            if not width or len(data) != width * HASH_SIZE:
                raise TileError("een tegel heeft niet de juiste omvang")
            self._tiles[level, number] = _levels(data)
        return self._tiles[level, number]


def _largest_power_below(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1
