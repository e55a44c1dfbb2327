# SPDX-License-Identifier: EUPL-1.2
"""A levering that does not hold is refused before anything is decided, with every finding at its place."""

from __future__ import annotations

import copy
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs
from audit.values import LogUnavailableError
from core.contract.ondertekend import VENSTER_MS, Ondertekend
from core.exchange import push, statements
from core.exchange.results import Conflict, Gedaan, Geweigerd, Onbekend, Ongeldig
from core.facts import bundle as bundles
from core.keychain import events
from core.keychain.kem import KemPrivateKey
from core.keychain.signatures import PrivateKey
from core.ledger import verstrekkingen
from tests.core.exchange.conftest import BASE, LABELS, Zaak
from tests.kit import DAY, UNIT, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone on SQLite for all tests here."""
    with backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


@pytest.fixture(scope="module")
def zaak(knooppunt: Backbone) -> Zaak:
    """A casus in which the police may supply."""
    made = Zaak(knooppunt)
    made.phase("verrijking-gesloten")
    return made


Body = dict[str, Any]


def no_records(body: Body) -> None:
    """Leave the records out."""
    body["verstrekkingen"] = []


def no_list(body: Body) -> None:
    """Give something else than a list."""
    body["verstrekkingen"] = {"0": body["verstrekkingen"][0]}


def no_record(body: Body) -> None:
    """Give something else than a record."""
    body["verstrekkingen"][0] = {"kop": {}}


def other_content(body: Body) -> None:
    """Change one byte of the ciphertext."""
    data = bytearray(jcs.unb64(body["verstrekkingen"][0]["inhoud"]))
    data[-1] ^= 1
    body["verstrekkingen"][0]["inhoud"] = jcs.b64(bytes(data))


def other_label(body: Body) -> None:
    """Change the category in the header."""
    body["verstrekkingen"][0]["kop"]["categorie"] = "toezicht"


def no_salt(body: Body) -> None:
    """Leave the salt out."""
    del body["verstrekkingen"][0]["zout"]


def twice(body: Body) -> None:
    """Give the same record two times."""
    body["verstrekkingen"] *= 2


def too_many(body: Body) -> None:
    """Give one record more than a levering may hold."""
    body["verstrekkingen"] *= push.MAX_RECORDS + 1


def no_facts_list(body: Body) -> None:
    """Give something else than a list of bundles."""
    body["feiten"] = {}


def no_bundle(body: Body) -> None:
    """Give something else than a bundle."""
    body["feiten"] = [{}]


def other_value(body: Body) -> None:
    """Turn a statement round after it was signed."""
    body["feiten"][0]["verklaringen"][0]["waarde"] = False


CHANGES: list[tuple[Callable[[Body], None], str]] = [
    (no_records, "leeg"),
    (no_list, "leeg"),
    (no_record, "vorm"),
    (other_content, "inhoud"),
    (other_label, ""),
    (no_salt, "ontbreekt"),
    (twice, "samenhang"),
    (too_many, "te-veel"),
    (no_facts_list, "geen-lijst"),
    (no_bundle, ""),
    (other_value, ""),
]


@pytest.mark.parametrize(("change", "reden"), CHANGES, ids=[change.__name__ for change, _ in CHANGES])
def test_changed_levering(zaak: Zaak, knooppunt: Backbone, change: Callable[[Body], None], reden: str) -> None:
    """A levering of which anything was changed or left out is invalid, and nothing of it is stored."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    body = copy.deepcopy(levering.body)
    change(body)
    outcome = knooppunt.exchange.push(levering.caller, body)
    assert isinstance(outcome, Ongeldig), outcome
    assert reden in {"", *(finding.reden for finding in outcome.bevindingen)}
    with knooppunt.engine.connect() as connection:
        assert verstrekkingen.header(connection, levering.record) is None


def test_body_that_is_no_object(knooppunt: Backbone) -> None:
    """Whatever comes instead of a levering is invalid."""
    for body in (None, [], "x", {}, {"verstrekkingen": None}):
        assert isinstance(knooppunt.exchange.push(knooppunt["politie"].caller(), body), Ongeldig)


def test_record_of_another_supplier_or_request(zaak: Zaak, knooppunt: Backbone) -> None:
    """A record that another sealed, or that was sealed for another request, is not taken in."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    thief = knooppunt["om"].caller(verzoek=levering.caller.verzoek)
    assert isinstance(knooppunt.exchange.push(thief, levering.body), Ongeldig)
    other = knooppunt["politie"].caller()
    outcome = knooppunt.exchange.push(other, levering.body)
    assert isinstance(outcome, Ongeldig)
    assert {finding.reden for finding in outcome.bevindingen} == {"ander-verzoek"}


def test_records_of_two_cases_in_one_levering(zaak: Zaak, knooppunt: Backbone) -> None:
    """One levering is about one casus and one levering id."""
    first, second = (zaak.supply("politie", "wpg-8", "gemeente") for _ in range(2))
    kop = {"casus": str(uuid.uuid4()), "categorie": "wpg-8", "doel": "oc", "fase": zaak.fase}
    foreign = knooppunt.sealed("politie", kop, b"x", ("gemeente",), first.caller.verzoek)
    body = {**first.body, "verstrekkingen": [*first.body["verstrekkingen"], foreign]}
    outcome = knooppunt.exchange.push(first.caller, body)
    assert isinstance(outcome, Ongeldig)
    assert outcome.bevindingen[0].reden == "samenhang"
    assert second.record != first.record


def test_record_under_a_key_that_was_never_published(
    zaak: Zaak, knooppunt: Backbone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sound record, signed with a key that is not in the stamlog, is refused for that key."""
    other = replace(knooppunt["politie"], tekenen=PrivateKey.generate())
    monkeypatch.setitem(knooppunt.partijen, "politie", other)
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    outcome = knooppunt.exchange.push(levering.caller, levering.body)
    assert isinstance(outcome, Ongeldig)
    assert [finding.reden for finding in outcome.bevindingen] == ["sleutel-onbekend"]


def test_record_is_taken_in_once(zaak: Zaak, knooppunt: Backbone) -> None:
    """The id of a record that is there is refused under another request."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    kop = {"casus": zaak.id, "categorie": "wpg-8", "doel": "oc", "fase": zaak.fase, "record": levering.record}
    again = knooppunt.levering("politie", kop, b"anders", ("gemeente",))
    outcome = knooppunt.exchange.push(again.caller, again.body)
    assert isinstance(outcome, Ongeldig)
    assert outcome.bevindingen[0].reden == "bestaat-al"


def test_statement_about_another_record_or_of_another_body(zaak: Zaak, knooppunt: Backbone) -> None:
    """With a levering travel only its supplier's own statements about its own records."""
    politie, om = knooppunt["politie"], knooppunt["om"]
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    about_other = bundles.sign([knooppunt.fact("relevant", record=str(uuid.uuid4()))], politie.oin, politie.tekenen)
    of_other = bundles.sign([knooppunt.fact("relevant", record=levering.record)], om.oin, om.tekenen)
    for extra, reden in ((about_other, "ander-record"), (of_other, "ander")):
        body = {**levering.body, "feiten": [*levering.body["feiten"], extra]}
        outcome = knooppunt.exchange.push(levering.caller, body)
        assert isinstance(outcome, Ongeldig), outcome
        assert outcome.bevindingen[0].reden == reden


def test_each_record_of_a_levering_stands_on_what_was_stated_about_it(zaak: Zaak, knooppunt: Backbone) -> None:
    """Of two records in one bundle both go when both are spoken for; what is said of the one never carries the other."""
    politie, labels = knooppunt["politie"], {**LABELS["wpg-8"], **BASE}
    for spoken_for in (2, 1):
        request, ids = str(uuid.uuid4()), [str(uuid.uuid4()) for _ in range(2)]
        kop = {"casus": zaak.id, "categorie": "wpg-8", "doel": "oc", "fase": zaak.fase, "levering": str(uuid.uuid4())}
        sealed = [knooppunt.sealed("politie", {**kop, "record": one}, b"x", ("gemeente",), request) for one in ids]
        said = [(name.replace("_", "-"), value, one) for one in ids[:spoken_for] for name, value in labels.items()]
        stated = [knooppunt.fact(name, waarde=value, record=one) for name, value, one in said]
        body = {"verstrekkingen": sealed, "feiten": [bundles.sign(stated, politie.oin, politie.tekenen)]}
        outcome = knooppunt.exchange.push(politie.caller(verzoek=request, inhoud=jcs.digest(body)), body)
        if spoken_for == 2:
            assert zaak.done(outcome)["verstrekkingen"] == ids
        else:
            assert isinstance(outcome, Geweigerd), outcome
            assert outcome.waar["record"] == ids[1]


def test_statement_about_the_named_designation_is_weighed_beside_the_record(zaak: Zaak, knooppunt: Backbone) -> None:
    """Of what came along stays what is about the record, or about the designation that the casus names; nothing else."""
    politie, ids = knooppunt["politie"], [str(uuid.uuid4()) for _ in range(3)]
    stated = [knooppunt.fact("relevant", record=one) for one in ids]
    said = bundles.sign(stated, politie.oin, politie.tekenen)
    checked = knooppunt.world.keys.verify_bundle(said, knooppunt.world.codes, knooppunt.clock.now())
    found = statements.Checked([said], list(checked))
    assert [item.verklaring.over.record for item in found.about(ids[0], ids[2])] == [ids[0], ids[2]]
    assert [item.verklaring.over.record for item in found.about(ids[1], None)] == [ids[1]]


def test_reader_with_a_new_key_asks_for_a_new_seal(zaak: Zaak, knooppunt: Backbone) -> None:
    """A record sealed to the former key of a reader is a conflict; sealed to the new one it is taken in."""
    tax, now = knooppunt["belastingdienst"], knooppunt.clock.now()
    levering = zaak.supply("politie", "wpg-8", "belastingdienst")
    key = KemPrivateKey.generate()
    given = zaak.done(knooppunt.exchange.challenge(tax.caller(), key.public.raw))
    answer, bezit = events.answer_challenge(key, tax.oin, jcs.unb64(given["uitdaging"]))
    event = events.publish(tax.identiteit, tax.oin, key.public, (now, now + DAY), now, eenheid=UNIT, bezit=bezit)
    zaak.done(knooppunt.exchange.admit_key_event(tax.caller(), event, given["id"], answer))
    stale = knooppunt.exchange.push(levering.caller, levering.body)
    assert isinstance(stale, Conflict)
    assert stale.soort == "sleutel-verouderd"
    zaak.done(zaak.push("politie", "wpg-8", "belastingdienst"))


def test_outsider_learns_nothing_from_a_record_that_exists(zaak: Zaak, knooppunt: Backbone) -> None:
    """Who is not in the casus gets the constant answer, also when it uses the id of a record that is there."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    kop = {"casus": zaak.id, "categorie": "wpg-8", "doel": "oc", "fase": zaak.fase, "record": levering.record}
    probe = knooppunt.levering("ind", kop, b"x", ("gemeente",))
    assert knooppunt.exchange.push(probe.caller, probe.body) == Onbekend()


def test_own_copy_alone(zaak: Zaak, knooppunt: Backbone) -> None:
    """A record for its supplier only needs no decision, and is one line without recipients."""
    levering = zaak.supply("politie", "wpg-8")
    outcome = knooppunt.exchange.push(levering.caller, levering.body)
    assert isinstance(outcome, Gedaan)
    assert len(outcome.bewijs) == 1


@pytest.mark.parametrize("change", [{"doel": "hk"}, {"fase": "weging"}])
def test_header_of_another_purpose_or_phase(zaak: Zaak, knooppunt: Backbone, change: dict[str, str]) -> None:
    """Purpose and phase come from the casus: a header that says otherwise decides nothing and is not kept silently."""
    kop = {"casus": zaak.id, "categorie": "wpg-8", "doel": "oc", "fase": zaak.fase, **change}
    facts = {"relevant": True, "weigeringsgrond": False, "uittreksel_volstaat": False, "label_volledig": True}
    levering = knooppunt.levering("politie", kop, b"x", ("gemeente",), uitsluitend_geautomatiseerd=False, **facts)
    outcome = knooppunt.exchange.push(levering.caller, levering.body)
    if "doel" in change:
        assert not isinstance(outcome, Gedaan), outcome
    else:
        assert isinstance(outcome, Gedaan), outcome
        decided = outcome.bewijs[0]["feit"]["beslissingen"][0]["vraag"]
        assert (decided["doel"], decided["fase"]) == ("oc", zaak.fase)


def _signed(created_ms: int) -> Ondertekend:
    return Ondertekend(f'"@method": POST\n"@signature-params": ("@method");created={created_ms // 1000};keyid="x"', b"")


@pytest.mark.parametrize("apart", [-VENSTER_MS - 1000, VENSTER_MS + 1000], ids=["te-lang", "te-vroeg"])
def test_a_request_signed_at_another_moment_than_its_line_is_not_done(
    knooppunt: Backbone, zaak: Zaak, apart: int
) -> None:
    """Waited too long, or a clock jumped: nothing is done, for no verifier would accept the line; signed afresh it is."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    late = replace(levering.caller, ondertekend=_signed(knooppunt.clock.now() + apart))
    with pytest.raises(LogUnavailableError):
        knooppunt.exchange.push(late, levering.body)
    assert not _stored(knooppunt, levering.record)
    fresh = replace(levering.caller, ondertekend=_signed(knooppunt.clock.now()))
    assert isinstance(knooppunt.exchange.push(fresh, levering.body), Gedaan)
    assert isinstance(knooppunt.exchange.push(late, levering.body), Gedaan)
    assert _stored(knooppunt, levering.record)


def test_a_base_without_a_moment_is_no_base() -> None:
    """What somebody signed says when; a base that does not is refused."""
    with pytest.raises(ValueError, match="wanneer"):
        _ = Ondertekend('"@signature-params": ("@method");keyid="x"', b"").gemaakt


def _stored(knooppunt: Backbone, record: str) -> bool:
    with knooppunt.engine.connect() as connection:
        return verstrekkingen.header(connection, record) is not None
