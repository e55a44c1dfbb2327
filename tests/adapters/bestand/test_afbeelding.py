# SPDX-License-Identifier: EUPL-1.2
"""Mappings: data that a partner's engineer edits, refused when they name what does not exist."""

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.bestand.afbeelding import AfbeeldingFout, load_mapping
from adapters.bestand.omzetten import Omzetfout, convert
from core.contract.profielen import PROFIELEN

GOED = """
versie = 1
naam = "proef"
[sturing]
kenmerk = "kenmerk"
[categorie]
vast = "brp"
[ontvangers]
brp = ["politie"]
[velden]
naam = "persoon.geslachtsnaam"
geboren = { naar = "persoon.geboortedatum", als = "datum" }
"""
TABELLEN = {"gemeente": {"0599": "Rotterdam"}, "land": {"6030": "Nederland"}}


def load(tmp_path, tekst):
    pad = tmp_path / "a.toml"
    pad.write_text(tekst, "utf-8")
    return load_mapping(pad)


@pytest.mark.parametrize("partner", ["politie", "belastingdienst", "gemeente"])
def test_the_mappings_that_come_along_load(partner):
    """Each format's own mapping fits the contract."""
    afbeelding = load_mapping(import_module(f"adapters.{partner}").AFBEELDING)
    assert afbeelding.categorie.alle <= PROFIELEN.keys()


def test_what_is_not_named_is_not_used(tmp_path):
    """Only mapped and steering names do something; an unknown name is not shown to people."""
    afbeelding = load(tmp_path, GOED)
    assert afbeelding.gebruikt == {"kenmerk", "naam", "geboren"}
    assert (afbeelding.shown("naam"), afbeelding.shown("Jansen")) == ("naam", "(onbekend)")


@pytest.mark.parametrize(
    ("oud", "nieuw"),
    [
        ('"persoon.geslachtsnaam"', '"persoon.bestaat_niet"'),
        ('"persoon.geslachtsnaam"', '"nergens.naam"'),
        ('"persoon.geslachtsnaam"', '"persoon.onderwerp"'),
        ('als = "datum"', 'als = "gokken"'),
        ('als = "datum"', 'waarden = "ontbreekt"'),
        ('vast = "brp"', 'vast = "bsn"'),
        ('vast = "brp"', 'vast = "verzonnen"'),
        ('brp = ["politie"]', 'fiscaal = ["politie"]'),
        ("versie = 1", "versie = 2"),
        ("[velden]", "[onbekend]\n[velden]"),
        ("naam = ", "naam = ="),
    ],
)
def test_a_mapping_that_does_not_fit_does_not_load(tmp_path, oud, nieuw):
    """Unknown places, ways, lists, categories, versions and sections stop the start, with a Dutch sentence."""
    assert oud in GOED
    with pytest.raises(AfbeeldingFout) as caught:
        load(tmp_path, GOED.replace(oud, nieuw, 1))
    assert caught.value.diagnose().startswith("Het afbeeldingsbestand klopt niet")


@pytest.mark.parametrize(
    ("als", "tekst", "waarde"),
    [
        ("tekst", " Mu\u0308ller ", " Müller "),
        ("datum", "19450000", "19450000"),
        ("datum", "2026-11-02", "20261102"),
        ("getal", "12", 12),
        ("centen", "-250", -250),
        ("aaneen", "gh-123-k", "GH123K"),
        ("telefoon", "(010) 123 45 67", "+31101234567"),
        ("telefoon", "0049 151 2345678", "+491512345678"),
        ("postcode", "9999 zx", "9999ZX"),
        ("plaats", "0599", {"code": "0599", "omschrijving": "Rotterdam"}),
        ("plaats", "Saint Amarin", {"omschrijving": "Saint Amarin"}),
        ("land", "6030", {"code": "6030", "omschrijving": "Nederland"}),
        ("tabelcode", "0001", {"code": "0001"}),
    ],
)
def test_each_way_of_converting(als, tekst, waarde):
    """Names keep their spaces in NFC, dates their unknown parts, amounts their cents."""
    assert convert(als, tekst, TABELLEN) == waarde


@pytest.mark.parametrize(
    ("als", "tekst", "reden", "mild"),
    [
        ("datum", "31-12-1970", "datum-ongeldig", False),
        ("datum", "19690230", "datum-ongeldig", False),
        ("datum", "１９７００１０１", "datum-ongeldig", False),
        ("getal", "²", "waarde-onbekend", False),
        ("centen", "1.250,00", "bedrag-ongeldig", False),
        ("centen", "1" * 16, "bedrag-ongeldig", False),
        ("gemeente", "1810", "tabelcode-onbekend", True),
        ("gemeente", "Rotterdam", "tabelcode-onbekend", False),
        ("bag", "05992000001251", "bag-weggelaten", True),
    ],
)
def test_what_does_not_fit_is_told_by_code_alone(als, tekst, reden, mild):
    """An error's text is its code; some are mild and let the record go."""
    with pytest.raises(Omzetfout) as caught:
        convert(als, tekst, TABELLEN)
    assert (str(caught.value), caught.value.mild) == (reden, mild)


@given(
    st.sampled_from(["tekst", "regels", "datum", "getal", "centen", "aaneen", "telefoon", "gemeente", "plaats", "bag"]),
    st.text(min_size=1, max_size=30),
)
def test_no_text_makes_a_conversion_raise_anything_else(als, tekst):
    """Any text becomes a value or an Omzetfout."""
    try:
        convert(als, tekst, TABELLEN)
    except Omzetfout as fout:
        reden = fout.reden
    else:
        reden = ""
    assert reden.isascii()
