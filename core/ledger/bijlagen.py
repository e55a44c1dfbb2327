# SPDX-License-Identifier: EUPL-1.2
"""Attachments at the backbone: uploads that are under way, and sealed attachments in parts.

Invariants:
- A part is written once and never changed. It may be deleted as long as no record took its attachment in; after that only
  when a logged act named the attachment as gone (`mark`), and the database itself refuses everything else.
- The line of a push names one row per attachment (`bijlage`), whatever its size: the row holds length, number of parts
  and the hash that the supplier signed, and `audit verifieer` holds the parts against it.
- An upload is no act and gives nobody anything: `bijlage_upload` stands outside the log, like the memory of nonces. What
  it loses is sent again; what is complete counts only when a push takes it in.

Parts are ciphertext; length and number of attachments are metadata that the operator sees. Norm: design.md 6 and 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, bindparam, delete, func, select

from audit.database import append_only
from core.contract.bijlagen import DEEL
from core.ledger import vervallen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import BindParameter, Connection

    from core.ledger.rows import Writer

metadata = MetaData()

bijlage_upload = Table(
    "bijlage_upload",
    metadata,
    Column("sleutel", String(36), primary_key=True),
    Column("oin", String(20), nullable=False),
    Column("lengte", BigInteger, nullable=False),
    Column("verloopt", BigInteger, nullable=False),
    Index("bijlage_upload_oin", "oin"),
)
"""An upload that was begun: which attachment, of whom, how many encrypted bytes, and until when it is kept."""

bijlage_heel = Table(
    "bijlage_heel",
    metadata,
    Column("sleutel", String(36), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("binding", String(64), nullable=False),
)
"""An upload of which all parts are there: hash over all of them, and the key commitment at their beginning."""

bijlage_deel = Table(
    "bijlage_deel",
    metadata,
    Column("sleutel", String(42), primary_key=True),
    Column("bijlage", String(36), nullable=False),
    Column("volgnr", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("deel", LargeBinary, nullable=False),
    Index("bijlage_deel_volgorde", "bijlage", "volgnr", unique=True),
)
"""One part of the encrypted bytes; `sleutel` is attachment and number."""

bijlage = Table(
    "bijlage",
    metadata,
    Column("sleutel", String(36), primary_key=True),
    Column("record", String(36), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("lengte", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("delen", BigInteger, nullable=False),
    Index("bijlage_record", "record"),
)
"""An attachment that a record took in: what its supplier signed of it, and in how many parts it lies here."""

_ID: BindParameter[str] = bindparam("bijlage")
_NR: BindParameter[int] = bindparam("volgnr")
_RECORD: BindParameter[str] = bindparam("record")
_PART = select(bijlage_deel.c.deel).where(bijlage_deel.c.bijlage == _ID, bijlage_deel.c.volgnr == _NR)
_PART_HASH = select(bijlage_deel.c.sha256).where(bijlage_deel.c.bijlage == _ID, bijlage_deel.c.volgnr == _NR)
_NUMBERS = select(bijlage_deel.c.volgnr).where(bijlage_deel.c.bijlage == _ID).order_by(bijlage_deel.c.volgnr)
_OF_RECORD = select(bijlage).where(bijlage.c.record == _RECORD).order_by(bijlage.c.sleutel)
_UPLOAD = (
    select(bijlage_upload, bijlage_heel.c.sha256, bijlage_heel.c.binding)
    .outerjoin(bijlage_heel, bijlage_heel.c.sleutel == bijlage_upload.c.sleutel)
    .where(bijlage_upload.c.sleutel == _ID)
)


class Upload(NamedTuple):
    """An upload as it stands; `sha256` and `binding` are None until all of it is there."""

    bijlage: str
    oin: str
    lengte: int
    verloopt: int
    sha256: str | None
    binding: str | None

    @property
    def delen(self) -> int:
        """Return in how many parts it comes."""
        return parts_of(self.lengte)

    def size_of(self, volgnr: int) -> int:
        """Return how many bytes part `volgnr` has."""
        return min(DEEL, self.lengte - volgnr * DEEL)


def ddl(dialect: str) -> list[str]:
    """Return the triggers: parts and attachments go only when that was named, or before anything took them in."""
    free = (
        "(EXISTS (SELECT 1 FROM vervallen WHERE sleutel = 'bijlage/' || OLD.bijlage) "
        "OR NOT EXISTS (SELECT 1 FROM bijlage WHERE sleutel = OLD.bijlage))"
    )
    return [
        *append_only(bijlage_upload.name, dialect, deletable=True),
        *append_only(bijlage_heel.name, dialect, deletable=True),
        *append_only(bijlage_deel.name, dialect, unless=free),
        *vervallen.erasable_ddl(bijlage.name, dialect),
    ]


def parts_of(lengte: int) -> int:
    """Return in how many parts so many bytes go."""
    return -(-lengte // DEEL)


def upload(connection: Connection, key: str) -> Upload | None:
    """Return the upload of an attachment, None when none is under way."""
    row = connection.execute(_UPLOAD, {"bijlage": key}).one_or_none()
    return None if row is None else Upload(*row)


def known(connection: Connection, key: str) -> bool:
    """Return whether a record took in, or ever took in, an attachment under this id."""
    found = connection.execute(select(bijlage.c.sleutel).where(bijlage.c.sleutel == key)).scalar()
    return found is not None or vervallen.why_gone(connection, bijlage.name, key) is not None


def open_uploads(connection: Connection, oin: str, now: int) -> tuple[int, int]:
    """Return how many uploads of an organisation are kept, and how many bytes they may take; what expired is not kept."""
    query = select(func.count(), func.coalesce(func.sum(bijlage_upload.c.lengte), 0))
    count, size = connection.execute(query.where(bijlage_upload.c.oin == oin, bijlage_upload.c.verloopt >= now)).one()
    return int(count), int(size)


def numbers(connection: Connection, key: str) -> list[int]:
    """Return which parts of an attachment are here, in order."""
    return list(connection.execute(_NUMBERS, {"bijlage": key}).scalars())


def part_hash(connection: Connection, key: str, volgnr: int) -> str | None:
    """Return the hash of a part, None when it is not here."""
    return connection.execute(_PART_HASH, {"bijlage": key, "volgnr": volgnr}).scalar()


def part(connection: Connection, key: str, volgnr: int) -> bytes | None:
    """Return the bytes of one part, None when it is not here."""
    found = connection.execute(_PART, {"bijlage": key, "volgnr": volgnr}).scalar()
    return None if found is None else bytes(found)


def begin(connection: Connection, made: Upload) -> None:
    """Keep an upload."""
    row = {"sleutel": made.bijlage, "oin": made.oin, "lengte": made.lengte, "verloopt": made.verloopt}
    connection.execute(bijlage_upload.insert(), row)


def keep_part(connection: Connection, key: str, volgnr: int, sha256: str, deel: bytes) -> None:
    """Keep one part of an upload."""
    row = {"sleutel": f"{key}/{volgnr}", "bijlage": key, "volgnr": volgnr, "sha256": sha256, "deel": deel}
    connection.execute(bijlage_deel.insert(), row)


def whole(connection: Connection, key: str, sha256: str, binding: str) -> None:
    """Say of an upload that all of it is here."""
    connection.execute(bijlage_heel.insert(), {"sleutel": key, "sha256": sha256, "binding": binding})


def take_in(writer: Writer, connection: Connection, record: str, made: Upload, tijd: int) -> list[dict[str, Any]]:
    """Make an upload an attachment of a record, and return the entry for the line."""
    _end(connection, [made.bijlage])
    row = {
        "sleutel": made.bijlage,
        "record": record,
        "tijd": tijd,
        "lengte": made.lengte,
        "sha256": made.sha256,
        "delen": made.delen,
    }
    return writer.insert(bijlage, row)


def expired(connection: Connection, now: int) -> list[str]:
    """Return the uploads whose time is over, the oldest first."""
    query = select(bijlage_upload.c.sleutel).where(bijlage_upload.c.verloopt < now).order_by(bijlage_upload.c.verloopt)
    return list(connection.execute(query).scalars())


def forget(connection: Connection, keys: Iterable[str]) -> None:
    """Delete uploads with their parts; the database refuses it for what a record took in."""
    keys = list(keys)
    connection.execute(delete(bijlage_deel).where(bijlage_deel.c.bijlage.in_(keys)))
    _end(connection, keys)


def of_record(connection: Connection, record: str) -> list[Any]:
    """Return the rows of the attachments of a record."""
    return list(connection.execute(_OF_RECORD, {"record": record}))


def mark(writer: Writer, connection: Connection, record: str, reden: str, tijd: int) -> list[dict[str, Any]]:
    """Name all attachments of a record as gone, and return the entries for the line: one pair per attachment."""
    return vervallen.mark(writer, bijlage, [row.sleutel for row in of_record(connection, record)], reden, tijd)


def remove(connection: Connection, record: str) -> int:
    """Delete the attachments of a record that were named, with all their parts; return how many parts went.

    Raises:
        sqlalchemy.exc.DBAPIError: one was not named; nothing of this transaction stays.
    """
    keys = [row.sleutel for row in of_record(connection, record)]
    gone = connection.execute(delete(bijlage_deel).where(bijlage_deel.c.bijlage.in_(keys))).rowcount
    vervallen.remove(connection, bijlage, keys)
    return gone


def parts(connection: Connection, key: str) -> Iterator[tuple[int, str, bytes]]:
    """Yield number, stated hash and bytes of every part of an attachment, one at a time."""
    query = select(bijlage_deel.c.volgnr, bijlage_deel.c.sha256, bijlage_deel.c.deel)
    for volgnr in numbers(connection, key):
        place = (bijlage_deel.c.bijlage == key) & (bijlage_deel.c.volgnr == volgnr)
        for row in connection.execute(query.where(place)):
            yield row.volgnr, row.sha256, bytes(row.deel)


def _end(connection: Connection, keys: list[str]) -> None:
    for table in (bijlage_heel, bijlage_upload):
        connection.execute(delete(table).where(table.c.sleutel.in_(keys)))
