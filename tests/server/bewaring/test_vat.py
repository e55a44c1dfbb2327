# SPDX-License-Identifier: EUPL-1.2
"""The sealed file of a backup: opens for whom it is, whole and unchanged, and otherwise not at all."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from audit.database import create_engine
from core.keychain.kem import KemPrivateKey
from server.bewaring import rijen, vat
from server.errors import BewaringError

if TYPE_CHECKING:
    from pathlib import Path

KOP = vat.Kop("hoofd", "0d4c8c3e-7f33-4d31-9a35-0c5c7b5f1a11", 1_790_000_000_000)
PARTS = [("back-up", b"{}"), ("rijen/a/000000", b"x" * 70_000), ("rijen/a/000001", b"")]


@pytest.fixture(scope="module")
def keys() -> tuple[KemPrivateKey, KemPrivateKey, KemPrivateKey]:
    """Two for whom a backup is, and somebody else."""
    return KemPrivateKey.generate(), KemPrivateKey.generate(), KemPrivateKey.generate()


def _sealed(*recipients: KemPrivateKey, end: bool = True) -> bytes:
    file = io.BytesIO()
    writer = vat.Writer(file, KOP, [key.public for key in recipients])
    for name, data in PARTS:
        writer.add(name, data)
    if end:
        writer.close()
    return file.getvalue()


def test_whoever_it_is_for_reads_every_part(keys) -> None:
    """Each recipient alone gets all parts in order, and the head says openly which backup it is."""
    data = _sealed(keys[0], keys[1])
    for key in keys[:2]:
        assert list(vat.read(io.BytesIO(data), key)) == PARTS
    assert vat.head_of(io.BytesIO(data))[0] == KOP


def test_nobody_else_reads_it_and_nothing_of_it_stands_in_the_clear(keys) -> None:
    """Another key is refused by name of the reason; no part can be found in the bytes."""
    data = _sealed(keys[0])
    with pytest.raises(BewaringError, match="niet verzegeld voor deze sleutel"):
        list(vat.read(io.BytesIO(data), keys[2]))
    assert b"x" * 32 not in data
    assert b"rijen" not in data


def test_without_a_recipient_there_is_no_backup() -> None:
    """A backup that nobody could open is not made."""
    with pytest.raises(BewaringError, match="minstens één"):
        vat.Writer(io.BytesIO(), KOP, [])


@pytest.mark.parametrize("place", ["head", "wrap", "stream", "end"])
def test_every_change_is_refused(keys, place: str) -> None:
    """A changed head, wrap, byte of the stream or last byte ends in one error, whatever it was."""
    data = bytearray(_sealed(keys[0]))
    head = data.index(b"\n")
    if place == "head":
        changed = bytes(data).replace(b'"hoofd"', b'"kluis"', 1)
    else:
        at = {"wrap": data.index(b'"omhulsel":"') + 20, "stream": head + 200, "end": len(data) - 1}[place]
        data[at] = ord("A") if data[at] != ord("A") else ord("B")
        changed = bytes(data)
    with pytest.raises(BewaringError):
        list(vat.read(io.BytesIO(changed), keys[0]))


def test_a_file_that_was_cut_off_is_refused(keys) -> None:
    """Neither a file cut in the middle, nor one that was never closed, nor one with something behind it passes for whole."""
    whole = _sealed(keys[0])
    for data in (whole[: len(whole) // 2], whole[:-1], _sealed(keys[0], end=False), whole + b"meer"):
        with pytest.raises(BewaringError, match="niet heel"):
            list(vat.read(io.BytesIO(data), keys[0]))


@pytest.mark.parametrize("data", [b"", b"\n", b"{}\n", b"geen json\n", b'{"v":2}\n', b"[1]\n"])
def test_something_else_is_no_backup(data: bytes) -> None:
    """A file of another kind is told apart before any key is needed."""
    with pytest.raises(BewaringError, match="geen bestand van een back-up"):
        vat.head_of(io.BytesIO(data))


def test_rows_come_back_with_their_types() -> None:
    """Numbers, texts, empty values and blobs, empty blobs included, survive being packed."""
    rows = [(1, "é", None, b"\x00\xff"), (2**62, "", b"", None)]
    assert rijen.unpack(rijen.pack(["a", "b", "c", "d"], rows)) == (["a", "b", "c", "d"], rows)


def test_a_part_of_another_form_is_refused() -> None:
    """Bytes that are no packed rows, or hold more or fewer blobs than they say, are refused."""
    import zlib

    good = zlib.decompress(rijen.pack(["a"], [(b"xyz",)]))
    for data in (b"", b"geen zlib", zlib.compress(b""), zlib.compress(good + b"!"), zlib.compress(good[:-1])):
        with pytest.raises(BewaringError, match="juiste vorm"):
            rijen.unpack(data)


def test_a_part_grows_no_further_than_the_largest_honest_one(keys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anyone can seal to a public key: a long part, a few bytes that inflate, or one blob many times over is refused."""
    import json
    import struct
    import zlib

    whole = _sealed(keys[0])
    monkeypatch.setattr(vat, "MAX_PART", 69_999)
    monkeypatch.setattr(rijen, "MAX_PLAIN", 1000)
    with pytest.raises(BewaringError, match="niet heel"):
        list(vat.read(io.BytesIO(whole), keys[0]))
    with pytest.raises(BewaringError, match="te groot"):
        _sealed(keys[0])
    rows = [("x" * 100,)]
    assert rijen.unpack(rijen.pack(["a"], rows)) == (["a"], rows)
    with pytest.raises(BewaringError, match="juiste vorm"):
        rijen.unpack(rijen.pack(["a"], [("x" * 1000,)]))
    for lengths in ([[3], [-3], [3]], [[True]], [[1.5]], [[]]):
        head = json.dumps({"kolommen": ["a"], "rijen": [[one] for one in lengths]}).encode()
        with pytest.raises(BewaringError, match="juiste vorm"):
            rijen.unpack(zlib.compress(struct.pack(">I", len(head)) + head + b"xyz"))


@pytest.mark.parametrize(
    "name", ["alembic_version", "nonce", "kluis_waarden", "sqlite_master", "x; DROP TABLE vervallen"]
)
def test_rows_go_into_the_tables_of_a_backup_only(tmp_path: Path, name: str) -> None:
    """A part for a table of the database itself, of another store, or of no table at all is refused before it is read."""
    engine = create_engine(f"sqlite:///{tmp_path / 'a.sqlite'}")
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
            filler = rijen.Filler(connection, rijen.tables(connection))
            with pytest.raises(BewaringError, match="niet kent"):
                filler.add(f"{name}/000000", rijen.pack(["version_num"], [("s9999",)]))
    finally:
        engine.dispose()
