# SPDX-License-Identifier: EUPL-1.2
"""What signed documents of an organisation have in common: their bytes, their hash, and whose signature must be under them.

Invariant: what is hashed and what is verified comes from the document as it was read, never rebuilt from its fields.

Which fields a document has, and under which domain it is signed, is for its own module.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Protocol

from audit.proof import jcs
from core.keychain import signatures
from core.keychain.signatures import Signature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.keychain.keys import SigningKey


class SigningKeys(Protocol):
    """Where the signing key of an organisation comes from."""

    def signing_key(self, oin: str, at: int, key_id: str) -> SigningKey:
        """Return the key with this id that counts at ms `at`; raises `UnknownKey` when there is none."""


class Stuk:
    """A document signed by one organisation. Its dataclass gives the fields.

    Attributes:
        oin: who signed.
        sleutel: id of the signing key.
        bron: the whole signed document.
    """

    oin: str
    sleutel: str
    bron: Mapping[str, Any]

    @property
    def data(self) -> bytes:
        """The whole signed document, canonical."""
        return jcs.encode(dict(self.bron))

    @property
    def sha256(self) -> str:
        """Hex hash of the whole signed document."""
        return hashlib.sha256(self.data).hexdigest()

    def _verify(self, keys: SigningKeys, at: int, domain: str, part: str) -> None:
        key = keys.signing_key(self.oin, at, self.sleutel)
        signature = Signature.from_json(self.bron["handtekening"])
        signatures.verify(key.sleutel, domain, jcs.encode(self.bron[part]), signature)
