# SPDX-License-Identifier: EUPL-1.2
"""The HPKE of this machine against published vectors, and our wraps against an independent implementation.

The vectors carry associated data, which the public single-shot call does not take; the private call of the library is
used for that, here and nowhere else.
"""

import hashlib
import json
from importlib import resources

import pytest
import tink
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric import ec, mlkem, x25519
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM1024P384PrivateKey,
    Suite,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from tink import hybrid, secret_key_access
from tink.proto import hpke_pb2, tink_pb2

from core.keychain.errors import KemError, ShapeError
from core.keychain.kem import KemPrivateKey, KemPublicKey, hpke_open, hpke_seal

hybrid.register()

_CURVES = {0x10: ec.SECP256R1(), 0x11: ec.SECP384R1(), 0x12: ec.SECP521R1()}
_KEMS = {
    0x10: KEM.P256,
    0x11: KEM.P384,
    0x12: KEM.P521,
    0x20: KEM.X25519,
    0x41: KEM.MLKEM768,
    0x42: KEM.MLKEM1024,
    0x51: KEM.MLKEM1024_P384,
    0x647A: KEM.MLKEM768_X25519,
}
_KDFS = {1: KDF.HKDF_SHA256, 2: KDF.HKDF_SHA384, 3: KDF.HKDF_SHA512, 0x10: KDF.SHAKE128, 0x11: KDF.SHAKE256}
_AEADS = {1: AEAD.AES_128_GCM, 2: AEAD.AES_256_GCM, 3: AEAD.CHACHA20_POLY1305}


def _load(name):
    text = resources.files("cryptography_vectors").joinpath("HPKE", name).read_text()
    found = [v for v in json.loads(text) if v["mode"] == 0]
    return [v for v in found if v["kem_id"] in _KEMS and v["kdf_id"] in _KDFS and v["aead_id"] in _AEADS]


RFC9180 = _load("test-vectors.json")
HPKE_PQ = _load("hpke-pq-test-vectors.json")


def _name(vector):
    return f"{vector['kem_id']:#x}-{vector['kdf_id']}-{vector['aead_id']}"


def _curve_key(kem_id, raw):
    return ec.derive_private_key(int.from_bytes(raw, "big"), _CURVES[kem_id])


def _private(kem_id, raw):
    """Build the library's private key from the vector's serialised form."""
    if kem_id in _CURVES:
        return _curve_key(kem_id, raw)
    if kem_id == 0x20:
        return x25519.X25519PrivateKey.from_private_bytes(raw)
    if kem_id == 0x41:
        return mlkem.MLKEM768PrivateKey.from_seed_bytes(raw)
    if kem_id == 0x42:
        return mlkem.MLKEM1024PrivateKey.from_seed_bytes(raw)
    if kem_id == 0x647A:
        expanded = hashlib.shake_256(raw).digest(96)
        halves = (
            mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
            x25519.X25519PrivateKey.from_private_bytes(expanded[64:]),
        )
        return MLKEM768X25519PrivateKey(*halves)
    expanded = hashlib.shake_256(raw).digest(64 + 48)
    return MLKEM1024P384PrivateKey(
        mlkem.MLKEM1024PrivateKey.from_seed_bytes(expanded[:64]), _curve_key(0x11, expanded[64:])
    )


def _decrypt(vector):
    suite = Suite(_KEMS[vector["kem_id"]], _KDFS[vector["kdf_id"]], _AEADS[vector["aead_id"]])
    first = vector["encryptions"][0]
    sealed = bytes.fromhex(vector["enc"]) + bytes.fromhex(first["ct"])
    private = _private(vector["kem_id"], bytes.fromhex(vector["skRm"]))
    info, aad = bytes.fromhex(vector["info"]), bytes.fromhex(first["aad"])
    return openssl.hpke._decrypt_with_aad(suite, sealed, private, info, aad), bytes.fromhex(first["pt"])


def test_all_vectors_are_there():
    """Eighteen base-mode suites of RFC 9180 and seven of hpke-pq can run here; a lost file fails the run."""
    assert len(RFC9180) == 18
    assert len(HPKE_PQ) == 7
    assert [_name(v) for v in HPKE_PQ if v["kem_id"] == 0x647A] == ["0x647a-1-3", "0x647a-17-3"]


@pytest.mark.parametrize("vector", RFC9180, ids=_name)
def test_rfc_9180_vector(vector):
    """The library opens the first message of each RFC 9180 base-mode suite."""
    opened, expected = _decrypt(vector)
    assert opened == expected


@pytest.mark.parametrize("vector", HPKE_PQ, ids=_name)
def test_post_quantum_vector(vector):
    """The library opens the first message of each post-quantum and SHAKE suite of draft-ietf-hpke-pq."""
    opened, expected = _decrypt(vector)
    assert opened == expected


@pytest.mark.parametrize("vector", [v for v in HPKE_PQ if v["kem_id"] == 0x647A], ids=_name)
def test_our_key_form_is_that_of_the_vectors(vector):
    """Our 32-byte seed gives exactly the public key of the published X-Wing vectors."""
    key = KemPrivateKey.from_seed(bytes.fromhex(vector["skRm"]))
    assert key.public.raw.hex() == vector["pkRm"]


def _tink_handle(private, *, public_only):

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
    handle = tink.proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
    return handle.public_keyset_handle() if public_only else handle


def test_tink_opens_what_we_seal():
    """Google Tink (X-Wing, RAW) opens our wrap with the same key and info."""
    private = KemPrivateKey.generate()
    sealed = hpke_seal(private.public, b"geheim", b"omgeving")
    opener = _tink_handle(private, public_only=False).primitive(hybrid.HybridDecrypt)
    assert opener.decrypt(sealed, b"omgeving") == b"geheim"


def test_we_open_what_tink_seals():
    """Our code opens what Google Tink sealed to our public key."""
    private = KemPrivateKey.generate()
    sealer = _tink_handle(private, public_only=True).primitive(hybrid.HybridEncrypt)
    assert hpke_open(private, sealer.encrypt(b"geheim", b"omgeving"), b"omgeving") == b"geheim"


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_changed_wrap_only_ever_raises_our_own_error(data):
    """A flipped, cut or lengthened wrap, another info or another key gives `KemError` and nothing else."""
    private = KemPrivateKey.from_seed(b"\x07" * 32)
    sealed = hpke_seal(private.public, b"r" * 32, b"i")
    place = data.draw(st.integers(0, len(sealed) - 1))
    flipped = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    for key, text, info in [
        (private, flipped, b"i"),
        (private, sealed[:place], b"i"),
        (private, sealed + b"x", b"i"),
        (private, sealed, b"j"),
        (KemPrivateKey.from_seed(b"\x08" * 32), sealed, b"i"),
    ]:
        with pytest.raises(KemError):
            hpke_open(key, text, info)


def test_bytes_that_are_no_key_are_refused():
    """A public key of another length, or outside the modulus of ML-KEM, is not taken in."""
    for raw in (b"", bytes(1215), b"\xff" * 1216):
        with pytest.raises(ShapeError):
            KemPublicKey.from_raw(raw)
    with pytest.raises(ShapeError):
        KemPrivateKey.from_seed(bytes(31))
