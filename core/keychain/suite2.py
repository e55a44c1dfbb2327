# SPDX-License-Identifier: EUPL-1.2
"""The keys of suite 2, the conservative one: ML-KEM-1024 with P-384, and Ed25519 with ML-DSA-87.

Invariants: as of suite 1 (`signatures`, `kem`): both signatures or none, a domain for each, everything that a wrap is bound to
in `info`, and no seed in `repr`. A key of one suite never verifies, opens or seals for the other: forms, lengths and types
differ.

    sign  32-byte seed Ed25519, 32-byte seed ML-DSA-87 (NIST category 5); public 2624 bytes, signature 4691
    KEM   32-byte seed; SHAKE-256 of it gives the ML-KEM-1024 seed (64) and 56 bytes for the P-384 scalar (FIPS 186-5 A.2.1)
          public: ML-KEM-1024 encapsulation key (1568), then the uncompressed P-384 point (97); HPKE KEM MLKEM1024_P384 of
          draft-ietf-hpke-pq, HKDF-SHA384, AES-256-GCM; a wrap is 1681 bytes more than what it wraps

Norm: FIPS 203 and 204, RFC 9180, draft-ietf-hpke-pq, `log-and-crypto.md` D2. When to use it is for who supplies.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import ClassVar, Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA87PrivateKey, MLDSA87PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM1024PrivateKey, MLKEM1024PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM1024P384PrivateKey,
    MLKEM1024P384PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from audit.proof import jcs
from core.keychain import shape
from core.keychain.errors import KemError, ShapeError, SignatureError
from core.keychain.holders import mark
from core.keychain.signatures import ED25519, domain_bytes, ed25519_public, ed25519_verify

ML_DSA_87: Final = "ML-DSA-87"
SIGN_NAMES: Final = ("ed25519", "ml-dsa-87")
KEM_NAME: Final = "ml-kem-1024-p384"
KEM_PUBLIC: Final = 1665
OVERHEAD: Final = 1665 + 16
_ML_KEM: Final = 1568
_ORDER: Final = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973
_EXPAND: Final = b"knooppunt/v2/kem-seed\0"
SEALING: Final = ("MLKEM1024_P384", "HKDF_SHA384", "AES_256_GCM")
_SUITE = Suite(getattr(KEM, SEALING[0]), getattr(KDF, SEALING[1]), getattr(AEAD, SEALING[2]))


@lru_cache(maxsize=1024)
def _mldsa(raw: bytes) -> MLDSA87PublicKey:
    return MLDSA87PublicKey.from_public_bytes(raw)


@lru_cache(maxsize=1024)
def _kem(raw: bytes) -> MLKEM1024P384PublicKey:
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), raw[_ML_KEM:])
    return MLKEM1024P384PublicKey(MLKEM1024PublicKey.from_public_bytes(raw[:_ML_KEM]), point)


@dataclass(frozen=True)
class Signature2:
    """64 bytes Ed25519 and 4627 bytes ML-DSA-87."""

    ed25519: bytes
    mldsa87: bytes = field(repr=False)

    def to_json(self) -> dict[str, str]:
        """Return `{"ed25519": base64, "ml-dsa-87": base64}`."""
        return {"ed25519": jcs.b64(self.ed25519), "ml-dsa-87": jcs.b64(self.mldsa87)}

    @classmethod
    def from_json(cls, value: object) -> Signature2:
        """Read the form of `to_json`.

        Raises:
            ShapeError: another shape or another length.
        """
        found = shape.record(value, SIGN_NAMES)
        return cls(shape.raw(found, "ed25519", 64), shape.raw(found, "ml-dsa-87", 4627))


@dataclass(frozen=True)
class PublicKey2:
    """The public half of a signing key of suite 2."""

    suite: ClassVar[int] = 2
    ed25519: bytes
    mldsa87: bytes = field(repr=False)

    def to_json(self) -> dict[str, str]:
        """Return `{"ed25519": base64, "ml-dsa-87": base64}`."""
        return {"ed25519": jcs.b64(self.ed25519), "ml-dsa-87": jcs.b64(self.mldsa87)}

    @classmethod
    def from_json(cls, value: object) -> PublicKey2:
        """Read the form of `to_json`.

        Raises:
            ShapeError: another shape, another length, or bytes that are no key.
        """
        found = shape.record(value, SIGN_NAMES)
        key = cls(shape.raw(found, "ed25519", 32), shape.raw(found, "ml-dsa-87", 2592))
        try:
            ed25519_public(key.ed25519)
            _mldsa(key.mldsa87)
        except ValueError:
            raise ShapeError("De openbare sleutel is geen geldige sleutel.") from None
        return key

    @cached_property
    def id(self) -> str:
        """Lowercase hex SHA-256 of the canonical JSON."""
        return jcs.digest(self.to_json())

    def verify(self, domain: str, message: bytes, signature: object) -> None:
        """Return only when both signatures are good, and of this suite.

        Raises:
            SignatureError: it names the first that fails.
        """
        if not isinstance(signature, Signature2):
            raise SignatureError(ML_DSA_87)
        context = domain_bytes(domain)
        ed25519_verify(self.ed25519, context + b"\0" + message, signature.ed25519)
        try:
            _mldsa(self.mldsa87).verify(signature.mldsa87, message, context)
        except (InvalidSignature, ValueError):
            raise SignatureError(ML_DSA_87) from None


@dataclass(frozen=True, eq=False)
class PrivateKey2:
    """A signing key of suite 2: two independent 32-byte seeds."""

    suite: ClassVar[int] = 2
    ed25519_seed: bytes = field(repr=False)
    mldsa87_seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> PrivateKey2:
        """Return a new key from the system's random source."""
        return cls(os.urandom(32), os.urandom(32))

    @classmethod
    def from_json(cls, value: object) -> PrivateKey2:
        """Read two seeds.

        Raises:
            ShapeError: another shape, or one seed twice.
        """
        found = shape.record(value, SIGN_NAMES)
        key = cls(shape.raw(found, "ed25519", 32), shape.raw(found, "ml-dsa-87", 32))
        if key.ed25519_seed == key.mldsa87_seed:
            raise ShapeError("Eén zaad staat in twee rollen; dat mag niet.")
        return key

    def to_json(self) -> dict[str, str]:
        """Return the seeds; the caller keeps them in the keystore and nowhere else."""
        return {"ed25519": jcs.b64(self.ed25519_seed), "ml-dsa-87": jcs.b64(self.mldsa87_seed)}

    @cached_property
    def _keys(self) -> tuple[Ed25519PrivateKey, MLDSA87PrivateKey]:
        return (
            Ed25519PrivateKey.from_private_bytes(self.ed25519_seed),
            MLDSA87PrivateKey.from_seed_bytes(self.mldsa87_seed),
        )

    @cached_property
    def public(self) -> PublicKey2:
        """The public half."""
        ed, ml = self._keys
        return PublicKey2(ed.public_key().public_bytes_raw(), ml.public_key().public_bytes_raw())

    @property
    def id(self) -> str:
        """The id of the public half."""
        return self.public.id

    @cached_property
    def marks(self) -> tuple[bytes, ...]:
        """One public mark per seed (`holders`)."""
        return self.public.ed25519, mark(self.mldsa87_seed)

    def sign(self, domain: str, message: bytes) -> Signature2:
        """Sign `message` for `domain` with both algorithms."""
        context, (ed, ml) = domain_bytes(domain), self._keys
        return Signature2(ed.sign(context + b"\0" + message), ml.sign(message, context))


@dataclass(frozen=True)
class KemPublicKey2:
    """The 1665 public bytes of one unit's key of suite 2."""

    suite: ClassVar[int] = 2
    raw: bytes = field(repr=False)

    @classmethod
    def from_json(cls, value: object) -> KemPublicKey2:
        """Read `{"ml-kem-1024-p384": base64}`.

        Raises:
            ShapeError: another shape, or bytes that are no key (a point off the curve too).
        """
        key = cls(shape.raw(shape.record(value, (KEM_NAME,)), KEM_NAME, KEM_PUBLIC))
        try:
            _kem(key.raw)
        except ValueError:
            raise ShapeError("De KEM-sleutel is geen geldige sleutel.") from None
        return key

    def to_json(self) -> dict[str, str]:
        """Return `{"ml-kem-1024-p384": base64}`."""
        return {KEM_NAME: jcs.b64(self.raw)}

    @cached_property
    def id(self) -> str:
        """Lowercase hex SHA-256 of the raw bytes."""
        return hashlib.sha256(self.raw).hexdigest()

    def seal(self, plaintext: bytes, info: bytes) -> bytes:
        """Return `enc || ciphertext`, bound to `info`.

        Raises:
            KemError: nothing can be sealed to this key.
        """
        try:
            return _SUITE.encrypt(plaintext, _kem(self.raw), info)
        except ValueError:
            raise KemError("Met deze KEM-sleutel kan niet worden verzegeld.") from None


@dataclass(frozen=True, eq=False)
class KemPrivateKey2:
    """One KEM key of suite 2, kept as a 32-byte seed."""

    suite: ClassVar[int] = 2
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> KemPrivateKey2:
        """Return a new key from the system's random source."""
        return cls(os.urandom(32))

    @classmethod
    def from_json(cls, value: object) -> KemPrivateKey2:
        """Read `{"ml-kem-1024-p384": base64 seed}`."""
        return cls(shape.raw(shape.record(value, (KEM_NAME,)), KEM_NAME, 32))

    def to_json(self) -> dict[str, str]:
        """Return the seed; the caller keeps it in the keystore and nowhere else."""
        return {KEM_NAME: jcs.b64(self.seed)}

    @cached_property
    def _halves(self) -> tuple[MLKEM1024PrivateKey, ec.EllipticCurvePrivateKey]:
        expanded = hashlib.shake_256(_EXPAND + self.seed).digest(64 + 56)
        scalar = int.from_bytes(expanded[64:], "big") % (_ORDER - 1) + 1
        return MLKEM1024PrivateKey.from_seed_bytes(expanded[:64]), ec.derive_private_key(scalar, ec.SECP384R1())

    @cached_property
    def _object(self) -> MLKEM1024P384PrivateKey:
        return MLKEM1024P384PrivateKey(*self._halves)

    @cached_property
    def public(self) -> KemPublicKey2:
        """The public half."""
        ml_kem, p384 = self._halves
        point = p384.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return KemPublicKey2(ml_kem.public_key().public_bytes_raw() + point)

    @property
    def id(self) -> str:
        """The id of the public half."""
        return self.public.id

    @cached_property
    def marks(self) -> tuple[bytes, ...]:
        """One public mark per seed (`holders`)."""
        return (mark(self.seed),)

    def open(self, ciphertext: bytes, info: bytes) -> bytes:
        """Return the plaintext of `seal`.

        Raises:
            KemError: another key, another `info` or changed bytes.
        """
        try:
            return _SUITE.decrypt(ciphertext, self._object, info)
        except (InvalidTag, ValueError):
            raise KemError("Het omhulsel past niet bij deze sleutel of deze omgeving.") from None


ALGORITHMS: Final = (ED25519, ML_DSA_87)
