# SPDX-License-Identifier: EUPL-1.2
"""Memory does not grow with the file: measured in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GRENS_MIB = 200


def measure(tmp_path: Path, rijen: int, deel: int) -> dict[str, int]:
    uit = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("geheugen.py")), str(tmp_path), str(rijen), str(deel)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(uit.stdout)


def test_a_night_file_is_read_in_bounded_memory(tmp_path):
    """Tenfold rows take at most a few MiB more, and both stay far below the limit; every row is accounted for."""
    klein, groot = measure(tmp_path, 3_000, 2), measure(tmp_path, 30_000, 10)
    assert klein["voorstellen"] == 1_500
    assert groot["voorstellen"] == 3_000
    assert groot["thuis"] == {"geen-opdracht": 27_000}
    assert groot["mib"] <= GRENS_MIB
    assert groot["mib"] - klein["mib"] <= 16


@pytest.mark.timeout(900)
def test_a_million_rows_stay_below_the_limit(tmp_path):
    """10⁶ rows, one in a thousand of an open case, are parsed and minimised in at most 200 MiB."""
    uit = measure(tmp_path, 1_000_000, 1_000)
    assert (uit["rijen"], uit["voorstellen"]) == (1_000_000, 1_000)
    assert uit["mib"] <= GRENS_MIB
