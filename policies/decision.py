# SPDX-License-Identifier: EUPL-1.2
"""Question and decision as values.

Purpose: a decision is never a bare yes or no: it says which rows carry it, what they oblige to, and
which facts are missing and who can supply them.

Invariants: frozen; only `toegestaan` opens anything; holds codes and rule texts, no data of persons.

Norm: design.md 5 (precedence and fields). Does not: decide (`policies.ruleset`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

_AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


class Uitkomst(StrEnum):
    """The four outcomes; the order of precedence is in `RuleSet.decide`."""

    TOEGESTAAN = "toegestaan"
    VERBODEN = "verboden"
    NIET_VASTSTELBAAR = "niet-vaststelbaar"
    NIET_GEREGELD = "niet-geregeld"


@dataclass(frozen=True, slots=True)
class Vraag:
    """One question: codes of the vocabulary, the day, and the established fact tokens (`x`, `niet-x`)."""

    wie: str
    aan: str
    wat: str
    handeling: str
    doel: str
    fase: str
    datum: date
    feiten: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Toelichting:
    """One row that carries an outcome, in words; `toonbaar` says who may be told of it."""

    id: str
    effect: str
    bron: str
    artikel: str
    zin: str
    zekerheid: str
    toonbaar: str
    concept: bool
    onzeker: bool = False

    def to_json(self) -> dict[str, str]:
        """The six public fields of design.md 5."""
        return {
            "id": self.id,
            "effect": self.effect,
            "bron": self.bron,
            "artikel": self.artikel,
            "zin": self.zin,
            "zekerheid": self.zekerheid,
        }


@dataclass(frozen=True, slots=True)
class Ontbreekt:
    """A fact that is missing for a row, and who can supply it (codes of `bevoegd`, comma separated)."""

    feit: str
    regel: str
    bij: str

    def to_json(self) -> dict[str, str]:
        """As in design.md 5."""
        return {"feit": self.feit, "regel": self.regel, "bij": self.bij}


@dataclass(frozen=True, slots=True)
class Beslissing:
    """The outcome with everything it rests on; `onbekend` names codes that are not in the vocabulary."""

    uitkomst: Uitkomst
    regels: tuple[Toelichting, ...]
    plichten: tuple[str, ...]
    ontbreekt: tuple[Ontbreekt, ...]
    vrijgave: str
    concept: bool
    onbekend: tuple[str, ...] = ()

    @property
    def toegestaan(self) -> bool:
        """Whether this opens anything."""
        return self.uitkomst is Uitkomst.TOEGESTAAN

    def __bool__(self) -> bool:
        return self.toegestaan

    def to_json(self) -> dict[str, Any]:
        """The `context` of an AuthZEN answer (design.md 5)."""
        result: dict[str, Any] = {
            "uitkomst": str(self.uitkomst),
            "regels": [regel.to_json() for regel in self.regels],
            "plichten": list(self.plichten),
            "ontbreekt": [ontbreekt.to_json() for ontbreekt in self.ontbreekt],
            "vrijgave": self.vrijgave,
            "concept": self.concept,
        }
        if self.onbekend:
            result["onbekend"] = list(self.onbekend)
        return result


def day_in_amsterdam(milliseconds: int) -> date:
    """The calendar day in the Netherlands at a moment in milliseconds since the epoch."""
    return datetime.fromtimestamp(milliseconds / 1000, tz=_AMSTERDAM).date()
