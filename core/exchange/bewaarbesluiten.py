# SPDX-License-Identifier: EUPL-1.2
"""Taking a signed decision on keeping: judged whole, with every finding at once, logged, and told by its lines.

Invariants:
- Only the supplier of an item or its zorgdrager decides on it. One item of somebody else, or none at all, makes the answer
  the constant one, whatever the rest is.
- A hold stops every destruction until who set it lifts it. An extension is an act of its own: before the end, as often and
  as far as the term allows, with a motivation that only who decided can show; it is counted.
- Every item that is wrong is named at once with its reason, and the attempt leaves a line.

Norm: law.md B2 (extension = separate, motivated, counted act), D3. Orders to destroy: `core.exchange.vernietigen`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from core.exchange import bewaren, standing
from core.exchange.act import NoTrace
from core.exchange.results import Bevinding, Conflict, Gedaan, Ongeldig
from core.exchange.wissen import OLDEST_MS, SKEW_MS
from core.keychain import bewaarbesluit
from core.keychain.errors import KeychainError, ShapeError, SignatureError
from core.ledger import bewaring, verstrekkingen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from core.exchange.act import Act
    from core.exchange.bewaren import Item
    from core.exchange.caller import Caller
    from core.exchange.results import Geweigerd, Onbekend, Uitkomst
    from core.exchange.world import World
    from core.keychain.bewaarbesluit import Bewaarbesluit

    Judge = Callable[[World, Bewaarbesluit, Item], Iterator[str]]
    Perform = Callable[[Act, list[Item]], Gedaan | Geweigerd]

REASONS: Final = {
    "andere-casus": "Een besluit gaat over verstrekkingen van één casus.",
    "al-vernietigd": "Deze verstrekking is al vernietigd.",
    "al-stilgezet": "Deze organisatie heeft vernietigen hier al stilgezet.",
    "niet-stilgezet": "Deze organisatie heeft vernietigen hier niet stilgezet.",
    "vergrendeld": "Deze verstrekking is op slot; verlengen kan alleen voor het einde van de termijn.",
    "te-vaak-verlengd": "Deze termijn is al zo vaak verlengd als mag.",
    "te-lang": "Het nieuwe einde ligt niet na het oude, of verder dan een verlenging mag.",
    "stilstand": "Vernietigen is hier stilgezet.",
    "termijn-loopt": "De bewaartermijn loopt nog, en deze grond geldt pas daarna.",
    "grond-onbekend": "Deze grond voor vernietiging is niet vastgelegd.",
    "grond-past-niet": "Deze grond geldt niet voor dit soort gegeven of deze verstrekker.",
}
"""Why an item stands in the way of a decision: code and sentence."""


def decide(world: World, caller: Caller, body: Any) -> Uitkomst:
    """Take a hold, its end, or an extension."""
    try:
        besluit = bewaarbesluit.read(body)
    except ShapeError as error:
        return Ongeldig((Bevinding("", "vorm", str(error)),))
    if besluit.soort == bewaarbesluit.VERNIETIGING:
        return Ongeldig((Bevinding("besluit.soort", "soort", "Een vernietigingsbevel heeft een eigen adres."),))
    return take(world, caller, besluit, _wrong, lambda act, items: _log(world, act, besluit, items))


def take(world: World, caller: Caller, besluit: Bewaarbesluit, judge: Judge, perform: Perform) -> Uitkomst:
    """Check a decision, judge its items, and perform it as one act; or refuse it with every finding."""
    found = [*_signed(world, caller, besluit), *_dated(world, besluit)]
    if not found:
        with world.reading() as connection:
            if bewaring.decision(connection, besluit.sha256) is None:
                items = _items(world, connection, besluit)
                found = [] if items is None else findings(world, besluit, items, judge)
    if found:
        return _refuse(world, caller, besluit, found)
    return world.runner.run(caller, besluit.soort, lambda act: _take(world, act, besluit, judge, perform))


def _take(
    world: World, act: Act, besluit: Bewaarbesluit, judge: Judge, perform: Perform
) -> Gedaan | Geweigerd | Onbekend:
    if bewaring.decision(act.connection, besluit.sha256) is not None:
        raise NoTrace(Conflict("bestaat-al", "Dit besluit is al gegeven."))
    items = _items(world, act.connection, besluit)
    if items is None:
        return standing.unknown(act, besluit.soort)
    if found := findings(world, besluit, items, judge):
        raise NoTrace(Ongeldig(tuple(found)))
    return perform(act, items)


def _items(world: World, connection: Connection, besluit: Bewaarbesluit) -> list[Item] | None:
    """Return the items of a decision, None when one of them is not there or not for this organisation to decide on."""
    found: list[Item] = []
    entitled: dict[str, bool] = {}
    for record in besluit.records:
        kop: Mapping[str, Any] | None = verstrekkingen.header(connection, record)
        stand = bewaring.stand(connection, record)
        kop = _tombstone(record, stand.vernietigd) if kop is None and stand.vernietigd is not None else kop
        if kop is None:
            return None
        who = kop["verstrekker"]
        if who not in entitled:
            entitled[who] = bewaren.may_decide(world, connection, who, besluit.oin, world.now())
        if not entitled[who]:
            return None
        found.append(bewaren.Item(kop, world.bewaartermijnen.of(kop["categorie"], kop["doel"], kop["gemaakt"]), stand))
    return found


def _tombstone(record: str, left: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is left of the header of a destroyed record: enough to say so to who may know."""
    return {**left, "record": record, "doel": "-", "bewaren_tot": None}


def findings(world: World, besluit: Bewaarbesluit, items: Sequence[Item], judge: Judge) -> list[Bevinding]:
    """Return what is wrong with each item of a decision."""
    found = []
    for place, item in enumerate(items):
        wrong = ["andere-casus"] if item.kop["casus"] != items[0].kop["casus"] else []
        wrong += ["al-vernietigd"] if item.stand.vernietigd is not None else judge(world, besluit, item)
        found += [Bevinding(f"besluit.records[{place}]", reden, REASONS[reden]) for reden in wrong]
    return found


def _wrong(world: World, besluit: Bewaarbesluit, item: Item) -> Iterator[str]:
    held = besluit.oin in item.stand.stilstanden
    if besluit.soort == bewaarbesluit.STILSTAND and held:
        yield "al-stilgezet"
    if besluit.soort == bewaarbesluit.OPHEFFING and not held:
        yield "niet-stilgezet"
    if besluit.soort == bewaarbesluit.VERLENGING:
        yield from _overdone(item, besluit.tot or 0, world.now())


def _overdone(item: Item, tot: int, now: int) -> Iterator[str]:
    if item.locked(now):
        yield "vergrendeld"
    if item.stand.verlengingen >= item.termijn.verlengen_hoogstens:
        yield "te-vaak-verlengd"
    if not item.einde < tot <= item.termijn.most(item.einde):
        yield "te-lang"


def _log(world: World, act: Act, besluit: Bewaarbesluit, items: Sequence[Item]) -> Gedaan:
    case = standing.case_of(world, act, items[0].kop["casus"])
    event: dict[str, Any] = {"oin": besluit.oin, "besluit": besluit.sha256}
    about: dict[str, Any] = {"soort": besluit.soort, "besluit_sha256": besluit.sha256}
    if besluit.tot is not None:
        event["tot"] = about["tot"] = besluit.tot
    for item in items:
        line = act.line(
            case.regio if case else None,
            Event.BEWAREN_BESLOTEN,
            casus=item.kop["casus"],
            record=item.record,
            grondslag=besluit.grondslag,
            reden=besluit.reden,
            **about,
        )
        line.rijen += bewaring.add(act.writer, item.record, item.stand, besluit.soort, act.tijd, event)[0]
    act.drafts[0].rijen += bewaring.store(act.writer, besluit, act.tijd)
    return Gedaan({"besluit_sha256": besluit.sha256, "records": list(besluit.records)})


def _signed(world: World, caller: Caller, besluit: Bewaarbesluit) -> list[Bevinding]:
    if besluit.oin != caller.oin:
        return [Bevinding("besluit.oin", "ander", "Een organisatie besluit alleen onder haar eigen naam.")]
    try:
        besluit.check(world.keys, world.now())
    except SignatureError as error:
        return [Bevinding("handtekening", "handtekening", f"De handtekening klopt niet ({error.algorithm}).")]
    except KeychainError:
        return [Bevinding("sleutel", "sleutel", "Deze sleutel geldt nu niet voor deze organisatie.")]
    return []


def _dated(world: World, besluit: Bewaarbesluit) -> list[Bevinding]:
    now = world.now()
    if now - OLDEST_MS <= besluit.gemaakt <= now + SKEW_MS:
        return []
    return [Bevinding("besluit.gemaakt", "tijd", "Het besluit is ouder dan dertig dagen, of van na de klok van nu.")]


def _refuse(world: World, caller: Caller, besluit: Bewaarbesluit, found: Sequence[Bevinding]) -> Uitkomst:
    """Leave a line of the attempt, and tell who tried every finding."""
    redenen = dict(sorted(Counter(item.reden for item in found).items()))
    outcome = world.runner.run(caller, f"{besluit.soort}-geweigerd", lambda act: _attempt(act, besluit, redenen))
    return Ongeldig(tuple(found), vastgelegd=True) if isinstance(outcome, Gedaan) else outcome


def _attempt(act: Act, besluit: Bewaarbesluit, redenen: dict[str, int]) -> Gedaan:
    if besluit.soort == bewaarbesluit.VERNIETIGING:
        act.line(None, Event.VERNIETIGING_GEWEIGERD, bevel_sha256=besluit.sha256, redenen=redenen)
    else:
        about = {"soort": besluit.soort, "besluit_sha256": besluit.sha256}
        act.line(None, Event.BEWAREN_GEWEIGERD, redenen=redenen, **about)
    return Gedaan({"redenen": sorted(redenen)})
