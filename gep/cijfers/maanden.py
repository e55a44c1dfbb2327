# SPDX-License-Identifier: EUPL-1.2
"""Which month in the Netherlands a moment is in, quickly: neighbours in a log are mostly of one month."""

from __future__ import annotations

from datetime import date

from gep.periode import day_of, midnight


class Maanden:
    """Remembers the month that it told last, with its borders."""

    def __init__(self) -> None:
        self._van = self._tot = 0
        self._naam = ""

    def of(self, moment: int) -> str:
        """Return the month of a moment (ms), as `2026-03`."""
        if not self._van <= moment < self._tot:
            self._look_up(moment)
        return self._naam

    def _look_up(self, moment: int) -> None:
        day = day_of(moment)
        self._naam = f"{day:%Y-%m}"
        self._van = midnight(day.replace(day=1))
        self._tot = midnight(date(day.year + day.month // 12, day.month % 12 + 1, 1))
