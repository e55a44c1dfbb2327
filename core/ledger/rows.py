# SPDX-License-Identifier: EUPL-1.2
"""Rows as the log names them: a table, a key and a digest over every column.

Invariants:
- `digest_of` covers *all* columns of a table, so a new column is protected without anybody thinking of it.
- A row enters a table only through `Writer`, which hands back what the line has to name. No row without a line.

The digest is SHA-256 over the JCS form of the row, with bytes as base64. It is not secret: ids are random and content is
ciphertext, so it reveals nothing that the row does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs
from core.ledger.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Table

STREAM_ROWS = 500


def digest_of(table: Table, values: Mapping[str, Any]) -> str:
    """Return the hex SHA-256 of the row with these column values.

    Raises:
        KeyError: a column of the table has no value.
    """
    return jcs.digest({column.name: _plain(values[column.name]) for column in table.columns})


def _plain(value: object) -> jcs.Json:
    if isinstance(value, (bytes, memoryview)):
        return {"b64": jcs.b64(bytes(value))}
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"geen opslagwaarde: {type(value).__name__}")


class Writer:
    """Collects the rows of one act, writes them, and tells what the act's line must name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def insert(self, table: Table, *rows: Mapping[str, Any]) -> list[dict[str, str]]:
        """Insert `rows` and return their entries for `rijen` of a line: table, key and digest.

        Raises:
            sqlalchemy.exc.IntegrityError: a key exists already.
        """
        if not rows:
            return []
        complete = [{column.name: row.get(column.name) for column in table.columns} for row in rows]
        entries = [
            {"tabel": table.name, "sleutel": str(row["sleutel"]), "sha256": digest_of(table, row)} for row in complete
        ]
        self._connection.execute(table.insert(), complete)
        return entries


def stored_rows(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Yield (table, key, digest) of every row that is in the ledger now, streaming, for `audit.verify`."""
    for table in TABLES:
        result = connection.execution_options(yield_per=STREAM_ROWS).execute(select(table))
        for row in result.mappings():
            values = {column.name: row[column] for column in table.columns}
            yield table.name, values["sleutel"], digest_of(table, values)
