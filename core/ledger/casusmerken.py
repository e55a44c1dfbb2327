# SPDX-License-Identifier: EUPL-1.2
"""The tags of casussen and the wrapping acts of their keys: two tables that die with the casus.

Invariants:
- A tag is sixteen opaque bytes: no kind, no value, no hash that anybody without the key can test. The table can be compared
  with itself, never with an identifier.
- One epoch of a casus lives at a time: when a new one is made, or the casus ends, the rows of the old one are named in
  `vervallen` and deleted. Both tables refuse any other DELETE, and every UPDATE, in the database itself.
- Rows are named by the line of their act like every row of the ledger. A MetaData of their own: they came after the first tables.

It decides nothing and keys nothing: see `core.exchange.merken` and `core.casus.merksleutel`.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, bindparam, func, select

from audit.proof import jcs
from core.ledger import vervallen
from core.ledger.tables import omhulsel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import BindParameter, Connection

    from core.ledger.rows import Writer

metadata = MetaData()

merksleutel = Table(
    "merksleutel",
    metadata,
    Column("sleutel", String(80), primary_key=True),
    Column("casus", String(36), nullable=False),
    Column("tijdvak", BigInteger, nullable=False),
    Column("door", String(20), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("sleutels", LargeBinary, nullable=False),
    Index("merksleutel_casus", "casus", "tijdvak"),
)
"""One act of wrapping the tag key of a casus: the signed list with its wraps, as JCS."""

casusmerk = Table(
    "casusmerk",
    metadata,
    Column("sleutel", String(36), primary_key=True),
    Column("casus", String(36), nullable=False),
    Column("tijdvak", BigInteger, nullable=False),
    Column("record", String(36), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("merk", LargeBinary, nullable=False),
    Index("casusmerk_casus", "casus", "record"),
)
"""One tag of one record; `sleutel` is random, so that the line that names it tells nothing of the tag."""

TABLES: Final = (merksleutel, casusmerk)
_CASUS: BindParameter[str] = bindparam("casus")
_KEYS = select(merksleutel).where(merksleutel.c.casus == _CASUS).order_by(merksleutel.c.sleutel)
_COUNT = select(func.count()).select_from(casusmerk).where(casusmerk.c.casus == _CASUS)
_OF_RECORD = select(func.count()).select_from(casusmerk).where(
    casusmerk.c.casus == _CASUS, casusmerk.c.record == bindparam("record")
)  # fmt: skip
_READABLE = (
    select(casusmerk.c.merk, casusmerk.c.record)
    .where(
        casusmerk.c.casus == _CASUS,
        casusmerk.c.record.in_(select(omhulsel.c.record).where(omhulsel.c.ontvanger == bindparam("oin"))),
    )
    .order_by(casusmerk.c.record)
)


def erasable_ddl(dialect: str) -> list[str]:
    """Return the statements that let only named rows of these tables go, in `sqlite` or `postgresql`."""
    return [statement for table in TABLES for statement in vervallen.erasable_ddl(table.name, dialect)]


def keys(connection: Connection, casus: str) -> list[dict[str, Any]]:
    """Return the wrapping acts of the living epoch of a casus in order, with all their wraps."""
    return [dict(jcs.decode(row["sleutels"])) for row in connection.execute(_KEYS, {"casus": casus}).mappings()]


def store_key(writer: Writer, made: Mapping[str, Any], volgnr: int, tijd: int) -> list[dict[str, Any]]:
    """Store one wrapping act and return its entry for the line."""
    lijst = made["lijst"]
    row = {
        "sleutel": f"{lijst['casus']}/{lijst['tijdvak']:06d}/{volgnr:04d}",
        "casus": lijst["casus"],
        "tijdvak": lijst["tijdvak"],
        "door": lijst["door"],
        "tijd": tijd,
        "sleutels": jcs.encode(dict(made)),
    }
    return writer.insert(merksleutel, row)


def count(connection: Connection, casus: str, record: str | None = None) -> int:
    """Return how many tags a casus has, or one record of it."""
    if record is None:
        return int(connection.execute(_COUNT, {"casus": casus}).scalar_one())
    return int(connection.execute(_OF_RECORD, {"casus": casus, "record": record}).scalar_one())


def store(
    writer: Writer, casus: str, tijdvak: int, record: str, merken: Iterable[bytes], tijd: int
) -> list[dict[str, Any]]:
    """Store the tags of one record and return their entries for the line."""
    common = {"casus": casus, "tijdvak": tijdvak, "record": record, "tijd": tijd}
    return writer.insert(casusmerk, *({**common, "sleutel": str(uuid.uuid4()), "merk": merk} for merk in merken))


def readable(connection: Connection, casus: str, oin: str) -> list[tuple[bytes, str]]:
    """Return tag and record of every tagged record of a casus that was wrapped to an organisation."""
    rows = connection.execute(_READABLE, {"casus": casus, "oin": oin})
    return [(bytes(row.merk), str(row.record)) for row in rows]


def end(
    writer: Writer, connection: Connection, casus: str, reden: str, tijd: int
) -> tuple[list[dict[str, Any]], list[int]]:
    """Name and delete all rows of a casus; return the entries for the line, and the epochs that ended."""
    named: list[dict[str, Any]] = []
    epochs = connection.execute(select(merksleutel.c.tijdvak).where(merksleutel.c.casus == casus).distinct())
    ended = sorted(int(row.tijdvak) for row in epochs)
    for table in TABLES:
        found = [str(row.sleutel) for row in connection.execute(select(table.c.sleutel).where(table.c.casus == casus))]
        named += vervallen.mark(writer, table, found, reden, tijd)
        vervallen.remove(connection, table, found)
    return named, ended


_ENDED = select(vervallen.vervallen.c.sleutel).where(vervallen.vervallen.c.sleutel.like(f"{merksleutel.name}/%"))


def ended_epochs(connection: Connection) -> list[tuple[str, int]]:
    """Return casus and epoch of every key that was named as gone."""
    parts = (str(row.sleutel).split("/") for row in connection.execute(_ENDED))
    return sorted({(casus, int(tijdvak)) for _, casus, tijdvak, _ in parts})
