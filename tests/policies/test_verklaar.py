# SPDX-License-Identifier: EUPL-1.2
"""`beleid verklaar`: the explanation agrees with the decision, and each thing it says is so."""

import json
import random
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from policies import RuleSet, Uitkomst
from policies.analyse.verklaar import DATUM, FEITEN, KOLOM, explain
from policies.tokens import missing, opposite
from policies.verklaring import as_json, as_report, near_in_words, question_in_words
from policies.verslag import as_html, as_text
from tests.policies.world import DAY, p_row, question, random_question, rules_with


def questions(rules, count, seed=20261122, aimed=("allow", "deny")):
    """Many valid questions, most of them aimed at a row with one of these effects."""
    rng = random.Random(seed)
    rows = [row for row in rules.rows if row.eft in aimed]
    return [random_question(rules, rng, rng.choice([None, *rows])) for _ in range(count)]


def test_it_agrees_with_the_decision(rules):
    """Outcome, rows, duties and missing facts of 2 000 random questions are those of `decide`."""
    seen = set()
    for vraag in questions(rules, 2000):
        uitleg = explain(rules, vraag)
        assert uitleg.beslissing == rules.decide(vraag)
        seen.add(uitleg.beslissing.uitkomst)
    assert seen == set(Uitkomst)


def test_what_is_needed_opens_and_less_does_not(rules):
    """Each smallest way is allowed by `decide`, and without any one of its facts it is not."""
    checked = 0
    for vraag in questions(rules, 600, seed=2, aimed=["allow"]):
        for way in explain(rules, vraag).nodig[:4]:
            kept = vraag.feiten - {opposite(token) for token in way.anders}
            found = kept | set(way.erbij) | set(way.anders)
            assert rules.decide(replace(vraag, feiten=found)).toegestaan
            for token in (*way.erbij, *way.anders):
                assert not rules.decide(replace(vraag, feiten=found - {token})).toegestaan
                checked += 1
    assert checked > 300


def test_no_way_means_no_facts_open_it(rules):
    """Where nothing is needed-and-enough, no random set of facts opens the question."""
    rng = random.Random(3)
    facts = sorted(rules.vocabulary.facts)
    closed = 0
    for vraag in questions(rules, 200, seed=4):
        if not explain(rules, vraag).nodig:
            closed += 1
            for _ in range(20):
                feiten = frozenset(rng.choice([fact, opposite(fact)]) for fact in facts)
                assert not rules.decide(replace(vraag, feiten=feiten)).toegestaan
    assert closed > 50


def test_a_near_row_has_exactly_one_thing_in_the_way(rules):
    """Mend that one thing and the row is among the candidates, uncontradicted; as it stands it is not."""
    checked = dict.fromkeys([*KOLOM, FEITEN], 0)
    for vraag in questions(rules, 300, seed=5):
        uitleg = explain(rules, vraag)
        for one in uitleg.bijna:
            row = one.rij
            before = row in rules.candidates(vraag) and missing(row.eis, vraag.feiten) is not None
            if one.kolom == FEITEN:
                feiten = vraag.feiten - {opposite(t) for t in one.tegen}
                mended = replace(vraag, feiten=feiten)
            elif one.kolom == DATUM:
                mended = replace(vraag, datum=date.fromisoformat(row.van))
            else:
                codes = rules.leaves(KOLOM[one.kolom], getattr(row, one.kolom))
                mended = replace(vraag, **{one.kolom: min(codes)})
            assert not before
            assert row in rules.candidates(mended)
            assert missing(row.eis, mended.feiten) is not None
            if one.kolom in checked:
                checked[one.kolom] += 1
    assert all(checked.values()), checked


def test_nearest_first_and_the_rest_is_counted(rules):
    """The example of the issue: one phase too early is said so, before what lies further, and none is lost."""
    vraag = question(wat="wpg-8", fase="weging", feiten="aangewezen protocol-geldig relevant")
    uitleg = explain(rules, vraag)
    words = [near_in_words(rules, vraag, one) for one in uitleg.bijna]
    assert words[0] == (
        "R-12.1 (staat toe) zou gelden als de fase verrijking (gesloten) tot en met interventieadvies was; "
        "nu is dat weging."
    )
    assert len(uitleg.bijna) == 10
    assert uitleg.bijna_meer > 0
    allows = [one.rij.eft == "allow" for one in uitleg.bijna]
    assert allows == sorted(allows, reverse=True)


def test_kindred_codes_come_first(rules):
    """For data of article 9 a rule on articles 8 and 13 lies nearer than one on the BSN."""
    uitleg = explain(rules, question(wat="wpg-9", feiten="niet-om-toestemming"))
    ids = [one.rij.id for one in uitleg.bijna if one.kolom == "wat"]
    assert ids.index("R-25.1") < ids.index("R-86.1")


def test_a_day_before_the_rule_is_told():
    """Only the day is wrong: the sentence names the period and the day that was asked."""
    rules = rules_with(p_row(eft="allow", aan="gemeente", van="2027-01-01", tm="2027-06-30"))
    vraag = question()
    (one,) = explain(rules, vraag).bijna
    assert (one.kolom, one.afstand) == (DATUM, (date(2027, 1, 1) - DAY).days)
    words = near_in_words(rules, vraag, one)
    assert "de dag van 1 januari 2027 tot en met 30 juni 2027 lag; gevraagd is 22 november 2026" in words
    later = replace(vraag, datum=date(2027, 6, 30) + timedelta(days=3))
    assert explain(rules, later).bijna[0].afstand == 3


def test_facts_that_stand_the_other_way_are_told(rules):
    """A fact that contradicts is named as it is and as it should be."""
    vraag = question(wat="wpg-8", fase="verrijking-gesloten", feiten="aangewezen protocol-geldig niet-relevant")
    words = [near_in_words(rules, vraag, one) for one in explain(rules, vraag).bijna]
    assert any(
        text.startswith("R-12.1 (staat toe) zou gelden als vaststond dat het gegeven relevant is")
        and "nu staat vast dat het gegeven niet relevant is" in text
        for text in words
    )


def test_an_allow_behind_a_refusal_is_put_aside_not_hidden(rules):
    """What would allow but for a deny is listed apart."""
    feiten = "aangewezen protocol-geldig relevant niet-ontvanger-betrokken"
    uitleg = explain(rules, question(wat="wpg-8", fase="verrijking-gesloten", feiten=feiten))
    assert uitleg.beslissing.uitkomst is Uitkomst.VERBODEN
    assert [row.id for row in uitleg.opzij] == ["R-12.1"]
    assert "Deze regels zouden toestaan" in as_text(as_report(rules, uitleg))


def test_the_question_reads_as_a_sentence(rules):
    """Who, what, to whom, for what, when and under which facts."""
    vraag = question(wie="toeslagen", wat="fiscaal", feiten="betrokken niet-weigeringsgrond")
    assert question_in_words(rules, vraag) == (
        "Mag Toeslagen fiscale gegevens verstrekken aan een gemeente voor de aanpak van georganiseerde criminaliteit, "
        "in de fase weging, op 22 november 2026, als de handelende partij bij de casus betrokken is "
        "en de verstrekker geen weigeringsgrond heeft gesteld?"
    )


def test_the_report_says_everything(rules):
    """Answer, rows with sources, missing facts with who supplies them, ways to be allowed, and near rows."""
    text = as_text(as_report(rules, explain(rules, question(wat="wpg-8", fase="verrijking-gesloten"))))
    assert "Dat is niet vast te stellen, en dan mag het niet." in text
    assert "R-53.3" in text
    assert "een partner die aan de casus deelneemt" in text
    assert "Vast moet staan dat" in text
    assert "nog concept" in text


def test_obligations_are_told_with_their_place(rules):
    """An allowed supply of police data tells the duty of secrecy and where it is carried out."""
    way = explain(rules, question(wat="wpg-8", fase="verrijking-gesloten")).nodig[0]
    vraag = question(wat="wpg-8", fase="verrijking-gesloten", feiten=" ".join(way.erbij))
    uitleg = explain(rules, vraag)
    assert uitleg.beslissing.toegestaan
    text = as_text(as_report(rules, uitleg))
    assert "Ja, dit is toegestaan." in text
    assert "Niets: het is al toegestaan." in text
    assert re.search(r"melden-geheimhouding \(.*bij de lezer, bij het openen", text)


def test_outside_the_demo_it_says_that_concepts_do_not_count(rules):
    """In production our concept rows that allow do not count: the report says so, and the demo has nothing to say."""
    strict = RuleSet.load(omgeving="productie")
    vraag = question(wat="wpg-8", fase="verrijking-gesloten")
    text = as_text(as_report(strict, explain(strict, vraag)))
    assert "telt een regel die toestaat pas als een jurist haar heeft vastgesteld" in text
    assert "Met geen enkel feit is dit toegestaan" in text
    assert "--omgeving demo" not in as_text(as_report(rules, explain(rules, vraag)))


def test_unknown_codes_come_with_the_nearest(rules):
    """A misspelt code is not explained away: it is named, with the code that was meant."""
    text = as_text(as_report(rules, explain(rules, question(wie="politei", feiten="betroken relevant niet-relevant"))))
    assert "Bedoelt u `politie`?" in text
    assert "Bedoelt u `betrokken`?" in text
    assert "tegenspraak" in text.lower()


def test_json_and_page_hold_the_same(rules):
    """The JSON is the answer of `beslis` with what lies around it; the page holds every near row."""
    vraag = question(wat="wpg-8", feiten="aangewezen")
    uitleg = explain(rules, vraag)
    data = json.loads(json.dumps(as_json(rules, uitleg)))
    assert data["context"] == rules.decide(vraag).to_json()
    assert len(data["bijna"]) == len(uitleg.bijna)
    page = as_html(as_report(rules, uitleg))
    assert all(one.rij.id in page for one in uitleg.bijna)


@pytest.mark.parametrize("rij", ["R-01.1", "R-14.1", "R-53.1", "R-69.1", "R-79.1", "R-84.1"])
def test_a_question_aimed_at_a_row_names_it(rules, rij):
    """A question made from the cells of a row is carried by it, or it is put aside behind a refusal."""
    row = next(row for row in rules.rows if row.id == rij)
    vraag = random_question(rules, random.Random(9), row)
    uitleg = explain(rules, vraag)
    told = {regel.id for regel in uitleg.beslissing.regels} | {r.id for r in uitleg.opzij}
    assert rij in told | {one.rij.id for one in uitleg.bijna}
