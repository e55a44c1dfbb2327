# SPDX-License-Identifier: EUPL-1.2
"""Records of hypothetical questions: stored once, and never changed or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from audit.database import create_engine
from core.ledger import deurvragen
from server import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

ROW: dict[str, Any] = {
    "sleutel": "a" * 49,
    "tijd": 1,
    "gebeurtenis": "adl.search_subject",
    "status": "Unset",
    "adl": b"{}",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A migrated database of each kind."""
    sqlite = request.param == "sqlite"
    made = create_engine(f"sqlite:///{tmp_path}/deur.sqlite" if sqlite else request.getfixturevalue("postgres_url"))
    migrate.upgrade(made)
    yield made
    made.dispose()


def test_a_record_is_stored_once(engine: Engine) -> None:
    """The same trace and span a second time changes nothing; another one is another record."""
    for row in (ROW, {**ROW, "status": "Error"}, {**ROW, "sleutel": "b" * 49}):
        with engine.begin() as connection:
            deurvragen.keep(connection, row)
    with engine.connect() as connection:
        found = connection.execute(sa.select(deurvragen.deurvraag).order_by("sleutel")).mappings().all()
    assert [dict(row) for row in found] == [ROW, {**ROW, "sleutel": "b" * 49}]


def test_a_record_is_not_changed_or_removed(engine: Engine) -> None:
    """The database itself refuses UPDATE and DELETE."""
    with engine.begin() as connection:
        deurvragen.keep(connection, ROW)
    for statement in (deurvragen.deurvraag.update().values(status="Error"), deurvragen.deurvraag.delete()):
        with pytest.raises(DatabaseError, match="alleen toevoegen: deurvraag"), engine.begin() as connection:
            connection.execute(statement)
