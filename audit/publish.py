# SPDX-License-Identifier: EUPL-1.2
"""The log as static files: `log/<shard>/checkpoint`, `getuigd`, `vkeys`, `tile/<L>/<N>`, `tile/entries/<N>`.

Invariants:
- A file appears whole or not at all: written aside, renamed. Tiles before the checkpoint that needs them; a checkpoint
  never goes back in size. Full tiles and checkpoints are synced first; partial ones, which are soon replaced, are
  written again at every start instead (`afresh`), so a power cut leaves nothing half either.
- Everything is made anew from the database, from what was published last: a crash anywhere is repaired by publishing.
- One publisher at a time per folder (a file lock), also among processes.
- A partial tile goes when the full one stands.
- `getuigd` is the newest checkpoint with a quorum of witnesses; it never goes back in size nor before its tiles.

Norm: c2sp.org/tlog-tiles v0.1.0. Files hold blind leaves only; nobody has to trust who serves them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from audit.proof import checkpoint, note, tiles
from audit.state import fetcher
from audit.tables import log_bladen
from audit.values import LogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

LOG = "log"
CHECKPOINT = "checkpoint"
WITNESSED = "getuigd"
VKEYS = "vkeys"
LOCK = ".slot"
TEMPORARY = ".nieuw"
SYNCS = 8  # files synced at once
AFRESH = 4096  # lines of which the tiles are written again at a start
_ENTRIES = (
    select(log_bladen.c.blad)
    .where(
        log_bladen.c.shard == bindparam("shard"),
        log_bladen.c.volgnr >= bindparam("vanaf"),
        log_bladen.c.volgnr < bindparam("tot"),
    )
    .order_by(log_bladen.c.volgnr)
)


class PublishError(LogError):
    """The static files cannot be read or are not what they should be."""

    type = "publicatie"


class Publisher:
    """Writes and reads the static files of all shards under `directory`/log."""

    def __init__(self, directory: Path) -> None:
        self.root = directory / LOG
        self._full: list[Path] = []
        self._pool = ThreadPoolExecutor(SYNCS, "publicatie")  # threads begin at the first use

    def folder(self, shard: str) -> Path:
        """Return the folder of a shard."""
        return self.root / shard

    def published(self, shard: str) -> bytes | None:
        """Return the bytes of the published checkpoint, None when there is none yet."""
        try:
            return (self.folder(shard) / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            return None

    def published_size(self, shard: str) -> int:
        """Return the size of the published tree (0: nothing yet), whoever signed it.

        Raises:
            PublishError: the file is no checkpoint.
        """
        data = self.published(shard)
        if data is None:
            return 0
        try:
            return checkpoint.parse(data)[0].size
        except note.NoteError:
            raise PublishError(f"shard {shard}: het gepubliceerde checkpoint is onleesbaar") from None

    def publish(
        self, connection: Connection, shard: str, signed: bytes, keys: Iterable[note.VKey], *, afresh: bool = False
    ) -> None:
        """Bring the files of a shard up to a signed checkpoint; an older one than published changes nothing.

        `afresh` writes the newest tiles of each level again, even when that size was published already.
        """
        size = checkpoint.parse(signed)[0].size
        with self._lock():
            before = self.published_size(shard)
            if before > size or (before == size and not afresh):
                return
            self._full.clear()
            folder = self.folder(shard)
            if afresh or not (folder / VKEYS).exists():
                self._write(folder / VKEYS, "".join(f"{key}\n" for key in keys).encode())
            start = max(0, before - AFRESH) if afresh else before
            self._tiles(connection, shard, start, size, afresh=afresh)
            self._bundles(connection, shard, start, size)
            self._settle()
            self._write(folder / CHECKPOINT, signed, durable=True)

    def publish_witnessed(self, shard: str, cosigned: bytes, witnessed: bytes | None) -> bool:
        """Publish cosignatures: under the checkpoint while that is still the newest, and what has the quorum.

        Args:
            shard: name of the shard.
            cosigned: the newest note of the log with the cosignatures that there are.
            witnessed: the newest note that has the quorum, if any.

        Returns:
            Whether both stand; not so while the log itself has still to publish that far.
        """
        with self._lock():
            now = self.published(shard)
            if now is None:
                return False
            if now != cosigned and note.parse(now).text == note.parse(cosigned).text:
                self._write(self.folder(shard) / CHECKPOINT, cosigned, durable=True)
            if witnessed is not None and _size(witnessed) <= _size(now):
                self._replace_witnessed(self.folder(shard) / WITNESSED, witnessed)
            return _size(cosigned) <= _size(now)

    def _replace_witnessed(self, path: Path, data: bytes) -> None:
        before = path.read_bytes() if path.exists() else None
        if before is None or (before != data and _size(before) <= _size(data)):
            self._write(path, data, durable=True)

    def _tiles(self, connection: Connection, shard: str, before: int, size: int, *, afresh: bool) -> None:
        fetch = fetcher(connection, shard)
        level = 0
        while size >> tiles.HEIGHT * level:
            grown = before >> tiles.HEIGHT * level != size >> tiles.HEIGHT * level
            for number in _touched(before, size, level) if grown or afresh else ():
                width = tiles.tile_width(size, level, number)
                data = fetch(level, number, width)
                self._place(shard, tiles.tile_path(level, number, width), data, full=width == tiles.WIDTH)
            level += 1

    def _bundles(self, connection: Connection, shard: str, before: int, size: int) -> None:
        for number in _touched(before, size, 0):
            width = tiles.tile_width(size, 0, number)
            start = number * tiles.WIDTH
            asked = {"shard": shard, "vanaf": start, "tot": start + width}
            entries = list(connection.execute(_ENTRIES, asked).scalars())
            path = tiles.bundle_path(number, width)
            self._place(shard, path, tiles.encode_bundle(entries), full=width == tiles.WIDTH)

    def _place(self, shard: str, path: str, data: bytes, *, full: bool) -> None:
        target = self.folder(shard) / path
        self._write(target, data)
        if full:
            self._full.append(target)

    def _settle(self) -> None:
        """Sync the full files that were placed, then let the partial ones go.

        All at once, because one after the other would be most of the time of a large batch. That they can be seen before
        they are synced harms nobody: no checkpoint names them yet, and after a power cut they are written again.
        """
        placed, self._full = self._full, []
        for _ in self._pool.map(_sync, placed):
            pass
        for target in placed:
            shutil.rmtree(target.with_name(f"{target.name}.p"), ignore_errors=True)

    def _write(self, path: Path, data: bytes, *, durable: bool = False) -> None:
        """Put bytes at a path so that a reader never sees half of them; only under the lock."""
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.root / TEMPORARY
        with temporary.open("wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let nothing be published meanwhile: for who reads files that belong together."""
        with self._lock():
            yield

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / LOCK).open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _size(data: bytes) -> int:
    return checkpoint.parse(data)[0].size


def _touched(before: int, size: int, level: int) -> range:
    """Return the numbers of the tiles of a level that differ between two sizes, and the last one if it is partial."""
    last = (size >> tiles.HEIGHT * level) - 1
    return range((before >> tiles.HEIGHT * level) // tiles.WIDTH, last // tiles.WIDTH + 1)
