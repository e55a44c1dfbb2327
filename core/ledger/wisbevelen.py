# SPDX-License-Identifier: EUPL-1.2
"""The table of erasure orders that were logged: the whole signed document, so that anyone can check who ordered what.

Invariants:
- Append-only in the database too; each row is named by the line of its erasure, like every row of the ledger.
- An order names shards, line numbers, codes and an organisation: nobody's name, so it is kept for ever.

Norm: Archiefbesluit 8 (declaration of destruction). A MetaData of its own: it came after the first tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Table, select

from audit.database import append_only
from audit.proof import jcs
from core.keychain import wisbevel as orders
from core.ledger.errors import LedgerError
from core.ledger.tables import handeling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from core.keychain.wisbevel import Wisbevel
    from core.ledger.rows import Writer

metadata = MetaData()

wisbevel = Table(
    "wisbevel",
    metadata,
    Column("sleutel", String(64), primary_key=True),
    Column("tijd", BigInteger, nullable=False),
    Column("bevel", LargeBinary, nullable=False),
)
"""One order: `sleutel` is the hash of the signed document `bevel`, `tijd` when it was logged (ms)."""


def append_only_ddl(dialect: str) -> list[str]:
    """Return the statements that make the table refuse UPDATE and DELETE, in `sqlite` or `postgresql`."""
    return append_only(wisbevel.name, dialect)


def store(writer: Writer, order: Wisbevel, tijd: int) -> list[dict[str, object]]:
    """Store an order and return its entry for the line."""
    return writer.insert(wisbevel, {"sleutel": order.sha256, "tijd": tijd, "bevel": order.data})


def known(connection: Connection, sha256: str) -> bool:
    """Tell whether this order was logged before."""
    query = select(wisbevel.c.sleutel).where(wisbevel.c.sleutel == sha256)
    return connection.execute(query).first() is not None


def stored(connection: Connection) -> Iterator[Wisbevel]:
    """Yield every order in the order in which it was logged.

    Raises:
        ShapeError: a row was altered; `audit verifieer` names it.
    """
    for row in connection.execute(select(wisbevel.c.bevel).order_by(wisbevel.c.tijd, wisbevel.c.sleutel)):
        yield orders.read(jcs.decode(bytes(row.bevel)))


def place_of(connection: Connection, sha256: str) -> tuple[str, int]:
    """Return shard and index of the line that logged an order: that of the act that was done at the same moment.

    Raises:
        LedgerError: there is no such act.
    """
    query = select(handeling.c.log, handeling.c.regel, handeling.c.antwoord).where(
        handeling.c.tijd == select(wisbevel.c.tijd).where(wisbevel.c.sleutel == sha256).scalar_subquery(),
        handeling.c.soort == "wissen",
    )
    for row in connection.execute(query):
        if sha256.encode() in bytes(row.antwoord):
            return row.log, row.regel
    raise LedgerError("Een wisbevel zonder handeling")
