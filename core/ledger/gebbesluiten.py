# SPDX-License-Identifier: EUPL-1.2
"""What controllers and their FGs said of editions of the GEB: signed documents, one of each kind per controller and edition.

Invariant: append-only in the database too, and each row is named by the line of its act. A MetaData of its own: it came after
the first tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, bindparam, select

from audit.database import append_only
from audit.proof import jcs
from core.keychain import gebbesluit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from core.keychain.gebbesluit import Gebbesluit
    from core.ledger.rows import Writer

metadata = MetaData()

geb_besluit = Table(
    "geb_besluit",
    metadata,
    Column("sleutel", String(110), primary_key=True),
    Column("editie", String(64), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("besluit", LargeBinary, nullable=False),
    Index("geb_besluit_editie", "editie"),
    Index("geb_besluit_tijd", "tijd"),
)
"""A signed document as JCS; `sleutel` is kind, OIN and edition, so there is one of each."""

_ALL = select(geb_besluit.c.tijd, geb_besluit.c.besluit).order_by(geb_besluit.c.tijd, geb_besluit.c.sleutel)
_OF = _ALL.where(geb_besluit.c.editie == bindparam("editie"))
_ONE = select(geb_besluit.c.besluit).where(geb_besluit.c.sleutel == bindparam("sleutel"))


def append_only_ddl(dialect: str) -> list[str]:
    """Return the statements that make the table refuse UPDATE and DELETE, in `sqlite` or `postgresql`."""
    return append_only(geb_besluit.name, dialect)


def key_of(besluit: Gebbesluit) -> str:
    """Return the key of the row of a document."""
    return f"{besluit.soort}/{besluit.oin}/{besluit.over.editie}"


def earlier(connection: Connection, besluit: Gebbesluit) -> str | None:
    """Return the hash of what this controller said of this kind about this edition already, or None."""
    row = connection.execute(_ONE, {"sleutel": key_of(besluit)}).scalar()
    return None if row is None else gebbesluit.read(jcs.decode(bytes(row))).sha256


def found(connection: Connection, editie: str | None = None) -> Iterator[tuple[int, Gebbesluit]]:
    """Yield each document with when it was taken in (ms), oldest first: of one edition, or all."""
    rows = connection.execute(_ALL) if editie is None else connection.execute(_OF, {"editie": editie})
    for row in rows:
        yield row.tijd, gebbesluit.read(jcs.decode(bytes(row.besluit)))


def store(writer: Writer, besluit: Gebbesluit, tijd: int) -> list[dict[str, Any]]:
    """Store one document and return its entry for the line."""
    row = {"sleutel": key_of(besluit), "editie": besluit.over.editie, "tijd": tijd, "besluit": besluit.data}
    return writer.insert(geb_besluit, row)
