# SPDX-License-Identifier: EUPL-1.2
"""A folder of files, written whole or not at all.

Invariants:
- At every moment the folder holds the whole earlier edition or the whole new one, never some of each: the new files
  are written and synced in a folder beside it, and only then take its place.
- What we did not write is never thrown away: a folder that holds other files is refused, before anything is written.
- A name stays inside the folder. Who writes the same folder at the same time waits for the other.

It does not know what the files mean. Between the two renames of a replacement there is no folder for an instant; when
the process dies just there, the earlier edition stands beside it under `.<name>.oud` and comes back at the next write.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class ForeignFilesError(ValueError):
    """The folder holds files that would get lost; the message names them."""

    type = "map-niet-leeg"


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write these files as the whole content of `folder`, which is made when it is not there.

    Args:
        folder: the folder; it may hold an earlier edition with the same names.
        files: the content by name; a name may stand in a folder (`mdto/archief.xml`).

    Raises:
        ForeignFilesError: the folder holds something else, or is a file.
        ValueError: a name leads out of the folder.
    """
    _check_names(files)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.parent):
        _write(folder, files)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    old = folder.with_name(f".{folder.name}.oud")
    _recover(folder, old)
    _refuse_foreign(folder, files)
    fresh = folder.with_name(f".{folder.name}.nieuw-{secrets.token_hex(4)}")
    try:
        _fill(fresh, files)
        _replace(folder, fresh, old)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def _alone(parent: Path) -> Iterator[None]:
    """Hold others off who write a folder beside this one; the hold ends with the process, however that ends."""
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _check_names(names: Iterable[str]) -> None:
    for name in names:
        parts = PurePosixPath(name).parts
        if not parts or name != "/".join(parts) or any(part.startswith(".") for part in parts) or "\\" in name:
            raise ValueError(f"{name!r} is geen naam van een bestand in de map.")


def _refuse_foreign(folder: Path, files: Mapping[str, bytes]) -> None:
    """Refuse a folder that holds what is not ours to replace."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ForeignFilesError(f"{folder.name} is geen map.")
    found = [
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
    ]
    foreign = sorted(name for name in found if name not in files)
    if foreign:
        raise ForeignFilesError(
            f"De map {folder.name} bevat bestanden die niet van dit verslag zijn: {', '.join(foreign)}. "
            "Kies een lege map, of haal ze eerst weg."
        )


def _fill(fresh: Path, files: Mapping[str, bytes]) -> None:
    fresh.mkdir()
    for name, data in files.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    for made in [fresh, *(path for path in fresh.rglob("*") if path.is_dir())]:
        _sync(made)


def _replace(folder: Path, fresh: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        _recover(folder, old)
        raise
    _sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _recover(folder: Path, old: Path) -> None:
    """Put the earlier edition back where a replacement was cut off half-way."""
    if old.is_dir():
        if folder.exists():
            shutil.rmtree(old)
        else:
            old.rename(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
