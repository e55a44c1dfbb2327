# SPDX-License-Identifier: EUPL-1.2
"""The story of the demo at the exchange itself: what is taken in, what is refused, and by which row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs, receipt, tlog_policy
from core.casus.events import Soort
from core.exchange.results import Conflict, Gedaan, Geweigerd, Onbekend
from core.ledger import verstrekkingen
from core.ledger.tables import beslissing
from tests.kit import REGIO

if TYPE_CHECKING:
    from tests.core.exchange.conftest import Zaak


def rules(outcome: Any) -> set[str]:
    """Return the ids of the rows that carry a refusal."""
    assert isinstance(outcome, Geweigerd), outcome
    return {rule["id"] for rule in outcome.regels}


def test_supply_is_taken_in_with_a_receipt_that_a_stranger_verifies(zaak: Zaak) -> None:
    """A supply to three participants is taken in, and its receipt holds under the pinned tlog-policy alone."""
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente", "belastingdienst", "om")
    outcome = zaak.knooppunt.exchange.push(levering.caller, levering.body)
    assert isinstance(outcome, Gedaan)
    policy = tlog_policy.parse(zaak.knooppunt.policy_text.encode())
    line = receipt.verify(outcome.bewijs[0], policy)
    assert line.feit is not None
    assert line.feit["record"] == levering.record
    asked = [decision["vraag"]["aan"] for decision in line.feit["beslissingen"]]
    assert sorted(asked) == ["belastingdienst", "gemeente", "om"]
    assert {decision["vrijgave"] for decision in line.feit["beslissingen"]} == {zaak.knooppunt.release.digest}


def test_same_key_gives_the_same_receipt_and_one_entry(zaak: Zaak) -> None:
    """A second push under the same key gives the same bytes of receipt and leaves one entry."""
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    first = zaak.knooppunt.exchange.push(levering.caller, levering.body)
    second = zaak.knooppunt.exchange.push(levering.caller, levering.body)
    assert isinstance(first, Gedaan)
    assert first == second
    with zaak.knooppunt.engine.connect() as connection:
        assert verstrekkingen.recipients(connection, levering.record) == tuple(
            sorted(zaak.knooppunt[soort].oin for soort in ("politie", "gemeente"))
        )


def test_key_for_another_request_is_a_conflict(zaak: Zaak) -> None:
    """An idempotency key that stands for another request is refused, and nothing is taken in."""
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.knooppunt.exchange.push(levering.caller, levering.body)
    other = zaak.knooppunt["politie"].caller(verzoek=levering.caller.verzoek, inhoud="iets anders")
    outcome = zaak.knooppunt.exchange.push(other, levering.body)
    assert isinstance(outcome, Conflict)
    assert outcome.soort == "sleutel-hergebruikt"


def test_repeated_answer_is_given_under_a_published_checkpoint(zaak: Zaak) -> None:
    """A process ended before it published: whoever asks again gets the proof only when the tree of it can be seen."""
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    given = zaak.knooppunt.exchange.push(levering.caller, levering.body)
    assert isinstance(given, Gedaan)
    publisher = zaak.knooppunt.sequencer.publisher
    shard = given.bewijs[0]["log"].rpartition("/")[2]
    (publisher.folder(shard) / "checkpoint").unlink()
    assert zaak.knooppunt.exchange.push(levering.caller, levering.body) == given
    assert publisher.published(shard) == zaak.knooppunt.world.log.checkpoint(shard)


def test_wpg9_waits_for_the_consent_of_om(zaak: Zaak) -> None:
    """A supply of wpg-9 is refused by R-14 until OM has signed its consent, and refused again when OM takes it back."""
    zaak.phase("informatieanalyse")
    assert rules(zaak.push("politie", "wpg-9", "gemeente")) == {"R-14.1"}
    consent = {"casus": zaak.id, "organisatie": zaak.knooppunt["politie"].oin, "categorie": "wpg-9"}
    zaak.done(zaak.knooppunt.state("om", zaak.knooppunt.fact("om-toestemming", **consent)))
    zaak.done(zaak.push("politie", "wpg-9", "gemeente"))
    zaak.done(zaak.knooppunt.state("om", zaak.knooppunt.fact("om-toestemming", waarde=False, **consent)))
    assert rules(zaak.push("politie", "wpg-9", "gemeente")) == {"R-14.1"}


def test_fiscal_data_only_on_request(zaak: Zaak) -> None:
    """Fiscal data are refused unasked (R-07), taken in after a request, and never go to NVWA (R-08)."""
    zaak.phase("weging")
    assert rules(zaak.push("belastingdienst", "fiscaal", "gemeente")) == {"R-07.1"}
    body = {
        "uitvraag": "5b0f3c1e-7a52-4c1c-9d6e-0a3f8d6b2c11",
        "aan": zaak.knooppunt["belastingdienst"].oin,
        "categorie": "fiscaal",
        "onderwerp": None,
    }
    zaak.done(zaak.event("gemeente", Soort.UITVRAAG, **body))
    zaak.done(zaak.push("belastingdienst", "fiscaal", "gemeente"))
    assert "R-08.1" in rules(zaak.push("belastingdienst", "fiscaal", "nvwa"))


def test_toeslagen_supplies_nothing(zaak: Zaak) -> None:
    """Toeslagen may supply nothing (R-01), and its data take no detour through the Belastingdienst (R-02)."""
    zaak.phase("verrijking-gesloten")
    assert rules(zaak.push("toeslagen", "toeslagen", "gemeente")) == {"R-01.1"}
    assert "R-02.1" in rules(zaak.push("belastingdienst", "toeslagen", "gemeente"))
    assert "R-02.2" in rules(zaak.push("belastingdienst", "fiscaal", "gemeente", herkomst_toeslagen=True))


def test_recipient_outside_the_case_refuses_the_whole_push(zaak: Zaak) -> None:
    """One recipient outside the casus refuses the supply to all, and the refusal names that recipient."""
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente", "ind")
    outcome = zaak.knooppunt.exchange.push(levering.caller, levering.body)
    assert "R-53.3" in rules(outcome)
    assert outcome.waar["ontvanger"] == zaak.knooppunt["ind"].oin
    with zaak.knooppunt.engine.connect() as connection:
        assert verstrekkingen.header(connection, levering.record) is None


def test_outsider_gets_the_constant_answer(zaak: Zaak) -> None:
    """Who is not in the casus gets for a supply, a read and the casus itself the same value as for what does not exist."""
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.knooppunt.exchange.push(levering.caller, levering.body)
    outsider, exchange = zaak.knooppunt["ind"], zaak.knooppunt.exchange
    nowhere = "3f3c1a76-5f61-4f0e-8a43-5f1f4f2f9a01"
    answers = [
        zaak.push("ind", "vreemdelingen", "gemeente"),
        exchange.read(outsider.caller(persoon=True), levering.record),
        exchange.read(outsider.caller(persoon=True), nowhere),
        exchange.show_case(outsider.caller(persoon=True), zaak.id),
        exchange.show_case(outsider.caller(persoon=True), nowhere),
    ]
    assert answers == [Onbekend()] * 5


def test_biometrics_are_never_supplied(zaak: Zaak) -> None:
    """IND takes part and still may not supply biometrics (R-39)."""
    zaak.join("ind")
    zaak.phase("verrijking-gesloten")
    assert "R-39.1" in rules(zaak.push("ind", "vreemdelingen-biometrie", "gemeente"))


def test_expired_screening_stops_the_reader(zaak: Zaak) -> None:
    """A reader reads while its screening holds, and is refused by R-23 from the day it has lapsed."""
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(zaak.knooppunt.exchange.push(levering.caller, levering.body))
    reader = zaak.knooppunt["gemeente"]
    given = zaak.done(zaak.knooppunt.exchange.read(reader.caller(persoon=True), levering.record))
    assert {wrap["ontvanger"] for wrap in given["record"]["omhulsels"]} == {reader.oin}
    zaak.done(zaak.knooppunt.state("gemeente", zaak.knooppunt.fact("gescreend", waarde=False, persoon=reader.persoon)))
    refused = zaak.knooppunt.exchange.read(reader.caller(persoon=True), levering.record)
    assert rules(refused) == {"R-23.1"}
    assert not isinstance(refused, Gedaan)


def test_organisation_alone_cannot_read(zaak: Zaak) -> None:
    """A read without the signature of a person is refused: nobody is on the casus then."""
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(zaak.knooppunt.exchange.push(levering.caller, levering.body))
    assert isinstance(zaak.knooppunt.exchange.read(zaak.knooppunt["gemeente"].caller(), levering.record), Geweigerd)


def test_bureau_reads_under_mandate_only(zaak: Zaak) -> None:
    """The bureau is unknown in the casus without a mandate, and reads what was supplied to it with one."""
    knooppunt, bureau = zaak.knooppunt, zaak.knooppunt["riec-bureau"]
    zaak.phase("verrijking-gesloten")
    assert knooppunt.exchange.show_case(bureau.caller(persoon=True), zaak.id) == Onbekend()
    about = {"organisatie": bureau.oin, "regio": REGIO}
    facts = [
        knooppunt.fact("mandaat", **about),
        knooppunt.fact("aangewezen", persoon=bureau.persoon, **about),
        knooppunt.fact("gescreend", persoon=bureau.persoon, organisatie=bureau.oin),
    ]
    zaak.done(knooppunt.state("gemeente", *facts))
    start = knooppunt.clock.now() - 1000
    person = {"persoon": bureau.persoon, "oin": bureau.oin, "van": start, "tot": None}
    zaak.done(zaak.event("gemeente", Soort.PERSOON_TOEGEVOEGD, **person))
    levering = zaak.supply("politie", "wpg-8", "gemeente", "riec-bureau")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    zaak.done(knooppunt.exchange.read(bureau.caller(persoon=True), levering.record))


def test_stale_release_and_stale_key_ask_for_a_new_seal(zaak: Zaak) -> None:
    """A record sealed under another release, or to a key that is no longer current, is a conflict and not taken in."""
    zaak.phase("verrijking-gesloten")
    kop = {"casus": zaak.id, "categorie": "wpg-8", "doel": "oc", "fase": zaak.fase, "vrijgave": "sha256:" + "0" * 64}
    levering = zaak.knooppunt.levering("politie", kop, b"x", ("gemeente",))
    outcome = zaak.knooppunt.exchange.push(levering.caller, levering.body)
    assert isinstance(outcome, Conflict)
    assert outcome.soort == "vrijgave-verouderd"


def test_facts_in_the_body_count_for_nothing(zaak: Zaak) -> None:
    """A push whose body claims a consent that OM never signed is refused as if the claim were not there."""
    zaak.phase("informatieanalyse")
    levering = zaak.supply("politie", "wpg-9", "gemeente")
    body = {**levering.body, "context": {"feiten": ["om-toestemming"]}, "om-toestemming": True}
    assert rules(zaak.knooppunt.exchange.push(levering.caller, body)) == {"R-14.1"}


def test_decision_line_keeps_tuple_fact_hashes_release_and_trace(zaak: Zaak) -> None:
    """The line of a supply keeps per question the full tuple, the hashes of the statements, the release and the trace id."""
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    outcome = zaak.knooppunt.exchange.push(levering.caller, levering.body)
    assert isinstance(outcome, Gedaan)
    line = outcome.bewijs[0]["feit"]
    [decision] = line["beslissingen"]
    asked = decision["vraag"]
    assert (asked["wie"], asked["aan"], asked["wat"], asked["handeling"]) == (
        "politie",
        "gemeente",
        "wpg-8",
        "verstrekken",
    )
    assert (asked["doel"], asked["fase"]) == ("oc", "verrijking-gesloten")
    stated = {jcs.digest(item) for bundle in levering.body["feiten"] for item in bundle["verklaringen"]}
    assert set(decision["feiten"]["relevant"]) <= stated
    assert set(decision["feiten"]) <= set(asked["feiten"])
    assert decision["vrijgave"] == zaak.knooppunt.release.digest
    assert (line["trace_id"], line["span_id"]) == (levering.caller.trace_id, levering.caller.span_id)
    with zaak.knooppunt.engine.connect() as connection:
        stored = connection.execute(select(beslissing.c.adl).where(beslissing.c.sleutel == decision["id"])).scalar_one()
    record = jcs.decode(stored)
    assert (record["trace_id"], record["parent_span_id"]) == (levering.caller.trace_id, levering.caller.span_id)
    assert record["body"]["adl.core.response"]["uitkomst"] == "toegestaan"
