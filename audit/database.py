# SPDX-License-Identifier: EUPL-1.2
"""Database engines made rightly, for the log and for everyone who writes beside it.

Invariants:
- SQLite runs in WAL with synchronous=FULL and foreign keys on; `writing` takes the write lock at once (BEGIN IMMEDIATE),
  so that a transaction never finds half-way that it may not write.
- PostgreSQL has synchronous commit on; the one writer at a time is kept by an advisory lock in the transaction.
- What is deleted is overwritten: SQLite zeroes freed bytes at once, and `scrub` empties what still lies beside the table.
- `append_only` gives the triggers that make a table insert-only (or deletable, never changeable) in the database too.

Norm: design.md 7. It knows no table of its own.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Engine, Table

# One number for "the log of this database"; other users of advisory locks keep away from it.
ADVISORY_LOCK = 0x4B4E4F4F5050554E  # "KNOOPPUN"
BUSY_SECONDS = 30
# Opening a file costs more than most reads, and a batch ends for many threads at once.
SQLITE_KEPT, SQLITE_MOST = 32, 256
_WRITE = "knooppunt_schrijft"
_AT_ONCE = (64, 8, 1)  # rows per statement: few texts, which the driver keeps prepared
# Without recursive triggers INSERT OR REPLACE would delete a row behind the back of the append-only triggers.
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "secure_delete=ON",  # what is erased is overwritten with zeros, not only forgotten
)


def create_engine(url: str) -> Engine:
    """Return an engine for a `sqlite:///…` or `postgresql+psycopg://…` URL.

    Raises:
        ValueError: another kind of database.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)
    if parsed.get_backend_name() != "sqlite":
        raise ValueError("alleen SQLite en PostgreSQL")
    engine = sa.create_engine(
        parsed,
        connect_args={"timeout": BUSY_SECONDS},
        hide_parameters=True,
        pool_size=SQLITE_KEPT,
        max_overflow=SQLITE_MOST - SQLITE_KEPT,
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver starts no transaction by itself: `_begin` does
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine, lock: int | None = ADVISORY_LOCK) -> Iterator[Connection]:
    """Give a connection in a transaction that holds the one write lock; commit at the end, roll back on any error.

    Args:
        engine: made by `create_engine`.
        lock: the advisory lock on PostgreSQL; None for a store that needs no single writer (never for the log).
    """
    with engine.connect() as plain:
        connection = plain.execution_options(**{_WRITE: True})
        with connection.begin():
            if lock is not None and engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
            yield connection


def bulk_insert(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows given as tuples in the order of the table's columns: the fastest way each driver has.

    On SQLite that is many rows in one statement: besides being faster it gives up the interpreter once per statement
    instead of once per row, and each time it may wait long to get it back among threads that compute.
    """
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        at = 0
        while at < len(rows):
            count = next(size for size in _AT_ONCE if size <= len(rows) - at)
            connection.exec_driver_sql(_insert(table, count), tuple(chain.from_iterable(rows[at : at + count])))
            at += count
        return
    names = ",".join(column.name for column in table.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@cache
def _insert(table: Table, count: int) -> str:
    names = [column.name for column in table.columns]
    marks = f"({','.join('?' * len(names))})"
    return f"INSERT INTO {table.name} ({','.join(names)}) VALUES {','.join([marks] * count)}"  # noqa: S608 - our own names


def scrub(engine: Engine, table: str) -> None:
    """Let what was deleted from a table, and committed, be gone from the write-ahead log and from dead rows as well."""
    if engine.dialect.name == "sqlite":
        driver: Any
        with closing(engine.raw_connection()) as driver:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM {table}")


def append_only(table: str, dialect: str, *, deletable: bool = False, unless: str | None = None) -> list[str]:
    """Return the DDL that refuses UPDATE (and DELETE and TRUNCATE, unless `deletable`) on a table.

    Args:
        table: its name.
        dialect: `sqlite` or `postgresql`.
        deletable: rows may be deleted.
        unless: a condition in SQL about `OLD`, under which this one row may be deleted.
    """
    events = ["UPDATE"] if deletable else ["UPDATE", "DELETE"]
    if dialect == "sqlite":
        when = {"DELETE": f"WHEN NOT {unless} "} if unless else {}
        return [
            f"CREATE TRIGGER {table}_geen_{word.lower()} BEFORE {word} ON {table} {when.get(word, '')}"
            f"BEGIN SELECT RAISE(ABORT, 'alleen toevoegen: {table}'); END"
            for word in events
        ]
    name = f"{table}_alleen_toevoegen"
    allowed = ""
    if unless:  # PostgreSQL has no AND that surely stops at its first part, and a TRUNCATE has no OLD
        allowed = f"IF TG_OP = 'DELETE' THEN IF {unless} THEN RETURN OLD; END IF; END IF; "
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {allowed}RAISE EXCEPTION 'alleen toevoegen: {table}'; END $$"
    )
    rows = f"CREATE TRIGGER {name} BEFORE {' OR '.join(events)} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    whole = f"CREATE TRIGGER {name}_leeg BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    return [function, rows, whole]


def drop_append_only(table: str, dialect: str) -> list[str]:
    """Return the DDL that removes those triggers: for downgrades and for tests that play the intruder."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_geen_{word}" for word in ("update", "delete")]
    name = f"{table}_alleen_toevoegen"
    return [f"DROP TRIGGER IF EXISTS {name}{tail} ON {table}" for tail in ("", "_leeg")]
