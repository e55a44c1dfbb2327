# SPDX-License-Identifier: EUPL-1.2
"""What is sealed comes out equal for those it was sealed to, and for nobody else."""

import io
import json
import uuid
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.proof import jcs
from core.envelope import (
    EnvelopeError,
    Reden,
    SealedRecord,
    Sealing,
    Wrapping,
    open_attachment,
    open_record,
    verify,
)
from core.envelope import padding as padding_module

POLITIE, GEMEENTE, OM = (f"00000099000000{n}0000" for n in (10, 20, 30))
UNIT, AT = "ondermijning", 500_000


def _open(world, record, oin=GEMEENTE):
    return open_record(record, world.kem[oin], oin, UNIT, world.signing_key, AT)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=5000))
def test_every_content_comes_back_equal_for_every_recipient(world, content):
    """Whatever the bytes, each recipient opens exactly them, after a trip through JSON."""
    record = SealedRecord.from_json(jcs.decode(jcs.encode(world.seal(content).to_json())))
    verify(record, world.signing_key, AT)
    assert {_open(world, record, oin) for oin in world.kem} == {content}


@pytest.mark.parametrize("size", [0, 254, 255, 256, 4095, 4096, 65535, 65536, 70_000, 1_048_576])
def test_sizes_at_the_edges_of_buckets(world, size):
    """Content of every awkward length fits its bucket, and the header tells only the bucket."""
    record = world.seal(b"\0" * size)
    assert record.kop["omvang"] == padding_module.padded_size(size)
    assert _open(world, record) == b"\0" * size


def test_few_lengths_exist():
    """Up to 64 KiB only the named buckets occur; above it Padme adds at most twelve percent."""
    assert {padding_module.padded_size(n) for n in range(65_536)} == {256, 1024, 4096, 16384, 65536}
    for length in (65_536, 70_001, 123_457, 9_999_999):
        assert length < padding_module.padded_size(length) <= length * 1.12


@pytest.mark.parametrize("padded", [b"", b"\0" * 256, b"a" * 256, b"\x80" + b"\0" * 1023, b"\x80" + b"\0" * 254])
def test_padding_has_one_reading(padded):
    """Padding without end mark, or longer or shorter than we would make it, is refused."""
    with pytest.raises(EnvelopeError) as caught:
        padding_module.unpad(padded)
    assert caught.value.reden is Reden.OPVULLING


def test_a_reader_opens_with_only_its_own_wrap(world, sealed):
    """What the server gives a reader, its own wrap and the salt, is enough; the whole list of grants stays visible."""
    served = sealed.without_salt().only_for(GEMEENTE).with_salt(sealed.zout)
    assert len(served.omhulsels) == 1
    assert len(served.toekenningen) == 3
    assert _open(world, served) == _open(world, sealed)


def test_the_supplier_reads_its_own_supply(world, sealed):
    """The supplier is a recipient of its own record."""
    assert _open(world, sealed, POLITIE) == _open(world, sealed, OM)


def test_without_the_salt_nobody_opens(world, sealed):
    """A record of which the shred salt is gone stays closed for the holders of all private keys, supplier included."""
    for oin in world.kem:
        with pytest.raises(EnvelopeError) as caught:
            _open(world, sealed.without_salt(), oin)
        assert caught.value.reden is Reden.ZOUT


def test_two_seals_of_the_same_content_share_nothing(world):
    """Content secret and salt are fresh each time."""
    one, other = world.seal(), world.seal()
    assert one.inhoud != other.inhoud
    assert one.zout != other.zout


def test_nothing_secret_shows(world, sealed):
    """No repr, str or error holds content, salt, seed or wrap."""
    hidden = [sealed.zout, sealed.inhoud, sealed.omhulsels[0].omhulsel, world.signer.ed25519_seed]
    shown = repr(sealed) + repr(world.signer) + repr(world.kem) + repr(sealed.omhulsels) + repr(sealed.toekenningen)
    assert not any(repr(value)[2:-1] in shown or value.hex() in shown or jcs.b64(value) in shown for value in hidden)


def test_the_wire_form_names_exactly_the_agreed_fields(sealed):
    """The JSON of a record is what design and plan say, so other implementations can read it."""
    wire = json.loads(jcs.encode(sealed.to_json()))
    assert set(wire) == {"kop", "inhoud", "verklaring", "handtekening", "toekenningen", "omhulsels", "zout"}
    assert set(wire["verklaring"]) == {"kop", "inhoud_sha256", "binding", "zout_sha256", "algoritmen", "bijlagen"}
    assert set(wire["toekenningen"]) == {"lijst", "handtekening"}
    assert wire["verklaring"]["algoritmen"] == ["Ed25519", "ML-DSA-65"]
    assert len(jcs.unb64(wire["omhulsels"][0]["omhulsel"])) == 1168


def test_what_is_signed_is_canonical_json(sealed):
    """The fast encodings of statement and grants are byte for byte the canonical JSON of their wire form."""
    wire = sealed.to_json()
    assert sealed.statement_bytes == jcs.encode(wire["verklaring"])
    assert sealed.grants_bytes == jcs.encode(wire["toekenningen"]["lijst"])
    bare = replace(sealed.verklaring, bijlagen=())
    assert bare.encode(sealed.kop_bytes) == jcs.encode(bare.to_json(sealed.kop))


@pytest.mark.parametrize("changes", [{"verzoek": "x"}, {"vrijgave": "x"}, {"tijd": -1}, {"tijd": True}], ids=str)
def test_a_malformed_wrapping_act_is_refused(world, sealed, changes):
    """Request, release and time of a wrapping act have their form before anything is wrapped."""
    with pytest.raises(EnvelopeError) as caught:
        _act(world, sealed, **changes)
    assert caught.value.reden is Reden.VORM


def _act(world, record, **changes):
    given = {"vrijgave": "sha256:" + "cd" * 32, "verzoek": str(uuid.uuid4()), "tijd": AT + 10, **changes}
    return Wrapping(record.kop, record.kop_hash, **given)


def _with_attachments(world, *contents):
    sealing = Sealing(world.fields(), b"inhoud", world.signer, world.recipients, str(uuid.uuid4()))
    made = []
    for content in contents:
        sink = io.BytesIO()
        made.append((sealing.attach(str(uuid.uuid4()), io.BytesIO(content), sink), sink.getvalue()))
    return sealing.finish(), made


def _attachment(world, record, named, data):
    sink = io.BytesIO()
    streams = (io.BytesIO(data), sink)
    open_attachment(record, world.kem[OM], world.signing_key, AT, (OM, UNIT), getattr(named, "bijlage", named), streams)
    return sink.getvalue()


@pytest.mark.parametrize("size", [0, 1, 16384, 3_000_000])
def test_an_attachment_streams_both_ways(world, size):
    """An attachment of any size comes back equal, and the statement names it."""
    record, [(named, data)] = _with_attachments(world, b"x" * size)
    assert record.verklaring.bijlagen == (named,)
    assert _attachment(world, SealedRecord.from_json(record.to_json()), named, data) == b"x" * size


def test_attachments_cannot_be_swapped_cut_or_invented(world):
    """Another attachment, another order, a cut or changed one, or an unknown id: refused before any plaintext."""
    record, [(one, first), (two, second)] = _with_attachments(world, b"een", b"twee")
    changed = bytes([first[60] ^ 1]).join([first[:60], first[61:]])
    for named, data in [(one, second), (two, first), (one, first[:-1]), (one, b""), (one, changed)]:
        with pytest.raises(EnvelopeError) as caught:
            _attachment(world, record, named, data)
        assert caught.value.reden is Reden.BIJLAGE
    with pytest.raises(EnvelopeError):
        _attachment(world, record, str(uuid.uuid4()), first)


def test_a_finished_sealing_stays_finished(world):
    """After `finish` nothing is attached and no second record is made with the same secret."""
    sealing = Sealing(world.fields(), b"inhoud", world.signer, world.recipients, str(uuid.uuid4()))
    sealing.finish()
    with pytest.raises(EnvelopeError):
        sealing.finish()
    with pytest.raises(EnvelopeError):
        sealing.attach(str(uuid.uuid4()), io.BytesIO(b"x"), io.BytesIO())
