# SPDX-License-Identifier: EUPL-1.2
"""The hypothetical door: the example of design.md 5, malformed requests, batches and semantics."""

import copy
import json
from datetime import date

import pytest

from policies import RuleSet, authzen
from tests.policies.world import p_row, rules_with

TODAY = date(2026, 11, 22)
EXAMPLE = {
    "subject": {"type": "partner", "id": "00000099000000001000", "properties": {"soort": "toeslagen"}},
    "action": {"name": "verstrekken"},
    "resource": {"type": "gegevens", "id": "-", "properties": {"categorie": "fiscaal", "ontvanger": "gemeente"}},
    "context": {
        "doel": "oc", "fase": "weging", "peildatum": "2026-11-21", "feiten": ["betrokken", "niet-weigeringsgrond"],
    },
}  # fmt: skip


def changed(path: str, value: object) -> dict:
    """The example with one field replaced, or removed when the value is None."""
    body = copy.deepcopy(EXAMPLE)
    *parents, last = path.split(".")
    target = body
    for part in parents:
        target = target[part]
    if value is None:
        del target[last]
    else:
        target[last] = value
    return body


def test_the_example_of_the_design(rules):
    """The exact example gives the exact answer, with sentence, source and article."""
    answer = authzen.evaluate(rules, EXAMPLE, TODAY)
    assert answer["decision"] is False
    context = answer["context"]
    (regel,) = context.pop("regels")
    assert context == {
        "uitkomst": "verboden", "plichten": [], "ontbreekt": [], "vrijgave": rules.digest, "concept": True,
    }  # fmt: skip
    assert set(regel) == {"id", "effect", "bron", "artikel", "zin", "zekerheid"}
    assert (regel["id"], regel["effect"], regel["zekerheid"]) == ("R-01.1", "deny", "V")
    assert "Toeslagen" in regel["zin"]
    assert json.loads(json.dumps(answer)) == answer


MALFORMED = [
    ("geen object", []), ("tekst", "x"), ("niets", None), ("leeg", {}),
    ("zonder subject", changed("subject", None)), ("subject als tekst", changed("subject", "x")),
    ("zonder soort", changed("subject.properties.soort", None)), ("id als getal", changed("subject.id", 1)),
    ("zonder handeling", changed("action.name", None)), ("handeling als lijst", changed("action.name", ["lezen"])),
    ("zonder categorie", changed("resource.properties.categorie", None)),
    ("categorie als getal", changed("resource.properties.categorie", 8)),
    ("ontvanger als object", changed("resource.properties.ontvanger", {})),
    ("zonder doel", changed("context.doel", None)), ("zonder fase", changed("context.fase", None)),
    ("zonder context", changed("context", None)), ("context als lijst", changed("context", [])),
    ("feiten als tekst", changed("context.feiten", "betrokken")), ("feit als getal", changed("context.feiten", [1])),
    ("feiten als object", changed("context.feiten", {"betrokken": True})),
    ("datum andersom", changed("context.peildatum", "21-11-2026")),
    ("datum met tijd", changed("context.peildatum", "2026-11-21T00:00:00Z")),
    ("datum bestaat niet", changed("context.peildatum", "2026-02-30")), ("datum als getal", changed("context.peildatum", 5)),
    ("properties als lijst", changed("resource.properties", [])),
]  # fmt: skip


@pytest.mark.parametrize("body", [m[1] for m in MALFORMED], ids=[m[0] for m in MALFORMED])
def test_malformed_requests_are_faults_not_decisions(rules, body):
    """A malformed request raises with Dutch texts, and never says yes where each line gets an answer."""
    with pytest.raises(authzen.AuthzenError) as caught:
        authzen.evaluate(rules, body, TODAY)
    assert caught.value.fouten
    answer = authzen.evaluate_or_answer(rules, body, TODAY)
    assert answer["decision"] is False
    assert answer["context"]["uitkomst"] == "niet-vaststelbaar"
    assert answer["context"]["fout"]


def test_all_faults_come_at_once(rules):
    """Every missing field is named in one go."""
    body = changed("context", {"feiten": 1})
    with pytest.raises(authzen.AuthzenError) as caught:
        authzen.evaluate(rules, body, TODAY)
    assert len(caught.value.fouten) == 3


def test_defaults(rules):
    """Without recipient `-`, without facts none, without peildatum today; unknown fields are ignored."""
    body = changed("context.feiten", None)
    del body["context"]["peildatum"]
    del body["resource"]["properties"]["ontvanger"]
    body["subject"]["extra"] = body["extra"] = {"x": 1}
    vraag = authzen.read_question(rules, body, TODAY)
    assert (vraag.aan, vraag.feiten, vraag.datum) == ("-", frozenset(), TODAY)


def test_peildatum_is_honoured():
    """A question about another day is answered by the rows of that day."""
    rules = rules_with(p_row(wie="toeslagen", wat="fiscaal", van="2026-11-22"))
    assert authzen.evaluate(rules, EXAMPLE, TODAY)["context"]["uitkomst"] == "niet-geregeld"
    later = changed("context.peildatum", "2026-11-22")
    assert authzen.evaluate(rules, later, TODAY)["context"]["uitkomst"] == "verboden"


@pytest.mark.parametrize(
    ("path", "value"),
    [("subject.properties.soort", "bakker"), ("action.name", "kijken"), ("resource.properties.categorie", "persoonsgegevens"),
     ("resource.properties.ontvanger", "*"), ("context.doel", "niet-ib"), ("context.feiten", ["betrokken", "niet-betrokken"])],
)  # fmt: skip
def test_unknown_codes_are_answers(rules, path, value):
    """An unknown code, a group code or a contradiction is a decision of false, not an error."""
    answer = authzen.evaluate(rules, changed(path, value), TODAY)
    assert answer["decision"] is False
    assert answer["context"]["uitkomst"] == "niet-vaststelbaar"
    assert "fout" not in answer["context"]


def two() -> RuleSet:
    """Rules that allow one question and forbid another."""
    return rules_with(p_row(id="T-1.1", eft="allow", aan="gemeente"), p_row(id="T-2.1", wat="wpg-9"))


def batch(*categories: str, semantic: str | None = None) -> dict:
    """A batch over categories with shared defaults."""
    body = changed("subject.properties.soort", "politie")
    del body["resource"]
    items = [
        {"resource": {"type": "gegevens", "id": "-", "properties": {"categorie": c, "ontvanger": "gemeente"}}}
        for c in categories
    ]
    return {**body, "evaluations": items, **({"options": {"evaluations_semantic": semantic}} if semantic else {})}


@pytest.mark.parametrize(
    ("semantic", "expected"),
    [(None, [True, False, True, False]), ("execute_all", [True, False, True, False]),
     ("deny_on_first_deny", [True, False]), ("permit_on_first_permit", [True])],
)  # fmt: skip
def test_batch_semantics(semantic, expected):
    """The three semantics stop where AuthZEN says they stop."""
    answer = authzen.evaluate_batch(two(), batch("wpg-8", "wpg-9", "wpg-8", "wpg-9", semantic=semantic), TODAY)
    assert [item["decision"] for item in answer["evaluations"]] == expected


def test_one_bad_item_answers_false_in_its_place():
    """A malformed item of a batch does not spoil the others."""
    body = batch("wpg-8", "wpg-8")
    body["evaluations"].insert(1, {"resource": 5})
    body["evaluations"].append("x")
    answers = authzen.evaluate_batch(two(), body, TODAY)["evaluations"]
    assert [item["decision"] for item in answers] == [True, False, True, False]
    assert answers[1]["context"]["fout"]


@pytest.mark.parametrize("items", [None, []])
def test_without_evaluations_a_batch_is_a_single_question(rules, items):
    """An absent or empty list has single semantics."""
    body = {**EXAMPLE, **({"evaluations": items} if items is not None else {})}
    assert authzen.evaluate_batch(rules, body, TODAY) == authzen.evaluate(rules, EXAMPLE, TODAY)


@pytest.mark.parametrize(
    "body", [[], {"evaluations": 5}, batch("wpg-8", semantic="anders"), {**batch("wpg-8"), "options": 1}]
)
def test_a_malformed_batch_is_refused(rules, body):
    """A batch that is no batch, or with an unknown semantic, is malformed as a whole."""
    with pytest.raises(authzen.AuthzenError):
        authzen.evaluate_batch(rules, body, TODAY)


def test_a_disagreement_is_an_answer_that_opens_nothing(rules, monkeypatch):
    """When the engine does not agree with itself, the door answers niet-vaststelbaar with a fault."""
    monkeypatch.setattr("casbin.Enforcer.enforce_ex", lambda *_: (True, []))
    answer = authzen.evaluate(rules, EXAMPLE, TODAY)
    assert (answer["decision"], answer["context"]["uitkomst"]) == (False, "niet-vaststelbaar")
    assert answer["context"]["fout"]
