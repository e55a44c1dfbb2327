# SPDX-License-Identifier: EUPL-1.2
"""The precedence of outcomes (design.md 5), and what an outcome carries."""

from datetime import UTC, date, datetime

import pytest

from policies import Uitkomst
from tests.policies.world import p_row, question, rules_with

ALLOW = p_row(id="T-1.1", eft="allow", aan="gemeente", eis="relevant+noodzaak", plicht="melden-geheimhouding")
PLAIN = p_row(id="T-2.1", eft="allow", aan="gemeente", plicht="melden-partners")
DENY = p_row(id="T-3.1", eft="deny", eis="weigeringsgrond", plicht="deelbare-reden")
ALWAYS = p_row(id="T-4.1", eft="deny", wat="wpg-8")
TWO = p_row(id="T-5.1", eft="deny", eis="weigeringsgrond+niet-relevant")

CASES = [
    ("onbekende code gaat voor verbod", [ALWAYS], {"wat": "wpg-99"}, "niet-vaststelbaar", []),
    ("groepscode in een vraag", [PLAIN], {"aan": "convenantpartner"}, "niet-vaststelbaar", []),
    ("ster in een vraag", [PLAIN], {"fase": "*"}, "niet-vaststelbaar", []),
    ("onbekend feit", [PLAIN], {"feiten": "bestaat-niet"}, "niet-vaststelbaar", []),
    ("onbekend ontkend feit", [PLAIN], {"feiten": "niet-bestaat"}, "niet-vaststelbaar", []),
    ("x samen met niet-x", [PLAIN], {"feiten": "relevant niet-relevant"}, "niet-vaststelbaar", []),
    ("tegenspraak gaat voor verbod", [ALWAYS], {"feiten": "relevant niet-relevant"}, "niet-vaststelbaar", []),
    ("verbod gaat voor toestaan", [PLAIN, ALWAYS], {}, "verboden", ["T-4.1"]),
    ("verbod gaat voor onbekend verbod", [PLAIN, ALWAYS, DENY], {}, "verboden", ["T-4.1"]),
    ("alle verboden dragen", [PLAIN, ALWAYS, DENY], {"feiten": "weigeringsgrond"}, "verboden", ["T-3.1", "T-4.1"]),
    ("verbod op onbekend feit", [PLAIN, DENY], {}, "niet-vaststelbaar", ["T-3.1"]),
    ("verbod op half onbekende eis", [PLAIN, TWO], {"feiten": "weigeringsgrond"}, "niet-vaststelbaar", ["T-5.1"]),
    ("verbod weerlegd door een deel", [PLAIN, TWO], {"feiten": "relevant"}, "toegestaan", ["T-2.1"]),
    ("toegestaan", [PLAIN, DENY], {"feiten": "niet-weigeringsgrond"}, "toegestaan", ["T-2.1"]),
    ("alle toestaande dragen", [ALLOW, PLAIN], {"feiten": "relevant noodzaak"}, "toegestaan", ["T-1.1", "T-2.1"]),
    ("toestaan gaat voor bijna toestaan", [ALLOW, PLAIN], {}, "toegestaan", ["T-2.1"]),
    ("bijna toegestaan", [ALLOW], {"feiten": "relevant"}, "niet-vaststelbaar", ["T-1.1"]),
    ("weerlegd toestaan", [ALLOW], {"feiten": "niet-relevant"}, "niet-geregeld", []),
    ("weerlegd en onbekend", [ALLOW], {"feiten": "niet-noodzaak"}, "niet-geregeld", []),
    ("geen regel", [ALLOW], {"wie": "uwv"}, "niet-geregeld", []),
    ("weerlegd verbod alleen", [DENY], {"feiten": "niet-weigeringsgrond"}, "niet-geregeld", []),
]


@pytest.mark.parametrize(("rows", "cells", "uitkomst", "ids"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_precedence(rows, cells, uitkomst, ids):
    """Each case of the precedence table gives its outcome with exactly the rows that carry it."""
    beslissing = rules_with(*rows).decide(question(**cells))
    assert beslissing.uitkomst == uitkomst
    assert [regel.id for regel in beslissing.regels] == ids
    assert bool(beslissing) is (uitkomst == "toegestaan")


def test_missing_names_fact_row_and_who_can_supply_it():
    """`ontbreekt` lists each absent fact of the rows that carry the outcome, with who may state it."""
    beslissing = rules_with(ALLOW).decide(question(feiten="relevant"))
    assert [(o.feit, o.regel, o.bij) for o in beslissing.ontbreekt] == [("noodzaak", "T-1.1", "deelnemer")]


def test_missing_names_the_negative_fact_a_deny_waits_for():
    """A deny on the absence of something lists the token it asks for, and its issuer."""
    rows = rules_with(p_row(eis="niet-om-toestemming"), PLAIN)
    assert [(o.feit, o.bij) for o in rows.decide(question()).ontbreekt] == [("niet-om-toestemming", "om")]
    assert rows.decide(question(feiten="om-toestemming")).toegestaan


def test_obligations_are_the_union_over_the_rows_that_carry():
    """Obligations come from all rows that carry the outcome, once each, and from no other row."""
    rows = rules_with(ALLOW, PLAIN, DENY)
    facts = "relevant noodzaak niet-weigeringsgrond"
    assert rows.decide(question(feiten=facts)).plichten == ("melden-geheimhouding", "melden-partners")
    assert rows.decide(question(feiten="weigeringsgrond")).plichten == ("deelbare-reden",)


def test_dates_are_inclusive_at_both_ends():
    """A row holds from `van` up to and including `tm`, and not a day longer."""
    rows = rules_with(p_row(van="2026-01-01", tm="2026-12-31"))
    for day, found in (("2025-12-31", 0), ("2026-01-01", 1), ("2026-12-31", 1), ("2027-01-01", 0)):
        assert len(rows.decide(question(datum=date.fromisoformat(day))).regels) == found


def test_a_moment_is_no_day():
    """Only a calendar day can be asked: a moment, or a day as text, leaves the question undecided."""
    rows = rules_with(PLAIN)
    for moment in (datetime(2026, 11, 22, 12, tzinfo=UTC), "2026-11-22", None):
        beslissing = rows.decide(question(datum=moment))
        assert beslissing.uitkomst is Uitkomst.NIET_VASTSTELBAAR
        assert beslissing.onbekend == ("datum",)


def test_concept_marks_what_rests_on_a_concept_row():
    """`concept` is true when a carrying row is a concept, false when all are settled or no row carries."""
    settled = PLAIN.replace("concept", "vastgesteld")
    assert rules_with(PLAIN).decide(question()).concept
    assert not rules_with(settled).decide(question()).concept
    assert not rules_with(PLAIN).decide(question(wie="uwv")).concept


@pytest.mark.parametrize("omgeving", ["productie", "ketentest"])
def test_concept_allows_count_only_in_demo(omgeving):
    """Outside demo a concept row never allows, while a concept deny still forbids."""
    assert rules_with(PLAIN, omgeving=omgeving).decide(question()).uitkomst is Uitkomst.NIET_GEREGELD
    settled = PLAIN.replace("concept", "vastgesteld")
    assert rules_with(settled, omgeving=omgeving).decide(question()).toegestaan
    assert rules_with(settled, ALWAYS, omgeving=omgeving).decide(question()).uitkomst is Uitkomst.VERBODEN


def test_nothing_in_our_files_is_settled(rules):
    """Every row of our rule files is a concept: only jurists can make it otherwise."""
    assert {row.status for row in rules.rows} == {"concept"}


def test_an_unknown_environment_refuses():
    """A mode that does not exist loads nothing."""
    with pytest.raises(ValueError, match="omgeving"):
        rules_with(PLAIN, omgeving="test")
