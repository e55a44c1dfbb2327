# SPDX-License-Identifier: EUPL-1.2
"""The made-up rule base of the bench is what its page says: legal, varied, 15 % refusals, and no question twice."""

from __future__ import annotations

import random

import pytest

from bench.decision_dict import DictIndex
from bench.decision_rules import SHARE_DENY, World, make_questions, make_rows
from policies import RuleSet, Uitkomst

COUNT = 1500


@pytest.fixture(scope="module")
def made() -> RuleSet:
    """A rule base through the strict loader."""
    world = World.make()
    return RuleSet.of_files(world.with_rows(make_rows(world, COUNT, random.Random(1))), "demo")


def test_the_rows_are_as_described(made):
    """Each row is different and legal; about 15 % refuse; most name one organisation; few hold a star for the partner."""
    assert len(made.rows) == COUNT
    deny = [row for row in made.rows if row.eft == "deny"]
    assert SHARE_DENY - 0.03 < len(deny) / COUNT < SHARE_DENY + 0.03
    assert sum(row.wie in made.vocabulary.codes["wie"] for row in made.rows) > COUNT * 0.65
    assert 0 < sum(row.wie == "*" for row in made.rows) < COUNT * 0.02
    assert len(made.vocabulary.codes["wie"]) > 400
    assert len(made.vocabulary.codes["wat"]) > 120


def test_the_questions_are_different_and_each_meets_a_row(made):
    """No question comes twice, each has a candidate row, and the outcomes are mixed."""
    questions = make_questions(made, 300, random.Random(2))
    assert len(set(questions)) == 300
    assert all(made.candidates(vraag) for vraag in questions)
    outcomes = [made.decide(vraag).uitkomst for vraag in questions]
    assert outcomes.count(Uitkomst.TOEGESTAAN) > 100
    assert outcomes.count(Uitkomst.VERBODEN) > 20
    assert all(len(vraag.feiten) > 30 for vraag in questions)


def test_the_dictionary_gives_the_same_explained_answer(made):
    """The hand-made peer is no straw man: outcome, rows, obligations and missing facts are ours, unknown codes refused."""
    peer = DictIndex(made)
    for vraag in make_questions(made, 300, random.Random(3)):
        mine, theirs = made.decide(vraag), peer.decide(vraag)
        assert theirs is not None
        assert mine.uitkomst is theirs.uitkomst
        assert set(mine.regels) == set(theirs.regels)
        assert set(mine.plichten) == set(theirs.plichten)
        assert set(mine.ontbreekt) == set(theirs.ontbreekt)
        assert mine.concept is theirs.concept
