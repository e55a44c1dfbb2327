# SPDX-License-Identifier: EUPL-1.2
"""The story of the demo, step by step, on the real rules."""

import tomllib
from pathlib import Path

import pytest

from tests.policies.world import question

STAPPEN = tomllib.loads((Path(__file__).parent / "story.toml").read_text("utf-8"))["stap"]
NAMEN = [f"{stap['nummer']}-{stap['naam']}" for stap in STAPPEN]


@pytest.mark.parametrize("stap", STAPPEN, ids=NAMEN)
def test_step_has_its_outcome_and_rows(rules, stap):
    """With the facts of the table each step has its outcome, carried by exactly those rows."""
    beslissing = rules.decide(question(**stap["vraag"], feiten=" ".join(stap["feiten"])))
    assert beslissing.uitkomst == stap["uitkomst"]
    assert [regel.id for regel in beslissing.regels] == stap["regels"]


@pytest.mark.parametrize("stap", [s for s in STAPPEN if s["uitkomst"] == "toegestaan"], ids=lambda s: s["naam"])
def test_no_fact_of_an_allowed_step_can_be_missed(rules, stap):
    """Leave out any fact of an allowed step and it is no longer carried by the same rows."""
    for feit in stap["feiten"]:
        rest = " ".join(f for f in stap["feiten"] if f != feit)
        beslissing = rules.decide(question(**stap["vraag"], feiten=rest))
        carried = [regel.id for regel in beslissing.regels]
        assert (beslissing.uitkomst, carried) != (stap["uitkomst"], stap["regels"]), feit


@pytest.mark.parametrize("nummer", [1, 2, 3, 4, 5])
def test_every_part_of_the_story_is_there(nummer):
    """Each numbered part of the story that rests on the rules has steps in the table."""
    assert any(stap["nummer"] == nummer for stap in STAPPEN)
