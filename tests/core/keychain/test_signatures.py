# SPDX-License-Identifier: EUPL-1.2
"""Hybrid signatures: both parts, one domain, one message."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.keychain import shape
from core.keychain.errors import ShapeError, SignatureError
from core.keychain.keys import HttpPrivateKey, HttpPublicKey
from core.keychain.signatures import PrivateKey, PublicKey, Signature, verify

KEY = PrivateKey(b"\x01" * 32, b"\x02" * 32)
OTHER = PrivateKey(b"\x03" * 32, b"\x04" * 32)


@settings(max_examples=20, deadline=None)
@given(message=st.binary(max_size=200))
def test_a_signature_verifies_for_its_message_only(message):
    """Any message verifies, and no longer one does."""
    signature = KEY.sign("knooppunt/v1/proef", message)
    verify(KEY.public, "knooppunt/v1/proef", message, signature)
    with pytest.raises(SignatureError):
        verify(KEY.public, "knooppunt/v1/proef", message + b"\0", signature)


@pytest.mark.parametrize("part", ["ed25519", "mldsa65"])
def test_one_good_part_is_not_enough(part):
    """With either part blanked or from another key the signature fails, and the error says which part."""
    good, foreign = KEY.sign("d", b"m"), OTHER.sign("d", b"m")
    parts = {"ed25519": good.ed25519, "mldsa65": good.mldsa65}
    for wrong in (b"", bytes(len(parts[part])), getattr(foreign, part)):
        with pytest.raises(SignatureError) as caught:
            verify(KEY.public, "d", b"m", Signature(**{**parts, part: wrong}))
        assert caught.value.algorithm == {"ed25519": "Ed25519", "mldsa65": "ML-DSA-65"}[part]


@pytest.mark.parametrize("part", ["ed25519", "mldsa65"])
def test_half_of_another_key_does_not_verify(part):
    """A public key made of halves of two keys verifies neither owner's signatures."""
    mixed = PublicKey(
        **{"ed25519": KEY.public.ed25519, "mldsa65": KEY.public.mldsa65, part: getattr(OTHER.public, part)}
    )
    for key in (KEY, OTHER):
        with pytest.raises(SignatureError):
            verify(mixed, "d", b"m", key.sign("d", b"m"))
    assert mixed.id not in (KEY.id, OTHER.id)


def test_domains_separate():
    """A signature for one domain is worthless for another, also where message and domain could run together."""
    for other, message in [("dd", b"m"), ("d2", b"m"), ("d", b"\0m")]:
        with pytest.raises(SignatureError):
            verify(KEY.public, other, message, KEY.sign("d", b"m"))


@pytest.mark.parametrize("domain", ["", "é", "a\0b", "x" * 256])
def test_unusable_domains_are_refused(domain):
    """A domain is short ASCII without a zero byte."""
    with pytest.raises(ShapeError):
        KEY.sign(domain, b"m")


def test_json_forms_come_back_equal():
    """Public keys, private keys and signatures survive their JSON form."""
    assert PublicKey.from_json(KEY.public.to_json()) == KEY.public
    assert PrivateKey.from_json(KEY.to_json()).public == KEY.public
    signature = KEY.sign("d", b"m")
    assert Signature.from_json(signature.to_json()) == signature
    http = HttpPrivateKey.generate()
    assert HttpPublicKey.from_json(HttpPrivateKey.from_json(http.to_json()).public.to_json()) == http.public


@pytest.mark.parametrize(
    "change",
    [
        {"ed25519": None},
        {"ed25519": ""},
        {"ed25519": "AAAA"},
        {"ml-dsa-65": "geen base64"},
        {"rsa": "x"},
    ],
    ids=str,
)
def test_malformed_keys_and_signatures_are_refused(change):
    """A missing, extra, short or unreadable part is refused for keys and signatures alike."""
    for value, read in [
        (KEY.public.to_json(), PublicKey.from_json),
        (KEY.to_json(), PrivateKey.from_json),
        (KEY.sign("d", b"m").to_json(), Signature.from_json),
    ]:
        changed = {name: item for name, item in {**value, **change}.items() if item is not None}
        with pytest.raises(ShapeError):
            read(changed)


def test_one_seed_in_two_roles_is_refused():
    """A private key whose two seeds are equal is not taken in."""
    seed = KEY.to_json()["ed25519"]
    with pytest.raises(ShapeError):
        PrivateKey.from_json({"ed25519": seed, "ml-dsa-65": seed})


def test_seeds_do_not_show():
    """`repr` of private keys holds no seed."""
    assert repr(KEY) == "PrivateKey()"
    assert repr(HttpPrivateKey(b"\x05" * 32)) == "HttpPrivateKey()"


@pytest.mark.parametrize("value", [None, [], "x", {"a": 1}, {"v": True}, {"v": 1, "w": 2}])
def test_shapes_are_closed(value):
    """A record has exactly its fields, and `true` is not the number one."""
    with pytest.raises(ShapeError):
        shape.constant(shape.record(value, ("v",)), "v", 1)
