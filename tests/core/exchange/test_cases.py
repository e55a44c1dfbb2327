# SPDX-License-Identifier: EUPL-1.2
"""Acts on a casus at the exchange: every kind of event, what each is refused for, and who is told."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from core.casus.events import Soort
from core.envelope import EnvelopeError, SealedRecord, open_record
from core.exchange.results import Conflict, Geweigerd, Onbekend, Ongeldig
from core.ledger import berichten
from tests.core.exchange.conftest import Zaak
from tests.kit import REGIO, UNIT, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone on SQLite for all tests here."""
    with backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


@pytest.fixture
def zaak(knooppunt: Backbone) -> Zaak:
    """A casus of its own, in the phase of weighing."""
    made = Zaak(knooppunt)
    made.phase("weging")
    return made


def state(zaak: Zaak, who: str = "gemeente") -> dict[str, Any]:
    """Return the casus as a participant sees it."""
    caller = zaak.knooppunt[who].caller(persoon=True)
    return dict(zaak.done(zaak.knooppunt.exchange.show_case(caller, zaak.id))["casus"])


def reasons(outcome: Any) -> set[str]:
    """Return the reasons of an invalid request."""
    assert isinstance(outcome, Ongeldig), outcome
    return {finding.reden for finding in outcome.bevindingen}


def feed(knooppunt: Backbone, who: str, casus: str) -> list[str]:
    """Return the kinds of event of one casus that an organisation was told, in order."""
    with knooppunt.engine.connect() as connection:
        messages = berichten.feed(connection, knooppunt[who].oin, 0, 10_000)
    events = [m["gegevens"] for m in messages if m["soort"] == "casus-gebeurtenis"]
    return [event["soort"] for event in events if event["casus"] == casus]


def request(zaak: Zaak, who: str, **more: Any) -> dict[str, Any]:
    """Return the body of a request to an organisation for police data."""
    oin = zaak.knooppunt[who].oin
    return {"uitvraag": str(uuid.uuid4()), "aan": oin, "categorie": "wpg-8", "onderwerp": None, **more}


def asked_in(zaak: Zaak, uitvraag: str) -> dict[str, Any]:
    """Return a request as the casus shows it."""
    return next(item for item in state(zaak)["uitvragen"] if uitvraag in item.values())


def test_opening_twice_or_under_a_bad_number(knooppunt: Backbone, zaak: Zaak) -> None:
    """One number is one casus; a number that is no random UUID, or a body that is none, is named."""
    caller = knooppunt["om"].caller
    again = knooppunt.exchange.open_case(caller(), zaak.id, zaak.opening())
    assert isinstance(again, Conflict)
    assert again.soort == "bestaat-al"
    assert reasons(knooppunt.exchange.open_case(caller(), "zaak-1", zaak.opening())) == {"vorm"}
    fresh = str(uuid.uuid4())
    assert "onbekende-code" in reasons(knooppunt.exchange.open_case(caller(), fresh, zaak.opening(regio="elders")))


def test_opening_that_the_rules_refuse_leaves_no_casus(knooppunt: Backbone) -> None:
    """A casus without recognised origin is refused with proof, and afterwards it does not exist."""
    zaak = Zaak.__new__(Zaak)
    zaak.knooppunt, casus = knooppunt, str(uuid.uuid4())
    refused = knooppunt.exchange.open_case(knooppunt["gemeente"].caller(), casus, zaak.opening(herkomst="anders"))
    assert isinstance(refused, Geweigerd)
    assert [rule["id"] for rule in refused.regels] == ["R-50.1"]
    assert refused.bewijs
    caller = knooppunt["gemeente"].caller(persoon=True)
    assert knooppunt.exchange.show_case(caller, casus) == Onbekend()


def test_bureau_opens_no_casus(knooppunt: Backbone, zaak: Zaak) -> None:
    """The bureau works for partners and opens nothing of its own: R-61."""
    outcome = knooppunt.exchange.open_case(knooppunt["riec-bureau"].caller(), str(uuid.uuid4()), zaak.opening())
    assert isinstance(outcome, Geweigerd)
    assert {rule["id"] for rule in outcome.regels} == {"R-61.1"}


def test_request_and_answer(zaak: Zaak, knooppunt: Backbone) -> None:
    """A request is answered once, by the one it was put to; another gets the constant answer or is told it is unknown."""
    body = request(zaak, "politie")
    zaak.done(knooppunt.exchange.request(knooppunt["gemeente"].caller(persoon=True), zaak.id, body))
    asked, answer = body["uitvraag"], {"soort": "geweigerd", "reden": "opsporingsbelang", "records": []}
    politie = knooppunt["politie"]
    outsider = knooppunt.exchange.answer(knooppunt["ind"].caller(), asked, answer)
    assert outsider == Onbekend()
    nowhere = knooppunt.exchange.answer(politie.caller(), str(uuid.uuid4()), answer)
    assert nowhere == Onbekend()
    assert reasons(knooppunt.exchange.answer(knooppunt["om"].caller(), asked, answer)) == {"onbekend"}
    wrong = {**answer, "reden": None}
    assert reasons(knooppunt.exchange.answer(politie.caller(), asked, wrong)) == {"ontbreekt"}
    zaak.done(knooppunt.exchange.answer(politie.caller(), asked, answer))
    assert asked_in(zaak, asked)["status"] == "geweigerd"
    assert reasons(knooppunt.exchange.answer(politie.caller(), asked, answer)) == {"al-beantwoord"}


def test_request_that_the_rules_refuse(knooppunt: Backbone) -> None:
    """Without a necessity test a request is refused (R-52), and nobody is told of it."""
    zaak = Zaak.__new__(Zaak)
    zaak.knooppunt, zaak.id = knooppunt, str(uuid.uuid4())
    body = zaak.opening(inbrengers=[knooppunt[who].oin for who in ("gemeente", "politie")])
    zaak.done(knooppunt.exchange.open_case(knooppunt["gemeente"].caller(), zaak.id, body))
    zaak.phase("weging")
    before = feed(knooppunt, "politie", zaak.id)
    refused = zaak.event("gemeente", Soort.UITVRAAG, **request(zaak, "politie"))
    assert isinstance(refused, Geweigerd)
    assert {rule["id"] for rule in refused.regels} == {"R-52.2"}
    assert feed(knooppunt, "politie", zaak.id) == before
    stranger = zaak.event("gemeente", Soort.UITVRAAG, **request(zaak, "politie", aan="00000099000000007777"))
    assert isinstance(stranger, Geweigerd)
    assert stranger.uitkomst == "niet-vaststelbaar"


def test_advice_and_closing(zaak: Zaak, knooppunt: Backbone) -> None:
    """Advice is named once; a closed casus takes nothing more, and no participant reads in it."""
    record = str(uuid.uuid4())
    zaak.done(zaak.event("gemeente", Soort.ADVIES, record=record))
    assert reasons(zaak.event("gemeente", Soort.ADVIES, record=record)) == {"dubbel"}
    assert state(zaak)["adviezen"] == [record]
    zaak.done(zaak.event("gemeente", Soort.GESLOTEN, reden="afgerond"))
    assert reasons(zaak.event("gemeente", Soort.ADVIES, record=str(uuid.uuid4()))) == {"casus-gesloten"}
    closed = knooppunt.exchange.show_case(knooppunt["gemeente"].caller(persoon=True), zaak.id)
    assert isinstance(closed, Geweigerd)
    assert {rule["id"] for rule in closed.regels} == {"R-57.1"}
    assert isinstance(zaak.push("politie", "wpg-8", "gemeente"), Geweigerd)


def test_participation_and_people_end(zaak: Zaak, knooppunt: Backbone) -> None:
    """A participant and a person can leave, once; who has left sees the casus no more."""
    om, now = knooppunt["om"], knooppunt.clock.now()
    zaak.done(zaak.event("om", Soort.PERSOON_BEEINDIGD, persoon=om.persoon, tot=now))
    unknown = zaak.event("om", Soort.PERSOON_BEEINDIGD, persoon=str(uuid.uuid4()), tot=now)
    assert reasons(unknown) == {"onbekend"}
    end = {"oin": om.oin, "tot": now, "reden": None}
    zaak.done(zaak.event("gemeente", Soort.DEELNEMER_BEEINDIGD, **end))
    assert reasons(zaak.event("gemeente", Soort.DEELNEMER_BEEINDIGD, **end)) == {"geen-deelnemer"}
    assert knooppunt.exchange.show_case(om.caller(persoon=True), zaak.id) == Onbekend()
    assert zaak.event("om", Soort.ADVIES, record=str(uuid.uuid4())) == Onbekend()


def test_person_off_the_casus_does_not_see_it(zaak: Zaak, knooppunt: Backbone) -> None:
    """Seeing the casus is a read: without a person on the casus it is refused by its rule, with proof."""
    refused = knooppunt.exchange.show_case(knooppunt["gemeente"].caller(), zaak.id)
    assert isinstance(refused, Geweigerd)
    assert {rule["id"] for rule in refused.regels} == {"R-53.2"}
    assert refused.bewijs


def test_events_that_do_not_fit(zaak: Zaak, knooppunt: Backbone) -> None:
    """A phase that cannot follow, a second participation and a body that is none leave nothing behind."""
    before = state(zaak)["volgnr"]
    back = zaak.event("gemeente", Soort.FASE_GEZET, streng="hoofd", fase="signaal", reden=None)
    assert reasons(back) == {"overgang"}
    body = {"oin": knooppunt["om"].oin, "eenheden": [], "van": knooppunt.clock.now(), "tot": None}
    assert reasons(zaak.event("gemeente", Soort.DEELNEMER_TOEGEVOEGD, **body)) == {"al-deelnemer"}
    assert "ontbreekt" in reasons(zaak.event("gemeente", Soort.FASE_GEZET, streng="hoofd"))
    assert state(zaak)["volgnr"] == before


def sealed(zaak: Zaak, who: str, **kop: str) -> dict[str, Any]:
    """Return a sealed text for this casus."""
    fields = {"casus": zaak.id, "categorie": "casus", "doel": "oc", "fase": "weging", **kop}
    return zaak.knooppunt.sealed(who, fields, b"wie het betreft", ("politie",), str(uuid.uuid4()))


def test_sealed_subject_keeps_its_salt_apart(zaak: Zaak, knooppunt: Backbone) -> None:
    """The subject of a request is stored without its salt, which lies in the small store under its record."""
    subject = sealed(zaak, "gemeente")
    body = request(zaak, "politie", onderwerp=subject)
    zaak.done(zaak.event("gemeente", Soort.UITVRAAG, **body))
    kept = asked_in(zaak, body["uitvraag"])["onderwerp"]
    assert "zout" not in kept
    assert knooppunt.kluis.get("zout", subject["kop"]["record"]) is not None


def test_sealed_subject_must_be_ones_own_for_this_casus(zaak: Zaak) -> None:
    """A sealed subject that another sealed, for another casus, without salt or with another byte is refused."""
    good = sealed(zaak, "gemeente")
    wrong = {
        "van-ander": sealed(zaak, "politie"),
        "andere-casus": sealed(zaak, "gemeente", casus=str(uuid.uuid4())),
        "zonder-zout": {name: value for name, value in good.items() if name != "zout"},
        "gewijzigd": {**good, "inhoud": good["inhoud"][:-8] + "AAAAAAA="},
        "leesbaar": {"titel": "Jan Jansen"},
    }
    for name, subject in wrong.items():
        outcome = zaak.event("gemeente", Soort.UITVRAAG, **request(zaak, "politie", onderwerp=subject))
        assert isinstance(outcome, Ongeldig), name


def test_new_participant_is_told_what_went_before(zaak: Zaak, knooppunt: Backbone) -> None:
    """Who joins later gets the events from the first on and the statements about the casus."""
    with knooppunt.engine.connect() as connection:
        known = berichten.feed(connection, knooppunt["fiod"].oin, 0, 10_000)
    zaak.join("fiod")
    assert sorted(feed(knooppunt, "fiod", zaak.id)) == sorted(feed(knooppunt, "gemeente", zaak.id))
    with knooppunt.engine.connect() as connection:
        new = berichten.feed(connection, knooppunt["fiod"].oin, len(known), 10_000)
    told = [s["feit"] for m in new if m["soort"] == "feitverklaring" for s in m["gegevens"]["bundel"]["verklaringen"]]
    assert "noodzaak" in told


def test_bureau_with_a_mandate_is_told(knooppunt: Backbone, zaak: Zaak) -> None:
    """The bureau of the region gets the events of a casus from the moment that a participant gave it a mandate."""
    bureau = knooppunt["riec-bureau"]
    assert feed(knooppunt, "riec-bureau", zaak.id) == []
    about = {"organisatie": bureau.oin, "regio": REGIO, "casus": zaak.id}
    facts = [knooppunt.fact("mandaat", **about), knooppunt.fact("aangewezen", persoon=bureau.persoon, **about)]
    zaak.done(knooppunt.state("gemeente", *facts))
    zaak.phase("verrijking-half-open")
    assert feed(knooppunt, "riec-bureau", zaak.id) == ["fase-gezet"]


def test_request_id_stands_for_one_casus(zaak: Zaak, knooppunt: Backbone) -> None:
    """The id of a request in one casus is refused in another: an answer goes by that id alone."""
    other = Zaak(knooppunt)
    other.phase("weging")
    body = request(zaak, "politie")
    zaak.done(zaak.event("gemeente", Soort.UITVRAAG, **body))
    assert reasons(other.event("gemeente", Soort.UITVRAAG, **body)) == {"dubbel"}


def test_sealed_subject_of_another_category(zaak: Zaak) -> None:
    """A subject is sealed as one: police data under that name are refused."""
    for categorie in ("wpg-8", "bsn"):
        subject = sealed(zaak, "gemeente", categorie=categorie)
        body = request(zaak, "politie", onderwerp=subject)
        assert isinstance(zaak.event("gemeente", Soort.UITVRAAG, **{**body, "categorie": "toezicht"}), Ongeldig)


def test_member_opens_the_sealed_title_with_what_the_casus_gives(zaak: Zaak) -> None:
    """Who takes part gets the salt of the sealed title with the casus, and opens it with its own key; nobody else does."""
    knooppunt, casus = zaak.knooppunt, str(uuid.uuid4())
    caller = knooppunt["gemeente"].caller(persoon=True)
    kop = {"casus": casus, "categorie": "casus", "doel": "oc", "fase": "signaal"}
    title = knooppunt.sealed("gemeente", kop, b"titel", ("politie",), caller.verzoek)
    zaak.done(knooppunt.exchange.open_case(caller, casus, zaak.opening(titel=title)))
    reader = knooppunt["gemeente"]
    start = knooppunt.clock.now() - 1000
    person = {"persoon": reader.persoon, "oin": reader.oin, "van": start, "tot": None}
    acting = reader.caller(persoon=True)
    zaak.done(knooppunt.exchange.add_event(acting, casus, Soort.PERSOON_TOEGEVOEGD, person))
    given = zaak.done(knooppunt.exchange.show_case(reader.caller(persoon=True), casus))
    record = SealedRecord.from_json({**given["casus"]["titel"], "zout": given["zouten"][title["kop"]["record"]]})
    now = knooppunt.clock.now()
    signer = knooppunt.world.keys.signing_key(reader.oin, now, record.kop["sleutel"])
    assert open_record(record, reader.kem, reader.oin, UNIT, signer, now) == b"titel"
    with pytest.raises(EnvelopeError):
        open_record(record, knooppunt["om"].kem, knooppunt["om"].oin, UNIT, signer, now)
