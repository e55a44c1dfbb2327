# SPDX-License-Identifier: EUPL-1.2
"""Which figures follow from a piece of evidence: its counts, their sums per code, how many rows it has.

Invariants:
- A figure on the page follows from the values that its cell cites, by one of these steps and no other: a number that
  stands there, a number of rows, a sum over the rows that agree in some of their codes, or zero where none agree.
- So a figure that was altered is found without the record too, when it is no such number.

It does not say which figure is right: asking again does (`gep.geb.controleren`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def figures(waarden: Iterable[Any]) -> frozenset[int]:
    """Return every figure that follows from these values of evidence."""
    found = {0}
    for waarde in waarden:
        found.update(_standing(waarde))
        if rows := _rows(waarde):
            found.update(_sums(rows))
            found.update(_distinct(rows))
    return frozenset(found)


def _standing(waarde: Any) -> Iterator[int]:
    """Give the numbers that stand in a value, and how long its lists are."""
    if isinstance(waarde, bool):
        return
    if isinstance(waarde, int):
        yield waarde
    elif isinstance(waarde, (list, tuple)):
        yield len(waarde)
        for part in waarde:
            yield from _standing(part)
    elif isinstance(waarde, dict):
        yield len(waarde)
        for part in waarde.values():
            yield from _standing(part)


def _rows(waarde: Any) -> list[tuple[tuple[Any, ...], int]]:
    """Return a value as rows of codes with a count, empty when it is something else."""
    if not isinstance(waarde, list) or not all(isinstance(row, list) and row and _is_count(row[-1]) for row in waarde):
        return []
    if len({len(row) for row in waarde}) > 1:
        return []
    return [(tuple(row[:-1]), row[-1]) for row in waarde]


def _sums(rows: list[tuple[tuple[Any, ...], int]]) -> Iterator[int]:
    for places in _places(rows):
        summed: Counter[tuple[Any, ...]] = Counter()
        for key, count in rows:
            summed[tuple(key[place] for place in places)] += count
        yield from summed.values()


def _distinct(rows: list[tuple[tuple[Any, ...], int]]) -> Iterator[int]:
    """Give how many different codes stand at each place, over all rows and over those that agree at another."""
    for places in _places(rows):
        for place in range(len(rows[0][0])):
            seen: dict[tuple[Any, ...], set[Any]] = defaultdict(set)
            for key, _ in rows:
                seen[tuple(key[other] for other in places)].add(key[place])
            yield from (len(codes) for codes in seen.values())


def _places(rows: list[tuple[tuple[Any, ...], int]]) -> Iterator[tuple[int, ...]]:
    width = len(rows[0][0])
    for size in range(width + 1):
        yield from combinations(range(width), size)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
