# SPDX-License-Identifier: EUPL-1.2
"""Keys behind one interface: the same questions to files and to a real SoftHSM2 token, and what the token does not give."""

import json
import os
from contextlib import contextmanager
from dataclasses import replace

import pytest

from audit.proof import jcs
from core.keychain import keystore, signatures
from core.keychain.custody import FileCustody, TokenCustody, identiteit, open_custody, open_token, token
from core.keychain.custody.token import KEK
from core.keychain.errors import KeystoreError, SignatureError
from core.keychain.kem import KemPrivateKey, hpke_open, hpke_seal
from core.keychain.keys import HttpPrivateKey
from core.keychain.keystore import Bestandsrol, StoredKey
from core.keychain.signatures import PrivateKey, Signature
from tests import hsm

OIN = "00000099000000001000"
ROLES = [
    (Bestandsrol.IDENTITEIT, {}),
    (Bestandsrol.TEKENEN, {}),
    (Bestandsrol.HTTP, {}),
    (Bestandsrol.HTTP, {"naam": "3f1c2a52-0000-4000-8000-000000000001"}),
    (Bestandsrol.FUNCTIONARIS, {"naam": "jurist-a"}),
    (Bestandsrol.KEM, {"eenheid": "hoofd"}),
]


@pytest.fixture(scope="module")
def access():
    return hsm.fresh_token()


@pytest.fixture(params=["bestand", "token"])
def custody(request, tmp_path):
    """One empty place of each kind."""
    if request.param == "bestand":
        return FileCustody(tmp_path / "sleutels")
    return open_custody(tmp_path / "sleutels", token=request.getfixturevalue("access"))


@pytest.fixture(params=["bestand", "token"])
def wrapping(request, tmp_path):
    """One empty place of each kind that can hide a secret."""
    if request.param == "bestand":
        return FileCustody(tmp_path / "sleutels", b"een lange wachtzin")
    return open_custody(tmp_path / "sleutels", token=request.getfixturevalue("access"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory, access):
    """A folder with a key of every role, in a token."""
    place = TokenCustody(tmp_path_factory.mktemp("token") / "sleutels", open_token(access))
    for role, more in ROLES:
        place.make(role, OIN, **more)
    return place


def _folder(place):
    return place._folder


def test_every_role_does_its_work_wherever_it_is_kept(custody):
    """A key of each role is made, found again, and signs or opens; both places answer alike."""
    made = {custody.make(role, OIN, **more).sleutel_id for role, more in ROLES}
    found = custody.load()
    assert {key.sleutel_id for key in found} == made
    for key in found:
        match key.rol:
            case Bestandsrol.KEM:
                sealed = hpke_seal(key.sleutel.public, b"geheim", b"info")
                assert hpke_open(key.sleutel, sealed, b"info") == b"geheim"
            case Bestandsrol.HTTP:
                key.sleutel.public.verify("d", b"m", key.sleutel.sign("d", b"m"))
                assert len(key.sleutel.key_object.sign(b"x")) == 64
            case _:
                signatures.verify(key.sleutel.public, "d", b"m", key.sleutel.sign("d", b"m"))


def test_a_key_is_made_once_and_can_be_destroyed(custody):
    """The same identity is not made over; what is removed is gone from the place and its folder."""
    key = custody.make(Bestandsrol.IDENTITEIT, OIN)
    with pytest.raises(KeystoreError, match="bestaat al"):
        custody.make(Bestandsrol.IDENTITEIT, OIN)
    custody.remove(key)
    assert custody.load() == ()
    assert custody.make(Bestandsrol.IDENTITEIT, OIN).sleutel_id != key.sleutel_id


def test_a_secret_is_wrapped_to_its_place_and_purpose(wrapping):
    """Wrapped and unwrapped it is the same; bound to something else, changed or malformed it does not open."""
    wrapped = wrapping.wrap(b"dertig en twee bytes", b"logboek")
    assert wrapping.unwrap(wrapped, b"logboek") == b"dertig en twee bytes"
    assert b"dertig" not in jcs.encode(wrapped)
    for other, bound in (
        (wrapped, b"onderwerpen"),
        ({**wrapped, "gegevens": jcs.b64(bytes(40))}, b"logboek"),
        ({}, b""),
    ):
        with pytest.raises(KeystoreError):
            wrapping.unwrap(other, bound)


def test_a_restored_kem_key_is_kept_and_opens(custody):
    """A KEM key made elsewhere is taken in; the same seed again, or as another role, is refused."""
    key = StoredKey(Bestandsrol.KEM, OIN, KemPrivateKey.generate(), "hoofd")
    custody.keep(key)
    [found] = custody.load()
    assert hpke_open(found.sleutel, hpke_seal(key.sleutel.public, b"x", b""), b"") == b"x"
    with pytest.raises(KeystoreError, match="twee sleutels"):
        custody.keep(replace(key, eenheid="ander"))


def test_without_a_passphrase_nothing_is_wrapped(tmp_path):
    """Plain files have nothing to hide a secret under, and say so."""
    with pytest.raises(KeystoreError, match="Zonder wachtzin"):
        FileCustody(tmp_path).wrap(b"x", b"y")
    with pytest.raises(KeystoreError, match="Zonder wachtzin"):
        FileCustody(tmp_path).unwrap({}, b"y")


def test_only_the_signing_half_of_both_algorithms_counts(filled):
    """A signature with the token's half alone, or the sealed half alone, is no signature."""
    key = next(key for key in filled.load() if key.rol is Bestandsrol.IDENTITEIT).sleutel
    signed = key.sign("d", b"m")
    for part in (Signature(signed.ed25519, bytes(3309)), Signature(bytes(64), signed.mldsa65)):
        with pytest.raises(SignatureError):
            signatures.verify(key.public, "d", b"m", part)


def test_nothing_comes_out_of_the_token(filled):
    """Ed25519 keys and the key-encryption key are sensitive and non-extractable; the key objects refuse to be written out."""
    import pkcs11

    session = filled._token._session
    private = list(session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}))
    secret = list(session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY}))
    assert len(private) >= 5
    assert [key.label for key in secret] == [KEK]
    for item in (*private, *secret):
        assert item[pkcs11.Attribute.NEVER_EXTRACTABLE]
        with pytest.raises(pkcs11.AttributeSensitive):
            item[pkcs11.Attribute.VALUE]
    http = next(key for key in filled.load() if key.rol is Bestandsrol.HTTP).sleutel
    for attempt in (http.key_object.private_bytes_raw, lambda: http.key_object.private_bytes(None, None, None)):
        with pytest.raises(KeystoreError, match="komt daar niet uit"):
            attempt()
    with pytest.raises(KeystoreError, match="komt daar niet uit"):
        keystore.seeds_of(next(key for key in filled.load() if key.rol is Bestandsrol.TEKENEN))


def test_the_folder_without_the_token_opens_nothing(filled, tmp_path):
    """No file holds a seed in the clear; read as files, or with another token, every one of them refuses."""
    kem = next(key for key in filled.load() if key.rol is Bestandsrol.KEM)
    other = hsm.fresh_token()
    files = sorted(_folder(filled).glob("*.json"))
    assert len(files) == len(ROLES)
    for path in files:
        text = path.read_text()
        assert jcs.b64(kem.sleutel.seed) not in text
        assert "versleuteld" not in text
        for passphrase in (None, b"wachtzin"):
            with pytest.raises(KeystoreError, match="ligt in een token"):
                keystore.load(path, passphrase)
    stranger = TokenCustody(_folder(filled), open_token(other))
    with pytest.raises(KeystoreError, match="ontbreekt"):
        stranger.load()
    stranger.wrap(b"x", b"y")  # now that token has a key-encryption key too, another one
    with pytest.raises(KeystoreError, match=r"ontbreekt|past niet"):
        stranger.load()


@contextmanager
def _changed(path, change):
    before, value = path.read_bytes(), json.loads(path.read_text())
    change(value)
    path.write_bytes(jcs.encode(value))
    try:
        yield
    finally:
        path.write_bytes(before)


def _swap(text, at=3):
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


CHANGES = {
    "zaad": ("kem", lambda v: v["token"]["zaad"].update(gegevens=_swap(v["token"]["zaad"]["gegevens"])), "past niet"),
    "nonce": ("kem", lambda v: v["token"]["zaad"].update(nonce=_swap(v["token"]["zaad"]["nonce"])), "past niet"),
    "eenheid": ("kem", lambda v: v.update(eenheid="ander"), "past niet"),
    "openbaar": ("kem", lambda v: v["token"].update(openbaar={"x-wing": "AAAA"}), "past niet"),
    "rol": ("identiteit", lambda v: v.update(rol="tekenen"), "past niet|ontbreekt"),
    "naam": ("persoon", lambda v: v.update(naam="3f1c2a52-0000-4000-8000-000000000002"), "ontbreekt"),
    "object": ("http", lambda v: v["token"].update(object="00" * 16), "ontbreekt"),
    "object-vorm": ("http", lambda v: v["token"].update(object=7), "hexadecimaal"),
    "id": ("http", lambda v: v.update(sleutel_id="00" * 32), "andere sleutel"),
    "http-openbaar": ("http", lambda v: v["token"].update(openbaar={"ed25519": "AAAA"}), "andere sleutel"),
    "deel-weg": ("tekenen", lambda v: v["token"].pop("zaad"), "ontbreekt"),
    "deel-te-veel": ("http", lambda v: v["token"].update(zaad={}), "te veel"),
    "onbekende-rol": ("http", lambda v: v.update(rol="koning"), "rol"),
    "versie": ("http", lambda v: v.update(v=2), "niet leesbaar"),
    "buiten": ("http", lambda v: v.update(sleutel=v.pop("token")), "buiten de token"),
    "twee": ("http", lambda v: v.update(sleutel={}), "rol of de sleutel"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_file_is_refused(filled, name):
    """Whatever is edited in a file under the token, sealed or readable, the folder does not open."""
    start, change, text = CHANGES[name]
    path = next(iter(sorted(_folder(filled).glob(f"{start}*.json"))))
    with _changed(path, change), pytest.raises(KeystoreError, match=text):
        filled.load()


def test_seals_cannot_change_places(filled):
    """The sealed seed of one KEM key under the header of another does not open."""
    filled.make(Bestandsrol.KEM, OIN, eenheid="tweede")
    one, two = sorted(_folder(filled).glob("kem-*.json"))
    stolen = json.loads(one.read_text())["token"]["zaad"]
    with (
        _changed(two, lambda value: value["token"].update(zaad=stolen)),
        pytest.raises(KeystoreError, match="past niet"),
    ):
        filled.load()
    filled.remove(next(key for key in filled.load() if key.eenheid == "tweede"))


def test_a_file_open_to_others_is_refused_with_a_token_too(filled):
    """Modes are held to also when the secret is elsewhere: file and folder."""
    path = next(iter(_folder(filled).glob("http-*.json")))
    path.chmod(0o644)
    with pytest.raises(KeystoreError, match="0600"):
        filled.load()
    path.chmod(0o600)
    _folder(filled).chmod(0o777)
    with pytest.raises(KeystoreError, match="0700"):
        filled.load()
    _folder(filled).chmod(0o700)


def test_a_key_that_could_leave_is_not_used(filled):
    """An object that someone made extractable under the right name is refused."""
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    session, name, made = filled._token._session, f"http/{OIN}/", os.urandom(16)
    curve = session.create_domain_parameters(
        pkcs11.KeyType.EC_EDWARDS,
        {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("1.3.101.112")},
        local=True,
    )
    template = {pkcs11.Attribute.EXTRACTABLE: True, pkcs11.Attribute.SENSITIVE: False}
    curve.generate_keypair(
        mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, id=made, label=name, store=True, private_template=template
    )
    with pytest.raises(KeystoreError, match="eruit worden gehaald"):
        filled._token.ed25519(made, name)
    filled._token.destroy(made)


def test_a_signing_key_from_outside_stays_outside(filled):
    """What was made outside the token as a signing key is not taken in: it may be copied anywhere."""
    for key in (PrivateKey.generate(), HttpPrivateKey.generate()):
        with pytest.raises(KeystoreError, match="buiten de token"):
            filled.keep(StoredKey(Bestandsrol.TEKENEN, OIN, key))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"pin": "000000000"}, "PIN van token .* klopt niet"),
        ({"label": "bestaat-niet"}, "Token bestaat-niet is er niet"),
        ({"module": "/bestaat/niet.so"}, "niet te openen"),
    ],
)
def test_what_is_wrong_is_said_without_the_pin(access, changes, text):
    """A wrong PIN, a token that is away and an absent module each have their own sentence; none shows a PIN."""
    for used in [access, *([hsm.fresh_token()] if "pin" in changes else [])]:  # open already, and not yet
        wrong = replace(used, **changes)
        with pytest.raises(KeystoreError, match=text) as told:
            open_token(wrong)
        assert wrong.pin not in str(told.value) + repr(wrong) + repr(told.value)


@pytest.mark.parametrize("role", [Bestandsrol.HTTP, Bestandsrol.TEKENEN, Bestandsrol.KEM, Bestandsrol.IDENTITEIT])
def test_one_seed_in_two_roles_refuses_the_folder(tmp_path, role):
    """The same 32 bytes as another role, or as another algorithm, are found in the files, however they came there."""
    seed = os.urandom(32)
    made = {
        Bestandsrol.HTTP: HttpPrivateKey(seed),
        Bestandsrol.TEKENEN: PrivateKey(os.urandom(32), seed),
        Bestandsrol.KEM: KemPrivateKey(seed),
        Bestandsrol.IDENTITEIT: PrivateKey(seed, os.urandom(32)),
    }
    first = StoredKey(Bestandsrol.FUNCTIONARIS, OIN, PrivateKey(os.urandom(32), seed), naam="jurist-a")
    second = StoredKey(role, OIN, made[role], eenheid="hoofd" if role is Bestandsrol.KEM else None)
    for name, key in (("een", first), ("twee", second)):
        keystore.save(tmp_path / f"{name}.json", key)
    with pytest.raises(KeystoreError, match="twee sleutels"):
        keystore.load_folder(tmp_path)
    (tmp_path / "twee.json").unlink()
    assert len(keystore.load_folder(tmp_path)) == 1


def test_the_key_of_the_token_as_a_seed_elsewhere_is_found(filled):
    """Two files that name one object of the token are one key in two roles."""
    path = next(iter(_folder(filled).glob("http-*.json")))
    copy = path.with_name("http-kopie.json")
    keystore.write_file(copy, path.read_bytes())
    with pytest.raises(KeystoreError, match="twee sleutels"):
        filled.load()
    copy.unlink()


def test_a_key_of_the_second_suite_is_not_made_in_a_token_yet(filled):
    """What a token cannot do is refused with a sentence, not made in files behind one's back."""
    before = len(filled.load())
    with pytest.raises(KeystoreError, match="suite"):
        filled.make(Bestandsrol.TEKENEN, OIN, suite=2)
    assert len(filled.load()) == before


def test_a_blocked_token_is_told_apart_from_a_wrong_pin():
    """Too many wrong PINs have a sentence of their own; so has every error that nobody foresaw."""
    assert "geblokkeerd" in token._told("PinLocked", "proef")
    assert "PIN" in token._told("PinIncorrect", "proef")
    assert "niet te openen" in token._told("DeviceError", "proef")


def test_the_public_half_of_another_identity_is_not_replaced(tmp_path):
    """A partner folder that names one identity key does not come to name another, and keeps what it had."""
    place = FileCustody(tmp_path / "een")
    identiteit.make(place, tmp_path, OIN, None, None)
    before = (tmp_path / identiteit.PUBLIC_FILE).read_bytes()
    with pytest.raises(KeystoreError, match="andere identiteitssleutel"):
        identiteit.make(FileCustody(tmp_path / "twee"), tmp_path, OIN, None, None)
    assert (tmp_path / identiteit.PUBLIC_FILE).read_bytes() == before
    assert identiteit.read_public(tmp_path, OIN) == place.load()[0].sleutel.public
    with pytest.raises(KeystoreError, match="hoort niet bij"):
        identiteit.read_public(tmp_path, "00000099000000002000")
