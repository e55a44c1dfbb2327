# SPDX-License-Identifier: EUPL-1.2
"""Known-answer test of every algorithm of suite 1, run once when a process starts.

Invariants:
- a process of which one algorithm is absent or gives another answer does not start (a system OpenSSL before 3.5 has
  no ML-KEM and ML-DSA; a wrong build may compute wrongly);
- each check also shows that a changed input is refused, so an algorithm that accepts anything is found too.

The answers stand in `zelftest.json` beside this module; the tests check them against independent implementations.
It proves that this machine computes the same as the one that made the file, not that the design is sound.
"""

from __future__ import annotations

import hashlib
import os
from importlib import resources
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import UnsupportedAlgorithm

from audit.proof import jcs
from core.envelope import body
from core.envelope.errors import EnvelopeError
from core.envelope.grants import unwrap_secret, wrap_secret
from core.keychain import signatures
from core.keychain.errors import KeychainError, SignatureError
from core.keychain.kem import KemPrivateKey
from core.keychain.signatures import PrivateKey, PublicKey, Signature

if TYPE_CHECKING:
    from collections.abc import Callable


class SelftestError(RuntimeError):
    """An algorithm is absent or computes something else; the process must not serve."""


def selftest() -> tuple[str, ...]:
    """Run all checks and return their names.

    Raises:
        SelftestError: one of them fails.
    """
    known = jcs.decode(resources.files(__package__).joinpath("zelftest.json").read_bytes())
    for name, check in _CHECKS.items():
        try:
            passed = check(known)
        except (UnsupportedAlgorithm, KeychainError, EnvelopeError, ValueError, AttributeError, ImportError):
            passed = False
        if not passed:
            raise SelftestError(f"Zelftest mislukt: {name}. Gebruik de wheel van cryptography 50 of nieuwer.")
    return tuple(_CHECKS)


def _hybrid_kem(known: dict[str, Any]) -> bool:
    private = KemPrivateKey.from_json(known["kem"]["geheim"])
    kop_hash = bytes.fromhex(known["kop_sha256"])
    secret = jcs.unb64(known["kem"]["inhoudsgeheim"])
    opened = unwrap_secret(jcs.unb64(known["kem"]["omhulsel"]), private, kop_hash)
    fresh = unwrap_secret(wrap_secret(secret, private.public, kop_hash), private, kop_hash)
    refused = _refuses(lambda: unwrap_secret(jcs.unb64(known["kem"]["omhulsel"]), private, bytes(32)))
    return private.id == known["kem"]["sleutel_id"] and opened == fresh == secret and refused


def _committing_body(known: dict[str, Any]) -> bool:
    kop_hash = bytes.fromhex(known["kop_sha256"])
    secret, salt = jcs.unb64(known["kem"]["inhoudsgeheim"]), jcs.unb64(known["inhoud"]["zout"])
    sealed, text = jcs.unb64(known["inhoud"]["versleuteld"]), jcs.unb64(known["inhoud"]["leesbaar"])
    fresh = body.encrypt(secret, salt, kop_hash, text)
    return (
        body.decrypt(secret, salt, kop_hash, sealed) == text
        and body.decrypt(secret, salt, kop_hash, fresh) == text
        and body.commitment(sealed) == known["inhoud"]["binding"]
        and _refuses(lambda: body.decrypt(secret, os.urandom(32), kop_hash, sealed))
        and _refuses(lambda: body.decrypt(secret, salt, kop_hash, sealed[:-1]))
    )


def _hybrid_signature(known: dict[str, Any]) -> bool:
    found = known["handtekening"]
    private = PrivateKey.from_json(found["geheim"])
    domain, message = found["domein"], jcs.unb64(found["bericht"])
    stored, fresh = Signature.from_json(found["waarde"]), private.sign(domain, message)
    for signature in (stored, fresh):
        signatures.verify(private.public, domain, message, signature)
        mixed = (Signature(signature.ed25519, bytes(3309)), Signature(bytes(64), signature.mldsa65))
        if not all(_unsigned(private.public, domain, message, item) for item in mixed):
            return False
    return (
        private.id == found["sleutel_id"]
        and fresh.ed25519 == stored.ed25519
        and _unsigned(private.public, domain, message + b"x", stored)
        and _unsigned(private.public, domain + "x", message, stored)
    )


def _hash(_: dict[str, Any]) -> bool:
    return hashlib.sha256(b"abc").hexdigest() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def _refuses(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except EnvelopeError:
        return True
    return False


def _unsigned(public: PublicKey, domain: str, message: bytes, signature: Signature) -> bool:
    try:
        signatures.verify(public, domain, message, signature)
    except SignatureError:
        return True
    return False


_CHECKS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "SHA-256": _hash,
    "HPKE met X-Wing, HKDF-SHA256 en AES-256-GCM": _hybrid_kem,
    "HKDF-SHA256 en Cobblestone-256": _committing_body,
    "Ed25519 en ML-DSA-65": _hybrid_signature,
}
