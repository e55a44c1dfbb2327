# SPDX-License-Identifier: EUPL-1.2
"""The kluis: the small store of shred salts and opening keys, whose loss makes things unreadable on purpose.

Invariants:
- Values are AES-256-GCM under an epoch key that stands in a file (mode 0600) outside the database; kind, reference and
  epoch are bound in, so no value can be moved to another name.
- `put` is durable when it returns, and repeatable: an orphan of a crash is simply written over.
- `delete` is what erasure is. A value of another epoch, or one that does not open, is an error, never an empty answer.
- Own database with its own short backup term; own MetaData.
- The epoch is renewed as a whole, in one transaction. Another process that still holds the key before takes the new one
  from its file before it writes or reads, so nothing is ever written under a key that is about to be destroyed.

Norm: design.md 7. Renewing the epoch (which erases for backups too) re-encrypts survivors: `renew`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, Text, bindparam, delete, select, text, tuple_

from audit.database import create_engine, scrub, writing
from audit.privaat import KluisError, read_private, write_private
from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import BindParameter, Connection, Engine

__all__ = ["EpochKey", "Kluis", "KluisError", "Value", "kluis_waarden", "metadata", "read_private", "write_private"]

metadata = MetaData()
kluis_waarden = Table(
    "kluis_waarden",
    metadata,
    Column("soort", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("tijdvak", BigInteger, nullable=False),
    Column("waarde", LargeBinary, nullable=False),
)
_NONCE = 12
_CHUNK = 400
_UPSERT = (
    "INSERT INTO kluis_waarden (soort, ref, tijdvak, waarde) VALUES ({}) "
    "ON CONFLICT (soort, ref) DO UPDATE SET tijdvak = excluded.tijdvak, waarde = excluded.waarde"
)
_RENEW = "UPDATE kluis_waarden SET tijdvak = {0}, waarde = {0} WHERE soort = {0} AND ref = {0}"
# One row says under which epoch the store is; who still holds an older key finds out before it writes.
EPOCH_KIND, EPOCH_REF = "tijdvak", "nu"
_REVISE = "UPDATE kluis_waarden SET waarde = {0} WHERE soort = {0} AND ref = {0}"


class Value(NamedTuple):
    """A value to keep. Never show one: it has no safe `repr`."""

    soort: str
    ref: str
    value: bytes

    def __repr__(self) -> str:
        return f"Value({self.soort}, …)"


class EpochKey:
    """The key of one epoch."""

    def __init__(self, tijdvak: int, key: bytes) -> None:
        if len(key) != 32:
            raise KluisError("de tijdvaksleutel is 32 bytes")
        self.tijdvak = tijdvak
        self._key = key
        self._aead = AESGCM(key)

    def seal(self, item: Value) -> bytes:
        """Return nonce and ciphertext."""
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, item.value, self._bound(item.soort, item.ref))

    def open(self, soort: str, ref: str, data: bytes) -> bytes:
        """Return the value.

        Raises:
            KluisError: it does not open.
        """
        try:
            return self._aead.decrypt(data[:_NONCE], data[_NONCE:], self._bound(soort, ref))
        except (InvalidTag, ValueError):
            raise KluisError(f"een waarde in de kluis klopt niet: {soort}") from None

    def _bound(self, soort: str, ref: str) -> bytes:
        return f"knooppunt/v1/kluis\0{self.tijdvak}\0{soort}\0{ref}".encode()

    def write(self, path: Path) -> None:
        """Write the key to a new file that only the owner reads.

        Raises:
            FileExistsError: there is one already.
        """
        write_private(path, jcs.encode({"tijdvak": self.tijdvak, "sleutel": jcs.b64(self._key)}))

    @classmethod
    def read(cls, path: Path) -> EpochKey:
        """Read the key file.

        Raises:
            KluisError: readable for others, or not a key file.
        """
        try:
            value = jcs.decode(read_private(path))
            return cls(int(value["tijdvak"]), jcs.unb64(value["sleutel"]))
        except (jcs.CanonicalError, KeyError, TypeError):
            raise KluisError("geen geldig bestand met een tijdvaksleutel") from None

    @classmethod
    def generate(cls, tijdvak: int = 1) -> EpochKey:
        """Return a fresh key."""
        return cls(tijdvak, os.urandom(32))


class Kluis:
    """The store, open under the key of the present epoch."""

    def __init__(self, engine: Engine, key: EpochKey, key_file: Path | None = None) -> None:
        self.engine = engine
        self._key = key
        self.key_file = key_file

    @classmethod
    def open(cls, url: str, key_file: Path) -> Kluis:
        """Open the store at a database URL; the table must exist (`create`)."""
        there = key_file if key_file.exists() or not successor_of(key_file).exists() else successor_of(key_file)
        return cls(create_engine(url), EpochKey.read(there), key_file)

    @property
    def tijdvak(self) -> int:
        """The epoch of the key that is held."""
        return self._key.tijdvak

    def stored_epoch(self) -> int | None:
        """Return the epoch that the store is under since its last renewal, None when it never was renewed."""
        with self.engine.connect() as connection:
            found: int | None = connection.execute(_EPOCH).scalar()
        return found

    def follow(self) -> None:
        """Take the key that the store is under now: another process may have renewed the epoch.

        Raises:
            KluisError: no key file here has it.
        """
        self._take(self.stored_epoch())

    def create(self) -> None:
        """Create the table in an empty database."""
        metadata.create_all(self.engine)

    def put(self, soort: str, ref: str, value: bytes) -> None:
        """Keep one value, durably."""
        self.put_many([Value(soort, ref, value)])

    def put_many(self, items: Iterable[Value]) -> None:
        """Keep values in one durable transaction."""
        listed = list(items)
        if not listed:
            return
        with _short(self.engine) as connection:
            self._current(connection)
            rows = [(item.soort, item.ref, self._key.tijdvak, self._key.seal(item)) for item in listed]
            mark = "?, ?, ?, ?" if self.engine.dialect.name == "sqlite" else "%s, %s, %s, %s"
            connection.exec_driver_sql(_UPSERT.format(mark), rows)

    def get(self, soort: str, ref: str) -> bytes | None:
        """Return a value, or None when it is not there (any more).

        Raises:
            KluisError: it is there but does not open.
        """
        return self.get_many(soort, [ref]).get(ref)

    def get_many(self, soort: str, refs: Sequence[str]) -> dict[str, bytes]:
        """Return the values that are there, by reference.

        Raises:
            KluisError: one of them does not open.
        """
        found: dict[str, bytes] = {}
        with self.engine.connect() as connection:
            for row in _rows(connection, soort, refs):
                found[row.ref] = self._open(row)
        return found

    def try_many(self, soort: str, refs: Sequence[str]) -> tuple[dict[str, bytes], set[str]]:
        """Return the values that are there and open, and the references of those that are there and do not."""
        found: dict[str, bytes] = {}
        bad: set[str] = set()
        with self.engine.connect() as connection:
            for row in _rows(connection, soort, refs):
                try:
                    found[row.ref] = self._open(row)
                except KluisError:
                    bad.add(row.ref)
        return found, bad

    def delete(self, soort: str, ref: str) -> bool:
        """Erase one value; tell whether it was there. Whoever calls this has the logged order for it."""
        table = kluis_waarden
        with _short(self.engine) as connection:
            done = connection.execute(delete(table).where(table.c.soort == soort, table.c.ref == ref))
            return done.rowcount > 0

    def revise(self, soort: str, refs: Sequence[str], change: Callable[[str, bytes], bytes]) -> int:
        """Replace values by what `change` makes of them, in one durable transaction that also leaves no old page behind.

        Returns:
            How many there were; a reference that is not there is passed over.

        Raises:
            KluisError: one of them does not open; nothing was changed.
        """
        with _short(self.engine) as connection:
            rows = list(_rows(connection, soort, refs, lock=True))
            mark = "?" if self.engine.dialect.name == "sqlite" else "%s"
            for row in rows:
                value = Value(soort, row.ref, change(row.ref, self._open(row)))
                connection.exec_driver_sql(_REVISE.format(mark), (self._key.seal(value), soort, row.ref))
        if rows:
            scrub(self.engine, kluis_waarden.name)
        return len(rows)

    def broken(self) -> Iterator[tuple[str, str]]:
        """Yield (soort, ref) of every value that does not open, streaming."""
        with self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=1000).execute(select(kluis_waarden)):
                try:
                    self._open(row)
                except KluisError:
                    yield row.soort, row.ref

    def renew(self, key: EpochKey) -> int:
        """Re-encrypt every value under a new epoch key, in one transaction; the caller then destroys the old key file.

        Returns:
            How many values live on.
        """
        count = 0
        with _short(self.engine) as connection:
            if self.engine.dialect.name == "postgresql":  # nobody writes under the old key any more, readers go on
                connection.execute(text("LOCK TABLE kluis_waarden IN EXCLUSIVE MODE"))
            mark = "?" if self.engine.dialect.name == "sqlite" else "%s"
            for rows in _all(connection):
                values = [
                    (key.tijdvak, key.seal(Value(r.soort, r.ref, self._open(r))), r.soort, r.ref)
                    for r in rows
                    if r.soort != EPOCH_KIND
                ]
                if values:
                    connection.exec_driver_sql(_RENEW.format(mark), values)
                count += len(values)
            marks = ", ".join([mark] * 4)
            own = Value(EPOCH_KIND, EPOCH_REF, b"")
            connection.exec_driver_sql(_UPSERT.format(marks), [(own.soort, own.ref, key.tijdvak, key.seal(own))])
        self._key = key
        return count

    def _open(self, row: Any) -> bytes:
        if row.tijdvak != self._key.tijdvak:
            self._take(row.tijdvak)
        if row.tijdvak != self._key.tijdvak:
            raise KluisError(f"een waarde in de kluis is van een ander tijdvak: {row.soort}")
        return self._key.open(row.soort, row.ref, bytes(row.waarde))

    def _current(self, connection: Connection) -> None:
        """Return only when the held key is the one to write under, and keep it so until this transaction ends."""
        found = connection.execute(_EPOCH_HELD if self.engine.dialect.name == "postgresql" else _EPOCH).scalar()
        self._take(found)
        if found not in (None, self._key.tijdvak):
            raise KluisError("de sleutel van het tijdvak waar de kluis onder staat, is hier niet")

    def _take(self, tijdvak: int | None) -> None:
        """Take the key of this epoch, when it is another than the one held and a key file here has it."""
        if tijdvak in (None, self._key.tijdvak) or self.key_file is None:
            return
        # Twice: the one may just be taking the other's place.
        for path in (self.key_file, successor_of(self.key_file)) * 2:
            try:
                key = EpochKey.read(path)
            except KluisError:
                continue
            if key.tijdvak == tijdvak:
                self._key = key
                return


def successor_of(key_file: Path) -> Path:
    """Return where the next epoch key stands while the epoch is being renewed (`audit.tijdvak`)."""
    return key_file.with_name(f"{key_file.name}.nieuw")


def _short(engine: Engine) -> AbstractContextManager[Connection]:
    """A short write of its own: never under the lock of the log, whose holder waits for it."""
    return writing(engine, lock=None)


# Made once: building the statement costs more than running it.
_REFS: BindParameter[str] = bindparam("refs", expanding=True)
_FIND = select(kluis_waarden).where(kluis_waarden.c.soort == bindparam("soort"), kluis_waarden.c.ref.in_(_REFS))


_EPOCH = select(kluis_waarden.c.tijdvak).where(kluis_waarden.c.soort == EPOCH_KIND, kluis_waarden.c.ref == EPOCH_REF)
_EPOCH_HELD = _EPOCH.with_for_update(read=True)


def _all(connection: Connection) -> Iterator[list[Any]]:
    """Yield all rows in chunks, in the order of their names, so that they can be changed meanwhile."""
    table, last = kluis_waarden.c, ("", "")
    query = select(kluis_waarden).order_by(table.soort, table.ref).limit(_CHUNK)
    while rows := list(connection.execute(query.where(tuple_(table.soort, table.ref) > last))):
        yield rows
        last = (rows[-1].soort, rows[-1].ref)


def _rows(connection: Connection, soort: str, refs: Sequence[str], *, lock: bool = False) -> Iterator[Any]:
    query = _FIND.with_for_update() if lock else _FIND
    for at in range(0, len(refs), _CHUNK):
        yield from connection.execute(query, {"soort": soort, "refs": list(refs[at : at + _CHUNK])})
