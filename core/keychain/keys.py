# SPDX-License-Identifier: EUPL-1.2
"""The keys of one organisation as the directory hands them out, and the Ed25519-only key for HTTP.

Invariants:
- a key never travels without whose it is, for which role and unit, and from when until when it counts;
- roles do not mix: `tekenen` is hybrid, `http` is Ed25519 alone (RFC 9421 knows no hybrid), `kem` is X-Wing;
- `herstel` is X-Wing too, of the organisation and no unit: seeds are sealed to it, never a record;
- a withdrawn key is not valid from the moment of withdrawal on, but stays good for what it signed before.

Norm: design.md 2 and 6; RFC 9421 section 3.3.6. It finds no keys: that is `directory`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import ClassVar, Generic, TypeAlias, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.proof import jcs
from core.keychain import shape
from core.keychain.errors import ShapeError
from core.keychain.kem import KemPrivateKey, KemPublicKey
from core.keychain.signatures import PrivateKey, PublicKey, domain_bytes, ed25519_public, ed25519_verify
from core.keychain.suite2 import KemPrivateKey2, KemPublicKey2, PrivateKey2, PublicKey2
from core.keychain.suites import AnyKemPublic, AnyVerifier, kem_public, signing_public


class Rol(StrEnum):
    """What a published key is for."""

    TEKENEN = "tekenen"
    HTTP = "http"
    KEM = "kem"
    HERSTEL = "herstel"


@dataclass(frozen=True)
class HttpPublicKey:
    """An Ed25519 key that signs HTTP messages and nothing else."""

    suite: ClassVar[int] = 1
    ed25519: bytes

    @classmethod
    def from_json(cls, value: object) -> HttpPublicKey:
        """Read `{"ed25519": base64}`.

        Raises:
            ShapeError: another shape or no valid key.
        """
        raw = shape.raw(shape.record(value, ("ed25519",)), "ed25519", 32)
        try:
            ed25519_public(raw)
        except ValueError:
            raise ShapeError("De openbare sleutel is geen geldige sleutel.") from None
        return cls(raw)

    def to_json(self) -> dict[str, str]:
        """Return `{"ed25519": base64}`."""
        return {"ed25519": jcs.b64(self.ed25519)}

    @cached_property
    def id(self) -> str:
        """Lowercase hex SHA-256 of the canonical JSON."""
        return jcs.digest(self.to_json())

    def verify(self, domain: str, message: bytes, signature: bytes) -> None:
        """Return only when `signature` over `domain || 0x00 || message` is good.

        Raises:
            SignatureError: it is not.
        """
        ed25519_verify(self.ed25519, domain_bytes(domain) + b"\0" + message, signature)


@dataclass(frozen=True, eq=False)
class HttpPrivateKey:
    """The private half: a 32-byte seed."""

    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> HttpPrivateKey:
        """Return a new key from the system's random source."""
        return cls(os.urandom(32))

    @classmethod
    def from_json(cls, value: object) -> HttpPrivateKey:
        """Read `{"ed25519": base64 seed}`."""
        return cls(shape.raw(shape.record(value, ("ed25519",)), "ed25519", 32))

    def to_json(self) -> dict[str, str]:
        """Return the seed; the caller keeps it in the keystore and nowhere else."""
        return {"ed25519": jcs.b64(self.seed)}

    @cached_property
    def key_object(self) -> Ed25519PrivateKey:
        """The library's key object, for the HTTP signature library."""
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> HttpPublicKey:
        """The public half."""
        return HttpPublicKey(self.key_object.public_key().public_bytes_raw())

    @property
    def id(self) -> str:
        """The id of the public half."""
        return self.public.id

    @property
    def marks(self) -> tuple[bytes, ...]:
        """One public mark per seed (`holders`)."""
        return (self.public.ed25519,)

    def sign(self, domain: str, message: bytes) -> bytes:
        """Sign `domain || 0x00 || message`; 64 bytes."""
        return self.key_object.sign(domain_bytes(domain) + b"\0" + message)


AnyPublicKey: TypeAlias = PublicKey | PublicKey2 | HttpPublicKey | KemPublicKey | KemPublicKey2
AnyPrivateKey: TypeAlias = PrivateKey | PrivateKey2 | HttpPrivateKey | KemPrivateKey | KemPrivateKey2

_K_co = TypeVar("_K_co", bound=AnyPublicKey, covariant=True)


def public_from_json(rol: Rol, value: object) -> AnyPublicKey:
    """Read the public key of a role.

    Raises:
        ShapeError: another shape, or no valid key of that role.
    """
    match rol:
        case Rol.TEKENEN:
            return signing_public(value)
        case Rol.HTTP:
            return HttpPublicKey.from_json(value)
        case Rol.KEM | Rol.HERSTEL:
            return kem_public(value)


@dataclass(frozen=True)
class DirectoryKey(Generic[_K_co]):
    """A public key with everything that decides whether it may be used.

    Attributes:
        oin: the organisation, twenty digits.
        eenheid: the unit; only `kem` keys have one.
        rol: what it is for.
        sleutel: the key itself.
        geldig_van: first millisecond at which it counts.
        geldig_tot: first millisecond at which it no longer counts.
        ingetrokken_op: millisecond of withdrawal, or None.
    """

    oin: str
    eenheid: str | None
    rol: Rol
    sleutel: _K_co
    geldig_van: int
    geldig_tot: int
    ingetrokken_op: int | None = None

    @property
    def sleutel_id(self) -> str:
        """The id of the key."""
        return self.sleutel.id

    @property
    def suite(self) -> int:
        """The suite of the key."""
        return self.sleutel.suite

    def valid_at(self, at: int) -> bool:
        """Tell whether the key counts at millisecond `at`."""
        return self.geldig_van <= at < self.geldig_tot and (self.ingetrokken_op is None or at < self.ingetrokken_op)


SigningKey: TypeAlias = DirectoryKey[PublicKey]
HttpKey: TypeAlias = DirectoryKey[HttpPublicKey]
KemKey: TypeAlias = DirectoryKey[KemPublicKey]
# Of any suite: what a record is signed with, and what it is sealed to.
RecordKey: TypeAlias = DirectoryKey[AnyVerifier]
RecipientKey: TypeAlias = DirectoryKey[AnyKemPublic]
