# SPDX-License-Identifier: EUPL-1.2
"""The feitverklaring: one issuer's statement of one fact about one object, as a value.

Invariants:
- Closed form {v, id, feit, over, waarde, grondslag, van, tot, tijd}: every field is a code, an identifier, a time or a
  boolean. Only a registration (`persoonssleutel`, `functie`, `toekenrecht`) has a text value, of a fixed shape.
- `hash` is the SHA-256 of the canonical JSON; decisions cite a statement by it.
- Parsing gives the value or all findings at once, and never repeats what it was given.
- It holds from `van` up to, not including, `tot`; `tot` null has no end.

Norm: design.md 2 (facts have issuers). It does not say who may state it (`entitlement`) nor what follows (`derive`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.casus import fields
from core.casus.bevindingen import Bevinding, Ongeldig
from core.facts.grondslag import is_basis

if TYPE_CHECKING:
    from core.casus.fields import Check, Codes

VERSIE = 1
OVER_FIELDS = ("casus", "record", "persoon", "organisatie", "regio", "categorie", "eenheid")
# Registrations: statements that open no gate themselves but tell who a person is, or who may add recipients later.
PERSOONSSLEUTEL, FUNCTIE, TOEKENRECHT = "persoonssleutel", "functie", "toekenrecht"
# Who cares for the archive of the organisation that says so, besides itself: decides on keeping and destroying.
ZORGDRAGER = "zorgdrager"
REGISTRATIES = frozenset({PERSOONSSLEUTEL, FUNCTIE, TOEKENRECHT, ZORGDRAGER})
_KINDS = re.compile(r"-|[a-z]+(?:-[a-z]+)*(?:\+[a-z]+(?:-[a-z]+)*){0,39}", re.ASCII)
# What is said about a person's screening and key stays with the own organisation; others have no use for it.
EIGEN_ORGANISATIE = frozenset({"gescreend", PERSOONSSLEUTEL})
# These say for how long a person was checked or known, or another may act; without an end they would hold for ever.
MET_EINDE = frozenset({"gescreend", PERSOONSSLEUTEL, TOEKENRECHT})


@dataclass(frozen=True, slots=True)
class Over:
    """What a statement is about: every field given must fit the question, a field left out does not limit it."""

    casus: str | None = None
    record: str | None = None
    persoon: str | None = None
    organisatie: str | None = None
    regio: str | None = None
    categorie: str | None = None
    eenheid: str | None = None

    def to_json(self) -> dict[str, str]:
        """Return only the fields that are given."""
        return {name: value for name in OVER_FIELDS if (value := getattr(self, name)) is not None}


@dataclass(frozen=True)
class Feitverklaring:
    """One statement. `waarde` is a boolean, or for a registration the base64 key or the function code."""

    id: str
    feit: str
    over: Over
    waarde: bool | str
    grondslag: str
    van: int
    tot: int | None
    tijd: int

    def to_json(self) -> dict[str, Any]:
        """Return the statement as it is signed and stored."""
        return {
            "v": VERSIE,
            "id": self.id,
            "feit": self.feit,
            "over": self.over.to_json(),
            "waarde": self.waarde,
            "grondslag": self.grondslag,
            "van": self.van,
            "tot": self.tot,
            "tijd": self.tijd,
        }

    @cached_property
    def hash(self) -> str:
        """Lowercase hex SHA-256 of the canonical JSON."""
        return jcs.digest(self.to_json())


def parse(value: Any, codes: Codes) -> Feitverklaring | Ongeldig:
    """Return the statement in `value` (decoded JSON), or all findings. `codes` are the closed lists."""
    found = check(value, codes)
    if found:
        return Ongeldig(tuple(found))
    return Feitverklaring(
        value["id"],
        value["feit"],
        Over(**value["over"]),
        value["waarde"],
        value["grondslag"],
        value["van"],
        value["tot"],
        value["tijd"],
    )


def check(value: Any, codes: Codes) -> list[Bevinding]:
    """Return all findings on the form of a statement; empty means right."""
    found = fields.check_object("", value, _envelope(codes), also=("over", "waarde"))
    found += fields.window("", value)
    if not isinstance(value, dict):
        return found
    feit = value.get("feit")
    found += _check_value(feit, value.get("waarde"), codes)
    found += _check_over(value.get("over"), codes)
    if isinstance(feit, str) and feit in MET_EINDE and value.get("tot") is None:
        found += fields.finding("tot", "ontbreekt", "Dit feit heeft een einddatum nodig.")
    return found


def _envelope(codes: Codes) -> dict[str, Check]:
    return {
        "v": fields.constant(VERSIE),
        "id": fields.uuid4,
        "feit": fields.one_of(codes.feiten | REGISTRATIES, "feiten"),
        "grondslag": _basis,
        "van": fields.moment,
        "tot": fields.optional(fields.moment),
        "tijd": fields.moment,
    }


def _basis(pad: str, value: Any) -> list[Bevinding]:
    if is_basis(value):
        return []
    return fields.finding(pad, "geen-grondslag", "Dit is geen artikel, regel of code uit de lijst van grondslagen.")


def _check_value(feit: Any, waarde: Any, codes: Codes) -> list[Bevinding]:
    if feit == PERSOONSSLEUTEL:
        return _check_key(waarde)
    if feit == FUNCTIE:
        return fields.one_of(codes.functies, "functies")("waarde", waarde)
    if feit == TOEKENRECHT:
        ok = isinstance(waarde, str) and _KINDS.fullmatch(waarde) is not None
        return (
            [] if ok else fields.finding("waarde", "geen-soorten", "Hier horen soorten partner met + ertussen, of -.")
        )
    return fields.boolean("waarde", waarde)


def _check_key(waarde: Any) -> list[Bevinding]:
    try:
        ok = isinstance(waarde, str) and len(jcs.unb64(waarde)) == 32
    except jcs.CanonicalError:
        ok = False
    return [] if ok else fields.finding("waarde", "geen-sleutel", "Dit is geen Ed25519-sleutel in base64.")


def _check_over(over: Any, codes: Codes) -> list[Bevinding]:
    checks: dict[str, Check] = {
        "casus": fields.uuid4,
        "record": fields.uuid4,
        "persoon": fields.uuid4,
        "organisatie": fields.oin,
        "regio": fields.one_of(codes.regios, "regio's"),
        "categorie": fields.one_of(codes.categorieen, "categorieën"),
        "eenheid": fields.code,
    }
    if not isinstance(over, dict) or not over:
        return fields.finding("over", "geen-object", "Hier hoort waarover het feit gaat.")
    return fields.check_object("over", over, {name: checks[name] for name in over if name in checks})
