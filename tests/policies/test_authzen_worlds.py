# SPDX-License-Identifier: EUPL-1.2
"""Other worlds through the same engine: only their rule sets differ, which are data in the folders beside this test."""

import copy
import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from policies import FOLDER, RuleSet, authzen
from tests.policies.test_authzen import EXAMPLE

TODAY = date(2026, 11, 22)
HERE = Path(__file__).parent
ALICE, BOB = {"type": "user", "id": "alice"}, {"type": "user", "id": "bob"}


def world(name: str) -> RuleSet:
    """A small rule set of these tests."""
    return RuleSet.load(HERE / name, "demo")


@pytest.fixture(scope="module")
def todo() -> RuleSet:
    """The rule set of the interop to-do list."""
    return world("todo")


@pytest.fixture(scope="module")
def decisions(shared_data: Path) -> dict:
    """The published decisions of the to-do list."""
    return json.loads((shared_data / "authzen" / "todo-decisions.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def schemas(shared_data: Path) -> dict:
    """Validators of the two published schemas."""
    found = {}
    for name in ("request", "response"):
        text = (shared_data / "authzen" / f"evaluation-{name}.schema.json").read_text("utf-8")
        found[name] = jsonschema.Draft202012Validator(json.loads(text))
    return found


def test_the_forty_decisions_of_the_todo_list(todo, decisions, schemas):
    """All forty published evaluations come out as published, with valid requests and answers."""
    wrong = []
    for number, item in enumerate(decisions["evaluation"]):
        schemas["request"].validate(item["request"])
        answer = authzen.evaluate(todo, item["request"], TODAY)
        schemas["response"].validate(answer)
        if answer["decision"] is not item["expected"]:
            wrong.append(number)
    assert wrong == []
    assert len(decisions["evaluation"]) == 40
    assert {item["expected"] for item in decisions["evaluation"]} == {True, False}


def test_the_three_batches_of_the_todo_list(todo, decisions, schemas):
    """All three published batches come out as published."""
    for item in decisions["evaluations"]:
        answers = authzen.evaluate_batch(todo, item["request"], TODAY)["evaluations"]
        for answer in answers:
            schemas["response"].validate(answer)
        assert [{"decision": answer["decision"]} for answer in answers] == item["expected"]
    assert len(decisions["evaluations"]) == 3


def test_our_own_example_fits_the_schemas(rules, schemas):
    """The example of the design and its answer are valid AuthZEN."""
    schemas["request"].validate(EXAMPLE)
    schemas["response"].validate(authzen.evaluate(rules, EXAMPLE, TODAY))


def test_the_models_of_these_worlds_are_ours():
    """Nothing in these worlds but data: model.conf is the pinned one, byte for byte."""
    ours = (FOLDER / "model.conf").read_bytes()
    assert all((HERE / name / "model.conf").read_bytes() == ours for name in ("todo", "dossiers"))


RICK = "CiRmZDA2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs"
MORTY = "CiRmZDE2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs"


def todo_request(subject: str, action: str, **properties: object) -> dict:
    """A request about a to-do."""
    resource = {"type": "todo", "id": "todo-1", "properties": properties}
    return {"subject": {"type": "user", "id": subject}, "action": {"name": action}, "resource": resource}


@pytest.mark.parametrize(
    ("properties", "uitkomst", "ontbreekt"),
    [
        ({"ownerID": "morty@the-citadel.com"}, "toegestaan", []),
        ({"ownerID": "rick@the-citadel.com"}, "niet-geregeld", []),
        ({}, "niet-vaststelbaar", ["eigen-taak"]),
        ({"ownerID": None}, "niet-vaststelbaar", ["eigen-taak"]),
        ({"ownerID": ["morty@the-citadel.com"]}, "niet-vaststelbaar", ["eigen-taak"]),
    ],
)
def test_a_fact_follows_from_two_fields(todo, properties, uitkomst, ontbreekt):
    """Equal fields establish the fact, unequal ones its opposite; an absent or odd one leaves it unknown, and named."""
    context = authzen.evaluate(todo, todo_request(MORTY, "can_update_todo", **properties), TODAY)["context"]
    assert (context["uitkomst"], [item["feit"] for item in context["ontbreekt"]]) == (uitkomst, ontbreekt)


def test_a_derived_fact_is_not_talked_over(todo):
    """Who states as a fact what the request itself contradicts gets no answer but niet-vaststelbaar."""
    body = todo_request(MORTY, "can_update_todo", ownerID="rick@the-citadel.com")
    body["context"] = {"feiten": ["eigen-taak"]}
    assert authzen.evaluate(todo, body, TODAY)["context"]["uitkomst"] == "niet-vaststelbaar"


def test_an_id_outside_the_table_is_no_code(todo):
    """An unknown subject id is not the decision's business: niet-vaststelbaar, and the id stands nowhere."""
    answer = authzen.evaluate(todo, todo_request("123456782", "can_read_todos"), TODAY)
    assert answer["context"]["uitkomst"] == "niet-vaststelbaar"
    assert answer["context"]["onbekend"] == ["wie: (geen code)"]
    assert "123456782" not in json.dumps(answer)


ACTIVE, ARCHIVED = {"status": "active"}, {"status": "archived"}
CERTIFICATION = [
    (ALICE, {"name": "read"}, "record-1", ACTIVE, True),
    (ALICE, {"name": "write"}, "record-1", ACTIVE, True),
    (BOB, {"name": "read"}, "record-1", ACTIVE, True),
    (BOB, {"name": "write"}, "record-1", ACTIVE, False),
    (ALICE, {"name": "write"}, "record-2", ARCHIVED, False),
    ({**BOB, "properties": {"role": "admin"}}, {"name": "write"}, "record-2", ARCHIVED, True),
    (ALICE, {"name": "delete", "properties": {"soft": True}}, "record-1", ACTIVE, True),
    (ALICE, {"name": "delete", "properties": {"soft": False}}, "record-1", ACTIVE, False),
]


@pytest.mark.parametrize(("subject", "action", "record", "properties", "expected"), CERTIFICATION)
def test_the_fixed_decisions_of_the_certification_scenario(subject, action, record, properties, expected, schemas):
    """The eight decisions of alice and bob come out as the scenario fixes them."""
    resource = {"type": "record", "id": record, "properties": properties}
    body = {"subject": subject, "action": action, "resource": resource, "context": {"time": "2026-10-26T01:22-07:00"}}
    schemas["request"].validate(body)
    answer = authzen.evaluate(world("dossiers"), body, TODAY)
    schemas["response"].validate(answer)
    assert answer["decision"] is expected


def test_a_fixed_value_keeps_its_type():
    """`true` is not the text "true": a value of another type is not equal."""
    resource = {"type": "record", "id": "record-1", "properties": {}}
    body = {"subject": ALICE, "action": {"name": "delete", "properties": {"soft": "true"}}, "resource": resource}
    assert authzen.evaluate(world("dossiers"), body, TODAY)["context"]["uitkomst"] == "niet-geregeld"


def test_who_may_in_the_todo_world(todo):
    """A subject search gives the ids that the table knows, for a plain type and for a Linked Data type alike."""
    body = todo_request("", "can_create_todo")
    for kind in ("user", "urn:voorbeeld:type:user"):
        body["subject"] = {"type": kind}
        answer = authzen.answer_search(todo, "subject", body, TODAY).inhoud
        assert [item["id"] for item in answer["results"]] == list(todo.vocabulary.verzoek.velden["wie"].vertaal)[:3]
        assert {item["type"] for item in answer["results"]} == {kind}


def test_what_i_may_in_the_todo_world(todo):
    """An action search gives the names of the outside world, with facts that follow from the request."""
    body = todo_request(MORTY, "x", ownerID="morty@the-citadel.com")
    del body["action"]
    own = authzen.answer_search(todo, "action", body, TODAY).inhoud["results"]
    other = copy.deepcopy(body)
    other["resource"]["properties"]["ownerID"] = "rick@the-citadel.com"
    names = ["can_read_todos", "can_create_todo", "can_update_todo", "can_delete_todo"]
    assert own == [{"name": name} for name in names]
    assert authzen.answer_search(todo, "action", other, TODAY).inhoud["results"] == own[:2]


def test_a_search_that_a_rule_set_does_not_offer_finds_nothing(todo):
    """The to-do world names no resources: an empty list, not an error."""
    body = todo_request(MORTY, "can_read_todos")
    answer = authzen.answer_search(todo, "resource", body, TODAY).inhoud
    assert (answer["results"], answer["page"]["total"]) == ([], 0)
