# SPDX-License-Identifier: EUPL-1.2
"""Rows `verzegelen`, `openen` and both beside Tink: suite 1 beside the bare calls and beside Google Tink X-Wing.

What is compared:
- *Bare*: the same primitives of `cryptography` on inputs of the same length, with key objects made beforehand, and
  nothing else: no header, no canonical JSON, no checks.
- *Tink*: a content key wrapped to each recipient with X-Wing, the body under AES-256-GCM; it knows neither signatures
  nor key commitment. Ours is then the same code as always with only the signature calls switched off.

Both sides get their keys parsed beforehand. ML-DSA signing is randomised in time, so a sample is a run of many.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import tink
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from tink import hybrid, secret_key_access
from tink.proto import hpke_pb2, tink_pb2

from bench.measure import in_turns, result, timed
from core.envelope import open_record, padding, seal
from core.envelope.record import SealedRecord
from core.keychain import signatures
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import DirectoryKey, KemKey, Rol, SigningKey
from core.keychain.signatures import PrivateKey, Signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.measure import Effort, Result

SIZE, RECIPIENTS = 4096, 5
MADE = 1_000_000
UNIT = "algemeen"


def measure(effort: Effort) -> dict[str, Result]:
    """Return the four rows."""
    ours, bare, peer = Ours(), Bare(), TinkPeer(RECIPIENTS)
    times = effort.count(25, 1)

    def row(mine: Any, theirs: Any, **detail: Any) -> Result:
        return result(*in_turns(timed(mine, times), timed(theirs, times), effort), "us", **detail)

    rows = {"verzegelen": row(ours.seal, bare.seal), "openen": row(ours.open, bare.open)}
    with unsigned(ours):
        rows["verzegelen-vs-tink"] = row(ours.seal, peer.seal, tink=tink_version())
        rows["openen-vs-tink"] = row(ours.open, peer.open, tink=tink_version())
    return rows


@dataclass
class Ours:
    """Suite 1 as the gateway uses it, with one recipient that opens."""

    signer: Any = field(default_factory=PrivateKey.generate)
    kem: list[KemPrivateKey] = field(default_factory=lambda: [KemPrivateKey.generate() for _ in range(RECIPIENTS)])
    content: bytes = field(default_factory=lambda: os.urandom(SIZE - 1))  # the end mark fills the bucket of 4 KiB

    def __post_init__(self) -> None:
        term = (0, 2 * MADE)
        self.oins = [f"000000990000{n:04d}0000" for n in range(RECIPIENTS)]
        self.keys: list[KemKey] = [
            DirectoryKey(oin, UNIT, Rol.KEM, kem.public, *term) for oin, kem in zip(self.oins, self.kem, strict=True)
        ]
        self.signing_key: SigningKey = DirectoryKey(self.oins[0], None, Rol.TEKENEN, self.signer.public, *term)
        self.fields = {
            "record": str(uuid.uuid4()),
            "casus": str(uuid.uuid4()),
            "levering": str(uuid.uuid4()),
            "verstrekker": self.oins[0],
            "eenheid": UNIT,
            "categorie": "wpg-8",
            "doel": "oc",
            "fase": "weging",
            "verwerking": "urn:knooppunt:verwerking:politie-wpg-8",
            "vrijgave": "sha256:" + "ab" * 32,
            "gemaakt": MADE,
            "bewaren_tot": None,
        }
        self.request = str(uuid.uuid4())

    def seal(self) -> SealedRecord:
        """Seal for the supplier and four others."""
        return seal(self.fields, self.content, self.signer, self.keys, self.request)

    @cached_property
    def wire(self) -> SealedRecord:
        """A record as a reader parsed it: with its own wrap only."""
        return SealedRecord.from_json(self.seal().only_for(self.oins[1]).to_json())

    def open(self) -> bytes:
        """Verify and open at one recipient; a fresh object, so that nothing computed before is used again."""
        record = self.wire.with_salt(self.wire.zout or b"")
        return open_record(record, self.kem[1], self.oins[1], UNIT, self.signing_key, MADE)


class NoSignature:
    """Stands in for the signer where the signatures are left out of the comparison."""

    suite = 1

    def __init__(self, signer: PrivateKey) -> None:
        self.id, self.public, self._made = signer.id, signer.public, signer.sign("knooppunt/v1/stmt", b"")

    def sign(self, _domain: str, _message: bytes) -> Signature:
        """Return a signature that was made before."""
        return self._made


@contextmanager
def unsigned(ours: Ours) -> Iterator[None]:
    """Switch the signature calls off, and nothing else."""
    signer, verify, nothing = ours.signer, signatures.verify, lambda *_: None
    _ = ours.wire  # made with real signatures
    ours.signer = NoSignature(signer)
    signatures.verify = nothing
    try:
        yield
    finally:
        ours.signer, signatures.verify = signer, verify


class Bare:
    """The primitive calls of suite 1 and nothing around them."""

    def __init__(self, recipients: int = RECIPIENTS) -> None:
        self._suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        self._private = [_key_object(KemPrivateKey.generate()) for _ in range(recipients)]
        self._public = [private.public_key() for private in self._private]
        self._ed, self._ml = Ed25519PrivateKey.generate(), MLDSA65PrivateKey.generate()
        self._ed_public, self._ml_public = self._ed.public_key(), self._ml.public_key()
        self._padded, self._hash = os.urandom(SIZE), os.urandom(32)
        self._messages = (os.urandom(1_100), os.urandom(600 * recipients))  # statement, list of grants
        self._sealed = self.seal()

    def seal(self) -> tuple[Any, ...]:
        """Derive, encrypt, wrap to each recipient, hash what is signed, sign twice with both algorithms."""
        secret, salt = os.urandom(32), os.urandom(32)
        encryptor = Cobblestone256Encryptor(self._derive(secret, salt), self._hash)
        body = encryptor.update(self._padded) + encryptor.finalize()
        hashlib.sha256(body).digest()
        wraps = [self._suite.encrypt(secret, public, self._hash) for public in self._public]
        for wrap in wraps:
            hashlib.sha256(wrap).digest()
        signed = [(self._ed.sign(message), self._ml.sign(message, b"domein")) for message in self._messages]
        return salt, body, wraps[1], signed

    def open(self) -> bytes:
        """Verify twice with both algorithms, hash, unwrap, derive, decrypt."""
        salt, body, wrap, signed = self._sealed
        for message, (ed, ml) in zip(self._messages, signed, strict=True):
            self._ed_public.verify(ed, message)
            self._ml_public.verify(ml, message, b"domein")
        hashlib.sha256(body).digest()
        hashlib.sha256(wrap).digest()
        secret = self._suite.decrypt(wrap, self._private[1], self._hash)
        decryptor = Cobblestone256Decryptor(self._derive(secret, salt), self._hash)
        return decryptor.update(body) + decryptor.finalize()

    def _derive(self, secret: bytes, salt: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=salt, info=self._hash).derive(secret)


class TinkPeer:
    """Hybrid encryption to several recipients as one would build it with Tink."""

    def __init__(self, recipients: int) -> None:
        hybrid.register()
        handles = [_tink_handle(KemPrivateKey.generate()) for _ in range(recipients)]
        self._wrap = [handle.public_keyset_handle().primitive(hybrid.HybridEncrypt) for handle in handles]
        self._unwrap = handles[1].primitive(hybrid.HybridDecrypt)
        self._padded, self._context = padding.pad(os.urandom(SIZE - 1)), os.urandom(64)
        self._sealed = self.seal()

    def seal(self) -> tuple[bytes, bytes]:
        """Encrypt the body under a fresh key and wrap that key to each recipient."""
        key, nonce = os.urandom(32), os.urandom(12)
        body = nonce + AESGCM(key).encrypt(nonce, self._padded, self._context)
        return body, [primitive.encrypt(key, self._context) for primitive in self._wrap][1]

    def open(self) -> bytes:
        """Unwrap and decrypt at one recipient."""
        body, wrap = self._sealed
        return AESGCM(self._unwrap.decrypt(wrap, self._context)).decrypt(body[:12], body[12:], self._context)


def tink_version() -> str:
    """Return the version of Tink that was measured."""
    from importlib import metadata

    return metadata.version("tink")


def _key_object(private: KemPrivateKey) -> MLKEM768X25519PrivateKey:
    return private._object  # noqa: SLF001 - the floor takes the library's own key object


def _tink_handle(private: KemPrivateKey) -> tink.KeysetHandle:
    params = hpke_pb2.HpkeParams(kem=hpke_pb2.X_WING, kdf=hpke_pb2.HKDF_SHA256, aead=hpke_pb2.AES_256_GCM)
    public = hpke_pb2.HpkePublicKey(version=0, params=params, public_key=private.public.raw)
    secret = hpke_pb2.HpkePrivateKey(version=0, public_key=public, private_key=private.seed)
    data = tink_pb2.KeyData(
        type_url="type.googleapis.com/google.crypto.tink.HpkePrivateKey",
        value=secret.SerializeToString(),
        key_material_type=tink_pb2.KeyData.ASYMMETRIC_PRIVATE,
    )
    key = tink_pb2.Keyset.Key(key_data=data, status=tink_pb2.ENABLED, key_id=1, output_prefix_type=tink_pb2.RAW)
    keyset = tink_pb2.Keyset(primary_key_id=1, key=[key])
    return tink.proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
