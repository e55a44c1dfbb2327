# SPDX-License-Identifier: EUPL-1.2
"""Bringing the main database to the schema of this release, and telling whether it is there.

Invariants:
- One transaction: a step that fails leaves the schema as it was. On PostgreSQL waiting for a lock is limited, so that a
  migration never holds up the traffic behind it, and so is the time of one statement.
- The server never migrates by itself; it refuses to start on a schema on which it cannot serve.

Norm: design.md 7. Steps are expand, backfill, enforce in separate releases, so that the previous release keeps running.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import audit.getuige.tabel
import audit.spoor.tables
import audit.tables
import core.ledger.afstemmingen
import core.ledger.bewaring
import core.ledger.bijlagen
import core.ledger.casusmerken
import core.ledger.deurvragen
import core.ledger.gebbesluiten
import core.ledger.levensloop
import core.ledger.rechten
import core.ledger.tables
import core.ledger.toekenningen
import core.ledger.vervallen
import core.ledger.wisbevelen
from server import rollen
from server.errors import SchemaError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Inspector, Table

TARGET: Final = (
    audit.tables.metadata,
    audit.getuige.tabel.metadata,
    audit.spoor.tables.metadata,
    core.ledger.tables.metadata,
    core.ledger.deurvragen.metadata,
    core.ledger.afstemmingen.metadata,
    core.ledger.wisbevelen.metadata,
    core.ledger.bewaring.metadata,
    core.ledger.vervallen.metadata,
    core.ledger.toekenningen.metadata,
    core.ledger.levensloop.metadata,
    core.ledger.casusmerken.metadata,
    core.ledger.bijlagen.metadata,
    core.ledger.rechten.metadata,
    core.ledger.gebbesluiten.metadata,
)


OLDEST_USABLE: Final = "0008"
"""The oldest schema on which this release serves (`server.oudschema`): what came later are tables only."""


class Timeouts(NamedTuple):
    """How many seconds a migration waits for a lock, and how long one statement may take (0: as long as it takes)."""

    lock: int = 5
    statement: int = 900


def upgrade(engine: Engine, revision: str = "head", timeouts: Timeouts | None = None) -> str:
    """Bring the database to the newest schema, or to a revision before it, and return the newest.

    Where PostgreSQL has the roles of `server.rollen`, new tables get their owner and rights in the same transaction.
    """
    most = timeouts or Timeouts()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{int(most.lock)}s'"))
            connection.execute(text(f"SET LOCAL statement_timeout = '{int(most.statement)}s'"))
        before = MigrationContext.configure(connection).get_current_revision()
        command.upgrade(_config(connection), revision)
        changed = MigrationContext.configure(connection).get_current_revision() != before
        if changed and engine.dialect.name == "postgresql" and rollen.present(connection):
            rollen.refresh(connection)
    return newest()


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to `revision`; what the steps dropped is gone."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def scripts() -> ScriptDirectory:
    """Return the steps of this release."""
    return ScriptDirectory.from_config(_config(None))


def newest() -> str:
    """Return the revision that this release needs."""
    head = scripts().get_current_head()
    assert head is not None
    return head


def revisions() -> list[str]:
    """Return every revision that this release knows, oldest first."""
    return [step.revision for step in scripts().walk_revisions()][::-1]


def present(engine: Engine) -> str | None:
    """Return the revision of the database, None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def require(engine: Engine) -> frozenset[str]:
    """Return which tables the database lacks; only when this release can serve on its schema.

    Raises:
        SchemaError: it has none, one that is too old or newer, or one that differs in more than tables.
    """
    found, needed = present(engine), newest()
    if found == needed:
        return frozenset()
    known = revisions()
    if found in known and known.index(found) >= known.index(OLDEST_USABLE):
        tables = {name: table for data in TARGET for name, table in data.tables.items()}
        there = inspect(engine)
        lacking = frozenset(tables) - set(there.get_table_names())
        if all(_same_columns(there, table) for name, table in tables.items() if name not in lacking):
            return lacking
    raise SchemaError(f"De database heeft schema {found or 'geen'}; deze versie heeft {needed} nodig.")


def _same_columns(there: Inspector, table: Table) -> bool:
    return {column["name"] for column in there.get_columns(table.name)} >= {column.name for column in table.columns}


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", "server:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
