# SPDX-License-Identifier: EUPL-1.2
"""Case tags: keyed pseudonyms of identifiers, for matching inside one casus.

Invariants:
- A tag is HMAC-SHA-256 under the tag key of one casus and epoch, cut to 16 bytes: 2^-88 to see two values as one among 2^20.
- The casus and the epoch go into the key (`tag_key`), so one identifier has unrelated tags in two casussen, whoever holds
  both keys; kind and value go into the message, so a BSN never matches an RSIN of the same digits.
- Only who holds the key can make or test one: the operator stores tags and can compare them, never look one up.

Norm: peers-and-style 1.2 (correlation only within purpose, capped, with stop-values); ADR on case tags. Identifiers get their
one form in `core.contract.kenmerken`; the key is made and wrapped in `core.casus.merksleutel`.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.contract.kenmerken import Kenmerk

TAG_LENGTH: Final = 16
KEY_LENGTH: Final = 32
_KEY_INFO: Final = "knooppunt/v1/merk"
_BINDING: Final = b"knooppunt/v1/merk-binding\0"


def tag_key(secret: bytes, salt: bytes, casus: str, tijdvak: int) -> bytes:
    """Return the key of one casus and epoch: of the wrapped secret *and* the salt, so that erasing the salt ends it."""
    info = f"{_KEY_INFO}\0{casus}\0{tijdvak}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_LENGTH, salt=salt, info=info).derive(secret)


def binding(key: bytes) -> str:
    """Return what every holder compares, so that all of them have the same key."""
    return hashlib.sha256(_BINDING + key).hexdigest()


def tag(key: bytes, kenmerk: Kenmerk) -> bytes:
    """Return the tag of one identifier in its one form."""
    message = f"{kenmerk.soort}\0{kenmerk.waarde}".encode()
    return hmac.new(key, message, hashlib.sha256).digest()[:TAG_LENGTH]


def tags(key: bytes, kenmerken: Iterable[Kenmerk]) -> list[bytes]:
    """Return the tags of identifiers, each once, in an order that says nothing of their kinds."""
    return sorted({tag(key, kenmerk) for kenmerk in kenmerken})
