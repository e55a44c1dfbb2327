# SPDX-License-Identifier: EUPL-1.2
"""The fold that makes mutation fast decides as casbin does: on the rules, and on edited rules loaded for real."""

import random

import pytest

from policies import RuleSet, RuleSetError
from policies.findings import Findings
from policies.loader import check
from policies.proef.folding import Fold, bits
from policies.proef.judging import of_decision
from policies.proef.reading import read_scenarios
from tests.policies.proef.mutanten import carried_out, edits
from tests.policies.world import random_question, real_files

SAMPLE = 24


@pytest.fixture(scope="module")
def world():
    """The real rules, all real scenarios that name known codes, and as many drawn around rows."""
    files = real_files()
    checked = check(files)
    rules = RuleSet(checked, "demo", "sha256:0")
    rng = random.Random(3)
    asked = [one.vraag for one in read_scenarios(files, Findings())]
    asked += [random_question(rules, rng, like=rng.choice(rules.rows)) for _ in range(1500)]
    questions = [vraag for vraag in asked if not rules.decide(vraag).onbekend]
    return files, checked, rules, questions, Fold(rules.rows, questions, checked.closure, checked.vocabulary)


def test_the_fold_is_the_engine_on_every_question(world):
    """Outcome, rows, missing facts and duties are those of `RuleSet.decide`, and every outcome occurs."""
    _, _, rules, questions, fold = world
    found = [fold.decide(number) for number in range(len(questions))]
    assert found == [of_decision(rules.decide(vraag)) for vraag in questions]
    assert {one.uitkomst for one in found} == {"toegestaan", "verboden", "niet-vaststelbaar", "niet-geregeld"}


def test_the_fold_is_the_engine_on_edited_rules(world):
    """A sample of edits, written in the files and loaded with casbin: the same answer to every question."""
    files, checked, rules, questions, fold = world
    all_edits = edits(checked, ["2020-03-31"])
    sample = random.Random(7).sample(sorted(all_edits), 4 * SAMPLE)
    base = [of_decision(rules.decide(vraag)) for vraag in questions]
    tried = changed = 0
    for name in sample:
        mutant = all_edits[name]
        try:
            edited = RuleSet.of_files(carried_out(files, mutant), "demo")
        except RuleSetError:
            assert mutant.veld == "effect" or _twin(mutant, checked), name
            continue
        old, new = fold.mask(mutant.oud), 0 if mutant.nieuw is None else fold.mask(mutant.nieuw)
        for number in range(len(questions)):
            row = mutant.nieuw if new >> number & 1 else None
            found = fold.decide(number, mutant.oud.id, row) if (old | new) >> number & 1 else base[number]
            assert found == of_decision(edited.decide(questions[number])), (name, questions[number])
            changed += found != base[number]
        tried += 1
        if tried == SAMPLE:
            break
    assert tried == SAMPLE
    assert changed > 500


def _twin(mutant, checked) -> bool:
    """Whether the edited row says precisely what another row says: the loader refuses that."""
    return any(row.cellen[:10] == mutant.nieuw.cellen[:10] for row in checked.rows)


def test_a_mask_names_the_questions_that_a_row_fits(world):
    """Bit for bit what the groups say."""
    _, checked, rules, questions, fold = world
    for row in rules.rows[::9]:
        inside = [
            number
            for number, vraag in enumerate(questions)
            if row.van <= vraag.datum.isoformat() <= row.tm
            and vraag.wie in checked.closure.leaves("wie", row.wie)
            and vraag.aan in checked.closure.leaves("wie", row.aan)
            and vraag.wat in checked.closure.leaves("wat", row.wat)
            and vraag.handeling in checked.closure.leaves("handeling", row.handeling)
            and vraag.doel in checked.closure.leaves("doel", row.doel)
            and vraag.fase in checked.closure.leaves("fase", row.fase)
        ]
        assert bits(fold.mask(row)) == inside
