# SPDX-License-Identifier: EUPL-1.2
"""Verifying and opening a sealed record.

Invariants:
- everything that can be checked without a private key is checked before any decryption, in a fixed order: key and
  organisation, statement (both algorithms), body hash, size, commitment, salt, list of grants (both algorithms), its
  content, the wraps;
- plaintext is returned whole and only after the last authentication;
- whatever goes wrong, the caller sees one `EnvelopeError`; the reason is for the log.

`at` is the time at which the supplier's signing key must have been valid: now at a push, the time of the *logged*
supply at a read (never a time that the record itself claims). Norm: design.md 6, `log-and-crypto.md` D2.
It does not compare inner labels with the header (contract and gateway do) and knows no log.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, BinaryIO

from core.envelope import attachments, body, padding
from core.envelope.errors import EnvelopeError, Reden
from core.envelope.grants import GRANT_DOMAIN, Omhulsel, check_grants, check_wraps, unwrap_secret
from core.envelope.record import STATEMENT_DOMAIN, SealedRecord
from core.keychain import signatures
from core.keychain.errors import SignatureError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from core.envelope.grants import Holder, Toekenning
    from core.envelope.later import Nagegaan
    from core.keychain.holders import RecordOpener
    from core.keychain.keys import RecordKey


def verify(
    record: SealedRecord,
    signer: RecordKey,
    at: int,
    *,
    later: Sequence[Nagegaan] = (),
    gone: Collection[Holder] = frozenset(),
) -> None:
    """Check a record as far as that goes without a private key; it must be complete.

    Args:
        record: with all its wraps; the salt is checked when it is there.
        signer: the supplier's key from the directory.
        at: ms since the epoch at which that key must be valid.
        later: grants made after the push.
        gone: recipient, unit and key of wraps that were taken away since.

    Raises:
        EnvelopeError: anything is wrong.
    """
    _check_supplier(record, signer, at)
    _check_grants(record, signer, later)
    check_wraps(_all(record, later), record.omhulsels, complete=True, gone=gone)


def open_record(
    record: SealedRecord,
    private: RecordOpener,
    oin: str,
    eenheid: str,
    signer: RecordKey,
    at: int,
    *,
    later: Sequence[Nagegaan] = (),
) -> bytes:
    """Verify everything and return the content.

    Args:
        record: with at least the own wrap, and with its salt.
        private: the KEM key of the own unit.
        oin: the own organisation.
        eenheid: the own unit.
        signer: the supplier's key from the directory.
        at: ms since the epoch of the logged supply.
        later: grants made after the push.

    Raises:
        EnvelopeError: anything is wrong, or the record is not for this organisation, unit and key.
    """
    secret, salt = _release_secret(record, private, (oin, eenheid), signer, at, later)
    padded = body.decrypt(secret, salt, record.kop_hash, record.inhoud, record.kop["suite"])
    if len(padded) != record.kop["omvang"]:
        raise EnvelopeError(Reden.OPVULLING)
    return padding.unpad(padded)


def open_attachment(
    record: SealedRecord,
    private: RecordOpener,
    signer: RecordKey,
    at: int,
    holder: tuple[str, str],
    bijlage: str,
    streams: tuple[BinaryIO, BinaryIO],
    *,
    later: Sequence[Nagegaan] = (),
) -> None:
    """Verify everything and decrypt one attachment in a stream.

    Args:
        record: with at least the own wrap, and with its salt.
        private: the KEM key of the own unit.
        signer: the supplier's key from the directory.
        at: ms since the epoch of the logged supply.
        holder: own OIN and unit.
        bijlage: id of the attachment.
        streams: the encrypted source (seekable, it is read twice) and a sink that can be thrown away: use what is in
            it only after this function has returned.
        later: grants made after the push.

    Raises:
        EnvelopeError: anything is wrong, or the statement names no such attachment.
    """
    named = [item for item in record.verklaring.bijlagen if item.bijlage == bijlage]
    if len(named) != 1:
        raise EnvelopeError(Reden.BIJLAGE)
    secret, salt = _release_secret(record, private, holder, signer, at, later)
    attachments.decrypt(secret, salt, record.kop_hash, named[0], *streams, record.kop["suite"])


def own_wrap(record: SealedRecord, key_id: str, oin: str, eenheid: str, later: Sequence[Nagegaan] = ()) -> Omhulsel:
    """Return the wrap for this organisation, unit and key.

    Raises:
        EnvelopeError: there is no grant or no wrap for them.
    """
    holder = (oin, eenheid, key_id)
    if not any(grant.holder == holder for grant in _all(record, later)):
        raise EnvelopeError(Reden.TOEKENNING)
    for wrap in record.omhulsels:
        if wrap.holder == holder:
            return wrap
    raise EnvelopeError(Reden.OMHULSEL)


def _release_secret(
    record: SealedRecord,
    private: RecordOpener,
    holder: tuple[str, str],
    signer: RecordKey,
    at: int,
    later: Sequence[Nagegaan],
) -> tuple[bytes, bytes]:
    if record.zout is None:
        raise EnvelopeError(Reden.ZOUT)
    _check_supplier(record, signer, at)
    _check_grants(record, signer, later)
    check_wraps(_all(record, later), record.omhulsels, complete=False)
    if private.suite != record.kop["suite"]:
        raise EnvelopeError(Reden.SUITE)
    wrap = own_wrap(record, private.id, *holder, later)
    return unwrap_secret(wrap.omhulsel, private, record.kop_hash), record.zout


def _check_supplier(record: SealedRecord, signer: RecordKey, at: int) -> None:
    kop, stated = record.kop, record.verklaring
    if (signer.oin, signer.sleutel_id) != (kop["verstrekker"], kop["sleutel"]):
        raise EnvelopeError(Reden.SLEUTEL)
    if signer.suite != kop["suite"]:
        raise EnvelopeError(Reden.SUITE)
    if not signer.valid_at(at):
        raise EnvelopeError(Reden.SLEUTEL_VERLOPEN)
    try:
        signatures.verify(signer.sleutel, STATEMENT_DOMAIN, record.statement_bytes, record.handtekening)
    except SignatureError:
        raise EnvelopeError(Reden.HANDTEKENING) from None
    if not _same(hashlib.sha256(record.inhoud).hexdigest(), stated.inhoud_sha256):
        raise EnvelopeError(Reden.INHOUD)
    if len(record.inhoud) != body.sealed_size(kop["omvang"]):
        raise EnvelopeError(Reden.OPVULLING)
    if not _same(body.commitment(record.inhoud), stated.binding):
        raise EnvelopeError(Reden.BINDING)
    if record.zout is not None and not _same(hashlib.sha256(record.zout).hexdigest(), stated.zout_sha256):
        raise EnvelopeError(Reden.ZOUT)


def _check_grants(record: SealedRecord, signer: RecordKey, later: Sequence[Nagegaan]) -> None:
    try:
        signatures.verify(signer.sleutel, GRANT_DOMAIN, record.grants_bytes, record.toekenningen_handtekening)
    except SignatureError:
        raise EnvelopeError(Reden.TOEKENNING_HANDTEKENING) from None
    check_grants(record.kop, record.kop_hash, record.toekenningen)
    # A list belongs to the header that was signed: one verified against another record opens nothing here.
    if any(grant.kop_sha256 != record.kop_hash.hex() for one in later for grant in one.lijst):
        raise EnvelopeError(Reden.TOEKENNING)


def _all(record: SealedRecord, later: Sequence[Nagegaan]) -> list[Toekenning]:
    return [*record.toekenningen, *(grant for one in later for grant in one.lijst)]


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left, right)
