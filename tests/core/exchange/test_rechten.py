# SPDX-License-Identifier: EUPL-1.2
"""Requests of citizens at the exchange, on SQLite and PostgreSQL: put out to all, answered alike, and gone when done."""

from __future__ import annotations

import json
import uuid
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from audit.events import Event
from core.contract import rechten as codes
from core.envelope import brief as letters
from core.envelope.brief import Brief
from core.exchange.results import Conflict, Gedaan, Geweigerd, Onbekend, Ongeldig
from core.keychain import rechtenstuk
from core.ledger import rechten as ledger
from server import migrate
from tests.conftest import postgres_database
from tests.core.exchange.rechtzaak import CITIZEN, Burger, informing, restriction
from tests.kit import DAY, UNIT, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EMPTY: dict[str, Any] = {"v": 1, "gegevens": []}
FULL: dict[str, Any] = {"v": 1, "gegevens": [{"categorie": "wpg-8", "inhoud": "veel " * 900}]}


@pytest.fixture(scope="module")
def knooppunten(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Backbone]]:
    """A backbone for the whole file, per database that is asked for."""
    with ExitStack() as stack:

        @cache
        def made(database: str) -> Backbone:
            url = None
            if database == "postgresql":
                url = stack.enter_context(postgres_database(request.getfixturevalue("postgres_server")))
            return stack.enter_context(backbone(tmp_path_factory.mktemp("rechten"), url))

        yield made


@pytest.fixture
def knooppunt(request: pytest.FixtureRequest, knooppunten: Callable[[str], Backbone]) -> Backbone:
    """The backbone on SQLite, or on the database of the test, a day later: no test meets the limit of another."""
    made = knooppunten(getattr(request, "param", "sqlite"))
    made.clock.shift += DAY
    return made


both = pytest.mark.parametrize("knooppunt", ["sqlite", "postgresql"], indirect=True)


def lines(knooppunt: Backbone, event: Event, verzoek: str | None = None) -> list[dict[str, Any]]:
    """Return the readable part of every line of one event, of one request or all."""
    found = []
    for shard in knooppunt.world.log.shards():
        found += [line.feit for line in knooppunt.world.reader.lines(shard) if line.feit is not None]
    mine = [feit for feit in found if feit.get("gebeurtenis") == event]
    return [feit for feit in mine if verzoek is None or feit.get("rechtenverzoek") == verzoek]


def done(outcome: Any) -> dict[str, Any]:
    """Return what an act gave."""
    assert isinstance(outcome, Gedaan), outcome
    return outcome.gegevens


def reasons(outcome: Any) -> set[str]:
    """Return why something did not fit; it left a line."""
    assert isinstance(outcome, Ongeldig), outcome
    assert outcome.vastgelegd
    return {item.reden for item in outcome.bevindingen}


@both
def test_a_request_goes_to_every_controller_and_is_answered_and_done(knooppunt: Backbone) -> None:
    """One request is put out to all controllers, read, answered, extended and ended; each act leaves its line and rows."""
    burger = Burger(knooppunt)
    given = done(burger.put())
    assert given["tot"] == codes.due("inzage", burger.stuk["ontvangen"])
    (line,) = lines(knooppunt, Event.RECHTENVERZOEK_ONTVANGEN, burger.id)
    assert set(line["ontvangers"]) == {p.oin for s, p in knooppunt.partijen.items() if s != "riec-bureau"}
    assert [item["uitkomst"] for item in line["beslissingen"]] == ["toegestaan"]
    assert {"uitzetten-bij-verantwoordelijken", "klok-een-maand"} <= set(line["beslissingen"][0]["plichten"])
    read = done(knooppunt.exchange.read_request(knooppunt["politie"].caller(), burger.id))
    own, oin = knooppunt["politie"], burger.oin
    mine = Brief.from_json(read["vraag"])
    assert letters.open_brief(burger.about("vraag", oin), mine, 4096, own.kem, (own.oin, UNIT)) == CITIZEN
    assert {item.ontvanger for item in mine.omhulsels} == {own.oin}
    assert "antwoorden" not in read
    done(burger.answered("politie", FULL))
    seen = done(knooppunt.exchange.read_request(knooppunt["gemeente"].caller(), burger.id))
    assert [item["stuk"]["stuk"]["oin"] for item in seen["antwoorden"]] == [own.oin]
    tot = codes.latest(given["tot"])
    done(burger.course(rechtenstuk.VERLENGING, tot=tot, reden="ingewikkeld"))
    assert done(burger.course(rechtenstuk.AFRONDING, uitkomst="beantwoord"))["tot"] == tot
    with knooppunt.world.reading() as connection:
        stand = ledger.stand(connection, burger.id)
        assert ledger.letters(connection, burger.id) == {}
    assert stand is not None
    assert (stand.termijn, stand.uitkomst, set(stand.antwoorden)) == (tot, "beantwoord", {own.oin})
    assert isinstance(burger.answered("om", EMPTY), Conflict)


@both
def test_known_and_unknown_look_the_same(knooppunt: Backbone) -> None:
    """An answer with much in it and one with nothing differ nowhere at the backbone: size, rows, and fields of the line."""
    burger = Burger(knooppunt)
    done(burger.put())
    done(burger.answered("politie", FULL))
    done(burger.answered("om", EMPTY))
    known, unknown = (
        {name: _size(value) for name, value in line.items()}
        for line in lines(knooppunt, Event.RECHTENVERZOEK_BEANTWOORD, burger.id)
    )
    assert known == unknown
    table = ledger.rechtenbrief
    with knooppunt.world.reading() as connection:
        rows = connection.execute(select(table).where(table.c.verzoek == burger.id, table.c.van != "vraag")).mappings()
        sizes = [{name: _size(value) for name, value in row.items()} for row in rows]
    assert len(sizes) == 2
    assert sizes[0] == sizes[1]


def _size(value: Any) -> Any:
    """Return what shows of a value when its bytes do not count."""
    if isinstance(value, bytes | str):
        return len(value)
    return [_size(item) for item in value] if isinstance(value, list) else type(value).__name__


@both
def test_nothing_about_the_citizen_is_at_the_backbone(knooppunt: Backbone) -> None:
    """Name and number of the citizen are in the letter for who may open it, and in no row of any table."""
    burger = Burger(knooppunt)
    done(burger.put())
    done(burger.answered("politie", {"v": 1, "gegevens": [dict(CITIZEN)]}))
    marks = (CITIZEN["bsn"], "Kwispelstaart")
    opened = letters.open_brief(
        burger.about("vraag", burger.oin), burger.brief, 4096, knooppunt["om"].kem, (knooppunt["om"].oin, UNIT)
    )
    assert all(str(mark) in json.dumps(opened) for mark in marks)
    with knooppunt.world.reading() as connection:
        held = [
            str(row)
            for metadata in migrate.TARGET
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
        ]
    assert any(burger.id in text for text in held)
    assert not [text for text in held if any(str(mark) in text for mark in marks)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"recht": "erfenis"}, "code-onbekend"),
        ({"identiteit": "op-zijn-woord"}, "code-onbekend"),
        ({"ontvangen": 1}, "ontvangen-later"),
        ({"vraag_sha256": "0" * 64}, "brief-anders"),
        ({"omvang": 1024}, "brief-anders"),
        ({"handmatig": ["00000099000000001000"]}, "heeft-sleutel"),
        ({"regio": "limburg", "oins": ()}, "niet-volledig"),
        ({"gemaakt": 1_000_000}, "tijd"),
    ],
)
def test_a_request_that_does_not_fit_is_refused_with_a_line(
    knooppunt: Backbone, change: dict[str, Any], reason: str
) -> None:
    """Each thing that is wrong with a request is named, the attempt is logged, and nothing was put out."""
    if "gemaakt" in change:
        burger = Burger(knooppunt)
        burger.stuk = burger.signed(rechtenstuk.VERZOEK, **{**burger.stuk.velden, **change})
    else:
        burger = Burger(knooppunt, **change)
    before = len(lines(knooppunt, Event.RECHTENVERZOEK_GEWEIGERD))
    assert reason in reasons(burger.put())
    assert len(lines(knooppunt, Event.RECHTENVERZOEK_GEWEIGERD)) == before + 1
    with knooppunt.world.reading() as connection:
        assert ledger.stand(connection, burger.id) is None


def test_leaving_one_controller_out_is_refused(knooppunt: Backbone) -> None:
    """A request that skips one controller would tell where somebody occurs: it is refused, whoever is left out."""
    oins = rechtenstuk.controllers(knooppunt.lijst, None, frozenset({"riec-bureau"}))
    assert "niet-volledig" in reasons(Burger(knooppunt, oins=oins[1:]).put())
    assert "niet-volledig" in reasons(Burger(knooppunt, oins=(*oins, knooppunt["riec-bureau"].oin)).put())


def test_identity_must_be_established(knooppunt: Backbone) -> None:
    """Without the statement that the identity was verified the rules do not allow it: R-75 needs it."""
    outcome = Burger(knooppunt).put(feiten=[])
    assert isinstance(outcome, Geweigerd)
    assert outcome.uitkomst == "niet-geregeld"
    other = Burger(knooppunt)
    assert isinstance(other.put(other.facts(record=str(uuid.uuid4()))), Ongeldig)


def test_a_person_takes_the_request_in(knooppunt: Backbone) -> None:
    """Without the signature of a person the rules do not allow it: nobody is judged by a machine alone (R-44)."""
    burger = Burger(knooppunt)
    outcome = knooppunt.exchange.receive_request(knooppunt["gemeente"].caller(), burger.body())
    assert isinstance(outcome, Geweigerd)
    assert outcome.verborgen


def test_only_the_contactpunt_puts_a_request_out(knooppunt: Backbone) -> None:
    """A document under another key, or sent by another organisation, is refused."""
    burger = Burger(knooppunt)
    forged = rechtenstuk.make(
        knooppunt.fg.sleutel, rechtenstuk.VERZOEK, burger.oin, burger.stuk.gemaakt, **burger.stuk.velden
    )
    body = {**burger.body(), "stuk": dict(forged.bron)}
    assert reasons(knooppunt.exchange.receive_request(knooppunt["gemeente"].caller(), body)) == {"sleutel"}
    assert reasons(knooppunt.exchange.receive_request(knooppunt["om"].caller(), burger.body())) == {"ander"}
    changed = {**burger.body(), "stuk": {**burger.stuk.bron, "stuk": {**burger.stuk.bron["stuk"], "recht": "wissing"}}}
    assert reasons(knooppunt.exchange.receive_request(knooppunt["gemeente"].caller(), changed)) == {"handtekening"}
    assert reasons(knooppunt.exchange.receive_request(knooppunt["om"].caller(), {"stuk": {}})) == {
        "vorm",
        "brief-anders",
    }


def test_fishing_is_limited_per_day(knooppunt: Backbone, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than the limit of a day is refused with a line, and the next day it goes again."""
    monkeypatch.setattr("core.exchange.rechten.PER_DAG", 2)
    for _ in range(2):
        done(Burger(knooppunt).put())
    outcome = Burger(knooppunt).put()
    assert isinstance(outcome, Geweigerd)
    assert [item["plicht"] for item in outcome.adviezen] == ["grens-rechten"]
    knooppunt.clock.shift += DAY + 1000
    done(Burger(knooppunt).put())


def test_the_same_request_twice_is_one(knooppunt: Backbone) -> None:
    """A request id is used once, and a partner that replaced its key meanwhile makes it stale."""
    burger = Burger(knooppunt)
    done(burger.put())
    assert isinstance(burger.put(burger.facts()), Conflict)
    stale = Burger(knooppunt)
    entries = [{**item, "sleutel": "0" * 64} for item in stale.stuk["aan"]]
    stale.brief = Brief.from_json(
        {"lichaam": stale.brief.to_json()["lichaam"],
         "omhulsels": [{**item.to_json(), "sleutel": "0" * 64} for item in stale.brief.omhulsels]}
    )  # fmt: skip
    stale.stuk = stale.signed(rechtenstuk.VERZOEK, **{**stale.stuk.velden, "aan": entries})
    outcome = stale.put()
    assert isinstance(outcome, Conflict)
    assert outcome.soort == "sleutel-verouderd"


def test_a_read_gives_what_had_come_when_it_was_logged(knooppunt: Backbone) -> None:
    """Asked again under the same key a read gives nothing newer: for a later answer a line of its own is needed."""
    burger = Burger(knooppunt)
    done(burger.put())
    done(burger.answered("politie", FULL))
    key = str(uuid.uuid4())

    def seen(verzoek: str | None = None) -> list[str]:
        given = done(knooppunt.exchange.read_request(knooppunt["gemeente"].caller(verzoek=verzoek), burger.id))
        assert "gelezen" not in given
        return [item["stuk"]["stuk"]["oin"] for item in given["antwoorden"]]

    first = seen(key)
    knooppunt.clock.shift += 1000
    done(burger.answered("om", EMPTY))
    assert seen(key) == first == [knooppunt["politie"].oin]
    assert len(seen()) == 2


def test_who_has_no_part_gets_the_constant_answer(knooppunt: Backbone) -> None:
    """The bureau and a request that does not exist are told the same nothing, at every door."""
    burger = Burger(knooppunt)
    done(burger.put())
    bureau, nowhere = knooppunt["riec-bureau"].caller, str(uuid.uuid4())
    assert isinstance(knooppunt.exchange.read_request(bureau(), burger.id), Onbekend)
    assert isinstance(knooppunt.exchange.read_request(knooppunt["om"].caller(), nowhere), Onbekend)
    body = burger.answer("riec-bureau", EMPTY)
    assert isinstance(knooppunt.exchange.answer_request(bureau(), burger.id, body), Onbekend)
    other = Burger(knooppunt)
    assert isinstance(other.course(rechtenstuk.AFRONDING, uitkomst="beantwoord"), Onbekend)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"size": 1024}, "brief-anders"),
        ({"antwoord_sha256": "0" * 64}, "brief-anders"),
        ({"verzoek": str(uuid.uuid4())}, "ander"),
    ],
)
def test_an_answer_that_differs_is_refused(knooppunt: Backbone, change: dict[str, Any], expected: str) -> None:
    """An answer of another size, of other bytes or for another request is refused with a line."""
    burger = Burger(knooppunt)
    done(burger.put())
    assert expected in reasons(burger.answered("politie", EMPTY, **change))


def test_an_answer_is_for_the_contactpunt_only_and_once(knooppunt: Backbone) -> None:
    """An answer sealed to another unit or organisation is refused, and a second one is a conflict."""
    burger = Burger(knooppunt)
    done(burger.put())
    outcome = burger.answered("politie", EMPTY, aan_oin=knooppunt["om"].oin)
    assert isinstance(outcome, Ongeldig)
    done(burger.answered("politie", EMPTY))
    assert isinstance(burger.answered("politie", FULL), Conflict)


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"reden": "vakantie"}, "code-onbekend"), ({"tot": 1}, "te-lang"), ({"later": 1}, "te-lang")],
)
def test_an_extension_has_its_limits(knooppunt: Backbone, change: dict[str, Any], reason: str) -> None:
    """The term is extended by at most two months, with a reason of the list."""
    burger = Burger(knooppunt)
    tot = done(burger.put())["tot"]
    most = codes.latest(tot)
    if change.pop("later", None):
        change = {"tot": most + 1}
    velden = {"tot": most, "reden": "ingewikkeld", **change}
    assert reason in reasons(burger.course(rechtenstuk.VERLENGING, **velden))


def test_an_extension_is_once_and_in_time(knooppunt: Backbone) -> None:
    """A second extension is refused, and so is one after the term."""
    burger, late = Burger(knooppunt), Burger(knooppunt)
    most = codes.latest(done(burger.put())["tot"])
    done(late.put())
    done(burger.course(rechtenstuk.VERLENGING, tot=most, reden="veel-verzoeken"))
    assert "al-verlengd" in reasons(burger.course(rechtenstuk.VERLENGING, tot=most - 1, reden="veel-verzoeken"))
    assert isinstance(burger.course(rechtenstuk.VERLENGING, tot=most, reden="veel-verzoeken"), Conflict)
    knooppunt.clock.shift += 40 * DAY
    assert "te-laat" in reasons(late.course(rechtenstuk.VERLENGING, tot=most, reden="veel-verzoeken"))


@both
def test_a_restriction_has_ground_reason_and_end(knooppunt: Backbone) -> None:
    """With ground, reason and end, stated and signed by a person, the rules allow it (R-76); the end stands in the line."""
    about, body = restriction(knooppunt, "politie")
    given = done(knooppunt.exchange.restrict(knooppunt["politie"].caller(persoon=True), body))
    (line,) = [feit for feit in lines(knooppunt, Event.RECHTEN_BEPERKT) if feit["beperking"] == about]
    assert line["tot"] == given["tot"] == body["stuk"]["stuk"]["tot"]
    assert line["grondslag"] == "wpg-27"
    assert "einddatum-beperking" in line["beslissingen"][0]["plichten"]
    assert not {"rechtenverzoek", "record", "casus"} & line.keys()
    again = knooppunt.exchange.restrict(knooppunt["politie"].caller(persoon=True), body)
    assert isinstance(again, Conflict)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"grond": None}, "grond-ontbreekt"),
        ({"grond": "zomaar"}, "code-onbekend"),
        ({"reden": None}, "reden-ontbreekt"),
        ({"motivering_sha256": None}, "reden-ontbreekt"),
        ({"tot": None}, "einde-ontbreekt"),
        ({"tot": 1}, "einde-te-ver"),
        ({"categorie": "roddels"}, "code-onbekend"),
    ],
)
def test_a_restriction_without_ground_reason_or_end_is_refused(
    knooppunt: Backbone, change: dict[str, Any], reason: str
) -> None:
    """What lacks a ground, a reason or an end restricts nothing: it is refused, and that is logged."""
    about, body = restriction(knooppunt, "politie", **change)
    assert reason in reasons(knooppunt.exchange.restrict(knooppunt["politie"].caller(persoon=True), body))
    assert not [feit for feit in lines(knooppunt, Event.RECHTEN_BEPERKT) if feit["beperking"] == about]


def test_a_restriction_is_decided_by_a_person_on_a_statement(knooppunt: Backbone) -> None:
    """Without a person it is refused; without the statement R-76.2 forbids it; the bureau may not at all (R-61)."""
    _, body = restriction(knooppunt, "politie")
    assert reasons(knooppunt.exchange.restrict(knooppunt["politie"].caller(), body)) == {"persoon-ontbreekt"}
    _, bare = restriction(knooppunt, "politie", feit=False)
    outcome = knooppunt.exchange.restrict(knooppunt["politie"].caller(persoon=True), bare)
    assert isinstance(outcome, Geweigerd)
    assert [rule["id"] for rule in outcome.regels] == ["R-76.2"]
    _, theirs = restriction(knooppunt, "riec-bureau")
    assert isinstance(knooppunt.exchange.restrict(knooppunt["riec-bureau"].caller(persoon=True), theirs), Geweigerd)


@both
def test_a_decision_on_informing_leaves_a_line_without_a_person(knooppunt: Backbone) -> None:
    """Each of the three decisions is taken in with its ground and end, and tells nobody's name or reference."""
    end, caller = knooppunt.clock.now() + DAY, knooppunt["politie"].caller
    for change in (
        {},
        {"besluit": "uitgesteld", "grond": "wpg-27", "tot": end},
        {"besluit": "niet-nodig", "grond": "avg-14-5-c"},
    ):
        body = informing(knooppunt, "politie", **change)
        done(knooppunt.exchange.decide_informing(caller(persoon=True), body))
        line = lines(knooppunt, Event.INFORMEREN_BESLOTEN)[-1]
        assert line["besluit"] == body["stuk"]["stuk"]["besluit"]
        assert body["stuk"]["stuk"]["persoon_sha256"] not in json.dumps(line)
    assert isinstance(knooppunt.exchange.decide_informing(caller(persoon=True), body), Conflict)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"besluit": "vergeten"}, "code-onbekend"),
        ({"besluit": "uitgesteld"}, "past-niet"),
        ({"besluit": "geinformeerd", "grond": "wpg-27"}, "past-niet"),
        ({"besluit": "niet-nodig", "grond": "wpg-27"}, "code-onbekend"),
        ({"besluit": "uitgesteld", "grond": "wpg-27", "tot": 1}, "einde-te-ver"),
        ({"records": [str(uuid.uuid4())]}, "record-onbekend"),
    ],
)
def test_a_decision_on_informing_that_does_not_fit_is_refused(
    knooppunt: Backbone, change: dict[str, Any], reason: str
) -> None:
    """Postponing needs a ground and an end, leaving it out needs a ground, and only own records are named."""
    body = informing(knooppunt, "politie", **change)
    assert reason in reasons(knooppunt.exchange.decide_informing(knooppunt["politie"].caller(persoon=True), body))


def test_a_decision_on_informing_is_taken_by_a_person(knooppunt: Backbone) -> None:
    """Without the signature of a person it is refused."""
    outcome = knooppunt.exchange.decide_informing(knooppunt["politie"].caller(), informing(knooppunt, "politie"))
    assert reasons(outcome) == {"persoon-ontbreekt"}
