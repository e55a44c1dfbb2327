# SPDX-License-Identifier: EUPL-1.2
"""`fsck` of a copy of the published files and of the stored entries: clean it is clean, and each planted defect is named."""

import shutil

import pytest
import sqlalchemy as sa

from audit import database, tables
from audit.getuige import tabel
from audit.getuige.sleutel import WitnessKey, add
from audit.proof import checkpoint, note, tiles
from audit.proof.tree import hash_leaf, root_of
from audit.publish import Publisher
from audit.signer import LogSigner, policy_text
from audit.verify import fsck, verify
from audit.verify.published import check_published
from tests.audit.conftest import PREFIX, Backbone
from tests.getuigen import Kring

SHARD = "oost-2026"
LINES = 530  # two full tiles and a partial one


@pytest.fixture(scope="module")
def witnessed(tmp_path_factory):
    """A stopped log on SQLite with three witnesses, whose last lines nobody cosigned yet."""
    folder = tmp_path_factory.mktemp("log")
    backbone = Backbone(f"sqlite:///{folder}/hoofd.sqlite", folder / "b")
    kring = Kring(folder / "getuigen", policy_text(backbone.signer, PREFIX), backbone.clock)
    if not sa.inspect(backbone.engine).has_table(tabel.log_medeondertekeningen.name):
        tabel.create(backbone.engine)
    collector = kring.collector(backbone.engine, Publisher(backbone.folder))
    sequencer = backbone.sequencer()
    sequencer.start()
    for number in (LINES - 10, 10):
        sequencer.submit(lambda pen, n=number: [pen.line(SHARD, {"nummer": i}) for i in range(n)]).result(30)
        if number > 10:
            collector.round()
    collector.stop()
    sequencer.stop()
    with backbone.engine.begin() as connection:
        for name in (*tables.metadata.tables, tabel.log_medeondertekeningen.name):
            for statement in database.drop_append_only(name, "sqlite"):
                connection.exec_driver_sql(statement)
    yield backbone, kring.policy
    backbone.close()


@pytest.fixture
def copy(witnessed, tmp_path):
    """A copy of the published files that a test may spoil, and the policy with its witnesses."""
    shutil.copytree(witnessed[0].folder / "log", tmp_path / "log")
    return tmp_path, witnessed[1]


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Nobody is at work: no waiting for files to come up with the database."""
    monkeypatch.setattr("audit.verify.SETTLE_SECONDS", 0.0)


def named(report):
    return {(finding.soort, finding.waar) for finding in report.bevindingen}


def places(report):
    return {finding.waar for finding in report.bevindingen}


def test_a_good_copy_has_no_findings(copy):
    """The whole copy, its `log` folder, and one shard alone are clean; counts and checkpoints are those of the log."""
    folder, policy = copy
    told = []
    report = check_published(folder, policy, lambda *step: told.append(step))
    assert named(report) == set()
    assert {p["origin"].rpartition("/")[2]: p["size"] for p in report.checkpoints} == {"stam": 2, SHARD: LINES}
    assert report.regels == LINES + 2
    assert (SHARD, LINES, LINES) in told
    assert named(check_published(folder / "log", policy)) == set()
    shard = shutil.move(folder / "log" / SHARD, folder / "los")
    assert named(check_published(shard, policy)) == set()
    assert (folder / "los" / "getuigd").exists()


def test_the_stored_entries_give_the_same(witnessed):
    """Of the database without its kluis: no findings, and the same checkpoints as the whole verification has."""
    backbone, policy = witnessed
    report = fsck(backbone.engine, backbone.folder, policy)
    assert named(report) == set()
    whole = verify(backbone.engine, backbone.kluis, backbone.folder, policy)
    assert whole.geldig, whole.to_json()
    assert whole.checkpoints == report.checkpoints
    assert report.regels == whole.regels == LINES + 2


def may_go(path):
    """Cosignatures and what is left of partial tiles of smaller trees may be there or not."""
    return path.name == "getuigd" or (path.parent.name == "002.p" and path.name != str(LINES - 512))


def test_every_file_of_a_copy(copy):
    """Each file is named when a byte in its middle changes; when it goes it is missed, unless it may be absent."""
    folder, policy = copy
    files = sorted(path for path in (folder / "log").rglob("*") if path.is_file() and path.name != ".slot")
    assert len(files) > 10
    for path in files:
        where, data = str(path.relative_to(folder)), path.read_bytes()
        path.write_bytes(data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :])
        assert where in places(check_published(folder, policy)), where
        path.unlink()
        if not may_go(path):
            assert where in places(check_published(folder, policy)), where
        path.write_bytes(data)
    assert named(check_published(folder, policy)) == set()


def test_files_and_shards_too_many_or_too_few(copy):
    """A stranger among files or shards is named, and a shard that the stamlog opened is missed."""
    folder, policy = copy
    (folder / "log" / SHARD / "tile/0/900").write_bytes(b"x" * 32)
    (folder / "log" / "los.txt").write_text("x")
    shutil.copytree(folder / "log" / SHARD, folder / "log" / "west-2026")
    found = named(check_published(folder, policy))
    assert ("bestand-toegevoegd", f"log/{SHARD}/tile/0/900") in found
    assert ("bestand-toegevoegd", "log/los.txt") in found
    assert ("shard-toegevoegd", "log/west-2026") in found
    assert ("checkpoint-gewijzigd", "log/west-2026/checkpoint") in found
    shutil.rmtree(folder / "log" / SHARD)
    assert ("shard-ontbreekt", f"log/{SHARD}") in named(check_published(folder, policy))


def test_a_history_made_up_again(copy):
    """An entry exchanged, with its tiles made to fit, is betrayed by the signed root; with a root of its own, by the keys."""
    folder, policy = copy
    shard = folder / "log" / SHARD
    bundles = [shard / tiles.bundle_path(n, min(256, LINES - 256 * n)) for n in range(3)]
    entries = [entry for path in bundles for entry in tiles.decode_bundle(path.read_bytes())]
    entries[3], entries[4] = entries[4], entries[3]
    hashes = [hash_leaf(entry) for entry in entries]
    for number, path in enumerate(bundles):
        part = slice(number * 256, number * 256 + 256)
        path.write_bytes(tiles.encode_bundle(entries[part]))
        (shard / tiles.tile_path(0, number, len(hashes[part]))).write_bytes(b"".join(hashes[part]))
    roots = [root_of(hashes[:256]), root_of(hashes[256:512])]
    (shard / tiles.tile_path(1, 0, 2)).write_bytes(b"".join(roots))
    where = f"log/{SHARD}/checkpoint"
    assert ("wortel-wijkt-af", where) in named(check_published(folder, policy))
    stranger = LogSigner.generate()
    head = checkpoint.Checkpoint(f"{PREFIX}/{SHARD}", LINES, root_of(hashes))
    (shard / "checkpoint").write_bytes(stranger.sign(head, 1_790_000_000_000))
    assert ("checkpoint-gewijzigd", where) in named(check_published(folder, policy))


def test_getuigd_without_its_quorum(copy, witnessed):
    """A `getuigd` that too few or unknown witnesses signed, or of another root, is a finding of the copy and of the store."""
    folder, policy = copy
    path = folder / "log" / SHARD / "getuigd"
    signed, where = path.read_bytes(), f"log/{SHARD}/getuigd"
    whole = note.parse(signed)
    keys = {key.key_id for key in policy.log_keys(f"{PREFIX}/{SHARD}")}
    log_lines = tuple(line for line in whole.signatures if line.key_id in keys)
    alone = note.Note(whole.text, log_lines).encode()
    stranger = WitnessKey.generate("getuige.example/vreemd")
    head = checkpoint.parse_text(whole.text)
    for bad in (alone, add(alone, stranger.cosign(head, 1_790_000_000))):
        path.write_bytes(bad)
        assert ("getuigd-gewijzigd", where) in named(check_published(folder, policy))
    other = checkpoint.Checkpoint(head.origin, head.size, bytes(32))
    path.write_bytes(witnessed[0].signer.sign(other, 1_790_000_000_000))
    assert ("getuigd-gewijzigd", where) in named(check_published(folder, policy))
    backbone = witnessed[0]
    mine = backbone.folder / where
    mine.write_bytes(alone)
    assert ("getuigd-gewijzigd", where) in named(fsck(backbone.engine, backbone.folder, policy))
    mine.write_bytes(signed)
    assert named(fsck(backbone.engine, backbone.folder, policy)) == set()


def test_every_column_of_the_cosignatures(witnessed):
    """A stored cosignature of which any column was altered, or that hangs under another checkpoint, is named."""
    backbone, policy = witnessed
    table = tabel.log_medeondertekeningen
    with backbone.engine.connect() as connection:
        row = dict(connection.execute(sa.select(table).where(table.c.shard == SHARD)).mappings().first())
    changes = {
        "shard": "zuid-2026",
        "omvang": row["omvang"] + 1,
        "sleutel": row["sleutel"][:-1] + ("a" if row["sleutel"][-1] != "a" else "b"),
        "tijd": row["tijd"] + 1,
        "regel": row["regel"].replace(b" ", b" A", 2),
    }
    assert set(changes) == {column.name for column in table.columns}
    for column, value in changes.items():
        after = row | {column: value}
        for old, new in ((row, after), (after, row)):
            where = [c == old[c.name] for c in table.primary_key.columns]
            with backbone.engine.begin() as connection:
                assert connection.execute(sa.update(table).where(*where).values(new)).rowcount == 1
            if new is after:
                key = "|".join(str(after[c.name]) for c in table.primary_key.columns)
                found = named(fsck(backbone.engine, backbone.folder, policy))
                assert found & {
                    (kind, f"{table.name}:{key}") for kind in ("medeondertekening-gewijzigd", "shard-onbekend")
                }
    assert named(fsck(backbone.engine, backbone.folder, policy)) == set()
