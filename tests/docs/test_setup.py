# SPDX-License-Identifier: EUPL-1.2
"""What a newcomer relies on: the README, the make targets, locked requirements, lint, and the checks of a whole run."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests import session
from tests.bewijs import Proofs

SETTINGS: dict[str, Any] = tomllib.loads((session.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = ("adapters", "audit", "core", "gep", "policies", "server")


def test_the_readme_tells_it_all_on_its_first_screen(root: Path) -> None:
    """Within forty lines: what it is, for whom (three users), how to try it, and what is then seen."""
    screen = "\n".join((root / "README.md").read_text(encoding="utf-8").splitlines()[:40])
    for part in ("information-exchange backbone", "three users", "make demo", "make test", "what you see"):
        assert part in screen
    assert screen.count("\n- **") == 3


def test_the_distribution_is_what_was_agreed(root: Path) -> None:
    """One distribution `knooppunt`, Python 3.11 or later, EUPL-1.2, with the six rooms as its packages."""
    project = SETTINGS["project"]
    assert (project["name"], project["requires-python"], project["license"]) == ("knooppunt", ">=3.11", "EUPL-1.2")
    assert "EUPL" in (root / "LICENSE").read_text(encoding="utf-8")
    assert tuple(SETTINGS["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == ROOMS
    assert all((root / room / "__init__.py").is_file() for room in ROOMS)


def test_the_arrows_between_the_rooms_hold(root: Path) -> None:
    """import-linter finds no import, direct or by reach, against the arrows of the architecture."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_module_escapes_the_arrow_of_the_partners(root: Path) -> None:
    """Every module of `audit` but its pure part is named as forbidden to the partner's side; a new one cannot slip by."""
    contracts = SETTINGS["tool"]["importlinter"]["contracts"]
    forbidden = {
        name for item in contracts if item.get("source_modules") == ["adapters"] for name in item["forbidden_modules"]
    }
    found = {
        f"audit.{path.stem}"
        for path in (root / "audit").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert found - {"audit.__init__", "audit.proof"} <= forbidden


def test_lint_is_strict_and_each_exception_has_its_reason(root: Path) -> None:
    """All rules of ruff are on, mypy is strict, and every rule that is off says why beside it."""
    assert SETTINGS["tool"]["ruff"]["lint"]["select"] == ["ALL"]
    assert SETTINGS["tool"]["mypy"]["strict"] is True
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    block = text.partition("\nignore = [\n")[2].partition("\n]\n")[0]
    groups = re.split(r"^  # --- ", block, flags=re.MULTILINE)[1:]
    assert len(groups) >= 2
    assert all("#" in line for line in block.splitlines() if line.strip())


def test_every_silenced_line_names_the_rule(tracked: list[Path]) -> None:
    """No `noqa` or `type: ignore` without the rule it silences."""
    loose = re.compile(r"#\s*noqa(?!:)|#\s*type:\s*ignore(?!\[)")
    lines = [
        (path.name, line) for path in tracked if path.suffix == ".py" for line in path.read_text("utf-8").splitlines()
    ]
    assert [
        found for found in lines if loose.search(found[1]) and "loose" not in found[1] and "`noqa`" not in found[1]
    ] == []


def test_requirements_are_locked_with_hashes(root: Path) -> None:
    """Each requirement is pinned to one version and carries at least one hash."""
    for path in sorted((root / "requirements").glob("*.txt")):
        entries = re.split(r"\n(?=[a-z0-9])", path.read_text(encoding="utf-8").replace("\\\n", " "))
        pinned = [entry for entry in entries if re.match(r"[a-zA-Z0-9]", entry)]
        assert pinned, path.name
        assert all(re.match(r"[\w.\-\[\],]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry) for entry in pinned), path.name


def test_make_targets_set_themselves_up(root: Path) -> None:
    """Each target depends on the environment it needs, which is made from the locked requirements."""
    text = (root / "Makefile").read_text(encoding="utf-8")
    needs = {"demo": "RUN", "serve": "RUN", "test": "DEV", "lint": "DEV", "bench": "BENCH"}
    for target, needed in needs.items():
        assert re.search(rf"^{target}: \$\({needed}\)", text, re.MULTILINE), target
    assert text.count("--require-hashes -r requirements/") == 3


def test_ci_runs_what_a_newcomer_runs(root: Path) -> None:
    """`.ci/run` is executable, sets `CI` and runs lint and test."""
    path = root / ".ci" / "run"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert os.access(path, os.X_OK)
    assert [line for line in lines if line.startswith("make ")] == ["make lint", "make test"]
    assert any("CI=" in line for line in lines)


@pytest.fixture
def quiet_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A repository of its own with a proof page that promises one test."""
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs" / "bewijs.md"
    page.write_text("| zin | bewijs |\n|---|---|\n| het werkt | `tests/x.py::test_a` |\n", encoding="utf-8")
    monkeypatch.setattr(session, "ROOT", tmp_path)
    monkeypatch.setattr(session, "_passed", {"tests/x.py::test_a[1]"})
    monkeypatch.setattr(session, "_failed", set())
    monkeypatch.setattr(session, "_skipped", {})
    monkeypatch.delenv("CI", raising=False)
    return page


def test_a_promised_test_must_exist_and_pass(quiet_page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A named test that did not run, or that failed, spoils the run and is named."""
    assert session._problems() == []
    monkeypatch.setattr(session, "_failed", {"tests/x.py::test_a[1]"})
    assert "tests/x.py::test_a" in session._problems()[0]
    monkeypatch.setattr(session, "_passed", set())
    assert len(session._problems()) == 1
    quiet_page.write_text("| zin | bewijs |\n|---|---|\n| leeg | |\n", encoding="utf-8")
    assert Proofs.read(quiet_page).holes == ["leeg"]


def test_in_ci_a_skip_fails_unless_a_named_thing_is_absent(quiet_page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `CI=true` a skip is a failure, but for the reasons that name a thing from outside."""
    skipped = {"tests/x.py::test_b": "geen zin", "tests/x.py::test_c": f"Skipped: {session.ACCEPTED_SKIPS[0]}"}
    monkeypatch.setattr(session, "_skipped", skipped)
    assert session._problems() == []
    monkeypatch.setenv("CI", "true")
    assert [problem for problem in session._problems() if "test_b" in problem]
    assert len(session._problems()) == 1
    assert quiet_page.exists()
