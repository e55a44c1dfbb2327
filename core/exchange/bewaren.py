# SPDX-License-Identifier: EUPL-1.2
"""How long each item is kept, who cares for it, and whether it is still read: terms, locks, and the run that sets them.

Invariants:
- The end of an item is the earlier of its header and its term (`core.register.bewaartermijnen`), or what its last logged
  extension says. From then on it is locked: nobody reads it, also when no run came by yet, and nothing is destroyed.
- The zorgdrager of an item is its supplier, and who the supplier itself named as such in an admitted statement.
- The run is an act with a line of its own; every lock is named by a line and told to the supplier.

Norm: law.md B2, D3, R-73, R-74; Archiefwet 3. Decisions on keeping: `core.exchange.bewaarbesluiten`; destroying:
`core.exchange.vernietigen`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from audit.events import Event
from audit.proof import jcs
from core.exchange import beheer, standing
from core.exchange.results import Gedaan, Geweigerd
from core.facts.statements import ZORGDRAGER
from core.ledger import bewaring, feiten
from core.ledger.tables import feitverklaring, verstrekking
from policies.decision import day_in_amsterdam

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from core.exchange.act import Act
    from core.exchange.lines import Draft
    from core.exchange.world import World
    from core.facts.state import Toegelaten
    from core.ledger.bewaring import Bewaarstand
    from core.register.bewaartermijnen import Termijn

BERICHT: Final = "vergrendeld"
VERGRENDELD: Final = "vergrendeld"
VERNIETIGD: Final = "vernietigd"
TERMIJN_VOORBIJ: Final = "termijn-voorbij"
SOORT: Final = "bewaartermijn"
PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Item:
    """One stored item with its term and how its keeping stands."""

    kop: Mapping[str, Any]
    termijn: Termijn
    stand: Bewaarstand

    @property
    def record(self) -> str:
        """Its id."""
        return str(self.kop["record"])

    @property
    def einde(self) -> int:
        """The first ms at which it is no longer read."""
        if self.stand.einde is not None:
            return self.stand.einde
        return self.termijn.end(self.kop["gemaakt"], self.kop["bewaren_tot"])

    def locked(self, now: int) -> bool:
        """Tell whether nobody reads it any more."""
        return self.stand.vergrendeld or self.einde <= now

    def to_json(self, now: int, zorgdragers: list[str]) -> dict[str, Any]:
        """Return its term, basis and zorgdrager: metadata that the operator has, and nothing of the content."""
        return {
            **{name: self.kop[name] for name in ("record", "casus", "categorie", "doel", "verstrekker", "gemaakt")},
            "einde": self.einde,
            "termijn": self.termijn.code,
            "termijn_versie": self.termijn.versie,
            "grondslag": self.termijn.grondslag,
            "bron": self.termijn.bron,
            "zekerheid": self.termijn.zekerheid,
            "zorgdragers": zorgdragers,
            "vergrendeld": self.locked(now),
            "archiefvlag": self.stand.archiefvlag,
            "stilstanden": sorted(self.stand.stilstanden),
            "verlengingen": self.stand.verlengingen,
            "verlengingen_hoogstens": self.termijn.verlengen_hoogstens,
        }


def item_of(world: World, connection: Connection, kop: Mapping[str, Any]) -> Item:
    """Return the item with this header."""
    return _item(world, kop, bewaring.stand(connection, kop["record"]))


def _item(world: World, kop: Mapping[str, Any], stand: Bewaarstand) -> Item:
    return Item(kop, world.bewaartermijnen.of(kop["categorie"], kop["doel"], kop["gemaakt"]), stand)


def may_decide(world: World, connection: Connection, verstrekker: str, oin: str, tijd: int) -> bool:
    """Tell whether `oin` decides on keeping the items of `verstrekker`: itself, or whom it named as zorgdrager."""
    return oin == verstrekker or oin in zorgdragers(world, connection, verstrekker, tijd)


def zorgdragers(world: World, connection: Connection, verstrekker: str, tijd: int) -> list[str]:
    """Return whom an organisation named as zorgdrager at ms `tijd`, without itself; its last word on each counts."""
    latest: dict[str, Toegelaten] = {}
    for item in _named(world, connection, verstrekker):
        about = str(item.verklaring.over.organisatie)
        if about not in latest or item.verklaring.tijd > latest[about].verklaring.tijd:
            latest[about] = item
    return sorted(oin for oin, item in latest.items() if item.verklaring.waarde is True and _holds(item, tijd))


def _named(world: World, connection: Connection, verstrekker: str) -> Iterator[Toegelaten]:
    """Yield what an organisation said of who cares for its archive, as a whole and not of one case or item."""
    table = feitverklaring.c
    query = select(table.organisatie).where(table.feit == ZORGDRAGER, table.uitgever == verstrekker).distinct()
    named = [oin for oin in connection.execute(query).scalars() if oin]
    if not named:
        return
    hashes = feiten.bundle_hashes_about(connection, organisaties=named)
    for item in world.bundles.statements(connection, hashes):
        over = item.verklaring.over
        whole = (over.casus, over.record, over.categorie, over.persoon) == (None, None, None, None)
        if item.verklaring.feit == ZORGDRAGER and item.uitgever.oin == verstrekker and whole:
            yield item


def _holds(item: Toegelaten, tijd: int) -> bool:
    return item.verklaring.van <= tijd and (item.verklaring.tot is None or tijd < item.verklaring.tot)


def refused(act: Act, regio_casus: str, record: str, soort: str) -> Geweigerd:
    """Leave the line of a read that is refused because of how the keeping stands, and return that refusal."""
    act.refuse(Event.LEZING_GEWEIGERD, casus=regio_casus, record=record, reden=soort)
    return Geweigerd(soort, (), (), waar={"record": record}, soort=soort)


def gone(world: World, act: Act, record: str) -> Geweigerd | None:
    """Return the refusal of a read of a destroyed record, for who could read it before; None for everyone else."""
    left = bewaring.stand(act.connection, record).vernietigd
    if left is None or act.caller.oin not in {left["verstrekker"], *left["ontvangers"]}:
        return None
    case = standing.case_of(world, act, left["casus"])
    if case is None or not standing.takes_part(world, act, case):
        return None
    return refused(act, case.id, record, VERNIETIGD)


def overview(world: World, oin: str | None = None, after: str = "", limit: int = PAGE) -> list[dict[str, Any]]:
    """Return at most `limit` items after record `after`, with term, basis and zorgdrager; of one supplier or of all."""
    now = world.now()
    with world.reading() as connection:
        query = select(verstrekking.c.kop).where(verstrekking.c.sleutel > after).order_by(verstrekking.c.sleutel)
        if oin is not None:
            theirs = [oin, *(other.oin for other in world.parties if _cares(world, connection, other.oin, oin, now))]
            query = query.where(verstrekking.c.verstrekker.in_(theirs))
        headers = [jcs.decode(bytes(row.kop)) for row in connection.execute(query.limit(min(limit, PAGE)))]
        stands = bewaring.stands(connection, [kop["record"] for kop in headers])
        care = {kop["verstrekker"]: zorgdragers(world, connection, kop["verstrekker"], now) for kop in headers}
    items = (_item(world, kop, stands[kop["record"]]) for kop in headers)
    return [item.to_json(now, [item.kop["verstrekker"], *care[item.kop["verstrekker"]]]) for item in items]


def _cares(world: World, connection: Connection, verstrekker: str, oin: str, now: int) -> bool:
    return verstrekker != oin and may_decide(world, connection, verstrekker, oin, now)


def retention_run(world: World) -> dict[str, int]:
    """Lock every item whose term has ended, and return how many; a run without any leaves its line too.

    Raises:
        audit.values.LogUnavailableError: there is no line, so nothing was locked.
    """
    due: dict[str, list[str]] = {}
    for item in _due(world):
        due.setdefault(item.kop["casus"], []).append(item.record)
    count = sum(map(len, due.values()))
    day = day_in_amsterdam(world.now()).isoformat()
    beheer.note(world, Event.BEWAARTERMIJN_GEDRAAID, peildatum=day, verlopen={"verstrekkingen": count})
    for casus, records in due.items():
        for at in range(0, len(records), PAGE):
            part = records[at : at + PAGE]
            caller = beheer.caller(world, [SOORT, casus, part])
            world.runner.run(caller, SOORT, partial(_lock_all, world, casus, part))
    return {"verstrekkingen": count}


def _due(world: World) -> Iterator[Item]:
    """Yield every item whose term has ended and that is not locked yet."""
    now, after = world.now(), ""
    query = select(verstrekking.c.kop).order_by(verstrekking.c.sleutel).limit(PAGE)
    while True:
        with world.reading() as connection:
            headers = [jcs.decode(row.kop) for row in connection.execute(query.where(verstrekking.c.sleutel > after))]
            stands = bewaring.stands(connection, [kop["record"] for kop in headers])
        for kop in headers:
            item = _item(world, kop, stands[kop["record"]])
            if item.einde <= now and not item.stand.vergrendeld and item.stand.vernietigd is None:
                yield item
        if len(headers) < PAGE:
            return
        after = headers[-1]["record"]


def _lock_all(world: World, casus: str, records: list[str], act: Act) -> Gedaan:
    case = standing.case_of(world, act, casus)
    stands = bewaring.stands(act.connection, records)
    headers = _headers(act.connection, records)
    for record in records:
        kop = headers[record]
        about = {"casus": casus, "record": record, "categorie": kop["categorie"], "reden": TERMIJN_VOORBIJ}
        line = act.line(case.regio if case else None, Event.VERSTREKKING_VERGRENDELD, **about)
        lock(act, line, kop, stands[record], TERMIJN_VOORBIJ)
    return Gedaan({"vergrendeld": records})


def _headers(connection: Connection, records: list[str]) -> dict[str, dict[str, Any]]:
    query = select(verstrekking.c.sleutel, verstrekking.c.kop).where(verstrekking.c.sleutel.in_(records))
    return {row.sleutel: jcs.decode(bytes(row.kop)) for row in connection.execute(query)}


def lock(act: Act, line: Draft, kop: Mapping[str, Any], stand: Bewaarstand, reden: str) -> Bewaarstand:
    """Lock one item within an act that has a line, and tell its supplier; what is locked already stays as it is."""
    if stand.vergrendeld:
        return stand
    rows, after = bewaring.add(act.writer, kop["record"], stand, bewaring.VERGRENDELD, act.tijd, {"reden": reden})
    line.rijen += rows
    act.post.add([kop["verstrekker"]], BERICHT, {"record": kop["record"], "casus": kop["casus"], "reden": reden})
    return after
