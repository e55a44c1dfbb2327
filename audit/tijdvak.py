# SPDX-License-Identifier: EUPL-1.2
"""Renewing the epoch of the kluis: survivors under a new key, the old key destroyed, so that backups forget too.

Invariants:
- The new key is durable before anything is encrypted under it; the old one is destroyed only after everything that lives
  is under the new one. A stop anywhere between is ended by `recover`, which looks which key the kluis itself is under.
- One renewal at a time per key file (a file lock), also among processes; they follow by themselves (`audit.kluis`).
- A destroyed key file is overwritten first. On a disk that copies on write, or that a backup saw, the bytes may live on:
  key files belong in no backup but their own.

Norm: design.md 7 ("erasure re-encrypts the survivors and destroys the old epoch"). Which values die is the caller's.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.kluis import EpochKey, KluisError, successor_of
from audit.privaat import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.kluis import Kluis


def renew(kluis: Kluis) -> int:
    """Put every value under a new key and destroy the old one; return how many values live on."""
    path = kluis.key_file
    if path is None:  # a kluis whose key stands in no file: nothing of it outlives the process
        return kluis.renew(EpochKey.generate(kluis.tijdvak + 1))
    with _locked(path):
        _finish(kluis, path)
        key = EpochKey.generate(kluis.tijdvak + 1)
        key.write(successor_of(path))
        count = kluis.renew(key)
        _replace(path)
    return count


def recover(kluis: Kluis) -> None:
    """End a renewal that was stopped half-way: forward when the kluis is under the new key, back when it is not."""
    if kluis.key_file is not None:
        with _locked(kluis.key_file):
            _finish(kluis, kluis.key_file)


@contextmanager
def still(path: Path) -> Iterator[None]:
    """Let no epoch be renewed meanwhile: for who looks at the kluis and at the key file `path` together."""
    with _locked(path):
        yield


def _finish(kluis: Kluis, path: Path) -> None:
    new = successor_of(path)
    if new.exists():
        if _in_use(kluis, path, new):
            _replace(path)
        else:
            _destroy(new)
    _destroy(_former(path))
    kluis.follow()


def _in_use(kluis: Kluis, path: Path, new: Path) -> bool:
    """Tell whether the store is under the successor.

    Raises:
        KluisError: it cannot be read, and the key before it is not the one of the store either.
    """
    stored = kluis.stored_epoch()
    try:
        return EpochKey.read(new).tijdvak == stored
    except KluisError:  # a stop while it was written: nothing is under it when the store is under the one before
        if stored not in (None, EpochKey.read(path).tijdvak):
            raise
        return False


def _replace(path: Path) -> None:
    """Destroy the old key and put the new one in its place."""
    if path.exists():
        path.replace(_former(path))
    successor_of(path).replace(path)
    _destroy(_former(path))
    sync_folder(path.parent)


def _former(path: Path) -> Path:
    return path.with_name(f"{path.name}.oud")


def _destroy(path: Path) -> None:
    """Overwrite a key file and remove it; nothing when it is not there."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        size = os.fstat(file.fileno()).st_size
        file.write(bytes(size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.with_name(f"{path.name}.slot").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
