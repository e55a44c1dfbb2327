# SPDX-License-Identifier: EUPL-1.2
"""What the rest of the house asks of a private key: to sign, or to open. Where the key is kept does not show.

Invariants:
- nothing here hands out a seed: a key in a token answers the same questions as one in a file;
- `marks` tells two keys of one seed apart from two keys, without telling the seed: one public mark per secret part.

A mark is the Ed25519 public key that belongs to the 32 bytes of a seed, whatever the seed is for. So the same 32 bytes
in two roles, or as two algorithms, give the same mark, also when one of the two lies in a token that shows no seed.
Norm: `log-and-crypto.md` E ("same seed never in two roles"). Keys that hold seeds are in `signatures`, `keys` and `kem`;
those of a token in `custody.token`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

if TYPE_CHECKING:
    from core.keychain.kem import KemPublicKey
    from core.keychain.keys import HttpPublicKey
    from core.keychain.signatures import PublicKey, Signature
    from core.keychain.suites import AnySignature


def mark(seed: bytes) -> bytes:
    """Return the public mark of a 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


class Signer(Protocol):
    """A hybrid key: identity, signing, or of an officer."""

    @property
    def suite(self) -> int:
        """The suite it belongs to."""
        ...

    @property
    def public(self) -> PublicKey:
        """The public half."""
        ...

    @property
    def id(self) -> str:
        """The id of the public half."""
        ...

    @property
    def marks(self) -> tuple[bytes, ...]:
        """One public mark per secret part."""
        ...

    def sign(self, domain: str, message: bytes) -> Signature:
        """Sign with both algorithms."""
        ...


class HttpSigner(Protocol):
    """An Ed25519 key for HTTP messages."""

    @property
    def public(self) -> HttpPublicKey:
        """The public half."""
        ...

    @property
    def id(self) -> str:
        """The id of the public half."""
        ...

    @property
    def marks(self) -> tuple[bytes, ...]:
        """One public mark per secret part."""
        ...

    @property
    def key_object(self) -> Ed25519PrivateKey:
        """What the HTTP signature library signs with; for a key in a token it asks the token."""
        ...

    def sign(self, domain: str, message: bytes) -> bytes:
        """Sign `domain || 0x00 || message`."""
        ...


class Opener(Protocol):
    """A KEM key of one unit."""

    @property
    def suite(self) -> int:
        """The suite it belongs to."""
        ...

    @property
    def public(self) -> KemPublicKey:
        """The public half."""
        ...

    @property
    def id(self) -> str:
        """The id of the public half."""
        ...

    @property
    def marks(self) -> tuple[bytes, ...]:
        """One public mark per secret part."""
        ...

    def open(self, ciphertext: bytes, info: bytes) -> bytes:
        """Return what was sealed to this key, bound to `info`."""
        ...


class RecordSigner(Protocol):
    """What signs a record: a signing key of any suite."""

    @property
    def suite(self) -> int:
        """The suite it belongs to."""
        ...

    @property
    def id(self) -> str:
        """The id of the public half."""
        ...

    def sign(self, domain: str, message: bytes) -> AnySignature:
        """Sign with both algorithms of its suite."""
        ...


class RecordOpener(Protocol):
    """What opens a record: a KEM key of any suite."""

    @property
    def suite(self) -> int:
        """The suite it belongs to."""
        ...

    @property
    def id(self) -> str:
        """The id of the public half."""
        ...

    def open(self, ciphertext: bytes, info: bytes) -> bytes:
        """Return what was sealed to this key, bound to `info`."""
        ...


class Sealer(Protocol):
    """What a record is sealed to: a public KEM key of any suite."""

    @property
    def id(self) -> str:
        """The id of the key."""
        ...

    def seal(self, plaintext: bytes, info: bytes) -> bytes:
        """Return a wrap, bound to `info`."""
        ...


AnyHolder: TypeAlias = Signer | HttpSigner | Opener
