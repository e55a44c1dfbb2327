# SPDX-License-Identifier: EUPL-1.2
"""The page for jurists tells the truth."""

import re

from policies import FOLDER
from policies.rows import VELDEN

TEXT = (FOLDER / "LEESMIJ.md").read_text("utf-8")


def test_the_example_row_is_a_row_of_our_files(rules):
    """The row that the page explains stands in the rule files, cell for cell."""
    line = next(line for line in TEXT.splitlines() if line.startswith("p, "))
    cells = tuple(cell.strip() for cell in line.split(",")[1:])
    assert cells in {row.cellen for row in rules.rows}


def test_every_column_and_code_is_explained(rules):
    """Each column, outcome, certainty and toonbaar code occurs on the page."""
    prose = re.sub(r"^```.*?^```", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    words = set(re.findall(r"`([^`]+)`", prose))
    assert set(VELDEN) | set(rules.vocabulary.toonbaar) | {"V", "V-old", "S", "U"} <= words
    for uitkomst in ("toegestaan", "verboden", "niet-vaststelbaar", "niet-geregeld"):
        assert f"**{uitkomst}**" in TEXT


def test_every_file_of_the_folder_is_named():
    """The page names each kind of file there is."""
    for name in ("regels/*.csv", "groepen/*.csv", "vocabulaire.toml", "bronnen.toml", "model.conf"):
        assert f"`{name}`" in TEXT
