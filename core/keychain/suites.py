# SPDX-License-Identifier: EUPL-1.2
"""The register of suites: a number stands for a whole set of algorithms, never for parameters that could be combined.

    1  HPKE with X-Wing (ML-KEM-768 and X25519), HKDF-SHA256, AES-256-GCM; Ed25519 and ML-DSA-65. What every record uses
    2  HPKE with ML-KEM-1024 and P-384, HKDF-SHA384, AES-256-GCM; Ed25519 and ML-DSA-87. The conservative one

Invariants: an unknown number is refused, 0 too; a key belongs to one suite and says which by its own form.
Norm: `log-and-crypto.md` D2 ("`suite` is a registry number, not parameters"). What is done with a suite is for `core.envelope`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from cryptography.hazmat.primitives import hashes

from core.keychain import kem, signatures, suite2
from core.keychain.kem import KemPublicKey
from core.keychain.signatures import PublicKey, Signature
from core.keychain.suite2 import KemPublicKey2, PublicKey2, Signature2

AnyVerifier: TypeAlias = PublicKey | PublicKey2
AnySignature: TypeAlias = Signature | Signature2
AnyKemPublic: TypeAlias = KemPublicKey | KemPublicKey2


@dataclass(frozen=True)
class Suite:
    """What one number stands for.

    Attributes:
        number: as it stands in a header.
        algorithms: of a statement, in order.
        sealing: KEM, key derivation and cipher of a wrap.
        public_length: of a public reading key, in bytes.
        overhead: how much longer a wrap is than what it wraps.
        hash: of the key derivation of body and attachments.
        signature: the kind of signature.
    """

    number: int
    algorithms: tuple[str, str]
    sealing: tuple[str, ...]
    public_length: int
    overhead: int
    hash: type[hashes.SHA256 | hashes.SHA384]
    signature: type[Signature | Signature2]


SUITES: Final = {
    1: Suite(1, signatures.ALGORITHMS, kem.SEALING, kem.PUBLIC_LENGTH, kem.OVERHEAD, hashes.SHA256, Signature),
    2: Suite(2, suite2.ALGORITHMS, suite2.SEALING, suite2.KEM_PUBLIC, suite2.OVERHEAD, hashes.SHA384, Signature2),
}


def signing_public(value: object) -> AnyVerifier:
    """Read a public signing key of either suite.

    Raises:
        ShapeError: it is none of them.
    """
    second = isinstance(value, dict) and "ml-dsa-87" in value
    return PublicKey2.from_json(value) if second else PublicKey.from_json(value)


def kem_public(value: object) -> AnyKemPublic:
    """Read a public KEM key of either suite.

    Raises:
        ShapeError: it is none of them.
    """
    second = isinstance(value, dict) and suite2.KEM_NAME in value
    return KemPublicKey2.from_json(value) if second else KemPublicKey.from_json(value)
