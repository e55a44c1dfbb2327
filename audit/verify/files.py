# SPDX-License-Identifier: EUPL-1.2
"""The published files of one shard against its lines: every tile, bundle, checkpoint and key file, and no other.

Invariants:
- Who walks the tree hands in each tile and bundle when its last line passed; partial ones at the end.
- A bundle entry is good when it has the hash that the tree was built with, so a line that was changed in the database
  does not accuse the file.
- Whatever file is not explained by the log is a finding.

Norm: c2sp.org/tlog-tiles v0.1.0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.proof import checkpoint, note, tiles
from audit.proof.tree import HASH_SIZE, hash_leaf
from audit.publish import CHECKPOINT, VKEYS, WITNESSED
from audit.values import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from audit.verify.trust import Trust

_PARTIAL = re.compile(r"(tile/.+)\.p/(\d+)")


class Files:
    """The published files of one shard, each taken once while the tree grows (`audit.verify.walk`).

    Args:
        folder: where they lie.
        shard: its name.
        bundles: whether bundles are compared with entries from elsewhere; False when they are the entries.
    """

    def __init__(self, folder: Path, shard: str, *, bundles: bool = True) -> None:
        self._folder = folder
        self.shard = shard
        self._bundles = bundles
        self._left = _present(folder)
        self._cached: tuple[int, list[bytes]] = (-1, [])
        self.witnessed = self._take(WITNESSED)  # first: a log at work may publish in between, never the other way round
        self.checkpoint = self._take(CHECKPOINT)
        self.size = _size(self.checkpoint)

    def leaf_hash(self, index: int) -> bytes | None:
        """Return what the published tiles say is the hash of a leaf, if they say so."""
        number, offset = divmod(index, tiles.WIDTH)
        if self._cached[0] != number:
            width = tiles.tile_width(self.size, 0, number)
            data = (self._read(tiles.tile_path(0, number, width)) if width else None) or b""
            self._cached = (number, [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)])
        hashes = self._cached[1]
        return hashes[offset] if offset < len(hashes) else None

    def pass_over(self, size: int) -> None:
        """Leave out the full tiles and bundles of a tree of this size: they were compared before."""
        level = 0
        while full := size >> tiles.HEIGHT * (level + 1):
            self._left -= {tiles.tile_path(level, number) for number in range(full)}
            level += 1
        self._left -= {tiles.bundle_path(number) for number in range(size // tiles.WIDTH)}

    def has(self, level: int, number: int) -> bool:
        """Tell whether this full tile was published already: the checkpoint file tells how far that is."""
        return tiles.tile_width(self.size, level, number) == tiles.WIDTH

    def finish(self, size: int, signed: Callable[[int], bytes | None], trust: Trust) -> Iterator[Finding]:
        """Check the checkpoint files, the keys and the files that nothing explains; after all tiles.

        Args:
            size: how many lines there are.
            signed: gives the stored note of a size.
            trust: which checkpoints and keys count.
        """
        yield from self._checkpoint(size, signed, trust)
        yield from self._witnessed(signed, trust)
        yield from self.rest(size, trust.keys)

    def rest(self, size: int, keys: tuple[note.VKey, ...]) -> Iterator[Finding]:
        """Check the keys and the files that nothing explains."""
        yield from self._keys(keys)
        yield from self._rest(size)

    def tile(self, level: int, number: int, row: list[bytes]) -> Iterator[Finding]:
        """Compare a tile with its hashes, full or partial."""
        path = tiles.tile_path(level, number, len(row))
        data = self._take_tile(path, len(row))
        if data is None:
            yield Finding("bestand-ontbreekt", self._where(path), "Deze tegel hoort gepubliceerd te zijn.")
        elif data != b"".join(row):
            yield Finding(
                "bestand-gewijzigd", self._where(path), f"De tegel wijkt af vanaf hash {_differs(data, row)}."
            )

    def bundle(self, number: int, row: list[bytes], entries: list[bytes | None]) -> Iterator[Finding]:
        """Compare a bundle with the entries of its tile; where an entry is not known its hash decides."""
        if not self._bundles:
            return
        path = tiles.bundle_path(number, len(row))
        data = self._take_bundle(path, len(row))
        if data is None:
            yield Finding("bestand-ontbreekt", self._where(path), "Deze bundel hoort gepubliceerd te zijn.")
        elif None in entries or data != tiles.encode_bundle([entry for entry in entries if entry is not None]):
            yield from self._differing(path, number, data, row)

    def entries(self, number: int, width: int) -> list[bytes] | None:
        """Return what a published bundle holds, for who has nothing but the files; None when it is missing or broken."""
        data = self._take_bundle(tiles.bundle_path(number, width), width)
        try:
            return None if data is None else tiles.decode_bundle(data)
        except tiles.TileError:
            return []

    def _differing(self, path: str, number: int, data: bytes, row: list[bytes]) -> Iterator[Finding]:
        try:
            hashes = [hash_leaf(entry) for entry in tiles.decode_bundle(data)]
        except tiles.TileError:
            hashes = []
        if hashes != row:
            pairs = enumerate(zip(hashes, row, strict=False))
            first = next((i for i, (a, b) in pairs if a != b), min(len(hashes), len(row)))
            at = number * tiles.WIDTH + first
            yield Finding("bestand-gewijzigd", self._where(path), f"De bundel wijkt af vanaf regel {at}.")

    def _checkpoint(self, size: int, signed: Callable[[int], bytes | None], trust: Trust) -> Iterator[Finding]:
        data = self.checkpoint
        where = self._where(CHECKPOINT)
        if data is None:
            if size:
                yield Finding("bestand-ontbreekt", where, "Het checkpoint is niet gepubliceerd.")
        elif not _same_head(data, signed(self.size), trust):
            yield Finding("bestand-gewijzigd", where, "Het gepubliceerde checkpoint is niet het opgeslagen checkpoint.")
        elif self.size != size:
            yield Finding("publicatie-achter", where, f"Gepubliceerd zijn {self.size} van {size} regels.")

    def _witnessed(self, signed: Callable[[int], bytes | None], trust: Trust) -> Iterator[Finding]:
        where = self._where(WITNESSED)
        head, found = trust.witnessed(self.witnessed, where)
        yield from found
        if head is not None and not _same_head(self.witnessed or b"", signed(head.size), trust):
            text = "Het getuigde checkpoint is niet het opgeslagen checkpoint van die omvang."
            yield Finding("getuigd-gewijzigd", where, text)

    def _keys(self, keys: tuple[note.VKey, ...]) -> Iterator[Finding]:
        data = self._take(VKEYS)
        lines = (data or b"").decode("utf-8", "replace").split("\n")
        listed = [key for key in keys if str(key) in lines]  # a policy may hold keys that do not sign yet
        whole = {key.type for key in listed} == {key.type for key in keys}
        if data is not None and (not whole or data != "".join(f"{key}\n" for key in listed).encode()):
            yield Finding("bestand-gewijzigd", self._where(VKEYS), "Dit zijn niet de sleutels van het log.")
        elif data is None and self.size:
            yield Finding("bestand-ontbreekt", self._where(VKEYS), "De sleutels zijn niet gepubliceerd.")

    def _rest(self, size: int) -> Iterator[Finding]:
        """Older partial tiles may lie about, as long as they are the beginning of what stands there now."""
        for path in sorted(self._left):
            match = _PARTIAL.fullmatch(path)
            if match is None:
                yield Finding("bestand-toegevoegd", self._where(path), "Dit bestand hoort niet bij het log.")
            elif not self._is_prefix(path, match[1], int(match[2]), size):
                yield Finding("bestand-gewijzigd", self._where(path), "Deze oude tegel is geen begin van de huidige.")

    def _is_prefix(self, path: str, base: str, width: int, size: int) -> bool:
        whole = self._newest(base, size)
        data = self._read(path)
        if whole is None or data is None or not 1 <= width < tiles.WIDTH:
            return False
        if not base.startswith("tile/entries/"):
            return len(data) == width * HASH_SIZE and whole.startswith(data)
        try:
            return len(tiles.decode_bundle(data)) == width and whole.startswith(data)
        except tiles.TileError:
            return False

    def _newest(self, base: str, size: int) -> bytes | None:
        """Return the full or widest present file of a tile, all of which have been checked above."""
        _, kind, tail = base.split("/", 2)
        level = 0 if kind == "entries" else int(kind) if kind.isdigit() else tiles.MAX_LEVEL + 1
        groups = tail.split("/")
        if level > tiles.MAX_LEVEL or not all(re.fullmatch(r"x?\d{3}", group) for group in groups):
            return None
        number = int("".join(group.removeprefix("x") for group in groups))
        width = tiles.tile_width(min(size, self.size), level, number)
        return self._read(base if width == tiles.WIDTH else f"{base}.p/{width}") if width else None

    def _take(self, path: str) -> bytes | None:
        self._left.discard(path)
        return self._read(path)

    def _take_tile(self, path: str, width: int) -> bytes | None:
        """Return the tile; a partial one that has meanwhile become full is the beginning of the full one."""
        data = self._take(path)
        if data is None and width < tiles.WIDTH:
            data = self._read(path.rpartition(".p/")[0])
            return None if data is None else data[: width * HASH_SIZE]
        return data

    def _take_bundle(self, path: str, width: int) -> bytes | None:
        """Return the bundle; of a partial one that has meanwhile become full its beginning of the full one."""
        data = self._take(path)
        if data is not None or width == tiles.WIDTH:
            return data
        whole = self._read(path.rpartition(".p/")[0])
        try:
            return None if whole is None else tiles.encode_bundle(tiles.decode_bundle(whole)[:width])
        except tiles.TileError:
            return whole

    def _read(self, path: str) -> bytes | None:
        try:
            return (self._folder / path).read_bytes()
        except OSError:
            return None

    def _where(self, path: str) -> str:
        return f"log/{self.shard}/{path}"


def _same_head(data: bytes, stored: bytes | None, trust: Trust) -> bool:
    """Tell whether a published note is the stored one, maybe with cosignatures under it."""
    if stored is None:
        return False
    return data == stored or (data.startswith(stored) and trust.open(data) is not None)


def _size(data: bytes | None) -> int:
    try:
        return checkpoint.parse(data)[0].size if data else 0
    except note.NoteError:
        return 0


def _present(folder: Path) -> set[str]:
    if not folder.is_dir():
        return set()
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def _differs(data: bytes, row: list[bytes]) -> int:
    for offset, value in enumerate(row):
        if data[offset * HASH_SIZE : (offset + 1) * HASH_SIZE] != value:
            return offset
    return len(row)
