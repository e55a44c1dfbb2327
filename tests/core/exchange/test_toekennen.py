# SPDX-License-Identifier: EUPL-1.2
"""Grants after the push at the exchange: who may, what is decided, what is refused, and that the log accounts for it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from audit.database import drop_append_only
from audit.proof import jcs
from core.contract.levensloop import Levensloop
from core.envelope import SealedRecord, Wrapping, open_record, verify_later, wrap_again
from core.exchange.results import Conflict, Gedaan, Geweigerd, Onbekend, Ongeldig
from core.facts.toekenrecht import INGETROKKEN
from core.keychain import events
from core.keychain.kem import KemPrivateKey
from core.ledger import toekenningen
from core.ledger.tables import omhulsel
from tests.core.exchange.conftest import BASE, LABELS, Zaak, both
from tests.kit import DAY, UNIT, Backbone
from tests.server.test_samenhang import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.exchange.caller import Caller

EVENT_LATER = "backbone:toekenning:toegevoegd"
REWRAPPED = "backbone:toekenning:hersleuteld"


FASE = "informatieanalyse"


@pytest.fixture
def zaak(request: pytest.FixtureRequest, zaken: Callable[[str], Zaak]) -> Zaak:
    """The casus on SQLite, unless a test asks for both databases."""
    return zaken(getattr(request, "param", "sqlite"))


@pytest.fixture
def voorgelegd(zaak: Zaak) -> tuple[Zaak, str]:
    """A record of the politie for the gemeente, in a phase in which the belastingdienst may have it too."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(zaak.knooppunt.exchange.push(levering.caller, levering.body))
    return zaak, levering.record


@dataclass
class Act:
    """A wrapping act by one party: the caller, the body and the new private keys."""

    caller: Caller
    body: dict[str, Any]


def read(zaak: Zaak, who: str, record: str) -> SealedRecord:
    """Read a record as the person of `who`."""
    outcome = zaak.knooppunt.exchange.read(zaak.knooppunt[who].caller(persoon=True), record)
    return SealedRecord.from_json(zaak.done(outcome)["record"])


def wrapping(zaak: Zaak, who: str, record: str, *aan: str, delegatie: str | None = None, **changes: Any) -> Act:
    """Let `who` wrap a record that it reads to the current keys of `aan`."""
    knooppunt, holder = zaak.knooppunt, zaak.knooppunt[who]
    sealed, now = read(zaak, who, record), knooppunt.clock.now()
    given = {"vrijgave": knooppunt.release.digest, "verzoek": str(uuid.uuid4()), "tijd": now, **changes}
    act = Wrapping(sealed.kop, sealed.kop_hash, holder=holder.oin, **given)
    knooppunt.world.keys.catch_up()
    keys = [knooppunt.world.keys.directory.kem_key(knooppunt[soort].oin, UNIT, now) for soort in aan]
    own = (holder.kem, holder.oin, UNIT)
    made, wraps = wrap_again(sealed, own, holder.tekenen, keys, act, delegatie=delegatie)
    body = {**made.to_json(), "omhulsels": [wrap.to_json() for wrap in wraps]}
    return Act(holder.caller(verzoek=given["verzoek"], inhoud=jcs.digest(body)), body)


def grant(zaak: Zaak, act: Act, record: str) -> Any:
    return zaak.knooppunt.exchange.grant(act.caller, record, act.body)


def delegate(zaak: Zaak, record: str, who: str, kinds: str, dagen: int = 365) -> str:
    """Let the supplier state that `who` may add these kinds; return the hash of the statement."""
    knooppunt = zaak.knooppunt
    about: Any = {"record": record, "organisatie": knooppunt[who].oin}
    (stated,) = zaak.done(
        knooppunt.state("politie", knooppunt.fact("toekenrecht", waarde=kinds, dagen=dagen, **about))
    )["feiten"]
    return str(stated)


def findings(knooppunt: Backbone) -> list[str]:
    """What the verification of everything finds."""
    return [finding.soort for finding in check(knooppunt).bevindingen]


def lines(knooppunt: Backbone) -> Iterator[dict[str, Any]]:
    """Every open line of every act shard."""
    with knooppunt.engine.connect() as connection:
        shards = connection.execute(text("SELECT DISTINCT shard FROM log_bladen WHERE shard != 'stam'")).scalars().all()
    for shard in shards:
        yield from (line.feit for line in knooppunt.world.reader.lines(shard) if line.feit)


@both
def test_the_supplier_adds_a_recipient_after_a_decision(voorgelegd: tuple[Zaak, str]) -> None:
    """The new reader is decided, told with header and obligations, reads and opens; the log accounts for every row."""
    zaak, record = voorgelegd
    knooppunt, late = zaak.knooppunt, zaak.knooppunt["belastingdienst"]
    assert isinstance(knooppunt.exchange.read(late.caller(persoon=True), record), Onbekend)
    zaak.done(grant(zaak, wrapping(zaak, "politie", record, "belastingdienst"), record))
    message = knooppunt.exchange.feed(late.caller(), 0, 500).gegevens["berichten"][-1]
    assert (message["soort"], message["gegevens"]["record"]) == ("toegevoegd", record)
    assert message["gegevens"]["kop"]["categorie"] == "wpg-8"
    sealed = read(zaak, "belastingdienst", record)
    supplier = knooppunt.world.keys.directory.signing_key(knooppunt["politie"].oin, message["tijd"])
    checked = [verify_later(one, sealed.kop, supplier, message["tijd"]) for one in sealed.later]
    content = open_record(sealed, late.kem, late.oin, UNIT, supplier, message["tijd"], later=checked)
    assert content == b"inhoud"
    (line,) = [line for line in lines(knooppunt) if (line["gebeurtenis"], line.get("record")) == (EVENT_LATER, record)]
    assert line["ontvangers"] == [late.oin]
    assert [item["vraag"]["handeling"] for item in line["beslissingen"]] == ["verstrekken"]
    assert findings(knooppunt) == []


def test_another_holder_adds_only_with_the_delegation(voorgelegd: tuple[Zaak, str]) -> None:
    """Without, with another kind, with a hash of nothing, after it was taken back or lapsed: refused; in force: done."""
    zaak, record = voorgelegd
    knooppunt = zaak.knooppunt

    def attempt(delegatie: str) -> Any:
        return grant(zaak, wrapping(zaak, "gemeente", record, "belastingdienst", delegatie=delegatie), record)

    refused = attempt("0d" * 32)
    assert isinstance(refused, Geweigerd)
    assert refused.ontbreekt[0]["feit"] == "toekenrecht"
    assert isinstance(attempt(delegate(zaak, record, "gemeente", "om+nvwa")), Geweigerd)
    assert isinstance(attempt(delegate(zaak, record, "nvwa", "belastingdienst")), Geweigerd)
    given = delegate(zaak, record, "gemeente", "belastingdienst+om")
    taken_back = delegate(zaak, record, "gemeente", INGETROKKEN)
    assert isinstance(attempt(given), Geweigerd)
    assert isinstance(attempt(taken_back), Geweigerd)
    short = delegate(zaak, record, "gemeente", "belastingdienst", dagen=1)
    knooppunt.clock.shift += 2 * DAY
    assert isinstance(attempt(short), Geweigerd)
    zaak.done(attempt(delegate(zaak, record, "gemeente", "belastingdienst")))
    told = knooppunt.exchange.feed(knooppunt["politie"].caller(), 0, 500).gegevens["berichten"][-1]
    assert (told["soort"], told["gegevens"]["door"]) == ("toegevoegd", knooppunt["gemeente"].oin)
    assert read(zaak, "belastingdienst", record).later[0].door == knooppunt["gemeente"].oin
    assert findings(knooppunt) == []


def test_only_the_supplier_gives_the_delegation(voorgelegd: tuple[Zaak, str]) -> None:
    """A reader cannot state that it may add recipients, and no statement without kinds or without an end is taken."""
    zaak, record = voorgelegd
    knooppunt = zaak.knooppunt
    about: Any = {"record": record, "organisatie": knooppunt["gemeente"].oin}
    for who, kinds in (("gemeente", "om"), ("politie", "OM!"), ("politie", True)):
        stated = knooppunt.state(who, knooppunt.fact("toekenrecht", waarde=kinds, **about))
        assert isinstance(stated, Ongeldig)


def test_the_rules_decide_the_new_recipient_again(voorgelegd: tuple[Zaak, str]) -> None:
    """Who does not take part in the casus is refused with the rule, and the refusal is a line; nothing is stored."""
    zaak, record = voorgelegd
    outcome = grant(zaak, wrapping(zaak, "politie", record, "ind"), record)
    assert isinstance(outcome, Geweigerd)
    assert outcome.waar["ontvanger"] == zaak.knooppunt["ind"].oin
    assert isinstance(zaak.knooppunt.exchange.read(zaak.knooppunt["ind"].caller(persoon=True), record), Onbekend)
    assert [line for line in lines(zaak.knooppunt) if line["gebeurtenis"] == "backbone:toekenning:geweigerd"]
    with zaak.knooppunt.engine.connect() as connection:
        assert toekenningen.lists_for(connection, record, zaak.knooppunt["ind"].oin) == []


def rotate(zaak: Zaak, who: str) -> KemPrivateKey:
    """Publish a new KEM key of a party and return it."""
    party, now = zaak.knooppunt[who], zaak.knooppunt.clock.now()
    new = KemPrivateKey.generate()
    asked = zaak.done(zaak.knooppunt.exchange.challenge(party.caller(), new.public.raw))
    challenge = jcs.unb64(asked["uitdaging"])
    answer, bezit = events.answer_challenge(new, party.oin, challenge)
    term = (now, now + 90 * DAY)
    event = events.publish(party.identiteit, party.oin, new.public, term, now, eenheid=UNIT, bezit=bezit)
    zaak.done(zaak.knooppunt.exchange.admit_key_event(party.caller(), event, asked["id"], answer))
    return new


@both
def test_a_holder_wraps_many_records_to_its_new_key(voorgelegd: tuple[Zaak, str]) -> None:
    """One act, one line per record, nothing decided; the new key opens, and what cannot be done is named and passed over."""
    zaak, record = voorgelegd
    knooppunt, party = zaak.knooppunt, zaak.knooppunt["gemeente"]
    new = rotate(zaak, "gemeente")
    verzoek = str(uuid.uuid4())
    one = wrapping(zaak, "gemeente", record, "gemeente", verzoek=verzoek)
    strange = {**one.body, "lijst": [{**one.body["lijst"][0], "record": str(uuid.uuid4())}]}
    body = {"toekenningen": [one.body, strange]}
    done = zaak.done(knooppunt.exchange.rewrap(party.caller(verzoek=verzoek), body))
    assert done["toegekend"] == [record]
    assert done["overgeslagen"] == [{"record": strange["lijst"][0]["record"], "reden": "onbekend"}]
    (line,) = [line for line in lines(knooppunt) if (line["gebeurtenis"], line.get("record")) == (REWRAPPED, record)]
    assert "beslissingen" not in line
    sealed = read(zaak, "gemeente", record)
    now = knooppunt.clock.now()
    signer = knooppunt.world.keys.directory.signing_key(knooppunt["politie"].oin, now)
    own = knooppunt.world.keys.directory.signing_key(party.oin, now)
    checked = [verify_later(item, sealed.kop, own, now) for item in sealed.later]
    assert open_record(sealed, new, party.oin, UNIT, signer, now, later=checked) == b"inhoud"
    again = wrapping(zaak, "gemeente", record, "gemeente")
    outcome = grant(zaak, again, record)
    assert isinstance(outcome, Conflict)
    assert outcome.soort == "bestaat-al"
    assert findings(knooppunt) == []
    party.kem = new


def test_what_is_not_taken_in(voorgelegd: tuple[Zaak, str]) -> None:
    """Another record, request, signer, wrap, release or key, and a stranger: each is refused in its own way."""
    zaak, record = voorgelegd
    knooppunt = zaak.knooppunt
    good = wrapping(zaak, "politie", record, "belastingdienst")
    exchange, gemeente = knooppunt.exchange, knooppunt["politie"]
    fresh = gemeente.caller()
    assert isinstance(exchange.grant(fresh, record, good.body), Ongeldig)
    assert isinstance(exchange.grant(good.caller, str(uuid.uuid4()), good.body), Ongeldig)
    changes: tuple[Any, ...] = (
        {**good.body, "handtekening": {**good.body["handtekening"], "ed25519": jcs.b64(bytes(64))}},
        {**good.body, "omhulsels": []},
        {**good.body, "sleutel": "0" * 64},
        {"lijst": []},
        None,
    )
    for changed in changes:
        assert isinstance(exchange.grant(good.caller, record, changed), Ongeldig)
    other = knooppunt["nvwa"].caller(verzoek=good.caller.verzoek)
    assert isinstance(exchange.grant(other, record, good.body), Ongeldig)
    stale = wrapping(zaak, "politie", record, "belastingdienst", vrijgave="sha256:" + "0" * 64)
    outcome = grant(zaak, stale, record)
    assert isinstance(outcome, Conflict)
    assert outcome.soort == "vrijgave-verouderd"
    knooppunt["belastingdienst"].kem = rotate(zaak, "belastingdienst")
    outcome = grant(zaak, good, record)
    assert isinstance(outcome, Conflict)
    assert outcome.soort == "sleutel-verouderd"
    many = {"toekenningen": [wrapping(zaak, "politie", record, "belastingdienst").body]}
    assert isinstance(exchange.rewrap(gemeente.caller(), many), Ongeldig)
    empties: tuple[Any, ...] = ({}, {"toekenningen": []}, {"toekenningen": [None]}, [])
    for empty in empties:
        assert isinstance(exchange.rewrap(gemeente.caller(), empty), Ongeldig)


def test_an_altered_list_is_found(voorgelegd: tuple[Zaak, str]) -> None:
    """Who changes a stored list, or takes its wrap away unnamed, is found by `audit verifieer`."""
    zaak, record = voorgelegd
    engine = zaak.knooppunt.engine
    zaak.done(grant(zaak, wrapping(zaak, "politie", record, "belastingdienst"), record))
    late = omhulsel.c.sleutel.like(f"{record}/{zaak.knooppunt['belastingdienst'].oin}/%")
    with engine.begin() as connection:
        for table in (toekenningen.toekenning_later, omhulsel):
            for statement in drop_append_only(table.name, engine.dialect.name):
                connection.execute(text(statement))
        kept = dict(connection.execute(select(omhulsel).where(late)).mappings().one())
        connection.execute(delete(omhulsel).where(late))
    assert sorted(set(findings(zaak.knooppunt))) == ["rij-ontbreekt", "toekenning-ongeldig"]
    with engine.begin() as connection:
        connection.execute(insert(omhulsel).values(kept))
        connection.execute(
            update(toekenningen.toekenning_later)
            .where(toekenningen.toekenning_later.c.record == record)
            .values(door="00000099000000009900")
        )
    assert sorted(set(findings(zaak.knooppunt))) == ["rij-gewijzigd", "toekenning-ongeldig"]
    with engine.begin() as connection:
        connection.execute(
            update(toekenningen.toekenning_later)
            .where(toekenningen.toekenning_later.c.record == record)
            .values(door=zaak.knooppunt["politie"].oin)
        )
    assert findings(zaak.knooppunt) == []


def test_nothing_is_added_to_what_was_withdrawn(voorgelegd: tuple[Zaak, str]) -> None:
    """A withdrawn record gets no new recipient, while its holders may still wrap it to their own new keys."""
    zaak, record = voorgelegd
    police = zaak.knooppunt["politie"]
    act = wrapping(zaak, "politie", record, "belastingdienst")
    stuk = Levensloop("ingetrokken", record, police.oin, zaak.knooppunt.clock.now(), {"reden": "onjuist"})
    zaak.done(zaak.knooppunt.exchange.happen(police.caller(persoon=True), record, stuk.sign(police.tekenen)))
    outcome = grant(zaak, act, record)
    assert isinstance(outcome, Conflict)
    assert outcome.soort == "toestand"


def happen(zaak: Zaak, soort: str, record: str, **gegevens: Any) -> None:
    """Let the police sign what happened to a record."""
    police = zaak.knooppunt["politie"]
    stuk = Levensloop(soort, record, police.oin, zaak.knooppunt.clock.now(), gegevens)
    zaak.done(zaak.knooppunt.exchange.happen(police.caller(persoon=True), record, stuk.sign(police.tekenen)))


def test_whom_the_supplier_took_away_only_the_supplier_adds_again(voorgelegd: tuple[Zaak, str]) -> None:
    """The delegation that let it be added once does not bring it back; others it still lets in, and so does the supplier."""
    zaak, record = voorgelegd
    given = delegate(zaak, record, "gemeente", "belastingdienst+om")
    zaak.done(grant(zaak, wrapping(zaak, "gemeente", record, "belastingdienst", delegatie=given), record))
    gone = zaak.knooppunt["belastingdienst"].oin
    happen(zaak, "verwijderd", record, ontvanger=gone, reden="verkeerde-ontvanger")
    outcome = grant(zaak, wrapping(zaak, "gemeente", record, "belastingdienst", delegatie=given), record)
    assert isinstance(outcome, Conflict)
    assert outcome.soort == "toestand"
    zaak.done(grant(zaak, wrapping(zaak, "gemeente", record, "om", delegatie=given), record))
    zaak.done(grant(zaak, wrapping(zaak, "politie", record, "belastingdienst"), record))
    read(zaak, "belastingdienst", record)
    assert findings(zaak.knooppunt) == []


def test_what_was_taken_away_never_comes_back_under_its_name(voorgelegd: tuple[Zaak, str]) -> None:
    """A request that begins as the one before names its wrap the same: refused, else nobody could take it away again."""
    zaak, record = voorgelegd
    gone = zaak.knooppunt["belastingdienst"].oin
    first = str(uuid.uuid4())
    same = first[:8] + str(uuid.uuid4())[8:]
    zaak.done(grant(zaak, wrapping(zaak, "politie", record, "belastingdienst", verzoek=first), record))
    happen(zaak, "verwijderd", record, ontvanger=gone, reden="onjuist")
    outcome = grant(zaak, wrapping(zaak, "politie", record, "belastingdienst", verzoek=same), record)
    assert isinstance(outcome, Conflict)
    assert outcome.soort == "sleutel-hergebruikt"
    zaak.done(grant(zaak, wrapping(zaak, "politie", record, "belastingdienst"), record))
    happen(zaak, "verwijderd", record, ontvanger=gone, reden="onjuist")
    assert findings(zaak.knooppunt) == []


def test_nothing_is_added_to_what_nobody_may_read_any_more(zaak: Zaak) -> None:
    """Past its end of access, and locked past its term: no new recipient; before that there is one."""
    knooppunt, now = zaak.knooppunt, zaak.knooppunt.clock.now()
    police, records = knooppunt["politie"], []
    for kop, terms in (({}, {"van": None, "samen": [], "tot": now + DAY}), ({"bewaren_tot": now + DAY}, None)):
        head = {"casus": zaak.id, "categorie": "wpg-8", "doel": "oc", "fase": zaak.fase, **kop}
        levering = knooppunt.levering("politie", head, b"inhoud", ("gemeente",), **LABELS["wpg-8"], **BASE)
        if terms is not None:
            stuk = Levensloop("voorwaarden", levering.record, police.oin, now, terms)
            levering.body["levensloop"] = [stuk.sign(police.tekenen)]
        zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
        records.append(levering.record)
    late = [(record, wrapping(zaak, "politie", record, "om")) for record in records]
    for record in records:
        zaak.done(grant(zaak, wrapping(zaak, "politie", record, "belastingdienst"), record))
    knooppunt.clock.shift += 2 * DAY
    for record, act in late:
        outcome = grant(zaak, act, record)
        assert isinstance(outcome, Conflict)
        assert outcome.soort == "toestand"


def test_done_is_done_once(voorgelegd: tuple[Zaak, str]) -> None:
    """The same request again gives the same answer and stores nothing twice."""
    zaak, record = voorgelegd
    act = wrapping(zaak, "politie", record, "belastingdienst")
    first, second = grant(zaak, act, record), grant(zaak, act, record)
    assert isinstance(first, Gedaan)
    assert isinstance(second, Gedaan)
    assert first.gegevens == second.gegevens
