# SPDX-License-Identifier: EUPL-1.2
"""One supply and its reading, over real HTTP, seen in every record of it: LDV at both gateways, ADL and line at the backbone."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any

import httpx
import jsonschema
import pytest
import sqlalchemy as sa

from adapters.gateway.errors import GatewayError
from adapters.gateway.logbook import Subject
from adapters.gateway.proposal import Voorstel
from audit.database import create_engine
from audit.events import Event, bio2, misfit
from audit.events.bio2 import KEYS
from audit.kluis import Kluis
from audit.reader import LogReader
from audit.values import STAM
from core.contract import verwerkingen
from core.ledger.tables import beslissing, verstrekking
from server.setup import EPOCH_FILE
from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_ring import FACTS, NAME, content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.values import Line

URIS = re.escape(verwerkingen.base()) + r"[a-z0-9-]+"
CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
ALLOWED = {
    "trace_id",
    "span_id",
    "status",
    "name",
    "start_time",
    "end_time",
    "parent_span_id",
    "resource",
    "attributes",
}


@pytest.fixture(scope="module")
def told(ring: Ring) -> dict[str, Any]:
    """The story: an open supply, a confidential one, one that is refused; what may be read is read."""
    casus = case_with(ring, "politie", "belastingdienst", "om")
    politie, person = ring["politie"], str(uuid.uuid4())
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TRACEPARENT", CALLER)
        environment.setenv("TRACESTATE", "eigen=1")
        _supply(ring, casus, person, "wpg-8")
    ring["gemeente"].cases().set_phase(casus, "informatieanalyse")
    about = {"casus": casus, "organisatie": ring.oin("politie"), "categorie": "wpg-9"}
    ring.state("om", ring.fact("om-toestemming", **about))
    ring.sync()
    secret = str(uuid.uuid4())
    _supply(ring, casus, secret, "wpg-9")
    assert politie.supply([_proposal(ring, casus, str(uuid.uuid4()), "wpg-12")]).uitslagen[0].staat == "geweigerd"
    politie.drain()
    ring.sync()
    read = ring["gemeente"].fetch(ring.people["gemeente"])
    assert len(read.geopend) == 2, read.to_json()
    return {"casus": casus, "person": person, "secret": secret}


def _proposal(ring: Ring, casus: str, person: str, categorie: str, **more: Any) -> Voorstel:
    facts = {**FACTS, "functionaris-geraadpleegd": True, "persoonscategorie-ok": True}
    return Voorstel(casus, categorie, content(person), ring.to("gemeente"), feiten=facts, bron_regel=1, **more)


def _supply(ring: Ring, casus: str, person: str, categorie: str, **more: Any) -> None:
    report = ring["politie"].supply([_proposal(ring, casus, person, categorie, **more)])
    assert report.uitslagen[0].staat == "in-outbox", report.to_json()
    ring["politie"].drain()


def records(ring: Ring, soort: str, *, secret: bool = False) -> list[dict[str, Any]]:
    """Return what stands in the logbook of a partner."""
    return list(ring[soort].logbook.records(confidential=secret))


def lines(ring: Ring) -> Iterator[Line]:
    """Yield every line of every act shard."""
    engine = create_engine(ring.settings.database)
    kluis = Kluis.open(ring.settings.kluis, ring.settings.keys / EPOCH_FILE)
    for shard in ring.backbone.exchange.world.log.shards():
        if shard != STAM:
            yield from LogReader(engine, kluis).lines(shard)
    kluis.engine.dispose()
    engine.dispose()


def test_one_trace_joins_every_record_of_a_supply(ring: Ring, told: dict[str, Any]) -> None:
    """The supplier's system, its logbook, the backbone's decision and line, and the reader's logbook share one trace id."""
    trace, above = CALLER.split("-")[1:3]
    supplied = [record for record in records(ring, "politie") if record["trace_id"] == trace]
    joint = supplied[0]
    assert (joint["name"], joint["parent_span_id"]) == ("verstrekking verzegeld", above)
    engine = create_engine(ring.settings.database)
    with engine.connect() as connection:
        rows = connection.execute(sa.select(beslissing.c.adl).where(beslissing.c.trace_id == trace)).scalars().all()
    engine.dispose()
    decided = [json.loads(row) for row in rows]
    acts = [line.feit for line in lines(ring) if line.feit is not None and line.feit.get("trace_id") == trace]
    assert {act["gebeurtenis"] for act in acts} == {Event.VERSTREKKING_OPGENOMEN, Event.VERSTREKKING_GELEZEN}
    pushed = [act for act in acts if act["gebeurtenis"] == Event.VERSTREKKING_OPGENOMEN]
    assert {act["span_id"] for act in pushed} == {joint["span_id"]}
    assert joint["span_id"] in {record["parent_span_id"] for record in decided}
    opened = [record for record in records(ring, "gemeente") if record["trace_id"] == trace]
    reads = [record for record in opened if record.get("parent_span_id") == joint["span_id"]]
    assert {record["name"] for record in reads} == {"verstrekking ingezien"}
    assert {act["span_id"] for act in acts} - {joint["span_id"]} == {record["span_id"] for record in reads}
    named = {record["attributes"].get("dpl.core.foreign_operation.processor") for record in reads}
    assert named == {f"urn:nl:oin:{ring.oin('politie')}"}
    assert "dpl.core.foreign_operation.processor" not in joint["attributes"]
    assert told["casus"] in {act["casus"] for act in acts}


def test_there_is_one_record_per_subject_and_none_too_many(ring: Ring, told: dict[str, Any]) -> None:
    """Each act has one joint record and one per data subject; the numbers of the whole story are exact."""
    names = [record["name"] for record in records(ring, "politie")]
    assert {name: names.count(name) for name in names} == {"verstrekking verzegeld": 2}
    secret = [record["name"] for record in records(ring, "politie", secret=True)]
    counted = {name: secret.count(name) for name in secret}
    assert counted == {"verstrekking verzegeld": 2, "verstrekking geweigerd door de eigen gateway": 2}
    assert [r["name"] for r in records(ring, "gemeente")] == ["verstrekking ingezien"] * 2
    assert [r["name"] for r in records(ring, "gemeente", secret=True)] == ["verstrekking ingezien"] * 2
    for soort in ("politie", "gemeente"):
        assert len(list(ring[soort].logbook.about(Subject(told["person"])))) == 1
        assert list(ring[soort].logbook.about(Subject(str(uuid.uuid4())))) == []


def test_what_is_confidential_shows_nowhere_else(ring: Ring, told: dict[str, Any]) -> None:
    """On the supplying and on the reading side the open logbook holds nothing of a confidential activity."""
    for soort in ("politie", "gemeente"):
        book = ring[soort].logbook
        assert list(book.about(Subject(told["secret"]))) == []
        assert len(list(book.about(Subject(told["secret"]), confidential=True))) == 1
        for secret in (False, True):
            found = {
                record["attributes"]["dpl.core.processing_activity_id"]
                for record in records(ring, soort, secret=secret)
            }
            assert all(uri.endswith("-vertrouwelijk") == secret for uri in found)
            for uri in found:
                verwerkingen.load().version(uri, records(ring, soort, secret=secret)[0]["start_time"])


def test_every_activity_that_is_cited_resolves(ring: Ring, told: dict[str, Any]) -> None:
    """Each URI in a line, a decision, a header or an LDV record leads at the backbone to the version of its time."""
    book = [
        r for soort in ("politie", "gemeente") for secret in (False, True) for r in records(ring, soort, secret=secret)
    ]
    cited = {("ldv", r["attributes"]["dpl.core.processing_activity_id"], r["start_time"]) for r in book}
    acts = [line.feit for line in lines(ring) if line.feit is not None]
    cited |= {("regel", act["verwerking"], act["tijd"]) for act in acts if "verwerking" in act}
    engine = create_engine(ring.settings.database)
    with engine.connect() as connection:
        headers = [json.loads(row) for row in connection.execute(sa.select(verstrekking.c.kop)).scalars()]
        decided = [json.loads(row) for row in connection.execute(sa.select(beslissing.c.adl)).scalars()]
    engine.dispose()
    cited |= {("kop", kop["verwerking"], kop["gemaakt"]) for kop in headers}
    cited |= {
        ("beslissing", uri, decided[0]["timestamp"]) for adl in decided for uri in re.findall(URIS, json.dumps(adl))
    }
    assert {place for place, _, _ in cited} == {"ldv", "regel", "kop", "beslissing"}
    with httpx.Client(base_url=ring.url, trust_env=False) as client:
        for place, uri, time in cited:
            found = client.get(f"/verwerkingen/{uri.removeprefix(verwerkingen.base())}", params={"op": time})
            assert (found.status_code, found.json().get("uri")) == (200, uri), (place, uri)


def test_every_record_fits_the_standard(ring: Ring, told: dict[str, Any], shared_data: Path) -> None:
    """Each record of the story has the fields of LDV 1.0.0 in their form, valid attributes, and no employee."""
    schema = json.loads((shared_data / "ldv" / "attributes.schema.json").read_text("utf-8"))
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    people = {*ring.people.values()}
    found = [
        r for soort in ("politie", "gemeente") for secret in (False, True) for r in records(ring, soort, secret=secret)
    ]
    assert len(found) == 10
    for record in found:
        assert set(record) <= ALLOWED
        assert re.fullmatch(r"[0-9a-f]{32}", record["trace_id"])
        assert re.fullmatch(r"[0-9a-f]{16}", record["span_id"])
        assert record["status"] in {"Ok", "Unset"}
        assert record["name"]
        assert 10**12 < record["start_time"] <= record["end_time"] < 10**13
        check.validate(record["attributes"])
        text = json.dumps(record)
        assert not [person for person in people if person in text]
        assert NAME not in text
    assert len({record["span_id"] for record in found}) == 10
    refused = [record for record in found if "geweigerd" in record["name"]]
    assert {record["status"] for record in refused} == {"Unset"}


def test_every_line_has_its_documented_fields_and_the_six_of_bio2(ring: Ring, told: dict[str, Any]) -> None:
    """Each line of the story has exactly the fields of its event, and all six things that BIO2 asks of it."""
    seen = set()
    for line in lines(ring):
        assert line.feit is not None
        assert misfit(line.feit) == [], (line.feit["gebeurtenis"], misfit(line.feit))
        six = bio2(line)
        assert [six[key] for key in KEYS if six[key] in (None, "")] == []
        seen.add(line.feit["gebeurtenis"])
    assert {
        Event.VERSTREKKING_GELEZEN,
        Event.GATEWAY_WEIGERDE,
        Event.CASUS_FASE_GEZET,
        Event.VRIJGAVE_OPGENOMEN,
    } <= seen


def test_no_supply_leaves_without_its_record(ring: Ring, told: dict[str, Any]) -> None:
    """When the logbook cannot be written nothing is put into the outbox, and nothing is opened."""
    politie = ring["politie"]
    folder = politie.partner.folder / "logboek"
    before = len(politie.outbox.entries())
    folder.chmod(0o755)
    try:
        with pytest.raises(GatewayError, match="logboek"):
            politie.supply([_proposal(ring, told["casus"], str(uuid.uuid4()), "wpg-8")])
    finally:
        folder.chmod(0o700)
    assert len(politie.outbox.entries()) == before
