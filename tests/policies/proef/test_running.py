# SPDX-License-Identifier: EUPL-1.2
"""Scenarios against rules: passing, failing with what differs in words, and the expected failure."""

from datetime import date

import pytest

from policies import RuleSet
from policies.proef.judging import Bevinding, agrees, differences, of_decision
from policies.proef.running import Stand, run
from policies.proef.scenario import Verwachting
from tests.policies.proef.scenes import NIETS, feature, read, scene
from tests.policies.world import p_row, question, rules_with

DENY = p_row(wat="wpg", eis="weigeringsgrond", plicht="deelbare-reden")
ALLOW = p_row(wat="wpg", aan="gemeente", eis="om-toestemming", eft="allow", id="T-2.1")


def results(*scenes: str, vandaag: date | None = None, rules: RuleSet | None = None):
    """Run scenarios on the two rows above."""
    scenarios, findings = read(feature(*scenes))
    assert not findings
    return run(scenarios, rules or rules_with(DENY, ALLOW), vandaag)


PASSING = {
    "deny": scene("deny", feiten='de feiten "weigeringsgrond"', besluit='"verboden" op grond van "T-1.1"\n    En geldt de plicht "deelbare-reden"'),
    "unsure": scene(
        "unsure",
        besluit='"niet-vaststelbaar" op grond van "T-1.1"\n    En ontbreekt het feit "weigeringsgrond" bij "verstrekker"',
    ),
    "allow": scene(
        "allow",
        feiten='de feiten "niet-weigeringsgrond, om-toestemming"',
        besluit='"toegestaan" op grond van "T-2.1"\n    En geldt geen plicht',
    ),
    "almost": scene(
        "almost",
        feiten='de feiten "niet-weigeringsgrond"',
        besluit='"niet-vaststelbaar" op grond van "T-2.1"\n    En ontbreekt het feit "om-toestemming" bij "om"',
    ),
    "nothing": scene("nothing", wat="brp", besluit=NIETS),
    "unknown code": scene("unknown code", wat="xyz", besluit='"niet-vaststelbaar" want "xyz" is geen bekende code'),
    "unknown fact": scene(
        "unknown fact", feiten='de feiten "weer"', besluit='"niet-vaststelbaar" want "weer" is geen bekende code'
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", PASSING.values(), ids=PASSING)
def test_each_outcome_can_be_expected(text):
    """A scenario that says what the rules do passes, whatever the outcome."""
    (result,) = results(text)
    assert (result.stand, result.waarom) == (Stand.GESLAAGD, ())


FAILING = {
    "other outcome": (PASSING["nothing"].replace('"brp"', '"wpg-8"'), "verwacht was `niet-geregeld`"),
    "row too few": (
        scene("x", feiten='de feiten "weigeringsgrond"', besluit='"verboden" op grond van "T-1.1, T-2.1"'),
        "op grond van T-1.1, verwacht was op grond van T-1.1, T-2.1",
    ),
    "other row": (
        scene("x", feiten='de feiten "niet-weigeringsgrond"', besluit='"niet-vaststelbaar" op grond van "T-1.1"'),
        "op grond van T-2.1",
    ),
    "unknown where something else was meant": (
        scene("x", besluit='"niet-geregeld" want geen regel past'),
        "het besluit is `niet-vaststelbaar` (wat ontbreekt: `weigeringsgrond` bij `verstrekker`), verwacht was",
    ),
    "row that is not there": (
        scene("x", feiten='de feiten "weigeringsgrond"', besluit='"verboden" op grond van "T-9.1"'),
        "regel T-9.1 bestaat niet",
    ),
    "other missing fact": (
        scene("x", besluit='"niet-vaststelbaar" op grond van "T-1.1"\n    En ontbreekt het feit "verzoek" bij "om"'),
        "het feit `verzoek` bij `om` ontbreekt niet; wat ontbreekt: `weigeringsgrond` bij `verstrekker`",
    ),
    "other party": (
        scene("x", besluit='"niet-vaststelbaar" op grond van "T-1.1"\n    En ontbreekt het feit "weigeringsgrond" bij "om"'),
        "bij `om` ontbreekt niet",
    ),
    "other duty": (
        scene("x", besluit='"niet-vaststelbaar" op grond van "T-1.1"\n    En geldt de plicht "naar-jurist"'),
        "de plicht `naar-jurist` geldt niet; plichten: deelbare-reden",
    ),
    "a duty after all": (
        scene("x", besluit='"niet-vaststelbaar" op grond van "T-1.1"\n    En geldt geen plicht'),
        "er geldt wel een plicht: deelbare-reden",
    ),
    "known after all": (
        scene("x", wat="brp", besluit='"niet-vaststelbaar" want "brp" is geen bekende code'),
        "`brp` is wel een bekende code",
    ),
    "unknown by mistake": (scene("x", wat="wpg-88"), "onbekende code: wpg-88"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), FAILING.values(), ids=FAILING)
def test_what_differs_is_told_in_words(text, words):
    """A scenario that says otherwise fails, and the report says in what."""
    (result,) = results(text)
    assert result.stand is Stand.MISLUKT
    assert words in "; ".join(result.waarom)


def test_the_right_outcome_on_the_wrong_row_fails():
    """`verboden` is right, but by another row than named: a legal error, so a failure."""
    rules = rules_with(DENY, p_row(wat="wpg", id="T-3.1"))
    text = scene("x", feiten='de feiten "niet-weigeringsgrond"', besluit='"verboden" op grond van "T-1.1"')
    (result,) = results(text, rules=rules)
    assert result.gevonden.uitkomst == "verboden"
    assert result.stand is Stand.MISLUKT


def excused(besluit: str) -> str:
    """A scenario that may fail until the end of 2026."""
    text = scene("x", wat="brp", besluit=besluit).replace(
        "Scenario: x", "Scenario: x\n    Reden: de regel wordt nog geschreven"
    )
    return text.replace("\n  Scenario", "\n  @verwacht-mislukt-tot:2026-12-31\n  Scenario")


@pytest.mark.parametrize(
    ("besluit", "vandaag", "stand", "words"),
    [
        ('"verboden" op grond van "T-1.1"', date(2026, 12, 31), Stand.VERWACHT_MISLUKT, "het besluit is"),
        ('"verboden" op grond van "T-1.1"', date(2027, 1, 1), Stand.MISLUKT, "tot en met 2026-12-31"),
        ('"verboden" op grond van "T-1.1"', None, Stand.MISLUKT, "tot en met 2026-12-31"),
        (NIETS, date(2026, 12, 31), Stand.MISLUKT, "haal het kenmerk"),
    ],
)
def test_an_expected_failure_is_excused_until_its_day_and_only_while_it_fails(besluit, vandaag, stand, words):
    """On the last day it is excused; a day later, without a day, or when it passes, it is an error."""
    (result,) = results(excused(besluit), vandaag=vandaag)
    assert result.stand is stand
    assert words in result.waarom[0]


def test_the_judge_holds_decision_and_expectation_side_by_side():
    """The same judge for any decision: equal agrees, anything else is named."""
    found = of_decision(rules_with(DENY, ALLOW).decide(question()))
    assert found == Bevinding(
        "niet-vaststelbaar",
        frozenset({"T-1.1"}),
        frozenset({("weigeringsgrond", "verstrekker")}),
        frozenset({"deelbare-reden"}),
    )
    assert agrees(Verwachting("niet-vaststelbaar", frozenset({"T-1.1"})), found)
    assert len([*differences(Verwachting("verboden"), found)]) == 2


def test_a_missing_fact_is_named_without_its_sign():
    """A row that asks `niet-om-toestemming` lacks the fact om-toestemming, and the OM can supply it."""
    besluit = '"niet-vaststelbaar" op grond van "T-3.1"\n    En ontbreekt het feit "om-toestemming" bij "om"'
    row = p_row(wat="wpg", eis="niet-om-toestemming", id="T-3.1")
    (result,) = results(scene("x", besluit=besluit), rules=rules_with(row))
    assert (result.stand, result.waarom) == (Stand.GESLAAGD, ())
    (other,) = results(scene("x", besluit=besluit.replace('"om-', '"niet-om-')), rules=rules_with(row))
    assert other.stand is Stand.MISLUKT
