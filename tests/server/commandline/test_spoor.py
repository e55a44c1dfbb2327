# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit spoor`, `audit bevoegdheden` and `audit nood` on a backbone that was really set up."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from core.contract.exitcodes import ExitCode
from server.commandline.audit import app
from tests.server.commandline.test_geb import Kantoor

if TYPE_CHECKING:
    from pathlib import Path


class Loket(Kantoor):
    """An operator with an officer who looks at the trail."""

    def spoor(self, *more: str, als: str = "fg-1", reden: str = "weekcontrole") -> Any:
        """Run the command."""
        return self.command("audit", "spoor", "--als", als, "--doel", "controle", "--reden", reden, *more)


@pytest.fixture(scope="module")
def loket(tmp_path_factory: pytest.TempPathFactory) -> Loket:
    """An installed backbone with one read in its log."""
    made = Loket(tmp_path_factory.mktemp("loket"))
    made.install()
    assert made.spoor().returncode == ExitCode.DONE
    return made


def test_it_shows_lines_as_json_with_their_why(loket) -> None:
    """Each line is one JSON object with who, what, outcome and why; the last object tells how many and where to go on."""
    done = loket.spoor("--json", "--hoogstens", "1")
    assert done.returncode == ExitCode.DONE, done.stderr
    *lines, last = (json.loads(line) for line in done.stdout.splitlines())
    assert len(lines) == 1
    assert {"regel", "tijd", "organisatie", "persoon", "uitkomst", "waarom", "aandacht"} <= set(lines[0])
    assert lines[0]["waarom"]["grond"] == "rol"
    assert last["resultaat"]["regels"] == 1
    assert last["resultaat"]["volgende"]


def test_files_are_logged_before_they_are_there(loket, tmp_path: Path) -> None:
    """Page and spreadsheet file are written, and each left a line with its form and hash."""
    done = loket.spoor("--html", str(tmp_path / "s.html"), "--csv", str(tmp_path / "s.csv"), "--json")
    assert done.returncode == ExitCode.DONE, done.stderr
    assert json.loads(done.stdout)["bestanden"] == [str(tmp_path / "s.csv"), str(tmp_path / "s.html")]
    page = (tmp_path / "s.html").read_text("utf-8")
    assert '<h2 id="s-aandacht">' in page
    rows = list(csv.reader(io.StringIO((tmp_path / "s.csv").read_text("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["regel", "tijd (UTC)", "organisatie"]
    assert loket.last_line().feit["vorm"] == "html"


def test_a_bundle_of_every_line(loket, tmp_path: Path) -> None:
    """With `--bundels` each line of the trail gets its evidence bundle, and each bundle left its own line."""
    done = loket.spoor("--bundels", str(tmp_path / "bundels"), "--json", als="fg-1", reden="klacht-17")
    assert done.returncode == ExitCode.DONE, done.stderr
    told = json.loads(done.stdout)
    made = sorted(path.name for path in (tmp_path / "bundels").iterdir())
    assert len(made) == told["regels"] > 0
    assert made[0].startswith("landelijk-")
    assert loket.last_line().feit["gebeurtenis"] == "beheer:bundel:gemaakt"


def test_who_may_not_read_gets_nothing(loket, tmp_path: Path) -> None:
    """A stranger is refused with the exit code of a refusal; no file is written and the line is there."""
    done = loket.spoor("--csv", str(tmp_path / "s.csv"), als="onbekend")
    assert done.returncode == ExitCode.REFUSED
    assert done.stdout == ""
    assert not (tmp_path / "s.csv").exists()
    assert loket.last_line().feit["gebeurtenis"] == "backbone:lezing:geweigerd"


@pytest.mark.parametrize(
    "wrong",
    [
        ("--casus", "een"), ("--regel", "12"), ("--uitkomst", "goed"), ("--organisatie", "1"), ("--na", "x"),
        ("--periode", "gisteren"),
    ],
)  # fmt: skip
def test_wrong_words_are_a_usage_error(wrong) -> None:
    """A filter of another form is told before a backbone is even opened, so nothing is decided or written."""
    words = ["spoor", "--als", "fg-1", "--doel", "controle", "--reden", "weekcontrole", *wrong]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == ExitCode.USAGE
    assert done.stderr.strip()


def test_authorisations_are_listed(loket) -> None:
    """The officer sees the authorisations of its own organisation with their term; confirming its own is refused."""
    words = ("--als", "fg-1", "--doel", "controle", "--reden", "kwartaalcontrole")
    done = loket.command("audit", "bevoegdheden", *words, "--json")
    assert done.returncode == ExitCode.DONE, done.stderr
    found = json.loads(done.stdout)["bevoegdheden"]
    own = next(item for item in found if item["wie"] == "fg-1")
    assert own["soort"] == "fg"
    assert not own["verlopen"]
    refused = loket.command("audit", "bevoegdheden", *words, "--bevestig", own["kenmerk"])
    assert refused.returncode == ExitCode.USAGE
    assert "ander" in refused.stderr


def test_a_calm_read_is_nothing_to_review(loket) -> None:
    """`audit nood` on a line that was no emergency, or on no line, is a usage error."""
    words = ("--als", "fg-1", "--doel", "controle", "--reden", "weekcontrole")
    line = loket.last_line()
    done = loket.command("audit", "nood", *words, "--regel", f"{line.shard}/{line.index}")
    assert done.returncode == ExitCode.USAGE
    assert "nood" in done.stderr
    assert CliRunner().invoke(app, ["nood", *words, "--regel", "zonder-nummer"]).exit_code == ExitCode.USAGE
