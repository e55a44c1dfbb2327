# SPDX-License-Identifier: EUPL-1.2
"""The bench runs and reports every row that it measures; how fast is not asserted here."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from bench.rows import MEASURED, ROWS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(240)  # a guard for a busy machine: it takes about a minute of processor time
def test_every_measured_row_is_reported(tmp_path):
    """A run with tiny counts writes each row that has a measurement, with ratio, target and what it is against."""
    target = tmp_path / "bench.json"
    command = [sys.executable, "-m", "bench", "--snel", "--uit", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=230)
    assert done.returncode == 0, done.stderr
    found = json.loads(target.read_text())
    assert set(found) == {row.name for row in MEASURED}
    for row in MEASURED:
        entry = found[row.name]
        assert set(entry) == {"ratio", "against", "target", "better", "detail"}
        assert entry["ratio"] > 0
        assert math.isfinite(entry["ratio"])
        assert (entry["against"], entry["target"], entry["better"]) == (row.against, row.target, row.better)
        assert entry["detail"]
        assert row.name in done.stdout


def test_names_are_unique_and_targets_have_a_side():
    """No row stands in the table twice, and each says on which side of its target it should be."""
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert all(row.reached(row.target) for row in ROWS)
    assert not any(row.reached(row.target * (0.9 if row.better == "higher" else 1.1)) for row in ROWS)
