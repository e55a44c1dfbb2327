# SPDX-License-Identifier: EUPL-1.2
"""Whatever JSON comes to the hypothetical door: an answer or named faults, and never more than a rule allows."""

import json
from collections.abc import Callable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from policies import authzen
from tests.policies.test_authzen import EXAMPLE
from tests.policies.world import p_row, rules_with

TODAY = date(2026, 11, 22)
RULES = rules_with(p_row(eft="allow", aan="gemeente"))
PLACES = [
    ("subject",), ("subject", "type"), ("subject", "id"), ("subject", "properties"), ("subject", "properties", "soort"),
    ("action",), ("action", "name"), ("action", "properties"), ("resource",), ("resource", "properties"),
    ("resource", "properties", "categorie"), ("resource", "properties", "ontvanger"), ("context",), ("context", "doel"),
    ("context", "fase"), ("context", "peildatum"), ("context", "time"), ("context", "feiten"), ("context", "traceparent"),
    ("page",), ("page", "limit"), ("page", "token"), ("evaluations",), ("options",), ("options", "evaluations_semantic"),
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def changed(path: tuple[str, ...], value: object) -> dict:
    """The example with any value in one place."""
    body = json.loads(json.dumps(EXAMPLE))
    target = body
    for part in path[:-1]:
        target = target.setdefault(part, {})
    target[path[-1]] = value
    return body


def answered(ask: Callable[[], authzen.Antwoord]) -> dict:
    """The answer, or an empty one with its faults when the request is no question."""
    try:
        return ask().inhoud
    except authzen.AuthzenError as error:
        return {"fouten": error.fouten}


def opens_nothing(answer: dict) -> bool:
    """Whether this is an answer or faults, and no permission."""
    whole = bool(answer.get("fouten")) or "decision" in answer or "evaluations" in answer or "results" in answer
    return whole and answer.get("decision", False) is False


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES), JSON)
def test_any_value_in_any_place(path, value):
    """One strange value gives an answer or faults; nothing is ever allowed by it."""
    body = changed(path, value)
    assert opens_nothing(answered(lambda: authzen.answer_one(RULES, body, TODAY)))
    assert opens_nothing(answered(lambda: authzen.answer_batch(RULES, body, TODAY)))
    for entity in ("subject", "action", "resource"):
        assert opens_nothing(answered(lambda e=entity: authzen.answer_search(RULES, e, body, TODAY)))


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_body(body):
    """Anything at all gives faults or an answer that opens nothing."""
    assert opens_nothing(answered(lambda: authzen.answer_batch(RULES, body, TODAY)))
