# SPDX-License-Identifier: EUPL-1.2
"""How openings lie in the database: encrypted, each under a key derived from its own opening key.

Invariants:
- The main database alone opens nothing: the opening keys of one batch and kind stand side by side in one value of the
  kluis, under a random reference; a row names that reference and its place in it. (Rows of v0.1.0 have a value each:
  place 0 of one.)
- An erased key is 32 zero bytes at its place; no key is ever zero. Erasing does keys first, rows after: a crash between
  leaves a row that opens nothing, and doing it again ends it.
- The encryption key is used for exactly one message, so a constant nonce is safe; kind, shard and index are bound in.

Norm: AES-256-GCM (NIST SP 800-38D); SHA-256 over a domain and a uniform key as derivation. It does not look at the leaf.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import bindparam, delete, select

from audit.kluis import Value
from audit.proof.leaf import KEY_SIZE, Opening
from audit.tables import log_openingen_feit, log_openingen_persoon
from audit.values import LogError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import BindParameter, Connection

    from audit.kluis import Kluis

FEIT = "feit"
PERSOON = "persoon"
KINDS = (FEIT, PERSOON)
KLUIS_KIND = "opening"
TABLES = {FEIT: log_openingen_feit, PERSOON: log_openingen_persoon}
_DOMAIN = b"knooppunt/v1/opening\0"
_NONCE = bytes(12)
_ERASED = bytes(KEY_SIZE)
_sha256 = hashlib.sha256
_CHUNK = 400


class OpeningError(LogError):
    """A stored opening does not open under its key."""

    type = "opening"


class Sealer:
    """Encrypts the openings of one kind of one batch: `rows` for their table, and one value for the kluis."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._reference = os.urandom(16).hex()
        self._keys: list[bytes] = []
        self.rows: list[tuple[Any, ...]] = []

    def add(self, opening: Opening, shard: str, index: int) -> None:
        """Add the opening of one line."""
        data, key = opening
        sealed = AESGCM(_sha256(_DOMAIN + key).digest()).encrypt(_NONCE, data, _bound(self._kind, shard, index))
        self.rows.append((shard, index, self._reference, sealed, len(self._keys)))
        self._keys.append(key)

    def secrets(self) -> list[Value]:
        """Return what must be durable in the kluis before the rows are: all keys as one value, if there are any."""
        return [Value(KLUIS_KIND, self._reference, b"".join(self._keys))] if self._keys else []


def key_at(value: bytes, place: int) -> bytes | None:
    """Return the key at a place of a kluis value; None when it was erased.

    Raises:
        OpeningError: there is no such place.
    """
    key = value[place * KEY_SIZE : (place + 1) * KEY_SIZE]
    if place < 0 or len(value) % KEY_SIZE or len(key) != KEY_SIZE:
        raise OpeningError("de sleutel van een opening is 32 bytes")
    return None if key == _ERASED else key


def erase(connection: Connection, kluis: Kluis, shard: str, volgnrs: Iterable[int], kind: str) -> int:
    """Erase the openings of one kind of these lines: their keys now and durably, their rows with this transaction.

    Only for an order that already stands in the log, because the keys are gone whether or not the transaction succeeds.
    May be done again. Afterwards, and after the commit: `audit.database.scrub`.

    Returns:
        How many rows were there.
    """
    table, wanted = TABLES[kind], sorted(set(volgnrs))
    numbers: BindParameter[int] = bindparam("nummers", expanding=True)
    of_lines = (table.c.shard == bindparam("shard")) & table.c.volgnr.in_(numbers)
    chunks = [{"shard": shard, "nummers": wanted[at : at + _CHUNK]} for at in range(0, len(wanted), _CHUNK)]
    places: dict[str, list[int]] = defaultdict(list)
    for chunk in chunks:
        for row in connection.execute(select(table.c.sleutel, table.c.plaats).where(of_lines), chunk):
            places[row.sleutel].append(row.plaats)
    kluis.revise(KLUIS_KIND, list(places), lambda ref, value: _without(value, places[ref]))
    return sum(connection.execute(delete(table).where(of_lines), chunk).rowcount for chunk in chunks)


def _without(value: bytes, places: Iterable[int]) -> bytes:
    """Return the keys with those at `places` zeroed."""
    kept = bytearray(value)
    for place in places:
        key_at(value, place)
        kept[place * KEY_SIZE : (place + 1) * KEY_SIZE] = _ERASED
    return bytes(kept)


def seal(opening: Opening, kind: str, shard: str, index: int) -> bytes:
    """Return the ciphertext of an opening for its place in the log."""
    return _aead(opening.key).encrypt(_NONCE, opening.data, _bound(kind, shard, index))


def unseal(data: bytes, key: bytes, kind: str, shard: str, index: int) -> Opening:
    """Return the opening.

    Raises:
        OpeningError: the wrong key, place or bytes.
    """
    return Opening(decrypt(data, key, kind, shard, index), key)


def decrypt(data: bytes, key: bytes, kind: str, shard: str, index: int) -> bytes:
    """Return only the bytes of the opening.

    Raises:
        OpeningError: the wrong key, place or bytes.
    """
    if len(key) != KEY_SIZE:
        raise OpeningError("de sleutel van een opening is 32 bytes")
    return decrypter(kind, shard)(data, key, index)


def decrypter(kind: str, shard: str) -> Callable[[bytes, bytes, int], bytes]:
    """Return what decrypts many openings of one kind and shard: given ciphertext, a 32-byte key and the index.

    It raises OpeningError for the wrong key, place or bytes.
    """
    bound, sha256 = f"{kind}\0{shard}\0".encode(), hashlib.sha256

    def one(data: bytes, key: bytes, index: int) -> bytes:
        try:
            return AESGCM(sha256(_DOMAIN + key).digest()).decrypt(_NONCE, data, b"%b%d" % (bound, index))
        except (InvalidTag, ValueError):
            raise OpeningError(f"de opening `{kind}` van regel {index} in {shard} klopt niet") from None

    return one


def _aead(key: bytes) -> AESGCM:
    return AESGCM(_sha256(_DOMAIN + key).digest())  # both of fixed length, the key uniformly random


def _bound(kind: str, shard: str, index: int) -> bytes:
    return f"{kind}\0{shard}\0{index}".encode()
