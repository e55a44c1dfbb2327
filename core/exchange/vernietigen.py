# SPDX-License-Identifier: EUPL-1.2
"""Destroying items: ordered by supplier or zorgdrager, on a recorded ground, decided by the rules, logged first, then done.

Invariants:
- The ground is a row of `vernietigingsgronden.toml` that covers the item, and the rules say yes on what a jurist stated
  (R-74). Without that: blocked, and the same act locks the item and flags it for its zorgdrager (R-73).
- A hold, a running term and every other reason against is named per item, all at once; one item refused refuses the order.
- First the lines, the order and its entry in the stamlog, under a signed checkpoint; then the destruction itself, and a line
  that says when it was done and from when no backup opens it either. What stopped between is done at the next start, and
  after a restore before anything is served.
- What is left says which record, for whom, on which order: no content, no person.

Norm: law.md R-73, R-74; Archiefbesluit 8; design.md 6 and 7. How it is carried out: `core.ledger.vernietiging`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from core.exchange import beheer, bewaren, decide, duties, herhaling, standing
from core.exchange.bevelmap import OrderError, missing
from core.exchange.bewaarbesluiten import take
from core.exchange.results import Bevinding, Gedaan, Onbekend, Ongeldig
from core.keychain import bewaarbesluit
from core.keychain.errors import ShapeError
from core.ledger import bewaring, handelingen, verstrekkingen
from core.ledger.vernietiging import name_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.proof.tlog_policy import TlogPolicy
    from core.exchange.act import Act
    from core.exchange.bewaren import Item
    from core.exchange.caller import Caller
    from core.exchange.decide import Besluit
    from core.exchange.results import Geweigerd, Uitkomst
    from core.exchange.standing import Case
    from core.exchange.world import World
    from core.keychain.bewaarbesluit import Bewaarbesluit

VERNIETIGEN: Final = "vernietigen"
BERICHT: Final = "vernietigd"
VOLTOOID: Final = "vernietiging-voltooid"
GEEN_GRONDSLAG: Final = "geen-grondslag"
DAG_MS: Final = 24 * 3600 * 1000


def order(world: World, caller: Caller, body: Any) -> Uitkomst:
    """Take an order to destroy, log it and carry it out; or refuse it with every finding.

    Raises:
        audit.values.LogError: logged, but not carried out yet: asking again with the same key ends it.
    """
    try:
        bevel = bewaarbesluit.read(body)
    except ShapeError as error:
        return Ongeldig((Bevinding("", "vorm", str(error)),))
    if bevel.soort != bewaarbesluit.VERNIETIGING:
        return Ongeldig((Bevinding("besluit.soort", "soort", "Dit is geen vernietigingsbevel."),))
    outcome = take(world, caller, bevel, _wrong, lambda act, items: _order(world, act, bevel, items))
    if isinstance(outcome, Gedaan):
        if world.bevelen is not None:
            world.bevelen.keep(bevel, outcome.bewijs[0])
        world.vernietiger.carry_out([bevel])
        complete(world, bevel)
    return outcome


def state(world: World, caller: Caller, sha256: str) -> Gedaan | Onbekend:
    """Return an order of the caller, and when it is done the proof of that: what a verklaring van vernietiging is made of."""
    with world.reading() as connection:
        bevel = bewaring.decision(connection, sha256)
        if bevel is None or (bevel.soort, bevel.oin) != (bewaarbesluit.VERNIETIGING, caller.oin):
            return Onbekend()
        log, regel, aantal = bewaring.place_of(connection, sha256)
        done = handelingen.by_request(connection, world.lijst.beheerder.oin, beheer.request_of(VOLTOOID, sha256))
    receipts = world.log.receipts(log, range(regel, regel + aantal))
    voltooid = None if done is None else world.runner.stored_answer(done)
    proof = voltooid.bewijs[0] if isinstance(voltooid, Gedaan) else None
    return Gedaan({"bevel": dict(bevel.bron), "voltooid": proof}, tuple(receipts))


def resume(world: World, policy: TlogPolicy) -> int:
    """Carry out every order that was logged and not carried out here: after a stop, or with an older store put back.

    Raises:
        core.exchange.bevelmap.OrderError: the stamlog names an order that is nowhere, or a file proves nothing.
    """
    with world.reading() as connection:
        orders = {bevel.sha256: bevel for bevel in bewaring.destructions(connection)}
        places = {sha256: bewaring.place_of(connection, sha256) for sha256 in orders}
    if world.bevelen is not None:
        for sha256, bevel in orders.items():
            world.bevelen.keep(bevel, world.log.receipt(*places[sha256][:2]))
        for bevel in world.bevelen.destructions(policy):
            if bevel.sha256 not in orders:
                herhaling.log(world, bevel, world.bevelen.said(bevel, policy))
                orders[bevel.sha256] = bevel
    named = [str(item.entry.get("bevel_sha256")) for item in world.keys.directory.entries(bewaarbesluit.STAM_SOORT)]
    if lost := missing(named, orders.values()):
        raise OrderError(f"van {len(lost)} vernietigingen in de stamlog ontbreekt het bevel, zoals {lost[0]}")
    count = world.vernietiger.carry_out(orders.values())
    for bevel in orders.values():
        complete(world, bevel)
    return count


def complete(world: World, bevel: Bewaarbesluit) -> None:
    """Leave the line that says that an order was carried out, once, and from when no backup opens it any more."""
    caller = beheer.once(world, VOLTOOID, bevel.sha256)
    world.runner.run(caller, VOLTOOID, lambda act: _completed(world, act, bevel))


def _completed(world: World, act: Act, bevel: Bewaarbesluit) -> Gedaan:
    volledig = act.tijd + world.kluis_backup_dagen * DAG_MS
    about = {"aantal": len(bevel.records), "volledig_op": volledig, "backup_dagen": world.kluis_backup_dagen}
    act.line(None, Event.VERNIETIGING_VOLTOOID, bevel_sha256=bevel.sha256, **about)
    return Gedaan({"bevel_sha256": bevel.sha256, "voltooid": act.tijd, "volledig_op": volledig})


def _wrong(world: World, bevel: Bewaarbesluit, item: Item) -> Iterator[str]:
    now, verstrekker = world.now(), world.partij(item.kop["verstrekker"])
    if item.stand.stilstanden:
        yield "stilstand"
    grond = world.bewaartermijnen.ground(bevel.grondslag, now)
    if grond is None:
        yield "grond-onbekend"
        return
    if not grond.covers(item.kop["categorie"], verstrekker.soort if verstrekker else ""):
        yield "grond-past-niet"
    if grond.na_termijn and item.einde > now:
        yield "termijn-loopt"


def _order(world: World, act: Act, bevel: Bewaarbesluit, items: Sequence[Item]) -> Gedaan | Geweigerd:
    case = standing.case_of(world, act, items[0].kop["casus"])
    if case is None:
        raise LookupError("een verstrekking zonder casus")
    decided = [(item, _ask(world, act, case, item)) for item in items]
    if blocked := [(item, besluit) for item, besluit in decided if not besluit]:
        return _block(act, bevel, blocked)
    for item, besluit in decided:
        _destroy(act, case, bevel, item, besluit)
    act.drafts[0].rijen += bewaring.store(act.writer, bevel, act.tijd)
    entry = {"v": 1, "soort": bewaarbesluit.STAM_SOORT, "bevel_sha256": bevel.sha256, "tijd": act.tijd}
    act.transaction.stam(entry)
    return Gedaan({"bevel_sha256": bevel.sha256, "records": list(bevel.records)})


def _ask(world: World, act: Act, case: Case, item: Item) -> Besluit:
    readers = verstrekkingen.recipients(act.connection, item.record)
    info = standing.record_info(dict(item.kop), readers)
    vraag = standing.question(world, act, VERNIETIGEN, item.kop["categorie"], case, record=item.record)
    stand = standing.stand_for(world, act, case, record=info, organisations=(item.kop["verstrekker"],))
    return decide.ask_in_case(world, act, case, vraag, stand)


def _block(act: Act, bevel: Bewaarbesluit, blocked: Sequence[tuple[Item, Besluit]]) -> Geweigerd:
    """Leave the line of the refusal, and carry out what its rows oblige to: lock, and flag for the zorgdrager."""
    first, besluit = blocked[0]
    about = {"casus": first.kop["casus"], "record": first.record}
    act.refuse(Event.VERNIETIGING_GEWEIGERD, bevel_sha256=bevel.sha256, **about)
    line = act.drafts[0]
    for item, answer in blocked:
        stand, plichten = item.stand, answer.beslissing.plichten
        if duties.VERGRENDELEN in plichten:
            stand = bewaren.lock(act, line, item.kop, stand, GEEN_GRONDSLAG)
        if duties.ARCHIEFVLAG in plichten and not stand.archiefvlag:
            flag = {"reden": GEEN_GRONDSLAG}
            line.rijen += bewaring.add(act.writer, item.record, stand, bewaring.ARCHIEFVLAG, act.tijd, flag)[0]
    return besluit.refusal(decide.Relatie.VERSTREKKER, record=first.record)


def _destroy(act: Act, case: Case, bevel: Bewaarbesluit, item: Item, besluit: Besluit) -> None:
    """Leave the line of one item: what goes is named in it, and what stays of it."""
    kop, readers = item.kop, verstrekkingen.recipients(act.connection, item.record)
    line = act.line(
        case.regio,
        Event.VERNIETIGING_BEVOLEN,
        casus=case.id,
        record=item.record,
        categorie=kop["categorie"],
        bevel_sha256=bevel.sha256,
        grondslag=bevel.grondslag,
        reden=bevel.reden,
        beslissingen=[besluit.in_line()],
    )
    left = bewaring.left_after(kop, bevel.sha256, readers)
    line.rijen += bewaring.add(act.writer, item.record, item.stand, bewaring.VERNIETIGD, act.tijd, left)[0]
    line.rijen += name_rows(act.connection, act.writer, item.record, act.tijd)
    told = {"record": item.record, "casus": case.id, "bevel_sha256": bevel.sha256}
    act.post.add([*readers, kop["verstrekker"]], BERICHT, told)
