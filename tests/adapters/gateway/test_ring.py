# SPDX-License-Identifier: EUPL-1.2
"""Gateways around a real backbone over HTTP: supply, read, refuse, and what an operator might try."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from adapters.gateway.commandline import _line
from adapters.gateway.errors import ProblemError, VerificationError
from adapters.gateway.logbook import TYPE_BSN, Subject
from adapters.gateway.proposal import Voorstel
from audit.proof import jcs
from core.contract.exitcodes import ExitCode
from core.keychain import events
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey
from core.keychain.keystore import Bestandsrol, StoredKey
from core.keychain.signatures import PrivateKey
from policies import RuleSet
from tests.adapters.gateway.ring import REGIO, UNIT, Ring, case_with
from tests.policies.world import p_row, real_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.gateway.gateway import Gateway
    from adapters.gateway.verslag import Uitslag

BSN = "999990019"
NAME = "Annelies Tuinhek-Voorbeeld"
FACTS = {
    "relevant": True,
    "weigeringsgrond": False,
    "uittreksel-volstaat": False,
    "label-volledig": True,
    "uitsluitend-geautomatiseerd": False,
}
LABELS = {
    "herkomst": "eigen-registratie",
    "verkregen": "registratie",
    "betrouwbaarheid": "vastgesteld",
    "soort": "feit",
    "peildatum": "20261101",
}


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """One backbone and five partners, for all tests here."""
    made = Ring(tmp_path_factory.mktemp("ring"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def casus(ring: Ring) -> str:
    """A casus of gemeente, politie, belastingdienst and om."""
    return case_with(ring, "politie", "belastingdienst", "om")


@pytest.fixture
def own_case(ring: Ring) -> str:
    """A casus for one test alone, which may change its phase and what is stated about it."""
    return case_with(ring, "politie", "belastingdienst", "om")


def content(reference: str) -> dict[str, Any]:
    person = {"soort": "natuurlijk-persoon", "onderwerp": reference, "voornamen": "Annelies", "geslachtsnaam": NAME}
    return {"soort": "gegevens", "geheimhoudingsplicht": "wpg7", "labels": LABELS, "betrokkenen": [person]}


def proposal(ring: Ring, casus: str, *to: str, **more: Any) -> Voorstel:
    reference = str(uuid.uuid4())
    given: dict[str, Any] = {
        "casus": casus,
        "categorie": "wpg-8",
        "inhoud": content(reference),
        "ontvangers": ring.to(*to),
        "feiten": FACTS,
        "bron_regel": 1,
        **more,
    }
    return Voorstel(**given)


def supply(gateway: Gateway, voorstel: Voorstel, **how: Any) -> Uitslag:
    return gateway.supply([voorstel], **how).uitslagen[0]


def sent(gateway: Gateway, voorstel: Voorstel) -> str:
    """Supply and send one proposal; return its record."""
    uitslag = supply(gateway, voorstel)
    assert uitslag.staat == "in-outbox", uitslag.to_json()
    assert gateway.drain().exit_code is ExitCode.DONE
    return uitslag.records[0]


def refused_by(uitslag: Uitslag) -> set[str]:
    assert uitslag.staat == "geweigerd", uitslag.to_json()
    return {rule.id for refusal in uitslag.refusals for rule in refusal.beslissing.regels}


def test_supply_is_proven_and_opens_at_each_reader_as_it_was_sent(ring: Ring, casus: str, tmp_path: Path) -> None:
    """What politie supplies opens at gemeente and belastingdienst with their own keys, equal to what was sent."""
    voorstel = proposal(ring, casus, "gemeente", "belastingdienst")
    record = sent(ring["politie"], voorstel)
    assert ring["politie"].store.receipt("verstrekking", record) is not None
    for soort in ("gemeente", "belastingdienst"):
        ring.sync(soort)
        result = ring[soort].fetch(ring.people[soort])
        assert record in result.geopend, result.to_json()
        opened = json.loads((ring.partners[soort].folder / "geopend" / f"{record}.json").read_text())
        shown = {name: item for name, item in opened["inhoud"].items() if name not in ("v", "kop")}
        assert shown == voorstel.inhoud
        assert opened["inhoud"]["kop"]["fase"] == "verrijking-gesloten"
        assert ring[soort].fetch(ring.people[soort]).geopend == []


def test_bsn_goes_apart_and_only_where_the_rules_allow(ring: Ring, own_case: str) -> None:
    """Without a legal basis the BSN falls away; with one stated by a jurist it is a record of its own."""
    voorstel = proposal(ring, own_case, "gemeente", "belastingdienst")
    reference = voorstel.inhoud["betrokkenen"][0]["onderwerp"]
    with_number = proposal(
        ring, own_case, "gemeente", "belastingdienst", inhoud=voorstel.inhoud, nummers={reference: BSN}
    )
    without = supply(ring["politie"], with_number, dry=True)
    assert len(without.records) == 1
    assert set(without.bsn_niet_aan) == {ring.oin("gemeente"), ring.oin("belastingdienst")}
    facts = [
        ring.fact("bsn-grondslag", casus=own_case, organisatie=ring.oin("belastingdienst")),
        ring.fact("bsn-grondslag", casus=own_case, organisatie=ring.oin("politie")),
    ]
    ring.state("gemeente", *facts, officer="jurist-a")
    ring.sync()
    uitslag = supply(ring["politie"], with_number, dry=True)
    assert uitslag.bsn_niet_aan == (ring.oin("gemeente"),)
    kept = supply(ring["politie"], with_number)
    assert len(kept.records) == 2
    assert ring["politie"].drain().exit_code is ExitCode.DONE
    opened = {}
    for soort in ("gemeente", "belastingdienst"):
        ring.sync(soort)
        opened[soort] = set(ring[soort].fetch(ring.people[soort]).geopend) & set(kept.records)
    assert opened == {"gemeente": {kept.records[0]}, "belastingdienst": set(kept.records)}
    number = ring.partners["belastingdienst"].folder / "geopend" / f"{kept.records[1]}.json"
    assert json.loads(number.read_text())["inhoud"]["nummers"] == [{"onderwerp": reference, "bsn": BSN}]
    assert kept.records[1] in {record for record, _, _ in ring["belastingdienst"].known("bsn", BSN)}
    assert ring["gemeente"].known("bsn", BSN) == []
    found = ring.searched("belastingdienst", BSN)
    assert {"record": kept.records[1], "casus": own_case, "richting": "ontvangen"} in found
    assert ring.searched("gemeente", BSN) == []


def test_own_refusal_names_rows_and_is_reported(ring: Ring, casus: str) -> None:
    """A refusal of the gateway itself carries row and source, nothing is sealed, and the report has its proof."""
    uitslag = supply(ring["belastingdienst"], proposal(ring, casus, "gemeente", categorie="fiscaal", inhoud=fiscal()))
    assert "R-07.1" in refused_by(uitslag)
    assert uitslag.outbox is None
    assert ring["belastingdienst"].drain().exit_code is ExitCode.DONE
    reports = [e for e in ring["belastingdienst"].outbox.entries() if e.path == "/v1/weigeringen"]
    assert {e.state for e in reports} == {"klaar"}


def fiscal() -> dict[str, Any]:
    return {**content(str(uuid.uuid4())), "geheimhoudingsplicht": "awr67"}


def test_request_opens_fiscal_data_and_is_answered(ring: Ring, own_case: str) -> None:
    """After a request of gemeente the same supply goes, and the request is answered once the supply is proven."""
    ring["gemeente"].cases(ring.people["gemeente"]).request(own_case, ring.oin("belastingdienst"), "fiscaal")
    ring.sync("belastingdienst")
    gateway = ring["belastingdienst"]
    [request] = [u for u in gateway.case(own_case).uitvragen.values() if u.status == "open"]
    facts = {**FACTS, "herkomst-toeslagen": False, "herkomst-lsi": False}
    voorstel = proposal(
        ring, own_case, "gemeente", categorie="fiscaal", inhoud=fiscal(), feiten=facts, uitvraag=request.id
    )
    uitslag = supply(gateway, voorstel)
    assert uitslag.staat == "in-outbox", uitslag.to_json()
    assert gateway.drain().exit_code is ExitCode.DONE
    ring.sync("gemeente", "belastingdienst")
    answered = ring["gemeente"].case(own_case).uitvragen[request.id]
    assert (answered.status, answered.records) == ("verstrekt", uitslag.records)
    assert [a for a in gateway.alarms() if a["reden"] == "gebeurtenis-niet-van-ons"] == []


def test_consent_of_om_opens_and_its_withdrawal_closes(ring: Ring, own_case: str) -> None:
    """wpg-9 is refused by R-14 until OM states its consent, and again after it took it back."""
    ring["gemeente"].cases().set_phase(own_case, "informatieanalyse")
    ring.sync()
    facts = {**FACTS, "functionaris-geraadpleegd": True, "persoonscategorie-ok": True}
    voorstel = proposal(ring, own_case, "gemeente", categorie="wpg-9", feiten=facts)
    politie = ring["politie"]
    assert refused_by(supply(politie, voorstel, dry=True)) == {"R-14.1"}
    about = {"casus": own_case, "organisatie": ring.oin("politie"), "categorie": "wpg-9"}
    ring.state("om", ring.fact("om-toestemming", **about))
    politie.sync()
    sent(politie, voorstel)
    ring.state("om", ring.fact("om-toestemming", value=False, **about))
    politie.sync()
    assert refused_by(supply(politie, voorstel, dry=True)) == {"R-14.1"}


def test_recipient_outside_the_case_refuses(ring: Ring, casus: str) -> None:
    """A recipient that takes no part refuses the whole proposal and is named (R-53)."""
    uitslag = supply(ring["politie"], proposal(ring, casus, "gemeente", "riec-bureau"), dry=True)
    assert "R-53.3" in refused_by(uitslag)
    assert {o.ontvanger for o in uitslag.refusals} == {ring.oin("riec-bureau")}


def test_all_or_nothing_holds_back_the_good(ring: Ring, casus: str) -> None:
    """With all or nothing one refusal keeps the good proposals home."""
    good, bad = proposal(ring, casus, "gemeente"), proposal(ring, casus, "riec-bureau", bron_regel=2)
    report = ring["politie"].supply([good, bad], all_or_nothing=True)
    assert [u.staat for u in report.uitslagen] == ["teruggehouden", "geweigerd"]
    assert ring["politie"].outbox.entries("wacht")[-1].path == "/v1/weigeringen"
    assert ring["politie"].supply([good, bad], dry=True).exit_code is ExitCode.PARTLY
    ring["politie"].drain()


def test_invalid_content_is_a_finding_without_its_value(ring: Ring, casus: str) -> None:
    """Content outside the contract is told per line and field, and no value of it stands in the report."""
    wrong = content("geen-uuid")
    uitslag = supply(ring["politie"], proposal(ring, casus, "gemeente", inhoud=wrong, bron_regel=7))
    assert uitslag.staat == "ongeldig"
    assert {(b.regel, b.reden) for b in uitslag.bevindingen} == {(7, "onderwerp-ongeldig")}
    assert NAME not in json.dumps(uitslag.to_json())


def test_local_index_and_logbook_know_the_subject(ring: Ring, casus: str) -> None:
    """After reading, the reader finds the record by its subject, and its logbook holds one record per data subject."""
    voorstel = proposal(ring, casus, "gemeente")
    reference = voorstel.inhoud["betrokkenen"][0]["onderwerp"]
    record = sent(ring["politie"], voorstel)
    ring.sync("gemeente")
    ring["gemeente"].fetch(ring.people["gemeente"])
    assert ring["gemeente"].known("onderwerp", reference) == [(record, casus, "ontvangen")]
    assert ring["politie"].known("onderwerp", reference) == [(record, casus, "verstrekt")]
    found = list(ring["gemeente"].logbook.about(Subject(reference)))
    assert [record["name"] for record in found] == ["verstrekking ingezien", "eigen index doorzocht"]
    numbered = ring["gemeente"].logbook.about(Subject(BSN, TYPE_BSN))
    assert {record["name"] for record in numbered} <= {"eigen index doorzocht"}


def test_reader_without_screening_is_refused_with_its_rule(ring: Ring, casus: str) -> None:
    """A person whose screening was taken back reads nothing; the refusal names R-23 and the record stays closed."""
    record = sent(ring["politie"], proposal(ring, casus, "om"))
    ring.state("om", ring.fact("gescreend", value=False, persoon=ring.people["om"], days=1))
    ring.sync("om")
    result = ring["om"].fetch(ring.people["om"], record)
    assert result.exit_code is ExitCode.REFUSED
    assert {rule["id"] for rule in result.geweigerd[record]["regels"]} == {"R-23.1"}
    assert not (ring.partners["om"].folder / "geopend" / f"{record}.json").exists()


def test_new_kem_key_of_a_reader_seals_again(ring: Ring, casus: str) -> None:
    """A supply sealed to a key that was replaced meanwhile is sealed again under a new record id and then opens."""
    politie, tax = ring["politie"], ring["belastingdienst"]
    uitslag = supply(politie, proposal(ring, casus, "belastingdienst"))
    tax.partner.keys.add(StoredKey(Bestandsrol.KEM, tax.partner.oin, KemPrivateKey.generate(), UNIT))
    tax.publish_keys()
    result = politie.drain()
    assert result.exit_code is ExitCode.DONE, [e.to_json() for e in politie.outbox.entries()]
    assert result.vervangen == [uitslag.outbox]
    tax.sync()
    [record] = tax.fetch(ring.people["belastingdienst"]).geopend
    assert record != uitslag.records[0]


def test_reader_is_told_of_its_secrecy(ring: Ring, casus: str) -> None:
    """Police data that was opened says that its reader has a duty of secrecy, and by which law."""
    record = sent(ring["politie"], proposal(ring, casus, "gemeente"))
    ring.sync("gemeente")
    assert record in ring["gemeente"].fetch(ring.people["gemeente"]).geopend
    opened = json.loads((ring.partners["gemeente"].folder / "geopend" / f"{record}.json").read_text())
    assert opened["meldingen"] == ["U hebt een geheimhoudingsplicht (artikel 7 lid 2 Wpg)."]


def test_obligation_that_the_reader_does_not_know_keeps_the_record_closed(
    ring: Ring, casus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gateway that cannot carry out what is asked for does not even ask for the record, and reports it."""
    record = sent(ring["politie"], proposal(ring, casus, "gemeente"))
    ring.sync("gemeente")
    monkeypatch.setattr("adapters.gateway.duties.AT_OPENING", frozenset())
    result = ring["gemeente"].fetch(ring.people["gemeente"], record)
    assert result.exit_code is ExitCode.VERIFICATION
    assert "plicht" in result.afwijkend[record]
    assert not (ring.partners["gemeente"].folder / "geopend" / f"{record}.json").exists()
    assert ring["gemeente"].drain().exit_code is ExitCode.DONE
    assert {e.state for e in ring["gemeente"].outbox.entries() if e.casus == f"afwijking/{record}"} == {"klaar"}
    monkeypatch.undo()
    assert ring["gemeente"].fetch(ring.people["gemeente"], record).geopend == [record]


@pytest.mark.parametrize(("level", "shown"), [("allen", True), ("officier", False)])
def test_obligation_of_sealing_that_is_not_carried_out_refuses_the_supply(
    ring: Ring, casus: str, monkeypatch: pytest.MonkeyPatch, level: str, *, shown: bool
) -> None:
    """A rule that asks for something at sealing that this gateway does not do is no permission; named where it may be."""
    decider = ring["politie"].desk.decider
    row = p_row(id="T-1.1", eft="allow", wat="wpg-8", aan="gemeente", plicht="nieuw", toonbaar=level)
    files = {**real_files(), "regels/test.csv": row.encode() + b"\n"}
    new = b'[plichten]\nnieuw = { plaats = "verzegelen", werk = "maskeren", uitleg = "maak korter" }\n'
    files["vocabulaire.toml"] = files["vocabulaire.toml"].replace(b"[plichten]\n", new)
    monkeypatch.setattr(decider, "ruleset", RuleSet.of_files(files, "demo", decider.ruleset.digest))
    uitslag = supply(ring["politie"], proposal(ring, casus, "gemeente"), dry=True)
    assert uitslag.staat == "geweigerd"
    (told,) = [refusal.to_json() for refusal in uitslag.refusals]
    if shown:
        assert (told["uitkomst"], told["onbekend"]) == ("niet-vaststelbaar", ["plicht: nieuw"])
    else:
        assert told["uitkomst"] == "geweigerd"
        assert "nieuw" not in str(told)


@pytest.mark.parametrize(
    ("level", "shown"), [("allen", True), ("lid", True), ("verstrekker", True), ("officier", False)]
)
def test_supplier_sees_its_own_rows_at_its_gateway(
    ring: Ring, casus: str, monkeypatch: pytest.MonkeyPatch, level: str, *, shown: bool
) -> None:
    """The person at the supplier is told of rows that the supplier may see; one for officers gives a neutral refusal."""
    decider = ring["politie"].desk.decider
    row = p_row(id="T-1.1", wat="wpg-8", toonbaar=level, plicht="naar-jurist")
    files = {**real_files(), "regels/test.csv": row.encode() + b"\n"}
    monkeypatch.setattr(decider, "ruleset", RuleSet.of_files(files, "demo", decider.ruleset.digest))
    (told,) = [r.to_json() for r in supply(ring["politie"], proposal(ring, casus, "gemeente"), dry=True).refusals]
    assert [rule["id"] for rule in told["regels"]] == (["T-1.1"] if shown else [])
    assert told["uitkomst"] == ("verboden" if shown else "geweigerd")
    assert told["plichten"] == (["naar-jurist"] if shown else [])
    assert [advice["plicht"] for advice in told["adviezen"]] == told["plichten"]
    text = _line(supply(ring["politie"], proposal(ring, casus, "gemeente"), dry=True))
    assert ("T-1.1" in text) is ("leg de vraag voor aan een jurist" in text) is shown
    assert ("Niet alle regels" in text) is not shown
    assert told.get("verborgen", False) is not shown


def test_same_bytes_again_give_one_entry(ring: Ring, casus: str) -> None:
    """An entry that was done and is sent again under its key gives the same receipt."""
    politie = ring["politie"]
    record = sent(politie, proposal(ring, casus, "gemeente"))
    first = politie.store.receipt("verstrekking", record)
    politie.store.db.execute("UPDATE outbox SET staat = 'wacht' WHERE nr = (SELECT max(nr) FROM outbox)")
    assert politie.drain().exit_code is ExitCode.DONE
    assert politie.store.receipt("verstrekking", record) == first


def test_label_mismatch_is_reported_and_not_written(ring: Ring, casus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Content whose inner label differs from the header is not written; the reader reports it and the report has its proof."""
    from adapters.gateway import sealer

    honest = sealer.Sealer._content

    def lying(self: Any, case: Any, plan: Any) -> Any:
        from dataclasses import replace

        return honest(self, case, replace(plan, casus=str(uuid.uuid4())))

    monkeypatch.setattr(sealer.Sealer, "_content", lying)
    record = sent(ring["politie"], proposal(ring, casus, "gemeente"))
    monkeypatch.undo()
    ring.sync("gemeente")
    result = ring["gemeente"].fetch(ring.people["gemeente"], record)
    assert result.exit_code is ExitCode.VERIFICATION
    assert not (ring.partners["gemeente"].folder / "geopend" / f"{record}.json").exists()
    assert ring["gemeente"].drain().exit_code is ExitCode.DONE
    assert {e.state for e in ring["gemeente"].outbox.entries() if e.casus == f"afwijking/{record}"} == {"klaar"}


def test_record_without_proof_of_the_own_read_is_not_opened(
    ring: Ring, casus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator that serves an item with the proof of another line gets nothing opened, and an alarm names it."""
    first = sent(ring["politie"], proposal(ring, casus, "gemeente"))
    second = sent(ring["politie"], proposal(ring, casus, "gemeente"))
    gemeente = ring["gemeente"]
    gemeente.sync()
    assert gemeente.fetch(ring.people["gemeente"], first).geopend == [first]
    old = next(
        json.loads(row["bewijs"])
        for row in gemeente.store.db.execute("SELECT * FROM bewijzen WHERE ref LIKE ?", (f"{first}/%",))
    )
    client, honest = gemeente.desk.client, gemeente.desk.client.post

    def without_line(path: str, value: Any, **more: Any) -> Any:
        from dataclasses import replace

        answer = honest(path, value, **more)
        return replace(answer, data={**answer.data, "bewijs": [old]})

    monkeypatch.setattr(client, "post", without_line)
    result = gemeente.fetch(ring.people["gemeente"], second)
    monkeypatch.undo()
    assert list(result.afwijkend) == [second]
    assert {"record": second} in [a["gegevens"] for a in gemeente.alarms() if a["reden"] == "bewijs-ander-stuk"]
    assert not (ring.partners["gemeente"].folder / "geopend" / f"{second}.json").exists()


def test_receipt_of_another_supply_is_refused(ring: Ring, casus: str) -> None:
    """The receipt of one supply does not end the entry of another one."""
    politie = ring["politie"]
    first = sent(politie, proposal(ring, casus, "gemeente"))
    receipt = politie.store.receipt("verstrekking", first)
    uitslag = supply(politie, proposal(ring, casus, "gemeente"))
    entry = politie.outbox.get(uitslag.outbox or 0)
    assert entry is not None
    from adapters.gateway.client import Answer
    from adapters.gateway.trace import Trace

    swapped = Answer(201, {"verstrekkingen": [{"record": uitslag.records[0], "bewijs": receipt}]}, Trace.start())
    with pytest.raises(VerificationError) as caught:
        politie.check_answer(entry, swapped)
    assert caught.value.reden == "bewijs-ander-stuk"
    assert politie.drain().exit_code is ExitCode.DONE


def test_operator_that_adds_a_reader_or_swaps_a_key_is_named(ring: Ring) -> None:
    """Key events that the operator writes into the stamlog itself are not used, and the alarm says who must have done it."""
    now = ring["om"].clock()
    stranger = events.publish(
        PrivateKey.generate(), "00000099000000007777", HttpPrivateKey.generate(), (now, now + 1000), now
    )
    swapped = events.publish(
        PrivateKey.generate(), ring.oin("gemeente"), HttpPrivateKey.generate(), (now, now + 1000), now
    )
    sequencer = ring.backbone.exchange.world.runner._sequencer
    for event in (stranger, swapped):
        sequencer.submit(lambda tx, event=event: tx.stam(event)).result(10)
    ring["om"].sync()
    found = {a["reden"]: a for a in ring["om"].alarms()}
    assert found["stamlog-niet-in-lijst"]["gegevens"]["dader"] == "beheerder"
    assert found["stamlog-identiteit"]["gegevens"]["dader"] == "beheerder"
    ring["gemeente"].sync()
    assert "sleutel-niet-van-ons" in {a["reden"] for a in ring["gemeente"].alarms()}
    assert swapped["sleutel_id"] not in {key.sleutel_id for key in ring["om"].desk.directory.keys(ring.oin("gemeente"))}


def test_no_person_stands_in_outbox_or_database(ring: Ring) -> None:
    """The gateway's database and logbook hold no BSN and no name, in any table or file."""
    for partner in ring.partners.values():
        ring[partner.soort].store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        files = [path for path in partner.folder.rglob("*") if path.is_file() and "geopend" not in path.parts]
        for path in files:
            data = path.read_bytes()
            assert BSN.encode() not in data, path
            assert NAME.encode() not in data, path


def test_person_outside_the_partner_cannot_be_used(ring: Ring) -> None:
    """Reading on the name of a person whose key is not here is a clear error."""
    from adapters.gateway.errors import ConfigError

    with pytest.raises(ConfigError):
        ring["gemeente"].desk.person_key(str(uuid.uuid4()))


def test_unknown_case_is_the_constant_answer(ring: Ring) -> None:
    """An act on a casus that does not exist is refused as unknown, without rules."""
    with pytest.raises(ProblemError) as caught:
        ring["politie"].cases().set_phase(str(uuid.uuid4()), "weging")
    assert caught.value.status == 404
    assert "regels" not in caught.value.problem


def test_region_is_that_of_the_case(ring: Ring, casus: str) -> None:
    """The folded case tells region and purpose as they were opened."""
    case = ring["politie"].case(casus)
    assert (case.regio, case.doel) == (REGIO, "oc")
    assert jcs.digest(case.to_json()) == jcs.digest(ring["belastingdienst"].case(casus).to_json())


def test_two_supplies_on_one_request_give_one_answer(ring: Ring, own_case: str) -> None:
    """Several supplies on one request end in one answer that names them all, and nothing dies in the outbox."""
    ring["gemeente"].cases(ring.people["gemeente"]).request(own_case, ring.oin("belastingdienst"), "fiscaal")
    ring.sync("belastingdienst")
    gateway = ring["belastingdienst"]
    [request] = [u for u in gateway.case(own_case).uitvragen.values() if u.status == "open"]
    facts = {**FACTS, "herkomst-toeslagen": False, "herkomst-lsi": False}
    about = {"categorie": "fiscaal", "feiten": facts, "uitvraag": request.id}
    supplied = [supply(gateway, proposal(ring, own_case, "gemeente", inhoud=fiscal(), **about)) for _ in range(2)]
    assert gateway.drain().exit_code is ExitCode.DONE
    ring.sync("gemeente", "belastingdienst")
    answered = ring["gemeente"].case(own_case).uitvragen[request.id]
    assert sorted(answered.records) == sorted(record for uitslag in supplied for record in uitslag.records)


def test_another_list_in_the_stamlog_is_an_alarm(ring: Ring) -> None:
    """A deelnemerslijst in the stamlog that is not the pinned one raises an alarm at the gateway."""
    gateway = ring["om"]
    assert not [alarm for alarm in gateway.alarms() if alarm["reden"] == "andere-deelnemerslijst"]
    sequencer = ring.backbone.exchange.world.runner._sequencer
    sequencer.submit(lambda tx: tx.stam({"v": 1, "soort": "deelnemerslijst", "sha256": "0" * 64})).result(10)
    gateway.sync()
    assert [alarm["reden"] for alarm in gateway.alarms()].count("andere-deelnemerslijst") == 1
