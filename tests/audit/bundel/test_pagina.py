# SPDX-License-Identifier: EUPL-1.2
"""The page that verifies in a browser: what lies in the repository is what its sources build, and it reaches nothing."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from audit import bundel
from audit.bundel.los.verifieer import BEWIJST_NIET

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "audit" / "bundel" / "pagina"
PLACE = ROOT / "var" / "node" / "verificateur"


@pytest.fixture(scope="module")
def bouw() -> Path:
    """A copy of the sources with the locked packages, in `var/`."""
    for name in ("npm", "node"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is hier niet aanwezig")
    PLACE.mkdir(parents=True, exist_ok=True)
    lock = (SOURCES / "package-lock.json").read_bytes()
    kept = PLACE / "package-lock.json"
    fresh = not (PLACE / "node_modules").is_dir() or not kept.exists() or kept.read_bytes() != lock
    for path in SOURCES.iterdir():
        shutil.copy(path, PLACE / path.name)
    if fresh:
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=PLACE, check=True, capture_output=True, timeout=240)
    return PLACE


def test_the_page_is_what_its_sources_build(bouw: Path, tmp_path: Path) -> None:
    """Building again gives the committed page byte for byte, so nobody has to trust who built it."""
    made = tmp_path / "verificateur.html"
    program = ROOT / "audit" / "bundel" / "los" / "verifieer.py"
    subprocess.run(
        ["node", "bouw.mjs", str(program), str(made)], cwd=bouw, check=True, capture_output=True, timeout=120
    )
    assert made.read_bytes() == bundel.page()


def test_the_page_says_what_it_does_not_prove() -> None:
    """Every sentence of the Python program stands in the page too, and so does the licence of what it was built with."""
    page = bundel.page().decode()
    assert all(sentence in page for sentence in BEWIJST_NIET)
    assert "The MIT License" in page
    assert "Paul Miller" in page


def test_the_page_may_reach_nothing() -> None:
    """Its policy allows this one script and style by hash and nothing else; it names no address and loads no part."""
    page = bundel.page().decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    for tag in ("script", "style"):
        [inside] = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none';")
    assert not re.search(r"\b(?:src|href)=", page)
    assert not re.search(r"\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts)\s*\(", page)


def test_no_registry_in_the_lock() -> None:
    """The lock holds versions and hashes of every package, and no address."""
    lock = (SOURCES / "package-lock.json").read_text("utf-8")
    assert "resolved" not in lock
    assert lock.count('"integrity"') > 5
