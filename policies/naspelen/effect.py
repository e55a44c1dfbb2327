# SPDX-License-Identifier: EUPL-1.2
"""The effect of a candidate release on decisions that were really taken: counts, and a few bare examples.

Invariants:
    * the same decisions and the same candidate give the same effect, in whatever order they were read: its canonical
      bytes (`policies.manifest.encode`) have one digest, so that who approves can name what was seen;
    * five examples per cell at most, the first in the order of their codes; an example is a question without case,
      record, organisation or person;
    * only ASCII codes and whole numbers.

Norm: reference/policy-engine.md 4d (impact report). Does not: count (`policies.naspelen.naspeler`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

VERSIE: Final = 1
VOORBEELDEN: Final = 5


class Richting(StrEnum):
    """How a decision changes; what is not among these stays as it was."""

    RUIMER = "ruimer"
    STRENGER = "strenger"
    ANDERE_WEIGERING = "andere-weigering"
    ANDERE_PLICHT = "andere-plicht"
    NIET_TE_BEOORDELEN = "niet-te-beoordelen"


@dataclass(frozen=True, slots=True, order=True)
class Oordeel:
    """What a decision came to: outcome, deciding rows, obligations, and codes that were not known."""

    uitkomst: str
    regels: tuple[str, ...]
    plichten: tuple[str, ...]
    onbekend: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the judgement as JSON."""
        return {
            "uitkomst": self.uitkomst,
            "regels": list(self.regels),
            "plichten": list(self.plichten),
            "onbekend": list(self.onbekend),
        }


@dataclass(frozen=True, slots=True)
class Voorbeeld:
    """One question that changes; `aantal` times it was asked, the first time on `datum`."""

    codes: tuple[str, ...]
    feiten: tuple[str, ...]
    datum: str
    was: Oordeel
    wordt: Oordeel
    aantal: int

    def to_json(self) -> dict[str, Any]:
        """Return the example as JSON."""
        names = ("wie", "aan", "wat", "handeling", "doel", "fase")
        vraag = {**dict(zip(names, self.codes, strict=True)), "peildatum": self.datum, "feiten": list(self.feiten)}
        return {"vraag": vraag, "was": self.was.to_json(), "wordt": self.wordt.to_json(), "aantal": self.aantal}


@dataclass(frozen=True, slots=True)
class Cel:
    """The decisions that change in one way: of one party, on one category, by the same changed rows."""

    richting: Richting
    wie: str
    wat: str
    regels: tuple[str, ...]
    aantal: int
    voorbeelden: tuple[Voorbeeld, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the cell as JSON."""
        return {
            "richting": str(self.richting),
            "wie": self.wie,
            "wat": self.wat,
            "regels": list(self.regels),
            "aantal": self.aantal,
            "voorbeelden": [voorbeeld.to_json() for voorbeeld in self.voorbeelden],
        }


@dataclass(frozen=True, slots=True)
class Regeltelling:
    """A changed row: for how many decisions it was a candidate, and how many of those changed by it."""

    id: str
    soort: str
    geraakt: int
    omgeslagen: int

    def to_json(self) -> dict[str, str | int]:
        """Return the count as JSON."""
        return {"id": self.id, "soort": self.soort, "geraakt": self.geraakt, "omgeslagen": self.omgeslagen}


@dataclass(frozen=True, slots=True)
class Effect:
    """The whole report.

    Attributes:
        kandidaat: digest of the candidate.
        periode: the days that were read, as `2026-01-01..2026-12-31`.
        vrijgaven: how many decisions were taken under which release.
        beslissingen: how many were read.
        onleesbaar: how many records were no question.
        cellen: the changes; every changed decision is in exactly one.
        regels: every row that differs between the candidate and a release of the period.
        feiten_anders: facts that rows ask about and that the candidate establishes otherwise; what that does to a
            decision is not in the record, so the report cannot say.
    """

    kandidaat: str
    periode: str
    vrijgaven: Mapping[str, int]
    beslissingen: int
    onleesbaar: int
    cellen: tuple[Cel, ...]
    regels: tuple[Regeltelling, ...]
    feiten_anders: tuple[str, ...] = ()

    def count(self, richting: Richting) -> int:
        """How many decisions change in this way."""
        return sum(cel.aantal for cel in self.cellen if cel.richting is richting)

    @property
    def omgeslagen(self) -> int:
        """How many decisions change in any way."""
        return sum(cel.aantal for cel in self.cellen)

    @property
    def geraakt_zonder_omslag(self) -> tuple[Regeltelling, ...]:
        """The changed rows that were a candidate and yet changed no decision."""
        return tuple(regel for regel in self.regels if regel.geraakt and not regel.omgeslagen)

    @property
    def niet_geraakt(self) -> tuple[Regeltelling, ...]:
        """The changed rows that no decision of the period had to do with: the record says nothing about these."""
        return tuple(regel for regel in self.regels if not regel.geraakt)

    def per(self, naam: str) -> dict[str, dict[str, int]]:
        """Counts per way of changing, for `partij`, `categorie` or `regel`."""
        pick: Mapping[str, Callable[[Cel], tuple[str, ...]]] = {
            "partij": lambda cel: (cel.wie,),
            "categorie": lambda cel: (cel.wat,),
            "regel": lambda cel: cel.regels,
        }
        found: dict[str, dict[str, int]] = {}
        for cel in self.cellen:
            for key in pick[naam](cel):
                counts = found.setdefault(key, {})
                counts[str(cel.richting)] = counts.get(str(cel.richting), 0) + cel.aantal
        return dict(sorted(found.items()))

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON, ASCII and whole numbers only."""
        return {
            "v": VERSIE,
            "kandidaat": self.kandidaat,
            "periode": self.periode,
            "vrijgaven": dict(sorted(self.vrijgaven.items())),
            "beslissingen": self.beslissingen,
            "onleesbaar": self.onleesbaar,
            "omgeslagen": {str(richting): self.count(richting) for richting in Richting},
            "per_partij": self.per("partij"),
            "per_categorie": self.per("categorie"),
            "per_regel": self.per("regel"),
            "geraakt_zonder_omslag": len(self.geraakt_zonder_omslag),
            "cellen": [cel.to_json() for cel in self.cellen],
            "regels": [regel.to_json() for regel in self.regels],
            "feiten_anders": list(self.feiten_anders),
        }
