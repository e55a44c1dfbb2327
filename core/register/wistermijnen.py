# SPDX-License-Identifier: EUPL-1.2
"""The terms after which openings of log lines may be erased: versioned data with a source, never a number in code.

Invariants:
- Loaded whole or not at all; both kinds of opening have a term; versions of one kind rise by one and so do their dates.
- What people did stays readable at least as long as who did it, so that an erasure never outlives its reason.
- A term is counted in calendar years in the Netherlands: a line of 5 March 2026 with five years is due on 6 March 2031.

Norm: Wpg 32, 32a, 33; BIO2 8.15.04 (risk-based retention), 5.33.01; design.md 6. It erases nothing.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from core.register.register import RegisterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

FILE: Final = "wistermijnen.toml"
OPENINGEN: Final = ("persoon", "feit")
_ZONE = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Termijn:
    """One version of the term of one kind of opening; `vanaf` is the day on which it takes effect."""

    opening: str
    versie: int
    vanaf: date
    jaren: int
    bron: str
    zekerheid: str
    toelichting: str

    def due(self, tijd: int) -> int:
        """Return the first ms at which a line of `tijd` (ms) may be erased: the midnight after its last day."""
        day = datetime.fromtimestamp(tijd / 1000, tz=_ZONE).date()
        last = _years_later(day, self.jaren)
        return int(datetime.combine(last + timedelta(days=1), time(), _ZONE).timestamp()) * 1000


class Wistermijnen:
    """All terms. `load` is the usual way.

    Args:
        rows: decoded rows of the file.

    Raises:
        RegisterError: with all findings.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        try:
            found = [_termijn(row) for row in rows]
        except (KeyError, TypeError, ValueError):
            raise RegisterError(
                ["een rij van de wistermijnen is niet volledig of heeft een verkeerde waarde"]
            ) from None
        self.rows = tuple(found)
        if wrong := [*_versions(found), *_order(found)]:
            raise RegisterError(wrong)

    @classmethod
    def load(cls, folder: Path | None = None) -> Wistermijnen:
        """Load the terms of this version, or those in `folder`.

        Raises:
            RegisterError: missing, unreadable, or with findings.
        """
        root: Traversable = folder if folder is not None else resources.files("core.register") / "gegevens"
        try:
            data = tomllib.loads(root.joinpath(FILE).read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            raise RegisterError(["de wistermijnen zijn niet leesbaar"]) from None
        return cls(data.get("termijn", []))

    def of(self, opening: str, tijd: int) -> Termijn:
        """Return the term of this kind of opening that is in force at ms `tijd`.

        Raises:
            RegisterError: none is in force yet: nothing may be erased.
        """
        day = datetime.fromtimestamp(tijd / 1000, tz=_ZONE).date()
        known = [row for row in self.rows if row.opening == opening and row.vanaf <= day]
        if not known:
            raise RegisterError([f"er geldt geen wistermijn voor de opening {opening}"])
        return known[-1]


def _termijn(row: Mapping[str, Any]) -> Termijn:
    given: Any = Termijn(**row)
    texts = (given.bron, given.zekerheid, given.toelichting)
    whole = all(isinstance(text, str) and text for text in texts) and type(given.vanaf) is date
    if not whole or type(given.jaren) is not int or not 1 <= given.jaren <= 100 or type(given.versie) is not int:
        raise ValueError
    return Termijn(**row)


def _versions(rows: list[Termijn]) -> list[str]:
    found = [f"de opening {row.opening} is onbekend" for row in rows if row.opening not in OPENINGEN]
    for opening in OPENINGEN:
        own = [row for row in rows if row.opening == opening]
        if not own:
            found.append(f"de opening {opening} heeft geen termijn")
        if [row.versie for row in own] != list(range(1, len(own) + 1)):
            found.append(f"de versies van de termijn van {opening} lopen niet op vanaf 1")
        if any(before.vanaf >= after.vanaf for before, after in pairwise(own)):
            found.append(f"een versie van de termijn van {opening} gaat niet later in dan de vorige")
    return found


def _order(rows: list[Termijn]) -> list[str]:
    """Who did it never stays longer than what was done."""
    found = []
    for day in sorted({row.vanaf for row in rows}):
        newest = {row.opening: row.jaren for row in rows if row.vanaf <= day}
        if len(newest) == len(OPENINGEN) and newest["persoon"] > newest["feit"]:
            found.append(f"vanaf {day.isoformat()} blijft wie handelde langer staan dan wat er gebeurde")
    return found


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
