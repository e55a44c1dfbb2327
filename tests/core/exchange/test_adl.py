# SPDX-License-Identifier: EUPL-1.2
"""Decision records of acts against the standard, field by field: level 4 by reference, one per question, also on error."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from audit.proof import jcs
from core.exchange.results import Geweigerd
from core.ledger.tables import beslissing, feitverklaring
from tests.core.exchange.conftest import Zaak
from tests.kit import Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = {"adl.core.request", "adl.core.response"}
REFERENCES = {"adl.core.policies", "adl.core.information", "adl.core.configuration"}


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone for all of these."""
    with backbone(tmp_path_factory.mktemp("adl")) as made:
        yield made


@pytest.fixture(scope="module")
def zaak(knooppunt: Backbone) -> Zaak:
    """A casus in the phase in which article 8 is supplied."""
    made = Zaak(knooppunt)
    made.phase("verrijking-gesloten")
    return made


def records(knooppunt: Backbone) -> dict[str, dict[str, Any]]:
    """Every decision record by key."""
    with knooppunt.engine.connect() as connection:
        rows = connection.execute(select(beslissing.c.sleutel, beslissing.c.adl)).all()
    return {row.sleutel: jcs.decode(row.adl) for row in rows}


def added(knooppunt: Backbone, before: dict[str, Any]) -> list[dict[str, Any]]:
    """The records that came after."""
    return [record for key, record in records(knooppunt).items() if key not in before]


def test_a_record_field_by_field(zaak: Zaak) -> None:
    """Every required field has the form of the standard, and each of the five parts stands in exactly one place."""
    before = records(zaak.knooppunt)
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(zaak.knooppunt.exchange.push(levering.caller, levering.body))
    (record,) = added(zaak.knooppunt, before)
    assert record["event_name"] == "adl.access_evaluation"
    assert re.fullmatch(r"[0-9a-f]{32}", record["trace_id"])
    assert re.fullmatch(r"[0-9a-f]{16}", record["span_id"])
    assert (record["trace_id"], record["parent_span_id"]) == (levering.caller.trace_id, levering.caller.span_id)
    assert record["span_id"] != record["parent_span_id"]
    assert type(record["timestamp"]) is int
    assert abs(record["timestamp"] - zaak.knooppunt.clock.now()) < 60_000
    assert record["status"] == "Unset"
    assert set(record["body"]) == BODY
    assert set(record["attributes"]) == REFERENCES
    assert record["resource"]["attributes"]["service.namespace"] == zaak.knooppunt.lijst.beheerder.oin


def test_references_can_be_resolved(zaak: Zaak) -> None:
    """Release, engine versions, list, statements and the state of the casus are found from the record alone."""
    knooppunt = zaak.knooppunt
    before = records(knooppunt)
    zaak.done(zaak.push("politie", "wpg-8", "gemeente"))
    (record,) = added(knooppunt, before)
    attributes = record["attributes"]
    digest = attributes["adl.core.policies"]["knooppunt"]
    assert (
        digest == attributes["adl.core.configuration"]["knooppunt"] == record["body"]["adl.core.response"]["vrijgave"]
    )
    bundle = knooppunt.exchange.release(digest)
    assert bundle is not None
    assert "pycasbin" in json.loads(jcs.unb64(bundle["manifest"]))["motor"]
    assert attributes["adl.core.configuration"]["deelnemerslijst"] == f"sha256:{knooppunt.lijst.fingerprint}"
    information = attributes["adl.core.information"]
    assert information["casus"]["id"] == zaak.id
    assert (
        information["casus"]["volgnr"]
        == zaak.done(knooppunt.exchange.show_case(knooppunt["politie"].caller(persoon=True), zaak.id))["casus"][
            "volgnr"
        ]
    )
    hashes = {item for found in information["feitverklaringen"].values() for item in found}
    assert hashes
    with knooppunt.engine.connect() as connection:
        known = set(connection.execute(select(feitverklaring.c.sleutel)).scalars())
    assert hashes <= known


def test_one_record_per_question(zaak: Zaak) -> None:
    """A supply to two asks twice and leaves two records, of one trace and with spans of their own; again: none more."""
    before = records(zaak.knooppunt)
    levering = zaak.supply("politie", "wpg-8", "gemeente", "om")
    push = zaak.knooppunt.exchange.push
    zaak.done(push(levering.caller, levering.body))
    zaak.done(push(levering.caller, levering.body))
    found = added(zaak.knooppunt, before)
    assert len(found) == 2
    assert len({record["trace_id"] for record in found}) == 1
    assert len({record["span_id"] for record in found}) == 2


def test_a_deny_is_no_error(zaak: Zaak) -> None:
    """A refusal has a record with status Unset and its outcome."""
    before = records(zaak.knooppunt)
    assert isinstance(zaak.push("toeslagen", "toeslagen", "gemeente"), Geweigerd)
    (record,) = added(zaak.knooppunt, before)
    assert (record["status"], record["body"]["adl.core.response"]["uitkomst"]) == ("Unset", "verboden")


def test_an_engine_that_disagrees_is_an_error_and_a_refusal(zaak: Zaak, monkeypatch: pytest.MonkeyPatch) -> None:
    """When casbin and the explanation differ nothing opens, and the record and the line of it are there."""
    before = records(zaak.knooppunt)
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    monkeypatch.setattr("casbin.Enforcer.enforce_ex", lambda *_: (True, []))
    outcome = zaak.knooppunt.exchange.push(levering.caller, levering.body)
    monkeypatch.undo()
    assert isinstance(outcome, Geweigerd)
    assert (outcome.uitkomst, outcome.regels) == ("niet-vaststelbaar", ())
    (record,) = added(zaak.knooppunt, before)
    assert record["status"] == "Error"
    assert outcome.bewijs[0]["feit"]["beslissingen"][0]["onbekend"] == ["beslismotor"]
