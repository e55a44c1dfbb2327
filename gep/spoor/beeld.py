# SPDX-License-Identifier: EUPL-1.2
"""A picture of a trail over time: bars per day, week or month, that the page draws as SVG, and the same figures in words.

Invariants:
- What the picture shows stands in the table and in the sentence too: nothing is told by colour or form alone.
- Three layers, each with its own pattern: explained, not explained, refused.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from gep.periode import day_of
from policies.words import day_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.exchange.spoor import Spoorregel

VERKLAARD: Final = "verklaard"
ONVERKLAARD: Final = "niet verklaard"
GEWEIGERD: Final = "geweigerd"
LAGEN: Final = (VERKLAARD, ONVERKLAARD, GEWEIGERD)
BREED: Final = 960
HOOG: Final = 240
LINKS: Final = 48
ONDER: Final = 200
BOVEN: Final = 16
MOST_BARS: Final = 62


@dataclass(frozen=True, slots=True)
class Balk:
    """One bar: the term that it stands for, its counts, and its blocks as (layer, x, y, width, height)."""

    naam: str
    kort: str
    aantallen: dict[str, int]
    blokken: tuple[tuple[str, float, float, float, float], ...]
    midden: float
    gemerkt: bool


@dataclass(frozen=True, slots=True)
class Beeld:
    """The picture: bars, the marks of the axis as (count, y), what a bar is, and the summary in words."""

    balken: tuple[Balk, ...]
    as_: tuple[tuple[int, float], ...]
    eenheid: str
    samenvatting: str


def picture(items: Sequence[Spoorregel]) -> Beeld | None:
    """Return the picture of these lines in order of time, None when there are none."""
    if not items:
        return None
    days = [(day_of(item.regel.tijd), layer_of(item)) for item in items]
    unit, starts = _terms(days[0][0], days[-1][0])
    counts: dict[date, Counter[str]] = {start: Counter() for start in starts}
    for day, layer in days:
        counts[_start(day, unit)][layer] += 1
    top = _round_up(max(sum(found.values()) for found in counts.values()))
    bars = tuple(_bar(number, start, unit, counts[start], len(starts), top) for number, start in enumerate(starts))
    marks = tuple((value, _y(value, top)) for value in sorted({0, top // 2, top}))
    return Beeld(bars, marks, unit, _summary(items, days, counts, unit))


def layer_of(item: Spoorregel) -> str:
    """Return the layer of a line."""
    if item.regel.mislukt:
        return GEWEIGERD
    return VERKLAARD if item.uitleg.verklaard else ONVERKLAARD


def _terms(first: date, last: date) -> tuple[str, list[date]]:
    """Return what one bar stands for, so that they fit, and where each begins."""
    for unit in ("dag", "week", "maand"):
        starts = list(_starts(_start(first, unit), last, unit))
        if len(starts) <= MOST_BARS:
            return unit, starts
    return "jaar", list(_starts(_start(first, "jaar"), last, "jaar"))


def _start(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return {"dag": day, "maand": day.replace(day=1)}.get(unit, day.replace(month=1, day=1))


def _starts(first: date, last: date, unit: str) -> Iterator[date]:
    at = first
    while at <= last:
        yield at
        step = {"dag": 1, "week": 7, "maand": 32, "jaar": 367}[unit]
        at = _start(at + timedelta(days=step), unit)


def _bar(number: int, start: date, unit: str, counts: Counter[str], bars: int, top: int) -> Balk:
    room = (BREED - LINKS) / bars
    width = max(2.0, min(room * 0.7, 48.0))
    left = LINKS + number * room + (room - width) / 2
    blocks, below = [], 0
    for layer in LAGEN:
        if counts[layer]:
            high, low = _y(below + counts[layer], top), _y(below, top)
            blocks.append((layer, round(left, 1), round(high, 1), round(width, 1), round(low - high, 1)))
            below += counts[layer]
    every = max(1, -(-bars // 12))
    return Balk(
        _name(start, unit), _short(start, unit), dict(counts), tuple(blocks), left + width / 2, number % every == 0
    )


def _y(value: int, top: int) -> float:
    return ONDER - (ONDER - BOVEN) * value / top


def _round_up(value: int) -> int:
    step: int = 10 ** (len(str(value)) - 1)
    return max(2, next(times * step for times in (1, 2, 3, 4, 6, 8, 10) if times * step >= value))


def _name(start: date, unit: str) -> str:
    told = day_in_words(start)
    return {"dag": told, "week": f"week van {told}", "maand": told.partition(" ")[2]}.get(unit, str(start.year))


def _short(start: date, unit: str) -> str:
    return {"maand": f"{start.month}-{start.year}"}.get(
        unit, str(start.year) if unit == "jaar" else f"{start.day}-{start.month}"
    )


def _summary(
    items: Sequence[Spoorregel], days: Sequence[tuple[date, str]], counts: dict[date, Counter[str]], unit: str
) -> str:
    totals = Counter(layer for _, layer in days)
    parts = ", ".join(f"{totals[layer]} {layer}" for layer in LAGEN)
    busiest = max(counts, key=lambda start: (sum(counts[start].values()), start))
    lines = "Eén regel" if len(items) == 1 else f"{len(items)} regels"
    many = sum(counts[busiest].values())
    when = f"begon op {day_in_words(busiest)}" if unit == "week" else f"was {_name(busiest, unit)}"
    return (
        f"{lines} van {day_in_words(days[0][0])} tot en met {day_in_words(days[-1][0])}: {parts}. "
        f"De drukste {unit} {when}, met {many}."
    )
