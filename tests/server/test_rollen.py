# SPDX-License-Identifier: EUPL-1.2
"""The roles of PostgreSQL, tried: what each may do works, and everything else is refused by the database itself."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError, ProgrammingError
from typer.testing import CliRunner

from audit import tijdvak
from audit.database import create_engine, scrub, writing
from audit.kluis import EpochKey, Kluis
from core.contract.exitcodes import ExitCode
from core.exchange.logbook import LogRead
from core.exchange.results import Gedaan
from core.exchange.spoor import Filter, ask
from server import migrate, rollen
from server.commandline import build
from server.commandline.audit.verifieer import check
from server.errors import SettingsError
from server.nonces import Nonces
from tests.core.exchange.conftest import Zaak
from tests.kit import Backbone
from tests.opgericht import environ, set_up
from tests.releases import fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DENIED = "permission denied|must be owner"


@dataclass
class Database:
    """A database with the roles, one user per role, and its administrator."""

    admin: sa.URL

    def url(self, role: str | None = None) -> str:
        """Return the address for the user of a role; of the administrator when none is named."""
        address = self.admin if role is None else self.admin.set(username=f"u_{role}")
        return address.render_as_string(hide_password=False)

    @contextmanager
    def connected(self, role: str | None = None) -> Iterator[sa.Connection]:
        """Give a transaction as the user of a role; it is undone at the end."""
        engine = create_engine(self.url(role))
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


@pytest.fixture(scope="module")
def database(postgres_server: str) -> Iterator[Database]:
    """A migrated database with a kluis, owned, written, read and verified by users of the four roles."""
    server = sa.make_url(postgres_server).set(drivername="postgresql+psycopg")
    name = f"r_{uuid.uuid4().hex}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    made = Database(server.set(database=name))
    engine = create_engine(made.url())
    migrate.upgrade(engine, "0008")
    Kluis(engine, EpochKey.generate()).create()
    nonces = Nonces(made.url(), None)  # type: ignore[arg-type]
    nonces.create()
    nonces.close()
    with engine.begin() as connection:
        rollen.apply(connection)
        for role in rollen.ROLES:
            connection.exec_driver_sql(f"CREATE ROLE u_{role} LOGIN IN ROLE knooppunt_{role}")
    engine.dispose()
    owner = create_engine(made.url("eigenaar"))
    migrate.upgrade(owner)  # tables of later, made by the owner: they get their rights in the same transaction
    owner.dispose()
    yield made
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        for role in rollen.ROLES:
            connection.exec_driver_sql(f"DROP ROLE u_{role}")
            connection.exec_driver_sql(f"DROP ROLE knooppunt_{role}")


@pytest.fixture(scope="module")
def served(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """A backbone whose server is a writer: its ceremony, supplies, refusals and reads are all done as that user."""
    made = Backbone(tmp_path_factory.mktemp("rollen"), database.url("schrijver"))
    fill(made)
    yield made
    made.close()


def _tables(database: Database) -> list[str]:
    with database.connected() as connection:
        return sorted(sa.inspect(connection).get_table_names())


def _refused(database: Database, role: str, statement: str) -> None:
    with database.connected(role) as connection, pytest.raises(ProgrammingError, match=DENIED):
        connection.exec_driver_sql(statement)


def test_the_server_works_as_writer(served: Backbone) -> None:
    """A supply is taken in and read by a server that has no other rights than those of the writer."""
    zaak = Zaak(served)
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    assert isinstance(served.exchange.push(levering.caller, levering.body), Gedaan)
    assert isinstance(served.exchange.read(served["gemeente"].caller(persoon=True), levering.record), Gedaan)


def test_a_temporary_table_of_the_writer_lets_no_row_go(database: Database, served: Backbone) -> None:
    """Contrary: a table `vervallen` of its own, or another search path, names rows as gone for nobody but the writer."""
    assert served
    for path in ("", "SET LOCAL search_path = pg_temp, public", "SET LOCAL search_path = pg_temp, pg_catalog, public"):
        with database.connected("schrijver") as connection:
            connection.exec_driver_sql("CREATE TEMPORARY TABLE vervallen (sleutel text)")
            connection.exec_driver_sql("INSERT INTO vervallen SELECT 'omhulsel/' || sleutel FROM omhulsel")
            if path:
                connection.exec_driver_sql(path)
            with pytest.raises(DBAPIError, match="alleen toevoegen: omhulsel"):
                connection.exec_driver_sql("DELETE FROM public.omhulsel")


def test_the_writer_can_undo_nothing(database: Database, served: Backbone) -> None:
    """As writer no row of an append-only table changes or goes, no trigger is dropped, no right is given, nothing is made."""
    with database.connected() as connection:
        rights = rollen.writer_rights(connection)
    closed = [name for name, words in rights.items() if "DELETE" not in words]
    assert {"handeling", "log_bladen", "log_hoofden", "log_checkpoints", "beslissing", "vervallen"} <= set(closed)
    for name in closed:
        _refused(database, "schrijver", f"DELETE FROM {name}")
    guarded = [name for name, words in rights.items() if "UPDATE" not in words]
    assert set(rights) - set(guarded) <= {"kluis_waarden", "nonce", "bijlage_upload"}
    for name in guarded:
        column = sa.Table(name, sa.MetaData(), autoload_with=served.engine).columns[0].name
        _refused(database, "schrijver", f"UPDATE {name} SET {column} = {column}")
    for statement in (
        "TRUNCATE handeling",
        "ALTER TABLE handeling DISABLE TRIGGER ALL",
        "DROP TRIGGER handeling_alleen_toevoegen ON handeling",
        "DROP TABLE handeling",
        "CREATE TABLE eigen (x int)",
        "INSERT INTO alembic_version VALUES ('x')",
        "CREATE OR REPLACE FUNCTION handeling_alleen_toevoegen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "SET ROLE knooppunt_eigenaar",
    ):
        _refused(database, "schrijver", statement)
    with database.connected("schrijver") as connection:
        connection.exec_driver_sql("GRANT DELETE ON log_bladen TO u_schrijver")  # without the option to grant: nothing
        with pytest.raises(ProgrammingError, match=DENIED):
            connection.exec_driver_sql("DELETE FROM log_bladen")


def test_what_may_go_goes_only_when_it_was_named(database: Database, served: Backbone) -> None:
    """Where the writer has DELETE because rows may be named as gone, the trigger still refuses the others."""
    with database.connected("schrijver") as connection, pytest.raises(DBAPIError, match="alleen toevoegen"):
        connection.exec_driver_sql("DELETE FROM omhulsel")
    with database.connected("schrijver") as connection:
        assert connection.exec_driver_sql("DELETE FROM log_openingen_persoon").rowcount > 0
        connection.rollback()


def test_the_reader_reads_trails_and_no_ciphertext(database: Database, served: Backbone) -> None:
    """As reader the lines, acts, decisions and index can be read; no body, wrap, kluis or nonce, and nothing is written."""
    for name in ("log_bladen", "handeling", "beslissing", "spoor_regels", "casus_gebeurtenis", "feitverklaring"):
        with database.connected("lezer") as connection:
            connection.exec_driver_sql(f"SELECT * FROM {name} LIMIT 1")
    with database.connected("lezer") as connection:
        assert connection.exec_driver_sql("SELECT sleutel, verstrekker, kop FROM verstrekking").rowcount > 0
    for statement in ("SELECT inhoud FROM verstrekking", "SELECT * FROM verstrekking", "SELECT omhulsel FROM omhulsel"):
        _refused(database, "lezer", statement)
    closed = set(_tables(database)) - rollen.READABLE - set(rollen.PARTLY)
    assert {"bijlage_deel", "kluis_waarden", "nonce", "bericht"} <= closed
    for name in closed:
        _refused(database, "lezer", f"SELECT 1 FROM {name}")
    for name in _tables(database):
        _refused(database, "lezer", f"DELETE FROM {name}")
        _refused(database, "lezer", f"INSERT INTO {name} DEFAULT VALUES")


def test_a_trail_needs_no_more_than_the_reader_has(database: Database, served: Backbone) -> None:
    """Whole trails with their explanations and signals are read by the user of the reader, from its own connections."""
    reader = create_engine(database.url("lezer"))
    served.world.lezer = lambda: reader
    try:
        asked = LogRead("fg-gemeente", "controle", "controle-op-het-lezen", "spoor")
        _, trail = ask(served.world, asked, Filter())
        assert trail is not None
        lines = list(trail.regels())
        trail.signalen(lines)
        assert len(lines) > 5
        assert {item.uitleg for item in lines}
    finally:
        served.world.lezer = lambda: served.engine
        reader.dispose()


def test_the_auditor_verifies_and_writes_nothing(database: Database, served: Backbone) -> None:
    """As auditor the whole log verifies, tables of later included; no statement of the auditor changes anything."""
    settings = set_up(served, auditor_url=SecretStr(database.url("auditor")))
    assert settings.database_auditor != settings.database
    report = check(settings)
    assert report.bevindingen == []
    assert report.rijen > 100
    for name in _tables(database):
        with database.connected("auditor") as connection:
            connection.exec_driver_sql(f"SELECT * FROM {name} LIMIT 1")
        for statement in (f"DELETE FROM {name}", f"INSERT INTO {name} DEFAULT VALUES", f"TRUNCATE {name}"):
            _refused(database, "auditor", statement)


def test_the_owner_migrates_and_others_have_nothing(database: Database) -> None:
    """The owner owns every table and function; a user without a role is not even let in."""
    with database.connected() as connection:
        owners = connection.execute(sa.text("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"))
        assert owners.scalars().all() == ["knooppunt_eigenaar"]
        connection.exec_driver_sql("CREATE ROLE u_vreemde LOGIN")
        connection.commit()
    stranger = create_engine(database.admin.set(username="u_vreemde").render_as_string(hide_password=False))
    try:
        with pytest.raises(DBAPIError, match="permission denied for database"):
            stranger.connect()
    finally:
        stranger.dispose()
        with database.connected() as connection:
            connection.exec_driver_sql("DROP ROLE u_vreemde")
            connection.commit()


def test_the_kluis_works_as_writer_and_erased_rows_are_scrubbed(database: Database, tmp_path: Path) -> None:
    """As writer values are kept, changed and erased, the epoch is renewed, and VACUUM is not skipped."""
    EpochKey.generate().write(tmp_path / "tijdvak.json")
    kluis = Kluis.open(database.url("schrijver"), tmp_path / "tijdvak.json")
    kluis.create()
    kluis.put("zout", "een", b"1")
    kluis.put("zout", "twee", b"2")
    assert kluis.revise("zout", ["een"], lambda _ref, value: value * 2) == 1
    assert kluis.delete("zout", "twee")
    assert tijdvak.renew(kluis) == 1
    assert kluis.get("zout", "een") == b"11"
    for table in ("kluis_waarden", "log_openingen_persoon"):
        scrub(kluis.engine, table)
    with database.connected() as connection:
        query = "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'kluis_waarden'"
        assert connection.exec_driver_sql(query).scalar_one() > 0
    with writing(kluis.engine) as connection:  # the lock of the log is for every role
        connection.exec_driver_sql("SELECT 1")
    kluis.engine.dispose()


def test_applying_again_changes_nothing_and_takes_back_what_is_too_much(database: Database) -> None:
    """A right that somebody gave beside the roles is gone after applying again; for the rest all stays as it was."""
    with database.connected() as connection:
        connection.exec_driver_sql("GRANT DELETE ON handeling TO knooppunt_schrijver")
        connection.exec_driver_sql("GRANT SELECT ON omhulsel TO PUBLIC")
        connection.commit()
        before = rollen.writer_rights(connection)
        rollen.apply(connection)
        connection.commit()
        assert rollen.writer_rights(connection) == before
    _refused(database, "schrijver", "DELETE FROM handeling")
    _refused(database, "lezer", "SELECT omhulsel FROM omhulsel")


def test_the_command_shows_first_and_applies_when_asked(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the flag the statements are only shown; on SQLite there are none, which is told."""
    from server.settings import Settings

    on_postgresql = Settings(data_dir=tmp_path, database_url=SecretStr(database.url()))
    on_sqlite = Settings(data_dir=tmp_path)
    environ(monkeypatch, on_postgresql)
    shown = CliRunner().invoke(build("beheer"), ["beheer", "rollen"])
    assert shown.exit_code == ExitCode.DONE, shown.exception
    assert "GRANT SELECT, INSERT ON handeling TO knooppunt_schrijver;" in shown.stdout.splitlines()
    with database.connected() as connection:
        connection.exec_driver_sql("REVOKE SELECT ON handeling FROM knooppunt_auditor")
        connection.commit()
    CliRunner().invoke(build("beheer"), ["beheer", "rollen"])
    _refused(database, "auditor", "SELECT 1 FROM handeling")
    done = CliRunner().invoke(build("beheer"), ["beheer", "rollen", "--toepassen"])
    assert done.exit_code == ExitCode.DONE, done.exception
    with database.connected("auditor") as connection:
        connection.exec_driver_sql("SELECT 1 FROM handeling")
    environ(monkeypatch, on_sqlite)
    refused = CliRunner().invoke(build("beheer"), ["beheer", "rollen"])
    assert isinstance(refused.exception, SettingsError)
