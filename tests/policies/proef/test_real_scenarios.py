# SPDX-License-Identifier: EUPL-1.2
"""Our own scenarios prove our own rules: all pass, every row hit and only just missed, no edit unnoticed."""

import random

import pytest

from policies import RuleSet, RuleSetError
from policies.loader import check
from policies.proef import Proefverslag, prove
from policies.proef.running import Stand, run
from tests.policies.proef.mutanten import carried_out, edits
from tests.policies.world import real_files


@pytest.fixture(scope="module")
def proof() -> Proefverslag:
    """The whole proof, without a day: nothing is excused."""
    return prove(real_files())


def test_every_scenario_passes_and_there_are_enough(proof):
    """At least 250 different questions, none failing, none excused, no finding about any file."""
    counts = proof.aantallen
    assert counts["vragen"] >= 250
    assert (counts["mislukt"], counts["verwacht_mislukt"], proof.bevindingen) == (0, 0, ())


def test_every_row_has_a_hit_and_a_near_miss(proof):
    """No row of the rules without both."""
    assert proof.dekking is not None
    assert proof.dekking.gaten == ()
    assert len(proof.dekking.raak) > 100


def test_no_edit_of_a_row_goes_unnoticed_without_a_reason(proof):
    """Nought survivors without an explanation, over every row and every kind of edit."""
    assert proof.mutatie is not None
    assert proof.mutatie.onverklaard == ()
    assert len(proof.mutatie.gedood) > 1000
    assert set(proof.mutatie.soorten) >= {"weg", "effect", "eis", "wie", "aan", "wat", "handeling", "doel", "fase"}


def test_every_phase_outcome_and_partner_occurs(proof):
    """No phase of the work, no outcome and no partner of the convenant is left aside, as supplier or as recipient."""
    found = proof.dekking
    assert found is not None
    partners = check(real_files()).closure.leaves("wie", "convenantpartner")
    assert min(found.fasen.values()) > 0
    assert min(found.uitkomsten.values()) > 0
    assert min(found.partijen[partner] for partner in partners) > 0
    assert min(found.ontvangers[partner] for partner in partners) > 0


def test_the_proof_stands(proof):
    """Whole and passed: what a release demands."""
    assert proof.volledig
    assert proof.geslaagd


def really(name: str, all_edits, results):
    """How many scenarios fail on rules that were really edited and loaded, casbin included; None: not loadable."""
    try:
        edited = RuleSet.of_files(carried_out(real_files(), all_edits[name]), "demo")
    except RuleSetError:
        return None
    again = run((result.scenario for result in results), edited)
    return sum(result.stand is Stand.MISLUKT for result in again)


def test_what_the_proof_says_of_an_edit_is_so(proof):
    """A sample carried out in the files: noticed ones make a scenario fail, ones without consequence make none fail."""
    found, rng = proof.mutatie, random.Random(5)
    assert found is not None
    all_edits = edits(check(real_files()), [result.scenario.vraag.datum.isoformat() for result in proof.uitslagen])
    noticed = [really(name, all_edits, proof.uitslagen) for name in rng.sample(found.gedood, 16)]
    hidden = [really(name, all_edits, proof.uitslagen) for name, _ in rng.sample(found.gelijkwaardig, 6)]
    assert min(count for count in noticed if count is not None) > 0
    assert len([count for count in noticed if count is not None]) >= 10
    assert set(hidden) <= {0, None}
    assert 0 in hidden
