# SPDX-License-Identifier: EUPL-1.2
"""Each row in words: whole, Dutch, with source and certainty."""

import re

from tests.policies.world import p_row, rules_with


def test_every_row_renders_with_source_certainty_and_status(rules):
    """Every sentence says who may (not) do what, on which source, how sure, and that it is a concept."""
    for row in rules.rows:
        zin = rules.explain(row.id).zin
        assert " mag " in zin
        assert "Bron: " in zin
        assert "zekerheid" in zin
        assert "nog een concept" in zin
        assert not re.search(r"[{}_]|,,|  | ,| \.", zin), (row.id, zin)


def test_forbidding_sentences_say_so(rules):
    """A deny says `niet` or `Niemand`; an allow says neither in its first sentence up to the conditions."""
    for row in rules.rows:
        start = rules.explain(row.id).zin.split(", als ")[0].split(". ")[0]
        assert (row.eft == "deny") is bool(re.search(r"\bniet\b|^Niemand\b", start)), start


def test_well_known_sentences(rules):
    """A few sentences word for word."""
    start = {row.id: rules.explain(row.id).zin.split(" Bron:")[0] for row in rules.rows}
    assert start["R-01.1"] == (
        "Toeslagen mag gegevens, van welke soort ook, niet verstrekken. Toeslagen kan (nog) niet verstrekken."
    )
    assert start["R-08.1"] == "De Belastingdienst mag fiscale gegevens niet verstrekken aan IND, NVWA of Toeslagen."
    assert start["R-20.1"] == "Niemand mag politiegegevens rechtstreeks in de bron opvragen."
    assert start["R-14.1"].endswith("als er geen toestemming van het OM is vastgelegd.")
    assert start["R-81.1"].startswith("Een convenantpartner mag een casus openen voor een van de drie doelen")

    assert start["R-77.1"].startswith(
        "Niemand mag beslissen over gegevens, van welke soort ook, of die doorgeven, als "
    )
    assert start["R-55.1"].startswith("Niemand mag iets met persoonsgegevens doen voor beleidsadvies.")
    assert start["R-69.1"] == "Iemand zonder controlerende functie mag niet in het logboek lezen."
    assert "in de fasen weging tot en met uitvoering, als de ontvanger" in start["R-06.1"]
    assert "in de fase informatieanalyse, als" in start["R-83.1"]


def test_a_negation_reads_as_dutch():
    """`Geen` and `niets` stand where Dutch wants them, also for a rule on one party."""
    rules = rules_with(
        p_row(handeling="openen", wat="casus", id="T-1.1"), p_row(handeling="*", wat="persoonsgegevens", id="T-2.1")
    )
    assert rules.explain("T-1.1").zin.startswith("De politie mag geen casus openen. ")
    assert rules.explain("T-2.1").zin.startswith("De politie mag niets met persoonsgegevens doen. ")


def test_an_end_of_validity_is_said_and_an_open_end_is_not():
    """A row with a last day says its period; a row that runs on says nothing of it."""
    rules = rules_with(p_row(id="T-1.1", van="2025-03-01", tm="2026-12-31"), p_row(id="T-2.1", wat="wpg-13"))
    assert "Deze regel geldt van 1 maart 2025 tot en met 31 december 2026." in rules.explain("T-1.1").zin
    assert "Deze regel geldt" not in rules.explain("T-2.1").zin


def test_a_doubtful_source_shows_in_the_sentence(rules):
    """Whatever is not read in the current text carries its doubt in every sentence that rests on it."""
    for row in rules.rows:
        told = rules.explain(row.id)
        cited = [rules.sources[code] for code in row.bronnen]
        assert told.onzeker is ("onzeker: " in told.zin)
        assert all(source.citaat in told.zin for source in cited)


def test_no_two_rows_say_the_same(rules):
    """Different rows read differently, conditions and sources included."""
    texts = [rules.explain(row.id).zin for row in rules.rows]
    assert len(set(texts)) == len(texts)
