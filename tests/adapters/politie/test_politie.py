# SPDX-License-Identifier: EUPL-1.2
"""Politie: rows bound to something open become proposals under their Wpg article; all others stay home."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.bestand import BestandsFout
from adapters.bestand.afbeelding import load_mapping
from adapters.bestand.formaat import Omzetter
from adapters.bestand.opdrachten import Deelnemer, Opdracht, Werklijst
from adapters.politie import AFBEELDING, open_source

MAPPING = load_mapping(AFBEELDING)
VOORBEELDEN = Path(__file__).parents[3] / "docs" / "naslag" / "adapters" / "voorbeelden"
NACHT = VOORBEELDEN / "politie-nacht.csv"
BSN = "999990007"


@pytest.fixture
def run(wereld):
    def go(pad: Path):
        omzetter = Omzetter(MAPPING, (w := wereld("politie")).werklijst)
        return w.run(open_source(pad, MAPPING), omzetter), omzetter.verslag, w

    return go


def changed(tmp_path: Path, oud: str, nieuw: str) -> Path:
    pad = tmp_path / "nacht.csv"
    tekst = NACHT.read_bytes().decode("cp1252")
    assert oud in tekst
    pad.write_bytes(tekst.replace(oud, nieuw, 1).encode("cp1252"))
    return pad


def test_rows_with_something_open_go_and_the_others_are_counted(run):
    """Of the example two rows go; a closed case and article 10b stay home, each with its reason."""
    voorstellen, verslag, wereld = run(NACHT)
    assert [(v.categorie, v.bron_regel, v.casus) for v in voorstellen] == [
        ("wpg-8", 2, wereld.casus),
        ("wpg-9", 3, wereld.casus),
    ]
    assert verslag.afgevallen.regels == {"geen-opdracht": 1, "niet-deelbaar": 1}
    assert verslag.gelezen == 4
    assert not verslag.bevindingen


def test_minimisation_drops_what_the_mapping_leaves_out(run):
    """Columns under [weglaten] are counted by name and their values are nowhere in the proposals."""
    voorstellen, verslag, _ = run(NACHT)
    assert verslag.afgevallen.velden == {"verbalisant": 1, "signalement": 1}
    assert "Erbalisant" not in json.dumps([v.inhoud for v in voorstellen], ensure_ascii=False)


def test_content_keeps_names_dates_labels_and_relations(run):
    """Diacritics of Windows-1252, an unknown month and day, and the labels of Wpg 3(5) and 4 stand in the content."""
    inhoud = run(NACHT)[0][0].inhoud
    persoon, adres, voertuig, telefoon = inhoud["betrokkenen"]
    assert persoon["geslachtsnaam"] == "Hoogerhuys-Müller"
    assert persoon["voorvoegsel"] == "van 't"
    assert persoon["geboortedatum"] == "19680000"
    assert persoon["geboorteplaats"] == {"omschrijving": "Curaçao"}
    assert (adres["postcode"], adres["huisnummer"], voertuig["kenteken"]) == ("9999ZX", 12, "GH123K")
    assert telefoon["nummer"] == "+31612345678"
    assert [r["aard"] for r in inhoud["relaties"]] == ["verblijft-op", "gebruiker-van", "gebruiker-van"]
    uitspraak = inhoud["uitspraken"][0]
    assert uitspraak["tekst"] == 'Reed drie keer per week, "altijd \'s nachts"; telkens met aanhanger.'
    assert (uitspraak["soort"], uitspraak["betrouwbaarheid"], uitspraak["herkomst"], uitspraak["verkregen"]) == (
        ("feit", "vastgesteld", "eigen-waarneming", "controle")
    )
    assert inhoud["geheimhoudingsplicht"] == "wpg7"


def test_the_bsn_stands_apart_and_the_reference_ties_it(run):
    """The BSN is in no content; it lies beside it under the person's random reference, once per person."""
    een, twee = run(NACHT)[0]
    persoon = een.inhoud["betrokkenen"][0]["onderwerp"]
    assert een.nummers == {persoon: BSN}
    assert twee.inhoud["betrokkenen"][0]["onderwerp"] == persoon
    assert BSN not in json.dumps([een.inhoud, twee.inhoud])
    assert run(NACHT)[0][0].inhoud["betrokkenen"][0]["onderwerp"] != persoon


def test_the_supplier_states_its_own_facts_per_row(run):
    """Labels, relevance, refusal ground, automated selection and person category follow from the row, both ways."""
    acht, negen = run(NACHT)[0]
    assert acht.feiten == {
        "label-volledig": True,
        "relevant": True,
        "weigeringsgrond": False,
        "uittreksel-volstaat": False,
        "uitsluitend-geautomatiseerd": False,
    }
    assert negen.feiten == {**acht.feiten, "functionaris-geraadpleegd": True, "persoonscategorie-ok": True}


def test_a_witness_is_stated_to_be_outside_the_person_categories(tmp_path, run):
    """For article 9 any other role states that the category does not hold; an empty one states nothing."""
    assert run(changed(tmp_path, "BETROKKENHEID", "GETUIGE"))[0][1].feiten["persoonscategorie-ok"] is False
    assert "persoonscategorie-ok" not in run(changed(tmp_path, "BETROKKENHEID", ""))[0][1].feiten


def test_recipients_are_those_named_that_take_part(run):
    """Of those in the case nvwa is not named for police data; the supplier itself is left to the gateway."""
    voorstellen, _, wereld = run(NACHT)
    namen = {oin: soort for soort, oin in wereld.oin.items()}
    assert sorted(namen[oin] for oin, _ in voorstellen[0].ontvangers) == [
        "belastingdienst",
        "gemeente",
        "om",
        "riec-bureau",
    ]


def test_a_single_message_may_be_a_bestuurlijke_rapportage(run):
    """An XML message with fields of a report becomes one, resting on its statement."""
    (voorstel,), verslag, _ = run(VOORBEELDEN / "politie-bericht.xml")
    assert (voorstel.categorie, voorstel.inhoud["soort"]) == ("wpg-13", "bestuurlijke-rapportage")
    assert voorstel.inhoud["rapportage"]["bevindingen"] == [voorstel.inhoud["uitspraken"][0]["id"]]
    assert voorstel.inhoud["betrokkenen"][0]["geslachtsnaam"] == "Żwaluw-d'Ailly"
    assert verslag.bevindingen == []


@pytest.mark.parametrize(
    ("oud", "nieuw", "veld", "reden"),
    [
        (BSN, "999990008", "bsn", "elfproef"),
        ("19680000", "19681300", "geboortedatum", "datum-ongeldig"),
        (";8;", ";11;", "artikel", "code-onbekend"),
        ("9999 ZX", "0999 ZX", "postcode", "postcode-ongeldig"),
        ("Kade;12", "Kade;twaalf", "huisnummer", "waarde-onbekend"),
        (";V;VERDACHTE", ";V;VERDACHT", "rol", "waarde-onbekend"),
        ("06-12345678", "06-12", "telefoon", "telefoon-ongeldig"),
        ("drie keer", BSN, "uitspraak", "bsn-in-tekst"),
        ("Renée Zoë", f"Renée {BSN}", "voornamen", "bsn-in-tekst"),
        ("GH-123-K", "GH-123-KK", "kenteken", "kenteken-ongeldig"),
        (";F;A;WAARNEMING;CONTROLE", ";;A;WAARNEMING;CONTROLE", "aard", "ontbreekt"),
    ],
)
def test_each_fault_is_a_finding_with_line_and_field(tmp_path, run, oud, nieuw, veld, reden):
    """A bad value costs its row and no other; the finding says line 2, the column, and a code, and repeats nothing."""
    voorstellen, verslag, _ = run(changed(tmp_path, oud, nieuw))
    assert 3 in [v.bron_regel for v in voorstellen]
    eerste = verslag.bevindingen[0]
    assert (eerste.regel, eerste.reden) == (2, reden)
    assert eerste.veld == veld
    assert nieuw.strip(";") not in eerste.tekst


@given(st.binary(min_size=1, max_size=40), st.integers(0, 1200))
def test_mutated_bytes_raise_only_the_own_error(tmp_path_factory, rommel, plek):
    """Whatever happens to the bytes, the run ends in proposals and findings or in a BestandsFout."""
    goed = NACHT.read_bytes()
    pad = tmp_path_factory.mktemp("p") / "n.csv"
    pad.write_bytes(goed[:plek] + rommel + goed[plek + len(rommel) :])
    bron = open_source(pad, MAPPING)
    try:
        bron.keur()
    except BestandsFout:
        return
    casus = "11111111-1111-4111-8111-111111111111"
    werklijst = Werklijst([Opdracht(casus, casus, (Deelnemer("0" * 20, "gemeente", ("algemeen",)),))])
    list(Omzetter(MAPPING, werklijst).convert(bron.records()))
