# SPDX-License-Identifier: EUPL-1.2
"""How long a supplied item may be read at most, and on which grounds it may be destroyed: versioned data with sources.

Invariants:
- Loaded whole or not at all; there is always a term for every category and purpose; versions of one code rise by one.
- The header of an item may name an earlier end, never a later one; only a logged extension goes beyond (`Termijn.most`).
- What is no row of `vernietigingsgronden.toml` is no ground: nothing is destroyed on it (R-73).

Norm: law.md B2 (retention, extension), D3, R-73, R-74; Archiefwet 3, 5; AVG 5(1)(e). It locks and destroys nothing.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, TypeVar
from zoneinfo import ZoneInfo

from core.register.register import RegisterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

TERMIJNEN: Final = "bewaartermijnen.toml"
GRONDEN: Final = "vernietigingsgronden.toml"
ALLE: Final = "*"
SOORTEN: Final = frozenset({"wet", "selectielijst"})
_ZONE = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Termijn:
    """One version of a term; `vanaf` is the day on which it takes effect, the extension is in years and at most so often."""

    code: str
    versie: int
    vanaf: date
    categorie: str
    doel: str
    jaren: int
    verlengen_jaren: int
    verlengen_hoogstens: int
    grondslag: str
    bron: str
    zekerheid: str
    toelichting: str

    def end(self, gemaakt: int, bewaren_tot: int | None) -> int:
        """Return the first ms at which an item made at `gemaakt` is no longer read: the earlier of header and term."""
        latest = later(gemaakt, self.jaren)
        return latest if bewaren_tot is None else min(latest, bewaren_tot)

    def most(self, end: int) -> int:
        """Return how far one extension may move the end `end`."""
        return later(end, self.verlengen_jaren)


@dataclass(frozen=True, slots=True)
class Grond:
    """One version of a ground for destruction: for which categories and kinds of supplier, and whether only after the term."""

    code: str
    versie: int
    vanaf: date
    soort: str
    label: str
    categorieen: tuple[str, ...]
    verstrekkers: tuple[str, ...]
    na_termijn: bool
    bron: str
    zekerheid: str
    toelichting: str

    def covers(self, categorie: str, verstrekker: str) -> bool:
        """Tell whether items of this category and kind of supplier may be destroyed on it."""
        return _fits(self.categorieen, categorie) and _fits(self.verstrekkers, verstrekker)


_Row = TypeVar("_Row", Termijn, Grond)


class Bewaartermijnen:
    """All terms and grounds. `load` is the usual way.

    Args:
        termijnen: decoded rows of the terms.
        gronden: decoded rows of the grounds.

    Raises:
        RegisterError: with all findings.
    """

    def __init__(self, termijnen: Iterable[Mapping[str, Any]], gronden: Iterable[Mapping[str, Any]]) -> None:
        try:
            self.termijnen = tuple(_termijn(row) for row in termijnen)
            self.gronden = tuple(_grond(row) for row in gronden)
        except (KeyError, TypeError, ValueError):
            raise RegisterError(["een rij over bewaren is niet volledig of heeft een verkeerde waarde"]) from None
        found = [*_versions("termijn", self.termijnen), *_versions("grond", self.gronden)]
        if not any((row.categorie, row.doel) == (ALLE, ALLE) for row in self.termijnen):
            found.append("er is geen bewaartermijn voor alles wat geen eigen termijn heeft")
        if found:
            raise RegisterError(found)

    @classmethod
    def load(cls, folder: Path | None = None) -> Bewaartermijnen:
        """Load those of this version, or those in `folder`.

        Raises:
            RegisterError: missing, unreadable, or with findings.
        """
        root: Traversable = folder if folder is not None else resources.files("core.register") / "gegevens"
        try:
            terms, grounds = (tomllib.loads(root.joinpath(name).read_text("utf-8")) for name in (TERMIJNEN, GRONDEN))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            raise RegisterError(["de bewaartermijnen of de vernietigingsgronden zijn niet leesbaar"]) from None
        return cls(terms.get("termijn", []), grounds.get("grond", []))

    def of(self, categorie: str, doel: str, gemaakt: int) -> Termijn:
        """Return the term of an item that was made at ms `gemaakt`: the most specific row in force then.

        Raises:
            RegisterError: none was in force then.
        """
        known = [row for row in _newest(self.termijnen, gemaakt) if _fits((row.categorie,), categorie)]
        known = [row for row in known if _fits((row.doel,), doel)]
        if not known:
            raise RegisterError(["op dat moment gold geen bewaartermijn"])
        return max(known, key=lambda row: (row.categorie != ALLE, row.doel != ALLE))

    def ground(self, code: str, tijd: int) -> Grond | None:
        """Return the ground with this code that is in force at ms `tijd`, None when there is none."""
        return next((row for row in _newest(self.gronden, tijd) if row.code == code), None)


def later(moment: int, years: int) -> int:
    """Return the midnight after the same day so many years later, in the Netherlands (of 29 February after the 28th)."""
    day = datetime.fromtimestamp(moment / 1000, tz=_ZONE).date()
    try:
        last = day.replace(year=day.year + years)
    except ValueError:
        last = day.replace(year=day.year + years, day=28)
    return int(datetime.combine(last + timedelta(days=1), time(), _ZONE).timestamp()) * 1000


def _newest(rows: tuple[_Row, ...], tijd: int) -> list[_Row]:
    """Return of each code the version in force at ms `tijd`."""
    day = datetime.fromtimestamp(tijd / 1000, tz=_ZONE).date()
    return list({row.code: row for row in rows if row.vanaf <= day}.values())


def _fits(named: tuple[str, ...], value: str) -> bool:
    return ALLE in named or value in named


def _termijn(row: Mapping[str, Any]) -> Termijn:
    _whole(row, Termijn, texts=("code", "categorie", "doel", "grondslag", "bron", "zekerheid", "toelichting"))
    numbers = (row["versie"], row["jaren"], row["verlengen_jaren"], row["verlengen_hoogstens"])
    if any(type(number) is not int or not 0 <= number <= 100 for number in numbers) or row["jaren"] < 1:
        raise ValueError
    return Termijn(**row)


def _grond(row: Mapping[str, Any]) -> Grond:
    _whole(row, Grond, texts=("code", "label", "bron", "zekerheid", "toelichting"))
    lists = (row["categorieen"], row["verstrekkers"])
    if row["soort"] not in SOORTEN or type(row["na_termijn"]) is not bool or type(row["versie"]) is not int:
        raise ValueError
    if not all(isinstance(value, list) and value and all(isinstance(one, str) for one in value) for value in lists):
        raise ValueError
    return Grond(**{**row, "categorieen": tuple(lists[0]), "verstrekkers": tuple(lists[1])})


def _whole(row: Mapping[str, Any], kind: Callable[..., Any], texts: tuple[str, ...]) -> None:
    kind(**row)
    if type(row["vanaf"]) is not date or not all(isinstance(row[name], str) and row[name] for name in texts):
        raise ValueError


def _versions(what: str, rows: tuple[Termijn, ...] | tuple[Grond, ...]) -> list[str]:
    found = []
    for code in dict.fromkeys(row.code for row in rows):
        own = [row for row in rows if row.code == code]
        if [row.versie for row in own] != list(range(1, len(own) + 1)):
            found.append(f"de versies van {what} {code} lopen niet op vanaf 1")
        days = [row.vanaf for row in own]
        if days != sorted(set(days)):
            found.append(f"een versie van {what} {code} gaat niet later in dan de vorige")
    return found
