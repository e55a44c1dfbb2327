# SPDX-License-Identifier: EUPL-1.2
"""What goes wrong on the way: a crash at any point converges, and doubt at the start is a refusal."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from audit import startup, tables
from audit.kluis import EpochKey, Kluis, KluisError
from audit.proof import checkpoint, receipt
from audit.publish import Publisher
from audit.signer import LogSigner
from audit.values import LogError, LogUnavailableError, StartRefusedError
from tests.audit.faults import SHARD, BoomError, line, report, started, without_triggers

ROOT = Path(__file__).resolve().parents[2]
BLADEN, HOOFDEN, NOTES = tables.log_bladen, tables.log_hoofden, tables.log_checkpoints


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
