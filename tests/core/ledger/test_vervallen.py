# SPDX-License-Identifier: EUPL-1.2
"""What may go from the ledger, and what the database refuses to let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError

from audit.database import create_engine
from core.ledger import tables, vervallen
from core.ledger.rows import Writer
from server import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A migrated database of each kind, with two wraps."""
    url = f"sqlite:///{tmp_path / 'grootboek.sqlite'}"
    made = create_engine(request.getfixturevalue("postgres_url") if request.param == "postgresql" else url)
    migrate.upgrade(made)
    with made.begin() as connection:
        common = {"record": "r", "ontvanger": "1" * 20, "eenheid": "e", "kem_sleutel": "k", "omhulsel": b"x"}
        Writer(connection).insert(tables.omhulsel, *({"sleutel": key, **common} for key in ("a", "b")))
    yield made
    made.dispose()


def wraps(engine: Engine) -> set[str]:
    """The keys of the wraps that are there."""
    with engine.connect() as connection:
        return set(connection.execute(sa.select(tables.omhulsel.c.sleutel)).scalars())


def test_what_was_named_goes_and_nothing_else(engine: Engine) -> None:
    """A named wrap is deleted and its reason stays; the wrap beside it, an UPDATE and a TRUNCATE are refused."""
    with engine.begin() as connection:
        named = vervallen.mark(Writer(connection), tables.omhulsel, ["a"], "proef", 7)
        assert vervallen.remove(connection, tables.omhulsel, ["a"]) == 1
    assert [(ref["tabel"], ref["sleutel"]) for ref in named] == [("vervallen", "omhulsel/a"), ("omhulsel", "a")]
    assert named[1]["sha256"] is None
    assert wraps(engine) == {"b"}
    statements = ["DELETE FROM omhulsel", "UPDATE omhulsel SET eenheid = 'f'"]
    statements += ["TRUNCATE omhulsel"] if engine.dialect.name == "postgresql" else []
    for statement in statements:
        with pytest.raises(DatabaseError, match="alleen toevoegen: omhulsel"), engine.begin() as connection:
            connection.execute(sa.text(statement))
    with engine.connect() as connection:
        assert vervallen.why_gone(connection, "omhulsel", "a") == "proef"
        assert vervallen.why_gone(connection, "omhulsel", "b") is None


def test_without_a_name_nothing_goes(engine: Engine) -> None:
    """Removing what was not named is refused by the database, and what went with it in one transaction stays too."""

    def act() -> None:
        with engine.begin() as connection:
            vervallen.mark(Writer(connection), tables.omhulsel, ["a"], "proef", 7)
            vervallen.remove(connection, tables.omhulsel, ["a", "b"])

    with pytest.raises(DatabaseError, match="alleen toevoegen"):
        act()
    assert wraps(engine) == {"a", "b"}


def test_a_name_is_given_once_and_stays(engine: Engine) -> None:
    """A second naming is an error, and no naming is changed or taken back."""
    with engine.begin() as connection:
        vervallen.mark(Writer(connection), tables.omhulsel, ["a"], "proef", 7)
    with engine.begin() as connection, pytest.raises(IntegrityError):
        vervallen.mark(Writer(connection), tables.omhulsel, ["a"], "anders", 8)
    for statement in ("DELETE FROM vervallen", "UPDATE vervallen SET reden = 'anders'"):
        with pytest.raises(DatabaseError, match="alleen toevoegen"), engine.begin() as connection:
            connection.execute(sa.text(statement))


def test_taking_the_step_back_refuses_every_deletion_again(engine: Engine) -> None:
    """After a downgrade also a row that had been named stays."""
    with engine.begin() as connection:
        vervallen.mark(Writer(connection), tables.omhulsel, ["a"], "proef", 7)
    migrate.downgrade(engine, "0007")
    with pytest.raises(DatabaseError, match="alleen toevoegen"), engine.begin() as connection:
        vervallen.remove(connection, tables.omhulsel, ["a"])
