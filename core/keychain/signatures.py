# SPDX-License-Identifier: EUPL-1.2
"""Hybrid signatures: Ed25519 and ML-DSA-65 over the same message, both required.

Invariants:
- a signature counts only when both parts verify; there is no way to ask for one of them;
- every signature is bound to a domain string, so what was signed as one kind of thing is never valid as another:
  Ed25519 signs `domain || 0x00 || message`, ML-DSA-65 signs the message with the domain as its context;
- private keys are two independent 32-byte seeds and never show in `repr`.

Norm: RFC 8032, FIPS 204 (hedged signing: never compare signature bytes), `log-and-crypto.md` D2.
It does not say whose key it is: that is `directory` and `lijst`.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import ClassVar, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from audit.proof import jcs
from core.keychain import shape
from core.keychain.errors import ShapeError, SignatureError
from core.keychain.holders import mark

ED25519 = "Ed25519"
ML_DSA_65 = "ML-DSA-65"
ALGORITHMS = (ED25519, ML_DSA_65)

_SEED = 32
_ED_PUBLIC, _ED_SIGNATURE = 32, 64
_ML_PUBLIC, _ML_SIGNATURE = 1952, 3309
_NAMES = ("ed25519", "ml-dsa-65")


@lru_cache(maxsize=4096)
def ed25519_public(raw: bytes) -> Ed25519PublicKey:
    """Return the (cached) key object of 32 raw bytes."""
    return Ed25519PublicKey.from_public_bytes(raw)


@lru_cache(maxsize=4096)
def _mldsa_public(raw: bytes) -> MLDSA65PublicKey:
    return MLDSA65PublicKey.from_public_bytes(raw)


@dataclass(frozen=True)
class Signature:
    """One hybrid signature: 64 bytes Ed25519 and 3309 bytes ML-DSA-65."""

    ed25519: bytes
    mldsa65: bytes = field(repr=False)

    def to_json(self) -> dict[str, str]:
        """Return `{"ed25519": base64, "ml-dsa-65": base64}`."""
        return {"ed25519": jcs.b64(self.ed25519), "ml-dsa-65": jcs.b64(self.mldsa65)}

    @classmethod
    def from_json(cls, value: object) -> Signature:
        """Read the form of `to_json`; a missing or extra part is refused.

        Raises:
            ShapeError: another shape or another length.
        """
        found = shape.record(value, _NAMES)
        return cls(shape.raw(found, "ed25519", _ED_SIGNATURE), shape.raw(found, "ml-dsa-65", _ML_SIGNATURE))


@dataclass(frozen=True)
class PublicKey:
    """The public half of a hybrid signing key: 32 bytes Ed25519 and 1952 bytes ML-DSA-65."""

    suite: ClassVar[int] = 1
    ed25519: bytes
    mldsa65: bytes = field(repr=False)

    def to_json(self) -> dict[str, str]:
        """Return `{"ed25519": base64, "ml-dsa-65": base64}`."""
        return {"ed25519": jcs.b64(self.ed25519), "ml-dsa-65": jcs.b64(self.mldsa65)}

    @classmethod
    def from_json(cls, value: object) -> PublicKey:
        """Read the form of `to_json`.

        Raises:
            ShapeError: another shape, another length, or bytes that are no key.
        """
        found = shape.record(value, _NAMES)
        key = cls(shape.raw(found, "ed25519", _ED_PUBLIC), shape.raw(found, "ml-dsa-65", _ML_PUBLIC))
        try:
            ed25519_public(key.ed25519)
            _mldsa_public(key.mldsa65)
        except ValueError:
            raise ShapeError("De openbare sleutel is geen geldige sleutel.") from None
        return key

    @cached_property
    def id(self) -> str:
        """Lowercase hex SHA-256 of the canonical JSON of both parts: this names the pair, never one half."""
        return hashlib.sha256(jcs.encode(self.to_json())).hexdigest()

    def verify(self, domain: str, message: bytes, signature: object) -> None:
        """Return only when both signatures over `message` for `domain` are good, and of this suite.

        Raises:
            SignatureError: either of the two fails; it names the first that does.
        """
        if not isinstance(signature, Signature):
            raise SignatureError(ML_DSA_65)
        context = domain_bytes(domain)
        ed25519_verify(self.ed25519, context + b"\0" + message, signature.ed25519)
        try:
            _mldsa_public(self.mldsa65).verify(signature.mldsa65, message, context)
        except (InvalidSignature, ValueError):
            raise SignatureError(ML_DSA_65) from None


@dataclass(frozen=True, eq=False)
class PrivateKey:
    """A hybrid signing key: two independent 32-byte seeds."""

    suite: ClassVar[int] = 1
    ed25519_seed: bytes = field(repr=False)
    mldsa65_seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> PrivateKey:
        """Return a new key from the system's random source."""
        return cls(os.urandom(_SEED), os.urandom(_SEED))

    @classmethod
    def from_json(cls, value: object) -> PrivateKey:
        """Read `{"ed25519": base64 seed, "ml-dsa-65": base64 seed}`.

        Raises:
            ShapeError: another shape, or one seed used for both algorithms.
        """
        found = shape.record(value, _NAMES)
        key = cls(shape.raw(found, "ed25519", _SEED), shape.raw(found, "ml-dsa-65", _SEED))
        if key.ed25519_seed == key.mldsa65_seed:
            raise ShapeError("Eén zaad staat in twee rollen; dat mag niet.")
        return key

    def to_json(self) -> dict[str, str]:
        """Return the seeds; the caller keeps them in the keystore and nowhere else."""
        return {"ed25519": jcs.b64(self.ed25519_seed), "ml-dsa-65": jcs.b64(self.mldsa65_seed)}

    @cached_property
    def _keys(self) -> tuple[Ed25519PrivateKey, MLDSA65PrivateKey]:
        return (
            Ed25519PrivateKey.from_private_bytes(self.ed25519_seed),
            MLDSA65PrivateKey.from_seed_bytes(self.mldsa65_seed),
        )

    @cached_property
    def public(self) -> PublicKey:
        """The public half."""
        ed, ml = self._keys
        return PublicKey(ed.public_key().public_bytes_raw(), ml.public_key().public_bytes_raw())

    @property
    def id(self) -> str:
        """The id of the public half."""
        return self.public.id

    @cached_property
    def marks(self) -> tuple[bytes, ...]:
        """One public mark per seed (`holders`)."""
        return self.public.ed25519, mark(self.mldsa65_seed)

    def sign(self, domain: str, message: bytes) -> Signature:
        """Sign `message` for `domain` with both algorithms.

        Args:
            domain: ASCII, at most 255 bytes, without 0x00; for example "knooppunt/v1/stmt".
            message: any bytes.
        """
        return sign_both(*self._keys, domain, message)


def sign_both(ed: Ed25519PrivateKey, ml: MLDSA65PrivateKey, domain: str, message: bytes) -> Signature:
    """Sign `message` for `domain` with the two halves of one key, wherever each is kept."""
    context = domain_bytes(domain)
    return Signature(ed.sign(context + b"\0" + message), ml.sign(message, context))


class Verifier(Protocol):
    """A public signing key of any suite."""

    def verify(self, domain: str, message: bytes, signature: object) -> None:
        """Return only when both signatures are good."""
        ...


def verify(public: Verifier, domain: str, message: bytes, signature: object) -> None:
    """Return only when both signatures over `message` for `domain` are good.

    Raises:
        SignatureError: either of the two fails; it names the first that does.
    """
    public.verify(domain, message, signature)


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Return only when a plain Ed25519 signature over `message` is good (HTTP keys and this module use it).

    Raises:
        SignatureError: it is not.
    """
    try:
        ed25519_public(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise SignatureError(ED25519) from None


@lru_cache(maxsize=64)
def domain_bytes(domain: str) -> bytes:
    """Return the bytes of a domain string.

    Raises:
        ShapeError: not ASCII, empty, with 0x00, or over the 255 bytes that an ML-DSA context may hold.
    """
    if not domain.isascii() or not 0 < len(domain) <= 255 or "\0" in domain:
        raise ShapeError("Dit is geen domein voor een handtekening.")
    return domain.encode("ascii")
