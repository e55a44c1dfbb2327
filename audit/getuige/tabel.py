# SPDX-License-Identifier: EUPL-1.2
"""The cosignatures that witnesses gave over checkpoints of the log, at the operator.

Invariants:
- Insert-only. One row per checkpoint and key, the first that was given: it bounds the time of the lines most narrowly.
- Only lines that held under a key of the pinned tlog-policy are written (`audit.getuige.verzamelen`); who reads them
  checks them again, for the database is not trusted.

Norm: c2sp.org/tlog-cosignature. The notes they stand under are in `audit.tables.log_checkpoints`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, Text, text

from audit.database import append_only

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from audit.proof import note

metadata = MetaData()

# `sleutel` is the name of the key, "+" and its id in hex; `tijd` in seconds; `regel` the signature line with its LF.
log_medeondertekeningen = Table(
    "log_medeondertekeningen",
    metadata,
    Column("shard", Text, primary_key=True),
    Column("omvang", BigInteger, primary_key=True, autoincrement=False),
    Column("sleutel", Text, primary_key=True),
    Column("tijd", BigInteger, nullable=False),
    Column("regel", LargeBinary, nullable=False),
)


def key_name(key: note.VKey) -> str:
    """Return how the table names a key."""
    return f"{key.name}+{key.key_id.hex()}"


def append_only_ddl(dialect: str) -> list[str]:
    """Return the trigger statements of the table on `sqlite` or `postgresql`."""
    return append_only(log_medeondertekeningen.name, dialect)


def create(engine: Engine) -> None:
    """Create the table and its triggers: for tests; migrations run the same DDL."""
    with engine.begin() as connection:
        metadata.create_all(connection, checkfirst=False)
        for statement in append_only_ddl(engine.dialect.name):
            connection.execute(text(statement))
