# SPDX-License-Identifier: EUPL-1.2
"""Digests of database rows: how a line of the log pins every row that its act wrote.

Invariants:
- The digest covers every column of the row, by name: JCS of {column: value}, bytes as their hex SHA-256. A column that is added
  later and is null leaves old digests as they were, so nulls are left out.
- `sleutel` is the primary key, its parts joined by `|`.

A line's `feit["rijen"]` is a list of these; a later `sha256` of None says that the row was removed by that act. It does
not read a log, and tells nothing about the order of rows.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection, Table

CHUNK = 1000


def row_digest(values: Mapping[str, Any]) -> str:
    """Return the hex SHA-256 of a row given as column name to value (text, int, bool, bytes or None)."""
    return jcs.digest({name: _plain(value) for name, value in values.items() if value is not None})


def row_key(table: Table, values: Mapping[str, Any]) -> str:
    """Return the primary key of the row as text."""
    return "|".join(str(values[column.name]) for column in table.primary_key.columns)


def row_ref(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry of `rijen` for a row that is written with exactly these values."""
    return {"tabel": table.name, "sleutel": row_key(table, values), "sha256": row_digest(values)}


def removed_ref(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry of `rijen` for a row that the act removes; only the primary key is needed."""
    return {"tabel": table.name, "sleutel": row_key(table, values), "sha256": None}


def existing_rows(connection: Connection, tables: Iterable[Table]) -> Iterator[tuple[str, str, str]]:
    """Yield (tabel, sleutel, sha256) of every row that exists now, streaming."""
    for table in tables:
        result = connection.execution_options(yield_per=CHUNK).execute(select(table))
        for row in result.mappings():
            values = {str(name): value for name, value in row.items()}
            yield table.name, row_key(table, values), _digest(values)


def _digest(values: Mapping[str, Any]) -> str:
    """Return the digest of what stands there, whatever it is: an impossible value has one that nothing equals."""
    try:
        return row_digest(values)
    except jcs.CanonicalError:
        return "onleesbaar"


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return hashlib.sha256(value).hexdigest()
    return value
