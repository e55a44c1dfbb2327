# SPDX-License-Identifier: EUPL-1.2
"""The hypothetical doors over HTTP: no oracle, no way in for ids, and one decision record per call."""

from __future__ import annotations

import copy
import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy import select

from audit.proof import jcs
from audit.values import LogUnavailableError
from core.exchange import hypothetical
from core.exchange.hypothetical import Aanroep
from core.ledger.deurvragen import deurvraag
from core.ledger.tables import casus_gebeurtenis, verstrekking
from policies import authzen
from server.api.app import create_app
from server.api.outside.authzen import MAX_AT_ONCE
from tests.core.exchange.conftest import Zaak
from tests.policies.world import p_row, rules_with
from tests.server.conftest import listening
from tests.server.test_outside import QUESTION

if TYPE_CHECKING:
    from pathlib import Path

    from policies import RuleSet
    from server.backbone import Backbone
    from tests import kit

EVALUATION, EVALUATIONS = "/access/v1/evaluation", "/access/v1/evaluations"
SEARCHES = {name: f"/access/v1/search/{name}" for name in ("subject", "action", "resource")}
CANARY = "123456782"
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
ALLOWED: dict[str, Any] = {
    **QUESTION,
    "subject": {"type": "partner", "id": "-", "properties": {"soort": "politie"}},
    "resource": {"type": "gegevens", "id": "-", "properties": {"categorie": "hit", "ontvanger": "gemeente"}},
    "context": {**QUESTION["context"], "fase": "hit-nohit", "feiten": ["betrokken", "ontvanger-betrokken"]},
}


def records(operator: kit.Backbone) -> list[dict[str, Any]]:
    """Every record of the doors, oldest first."""
    query = select(deurvraag).order_by(deurvraag.c.tijd, sa.literal_column("rowid"))
    with operator.engine.connect() as connection:
        return [{**row, "adl": jcs.decode(row["adl"])} for row in connection.execute(query).mappings()]


def new_record(operator: kit.Backbone, before: list[dict[str, Any]]) -> dict[str, Any]:
    """The one record that was added."""
    known = {row["sleutel"] for row in before}
    (added,) = [row for row in records(operator) if row["sleutel"] not in known]
    return added


def without(body: dict[str, Any], entity: str) -> dict[str, Any]:
    """A search request for one entity."""
    asked = copy.deepcopy(body)
    if entity == "action":
        del asked["action"]
    else:
        asked[entity].pop("id")
    return asked


def test_search_over_http(http: httpx.Client) -> None:
    """The three searches find codes of the closed lists, and the request id comes back."""
    found = {}
    for entity, path in SEARCHES.items():
        response = http.post(path, json=without(ALLOWED, entity), headers={"X-Request-ID": "zoek-1"})
        assert response.status_code == 200
        assert response.headers["x-request-id"] == "zoek-1"
        found[entity] = response.json()["results"]
    assert [item["id"] for item in found["subject"]] == ["politie", "kmar"]
    assert found["action"] == [{"name": "verstrekken"}]
    assert found["resource"] == [{"type": "gegevens", "id": "hit", "properties": {"categorie": "hit"}}]


def test_pages_over_http(http: httpx.Client) -> None:
    """A page token of one answer gives the next page."""
    asked = {**without(ALLOWED, "subject"), "page": {"limit": 1}}
    first = http.post(SEARCHES["subject"], json=asked).json()
    assert first["page"]["count"] == 1
    asked["page"]["token"] = first["page"]["next_token"]
    second = http.post(SEARCHES["subject"], json=asked).json()
    assert first["results"] != second["results"]


@pytest.mark.parametrize("entity", SEARCHES)
@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", "application/json"), (b"{", "application/json"), (b"[]", "application/json"), (b"NaN", "application/json"),
     (b'{"subject": 5}', "application/json"), (json.dumps(QUESTION).encode(), "text/plain")],
)  # fmt: skip
def test_search_refuses_what_is_no_question(http: httpx.Client, entity: str, content: bytes, kind: str) -> None:
    """Bad JSON, an empty body, wrongly typed fields and another content type are 400."""
    assert http.post(SEARCHES[entity], content=content, headers={"Content-Type": kind}).status_code == 400


def test_discovery_names_the_searches(http: httpx.Client) -> None:
    """The metadata name every search endpoint, and each of them answers."""
    told = http.get("/.well-known/authzen-configuration").json()
    public = told["policy_decision_point"]
    for entity, path in SEARCHES.items():
        assert told[f"search_{entity}_endpoint"] == public + path
        assert http.post(path, json=without(ALLOWED, entity)).status_code == 200


def ids_of(operator: kit.Backbone, zaak: Zaak) -> list[str]:
    """Ids that exist in the record, and one that does not."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(operator.exchange.push(levering.caller, levering.body))
    return [zaak.id, levering.record, operator["politie"].oin, operator["politie"].persoon, str(uuid.uuid4())]


@pytest.fixture(scope="module")
def known_ids(operator: kit.Backbone) -> list[str]:
    """Ids of a real case, record, organisation and person, and one of nothing."""
    zaak = Zaak(operator)
    zaak.phase("verrijking-gesloten")
    return ids_of(operator, zaak)


@pytest.mark.parametrize("path", [EVALUATION, EVALUATIONS, *SEARCHES.values()])
def test_these_doors_are_no_oracle(http: httpx.Client, known_ids: list[str], path: str) -> None:
    """What exists and what does not gives the very same bytes, wherever its id stands in the request."""
    answers = set()
    for found in known_ids:
        body = copy.deepcopy(ALLOWED)
        body["subject"]["id"] = body["resource"]["id"] = found
        body["context"] |= {"casus": found, "record": found, "oin": found}
        body["resource"]["properties"] |= {"casus": found}
        response = http.post(path, json=body, headers={"X-Request-ID": "gelijk"})
        answers.add((response.status_code, response.content, str(sorted(response.headers.items()))))
    assert len({(status, content) for status, content, _ in answers}) == 1
    lengths = {headers.partition("content-length")[2][:12] for _, _, headers in answers}
    assert len(lengths) == 1


def test_these_doors_never_open_the_record(http: httpx.Client, operator: kit.Backbone, known_ids: list[str]) -> None:
    """An allowed question about a real record gives no content, and adds no act, event or supply."""

    def counts() -> list[int]:
        with operator.engine.connect() as connection:
            tables = (casus_gebeurtenis, verstrekking)
            return [connection.execute(select(sa.func.count()).select_from(table)).scalar_one() for table in tables]

    before, lines = counts(), operator.world.log
    body = copy.deepcopy(ALLOWED)
    body["resource"]["id"] = known_ids[1]
    answer = http.post(EVALUATION, json=body)
    assert answer.json()["decision"] is True
    assert known_ids[1] not in answer.text
    assert counts() == before
    assert operator.world.log is lines


def test_ids_reach_nothing(http: httpx.Client, operator: kit.Backbone, capfd: pytest.CaptureFixture[str]) -> None:
    """A BSN in every id, extra field and header is in no answer, log line, error or file of the operator."""
    body = copy.deepcopy(ALLOWED)
    body["subject"] |= {"id": CANARY, "naam": CANARY}
    body["subject"]["properties"]["bsn"] = CANARY
    body["resource"] |= {"id": CANARY, "extra": {CANARY: CANARY}}
    body["action"]["properties"] = {"processing_activity_id": CANARY, "algorithm_id": CANARY}
    body["context"] |= {"bsn": CANARY, "tracestate": f"x={CANARY}", "traceparent": CANARY, CANARY: [CANARY]}
    body["context"]["feiten"] = [*body["context"]["feiten"], CANARY]
    headers = {"tracestate": f"x={CANARY}", "User-Agent": CANARY}
    batch = {**body, "evaluations": [{}, {"subject": {"type": CANARY, "id": CANARY}}, {"subject": CANARY}]}
    asked = [(EVALUATION, body), (EVALUATIONS, batch), *((path, without(body, e)) for e, path in SEARCHES.items())]
    asked += [(EVALUATION, {**body, "subject": CANARY}), (EVALUATION, {CANARY: CANARY})]
    asked += [(SEARCHES["subject"], {**body, "page": {"token": CANARY}})]
    for path, value in asked:
        response = http.post(path, json=value, headers=headers)
        assert response.status_code in (200, 400)
        assert CANARY not in response.text
        assert CANARY not in str(response.headers)
    out, err = capfd.readouterr()
    assert CANARY not in out + err
    assert CANARY not in json.dumps([row["adl"] for row in records(operator)])
    for path in _files(operator.folder):
        assert CANARY.encode() not in path.read_bytes(), path.name


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_one_question_is_one_record(http: httpx.Client, operator: kit.Backbone) -> None:
    """The record holds the whole question in codes, the outcome with its rows, and references to what decided."""
    before = records(operator)
    answer = http.post(EVALUATION, json=QUESTION, headers={"traceparent": TRACE}).json()
    row = new_record(operator, before)
    adl = row["adl"]
    assert (row["gebeurtenis"], row["status"]) == ("adl.access_evaluation", "Unset")
    assert row["sleutel"] == f"{adl['trace_id']}-{adl['span_id']}"
    assert (adl["trace_id"], adl["parent_span_id"]) == (TRACE[3:35], TRACE[36:52])
    assert len(adl["span_id"]) == 16
    assert adl["event_name"] == row["gebeurtenis"]
    assert type(adl["timestamp"]) is int
    (question,) = adl["body"]["adl.core.request"]["vragen"]
    assert question == {
        "wie": "toeslagen", "aan": "gemeente", "wat": "fiscaal", "handeling": "verstrekken", "doel": "oc",
        "fase": "weging", "datum": "2026-11-21", "feiten": ["betrokken"],
    }  # fmt: skip
    (said,) = adl["body"]["adl.core.response"]["antwoorden"]
    assert said["uitkomst"] == answer["context"]["uitkomst"]
    assert said["regels"] == [rule["id"] for rule in answer["context"]["regels"]]
    digest = operator.world.ruleset.digest
    assert said["vrijgave"] == adl["attributes"]["adl.core.policies"]["knooppunt"] == digest
    assert adl["attributes"]["adl.core.configuration"]["knooppunt"] == digest
    assert operator.exchange.release(digest) is not None
    assert adl["attributes"]["adl.core.information"] == {"verzoek": "adl.core.request"}
    assert adl["resource"]["attributes"]["service.namespace"] == operator.lijst.beheerder.oin


def test_the_record_can_be_decided_again(http: httpx.Client, operator: kit.Backbone) -> None:
    """From the record alone the same rules give the same outcome and rows (level 4)."""
    from policies import Vraag

    before = records(operator)
    http.post(EVALUATION, json=ALLOWED)
    body = new_record(operator, before)["adl"]["body"]
    (kept,) = body["adl.core.request"]["vragen"]
    facts = {"datum": date.fromisoformat(kept["datum"]), "feiten": frozenset(kept["feiten"])}
    again = operator.world.ruleset.decide(Vraag(**{**kept, **facts}))
    (said,) = body["adl.core.response"]["antwoorden"]
    assert (str(again.uitkomst), [rule.id for rule in again.regels]) == (said["uitkomst"], said["regels"])


def test_a_batch_is_one_record(http: httpx.Client, operator: kit.Backbone) -> None:
    """A batch leaves one record: equal questions once, a bad item without one, an unknown code by its column."""
    before = records(operator)
    items = [{}, {}, {"action": 5}, {"action": {"name": "onzin"}}, {}]
    http.post(EVALUATIONS, json={**QUESTION, "evaluations": items})
    row = new_record(operator, before)
    request = row["adl"]["body"]["adl.core.request"]
    assert (row["gebeurtenis"], row["status"]) == ("adl.access_evaluations", "Unset")
    assert request["volgorde"] == [0, 0, None, 1, 0]
    assert request["vragen"][1]["onbekend"] == ["handeling"]
    assert "handeling" not in request["vragen"][1]
    assert "onzin" not in json.dumps(row["adl"])


def test_a_search_is_one_record(http: httpx.Client, operator: kit.Backbone) -> None:
    """A search leaves one record with every code it asked about."""
    before = records(operator)
    found = http.post(SEARCHES["action"], json=without(ALLOWED, "action")).json()["results"]
    row = new_record(operator, before)
    body = row["adl"]["body"]
    asked, answers = body["adl.core.request"]["vragen"], body["adl.core.response"]["antwoorden"]
    allowed = [q["handeling"] for q, a in zip(asked, answers, strict=True) if a["uitkomst"] == "toegestaan"]
    assert row["gebeurtenis"] == "adl.search_action"
    assert [item["name"] for item in found] == allowed


@pytest.mark.parametrize("path", [EVALUATION, EVALUATIONS, *SEARCHES.values()])
def test_a_call_that_cannot_be_read_is_a_record_of_an_error(
    http: httpx.Client, operator: kit.Backbone, path: str
) -> None:
    """A malformed question leaves one record with status Error and our own words only; what is no JSON leaves none."""
    before = records(operator)
    assert http.post(path, json={"subject": CANARY}).status_code == 400
    row = new_record(operator, before)
    assert row["status"] == row["adl"]["status"] == "Error"
    assert row["adl"]["body"]["adl.core.request"]["fouten"]
    now = records(operator)
    assert http.post(path, content=b"{", headers={"Content-Type": "application/json"}).status_code == 400
    assert records(operator) == now


def test_the_trace_of_the_profile_is_used(http: httpx.Client, operator: kit.Backbone) -> None:
    """Without a header the trace in the context counts; one that is no trace is replaced by our own."""
    for told, kept in ((TRACE, True), ("00-" + "0" * 32 + "-00f067aa0ba902b7-01", False)):
        before = records(operator)
        body = {**QUESTION, "context": {**QUESTION["context"], "traceparent": told}}
        http.post(EVALUATION, json=body)
        adl = new_record(operator, before)["adl"]
        assert (adl["trace_id"] == told[3:35]) is kept
        assert ("parent_span_id" in adl) is kept


def test_strangers_leave_threads_for_acts(served: Backbone, operator: kit.Backbone) -> None:
    """With every place at the doors taken by a slow question the next gets 503; the rest of the server answers on."""
    asked, go = threading.Semaphore(0), threading.Event()

    def slow() -> RuleSet:
        asked.release()
        assert go.wait(60)
        return served.rules()

    before = len(records(operator))
    with listening(create_app(replace(served, rules=slow))) as address:
        with ThreadPoolExecutor(MAX_AT_ONCE) as pool:
            url = address + EVALUATION
            held = [
                pool.submit(httpx.post, url, json=QUESTION, timeout=60, trust_env=False) for _ in range(MAX_AT_ONCE)
            ]
            assert all(asked.acquire(timeout=60) for _ in held)
            refused = httpx.post(url, json=QUESTION, trust_env=False)
            alive = httpx.get(address + "/v1/vrijgaven/actueel", trust_env=False)
            go.set()
        assert [call.result().status_code for call in held] == [200] * MAX_AT_ONCE
        assert httpx.post(url, json=QUESTION, trust_env=False).status_code == 200
    assert (refused.status_code, "retry-after" in refused.headers) == (503, True)
    assert alive.status_code == 200
    assert len(records(operator)) == before + MAX_AT_ONCE + 1


def test_without_a_record_there_is_no_answer(
    http: httpx.Client, operator: kit.Backbone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the record cannot be written the door answers 503 and no decision, for good and for malformed questions."""

    def fails(*_: object) -> None:
        raise LogUnavailableError("schijf vol")

    monkeypatch.setattr(operator.world, "store", fails)
    for body in (QUESTION, {"subject": 5}):
        response = http.post(EVALUATION, json=body)
        assert response.status_code == 503
        assert response.json()["type"] == "urn:knooppunt:fout:log-niet-beschikbaar"
        assert "decision" not in response.json()
        assert response.headers["retry-after"]


def test_a_fault_of_ours_is_a_record_too(
    http: httpx.Client, operator: kit.Backbone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unexpected fault while deciding is 500 without a word of it, and leaves a record with status Error."""
    before = records(operator)

    def breaks(*_: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr("policies.ruleset.RuleSet.decide", breaks)
    response = http.post(EVALUATION, json=QUESTION)
    monkeypatch.undo()
    assert response.status_code == 500
    assert CANARY not in response.text
    assert new_record(operator, before)["status"] == "Error"


def test_a_disagreement_of_the_engine_is_an_error_record(
    http: httpx.Client, operator: kit.Backbone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the engine does not agree with itself there is an answer that opens nothing, and its record says Error."""
    before = records(operator)
    monkeypatch.setattr("casbin.Enforcer.enforce_ex", lambda *_: (True, []))
    answer = http.post(EVALUATION, json=QUESTION).json()
    monkeypatch.undo()
    assert answer["decision"] is False
    row = new_record(operator, before)
    assert (row["status"], row["adl"]["body"]["adl.core.response"]["antwoorden"]) == ("Error", [None])


def test_a_small_body_makes_no_large_record(http: httpx.Client, operator: kit.Backbone) -> None:
    """A thousand times the same question is one question in the record."""
    before = records(operator)
    assert http.post(EVALUATIONS, json={**QUESTION, "evaluations": [{}] * 1000}).status_code == 200
    row = new_record(operator, before)
    assert len(row["adl"]["body"]["adl.core.request"]["vragen"]) == 1
    assert len(jcs.encode(row["adl"])) < 8192


def test_a_record_has_a_greatest_size(
    http: httpx.Client, operator: kit.Backbone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Questions that would make a record larger than that are refused, and nothing is kept of them."""
    before = records(operator)
    monkeypatch.setattr(hypothetical, "MAX_RECORD", 500)
    assert http.post(EVALUATION, json=QUESTION).status_code == 413
    assert records(operator) == before


def test_a_record_is_kept_once(operator: kit.Backbone) -> None:
    """Offering the same call again changes nothing: trace and span are its key."""
    before = records(operator)
    call = Aanroep.start(hypothetical.EVALUATION, [TRACE])
    step = authzen.answer_one(operator.world.ruleset, QUESTION, operator_day(operator)).stappen
    hypothetical.keep(operator.world, call, step)
    hypothetical.keep(operator.world, call, ())
    assert len(new_record(operator, before)["adl"]["body"]["adl.core.request"]["vragen"]) == 1


def operator_day(operator: kit.Backbone) -> Any:
    """The day of the operator's clock."""
    from policies import day_in_amsterdam

    return day_in_amsterdam(operator.clock.now())


def test_a_question_about_another_day_is_answered_by_the_rules_of_then(
    served: Backbone, operator: kit.Backbone
) -> None:
    """Each question is put to the rules in force on its own day, as known today; the record names every release used."""
    then, turn = rules_with(p_row(wie="toeslagen", wat="fiscaal", id="T-9.1")), date(2026, 1, 1)
    asked: set[date] = set()

    def rules_on(day: date, kennis: date) -> RuleSet:
        asked.add(kennis)
        return then if day < turn else operator.world.ruleset

    before = records(operator)
    days = [{"context": {**QUESTION["context"], "peildatum": day}} for day in ("2025-06-01", "2026-11-21")]
    app = create_app(replace(served, rules_on=rules_on))
    with listening(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
        answers = client.post(EVALUATIONS, json={**QUESTION, "evaluations": days}).json()["evaluations"]
        search = client.post(SEARCHES["subject"], json=without({**QUESTION, **days[0]}, "subject")).json()
    assert [[rule["id"] for rule in item["context"]["regels"]] for item in answers] == [["T-9.1"], ["R-01.1"]]
    assert search["context"]["vrijgave"] == then.digest
    assert asked == {operator_day(operator)}

    (batch, _) = [row["adl"] for row in records(operator) if row["sleutel"] not in {b["sleutel"] for b in before}]
    assert set(batch["attributes"]["adl.core.policies"]["knooppunt"]) == {then.digest, operator.world.ruleset.digest}
