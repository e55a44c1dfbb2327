# SPDX-License-Identifier: EUPL-1.2
"""Group commit: pushes that wait together are acknowledged under few commits, on both databases, counted and not timed."""

from __future__ import annotations

import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from core.exchange.results import Gedaan
from tests.core.exchange.conftest import Zaak
from tests.core.exchange.test_hardened import together
from tests.kit import Backbone, backbone
from tests.releases import _tool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

PUSHES = 24


@pytest.fixture(params=["sqlite", "postgresql"])
def knooppunt(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backbone]:
    """A backbone on each database."""
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with backbone(tmp_path, url) as made:
        yield made


def _counter(engine: Engine) -> Callable[[], int]:
    """Return what tells how often the database itself committed since now."""
    return _of_postgresql(engine) if engine.dialect.name == "postgresql" else _of_sqlite(engine)


def _of_sqlite(engine: Engine) -> Callable[[], int]:
    """Count every COMMIT of a transaction that writes: with synchronous=FULL each waits for the disk once."""
    seen: list[str] = []
    writes = threading.local()

    def trace(statement: str) -> None:
        if statement.startswith("BEGIN"):
            writes.on = "IMMEDIATE" in statement
        elif statement == "COMMIT" and getattr(writes, "on", False):
            seen.append(statement)

    engine.dispose()  # connections of before are not watched
    sa.event.listen(engine, "connect", lambda connection, _: connection.set_trace_callback(trace))
    return lambda: len(seen)


def _of_postgresql(engine: Engine) -> Callable[[], int]:
    """Count the commits in the write-ahead log of PostgreSQL itself: each waits for the disk once."""

    def place() -> str:
        with engine.connect() as connection:
            return str(connection.exec_driver_sql("SELECT pg_current_wal_flush_lsn()").scalar_one())

    begin = place()

    def count() -> int:
        wal = Path(str(engine.url.query["host"])) / "pg_wal"
        command = [_tool("pg_waldump"), "--rmgr=Transaction", f"--start={begin}", f"--end={place()}", f"--path={wal}"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return sum(" COMMIT " in line for line in told.splitlines())

    return count


def _waiting(knooppunt: Backbone, calls: list[Any]) -> list[Any]:
    """Make the calls while the log is busy with one act, which ends when all of them wait; return what each gave."""
    busy, free = threading.Event(), threading.Event()

    def hold(_: Any) -> None:
        busy.set()
        assert free.wait(60)

    held = knooppunt.sequencer.submit(hold)
    assert busy.wait(60)

    def let_go() -> None:
        deadline = time.monotonic() + 60
        while knooppunt.sequencer.waiting < len(calls) and time.monotonic() < deadline:
            time.sleep(0.01)
        free.set()

    watcher = threading.Thread(target=let_go)
    watcher.start()
    outcomes = together(calls)
    watcher.join()
    held.result(60)
    return outcomes


def test_pushes_that_wait_together_share_their_commits(knooppunt: Backbone) -> None:
    """Each is acknowledged with its own proof; the database and the kluis committed less than half as often."""
    zaak = Zaak(knooppunt)
    zaak.phase("verrijking-gesloten")
    pushes = [zaak.supply("politie", "wpg-8", "gemeente") for _ in range(PUSHES)]
    main, kluis = _counter(knooppunt.engine), _counter(knooppunt.kluis.engine)
    outcomes = _waiting(knooppunt, [lambda one=one: knooppunt.exchange.push(one.caller, one.body) for one in pushes])
    assert all(isinstance(outcome, Gedaan) for outcome in outcomes), outcomes
    assert len({outcome.bewijs[0]["index"] for outcome in outcomes}) == PUSHES
    assert 0 < main() < PUSHES // 2
    assert 0 < kluis() < PUSHES // 2


def test_pushes_one_after_the_other_each_have_their_own(knooppunt: Backbone) -> None:
    """Contrary: who waits for the answer before pushing again gets a commit per push, so nothing is put off."""
    zaak = Zaak(knooppunt)
    zaak.phase("verrijking-gesloten")
    pushes = [zaak.supply("politie", "wpg-8", "gemeente") for _ in range(4)]
    main = _counter(knooppunt.engine)
    for one in pushes:
        assert isinstance(knooppunt.exchange.push(one.caller, one.body), Gedaan)
    assert main() >= len(pushes)
