# SPDX-License-Identifier: EUPL-1.2
"""Serving on the schema of the release before: new code runs first, the migration follows when it suits.

Invariants:
- Only what is known to be safe: the schema is not older than `migrate.OLDEST_USABLE`, and all that it lacks are whole tables.
- A table that is not there yet is there for each connection as an empty one: reading finds nothing, as it would just after the
  migration. Writing to it is refused by that table itself, with one error; the act leaves nothing and can be asked again.
- Nothing of it outlives the connection, and no row is ever written where the migration would not find it.

Norm: design.md 7; steps are expand, backfill, enforce in separate releases (`server.migrate`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event
from sqlalchemy.schema import CreateTable

from audit.values import LogUnavailableError
from server import migrate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine, Table

_MARK: Final = "schema-ouder"
_FUNCTION: Final = (
    "CREATE FUNCTION pg_temp.knooppunt_schema_ouder() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_MARK}'; END $$"
)


class OuderSchemaError(LogUnavailableError):
    """The act needs a table that comes with the migration; nothing was done, and after it the same request works."""

    type = "schema-ouder"


def serve_on(engine: Engine) -> frozenset[str]:
    """Let this engine work on the schema that its database has; return which tables it lacks.

    Raises:
        server.errors.SchemaError: the schema is too old, newer, or differs in more than tables.
    """
    lacking = migrate.require(engine)
    if lacking:
        named = [table for data in migrate.TARGET for table in data.tables.values() if table.name in lacking]
        statements = list(_statements(engine, named))
        event.listen(engine, "connect", lambda connection, _record: _make(connection, statements))
        event.listen(engine, "handle_error", _told)
        engine.dispose()  # connections of before know nothing of it
    return lacking


def _statements(engine: Engine, tables: Iterable[Table]) -> Iterable[str]:
    sqlite = engine.dialect.name == "sqlite"
    if not sqlite:
        yield _FUNCTION
    for table in tables:
        made = str(CreateTable(table).compile(engine)).strip()
        yield made.replace("CREATE TABLE", "CREATE TEMPORARY TABLE", 1)
        name = f"{table.name}_schema_ouder"
        if sqlite:
            yield (
                f"CREATE TEMPORARY TRIGGER {name} BEFORE INSERT ON {table.name} "
                f"BEGIN SELECT RAISE(ABORT, '{_MARK}'); END"
            )
        else:
            yield (
                f"CREATE TRIGGER {name} BEFORE INSERT ON pg_temp.{table.name} "
                "FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.knooppunt_schema_ouder()"
            )


def _make(connection: Any, statements: list[str]) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()
    connection.commit()


def _told(context: Any) -> None:
    if _MARK in str(context.original_exception):
        raise OuderSchemaError("deze handeling kan pas na `knooppunt beheer migreer`") from None
