# SPDX-License-Identifier: EUPL-1.2
"""Grants made after the push (latere toekenningen): a signed list of its own, beside the one that came with the record.

Wire form: {"lijst": [grants], "handtekening": {...}, "sleutel": id of the signing key of `door`, "delegatie": hash or null}.

Invariants:
- The signature is over the canonical JSON of {v, soort, lijst, sleutel, delegatie}: it never passes for the list of a push,
  and another delegation cannot be put under it.
- A list is one wrapping act of one holder (`door`): all of it to that holder's own keys (a re-wrap to a new key), or all of
  it to others. Only the supplier wraps to others without citing a delegation (the hash of the supplier's statement).
- Opening accepts a wrap only through a `Nagegaan`, and only `verify_later` makes one.

Norm: design.md 6 ("signed by the contributor, or by a holder with the contributor's logged delegation"). Whether the
delegation holds is for who knows statements (`core.facts.toekenrecht`), whether the recipient may have it for the rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.envelope import header
from core.envelope.errors import EnvelopeError, Reden
from core.envelope.grants import GRANT_DOMAIN, Toekenning, encode_grants
from core.keychain import shape, signatures
from core.keychain.errors import ShapeError, SignatureError
from core.keychain.suites import SUITES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.envelope.header import Kop
    from core.keychain.holders import RecordSigner
    from core.keychain.keys import RecordKey
    from core.keychain.suites import AnySignature

SOORT: Final = "latere-toekenningen"
MAX_LIST: Final = 256
_FIELDS = ("lijst", "handtekening", "sleutel", "delegatie")


@dataclass(frozen=True)
class LatereToekenningen:
    """One wrapping act after the push.

    Attributes:
        lijst: its grants; `door` in each is who wrapped.
        sleutel: id of the signing key of `door`.
        delegatie: hash of the supplier's statement that lets `door` add others; None for a re-wrap and for the supplier.
        handtekening: of `door`, over all of the above.
    """

    lijst: tuple[Toekenning, ...] = field(repr=False)
    sleutel: str
    delegatie: str | None
    handtekening: AnySignature = field(repr=False)

    @property
    def door(self) -> str:
        """Who wrapped."""
        return self.lijst[0].door

    @property
    def record(self) -> str:
        """The record it is about."""
        return self.lijst[0].record

    @property
    def is_own(self) -> bool:
        """Whether it only gives who wrapped another key of its own."""
        return all(grant.ontvanger == self.door for grant in self.lijst)

    @property
    def message(self) -> bytes:
        """The canonical bytes that are signed."""
        return _message(self.lijst, self.sleutel, self.delegatie)

    def to_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return {
            "lijst": [grant.to_json() for grant in self.lijst],
            "handtekening": self.handtekening.to_json(),
            "sleutel": self.sleutel,
            "delegatie": self.delegatie,
        }

    @classmethod
    def from_json(cls, value: object) -> LatereToekenningen:
        """Read the wire form; one list about one record.

        Raises:
            EnvelopeError: any other shape.
        """
        try:
            found = shape.record(value, _FIELDS)
            listed = tuple(Toekenning.from_json(item) for item in shape.items(found, "lijst", MAX_LIST))
            second = isinstance(found["handtekening"], dict) and "ml-dsa-87" in found["handtekening"]
            signed = SUITES[2 if second else 1].signature.from_json(found["handtekening"])
            cited = None if found["delegatie"] is None else shape.digest(found, "delegatie")
            read = cls(listed, shape.digest(found, "sleutel"), cited, signed)
        except (ShapeError, jcs.CanonicalError, SignatureError):
            raise EnvelopeError(Reden.VORM) from None
        if not listed:
            raise EnvelopeError(Reden.TOEKENNING)
        return read


@dataclass(frozen=True)
class Nagegaan:
    """The grants of a later list whose form and signatures hold; made by `verify_later` alone."""

    lijst: tuple[Toekenning, ...]


def sign_later(
    kop: Kop, listed: tuple[Toekenning, ...], signer: RecordSigner, delegatie: str | None
) -> LatereToekenningen:
    """Check a list and sign it once.

    Raises:
        EnvelopeError: the list is not sound.
    """
    if signer.suite != kop["suite"]:
        raise EnvelopeError(Reden.SUITE)
    signed = signer.sign(GRANT_DOMAIN, _message(listed, signer.id, delegatie))
    made = LatereToekenningen(listed, signer.id, delegatie, signed)
    _check(made, kop)
    return made


def verify_later(one: LatereToekenningen, kop: Kop, signer: RecordKey, at: int) -> Nagegaan:
    """Check one list against its record and both signatures of who wrapped.

    Args:
        one: the list.
        kop: the header of the record that it must be about.
        signer: the key of `door` with the id that the list names, from the directory.
        at: ms since the epoch at which that key must have been valid.

    Raises:
        EnvelopeError: it is not sound, of another record, or not signed by `door`.
    """
    _check(one, kop)
    if signer.suite != kop["suite"]:
        raise EnvelopeError(Reden.SUITE)
    if (signer.oin, signer.sleutel_id) != (one.door, one.sleutel):
        raise EnvelopeError(Reden.SLEUTEL)
    if not signer.valid_at(at):
        raise EnvelopeError(Reden.SLEUTEL_VERLOPEN)
    try:
        signatures.verify(signer.sleutel, GRANT_DOMAIN, one.message, one.handtekening)
    except SignatureError:
        raise EnvelopeError(Reden.TOEKENNING_HANDTEKENING) from None
    return Nagegaan(one.lijst)


def _check(one: LatereToekenningen, kop: Kop) -> None:
    expected = (kop["record"], header.digest(header.encode(kop)).hex())
    to_others = [grant for grant in one.lijst if grant.ontvanger != one.door] if one.lijst else []
    needs = bool(to_others) and one.door != kop["verstrekker"]
    sound = (
        bool(one.lijst)
        and all((grant.record, grant.kop_sha256) == expected for grant in one.lijst)
        and len({grant.act for grant in one.lijst}) == 1
        and len({grant.holder for grant in one.lijst}) == len(one.lijst)
        and len(to_others) in (0, len(one.lijst))
        and (one.delegatie is not None) == needs
        and one.lijst[0].tijd >= kop["gemaakt"]
    )
    if not sound:
        raise EnvelopeError(Reden.TOEKENNING)


def _message(listed: Sequence[Toekenning], key_id: str, delegatie: str | None) -> bytes:
    # By hand, in the order of canonical JSON: the parts are canonical already and have nothing to escape.
    cited = "null" if delegatie is None else f'"{delegatie}"'
    head = f'{{"delegatie":{cited},"lijst":'.encode("ascii")
    return head + encode_grants(listed) + f',"sleutel":"{key_id}","soort":"{SOORT}","v":1}}'.encode("ascii")
