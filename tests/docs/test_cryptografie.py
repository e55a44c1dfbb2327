# SPDX-License-Identifier: EUPL-1.2
"""The pages about cryptography say what nobody assessed and what nothing takes back, of what the code really uses."""

import re
from pathlib import Path

from core.keychain.suites import SUITES


def section(root: Path, page: str, head: str) -> str:
    """The text under one heading of a page."""
    found = re.search(
        rf"(?ms)^## {re.escape(head)}\n(.*?)(?=^## |\Z)", (root / "docs" / "uitleg" / page).read_text("utf-8")
    )
    assert found is not None, head
    return found[1]


def test_what_no_dutch_authority_assessed_is_said_of_every_part(root: Path) -> None:
    """The section says so in as many words, and names each algorithm of each suite, the composition and the log."""
    text = section(root, "cryptografie.md", "Wat geen Nederlandse autoriteit heeft beoordeeld")
    assert "geen oordeel" in text
    assert "niet beoordeeld of goedgekeurd" in text
    for name in {name for suite in SUITES.values() for name in suite.algorithms}:
        family, _, size = name.rpartition("-")
        assert name in text or (family in text and f"-{size}" in text), name
    for part in ("Cobblestone-256", "X-Wing", "de samenstelling", "het log", "OpenSSL", "SoftHSM2"):
        assert part in text, part


def test_what_cannot_be_taken_back_is_said_per_act(root: Path) -> None:
    """Each act that ends an access has its row: what stops, and what a reader may have kept."""
    rows = re.findall(r"(?m)^\| (.+?) \|", section(root, "wat-niet-terug-kan.md", "Per handeling"))
    acts = " ".join(rows).lower()
    assert len(rows) >= 6
    for act in ("intrek", "verwijder", "nieuwe versie", "vernietig"):
        assert act in acts, act
    assert "kent de inhoud" in section(root, "wat-niet-terug-kan.md", "Wat is gelezen, is gelezen")
