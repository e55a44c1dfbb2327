# SPDX-License-Identifier: EUPL-1.2
"""New code on the schema of before: it serves, refuses what needs the migration, and goes on after it with nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from audit.database import create_engine
from server import health, migrate, oudschema
from server.commandline.audit.verifieer import check
from server.errors import SchemaError
from tests import kit
from tests.opgericht import set_up
from tests.releases import fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    sqlite = f"sqlite:///{tmp_path / 'knooppunt.sqlite'}"
    return sqlite if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A connection to it."""
    made = create_engine(url)
    yield made
    made.dispose()


def test_it_serves_on_the_oldest_usable_schema(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Supplies and reads work before the migration; a table of later refuses writing; after it all verifies and all works."""

    def older(engine: Engine) -> None:
        upgrade(engine, migrate.OLDEST_USABLE)
        assert oudschema.serve_on(engine)

    upgrade = migrate.upgrade
    monkeypatch.setattr(migrate, "upgrade", older)
    knooppunt = kit.Backbone(tmp_path, url)
    monkeypatch.setattr(migrate, "upgrade", upgrade)
    try:
        fill(knooppunt)
        lacking = migrate.require(knooppunt.engine)
        assert {"toekenning_later", "bijlage_deel"} <= lacking
        assert health._schema(knooppunt.engine) is None
        table = sa.Table("toekenning_later", sa.MetaData(), autoload_with=knooppunt.engine)
        with knooppunt.engine.connect() as connection:
            assert connection.execute(sa.select(table)).all() == []
            with pytest.raises(oudschema.OuderSchemaError, match="beheer migreer"):
                connection.execute(sa.insert(table).values(dict.fromkeys(table.columns.keys(), b"x")))
    finally:
        knooppunt.close()
    later = create_engine(url)
    migrate.upgrade(later)
    assert migrate.require(later) == frozenset()
    later.dispose()
    settings = set_up(knooppunt)
    assert check(settings).bevindingen == []


@pytest.mark.parametrize("revision", ["0007", None])
def test_an_older_schema_and_none_are_refused(engine: Engine, revision: str | None) -> None:
    """Before the oldest usable one, and an empty database: the server does not start, and says what to do."""
    if revision:
        migrate.upgrade(engine, revision)
    with pytest.raises(SchemaError, match="nodig") as caught:
        oudschema.serve_on(engine)
    assert "beheer migreer" in caught.value.diagnose()
    assert health._schema(engine) == "Het schema is van een andere versie."


def test_a_newer_schema_and_one_that_lacks_a_column_are_refused(engine: Engine) -> None:
    """What this release does not know, or needs and does not find in a table that is there, is no schema to serve on."""
    migrate.upgrade(engine, migrate.OLDEST_USABLE)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE handeling DROP COLUMN antwoord")
    with pytest.raises(SchemaError):
        migrate.require(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError):
        migrate.require(engine)


def test_a_migration_waits_no_longer_than_it_may(postgres_url: str) -> None:
    """A table that somebody holds, and a statement that goes on too long, end the migration; nothing of it stays."""
    engine, other = create_engine(postgres_url), create_engine(postgres_url)
    migrate.upgrade(engine, "0007")
    with other.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE omhulsel IN ACCESS SHARE MODE")
        with pytest.raises(OperationalError, match="lock timeout"):
            migrate.upgrade(engine, timeouts=migrate.Timeouts(lock=1))
        with pytest.raises(OperationalError, match="statement timeout"):
            migrate.upgrade(engine, timeouts=migrate.Timeouts(lock=0, statement=1))
    assert migrate.present(engine) == "0007"
    migrate.upgrade(engine)
    for one in (engine, other):
        one.dispose()


def test_the_server_says_so_when_an_act_has_to_wait() -> None:
    """The error is one of a log that cannot be written now, so callers get 503 and come back."""
    from server.api import outcomes
    from server.api.problems import ProblemError

    def act() -> Any:
        raise oudschema.OuderSchemaError("na de migratie")

    with pytest.raises(ProblemError) as caught:
        outcomes.answer(act)
    assert caught.value.status == 503
