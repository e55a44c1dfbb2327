# SPDX-License-Identifier: EUPL-1.2
"""What happened to the keeping of items: decisions as they were signed, and per record its events, of which the stand is the fold.

Invariants:
- Append-only in the database too, and every row is named by a line, like every row of the ledger.
- Events hold ids of records and organisations, codes, hashes and times: nobody's name, so they outlive the item.
- The event `vernietigd` says for whom the record was: so that those, and no others, hear what became of it.

Norm: law.md R-73, R-74, D3; Archiefbesluit 8. It decides nothing; a MetaData of its own: it came after the first tables.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, bindparam, select

from audit.database import append_only
from audit.proof import jcs
from core.keychain import bewaarbesluit as besluiten
from core.ledger.errors import LedgerError
from core.ledger.tables import handeling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import BindParameter, Connection

    from core.keychain.bewaarbesluit import Bewaarbesluit
    from core.ledger.rows import Writer

metadata = MetaData()

bewaarbesluit = Table(
    "bewaarbesluit",
    metadata,
    Column("sleutel", String(64), primary_key=True),
    Column("soort", String(24), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("besluit", LargeBinary, nullable=False),
)
"""One signed decision: `sleutel` is the hash of the document `besluit`, `tijd` when it was logged (ms)."""

bewaring = Table(
    "bewaring",
    metadata,
    Column("sleutel", String(48), primary_key=True),
    Column("record", String(36), nullable=False),
    Column("volgnr", BigInteger, nullable=False),
    Column("soort", String(24), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("gebeurtenis", LargeBinary, nullable=False),
    Index("bewaring_volgorde", "record", "volgnr", unique=True),
    Index("bewaring_soort", "soort", "tijd"),
)
"""One event in the keeping of a record, numbered per record."""

VERGRENDELD: Final = "vergrendeld"
ARCHIEFVLAG: Final = "archiefvlag"
VERNIETIGD: Final = "vernietigd"
HERHAALD: Final = "vernietiging-herhaald"
"""The act that logs an order that another state of this log logged before: `core.exchange.herhaling`."""
_CHUNK = 500


def append_only_ddl(dialect: str) -> list[str]:
    """Return the statements that make both tables refuse UPDATE and DELETE, in `sqlite` or `postgresql`."""
    return [*append_only(bewaarbesluit.name, dialect), *append_only(bewaring.name, dialect)]


@dataclass(frozen=True, slots=True)
class Bewaarstand:
    """How the keeping of one record stands.

    Attributes:
        volgnr: number of its last event, 0 when there is none.
        vergrendeld: whether it was locked.
        archiefvlag: whether it was flagged for its zorgdrager.
        stilstanden: the organisations that hold it.
        einde: the end after the last extension (ms), None when there was none.
        verlengingen: how often it was extended.
        vernietigd: what the destruction left: order, case, supplier, category, recipients; None while it is there.
    """

    volgnr: int = 0
    vergrendeld: bool = False
    archiefvlag: bool = False
    stilstanden: frozenset[str] = frozenset()
    einde: int | None = None
    verlengingen: int = 0
    vernietigd: Mapping[str, Any] | None = None

    def after(self, volgnr: int, soort: str, event: Mapping[str, Any]) -> Bewaarstand:
        """Return the stand after one more event.

        Raises:
            LedgerError: an event that this version does not know.
        """
        now = replace(self, volgnr=volgnr)
        match soort:
            case "vergrendeld":
                return replace(now, vergrendeld=True)
            case "archiefvlag":
                return replace(now, archiefvlag=True)
            case besluiten.STILSTAND:
                return replace(now, stilstanden=self.stilstanden | {event["oin"]})
            case besluiten.OPHEFFING:
                return replace(now, stilstanden=self.stilstanden - {event["oin"]})
            case besluiten.VERLENGING:
                return replace(now, einde=event["tot"], verlengingen=self.verlengingen + 1)
            case "vernietigd":
                return replace(now, vernietigd=dict(event))
        raise LedgerError("Een gebeurtenis in het bewaren van een verstrekking")


_RECORDS: BindParameter[str] = bindparam("records", expanding=True)
_EVENTS = select(bewaring).where(bewaring.c.record.in_(_RECORDS)).order_by(bewaring.c.record, bewaring.c.volgnr)


def stands(connection: Connection, records: Iterable[str]) -> dict[str, Bewaarstand]:
    """Return how the keeping of each of `records` stands."""
    asked = list(records)
    found = {record: Bewaarstand() for record in asked}
    for at in range(0, len(asked), _CHUNK):
        for row in connection.execute(_EVENTS, {"records": asked[at : at + _CHUNK]}):
            found[row.record] = found[row.record].after(row.volgnr, row.soort, jcs.decode(bytes(row.gebeurtenis)))
    return found


_LEFT = select(bewaring.c.record, bewaring.c.gebeurtenis).where(
    bewaring.c.record.in_(_RECORDS), bewaring.c.soort == VERNIETIGD
)


def left_of(connection: Connection, records: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what is left of those of `records` that were destroyed: order, case, supplier, category, recipients."""
    asked, found = list(records), {}
    for at in range(0, len(asked), _CHUNK):
        for row in connection.execute(_LEFT, {"records": asked[at : at + _CHUNK]}):
            found[row.record] = dict(jcs.decode(bytes(row.gebeurtenis)))
    return found


def stand(connection: Connection, record: str) -> Bewaarstand:
    """Return how the keeping of `record` stands."""
    return stands(connection, [record])[record]


def add(
    writer: Writer, record: str, now: Bewaarstand, soort: str, tijd: int, event: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], Bewaarstand]:
    """Store the next event of a record; return the entries for the line and the stand after it."""
    volgnr = now.volgnr + 1
    row = {
        "sleutel": f"{record}/{volgnr}",
        "record": record,
        "volgnr": volgnr,
        "soort": soort,
        "tijd": tijd,
        "gebeurtenis": jcs.encode(dict(event)),
    }
    return writer.insert(bewaring, row), now.after(volgnr, soort, event)


def left_after(kop: Mapping[str, Any], besluit: str, ontvangers: Iterable[str]) -> dict[str, Any]:
    """Return what is left of a record that is destroyed on an order: no content, no person."""
    left = {name: kop[name] for name in ("casus", "verstrekker", "categorie", "gemaakt")}
    return {**left, "besluit": besluit, "ontvangers": sorted(ontvangers)}


def store(writer: Writer, besluit: Bewaarbesluit, tijd: int) -> list[dict[str, Any]]:
    """Store a signed decision and return its entry for the line."""
    row = {"sleutel": besluit.sha256, "soort": besluit.soort, "tijd": tijd, "besluit": besluit.data}
    return writer.insert(bewaarbesluit, row)


def decision(connection: Connection, sha256: str) -> Bewaarbesluit | None:
    """Return a logged decision, None when there is no such.

    Raises:
        ShapeError: the row was altered; `audit verifieer` names it.
    """
    data = connection.execute(select(bewaarbesluit.c.besluit).where(bewaarbesluit.c.sleutel == sha256)).scalar()
    return None if data is None else besluiten.read(jcs.decode(bytes(data)))


def destructions(connection: Connection) -> Iterator[Bewaarbesluit]:
    """Yield every order to destroy, in the order in which they were logged.

    Raises:
        ShapeError: a row was altered; `audit verifieer` names it.
    """
    table = bewaarbesluit.c
    query = select(table.besluit).where(table.soort == besluiten.VERNIETIGING).order_by(table.tijd, table.sleutel)
    for row in connection.execute(query):
        yield besluiten.read(jcs.decode(bytes(row.besluit)))


def place_of(connection: Connection, sha256: str) -> tuple[str, int, int]:
    """Return shard, index and number of the lines that logged a decision: those of the act done at the same moment.

    Raises:
        LedgerError: there is no such act.
    """
    logged = select(bewaarbesluit.c.tijd).where(bewaarbesluit.c.sleutel == sha256).scalar_subquery()
    query = select(handeling).where(handeling.c.tijd == logged, handeling.c.soort.in_((*besluiten.SOORTEN, HERHAALD)))
    for row in connection.execute(query):
        if sha256.encode() in bytes(row.antwoord):
            return row.log, row.regel, row.aantal
    raise LedgerError("Een bewaarbesluit zonder handeling")
