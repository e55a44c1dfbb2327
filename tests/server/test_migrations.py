# SPDX-License-Identifier: EUPL-1.2
"""The migrations give exactly the schema of this release, on SQLite and on a real PostgreSQL, and can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect, text
from sqlalchemy.exc import DBAPIError

from audit.database import create_engine
from server import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

TABLES = {name for metadata in migrate.TARGET for name in metadata.tables}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each kind."""
    sqlite = request.param == "sqlite"
    made = create_engine(f"sqlite:///{tmp_path}/leeg.sqlite" if sqlite else request.getfixturevalue("postgres_url"))
    yield made
    made.dispose()


def test_migrated_schema_is_the_schema_of_the_code(engine: Engine) -> None:
    """After all steps nothing differs from the tables that the code knows, and doing it again changes nothing."""
    assert migrate.present(engine) is None
    assert migrate.upgrade(engine) == migrate.newest()
    migrate.upgrade(engine)
    migrate.require(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [
            difference
            for metadata in migrate.TARGET
            for difference in compare_metadata(context, metadata)
            if not _table_of_the_other(difference, set(metadata.tables))
        ]
    assert differences == []


def _table_of_the_other(difference: object, own: set[str]) -> bool:
    """Log and ledger each have a MetaData of their own; to the one the tables of the other seem superfluous."""
    kind, thing = difference[0], difference[1]  # type: ignore[index]
    table = thing if kind == "remove_table" else getattr(thing, "table", None)
    return kind in {"remove_table", "remove_index"} and table is not None and table.name in TABLES - own


def test_every_table_refuses_changes_in_the_database_itself(engine: Engine) -> None:
    """Each table has triggers that refuse UPDATE, whatever the application does."""
    migrate.upgrade(engine)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            found = connection.execute(text("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'"))
        else:
            found = connection.execute(text("SELECT DISTINCT event_object_table FROM information_schema.triggers"))
        assert set(found.scalars()) >= TABLES


def test_a_stored_row_cannot_be_changed(engine: Engine) -> None:
    """An UPDATE of a stored row of the ledger is refused by the database."""
    migrate.upgrade(engine)
    from core.ledger.tables import vrijgave

    with engine.begin() as connection:
        connection.execute(insert(vrijgave).values(sleutel="sha256:x", tijd=1, bundel=b"{}"))
    for statement in ("UPDATE vrijgave SET tijd = 2", "DELETE FROM vrijgave"):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(statement))


def test_steps_can_be_taken_back(engine: Engine) -> None:
    """Down to nothing and up again gives the same schema."""
    migrate.upgrade(engine)
    migrate.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(engine)
    migrate.require(engine)
