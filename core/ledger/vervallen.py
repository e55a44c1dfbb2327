# SPDX-License-Identifier: EUPL-1.2
"""What may go: the rows of the ledger that a logged act named as gone, and removing them.

Invariants:
- A row of a table in `ERASABLE` can be deleted only when a row of `vervallen` names it; the database itself refuses any
  other DELETE, and every UPDATE. A `vervallen` row is like every row of the ledger: append-only, and named by a line.
- First the act names what goes (`mark`, in the transaction of its line), then it goes (`remove`, in that transaction or,
  when something else has to go before it, later). The line also says that the row is gone, so `audit verifieer` finds
  what was named and is still there, as well as what went without being named.
- What was named never comes back: who takes in a record asks `why_gone` first.

Norm: design.md 6 and 7 (erasable and yet provable). It does not decide *what* may go; that is for `core.exchange`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, Column, MetaData, String, Table, bindparam, delete, select

from audit.database import append_only, drop_append_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from core.ledger.rows import Writer

metadata = MetaData()

vervallen = Table(
    "vervallen",
    metadata,
    Column("sleutel", String(200), primary_key=True),
    Column("reden", String(40), nullable=False),
    Column("tijd", BigInteger, nullable=False),
)
"""One row that goes or went: `sleutel` is its table and key (`omhulsel/…`), `reden` the kind of act that named it."""

ERASABLE: Final = ("omhulsel", "verstrekking")
"""The tables of the first schema whose rows may go. A later table says so in its own DDL, with `erasable_ddl`."""

_CHUNK = 500


def erasable_ddl(table: str, dialect: str) -> list[str]:
    """Return the statements that refuse UPDATE, and DELETE of every row that `vervallen` does not name."""
    named = f"EXISTS (SELECT 1 FROM vervallen WHERE sleutel = '{table}/' || OLD.sleutel)"  # noqa: S608 - our own names
    return append_only(table, dialect, unless=named)


def ddl(dialect: str) -> list[str]:
    """Return the statements that follow the making of the table: its own triggers, and those of the first tables."""
    replaced = [
        statement
        for table in ERASABLE
        for statement in (*drop_append_only(table, dialect), *erasable_ddl(table, dialect))
    ]
    return [*append_only(vervallen.name, dialect), *replaced]


def mark(writer: Writer, table: Table, keys: Iterable[str], reden: str, tijd: int) -> list[dict[str, Any]]:
    """Name rows that go, and return the entries for the line: the naming, and that each row is gone.

    Raises:
        sqlalchemy.exc.IntegrityError: one of them was named before.
    """
    keys = list(keys)
    rows = [{"sleutel": f"{table.name}/{key}", "reden": reden, "tijd": tijd} for key in keys]
    gone = [{"tabel": table.name, "sleutel": key, "sha256": None} for key in keys]
    return [*writer.insert(vervallen, *rows), *gone]


def remove(connection: Connection, table: Table, keys: Sequence[str]) -> int:
    """Delete rows that were named, and return how many were still there.

    Raises:
        sqlalchemy.exc.DBAPIError: a row was not named; the database refuses, and nothing of this transaction stays.
    """
    removed = 0
    for at in range(0, len(keys), _CHUNK):
        chunk = list(keys[at : at + _CHUNK])
        removed += connection.execute(delete(table).where(table.c.sleutel.in_(chunk))).rowcount
    return removed


_GONE = select(vervallen.c.reden).where(vervallen.c.sleutel == bindparam("sleutel"))


def why_gone(connection: Connection, table: str, key: str) -> str | None:
    """Return the kind of act that named this row as gone, None when none did."""
    found = connection.execute(_GONE, {"sleutel": f"{table}/{key}"}).scalar()
    return None if found is None else str(found)
