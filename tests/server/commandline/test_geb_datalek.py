# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb datalek` on a backbone that was really set up: decided, logged, written; refused without a file."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from core.contract.exitcodes import ExitCode
from gep.periode import ZONE
from server.commandline.geb import only
from tests.server.commandline.test_geb import Kantoor

if TYPE_CHECKING:
    from pathlib import Path

DAYS = "2026-01-01..2099-12-31"


class Meldpunt(Kantoor):
    """An operator with an officer who reports on a breach."""

    def datalek(self, uit: Path, *more: str, als: str = "fg-1", hours: int = 1, **given: str) -> Any:
        """Run the command; people knew so many hours ago."""
        known = (datetime.now(tz=ZONE) - timedelta(hours=hours)).isoformat(timespec="seconds")
        said = {"periode": DAYS, "bekend": known, "doel": "controle", "reden": "datalek-melding", **given}
        words = [word for name, value in said.items() for word in (f"--{name}", value)]
        return CliRunner().invoke(
            only("datalek"), ["datalek", "--uit", str(uit), "--als", als, *words, *more], env=self.environment()
        )


@pytest.fixture(scope="module")
def meldpunt(tmp_path_factory: pytest.TempPathFactory) -> Meldpunt:
    """An installed backbone."""
    made = Meldpunt(tmp_path_factory.mktemp("meldpunt"))
    made.install()
    return made


def test_it_writes_the_report_and_leaves_its_line(meldpunt: Meldpunt, tmp_path: Path) -> None:
    """A period in which nothing was read gives a report without records; a second version goes on with its id."""
    done = meldpunt.datalek(tmp_path / "een", "--json")
    assert done.exit_code == ExitCode.DONE, done.stderr
    told = json.loads(done.stdout)
    assert {path.name for path in (tmp_path / "een").iterdir()} == {"datalek.json", "datalek.html", "datalek.pdf"}
    assert (told["versie"], told["verstrekkers"], sum(told["telling"].values())) == (1, [], 0)
    line = meldpunt.last_line()
    assert (line.feit["wat"], line.feit["reden"]) == (f"datalek:periode:{DAYS}", "datalek-melding")
    assert told["doorzocht"][-1]["size"] == line.index + 1
    again = meldpunt.datalek(tmp_path / "twee", "--json", "--vorige", str(tmp_path / "een" / "datalek.json"), hours=73)
    second = json.loads(again.stdout)
    assert (second["melding"], second["versie"], second["klok"]["te_laat"]) == (told["melding"], 2, True)
    assert second["verschil"]["vorige_versie"] == 1


def test_an_account_stands_in_the_line_as_a_hash_only(meldpunt: Meldpunt, tmp_path: Path) -> None:
    """The officer's own account is reported on; line and summary do not name it, the report does as the one asked for."""
    done = meldpunt.datalek(tmp_path / "lek", persoon="fg-1")
    assert done.exit_code == ExitCode.DONE, done.stderr
    line = meldpunt.last_line()
    assert line.feit["wat"] == f"datalek:persoon:{DAYS}"
    assert len(line.feit["betreft"]) == 32
    assert "fg-1" not in json.dumps(line.feit) + done.stdout
    assert json.loads((tmp_path / "lek" / "datalek.json").read_text())["vraag"]["persoon"] == "fg-1"


@pytest.mark.parametrize("als", ["jurist-0", "niemand"])
def test_who_may_not_read_the_log_gets_nothing(meldpunt: Meldpunt, tmp_path: Path, als: str) -> None:
    """A jurist, or nobody known: exit code 4, no file, a line, and not a word about whether the key is there."""
    refused = meldpunt.datalek(tmp_path / "lek", als=als, sleutel="0" * 64)
    assert refused.exit_code == ExitCode.REFUSED, refused.stderr
    assert not (tmp_path / "lek").exists()
    assert "sleutel" not in refused.stdout + refused.stderr
    assert meldpunt.last_line().feit["gebeurtenis"] == "backbone:lezing:geweigerd"


@pytest.mark.parametrize(
    "given",
    [
        {"sleutel": "0" * 64},
        {"sleutel": "kort"},
        {"sleutel": "0" * 64, "organisatie": "0" * 20},
        {"organisatie": "00000099000000007777"},
        {"persoon": "iemand-anders"},
        {"bij-beheer": "koffie"},
        {"bekend": "gisteren"},
        {"bekend": "2090-01-01T10:00"},
        {"periode": "2026"},
        {"tellingen": "bestaat-niet"},
        {"vorige": "bestaat-niet.json"},
    ],
)
def test_what_is_not_there_is_a_usage_error(meldpunt: Meldpunt, tmp_path: Path, given: dict[str, str]) -> None:
    """A key, account or organisation that nobody knows, two questions at once, and times that are none: exit code 2."""
    done = meldpunt.datalek(tmp_path / "lek", **given)
    assert done.exit_code == ExitCode.USAGE, done.stdout + done.stderr
    assert not (tmp_path / "lek").exists()


def test_what_lies_at_the_operator_is_told_in_words(meldpunt: Meldpunt, tmp_path: Path) -> None:
    """Of the log key and of the answer key by its id the report says what they open: nothing."""
    assert meldpunt.datalek(tmp_path / "log", **{"bij-beheer": "logsleutel"}).exit_code == ExitCode.DONE
    page = (tmp_path / "log" / "datalek.html").read_text()
    assert "Geen logregels, geen leessleutels en geen inhoud." in page
