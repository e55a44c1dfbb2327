# SPDX-License-Identifier: EUPL-1.2
"""The roles of PostgreSQL: who owns the tables, who writes, who reads and who verifies, as statements to print or to run.

    eigenaar    owns tables and functions; migrates; nobody serves as this role
    schrijver   the server: SELECT and INSERT; DELETE and UPDATE only where no trigger refuses them in all cases
    lezer       trails and replicas: SELECT on what they need; no ciphertext, wraps, tags, nonces or kluis
    auditor     verifying: SELECT on everything, and nothing else

Invariants:
- What the writer may do is read from the triggers of each table itself, so a new append-only table is that for the roles too.
- What a trigger reads (`vervallen`) is always the table of the schema: the writer may make temporary tables, and one of its own
  with that name would else come first and let every row go.
- No role but the owner can change a trigger, a table or a right; PUBLIC can do nothing in the schema.
- Applying again gives the same rights and takes away what is too much. Tables of later are readable for the auditor and can be
  added to by the writer at once; deleting from them is granted at the next run.

The roles cannot log in: the administrator of the database makes users that are members of one. The triggers keep guarding
whatever a role may do. Norm: design.md 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

PREFIX: Final = "knooppunt"
ROLES: Final = ("eigenaar", "schrijver", "lezer", "auditor")
READABLE: Final = frozenset({
    "alembic_version", "log_shards", "log_bladen", "log_hoofden", "log_checkpoints", "log_tegels", "log_openingen_feit",
    "log_openingen_persoon", "log_medeondertekeningen", "spoor_regels", "spoor_shards", "spoor_stand", "spoor_toetsen",
    "handeling", "beslissing", "casus_gebeurtenis", "feitbundel", "feitverklaring", "vrijgave", "afstemming", "wisbevel",
    "vervallen", "bewaring",
})  # fmt: skip
"""What trails need; a table of later that is not named here stays shut for the reader."""
PARTLY: Final = {"verstrekking": frozenset({"inhoud"}), "omhulsel": frozenset({"omhulsel"})}
"""Columns that trails do not need of a table that they do need."""
FIXED: Final = frozenset({"alembic_version"})
_DELETE, _UPDATE = 8, 16  # bits of pg_trigger.tgtype
_MAINTAIN_FROM = 170000
_TRIGGERS = text(
    "SELECT c.relname AS tabel, t.tgtype AS soort, p.prosrc AS tekst FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'public' AND NOT t.tgisinternal AND t.tgenabled <> 'D'"
)
_TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
_FUNCTIONS = text(
    "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
    "WHERE n.nspname = 'public' ORDER BY 1"
)
_COLUMNS = text(
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = :tabel "
    "ORDER BY ordinal_position"
)


def present(connection: Connection, prefix: str = PREFIX) -> bool:
    """Tell whether the roles are there."""
    found = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :naam"), {"naam": f"{prefix}_eigenaar"})
    return found.first() is not None


def writer_rights(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return per table what the writer may do."""
    refused: dict[str, set[str]] = {}
    for row in connection.execute(_TRIGGERS):
        words = refused.setdefault(row.tabel, set())
        if row.soort & _UPDATE:
            words.add("UPDATE")
        if (
            row.soort & _DELETE and "RETURN OLD" not in row.tekst
        ):  # a trigger that lets named rows go refuses the others
            words.add("DELETE")
    rights: dict[str, tuple[str, ...]] = {}
    for name in connection.execute(_TABLES).scalars():
        wanted = ("SELECT",) if name in FIXED else ("SELECT", "INSERT", "UPDATE", "DELETE")
        rights[name] = tuple(word for word in wanted if word not in refused.get(name, ()))
    return rights


def statements(connection: Connection, prefix: str = PREFIX) -> list[str]:
    """Return everything that gives this database its roles and rights, in order; run it again after a migration."""
    return [*_roles(prefix), *_schema(connection, prefix), *_owned(connection, prefix), *_rights(connection, prefix)]


def apply(connection: Connection, prefix: str = PREFIX) -> int:
    """Run the statements in the transaction of `connection`, whose user may make roles; return how many there were."""
    listed = statements(connection, prefix)
    for statement in listed:
        connection.exec_driver_sql(statement)
    return len(listed)


def refresh(connection: Connection, prefix: str = PREFIX) -> None:
    """After a migration: hand new tables to the owner and give every role its rights on them."""
    for statement in (*_owned(connection, prefix), *_rights(connection, prefix)):
        connection.exec_driver_sql(statement)


def _roles(prefix: str) -> Iterator[str]:
    for role in ROLES:
        name = f"{prefix}_{role}"
        absent = f"NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{name}')"  # noqa: S608 - our own names
        yield f"DO $$ BEGIN IF {absent} THEN CREATE ROLE {name} NOLOGIN; END IF; END $$"


def _schema(connection: Connection, prefix: str) -> Iterator[str]:
    database = connection.execute(text("SELECT quote_ident(current_database())")).scalar_one()
    everyone = ", ".join(f"{prefix}_{role}" for role in ROLES)
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {database} TO {everyone}"
    yield f"GRANT TEMPORARY ON DATABASE {database} TO {prefix}_schrijver"  # for `server.oudschema`
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {everyone}"
    yield f"GRANT CREATE ON SCHEMA public TO {prefix}_eigenaar"
    future = f"ALTER DEFAULT PRIVILEGES FOR ROLE {prefix}_eigenaar IN SCHEMA public GRANT"
    yield f"{future} SELECT, INSERT ON TABLES TO {prefix}_schrijver"
    yield f"{future} SELECT ON TABLES TO {prefix}_auditor"


def _owned(connection: Connection, prefix: str) -> Iterator[str]:
    for name in connection.execute(_TABLES).scalars().all():
        yield f"ALTER TABLE {name} OWNER TO {prefix}_eigenaar"
    for function in connection.execute(_FUNCTIONS).scalars().all():
        yield f"ALTER FUNCTION {function} OWNER TO {prefix}_eigenaar"
        yield f"ALTER FUNCTION {function} SET search_path = public, pg_temp"


def _rights(connection: Connection, prefix: str) -> Iterator[str]:
    maintain = connection.execute(text("SHOW server_version_num")).scalar_one()
    for name, words in writer_rights(connection).items():
        yield f"REVOKE ALL ON {name} FROM PUBLIC, {prefix}_schrijver, {prefix}_lezer, {prefix}_auditor"
        yield f"GRANT {', '.join(words)} ON {name} TO {prefix}_schrijver"
        if "DELETE" in words and int(maintain) >= _MAINTAIN_FROM:  # VACUUM, so that erased rows are really gone
            yield f"GRANT MAINTAIN ON {name} TO {prefix}_schrijver"
        yield f"GRANT SELECT ON {name} TO {prefix}_auditor"
        if name in PARTLY:
            columns = connection.execute(_COLUMNS, {"tabel": name}).scalars()
            shown = ", ".join(column for column in columns if column not in PARTLY[name])
            yield f"GRANT SELECT ({shown}) ON {name} TO {prefix}_lezer"
        elif name in READABLE:
            yield f"GRANT SELECT ON {name} TO {prefix}_lezer"
