# SPDX-License-Identifier: EUPL-1.2
"""Ours against plain casbin on the same files, and against an independent reading of them."""

import random

import pytest

from bench.decision_rules import World, make_questions, make_rows
from policies import RuleSet, Uitkomst
from tests.policies import test_differential_random as first
from tests.policies import test_differential_random2 as second
from tests.policies.differential import PAIRS, SHARES, Differential
from tests.policies.world import Oracle, plain, question, random_question, real_files, request


def test_real_rules_decide_as_plain_casbin(rules, tmp_path):
    """Over the real rules ours allows exactly when plain casbin on model.conf and the CSV files allows."""
    rng = random.Random(20261122)
    enforcer = plain(real_files(), tmp_path)
    allowed = 0
    for i in range(500):
        vraag = random_question(rules, rng, rng.choice(rules.rows) if i % 5 else None)
        beslissing = rules.decide(vraag)
        assert beslissing.toegestaan is enforcer.enforce(*request(vraag)), vraag
        allowed += beslissing.toegestaan
    assert allowed > 20


def test_real_rules_explain_as_the_oracle(rules):
    """Outcome and deciding rows over the real rules equal those of an independent brute force."""
    rng = random.Random(7)
    oracle = Oracle(real_files())
    seen: dict[str, int] = {}
    for i in range(2500):
        vraag = random_question(rules, rng, rng.choice(rules.rows) if i % 5 else None)
        beslissing = rules.decide(vraag)
        outcome, ids = oracle.decide(vraag)
        assert (str(beslissing.uitkomst), {r.id for r in beslissing.regels}) == (outcome, ids), vraag
        seen[outcome] = seen.get(outcome, 0) + 1
    assert all(seen.get(uitkomst, 0) > 50 for uitkomst in Uitkomst), seen


def test_the_random_run_is_large_enough():
    """The shares that the two other files run make at least a hundred thousand pairs together."""
    marks = [mark for module in (first, second) for mark in module.test_random_sets_decide_as_plain_casbin.pytestmark]
    shares = [mark.args[1] for mark in marks if mark.name == "parametrize"]
    assert sorted(share for some in shares for share in some) == list(range(SHARES))
    assert SHARES * PAIRS >= 100_000


@pytest.mark.no_cover
def test_five_thousand_made_up_rules_decide_as_plain_casbin(tmp_path):
    """At 5 000 rows as the bench makes them, with their own vocabulary, no decision differs in 150 questions."""
    world, rng = World.make(), random.Random(5000)
    files = world.with_rows(make_rows(world, 5000, rng))
    ours, enforcer, oracle = RuleSet.of_files(files, "demo"), plain(files, tmp_path), Oracle(files)
    assert len(ours.rows) == 5000
    allowed = 0
    for vraag in make_questions(ours, 150, rng):
        beslissing = ours.decide(vraag)
        assert beslissing.toegestaan is enforcer.enforce(*request(vraag)), vraag
        assert (str(beslissing.uitkomst), {r.id for r in beslissing.regels}) == oracle.decide(vraag), vraag
        allowed += beslissing.toegestaan
    assert 30 < allowed < 135


@pytest.mark.no_cover
def test_five_thousand_wide_rules_decide_as_plain_casbin(tmp_path):
    """At 5 000 random rows with many wildcards, where allow and deny meet all the time, nothing differs either."""
    run = Differential(tmp_path)
    run.run(20261122, 5000, 350)
    assert run.count.pairs == 350
    assert run.count.matched > 250
    assert run.count.both > 70


def test_unknown_codes_never_open(rules):
    """A code outside the vocabulary in any column, or a group code, is never allowed and says which it is."""
    for veld in ("wie", "aan", "wat", "handeling", "doel", "fase"):
        for code in ("onbekend", "*", "convenantpartner", "", "Politie", "politie "):
            beslissing = rules.decide(question(**{veld: code}))
            assert beslissing.uitkomst is Uitkomst.NIET_VASTSTELBAAR
            assert any(text.startswith(f"{veld}:") for text in beslissing.onbekend)
