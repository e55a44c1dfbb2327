# SPDX-License-Identifier: EUPL-1.2
"""Measuring two things in turns, and what comes out: ratios pair by pair, with their spread.

Invariants:
- One round is ours and theirs straight after each other, the order swapped every round; a ratio is made per round.
- The result is the median of those ratios. Rounds go on until the median is narrow or the time is up; the spread is
  reported, so a noisy machine shows.
"""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.rows import Row

NARROW = 0.02  # relative error of the median at which more rounds tell nothing new
LEAST_ROUNDS = 9  # before the spread is believed
FEWEST_ROUNDS = 3  # also when the time is up


@dataclass(frozen=True, slots=True)
class Effort:
    """How much may be spent: `seconds` per row, and which counts (tiny in the smoke test, large in `make bench-large`)."""

    seconds: float
    quick: bool
    large: bool = False

    def count(self, normal: int, quick: int, large: int | None = None) -> int:
        """Return a count of work for this effort; without `large` a row is the same in the large bench."""
        if self.large and large is not None:
            return large
        return quick if self.quick else normal


NORMAL = Effort(seconds=15.0, quick=False)
LARGE = Effort(seconds=60.0, quick=False, large=True)
QUICK = Effort(seconds=0.2, quick=True)


@dataclass(frozen=True, slots=True)
class Result:
    """One measured row: the ratio, and the numbers it rests on."""

    ratio: float
    detail: dict[str, Any] = field(default_factory=dict)

    def to_json(self, row: Row) -> dict[str, Any]:
        """Return the entry of `bench.json`."""
        return {
            "ratio": round(self.ratio, 4),
            "against": row.against,
            "target": row.target,
            "better": row.better,
            "detail": self.detail,
        }


def in_turns(ours: Callable[[], float], theirs: Callable[[], float], effort: Effort) -> tuple[list[float], list[float]]:
    """Take samples of both in turns; each callable does its work once and returns its number (seconds, or a rate)."""
    mine: list[float] = []
    other: list[float] = []
    end = time.perf_counter() + effort.seconds
    ours(), theirs()  # warm caches, imports and connections; not counted
    while True:
        if len(mine) % 2:
            other.append(theirs())
            mine.append(ours())
        else:
            mine.append(ours())
            other.append(theirs())
        late = time.perf_counter() > end and len(mine) >= (1 if effort.quick else FEWEST_ROUNDS)
        if late or (len(mine) >= LEAST_ROUNDS and error_of(ratios(mine, other)) < NARROW):
            return mine, other


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Return ours over theirs, pair by pair."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]


def error_of(values: Sequence[float]) -> float:
    """Return the relative standard error of the median, from the spread between the quartiles."""
    if len(values) < 4:
        return math.inf
    low, middle, high = statistics.quantiles(values, n=4)
    return 1.253 * (high - low) / 1.349 / math.sqrt(len(values)) / middle


def result(ours: Sequence[float], theirs: Sequence[float], unit: str, **detail: Any) -> Result:
    """Return the row for two series of samples in `unit`."""
    pairs = ratios(ours, theirs)
    low, _, high = statistics.quantiles(pairs, n=4) if len(pairs) > 1 else (pairs[0],) * 3
    return Result(
        statistics.median(pairs),
        {
            f"ours_{unit}": number(statistics.median(ours)),
            f"theirs_{unit}": number(statistics.median(theirs)),
            "rounds": len(pairs),
            "quartiles": [round(low, 4), round(high, 4)],
            **detail,
        },
    )


def number(value: float) -> float:
    """Return a value with four significant digits."""
    return float(f"{value:.4g}")


def timed(work: Callable[[], object], times: int) -> Callable[[], float]:
    """Return a sampler: microseconds for one `work`, averaged over `times` of them."""

    def sample() -> float:
        start = time.perf_counter()
        for _ in range(times):
            work()
        return (time.perf_counter() - start) / times * 1e6

    return sample
