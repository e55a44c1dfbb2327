# SPDX-License-Identifier: EUPL-1.2
"""The closed grammar: what is read, and every refusal with its own line."""

from datetime import date
from pathlib import Path

import pytest

from policies.proef.scenario import Verwachting
from policies.proef.tags import ALLE
from policies.proef.zinnen import GEWEIGERD, ZINNEN, read_sentence
from tests.policies.proef.scenes import KOP, feature, read, scene

GOED = """\
# language: nl
@eigenaar:jurist @bron:law-g
Functionaliteit: Een proef
  Uitleg mag hier.

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "betrokken, niet-verzoek"

  @bron:wpg-8 @bijna:R-12.1
  Scenario: eerste
    Gegeven de feiten "verzoek"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-01.1, R-02.1"
    En ontbreekt het feit "verzoek" bij "ontvanger"
    En geldt de plicht "naar-jurist"
"""
BLAD = GOED.split("\n")


def changed(*edits: tuple[int, str]) -> str:
    """The good file with some lines (counted from 1) replaced."""
    lines = list(BLAD)
    for number, text in edits:
        lines[number - 1] = text
    return "\n".join(lines)


def test_a_good_file_is_read_whole():
    """Question, expectation, tags and place are what the words say."""
    (scenario,), findings = read(GOED)
    assert not findings
    vraag = scenario.vraag
    assert (vraag.wie, vraag.aan, vraag.wat, vraag.handeling, vraag.doel, vraag.fase) == (
        "politie", "gemeente", "wpg-8", "verstrekken", "oc", "weging",
    )  # fmt: skip
    assert vraag.datum == date(2026, 11, 22)
    assert scenario.verwacht == Verwachting(
        "verboden", frozenset({"R-01.1", "R-02.1"}), "", (("verzoek", "ontvanger"),), ("naar-jurist",)
    )
    assert (scenario.eigenaar, scenario.bronnen, scenario.bijna) == ("jurist", ("law-g", "wpg-8"), ("R-12.1",))
    assert scenario.plaats == "scenarios/proef.feature:11"


def test_a_fact_of_the_scenario_overrides_the_opposite_of_the_background():
    """`niet-verzoek` of the Achtergrond gives way to `verzoek`; the other fact stays."""
    (scenario,), _ = read(GOED)
    assert scenario.vraag.feiten == {"betrokken", "verzoek"}


def test_no_facts_takes_away_those_of_the_background():
    """`geen feiten` in the scenario means none at all."""
    (scenario,), findings = read(changed((12, "    Gegeven geen feiten")))
    assert not findings
    assert scenario.vraag.feiten == frozenset()


def test_the_scenario_may_name_another_day():
    """A peildatum in the scenario takes the place of that of the Achtergrond."""
    (scenario,), _ = read(changed((12, "    Gegeven de peildatum 2020-03-31")))
    assert scenario.vraag.datum == date(2020, 3, 31)


def test_an_act_without_recipient():
    """Without `aan` the recipient is `-`."""
    (scenario,), _ = read(changed((13, '    Als "om" gegevens "brp" wil "lezen" voor doel "oc" in fase "weging"')))
    assert scenario.vraag.aan == "-"


@pytest.mark.parametrize(
    ("dan", "verwacht"),
    [
        ('"niet-geregeld" want geen regel past', Verwachting("niet-geregeld")),
        ('"niet-vaststelbaar" want "xyz" is geen bekende code', Verwachting("niet-vaststelbaar", onbekend="xyz")),
        ('"toegestaan" op grond van "R-12.1"', Verwachting("toegestaan", frozenset({"R-12.1"}))),
        (
            '"verboden" op grond van "R-12.1"\n    En geldt geen plicht',
            Verwachting("verboden", frozenset({"R-12.1"}), geen_plicht=True),
        ),
    ],
)
def test_each_way_to_name_a_decision(dan, verwacht):
    """The three forms of a decision, and the absence of duties."""
    (scenario,), findings = read(feature(scene("een", besluit=dan)))
    assert not findings
    assert scenario.verwacht == verwacht


def test_an_outline_is_one_scenario_per_example_row():
    """Each row has its own line and its own words, all share one heading."""
    text = (
        KOP
        + """
  Abstract Scenario: van <wie>
    Als "<wie>" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "<rijen>"

    @bron:casus
    Voorbeelden:
      | wie     | rijen  |
      | politie | R-01.1 |
      | kmar    | R-02.1 |
"""
    )
    scenarios, findings = read(text)
    assert not findings
    assert [(s.naam, s.regel, s.kop, s.vraag.wie) for s in scenarios] == [
        ("van politie (voorbeeld 1)", 14, 7, "politie"),
        ("van kmar (voorbeeld 2)", 15, 7, "kmar"),
    ]
    assert scenarios[0].bronnen == ("law-g", "casus")


REFUSALS = [
    # what is wrong, the file, line, kind, words of the finding
    ("language", changed((1, "# taal: nl")), 1, "taal", "# language: nl"),
    ("unknown sentence", changed((12, '    Gegeven de feit "x"')), 12, "zin", 'Gegeven de feiten "<feiten>"'),
    ("sentence under another keyword", changed((12, '    Dan de feiten "verzoek"')), 12, "zin", "bestaat niet"),
    ("decision without rows", changed((14, '    Dan is het besluit "verboden"')), 14, "zin", "bewijst niets"),
    (
        "rows under niet-geregeld",
        changed((14, '    Dan is het besluit "niet-geregeld" op grond van "R-01.1"')),
        14, "besluit", "rust: toegestaan",
    ),
    (
        "no row id",
        changed((14, '    Dan is het besluit "verboden" op grond van "R-een"')),
        14, "regelnummer", "R-12.1",
    ),
    (
        "row twice",
        changed((14, '    Dan is het besluit "verboden" op grond van "R-01.1, R-01.1"')),
        14, "regelnummer", "twee keer",
    ),
    ("empty place", changed((8, '    En de feiten "betrokken,"')), 8, "lijst", "lege plek"),
    ("fact twice", changed((12, '    Gegeven de feiten "verzoek, verzoek"')), 12, "feiten", "twee keer"),
    ("fact and opposite", changed((12, '    Gegeven de feiten "verzoek, niet-verzoek"')), 12, "feiten", "tegendeel"),
    ("facts and none", changed((8, "    En geen feiten"), (7, '    Gegeven de feiten "betrokken"')), 7, "feiten", "sluiten"),
    ("no day", changed((7, "    Gegeven geen feiten"), (8, "")), 11, "peildatum", "geen peildatum"),
    ("day that is none", changed((7, "    Gegeven de peildatum 22-11-2026")), 7, "peildatum", "geen datum"),
    ("day in another form", changed((7, "    Gegeven de peildatum 20261122")), 7, "peildatum", "geen datum"),
    ("En as the first step", changed((12, "    En geen feiten")), 12, "sleutelwoord", "niet als eerste"),
    ("two days", changed((8, "    En de peildatum 2026-11-23")), 8, "peildatum", "al een"),
    ("question in the background", changed((8, "    Als " + BLAD[12].strip()[4:])), 8, "achtergrond", "alleen zinnen"),
    ("no question", changed((13, "")), 11, "vraag", "niet 0"),
    ("two questions", changed((13, BLAD[12] + "\n    En " + BLAD[12].strip()[4:])), 11, "vraag", "niet 2"),
    ("no decision", changed((14, '    Dan geldt de plicht "x"')), 11, "besluit", "niet 0"),
    ("two decisions", changed((15, "    En " + BLAD[13].strip()[4:])), 11, "besluit", "niet 2"),
    ("duties and none", changed((15, "    En geldt geen plicht")), 11, "plicht", "sluiten"),
    ("order", changed((12, BLAD[12]), (13, "    Gegeven geen feiten")), 11, "volgorde", "eerst Gegeven"),
    ("star", changed((12, "    * geen feiten")), 12, "sleutelwoord", "niet met `*`"),
    ("other keyword", changed((15, "    Maar geldt geen plicht")), 15, "sleutelwoord", "niet met `Maar`"),
    ("no step", changed((15, "    Ook iets")), 15, "gherkin", "elke stap begint"),
    ("table under a step", changed((15, "    | a |")), 14, "stap", "geen tabel"),
    ("Voorbeeld", changed((11, "  Voorbeeld: eerste")), 11, "sleutelwoord", "Voorbeeld"),
    ("Regel", changed((9, "  Regel: zo")), 9, "sleutelwoord", "eigen bestand"),
    ("outline without examples", changed((11, "  Abstract Scenario: eerste")), 11, "voorbeelden", "horen bij elkaar"),
    ("no name", changed((11, "  Scenario:")), 11, "naam", "geen naam"),
    ("name twice", GOED + "\n" + "\n".join(BLAD[9:]), 19, "naam-dubbel", "regel 11"),
    ("no owner", changed((2, "@bron:law-g")), 11, "eigenaar", "precies één"),
    ("two owners", changed((2, "@eigenaar:a @eigenaar:b @bron:law-g")), 11, "eigenaar", "precies één"),
    ("no source", changed((2, "@eigenaar:jurist"), (10, "")), 11, "bron", "geen `@bron:`"),
    ("form of an owner", changed((2, "@eigenaar:De_Jurist @bron:law-g")), 2, "kenmerk", "kleine letters"),
    ("unknown tag", changed((10, "  @eigenar:x")), 10, "kenmerk", "Bedoelt u `eigenaar`"),
    ("form of a near miss", changed((10, "  @bijna:12")), 10, "kenmerk", "regelnummer"),
    ("form of the last day", changed((10, "  @verwacht-mislukt-tot:2027")), 10, "kenmerk", "2027-01-01"),
    ("no reason", changed((10, "  @verwacht-mislukt-tot:2027-01-01")), 11, "reden", "Reden:"),
    (
        "whole file may fail",
        changed((2, "@eigenaar:jurist @bron:law-g @verwacht-mislukt-tot:2027-01-01")),
        11, "kenmerk", "bij het scenario zelf",
    ),
    ("other language", changed((1, "# language: xx")), 1, "gherkin", "kent deze taal niet"),
    ("empty file", "# language: nl\n", 2, "gherkin", "houdt op"),
    ("no scenarios", KOP, 3, "leeg", "geen enkel scenario"),
    ("cut off", GOED.rstrip("\n"), 16, "laatste-regel", "afgekapt"),
    ("tab", changed((12, "\tGegeven geen feiten")), 12, "stuurteken", "tab"),
    ("not UTF-8", GOED.encode().replace(b"eerste", b"eerst\xe9"), 11, "codering", "UTF-8"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "kind", "words"), [r[1:] for r in REFUSALS], ids=[r[0] for r in REFUSALS])
def test_each_mistake_is_refused_on_its_line(text, line, kind, words):
    """A mistake is a finding with file, line and what it should have been."""
    _, findings = read(text)
    found = [f for f in findings if f.soort == kind]
    assert [(f.bestand, f.regel) for f in found] == [("scenarios/proef.feature", line)], findings
    assert words in found[0].tekst
    assert found[0].ernst == "fout"


def outline(table: str) -> str:
    """A file with one outline and this table."""
    return KOP + (
        "\n  Abstract Scenario: van <wie>\n"
        '    Als "<wie>" gegevens "brp" wil "lezen" voor doel "oc" in fase "weging"\n'
        '    Dan is het besluit "niet-geregeld" want geen regel past\n'
        f"    Voorbeelden:\n{table}"
    )


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ("      | wie | extra |\n      | om  | x     |\n", 10, "extra"),
        ("      | wat |\n      | om  |\n", 10, "wat, wie"),
        ("      | wie |\n", 10, "leeg"),
        ("      | wie | wie |\n      | om  | om  |\n", 10, "twee keer"),
        ("      | wie |\n      | om  | x |\n", 12, "evenveel cellen"),
    ],
)
def test_an_example_table_without_meaning_is_refused(table, line, words):
    """A column that no step uses, a slot without a column, no rows: nothing is silently ignored."""
    scenarios, findings = read(outline(table))
    assert not scenarios
    assert [f.regel for f in findings] == [line]
    assert words in findings[0].tekst


def test_all_mistakes_are_told_at_once():
    """Three mistakes in three scenarios and a good one: three findings, one scenario."""
    text = feature(
        scene("goed"),
        scene("een", besluit='"verboden"'),
        scene("twee", feiten="een feit"),
        scene("drie", besluit='"verboden" op grond van "x"'),
    )
    scenarios, findings = read(text)
    assert [s.naam for s in scenarios] == ["goed"]
    assert [f.regel for f in findings] == [15, 18, 25]


def test_a_mistake_of_the_background_is_told_once():
    """Ten scenarios read the same Achtergrond; its mistake is one finding."""
    _, findings = read(feature(*(scene(f"s{i}") for i in range(10))).replace(b"de peildatum", b"de dag"))
    assert [(f.regel, f.soort) for f in findings if f.soort == "zin"] == [(5, "zin")]


def test_the_sentences_are_closed_and_told_apart():
    """Each sentence reads as itself, filled in with anything; a refused form never reads as a sentence."""
    for zin in ZINNEN:
        written = zin.patroon.pattern and zin.tekst.replace("<", "").replace(">", "")
        read_back = read_sentence(zin.woord, written)
        assert not isinstance(read_back, str)
        assert read_back[0] is zin
    for zin, reden in GEWEIGERD:
        assert read_sentence(zin.woord, zin.tekst.replace("<", "").replace(">", "")) == reden


def test_a_quote_cannot_smuggle_a_second_slot():
    """A slot ends at its quote, so one sentence never reads as another."""
    assert isinstance(read_sentence("Gegeven", 'de feiten "a" en "b"'), str)


def test_the_page_for_jurists_names_every_sentence_and_tag():
    """The handleiding lists the sentences as they are, no other, and each tag."""
    page = (Path(__file__).parents[3] / "docs" / "handleiding" / "scenario-schrijven.md").read_text("utf-8")
    listed = [line[3:-1] for line in page.splitlines() if line.startswith("- `")]
    assert sorted(listed) == sorted(map(str, ZINNEN))
    assert all(f"`@{name}:" in page for name in ALLE)
    (example,) = [block for block in page.split("```") if "# language: nl" in block]
    scenarios, findings = read(example.lstrip("\n"))
    assert ([s.naam for s in scenarios], findings) == (["Fiscale gegevens aan een gemeente"], [])
