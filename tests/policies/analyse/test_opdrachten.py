# SPDX-License-Identifier: EUPL-1.2
"""The commands matrix, verschil and invarianten as a jurist runs them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from policies.ruleset import FOLDER


def knooppunt(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one command as a process."""
    command = [sys.executable, "-m", "server.commandline", "beleid", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A rule folder of one's own."""
    for name in ("model.conf", "vocabulaire.toml", "bronnen.toml", "invarianten.toml"):
        shutil.copy(FOLDER / name, tmp_path)
    for name in ("regels", "groepen", "teksten"):
        if (FOLDER / name).is_dir():
            shutil.copytree(FOLDER / name, tmp_path / name)
    return tmp_path


def without(folder: Path, code: str) -> None:
    """Take one row out."""
    for path in (folder / "regels").iterdir():
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if f" {code} " not in line and f" {code}," not in line), "utf-8")


def test_an_edit_is_compared_before_it_is_in_force(folder, tmp_path):
    """A jurist takes out a row and sees what opens, as text, as JSON and as a page."""
    without(folder, "R-01.1")
    page = tmp_path / "verschil.html"
    done = knooppunt("verschil", FOLDER, folder, "--html", page)
    assert done.returncode == 0, done.stderr
    assert "Wordt ruimer" in done.stdout
    assert "Toeslagen" in page.read_text("utf-8")
    data = json.loads(knooppunt("verschil", FOLDER, folder, "--json").stdout)
    assert (data["opent"], data["leeg"]) == (True, False)


def test_a_broken_invariant_is_shown_with_a_request(folder):
    """Taking out the row that keeps Toeslagen silent breaks a sentence, with exit code 1 and a counterexample."""
    assert knooppunt("invarianten", "--regels", folder).returncode == 0
    without(folder, "R-01.1")
    done = knooppunt("invarianten", "--regels", folder)
    assert done.returncode == 1
    assert "I-01: Toeslagen verstrekt nooit" in done.stdout
    data = json.loads(knooppunt("invarianten", "--regels", folder, "--json").stdout)
    broken = [one for one in data["zinnen"] if not one["geldt"]]
    assert {one["id"] for one in broken} == {"I-01", "I-02"}
    assert all(one["tegenvoorbeeld"]["wie"] == "toeslagen" for one in broken)


def test_the_matrix_is_frozen_and_compared(folder, tmp_path):
    """A frozen matrix equals the one made again, and not the one of other rules."""
    frozen = tmp_path / "matrix.json"
    chosen = ("--wie", "toeslagen", "--handeling", "verstrekken")
    assert knooppunt("matrix", *chosen, "--bevries", frozen).returncode == 0
    assert knooppunt("matrix", *chosen, "--toets", frozen).returncode == 0
    without(folder, "R-01.1")
    done = knooppunt("matrix", *chosen, "--regels", folder, "--toets", frozen)
    assert done.returncode == 1
    assert "andere" in done.stderr


@pytest.mark.parametrize(
    "words", [("matrix", "--wie", "niemand"), ("verschil", "bestaat-niet"), ("invarianten", "--regels", "x")]
)
def test_a_wrong_word_is_told(words):
    """An unknown code, folder or file is a usage error in Dutch, without a traceback."""
    done = knooppunt(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
