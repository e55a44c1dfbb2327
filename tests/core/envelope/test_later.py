# SPDX-License-Identifier: EUPL-1.2
"""Grants after the push: a re-wrap, a recipient added by the supplier or with its delegation, and what is refused."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs
from core.envelope import (
    EnvelopeError,
    LatereToekenningen,
    Reden,
    SealedRecord,
    Wrapping,
    open_record,
    verify,
    verify_later,
    wrap_again,
)
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import DirectoryKey, Rol
from core.keychain.signatures import PrivateKey
from tests.core.envelope.conftest import CONTENT, FROM, GEMEENTE, MADE, POLITIE, TO, UNIT

if TYPE_CHECKING:
    from core.envelope import Omhulsel
    from core.keychain.keys import KemKey
    from tests.core.envelope.conftest import World

LATE = "00000099000000400000"
DELEGATIE = "0d" * 32
AT = MADE + 10


class Holder:
    """A holder of a record with a signing key of its own."""

    def __init__(self, oin: str) -> None:
        self.oin, self.signer = oin, PrivateKey.generate()
        self.key = DirectoryKey(oin, None, Rol.TEKENEN, self.signer.public, FROM, TO)


@pytest.fixture(scope="module")
def gemeente() -> Holder:
    return Holder(GEMEENTE)


def late_key(private: KemPrivateKey, oin: str = LATE) -> KemKey:
    return DirectoryKey(oin, UNIT, Rol.KEM, private.public, FROM, TO)


def act(record: SealedRecord, oin: str | None = None, **changes: Any) -> Wrapping:
    given = {"vrijgave": "sha256:" + "cd" * 32, "verzoek": str(uuid.uuid4()), "tijd": AT, **changes}
    return Wrapping(record.kop, record.kop_hash, holder=oin, **given)


def with_later(record: SealedRecord, made: LatereToekenningen, wraps: tuple[Omhulsel, ...]) -> SealedRecord:
    """The record as it is served after the act: its wire form, with the list and the new wraps."""
    wider = replace(record, later=(*record.later, made), omhulsels=(*record.omhulsels, *wraps))
    return SealedRecord.from_json(jcs.decode(jcs.encode(wider.to_json())))


def test_the_supplier_adds_a_recipient(world: World) -> None:
    """Body, statement and first list stay what they were; the new reader opens by the later list and only by it."""
    record, late = world.seal(), KemPrivateKey.generate()
    own = (world.kem[POLITIE], POLITIE, UNIT)
    wider = with_later(record, *wrap_again(record, own, world.signer, [late_key(late)], act(record)))
    assert (wider.statement_bytes, wider.grants_bytes) == (record.statement_bytes, record.grants_bytes)
    checked = [verify_later(one, wider.kop, world.signing_key, AT) for one in wider.later]
    verify(wider, world.signing_key, AT, later=checked)
    assert open_record(wider, late, LATE, UNIT, world.signing_key, AT, later=checked) == CONTENT
    with pytest.raises(EnvelopeError):
        open_record(wider, late, LATE, UNIT, world.signing_key, AT)


def test_a_reader_wraps_to_its_own_new_key(world: World, gemeente: Holder) -> None:
    """Rotation needs nobody else: the old key may go, and the new one opens and wraps once more."""
    record, new, newest = world.seal(), KemPrivateKey.generate(), KemPrivateKey.generate()
    keys = [late_key(new, GEMEENTE)]
    first = wrap_again(record, (world.kem[GEMEENTE], GEMEENTE, UNIT), gemeente.signer, keys, act(record, GEMEENTE))
    assert first[0].is_own
    wider = with_later(record, *first)
    checked = [verify_later(wider.later[0], wider.kop, gemeente.key, AT)]
    assert open_record(wider, new, GEMEENTE, UNIT, world.signing_key, AT, later=checked) == CONTENT
    keys = [late_key(newest, GEMEENTE)]
    again = wrap_again(wider, (new, GEMEENTE, UNIT), gemeente.signer, keys, act(record, GEMEENTE), later=checked)
    both = with_later(wider, *again)
    checked = [verify_later(one, both.kop, gemeente.key, AT) for one in both.later]
    assert open_record(both, newest, GEMEENTE, UNIT, world.signing_key, AT, later=checked) == CONTENT


def test_a_holder_adds_only_with_a_delegation(world: World, gemeente: Holder) -> None:
    """A list of another holder cites the delegation inside what it signs; without one, or with another, it is refused."""
    record, late = world.seal(), KemPrivateKey.generate()
    own = (world.kem[GEMEENTE], GEMEENTE, UNIT)
    with pytest.raises(EnvelopeError) as caught:
        wrap_again(record, own, gemeente.signer, [late_key(late)], act(record, GEMEENTE))
    assert caught.value.reden is Reden.TOEKENNING
    made, wraps = wrap_again(record, own, gemeente.signer, [late_key(late)], act(record, GEMEENTE), delegatie=DELEGATIE)
    wider = with_later(record, made, wraps)
    checked = [verify_later(made, wider.kop, gemeente.key, AT)]
    assert open_record(wider, late, LATE, UNIT, world.signing_key, AT, later=checked) == CONTENT
    for changed, reason in (
        (replace(made, delegatie="0e" * 32), Reden.TOEKENNING_HANDTEKENING),
        (replace(made, delegatie=None), Reden.TOEKENNING),
    ):
        with pytest.raises(EnvelopeError) as caught:
            verify_later(changed, wider.kop, gemeente.key, AT)
        assert caught.value.reden is reason


def test_what_a_later_list_is_not(world: World, gemeente: Holder) -> None:
    """Own and other keys in one list, a record of others, another key, another time: each is refused by its reason."""
    record, other, late = world.seal(), world.seal(), KemPrivateKey.generate()
    own = (world.kem[POLITIE], POLITIE, UNIT)
    mixed = [late_key(late), late_key(KemPrivateKey.generate(), POLITIE)]
    with pytest.raises(EnvelopeError):
        wrap_again(record, own, world.signer, mixed, act(record))
    with pytest.raises(EnvelopeError):
        wrap_again(record, own, world.signer, [], act(record))
    with pytest.raises(EnvelopeError):
        wrap_again(record, own, world.signer, [late_key(late)], act(other))
    with pytest.raises(EnvelopeError):
        wrap_again(record, own, world.signer, [late_key(late)], act(record, GEMEENTE))
    with pytest.raises(EnvelopeError):
        wrap_again(record, (late, LATE, UNIT), world.signer, [late_key(late)], act(record, LATE))
    made, wraps = wrap_again(record, own, world.signer, [late_key(late)], act(record))
    refused = {
        "of another record": ((other.kop, world.signing_key, AT), Reden.TOEKENNING),
        "another's key": ((record.kop, gemeente.key, AT), Reden.SLEUTEL),
        "after the term of the key": ((record.kop, world.signing_key, TO), Reden.SLEUTEL_VERLOPEN),
    }
    for arguments, reason in refused.values():
        with pytest.raises(EnvelopeError) as caught:
            verify_later(made, *arguments)
        assert caught.value.reden is reason
    checked = verify_later(made, record.kop, world.signing_key, AT)
    with pytest.raises(EnvelopeError):  # a list that was verified against one record opens no other
        open_record(other, world.kem[GEMEENTE], GEMEENTE, UNIT, world.signing_key, AT, later=[checked])
    swapped = replace(record, toekenningen=made.lijst, toekenningen_handtekening=made.handtekening, omhulsels=wraps)
    with pytest.raises(EnvelopeError):  # nor does the signature of a later list pass for that of a push
        verify(swapped, world.signing_key, AT)


def test_a_wrap_that_went_is_not_missed(world: World) -> None:
    """A stored record stays verifiable when wraps were taken away, exactly those that are named as gone."""
    record = world.seal()
    gone = record.toekenningen[1].holder
    left = replace(record, omhulsels=tuple(wrap for wrap in record.omhulsels if wrap.holder != gone))
    verify(left, world.signing_key, AT, gone={gone})
    with pytest.raises(EnvelopeError):
        verify(left, world.signing_key, AT)
    with pytest.raises(EnvelopeError):
        verify(left, world.signing_key, AT, gone={record.toekenningen[0].holder})


def test_the_signed_form_is_canonical_json(world: World) -> None:
    """What is encoded by hand is byte for byte the canonical JSON; another shape on the wire is refused."""
    record, late = world.seal(), KemPrivateKey.generate()
    made, _ = wrap_again(record, (world.kem[POLITIE], POLITIE, UNIT), world.signer, [late_key(late)], act(record))
    wire = made.to_json()
    said = {"v": 1, "soort": "latere-toekenningen", "lijst": wire["lijst"], "sleutel": made.sleutel, "delegatie": None}
    assert made.message == jcs.encode(said)
    for changed in (
        {**wire, "lijst": []},
        {**wire, "meer": 1},
        {**wire, "delegatie": "x"},
        {**wire, "sleutel": 1},
        None,
    ):
        with pytest.raises(EnvelopeError):
            LatereToekenningen.from_json(changed)
