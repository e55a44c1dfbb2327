# SPDX-License-Identifier: EUPL-1.2
"""What goes wrong on the way: a crash at any point converges, and doubt at the start is a refusal."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from audit import database, startup, tables
from audit.kluis import EpochKey, Kluis, KluisError
from audit.proof import checkpoint, receipt
from audit.publish import TEMPORARY, Publisher, PublishError
from audit.signer import LogSigner
from audit.values import LogError, LogUnavailableError, StartRefusedError
from audit.verify import verify

SHARD = "oost-2026"
ROOT = Path(__file__).resolve().parents[2]
BLADEN, HOOFDEN, NOTES = tables.log_bladen, tables.log_hoofden, tables.log_checkpoints


def line(number):
    return lambda pen: pen.line(SHARD, {"handeling": "proef", "n": number}, {"persoon": "p"})


def report(backbone):
    return verify(backbone.engine, backbone.kluis, backbone.folder, backbone.policy)


def started(backbone, **changes):
    sequencer = backbone.sequencer(**changes)
    sequencer.start()
    return sequencer


class BoomError(RuntimeError):
    pass


PUBLISH = "audit.publish.Publisher.publish"
APPLY = "audit.sequencer.Sequencer._commit"
SWAP = "audit.batch.Batch._swap"
SIGN = "audit.signer.LogSigner.sign"
STEPS = ["audit.batch.Batch.write", "audit.kluis.Kluis.put_many", SIGN, SWAP, APPLY, PUBLISH]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_fault_at_each_step(any_backbone, monkeypatch, step, after):
    """A failure before or after any step answers nothing; the next batch and a restart bring all in order."""
    sequencer = started(any_backbone)
    sequencer.submit(line(0)).result(30)
    module, owner, name = step.rsplit(".", 2)
    real = getattr(getattr(sys.modules[module], owner), name)

    def faulty(*args, **kwargs):
        if after:
            real(*args, **kwargs)
        raise BoomError

    with monkeypatch.context() as patch:
        patch.setattr(f"{module}.{owner}.{name}", faulty)
        with pytest.raises(LogUnavailableError):
            sequencer.submit(line(1)).result(30)
    ref = sequencer.submit(line(2)).result(30).lines[0]
    receipt.verify(any_backbone.log.receipt_of(ref), any_backbone.policy)
    sequencer.stop()
    started(any_backbone).stop()
    found = report(any_backbone)
    assert found.geldig, found.to_json()
    numbers = [item.feit["n"] for item in any_backbone.reader.lines(SHARD)]
    assert numbers in ([0, 2], [0, 1, 2])
    assert (1 in numbers) == (step == PUBLISH or (step == APPLY and after))


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


def test_a_crash_after_commit_is_repaired_at_start(any_backbone, monkeypatch):
    """A process that died between commit and publication is caught up by the next one that starts."""
    sequencer = started(any_backbone)
    sequencer.submit(line(0)).result(30)
    with monkeypatch.context() as patch:
        patch.setattr(PUBLISH, lambda *_, **__: (_ for _ in ()).throw(BoomError()))
        with pytest.raises(LogUnavailableError):
            sequencer.submit(line(1)).result(30)
        sequencer.stop()
    assert not report(any_backbone).geldig
    started(any_backbone).stop()
    assert report(any_backbone).geldig
    assert Publisher(any_backbone.folder).published_size(SHARD) == 2


KILLED = textwrap.dedent("""
    import os, sys, threading
    from pathlib import Path
    from audit import database
    from audit.kluis import Kluis
    from audit.sequencer import Sequencer
    from audit.signer import LogSigner

    url, folder = sys.argv[1], Path(sys.argv[2])
    kluis = Kluis.open(f"sqlite:///{folder}/kluis.sqlite", folder / "tijdvak.json")
    signer = LogSigner.read(folder / "log.json")
    sequencer = Sequencer(database.create_engine(url), kluis, signer, folder, "log.example/knooppunt")
    sequencer.start()

    def work(name):
        for number in range(100000):
            act = lambda pen: pen.line("oost-2026", {"n": f"{name}-{number}"}, {"persoon": "p"})
            ref = sequencer.submit(act).result().lines[0]
            os.write(1, f"{ref.index} {name}-{number}\\n".encode())

    for name in range(4):
        threading.Thread(target=work, args=(name,), daemon=True).start()
    threading.Event().wait()
""")


def test_killed_in_the_middle(any_backbone):
    """A process killed with SIGKILL again and again loses no acknowledged line and never leaves a broken log."""
    acknowledged = {}
    for round_ in range(3):
        command = [sys.executable, "-c", KILLED, any_backbone.url, str(any_backbone.folder)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(40 + 17 * round_):
            index, name = process.stdout.readline().split()
            acknowledged[int(index)] = name
        os.kill(process.pid, signal.SIGKILL)
        for rest in process.stdout.read().splitlines():
            if len(rest.split()) == 2:
                acknowledged[int(rest.split()[0])] = rest.split()[1]
        process.stdout.close()
        process.wait()
    any_backbone.clock.time = time.time_ns() // 1_000_000
    started(any_backbone).stop()
    found = report(any_backbone)
    assert found.geldig, found.to_json()
    stored = {item.index: item.feit["n"] for item in any_backbone.reader.lines(SHARD)}
    assert len(acknowledged) > 150
    assert acknowledged.items() <= stored.items()
    for index in list(acknowledged)[::25]:
        receipt.verify(any_backbone.log.receipt(SHARD, index), any_backbone.policy)


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


def test_two_sequencers_on_one_database(any_backbone):
    """Two sequencers at once on one database give one log without gaps, doubles or forks."""
    first, second = started(any_backbone), started(any_backbone)
    futures = [sequencer.submit(line(n)) for n in range(60) for sequencer in (first, second)]
    refs = [future.result(60).lines[0] for future in futures]
    first.stop()
    second.stop()
    assert sorted(ref.index for ref in refs) == list(range(120))
    found = report(any_backbone)
    assert found.geldig, found.to_json()
    for ref in refs[::20]:
        receipt.verify(any_backbone.log.receipt_of(ref), any_backbone.policy)


def test_two_processes_on_one_database(any_backbone):
    """Two processes write at once; killed both, the log is whole."""
    command = [sys.executable, "-c", KILLED, any_backbone.url, str(any_backbone.folder)]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(2)
    ]
    seen = []
    for process in processes:
        seen += [int(process.stdout.readline().split()[0]) for _ in range(30)]
    for process in processes:
        process.kill()
        process.stdout.read()
        process.stdout.close()
        process.wait()
    assert len(set(seen)) == 60
    any_backbone.clock.time = time.time_ns() // 1_000_000
    started(any_backbone).stop()
    found = report(any_backbone)
    assert found.geldig, found.to_json()


def test_the_clock_goes_back(any_backbone):
    """A clock that goes back stops the log while it runs, and keeps it from starting; a moment of slack is let by."""
    sequencer = started(any_backbone)
    sequencer.submit(line(0)).result(30)
    any_backbone.clock.time -= 500
    sequencer.submit(line(1)).result(30)
    any_backbone.clock.time -= 5000
    with pytest.raises(LogUnavailableError, match="klok"):
        sequencer.submit(line(2)).result(30)
    sequencer.stop()
    with pytest.raises(StartRefusedError, match="klok"):
        any_backbone.sequencer().start()
    any_backbone.clock.time += 6000
    started(any_backbone).stop()
    times = [item.feit["tijd"] for item in any_backbone.reader.lines(SHARD)]
    assert times == sorted(times)


def test_another_key_or_name_is_refused(backbone):
    """The log does not start under another key or another name than it was signed with."""
    sequencer = started(backbone)
    sequencer.submit(line(0)).result(30)
    sequencer.stop()
    with pytest.raises(StartRefusedError, match="sleutel"):
        backbone.sequencer(signer=LogSigner.generate()).start()
    with pytest.raises(StartRefusedError, match="naam"):
        backbone.sequencer(origin_prefix="log.example/anders").start()


def without_triggers(backbone, statement):
    with backbone.engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            for drop in database.drop_append_only(table.name, backbone.engine.dialect.name):
                connection.exec_driver_sql(drop)
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        (sa.update(BLADEN).where(BLADEN.c.shard == SHARD, BLADEN.c.volgnr == 1).values(hash=b"x" * 32), "wortel"),
        (sa.delete(BLADEN).where(BLADEN.c.shard == SHARD, BLADEN.c.volgnr == 2), "ontbreken"),
        (sa.update(HOOFDEN).where(HOOFDEN.c.shard == SHARD, HOOFDEN.c.omvang == 3).values(wortel=b"x" * 32), "wortel"),
        (sa.delete(HOOFDEN).where(HOOFDEN.c.shard == SHARD, HOOFDEN.c.omvang == 3), "buiten"),
        (sa.delete(NOTES).where(NOTES.c.shard == SHARD, NOTES.c.omvang == 2), "checkpoint"),
        (sa.update(NOTES).where(NOTES.c.shard == SHARD, NOTES.c.omvang == 3).values(notitie=b"x"), "handtekening"),
    ],
)
def test_a_changed_store_is_refused(backbone, statement, text):
    """A changed leaf, head or checkpoint keeps the log from starting."""
    sequencer = started(backbone)
    for number in range(3):
        sequencer.submit(line(number)).result(30)
    sequencer.stop()
    without_triggers(backbone, statement)
    with pytest.raises(StartRefusedError, match=text):
        backbone.sequencer().start()


def test_an_old_backup_is_refused(backbone):
    """A database put back to an earlier moment is betrayed by what was published since."""
    sequencer = started(backbone)
    for number in range(3):
        sequencer.submit(line(number)).result(30)
    sequencer.stop()
    for table in (BLADEN, HOOFDEN, NOTES):
        column = table.c.volgnr if table is BLADEN else table.c.omvang
        last = 2 if table is BLADEN else 3
        without_triggers(backbone, sa.delete(table).where(table.c.shard == SHARD, column >= last))
    with pytest.raises(StartRefusedError, match="back-up"):
        backbone.sequencer().start()
    (backbone.folder / "log" / SHARD / "checkpoint").write_bytes(b"onzin")
    with pytest.raises(StartRefusedError, match="handtekening"):
        backbone.sequencer().start()


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


def test_the_log_does_not_go_on_over_another_root(backbone):
    """A head that another hand changed while the log runs is refused, not built upon."""
    sequencer = started(backbone)
    sequencer.submit(line(0)).result(30)
    without_triggers(backbone, sa.update(HOOFDEN).where(HOOFDEN.c.shard == SHARD).values(wortel=b"y" * 32))
    with pytest.raises(LogError):
        sequencer.submit(line(1)).result(30)
    sequencer.stop()


def test_every_checkpoint_follows_on_the_one_before(running):
    """All checkpoints ever signed are consistent: sizes grow and times do not go back."""
    backbone, sequencer = running
    for number in range(5):
        backbone.clock.time += 1500
        sequencer.submit(line(number)).result(30)
    with backbone.engine.connect() as connection:
        notes = connection.execute(sa.select(NOTES).where(NOTES.c.shard == SHARD).order_by(NOTES.c.omvang)).all()
        assert startup.last_checkpoint(connection, SHARD) == bytes(notes[-1].notitie)
    keys = backbone.policy.log_keys("log.example/knooppunt/oost-2026")
    opened = [checkpoint.open_signed(bytes(row.notitie), keys) for row in notes]
    assert [item.checkpoint.size for item in opened] == [1, 2, 3, 4, 5]
    times = [item.time() for item in opened]
    assert times == sorted(times)
    assert times[0] == backbone.clock.time // 1000 - 6


def test_key_files_must_be_private(tmp_path):
    """Key files that others may read, that are missing or are no key files are refused; none is overwritten."""
    epoch, seeds = tmp_path / "e.json", tmp_path / "s.json"
    EpochKey.generate().write(epoch)
    LogSigner.generate().write(seeds)
    assert epoch.stat().st_mode & 0o777 == seeds.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        EpochKey.generate().write(epoch)
    for path, reader in ((epoch, EpochKey.read), (seeds, LogSigner.read)):
        with pytest.raises(LogError):
            reader(tmp_path / "geen.json")
        path.chmod(0o640)
        with pytest.raises(KluisError, match="leesbaar"):
            reader(path)
        path.chmod(0o600)
        path.write_bytes(b"{}")
        with pytest.raises(LogError):
            reader(path)


def test_kluis_keeps_moves_and_forgets(tmp_path):
    """Values come back only under their own name and epoch; renewing carries them over, deleting forgets them."""
    first = EpochKey.generate(1)
    first.write(tmp_path / "1.json")
    kluis = Kluis.open(f"sqlite:///{tmp_path}/k.sqlite", tmp_path / "1.json")
    kluis.create()
    kluis.put("zout", "a", b"een")
    kluis.put("zout", "a", b"twee")
    kluis.put("zout", "b", b"drie")
    assert kluis.get("zout", "a") == b"twee"
    assert kluis.get("opening", "a") is None
    assert b"twee" not in (tmp_path / "k.sqlite").read_bytes()
    wrong = Kluis(kluis.engine, EpochKey.generate(1))
    with pytest.raises(KluisError):
        wrong.get("zout", "a")
    second = EpochKey.generate(2)
    assert kluis.renew(second) == 2
    assert kluis.get_many("zout", ["a", "b", "c"]) == {"a": b"twee", "b": b"drie"}
    with pytest.raises(KluisError, match="tijdvak"):
        Kluis(kluis.engine, first).get("zout", "a")
    assert kluis.delete("zout", "a")
    assert not kluis.delete("zout", "a")
    assert kluis.get("zout", "a") is None
    assert "twee" not in repr(kluis)
    kluis.engine.dispose()


def test_tiles_tell_nobody_anything(any_backbone):
    """Neither the published files nor the main database hold what a line says in readable form."""
    sequencer = started(any_backbone)
    sequencer.submit(
        lambda pen: pen.line(SHARD, {"wie": "KANARIE-ORGANISATIE"}, {"persoon": "KANARIE-PERSOON"})
    ).result(30)
    sequencer.stop()
    for path in any_backbone.folder.parent.rglob("*"):
        if path.is_file():
            assert b"KANARIE" not in path.read_bytes(), path
    with any_backbone.engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                assert not any(b"KANARIE" in bytes(v) for v in row if isinstance(v, bytes | memoryview))


def test_lost_files_come_back_at_the_start(backbone):
    """What a power cut may take of the newest files, or a crash leave behind, is put right at the next start."""
    sequencer = started(backbone)
    for count in (300, 1):

        def act(pen, count=count):
            for number in range(count):
                pen.line(SHARD, {"n": number})

        sequencer.submit(act).result(30)
    sequencer.stop()
    folder = backbone.folder / "log" / SHARD
    for path in ("tile/0/001.p/45", "tile/1/000.p/1", "tile/entries/001.p/45", "tile/0/000", "vkeys"):
        (folder / path).write_bytes(b"")
    (backbone.folder / "log" / ".nieuw").write_bytes(b"half")
    assert not report(backbone).geldig
    started(backbone).stop()
    found = report(backbone)
    assert found.geldig, found.to_json()
