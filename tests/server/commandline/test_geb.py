# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb maak` on a backbone that was really set up: decided, logged, written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from audit.reader import LogReader
from core.contract.exitcodes import ExitCode
from server import wiring
from tests import kit
from tests.server.test_serve import Operator

if TYPE_CHECKING:
    from pathlib import Path


class Kantoor(Operator):
    """An operator whose partners also listed a data protection officer."""

    def lijst(self, prepared: dict[str, Any]) -> bytes:
        signing = self.officers
        self.officers = [*signing, kit.Functionaris("fg-1", self.parties[1].oin, "fg")]
        try:
            return super().lijst(prepared)
        finally:
            self.officers = signing

    def geb(
        self, uit: Path, *more: str, als: str = "fg-1", doel: str = "controle", reden: str = "jaarlijkse-geb"
    ) -> Any:
        words = ("--uit", str(uit), "--als", als, "--doel", doel, "--reden", reden)
        return self.command("geb", "maak", *words, *more)

    def last_line(self) -> Any:
        """Return the newest line of the national shard."""
        backbone = wiring.open_backbone(self.settings)
        try:
            log = backbone.exchange.world.log
            shard = next(name for name in log.shards() if name.startswith("landelijk-"))
            return list(LogReader(log.engine, log.kluis).lines(shard))[-1]
        finally:
            backbone.close()


@pytest.fixture(scope="module")
def kantoor(tmp_path_factory: pytest.TempPathFactory) -> Kantoor:
    """An installed backbone."""
    made = Kantoor(tmp_path_factory.mktemp("kantoor"))
    made.install()
    return made


def test_it_writes_three_files_and_leaves_its_line(kantoor, tmp_path) -> None:
    """An officer who may read the log gets the files; who, why and for what stand in the line that was written first."""
    done = kantoor.geb(tmp_path, "--json", "--regio", "noord-nederland", "--periode", "2026-01-01..2099-12-31")
    assert done.returncode == ExitCode.DONE, done.stderr
    told = json.loads(done.stdout)
    assert {path.name for path in tmp_path.iterdir()} == {"geb.json", "geb.html", "bewijs.json"}
    assert told["regio"] == "noord-nederland"
    line = kantoor.last_line()
    assert line.feit["gebeurtenis"] == "beheer:spoor:gelezen"
    assert (line.feit["doel"], line.feit["reden"]) == ("controle", "jaarlijkse-geb")
    assert line.feit["wat"] == "geb:noord-nederland:2026-01-01..2099-12-31"
    assert [decision["regels"] for decision in line.feit["beslissingen"]] == [["R-68.1"]]
    assert "fg-1" not in json.dumps(line.feit)
    assert line.persoon["persoon"] == "fg-1"
    assert told["checkpoints"][-1]["size"] == line.index + 1


@pytest.mark.parametrize(("als", "regels"), [("jurist-0", ["R-69.1"]), ("niemand", [])])
def test_who_may_not_read_the_log_is_refused_and_that_is_logged(kantoor, tmp_path, als, regels) -> None:
    """A jurist, or somebody who is no officer, gets exit code 4 and no file; the refusal is a line."""
    refused = kantoor.geb(tmp_path / "geb", als=als)
    assert refused.returncode == ExitCode.REFUSED, refused.stderr
    assert not (tmp_path / "geb").exists()
    line = kantoor.last_line()
    assert line.feit["gebeurtenis"] == "backbone:lezing:geweigerd"
    assert [rule for decision in line.feit["beslissingen"] for rule in decision["regels"]] == regels
    assert "niemand" not in json.dumps([line.feit, line.persoon])


@pytest.mark.parametrize("changed", [{"reden": "omdat Jan dat wil"}, {"reden": "bsn-999990019"}, {"doel": "oc"}])
def test_a_reason_is_a_code_and_the_purpose_one_for_reading(kantoor, tmp_path, changed) -> None:
    """Free text as reason, or a purpose for which nobody reads the log, is a mistake in the command."""
    assert kantoor.geb(tmp_path, **changed).returncode == ExitCode.USAGE


@pytest.mark.parametrize("more", [("--periode", "2026"), ("--regio", "atlantis")])
def test_a_wrong_period_or_region_is_a_usage_error(kantoor, tmp_path, more) -> None:
    """What cannot be made is told before the log is read."""
    assert kantoor.geb(tmp_path, *more).returncode == ExitCode.USAGE
