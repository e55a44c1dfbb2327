# SPDX-License-Identifier: EUPL-1.2
"""Belastingdienst: fiscal data go only as the answer to an open request, and only to who asked."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.belastingdienst import AFBEELDING, open_source
from adapters.bestand import BestandsFout
from adapters.bestand.afbeelding import load_mapping
from adapters.bestand.formaat import Omzetter
from adapters.bestand.opdrachten import Deelnemer, Opdracht, Werklijst

MAPPING = load_mapping(AFBEELDING)
VOORBEELD = (
    Path(__file__).parents[3] / "docs" / "naslag" / "adapters" / "voorbeelden" / "belastingdienst-antwoorden.xml"
)


@pytest.fixture
def run(wereld, tmp_path):
    def go(*ruil: tuple[str, str]):
        tekst = VOORBEELD.read_text("utf-8")
        for oud, nieuw in ruil:
            assert oud in tekst
            tekst = tekst.replace(oud, nieuw, 1)
        pad = tmp_path / "antwoorden.xml"
        pad.write_text(tekst, "utf-8")
        w = wereld("belastingdienst")
        omzetter = Omzetter(MAPPING, w.werklijst, alleen_uitvraag=True)
        return w.run(open_source(pad, MAPPING), omzetter), omzetter.verslag, w

    return go


def test_an_answer_goes_to_who_asked_and_to_nobody_else(run):
    """The one good answer names the gemeente that asked, although others take part in the case."""
    (voorstel,), verslag, wereld = run()
    assert voorstel.ontvangers == [(wereld.oin["gemeente"], "algemeen")]
    assert (voorstel.uitvraag, voorstel.casus, voorstel.categorie) == (wereld.uitvraag, wereld.casus, "fiscaal")
    assert verslag.gelezen == 3


def test_unasked_data_stay_home(run):
    """An answer that names a case instead of a request stays home, also when the case is open."""
    _, verslag, _ = run()
    assert verslag.afgevallen.regels == {"ongevraagd": 1, "bevinding": 1}


def test_an_answer_to_another_question_stays_home(run):
    """What was asked decides: identifying data are no answer to a request for fiscal data."""
    _, verslag, _ = run(('categorie="fiscaal"', 'categorie="identificerend"'))
    assert verslag.afgevallen.regels["niet-gevraagd"] == 1


def test_amounts_are_whole_euro_cents_to_the_cent(run):
    """Amounts come out as the integers that stood there, also large and negative ones, with kind and year."""
    bedragen = [item["bedrag"] for item in run()[0][0].inhoud["uitspraken"]]
    assert bedragen == [
        {"aard": "omzet", "centen": 1234500000, "jaar": 2024},
        {"aard": "openstaande-aanslag", "centen": -250, "jaar": 2025},
    ]


def test_an_amount_in_euros_is_a_finding_at_its_own_line(run):
    """A comma is never guessed at; the finding names the line of that statement and the field."""
    _, verslag, _ = run()
    (gevonden,) = verslag.bevindingen
    regel = next(n for n, tekst in enumerate(VOORBEELD.read_text("utf-8").splitlines(), 1) if 'aard="inkomen"' in tekst)
    assert (gevonden.regel, gevonden.veld, gevonden.reden) == (regel, "gegeven/bedrag", "bedrag-ongeldig")
    assert "31250" not in gevonden.tekst


@pytest.mark.parametrize(
    ("ruil", "veld", "reden"),
    [
        (("<rsin>999990020", "<rsin>999990021"), "organisatie/rsin", "rsin-ongeldig"),
        (("<rechtsvorm>bv", "<rechtsvorm>eenmanszaak"), "organisatie/naam", "rsin-bij-eenmanszaak"),
        (("NL98", "NL97"), "rekening/iban", "iban-ongeldig"),
        (("<kvk>99999999</kvk>", "<kvk>1</kvk>"), "organisatie/kvk", "kvk-ongeldig"),
        (("<kvk>", "<kvk>1</kvk><kvk>"), "organisatie/kvk", "dubbel-veld"),
        (("<herkomst>aangifte", "<herkomst>weet niet"), "herkomst", "waarde-onbekend"),
        (('aard="omzet"', 'aard="Omzet €"'), "gegeven/@aard", "code-ongeldig"),
    ],
)
def test_each_fault_names_its_element(run, ruil, veld, reden):
    """A bad value costs its answer; the finding names the element as the mapping does."""
    voorstellen, verslag, _ = run(ruil)
    assert not voorstellen
    assert (verslag.bevindingen[0].veld, verslag.bevindingen[0].reden) == (veld, reden)


@pytest.mark.parametrize(
    ("bron", "feiten"),
    [
        ("aangifte", {"herkomst-toeslagen": False, "herkomst-lsi": False}),
        ("toeslagen", {"herkomst-toeslagen": True, "herkomst-lsi": False}),
        ("lsi", {"herkomst-toeslagen": False, "herkomst-lsi": True}),
    ],
)
def test_the_origin_is_stated_with_every_answer(run, bron, feiten):
    """Whether data come from Toeslagen or the LSI is stated each time, so that the rules can refuse them (R-02, R-11)."""
    voorstel = run(("<herkomst>aangifte", f"<herkomst>{bron}"))[0][0]
    assert {naam: voorstel.feiten[naam] for naam in feiten} == feiten


def test_a_bsn_stands_apart_and_secrecy_goes_along(run):
    """The BSN of a person is beside the content; the notice of AWR 67 is in it."""
    een, twee = run(("31250,00", "3125000"))[0]
    assert list(twee.nummers.values()) == ["999990032"]
    assert een.inhoud["geheimhoudingsplicht"] == "awr67"
    assert een.nummers == {}


def test_unknown_elements_are_dropped_under_one_fixed_word(run):
    """A known element is counted by name; the name of an unknown one could be anything and is not repeated."""
    _, verslag, _ = run(("<behandelaar>", "<kanarie-999990007>x</kanarie-999990007><behandelaar>"))
    assert verslag.afgevallen.velden == {"behandelaar": 1, "(onbekend)": 1}


@given(st.binary(min_size=1, max_size=40), st.integers(0, 1500))
def test_mutated_bytes_raise_only_the_own_error(tmp_path_factory, rommel, plek):
    """Whatever happens to the bytes, the run ends in proposals and findings or in a BestandsFout."""
    goed = VOORBEELD.read_bytes()
    pad = tmp_path_factory.mktemp("b") / "a.xml"
    pad.write_bytes(goed[:plek] + rommel + goed[plek + len(rommel) :])
    bron = open_source(pad, MAPPING)
    try:
        bron.keur()
    except BestandsFout:
        return
    uitvraag = "22222222-2222-4222-8222-222222222222"
    vrager = Deelnemer("0" * 20, "gemeente", ("algemeen",))
    werklijst = Werklijst([Opdracht(uitvraag, "11111111-1111-4111-8111-111111111111", (vrager,), uitvraag)])
    list(Omzetter(MAPPING, werklijst, alleen_uitvraag=True).convert(bron.records()))
