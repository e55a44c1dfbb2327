# SPDX-License-Identifier: EUPL-1.2
"""Split views and old backups: the witness refuses, the monitor keeps both checkpoints as proof."""

from __future__ import annotations

import shutil
from contextlib import closing

import pytest
import sqlalchemy as sa

from audit.getuige import tabel
from audit.getuige.bewaken import HttpGet, Monitor
from audit.getuige.getuige import log_name
from audit.getuige.klant import HttpPost, UnreachableError
from audit.proof import checkpoint, note, receipt
from audit.publish import Publisher
from audit.signer import policy_text
from tests.audit.conftest import PREFIX, Backbone
from tests.getuigen import Kring

SHARD = "noord-2026"
LOG = "http://log.example"


def act(pen):
    return pen.line(SHARD, {"handeling": "proef"})


class Net:
    """What a monitor can reach: the files of one log, and the witnesses."""

    def __init__(self, backbone, kring):
        self.backbone, self.kring = backbone, kring

    def __call__(self, url):
        if url.startswith(LOG):
            path = self.backbone.folder / url.removeprefix(f"{LOG}/")
            return path.read_bytes() if path.is_file() else None
        name, _, path = url.removeprefix("http://").partition("/")
        if name.partition(".")[0] in self.kring._off:
            raise UnreachableError("weg")
        return self.kring.witnesses[name.partition(".")[0]].latest(path.removesuffix("/checkpoint"))


class Twee:
    """Two logs that sign with one key under one name, and the witnesses that both ask."""

    def __init__(self, folder):
        self.one = Backbone(f"sqlite:///{folder}/een.sqlite", folder / "een")
        (folder / "ander").mkdir()
        for name in ("log.json", "tijdvak.json"):
            shutil.copy(folder / "een" / name, folder / "ander" / name)
        (folder / "ander" / "log.json").rename(folder / "ander" / "zaad")
        (folder / "ander" / "tijdvak.json").unlink()
        self.other = Backbone(f"sqlite:///{folder}/ander.sqlite", folder / "ander")
        (folder / "ander" / "log.json").unlink()
        (folder / "ander" / "zaad").rename(folder / "ander" / "log.json")
        self.other.signer = self.one.signer
        self.kring = Kring(folder / "getuigen", policy_text(self.one.signer, PREFIX), self.one.clock)
        self.folder = folder

    def write(self, backbone, count=1):
        sequencer = backbone.sequencer()
        sequencer.start()
        for _ in range(count):
            sequencer.submit(act).result(30)
        sequencer.stop()

    def collect(self, backbone):
        collector = self.kring.collector(backbone.engine, Publisher(backbone.folder))
        collector.round()
        collector.stop()
        return collector.problem()

    def monitor(self, backbone, name="bewaking"):
        return Monitor(self.folder / name, self.kring.policy, LOG, Net(backbone, self.kring))


@pytest.fixture
def twee(tmp_path):
    made = Twee(tmp_path)
    yield made
    made.one.close()
    made.other.close()


def test_one_history_is_told_as_one(twee):
    """A log that grows is good for the monitor, round after round, also with a witness out of reach."""
    twee.write(twee.one, 3)
    twee.collect(twee.one)
    twee.kring.off("g2")
    monitor = twee.monitor(twee.one)
    first = monitor.round()
    assert (first.bevindingen, first.omvang[SHARD], first.onbereikbaar) == ([], 3, ["getuige getuige.example/g2"] * 2)
    twee.write(twee.one, 2)
    twee.collect(twee.one)
    assert monitor.round().omvang[SHARD] == 5
    assert not (twee.folder / "bewaking" / "bewijs").exists()


def test_split_view_is_refused_by_witnesses_and_kept_by_the_monitor(twee):
    """A second database under the same key gets no cosignature, and the monitor keeps both signed notes."""
    twee.write(twee.one, 2)
    twee.collect(twee.one)
    twee.one.clock.time += 1000
    twee.other.clock.time = twee.one.clock.time
    twee.write(twee.other, 4)
    assert twee.collect(twee.other) == "Een getuige weigert een checkpoint van dit log."
    assert not (twee.other.folder / "log" / SHARD / "getuigd").exists()
    with twee.other.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tabel.log_medeondertekeningen)).scalar() == 0
    outcome = twee.monitor(twee.other).round()
    assert {item.soort for item in outcome.bevindingen} == {"log-gesplitst"}
    assert SHARD not in outcome.omvang
    folders = list((twee.folder / "bewaking" / "bewijs").iterdir())
    assert {folder.name.rpartition("-")[0] for folder in folders} == {"stam", SHARD}
    for folder in folders:
        notes = [path.read_bytes() for path in sorted(folder.iterdir())]
        heads = [receipt.check_log(data, twee.kring.policy)[0].checkpoint for data in notes]
        assert len(heads) == 2
        assert heads[0].origin == heads[1].origin
        assert heads[0].root != heads[1].root


def test_monitor_remembers_without_witnesses(twee):
    """A log that shows another history later is met by what the monitor saw itself, and that stays remembered."""
    twee.kring.off()
    twee.write(twee.one, 3)
    assert twee.monitor(twee.one).round().bevindingen == []
    before = (twee.folder / "bewaking" / SHARD / "laatst").read_bytes()
    twee.write(twee.other, 3)
    outcome = twee.monitor(twee.other).round()
    assert {item.waar for item in outcome.bevindingen} == {f"log/{SHARD}"}
    assert (twee.folder / "bewaking" / SHARD / "laatst").read_bytes() == before


def test_restored_old_database_is_caught_by_the_witness(twee, tmp_path):
    """A log that runs on from an old copy is behind its witnesses: an alarm, no quorum, and both notes at the monitor."""
    twee.write(twee.one, 2)
    twee.collect(twee.one)
    copies = list(tmp_path.glob("een.sqlite*"))
    for path in copies:
        shutil.copy(path, f"{path}.oud")
    shutil.copytree(twee.one.folder / "log", tmp_path / "log-oud")
    twee.write(twee.one, 5)
    twee.collect(twee.one)
    twee.one.engine.dispose()
    for path in tmp_path.glob("een.sqlite*"):
        if not path.name.endswith(".oud"):
            path.unlink()
    for path in copies:
        shutil.copy(f"{path}.oud", path)
    shutil.rmtree(twee.one.folder / "log")
    shutil.copytree(tmp_path / "log-oud", twee.one.folder / "log")
    twee.write(twee.one, 1)
    problem = twee.collect(twee.one)
    assert "oude back-up" in problem
    outcome = twee.monitor(twee.one).round()
    assert [item.waar for item in outcome.bevindingen] == [f"log/{SHARD}"]
    twee.write(twee.one, 9)
    assert twee.collect(twee.one) == "Een getuige weigert een checkpoint van dit log."


def test_a_checkpoint_that_does_not_hold_is_told(twee):
    """A published note that is altered, or of another log, is a finding and never what was seen last."""
    twee.write(twee.one, 3)
    path = twee.one.folder / "log" / SHARD / "checkpoint"
    good = path.read_bytes()
    for bad in (good.replace(b"\n3\n", b"\n4\n", 1), (path.parent.parent / "stam" / "checkpoint").read_bytes(), b"x"):
        path.write_bytes(bad)
        outcome = twee.monitor(twee.one).round()
        assert [(item.soort, item.waar) for item in outcome.bevindingen] == [("checkpoint-ongeldig", f"log/{SHARD}")]
    (twee.one.folder / "log" / "stam" / "tile" / "entries" / "000.p" / "2").write_bytes(b"\x00\x01x")
    assert "stamlog-onleesbaar" in {item.soort for item in twee.monitor(twee.one).round().bevindingen}
    path.write_bytes(good)
    assert checkpoint.parse(good)[0].size == 3


@pytest.mark.parametrize("origin", [f"{PREFIX}/..", f"{PREFIX}/", f"{PREFIX}/a/b", "ander.example/noord-2026"])
def test_shard_with_a_name_that_is_none_becomes_no_path(twee, origin):
    """A stamlog that opens a shard above its folder, or of another log, is told of; nothing is written there."""
    twee.write(twee.one)
    sequencer = twee.one.sequencer()
    sequencer.start()
    sequencer.submit(lambda pen: pen.stam({"v": 1, "soort": "shard-geopend", "origin": origin})).result(30)
    sequencer.stop()
    outcome = twee.monitor(twee.one).round()
    assert [item.soort for item in outcome.bevindingen] == ["shard-naam"]
    assert set(outcome.omvang) == {"stam", SHARD}
    assert {path.name for path in (twee.folder / "bewaking").iterdir()} == {"stam", SHARD}


@pytest.mark.parametrize("entry", [{"v": 1, "soort": "shard-geopend"}, {"soort": ["shard-geopend"]}])
def test_stamlog_with_a_strange_entry_does_not_blind_the_monitor(twee, entry):
    """Whatever the operator writes in the stamlog, the shards that it did open are looked at."""
    twee.write(twee.one)
    sequencer = twee.one.sequencer()
    sequencer.start()
    sequencer.submit(lambda pen: pen.stam(entry)).result(30)
    sequencer.stop()
    assert set(twee.monitor(twee.one).round().omvang) == {"stam", SHARD}


def test_size_that_the_log_did_not_sign_is_not_read_up_to(twee):
    """A host that shows an enormous unsigned stamlog costs no more than one request for its checkpoint and bundles."""
    twee.write(twee.one)
    path = twee.one.folder / "log" / "stam" / "checkpoint"
    shown, asked = note.parse(path.read_bytes()), []
    head = checkpoint.parse_text(shown.text)
    false = checkpoint.Checkpoint(head.origin, 2**62, head.root)
    path.write_bytes(note.Note(false.text(), shown.signatures).encode())
    monitor = twee.monitor(twee.one)
    get = monitor._get

    def count(url):
        asked.append(url)
        assert len(asked) < 50
        return get(url)

    monitor._get = count
    assert {item.soort for item in monitor.round().bevindingen} == {"checkpoint-ongeldig", "stamlog-onleesbaar"}


def test_over_http_with_real_witnesses(twee):
    """The same over sockets: a collector posts, a monitor gets, and who is not there is told as such."""
    from starlette.applications import Starlette
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    from audit.getuige.app import create_app
    from audit.getuige.klant import Endpoint, ask
    from tests.server.conftest import listening

    twee.write(twee.one, 3)
    witness = twee.kring.witnesses["g0"]
    files = Mount("/", StaticFiles(directory=twee.one.folder))
    app = Starlette(routes=[Mount("/getuige", create_app(witness)), files])
    with closing(HttpPost(2.0)) as post, closing(HttpGet(2.0)) as get, listening(app) as url:
        endpoint = Endpoint(f"{url}/getuige", (witness.key.vkey,))
        note = twee.one.log.checkpoint(SHARD)
        now = twee.one.clock.now() // 1000
        assert len(ask(post, endpoint, note, 0, lambda _old, _size: (), now)) == 1
        again = ask(post, endpoint, note, 0, lambda _old, _size: (), now)  # 409 first, then from the told size
        assert again[0][0].time == now
        assert get(f"{url}/getuige/{log_name(f'{PREFIX}/{SHARD}')}/checkpoint") == witness.latest(
            log_name(f"{PREFIX}/{SHARD}")
        )
        assert get(f"{url}/log/{SHARD}/getuigd") is None
        twee.kring.off()
        monitor = Monitor(twee.folder / "m", twee.kring.policy, url, get)
        outcome = monitor.round()
        assert (outcome.bevindingen, outcome.omvang[SHARD]) == ([], 3)
        assert len(outcome.onbereikbaar) == 6
        with pytest.raises(UnreachableError):
            get(f"{url}/getuige/add-checkpoint")
    with closing(HttpPost(2.0)) as post, pytest.raises(UnreachableError):
        post("http://127.0.0.1:9/add-checkpoint", b"")
