# SPDX-License-Identifier: EUPL-1.2
"""Carrying out orders to destroy that stand in the log: salt, wraps, body, in that order, and nothing left beside them.

Invariants:
- Only what was logged is carried out: the caller hands in orders whose line stands in a signed checkpoint.
- First the salts go and the kluis gets a new epoch, so that from then on no copy of the kluis, older ones included, opens the
  record; then the wraps; then the body with all that hangs on it. Only at the very end the kluis keeps a mark: what
  stops half-way is done again, and doing it again changes nothing.
- The mark lies in the kluis: an older kluis that is put back has no mark, and a database older than its kluis has rows of
  the record again; in both cases the order is carried out again.
- What the database was never told of keeps its rows until an act names them, which is for the log; of a store that was put
  back from before such an order `unseal` takes the salts at once, so that nothing of it opens meanwhile or ever.

Norm: design.md 6 and 7; log-and-crypto.md D5. Who may order is `core.exchange.vernietigen`; openings of lines: `audit.wissen`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from sqlalchemy import select

from audit import tijdvak
from audit.database import writing
from audit.kluis import kluis_waarden
from audit.wissen import leave_nothing
from core.ledger import bijlagen, vervallen
from core.ledger.bijlagen import bijlage, bijlage_deel
from core.ledger.casusmerken import casusmerk
from core.ledger.tables import omhulsel, verstrekking

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Engine, Table

    from audit.kluis import Kluis
    from core.ledger.rows import Writer

MARK: Final = "vernietigd"
REDEN: Final = "vernietigd"
ZOUT: Final = "zout"
WRAPS: Final[tuple[Table, ...]] = (omhulsel, casusmerk)
BODIES: Final[tuple[Table, ...]] = (verstrekking, bijlage)
"""The tables with rows of a record, in the order in which they go; each but `verstrekking` has a column `record`."""
_CLEANED: Final[tuple[Table, ...]] = (*WRAPS, *BODIES, bijlage_deel)


class Opdracht(Protocol):
    """What is needed of an order."""

    @property
    def sha256(self) -> str:
        """Hash of the order: its name."""

    @property
    def records(self) -> Sequence[str]:
        """Which records."""


class Vernietiger:
    """Carries out orders on one database and its kluis."""

    def __init__(self, engine: Engine, kluis: Kluis) -> None:
        self.engine = engine
        self.kluis = kluis

    def carry_out(self, orders: Iterable[Opdracht]) -> int:
        """Carry out what was not carried out here, or came back, and return how many records were still there.

        Raises:
            audit.wissen.ErasureError: somebody kept reading for so long that the write-ahead log could not be emptied.
            LogError: a value of the kluis does not open.
        """
        left = self.pending(orders)
        if not left:
            return 0
        records = sorted({record for order in left for record in order.records})
        self._salts(records)
        self._rows(WRAPS, records)
        count = self._rows(BODIES, records)
        self._leave_nothing()
        for order in left:
            self.kluis.put(MARK, order.sha256, b"1")
        return count

    def unseal(self, orders: Iterable[Opdracht]) -> int:
        """Take the salts of what these orders name and leave every row: return how many records could still be opened.

        Raises:
            audit.wissen.ErasureError, LogError: as for `carry_out`.
        """
        records = sorted({record for order in orders for record in order.records})
        sealed = sorted(self.kluis.get_many(ZOUT, records))
        if sealed:
            self._salts(sealed)
            leave_nothing(self.kluis.engine, (kluis_waarden,))
        return len(sealed)

    def pending(self, orders: Iterable[Opdracht]) -> list[Opdracht]:
        """Return the orders without a mark, and those of which a record is there nevertheless."""
        listed = list(orders)
        done = self.kluis.get_many(MARK, [order.sha256 for order in listed])
        with self.engine.connect() as connection:
            return [order for order in listed if order.sha256 not in done or _present(connection, order.records)]

    def _salts(self, records: Sequence[str]) -> None:
        for record in records:
            self.kluis.delete(ZOUT, record)
        tijdvak.renew(self.kluis)

    def _rows(self, tables: Sequence[Table], records: Sequence[str]) -> int:
        """Delete the rows of these records, in one transaction; return how many the first table had."""
        removed = []
        with writing(self.engine) as connection:
            for table in tables:
                keys = keys_of(connection, table, records)
                removed.append(_remove(connection, table, keys, records))
        return removed[0]

    def _leave_nothing(self) -> None:
        """Leave nothing of what went in write-ahead logs and dead rows of either store."""
        leave_nothing(self.engine, _CLEANED)
        leave_nothing(self.kluis.engine, (kluis_waarden,))


def keys_of(connection: Connection, table: Table, records: Sequence[str]) -> list[str]:
    """Return the keys of the rows of `table` that belong to these records."""
    column = table.c.sleutel if table is verstrekking else table.c.record
    found: list[str] = []
    for record in records:
        found += connection.execute(select(table.c.sleutel).where(column == record)).scalars()
    return found


def name_rows(connection: Connection, writer: Writer, record: str, tijd: int) -> list[dict[str, Any]]:
    """Name all that goes with a record and was not named yet, for the line of the act that orders it."""
    named: list[dict[str, Any]] = []
    for table in (*WRAPS, *BODIES):
        gone = keys_of(connection, table, [record])
        fresh = [key for key in gone if vervallen.why_gone(connection, table.name, key) is None]
        named += vervallen.mark(writer, table, fresh, REDEN, tijd)
    return named


def _remove(connection: Connection, table: Table, keys: Sequence[str], records: Sequence[str]) -> int:
    if table is bijlage:  # its parts go with it
        return sum(bijlagen.remove(connection, record) for record in records)
    return vervallen.remove(connection, table, keys)


def _present(connection: Connection, records: Sequence[str]) -> bool:
    return any(keys_of(connection, table, records) for table in (*WRAPS, *BODIES))
