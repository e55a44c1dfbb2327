# SPDX-License-Identifier: EUPL-1.2
"""Sealing and opening of one verstrekking (suite 1). Pure.

Start at `seal`, `verify` and `open_record`. Every failure is one `EnvelopeError` whose `reden` is for the log.
"""

from core.envelope.errors import EnvelopeError, Reden
from core.envelope.grants import Omhulsel, Toekenning, Wrapping
from core.envelope.header import Kop
from core.envelope.later import LatereToekenningen, Nagegaan, verify_later
from core.envelope.opening import open_attachment, open_record, own_wrap, verify
from core.envelope.record import Bijlage, SealedRecord, Verklaring
from core.envelope.sealing import Sealing, seal, wrap_again
from core.envelope.selftest import SelftestError, selftest

__all__ = [
    "Bijlage",
    "EnvelopeError",
    "Kop",
    "LatereToekenningen",
    "Nagegaan",
    "Omhulsel",
    "Reden",
    "SealedRecord",
    "Sealing",
    "SelftestError",
    "Toekenning",
    "Verklaring",
    "Wrapping",
    "open_attachment",
    "open_record",
    "own_wrap",
    "seal",
    "selftest",
    "verify",
    "verify_later",
    "wrap_again",
]
