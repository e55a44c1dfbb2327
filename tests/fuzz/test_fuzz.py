# SPDX-License-Identifier: EUPL-1.2
"""Parsers of bytes of others: the corpus again, hostile shapes, and a short coverage-guided run; the long one is `make soak`."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fuzz.doelen import CORPUS, TARGETS

ROOT = Path(__file__).resolve().parents[2]
RUNS = 4000
HOSTILE = {
    "leeg": b"",
    "diep": b"[" * 200_000,
    "diep-object": b'{"a":' * 100_000,
    "lang-getal": b'{"v":' + b"9" * 100_000 + b"}",
    "geen-utf8": b"\xff\xfe" * 1000,
    "nullen": bytes(100_000),
    "regels": b"\n" * 100_000,
    "komma": b"," * 100_000,
    "haakjes": b"(" * 100_000,
    "aanhaling": b'"' * 99_999,
    "velden": b"signature-input: " + b"org=();" * 20_000 + b"\n\n",
    "xml": b'<?xml version="1.0"?>' + b"<a>" * 50_000,
}


def test_every_target_has_a_corpus() -> None:
    """Each target begins from something that its parser takes, and nothing in the corpus is of no target."""
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)
    assert all(any((CORPUS / name).iterdir()) for name in TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_corpus_and_hostile_shapes(name: str) -> None:
    """What once went wrong, and what is made to hurt, ends in the parser's own error: quickly, and in bounded memory."""
    seeds = [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]
    cut = [seed[: len(seed) * part // 7] for seed in seeds for part in range(1, 7)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for data in (*seeds, *cut, *HOSTILE.values()):
        start = time.process_time()
        TARGETS[name](data)
        assert time.process_time() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 512 * 1024


def test_a_short_guided_run_finds_nothing(tmp_path: Path) -> None:
    """Some thousands of guided inputs over all targets end in values or the parsers' own errors."""
    command = [sys.executable, "-m", "tests.fuzz", "alles", "--runs", str(RUNS), "--uit", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stdout
    ran = re.search(r"Done (\d+) runs", done.stdout)
    assert ran is not None, done.stdout
    assert int(ran[1]) >= RUNS


def test_a_finding_is_told(tmp_path: Path) -> None:
    """A parser that lets another exception out ends the run with its input kept and exit code 1."""
    program = (
        "import sys, tests.fuzz.doelen as d, tests.fuzz.__main__ as m\n"
        "d.TARGETS['csv'] = lambda data: data.decode('ascii')\n"
        "sys.exit(m.main())\n"
    )
    words = ["csv", "--runs", "500", "--uit", str(tmp_path), "--zelf"]
    done = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode != 0
    assert "UnicodeDecodeError" in done.stdout + done.stderr
    assert [path for path in tmp_path.iterdir() if path.name.startswith("vondst-")]
