# SPDX-License-Identifier: EUPL-1.2
"""Ours against plain casbin on the same files, and against an independent reading of them."""

import random

import pytest

from policies import RuleSet, Uitkomst
from tests.policies.world import Oracle, files_with, plain, question, random_question, random_rows, real_files, request

SEEDS = range(24)


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


@pytest.mark.parametrize("seed", SEEDS)
def test_random_sets_decide_as_plain_casbin(rules, tmp_path, seed):
    """On random rule sets, with date edges, groups and wildcards, ours equals plain casbin and the oracle."""
    rng = random.Random(seed)
    files = files_with(random_rows(rng, rules, rng.randint(5, 60)))
    ours = RuleSet.of_files(files, "demo")
    enforcer, oracle = plain(files, tmp_path), Oracle(files)
    for i in range(100):
        vraag = random_question(ours, rng, rng.choice(ours.rows) if i % 4 else None, 0.6)
        beslissing = ours.decide(vraag)
        assert beslissing.toegestaan is enforcer.enforce(*request(vraag)), vraag
        assert (str(beslissing.uitkomst), {r.id for r in beslissing.regels}) == oracle.decide(vraag), vraag


def test_random_sets_hold_both_effects(rules):
    """The random sets are no empty proof: many questions match, and one in ten fits an allow and a deny at once."""
    matched = both = total = 0
    for seed in SEEDS:
        rng = random.Random(seed)
        files = files_with(random_rows(rng, rules, rng.randint(5, 60)))
        ours, oracle = RuleSet.of_files(files, "demo"), Oracle(files)
        for i in range(100):
            vraag = random_question(ours, rng, rng.choice(ours.rows) if i % 4 else None, 0.6)
            fits = {
                row.eft for row in oracle.rows if oracle.fits(row, vraag) and oracle.state(row, vraag.feiten) != "nee"
            }
            total, matched, both = total + 1, matched + bool(fits), both + (len(fits) == 2)
    assert matched > total // 4
    assert both > total // 10


def test_unknown_codes_never_open(rules):
    """A code outside the vocabulary in any column, or a group code, is never allowed and says which it is."""
    for veld in ("wie", "aan", "wat", "handeling", "doel", "fase"):
        for code in ("onbekend", "*", "convenantpartner", "", "Politie", "politie "):
            beslissing = rules.decide(question(**{veld: code}))
            assert beslissing.uitkomst is Uitkomst.NIET_VASTSTELBAAR
            assert any(text.startswith(f"{veld}:") for text in beslissing.onbekend)
