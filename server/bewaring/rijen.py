# SPDX-License-Identifier: EUPL-1.2
"""The rows of a database as parts of a backup: read in one snapshot, written back in bulk, the same for both databases.

    <tabel>/000000    zlib over {u32 length, JSON {kolommen, rijen}, blobs}; a blob in a row is the number of its bytes

Invariants:
- `snapshot` gives one view of the whole database that no writer disturbs and that disturbs no writer (WAL on SQLite,
  repeatable read on PostgreSQL).
- A backup of the one database can be put back in the other: only values are kept, under the revision of the schema.
- Writing back goes into tables that are empty; their triggers stay in force throughout.

It does not know what a row means.
"""

from __future__ import annotations

import json
import struct
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from audit.database import bulk_insert
from server.errors import BewaringError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Engine

MAX_BYTES: Final = 4 * 1024 * 1024  # of one part, before it is compressed; a larger row has a part of its own
MAX_ROWS: Final = 2000
MAX_PLAIN: Final = 128 * 1024 * 1024  # of one part when it is read, decompressed
_FETCH: Final = 32  # rows at a time from PostgreSQL: some may be a megabyte
_SHAPE: Final = "Een deel van de back-up heeft niet de juiste vorm."
LEFT_OUT: Final = frozenset({"alembic_version", "nonce", "kluis_waarden"})


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees the database as it is now, until the end."""
    with engine.connect() as plain:
        connection = plain
        if engine.dialect.name == "postgresql":
            connection = plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        sa.inspect(connection).get_table_names()  # the view begins at the first question
        yield connection


def tables(connection: Connection, left_out: frozenset[str] = LEFT_OUT) -> list[str]:
    """Return the names of the tables to keep, sorted."""
    return sorted(set(sa.inspect(connection).get_table_names()) - left_out)


def parts(connection: Connection, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of one table; an empty table has none."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    found = connection.execution_options(yield_per=_FETCH).execute(sa.select(table))
    columns = [column.name for column in table.columns]
    for number, rows in enumerate(_groups(found)):
        yield f"{name}/{number:06d}", pack(columns, rows)


def _groups(found: Any) -> Iterator[list[tuple[Any, ...]]]:
    rows: list[tuple[Any, ...]] = []
    size = 0
    for row in found:
        rows.append(tuple(row))
        size += sum(len(value) for value in row if isinstance(value, bytes | str))
        if size >= MAX_BYTES or len(rows) >= MAX_ROWS:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def pack(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> bytes:
    """Return rows as bytes."""
    blobs: list[bytes] = []

    def plain(value: Any) -> Any:
        if isinstance(value, bytes):
            blobs.append(value)
            return [len(value)]
        return value

    listed = [[plain(value) for value in row] for row in rows]
    head = json.dumps({"kolommen": list(columns), "rijen": listed}, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(b"".join((struct.pack(">I", len(head)), head, *blobs)), 1)


def unpack(data: bytes) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the names of the columns and the rows.

    Raises:
        BewaringError: not what `pack` makes.
    """
    try:
        plain = _inflated(data)
        (length,) = struct.unpack_from(">I", plain)
        head = json.loads(plain[4 : 4 + length])
        blobs = _Blobs(plain, 4 + length)
        rows = [tuple(blobs.value(one) for one in listed) for listed in head["rijen"]]
        columns = [str(column) for column in head["kolommen"]]
    except (zlib.error, struct.error, ValueError, KeyError, TypeError, IndexError, RecursionError):
        raise BewaringError(_SHAPE) from None
    if not blobs.ended:
        raise BewaringError(_SHAPE)
    return columns, rows


def _inflated(data: bytes) -> bytes:
    """Return the bytes of a part; a few that would grow without end are refused."""
    inflate = zlib.decompressobj()
    plain = inflate.decompress(data, MAX_PLAIN)
    if not inflate.eof or inflate.unused_data:
        raise ValueError(_SHAPE)
    return plain


class _Blobs:
    """The blobs behind the head of a part, taken one after the other."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data, self._at = data, start

    def value(self, given: Any) -> Any:
        """Return a value of a row, or the blob that stands for it."""
        if not isinstance(given, list):
            return given
        (length,) = given
        if type(length) is not int or length < 0:  # going back would give the same bytes over and over
            raise ValueError(_SHAPE)
        start, self._at = self._at, self._at + length
        return self._data[start : self._at]

    @property
    def ended(self) -> bool:
        """Whether exactly all bytes were taken."""
        return self._at == len(self._data)


class Filler:
    """Writes parts back into the empty tables of a database, in the transaction of `connection`; into `names` only."""

    def __init__(self, connection: Connection, names: Sequence[str]) -> None:
        self._connection = connection
        self._names = frozenset(names)
        self._known: dict[str, sa.Table] = {}
        self.rijen = 0

    def add(self, name: str, data: bytes) -> None:
        """Write one part back.

        Raises:
            BewaringError: a table or column that this schema does not have.
        """
        table = self._table(name.partition("/")[0])
        columns, rows = unpack(data)
        places = {column: place for place, column in enumerate(columns)}
        if set(places) != {column.name for column in table.columns}:
            raise BewaringError(f"Tabel {table.name} heeft andere kolommen dan de back-up.")
        order = [places[column.name] for column in table.columns]
        bulk_insert(self._connection, table, [tuple(row[place] for place in order) for row in rows])
        self.rijen += len(rows)

    def _table(self, name: str) -> sa.Table:
        if name not in self._known:
            if name not in self._names:
                raise BewaringError("De back-up heeft een tabel die dit schema niet kent.")
            self._known[name] = sa.Table(name, sa.MetaData(), autoload_with=self._connection)
        return self._known[name]
