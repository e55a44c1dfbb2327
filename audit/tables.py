# SPDX-License-Identifier: EUPL-1.2
"""The tables of the log in the main database.

Invariants:
- Lines, heads, checkpoints, shards and tile roots are insert-only; openings can be deleted (erasure) and never changed.
- `log_bladen` is the log; `log_tegels` are roots of full tiles, so that a proof costs a few reads; heads are what was
  committed, checkpoints what was signed over them. A head without a checkpoint is only ever the newest of its shard.
- A head follows on exactly one other, and is followed by at most one.
- Opening keys are not here: they stand in the kluis (`audit.kluis`), those of one batch and kind in one value.

Norm: design.md 6 and 7. `create` is for tests and first set-up; migrations run the same DDL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, Table, Text, text

from audit.database import append_only

if TYPE_CHECKING:
    from sqlalchemy import Engine

metadata = MetaData()

# Each shard that was ever opened, with the keys it signs with. The stamlog's `shard-geopend` entry says the same.
log_shards = Table(
    "log_shards",
    metadata,
    Column("shard", Text, primary_key=True),
    Column("origin", Text, nullable=False),
    Column("vkey_ed25519", Text, nullable=False),
    Column("vkey_mldsa44", Text, nullable=False),
    Column("geopend", BigInteger, nullable=False),
)

# The entries themselves with their leaf hash.
log_bladen = Table(
    "log_bladen",
    metadata,
    Column("shard", Text, primary_key=True),
    Column("volgnr", BigInteger, primary_key=True, autoincrement=False),
    Column("blad", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)


def _openings(name: str) -> Table:
    """Openings of one kind: ciphertext under a key derived from the opening key at `plaats` of kluis value `sleutel`."""
    return Table(
        name,
        metadata,
        Column("shard", Text, primary_key=True),
        Column("volgnr", BigInteger, primary_key=True, autoincrement=False),
        Column("sleutel", Text, nullable=False),
        Column("cijfertekst", LargeBinary, nullable=False),
        Column("plaats", BigInteger, nullable=False, server_default="0"),
    )


log_openingen_feit = _openings("log_openingen_feit")
log_openingen_persoon = _openings("log_openingen_persoon")

# Roots of full tiles (a full tile of level L is one hash of level L + 1).
log_tegels = Table(
    "log_tegels",
    metadata,
    Column("shard", Text, primary_key=True),
    Column("niveau", BigInteger, primary_key=True, autoincrement=False),
    Column("nummer", BigInteger, primary_key=True, autoincrement=False),
    Column("wortel", LargeBinary, nullable=False),
)

# The tree after each batch; `vorige` is the size of the head before (0: none), so that none can silently go.
log_hoofden = Table(
    "log_hoofden",
    metadata,
    Column("shard", Text, primary_key=True),
    Column("omvang", BigInteger, primary_key=True, autoincrement=False),
    Column("vorige", BigInteger, nullable=False),
    Column("wortel", LargeBinary, nullable=False),
    # The compare-and-swap of the log: two heads never continue from one predecessor, also when a lock fails.
    Index("log_hoofden_vorige", "shard", "vorige", unique=True),
)

# The signed note over each head.
log_checkpoints = Table(
    "log_checkpoints",
    metadata,
    Column("shard", Text, primary_key=True),
    Column("omvang", BigInteger, primary_key=True, autoincrement=False),
    Column("notitie", LargeBinary, nullable=False),
)

DELETABLE = frozenset({log_openingen_feit.name, log_openingen_persoon.name})


def append_only_ddl(dialect: str) -> list[str]:
    """Return the trigger statements for all tables of the log on `sqlite` or `postgresql`."""
    return [
        statement
        for table in metadata.sorted_tables
        for statement in append_only(table.name, dialect, deletable=table.name in DELETABLE)
    ]


def create(engine: Engine) -> None:
    """Create the tables and their triggers in an empty database."""
    with engine.begin() as connection:
        metadata.create_all(connection, checkfirst=False)
        for statement in append_only_ddl(engine.dialect.name):
            connection.execute(text(statement))
