# SPDX-License-Identifier: EUPL-1.2
"""What holds for the files of the repository as a whole."""

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import sectxt
import yaml

from tests.bewijs import Proofs

SPDX = "# SPDX-License-Identifier: EUPL-1.2"
# Hosts of package registries and mirrors, and places on the machine where somebody worked.
HOSTS = re.compile(
    r"pypi\.|pythonhosted|npmjs|registry\.(?:yarn|npm)|artifactory|nexus|--(?:extra-)?index-url|/simple/"
)
PLACES = re.compile(r"(?<![\w.])/(?:home/[a-z]|root/|work/|Users/|tmp/bash)")
UNDONE = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XXX)\b")
LINES = 500


def test_each_source_file_begins_with_its_licence(tracked: list[Path]) -> None:
    """Every Python file, and every data file of ours that can hold a comment, has its SPDX line first."""
    lacking = [
        path.name
        for path in tracked
        if path.suffix == ".py" and path.read_text(encoding="utf-8").splitlines()[:1] != [SPDX]
    ]
    assert not lacking


def test_no_file_is_too_long(root: Path, tracked: list[Path]) -> None:
    """No Python file has more than 500 lines."""
    long = {
        path.name: n for path in tracked if path.suffix == ".py" and (n := len(path.read_bytes().splitlines())) > LINES
    }
    assert not long, root


def test_no_registry_and_no_place_on_a_machine_is_named(texts: Mapping[Path, str]) -> None:
    """No tracked text names the host of a package registry or a path of somebody's machine."""
    here = Path(__file__)
    found = {
        f"{path.name}: {hit[0]}"
        for path, text in texts.items()
        if path != here
        for pattern in (HOSTS, PLACES)
        if (hit := pattern.search(text))
    }
    assert not found


def test_nothing_is_left_to_do_in_the_code(texts: Mapping[Path, str]) -> None:
    """There is not one note of unfinished work in any file."""
    assert not {path.name for path, text in texts.items() if UNDONE.search(text) and path != Path(__file__)}


def test_our_import_names_are_ours_alone(root: Path) -> None:
    """No other installed distribution claims an import name of this one."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    ours = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    claimed = packages_distributions()
    assert {name: claimed[name] for name in ours if name in claimed and set(claimed[name]) != {"knooppunt"}} == {}


def test_old_casbin_is_not_beside_the_kept_one() -> None:
    """The import name `casbin` comes from `pycasbin` alone."""
    assert packages_distributions()["casbin"] == ["pycasbin"]


def test_security_txt_is_valid(root: Path) -> None:
    """The file passes the validator of the Digital Trust Center and says what the server will say."""
    data = (root / ".well-known" / "security.txt").read_bytes()
    parsed: Any = sectxt.Parser(data)
    assert [error["code"] for error in parsed.errors] == []
    until = re.search(r"^Expires: (\S+)$", data.decode(), re.MULTILINE)
    assert until
    assert (datetime.fromisoformat(until[1]) - datetime.now(UTC)).days < 366


def test_publiccode_has_what_is_mandatory(root: Path) -> None:
    """`publiccode.yml` has every mandatory key of version 0.7.0 and tells the version of the distribution."""
    found: dict[str, Any] = yaml.safe_load((root / "publiccode.yml").read_text(encoding="utf-8"))
    mandatory = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType"}
    assert mandatory <= set(found)
    assert found["publiccodeYmlVersion"] == "0.7.0"
    assert found["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    for text in found["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
    assert found["legal"]["license"] == "EUPL-1.2"
    assert found["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert all(contact["name"] for contact in found["maintenance"]["contacts"])
    assert set(found["localisation"]) == {"localisationReady", "availableLanguages"}
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert found["softwareVersion"] == project["project"]["version"]


def test_the_proof_page_has_no_hole_and_names_what_exists(root: Path) -> None:
    """Each sentence on `docs/bewijs.md` has a proof; each named test is in its file, each bench row in the bench."""
    proofs = Proofs.read(root / "docs" / "bewijs.md")
    assert proofs.rows
    assert proofs.holes == []
    assert [test for test in proofs.tests if not _exists(root, test)] == []
    rows = root / "bench" / "rows.py"
    known = set(re.findall(r"\"([a-z0-9-]+)\"", rows.read_text(encoding="utf-8"))) if rows.exists() else set()
    assert {row for row in proofs.bench_rows if known and row not in known} == set()


def _exists(root: Path, test: str) -> bool:
    name, _, function = test.partition("::")
    path = root / name
    if not path.exists():
        return False
    return (
        not function
        or re.search(rf"^(?:async )?def {re.escape(function)}\(", path.read_text("utf-8"), re.MULTILINE) is not None
    )


def test_files_of_a_public_codebase_are_there(root: Path) -> None:
    """What newcomers, reporters of weaknesses and contributors look for stands at the top, each with a first heading."""
    for name in ("README", "CHANGELOG", "SECURITY", "CONTRIBUTING", "GOVERNANCE"):
        assert (root / f"{name}.md").read_text(encoding="utf-8").startswith("# "), name
    assert (root / "publiccode.yml").is_file()
    assert (root / ".well-known" / "security.txt").is_file()
