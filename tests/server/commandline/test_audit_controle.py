# SPDX-License-Identifier: EUPL-1.2
"""`audit verifieer` and `audit fsck` on a backbone that was really set up: the line they leave, going on, copies."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from audit.events import Event
from audit.events.fields import misfit
from core.contract.exitcodes import ExitCode
from server.commandline.audit.verifieer import Wijze, check
from tests.server.commandline.test_geb import Kantoor

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def kantoor(tmp_path_factory: pytest.TempPathFactory) -> Kantoor:
    """An installed backbone."""
    made = Kantoor(tmp_path_factory.mktemp("kantoor"))
    made.install()
    return made


def verifieer(kantoor: Kantoor, *words: str) -> Any:
    return kantoor.command("audit", "verifieer", "--json", *words)


def test_the_outcome_is_left_in_the_log(kantoor: Kantoor) -> None:
    """With officer, purpose and reason the line says who checked what, and the next verification is clean with it."""
    done = verifieer(kantoor, "--als", "fg-1", "--reden", "kwartaalcontrole")
    assert done.returncode == ExitCode.DONE, done.stderr
    told = json.loads(done.stdout)
    line = kantoor.last_line()
    assert line.feit["gebeurtenis"] == Event.LOG_GECONTROLEERD
    assert not misfit(line.feit)
    assert (line.feit["geldig"], line.feit["bevindingen"]) == (True, 0)
    assert line.feit["omvang"] == {point["origin"].rpartition("/")[2]: point["size"] for point in told["checkpoints"]}
    assert line.persoon["persoon"] == "fg-1"
    assert "fg-1" not in json.dumps(line.feit)
    assert check(kantoor.settings).geldig


def test_who_may_not_is_refused_and_half_a_request_is_none(kantoor: Kantoor) -> None:
    """A jurist is refused with exit 4 and a line of it; an officer without reason, or a reason in words, is no request."""
    refused = verifieer(kantoor, "--als", "jurist-0", "--reden", "kwartaalcontrole")
    assert refused.returncode == ExitCode.REFUSED, refused.stderr
    assert kantoor.last_line().feit["gebeurtenis"] == Event.LEZING_GEWEIGERD
    assert verifieer(kantoor, "--als", "fg-1").returncode == ExitCode.USAGE
    assert verifieer(kantoor, "--als", "fg-1", "--reden", "Omdat het moet").returncode == ExitCode.USAGE


def test_going_on_where_it_stopped(kantoor: Kantoor, tmp_path: Path) -> None:
    """The second time only what is new is looked at; a file made with another policy is refused."""
    path = tmp_path / "voortgang"
    first = check(kantoor.settings, Wijze(voortgang=path))
    assert first.geldig
    assert first.vanaf == {}
    verifieer(kantoor, "--als", "fg-1", "--reden", "tussendoor")
    second = check(kantoor.settings, Wijze(voortgang=path))
    assert second.geldig, second.to_json()
    assert set(second.vanaf) == {point["origin"].rpartition("/")[2] for point in first.checkpoints} - {"stam"}
    assert second.regels == first.regels - sum(second.vanaf.values()) + 1
    path.write_text(path.read_text().replace('"tlog_policy_sha256":"', '"tlog_policy_sha256":"0'))
    assert verifieer(kantoor, "--voortgang", str(path)).returncode == ExitCode.FAILURE


def test_fsck_of_store_and_copy(kantoor: Kantoor, tmp_path: Path) -> None:
    """Clean it ends in 0; a copy with one byte changed in 3, named; a copy without its own policy is no question."""
    policy = ("--tlog-policy", str(kantoor.settings.tlog_policy))
    assert kantoor.command("audit", "fsck").returncode == ExitCode.DONE
    copy = tmp_path / "kopie"
    shutil.copytree(kantoor.settings.publication / "log", copy / "log")
    assert kantoor.command("audit", "fsck", "--map", str(copy), *policy).returncode == ExitCode.DONE
    path = copy / "log/stam/checkpoint"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    done = kantoor.command("audit", "fsck", "--json", "--map", str(copy), *policy)
    assert done.returncode == ExitCode.VERIFICATION
    assert "log/stam/checkpoint" in {found["waar"] for found in json.loads(done.stdout)["bevindingen"]}
    assert kantoor.command("audit", "fsck", "--map", str(copy)).returncode == ExitCode.USAGE
    assert kantoor.command("audit", "fsck", "--map", str(tmp_path / "geen"), *policy).returncode == ExitCode.USAGE
