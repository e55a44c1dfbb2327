# SPDX-License-Identifier: EUPL-1.2
"""The table of hypothetical questions: one Authorization Decision Log record per call at the AuthZEN doors.

Invariants:
- Append-only in the database too, like the ledger; a record is stored once, whoever offers it again.
- It holds codes, days, facts of the vocabulary and row ids. Ids, unknown texts and free text of a request never come here.
- It is no part of the ledger: a hypothetical question is no act, so no line of the log names these rows. Anybody may ask
  without signing, and a stranger must not be able to make the log of acts grow.

Norm: Authorization Decision Log 1.0.0 (durable, idempotent on trace and span); docs/adr/0013.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table
from sqlalchemy.dialects import postgresql, sqlite

from audit.database import append_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

metadata = MetaData()

deurvraag = Table(
    "deurvraag",
    metadata,
    Column("sleutel", String(49), primary_key=True),
    Column("tijd", BigInteger, nullable=False),
    Column("gebeurtenis", String(30), nullable=False),
    Column("status", String(5), nullable=False),
    Column("adl", LargeBinary, nullable=False),
    Index("deurvraag_tijd", "tijd"),
)
"""One call: `sleutel` is trace id and span id, `adl` the whole record as JCS."""

_KEEP = {
    "sqlite": sqlite.insert(deurvraag).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(deurvraag).on_conflict_do_nothing(),
}


def append_only_ddl(dialect: str) -> list[str]:
    """Return the statements that make the table refuse UPDATE and DELETE, in `sqlite` or `postgresql`."""
    return append_only(deurvraag.name, dialect)


def keep(connection: Connection, row: Mapping[str, Any]) -> None:
    """Store one record; the same trace and span a second time changes nothing."""
    connection.execute(_KEEP[connection.dialect.name], dict(row))
