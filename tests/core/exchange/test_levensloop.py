# SPDX-License-Identifier: EUPL-1.2
"""What happens to a record after its push: withdrawn, corrected, a recipient taken away, embargo, dissent, confirmed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text, update

from audit.database import drop_append_only
from audit.proof import jcs
from core.contract.levensloop import Levensloop
from core.exchange.results import Conflict, Gedaan, Geweigerd, Onbekend, Ongeldig
from core.ledger import levensloop
from core.ledger.tables import omhulsel
from tests.core.exchange.conftest import BASE, LABELS, Zaak, both
from tests.kit import DAY, Backbone, Levering
from tests.server.test_samenhang import check

if TYPE_CHECKING:
    from collections.abc import Callable


FASE = "informatieanalyse"


@pytest.fixture
def zaak(request: pytest.FixtureRequest, zaken: Callable[[str], Zaak]) -> Zaak:
    """The casus on SQLite, unless a test asks for both databases."""
    return zaken(getattr(request, "param", "sqlite"))


def supply(zaak: Zaak, *aan: str, vorige: str | None = None, voorwaarden: dict[str, Any] | None = None) -> Any:
    """Let the police supply a record, perhaps as a next version or under conditions; return (record, outcome)."""
    knooppunt, police = zaak.knooppunt, zaak.knooppunt["politie"]
    kop = {"casus": zaak.id, "categorie": "wpg-8", "doel": "oc", "fase": zaak.fase}
    kop |= {} if vorige is None else {"vorige": vorige}
    made: Levering = knooppunt.levering("politie", kop, b"inhoud", aan or ("gemeente", "belastingdienst"), **FACTS)
    if voorwaarden is not None:
        stuk = Levensloop("voorwaarden", made.record, police.oin, knooppunt.clock.now(), voorwaarden)
        made.body["levensloop"] = [stuk.sign(police.tekenen)]
    return made.record, knooppunt.exchange.push(made.caller, made.body)


FACTS = {**LABELS["wpg-8"], **BASE}


@pytest.fixture
def record(zaak: Zaak) -> str:
    """A record of the police that gemeente and belastingdienst read."""
    made, outcome = supply(zaak)
    zaak.done(outcome)
    return str(made)


def document(zaak: Zaak, who: str, soort: str, record: str, **gegevens: Any) -> tuple[str, dict[str, Any]]:
    """Return hash and signed form of a document of `who`."""
    party = zaak.knooppunt[who]
    stuk = Levensloop(soort, record, party.oin, zaak.knooppunt.clock.now(), gegevens)
    return stuk.sha256, stuk.sign(party.tekenen)


def happen(zaak: Zaak, who: str, soort: str, record: str, **gegevens: Any) -> Any:
    """Let the person of `who` hand in a document about a record."""
    _, body = document(zaak, who, soort, record, **gegevens)
    exchange = zaak.knooppunt.exchange
    act = exchange.confirm if soort == "bevestigd" else exchange.happen
    return act(zaak.knooppunt[who].caller(persoon=True), record, body)


def read(zaak: Zaak, who: str, record: str) -> Any:
    return zaak.knooppunt.exchange.read(zaak.knooppunt[who].caller(persoon=True), record)


def told(zaak: Zaak, who: str, soort: str, record: str) -> list[dict[str, Any]]:
    """The messages of one kind about one record in the feed of `who`."""
    feed: list[dict[str, Any]] = []
    while page := zaak.knooppunt.exchange.feed(zaak.knooppunt[who].caller(), len(feed), 500).gegevens["berichten"]:
        feed += page
    return [m["gegevens"] for m in feed if m["soort"] == soort and m["gegevens"]["record"] == record]


def findings(knooppunt: Backbone) -> list[str]:
    """What the verification of everything finds."""
    return [finding.soort for finding in check(knooppunt).bevindingen]


def events(zaak: Zaak, record: str) -> list[tuple[str, str | None]]:
    """Event and reason of the lines about one record."""
    knooppunt = zaak.knooppunt
    with knooppunt.engine.connect() as connection:
        shards = connection.execute(text("SELECT DISTINCT shard FROM log_bladen WHERE shard != 'stam'")).scalars().all()
    found = [line.feit for shard in shards for line in knooppunt.world.reader.lines(shard) if line.feit]
    return [(feit["gebeurtenis"], feit.get("reden")) for feit in found if feit.get("record") == record]


@both
def test_withdrawal_stops_reading_and_is_confirmed_by_everyone(zaak: Zaak, record: str) -> None:
    """Told to every recipient, refused to them with the reason and a line, still open to the supplier; each confirms once."""
    zaak.done(read(zaak, "gemeente", record))
    stuk = zaak.done(happen(zaak, "politie", "ingetrokken", record, reden="onjuist"))["stuk"]
    refused = read(zaak, "gemeente", record)
    assert isinstance(refused, Geweigerd)
    assert refused.waar["reden"] == "ingetrokken"
    assert ("backbone:lezing:geweigerd", "ingetrokken") in events(zaak, record)
    assert isinstance(read(zaak, "politie", record), Gedaan)
    readers = {zaak.knooppunt[who].oin for who in ("gemeente", "belastingdienst")}
    (own,) = told(zaak, "politie", "ingetrokken", record)
    assert set(own["ontvangers"]) == readers
    for who in ("gemeente", "belastingdienst"):
        assert [message["stuk"] for message in told(zaak, who, "ingetrokken", record)] == [stuk]
        zaak.done(happen(zaak, who, "bevestigd", record, stuk=stuk))
        assert isinstance(happen(zaak, who, "bevestigd", record, stuk=stuk), Conflict)
    confirmed = [message["document"]["levensloop"]["oin"] for message in told(zaak, "politie", "bevestigd", record)]
    assert set(confirmed) == readers
    assert isinstance(happen(zaak, "politie", "ingetrokken", record, reden="onjuist"), Conflict)
    assert findings(zaak.knooppunt) == []


def test_only_the_supplier_withdraws_replaces_and_takes_away(zaak: Zaak, record: str) -> None:
    """A reader is refused by R-72 with a line; who has nothing to do with it gets the constant answer."""
    other = zaak.knooppunt["belastingdienst"].oin
    for soort, more in (("ingetrokken", {}), ("verwijderd", {"ontvanger": other})):
        refused = happen(zaak, "gemeente", soort, record, reden="onjuist", **more)
        assert isinstance(refused, Geweigerd)
        assert [row["id"] for row in refused.regels] == ["R-72.1"]
        assert isinstance(happen(zaak, "nvwa", soort, record, reden="onjuist", **more), Onbekend)
        assert isinstance(happen(zaak, "ind", soort, record, reden="onjuist", **more), Onbekend)
    assert ("backbone:levensloop:geweigerd", None) in events(zaak, record)
    assert isinstance(happen(zaak, "politie", "ingetrokken", str(uuid.uuid4()), reden="onjuist"), Onbekend)
    zaak.done(read(zaak, "gemeente", record))


def test_a_correction_replaces_the_record(zaak: Zaak, record: str) -> None:
    """A next version names the one before it; the correction stops the old one, points at the new, and is told."""
    new, outcome = supply(zaak, "gemeente", vorige=record)
    zaak.done(outcome)
    zaak.done(happen(zaak, "politie", "gecorrigeerd", record, nieuw=new, reden="onjuist"))
    refused = read(zaak, "gemeente", record)
    assert isinstance(refused, Geweigerd)
    assert (refused.waar["reden"], refused.waar["nieuw"]) == ("gecorrigeerd", new)
    zaak.done(read(zaak, "gemeente", new))
    for who in (
        "gemeente",
        "belastingdienst",
    ):  # also who is no recipient of the new one hears that the old one is wrong
        (message,) = told(zaak, who, "gecorrigeerd", record)
        assert message["document"]["levensloop"]["gegevens"] == {"nieuw": new, "reden": "onjuist"}
    assert isinstance(happen(zaak, "politie", "ingetrokken", record, reden="onjuist"), Conflict)


def test_a_version_belongs_to_its_record(zaak: Zaak, record: str) -> None:
    """A previous record that is not there, and a replacement that does not name this record, are refused."""
    _, outcome = supply(zaak, vorige=str(uuid.uuid4()))
    assert isinstance(outcome, Ongeldig)
    assert outcome.bevindingen[0].reden == "geen-vorige"
    other, outcome = supply(zaak)
    zaak.done(outcome)
    for nieuw in (other, str(uuid.uuid4()), record):
        assert isinstance(happen(zaak, "politie", "nieuwe-versie", record, nieuw=nieuw, reden="aangevuld"), Ongeldig)
    zaak.done(read(zaak, "gemeente", record))


@both
def test_a_recipient_is_taken_away(zaak: Zaak, record: str) -> None:
    """Its wrap goes and serving stops for it alone; the log accounts for it, it is told, and it may still confirm."""
    knooppunt = zaak.knooppunt
    gone = knooppunt["belastingdienst"].oin
    stuk = zaak.done(happen(zaak, "politie", "verwijderd", record, ontvanger=gone, reden="verkeerde-ontvanger"))["stuk"]
    assert isinstance(read(zaak, "belastingdienst", record), Onbekend)
    zaak.done(read(zaak, "gemeente", record))
    with knooppunt.engine.connect() as connection:
        left = connection.execute(select(omhulsel.c.ontvanger).where(omhulsel.c.record == record)).scalars().all()
    assert gone not in left
    assert not told(zaak, "gemeente", "verwijderd", record)
    assert isinstance(happen(zaak, "gemeente", "bevestigd", record, stuk=stuk), Ongeldig)
    assert told(zaak, "belastingdienst", "verwijderd", record)
    zaak.done(happen(zaak, "belastingdienst", "bevestigd", record, stuk=stuk))
    again = happen(zaak, "politie", "verwijderd", record, ontvanger=gone, reden="verkeerde-ontvanger")
    assert isinstance(again, Ongeldig)
    own = knooppunt["politie"].oin
    assert isinstance(happen(zaak, "politie", "verwijderd", record, ontvanger=own, reden="onjuist"), Ongeldig)
    assert findings(knooppunt) == []


def test_nothing_is_confirmed_that_was_not_asked(zaak: Zaak, record: str) -> None:
    """No confirmation of a hash of nothing, by the supplier, by a stranger, or of another record."""
    stuk = zaak.done(happen(zaak, "politie", "ingetrokken", record, reden="verouderd"))["stuk"]
    assert isinstance(happen(zaak, "gemeente", "bevestigd", record, stuk="0" * 64), Ongeldig)
    assert isinstance(happen(zaak, "politie", "bevestigd", record, stuk=stuk), Ongeldig)
    assert isinstance(happen(zaak, "nvwa", "bevestigd", record, stuk=stuk), Onbekend)
    other, outcome = supply(zaak)
    zaak.done(outcome)
    assert isinstance(happen(zaak, "gemeente", "bevestigd", other, stuk=stuk), Ongeldig)


def test_embargo_until_a_moment_and_an_end(zaak: Zaak) -> None:
    """Before the moment and from the end on reading is refused with reason and line; between them it is open."""
    knooppunt = zaak.knooppunt
    now = knooppunt.clock.now()
    van, tot = now + DAY, now + 2 * DAY
    record, outcome = supply(zaak, voorwaarden={"van": van, "samen": [], "tot": tot})
    zaak.done(outcome)
    (announced,) = told(zaak, "gemeente", "verstrekking", record)
    assert announced["levensloop"][0]["levensloop"]["gegevens"]["van"] == van
    early = read(zaak, "gemeente", record)
    assert isinstance(early, Geweigerd)
    assert (early.waar["reden"], early.waar["vanaf"]) == ("embargo", str(van))
    zaak.done(read(zaak, "politie", record))
    knooppunt.clock.shift += DAY + 1000
    zaak.done(read(zaak, "gemeente", record))
    knooppunt.clock.shift += DAY
    late = read(zaak, "gemeente", record)
    assert isinstance(late, Geweigerd)
    assert late.waar["reden"] == "toegang-geeindigd"
    assert {reden for _, reden in events(zaak, record)} >= {"embargo", "toegang-geeindigd"}
    assert findings(knooppunt) == []


def test_joint_release(zaak: Zaak) -> None:
    """It opens when all named parties released it, also one that is no recipient; nobody else's word counts."""
    knooppunt = zaak.knooppunt
    samen = sorted(knooppunt[who].oin for who in ("om", "gemeente"))
    record, outcome = supply(zaak, voorwaarden={"van": None, "samen": samen, "tot": None})
    zaak.done(outcome)
    (asked,) = told(zaak, "om", "voorwaarden", record)
    assert isinstance(read(zaak, "gemeente", record), Geweigerd)
    assert isinstance(happen(zaak, "belastingdienst", "vrijgegeven", record, stuk=asked["stuk"]), Ongeldig)
    assert isinstance(happen(zaak, "nvwa", "vrijgegeven", record, stuk=asked["stuk"]), Onbekend)
    zaak.done(happen(zaak, "om", "vrijgegeven", record, stuk=asked["stuk"]))
    assert isinstance(happen(zaak, "om", "vrijgegeven", record, stuk=asked["stuk"]), Conflict)
    assert isinstance(read(zaak, "belastingdienst", record), Geweigerd)
    zaak.done(happen(zaak, "gemeente", "vrijgegeven", record, stuk=asked["stuk"]))
    assert len(told(zaak, "belastingdienst", "vrijgegeven", record)) == 2
    zaak.done(read(zaak, "belastingdienst", record))


def test_conditions_that_do_not_fit(zaak: Zaak) -> None:
    """No condition at all, an end before its start, a list out of order, of another record or twice: refused whole."""
    now = zaak.knooppunt.clock.now()
    oins = [zaak.knooppunt["om"].oin, zaak.knooppunt["gemeente"].oin]
    sets: tuple[dict[str, Any], ...] = (
        {"van": None, "samen": [], "tot": None},
        {"van": now, "samen": [], "tot": now},
        {"van": None, "samen": sorted(oins, reverse=True), "tot": None},
        {"van": now},
    )
    for wrong in sets:
        assert isinstance(supply(zaak, voorwaarden=wrong)[1], Ongeldig)
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    _, stuk = document(zaak, "politie", "voorwaarden", str(uuid.uuid4()), van=now, samen=[], tot=None)
    _, mine = document(zaak, "politie", "voorwaarden", levering.record, van=now, samen=[], tot=None)
    _, theirs = document(zaak, "gemeente", "voorwaarden", levering.record, van=now, samen=[], tot=None)
    _, other = document(zaak, "politie", "ingetrokken", levering.record, reden="onjuist")
    lists: tuple[Any, ...] = ([stuk], [mine, mine], [theirs], [other], {})
    for listed in lists:
        body = {**levering.body, "levensloop": listed}
        assert isinstance(zaak.knooppunt.exchange.push(levering.caller, body), Ongeldig)


def note(zaak: Zaak, who: str, item: str, aan: tuple[str, ...], **kop: str) -> Any:
    """Let the person of `who` lay a dissent note beside a record, sealed to itself and `aan`."""
    knooppunt, party = zaak.knooppunt, zaak.knooppunt[who]
    verzoek, new = str(uuid.uuid4()), str(uuid.uuid4())
    fields = {"casus": zaak.id, "categorie": "wpg-8", "doel": "oc", "fase": zaak.fase, "record": new, **kop}
    sealed = knooppunt.sealed(who, fields, b"oordeel", aan, verzoek)
    _, stuk = document(zaak, who, "afwijkend-oordeel", item, nieuw=fields["record"])
    body = {"verstrekking": sealed, "levensloop": stuk}
    caller = party.caller(persoon=True, verzoek=verzoek, inhoud=jcs.digest(body))
    return knooppunt.exchange.dissent(caller, item, body)


def test_a_reader_lays_its_own_opinion_beside_an_item(zaak: Zaak, record: str) -> None:
    """A note of a reader, sealed to exactly who has the item, is decided as `aantekenen`, told to all, and read by them."""
    done = zaak.done(note(zaak, "gemeente", record, ("politie", "belastingdienst")))
    for who in ("politie", "belastingdienst"):
        (message,) = told(zaak, who, "afwijkend-oordeel", done["record"])
        assert message["bij"] == record
        zaak.done(read(zaak, who, done["record"]))
    zaak.done(read(zaak, "belastingdienst", record))
    assert findings(zaak.knooppunt) == []


def test_what_is_no_dissent_note(zaak: Zaak, record: str) -> None:
    """To fewer or more than the readers, of another category, about an own item, by a stranger: each is refused."""
    assert isinstance(note(zaak, "gemeente", record, ("politie",)), Ongeldig)
    assert isinstance(note(zaak, "gemeente", record, ("politie", "belastingdienst", "om")), Ongeldig)
    assert isinstance(note(zaak, "gemeente", record, ("politie", "belastingdienst"), categorie="wpg-9"), Ongeldig)
    assert isinstance(note(zaak, "politie", record, ("gemeente", "belastingdienst")), Ongeldig)
    assert isinstance(note(zaak, "nvwa", record, ("politie", "gemeente", "belastingdienst")), Onbekend)
    assert isinstance(note(zaak, "gemeente", str(uuid.uuid4()), ("politie",)), Onbekend)
    exchange, party = zaak.knooppunt.exchange, zaak.knooppunt["gemeente"]
    bodies: tuple[Any, ...] = (None, {}, {"verstrekking": {}, "levensloop": {}})
    for body in bodies:
        assert isinstance(exchange.dissent(party.caller(persoon=True), record, body), Ongeldig)


def test_what_is_no_document(zaak: Zaak, record: str) -> None:
    """Unsigned, signed by another, from the future, of another record or kind, unknown reason: no act and no trace."""
    exchange, police = zaak.knooppunt.exchange, zaak.knooppunt["politie"]
    _, good = document(zaak, "politie", "ingetrokken", record, reden="onjuist")
    _, theirs = document(zaak, "gemeente", "ingetrokken", record, reden="onjuist")
    _, strange = document(zaak, "politie", "ingetrokken", record, reden="zomaar")
    said = {**good["levensloop"], "tijd": 1}
    later = Levensloop("ingetrokken", record, police.oin, zaak.knooppunt.clock.now() + DAY, {"reden": "onjuist"})
    wrong: tuple[Any, ...] = (theirs, strange, {**good, "levensloop": said}, later.sign(police.tekenen), None, {})
    before = len(events(zaak, record))
    for body in wrong:
        assert isinstance(exchange.happen(police.caller(persoon=True), record, body), Ongeldig)
    assert isinstance(exchange.happen(police.caller(persoon=True), str(uuid.uuid4()), good), Ongeldig)
    assert isinstance(exchange.confirm(police.caller(persoon=True), record, good), Ongeldig)
    assert len(events(zaak, record)) == before


def test_an_altered_document_is_found(zaak: Zaak, record: str) -> None:
    """Who makes another kind of event of a stored document is found by `audit verifieer`."""
    zaak.done(happen(zaak, "politie", "ingetrokken", record, reden="onjuist"))
    engine, table = zaak.knooppunt.engine, levensloop.levensloop
    mine = table.c.record == record
    with engine.begin() as connection:
        for statement in drop_append_only(table.name, engine.dialect.name):
            connection.execute(text(statement))
        connection.execute(update(table).where(mine).values(soort="bevestigd"))
    assert sorted(findings(zaak.knooppunt)) == ["levensloop-ongeldig", "rij-gewijzigd"]
    with engine.begin() as connection:
        connection.execute(update(table).where(mine).values(soort="ingetrokken"))
    assert findings(zaak.knooppunt) == []
