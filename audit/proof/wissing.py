# SPDX-License-Identifier: EUPL-1.2
"""Erasures as lines of the log tell them: which openings were erased on an order, so that one that is gone is explained.

Invariants:
- Only the line of an erasure explains anything, and only for lines that stood in the log before it: a line of the same
  shard with a lower index, or any line of another shard.
- A line that is not whole explains nothing.

Norm: design.md 6 ("a missing opening is valid only if a later logged erasure order names it"). Pure. Whether the order was
signed by who may is checked before it is logged, and again by who holds the order (`core.keychain.wisbevel`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EVENT: Final = "beheer:opening:gewist"
KINDS: Final = frozenset({"feit", "persoon"})


@dataclass(frozen=True, slots=True)
class Wissing:
    """One erasure as its line says.

    Attributes:
        bevel: hex SHA-256 of the order.
        shard: whose lines.
        opening: "persoon" or "feit".
        regels: ranges of line numbers, each from and up to but not including.
        plaats: shard and index of the line that says so.
    """

    bevel: str
    shard: str
    opening: str
    regels: tuple[tuple[int, int], ...]
    plaats: tuple[str, int]

    def names(self, shard: str, index: int, kind: str) -> bool:
        """Tell whether this erasure explains that an opening is gone."""
        if (shard, kind) != (self.shard, self.opening) or (shard == self.plaats[0] and index >= self.plaats[1]):
            return False
        return any(start <= index < end for start, end in self.regels)


def read(feit: Mapping[str, Any], shard: str, index: int) -> Wissing | None:
    """Return the erasure that the line (shard, index) with this opened `feit` tells, None when it tells none."""
    if feit.get("gebeurtenis") != EVENT:
        return None
    bevel, about, kind = feit.get("bevel_sha256"), feit.get("shard_gewist"), feit.get("opening")
    ranges = _ranges(feit.get("regels"))
    if not isinstance(bevel, str) or not isinstance(about, str) or not isinstance(kind, str) or not ranges:
        return None
    return Wissing(bevel, about, kind, ranges, (shard, index)) if kind in KINDS else None


def covered(orders: Iterable[Wissing], shard: str, index: int, kind: str) -> bool:
    """Tell whether one of these erasures explains that this opening is gone. For many questions: `Wissingen`."""
    return any(order.names(shard, index, kind) for order in orders)


class Wissingen:
    """Many erasures, to be asked about many lines: one search per question, whatever the number of orders."""

    def __init__(self, orders: Iterable[Wissing] = ()) -> None:
        self._ranges: dict[tuple[str, str], list[tuple[int, int, Wissing]]] = defaultdict(list)
        self._reach: dict[tuple[str, str], list[int]] = {}
        for order in orders:
            self.add(order)

    def add(self, order: Wissing) -> None:
        """Take one more erasure."""
        key = (order.shard, order.opening)
        self._ranges[key] += [(start, end, order) for start, end in order.regels]
        self._reach.pop(key, None)

    def covers(self, shard: str, index: int, kind: str) -> bool:
        """Tell whether one of the erasures explains that this opening is gone."""
        key = (shard, kind)
        if key not in self._ranges:
            return False
        ranges = self._ranges[key]
        if key not in self._reach:
            ranges.sort(key=lambda item: item[:2])
            self._reach[key] = _furthest(ranges)
        at = bisect_right(ranges, index, key=lambda item: item[0]) - 1
        reach = self._reach[key]
        while at >= 0 and reach[at] > index:  # further back nothing reaches this line
            if ranges[at][2].names(shard, index, kind):
                return True
            at -= 1
        return False


def _furthest(ranges: list[tuple[int, int, Wissing]]) -> list[int]:
    """Return for each range the furthest end of it and all before it."""
    result: list[int] = []
    for _, end, _ in ranges:
        result.append(max(end, result[-1]) if result else end)
    return result


def _ranges(value: object) -> tuple[tuple[int, int], ...]:
    """Return the ranges when each is two whole numbers, the first the smaller; else nothing."""
    if not isinstance(value, list):
        return ()
    found = [tuple(item) for item in value if isinstance(item, list) and len(item) == 2]
    whole = [(a, b) for a, b in found if type(a) is int and type(b) is int and 0 <= a < b]
    return tuple(whole) if len(whole) == len(value) else ()
