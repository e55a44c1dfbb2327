# SPDX-License-Identifier: EUPL-1.2
"""Sealing: from content to a signed record that only the named recipients open.

Invariants:
- content secret `r` and shred salt `s` are fresh per record, and live only inside one `Sealing`;
- nothing is sealed to a key that is not valid at the record's own time;
- the supplier is always among the recipients, so it can read and show what it supplied;
- the same `Sealing` gives one record: a second `finish` or an attachment after it is refused.

Norm: design.md 6 (suite 1), `log-and-crypto.md` D2. It decides nothing about who may receive what.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

from core.envelope import attachments, body, header, padding
from core.envelope.errors import EnvelopeError, Reden
from core.envelope.grants import Wrapping, unwrap_secret
from core.envelope.opening import own_wrap
from core.envelope.record import STATEMENT_DOMAIN, Bijlage, SealedRecord, Verklaring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.keychain.kem import KemPrivateKey
    from core.keychain.keys import KemKey
    from core.keychain.signatures import PrivateKey


def seal(
    kop_fields: Mapping[str, Any],
    content: bytes,
    signer: PrivateKey,
    recipients: Sequence[KemKey],
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
        signer: PrivateKey,
        recipients: Sequence[KemKey],
        verzoek: str,
    ) -> None:
        if len(content) > padding.MAX_CONTENT:
            raise EnvelopeError(Reden.VORM)
        padded = padding.pad(content)
        self._kop = header.make(kop_fields, signer.id, len(padded))
        self._kop_bytes = header.encode(self._kop)
        self._kop_hash = header.digest(self._kop_bytes)
        self._signer, self._recipients, self._verzoek = signer, tuple(recipients), verzoek
        self._secret, self._salt = os.urandom(body.SECRET_LENGTH), os.urandom(body.SECRET_LENGTH)
        self._inhoud = body.encrypt(self._secret, self._salt, self._kop_hash, padded)
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
        made = attachments.encrypt(self._secret, self._salt, self._kop_hash, bijlage, source, sink)
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
            handtekening=self._signer.sign(STATEMENT_DOMAIN, stated.encode(self._kop_bytes)),
            toekenningen=granted,
            toekenningen_handtekening=act.sign(self._signer, granted),
            omhulsels=tuple(wrap for _, wrap in pairs),
            zout=self._salt,
        )


def extend(
    record: SealedRecord,
    own_kem: KemPrivateKey,
    signer: PrivateKey,
    recipients: Sequence[KemKey],
    act: Wrapping,
) -> SealedRecord:
    """Wrap an existing record to more keys: a later recipient, or a recipient's new key.

    The result holds the *new* list only: the supplier's own grant, and one for each of `recipients`. Earlier lists
    stay valid where they were logged. When `recipients` holds a key of the supplier's own unit (rotation), the old
    own wrap is left out.

    Args:
        record: a record of the supplier itself, verified here as far as that needs no directory.
        own_kem: the supplier's KEM key that has a wrap in `record`.
        signer: the signing key that the header names.
        recipients: keys from the directory.
        act: release, request and time of this act; its header must be the record's.

    Raises:
        EnvelopeError: the record is not the supplier's own, does not open, or a key is not valid.
    """
    kop = record.kop
    if signer.id != kop["sleutel"] or act.kop_hash != record.kop_hash:
        raise EnvelopeError(Reden.SLEUTEL)
    wrap = own_wrap(record, own_kem.id, kop["verstrekker"], kop["eenheid"])
    secret = unwrap_secret(wrap.omhulsel, own_kem, record.kop_hash)
    pairs = [act.grant(secret, key) for key in recipients]
    if not any((w.ontvanger, w.eenheid) == (kop["verstrekker"], kop["eenheid"]) for _, w in pairs):
        pairs.insert(0, (act.cite(wrap), wrap))
    granted = tuple(grant for grant, _ in pairs)
    return replace(
        record,
        toekenningen=granted,
        toekenningen_handtekening=act.sign(signer, granted),
        omhulsels=tuple(w for _, w in pairs),
    )
