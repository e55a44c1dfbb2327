# SPDX-License-Identifier: EUPL-1.2
"""The ledger in itself: append-only in the database, a feed per organisation, statements found by subject, rows named."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError

from audit.database import create_engine
from audit.proof import jcs
from audit.rows import existing_rows
from core.ledger import berichten, casussen, feiten, handelingen, tables, verstrekkingen
from core.ledger.errors import LedgerError
from core.ledger.rows import Writer
from server import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

ME, OTHER = "00000099000000001000", "00000099000000002000"
CASUS, RECORD, PERSOON = (str(uuid.UUID(int=n, version=4)) for n in (1, 2, 3))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty ledger on each of the two databases."""
    url = f"sqlite:///{tmp_path / 'grootboek.sqlite'}"
    made = create_engine(request.getfixturevalue("postgres_url") if request.param == "postgresql" else url)
    migrate.upgrade(made)
    yield made
    made.dispose()


def example(column: sa.Column[Any]) -> Any:
    """Return a value that fits a column."""
    if isinstance(column.type, sa.LargeBinary):
        return b"{}"
    return 1 if isinstance(column.type, sa.BigInteger) else "x" * min(column.type.length or 20, 20)


def test_no_row_is_changed_or_removed(engine: Engine) -> None:
    """The database itself refuses UPDATE and DELETE on every table, of one row and of all; the row stays as it was."""
    for table in tables.TABLES:
        row = {column.name: example(column) for column in table.columns}
        with engine.begin() as connection:
            connection.execute(table.insert().values(row))
        last = table.columns.keys()[-1]
        for statement in (table.update().values({last: row[last]}), table.delete()):
            with pytest.raises(DatabaseError, match=f"alleen toevoegen: {table.name}"), engine.begin() as connection:
                connection.execute(statement)
        with engine.connect() as connection:
            assert dict(connection.execute(sa.select(table)).mappings().one()) == row


def test_no_table_is_emptied_on_postgresql(postgres_url: str) -> None:
    """TRUNCATE, which fires no trigger per row, is refused as well."""
    engine = create_engine(postgres_url)
    migrate.upgrade(engine)
    for table in tables.TABLES:
        with pytest.raises(DatabaseError, match="alleen toevoegen"), engine.begin() as connection:
            connection.execute(sa.text(f"TRUNCATE {table.name}"))
    engine.dispose()


def test_key_that_exists_is_not_written_again(tmp_path: Path) -> None:
    """A second row under a key that exists is an error, and the first stays what it was."""
    engine = create_engine(f"sqlite:///{tmp_path / 'grootboek.sqlite'}")
    migrate.upgrade(engine)
    row = {column.name: example(column) for column in tables.feitbundel.columns}
    with engine.begin() as connection:
        Writer(connection).insert(tables.feitbundel, row)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        Writer(connection).insert(tables.feitbundel, {**row, "tijd": 2})
    with engine.connect() as connection:
        assert connection.execute(sa.select(tables.feitbundel.c.tijd)).scalar_one() == 1
    engine.dispose()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Connection]:
    """A connection to an empty ledger on SQLite, in a transaction."""
    engine = create_engine(f"sqlite:///{tmp_path / 'grootboek.sqlite'}")
    migrate.upgrade(engine)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_written_rows_are_named_as_they_exist(ledger: Connection) -> None:
    """What the writer hands to the line is exactly what verification reads back, empty columns included."""
    writer = Writer(ledger)
    assert writer.insert(tables.feitbundel) == []
    post = berichten.Post(5)
    post.add([ME, ME, OTHER], "proef", {"a": 1})
    said = post.deliver(ledger, writer)
    said += casussen.append_event(writer, {"casus": CASUS, "volgnr": 1, "tijd": 5, "gegevens": {}})
    found = existing_rows(ledger, tables.TABLES)
    expected = sorted((item["tabel"], item["sleutel"], item["sha256"]) for item in said)
    assert sorted(found) == expected
    assert len(said) == 3


def test_feed_is_numbered_per_organisation(ledger: Connection) -> None:
    """Each organisation counts from one for itself, over several acts; what waits is delivered once."""
    writer = Writer(ledger)
    for act in range(3):
        post = berichten.Post(act)
        post.add([ME], "eerst", {"n": act})
        post.add([ME, OTHER] if act else [ME], "daarna", {"n": act})
        post.deliver(ledger, writer)
        assert post.deliver(ledger, writer) == []
    mine = berichten.feed(ledger, ME, 0, 100)
    assert [(m["volgnr"], m["soort"], m["tijd"]) for m in mine] == [
        (1, "eerst", 0),
        (2, "daarna", 0),
        (3, "eerst", 1),
        (4, "daarna", 1),
        (5, "eerst", 2),
        (6, "daarna", 2),
    ]
    assert [m["volgnr"] for m in berichten.feed(ledger, OTHER, 0, 100)] == [1, 2]
    assert [m["volgnr"] for m in berichten.feed(ledger, ME, 2, 3)] == [3, 4, 5]
    assert berichten.feed(ledger, ME, 6, 100) == []
    assert berichten.feed(ledger, "00000099000000003000", 0, 100) == []


def test_event_of_one_number_is_stored_once(ledger: Connection) -> None:
    """Two events of one casus with one number cannot both exist; a request is found by its id."""
    writer = Writer(ledger)
    asked = {"casus": CASUS, "volgnr": 1, "tijd": 5, "gegevens": {"uitvraag": RECORD}}
    casussen.append_event(writer, asked)
    assert casussen.events_after(ledger, CASUS, 0) == [asked]
    assert casussen.events_after(ledger, CASUS, 1) == []
    assert casussen.case_of_request(ledger, RECORD) == CASUS
    assert casussen.case_of_request(ledger, CASUS) is None
    with pytest.raises(IntegrityError):
        casussen.append_event(writer, {**asked, "tijd": 6})


def admitted(ledger: Connection, door: str = ME, **over: str) -> str:
    """Store a bundle of one statement about something and return the hash of the bundle."""
    statement = {"id": str(uuid.uuid4()), "feit": "proef", "over": over}
    bundle = {"verklaringen": [statement], "door": {"oin": door}}
    feiten.admit(Writer(ledger), bundle, 7)
    assert feiten.known(ledger, [jcs.digest(statement), "0" * 64]) == {jcs.digest(statement)}
    assert feiten.bundles(ledger, [jcs.digest(bundle)]) == {jcs.digest(bundle): feiten.Stored(7, bundle)}
    return jcs.digest(bundle)


def test_statements_are_found_by_what_they_are_about(ledger: Connection) -> None:
    """A statement is found by its casus, record, organisation or person, and never in a question about another."""
    about = {
        "casus": admitted(ledger, casus=CASUS),
        "record": admitted(ledger, record=RECORD),
        "record-in-casus": admitted(ledger, record=RECORD, casus=CASUS),
        "organisatie": admitted(ledger, organisatie=ME, regio="limburg"),
        "organisatie-in-casus": admitted(ledger, organisatie=ME, casus=CASUS),
        "persoon": admitted(ledger, persoon=PERSOON),
        "eigen-persoon-in-regio": admitted(ledger, persoon=CASUS, regio="limburg"),
        "regio": admitted(ledger, regio="limburg"),
    }

    def found(**question: Any) -> set[str]:
        hashes = feiten.bundle_hashes_about(ledger, **question)
        assert hashes == sorted(set(hashes))
        return {name for name, hashed in about.items() if hashed in hashes}

    always = {"regio"}
    assert found() == always
    assert found(casus=CASUS) == always | {"casus", "organisatie-in-casus"}
    assert found(casus=RECORD) == always
    assert found(record=RECORD) == always | {"record", "record-in-casus"}
    assert found(organisaties=[ME]) == always | {"organisatie"}
    assert found(organisaties=[OTHER]) == always
    assert found(organisaties=[ME], regio="limburg") == always | {"organisatie", "eigen-persoon-in-regio"}
    assert found(organisaties=[OTHER], regio="limburg") == always
    assert found(personen=[PERSOON]) == always | {"persoon"}


def test_absent_things_are_absent(ledger: Connection) -> None:
    """What is not stored is not found; an error of the ledger names no row."""
    assert verstrekkingen.header(ledger, RECORD) is None
    assert verstrekkingen.recipients(ledger, RECORD) == ()
    assert handelingen.by_id(ledger, ME, RECORD) is None
    assert handelingen.by_request(ledger, ME, RECORD) is None
    with pytest.raises(sa.exc.NoResultFound):
        verstrekkingen.sealed_for(ledger, RECORD, ME)
    assert "audit verifieer" in str(LedgerError("Een rij"))


def test_replacing_a_row_is_refused_like_changing_it(tmp_path: Path) -> None:
    """On SQLite the ledger refuses INSERT OR REPLACE of a row that is there, as it refuses an update."""
    made = create_engine(f"sqlite:///{tmp_path / 'grootboek.sqlite'}")
    migrate.upgrade(made)
    row = {column.name: example(column) for column in tables.vrijgave.columns}
    with made.begin() as connection:
        connection.execute(tables.vrijgave.insert().values(row))
    with pytest.raises(DatabaseError, match="alleen toevoegen"), made.begin() as connection:
        connection.execute(tables.vrijgave.insert().prefix_with("OR REPLACE").values({**row, "tijd": 2}))
    made.dispose()
