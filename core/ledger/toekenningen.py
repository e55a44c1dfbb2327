# SPDX-License-Identifier: EUPL-1.2
"""Grants made after the push: the signed list of each wrapping act, and its wraps beside those of the push.

Invariants:
- A list is append-only in the database too and named by the line of its act; its wraps may go, as every wrap may
  (`core.ledger.vervallen`). A wrap that came later has the first part of its request in its key, so that a recipient that
  was taken away can be added again.
- No holder (recipient, unit, key) has two wraps of one record at the same time.

A MetaData of its own: it came after the first tables. It verifies nothing.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, bindparam, select

from audit.database import append_only
from audit.proof import jcs
from core.ledger.tables import omhulsel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from core.envelope import LatereToekenningen, Omhulsel
    from core.envelope.grants import Holder
    from core.ledger.rows import Writer

metadata = MetaData()

toekenning_later = Table(
    "toekenning_later",
    metadata,
    Column("sleutel", String(64), primary_key=True),
    Column("record", String(36), nullable=False),
    Column("door", String(20), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("toekenningen", LargeBinary, nullable=False),
    Index("toekenning_later_record", "record"),
)
"""One wrapping act on one record after its push: `toekenningen` is the signed list as JCS, `sleutel` the hash of what is signed."""

_LATER = 4
_OF_RECORD = select(toekenning_later).where(toekenning_later.c.record == bindparam("record"))
_LISTS = _OF_RECORD.order_by(toekenning_later.c.tijd, toekenning_later.c.sleutel)
_WRAPS = select(omhulsel.c.sleutel, omhulsel.c.ontvanger, omhulsel.c.eenheid, omhulsel.c.kem_sleutel).where(
    omhulsel.c.record == bindparam("record")
)


def append_only_ddl(dialect: str) -> list[str]:
    """Return the statements that make the table refuse UPDATE and DELETE, in `sqlite` or `postgresql`."""
    return append_only(toekenning_later.name, dialect)


def store(writer: Writer, one: LatereToekenningen, wraps: Sequence[Omhulsel], tijd: int) -> list[dict[str, Any]]:
    """Store a verified list with its wraps and return the entries for the line."""
    row = {
        "sleutel": digest_of(one),
        "record": one.record,
        "door": one.door,
        "tijd": tijd,
        "toekenningen": jcs.encode(one.to_json()),
    }
    rows = [
        {
            "sleutel": wrap_key(one, wrap.holder),
            "record": one.record,
            "ontvanger": wrap.ontvanger,
            "eenheid": wrap.eenheid,
            "kem_sleutel": wrap.sleutel,
            "omhulsel": wrap.omhulsel,
        }
        for wrap in wraps
    ]
    return writer.insert(toekenning_later, row) + writer.insert(omhulsel, *rows)


def wrap_key(one: LatereToekenningen, holder: Holder) -> str:
    """Return the key of the row of a wrap of this list: as at a push, with the first part of the request behind it."""
    ontvanger, eenheid, sleutel = holder
    return f"{one.record}/{ontvanger}/{eenheid}/{sleutel[:16]}/{one.lijst[0].verzoek[:8]}"


def is_later(wrap: str) -> bool:
    """Tell by its key whether a wrap came after the push."""
    return wrap.count("/") == _LATER


def digest_of(one: LatereToekenningen) -> str:
    """Return the hash by which the ledger and the line know a list."""
    return hashlib.sha256(one.message).hexdigest()


def lists_for(connection: Connection, record: str, oin: str) -> list[dict[str, Any]]:
    """Return the lists of a record in which `oin` is a recipient, oldest first, as they were signed."""
    return [jcs.decode(row.toekenningen) for row in rows_for(connection, record, oin)]


def rows_for(connection: Connection, record: str, oin: str) -> list[Any]:
    """Return the rows of those lists."""
    rows = connection.execute(_LISTS, {"record": record}).all()
    return [row for row in rows if any(one["ontvanger"] == oin for one in jcs.decode(row.toekenningen)["lijst"])]


def holders(connection: Connection, record: str) -> dict[str, Holder]:
    """Return recipient, unit and key of every wrap of a record that is there, by the key of its row."""
    rows = connection.execute(_WRAPS, {"record": record})
    return {row.sleutel: (row.ontvanger, row.eenheid, row.kem_sleutel) for row in rows}


def keys_of(connection: Connection, record: str, ontvangers: Iterable[str]) -> list[str]:
    """Return the keys of the wraps of these recipients."""
    wanted = set(ontvangers)
    return sorted(key for key, holder in holders(connection, record).items() if holder[0] in wanted)
