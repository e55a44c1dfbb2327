# SPDX-License-Identifier: EUPL-1.2
"""Key files: of the log, the kluis and a witness; for their owner only, written once and durably.

Invariants:
- A file is made new with mode 0600 and on disk when `write_private` returns; nothing is overwritten.
- What group or others may read is not used.

Norm: design.md 7. It knows no database, so that a witness starts without one of ours.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from audit.values import LogError

if TYPE_CHECKING:
    from pathlib import Path


class KluisError(LogError):
    """A value that is not there, does not open, or a key file that may not be used."""

    type = "kluis"


def write_private(path: Path, data: bytes) -> None:
    """Write a new file with mode 0600, durably: its name in the folder too."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make durable which files stand in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_private(path: Path) -> bytes:
    """Read a file that nobody but the owner may read.

    Raises:
        KluisError: missing, or readable or writable for group or others.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_IMODE(mode) & 0o077:
                raise KluisError("een sleutelbestand is leesbaar voor anderen dan de eigenaar")
            return file.read()
    except OSError:
        raise KluisError("een sleutelbestand ontbreekt of is niet leesbaar") from None
