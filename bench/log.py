# SPDX-License-Identifier: EUPL-1.2
"""Rows `log-sqlite` and `log-postgresql`: lines per second through the sequencer beside raw batched inserts of the same bytes.

*Ours*: acts that write one line each, submitted as fast as they go, each answered under a signed and published
checkpoint, its keys in the kluis. *Raw*: what this left behind (leaves, openings, heads, checkpoints, keys), column for
column into tables with the same primary keys, in batches of the same mean size, one durable transaction each, nothing
computed: `executemany` on SQLite, `COPY` on PostgreSQL. (What it does on SQLite with the statements that our own writes
use, many rows in each, stands in the detail.)
Both on SQLite in WAL with synchronous=FULL, or on one PostgreSQL with fsync and synchronous_commit on.
"""

from __future__ import annotations

import statistics
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import MetaData, func, select, text

from audit import tables
from audit.database import bulk_insert, create_engine, writing
from audit.kluis import kluis_waarden
from bench.a_log import ALog, postgres, timed_rate
from bench.measure import in_turns, number, result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection, Engine, Table

    from bench.measure import Effort, Result

Insert: TypeAlias = "Callable[[Connection, Table, Sequence[tuple[Any, ...]]], None]"
PER_LINE = (tables.log_bladen, tables.log_openingen_feit)
PER_BATCH = (tables.log_hoofden, tables.log_checkpoints)


def measure(effort: Effort) -> dict[str, Result]:
    """Return both rows."""
    return {f"log-{name}": _compare(made, effort) for name, made in (("sqlite", _sqlite), ("postgresql", postgres))}


@contextmanager
def _sqlite(folder: Path) -> Iterator[Callable[[str], str]]:
    yield lambda name: f"sqlite:///{folder / name}.sqlite"


def _compare(databases: Any, effort: Effort) -> Result:
    count = effort.count(4_000, 50)
    with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name:
        folder = Path(name)
        with databases(folder) as url, ALog(folder, url("log")) as log:
            raw = _Raw(url("raw"), log, count)
            rates = in_turns(lambda: log.run(count), raw.run, effort)
            own = number(statistics.median(raw.run(bulk_insert) for _ in rates[0]))
            detail: dict[str, Any] = {"lines_per_batch": raw.batch, "theirs_with_our_statements_per_second": own}
            detail |= raw.durability()
            raw.stop()
            return result(*rates, "per_second", lines=count, **detail)


class _Raw:
    """The same bytes in the same tables, and nothing else."""

    def __init__(self, url: str, log: ALog, count: int) -> None:
        before = log.batches()
        log.run(count)
        self.batch = max(1, count // max(1, log.batches() - before))
        self._engine: Engine = create_engine(url)
        self._tables = MetaData()
        with log.engine.connect() as connection:
            self._lines = [(self._copy(table), self._newest(connection, table, count)) for table in PER_LINE]
            self._heads = [(self._copy(table), self._newest(connection, table, 1)) for table in PER_BATCH]
        with log.kluis.engine.connect() as connection:
            longest = select(kluis_waarden).order_by(func.length(kluis_waarden.c.waarde).desc()).limit(1)
            self._keys = (self._copy(kluis_waarden), [tuple(row) for row in connection.execute(longest)])
        self._tables.create_all(self._engine)
        self._round = 0

    def _copy(self, table: Table) -> Table:
        return table.to_metadata(self._tables)

    def _newest(self, connection: Any, table: Table, count: int) -> list[tuple[Any, ...]]:
        number = list(table.primary_key.columns)[1]
        query = select(table).where(table.c.shard == ALog.shard).order_by(number.desc()).limit(count)
        return [tuple(row) for row in reversed(connection.execute(query).all())]

    def run(self, insert: Insert | None = None) -> float:
        """Insert all rows in batches and return how many lines that was per second."""
        self._round += 1
        return timed_rate(lambda: self._insert(insert or self._documented), len(self._lines[0][1]))

    def _insert(self, insert: Insert) -> None:
        for at in range(0, len(self._lines[0][1]), self.batch):
            mark = f"{self._round}-{at}"
            with writing(self._engine) as connection:
                for table, rows in self._lines:
                    insert(connection, table, _renamed(rows[at : at + self.batch], mark))
                for table, rows in self._heads:
                    insert(connection, table, _renamed(rows, mark))
                table, rows = self._keys
                insert(connection, table, [(row[0], mark, *row[2:]) for row in rows])

    @property
    def _documented(self) -> Insert:
        return bulk_insert if self._engine.dialect.name == "postgresql" else _executemany

    def durability(self) -> dict[str, str]:
        """Return the settings that both run under, asked of the database itself."""
        asked = ("fsync", "synchronous_commit") if self._engine.dialect.name == "postgresql" else ()
        with self._engine.connect() as connection:
            if not asked:
                names = ("journal_mode", "synchronous")
                return {name: str(connection.execute(text(f"PRAGMA {name}")).scalar()) for name in names}
            return {name: str(connection.execute(text(f"SHOW {name}")).scalar()) for name in asked}

    def stop(self) -> None:
        """Close the connections."""
        self._engine.dispose()


def _executemany(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    marks = ",".join("?" * len(table.columns))
    connection.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({marks})", list(rows))


def _renamed(rows: Sequence[tuple[Any, ...]], mark: str) -> list[tuple[Any, ...]]:
    return [(mark, *row[1:]) for row in rows]
