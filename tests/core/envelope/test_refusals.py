# SPDX-License-Identifier: EUPL-1.2
"""Every change to a sealed record is refused, with the reason for the log and one sentence outwards."""

import copy
import hashlib
import os
import uuid
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.proof import jcs
from core.envelope import EnvelopeError, Reden, SealedRecord, Verklaring, body, open_record, seal, verify
from core.envelope.grants import GRANT_DOMAIN, wrap_secret
from core.envelope.record import STATEMENT_DOMAIN
from core.keychain.kem import KemPrivateKey, KemPublicKey
from core.keychain.signatures import PrivateKey

POLITIE, GEMEENTE, OM = (f"00000099000000{n}0000" for n in (10, 20, 30))
UNIT, AT = "ondermijning", 500_000


def _try_all(world, wire):
    """Open and verify a wire form; return what each attempt was refused for."""
    reasons = []
    for attempt in (
        lambda: verify(SealedRecord.from_json(wire), world.signing_key, AT),
        lambda: open_record(SealedRecord.from_json(wire), world.kem[GEMEENTE], GEMEENTE, UNIT, world.signing_key, AT),
    ):
        with pytest.raises(EnvelopeError) as caught:
            attempt()
        assert str(caught.value) == "De verzegelde verstrekking is niet in orde."
        assert caught.value.diagnose()
        reasons.append(caught.value.reden)
    return reasons


def _paths(value, path=()):
    """Yield the path of every leaf of a JSON value."""
    items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    if not items:
        yield path
    for key, item in items:
        yield from _paths(item, (*path, key))


def _other(value):
    """Return a value of the same kind and form that differs."""
    match value:
        case None:
            return 1
        case int():
            return value + 1
        case list():
            return [*value, "x"]
        case str() if value.startswith(("sha256:", "urn:")) or "-" in value or value.isdigit():
            return value[:-1] + ("1" if value[-1] != "1" else "2")
        case str() if len(value) % 4 == 0 and not value.islower():
            raw = jcs.unb64(value)
            return jcs.b64(bytes([raw[0] ^ 1]) + raw[1:])
        case str():
            return value[:-1] + ("b" if value[-1] != "b" else "c")
    raise AssertionError(value)


def _at(wire, path):
    for key in path[:-1]:
        wire = wire[key]
    return wire, path[-1]


# One of everything: three grants, three wraps, an attachment, `vorige` present.
SHAPE = {
    "kop": [
        *("v", "suite", "record", "casus", "levering", "verstrekker", "eenheid", "sleutel", "categorie", "doel"),
        *("fase", "verwerking", "vrijgave", "gemaakt", "bewaren_tot", "omvang", "vorige"),
    ],
    "grant": [
        *("v", "record", "kop_sha256", "ontvanger", "eenheid", "sleutel", "omhulsel_sha256", "vrijgave"),
        *("verzoek", "door", "tijd"),
    ],
    "wrap": ["ontvanger", "eenheid", "sleutel", "omhulsel"],
}
LEAVES = [
    *(("kop", name) for name in SHAPE["kop"]),
    *(("verklaring", "kop", name) for name in SHAPE["kop"]),
    *(("verklaring", name) for name in ("inhoud_sha256", "binding", "zout_sha256")),
    *(("verklaring", "bijlagen", 0, name) for name in ("bijlage", "sha256", "lengte", "binding")),
    *(("verklaring", "algoritmen", place) for place in (0, 1)),
    *((holder, name) for holder in ("handtekening",) for name in ("ed25519", "ml-dsa-65")),
    *(("toekenningen", "lijst", place, name) for place in (0, 1, 2) for name in SHAPE["grant"]),
    *(("toekenningen", "handtekening", name) for name in ("ed25519", "ml-dsa-65")),
    *(("omhulsels", place, name) for place in (0, 1, 2) for name in SHAPE["wrap"]),
    ("inhoud",),
    ("zout",),
]


def test_the_list_of_fields_is_complete(sealed):
    """The parametrised tests below cover every leaf of the wire form, so a new field cannot stay unprotected."""
    assert set(_paths(sealed.to_json())) == set(LEAVES)


@pytest.mark.parametrize("path", LEAVES, ids=lambda path: ".".join(map(str, path)))
def test_every_single_changed_field_is_refused(world, sealed, path):
    """Any one field with another value of the same form makes the record worthless, for server and reader."""
    wire = copy.deepcopy(sealed.to_json())
    holder, key = _at(wire, path)
    holder[key] = _other(holder[key])
    _try_all(world, wire)


@pytest.mark.parametrize("path", LEAVES, ids=lambda path: ".".join(map(str, path)))
def test_every_single_missing_field_is_refused(world, sealed, path):
    """Any field left out is refused; the salt may be absent at the server, never at the reader."""
    wire = copy.deepcopy(sealed.to_json())
    holder, key = _at(wire, path)
    del holder[key]
    if path == ("zout",):
        verify(SealedRecord.from_json(wire), world.signing_key, AT)
        with pytest.raises(EnvelopeError):
            open_record(SealedRecord.from_json(wire), world.kem[OM], OM, UNIT, world.signing_key, AT)
    else:
        _try_all(world, wire)


@pytest.mark.parametrize("path", sorted({path[:-1] for path in LEAVES if isinstance(path[-1], str)}, key=str))
def test_every_unknown_field_is_refused(world, sealed, path):
    """A field that we do not know is refused everywhere, so nothing is carried along unsigned."""
    wire = copy.deepcopy(sealed.to_json())
    target = wire
    for key in path:
        target = target[key]
    target["extra"] = "x"
    _try_all(world, wire)


@pytest.mark.parametrize("where", ["handtekening", "toekenningen"])
@pytest.mark.parametrize("algorithm", ["ed25519", "ml-dsa-65"])
@pytest.mark.parametrize("way", ["zeros", "empty", "foreign"])
def test_a_stripped_signature_is_refused(world, sealed, where, algorithm, way):
    """Neither algorithm can be left out, blanked or replaced by one of another key, on statement or grants."""
    wire = copy.deepcopy(sealed.to_json())
    holder = wire[where] if where == "handtekening" else wire[where]["handtekening"]
    length = len(jcs.unb64(holder[algorithm]))
    domain = STATEMENT_DOMAIN if where == "handtekening" else GRANT_DOMAIN
    signed = sealed.statement_bytes if where == "handtekening" else sealed.grants_bytes
    foreign = PrivateKey.generate().sign(domain, signed).to_json()[algorithm]
    holder[algorithm] = {"zeros": jcs.b64(bytes(length)), "empty": "", "foreign": foreign}[way]
    _try_all(world, wire)


def test_statement_and_grant_signatures_cannot_change_places(world, sealed):
    """The domain keeps a signature on one kind of thing from counting for another."""
    wire = sealed.to_json()
    wire["handtekening"], wire["toekenningen"]["handtekening"] = (
        wire["toekenningen"]["handtekening"],
        wire["handtekening"],
    )
    assert _try_all(world, wire) == [Reden.HANDTEKENING] * 2


@pytest.mark.parametrize("suite", [0, 2, "1", True, 1.0, None])
def test_another_suite_is_not_even_read(world, sealed, suite):
    """A downgrade to test suite 0, a later suite, or a look-alike of 1 is refused."""
    wire = sealed.to_json()
    wire["kop"]["suite"] = wire["verklaring"]["kop"]["suite"] = suite
    assert _try_all(world, wire)[0] is Reden.SUITE


def test_fewer_algorithms_in_the_statement_are_refused(world, sealed):
    """A statement that names one algorithm is refused although its signatures would be there."""
    wire = copy.deepcopy(sealed.to_json())
    wire["verklaring"]["algoritmen"] = ["Ed25519"]
    assert _try_all(world, wire) == [Reden.SUITE] * 2


@pytest.mark.parametrize("part", ["kop", "inhoud", "verklaring", "handtekening", "toekenningen", "omhulsels", "zout"])
def test_no_part_of_another_record_fits(world, sealed, part):
    """Body, statement, signature, grants, wraps or salt of another record of the same supplier are refused."""
    wire = sealed.to_json()
    wire[part] = world.seal().to_json()[part]
    _try_all(world, wire)


def test_a_wrap_moved_between_records_does_not_open(world, sealed):
    """Even with grants that the supplier itself signed for it, a wrap of another record gives no key."""
    donor = world.seal()
    moved = _resign(world, sealed, omhulsels=donor.omhulsels, grant={"omhulsel_sha256": None}, stated=sealed.verklaring)
    verify(moved, world.signing_key, AT)
    assert _refused(world, moved) is Reden.ONTSLEUTELING


def test_wraps_of_two_recipients_cannot_change_places(world, sealed):
    """A wrap is only for the recipient and key that its grant names."""
    wire = copy.deepcopy(sealed.to_json())
    one, two = wire["omhulsels"][0], wire["omhulsels"][1]
    one["omhulsel"], two["omhulsel"] = two["omhulsel"], one["omhulsel"]
    assert _try_all(world, wire) == [Reden.OMHULSEL] * 2


def test_a_push_without_all_wraps_is_refused(world, sealed):
    """A supplier cannot promise a recipient a wrap and not bring it."""
    with pytest.raises(EnvelopeError) as caught:
        verify(sealed.only_for(GEMEENTE), world.signing_key, AT)
    assert caught.value.reden is Reden.OMHULSEL


@pytest.mark.parametrize("change", ["double", "empty", "no-supplier", "other-door", "mixed-request", "too-early"])
def test_unsound_lists_of_grants_are_refused_though_signed(world, sealed, change):
    """A list with duplicates, without the supplier, by another, of two acts or before the record is refused."""
    first, *rest = sealed.toekenningen
    lists = {
        "double": (first, first, *rest),
        "empty": (),
        "no-supplier": tuple(rest),
        "other-door": tuple(replace(grant, door=OM) for grant in sealed.toekenningen),
        "mixed-request": (replace(first, verzoek=str(uuid.uuid4())), *rest),
        "too-early": tuple(replace(grant, tijd=1) for grant in sealed.toekenningen),
    }
    granted = lists[change]
    wraps = tuple(w for w in sealed.omhulsels if w.holder in {grant.holder for grant in granted})
    record = replace(sealed, toekenningen=granted, omhulsels=wraps)
    record = replace(record, toekenningen_handtekening=world.signer.sign(GRANT_DOMAIN, record.grants_bytes))
    with pytest.raises(EnvelopeError) as caught:
        verify(record, world.signing_key, AT)
    assert caught.value.reden is Reden.TOEKENNING


def test_wrong_keys_do_not_open(world, sealed):
    """Another private key, organisation or unit is refused, also with the wrap of someone else at hand."""
    key, signer = world.kem[GEMEENTE], world.signing_key
    for private, oin, unit in [
        (KemPrivateKey.generate(), GEMEENTE, UNIT),
        (world.kem[OM], GEMEENTE, UNIT),
        (key, OM, UNIT),
        (key, GEMEENTE, "andere-eenheid"),
    ]:
        with pytest.raises(EnvelopeError) as caught:
            open_record(sealed, private, oin, unit, signer, AT)
        assert caught.value.reden is Reden.TOEKENNING


def test_a_wrong_salt_is_refused_before_decryption(world, sealed):
    """A salt that the supplier did not sign is named as such."""
    record = sealed.with_salt(os.urandom(32))
    assert _refused(world, record) is Reden.ZOUT
    with pytest.raises(EnvelopeError):
        verify(record, world.signing_key, AT)


def test_the_signing_key_of_another_organisation_is_refused(world, sealed):
    """A good signature by a key that belongs to someone else than the named supplier does not count."""
    for key in (
        replace(world.signing_key, oin=OM),
        replace(world.signing_key, sleutel=PrivateKey.generate().public),
    ):
        with pytest.raises(EnvelopeError) as caught:
            verify(sealed, key, AT)
        assert caught.value.reden is Reden.SLEUTEL


@pytest.mark.parametrize("at", [999, 2_000_000, 3_000_000])
def test_a_signing_key_outside_its_term_is_refused(world, sealed, at):
    """Too early, at the end and later: the supplier's key does not count then."""
    for attempt in (
        lambda: verify(sealed, world.signing_key, at),
        lambda: open_record(sealed, world.kem[OM], OM, UNIT, world.signing_key, at),
    ):
        with pytest.raises(EnvelopeError) as caught:
            attempt()
        assert caught.value.reden is Reden.SLEUTEL_VERLOPEN


def test_a_withdrawn_signing_key_is_refused_from_then_on(world, sealed):
    """What was signed before the withdrawal stays good; from that moment nothing does."""
    withdrawn = replace(world.signing_key, ingetrokken_op=AT)
    verify(sealed, withdrawn, AT - 1)
    with pytest.raises(EnvelopeError):
        verify(sealed, withdrawn, AT)


@pytest.mark.parametrize(
    "changes",
    [
        {"geldig_tot": AT},
        {"geldig_van": AT + 1},
        {"ingetrokken_op": AT},
        {"eenheid": None},
        {"eenheid": 'x","v":2'},
        {"oin": "1"},
    ],
)
def test_nothing_is_sealed_to_a_key_that_does_not_count(world, changes):
    """An expired, future or withdrawn key, or a key without a unit, gets no wrap."""
    recipients = [world.kem_key(POLITIE), replace(world.kem_key(OM), **changes)]
    with pytest.raises(EnvelopeError) as caught:
        seal(world.fields(), b"x", world.signer, recipients, str(uuid.uuid4()))
    assert caught.value.reden in (Reden.SLEUTEL_VERLOPEN, Reden.SLEUTEL)


def test_nothing_is_sealed_to_a_key_of_small_order(world):
    """A key whose X25519 part gives everyone the same secret is refused at sealing."""
    weak = KemPublicKey.from_raw(world.kem[OM].public.raw[:1184] + bytes(32))
    recipients = [world.kem_key(POLITIE), world.kem_key(OM, sleutel=weak)]
    with pytest.raises(EnvelopeError) as caught:
        seal(world.fields(), b"x", world.signer, recipients, str(uuid.uuid4()))
    assert caught.value.reden is Reden.SLEUTEL


@pytest.mark.parametrize(
    "recipients", [[], [GEMEENTE], [POLITIE, GEMEENTE, GEMEENTE]], ids=["nobody", "no-supplier", "double"]
)
def test_unsound_recipients_are_refused_at_sealing(world, recipients):
    """Nobody, without the supplier, or the same unit twice: nothing is sealed."""
    keys = [world.kem_key(oin) for oin in recipients]
    with pytest.raises(EnvelopeError) as caught:
        seal(world.fields(), b"x", world.signer, keys, str(uuid.uuid4()))
    assert caught.value.reden is Reden.TOEKENNING


@pytest.mark.parametrize(
    "changes",
    [
        {"record": "1"},
        {"record": "1e425d02-e620-11f1-a38a-02fc00000001"},
        {"verstrekker": "123"},
        {"categorie": "WPG 8"},
        {"vrijgave": "ab" * 32},
        {"gemaakt": 1.5},
        {"gemaakt": -1},
        {"gemaakt": True},
        {"bewaren_tot": "nooit"},
        {"verwerking": "geen uri"},
        {"onbekend": "x"},
        {"omvang": 256},
        {"suite": 1},
        {"sleutel": "ab" * 32},
    ],
    ids=str,
)
def test_a_malformed_header_is_not_sealed(world, changes):
    """Ids, codes, times and digests have their form, and what sealing decides cannot be given."""
    with pytest.raises(EnvelopeError) as caught:
        world.seal(**changes)
    assert caught.value.reden is Reden.KOP


def _refused(world, record, oin=GEMEENTE):
    with pytest.raises(EnvelopeError) as caught:
        open_record(record, world.kem[oin], oin, UNIT, world.signing_key, AT)
    return caught.value.reden


def _resign(world, record, *, inhoud=None, omhulsels=None, grant=None, stated=None):
    """Return a record that a malicious supplier signed itself, with everything outside consistent."""
    inhoud = record.inhoud if inhoud is None else inhoud
    stated = stated or Verklaring(
        hashlib.sha256(inhoud).hexdigest(), body.commitment(inhoud), hashlib.sha256(record.zout).hexdigest()
    )
    wraps = omhulsels or record.omhulsels
    granted = record.toekenningen
    if grant is not None:
        granted = tuple(
            replace(old, omhulsel_sha256=hashlib.sha256(wrap.omhulsel).hexdigest())
            for old, wrap in zip(record.toekenningen, wraps, strict=True)
        )
    made = replace(record, inhoud=inhoud, verklaring=stated, omhulsels=wraps, toekenningen=granted)
    made = replace(made, handtekening=world.signer.sign(STATEMENT_DOMAIN, made.statement_bytes))
    return replace(made, toekenningen_handtekening=world.signer.sign(GRANT_DOMAIN, made.grants_bytes))


SALAMANDER = bytes.fromhex(
    "7369787465656e206279746520626c6b04a039f8934e94d72149194c63818c8039ae9c5a5397339fcf05c897b387ef87"
)


def test_the_salamander_is_real():
    """The example of one AES-GCM ciphertext under two keys works against plain AES-GCM, so the next test means something."""
    one, two = (AESGCM(key).decrypt(bytes(12), SALAMANDER, None) for key in (bytes(32), b"\x01" * 32))
    assert one != two


@pytest.mark.parametrize("place", ["whole", "after-commitment"])
def test_a_salamander_is_refused(world, sealed, place):
    """A supplier that signs one ciphertext which opens to different texts for different readers shows them nothing."""
    for secret in (bytes(32), b"\x01" * 32):
        size = body.sealed_size(sealed.kop["omvang"])
        crafted = SALAMANDER if place == "whole" else sealed.inhoud[:56] + SALAMANDER
        wraps = tuple(
            replace(w, omhulsel=wrap_secret(secret, world.kem[w.ontvanger].public, sealed.kop_hash))
            for w in sealed.omhulsels
        )
        record = _resign(world, sealed, inhoud=crafted.ljust(size, b"\0"), omhulsels=wraps, grant={})
        assert _refused(world, record) is Reden.ONTSLEUTELING


def test_different_secrets_for_different_readers_give_nothing(world, sealed):
    """A supplier that wraps another secret to one reader cannot show that reader another text: it opens nothing."""
    crooked = tuple(
        w
        if w.ontvanger != OM
        else replace(w, omhulsel=wrap_secret(os.urandom(32), world.kem[OM].public, sealed.kop_hash))
        for w in sealed.omhulsels
    )
    record = _resign(world, sealed, omhulsels=crooked, grant={})
    verify(record, world.signing_key, AT)
    assert _refused(world, record, OM) is Reden.ONTSLEUTELING
    assert open_record(record, world.kem[GEMEENTE], GEMEENTE, UNIT, world.signing_key, AT)


def test_a_size_that_lies_is_refused(world):
    """A header that tells another bucket than the body has is refused by the server already."""
    record = world.seal()
    lying = replace(record, kop={**record.kop, "omvang": 1024})
    lying = _resign(world, replace(lying, **_regrant(lying)))
    with pytest.raises(EnvelopeError) as caught:
        verify(lying, world.signing_key, AT)
    assert caught.value.reden is Reden.OPVULLING


def _regrant(record):
    fresh = replace(record)
    return {"toekenningen": tuple(replace(grant, kop_sha256=fresh.kop_hash.hex()) for grant in record.toekenningen)}


def test_a_commitment_that_lies_is_refused(world, sealed):
    """A signed statement whose commitment is not the one in the body is refused."""
    stated = replace(sealed.verklaring, binding="00" * 32)
    assert _refused(world, _resign(world, sealed, stated=stated)) is Reden.BINDING


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bytes_only_ever_raise_our_own_error(world, sealed, data):
    """A flipped bit anywhere in the JSON text gives `EnvelopeError` (or no JSON at all), never content or a crash."""
    text = bytearray(jcs.encode(sealed.to_json()))
    place = data.draw(st.integers(0, len(text) - 1))
    text[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        wire = jcs.decode(bytes(text))
    except jcs.CanonicalError:
        return
    with pytest.raises(EnvelopeError):
        verify(SealedRecord.from_json(wire), world.signing_key, AT)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from([(), *sorted({p[:n] for p in LEAVES for n in range(1, len(p) + 1)}, key=str)]), value=_JSON)
def test_any_json_anywhere_only_ever_raises_our_own_error(sealed, path, value):
    """Whatever stands in place of any part, reading gives `EnvelopeError` or a record, never another exception."""
    wire = copy.deepcopy(sealed.to_json())
    if path:
        holder, key = _at(wire, path)
        holder[key] = value
    else:
        wire = value
    try:
        SealedRecord.from_json(wire)
    except EnvelopeError as error:
        assert error.reden in Reden  # noqa: PT017 - both outcomes are allowed, another exception is not
