# SPDX-License-Identifier: EUPL-1.2
"""Rows whose line was erased on an order: nothing names them any more, and that is as it should be.

Invariants:
- A row is explained when it was written in the same millisecond as an act all of whose lines were erased: every row of an
  act bears the time of its act. Without an erasure of `feit` nothing is explained.
- Of such an act the accountability term is over. A row slipped in among them with its very time is not seen; that is the
  price of forgetting, and no row of an act that can still be accounted for is ever explained.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from audit.openings import FEIT
from audit.proof.wissing import Wissingen
from core.ledger import (
    afstemmingen,
    bewaring,
    bijlagen,
    casusmerken,
    gebbesluiten,
    levensloop,
    rechten,
    tables,
    toekenningen,
    vervallen,
    wisbevelen,
)
from core.ledger.tables import handeling, omhulsel, verstrekking

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from audit.verify.book import Book

LOGGED = (
    *tables.TABLES,
    afstemmingen.afstemming,
    wisbevelen.wisbevel,
    vervallen.vervallen,
    *bewaring.metadata.sorted_tables,
    bijlagen.bijlage,
    toekenningen.toekenning_later,
    levensloop.levensloop,
    *casusmerken.TABLES,
    *rechten.TABLES,
    gebbesluiten.geb_besluit,
)
"""The tables of which every row is named by a line."""
_BY_NAME = {table.name: table for table in LOGGED}


def explained(connection: Connection, book: Book) -> Callable[[str, str], bool]:
    """Return what tells whether a row that no line names was written by an act that was erased since."""
    if not any(erasure.opening == FEIT for erasure in book.erasures):
        return lambda _tabel, _sleutel: False
    times = _times(connection, Wissingen(book.erasures))

    def is_explained(tabel: str, sleutel: str) -> bool:
        table, key = _BY_NAME.get(tabel), sleutel
        if table is omhulsel and toekenningen.is_later(sleutel):
            record = sleutel.partition("/")[0]
            later = toekenningen.toekenning_later
            query = select(later.c.tijd).where(later.c.record == record)
            return not times.isdisjoint(connection.execute(query).scalars())
        if table is omhulsel:
            table, key = verstrekking, sleutel.partition("/")[0]
        if table is None:
            return False
        return connection.execute(select(table.c.tijd).where(table.c.sleutel == key)).scalar() in times

    return is_explained


def _times(connection: Connection, erased: Wissingen) -> set[int]:
    """Return the times of the acts of which no line is left."""
    query = select(handeling.c.log, handeling.c.regel, handeling.c.aantal, handeling.c.tijd)
    return {
        row.tijd
        for row in connection.execute(query.execution_options(yield_per=1000))
        if row.aantal > 0 and all(erased.covers(row.log, row.regel + at, FEIT) for at in range(min(row.aantal, 1000)))
    }
