# SPDX-License-Identifier: EUPL-1.2
"""Reading the inventory from ledger and log, page by page: what is there, locked, held, extended, flagged, overdue and gone.

Invariants:
- Only headers and what happened to the keeping are read: no sealed content, no wrap, no salt, no statement about anyone.
- What is kept while reading grows with suppliers and categories, not with records.
- When an order was carried out is what the log says of it, up to the cited checkpoint.

Norm: law.md R-73, R-74, D3; Archiefbesluit 8. It decides nothing and writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import func, select

from audit.events import Event
from audit.proof import jcs
from audit.values import STAM
from core.exchange import bewaren
from core.keychain import bewaarbesluit as besluiten
from core.ledger import bewaring
from core.ledger.tables import verstrekking
from gep.archief.reeks import Bevel, Reeks
from gep.periode import day_of
from gep.voortgang import silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from core.exchange.world import World
    from gep.bron import Bron
    from gep.voortgang import Voortgang

NOG_NIET: Final = "termijn-voorbij"
STILGEZET: Final = "stilgezet"
GEEN_SELECTIELIJST: Final = "geen-selectielijst"
GEEN_GROND: Final = "geen-grond"
GEEN_BEVEL: Final = "geen-bevel"
_DONE: Final = f'"gebeurtenis":"{Event.VERNIETIGING_VOLTOOID.value}"'.encode()

Sleutel = tuple[str, str]
"""Supplier (OIN) and category."""


class _Voltooid(msgspec.Struct, frozen=True):
    tijd: int
    bevel_sha256: str
    volledig_op: int


_decoder: Final = msgspec.json.Decoder(_Voltooid)


@dataclass
class Inventaris:
    """Everything that was counted; `mede` says per supplier whom it named as zorgdrager beside itself."""

    bron: Bron = field(repr=False)
    zorgdrager: str | None
    reeksen: defaultdict[Sleutel, Reeks] = field(default_factory=lambda: defaultdict(Reeks))
    bevelen: tuple[Bevel, ...] = ()
    mede: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def rows(self) -> list[tuple[Sleutel, Reeks]]:
        """Return the series in the order of supplier and category."""
        return sorted(self.reeksen.items())


def count(world: World, bron: Bron, zorgdrager: str | None = None, voortgang: Voortgang | None = None) -> Inventaris:
    """Count everything, or what one organisation cares for.

    Raises:
        audit.values.LogError: the log cannot be read whole.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    found = Inventaris(bron, zorgdrager)
    tell, done = voortgang or silent, 0
    with world.reading() as connection:
        total = int(connection.execute(select(func.count()).select_from(verstrekking)).scalar_one())
    for page in _pages(world, zorgdrager):
        with world.reading() as connection:
            events = _events(connection, [item["record"] for item in page])
        for item in page:
            _take(world, found, item, events[item["record"]])
        done += len(page)
        tell(min(done, total), total)
    completed = _completed(bron)
    with world.reading() as connection:
        theirs = _suppliers(world, connection, zorgdrager)
        _destroyed(connection, found, theirs)
        found.bevelen = tuple(_orders(connection, theirs, completed))
    return found


def _suppliers(world: World, connection: Connection, zorgdrager: str | None) -> frozenset[str] | None:
    """Return the suppliers whose archive an organisation cares for, its own too; None when everyone counts."""
    if zorgdrager is None:
        return None
    now = world.now()
    known = {zorgdrager, *(partij.oin for partij in world.parties)}
    return frozenset(oin for oin in known if bewaren.may_decide(world, connection, oin, zorgdrager, now))


def _pages(world: World, zorgdrager: str | None) -> Iterator[list[dict[str, Any]]]:
    after = ""
    while page := bewaren.overview(world, zorgdrager, after):
        yield page
        after = page[-1]["record"]


def _events(connection: Connection, records: list[str]) -> defaultdict[str, list[tuple[str, dict[str, Any]]]]:
    """Return per record why it was locked and how it was extended."""
    table = bewaring.bewaring.c
    query = select(table.record, table.soort, table.gebeurtenis).where(
        table.record.in_(records), table.soort.in_((bewaring.VERGRENDELD, besluiten.VERLENGING))
    )
    found: defaultdict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.record].append((row.soort, _grounds(connection, row.soort, jcs.decode(bytes(row.gebeurtenis)))))
    return found


def _grounds(connection: Connection, soort: str, event: dict[str, Any]) -> dict[str, Any]:
    """Return an event with the ground and reason of the decision that it rests on."""
    if soort != besluiten.VERLENGING:
        return event
    besluit = bewaring.decision(connection, event["besluit"])
    return (
        {"grondslag": "-", "reden": "-"}
        if besluit is None
        else {"grondslag": besluit.grondslag, "reden": besluit.reden}
    )


def _take(world: World, found: Inventaris, item: dict[str, Any], events: list[tuple[str, dict[str, Any]]]) -> None:
    verstrekker, now = item["verstrekker"], found.bron.gemaakt
    reeks = found.reeksen[verstrekker, item["categorie"]]
    found.mede[verstrekker] = tuple(item["zorgdragers"][1:])
    reeks.jaren[day_of(item["gemaakt"]).year] += 1
    reeks.termijnen.add(
        f"{item['termijn']}, versie {item['termijn_versie']} ({item['bron']}; zekerheid {item['zekerheid']})"
    )
    if item["vergrendeld"]:
        locks = [event["reden"] for soort, event in events if soort == bewaring.VERGRENDELD]
        reeks.op_slot[locks[0] if locks else NOG_NIET] += 1
    reeks.stilgezet += bool(item["stilstanden"])
    reeks.wacht += item["archiefvlag"]
    for soort, event in events:
        if soort == besluiten.VERLENGING:
            reeks.verlengingen[event["grondslag"], event["reden"]] += 1
    if item["einde"] <= now:
        reeks.over_termijn[_why(world, item, now)] += 1


def _why(world: World, item: dict[str, Any], now: int) -> str:
    """Return why an item past its term is still there."""
    if item["stilstanden"]:
        return STILGEZET
    if item["archiefvlag"]:
        return GEEN_SELECTIELIJST
    partij = world.partij(item["verstrekker"])
    soort = "" if partij is None else partij.soort
    codes = {grond.code for grond in world.bewaartermijnen.gronden}
    grounds = (world.bewaartermijnen.ground(code, now) for code in codes)
    covered = any(grond is not None and grond.covers(item["categorie"], soort) for grond in grounds)
    return GEEN_BEVEL if covered else GEEN_GROND


def _destroyed(connection: Connection, found: Inventaris, theirs: frozenset[str] | None) -> None:
    """Count what orders named, from what is left of each record."""
    table = bewaring.bewaring.c
    for row in connection.execute(select(table.gebeurtenis).where(table.soort == bewaring.VERNIETIGD)):
        left = jcs.decode(bytes(row.gebeurtenis))
        if theirs is None or left["verstrekker"] in theirs:
            found.reeksen[left["verstrekker"], left["categorie"]].vernietigd += 1


def _completed(bron: Bron) -> dict[str, _Voltooid]:
    """Return by order what the log says of its completion."""
    found: dict[str, _Voltooid] = {}
    for stand in bron.standen:
        if stand.shard == STAM:
            continue
        for chunk in bron.feiten(stand, 0):
            for data in chunk:
                if data is not None and _DONE in data:
                    done = _decoder.decode(data)
                    found[done.bevel_sha256] = done
    return found


def _orders(connection: Connection, theirs: frozenset[str] | None, completed: dict[str, _Voltooid]) -> Iterator[Bevel]:
    for order in bewaring.destructions(connection):
        left = bewaring.left_of(connection, order.records).values()
        if theirs is None or any(item["verstrekker"] in theirs for item in left):
            done = completed.get(order.sha256)
            about = (order.sha256, order.oin, order.grondslag, order.reden, len(order.records), order.gemaakt)
            yield Bevel(*about, *((None, None) if done is None else (done.tijd, done.volledig_op)))
