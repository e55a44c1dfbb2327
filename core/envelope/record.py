# SPDX-License-Identifier: EUPL-1.2
"""The sealed record as a value, and its one JSON form.

Invariants:
- reading refuses unknown, missing and malformed fields everywhere, another suite, and other algorithms;
- the header inside the signed statement equals the outer header byte for byte in canonical form;
- the bytes that are signed are rebuilt from the parts, never taken from what came in;
- neither ciphertext, wraps nor salt show in `repr`.

Wire form: `{"kop", "inhoud", "verklaring", "handtekening", "toekenningen": {"lijst", "handtekening"}, "omhulsels",
"zout"?}`. Statement: `{kop, inhoud_sha256, binding, zout_sha256, algoritmen, bijlagen}`.
It checks shapes only; signatures and hashes are for `opening`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.envelope import header
from core.envelope.errors import EnvelopeError, Reden
from core.envelope.grants import WRAP_LENGTHS, Omhulsel, Toekenning, encode_grants
from core.envelope.later import LatereToekenningen
from core.keychain import shape
from core.keychain.errors import ShapeError
from core.keychain.suites import SUITES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.envelope.header import Kop
    from core.keychain.suites import AnySignature

STATEMENT_DOMAIN = "knooppunt/v1/stmt"
SALT_LENGTH = 32
_ALGORITHMS = {number: jcs.encode(list(suite.algorithms)) for number, suite in SUITES.items()}
MAX_GRANTS = 256
MAX_ATTACHMENTS = 256
MAX_LATER = 256

_RECORD = ("kop", "inhoud", "verklaring", "handtekening", "toekenningen", "omhulsels")
_STATEMENT = ("kop", "inhoud_sha256", "binding", "zout_sha256", "algoritmen", "bijlagen")
_ATTACHMENT = ("bijlage", "sha256", "lengte", "binding")


@dataclass(frozen=True)
class Bijlage:
    """A sealed attachment as the statement names it.

    Attributes:
        bijlage: its id (UUIDv4).
        sha256: hash of the encrypted bytes.
        lengte: number of encrypted bytes.
        binding: its key commitment, hex.
    """

    bijlage: str
    sha256: str
    lengte: int
    binding: str

    def to_json(self) -> dict[str, jcs.Json]:
        """Return the wire form."""
        return {"bijlage": self.bijlage, "sha256": self.sha256, "lengte": self.lengte, "binding": self.binding}

    @classmethod
    def from_json(cls, value: object) -> Bijlage:
        """Read the wire form."""
        found = shape.record(value, _ATTACHMENT)
        return cls(
            shape.uuid4(found, "bijlage"),
            shape.digest(found, "sha256"),
            shape.number(found, "lengte", 1),
            shape.digest(found, "binding"),
        )


@dataclass(frozen=True)
class Verklaring:
    """What the supplier signs, apart from the header: hashes of body and salt, commitment, attachments."""

    inhoud_sha256: str
    binding: str
    zout_sha256: str
    bijlagen: tuple[Bijlage, ...] = ()

    def to_json(self, kop: Kop) -> dict[str, Any]:
        """Return the statement with its header."""
        return {
            "kop": dict(kop),
            "inhoud_sha256": self.inhoud_sha256,
            "binding": self.binding,
            "zout_sha256": self.zout_sha256,
            "algoritmen": list(SUITES[kop["suite"]].algorithms),
            "bijlagen": [item.to_json() for item in self.bijlagen],
        }

    def encode(self, kop_bytes: bytes, suite: int = 1) -> bytes:
        """Return the canonical bytes of `to_json` for a header of this suite that is canonical already: what is signed.

        The hashes have passed a pattern that leaves nothing to escape.
        """
        attachments = jcs.encode([item.to_json() for item in self.bijlagen]) if self.bijlagen else b"[]"
        return (
            b'{"algoritmen":' + _ALGORITHMS[suite] + b',"bijlagen":' + attachments
            + b',"binding":"' + self.binding.encode("ascii")
            + b'","inhoud_sha256":"' + self.inhoud_sha256.encode("ascii")
            + b'","kop":' + kop_bytes
            + b',"zout_sha256":"' + self.zout_sha256.encode("ascii") + b'"}'
        )  # fmt: skip

    @classmethod
    def from_json(cls, value: object, kop: Kop) -> Verklaring:
        """Read a statement that must carry exactly the header `kop`."""
        found = shape.record(value, _STATEMENT)
        if found["algoritmen"] != list(SUITES[kop["suite"]].algorithms):
            raise EnvelopeError(Reden.SUITE)
        # Both have passed the same closed check of types, so equality of values is equality of bytes.
        if header.check(found["kop"]) != kop:
            raise EnvelopeError(Reden.KOP)
        attachments = tuple(Bijlage.from_json(item) for item in shape.items(found, "bijlagen", MAX_ATTACHMENTS))
        if len({item.bijlage for item in attachments}) != len(attachments):
            raise EnvelopeError(Reden.BIJLAGE)
        return cls(
            shape.digest(found, "inhoud_sha256"),
            shape.digest(found, "binding"),
            shape.digest(found, "zout_sha256"),
            attachments,
        )


@dataclass(frozen=True)
class SealedRecord:
    """One verstrekking under one seal.

    Attributes:
        kop: the header.
        inhoud: the encrypted body.
        verklaring: hashes that the supplier signed.
        handtekening: over the statement.
        toekenningen: who may open it, one list of one wrapping act.
        toekenningen_handtekening: over that list.
        omhulsels: the wrapped content secret per grant; a reader is served only its own.
        zout: the shred salt `s`; the server keeps it apart and adds it on a logged read.
        later: lists of grants made after the push, as far as they concern the reader; each to be verified by itself.
    """

    kop: Kop
    inhoud: bytes = field(repr=False)
    verklaring: Verklaring = field(repr=False)
    handtekening: AnySignature = field(repr=False)
    toekenningen: tuple[Toekenning, ...] = field(repr=False)
    toekenningen_handtekening: AnySignature = field(repr=False)
    omhulsels: tuple[Omhulsel, ...] = field(repr=False)
    zout: bytes | None = field(repr=False, default=None)
    later: tuple[LatereToekenningen, ...] = field(repr=False, default=())

    @cached_property
    def kop_bytes(self) -> bytes:
        """Canonical bytes of the header."""
        return header.encode(self.kop)

    @cached_property
    def kop_hash(self) -> bytes:
        """SHA-256 of `kop_bytes`, 32 bytes."""
        return header.digest(self.kop_bytes)

    @property
    def statement_bytes(self) -> bytes:
        """Canonical bytes of the statement: what is signed."""
        return self.verklaring.encode(self.kop_bytes, self.kop["suite"])

    @property
    def grants_bytes(self) -> bytes:
        """Canonical bytes of the list of grants: what is signed."""
        return encode_grants(self.toekenningen)

    @property
    def statement_sha256(self) -> str:
        """Hex hash of the statement, for the log line."""
        return hashlib.sha256(self.statement_bytes).hexdigest()

    @property
    def grants_sha256(self) -> str:
        """Hex hash of the list of grants, for the log line."""
        return hashlib.sha256(self.grants_bytes).hexdigest()

    def without_salt(self) -> SealedRecord:
        """Return the record as the ledger may keep it."""
        return replace(self, zout=None)

    def with_salt(self, salt: bytes) -> SealedRecord:
        """Return the record with the shred salt put back."""
        return replace(self, zout=salt)

    def only_for(self, oin: str, eenheid: str | None = None) -> SealedRecord:
        """Return the record with only the wraps of one organisation (and one unit when given)."""
        own = tuple(w for w in self.omhulsels if w.ontvanger == oin and eenheid in (None, w.eenheid))
        return replace(self, omhulsels=own)

    def to_json(self) -> dict[str, Any]:
        """Return the wire form; `zout` only when it is known."""
        result: dict[str, Any] = {
            "kop": dict(self.kop),
            "inhoud": jcs.b64(self.inhoud),
            "verklaring": self.verklaring.to_json(self.kop),
            "handtekening": self.handtekening.to_json(),
            "toekenningen": {
                "lijst": [grant.to_json() for grant in self.toekenningen],
                "handtekening": self.toekenningen_handtekening.to_json(),
            },
            "omhulsels": [wrap.to_json() for wrap in self.omhulsels],
        }
        if self.later:
            result["later"] = [one.to_json() for one in self.later]
        if self.zout is not None:
            result["zout"] = jcs.b64(self.zout)
        return result

    @classmethod
    def from_json(cls, value: object) -> SealedRecord:
        """Read the wire form.

        Raises:
            EnvelopeError: any other shape, version, suite or algorithm.
        """
        try:
            return _read(value)
        except (ShapeError, jcs.CanonicalError):
            raise EnvelopeError(Reden.VORM) from None


def _read(value: object) -> SealedRecord:
    found = shape.record(value, _RECORD, ("zout", "later"))
    kop = header.check(found["kop"])
    suite = SUITES[kop["suite"]]
    granted = shape.record(found["toekenningen"], ("lijst", "handtekening"))
    wraps = tuple(Omhulsel.from_json(item) for item in shape.items(found, "omhulsels", MAX_GRANTS))
    if any(len(wrap.omhulsel) != WRAP_LENGTHS[suite.number] for wrap in wraps):
        raise EnvelopeError(Reden.SUITE)
    return SealedRecord(
        kop=kop,
        inhoud=shape.raw(found, "inhoud"),
        verklaring=Verklaring.from_json(found["verklaring"], kop),
        handtekening=suite.signature.from_json(found["handtekening"]),
        toekenningen=tuple(Toekenning.from_json(item) for item in shape.items(granted, "lijst", MAX_GRANTS)),
        toekenningen_handtekening=suite.signature.from_json(granted["handtekening"]),
        omhulsels=wraps,
        zout=shape.raw(found, "zout", SALT_LENGTH) if "zout" in found else None,
        later=tuple(LatereToekenningen.from_json(item) for item in _later(found)),
    )


def _later(found: Mapping[str, Any]) -> list[Any]:
    return shape.items(found, "later", MAX_LATER) if "later" in found else []
