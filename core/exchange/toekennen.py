# SPDX-License-Identifier: EUPL-1.2
"""Grants after the push: a holder wraps a record to its own new key, or adds a recipient for its supplier.

Invariants:
- Only who holds a wrap and takes part in the casus can; anybody else gets the constant answer.
- A re-wrap gives nobody anything new, so nothing is decided: it leaves its line. A recipient is added only after the rules
  decided `verstrekken` by the *supplier* to that recipient again, one question each, also when another holder does it.
- Another holder than the supplier cites the supplier's delegation (`core.facts.toekenrecht`), in force now, for these kinds.
- Only current keys of recipients are wrapped to, and no holder gets a second wrap of one record under one key; what went
  never comes back under the name that it had.
- Nobody is added to what was withdrawn, replaced or locked, or whose access ended; whom the supplier took away, only the
  supplier adds again.
- The new recipient is told as at a push, with the delegation and what happened to the record; every other holder, the supplier
  first, is told that it was added.

Norm: design.md 6; law.md R-53, R-62 (further provision is not this: the supplier stays the one who supplies).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from audit.events import Event
from core.contract.levensloop import EMBARGO, VERWIJDERD
from core.envelope import EnvelopeError, LatereToekenningen, Omhulsel, verify_later
from core.envelope.grants import check_wraps
from core.exchange import bewaren, decide, standing
from core.exchange import levensloop as life
from core.exchange.act import HERGEBRUIKT, NoTrace
from core.exchange.results import Bevinding, Conflict, Gedaan, Geweigerd, Ongeldig
from core.facts.state import Vraag
from core.facts.statements import TOEKENRECHT
from core.facts.toekenrecht import delegations
from core.keychain.errors import UnknownKey
from core.ledger import feiten, levensloop, toekenningen, verstrekkingen, vervallen
from core.ledger.tables import omhulsel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.envelope.header import Kop
    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.decide import Besluit
    from core.exchange.results import Onbekend, Uitkomst
    from core.exchange.world import World
    from core.facts.state import Partij

VERSTREKKEN, TOEKENNEN, HERSLEUTELEN = "verstrekken", "toekennen", "hersleutelen"
TOEGEVOEGD: Final = "toegevoegd"
MAX_BATCH: Final = 200
SKEW_MS: Final = 60_000


@dataclass(frozen=True)
class Voorgelegd:
    """A wrapping act as it was sent; `fout` is what does not hold of it, told only to who holds the record."""

    een: LatereToekenningen
    omhulsels: tuple[Omhulsel, ...]
    pad: str
    fout: Bevinding | None = None


@dataclass(frozen=True)
class _Plaats:
    """A record of which the caller holds a wrap, its casus, and when it was taken in (ms)."""

    kop: Kop
    case: standing.Case
    opgenomen: int


def grant(world: World, caller: Caller, record: str, body: Any) -> Uitkomst:
    """Take in one wrapping act on one record: to own new keys, or to recipients that are added."""
    item = _read(world, caller, body, "")
    if isinstance(item, Ongeldig):
        return item
    if item.een.record != record:
        return _wrong("lijst", "ander-record", "De toekenningen gaan over een ander record dan de vraag.")
    if not item.een.is_own:
        world.require_witnesses(supply=True)
    return world.runner.run(caller, TOEKENNEN, lambda act: _grant(world, act, item))


def rewrap(world: World, caller: Caller, body: Any) -> Uitkomst:
    """Take in re-wraps of many records to own new keys as one act, and name what was passed over.

    A record that is not there (any more) for the caller is passed over as `onbekend`, whatever the reason.
    """
    listed = body.get("toekenningen") if isinstance(body, dict) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MAX_BATCH:
        return _wrong("toekenningen", "aantal", f"Hier hoort een lijst van 1 tot {MAX_BATCH} toekenningen.")
    items = [_read(world, caller, item, f"toekenningen[{at}]") for at, item in enumerate(listed)]
    wrong = [b for item in items if isinstance(item, Ongeldig) for b in item.bevindingen]
    good = [item for item in items if isinstance(item, Voorgelegd)]
    if not wrong and any(not item.een.is_own for item in good):
        return _wrong("toekenningen", "niet-eigen", "Een ontvanger toevoegen gaat per record.")
    if not wrong and len({item.een.record for item in good}) != len(good):
        return _wrong("toekenningen", "dubbel", "Een record staat er twee keer in.")
    if wrong:
        return Ongeldig(tuple(wrong))
    return world.runner.run(caller, HERSLEUTELEN, lambda act: _rewrap_all(world, act, good))


def _read(world: World, caller: Caller, body: Any, pad: str) -> Voorgelegd | Ongeldig:
    """Check shape and ownership, and as far as the record is there its signatures, before any transaction."""
    before = f"{pad}." if pad else ""
    try:
        rest = {name: value for name, value in body.items() if name != "omhulsels"}
        one = LatereToekenningen.from_json(rest)
        wraps = tuple(Omhulsel.from_json(item) for item in body["omhulsels"])
        check_wraps(one.lijst, wraps, complete=True)
    except (EnvelopeError, AttributeError, KeyError, TypeError, ValueError):
        return _wrong(f"{before}lijst", "vorm", "Deze toekenningen of omhulsels kloppen niet.")
    if one.door != caller.oin:
        return _wrong(f"{before}lijst", "ander", "Een organisatie kent alleen op haar eigen naam toe.")
    if one.lijst[0].verzoek != caller.verzoek:
        return _wrong(f"{before}lijst", "ander-verzoek", "De toekenningen horen bij een ander verzoek.")
    with world.reading() as connection:
        kop = verstrekkingen.header(connection, one.record)
    fault = None if kop is None else _fault(world, one, kop, before)  # type: ignore[arg-type]
    return Voorgelegd(one, wraps, before, fault)


def _fault(world: World, one: LatereToekenningen, kop: Kop, before: str) -> Bevinding | None:
    now = world.now()
    try:
        verify_later(one, kop, world.keys.signing_key(one.door, now, one.sleutel), now)
    except EnvelopeError as error:
        return Bevinding(f"{before}lijst", error.reden.value, "Deze toekenningen kloppen niet.")
    except UnknownKey:
        return Bevinding(f"{before}sleutel", "sleutel-onbekend", "Deze sleutel geldt nu niet.")
    if one.lijst[0].tijd > now + SKEW_MS:
        return Bevinding(f"{before}lijst", "in-toekomst", "De toekenning is van na de klok van nu.")
    return None


def _grant(world: World, act: Act, item: Voorgelegd) -> Gedaan | Geweigerd | Onbekend:
    place = _place(world, act, item.een.record)
    if place is None:
        return standing.unknown(act, TOEKENNEN, record=item.een.record)
    problem = _problem(world, act, item)
    if problem is not None:
        raise NoTrace(problem)
    if not item.een.is_own:
        return _add(world, act, item, place)
    _line(act, item, place, Event.TOEKENNING_HERSLEUTELD, place.case.regio)
    return Gedaan({"record": item.een.record})


def _rewrap_all(world: World, act: Act, items: list[Voorgelegd]) -> Gedaan | Onbekend:
    done: list[str] = []
    skipped: list[dict[str, str]] = []
    for item in items:
        place = _place(world, act, item.een.record)
        problem = None if place is None else _problem(world, act, item)
        if place is None or problem is not None:
            reden = "onbekend" if problem is None else _reden(problem)
            skipped.append({"record": item.een.record, "reden": reden})
            continue
        # All lines of an act stand in one shard, and these records may be of several regions.
        _line(act, item, place, Event.TOEKENNING_HERSLEUTELD, None)
        done.append(item.een.record)
    if not done:
        return standing.unknown(act, HERSLEUTELEN, record=items[0].een.record)
    if skipped:
        act.drafts[0].feit["overgeslagen"] = [item["record"] for item in skipped]
    return Gedaan({"toegekend": done, "overgeslagen": skipped})


def _place(world: World, act: Act, record: str) -> _Plaats | None:
    """Return the record when the caller holds a wrap of it and takes part in its casus."""
    kop, readers, casus = standing.stored(act, record)
    if kop is None or act.caller.oin not in readers:
        return None
    case = standing.case_of(world, act, casus)
    if case is None or not standing.takes_part(world, act, case):
        return None
    return _Plaats(cast("Kop", kop), case, verstrekkingen.taken_in_at(act.connection, record))


def _problem(world: World, act: Act, item: Voorgelegd) -> Conflict | Ongeldig | None:
    """Return why a holder's list cannot be taken in now, or None."""
    if item.fout is not None:
        return Ongeldig((item.fout,))
    there = set(toekenningen.holders(act.connection, item.een.record).values())
    if any(wrap.holder in there for wrap in item.omhulsels):
        return Conflict("bestaat-al", "Voor deze sleutel is er al een omhulsel.")
    names = [toekenningen.wrap_key(item.een, wrap.holder) for wrap in item.omhulsels]
    if any(vervallen.why_gone(act.connection, omhulsel.name, name) for name in names):
        return HERGEBRUIKT
    for one in item.een.lijst:
        if world.keys.kem_id(one.ontvanger, one.eenheid, act.tijd) != one.sleutel:
            return Conflict("sleutel-verouderd", "Een ontvanger heeft een andere sleutel. Ken opnieuw toe.")
    return None


def _reden(problem: Conflict | Ongeldig) -> str:
    return problem.soort if isinstance(problem, Conflict) else problem.bevindingen[0].reden


def _add(world: World, act: Act, item: Voorgelegd, place: _Plaats) -> Gedaan | Geweigerd:
    if any(one.vrijgave != world.ruleset.digest for one in item.een.lijst):
        raise NoTrace(Conflict("vrijgave-verouderd", "Er geldt een andere vrijgave van de regels. Ken opnieuw toe."))
    new = sorted({one.ontvanger for one in item.een.lijst})
    _check_open(world, act, item.een, place, new)
    if not _delegated(world, act, item.een, place, new):
        act.refuse(Event.TOEKENNING_GEWEIGERD, casus=place.case.id, record=item.een.record)
        missing = {"feit": TOEKENRECHT, "regel": TOEKENRECHT, "bij": "verstrekker"}
        return Geweigerd("niet-vaststelbaar", (), (missing,), waar={"record": item.een.record})
    decided: dict[str, Besluit] = {}
    refused: Geweigerd | None = None
    for oin in new:
        besluit = decided[oin] = _decide(world, act, place, oin, new)
        if not besluit and refused is None:
            relation = decide.Relatie.VERSTREKKER if act.caller.oin == place.kop["verstrekker"] else decide.Relatie.LID
            refused = besluit.refusal(relation, record=item.een.record, ontvanger=oin)
    if refused is not None:
        act.refuse(Event.TOEKENNING_GEWEIGERD, casus=place.case.id, **refused.waar)
        return refused
    more = {} if item.een.delegatie is None else {"delegatie": item.een.delegatie}
    line = _line(
        act,
        item,
        place,
        Event.TOEKENNING_TOEGEVOEGD,
        place.case.regio,
        verwerking=world.register.activity_for(place.case.state.doel, VERSTREKKEN, act.tijd).uri,
        ontvangers=new,
        **more,
    )
    _tell(act, item.een, place, decided, line.shard)
    return Gedaan({"record": item.een.record})


def _check_open(world: World, act: Act, one: LatereToekenningen, place: _Plaats, new: list[str]) -> None:
    """Refuse when nobody may be added to this record any more, or not these by this holder."""
    access = life.access(act.connection, dict(place.kop), act.tijd)
    locked = bewaren.item_of(world, act.connection, place.kop).locked(act.tijd)
    if locked or not (access.open or access.reden == EMBARGO):
        text = "Deze verstrekking is ingetrokken, vervangen of vergrendeld, of de toegang is geëindigd."
        raise NoTrace(Conflict("toestand", text))
    happened = levensloop.of_record(act.connection, one.record)
    removed = {event.gegevens["ontvanger"] for event in happened if event.soort == VERWIJDERD}
    if one.door != place.kop["verstrekker"] and removed & set(new):
        text = "De verstrekker heeft deze ontvanger verwijderd; alleen de verstrekker voegt haar weer toe."
        raise NoTrace(Conflict("toestand", text))


def _delegated(world: World, act: Act, one: LatereToekenningen, place: _Plaats, new: list[str]) -> bool:
    """Return whether who adds is the supplier, or cites its delegation for the kinds of all new recipients."""
    supplier = place.kop["verstrekker"]
    if one.door == supplier:
        return True
    hashes = feiten.bundle_hashes_about(act.connection, record=one.record, casus=place.case.id)
    stated = world.bundles.statements(act.connection, hashes)
    kinds = {party.soort if (party := world.partij(oin)) else "onbekend" for oin in new}
    about = (one.record, place.case.id)
    return one.delegatie in delegations(stated, supplier, one.door, about, kinds, act.tijd)


def _decide(world: World, act: Act, place: _Plaats, oin: str, new: list[str]) -> Besluit:
    """Ask whether the supplier may supply this record to `oin`: the same question as at the push."""
    kop, case = place.kop, place.case
    readers = (*verstrekkingen.recipients(act.connection, kop["record"]), *new)
    info = standing.record_info(dict(kop), readers)
    supplier: Any = world.partij(kop["verstrekker"])
    recipient: Partij | None = world.partij(oin)
    if supplier is None or recipient is None:
        raise NoTrace(_wrong("lijst", "onbekend", "Een ontvanger staat niet in de deelnemerslijst."))
    # A person of another holder speaks for nobody at the supplier.
    person = act.caller.persoon if act.caller.oin == supplier.oin else None
    vraag = Vraag(
        VERSTREKKEN,
        supplier,
        recipient,
        kop["categorie"],
        case.id,
        kop["record"],
        person,
        act.tijd,
        case.state.doel,
    )
    stand = standing.stand_for(world, act, case, record=info, organisations=(supplier.oin, *new))
    return decide.ask_in_case(world, act, case, vraag, stand)


def _line(act: Act, item: Voorgelegd, place: _Plaats, event: Event, regio: str | None, **more: Any) -> Any:
    line = act.line(
        regio,
        event,
        casus=place.case.id,
        record=item.een.record,
        categorie=place.kop["categorie"],
        toekenningen_sha256=toekenningen.digest_of(item.een),
        **more,
    )
    line.rijen += toekenningen.store(act.writer, item.een, item.omhulsels, act.tijd)
    return line


def _tell(act: Act, one: LatereToekenningen, place: _Plaats, decided: Mapping[str, Besluit], shard: str) -> None:
    record, supplier = one.record, place.kop["verstrekker"]
    cited = [] if one.delegatie is None else feiten.bundles_of(act.connection, [one.delegatie])
    happened = [item.document for item in levensloop.of_record(act.connection, record)]
    spoor = {"trace_id": act.caller.trace_id, "span_id": act.caller.span_id}
    for oin, besluit in decided.items():
        told: dict[str, Any] = {"record": record, "kop": place.kop, "plichten": besluit.for_readers(), "spoor": spoor}
        told |= {"door": one.door, "opgenomen": place.opgenomen}
        act.post.add([oin], TOEGEVOEGD, {**told, "delegatie": cited, "levensloop": happened})
    # Whoever had the record hears who has it now: what `melden-partners` asks of passing on.
    others = {supplier, *verstrekkingen.recipients(act.connection, record)} - {*decided, one.door}
    where = {"log": shard, "regel": act.transaction.next_index(shard), "tijd": act.tijd}
    act.post.add(others, TOEGEVOEGD, {"record": record, "door": one.door, "ontvangers": sorted(decided), **where})


def _wrong(pad: str, reden: str, tekst: str) -> Ongeldig:
    return Ongeldig((Bevinding(pad, reden, tekst),))
