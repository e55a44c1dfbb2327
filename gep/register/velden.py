# SPDX-License-Identifier: EUPL-1.2
"""One version of a processing activity with every field that the register must show, as a value.

Invariants:
- A field that the record cannot fill is named in `onbekend`; it is never filled with a guess.
- `werkelijk` is None where the log was not read: then nothing is said about what happened, not even that it did not.
- Codes, organisations and counts only; nobody is named.

Norm: AVG 30(1), Wpg 31d; LDV 1.0.0 (URI and time name one version). How each is found: `gep.register.lezen`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from gep.periode import day_of

if TYPE_CHECKING:
    from core.contract.verwerkingen import Verwerking

NIET: Final = "Over doorgifte aan een buitenlandse partij staat hier niets."
"""What the public register says of a confidential activity: which rule would allow it is not told."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the vocabulary with its label."""

    code: str
    label: str

    def to_json(self) -> dict[str, Any]:
        """Return it as the register shows it."""
        return {"code": self.code, "label": self.label}


@dataclass(frozen=True, slots=True)
class Gegeven:
    """A category of personal data and its type (a proposal for the jurist)."""

    code: str
    label: str
    type: str

    def to_json(self) -> dict[str, Any]:
        """Return it as the register shows it."""
        return {"code": self.code, "label": self.label, "type": self.type}


@dataclass(frozen=True, slots=True)
class Ontvanger:
    """A kind of recipient that the rules allow, with the rows that do."""

    code: str
    label: str
    regels: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as the register shows it."""
        return {"code": self.code, "label": self.label, "regels": list(self.regels)}


@dataclass(frozen=True, slots=True)
class Werkelijk:
    """How often a kind of organisation was really named as recipient of a category, by the log."""

    categorie: str
    ontvanger: str
    aantal: int

    def to_json(self) -> dict[str, Any]:
        """Return it as the register shows it."""
        return {"categorie": self.categorie, "ontvanger": self.ontvanger, "aantal": self.aantal}


@dataclass(frozen=True, slots=True)
class Bewaren:
    """The term of one category: years, extension, source and how sure that is."""

    categorie: str
    jaren: int
    verlengen_jaren: int
    verlengen_hoogstens: int
    bron: str
    zekerheid: str

    def to_json(self) -> dict[str, Any]:
        """Return it as the register shows it."""
        return {
            "categorie": self.categorie,
            "jaren": self.jaren,
            "verlengen_jaren": self.verlengen_jaren,
            "verlengen_hoogstens": self.verlengen_hoogstens,
            "bron": self.bron,
            "zekerheid": self.zekerheid,
        }


@dataclass(frozen=True, slots=True)
class Partij:
    """A controller: an organisation of the deelnemerslijst."""

    oin: str
    naam: str
    soort: str

    def to_json(self) -> dict[str, Any]:
        """Return it as the register shows it."""
        return {"oin": self.oin, "naam": self.naam, "soort": self.soort}


@dataclass(frozen=True)
class Versie:
    """Everything that the register knows of one version of one activity.

    Attributes:
        verwerking: the row of the register.
        tot: first ms of the next version, None for the newest.
        gewijzigd: what changed since the version before, in sentences; empty for the first.
        bijzonderheden: `doorgifte`, `profilering`: a sentence each.
        onbekend: what people must still add, in sentences.
        werkelijk: who really received what, None where the log was not read.
    """

    verwerking: Verwerking
    tot: int | None
    doel: Code
    handelingen: tuple[Code, ...]
    verantwoordelijken: tuple[Partij, ...]
    beheerder: str
    betrokkenen: tuple[str, ...]
    gegevens: tuple[Gegeven, ...]
    ontvangers: tuple[Ontvanger, ...]
    bewaren: tuple[Bewaren, ...]
    maatregelen: tuple[str, ...]
    doorgifte: str
    profilering: str
    onbekend: tuple[str, ...]
    gewijzigd: tuple[str, ...] = ()
    werkelijk: tuple[Werkelijk, ...] | None = None

    @property
    def id(self) -> str:
        """Code and version: the name of this version within a document."""
        return f"{self.verwerking.code}-v{self.verwerking.versie}"

    @property
    def vertrouwelijk(self) -> bool:
        """Whether it is a confidential activity."""
        return bool(self.verwerking.vertrouwelijk)

    def holds(self, tijd: int) -> bool:
        """Tell whether this version is in force at ms `tijd`."""
        return self.verwerking.vanaf <= tijd and (self.tot is None or tijd < self.tot)

    def public(self) -> Versie:
        """Return what everyone may read: nothing from the log, and of a confidential activity only general words."""
        if not self.vertrouwelijk:
            return replace(self, werkelijk=None)
        return replace(
            self, werkelijk=None, handelingen=(), gegevens=(), ontvangers=(), bewaren=(), gewijzigd=(), doorgifte=NIET
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as `verwerkingsregister.json` and the public register hold it."""
        row = self.verwerking
        return {
            "uri": row.uri,
            "code": row.code,
            "versie": row.versie,
            "vanaf": day_of(row.vanaf).isoformat(),
            "tot": None if self.tot is None else day_of(self.tot).isoformat(),
            "naam": row.naam,
            "doel": self.doel.to_json(),
            "handelingen": [item.to_json() for item in self.handelingen],
            "grondslag": {"tekst": row.grondslag, "zekerheid": row.zekerheid},
            "verantwoordelijken": [item.to_json() for item in self.verantwoordelijken],
            "verwerker": self.beheerder,
            "betrokkenen": list(self.betrokkenen),
            "gegevens": [item.to_json() for item in self.gegevens],
            "ontvangers": [item.to_json() for item in self.ontvangers],
            "werkelijk": None if self.werkelijk is None else [item.to_json() for item in self.werkelijk],
            "doorgifte": self.doorgifte,
            "bewaartermijnen": [item.to_json() for item in self.bewaren],
            "beveiliging": list(self.maatregelen),
            "profilering": self.profilering,
            "vertrouwelijk": self.vertrouwelijk,
            "vertrouwelijk_reden": row.reden or None,
            "onbekend": list(self.onbekend),
            "gewijzigd": list(self.gewijzigd),
        }
