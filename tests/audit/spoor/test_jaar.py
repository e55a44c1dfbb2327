# SPDX-License-Identifier: EUPL-1.2
"""A made-up year with planted misuse: what explanations and signals find of it, beside flagging nothing and everything."""

from __future__ import annotations

from collections import Counter

import pytest

from audit.spoor.signalen import Soort
from tests.audit.spoor.jaar.jaar import make_year
from tests.audit.spoor.jaar.meten import Uitslag, measure, table
from tests.audit.spoor.jaar.misbruik import PER_SOORT, SOORTEN

INVISIBLE = "binnen-de-rol"
FLOOR = {soort: 0.9 for soort in SOORTEN if soort != INVISIBLE}
MOST_UNEXPLAINED = 0.06
MOST_TO_LOOK_AT = 0.05


@pytest.fixture(scope="module")
def year():
    """The whole year."""
    return make_year()


@pytest.fixture(scope="module")
def outcome(year) -> Uitslag:
    """What came out."""
    return measure(year)


def test_the_year_is_as_large_as_it_says(year) -> None:
    """Some fifty thousand lines of 1 200 cases, and at least eight kinds of misuse with twenty plantings each."""
    assert 20_000 <= len(year.regels) <= 60_000
    assert len(year.gebeurtenissen) == 1200
    planted = Counter(planting.soort for planting in year.plantingen)
    assert len(planted) >= 8
    assert set(planted.values()) == {PER_SOORT}
    assert all(planting.plaatsen for planting in year.plantingen)
    assert sum(len(planting.daden) for planting in year.plantingen) < 0.03 * len(year.regels)


def test_the_same_seed_gives_the_same_year() -> None:
    """A small year, made twice, is the same to the last field; another seed gives another."""
    first, again, other = make_year(1, 60), make_year(1, 60), make_year(2, 60)
    assert first.regels == again.regels
    assert first.gebeurtenissen == again.gebeurtenissen
    assert first.regels != other.regels


def test_the_two_baselines_are_what_they_must_be(outcome) -> None:
    """Flagging nothing finds nothing and asks nothing; flagging everything finds all and asks to look at every line."""
    nothing, everything = outcome.wegen["niets"], outcome.wegen["alles"]
    assert (nothing.totaal, nothing.deel) == (0.0, 0.0)
    assert (everything.totaal, everything.deel) == (1.0, 1.0)


def test_recall_per_kind_and_what_is_left_to_look_at(outcome) -> None:
    """Of each kind that the log can show nine in ten are found, for less than one line in twenty."""
    together = outcome.wegen["samen"]
    assert {soort: together.recall(soort) for soort in FLOOR if together.recall(soort) < FLOOR[soort]} == {}
    assert together.deel <= MOST_TO_LOOK_AT
    assert outcome.wegen["signalen"].totaal > outcome.wegen["waarom"].totaal > 0.5


def test_most_reads_are_explained_from_the_record(outcome) -> None:
    """Under six in a hundred reads stay unexplained, and more than half of those are planted."""
    assert 0 < outcome.rest < MOST_UNEXPLAINED
    assert outcome.onverklaard_geplant > outcome.onverklaard / 2


def test_what_nobody_can_see_is_not_claimed(outcome) -> None:
    """Misuse that leaves the same lines as honest work is not found: the table shows it, and counts it in the total."""
    assert outcome.wegen["samen"].recall(INVISIBLE) <= 0.25
    assert outcome.wegen["samen"].totaal < 0.95


def test_every_signal_says_why_and_shows_its_lines(outcome) -> None:
    """Each signal has a sentence and lines; all kinds of signal occur in the year."""
    assert {signaal.soort for signaal in outcome.signalen} == set(Soort)
    for signaal in outcome.signalen:
        assert signaal.regels
        assert signaal.zin.endswith(".")
        assert len(signaal.zin.split()) >= 6


def test_the_table_has_a_row_for_each_kind(outcome) -> None:
    """The printed table names every kind, both baselines and the share of lines to look at."""
    printed = "\n".join(table(outcome))
    assert all(f"| {soort} |" in printed for soort in SOORTEN)
    assert "| niets | alles |" in printed
    assert "om te bekijken" in printed
