# SPDX-License-Identifier: EUPL-1.2
"""The operator's commands on terms, erasures and log keys, on a backbone that was really set up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from audit.proof import tlog_policy
from audit.values import LogError
from core.contract.exitcodes import ExitCode
from core.keychain import vervolg
from server.commandline import build
from tests.server.commandline.test_geb import Kantoor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WHO = ("--doel", "controle", "--reden", "bewaartermijn")


@pytest.fixture(scope="module")
def kantoor(tmp_path_factory: pytest.TempPathFactory) -> Kantoor:
    """An installed backbone."""
    made = Kantoor(tmp_path_factory.mktemp("kantoor"))
    made.install()
    return made


@pytest.fixture
def run(kantoor: Kantoor, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a command of that backbone in this process."""
    for name, value in kantoor.environment().items():
        if name.startswith("KNOOPPUNT_"):
            monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(build(words[0]), list(words))


def test_the_proposal_is_for_who_may_read_the_log_and_the_run_is_a_line(kantoor: Kantoor, run: Any) -> None:
    """Present and contrary: an officer is told what is due (nothing yet) and the run is logged; another is refused."""
    done = run("audit", "wisvoorstel", "--als", "fg-1", *WHO, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (ExitCode.DONE, {"voorstellen": []})
    line = kantoor.last_line()
    assert (line.feit["gebeurtenis"], line.feit["verlopen"]) == ("beheer:bewaartermijn:gedraaid", {})
    assert run("audit", "wisvoorstel", "--als", "niemand", *WHO).exit_code == ExitCode.REFUSED
    assert kantoor.last_line().feit["gebeurtenis"] != "beheer:bewaartermijn:gedraaid"


def test_replaying_erasures_needs_every_order(run: Any, tmp_path: Path) -> None:
    """Absent and contrary: without orders nothing is erased; a file that proves none stops the replay."""
    done = run("beheer", "herhaal-wissingen", "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (
        ExitCode.DONE,
        {
            "bevelen": 0,
            "gewist": 0,
            "vernietigd": 0,
            "ontbreekt": [],
        },
    )
    (tmp_path / "vals.json").write_text("{}")
    refused = run("beheer", "herhaal-wissingen", "--bevelen", str(tmp_path))
    assert isinstance(refused.exception, LogError)


def test_a_next_log_key_is_made_and_nothing_changes_yet(kantoor: Kantoor, run: Any, tmp_path: Path) -> None:
    """The policy for the participants names both pairs; the old pair cannot stop before the new one counts."""
    before = kantoor.settings.tlog_policy.read_bytes()
    done = run("beheer", "logsleutel", "maak", "--naar", str(tmp_path / "policy"), "--json")
    assert done.exit_code == ExitCode.DONE, done.output
    made = tlog_policy.parse((tmp_path / "policy").read_bytes())
    assert len(made.logs) == 2 * len(tlog_policy.parse(before).logs)
    assert kantoor.settings.tlog_policy.read_bytes() == before
    assert isinstance(run("beheer", "logsleutel", "stop").exception, LogError)
    taken = run("beheer", "neem-lijst-over", str(kantoor.settings.lijst), str(tmp_path / "policy"))
    assert "niet die van de deelnemerslijst" in str(taken.exception)


def test_freezing_names_every_published_log(kantoor: Kantoor, run: Any, tmp_path: Path) -> None:
    """The file for the new log commits to each shard as it was published."""
    done = run("beheer", "logsleutel", "bevries", "--naar", str(tmp_path / "vervolg.json"), "--json")
    assert done.exit_code == ExitCode.DONE, done.output
    named = vervolg.read(json.loads((tmp_path / "vervolg.json").read_text("utf-8")))
    folder = kantoor.settings.publication / "log"
    assert {origin.rpartition("/")[2] for origin in named} == {path.name for path in folder.iterdir() if path.is_dir()}
