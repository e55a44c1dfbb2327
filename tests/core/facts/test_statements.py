# SPDX-License-Identifier: EUPL-1.2
"""The form of a statement: closed, complete findings, and no way in for personal text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.proof import jcs
from core.casus.bevindingen import Ongeldig
from core.casus.fields import Codes
from core.facts import Feitverklaring
from core.facts.statements import parse

NOW = 1_800_000_000_000
CANARIES = ["123456782", "Jan Jansen", "jan-de-vries@example.org", "NL91ABNA0417164300", "Jansen\u0000", "12345678-2"]
UUID = "b0000000-0000-4000-8000-000000000001"
CODES = Codes(frozenset({"rotterdam"}), frozenset({"wpg-9"}), frozenset({"om-toestemming", "gescreend"}), frozenset())


def wire(**changes: Any) -> dict[str, Any]:
    fields = {
        "v": 1,
        "id": UUID,
        "feit": "om-toestemming",
        "over": {"casus": UUID, "categorie": "wpg-9", "regio": "rotterdam", "organisatie": "00000099000000000001"},
        "waarde": True,
        "grondslag": "Bpg 4:3(7)",
        "van": NOW,
        "tot": None,
        "tijd": NOW,
    }
    return fields | changes


def reasons(value: Any) -> set[tuple[str, str]]:
    result = parse(value, CODES)
    assert isinstance(result, Ongeldig), result
    return {(item.pad, item.reden) for item in result.bevindingen}


def test_statement_survives_the_wire() -> None:
    """Parsing and writing give the same bytes, and the hash is that of the canonical JSON."""
    parsed = parse(wire(), CODES)
    assert isinstance(parsed, Feitverklaring)
    assert parsed.to_json() == wire()
    assert parsed.hash == jcs.digest(wire())


def test_all_findings_come_at_once() -> None:
    """Every wrong field is named in one answer."""
    bad = wire(feit="x", waarde="ja", grondslag="zomaar", van=NOW, tot=NOW, tijd=True, over={"casus": 1, "naam": "x"})
    assert reasons(bad) == {
        ("feit", "onbekende-code"),
        ("waarde", "geen-boolean"),
        ("grondslag", "geen-grondslag"),
        ("tijd", "geen-tijd"),
        ("over", "onbekend-veld"),
        ("over.casus", "geen-uuid"),
        ("", "tot-voor-van"),
    }


def test_screening_needs_an_end() -> None:
    """A fact that expires by nature cannot be stated for ever."""
    assert ("tot", "ontbreekt") in reasons(wire(feit="gescreend", over={"persoon": UUID}))


def test_key_registration_has_the_shape_of_a_key() -> None:
    """Only 32 bytes in canonical base64 are a person's key."""
    right = wire(feit="persoonssleutel", over={"persoon": UUID}, waarde=jcs.b64(bytes(32)), tot=NOW + 1)
    assert isinstance(parse(right, CODES), Feitverklaring)
    for bad in (jcs.b64(bytes(31)), "123456782", True, "Jan Jansen"):
        assert ("waarde", "geen-sleutel") in reasons(right | {"waarde": bad})


def test_function_must_be_in_the_list() -> None:
    """A function is a code of the vocabulary, never a text."""
    assert ("waarde", "onbekende-code") in reasons(wire(feit="functie", over={"persoon": UUID}, waarde="Jan Jansen"))


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize("field", ["id", "feit", "waarde", "grondslag", "van", "tot", "tijd", "v"])
def test_no_field_takes_personal_text(field: str, canary: str) -> None:
    """A BSN, name, address or account number is refused in every field, and not repeated in the answer."""
    result = parse(wire(**{field: canary}), CODES)
    assert isinstance(result, Ongeldig)
    assert canary not in json.dumps(result.to_json())


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize(
    "field", ["casus", "record", "persoon", "organisatie", "regio", "categorie", "eenheid", "naam"]
)
def test_no_subject_takes_personal_text(field: str, canary: str) -> None:
    """The same holds for everything that a statement can be about, and for the name of a field."""
    for over in ({"casus": UUID, field: canary}, {"casus": UUID, canary: UUID}):
        result = parse(wire(over=over), CODES)
        assert isinstance(result, Ongeldig)
        assert canary not in json.dumps(result.to_json())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*wire()]), JSON))
def test_outside_input_never_raises(changes: dict[str, Any]) -> None:
    """Whatever comes in gives a statement or findings."""
    assert isinstance(parse(wire(**changes), CODES), (Feitverklaring, Ongeldig))


@given(JSON)
def test_any_json_never_raises(value: Any) -> None:
    """The same for something that is no statement at all."""
    assert isinstance(parse(value, CODES), Ongeldig)
