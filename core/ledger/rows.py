# SPDX-License-Identifier: EUPL-1.2
"""Writing rows so that the log names them: no row enters the ledger without an entry for the line of its act.

Invariants:
- A row enters a table only through `Writer`, which hands back what the line has to name (`audit.rows`): table, key and a
  digest over *every* column, so a new column is protected without anybody thinking of it.
- The digest is not secret: ids are random and content is ciphertext, so it reveals nothing that the row does not.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from audit.rows import row_ref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table


class Writer:
    """Inserts the rows of one act and tells what the act's line must name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def insert(self, table: Table, *rows: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Insert `rows` and return their entries for `rijen` of a line.

        Raises:
            sqlalchemy.exc.IntegrityError: a key exists already.
        """
        if not rows:
            return []
        names = [column.name for column in table.columns]
        complete = [{name: row.get(name) for name in names} for row in rows]
        statement = _insert(table, self._connection.dialect.name)
        self._connection.exec_driver_sql(statement, [tuple(row.values()) for row in complete])
        return [row_ref(table, row) for row in complete]


@cache
def _insert(table: Table, dialect: str) -> str:
    """Return the statement for whole rows, in the driver's own words: it runs a few times in every act."""
    names = [column.name for column in table.columns]
    marks = ", ".join(["?" if dialect == "sqlite" else "%s"] * len(names))
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - our own names
