# SPDX-License-Identifier: EUPL-1.2
"""What happened to a record after its push: the signed documents of supplier and recipients, in the order of taking in.

Invariant: append-only in the database too, and each row is named by the line of its act, like every row of the ledger. A
MetaData of its own: it came after the first tables. What the kinds mean: `core.contract.levensloop`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, bindparam, select

from audit.database import append_only
from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from core.ledger.rows import Writer

metadata = MetaData()

levensloop = Table(
    "levensloop",
    metadata,
    Column("sleutel", String(64), primary_key=True),
    Column("record", String(36), nullable=False),
    Column("soort", String(40), nullable=False),
    Column("door", String(20), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Index("levensloop_record", "record", "soort"),
)
"""One document about one record: `sleutel` is the hash of the signed part, `document` the whole with its signature as JCS."""

_OF_RECORD = (
    select(levensloop)
    .where(levensloop.c.record == bindparam("record"))
    .order_by(levensloop.c.tijd, levensloop.c.sleutel)
)


class Gebeurd(NamedTuple):
    """One document as it was taken in: its hash, kind, who signed, when (ms), and what is signed."""

    sleutel: str
    soort: str
    door: str
    tijd: int
    document: dict[str, Any]

    @property
    def gegevens(self) -> dict[str, Any]:
        """What the document says beside its head."""
        return dict(self.document["levensloop"]["gegevens"])


def append_only_ddl(dialect: str) -> list[str]:
    """Return the statements that make the table refuse UPDATE and DELETE, in `sqlite` or `postgresql`."""
    return append_only(levensloop.name, dialect)


def store(writer: Writer, sleutel: str, sent: Mapping[str, Any], tijd: int) -> list[dict[str, Any]]:
    """Store a checked document and return its entry for the line."""
    said = sent["levensloop"]
    row = {
        "sleutel": sleutel,
        "record": said["record"],
        "soort": said["soort"],
        "door": said["oin"],
        "tijd": tijd,
        "document": jcs.encode(dict(sent)),
    }
    return writer.insert(levensloop, row)


def of_record(connection: Connection, record: str) -> list[Gebeurd]:
    """Return everything that happened to a record, oldest first."""
    rows = connection.execute(_OF_RECORD, {"record": record})
    return [Gebeurd(row.sleutel, row.soort, row.door, row.tijd, jcs.decode(row.document)) for row in rows]
