# SPDX-License-Identifier: EUPL-1.2
"""The figures of one period and region: names, codes and counts.

Invariants:
- A telling that nothing was counted for is there, and empty: absent is zero, never an error.
- Nothing about a person is in it, nor the id of a casus or a record.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gep.cijfers.register import TELLINGEN

if TYPE_CHECKING:
    from gep.bron import Logstand
    from gep.periode import Periode


@dataclass
class Cijfers:
    """The figures of one period and region.

    Attributes:
        periode: the days that count.
        regio: the region, None for the whole country.
        standen: the checkpoints of the shards that were read.
        regels: lines that counted.
        gewist: lines whose readable part was erased; they cannot be placed in a period and count nowhere else.
    """

    periode: Periode
    regio: str | None
    standen: tuple[Logstand, ...]
    regels: int = 0
    gewist: int = 0
    tellingen: dict[str, Counter[tuple[str, ...]]] = field(
        default_factory=lambda: {name: Counter() for name in TELLINGEN}
    )

    def rows(self, telling: str) -> list[tuple[tuple[str, ...], int]]:
        """Return the rows of a figure, in the order of their codes."""
        return sorted(self.tellingen[telling].items())

    def total(self, telling: str, *start: str) -> int:
        """Return the sum of a figure over the rows whose codes begin with `start`."""
        return sum(count for key, count in self.tellingen[telling].items() if key[: len(start)] == start)

    def per(self, telling: str, place: int) -> Counter[str]:
        """Return a figure summed per code at `place`."""
        summed: Counter[str] = Counter()
        for key, count in self.tellingen[telling].items():
            summed[key[place]] += count
        return summed
