# SPDX-License-Identifier: EUPL-1.2
"""What the tests of pages and files share: the tracked files, and the pages with their links and commands."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Text in these is data or made elsewhere: only their presence matters here.
DATA = {".png", ".gz", ".sqlite", ".dump", ".xsd"}


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every file of the repository, also those not yet committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    paths = sorted({ROOT / name for name in found if name})
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="session")
def texts(tracked: list[Path]) -> dict[Path, str]:
    """The text of every file of the repository that holds text."""
    found = {}
    for path in tracked:
        if path.suffix not in DATA:
            try:
                found[path] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # an example in an old encoding, on purpose
    return found


@pytest.fixture(scope="session")
def pages(texts: dict[Path, str]) -> dict[Path, str]:
    """Every page: Markdown anywhere in the repository."""
    return {path: text for path, text in texts.items() if path.suffix == ".md"}
