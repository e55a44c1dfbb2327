# SPDX-License-Identifier: EUPL-1.2
"""Grants (toekenningen) and wraps (omhulsels): who may open a record, said and signed by the supplier.

Invariants:
- the grants of one wrapping act are one list, signed once, and name the same record, header, release and request;
- a grant names the recipient, its unit, the full SHA-256 of the key and the hash of the wrap; so a wrap that is moved
  to another record, recipient or key is no longer covered;
- no (recipient, unit, key) occurs twice, and the supplier itself is always in the list;
- each wrap belongs to exactly one grant; the ledger holds all of them, a reader only its own.

Norm: design.md 6 and `log-and-crypto.md` D2. It does not decide who *may* be a recipient (policies do). The grants of a
push are all the supplier's own; grants made later, also by another holder, are `core.envelope.later`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from audit.proof import jcs
from core.envelope.errors import EnvelopeError, Reden
from core.keychain import shape
from core.keychain.errors import KemError, ShapeError
from core.keychain.kem import hpke_open, hpke_seal
from core.keychain.suites import SUITES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from core.envelope.header import Kop
    from core.keychain.holders import RecordOpener, RecordSigner, Sealer
    from core.keychain.keys import RecipientKey
    from core.keychain.suites import AnySignature

Holder: TypeAlias = "tuple[str, str, str]"

GRANT_DOMAIN = "knooppunt/v1/grant"
WRAP_LENGTHS = {number: 32 + suite.overhead for number, suite in SUITES.items()}
WRAP_LENGTH = WRAP_LENGTHS[1]
_WRAP_INFO = b"knooppunt/v1/wrap\0"
_GRANT = (
    "v",
    "record",
    "kop_sha256",
    "ontvanger",
    "eenheid",
    "sleutel",
    "omhulsel_sha256",
    "vrijgave",
    "verzoek",
    "door",
    "tijd",
)
_WRAP = ("ontvanger", "eenheid", "sleutel", "omhulsel")


@dataclass(frozen=True)
class Toekenning:
    """One recipient's right to open one record.

    Attributes:
        record: id of the record.
        kop_sha256: hex hash of its header.
        ontvanger: OIN of the recipient.
        eenheid: its unit.
        sleutel: full hex SHA-256 of the unit's KEM key.
        omhulsel_sha256: hex hash of the wrap.
        vrijgave: release of the rules under which the supplier decided.
        verzoek: id of the request (idempotency key of the push) of this wrapping act.
        door: OIN of who wrapped.
        tijd: ms since the epoch of the wrapping act.
    """

    record: str
    kop_sha256: str
    ontvanger: str
    eenheid: str
    sleutel: str
    omhulsel_sha256: str
    vrijgave: str
    verzoek: str
    door: str
    tijd: int

    def to_json(self) -> dict[str, jcs.Json]:
        """Return the wire form."""
        return {"v": 1, **self.__dict__}

    def encode(self) -> bytes:
        """Return the canonical bytes of `to_json`, without the cost of a general encoder.

        Every value has passed a pattern that leaves nothing to escape (`from_json`, or `Wrapping` at sealing).
        """
        return (
            f'{{"door":"{self.door}","eenheid":"{self.eenheid}","kop_sha256":"{self.kop_sha256}",'
            f'"omhulsel_sha256":"{self.omhulsel_sha256}","ontvanger":"{self.ontvanger}","record":"{self.record}",'
            f'"sleutel":"{self.sleutel}","tijd":{self.tijd},"v":1,"verzoek":"{self.verzoek}",'
            f'"vrijgave":"{self.vrijgave}"}}'
        ).encode("ascii")

    @classmethod
    def from_json(cls, value: object) -> Toekenning:
        """Read the wire form."""
        found = shape.record(value, _GRANT)
        shape.constant(found, "v", 1)
        return cls(
            record=shape.uuid4(found, "record"),
            kop_sha256=shape.digest(found, "kop_sha256"),
            ontvanger=shape.oin(found, "ontvanger"),
            eenheid=shape.name(found, "eenheid"),
            sleutel=shape.digest(found, "sleutel"),
            omhulsel_sha256=shape.digest(found, "omhulsel_sha256"),
            vrijgave=shape.release(found, "vrijgave"),
            verzoek=shape.uuid4(found, "verzoek"),
            door=shape.oin(found, "door"),
            tijd=shape.number(found, "tijd"),
        )

    @property
    def holder(self) -> Holder:
        """Recipient, unit and key."""
        return self.ontvanger, self.eenheid, self.sleutel

    @property
    def act(self) -> tuple[str, str, str, int]:
        """What all grants of one wrapping act have in common: release, request, who wrapped, when."""
        return self.vrijgave, self.verzoek, self.door, self.tijd


@dataclass(frozen=True)
class Omhulsel:
    """The content secret wrapped to one key: 1168 bytes in suite 1, 1713 in suite 2."""

    ontvanger: str
    eenheid: str
    sleutel: str
    omhulsel: bytes = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return {
            "ontvanger": self.ontvanger,
            "eenheid": self.eenheid,
            "sleutel": self.sleutel,
            "omhulsel": jcs.b64(self.omhulsel),
        }

    @classmethod
    def from_json(cls, value: object) -> Omhulsel:
        """Read the wire form."""
        found = shape.record(value, _WRAP)
        wrapped = shape.raw(found, "omhulsel")
        if len(wrapped) not in WRAP_LENGTHS.values():
            raise ShapeError("Een omhulsel heeft niet de juiste lengte.")
        return cls(shape.oin(found, "ontvanger"), shape.name(found, "eenheid"), shape.digest(found, "sleutel"), wrapped)

    @property
    def holder(self) -> Holder:
        """Recipient, unit and key."""
        return self.ontvanger, self.eenheid, self.sleutel


@dataclass(frozen=True)
class Wrapping:
    """One wrapping act: what all grants of one list have in common.

    Attributes:
        kop: the header of the record.
        kop_hash: its hash, 32 bytes.
        vrijgave: release of the rules under which the supplier decided.
        verzoek: UUIDv4 of the request.
        tijd: ms since the epoch.
        holder: OIN of who wraps; None: the supplier.
    """

    kop: Kop = field(repr=False)
    kop_hash: bytes = field(repr=False)
    vrijgave: str
    verzoek: str
    tijd: int
    holder: str | None = None

    def __post_init__(self) -> None:
        given = self.__dict__
        try:
            if self.holder is not None:
                shape.oin(given, "holder")
            shape.release(given, "vrijgave")
            shape.uuid4(given, "verzoek")
            shape.number(given, "tijd")
        except ShapeError:
            raise EnvelopeError(Reden.VORM) from None

    @property
    def door(self) -> str:
        """OIN of who wraps."""
        return self.kop["verstrekker"] if self.holder is None else self.holder

    def grant(self, secret: bytes, key: RecipientKey) -> tuple[Toekenning, Omhulsel]:
        """Wrap the content secret to one key and say so.

        Raises:
            EnvelopeError: the key is no unit's KEM key, is not valid at `tijd`, or cannot be sealed to.
        """
        if key.eenheid is None:
            raise EnvelopeError(Reden.SLEUTEL)
        try:
            shape.oin(key.__dict__)
            shape.name(key.__dict__, "eenheid")
        except ShapeError:
            raise EnvelopeError(Reden.SLEUTEL) from None
        if key.suite != self.kop["suite"]:
            raise EnvelopeError(Reden.SUITE)
        if not key.valid_at(self.tijd):
            raise EnvelopeError(Reden.SLEUTEL_VERLOPEN)
        wrap = Omhulsel(key.oin, key.eenheid, key.sleutel_id, wrap_secret(secret, key.sleutel, self.kop_hash))
        return self.cite(wrap), wrap

    def cite(self, wrap: Omhulsel) -> Toekenning:
        """Return the grant for a wrap that exists."""
        return Toekenning(
            record=self.kop["record"],
            kop_sha256=self.kop_hash.hex(),
            ontvanger=wrap.ontvanger,
            eenheid=wrap.eenheid,
            sleutel=wrap.sleutel,
            omhulsel_sha256=hashlib.sha256(wrap.omhulsel).hexdigest(),
            vrijgave=self.vrijgave,
            verzoek=self.verzoek,
            door=self.door,
            tijd=self.tijd,
        )

    def sign(self, signer: RecordSigner, grants: Sequence[Toekenning]) -> AnySignature:
        """Check the list and sign it once.

        Raises:
            EnvelopeError: the list is not sound (`check_grants`).
        """
        check_grants(self.kop, self.kop_hash, grants)
        return signer.sign(GRANT_DOMAIN, encode_grants(grants))


def encode_grants(grants: Sequence[Toekenning]) -> bytes:
    """Return the canonical bytes of a list of grants: what is signed."""
    return b"[" + b",".join([grant.encode() for grant in grants]) + b"]"


def wrap_secret(secret: bytes, public: Sealer, kop_hash: bytes) -> bytes:
    """Wrap the content secret to one key, bound to header and key.

    Raises:
        EnvelopeError: nothing can be sealed to this key.
    """
    try:
        return hpke_seal(public, secret, _info(kop_hash, public.id))
    except KemError:
        raise EnvelopeError(Reden.SLEUTEL) from None


def unwrap_secret(wrapped: bytes, private: RecordOpener, kop_hash: bytes) -> bytes:
    """Return the content secret.

    Raises:
        EnvelopeError: another key or header, or changed bytes.
    """
    try:
        return hpke_open(private, wrapped, _info(kop_hash, private.id))
    except KemError:
        raise EnvelopeError(Reden.ONTSLEUTELING) from None


def check_grants(kop: Kop, kop_hash: bytes, grants: Sequence[Toekenning]) -> None:
    """Check that this is one list about this record, with the supplier in it.

    Raises:
        EnvelopeError: an empty or mixed list, another record or header, a duplicate, or no grant for the supplier.
    """
    supplier, expected = kop["verstrekker"], (kop["record"], kop_hash.hex())
    sound = (
        bool(grants)
        and all((grant.record, grant.kop_sha256) == expected for grant in grants)
        and len({grant.act for grant in grants}) == 1
        and len({grant.holder for grant in grants}) == len(grants)
        and grants[0].door == supplier
        and grants[0].tijd >= kop["gemaakt"]
        and any((grant.ontvanger, grant.eenheid) == (supplier, kop["eenheid"]) for grant in grants)
    )
    if not sound:
        raise EnvelopeError(Reden.TOEKENNING)


def check_wraps(
    grants: Sequence[Toekenning],
    wraps: Sequence[Omhulsel],
    *,
    complete: bool,
    gone: Collection[Holder] = frozenset(),
) -> None:
    """Check that each wrap is the one that a grant names.

    Args:
        grants: the checked lists.
        wraps: what came with it.
        complete: demand a wrap for every grant (a push), not only for some (a read).
        gone: recipient, unit and key of wraps that were taken away since, of which none need be there.

    Raises:
        EnvelopeError: a wrap without grant, twice, missing, or with another hash.
    """
    promised: dict[Holder, set[str]] = {}
    for grant in grants:
        promised.setdefault(grant.holder, set()).add(grant.omhulsel_sha256)
    given = {wrap.holder: hashlib.sha256(wrap.omhulsel).hexdigest() for wrap in wraps}
    if len(given) != len(wraps) or (complete and promised.keys() - given.keys() - set(gone)):
        raise EnvelopeError(Reden.OMHULSEL)
    if any(digest not in promised.get(holder, ()) for holder, digest in given.items()):
        raise EnvelopeError(Reden.OMHULSEL)


def _info(kop_hash: bytes, key_id: str) -> bytes:
    return _WRAP_INFO + kop_hash + bytes.fromhex(key_id)
