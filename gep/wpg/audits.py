# SPDX-License-Identifier: EUPL-1.2
"""When audits are due: every year from inside, every four years from outside, and a second look within a year.

Invariant: the record knows of no audit. What people do not tell is unknown here and shown as such, never guessed.

Norm: Wpg 33 (confidence V); Bpg 6:5 and the Regeling audit (V-old).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

UNKNOWN = "niet bekend"


@dataclass(frozen=True, slots=True)
class Audits:
    """The days of the last audits, and of the last one that found something lacking; None: nobody told."""

    intern: date | None = None
    extern: date | None = None
    tekort: date | None = None

    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """Return kind, last, due by, and source of each."""
        return (
            ("Interne audit", _day(self.intern), _day(_later(self.intern, 1)), "Wpg 33; Bpg 6:5 (V-old)"),
            ("Externe audit", _day(self.extern), _day(_later(self.extern, 4)), "Wpg 33; Bpg 6:5 (V-old)"),
            (
                "Hercontrole na tekortkomingen",
                _day(self.tekort),
                _day(_later(self.tekort, 1)),
                "Wpg 33; Regeling audit (V-old)",
            ),
        )


def _later(day: date | None, years: int) -> date | None:
    """Return the same day so many years later; of 29 February the last day of that month."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _day(day: date | None) -> str:
    return UNKNOWN if day is None else day.isoformat()
