# SPDX-License-Identifier: EUPL-1.2
"""Another set of figures that fits everything that is shown just as well: the proof that a hidden figure stays hidden.

Invariants:
- What is given differs from the true figures in the cell that was asked for, keeps every relation, and gives the same
  cells a small count as the true ones: nobody who sees only what is shown can tell the two apart.
- It is found by trying, but it is checked whole before it is given: a fault in the search hides too much, never too
  little.

It chooses no cells by meaning; small figures are hidden first, because least is lost by them.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gep.document.verbanden import Plek, Verband

_TRIES: Final = 150
_WIDTH: Final = 10


@dataclass(frozen=True, slots=True)
class Stap:
    """How much some figures differ from the true ones so far, which relations that breaks, and what hiding them costs."""

    verschil: Mapping[Plek, int]
    open: Mapping[int, int]
    prijs: float

    @property
    def hope(self) -> float:
        """Return what is paid and what is still broken: the least is tried first."""
        return self.prijs + len(self.open) + len(self.verschil) / 10


class Uitwijk:
    """Looks for other figures that fit. Cells that must be equal are one figure, named by the first of them."""

    def __init__(
        self,
        waarden: Mapping[Plek, int],
        verbanden: Iterable[Verband],
        drempel: int,
        vast: frozenset[Plek] = frozenset(),
    ) -> None:
        self._waarden = waarden
        self._drempel = drempel
        self._verbanden = sorted(verbanden, key=lambda verband: [sorted(side) for side in verband])
        self._first = _equal(waarden, self._verbanden)
        self._same: defaultdict[Plek, list[Plek]] = defaultdict(list)
        for plek, first in self._first.items():
            self._same[first].append(plek)
        self._vast = frozenset(self._first[plek] for plek in vast)
        self.small = self._hidden(waarden)
        self._weights = list(dict.fromkeys(self._weighed(*verband) for verband in self._verbanden))
        self._of: defaultdict[Plek, list[tuple[int, int]]] = defaultdict(list)
        for number, weights in enumerate(self._weights):
            for first, weight in weights:
                self._of[first].append((number, weight))

    def _hidden(self, waarden: Mapping[Plek, int]) -> frozenset[Plek]:
        """Return the small cells, and every cell that must be equal to one."""
        return frozenset(other for plek in small(waarden, self._drempel) for other in self._same[self._first[plek]])

    def known(self, plek: Plek) -> bool:
        """Return whether every reader has this figure anyway: it is a public one, or must be equal to one."""
        return self._first[plek] in self._vast

    def find(self, plek: Plek, hidden: frozenset[Plek]) -> frozenset[Plek] | None:
        """Return cells that can differ together, this one among them, hiding little more than is hidden; None if none.

        First any change is tried, then only one way: one case more, or one less, in every sum that it is part of.
        """
        start = [change for change in (1, -1) if self._may(self._first[plek], change)]
        for changes, allowed in ((start, (1, -1)), *(([change], (change,)) for change in start)):
            found = self._search(plek, changes, allowed, hidden)
            if found is not None:
                return found
        return None

    def _search(
        self, plek: Plek, changes: Sequence[int], allowed: Sequence[int], hidden: frozenset[Plek]
    ) -> frozenset[Plek] | None:
        order = count()
        first = self._first[plek]
        start = [Stap({first: change}, self._open({first: change}), 0.0) for change in changes]
        queue = [(0.0, next(order), step) for step in start]
        seen: set[frozenset[tuple[Plek, int]]] = set()
        for _ in range(_TRIES):
            if not queue:
                return None
            _, _, step = heapq.heappop(queue)
            if not step.open and self._fits(changed := self._spread(step.verschil)):
                return frozenset(changed)
            for following in self._next(step, allowed, hidden) if step.open else ():
                if (cells := frozenset(following.verschil.items())) not in seen:
                    seen.add(cells)
                    heapq.heappush(queue, (following.hope, next(order), following))
        return None

    def linked(self, cells: Iterable[Plek]) -> frozenset[Plek]:
        """Return these cells with every cell that hangs together with them through relations."""
        found: set[Plek] = set()
        todo = [self._first[plek] for plek in cells]
        while todo:
            first = todo.pop()
            if first not in found:
                found.update(self._same[first])
                todo += [other for number, _ in self._of[first] for other, _ in self._weights[number]]
        return frozenset(found)

    def _weighed(self, left: frozenset[Plek], right: frozenset[Plek]) -> tuple[tuple[Plek, int], ...]:
        """Return a relation as figures with how often each counts; what stands on both sides falls away."""
        weights = Counter(self._first[plek] for plek in left)
        weights.subtract(self._first[plek] for plek in right)
        return tuple(sorted((first, weight) for first, weight in weights.items() if weight))

    def _open(self, verschil: Mapping[Plek, int]) -> dict[int, int]:
        """Return the relations that a change breaks, with by how much."""
        residual: Counter[int] = Counter()
        for first, change in verschil.items():
            for number, weight in self._of[first]:
                residual[number] += weight * change
        return {number: amount for number, amount in residual.items() if amount}

    def _next(self, step: Stap, allowed: Sequence[int], hidden: frozenset[Plek]) -> Iterator[Stap]:
        """Give the changes that mend one broken relation a little, the most promising first."""
        number = min(step.open, key=lambda n: (len(self._weights[n]), n))
        options = []
        for first, weight in self._weights[number]:
            change = -1 if (step.open[number] > 0) == (weight > 0) else 1
            if change in allowed and first not in step.verschil and self._may(first, change):
                verschil = {**step.verschil, first: change}
                options.append(Stap(verschil, self._open(verschil), step.prijs + self._price(first, hidden)))
        yield from sorted(options, key=lambda option: option.hope)[:_WIDTH]

    def _price(self, first: Plek, hidden: frozenset[Plek]) -> float:
        value = self._waarden[first]
        return sum(1 + value / (value + 1000) for plek in self._same[first] if plek not in hidden)

    def _may(self, first: Plek, change: int) -> bool:
        """Whether a figure can be this much other and each of its cells still be shown or hidden as it is."""
        value = self._waarden[first]
        if first in self._vast:
            return False
        if value < self._drempel:
            return first in self.small and 0 <= value + change < self._drempel
        return value + change >= self._drempel

    def _spread(self, verschil: Mapping[Plek, int]) -> dict[Plek, int]:
        return {plek: change for first, change in verschil.items() for plek in self._same[first]}

    def _fits(self, verschil: Mapping[Plek, int]) -> bool:
        other = {**self._waarden, **{plek: self._waarden[plek] + change for plek, change in verschil.items()}}
        kept = all(sum(other[p] for p in left) == sum(other[p] for p in right) for left, right in self._verbanden)
        return kept and self._hidden(other) == self.small


def _equal(waarden: Mapping[Plek, int], verbanden: Iterable[Verband]) -> dict[Plek, Plek]:
    """Return for each cell the first of all cells that must be equal to it."""
    first = {plek: plek for plek in waarden}

    def root(plek: Plek) -> Plek:
        while first[plek] != plek:
            plek = first[plek]
        return plek

    for left, right in verbanden:
        if len(left) == len(right) == 1:
            one, other = sorted((root(min(left)), root(min(right))))
            first[other] = one
    return {plek: root(plek) for plek in waarden}


def small(waarden: Mapping[Plek, int], drempel: int) -> frozenset[Plek]:
    """Return the cells that are hidden for being small: counts under the threshold, and zeros in a row of only such counts.

    A zero says that something happened to none. Alone in its row, or beside a large figure, it is about nobody in
    particular and stays. In a row where all others are small it would tell something about all of those few.
    """
    rows: defaultdict[tuple[int, int], int] = defaultdict(int)
    for plek, waarde in waarden.items():
        rows[plek[:2]] = max(rows[plek[:2]], waarde)
    return frozenset(
        plek for plek, waarde in waarden.items() if 0 < waarde < drempel or (waarde == 0 < rows[plek[:2]] < drempel)
    )
