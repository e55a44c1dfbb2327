# SPDX-License-Identifier: EUPL-1.2
"""A period of whole days in the Netherlands.

Invariants:
- Both days count; a moment belongs to the day that it is in Europe/Amsterdam.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from policies.words import day_in_words

ZONE = ZoneInfo("Europe/Amsterdam")


class PeriodeError(ValueError):
    """No period; the message is Dutch."""

    type = "periode"


@dataclass(frozen=True, slots=True)
class Periode:
    """From the first day to the last day, both included."""

    eerste: date
    laatste: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.laatste < self.eerste:
            raise PeriodeError("De periode eindigt voordat zij begint.")

    @classmethod
    def parse(cls, text: str) -> Periode:
        """Read `2026-01-01..2026-12-31`.

        Raises:
            PeriodeError: another form, or an impossible day.
        """
        first, _, last = text.partition("..")
        try:
            days = date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            raise PeriodeError("Geef de periode als twee dagen, zoals 2026-01-01..2026-12-31.") from None
        return cls(*days)

    @classmethod
    def year_of(cls, moment: int) -> Periode:
        """Return the calendar year in which `moment` (ms) falls."""
        year = day_of(moment).year
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def van(self) -> int:
        """The first moment, in ms since the epoch."""
        return midnight(self.eerste)

    @property
    def tot(self) -> int:
        """The first moment that no longer belongs to it, in ms since the epoch."""
        return midnight(self.laatste + timedelta(days=1))

    def touches(self, jaar: int) -> bool:
        """Return whether a day of this year falls in it."""
        return self.eerste.year <= jaar <= self.laatste.year

    def __str__(self) -> str:
        return f"{self.eerste.isoformat()}..{self.laatste.isoformat()}"

    @property
    def in_words(self) -> str:
        """The period as people read it."""
        return f"van {day_in_words(self.eerste)} tot en met {day_in_words(self.laatste)}"


def day_of(moment: int) -> date:
    """Return the day in the Netherlands at a moment (ms)."""
    return datetime.fromtimestamp(moment / 1000, tz=ZONE).date()


def moment_in_words(moment: int) -> str:
    """Return a moment (ms) as `22 november 2026, 14:03`."""
    found = datetime.fromtimestamp(moment / 1000, tz=ZONE)
    return f"{day_in_words(found.date())}, {found:%H:%M}"


def midnight(day: date) -> int:
    """Return the first moment of a day in the Netherlands, in ms since the epoch."""
    return int(datetime.combine(day, time(), ZONE).timestamp()) * 1000
