# SPDX-License-Identifier: EUPL-1.2
"""What the commands about backups refuse, and how they end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from core.contract.exitcodes import ExitCode
from server.bewaring import stand
from server.commandline import build
from server.errors import BewaringError, OudeStandError
from tests.opgericht import environ
from tests.server.commandline.test_geb import Kantoor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def kantoor(tmp_path_factory: pytest.TempPathFactory) -> Kantoor:
    """An installed backbone."""
    made = Kantoor(tmp_path_factory.mktemp("kantoor"))
    made.install()
    return made


@pytest.fixture
def run(kantoor: Kantoor, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a command of that backbone in this process."""
    environ(monkeypatch, kantoor.settings)
    return lambda *words: CliRunner().invoke(build("beheer"), ["beheer", *map(str, words)])


@pytest.fixture
def pair(run: Any, tmp_path: Path) -> tuple[Path, Path]:
    """A secret and a public key for backups."""
    secret, public = tmp_path / "geheim.json", tmp_path / "openbaar.json"
    public.write_text(run("back-upsleutel", "--naar", secret).stdout)
    return secret, public


def test_a_key_pair_is_made_once_and_for_its_owner_only(run: Any, pair: tuple[Path, Path]) -> None:
    """The secret half has mode 0600, is not shown, and is never written over."""
    secret, public = pair
    assert secret.stat().st_mode & 0o077 == 0
    assert json.loads(secret.read_text())["x-wing"] not in public.read_text()
    assert isinstance(run("back-upsleutel", "--naar", secret).exception, FileExistsError)


def test_without_a_place_or_a_key_no_backup_is_made(run: Any, pair: tuple[Path, Path], tmp_path: Path) -> None:
    """Absent and contrary: no folder, no key, an empty folder of keys, and a secret key in place of a public one."""
    secret, public = pair
    assert run("bewaar", "--voor", public).exit_code == ExitCode.USAGE
    assert run("bewaar", "--naar", tmp_path / "b").exit_code == ExitCode.USAGE
    (tmp_path / "leeg").mkdir()
    for keys in (tmp_path / "leeg", tmp_path / "weg.json", secret):
        refused = run("bewaar", "--naar", tmp_path / "b", "--voor", keys)
        assert isinstance(refused.exception, BewaringError)
    assert not (tmp_path / "b").exists()


def test_a_backup_is_made_also_when_the_log_cannot_be_written(
    run: Any, kantoor: Kantoor, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    """Where no line can be left there is a backup all the same, and exit code 6 says what is missing."""
    _, public = pair
    stand.mark(kantoor.settings, {"back_up": "x", "gemaakt": 1})
    try:
        partly = run("bewaar", "--naar", tmp_path / "b", "--voor", public, "--json")
    finally:
        stand.unmark(kantoor.settings)
    assert partly.exit_code == ExitCode.PARTLY
    assert len(list((tmp_path / "b").iterdir())) == 3
    whole = run("bewaar", "--naar", tmp_path / "b", "--voor", public, "--json")
    assert (whole.exit_code, json.loads(whole.stdout)["regel"]) == (ExitCode.DONE, True)


def test_a_trial_finds_what_is_wrong(run: Any, kantoor: Kantoor, pair: tuple[Path, Path], tmp_path: Path) -> None:
    """A backup of a log in which a row was altered is made, and the trial ends in exit code 3 with the findings."""
    import sqlite3
    from contextlib import closing

    from audit.database import append_only, drop_append_only

    run("bewaar", "--naar", tmp_path / "a", "--voor", pair[1])  # an act of the operator, whose row is altered
    with closing(sqlite3.connect(kantoor.settings.data_dir / "knooppunt.sqlite")) as database:
        for statement in drop_append_only("handeling", "sqlite"):
            database.execute(statement)
        database.execute("UPDATE handeling SET tijd = tijd + 1")
        database.commit()
        done = run("bewaar", "--naar", tmp_path / "b", "--voor", pair[1], "--verifieer", "--json")
        database.execute("UPDATE handeling SET tijd = tijd - 1")
        for statement in append_only("handeling", "sqlite"):
            database.execute(statement)
        database.commit()
    assert done.exit_code == ExitCode.VERIFICATION
    assert json.loads(done.stdout)["bevindingen"] == ["handeling-wijkt-af", "rij-gewijzigd"]
    files = sorted((tmp_path / "b").iterdir())
    tried = run("herstel", *files, "--sleutel", pair[0], "--proef")
    assert tried.exit_code == ExitCode.VERIFICATION
    assert "rij-gewijzigd" in tried.stdout


def test_the_secret_key_must_be_one_that_only_its_owner_reads(run: Any, pair: tuple[Path, Path]) -> None:
    """A secret key that others may read is not used, and neither is something else."""
    secret, public = pair
    secret.chmod(0o644)
    for key in (secret, public):
        refused = run("herstel", "x.kpb", "--sleutel", key)
        assert isinstance(refused.exception, BewaringError)


def test_going_on_is_for_what_was_put_back_and_compared(run: Any, kantoor: Kantoor) -> None:
    """Nothing to go on from is a usage error; without witnesses or partners nobody knows, so it stays shut."""
    assert run("hervat").exit_code == ExitCode.USAGE
    stand.mark(kantoor.settings, {"back_up": "x", "gemaakt": 1})
    refused = run("hervat")
    assert isinstance(refused.exception, OudeStandError)
    assert "te weinig getuigen" in str(refused.exception)
    assert stand.marked(kantoor.settings) is not None
    done = run("hervat", "--zonder-vergelijking-ik-weet-dat-er-dan-twee-logs-kunnen-ontstaan", "--json")
    assert done.exit_code == ExitCode.DONE, done.exception
    assert stand.marked(kantoor.settings) is None
    assert kantoor.last_line().feit["gebeurtenis"] == "beheer:back-up:teruggezet"
