# SPDX-License-Identifier: EUPL-1.2
"""Row `log-sqlite`: lines per second through the sequencer beside raw batched inserts of the same bytes.

*Ours*: acts that write one line each, submitted as fast as they go, each answered under a signed and published
checkpoint, its keys in the kluis. *Raw*: the leaves and openings that this left behind, column for column into tables
with the same primary keys, in batches of the same mean size, one durable transaction each, nothing computed.
Both on SQLite in WAL with synchronous=FULL.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, func, select

from audit import tables
from audit.database import bulk_insert, create_engine, writing
from audit.kluis import EpochKey, Kluis
from audit.sequencer import Sequencer
from audit.signer import LogSigner
from bench.measure import in_turns, result

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from audit.transaction import Transaction
    from bench.measure import Effort, Result

SHARD = "noord-nederland-2026"
COPIED = (tables.log_bladen, tables.log_openingen_feit)
FEIT = {"handeling": "0" * 36, "gebeurtenis": "proef", "oin": "0" * 20, "verzoek_sha256": "0" * 64, "rijen": []}


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    count = effort.count(2_000, 50)
    with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name:
        folder = Path(name)
        log = _Ours(folder)
        try:
            raw = _Raw(folder, log, count)
            rates = in_turns(lambda: log.run(count), raw.run, effort)
            return {"log-sqlite": result(*rates, "per_second", lines=count, lines_per_batch=raw.batch)}
        finally:
            log.stop()


class _Ours:
    """A log of its own."""

    def __init__(self, folder: Path) -> None:
        self.engine = create_engine(f"sqlite:///{folder / 'log.sqlite'}")
        tables.create(self.engine)
        self._kluis = Kluis(create_engine(f"sqlite:///{folder / 'kluis.sqlite'}"), EpochKey.generate())
        self._kluis.create()
        self._sequencer = Sequencer(self.engine, self._kluis, LogSigner.generate(), folder, "bench.example/log")
        self._sequencer.start()

    def run(self, count: int) -> float:
        """Write lines and return how many were acknowledged per second."""
        start = time.perf_counter()
        waiting = [self._sequencer.submit(_act) for _ in range(count)]
        for future in waiting:
            future.result(60)
        return count / (time.perf_counter() - start)

    def stop(self) -> None:
        """End it."""
        self._sequencer.stop()
        self.engine.dispose()
        self._kluis.engine.dispose()


def _act(pen: Transaction) -> None:
    pen.line(SHARD, FEIT)


class _Raw:
    """The same bytes in the same tables, and nothing else."""

    def __init__(self, folder: Path, log: _Ours, count: int) -> None:
        log.run(count)
        self._engine: Engine = create_engine(f"sqlite:///{folder / 'raw.sqlite'}")
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        made = MetaData()
        with log.engine.connect() as connection:
            heads = connection.execute(select(func.count()).select_from(tables.log_hoofden)).scalar_one()
            for table in COPIED:
                table.to_metadata(made)
                query = select(table).where(table.c.shard == SHARD).limit(count)
                self._rows[table.name] = [tuple(row) for row in connection.execute(query)]
        made.create_all(self._engine)
        self._tables = made.tables
        self.batch = max(1, count // max(1, heads - 1))
        self._round = 0

    def run(self) -> float:
        """Insert all rows in batches and return how many lines that was per second."""
        self._round += 1
        count = len(self._rows[COPIED[0].name])
        start = time.perf_counter()
        for at in range(0, count, self.batch):
            with writing(self._engine) as connection:
                for name, rows in self._rows.items():
                    chunk = [(f"{SHARD}-{self._round}", *row[1:]) for row in rows[at : at + self.batch]]
                    bulk_insert(connection, self._tables[name], chunk)
        return count / (time.perf_counter() - start)
