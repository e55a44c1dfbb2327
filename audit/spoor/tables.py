# SPDX-License-Identifier: EUPL-1.2
"""The tables of the trail index: where the lines about something are, so that a question need not read the whole log.

Invariants:
- Everything here is derived from lines that stand in the log: it proves nothing, and may be thrown away and made again.
- A person stands here only as a keyed hash, whose key lies in the kluis. Nothing else about a person is kept.
- Rows are added and deleted (erasure, rebuilding), never changed: the database refuses an UPDATE.
- `nr` is the number of the shard times 2⁴⁰ plus the index of the line: one integer, so that indexes stay small.

Norm: design.md 7 and 8. `create` is for tests; migrations run the same DDL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text, text

from audit.database import append_only

if TYPE_CHECKING:
    from sqlalchemy import Engine

metadata = MetaData()

ALLOWED: Final = "toegestaan"
"""The outcome that nearly every line has; the others have an index of their own."""


def _number(name: str, *, primary_key: bool = False) -> Column[int]:
    """An INTEGER PRIMARY KEY of SQLite is the row itself, which saves an index."""
    kind = BigInteger().with_variant(Integer(), "sqlite")
    return Column(name, kind, primary_key=primary_key, autoincrement=False, nullable=False)


spoor_shards = Table("spoor_shards", metadata, Column("shard", Text, primary_key=True), _number("nummer"))
"""The number that stands for a shard in `nr`."""

spoor_stand = Table(
    "spoor_stand",
    metadata,
    Column("shard", Text, primary_key=True),
    _number("tot", primary_key=True),
)
"""How far a shard has been taken in: the highest `tot` counts."""

spoor_regels = Table(
    "spoor_regels",
    metadata,
    _number("nr", primary_key=True),
    _number("tijd"),
    Column("gebeurtenis", Text, nullable=False),
    Column("oin", Text, nullable=False),
    Column("eigenaar", Text),
    Column("casus", Text),
    Column("record", Text),
    Column("uitkomst", Text, nullable=False),
    Column("eenheid", Text),
    Column("persoon", Text),
    Column("rijen", Text, nullable=False),
)
"""One line: when, what, which organisation, and what it is about. `eigenaar` is the supplier of the record, when that is
another organisation than the one that acted; `rijen` names the rows of the rules, with spaces between."""

spoor_toetsen = Table(
    "spoor_toetsen",
    metadata,
    Column("zicht", Text, primary_key=True),
    Column("rij", Text, primary_key=True),
    _number("tijd", primary_key=True),
    _number("nr", primary_key=True),
    sqlite_with_rowid=False,
)
"""Which rows of the rules carried the decisions of a line, once for each organisation that may see the line."""

_R = spoor_regels.c


def _index(name: str, *columns: str, where: str | None = None) -> Index:
    chosen = [_R[column] for column in (*columns, "tijd", "nr")]
    if where is None:
        return Index(f"spoor_regels_{name}", *chosen)
    return Index(f"spoor_regels_{name}", *chosen, sqlite_where=text(where), postgresql_where=text(where))


INDEXES: Final = (
    _index("casus", "casus", where="casus IS NOT NULL"),
    _index("record", "record", where="record IS NOT NULL"),
    _index("persoon", "persoon", where="persoon IS NOT NULL"),
    _index("oin", "oin"),
    _index("oin_uitkomst", "oin", "uitkomst", where=f"uitkomst <> '{ALLOWED}'"),
    _index("oin_eenheid", "oin", "eenheid", where="eenheid IS NOT NULL"),
    _index("eigenaar", "eigenaar", where="eigenaar IS NOT NULL"),
    _index("eigenaar_uitkomst", "eigenaar", "uitkomst", where=f"uitkomst <> '{ALLOWED}'"),
    _index("eigenaar_oin", "eigenaar", "oin", where="eigenaar IS NOT NULL"),
)


def append_only_ddl(dialect: str) -> list[str]:
    """Return the trigger statements on `sqlite` or `postgresql`: rows can be deleted, never changed."""
    return [
        statement for table in metadata.sorted_tables for statement in append_only(table.name, dialect, deletable=True)
    ]


def create(engine: Engine) -> None:
    """Make the tables and their triggers in an empty database."""
    with engine.begin() as connection:
        metadata.create_all(connection, checkfirst=False)
        for statement in append_only_ddl(engine.dialect.name):
            connection.execute(text(statement))
