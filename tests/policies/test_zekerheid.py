# SPDX-License-Identifier: EUPL-1.2
"""Every refusal sentence shows how sure its sources are: each mark, each doubt, in words and as a field."""

import pytest

from policies import authzen
from policies.sources import ZEKERHEDEN
from tests.policies.test_authzen import EXAMPLE, TODAY
from tests.policies.world import p_row, question, rules_with


def test_every_sentence_has_the_mark_of_each_of_its_sources(rules):
    """Of every source that a row cites the sentence shows law, article and its own mark, and the doubt where there is one."""
    for row in rules.rows:
        told = rules.explain(row.id)
        for code in row.bronnen:
            source = rules.sources[code]
            assert source.wet in told.zin, row.id
            assert f"(zekerheid {source.zekerheid}" in told.zin, row.id
            assert not source.onzeker or f"onzeker: {source.onzeker}" in told.zin, row.id
            assert not source.vervallen or "vervallen" in told.zin, row.id


def test_the_field_is_the_mark_of_the_source_it_rests_on(rules):
    """`zekerheid` is the mark of the first source, one of the closed list, and never empty."""
    for row in rules.rows:
        told = rules.explain(row.id)
        assert told.zekerheid == rules.sources[row.bronnen[0]].zekerheid
        assert told.zekerheid in ZEKERHEDEN


@pytest.mark.parametrize("mark", ["V", "S", "U"])
def test_the_mark_follows_the_source(mark):
    """Another mark at the source is another mark in sentence and field of every refusal that rests on it."""
    code = next(c for c, s in rules_with(p_row()).sources.items() if s.zekerheid == mark)
    answer = rules_with(p_row(bron=code)).decide(question())
    (regel,) = [rule.to_json() for rule in answer.regels]
    assert regel["zekerheid"] == mark
    assert f"(zekerheid {mark}" in regel["zin"]


def test_a_refusal_at_the_door_shows_it(rules):
    """The answer of the example carries mark and sentence together."""
    (regel,) = authzen.evaluate(rules, EXAMPLE, TODAY)["context"]["regels"]
    assert f"(zekerheid {regel['zekerheid']}" in regel["zin"]


def test_there_is_doubt_to_show(rules):
    """These tests see something: our sources have more than one mark, and doubts."""
    marks = {source.zekerheid for source in rules.sources.values()}
    assert {"V", "S"} <= marks
    assert any(source.onzeker for source in rules.sources.values())
