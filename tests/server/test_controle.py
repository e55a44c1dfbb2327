# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beheer controleer`: each check finds it well, and says what is wrong and what to do when it is not."""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from audit.database import create_engine
from audit.getuige.app import create_app as witness_app
from audit.kluis import EpochKey, write_private
from audit.proof import checkpoint, jcs
from audit.signer import LogSigner
from core.contract.exitcodes import ExitCode
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey
from server import migrate, setup
from server.bewaring import maken, stand
from server.commandline import build
from server.controle import FOUT, GOED, LET_OP, judge, stukken, werking
from server.errors import NotInitialisedError
from server.settings import Settings
from tests.kit import Backbone
from tests.opgericht import environ, set_up
from tests.server.commandline.test_geb import Kantoor
from tests.server.conftest import listening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installed backbone that nobody changes."""
    made = Kantoor(tmp_path_factory.mktemp("kantoor"))
    made.install()
    return made.settings


@pytest.fixture
def settings(whole: Settings, tmp_path: Path) -> Settings:
    """A copy of it, to spoil."""
    shutil.copytree(whole.data_dir, tmp_path / "backbone")
    return Settings(data_dir=tmp_path / "backbone")


def found(check: str, settings: Settings, **more: Any) -> tuple[str, str, str]:
    """Return what one check finds: how it is, the text and the advice."""
    run = {**stukken.CHECKS, **werking.CHECKS}[check]
    item = judge(check, lambda chosen: run(chosen, **more), settings)
    return item.stand, item.tekst, item.advies


def test_the_command_tells_all_parts_and_ends_well(whole: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a sound backbone every part is good but for the backups that nobody set up: a warning, and exit code 0."""
    environ(monkeypatch, whole)
    done = CliRunner().invoke(build("beheer"), ["beheer", "controleer", "--json"])
    assert done.exit_code == ExitCode.DONE, done.output
    parts = json.loads(done.stdout)["onderdelen"]
    assert set(parts) == {*stukken.CHECKS, *werking.CHECKS}
    assert {name for name, item in parts.items() if item["stand"] != GOED} <= {"back-up", "schijf"}
    assert "BACK_UP_DIR" in parts["back-up"]["advies"]


def test_the_command_ends_in_1_and_shows_the_advice(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one part wrong the others are told all the same, each with its advice, for people and as JSON."""
    (settings.keys / setup.ANSWER_FILE).unlink()
    environ(monkeypatch, settings)
    done = CliRunner().invoke(build("beheer"), ["beheer", "controleer"])
    assert done.exit_code == ExitCode.FAILURE
    assert "sleutels: Het sleutelbestand antwoord.json ontbreekt.\n    -> Zet de sleutels terug" in done.stdout
    assert "schema: schema" in done.stdout
    assert "Traceback" not in done.output


def test_without_anything_it_says_where_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder there is one advice: set it up."""
    environ(monkeypatch, Settings(data_dir=tmp_path))
    done = CliRunner().invoke(build("beheer"), ["beheer", "controleer"])
    assert isinstance(done.exception, NotInitialisedError)


def test_an_unforeseen_error_is_a_finding_without_its_text(settings: Settings) -> None:
    """A check that breaks is told by kind of error only: its text may hold values."""

    def broken(_: Settings) -> None:
        raise LookupError("bsn 123456782")

    item = judge("x", broken, settings)
    assert (item.stand, item.tekst) == (FOUT, "Onverwacht (LookupError).")
    assert item.advies


@pytest.mark.parametrize("name", [setup.EPOCH_FILE, setup.LOG_FILE, setup.ANSWER_FILE])
def test_keys_that_are_absent_open_or_of_another(settings: Settings, name: str) -> None:
    """A key file that is missing, readable for others, or not the one that list, policy and kluis know, is found."""
    path = settings.keys / name
    kept = path.read_bytes()
    assert found("sleutels", settings)[0] == GOED
    path.chmod(0o644)
    assert "leesbaar voor anderen" in found("sleutels", settings)[1]
    path.unlink()
    stood, text, advice = found("sleutels", settings)
    assert (stood, text) == (FOUT, f"Het sleutelbestand {name} ontbreekt.")
    assert "terugzetten" in advice
    other = {
        setup.EPOCH_FILE: lambda: EpochKey.generate().write(path),
        setup.LOG_FILE: lambda: LogSigner.generate().write(path),
        setup.ANSWER_FILE: lambda: write_private(path, jcs.encode(HttpPrivateKey.generate().to_json())),
    }
    other[name]()
    stood, text, _ = found("sleutels", settings)
    assert stood == FOUT
    assert "past niet" in text or "andere dan" in text
    path.unlink()
    write_private(path, kept[:-3])
    assert found("sleutels", settings)[0] == FOUT


def test_an_overlap_of_log_keys_is_a_warning(settings: Settings) -> None:
    """While two pairs sign, somebody must end it one day."""
    path = settings.keys / setup.LOG_FILE
    both = LogSigner.read(path).joined_by(LogSigner.generate())
    path.unlink()
    both.write(path)
    assert "past niet bij de tlog-policy" in found("sleutels", settings)[1]
    named = [f"log {key}" for pair in both.all_vkeys(f"{settings.origin_prefix}/stam") for key in pair]
    settings.tlog_policy.write_text("\n".join([*named, "quorum none", ""]), "utf-8")
    stood, text, advice = found("sleutels", settings)
    assert (stood, text) == (LET_OP, "Er loopt een overgang naar een nieuwe logsleutel.")
    assert "logsleutel stop" in advice


def test_a_kluis_that_is_gone_is_found(settings: Settings) -> None:
    """Without its table the kluis cannot be asked."""
    (settings.data_dir / "kluis.sqlite").unlink()
    assert "kluis" in found("sleutels", settings)[1]


def test_the_list_and_what_it_names(settings: Settings) -> None:
    """Present, with another policy, damaged and absent."""
    assert found("deelnemerslijst", settings)[:2] == (GOED, "versie 1, modus demo")
    policy = settings.tlog_policy.read_bytes()
    settings.tlog_policy.write_bytes(policy + b"# anders\n")
    stood, text, advice = found("deelnemerslijst", settings)
    assert (stood, "tlog-policy" in text, "neem-lijst-over" in advice) == (FOUT, True, True)
    settings.lijst.write_bytes(settings.lijst.read_bytes()[:-2])
    assert found("deelnemerslijst", settings)[0] == FOUT
    settings.lijst.unlink()
    assert "beheer init" in found("deelnemerslijst", settings)[2]


def test_the_schema_older_newer_and_none(settings: Settings, tmp_path: Path) -> None:
    """Of this release, of one before, of one after, and none at all: each has its own advice."""
    assert found("schema", settings)[0] == GOED
    assert "beheer init" in found("schema", Settings(data_dir=tmp_path))[2]
    engine = create_engine(f"sqlite:///{tmp_path}/oud.sqlite")
    migrate.upgrade(engine, "0007")
    old = Settings(data_dir=tmp_path, database_url=SecretStr(f"sqlite:///{tmp_path}/oud.sqlite"))
    stood, _, advice = found("schema", old)
    assert (stood, "beheer migreer" in advice) == (FOUT, True)
    migrate.upgrade(engine, migrate.OLDEST_USABLE)
    assert found("schema", old)[0] == LET_OP  # it serves meanwhile
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    assert "nieuwere versie" in found("schema", old)[1]
    gone = Settings(data_dir=tmp_path, database_url=SecretStr("postgresql://knooppunt:geheim@127.0.0.1:1/weg"))
    stood, text, advice = found("schema", gone)
    assert (stood, text) == (FOUT, "De database is niet bereikbaar.")
    assert "geheim" not in text + advice


def test_a_server_that_may_do_all_is_a_warning(settings: Settings, tmp_path: Path, postgres_url: str) -> None:
    """On SQLite there are no roles; on PostgreSQL a server that could delete acts is told to become a writer."""
    assert found("rollen", settings)[0] == GOED
    engine = create_engine(postgres_url)
    migrate.upgrade(engine)
    engine.dispose()
    stood, _, advice = found("rollen", Settings(data_dir=tmp_path, database_url=SecretStr(postgres_url)))
    assert (stood, "beheer rollen" in advice) == (LET_OP, True)


@pytest.mark.parametrize(
    ("free", "stood"), [(80, GOED), (15, LET_OP), (4, FOUT), (1, FOUT)], ids=["ruim", "krap", "bijna-vol", "vol"]
)
def test_the_disk(settings: Settings, free: int, stood: str) -> None:
    """Room enough, tight and nearly full; little in bytes is full whatever the share."""

    class Usage(NamedTuple):
        total: int
        free: int

    told = found("schijf", settings, usage=lambda _: Usage(100 * 1024**4, free * 1024**4))
    assert told[0] == stood
    assert bool(told[2]) == (stood != GOED)
    small = found("schijf", settings, usage=lambda _: Usage(1024**2, 900 * 1024))
    assert small[0] == FOUT


def test_the_disk_of_this_machine_is_asked(settings: Settings) -> None:
    """The real disk gives a share of it that is free."""
    free = shutil.disk_usage(settings.data_dir)
    assert f"{free.free / free.total:.0%}"[:1] in found("schijf", settings)[1]


def test_backups_absent_fresh_old_and_kept_too_long(settings: Settings, tmp_path: Path) -> None:
    """No folder, none made, a fresh one, an old one, and a copy of the kluis that should be gone."""

    class Clock:
        def __init__(self, days: int) -> None:
            self.days = days

        def now(self) -> int:
            return time.time_ns() // 1_000_000 - self.days * maken.DAY_MS

    place = tmp_path / "back-up"
    chosen = settings.model_copy(update={"back_up_dir": place})
    key = KemPrivateKey.generate().public
    assert found("back-up", settings)[0] == LET_OP
    assert "ouder dan" in found("back-up", chosen)[1]
    maken.make(settings, [key], place, Clock(3))
    assert "ouder dan" in found("back-up", chosen)[1]
    maken.make(settings, [key], place, Clock(0))
    assert found("back-up", chosen)[:2] == (GOED, "2 back-ups")
    maken.make(settings, [key], place, Clock(15))
    assert "over zijn termijn" in found("back-up", chosen)[1]
    stand.mark(settings, {})
    stood, text, _ = found("back-up", chosen)
    assert (stood, "nog niet vergeleken" in text) == (FOUT, True)


def test_the_clock_behind_the_log_and_a_damaged_checkpoint(settings: Settings) -> None:
    """A clock before the newest checkpoint is found, by its file and by the log that then does not start."""
    assert found("klok", settings)[0] == GOED
    signer = LogSigner.read(settings.keys / setup.LOG_FILE)
    path = settings.publication / "log" / "stam" / "checkpoint"
    head = checkpoint.parse(path.read_bytes())[0]
    path.write_bytes(signer.sign(head, 4_000_000_000_000))
    stood, text, advice = found("klok", settings)
    assert (stood, "loopt achter" in text, "klok gelijk" in advice) == (FOUT, True, True)
    path.write_bytes(b"kapot")
    assert "fsck" in found("klok", settings)[2]


def test_the_clock_of_the_database_is_compared(settings: Settings, postgres_url: str, monkeypatch: Any) -> None:
    """On PostgreSQL both clocks are asked; a database that cannot be asked is a warning, a difference is wrong."""
    there = settings.model_copy(update={"database_url": SecretStr(postgres_url)})
    assert found("klok", there)[:2] == (GOED, "gelijk met de database, niet achter op het log")
    away = settings.model_copy(update={"database_url": SecretStr("postgresql://127.0.0.1:1/weg")})
    assert found("klok", away)[0] == LET_OP
    monkeypatch.setattr(werking, "SKEW_MS", -1)
    stood, text, _ = found("klok", there)
    assert (stood, "wijkt" in text) == (FOUT, True)


def test_a_log_that_continues_something_else_is_found(settings: Settings, tmp_path: Path) -> None:
    """More published than stored is an old backup; anything else that keeps the log from starting has an advice too."""
    assert found("log", settings)[0] == GOED
    assert found("vrijgave", settings)[0] == GOED
    signer = LogSigner.read(settings.keys / setup.LOG_FILE)
    path = settings.publication / "log" / "stam" / "checkpoint"
    head = checkpoint.parse(path.read_bytes())[0]
    path.write_bytes(signer.sign(checkpoint.Checkpoint(head.origin, head.size + 5, b"\x01" * 32), 1_790_000_000_000))
    stood, text, advice = found("log", settings)
    assert (stood, "oude back-up" in text, "terugzetten" in advice) == (FOUT, True, True)
    assert found("vrijgave", settings)[0] == FOUT
    path.write_bytes(signer.sign(checkpoint.Checkpoint(head.origin, head.size, b"\x01" * 32), 1_790_000_000_000))
    assert "Gooi niets weg" in found("log", settings)[2]


def test_a_log_that_cannot_be_written_is_found(settings: Settings) -> None:
    """With a database that is read-only the log starts nor writes, and the advice says where to look."""
    for name in ("knooppunt.sqlite", "knooppunt.sqlite-wal", "knooppunt.sqlite-shm"):
        (settings.data_dir / name).unlink(missing_ok=True)
    stood, _, advice = found("log", settings)
    assert (stood, bool(advice)) == (FOUT, True)


@pytest.fixture(scope="module")
def witnessed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Backbone, Settings]]:
    """A backbone with one witness in its quorum, really served on this machine, and one more that is gone."""
    made = Backbone(tmp_path_factory.mktemp("getuigd"), getuigen=2)
    assert made.kring is not None
    with (
        listening(witness_app(made.kring.witnesses["g0"])) as first,
        listening(witness_app(made.kring.witnesses["g1"])) as second,
    ):
        text = made.policy_text.replace("http://g0.getuige.example", first).replace("http://g1.getuige.example", second)
        made.policy_text = text
        made.witness()
        yield made, set_up(made)
    made.close()


def test_witnesses_are_really_asked(witnessed: tuple[Backbone, Settings]) -> None:
    """Over HTTP: all well; a quorum that is late; one that is ahead of an older copy; and silence."""
    made, settings = witnessed
    assert found("getuigen", settings)[:2] == (GOED, "2 getuigen antwoorden")
    old = settings.data_dir.parent / "oud"
    made.engine.dispose()
    shutil.copytree(settings.data_dir, old, ignore=shutil.ignore_patterns("getuigen"))
    made.state("politie", made.fact("gescreend", persoon=made["politie"].persoon))
    made.witness()
    stood, text, advice = found("getuigen", Settings(data_dir=old))
    assert (stood, "ouder dan wat een getuige zag" in text, "terugzetten" in advice) == (FOUT, True, True)
    policy = settings.tlog_policy.read_text()
    settings.tlog_policy.write_text(policy.replace("http://127.0.0.1", "http://127.0.0.2"))
    stood, text, advice = found("getuigen", settings)
    settings.tlog_policy.write_text(policy)
    assert (stood, text) == (LET_OP, "Er antwoorden te weinig getuigen (0).")
    assert "Bel de partners" in advice
    assert found("getuigen", settings)[0] == GOED


def test_without_witnesses_there_is_nothing_to_ask(settings: Settings) -> None:
    """A policy without witnesses is told as such; without a policy there is an advice."""
    assert found("getuigen", settings)[:2] == (GOED, "er zijn geen getuigen afgesproken")
    settings.tlog_policy.unlink()
    assert "beheer init" in found("getuigen", settings)[2]
