# SPDX-License-Identifier: EUPL-1.2
"""The afstemmingen of the gateways: one per organisation and Dutch day, in the order in which they were handed in.

Invariant: append-only in the database too, and each row is named by the line of its act, like every row of the ledger. A
MetaData of its own: it came after the first tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, bindparam, select

from audit.database import append_only
from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from core.ledger.rows import Writer

metadata = MetaData()

afstemming = Table(
    "afstemming",
    metadata,
    Column("sleutel", String(31), primary_key=True),
    Column("oin", String(20), nullable=False),
    Column("dag", String(10), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("afstemming", LargeBinary, nullable=False),
    Index("afstemming_volgorde", "oin", "dag"),
)
"""What a gateway counted of one Dutch day, signed, as JCS; `sleutel` is OIN and day, so there is one of each."""

_LAST = (
    select(afstemming.c.afstemming)
    .where(afstemming.c.oin == bindparam("oin"))
    .order_by(afstemming.c.dag.desc())
    .limit(1)
)


def append_only_ddl(dialect: str) -> list[str]:
    """Return the statements that make the table refuse UPDATE and DELETE, in `sqlite` or `postgresql`."""
    return append_only(afstemming.name, dialect)


def last(connection: Connection, oin: str) -> dict[str, Any] | None:
    """Return the newest afstemming of an organisation as it was sent, or None when there is none."""
    found = connection.execute(_LAST, {"oin": oin}).scalar()
    return None if found is None else dict(jcs.decode(found))


def store(writer: Writer, oin: str, dag: str, tijd: int, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Store one afstemming and return its entry for the line."""
    row = {"sleutel": f"{oin}/{dag}", "oin": oin, "dag": dag, "tijd": tijd, "afstemming": jcs.encode(dict(sent))}
    return writer.insert(afstemming, row)
