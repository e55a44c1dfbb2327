# SPDX-License-Identifier: EUPL-1.2
"""The figures from outside on the page about capacity are those that were published."""

import csv
import re
from pathlib import Path

import pytest

ROWS = {
    "behandelde RIEC-casussen": "Totaal aantal behandelde RIEC-casussen",
    "interventieadviezen naar aanleiding van casussen": "Totaal aantal interventieadviezen n.a.v. RIEC-casussen",
    "Bibob-adviezen": "Bibob",
}


@pytest.mark.parametrize("told", ROWS)
def test_figures_of_2021_are_those_of_the_table(root: Path, shared_data: Path, told: str) -> None:
    """Each number on the page stands in the total of its row in the published table."""
    page = (root / "docs" / "capaciteit.md").read_text("utf-8")
    found = re.search(rf"(?m)^\| {re.escape(told)} \| (\d+) \|$", page)
    with (shared_data / "riec" / "tabel1-2021.csv").open(encoding="utf-8-sig") as file:
        totals = {row["rubriek"]: row["totaal"] for row in csv.DictReader(file, delimiter=";")}
    assert found is not None
    assert found[1] == totals[ROWS[told]]
