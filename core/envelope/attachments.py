# SPDX-License-Identifier: EUPL-1.2
"""Attachments: large files under the same seal, each with a key of its own, encrypted and opened in a stream.

Invariants:
- the key is bound to header and attachment id, so attachments cannot be swapped within or between records;
- the statement holds hash, length and commitment of the encrypted bytes; these are checked before decryption starts;
- memory stays bounded by one read of 1 MiB, whatever the size.

Norm: `log-and-crypto.md` D2. `decrypt` writes authenticated chunks before the end is known to be good: its caller
keeps the sink apart until the function has returned.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, BinaryIO

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from core.envelope import body
from core.envelope.errors import EnvelopeError, Reden
from core.envelope.record import Bijlage
from core.keychain import shape
from core.keychain.errors import ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterator

_READ = 1024 * 1024


def encrypt(
    secret: bytes, salt: bytes, header_hash: bytes, bijlage: str, source: BinaryIO, sink: BinaryIO, suite: int = 1
) -> Bijlage:
    """Encrypt `source` to `sink` and return what the statement says about it.

    Raises:
        EnvelopeError: the id is no UUIDv4.
    """
    try:
        shape.uuid4({"bijlage": bijlage}, "bijlage")
    except ShapeError:
        raise EnvelopeError(Reden.BIJLAGE) from None
    context = _context(header_hash, bijlage)
    encryptor = Cobblestone256Encryptor(body.derive(secret, salt, context, suite), context)
    tally = _Tally()
    sink.writelines(tally.add(encryptor.update(chunk)) for chunk in _chunks(source))
    sink.write(tally.add(encryptor.finalize()))
    return tally.describe(bijlage)


def decrypt(
    secret: bytes, salt: bytes, header_hash: bytes, named: Bijlage, source: BinaryIO, sink: BinaryIO, suite: int = 1
) -> None:
    """Check `source` against the statement, then decrypt it to `sink`.

    Raises:
        EnvelopeError: other bytes than the supplier signed, or another key.
    """
    start = source.tell()
    tally = _Tally()
    for chunk in _chunks(source):
        tally.add(chunk)
    if tally.describe(named.bijlage) != named:
        raise EnvelopeError(Reden.BIJLAGE)
    source.seek(start)
    context = _context(header_hash, named.bijlage)
    decryptor = Cobblestone256Decryptor(body.derive(secret, salt, context, suite), context)
    try:
        for chunk in _chunks(source):
            sink.write(decryptor.update(chunk))
        sink.write(decryptor.finalize())
    except (InvalidTag, ValueError):
        raise EnvelopeError(Reden.ONTSLEUTELING) from None


class _Tally:
    """Hash, length and first bytes of the encrypted stream."""

    def __init__(self) -> None:
        self._hash, self._length, self._head = hashlib.sha256(), 0, b""

    def add(self, data: bytes) -> bytes:
        self._hash.update(data)
        self._length += len(data)
        if len(self._head) < 56:
            self._head += data[: 56 - len(self._head)]
        return data

    def describe(self, bijlage: str) -> Bijlage:
        return Bijlage(bijlage, self._hash.hexdigest(), self._length, body.commitment(self._head))


def _context(header_hash: bytes, bijlage: str) -> bytes:
    return body.ATTACHMENT + header_hash + bijlage.encode("ascii")


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(_READ):
        yield chunk
