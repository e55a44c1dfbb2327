# SPDX-License-Identifier: EUPL-1.2
"""The deelnemerslijst: the root of trust, signed m-of-n by the organisations themselves and pinned in every gateway.

Invariants:
- a list exists as a value only after its signatures were verified: at least `drempel` distinct organisations of the
  list signed exactly these bytes, with both algorithms;
- `drempel` is at least two and more than half of the organisations;
- one bad, unknown or repeated signature refuses the whole file, however many good ones stand beside it;
- no OIN, person id or key (not even one half of a key) occurs twice; every person belongs to a listed organisation.

File: canonical JSON `{"lijst": {...}, "handtekeningen": [{"oin", "ed25519", "ml-dsa-65"}, ...]}`.
Norm: design.md 2. A file that only signs itself proves nothing about who made it: trust comes from comparing
`fingerprint` with the one that was pinned at the ceremony (`core.keychain.ceremony`).
"""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from audit.proof import jcs, note
from core.keychain import shape, signatures
from core.keychain.errors import ListError, ShapeError, SignatureError, UnknownKey
from core.keychain.keys import HttpPublicKey
from core.keychain.signatures import PublicKey, Signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LIST_DOMAIN = "knooppunt/v1/deelnemerslijst"

_LIST = (
    "v",
    "modus",
    "versie",
    "gemaakt",
    "drempel",
    "deelnemers",
    "functionarissen",
    "beheerder",
    "getuigen",
    "tlog_policy_sha256",
)


class Modus(StrEnum):
    """What the backbone runs as; it stands in the signed list, never in a setting."""

    DEMO = "demo"
    KETENTEST = "ketentest"
    PRODUCTIE = "productie"


@dataclass(frozen=True)
class Deelnemer:
    """An organisation that takes part, with its identity key (offline; it signs key events only)."""

    oin: str
    naam: str
    soort: str
    regios: tuple[str, ...]
    identiteit: PublicKey

    @classmethod
    def from_json(cls, value: object) -> Deelnemer:
        """Read the wire form."""
        found = shape.record(value, ("oin", "naam", "soort", "identiteit"), ("regios",))
        regions = shape.items(found, "regios", 64) if "regios" in found else []
        return cls(
            shape.oin(found),
            shape.text(found, "naam", 200),
            shape.name(found, "soort"),
            tuple(shape.name({"regio": region}, "regio") for region in regions),
            PublicKey.from_json(found["identiteit"]),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the wire form."""
        result = {"oin": self.oin, "naam": self.naam, "soort": self.soort, "identiteit": self.identiteit.to_json()}
        return {**result, "regios": list(self.regios)} if self.regios else result


@dataclass(frozen=True)
class Functionaris:
    """A person with a function for all partners: jurist, fg, stuurgroep. The id is a pseudonym, not a name."""

    id: str
    oin: str
    functie: str
    regio: str | None
    sleutel: PublicKey

    @classmethod
    def from_json(cls, value: object) -> Functionaris:
        """Read the wire form."""
        found = shape.record(value, ("id", "oin", "functie", "sleutel"), ("regio",))
        return cls(
            shape.name(found, "id"),
            shape.oin(found),
            shape.name(found, "functie"),
            shape.name(found, "regio") if "regio" in found else None,
            PublicKey.from_json(found["sleutel"]),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the wire form."""
        result = {"id": self.id, "oin": self.oin, "functie": self.functie, "sleutel": self.sleutel.to_json()}
        return result if self.regio is None else {**result, "regio": self.regio}


@dataclass(frozen=True)
class Beheerder:
    """The operator: its OIN and the key with which the server signs answers. It has no say in the list."""

    oin: str
    antwoordsleutel: HttpPublicKey

    @classmethod
    def from_json(cls, value: object) -> Beheerder:
        """Read the wire form."""
        found = shape.record(value, ("oin", "antwoordsleutel"))
        return cls(shape.oin(found), HttpPublicKey.from_json(found["antwoordsleutel"]))


@dataclass(frozen=True)
class Getuige:
    """A witness of the log: its name in the tlog-policy, its vkey, and the organisation that runs it."""

    naam: str
    vkey: str
    oin: str | None = None

    @classmethod
    def from_json(cls, value: object) -> Getuige:
        """Read the wire form. A demo may leave the organisation out; other modes ask for it (`core.keychain.getuigen`)."""
        found = shape.record(value, ("naam", "vkey"), ("oin",))
        oin = shape.oin(found) if "oin" in found else None
        return cls(shape.text(found, "naam", 200), shape.text(found, "vkey", 4096), oin)


@dataclass(frozen=True)
class Deelnemerslijst:
    """A verified list. Make one with `parse`.

    Attributes:
        modus: demo, ketentest or productie.
        versie: rises by one with each list.
        gemaakt: ms since the epoch.
        drempel: how many organisations must sign.
        deelnemers: the organisations.
        functionarissen: people with a function.
        beheerder: the operator.
        getuigen: witnesses of the log.
        tlog_policy_sha256: hex hash of the tlog-policy file that belongs to it.
        fingerprint: hex SHA-256 of the signed bytes; this is what a gateway pins.
        ondertekenaars: OINs that signed.
        bron: the whole file, to pass on.
    """

    modus: Modus
    versie: int
    gemaakt: int
    drempel: int
    deelnemers: tuple[Deelnemer, ...] = field(repr=False)
    functionarissen: tuple[Functionaris, ...] = field(repr=False)
    beheerder: Beheerder = field(repr=False)
    getuigen: tuple[Getuige, ...] = field(repr=False)
    tlog_policy_sha256: str
    fingerprint: str
    ondertekenaars: tuple[str, ...] = ()
    bron: bytes = field(default=b"", repr=False)

    @classmethod
    def parse(cls, data: bytes, pinned: str | None = None) -> Deelnemerslijst:
        """Read and verify a list.

        Args:
            data: the file.
            pinned: the fingerprint from the ceremony; a gateway always gives it.

        Raises:
            ListError: another fingerprint than pinned, or anything that breaks an invariant of this module.
        """
        try:
            found = shape.record(shape.decode(data), ("lijst", "handtekeningen"))
            draft = read_draft(jcs.encode(found["lijst"]))
            signed = [_signature(item) for item in shape.items(found, "handtekeningen", 1000)]
        except (ShapeError, jcs.CanonicalError) as error:
            raise ListError(f"De deelnemerslijst is niet leesbaar: {error}") from None
        if pinned is not None and not hmac.compare_digest(pinned, draft.fingerprint):
            raise ListError("Dit is niet de deelnemerslijst die is vastgezet (andere vingerafdruk).")
        _check_signatures(draft, jcs.encode(found["lijst"]), signed)
        return replace(draft, ondertekenaars=tuple(oin for oin, _ in signed), bron=data)

    def deelnemer(self, oin: str) -> Deelnemer:
        """Return an organisation.

        Raises:
            UnknownKey: it is not in the list.
        """
        if found := self._by_oin.get(oin):
            return found
        raise UnknownKey(f"Organisatie {oin} staat niet in de deelnemerslijst.")

    def functionaris(self, person: str) -> Functionaris:
        """Return a person with a function by id.

        Raises:
            UnknownKey: not in the list.
        """
        for item in self.functionarissen:
            if item.id == person:
                return item
        raise UnknownKey("Deze functionaris staat niet in de deelnemerslijst.")

    def __contains__(self, oin: object) -> bool:
        return oin in self._by_oin

    @cached_property
    def _by_oin(self) -> dict[str, Deelnemer]:
        return {item.oin: item for item in self.deelnemers}


def read_draft(body: bytes) -> Deelnemerslijst:
    """Read the unsigned body of a list and check everything but signatures. For ceremony and `parse` only.

    Raises:
        ListError: the content breaks an invariant.
        ShapeError: a field is missing, unknown or malformed.
    """
    found = shape.record(shape.decode(body), _LIST)
    shape.constant(found, "v", 1)
    if found["modus"] not in list(Modus):
        raise ListError("De deelnemerslijst noemt een onbekende modus.")
    result = Deelnemerslijst(
        modus=Modus(found["modus"]),
        versie=shape.number(found, "versie", 1),
        gemaakt=shape.number(found, "gemaakt"),
        drempel=shape.number(found, "drempel"),
        deelnemers=tuple(Deelnemer.from_json(item) for item in shape.items(found, "deelnemers")),
        functionarissen=tuple(Functionaris.from_json(item) for item in shape.items(found, "functionarissen")),
        beheerder=Beheerder.from_json(found["beheerder"]),
        getuigen=tuple(Getuige.from_json(item) for item in shape.items(found, "getuigen")),
        tlog_policy_sha256=shape.digest(found, "tlog_policy_sha256"),
        fingerprint=hashlib.sha256(jcs.encode(found)).hexdigest(),
    )
    _check_content(result)
    return result


def least_threshold(count: int) -> int:
    """Return the lowest threshold allowed for `count` organisations: a strict majority, and never under two."""
    return max(2, count // 2 + 1)


def _check_content(lijst: Deelnemerslijst) -> None:
    if not least_threshold(len(lijst.deelnemers)) <= lijst.drempel <= len(lijst.deelnemers):
        raise ListError("De drempel is te laag (meer dan de helft, minstens twee), of hoger dan het aantal deelnemers.")
    _distinct("Een OIN", (item.oin for item in lijst.deelnemers))
    _distinct("Een functionaris", (item.id for item in lijst.functionarissen))
    _distinct("Een getuige", (item.naam for item in lijst.getuigen))
    _distinct("Een sleutel van een getuige", (item.vkey for item in lijst.getuigen))
    _distinct("Een sleutel", key_parts(lijst))
    if any(item.oin is not None and item.oin not in lijst for item in lijst.getuigen):
        raise ListError("Een getuige hoort bij een organisatie die niet in de lijst staat.")
    if any(item.oin not in lijst for item in lijst.functionarissen):
        raise ListError("Een functionaris hoort bij een organisatie die niet in de lijst staat.")


def key_parts(lijst: Deelnemerslijst) -> Iterator[bytes]:
    """Yield every public key of the list, hybrid ones in their two halves: none may have a second role."""
    keys = [item.identiteit for item in lijst.deelnemers] + [item.sleutel for item in lijst.functionarissen]
    for key in keys:
        yield key.ed25519
        yield key.mldsa65
    yield lijst.beheerder.antwoordsleutel.ed25519


def witness_parts(lijst: Deelnemerslijst) -> Iterator[bytes]:
    """Yield the public keys of the witnesses; what is no key at all is for `getuigen` to refuse."""
    for item in lijst.getuigen:
        with suppress(note.NoteError):
            yield note.VKey.parse(item.vkey).public


def _distinct(what: str, values: Iterable[object]) -> None:
    listed = list(values)
    if len(set(listed)) != len(listed):
        raise ListError(f"{what} staat twee keer in de deelnemerslijst.")


def _signature(value: object) -> tuple[str, Signature]:
    found: Mapping[str, Any] = shape.record(value, ("oin", "ed25519", "ml-dsa-65"))
    return shape.oin(found), Signature.from_json({name: found[name] for name in ("ed25519", "ml-dsa-65")})


def _check_signatures(lijst: Deelnemerslijst, body: bytes, signed: list[tuple[str, Signature]]) -> None:
    _distinct("Een ondertekenaar", (oin for oin, _ in signed))
    for oin, signature in signed:
        if oin not in lijst:
            raise ListError(f"Organisatie {oin} tekende, maar staat niet in de deelnemerslijst.")
        try:
            signatures.verify(lijst.deelnemer(oin).identiteit, LIST_DOMAIN, body, signature)
        except SignatureError as error:
            raise ListError(f"De handtekening van {oin} klopt niet ({error.algorithm}).") from None
    if len(signed) < lijst.drempel:
        raise ListError(f"Er tekenden {len(signed)} organisaties; nodig zijn er {lijst.drempel}.")
