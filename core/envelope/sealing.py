# SPDX-License-Identifier: EUPL-1.2
"""Sealing: from content to a signed record that only the named recipients open.

Invariants:
- content secret `r` and shred salt `s` are fresh per record, and live only inside one `Sealing`;
- nothing is sealed to a key that is not valid at the record's own time;
- the suite is that of the signing key; a recipient's key of another suite is refused, so wraps never mix;
- the supplier is always among the recipients, so it can read and show what it supplied;
- the same `Sealing` gives one record: a second `finish` or an attachment after it is refused.

Norm: design.md 6 (suites 1 and 2), `log-and-crypto.md` D2. It decides nothing about who may receive what.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any, BinaryIO

from core.envelope import attachments, body, header, padding
from core.envelope.errors import EnvelopeError, Reden
from core.envelope.grants import Wrapping, unwrap_secret
from core.envelope.later import sign_later
from core.envelope.opening import own_wrap
from core.envelope.record import STATEMENT_DOMAIN, Bijlage, SealedRecord, Verklaring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.envelope.grants import Omhulsel
    from core.envelope.later import LatereToekenningen, Nagegaan
    from core.keychain.holders import RecordOpener, RecordSigner
    from core.keychain.keys import RecipientKey


def seal(
    kop_fields: Mapping[str, Any],
    content: bytes,
    signer: RecordSigner,
    recipients: Sequence[RecipientKey],
    verzoek: str,
) -> SealedRecord:
    """Seal content without attachments.

    Args:
        kop_fields: the header without `v`, `suite`, `sleutel` and `omvang`.
        content: at most 16 MiB.
        signer: the supplier's signing key.
        recipients: keys from the directory, the supplier's own included.
        verzoek: UUIDv4 of the request with which the record will be pushed.

    Returns:
        The record with all wraps and its salt.

    Raises:
        EnvelopeError: a malformed header, an expired key, a duplicate recipient, or the supplier is missing.
    """
    return Sealing(kop_fields, content, signer, recipients, verzoek).finish()


class Sealing:
    """One sealing in progress: attach what belongs to it, then finish.

    Arguments and errors as of `seal`.
    """

    def __init__(
        self,
        kop_fields: Mapping[str, Any],
        content: bytes,
        signer: RecordSigner,
        recipients: Sequence[RecipientKey],
        verzoek: str,
    ) -> None:
        if len(content) > padding.MAX_CONTENT:
            raise EnvelopeError(Reden.VORM)
        padded = padding.pad(content)
        self._kop = header.make(kop_fields, signer.id, len(padded), signer.suite)
        self._kop_bytes = header.encode(self._kop)
        self._kop_hash = header.digest(self._kop_bytes)
        self._signer, self._recipients, self._verzoek = signer, tuple(recipients), verzoek
        self._secret, self._salt = os.urandom(body.SECRET_LENGTH), os.urandom(body.SECRET_LENGTH)
        self._inhoud = body.encrypt(self._secret, self._salt, self._kop_hash, padded, signer.suite)
        self._bijlagen: list[Bijlage] = []
        self._finished = False

    def __repr__(self) -> str:
        return f"Sealing(record={self._kop['record']!r})"

    def attach(self, bijlage: str, source: BinaryIO, sink: BinaryIO) -> Bijlage:
        """Encrypt an attachment from `source` to `sink` in a stream and take it into the statement.

        Args:
            bijlage: UUIDv4 of the attachment.
            source: the plain bytes.
            sink: receives the encrypted bytes.
        """
        if self._finished or any(item.bijlage == bijlage for item in self._bijlagen):
            raise EnvelopeError(Reden.BIJLAGE)
        made = attachments.encrypt(self._secret, self._salt, self._kop_hash, bijlage, source, sink, self._signer.suite)
        self._bijlagen.append(made)
        return made

    def finish(self) -> SealedRecord:
        """Wrap, sign and return the record."""
        if self._finished:
            raise EnvelopeError(Reden.VORM)
        self._finished = True
        stated = Verklaring(
            inhoud_sha256=hashlib.sha256(self._inhoud).hexdigest(),
            binding=body.commitment(self._inhoud),
            zout_sha256=hashlib.sha256(self._salt).hexdigest(),
            bijlagen=tuple(self._bijlagen),
        )
        act = Wrapping(self._kop, self._kop_hash, self._kop["vrijgave"], self._verzoek, self._kop["gemaakt"])
        pairs = [act.grant(self._secret, key) for key in self._recipients]
        granted = tuple(grant for grant, _ in pairs)
        return SealedRecord(
            kop=self._kop,
            inhoud=self._inhoud,
            verklaring=stated,
            handtekening=self._signer.sign(STATEMENT_DOMAIN, stated.encode(self._kop_bytes, self._signer.suite)),
            toekenningen=granted,
            toekenningen_handtekening=act.sign(self._signer, granted),
            omhulsels=tuple(wrap for _, wrap in pairs),
            zout=self._salt,
        )


def wrap_again(
    record: SealedRecord,
    own: tuple[RecordOpener, str, str],
    signer: RecordSigner,
    recipients: Sequence[RecipientKey],
    act: Wrapping,
    *,
    later: Sequence[Nagegaan] = (),
    delegatie: str | None = None,
) -> tuple[LatereToekenningen, tuple[Omhulsel, ...]]:
    """Wrap the secret of a record that one holds to more keys.

    Args:
        record: with at least the own wrap, verified by the caller (`open_record`, or `verify` and `verify_later`).
        own: the KEM key that has a wrap in `record`, with the own OIN and unit.
        signer: the own signing key.
        recipients: keys from the directory; all of the own organisation, or none.
        act: release, request and time; its `door` is the own OIN.
        later: the lists of `record.later` that were verified, when the own wrap came by one.
        delegatie: hash of the delegation that is cited.

    Raises:
        EnvelopeError: no own wrap, a key that is not valid, or a list that is not sound.
    """
    private, oin, eenheid = own
    if act.kop_hash != record.kop_hash or act.door != oin:
        raise EnvelopeError(Reden.TOEKENNING)
    secret = unwrap_secret(own_wrap(record, private.id, oin, eenheid, later).omhulsel, private, record.kop_hash)
    pairs = [act.grant(secret, key) for key in recipients]
    made = sign_later(record.kop, tuple(grant for grant, _ in pairs), signer, delegatie)
    return made, tuple(wrap for _, wrap in pairs)
