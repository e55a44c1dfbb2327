# SPDX-License-Identifier: EUPL-1.2
"""A few storms over a real server, real gateways and their line, on either database; hundreds are `make soak`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.storm import TROUBLES, Storm
from tests.chaos.toneel import dice_of

ROOT = Path(__file__).resolve().parents[2]
# First runs of the usual seed: on SQLite with a full and a slow disk, on PostgreSQL with kills and a broken line.
FIRST = {"sqlite": 0, "postgresql": 4}
RUNS = 2


@pytest.mark.timeout(280)
@pytest.mark.parametrize("soort", FIRST)
def test_nothing_is_lost_or_doubled_in_a_storm(soort: str) -> None:
    """After each storm every acknowledged supply stands once in ledger and log, the outboxes are empty and all verifies."""
    words = ["--runs", str(RUNS), "--eerste", str(FIRST[soort]), "--soort", soort]
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=270,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    told = re.search(rf"{soort}: {RUNS} runs good, seed \d+; (\d+) supplies", done.stdout)
    assert told is not None, done.stdout
    assert int(told[1]) >= RUNS


def test_a_run_of_a_seed_has_the_same_troubles() -> None:
    """What a run draws depends on seed and number alone, and every trouble has a method."""
    drawn = [dice_of(1, run).choices(TROUBLES, k=3) for run in (5, 5, 6)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert {name for name in TROUBLES if not hasattr(Storm, f"_{name.replace('-', '_')}")} == set()
