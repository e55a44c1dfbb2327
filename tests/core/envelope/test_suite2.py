# SPDX-License-Identifier: EUPL-1.2
"""The conservative suite: it seals and opens like the first one, never mixes with it, and cannot be talked down."""

import io
import uuid
from dataclasses import replace

import pytest

from audit.proof import jcs
from core.contract.wire import VerzegeldRecord
from core.envelope import (
    EnvelopeError,
    Reden,
    SealedRecord,
    Sealing,
    Wrapping,
    open_attachment,
    open_record,
    seal,
    verify,
)
from core.envelope.later import LatereToekenningen, verify_later
from core.envelope.sealing import wrap_again
from core.keychain.keys import DirectoryKey, Rol
from core.keychain.signatures import PrivateKey
from core.keychain.suite2 import KemPrivateKey2, PrivateKey2

from .conftest import CONTENT, FROM, GEMEENTE, MADE, OM, POLITIE, TO, UNIT, World

BIJLAGE = str(uuid.uuid4())


class World2(World):
    """The same three organisations with keys of suite 2, and the ones of suite 1 beside them."""

    def __init__(self):
        super().__init__()
        self.first = World()
        self.signer = PrivateKey2.generate()
        self.kem = {oin: KemPrivateKey2.generate() for oin in (POLITIE, GEMEENTE, OM)}


@pytest.fixture(scope="module")
def two():
    return World2()


@pytest.fixture(scope="module")
def attached():
    return io.BytesIO()


@pytest.fixture(scope="module")
def sealed(two, attached):
    """A record of suite 2 with an attachment, after a trip through JSON."""
    sealing = Sealing(two.fields(), CONTENT, two.signer, two.recipients, str(uuid.uuid4()))
    sealing.attach(BIJLAGE, io.BytesIO(b"een bijlage"), attached)
    return SealedRecord.from_json(jcs.decode(jcs.encode(sealing.finish().to_json())))


def _reason(attempt):
    with pytest.raises(EnvelopeError) as told:
        attempt()
    return told.value.reden


def test_it_opens_at_every_recipient(two, sealed, attached):
    """Content and attachment come back equal for each, and the header says suite 2 with its two algorithms."""
    assert sealed.kop["suite"] == 2
    assert sealed.to_json()["verklaring"]["algoritmen"] == ["Ed25519", "ML-DSA-87"]
    assert {len(wrap.omhulsel) for wrap in sealed.omhulsels} == {1713}
    verify(sealed, two.signing_key, MADE)
    for oin in two.kem:
        assert open_record(sealed, two.kem[oin], oin, UNIT, two.signing_key, MADE) == CONTENT
    attached.seek(0)
    plain = io.BytesIO()
    open_attachment(sealed, two.kem[OM], two.signing_key, MADE, (OM, UNIT), BIJLAGE, (attached, plain))
    assert plain.getvalue() == b"een bijlage"


@pytest.mark.parametrize("half", ["ed25519", "ml-dsa-87"])
@pytest.mark.parametrize("place", ["handtekening", "toekenningen"])
def test_both_halves_of_both_signatures_are_needed(two, sealed, half, place):
    """Another signature in either half of either place refuses; left out, it is no record."""
    value = sealed.to_json()
    spot = value if place == "handtekening" else value["toekenningen"]
    spot["handtekening"] = {
        **spot["handtekening"],
        half: two.signer.sign("knooppunt/v1/iets", b"anders").to_json()[half],
    }
    reason = _reason(lambda: verify(SealedRecord.from_json(value), two.signing_key, MADE))
    assert reason is (Reden.HANDTEKENING if place == "handtekening" else Reden.TOEKENNING_HANDTEKENING)
    spot["handtekening"] = {name: part for name, part in spot["handtekening"].items() if name != half}
    assert _reason(lambda: SealedRecord.from_json(value)) is Reden.VORM


@pytest.mark.parametrize("number", [0, 3, True, "2", 2.0, None])
def test_an_unknown_suite_is_refused(sealed, number):
    """Suite 0 (classical only), a suite that is not in the register, and anything that is no number: all refused."""
    value = sealed.to_json()
    value["kop"] = {**value["kop"], "suite": number}
    value["verklaring"] = {**value["verklaring"], "kop": value["kop"]}
    assert _reason(lambda: SealedRecord.from_json(value)) is Reden.SUITE


def test_a_record_is_not_talked_down(two, sealed):
    """With the number 1 in its header, its algorithms, wraps or signatures no longer fit; with those of suite 1 neither."""
    down = sealed.to_json()
    down["kop"] = {**down["kop"], "suite": 1}
    down["verklaring"] = {**down["verklaring"], "kop": down["kop"]}
    assert _reason(lambda: SealedRecord.from_json(down)) is Reden.SUITE
    down["verklaring"] = {**down["verklaring"], "algoritmen": ["Ed25519", "ML-DSA-65"]}
    assert _reason(lambda: SealedRecord.from_json(down)) is Reden.SUITE  # its wraps
    one = two.first.seal()
    down["omhulsels"] = one.to_json()["omhulsels"]
    assert _reason(lambda: SealedRecord.from_json(down)) is Reden.VORM  # and signatures of another length
    for name in ("handtekening", "toekenningen"):
        down[name] = one.to_json()[name]
    assert _reason(lambda: verify(SealedRecord.from_json(down), two.first.signing_key, MADE)) is Reden.SLEUTEL
    forged = replace(one, kop={**one.kop, "suite": 2})  # past the reading: a value made by hand
    assert _reason(lambda: verify(forged, two.first.signing_key, MADE)) is Reden.SUITE


def test_algorithms_of_the_other_suite_are_refused(sealed):
    """The statement must name the algorithms of the suite in its own header."""
    value = sealed.to_json()
    value["verklaring"] = {**value["verklaring"], "algoritmen": ["Ed25519", "ML-DSA-65"]}
    assert _reason(lambda: SealedRecord.from_json(value)) is Reden.SUITE


@pytest.mark.parametrize("number", [1, 2])
def test_wraps_of_two_suites_never_meet(two, number):
    """A recipient's key of the other suite is refused at sealing, both ways; so is a wrap of the other length at reading."""
    own, other = (two.first, two) if number == 1 else (two, two.first)
    mixed = [*own.recipients[:2], other.kem_key(OM)]
    assert _reason(lambda: seal(own.fields(), CONTENT, own.signer, mixed, str(uuid.uuid4()))) is Reden.SUITE
    value = own.seal().to_json()
    value["omhulsels"][1]["omhulsel"] = other.seal().to_json()["omhulsels"][1]["omhulsel"]
    assert _reason(lambda: SealedRecord.from_json(value)) is Reden.SUITE
    value["omhulsels"][1]["omhulsel"] = jcs.b64(bytes(80))  # classical X25519
    assert _reason(lambda: SealedRecord.from_json(value)) is Reden.VORM


def test_keys_of_the_other_suite_open_and_verify_nothing(two, sealed):
    """A signing or KEM key of suite 1 under the same name is refused before any decryption."""
    first = replace(two.signing_key, sleutel=PrivateKey.generate().public)
    named = replace(sealed, kop={**sealed.kop, "sleutel": first.sleutel_id})
    assert _reason(lambda: verify(named, first, MADE)) is Reden.SUITE
    private = two.first.kem[OM]
    assert _reason(lambda: open_record(sealed, private, OM, UNIT, two.signing_key, MADE)) is Reden.SUITE


def test_another_key_header_or_salt_opens_nothing(two, sealed):
    """The key of another, a changed wrap and a changed body are refused in suite 2 too."""
    stranger = replace(two.kem[OM])
    assert _reason(lambda: open_record(sealed, stranger, GEMEENTE, UNIT, two.signing_key, MADE)) is Reden.TOEKENNING
    wrap = sealed.omhulsels[2]
    bad = replace(sealed, omhulsels=(replace(wrap, omhulsel=wrap.omhulsel[:-1] + b"\0"),))
    assert _reason(lambda: open_record(bad, two.kem[OM], OM, UNIT, two.signing_key, MADE)) is Reden.OMHULSEL
    assert (
        _reason(lambda: open_record(replace(sealed, zout=bytes(32)), two.kem[OM], OM, UNIT, two.signing_key, MADE))
        is Reden.ZOUT
    )


def _again(two, record, recipients, signer):
    act = Wrapping(record.kop, record.kop_hash, record.kop["vrijgave"], str(uuid.uuid4()), MADE, GEMEENTE)
    return wrap_again(record, (two.kem[GEMEENTE], GEMEENTE, UNIT), signer, recipients, act)


def test_a_later_wrap_stays_in_the_suite(two, sealed):
    """Re-wrapped to a new key of suite 2 it opens; a key or a signature of suite 1 in a later list is refused."""
    new, signer = KemPrivateKey2.generate(), PrivateKey2.generate()
    key = DirectoryKey(GEMEENTE, UNIT, Rol.KEM, new.public, FROM, TO)
    made, wraps = _again(two, sealed, [key], signer)
    read = LatereToekenningen.from_json(jcs.decode(jcs.encode(made.to_json())))
    listed = verify_later(read, sealed.kop, DirectoryKey(GEMEENTE, None, Rol.TEKENEN, signer.public, FROM, TO), MADE)
    again = replace(sealed, omhulsels=wraps, later=(read,))
    assert open_record(again, new, GEMEENTE, UNIT, two.signing_key, MADE, later=(listed,)) == CONTENT
    first = PrivateKey.generate()
    assert _reason(lambda: _again(two, sealed, [key], first)) is Reden.SUITE
    assert _reason(lambda: _again(two, sealed, [two.first.kem_key(GEMEENTE)], signer)) is Reden.SUITE
    holder = DirectoryKey(GEMEENTE, None, Rol.TEKENEN, first.public, FROM, TO)
    weaker = replace(made, sleutel=first.id, handtekening=first.sign("knooppunt/v1/grant", made.message))
    assert _reason(lambda: verify_later(weaker, sealed.kop, holder, MADE)) is Reden.SUITE


def test_the_backbone_takes_in_suite_1_alone(two, sealed):
    """The contract of today names suite 1 only: a record of suite 2 does not pass its wire model, one of suite 1 does."""
    VerzegeldRecord.model_validate_json(jcs.encode(two.first.seal().to_json()))
    with pytest.raises(ValueError, match="suite"):
        VerzegeldRecord.model_validate_json(jcs.encode(sealed.to_json()))
