# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb controleer` and `verschil` on a backbone that was really set up: decided, logged, told, and the exit codes."""

from __future__ import annotations

import json
import shutil
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from core.contract import editie
from core.contract.exitcodes import ExitCode
from gep.bron import Bron
from gep.document.pdf import as_pdf
from gep.geb import maken
from gep.geb.controle.verslag import OUD
from gep.geb.maken import make
from gep.periode import Periode
from server import wiring
from server.commandline.geb import app
from tests.gep.geb.edities import reseal
from tests.server.commandline.test_geb import Kantoor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AS_FG = ("--als", "fg-1", "--doel", "controle", "--reden", "jaarlijkse-toets")


@pytest.fixture(scope="module")
def kantoor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kantoor]:
    """An installed backbone, whose settings this process has."""
    made = Kantoor(tmp_path_factory.mktemp("kantoor"))
    made.install()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in made.environment().items():
            if name.startswith("KNOOPPUNT_"):
                patch.setenv(name, value)
        patch.setattr(maken, "as_pdf", cache(as_pdf))  # the real one, once for each document
        yield made


def fresh(kantoor: Kantoor, folder: Path) -> Path:
    """Make an edition of this backbone, as it stands now."""
    backbone = wiring.open_backbone(kantoor.settings)
    try:
        bron = Bron.of_world(backbone.exchange.world)
        make(bron, Periode.year_of(bron.gemaakt)).save(folder)
    finally:
        backbone.close()
    return folder


@pytest.fixture(scope="module")
def gemaakt(kantoor: Kantoor, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of this backbone."""
    return fresh(kantoor, tmp_path_factory.mktemp("geb") / "editie")


@pytest.fixture
def folder(gemaakt: Path, tmp_path: Path) -> Path:
    """A copy that a test may alter."""
    return shutil.copytree(gemaakt, tmp_path / "editie")


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def test_a_sound_edition_ends_with_zero_and_a_report(kantoor, tmp_path) -> None:
    """Nothing wrong and nothing stale: exit code 0, one JSON object, a page, and a line that names edition and reason."""
    report, folder = tmp_path / "verslag.html", fresh(kantoor, tmp_path / "editie")
    done = run("controleer", str(folder), *AS_FG, "--json", "--html", str(report))
    assert done.exit_code == ExitCode.DONE, done.output
    told = json.loads(done.stdout)
    assert (told["klopt"], told["geldt"]) == (True, True)
    assert told["editie"] == editie.verify(folder).hash
    assert "alles klopt nu nog" in report.read_text("utf-8")
    line = kantoor.last_line()
    assert line.feit["gebeurtenis"] == "beheer:spoor:gelezen"
    assert (line.feit["reden"], line.feit["wat"]) == ("jaarlijkse-toets", f"geb-controle:{told['editie'][:16]}")
    assert "fg-1" not in json.dumps(line.feit)


def test_an_altered_edition_ends_with_three(kantoor, folder) -> None:
    """Something altered, with hashes that fit: exit code 3, and the sentence that was changed is named."""
    path = folder / editie.PAGINA
    path.write_text(path.read_text("utf-8").replace("Dit is een concept.", "Dit is definitief."), "utf-8")
    reseal(folder)
    done = run("controleer", str(folder), *AS_FG)
    assert done.exit_code == ExitCode.VERIFICATION
    assert "Vertrouw haar niet." in done.stdout
    assert "er staat “Dit is definitief.”, het moet “Dit is een concept.” zijn." in done.stdout
    (folder / editie.NAAM).write_text("{}", "utf-8")
    assert run("controleer", str(folder), *AS_FG).exit_code == ExitCode.VERIFICATION
    assert kantoor.last_line().feit["wat"] == "geb-controle:ongeldig"


def test_a_stale_edition_ends_with_six(kantoor, gemaakt) -> None:
    """A refused read of the log is one more line that counts: nothing altered, and the answers about it are stale."""
    refused = run("controleer", str(gemaakt), "--als", "jurist-0", *AS_FG[2:])
    assert refused.exit_code == ExitCode.REFUSED
    done = run("controleer", str(gemaakt), *AS_FG)
    assert done.exit_code == ExitCode.PARTLY
    assert done.stdout.startswith(OUD)
    assert "Deze antwoorden zijn verouderd:" in done.stdout
    assert "Dit klopt niet" not in done.stdout


@pytest.mark.parametrize("als", ["jurist-0", "niemand"])
def test_who_may_not_read_the_log_gets_nothing(kantoor, gemaakt, tmp_path, als) -> None:
    """A jurist and a stranger get exit code 4, no report and no finding; the refusal is a line."""
    report = tmp_path / "verslag.html"
    done = run("controleer", str(gemaakt), "--als", als, *AS_FG[2:], "--html", str(report), "--json")
    assert done.exit_code == ExitCode.REFUSED
    assert not report.exists()
    assert done.stdout == ""
    assert kantoor.last_line().feit["gebeurtenis"] == "backbone:lezing:geweigerd"


def test_a_folder_that_is_not_there_is_a_usage_error(kantoor, tmp_path) -> None:
    """Nothing is read, and nothing is logged, for a folder that does not exist."""
    before = kantoor.last_line().index
    assert run("controleer", str(tmp_path / "weg"), *AS_FG).exit_code == ExitCode.USAGE
    assert kantoor.last_line().index == before


def test_the_difference_needs_no_backbone(gemaakt, folder, tmp_path, monkeypatch) -> None:
    """Without any settings two folders are compared: equal ones say so, and an altered one ends with 3."""
    monkeypatch.setenv("KNOOPPUNT_DATA_DIR", str(tmp_path / "nergens"))
    page = tmp_path / "verschil.html"
    done = run("verschil", str(gemaakt), str(folder), "--html", str(page))
    assert done.exit_code == ExitCode.DONE, done.output
    assert "Verder zijn beide edities gelijk." in done.stdout
    assert "Verschil tussen twee edities" in page.read_text("utf-8")
    assert json.loads(run("verschil", str(gemaakt), str(folder), "--json").stdout)["gelijk"] is True
    (folder / editie.PDF).unlink()
    broken = run("verschil", str(gemaakt), str(folder))
    assert broken.exit_code == ExitCode.VERIFICATION
    assert "geb.pdf ontbreekt" in broken.stderr
    assert not (tmp_path / "nergens").exists()
