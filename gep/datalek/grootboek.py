# SPDX-License-Identifier: EUPL-1.2
"""What the ledger holds for a breach report: wraps that are there and that went, and what became of each record.

Invariants:
- A wrap that went is known by the row that named it: record, recipient, unit and the first sixteen characters of its key.
- A record that was destroyed is known by what the order left: supplier, case, category. Never by content; there is none here.
- How a record stood is asked for one moment, and what happened after it does not count.

Norm: AVG 33; design.md 6. It decides nothing, and no ciphertext, wrap or salt is read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, select

from audit.proof import jcs
from core.contract import levensloop as form
from core.exchange.bewaren import Item
from core.ledger import bewaring
from core.ledger.bijlagen import bijlage
from core.ledger.levensloop import levensloop
from core.ledger.tables import omhulsel, verstrekking
from core.ledger.vervallen import vervallen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import BindParameter, Connection

    from core.exchange.world import World
    from gep.datalek.vraag import Vraag

KENMERK: Final = 16
"""So many characters of the id of a key stand in the name of a wrap."""
OPEN: Final = "open"
VERNIETIGD, VERGRENDELD = bewaring.VERNIETIGD, bewaring.VERGRENDELD
_CHUNK: Final = 500
_PUSHED: Final = 4
_RECORDS: BindParameter[str] = bindparam("records", expanding=True)
_KOPPEN = select(verstrekking.c.sleutel, verstrekking.c.tijd, verstrekking.c.kop).where(
    verstrekking.c.sleutel.in_(_RECORDS)
)
_BEWARING = bewaring.bewaring
_KEEPING = select(_BEWARING).where(_BEWARING.c.record.in_(_RECORDS), _BEWARING.c.soort.in_((VERNIETIGD, VERGRENDELD)))
_LIFE = select(levensloop).where(levensloop.c.record.in_(_RECORDS)).order_by(levensloop.c.tijd, levensloop.c.sleutel)
_FILES = (
    select(bijlage.c.record, func.count().label("aantal"))
    .where(bijlage.c.record.in_(_RECORDS))
    .group_by(bijlage.c.record)
)


@dataclass(frozen=True, slots=True)
class Omhulling:
    """One wrap that was ever made: of which record, to which unit, under which key, and since when it is gone (ms)."""

    record: str
    oin: str
    eenheid: str
    sleutel: str
    later: bool
    weg: int | None = None
    waarom: str | None = None

    @property
    def naam(self) -> tuple[str, str, str, str]:
        """What tells it from other wraps, as far as the log names it."""
        return self.record, self.oin, self.eenheid, self.sleutel[:KENMERK]


@dataclass(frozen=True, slots=True)
class Stand:
    """One record: what it is, and how it stood at the moment that was asked about."""

    record: str
    verstrekker: str
    casus: str
    categorie: str
    doel: str
    opgenomen: int
    bijlagen: int
    toestand: str = OPEN
    sinds: int | None = None


def parse(name: str) -> Omhulling:
    """Read the name of the row of a wrap: record, recipient, unit and the beginning of the key."""
    record, oin, eenheid, sleutel, *later = name.split("/")
    return Omhulling(record, oin, eenheid, sleutel, bool(later))


def wraps(connection: Connection, vraag: Vraag) -> list[Omhulling]:
    """Return every wrap that the organisation, or its one key, has or had, those that went too."""
    gone = dict(_gone(connection, str(vraag.oin)))
    found = {item.naam: item for item in gone.values()}
    table = omhulsel.c
    columns = (table.sleutel, table.record, table.ontvanger, table.eenheid, table.kem_sleutel)
    for row in connection.execute(select(*columns).where(table.ontvanger == vraag.oin)):
        named = gone.get(row.sleutel)  # it has to go, and is there still
        since = (None, None) if named is None else (named.weg, named.waarom)
        later = row.sleutel.count("/") >= _PUSHED
        one = Omhulling(row.record, row.ontvanger, row.eenheid, row.kem_sleutel, later, *since)
        found[one.naam] = one
    return [item for item in found.values() if is_of(vraag, item)]


def is_of(vraag: Vraag, item: Omhulling) -> bool:
    """Return whether this wrap is of the organisation, and of the key when one is asked about."""
    if item.oin != vraag.oin:
        return False
    return vraag.sleutel is None or vraag.sleutel.id.startswith(item.sleutel[:KENMERK])


def recipients(connection: Connection, records: Iterable[str]) -> dict[str, set[str]]:
    """Return the organisations that have a wrap of each of these records now."""
    found: dict[str, set[str]] = {}
    query = select(omhulsel.c.record, omhulsel.c.ontvanger).where(omhulsel.c.record.in_(_RECORDS)).distinct()
    for row in _rows(connection, query, records):
        found.setdefault(row.record, set()).add(row.ontvanger)
    return found


def stands(world: World, connection: Connection, records: Iterable[str], moment: int) -> dict[str, Stand]:
    """Return what each of these records is and how it stood at a moment (ms); one of which nothing is left is not in it."""
    asked = sorted(set(records))
    files = {row.record: row.aantal for row in _rows(connection, _FILES, asked)}
    keeping = _Keeping(_rows(connection, _KEEPING, asked), moment)
    life = _life(connection, asked, moment)
    kept = bewaring.stands(connection, asked)
    found: dict[str, Stand] = {}
    for row in _rows(connection, _KOPPEN, asked):
        kop = jcs.decode(row.kop)
        term = world.bewaartermijnen.of(kop["categorie"], kop["doel"], kop["gemaakt"])
        ends = Item(kop, term, kept[row.sleutel]).einde
        how = keeping.of(row.sleutel, ends) or _access(kop, life.get(row.sleutel, []), moment)
        found[row.sleutel] = _stand(row.sleutel, kop, (row.tijd, files.get(row.sleutel, 0)), how)
    for record, left in keeping.left.items():
        how = keeping.of(record, None) or (OPEN, None)
        found.setdefault(record, _stand(record, left, (left["gemaakt"], 0), how))
    return found


class _Keeping:
    """Destructions and locks of records before a moment; of what was destroyed also what is left."""

    def __init__(self, rows: Iterable[Any], moment: int) -> None:
        self.left: dict[str, dict[str, Any]] = {}
        self._moment = moment
        self._since: dict[tuple[str, str], int] = {}
        for row in rows:
            if row.soort == VERNIETIGD:
                self.left[row.record] = jcs.decode(bytes(row.gebeurtenis))
            if row.tijd < moment:
                self._since.setdefault((row.record, row.soort), row.tijd)

    def of(self, record: str, ends: int | None) -> tuple[str, int | None] | None:
        """Return that a record was destroyed or locked by then, and since when."""
        for soort in (VERNIETIGD, VERGRENDELD):
            since = self._since.get((record, soort))
            if since is not None:
                return soort, since
        return None if ends is None or ends > self._moment else (VERGRENDELD, ends)


def _stand(record: str, kop: Any, taken: tuple[int, int], how: tuple[str, int | None]) -> Stand:
    what = (kop["verstrekker"], kop["casus"], kop["categorie"], kop.get("doel", "-"))
    return Stand(record, *what, *taken, *how)


def _gone(connection: Connection, oin: str) -> Iterator[tuple[str, Omhulling]]:
    table, prefix = vervallen.c, f"{omhulsel.name}/"
    query = select(table.sleutel, table.reden, table.tijd).where(table.sleutel.like(f"{prefix}%/{oin}/%"))
    for row in connection.execute(query):
        name = row.sleutel.removeprefix(prefix)
        yield name, replace(parse(name), weg=row.tijd, waarom=row.reden)


def _life(connection: Connection, records: list[str], moment: int) -> dict[str, list[tuple[int, Any]]]:
    found: dict[str, list[tuple[int, Any]]] = {}
    for row in _rows(connection, _LIFE, records):
        if row.tijd < moment:
            said = form.parse(jcs.decode(row.document)["levensloop"])
            found.setdefault(row.record, []).append((row.tijd, said))
    return found


def _access(kop: Any, happened: list[tuple[int, Any]], moment: int) -> tuple[str, int | None]:
    access = form.toegang((one for _, one in happened), kop["verstrekker"], moment)
    if access.open:
        return OPEN, None
    since = [tijd for tijd, one in happened if one.soort == access.reden]
    return str(access.reden), since[0] if since else None


def _rows(connection: Connection, query: Any, records: Iterable[str]) -> Iterator[Any]:
    asked = sorted(set(records))
    for at in range(0, len(asked), _CHUNK):
        yield from connection.execute(query, {"records": asked[at : at + _CHUNK]})
