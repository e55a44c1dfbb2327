# SPDX-License-Identifier: EUPL-1.2
"""What a check of an edition finds: a kind, a place, a sentence in Dutch, and how heavy it weighs.

Invariants:
- A finding names codes, organisations, counts and texts of the edition itself; never a person.
- `ONWAAR` is what somebody changed or made up; the other kinds are what time did, which no one needs to have done wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Soort(StrEnum):
    """The kinds of findings, in the order in which they are told."""

    ONWAAR = "onwaar"
    NIET_NA_TE_GAAN = "niet-na-te-gaan"
    VEROUDERD = "verouderd"
    DRIFT = "drift"
    BRON = "bron"
    ONGEBRUIKT = "ongebruikt"
    MELDING = "melding"


KOPPEN: Mapping[Soort, str] = {
    Soort.ONWAAR: "Dit klopt niet",
    Soort.NIET_NA_TE_GAAN: "Dit is niet meer na te gaan",
    Soort.VEROUDERD: "Deze antwoorden zijn verouderd",
    Soort.DRIFT: "Hier verschillen GEB en praktijk",
    Soort.BRON: "Deze bronnen en regels zijn veranderd",
    Soort.ONGEBRUIKT: "Dit staat in de GEB en kwam niet voor",
    Soort.MELDING: "Dit is goed om te weten",
}


@dataclass(frozen=True)
class Bevinding:
    """One finding.

    Attributes:
        soort: which kind.
        tekst: one or two sentences in Dutch.
        plek: where, as codes: file, section, table, row, column, evidence, question.
        staat: what the edition says, None when that is no single value.
        moet: what it should say, or what the answer is now.
    """

    soort: Soort
    tekst: str
    plek: Mapping[str, str] = field(default_factory=dict)
    staat: str | None = None
    moet: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as `--json` shows it."""
        found: dict[str, Any] = {"soort": self.soort.value, "tekst": self.tekst, "plek": dict(self.plek)}
        return found | ({} if self.staat is None and self.moet is None else {"staat": self.staat, "moet": self.moet})
