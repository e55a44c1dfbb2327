# SPDX-License-Identifier: EUPL-1.2
"""How openings lie in the database: encrypted, each under a key derived from its own opening key.

Invariants:
- The main database alone opens nothing: the opening key stands in the kluis under a random reference.
- The encryption key is used for exactly one message, so a constant nonce is safe; kind, shard and index are bound in.

Norm: AES-256-GCM (NIST SP 800-38D); SHA-256 over a domain and a uniform key as derivation. It does not look at the leaf.
"""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audit.proof.leaf import KEY_SIZE, Opening
from audit.values import LogError

FEIT = "feit"
PERSOON = "persoon"
KINDS = (FEIT, PERSOON)
KLUIS_KIND = "opening"
_DOMAIN = b"knooppunt/v1/opening\0"
_NONCE = bytes(12)


class OpeningError(LogError):
    """A stored opening does not open under its key."""

    type = "opening"


def new_reference() -> str:
    """Return a random name for an opening key in the kluis."""
    return os.urandom(16).hex()


def seal(opening: Opening, kind: str, shard: str, index: int) -> bytes:
    """Return the ciphertext of an opening for its place in the log."""
    return _aead(opening.key).encrypt(_NONCE, opening.data, _bound(kind, shard, index))


def unseal(data: bytes, key: bytes, kind: str, shard: str, index: int) -> Opening:
    """Return the opening.

    Raises:
        OpeningError: the wrong key, place or bytes.
    """
    if len(key) != KEY_SIZE:
        raise OpeningError("de sleutel van een opening is 32 bytes")
    try:
        return Opening(_aead(key).decrypt(_NONCE, data, _bound(kind, shard, index)), key)
    except (InvalidTag, ValueError):
        raise OpeningError(f"de opening `{kind}` van regel {index} in {shard} klopt niet") from None


def _aead(key: bytes) -> AESGCM:
    return AESGCM(hashlib.sha256(_DOMAIN + key).digest())  # both of fixed length, the key uniformly random


def _bound(kind: str, shard: str, index: int) -> bytes:
    return f"{kind}\0{shard}\0{index}".encode()
