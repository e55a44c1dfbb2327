# SPDX-License-Identifier: EUPL-1.2
"""The page about failover, rehearsed on two real PostgreSQL servers: trails from the standby, and nothing acknowledged is lost."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from audit.database import create_engine
from core.contract.exitcodes import ExitCode
from core.exchange.logbook import LogRead
from core.exchange.results import Gedaan
from core.exchange.spoor import Filter, ask
from server import migrate, wiring
from server.replica import Lezer
from tests.bladzijden import Bladzijde
from tests.core.exchange.conftest import Zaak
from tests.kit import Backbone
from tests.opgericht import environ, set_up
from tests.tweeling import Tweeling, tweeling

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from server.settings import Settings

PUSHES = 12
BEFORE = 4  # acknowledged before the primary goes


@pytest.fixture(scope="module")
def page() -> Bladzijde:
    """The page."""
    return Bladzijde("overschakelen")


@pytest.fixture(scope="module")
def twee(page: Bladzijde) -> Iterator[Tweeling]:
    """A primary that waits for its standby, both set up by the commands of the page."""
    with tweeling(page) as made:
        made.run('psql service=primair --command="ALTER SYSTEM SET wal_keep')
        made.run('psql service=primair --command="SELECT pg_reload')
        made.run("pg_basebackup")
        made.start("standby")
        made.run('psql service=primair --command="ALTER SYSTEM SET synchronous')
        made.run('psql service=primair --command="SELECT pg_reload')
        yield made


def _trail(knooppunt: Backbone, lezer: Any) -> int:
    """Return how many lines the trail of an officer has, read through `lezer`."""
    knooppunt.world.lezer = lezer
    _, trail = ask(knooppunt.world, LogRead("fg-gemeente", "controle", "controle-op-het-lezen", "spoor"), Filter())
    assert trail is not None
    return len(list(trail.regels()))


def test_page(twee: Tweeling, page: Bladzijde, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set up, read from the standby, lose the primary under load, switch over, verify, and take the old one back in."""
    settled = threading.Event()
    for _ in range(100):
        if (state := twee.run('psql service=primair --command="SELECT sync_state').strip()) == "sync":
            break
        settled.wait(0.1)
    assert state == "sync"
    knooppunt = Backbone(tmp_path, twee.url)
    settings = set_up(knooppunt, database_url=SecretStr(twee.url), reader_url=SecretStr(twee.at("standby")))
    try:
        _read_from_the_standby(twee, knooppunt)
        done, pushes = _lose_the_primary_under_load(twee, knooppunt)
    finally:
        knooppunt.close()
    twee.run("pg_ctl promote")
    _serve_again(settings, done, pushes)
    environ(monkeypatch, settings)
    for command in ("audit verifieer", "beheer controleer"):
        result = page.run(command, tmp_path)
        assert result.exit_code == ExitCode.DONE, result.output
    assert json.loads(result.stdout)["goed"]
    _take_the_old_one_back(twee)
    page.take('psql service=primair --command="ALTER SYSTEM RESET')  # what one does without a standby
    assert page.left == []


def _read_from_the_standby(twee: Tweeling, knooppunt: Backbone) -> None:
    """A trail comes from the standby with the line about asking in it; from one that lags or is silent it does not."""
    Zaak(knooppunt).phase("weging")
    lezer = Lezer(knooppunt.engine, twee.at("standby"), wait=10.0)
    replica, asked = lezer(), []
    assert replica is not knooppunt.engine
    sa.event.listen(replica, "after_cursor_execute", lambda *args: asked.append(args[2]))
    served = []
    sa.event.listen(replica, "checkout", lambda *args: served.append(args))
    lines = _trail(knooppunt, lezer)
    assert any("log_bladen" in statement for statement in asked)
    assert len(served) > 3  # once to see whether it is up to date; the rest for rows, lines and what explains them
    with replica.connect() as connection:
        assert connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar() is True
    paused = create_engine(twee.at("standby"))
    with paused.begin() as connection:
        connection.exec_driver_sql("SELECT pg_wal_replay_pause()")
    lezer._wait = 0.1
    assert _trail(knooppunt, lezer) > lines
    knooppunt.state("politie", knooppunt.fact("gescreend", persoon=knooppunt["politie"].persoon))
    assert lezer() is knooppunt.engine
    with paused.begin() as connection:
        connection.exec_driver_sql("SELECT pg_wal_replay_resume()")
    paused.dispose()
    silent = Lezer(knooppunt.engine, "postgresql://postgres@127.0.0.1:1/postgres", wait=0.1)
    assert silent() is knooppunt.engine
    assert Lezer(knooppunt.engine, knooppunt.engine.url.render_as_string(hide_password=False))() is knooppunt.engine
    for one in (lezer, silent):
        one.close()


def _lose_the_primary_under_load(twee: Tweeling, knooppunt: Backbone) -> tuple[dict[str, Gedaan], list[Any]]:
    """Push from four threads, and kill the primary once some are acknowledged; return what was acknowledged."""
    zaak = Zaak(knooppunt)
    zaak.phase("verrijking-gesloten")
    pushes = [zaak.supply("politie", "wpg-8", "gemeente") for _ in range(PUSHES)]
    done: dict[str, Gedaan] = {}
    enough, gone = threading.Event(), threading.Event()

    def work(mine: list[Any]) -> None:
        for levering in mine:
            try:
                outcome = knooppunt.exchange.push(levering.caller, levering.body)
            except Exception:  # noqa: BLE001 - whatever it was, it was not acknowledged
                continue
            if isinstance(outcome, Gedaan):
                done[levering.record] = outcome
            if len(done) >= BEFORE:
                enough.set()
                gone.wait(30)

    threads = [threading.Thread(target=work, args=(pushes[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    assert enough.wait(60)
    twee.kill("primair")
    gone.set()
    for thread in threads:
        thread.join(60)
    assert BEFORE <= len(done) < PUSHES
    return done, pushes


def _serve_again(settings: Settings, done: dict[str, Gedaan], pushes: list[Any]) -> None:
    """The server starts on what was the standby; each acknowledged act is there, and the others can be done, each once."""
    backbone = wiring.open_backbone(settings)
    try:
        exchange = backbone.exchange
        with exchange.world.reading() as connection:
            there = set(connection.execute(sa.text("SELECT sleutel FROM verstrekking")).scalars())
        assert set(done) <= there
        for levering in pushes:
            again = exchange.push(levering.caller, levering.body)
            assert isinstance(again, Gedaan), again
            if levering.record in done:
                assert again == done[levering.record]
        with exchange.world.reading() as connection:
            count = connection.execute(sa.text("SELECT count(*) FROM verstrekking")).scalar_one()
        assert count == len(pushes)
        assert migrate.present(exchange.world.log.engine) == migrate.newest()
    finally:
        backbone.close()


def _take_the_old_one_back(twee: Tweeling) -> None:
    """The old primary follows the new one, and what is written there must be in both."""
    twee.run("pg_rewind")
    twee.start("primair")
    twee.run('psql service=standby --command="ALTER SYSTEM SET')
    twee.run('psql service=standby --command="SELECT pg_reload')
    engine = create_engine(twee.at("primair"))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar() is True
        assert connection.exec_driver_sql("SELECT count(*) FROM verstrekking").scalar() == PUSHES
    engine.dispose()
