# SPDX-License-Identifier: EUPL-1.2
"""One folder of records: a file per month, one JSON line per record, appended under a lock and on disk before the call returns.

Invariants:
- Acknowledged: `append` returns when the lines and, for a new file, its name are on disk; else it raises and no line of the call
  remains, so that the act does not go on.
- Whole lines: several processes take turns (`flock`), a write that ends half-way is taken back, and what a killed process left of
  a line is closed off before the next one, and passed over by readers.
- Nothing is changed or removed here; there is no queue, no batch processor and no sampler.
- A file is readable for its owner only; a file or folder that others can read is refused.

Norm: LDV 1.0.0 (the logbook confirms every write). It does not know what a record means.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import mmap
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from adapters.gateway.errors import GatewayError
from core.contract.exitcodes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class LogbookError(GatewayError):
    """A record could not be kept, so what it tells of does not go on."""

    naam = "logboek"
    exit_code = ExitCode.FAILURE


class Files:
    """The files of one logbook.

    Args:
        folder: where they stand; made with mode 0700 at the first write.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def append(self, records: Sequence[dict[str, Any]], at: int) -> None:
        """Append records to the file of the month of `at` (ms).

        Raises:
            LogbookError: they are not on disk.
        """
        lines = "".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n" for r in records)
        try:
            self._append(lines.encode(), f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m}.jsonl")
        except OSError as error:
            code = type(error).__name__
            raise LogbookError(f"Het logboek kan niet schrijven ({code}); de handeling gaat niet door.") from None

    def lines(self, needles: Sequence[bytes] = (), months: tuple[str, str] = ("", "~")) -> Iterator[bytes]:
        """Yield the whole lines that hold every needle, oldest file first.

        Args:
            needles: bytes that must stand in the line; cheap to look for, before anything is parsed.
            months: first and last file name (without suffix) to look in.
        """
        for path in sorted(self.folder.glob("*.jsonl")):
            if not months[0] <= path.stem <= months[1]:
                continue
            for line in _holding(path, max(needles, key=len)) if needles else _all(path):
                if line.endswith(b"}\n") and all(needle in line for needle in needles):
                    yield line

    def records(self, needles: Sequence[bytes] = (), months: tuple[str, str] = ("", "~")) -> Iterator[dict[str, Any]]:
        """Yield the records of these lines; what is no record (the end of a killed process) is passed over."""
        for line in self.lines(needles, months):
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found

    def _append(self, data: bytes, name: str) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        path = self.folder / name
        new = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            self._private(handle)
            fcntl.flock(handle, fcntl.LOCK_EX)
            _write(handle, data)
            if new:
                _sync_folder(self.folder)
        finally:
            os.close(handle)  # gives the lock back

    def _private(self, handle: int) -> None:
        for mode in (os.fstat(handle).st_mode, self.folder.stat().st_mode):
            if mode & 0o077:
                raise LogbookError("Anderen kunnen in het logboek lezen; zet de rechten op 0700 en 0600.")


def _all(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _holding(path: Path, needle: bytes) -> Iterator[bytes]:
    """Yield the ended lines in which the needle stands; the file is searched as one piece of memory, not line by line."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            at = data.find(needle)
            while at >= 0 and (end := data.find(b"\n", at)) >= 0:
                yield data[data.rfind(b"\n", 0, at) + 1 : end + 1]
                at = data.find(needle, end)


def _write(handle: int, data: bytes) -> None:
    """Write at the end, on disk, or leave the file as it was."""
    size = os.fstat(handle).st_size
    if size and os.pread(handle, 1, size - 1) != b"\n":
        data = b"\n" + data
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, size)
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
