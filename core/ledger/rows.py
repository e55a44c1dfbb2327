# SPDX-License-Identifier: EUPL-1.2
"""Writing rows so that the log names them: no row enters the ledger without an entry for the line of its act.

Invariants:
- A row enters a table only through `Writer`, which hands back what the line has to name (`audit.rows`): table, key and a
  digest over *every* column, so a new column is protected without anybody thinking of it.
- The digest is not secret: ids are random and content is ciphertext, so it reveals nothing that the row does not.
"""

from __future__ import annotations

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
        complete = [{column.name: row.get(column.name) for column in table.columns} for row in rows]
        self._connection.execute(table.insert(), complete)
        return [row_ref(table, row) for row in complete]
