# SPDX-License-Identifier: EUPL-1.2
"""MDTO metadata of what must be kept: valid against the schema of the Nationaal Archief, and nothing of content or people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gep.archief import mdto

if TYPE_CHECKING:
    from pathlib import Path

ITEM: dict[str, Any] = {
    "record": "5e1bc003-f2d0-4bb6-b6e3-4d0d453e7678",
    "casus": "af5d41fc-4206-49a2-a212-56e7e064cdae",
    "categorie": "wpg-8",
    "doel": "oc",
    "verstrekker": "00000099000000001000",
    "gemaakt": 1_790_000_000_000,
    "einde": 1_948_000_000_000,
    "grondslag": "wgs-bewaren",
    "bron": "WGS; AVG 5(1)(e) <&>",
    "zorgdragers": ["00000099000000001000"],
}


@pytest.fixture
def schema(shared_data: Path) -> Path:
    """The published schema."""
    return shared_data / "mdto" / "MDTO-XML1.0.1.xsd"


def test_a_document_is_valid_against_the_published_schema(schema: Path) -> None:
    """Present: what is made fits MDTO-XML 1.0.1 wholly, also with characters that XML writes otherwise."""
    made = mdto.document(ITEM)
    assert mdto.problems(made, schema) == []
    assert b"2026-09-21" in made
    assert ITEM["record"].encode() in made


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<waardering>", b"<waarde>"),
        (b"2026-09-21</termijnStart", b"gisteren</termijnStart"),
        (b"beperkingGebruik>", b"beperking>"),
        (b"<naam>", b"<titel/><naam>"),
    ],
)
def test_a_broken_document_is_named(schema: Path, old: bytes, new: bytes) -> None:
    """Contrary: a missing, an unknown or a wrong element is found, with its line."""
    made = mdto.document(ITEM)
    broken = made.replace(old, new)
    if old.startswith(b"<"):
        broken = broken.replace(old.replace(b"<", b"</"), new.replace(b"<", b"</"))
    assert broken != made
    found = mdto.problems(broken, schema)
    assert found
    assert all(line.startswith("regel ") for line in found)


def test_what_is_no_xml_or_fetches_something_is_refused(schema: Path) -> None:
    """Contrary: no XML at all; and an entity from outside is never read."""
    assert mdto.problems(b"geen xml", schema)[0].startswith("regel 1: geen XML")
    outside = b'<!DOCTYPE MDTO [<!ENTITY e SYSTEM "file:///etc/hostname">]><MDTO xmlns="x">&e;</MDTO>'
    assert mdto.problems(outside, schema)


def test_only_known_fields_are_written() -> None:
    """Absent: whatever else an item carries, the document holds nothing of it."""
    made = mdto.document({**ITEM, "naam": "Annelies Voorbeeld", "bsn": "900000019"})
    assert b"Annelies" not in made
    assert b"900000019" not in made
