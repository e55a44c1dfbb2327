# SPDX-License-Identifier: EUPL-1.2
"""The hybrid KEM of suite 1: HPKE base mode with X-Wing (ML-KEM-768 and X25519), HKDF-SHA256 and AES-256-GCM.

Invariants:
- a private key is one 32-byte X-Wing seed; everything else is derived from it;
- a public key is 1216 raw bytes (ML-KEM-768 encapsulation key, then X25519), its id is the full SHA-256 of those;
- everything that a wrap must be bound to goes into `info` (RFC 9180 section 8.1).

Norm: RFC 9180, FIPS 203, draft-connolly-cfrg-xwing-kem, KEM id 0x647a of draft-ietf-hpke-pq.
It does not say whose key it is, and it gives no sender authentication: signatures do that.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from audit.proof import jcs
from core.keychain import shape
from core.keychain.errors import KemError, ShapeError
from core.keychain.holders import mark

if TYPE_CHECKING:
    from core.keychain.holders import RecordOpener, Sealer

SEED_LENGTH = 32
PUBLIC_LENGTH = 1216
ENC_LENGTH = 1120
OVERHEAD = ENC_LENGTH + 16  # encapsulation and AEAD tag
_ML_KEM_PUBLIC = 1184

SEALING: Final = ("MLKEM768_X25519", "HKDF_SHA256", "AES_256_GCM")
_SUITE = Suite(getattr(KEM, SEALING[0]), getattr(KDF, SEALING[1]), getattr(AEAD, SEALING[2]))


@lru_cache(maxsize=4096)
def _public_object(raw: bytes) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:_ML_KEM_PUBLIC]),
        X25519PublicKey.from_public_bytes(raw[_ML_KEM_PUBLIC:]),
    )


@dataclass(frozen=True)
class KemPublicKey:
    """The 1216 public bytes of one unit's X-Wing key."""

    suite: ClassVar[int] = 1
    raw: bytes = field(repr=False)

    @classmethod
    def from_raw(cls, raw: bytes) -> KemPublicKey:
        """Check and wrap raw bytes.

        Raises:
            ShapeError: another length, or bytes that FIPS 203 does not accept as a key.
        """
        if len(raw) != PUBLIC_LENGTH:
            raise ShapeError("De KEM-sleutel heeft niet de juiste lengte.")
        try:
            _public_object(raw)
        except ValueError:
            raise ShapeError("De KEM-sleutel is geen geldige sleutel.") from None
        return cls(raw)

    @classmethod
    def from_json(cls, value: object) -> KemPublicKey:
        """Read `{"x-wing": base64}`.

        Raises:
            ShapeError: another shape or no valid key.
        """
        return cls.from_raw(shape.raw(shape.record(value, ("x-wing",)), "x-wing", PUBLIC_LENGTH))

    def to_json(self) -> dict[str, str]:
        """Return `{"x-wing": base64}`."""
        return {"x-wing": jcs.b64(self.raw)}

    @cached_property
    def id(self) -> str:
        """Lowercase hex SHA-256 of the raw bytes."""
        return hashlib.sha256(self.raw).hexdigest()

    def seal(self, plaintext: bytes, info: bytes) -> bytes:
        """Return `enc || ciphertext` of 1136 bytes more than `plaintext`, bound to `info`.

        Raises:
            KemError: nothing can be sealed to this key (an X25519 part of small order).
        """
        try:
            return _SUITE.encrypt(plaintext, _public_object(self.raw), info)
        except ValueError:
            raise KemError("Met deze KEM-sleutel kan niet worden verzegeld.") from None


@dataclass(frozen=True, eq=False)
class KemPrivateKey:
    """One X-Wing private key, kept as its 32-byte seed."""

    suite: ClassVar[int] = 1
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> KemPrivateKey:
        """Return a new key from the system's random source."""
        return cls(os.urandom(SEED_LENGTH))

    @classmethod
    def from_seed(cls, seed: bytes) -> KemPrivateKey:
        """Return the key of a 32-byte X-Wing seed.

        Raises:
            ShapeError: another length.
        """
        if len(seed) != SEED_LENGTH:
            raise ShapeError("Een zaad van een KEM-sleutel is 32 bytes.")
        return cls(seed)

    @classmethod
    def from_json(cls, value: object) -> KemPrivateKey:
        """Read `{"x-wing": base64 seed}`."""
        return cls.from_seed(shape.raw(shape.record(value, ("x-wing",)), "x-wing", SEED_LENGTH))

    def to_json(self) -> dict[str, str]:
        """Return the seed; the caller keeps it in the keystore and nowhere else."""
        return {"x-wing": jcs.b64(self.seed)}

    @cached_property
    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        expanded = hashlib.shake_256(self.seed).digest(96)
        return (
            MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
            X25519PrivateKey.from_private_bytes(expanded[64:]),
        )

    @cached_property
    def _object(self) -> MLKEM768X25519PrivateKey:
        return MLKEM768X25519PrivateKey(*self._halves)

    @cached_property
    def public(self) -> KemPublicKey:
        """The public half."""
        ml_kem, x25519 = self._halves
        return KemPublicKey(ml_kem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())

    @property
    def id(self) -> str:
        """The id of the public half."""
        return self.public.id

    @cached_property
    def marks(self) -> tuple[bytes, ...]:
        """One public mark per seed (`holders`)."""
        return (mark(self.seed),)

    def open(self, ciphertext: bytes, info: bytes) -> bytes:
        """Return the plaintext of `hpke_seal`.

        Raises:
            KemError: another key, another `info` or changed bytes; the three cannot be told apart.
        """
        try:
            return _SUITE.decrypt(ciphertext, self._object, info)
        except (InvalidTag, ValueError):
            raise KemError("Het omhulsel past niet bij deze sleutel of deze omgeving.") from None


def hpke_seal(public: Sealer, plaintext: bytes, info: bytes) -> bytes:
    """Return `enc || ciphertext` for a public key of any suite, bound to `info`.

    Raises:
        KemError: nothing can be sealed to this key.
    """
    return public.seal(plaintext, info)


def hpke_open(private: RecordOpener, ciphertext: bytes, info: bytes) -> bytes:
    """Return the plaintext of `hpke_seal` from a key, wherever it is kept.

    Raises:
        KemError: another key, another `info` or changed bytes; the three cannot be told apart.
    """
    return private.open(ciphertext, info)
