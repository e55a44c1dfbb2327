# SPDX-License-Identifier: EUPL-1.2
"""Keys of suite 2 in files, in key events and in the directory: beside those of suite 1, never in their place."""

import os

import pytest

from audit.proof import jcs
from core.keychain import events, keystore, signatures
from core.keychain.custody import FileCustody
from core.keychain.directory import KeyDirectory, Reden
from core.keychain.errors import EventError, KemError, KeystoreError, ShapeError, SignatureError, UnknownKey
from core.keychain.events import KeyEvent
from core.keychain.kem import KemPrivateKey, hpke_open, hpke_seal
from core.keychain.keystore import Bestandsrol, StoredKey
from core.keychain.signatures import PrivateKey
from core.keychain.suite2 import KEM_NAME, KemPrivateKey2, KemPublicKey2, PrivateKey2, PublicKey2, Signature2

from .conftest import FROM, NOW, OINS, TO

UNIT = "hoofd"


def _replay(lijst, *found):
    return KeyDirectory.replay(lijst, [jcs.encode(event) for event in found])


def _kem_event(coop, key, term=(FROM, TO)):
    challenge = events.make_challenge(key.public, OINS[0])
    answer, proof = events.answer_challenge(key, OINS[0], challenge.uitdaging)
    event = events.publish(coop.identities[OINS[0]], OINS[0], key, term, NOW, eenheid=UNIT, bezit=proof)
    events.check_answer(KeyEvent.from_json(event), challenge, answer)
    return event


@pytest.mark.parametrize("passphrase", [None, b"een lange wachtzin"])
def test_keys_of_suite_2_are_kept_and_come_back_equal(tmp_path, passphrase):
    """Made in a folder beside those of suite 1, each is found again with its own suite; http has no second suite."""
    place = FileCustody(tmp_path / "sleutels", passphrase)
    made = [
        place.make(Bestandsrol.TEKENEN, OINS[0], suite=2),
        place.make(Bestandsrol.KEM, OINS[0], eenheid=UNIT, suite=2),
        place.make(Bestandsrol.TEKENEN, OINS[0]),
    ]
    found = {key.sleutel_id: key.sleutel.suite for key in place.load()}
    assert found == {key.sleutel_id: key.sleutel.suite for key in made}
    assert sorted(found.values()) == [1, 2, 2]
    for rol, suite in ((Bestandsrol.HTTP, 2), (Bestandsrol.IDENTITEIT, 2), (Bestandsrol.TEKENEN, 3)):
        with pytest.raises(KeystoreError, match="suite"):
            place.make(rol, OINS[0], suite=suite)


def test_a_seed_is_not_shared_between_suites(tmp_path):
    """One seed as a key of suite 1 and of suite 2 is one key in two roles."""
    seed = os.urandom(32)
    keystore.save(tmp_path / "een.json", StoredKey(Bestandsrol.KEM, OINS[0], KemPrivateKey(seed), UNIT))
    keystore.save(tmp_path / "twee.json", StoredKey(Bestandsrol.KEM, OINS[0], KemPrivateKey2(seed), UNIT))
    with pytest.raises(KeystoreError, match="twee sleutels"):
        keystore.load_folder(tmp_path)
    with pytest.raises(ShapeError, match="zaad"):
        PrivateKey2.from_json({"ed25519": jcs.b64(seed), "ml-dsa-87": jcs.b64(seed)})


def test_published_keys_of_both_suites_stand_beside_each_other(coop, lijst):
    """A key of suite 2, published later, does not replace the one of suite 1: who asks for no suite gets suite 1."""
    sign, sign2 = PrivateKey.generate(), PrivateKey2.generate()
    kem, kem2 = KemPrivateKey.generate(), KemPrivateKey2.generate()
    identity = coop.identities[OINS[0]]
    directory = _replay(
        lijst,
        events.publish(identity, OINS[0], sign, (FROM, TO), NOW),
        events.publish(identity, OINS[0], sign2, (FROM, TO), NOW),
        _kem_event(coop, kem, (FROM + 1, TO)),
        _kem_event(coop, kem2),
    )
    assert directory.findings == []
    assert directory.signing_key(OINS[0], NOW).sleutel == sign.public
    assert directory.kem_key(OINS[0], UNIT, NOW).sleutel == kem.public
    assert directory.signing_key_of(2, OINS[0], NOW).sleutel == sign2.public
    assert directory.kem_key_of(2, OINS[0], UNIT, NOW).sleutel == kem2.public
    assert directory.kem_key_of(1, OINS[0], UNIT, NOW, kem.id).suite == 1
    for asked in (
        lambda: directory.signing_key(OINS[0], NOW, sign2.id),
        lambda: directory.signing_key_of(2, OINS[0], NOW, sign.id),
        lambda: directory.kem_key_of(3, OINS[0], UNIT, NOW),
        lambda: directory.kem_key_of(2, OINS[1], UNIT, NOW),
    ):
        with pytest.raises(UnknownKey):
            asked()


def test_possession_is_proven_in_suite_2_too(coop, lijst):
    """An event with the proof of another key, or with half a proof, is refused; and half a key serves once."""
    identity, key = coop.identities[OINS[0]], PrivateKey2.generate()
    event = events.publish(identity, OINS[0], key, (FROM, TO), NOW)
    KeyEvent.from_json(event).check(identity.public)
    other = events.publish(identity, OINS[0], PrivateKey2.generate(), (FROM, TO), NOW)["bezit"]
    for proof in (other, {"ed25519": event["bezit"]["ed25519"]}):
        body = {**events.without(event, "handtekening"), "bezit": proof}
        signed = {**body, "handtekening": identity.sign(events.EVENT_DOMAIN, jcs.encode(body)).to_json()}
        with pytest.raises(EventError) as told:
            KeyEvent.from_json(signed).check(identity.public)
        assert told.value.reden == "bezit"
    half = events.publish(identity, OINS[0], PrivateKey(key.ed25519_seed, os.urandom(32)), (FROM, TO), NOW)
    assert [finding.reden for finding in _replay(lijst, event, half).findings] == [Reden.SLEUTEL_VAN_ANDER]


def test_no_signature_passes_for_the_other_suite():
    """A key verifies signatures of its own suite alone, both halves, under the same domain."""
    one, two = PrivateKey.generate(), PrivateKey2.generate()
    signatures.verify(two.public, "d", b"m", two.sign("d", b"m"))
    for public, signature in (
        (one.public, two.sign("d", b"m")),
        (two.public, one.sign("d", b"m")),
        (two.public, two.sign("e", b"m")),
        (two.public, two.sign("d", b"n")),
        (two.public, Signature2(two.sign("d", b"m").ed25519, bytes(4627))),
        (two.public, Signature2(bytes(64), two.sign("d", b"m").mldsa87)),
    ):
        with pytest.raises(SignatureError):
            signatures.verify(public, "d", b"m", signature)


def test_a_wrap_of_suite_2_is_bound_to_key_and_context():
    """It opens with its key and context; with another of either, or changed, it does not. One seed gives one key."""
    key = KemPrivateKey2.generate()
    wrap = hpke_seal(key.public, b"x" * 32, b"context")
    assert len(wrap) == 1713
    assert hpke_open(KemPrivateKey2.from_json(key.to_json()), wrap, b"context") == b"x" * 32
    assert KemPrivateKey2(key.seed).id == key.id == KemPublicKey2.from_json(key.public.to_json()).id
    for private, sealed, info in (
        (KemPrivateKey2.generate(), wrap, b"context"),
        (key, wrap, b"ander"),
        (key, wrap[:-1] + bytes([wrap[-1] ^ 1]), b"context"),
        (KemPrivateKey.generate(), wrap, b"context"),
        (key, b"kort", b"context"),
    ):
        with pytest.raises(KemError):
            hpke_open(private, sealed, info)


def test_bytes_that_are_no_key_are_refused():
    """Another length, a point that is not on the curve and a missing half are no key."""
    good = KemPrivateKey2.generate().public.raw
    for raw in (good[:-1], good[:-97] + b"\x04" + b"\x01" * 96, good[:-97] + b"\x02" + good[-96:]):
        with pytest.raises(ShapeError):
            KemPublicKey2.from_json({KEM_NAME: jcs.b64(raw)})
    public = PrivateKey2.generate().public
    for value in ({"ed25519": public.to_json()["ed25519"]}, {**public.to_json(), "ml-dsa-87": jcs.b64(b"x")}):
        with pytest.raises(ShapeError):
            PublicKey2.from_json(value)


def test_no_seed_shows():
    """Neither key shows its seed in its repr."""
    for key in (PrivateKey2.generate(), KemPrivateKey2.generate()):
        assert not any(seed in repr(key) for seed in key.to_json().values())
