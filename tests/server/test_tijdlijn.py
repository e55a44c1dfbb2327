# SPDX-License-Identifier: EUPL-1.2
"""Two time axes over HTTP: the rules in force then, with what we knew then or know now; and health when a release fails."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from audit.proof import jcs
from core.exchange.results import Gedaan
from policies import day_in_amsterdam
from server.api.app import create_app
from tests import kit
from tests.policies.world import p_row
from tests.server.conftest import listening, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from policies.release import Release

NO_BRP = p_row(id="R-92.1", wie="*", aan="*", wat="brp") + "\n"
QUESTION: dict[str, Any] = {
    "subject": {"type": "partner", "id": "1", "properties": {"soort": "ind"}},
    "action": {"name": "verstrekken"},
    "resource": {"type": "gegevens", "id": "-", "properties": {"categorie": "brp", "ontvanger": "gemeente"}},
    "context": {"doel": "oc", "fase": "weging", "feiten": []},
}


@pytest.fixture
def operator(tmp_path: Any) -> Iterator[kit.Backbone]:
    """A backbone that lived for thirty days with its first release."""
    with kit.backbone(tmp_path) as made:
        made.clock.shift += 30 * kit.DAY
        yield made


@pytest.fixture
def http(operator: kit.Backbone) -> Iterator[httpx.Client]:
    """An unsigned client of the whole application."""
    served = serve(operator)
    with listening(create_app(served)) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield client
    served.close()


def adopt(operator: kit.Backbone, **changes: Any) -> Release:
    """Take in the next release: a refusal of BRP data by anybody."""
    release = operator.signed(operator.next_release(NO_BRP, **changes), operator.jurist_a, operator.stuurgroep)
    assert isinstance(operator.exchange.adopt_release(jcs.encode(release.to_json())), Gedaan)
    return release


def asked(http: httpx.Client, **context: date) -> tuple[str, set[str]]:
    """The release that answered and the rows that carry the outcome."""
    days = {name: day.isoformat() for name, day in context.items()}
    response = http.post("/access/v1/evaluation", json={**QUESTION, "context": {**QUESTION["context"], **days}})
    assert response.status_code == 200, response.text
    found = response.json()["context"]
    return found["vrijgave"], {rule["id"] for rule in found["regels"]}


def test_a_question_about_then_is_answered_by_the_rules_of_then(http: httpx.Client, operator: kit.Backbone) -> None:
    """After adoption today's question gets the new row; one about last week, and about long ago, the old rules."""
    today = day_in_amsterdam(operator.clock.now())
    assert asked(http)[0] == operator.release.digest
    release = adopt(operator)
    digest, rows = asked(http)
    assert (digest, "R-92.1" in rows) == (release.digest, True)
    for day in (today - timedelta(days=7), today - timedelta(days=4000)):
        digest, rows = asked(http, peildatum=day)
        assert (digest, "R-92.1" in rows) == (operator.release.digest, False)


def test_a_release_to_come_answers_about_its_days(http: httpx.Client, operator: kit.Backbone) -> None:
    """Adopted for next week: today the old one answers, about next week the new one does already."""
    today = day_in_amsterdam(operator.clock.now())
    start = today + timedelta(days=7)
    release = adopt(operator, in_werking=start.isoformat())
    assert asked(http)[0] == asked(http, peildatum=start - timedelta(days=1))[0] == operator.release.digest
    assert asked(http, peildatum=start)[0] == release.digest


def test_a_correction_counts_with_what_we_know_now(http: httpx.Client, operator: kit.Backbone) -> None:
    """A release that reaches back answers about then; with `kennis` of before it was known, the old one does."""
    today = day_in_amsterdam(operator.clock.now())
    back = today - timedelta(days=10)
    release = adopt(operator, in_werking=back.isoformat())
    assert asked(http, peildatum=back)[0] == asked(http, peildatum=back, kennis=today)[0] == release.digest
    assert asked(http, peildatum=back, kennis=today - timedelta(days=1))[0] == operator.release.digest
    assert asked(http, peildatum=back - timedelta(days=1))[0] == operator.release.digest


def test_what_each_question_of_a_batch_knows_is_its_own(http: httpx.Client, operator: kit.Backbone) -> None:
    """Two questions about the same day, one with what was known then and one with what is known now."""
    today = day_in_amsterdam(operator.clock.now())
    release = adopt(operator, in_werking=(today - timedelta(days=10)).isoformat())
    context = {**QUESTION["context"], "peildatum": (today - timedelta(days=5)).isoformat()}
    knew = [{"context": {**context, "kennis": day.isoformat()}} for day in (today - timedelta(days=5), today)]
    found = http.post("/access/v1/evaluations", json={**QUESTION, "evaluations": knew}).json()["evaluations"]
    assert [one["context"]["vrijgave"] for one in found] == [operator.release.digest, release.digest]


@pytest.mark.parametrize("kennis", ["gisteren", 5, "2026-13-01", {}])
def test_a_day_of_knowledge_that_is_none_is_malformed(http: httpx.Client, kennis: object) -> None:
    """What is no date is told, never taken for today."""
    body = {**QUESTION, "context": {**QUESTION["context"], "kennis": kennis}}
    response = http.post("/access/v1/evaluation", json=body)
    assert response.status_code == 400
    assert "context.kennis" in response.json()["detail"]


def test_a_release_that_fails_makes_health_less_and_stops_nothing(http: httpx.Client, operator: kit.Backbone) -> None:
    """An unsigned entry of the operator: 200 and `verminderd`, the old rules answer; a sound release makes all well again."""
    unsigned = operator.next_release(NO_BRP)

    def sneak(transaction: Any) -> None:
        from core.ledger.tables import vrijgave

        row = {"sleutel": unsigned.digest, "tijd": transaction.now, "bundel": jcs.encode(unsigned.to_json())}
        transaction.connection.execute(vrijgave.insert().values(**row))
        transaction.stam({"v": 1, "soort": "vrijgave", "digest": unsigned.digest, "tijd": transaction.now})

    operator.sequencer.submit(sneak).result()
    operator.world.keys.catch_up()
    assert asked(http)[0] == operator.release.digest
    ready = http.get("/gezond/klaar")
    assert (ready.status_code, ready.json()) == (200, {"staat": "verminderd"})
    told = http.get("/gezond/volledig").json()["onderdelen"]["vrijgave"]
    assert "beslist met de vorige" in told
    release = adopt(operator, in_werking=day_in_amsterdam(operator.clock.now()).isoformat())
    assert asked(http)[0] == release.digest
    assert http.get("/gezond/klaar").json() == {"staat": "goed"}
