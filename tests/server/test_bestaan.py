# SPDX-License-Identifier: EUPL-1.2
"""Existence oracles: a stranger who names what exists gets the answer of who names nothing, at the cost of the same work."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs
from server.api.v1 import ROUTERS
from tests.server import bestaan_klok
from tests.server.bestaan import QUESTIONS, Question, Wereld, counted
from tests.server.conftest import Caller

if TYPE_CHECKING:
    import httpx

    from tests.kit import Backbone

# Paths that name a thing and are not asked after, each with the reason.
ELSEWHERE = {
    "/verstrekkingen/{record}/toekenningen": "vraagt een ondertekende toekenning: tests/core/exchange/test_toekennen.py",
    "/verstrekkingen/{record}/oordelen": "vraagt een verzegeld oordeel: tests/core/exchange/test_levensloop.py",
    "/verstrekkingen/{record}/bevestigingen": "zelfde weg als levensloop",
    "/verstrekkingen/{record}/bijlagen/{bijlage}/delen/{deel}": "alleen met een eigen inzage: tests/core/exchange/test_bijlagen.py",
    "/bijlagen/{bijlage}": "eigen upload onder een eigen nummer",
    "/bijlagen/{bijlage}/delen/{deel}": "eigen upload onder een eigen nummer",
    "/bijlagen/{bijlage}/voltooiingen": "eigen upload onder een eigen nummer",
}
BUREAU_ASKS = {"/casussen/{casus}", "/casussen/{casus}/treffers", "/verstrekkingen/{record}/inzagen"}
THINGS = {"casus", "record", "uitvraag", "handeling", "verzoek", "bijlage"}


@pytest.fixture(scope="module")
def wereld(http: httpx.Client, operator: Backbone) -> Wereld:
    """A casus, and a stranger to it who takes part in another one."""
    return Wereld(http, operator)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: f"{q.method} {q.path}")
def test_exists_and_does_not_exist_are_one_answer(wereld: Wereld, question: Question) -> None:
    """Status, headers, sizes, body, database statements and log lines are equal, whether the thing exists or not."""
    wereld.seen(question, wereld.real())  # what a process learns once and keeps is not what is compared
    wereld.seen(question, wereld.invented())
    there, nowhere = wereld.seen(question, wereld.real()), wereld.seen(question, wereld.invented())
    for part, value in there.items():
        assert value == nowhere[part], part
    assert there["status"] == question.status


@pytest.mark.parametrize(
    "question", [q for q in QUESTIONS if q.path in BUREAU_ASKS], ids=lambda q: f"{q.method} {q.path}"
)
def test_bureau_without_a_mandate_is_a_stranger_too(
    wereld: Wereld, http: httpx.Client, operator: Backbone, question: Question
) -> None:
    """The bureau, whose part in a casus rests on statements, is answered alike and costs alike as well."""
    stranger, wereld.stranger = wereld.stranger, Caller(http, operator, operator["riec-bureau"])
    try:
        for ids in (wereld.real(), wereld.invented()):
            wereld.seen(question, ids)
        assert wereld.seen(question, wereld.real()) == wereld.seen(question, wereld.invented())
    finally:
        wereld.stranger = stranger


def test_the_comparison_sees_what_differs(wereld: Wereld, http: httpx.Client, operator: Backbone) -> None:
    """For a member the same questions do differ: what is compared is not blind."""
    stranger, wereld.stranger = wereld.stranger, Caller(http, operator, operator["gemeente"])
    try:
        for question in QUESTIONS[:1]:
            there, nowhere = wereld.seen(question, wereld.real()), wereld.seen(question, wereld.invented())
            assert there["status"] != nowhere["status"]
            assert there["statements"] != nowhere["statements"]
    finally:
        wereld.stranger = stranger


def test_every_path_that_names_a_thing_is_asked() -> None:
    """A new path with an id of a thing is compared here, or says elsewhere why it is not."""
    paths = {getattr(route, "path", "") for router in ROUTERS for route in router.routes}
    naming = {path for path in paths if THINGS & set(re.findall(r"{([a-z]+)}", path))}
    asked = {question.path for question in QUESTIONS}
    missing = {path for path in naming - ELSEWHERE.keys() if path not in asked and not _fits(path, asked)}
    assert missing == set()
    assert set(ELSEWHERE) <= paths


def _fits(path: str, asked: set[str]) -> bool:
    """Whether a path with an organisation in it is asked under one organisation."""
    form = re.compile(re.escape(path).replace(re.escape("{oin}"), "[0-9]{20}"))
    return any(form.fullmatch(other) for other in asked)


@pytest.mark.parametrize("door", ["evaluation", "evaluations", "search/subject", "search/action", "search/resource"])
def test_hypothetical_doors_know_no_casus(wereld: Wereld, http: httpx.Client, operator: Backbone, door: str) -> None:
    """Dry run and search give one answer, by the same work and without a line, whatever id they are asked about."""
    found = []
    for ids in (wereld.real(), wereld.invented()):
        question: dict[str, Any] = {
            "subject": {"type": "partner", "id": ids["verzoek"], "properties": {"soort": "gemeente"}},
            "action": {"name": "lezen"},
            "resource": {
                "type": "gegevens",
                "id": ids["record"],
                "properties": {"categorie": "casus", "casus": ids["casus"]},
            },
            "context": {"doel": "oc", "fase": "weging", "casus": ids["casus"]},
        }
        body = {"evaluations": [question]} if door == "evaluations" else question
        headers = {"Content-Type": "application/json", "X-Request-ID": str(uuid.uuid4())}
        before = wereld.lines()
        with counted(operator) as statements:
            answer = http.post(f"/access/v1/{door}", content=jcs.encode(body), headers=headers)
        assert answer.status_code == 200
        assert wereld.lines() == before
        found.append((answer.content, sorted(statements), answer.headers["content-length"]))
    assert found[0] == found[1]


def test_clock_of_both_answers_is_measured_in_turn(wereld: Wereld) -> None:
    """The measurement behind `make soak` runs: both answers in turn, and a judgement that a planted difference fails."""
    times = bestaan_klok.measured(wereld, QUESTIONS[0], 5)
    assert [len(part) for part in times] == [5, 5]
    same = [float(number % 17) for number in range(400)]
    assert not bestaan_klok.differs(same, list(reversed(same)))
    assert bestaan_klok.differs(same, [value + 9 for value in same])
