# SPDX-License-Identifier: EUPL-1.2
"""A folder of files is written whole or not at all, and never over what is not ours."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from gep.document import bestanden
from gep.document.bestanden import ForeignFilesError, write

if TYPE_CHECKING:
    from pathlib import Path

OLD = {"a.html": b"oud", "mdto/b.xml": b"oud"}
NEW = {"a.html": b"nieuw", "mdto/b.xml": b"nieuw"}


def found(folder: Path) -> dict[str, bytes]:
    """Every file in the folder with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_files_are_written_and_replaced(tmp_path: Path) -> None:
    """A new folder, with folders above and in it; the next edition takes its place, and nothing is left beside it."""
    folder = tmp_path / "diep" / "geb"
    write(folder, OLD)
    assert found(folder) == OLD
    write(folder, NEW)
    assert found(folder) == NEW
    assert [path.name for path in folder.parent.iterdir()] == ["geb"]


def test_an_empty_folder_is_fine(tmp_path: Path) -> None:
    """A folder that was made beforehand is used."""
    write(tmp_path / "x", {})
    write(tmp_path / "x", NEW)
    assert found(tmp_path / "x") == NEW


@pytest.mark.parametrize("name", ["notitie.txt", "mdto/notitie.txt", ".verborgen"])
def test_foreign_files_are_refused_and_stay(tmp_path: Path, name: str) -> None:
    """Before anything is written: both the foreign file and the earlier edition are as they were."""
    write(tmp_path / "geb", OLD)
    (tmp_path / "geb" / name).write_bytes(b"van een ander")
    with pytest.raises(ForeignFilesError, match=r"notitie|verborgen"):
        write(tmp_path / "geb", NEW)
    assert found(tmp_path / "geb") == OLD | {name: b"van een ander"}


def test_a_file_or_link_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """What is no folder of ours is not replaced by one; a link would write somewhere else."""
    (tmp_path / "bestand").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("bestand", "link"):
        with pytest.raises(ForeignFilesError, match="geen map"):
            write(tmp_path / name, NEW)


@pytest.mark.parametrize("name", ["", "../x", "/x", "a/../../x", ".x", "a//b", "a\\b", "a/", "./a"])
def test_a_name_stays_inside_the_folder(tmp_path: Path, name: str) -> None:
    """A name that leads out, or hides, is refused before anything is written."""
    with pytest.raises(ValueError, match="geen naam"):
        write(tmp_path / "geb", {"goed.txt": b"x", name: b"x"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("moment", ["open", "fsync", "rename"])
def test_a_failure_half_way_leaves_the_earlier_edition_whole(tmp_path: Path, monkeypatch, moment: str) -> None:
    """A full disk while writing, while syncing or while renaming: the folder holds all of the old and none of the new."""
    folder = tmp_path / "geb"
    write(folder, OLD)
    real = {"open": type(folder).open, "rename": type(folder).rename, "fsync": os.fsync}[moment]
    calls = []

    def failing(*args: object, **options: object) -> object:
        calls.append(args)
        if len(calls) == 2:
            raise OSError(28, "vol")
        return real(*args, **options)

    monkeypatch.setattr(os if moment == "fsync" else type(folder), moment, failing)
    with pytest.raises(OSError, match="vol"):
        write(folder, NEW)
    monkeypatch.undo()
    assert found(folder) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["geb"]


def test_a_replacement_that_was_cut_off_is_mended(tmp_path: Path) -> None:
    """The process died between the two renames: the next write finds the earlier edition and replaces it as ever."""
    folder, old = tmp_path / "geb", tmp_path / ".geb.oud"
    write(folder, OLD)
    folder.rename(old)
    (tmp_path / ".geb.oud" / "vreemd.txt").write_bytes(b"x")
    with pytest.raises(ForeignFilesError):
        write(folder, NEW)
    assert (folder / "vreemd.txt").read_bytes() == b"x"
    (folder / "vreemd.txt").unlink()
    write(old, OLD)
    write(folder, NEW)
    assert found(folder) == NEW
    assert not old.exists()


def test_every_file_is_synced_before_the_folder_takes_its_place(tmp_path: Path, monkeypatch) -> None:
    """What is renamed into place is on disk already."""
    seen: list[str] = []
    real_sync, real_rename = os.fsync, type(tmp_path).rename
    monkeypatch.setattr(bestanden.os, "fsync", lambda handle: (seen.append("sync"), real_sync(handle))[1])
    monkeypatch.setattr(type(tmp_path), "rename", lambda *args: (seen.append("rename"), real_rename(*args))[1])
    write(tmp_path / "geb", NEW)
    assert seen[: seen.index("rename")].count("sync") >= len(NEW)


def test_two_who_write_at_once_wait_for_each_other(tmp_path: Path) -> None:
    """Many writers of one folder: nobody fails, and what stands there is whole and of one of them."""
    editions = [{name: bytes([65 + number]) * 1000 for name in OLD} for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda files: [write(tmp_path / "geb", files) for _ in range(4)], editions))
    assert found(tmp_path / "geb") in editions
    assert [path.name for path in tmp_path.iterdir()] == ["geb"]
