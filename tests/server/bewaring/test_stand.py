# SPDX-License-Identifier: EUPL-1.2
"""An old backup that was put back is recognised as old: by what survived, by the witnesses, and by what partners saw."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from audit.database import create_engine
from audit.proof import tlog_policy
from audit.signer import LogSigner
from audit.values import StartRefusedError, SystemClock
from core.exchange.results import Gedaan
from core.keychain.kem import KemPrivateKey
from server import wiring
from server.bewaring import herstellen, maken, stand
from server.commandline.serve import ask_witnesses
from server.errors import BewaringError, OudeStandError
from server.settings import Settings
from tests import kit
from tests.core.exchange.conftest import Zaak
from tests.opgericht import set_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


class Twee:
    """A backbone that went on after its backup, and that backup put back elsewhere."""

    def __init__(self, place: Path) -> None:
        self.place, key = place, KemPrivateKey.generate()
        (place / "nu").mkdir()
        self.now = kit.Backbone(place / "nu", getuigen=3)
        settings = set_up(self.now)
        self.now.witness()
        made = maken.make(settings, [key.public], place / "back-up", SystemClock())
        self.same = self._back("toen", made, key)
        self.early = self._stands()
        zaak = Zaak(self.now)
        zaak.phase("verrijking-gesloten")
        levering = zaak.supply("politie", "wpg-8", "gemeente")
        assert isinstance(self.now.exchange.push(levering.caller, levering.body), Gedaan)
        self.late = self._stands()
        self.policy = tlog_policy.parse(self.now.policy_text.encode())

    def _back(self, name: str, made: maken.Gemaakt, key: KemPrivateKey) -> Settings:
        settings = Settings(data_dir=self.place / name)
        herstellen.restore(settings, list(made.bestanden), key)
        return settings

    def _stands(self) -> list[str]:
        log = self.now.world.log
        return [log.checkpoint(shard).decode() for shard in log.shards()]

    def engine(self) -> Engine:
        return create_engine(self.same.database)


@pytest.fixture(scope="module")
def twee(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twee]:
    """Both, with the witnesses that saw the newer one or not."""
    made = Twee(tmp_path_factory.mktemp("twee"))
    yield made
    made.now.close()


@pytest.fixture
def engine(twee: Twee) -> Iterator[Engine]:
    """The database that was put back."""
    made = twee.engine()
    yield made
    made.dispose()


def _file(path: Path, value: Any) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps({"standen": value}), "utf-8")
    return path


@pytest.fixture
def eigen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twee]:
    """Both once more, for the test in which the witnesses see more than they saw."""
    made = Twee(tmp_path_factory.mktemp("eigen"))
    yield made
    made.now.close()


def test_witnesses_that_saw_no_more_let_it_go_on_and_those_that_did_stop_it(eigen: Twee) -> None:
    """Present, absent and contrary: equal witnesses vouch; silent ones do not suffice; one that is ahead ends it."""
    twee, engine, kring = eigen, eigen.engine(), eigen.now.kring
    assert kring is not None
    asked = stand.require_newest(engine, twee.policy, kring.post)
    assert (asked.verder, asked.antwoordden, asked.genoeg) == ((), 3, True)
    kring.off("g0", "g1")
    asked = stand.ask(engine, twee.policy, kring.post)
    assert (asked.antwoordden, asked.genoeg) == (1, False)
    kring.on()
    twee.now.witness()
    with pytest.raises(OudeStandError, match="ouder dan wat een getuige zag"):
        stand.require_newest(engine, twee.policy, kring.post)
    ahead = stand.ask(twee.now.engine, twee.policy, kring.post)
    assert (ahead.verder, ahead.genoeg) == ((), True)
    engine.dispose()


def test_what_partners_saw_is_compared(twee: Twee, engine: Engine, tmp_path: Path) -> None:
    """Equal standings pass and are counted; one that is longer, or of another history, ends it."""
    early = _file(tmp_path / "vroeg.json", twee.early)
    one = _file(tmp_path / "checkpoint", twee.early[0])
    assert stand.compare(engine, twee.policy, [early, one]) == len(twee.early) + 1
    with pytest.raises(OudeStandError, match="Een partner zag"):
        stand.compare(engine, twee.policy, [_file(tmp_path / "laat.json", twee.late)])
    assert stand.compare(twee.now.engine, twee.policy, [tmp_path / "laat.json", early]) == len(twee.late) + len(
        twee.early
    )


def test_another_history_under_the_same_key_is_seen(twee: Twee, engine: Engine, tmp_path: Path) -> None:
    """A checkpoint that the log signed over other lines, not longer than this log, ends it too."""
    from audit.proof import checkpoint

    head = checkpoint.parse(twee.early[0].encode())[0]
    forged = twee.now.signer.sign(checkpoint.Checkpoint(head.origin, head.size, b"\x01" * 32), 1_790_000_000_000)
    with pytest.raises(OudeStandError, match="andere geschiedenis"):
        stand.compare(engine, twee.policy, [_file(tmp_path / "anders", forged.decode())])


def test_only_what_the_log_signed_counts(twee: Twee, engine: Engine, tmp_path: Path) -> None:
    """A stranger's checkpoint, a file of another form and a missing file are refused, and told by name."""
    from audit.proof import checkpoint

    head = checkpoint.parse(twee.early[0].encode())[0]
    stranger = LogSigner.generate().sign(head, 1_790_000_000_000).decode()
    for value in (stranger, "geen checkpoint", '{"iets": 1}', [stranger]):
        with pytest.raises(BewaringError):
            stand.compare(engine, twee.policy, [_file(tmp_path / "stand", value)])
    with pytest.raises(BewaringError, match="weg"):
        stand.compare(engine, twee.policy, [tmp_path / "weg"])


def test_the_log_that_survived_tells_it_too(twee: Twee, tmp_path: Path) -> None:
    """With the published files of later beside an old database the log refuses to start."""
    place = tmp_path / "oud"
    shutil.copytree(twee.same.data_dir, place)
    stand.unmark(Settings(data_dir=place))
    shutil.rmtree(place / "log")
    shutil.copytree(twee.now.folder / "log", place / "log")
    with pytest.raises(StartRefusedError, match="oude back-up"):
        wiring.open_backbone(Settings(data_dir=place))


def test_a_restore_leaves_the_log_that_survived(twee: Twee, tmp_path: Path) -> None:
    """Published files that are there are not replaced by older ones of a backup."""
    key = KemPrivateKey.generate()
    made = maken.make(twee.same, [key.public], tmp_path / "back-up", SystemClock())
    back = Settings(data_dir=tmp_path / "terug")
    back.data_dir.mkdir()
    shutil.copytree(twee.now.folder / "log", back.data_dir / "log")
    herstellen.restore(back, list(made.bestanden), key)
    kept = [folder / "log" / "stam" / "checkpoint" for folder in (back.data_dir, twee.now.folder)]
    assert kept[0].read_bytes() == kept[1].read_bytes()


def test_a_server_begins_only_when_no_witness_is_ahead(twee: Twee, engine: Engine) -> None:
    """Contrary and present: on the old copy asking never begins; on the newest log it does, and the witnesses sign."""
    kring = twee.now.kring
    assert kring is not None
    twee.now.witness()
    publisher = twee.now.sequencer.publisher
    with pytest.raises(OudeStandError):
        ask_witnesses(kring.collector(engine, publisher))
    collector = kring.collector(twee.now.engine, publisher)
    ask_witnesses(collector)
    collector.stop()
    assert collector.problem() is None
