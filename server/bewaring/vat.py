# SPDX-License-Identifier: EUPL-1.2
"""One sealed file of a backup: a public head, the key wrapped per recipient, and a stream of named parts.

    KOP LF            JCS of {v, soort, id, gemaakt, ontvangers: [{sleutel, omhulsel}]}
    stream            Cobblestone-256 over parts, each with the lengths of its name and data; the last part says how many there were

Invariants:
- Who makes a backup holds no key to read it: it is sealed to public keys (HPKE, X-Wing), of which the seeds lie elsewhere.
- The head is bound to every wrap and to the stream; a stream that was cut off or altered ends in an error, and so does one
  without its last part. What `read` yields before that is authenticated chunk by chunk, so its caller keeps it apart.
- Memory stays bounded by one part, and a part by `MAX_PART`: anyone can seal to a public key, so its length is not believed.

It gives no proof of who made the file: what is restored proves itself by the signatures of log, list and participants.
Norm: `log-and-crypto.md` D2 (HPKE, Cobblestone-256).
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit.proof import jcs
from core.keychain.errors import KemError
from core.keychain.kem import hpke_open, hpke_seal
from server.errors import BewaringError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.keychain.kem import KemPrivateKey, KemPublicKey

SOORTEN: Final = ("hoofd", "kluis", "sleutels")
END: Final = "einde"
_DOMAIN: Final = b"knooppunt/v1/back-up\0"
_FRAME: Final = struct.Struct(">HQ")  # lengths of name and data
_READ: Final = 1024 * 1024
_NONE: Final = "Dit is geen bestand van een back-up."
_MAX_HEAD: Final = 1024 * 1024
MAX_PART: Final = 128 * 1024 * 1024
"""Bytes of one part, at making and at reading; the largest honest one is a row as large as the largest message."""


@dataclass(frozen=True, slots=True)
class Kop:
    """What a file says openly: which of the three it is, of which backup, and when that was (ms)."""

    soort: str
    id: str
    gemaakt: int

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return {"v": 1, "soort": self.soort, "id": self.id, "gemaakt": self.gemaakt}


class Writer:
    """Seals parts to a file; `close` writes the last part, and only then the file is whole."""

    def __init__(self, file: IO[bytes], kop: Kop, recipients: Sequence[KemPublicKey]) -> None:
        if not recipients:
            raise BewaringError("Een back-up heeft minstens één openbare sleutel nodig.")
        secret, bound = os.urandom(32), jcs.encode(kop.to_json())
        wraps = [
            {"sleutel": key.id, "omhulsel": jcs.b64(hpke_seal(key, secret, _DOMAIN + bound))} for key in recipients
        ]
        head = jcs.encode({**kop.to_json(), "ontvangers": wraps})
        file.write(head + b"\n")
        self._file = file
        self._encryptor = Cobblestone256Encryptor(_key(secret, bound), _DOMAIN + bound)
        self._count = 0

    def add(self, name: str, data: bytes) -> None:
        """Add one part."""
        self._place(name, data)
        self._count += 1

    def close(self) -> None:
        """End the stream; the file itself stays open and is the caller's to sync."""
        self._place(END, jcs.encode({"delen": self._count}))
        self._file.write(self._encryptor.finalize())

    def _place(self, name: str, data: bytes) -> None:
        if len(data) > MAX_PART:
            raise BewaringError("Een deel van de back-up is te groot.")
        encoded = name.encode()
        for piece in (_FRAME.pack(len(encoded), len(data)), encoded, data):
            self._file.write(self._encryptor.update(piece))


def head_of(file: IO[bytes]) -> tuple[Kop, dict[str, bytes]]:
    """Read the head and leave the file at its stream; return it with the wraps by id of the key.

    Raises:
        BewaringError: no backup of ours.
    """
    line = file.readline(_MAX_HEAD)
    try:
        value = jcs.decode(line.removesuffix(b"\n"))
        wraps = {str(one["sleutel"]): jcs.unb64(one["omhulsel"]) for one in value["ontvangers"]}
        kop = Kop(str(value["soort"]), str(value["id"]), int(value["gemaakt"]))
    except (jcs.CanonicalError, KeyError, TypeError, ValueError):
        raise BewaringError(_NONE) from None
    if value.get("v") != 1 or kop.soort not in SOORTEN or not line.endswith(b"\n"):
        raise BewaringError(_NONE)
    return kop, wraps


def read(file: IO[bytes], key: KemPrivateKey) -> Iterator[tuple[str, bytes]]:
    """Yield the parts after the head was read from the start of `file`.

    Raises:
        BewaringError: sealed for others, altered, or not whole. Raised before the first part, between, or after the last.
    """
    file.seek(0)
    kop, wraps = head_of(file)
    if key.id not in wraps:
        raise BewaringError("Deze back-up is niet verzegeld voor deze sleutel.")
    bound = jcs.encode(kop.to_json())
    try:
        yield from _parts(_Opened(file, hpke_open(key, wraps[key.id], _DOMAIN + bound), bound))
    except (KemError, InvalidTag, struct.error, jcs.CanonicalError, ValueError):
        raise BewaringError("De back-up is niet heel, of er is iets aan veranderd.") from None


def _parts(stream: _Opened) -> Iterator[tuple[str, bytes]]:
    count = 0
    while True:
        names, length = _FRAME.unpack(stream.read(_FRAME.size))
        if length > MAX_PART:
            raise ValueError(length)
        name, data = stream.read(names).decode(), stream.read(length)
        if len(data) != length:
            raise ValueError(name)
        if name == END:
            break
        count += 1
        yield name, data
    if stream.read(1) or jcs.decode(data) != {"delen": count}:  # reading on authenticates the end
        raise ValueError(END)


def _key(secret: bytes, bound: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_DOMAIN + bound).derive(secret)


class _Opened:
    """A source that decrypts what is read from it; only what was authenticated comes out."""

    def __init__(self, file: IO[bytes], secret: bytes, bound: bytes) -> None:
        self._file = file
        self._decryptor = Cobblestone256Decryptor(_key(secret, bound), _DOMAIN + bound)
        self._buffer = bytearray()
        self._ended = False

    def read(self, size: int) -> bytes:
        while len(self._buffer) < size and not self._ended:
            self._more()
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def _more(self) -> None:
        chunk = self._file.read(_READ)
        if chunk:
            self._buffer += self._decryptor.update(chunk)
        else:
            self._ended = True
            self._buffer += self._decryptor.finalize()
