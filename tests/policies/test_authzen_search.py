# SPDX-License-Identifier: EUPL-1.2
"""Searching over the closed lists of our own rules: what is found is what an evaluation allows."""

import copy
import json
from datetime import date

import pytest

from policies import RuleSet, authzen
from tests.policies.world import p_row, rules_with

TODAY = date(2026, 11, 22)
BODY = {
    "subject": {"type": "partner", "id": "-", "properties": {"soort": "politie"}},
    "action": {"name": "verstrekken"},
    "resource": {"type": "gegevens", "id": "-", "properties": {"categorie": "wpg-8", "ontvanger": "gemeente"}},
    "context": {"doel": "oc", "fase": "weging", "feiten": []},
}
CANARY = "123456782"
SHAPE = {
    "type": "object",
    "required": ["results", "page"],
    "properties": {
        "results": {"type": "array", "items": {"type": "object"}},
        "page": {
            "type": "object",
            "required": ["next_token", "count", "total"],
            "properties": {
                "next_token": {"type": "string"},
                "count": {"type": "integer"},
                "total": {"type": "integer"},
            },
        },
        "context": {"type": "object"},
    },
}


def some_rules() -> RuleSet:
    """Partners may supply article 8 data to a municipality, except the tax authority; reading needs a fact."""
    return rules_with(
        p_row(id="T-1.1", eft="allow", wie="convenantpartner", aan="gemeente"),
        p_row(id="T-2.1", eft="deny", wie="belastingdienst"),
        p_row(id="T-3.1", eft="allow", wie="politie", aan="gemeente", wat="bsn", eis="noodzaak"),
        p_row(id="T-4.1", eft="allow", wie="politie", aan="gemeente", handeling="exporteren"),
    )


def search(rules: RuleSet, entity: str, **changes: object) -> dict:
    """The answer to a search, with some parts of the request replaced (None: left out)."""
    body = {**copy.deepcopy(BODY), **changes}
    return authzen.answer_search(rules, entity, {k: v for k, v in body.items() if v is not None}, TODAY).inhoud


def test_which_partners_may():
    """Every kind of partner that an evaluation allows is found, in the order of the vocabulary, and no other."""
    rules = some_rules()
    found = [item["id"] for item in search(rules, "subject", subject={"type": "partner"})["results"]]
    allowed = [
        code
        for code in rules.vocabulary.codes["wie"]
        if authzen.evaluate(rules, {**BODY, "subject": {**BODY["subject"], "properties": {"soort": code}}}, TODAY)[
            "decision"
        ]
    ]
    assert found == allowed
    assert "politie" in found
    assert "belastingdienst" not in found


@pytest.mark.parametrize(("entity", "without"), [("subject", "id"), ("resource", "id"), ("action", "name")])
def test_a_result_can_be_asked_as_it_is(entity, without):
    """Each result fits into an evaluation request as it is given and is then allowed."""
    rules = some_rules()
    asked = {k: v for k, v in BODY[entity].items() if k not in (without, "properties")}
    if entity == "resource":
        asked["properties"] = {"ontvanger": "gemeente"}
    results = search(rules, entity, **{entity: asked or None})["results"]
    assert results
    for result in results:
        whole = {**result, "properties": {**asked.get("properties", {}), **result.get("properties", {})}}
        assert authzen.evaluate(rules, {**BODY, entity: whole}, TODAY)["decision"]


def test_which_categories_and_which_acts_with_these_facts():
    """A fact in the context opens what rests on it, and what is not stated stays closed."""
    rules = some_rules()
    resource = {"type": "gegevens", "properties": {"ontvanger": "gemeente"}}
    assert [r["id"] for r in search(rules, "resource", resource=resource)["results"]] == ["wpg-8"]
    context = {**BODY["context"], "feiten": ["noodzaak"]}
    found = search(rules, "resource", resource=resource, context=context)["results"]
    assert [r["id"] for r in found] == ["bsn", "wpg-8"]
    assert found[0] == {"type": "gegevens", "id": "bsn", "properties": {"categorie": "bsn"}}
    assert search(rules, "action", action=None)["results"] == [{"name": "verstrekken"}, {"name": "exporteren"}]


@pytest.mark.parametrize(
    ("kind", "found"),
    [("partner", True), ("medewerker", False), ("functie", False), ("auto", False), ("", False), (CANARY, False)],
)
def test_an_unknown_type_finds_nothing(kind, found):
    """A type narrows to its kind of party; one that does not exist is an empty list, not an error."""
    answer = search(some_rules(), "subject", subject={"type": kind})
    assert bool(answer["results"]) is found
    assert CANARY not in json.dumps(answer)


def test_an_unknown_code_elsewhere_finds_nothing():
    """Where the rest of the question is unknown nothing is found, without an error."""
    answer = search(some_rules(), "subject", subject={"type": "partner"}, action={"name": "kijken"})
    assert answer["page"] == {"next_token": "", "count": 0, "total": 0}


def test_pages_are_the_list_in_order():
    """Pages of three, one after the other, give the whole list once; the last one has no next token."""
    rules = some_rules()
    asked = {"subject": {"type": "partner"}}
    whole = search(rules, "subject", **asked)
    assert whole["page"] == {"next_token": "", "count": 12, "total": 12}
    seen: list[dict] = []
    token = ""
    while True:
        answer = search(rules, "subject", **asked, page={"limit": 5, "token": token})
        assert answer["page"]["total"] == 12
        seen += answer["results"]
        token = answer["page"]["next_token"]
        if not token:
            break
    assert seen == whole["results"]


def test_a_token_counts_for_its_own_list_only():
    """A token of another list, of other rules, or made up is malformed."""
    rules = some_rules()
    page = search(rules, "subject", subject={"type": "partner"}, page={"limit": 5})["page"]
    again = {"limit": 5, "token": page["next_token"]}
    assert search(rules, "subject", subject={"type": "partner"}, page=again)["page"]["count"] == 5
    with pytest.raises(authzen.AuthzenError):
        search(rules, "action", action=None, page=again)
    with pytest.raises(authzen.AuthzenError):
        search(rules_with(p_row(eft="allow", aan="gemeente")), "subject", subject={"type": "partner"}, page=again)
    with pytest.raises(authzen.AuthzenError):
        search(rules, "subject", subject={"type": "partner"}, page={"token": "MQ"})


@pytest.mark.parametrize(
    ("entity", "changes"),
    [
        ("subject", {"subject": None}), ("subject", {"subject": {"id": "x"}}), ("subject", {"subject": {"type": 1}}),
        ("subject", {"action": None}), ("subject", {"resource": {"type": "gegevens"}}), ("subject", {"context": {}}),
        ("action", {"action": 5}), ("action", {"subject": None}), ("resource", {"resource": "x"}),
        ("subject", {"page": []}), ("subject", {"page": {"limit": 0}}), ("subject", {"page": {"limit": "5"}}),
        ("subject", {"page": {"limit": True}}), ("subject", {"page": {"token": 1}}),
    ],
)  # fmt: skip
def test_a_malformed_search_is_refused(entity, changes):
    """Missing or wrongly typed fields are faults, as in an evaluation."""
    with pytest.raises(authzen.AuthzenError):
        search(some_rules(), entity, **changes)


def test_a_search_is_about_rules_only():
    """Ids, extra properties and extra context change nothing and come back nowhere."""
    rules = some_rules()
    plain = search(rules, "subject", subject={"type": "partner"})
    extra = copy.deepcopy(BODY)
    extra["subject"] = {"type": "partner", "id": CANARY, "properties": {"bsn": CANARY}}
    extra["resource"]["id"] = CANARY
    extra["context"]["zaak"] = CANARY
    assert authzen.answer_search(rules, "subject", extra, TODAY).inhoud == plain


def test_search_answers_have_the_shape_of_the_standard(rules):
    """Our own rules answer with results and a whole page."""
    import jsonschema

    for entity in ("subject", "action", "resource"):
        jsonschema.Draft202012Validator(SHAPE).validate(search(rules, entity))
