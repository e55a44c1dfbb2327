# SPDX-License-Identifier: EUPL-1.2
"""A sealed letter of one fixed size to units of organisations: for questions and answers whose length must say nothing.

    body   salt (32) || Cobblestone-256 over the content, padded to the size that both sides agreed on
    wrap   HPKE to the KEM key of one unit, of the secret of the body

Invariants:
- Every letter of one kind has the same size, whatever is in it; what does not fit is refused, never made larger.
- Body and wraps are bound to what the letter is about: moved to another question, sender or recipient nothing opens.
- Who signs for it is for the document that names the hashes of body and wraps (`core.keychain.rechtenstuk`): a letter alone
  proves nothing about its sender.

Norm: design.md 6 (suite 1: HPKE X-Wing, Cobblestone-256); log-and-crypto.md D2.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.envelope import body as bodies
from core.envelope.errors import EnvelopeError, Reden
from core.envelope.grants import Omhulsel
from core.keychain.errors import KemError, ShapeError
from core.keychain.kem import hpke_open, hpke_seal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.keychain.holders import RecordOpener
    from core.keychain.keys import KemKey

SALT_LENGTH: Final = 32
_INFO: Final = b"knooppunt/v1/brief\0"
_END: Final = b"\x80"


@dataclass(frozen=True)
class Brief:
    """One sealed letter: its body, and a wrap per key."""

    lichaam: bytes = field(repr=False)
    omhulsels: tuple[Omhulsel, ...] = field(repr=False)

    @property
    def sha256(self) -> str:
        """Hex hash of the body."""
        return hashlib.sha256(self.lichaam).hexdigest()

    @property
    def entries(self) -> list[dict[str, str]]:
        """What a signed document says of the wraps: recipient, unit, key and hash of each."""
        return [entry_of(item) for item in self.omhulsels]

    def only_for(self, oin: str) -> Brief:
        """Return the letter with the wraps of one organisation."""
        return Brief(self.lichaam, tuple(item for item in self.omhulsels if item.ontvanger == oin))

    def to_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return {"lichaam": jcs.b64(self.lichaam), "omhulsels": [item.to_json() for item in self.omhulsels]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Brief:
        """Read the wire form.

        Raises:
            EnvelopeError: it is another.
        """
        try:
            lichaam = jcs.unb64(value["lichaam"])
            wraps = tuple(Omhulsel.from_json(item) for item in value["omhulsels"])
        except (jcs.CanonicalError, ShapeError, KeyError, TypeError):
            raise EnvelopeError(Reden.VORM) from None
        return cls(lichaam, wraps)


def sealed_size(size: int) -> int:
    """Return how many bytes the body of a letter of this size takes."""
    return SALT_LENGTH + bodies.sealed_size(size)


def seal(about: Mapping[str, Any], content: Mapping[str, Any], size: int, keys: Sequence[KemKey]) -> Brief:
    """Seal content to units, padded to `size` bytes.

    Raises:
        EnvelopeError: it does not fit.
    """
    plain = jcs.encode(dict(content)) + _END
    if len(plain) > size:
        raise EnvelopeError(Reden.OPVULLING)
    secret, salt, bound = os.urandom(bodies.SECRET_LENGTH), os.urandom(SALT_LENGTH), _bound(about)
    lichaam = salt + bodies.encrypt(secret, salt, bound, plain.ljust(size, b"\0"))
    wraps = tuple(
        Omhulsel(
            key.oin,
            key.eenheid or "",
            key.sleutel_id,
            hpke_seal(key.sleutel, secret, _info(bound, key.oin, key.eenheid or "")),
        )
        for key in keys
    )
    return Brief(lichaam, wraps)


def open_brief(about: Mapping[str, Any], brief: Brief, size: int, own: RecordOpener, holder: tuple[str, str]) -> Any:
    """Return the content of a letter for one unit, `holder` being its organisation and name.

    Raises:
        EnvelopeError: no wrap for this key, another letter than `about` says, another size, or changed bytes.
    """
    oin, unit = holder
    wrap = next((item for item in brief.omhulsels if item.holder == (oin, unit, own.id)), None)
    if wrap is None or len(brief.lichaam) != sealed_size(size):
        raise EnvelopeError(Reden.VORM)
    bound = _bound(about)
    try:
        secret = hpke_open(own, wrap.omhulsel, _info(bound, oin, unit))
        salt, sealed = brief.lichaam[:SALT_LENGTH], brief.lichaam[SALT_LENGTH:]
        plain = bodies.decrypt(secret, salt, bound, sealed).rstrip(b"\0")
        if not plain.endswith(_END):
            raise EnvelopeError(Reden.OPVULLING)
        return jcs.decode(plain[: -len(_END)])
    except (KemError, jcs.CanonicalError):
        raise EnvelopeError(Reden.ONTSLEUTELING) from None


def entry_of(item: Omhulsel) -> dict[str, str]:
    """Return what a signed document says of one wrap."""
    sha256 = hashlib.sha256(item.omhulsel).hexdigest()
    return {"ontvanger": item.ontvanger, "eenheid": item.eenheid, "sleutel": item.sleutel, "omhulsel_sha256": sha256}


def _bound(about: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(_INFO + jcs.encode(dict(about))).digest()


def _info(bound: bytes, oin: str, unit: str) -> bytes:
    return _INFO + bound + f"\0{oin}\0{unit}".encode()
