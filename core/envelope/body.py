# SPDX-License-Identifier: EUPL-1.2
"""The encrypted body: a key from content secret and shred salt, and the committing AEAD Cobblestone-256.

Invariants:
- the body key needs both halves: `r` (wrapped to recipients) and `s` (the shred salt); without `s` nobody opens;
- both key and ciphertext are bound to the hash of the header;
- plaintext leaves this module only after `finalize`, so a cut-off body gives nothing.

Cobblestone-256 is c2sp.org/chunked-encryption with SHA-512 and AES-256-GCM: salt (24) || commitment (32) || chunks of 16 KiB with a 16-byte tag.
The commitment means that one ciphertext opens under one key only (no "salamander": `log-and-crypto.md` D1).
"""

from __future__ import annotations

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.envelope.errors import EnvelopeError, Reden
from core.keychain.suites import SUITES

SECRET_LENGTH = 32
_PREFIX, _COMMIT = 24, 32
_CHUNK, _TAG = 16384, 16

BODY = b"knooppunt/v1/body\0"
CONTENT = b"knooppunt/v1/content\0"
ATTACHMENT = b"knooppunt/v1/attachment\0"


def derive(secret: bytes, salt: bytes, info: bytes, suite: int = 1) -> bytes:
    """Return a 32-byte key from content secret `r`, shred salt `s` and context."""
    return HKDF(algorithm=SUITES[suite].hash(), length=32, salt=salt, info=info).derive(secret)


def encrypt(secret: bytes, salt: bytes, header_hash: bytes, padded: bytes, suite: int = 1) -> bytes:
    """Return the body of a record."""
    encryptor = Cobblestone256Encryptor(derive(secret, salt, BODY + header_hash, suite), CONTENT + header_hash)
    return encryptor.update(padded) + encryptor.finalize()


def decrypt(secret: bytes, salt: bytes, header_hash: bytes, body: bytes, suite: int = 1) -> bytes:
    """Return the padded content, all of it authenticated.

    Raises:
        EnvelopeError: another key, salt or header, or changed bytes.
    """
    decryptor = Cobblestone256Decryptor(derive(secret, salt, BODY + header_hash, suite), CONTENT + header_hash)
    try:
        return decryptor.update(body) + decryptor.finalize()
    except (InvalidTag, ValueError):
        raise EnvelopeError(Reden.ONTSLEUTELING) from None


def commitment(body: bytes) -> str:
    """Return the key commitment inside a body, lowercase hex."""
    return body[_PREFIX : _PREFIX + _COMMIT].hex()


def sealed_size(padded: int) -> int:
    """Return how many bytes `padded` bytes take when encrypted."""
    return padded + _PREFIX + _COMMIT + _TAG * (padded // _CHUNK + 1)
