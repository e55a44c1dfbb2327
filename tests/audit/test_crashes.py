# SPDX-License-Identifier: EUPL-1.2
"""Full disks, a lock that fails, the hammer, and stores that look like the log and are not."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from audit import database, tables
from audit.proof import checkpoint
from audit.publish import TEMPORARY, Publisher, PublishError
from audit.values import LogError, LogUnavailableError, StartRefusedError
from tests.audit.faults import SHARD, BoomError, line, report, started, without_triggers

ROOT = Path(__file__).resolve().parents[2]
PUBLISH = "audit.publish.Publisher.publish"
HOOFDEN, NOTES = tables.log_hoofden, tables.log_checkpoints


def test_a_full_disk_stops_and_nothing_else(backbone):
    """A database that gets no more room answers nothing and keeps what it had; with room again it goes on."""
    sequencer = started(backbone)
    sequencer.submit(line(0)).result(30)

    def room(pages):
        for engine in (backbone.engine, backbone.kluis.engine):
            engine.dispose()  # the limit is of a connection: the ones to come get it
            sa.event.listen(engine, "connect", lambda c, _: c.execute(f"PRAGMA max_page_count={pages}").fetchall())

    def fill(pen):
        for number in range(3000):
            pen.line(SHARD, {"n": number})

    room(1)
    with pytest.raises(LogUnavailableError):
        sequencer.submit(fill).result(30)
    with pytest.raises(LogUnavailableError):
        sequencer.submit(fill).result(30)
    room(2**30)
    assert sequencer.submit(line(1)).result(30).lines[0].index == 1
    sequencer.stop()
    found = report(backbone)
    assert found.geldig, found.to_json()


def test_no_room_for_the_files_is_made_good(any_backbone):
    """A real ENOSPC while publishing answers nothing; the line is in the log and published with the next one."""
    sequencer = started(any_backbone)
    sequencer.submit(line(0)).result(30)
    temporary = any_backbone.folder / "log" / TEMPORARY
    temporary.symlink_to("/dev/full")
    with pytest.raises(LogUnavailableError, match="OSError"):
        sequencer.submit(line(1)).result(30)
    assert Publisher(any_backbone.folder).published_size(SHARD) == 1
    temporary.unlink()
    assert sequencer.submit(line(2)).result(30).lines[0] == (SHARD, 2, 3)
    sequencer.stop()
    found = report(any_backbone)
    assert found.geldig, found.to_json()


def test_the_error_of_an_act_waits_for_its_batch(backbone, monkeypatch):
    """What an act raises may rest on its neighbours in the batch: when those fail, it is not answered either."""
    sequencer = started(backbone)
    sequencer.submit(line(0)).result(30)
    gate = threading.Event()

    def refusing(pen):
        raise BoomError

    def waiting(pen):
        gate.wait(30)
        return line(1)(pen)

    with monkeypatch.context() as patch:
        patch.setattr(PUBLISH, lambda *_, **__: (_ for _ in ()).throw(BoomError()))
        jobs = [sequencer.submit(act) for act in (waiting, refusing)]
        gate.set()
        for job in jobs:
            with pytest.raises(LogUnavailableError):
                job.result(30)
    with pytest.raises(BoomError):
        sequencer.submit(refusing).result(30)
    sequencer.stop()


def test_two_heads_never_follow_on_one(any_backbone, monkeypatch):
    """When the lock fails, the database itself refuses the second head on one predecessor; only one line is answered."""
    first, second = started(any_backbone), started(any_backbone)
    first.submit(line(0)).result(30)
    copied = sa.select(HOOFDEN).where(HOOFDEN.c.shard == SHARD)
    with any_backbone.engine.begin() as connection:
        head = connection.execute(copied).mappings().one()
        with pytest.raises(sa.exc.IntegrityError):
            connection.execute(sa.insert(HOOFDEN).values({**head, "omvang": 9}))
    second.submit(line(1)).result(30)
    if any_backbone.engine.dialect.name == "postgresql":  # on SQLite no second writer can even begin
        monkeypatch.setattr("audit.database.ADVISORY_LOCK", None)
        monkeypatch.setattr("audit.sequencer.writing", lambda engine: database.writing(engine, lock=None))
        meeting = threading.Barrier(2)

        def act(number):
            def write(pen):
                pen.connection.execute(sa.select(sa.func.max(HOOFDEN.c.omvang))).scalar()
                ref = line(number)(pen)
                meeting.wait(30)
                return ref

            return write

        jobs = [first.submit(act(2)), second.submit(act(3))]
        answers = [outcome(job) for job in jobs]
        assert sorted(type(answer).__name__ for answer in answers) == ["Committed", "LogUnavailableError"]
        assert [len(list(any_backbone.reader.lines(SHARD)))] == [3]
    first.stop()
    second.stop()
    assert report(any_backbone).geldig


def outcome(job):
    try:
        return job.result(30)
    except LogError as error:
        return error


def test_the_hammer(any_backbone, tmp_path):
    """Writers killed at random, readers that verify: nothing answered is lost or doubled (`make hammer` does many more)."""
    url = any_backbone.url.replace("hoofd", "hamer")
    if any_backbone.engine.dialect.name == "postgresql":
        with any_backbone.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    command = [sys.executable, "-m", "tests.audit.hammer", "--runs", "4", "--url", url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "good: " in done.stdout


def test_a_head_of_the_first_release_is_signed_at_the_start(backbone):
    """v0.1.0 signed in a second transaction: a head that a crash there left without checkpoint gets one, and is published."""
    sequencer = started(backbone)
    for number in range(2):
        sequencer.submit(line(number)).result(30)
    sequencer.stop()
    without_triggers(backbone, sa.delete(NOTES).where(NOTES.c.shard == SHARD, NOTES.c.omvang == 2))
    (backbone.folder / "log" / SHARD / "checkpoint").unlink()
    started(backbone).stop()
    assert Publisher(backbone.folder).published_size(SHARD) == 2
    found = report(backbone)
    assert found.geldig, found.to_json()


def test_a_shard_without_a_head_is_refused(backbone):
    """A shard that has a row and not a single line was made by another hand: the log does not start."""
    started(backbone).stop()
    origin = "log.example/knooppunt/west-2026"
    keys = [str(key) for key in backbone.signer.vkeys(origin)]
    row = {"shard": "west-2026", "origin": origin, "vkey_ed25519": keys[0], "vkey_mldsa44": keys[1], "geopend": 1}
    with backbone.engine.begin() as connection:
        connection.execute(sa.insert(tables.log_shards).values(row))
    with pytest.raises(LogError, match="heeft geen hoofd"):
        backbone.sequencer().start()


def test_an_unreadable_published_file_is_no_size(backbone):
    """Whoever asks how far publication is hears of a file that is no checkpoint, never a size."""
    publisher = Publisher(backbone.folder)
    assert publisher.published_size(SHARD) == 0
    publisher.folder(SHARD).mkdir(parents=True)
    (publisher.folder(SHARD) / "checkpoint").write_bytes(b"onzin")
    with pytest.raises(PublishError, match="onleesbaar"):
        publisher.published_size(SHARD)


def test_another_published_checkpoint_is_refused(backbone):
    """A published checkpoint of our own key over another tree, or with one of both signatures, keeps the log from starting."""
    sequencer = started(backbone)
    ref = sequencer.submit(line(0)).result(30).lines[0]
    sequencer.stop()
    path = backbone.folder / "log" / SHARD / "checkpoint"
    good = path.read_bytes()
    other = checkpoint.Checkpoint("log.example/knooppunt/oost-2026", ref.size, b"y" * 32)
    path.write_bytes(backbone.signer.sign(other, backbone.clock.now()))
    with pytest.raises(StartRefusedError, match="past niet"):
        backbone.sequencer().start()
    path.write_bytes(b"".join(good.splitlines(keepends=True)[:-1]))
    with pytest.raises(StartRefusedError, match="niet beide"):
        backbone.sequencer().start()
    path.write_bytes(good)
    started(backbone).stop()
    path.unlink()
    started(backbone).stop()
    assert path.read_bytes() == good
