# SPDX-License-Identifier: EUPL-1.2
"""Erasure is real: nothing of it is left in any file, a restore from before it forgets again, a stop half-way is ended."""

import base64
import itertools
import os
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from audit import openings, tijdvak
from audit.database import writing
from audit.kluis import EPOCH_KIND, EpochKey, Kluis, KluisError, Value, kluis_waarden, successor_of
from audit.proof import jcs
from audit.spoor import tables as spoor_tables
from audit.tables import log_openingen_persoon
from audit.wissen import MARK, ErasureError, Wisser
from tests.audit.conftest import Backbone

SHARD = "oost-2026"
CANARY = "kanarie-7f3a19c2e5d84b60"


@dataclass(frozen=True)
class Order:
    """What a logged order says."""

    regels: tuple = ((2, 4),)
    opening: str = "persoon"
    shard: str = SHARD
    sha256: str = "ab" * 32


def fill(backbone, count=6):
    """Write lines in one act, each with the canary as the person; the index of the trail has its tables too."""
    if not sa.inspect(backbone.engine).has_table("spoor_regels"):
        spoor_tables.metadata.create_all(backbone.engine)
    sequencer = backbone.sequencer()
    sequencer.start()
    sequencer.submit(
        lambda pen: [pen.line(SHARD, {"n": n}, {"persoon": f"{CANARY}-{n}"}) for n in range(count)]
    ).result(30)
    sequencer.stop()


def traces(backbone, index):
    """Return every byte string that could give the person of a line back: what it says, its parts, their keys."""
    with backbone.engine.connect() as connection:
        table = log_openingen_persoon
        row = connection.execute(sa.select(table).where(table.c.volgnr == index)).one()
    with backbone.kluis.engine.connect() as connection:
        query = sa.select(kluis_waarden.c.waarde).where(kluis_waarden.c.ref == row.sleutel)
        sealed = bytes(connection.execute(query).scalar_one())
    key = openings.key_at(backbone.kluis.get(openings.KLUIS_KIND, row.sleutel), row.plaats)
    epoch = jcs.decode(backbone.key_file.read_bytes())["sleutel"].encode()
    return {
        "tekst": f"{CANARY}-{index}".encode(),
        "cijfertekst": bytes(row.cijfertekst),
        "sleutel": key,
        "kluiswaarde": sealed,
        "tijdvaksleutel": base64.b64decode(epoch),
        "tijdvaksleutel als tekst": epoch,
    }


def files_with(folder, needle):
    """Return the names of all files under a folder that hold these bytes."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and needle in path.read_bytes())


def readable(backbone, index):
    """Return what whoever has all files of now can read of the person of a line."""
    kluis = Kluis.open(backbone.kluis_url, backbone.key_file)
    try:
        lines = list(type(backbone.reader)(backbone.engine, kluis).lines(SHARD))
        return lines[index].persoon
    finally:
        kluis.engine.dispose()


def test_nothing_of_an_erased_person_is_left_in_any_file(tmp_path):
    """The search finds each part before, and afterwards none: not in databases, write-ahead logs or key files."""
    made = Backbone(f"sqlite:///{tmp_path}/hoofd.sqlite", tmp_path / "b")
    fill(made)
    parts = traces(made, 2)
    assert readable(made, 2) == {"persoon": f"{CANARY}-2"}, "positive control: whoever has all files reads it"
    found = {name: files_with(tmp_path, part) for name, part in parts.items()}
    assert found.pop("tekst") == found.pop("sleutel") == found.pop("tijdvaksleutel") == [], "never in clear"
    assert found["cijfertekst"] == ["hoofd.sqlite-wal"] or "hoofd.sqlite" in found["cijfertekst"]
    assert found["kluiswaarde"]
    assert found["tijdvaksleutel als tekst"] == ["tijdvak.json"]
    assert Wisser(made.engine, made.kluis).carry_out([Order()]) == 2
    assert {name: files_with(tmp_path, part) for name, part in parts.items()} == {name: [] for name in parts}
    assert readable(made, 2) is None
    assert readable(made, 1) == {"persoon": f"{CANARY}-1"}, "the neighbour lives on, under the new epoch"
    made.close()


def test_on_both_databases_an_order_is_carried_out_once(any_backbone):
    """Present and again: the rows of the named lines go, the epoch is renewed once, a second time changes nothing."""
    fill(any_backbone)
    wisser = Wisser(any_backbone.engine, any_backbone.kluis)
    assert wisser.pending([Order()]) == [Order()]
    assert wisser.carry_out([Order()]) == 2
    assert any_backbone.kluis.tijdvak == any_backbone.kluis.stored_epoch() == 2
    assert [line.erased for line in any_backbone.reader.lines(SHARD)] == [(), (), ("persoon",), ("persoon",), (), ()]
    assert wisser.pending([Order()]) == []
    assert wisser.carry_out([Order()], sweep=True) == 0
    assert any_backbone.kluis.tijdvak == 2
    assert any_backbone.kluis.get(MARK, Order().sha256) == b"1"
    assert wisser.carry_out([]) == 0


def _backup(backbone, folder):
    """Copy database, kluis and key as they are, like a backup of the whole machine."""
    folder.mkdir()
    for engine, name in ((backbone.engine, "hoofd.sqlite"), (backbone.kluis.engine, "kluis.sqlite")):
        with closing(engine.raw_connection()) as driver, closing(sqlite3.connect(folder / name)) as target:
            driver.driver_connection.backup(target)
    shutil.copy(backbone.key_file, folder / "tijdvak.json")


@pytest.mark.parametrize("back", ["hoofd", "hoofd kluis sleutel", "kluis sleutel"])
def test_a_restore_from_before_the_erasure_forgets_again(tmp_path, back):
    """Database, kluis and old key put back in each combination: after the replay nothing of the person is in any file."""
    live = tmp_path / "levend"
    live.mkdir()
    made = Backbone(f"sqlite:///{live}/hoofd.sqlite", live / "b")
    fill(made)
    parts = traces(made, 2)
    _backup(made, tmp_path / "oud")
    Wisser(made.engine, made.kluis).carry_out([Order()])
    made.close()
    places = {"hoofd": live / "hoofd.sqlite", "kluis": live / "b" / "kluis.sqlite", "sleutel": made.key_file}
    for name in back.split():
        for tail in ("", "-wal", "-shm"):
            places[name].with_name(places[name].name + tail).unlink(missing_ok=True)
        shutil.copy(tmp_path / "oud" / places[name].name, places[name])
        places[name].chmod(0o600)
    again = Backbone(f"sqlite:///{live}/hoofd.sqlite", live / "b")
    if back == "hoofd kluis sleutel":
        assert readable(again, 2) == {"persoon": f"{CANARY}-2"}, (
            "positive control: without replay the restore remembers"
        )
    assert any(files_with(live, part) for part in parts.values()), "positive control: something came back"
    if "kluis" not in back:
        assert again.kluis.get(MARK, Order().sha256), "the kluis, of after the erasure, says that it was done"
    assert Wisser(again.engine, again.kluis).carry_out([Order()], sweep=True) == (2 if "hoofd" in back else 0)
    assert {name: files_with(live, part) for name, part in parts.items()} == {name: [] for name in parts}
    assert readable(again, 2) is None
    assert [line.persoon is None for line in again.reader.lines(SHARD)] == [False, False, True, True, False, False]
    again.close()


def test_a_kluis_whose_key_was_destroyed_opens_nothing(tmp_path):
    """Contrary: an old copy of the kluis without its old key gives an error, never an empty or a wrong answer."""
    made = Backbone(f"sqlite:///{tmp_path}/hoofd.sqlite", tmp_path / "b")
    fill(made)
    _backup(made, tmp_path / "oud")
    Wisser(made.engine, made.kluis).carry_out([Order()])
    old = Kluis.open(f"sqlite:///{tmp_path}/oud/kluis.sqlite", made.key_file)
    with pytest.raises(KluisError, match="ander tijdvak"):
        list(type(made.reader)(made.engine, old).lines(SHARD))
    old.engine.dispose()
    made.close()


def test_the_sweep_leaves_every_key_that_a_line_names(any_backbone):
    """Contrary: with nothing erased a sweep zeroes nothing; keys without a line are zeroed, however they came there."""
    fill(any_backbone)
    wisser = Wisser(any_backbone.engine, any_backbone.kluis)
    before = list(any_backbone.reader.lines(SHARD))
    assert wisser.sweep() == 0
    any_backbone.kluis.put(openings.KLUIS_KIND, "van-niemand", bytes(range(64)))
    assert wisser.sweep() == 2
    assert any_backbone.kluis.get(openings.KLUIS_KIND, "van-niemand") == bytes(64)
    assert list(any_backbone.reader.lines(SHARD)) == before


def _stop_after(monkeypatch, calls):
    """Let the process die, so to say, at the n-th file or store operation of the erasure; return a counter of all."""
    counter = itertools.count(1)

    def wrap(owner, name):
        real = getattr(owner, name)

        def stopping(*args, **kwargs):
            if next(counter) == calls:
                raise OSError("stroom weg")
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, stopping)

    for owner, name in ((openings, "erase"), (Kluis, "renew"), (tijdvak, "_replace"), (tijdvak, "_destroy")):
        wrap(owner, name)
    wrap(Kluis, "put")
    return counter


def test_a_stop_anywhere_is_ended_by_the_next_start(tmp_path, monkeypatch):
    """Stopped before each step, the next start finds a key, ends the renewal, and carries the order out whole."""
    ended = 0
    for calls in range(1, 12):
        folder = tmp_path / str(calls)
        folder.mkdir()
        made = Backbone(f"sqlite:///{folder}/hoofd.sqlite", folder / "b")
        fill(made)
        parts = traces(made, 2)
        with monkeypatch.context() as patch:
            counter = _stop_after(patch, calls)
            try:
                Wisser(made.engine, made.kluis).carry_out([Order()])
            except OSError:
                ended += 1
            reached = next(counter) > calls
        made.close()
        again = Backbone(f"sqlite:///{folder}/hoofd.sqlite", folder / "b")
        tijdvak.recover(again.kluis)
        Wisser(again.engine, again.kluis).carry_out([Order()], sweep=True)
        left = {name: files_with(folder, part) for name, part in parts.items()}
        assert left == {name: [] for name in parts}, f"stopped at {calls}"
        assert [line.persoon is None for line in again.reader.lines(SHARD)] == [False, False, True, True, False, False]
        assert not successor_of(again.key_file).exists()
        again.close()
        if not reached:
            break
    assert ended >= 5, "each step was stopped at least once"


@pytest.mark.parametrize("torn", [b"", b'{"sleutel":"AAAA'], ids=["leeg", "half"])
def test_a_stop_while_the_next_key_is_written_is_no_end(backbone, torn):
    """Present: half a key file is thrown away and the erasure is done. Contrary: it stays when the key before is not there."""
    fill(backbone)
    tijdvak.renew(backbone.kluis)
    new = successor_of(backbone.key_file)
    new.write_bytes(torn)
    new.chmod(0o600)
    tijdvak.recover(backbone.kluis)
    assert not new.exists()
    new.write_bytes(torn)
    new.chmod(0o600)
    assert Wisser(backbone.engine, backbone.kluis).carry_out([Order()]) == 2
    assert not new.exists()
    backbone.key_file.rename(backbone.key_file.with_name("weg"))
    new.write_bytes(torn)
    new.chmod(0o600)
    with pytest.raises(KluisError):
        tijdvak.recover(backbone.kluis)
    assert new.exists()


def test_a_key_is_durable_with_its_name_before_it_is_used(backbone, monkeypatch):
    """The folder is synced after the key file was made in it and before a value is written under that key."""
    fill(backbone)
    done, sync, renew = [], os.fsync, Kluis.renew

    def synced(handle):
        done.append("map" if stat.S_ISDIR(os.fstat(handle).st_mode) else "bestand")
        sync(handle)

    def renewed(kluis, key):
        done.append("onder de sleutel")
        return renew(kluis, key)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Kluis, "renew", renewed)
    tijdvak.renew(backbone.kluis)
    assert done[: done.index("onder de sleutel")] == ["bestand", "map"]


def test_another_process_follows_a_renewal_and_never_writes_under_the_old_key(any_backbone):
    """A second process that holds the old key reads and writes on after a renewal; without the key file it is refused."""
    fill(any_backbone)
    second = Kluis.open(any_backbone.kluis_url, any_backbone.key_file)
    stranger = Kluis(second.engine, EpochKey.read(any_backbone.key_file))
    tijdvak.renew(any_backbone.kluis)
    second.put("zout", "nieuw", b"s" * 32)
    assert any_backbone.kluis.get("zout", "nieuw") == b"s" * 32
    assert second.tijdvak == 2
    assert list(any_backbone.kluis.broken()) == []
    with pytest.raises(KluisError):
        stranger.put("zout", "verkeerd", b"x" * 32)
    assert any_backbone.kluis.get("zout", "verkeerd") is None
    assert any_backbone.kluis.get(EPOCH_KIND, "iets anders") is None
    second.engine.dispose()


def test_an_erasure_waits_for_who_reads_and_says_so_when_it_takes_too_long(backbone, monkeypatch):
    """Contrary: while somebody keeps reading old pages the order is not marked as done; afterwards it is."""
    fill(backbone)
    monkeypatch.setattr("audit.wissen.PATIENCE_S", 0.2)
    wisser = Wisser(backbone.engine, backbone.kluis)
    with closing(sqlite3.connect(backbone.engine.url.database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM log_bladen").fetchone()
        with pytest.raises(ErasureError):
            wisser.carry_out([Order()])
        assert wisser.pending([Order()]) == [Order()]
    wisser.carry_out([Order()])
    assert wisser.pending([Order()]) == []


def test_erasing_forgets_in_the_index_of_the_trail_too(backbone):
    """The row of the index loses its person in the same transaction."""
    fill(backbone)
    nummer = {"shard": SHARD, "nummer": 1}
    with writing(backbone.engine) as connection:
        connection.execute(spoor_tables.spoor_shards.insert(), nummer)
        for index in range(4):
            columns = spoor_tables.spoor_regels.columns
            row = {c.name: "x" if isinstance(c.type, sa.Text) else 1 for c in columns}
            row |= {"nr": (1 << 40) + index, "persoon": f"hash-{index}"}
            connection.execute(spoor_tables.spoor_regels.insert(), row)
    Wisser(backbone.engine, backbone.kluis).carry_out([Order()])
    with backbone.engine.connect() as connection:
        kept = list(connection.execute(sa.select(spoor_tables.spoor_regels.c.persoon)).scalars())
    assert sorted(item for item in kept if item) == ["hash-0", "hash-1"]


def test_a_kluis_on_postgresql_is_renewed_as_a_whole_while_others_write(postgres_url, tmp_path):
    """A writer with the old key waits for the renewal and then writes under the new one: nothing is lost between."""
    key_file = tmp_path / "tijdvak.json"
    EpochKey.generate().write(key_file)
    first, second = Kluis.open(postgres_url, key_file), Kluis.open(postgres_url, key_file)
    first.create()
    first.put_many([Value("zout", f"{n:04}", bytes([n % 256]) * 32) for n in range(900)])
    writer = threading.Thread(
        target=lambda: [second.put("nieuw", f"{n:04}", bytes([n % 256]) * 32) for n in range(40)], daemon=True
    )
    writer.start()
    kept = tijdvak.renew(first)
    tijdvak.renew(first)
    writer.join(30)
    assert kept >= 900
    assert (first.tijdvak, first.stored_epoch()) == (3, 3)
    assert list(first.broken()) == []
    found = first.get_many("zout", [f"{n:04}" for n in range(900)])
    assert found == {f"{n:04}": bytes([n % 256]) * 32 for n in range(900)}
    assert len(first.get_many("nieuw", [f"{n:04}" for n in range(40)])) == 40
    for kluis in (first, second):
        kluis.engine.dispose()
