# SPDX-License-Identifier: EUPL-1.2
"""One form per identifier: what people write the same comes out the same, what is no identifier is refused without its text."""

from __future__ import annotations

import tomllib
import uuid
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract import kenmerken
from core.contract.inhoud import validate
from core.contract.kenmerken import Kenmerk, KenmerkError, normal

SAME = {
    "bsn": ("999990019", ["999990019", " 9999.90.019", "9999 90 019"]),
    "kvk": ("90001354", ["90001354", "9000 1354"]),
    "kenteken": ("K991KN", ["k-991-kn", "K991KN", "K 991 KN"]),
    "iban": ("NL20INGB0001234567", ["nl20 ingb 0001 2345 67", "NL20INGB0001234567"]),
    "telefoon": ("+31612345679", ["06-12345679", "0031 6 12345679", "+31 (0)6 1234 5679", "+31612345679"]),
    "adres": ("9999ZX/7/A", ["9999 zx 7a", "9999ZX 7-A", "9999ZX/7/A", "9999zx 007 a"]),
}
WRONG = {
    "bsn": ["999990018", "000000000", "99999001", ""],
    "rsin": ["123456789", "99999001A"],
    "kvk": ["9000135", "00000000", "9000135A"],
    "kenteken": ["991991", "K991K", "K991KNN"],
    "iban": ["NL21INGB0001234567", "NL20INGB000123456", "20INGB0001234567"],
    "telefoon": ["12345679", "+0612345679", "112", "06-1234567890123"],
    "adres": ["9999ZX", "0999ZX 7", "9999ZX 0", "Dorpsstraat 7"],
    "naam": ["Jansen"],
}


@pytest.mark.parametrize(("soort", "waarde", "tekst"), [(s, w, t) for s, (w, many) in SAME.items() for t in many])
def test_ways_of_writing_are_one(soort: str, waarde: str, tekst: str) -> None:
    """Every way in which people write an identifier gives its one form."""
    assert normal(soort, tekst) == Kenmerk(soort, waarde)


@pytest.mark.parametrize(("soort", "tekst"), [(s, t) for s, many in WRONG.items() for t in many])
def test_what_is_no_identifier_is_refused_without_telling_it(soort: str, tekst: str) -> None:
    """A wrong check digit, length, form or kind is refused, and the error does not hold the text."""
    with pytest.raises(KenmerkError) as refused:
        normal(soort, tekst)
    assert not tekst or tekst not in str(refused.value)


@given(st.sampled_from(kenmerken.SOORTEN), st.text(max_size=40))
def test_any_text_is_one_form_or_refused(soort: str, tekst: str) -> None:
    """No text breaks it, and the one form of a form is itself."""
    try:
        found = normal(soort, tekst)
    except KenmerkError:
        return
    assert normal(soort, found.waarde) == found
    assert found.waarde not in repr(found)


def test_stop_values_are_valid_and_explained() -> None:
    """Every row of the file is a valid identifier with a reason, each once."""
    rows = tomllib.loads(resources.files("core.contract").joinpath(kenmerken.FILE).read_text("utf-8"))["stop"]
    assert len(kenmerken.stop_values()) == len(rows)
    assert all(row["reden"] for row in rows)
    assert {row["soort"] for row in rows} <= set(kenmerken.SOORTEN)


def test_bad_row_of_stop_values_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that is half right is no list."""
    monkeypatch.setattr(kenmerken, "_kvk", lambda _: None)
    monkeypatch.setitem(kenmerken._FORMS, "kvk", lambda _: None)
    kenmerken.stop_values.cache_clear()
    with pytest.raises(RuntimeError, match="stopwaarden"):
        kenmerken.stop_values()
    monkeypatch.undo()
    kenmerken.stop_values.cache_clear()


def test_content_gives_its_identifiers_once_and_leaves_stop_values_out() -> None:
    """All kinds are found in a content; a well-known number and a foreign plate are left out, and only the first is counted."""
    things = [
        {"soort": "rechtspersoon", "kvk": "90001354", "rsin": "999990019", "naam": "Voorbeeld"},
        {"soort": "voertuig", "kenteken": "K991KN"},
        {"soort": "voertuig", "kenteken": "AB123", "land": "BE"},
        {"soort": "rekening", "iban": "NL20INGB0001234567"},
        {"soort": "rekening", "iban": "NL20INGB0001234567"},
        {"soort": "telefoon", "nummer": "+31612345679"},
        {"soort": "telefoon", "nummer": "+319008844"},
        {"soort": "adres", "postcode": "9999ZX", "huisnummer": 7, "huisletter": "a"},
        {"soort": "adres", "woonplaats": "Voorbeeld"},
    ]
    kop = {
        "record": str(uuid.uuid4()),
        "casus": str(uuid.uuid4()),
        "categorie": "toezicht",
        "doel": "oc",
        "fase": "weging",
    }
    labels = {
        "herkomst": "eigen-registratie", "verkregen": "registratie", "betrouwbaarheid": "vastgesteld", "soort": "feit",
        "peildatum": "20261101",
    }  # fmt: skip
    parts = [{**thing, "onderwerp": str(uuid.uuid4())} for thing in things]
    found = kenmerken.in_content(
        validate({"v": 1, "soort": "gegevens", "kop": kop, "labels": labels, "betrokkenen": parts})
    )
    assert [item.soort for item in found.kenmerken] == ["adres", "iban", "kenteken", "kvk", "rsin", "telefoon"]
    assert found.overgeslagen == 1
    numbers = {"v": 1, "soort": "bsn", "kop": {**kop, "categorie": "bsn"}}
    number = {"onderwerp": str(uuid.uuid4()), "bsn": "999990019"}
    assert kenmerken.in_content(validate({**numbers, "nummers": [number]})).kenmerken == (Kenmerk("bsn", "999990019"),)
