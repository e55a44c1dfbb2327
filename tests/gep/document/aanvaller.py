# SPDX-License-Identifier: EUPL-1.2
"""Somebody who has a published document and wants to know what is hidden in it.

The attacker knows exactly how the tables hang together (which cells are sums of which counts), knows what 'minder dan'
and 'niet getoond' mean, and reasons with bounds until nothing changes any more. It uses nothing of the code under test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from gep.document.blokken import Onderdrukt

MUCH = 10**6


@dataclass
class Aanvaller:
    """Every count that exists behind a document, and every published cell as a sum of such counts."""

    drempel: int
    sums: list[tuple[frozenset[str], int | str]] = field(default_factory=list)

    def sees(self, atoms: frozenset[str], cel: int | str) -> None:
        """Note a published cell: the sum of these counts."""
        self.sums.append((atoms, cel))

    def bounds(self) -> list[tuple[int, int]]:
        """Return for each published cell the least and the most that it can be."""
        atoms = sorted(set().union(*(group for group, _ in self.sums)))
        at = dict.fromkeys(atoms, (0, MUCH))
        cells = [self._known(cel) for _, cel in self.sums]
        sets = [group for group, _ in self.sums]
        splits = [(a, b) for a in range(len(sets)) for b in range(len(sets)) if sets[b] < sets[a]]
        changed = True
        while changed:
            before = (dict(at), list(cells))
            for place, group in enumerate(sets):
                cells[place] = _meet(cells[place], _total(at, group))
                for atom in group:
                    rest = _total(at, group - {atom})
                    at[atom] = _meet(at[atom], (cells[place][0] - rest[1], cells[place][1] - rest[0]))
            for whole, part in splits:  # a whole minus a part is the sum of what is in the one and not in the other
                rest = _total(at, sets[whole] - sets[part])
                cells[part] = _meet(cells[part], (cells[whole][0] - rest[1], cells[whole][1] - rest[0]))
            changed = before != (at, cells)
        return cells

    def solved(self) -> list[bool]:
        """Return for each cell whether it follows from the shown ones by adding and subtracting alone."""
        shown = [group for group, cel in self.sums if not isinstance(cel, Onderdrukt)]
        basis = _reduced([_vector(group, self._atoms()) for group in shown])
        return [not any(_reduce(_vector(group, self._atoms()), basis)) for group, _ in self.sums]

    def _atoms(self) -> list[str]:
        return sorted(set().union(*(group for group, _ in self.sums)))

    def _known(self, cel: int | str) -> tuple[int, int]:
        if isinstance(cel, int):
            return (cel, cel)
        return (0, self.drempel - 1) if "minder" in cel else (0, MUCH)


def _total(at: dict[str, tuple[int, int]], group: frozenset[str]) -> tuple[int, int]:
    return sum(at[atom][0] for atom in group), sum(at[atom][1] for atom in group)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), min(one[1], other[1])


def _vector(group: frozenset[str], atoms: list[str]) -> list[Fraction]:
    return [Fraction(atom in group) for atom in atoms]


def _reduced(vectors: list[list[Fraction]]) -> list[tuple[int, list[Fraction]]]:
    basis: list[tuple[int, list[Fraction]]] = []
    for vector in vectors:
        left = _reduce(vector, basis)
        pivot = next((place for place, value in enumerate(left) if value), None)
        if pivot is not None:
            basis.append((pivot, [value / left[pivot] for value in left]))
    return basis


def _reduce(vector: list[Fraction], basis: list[tuple[int, list[Fraction]]]) -> list[Fraction]:
    for pivot, row in basis:
        factor = vector[pivot]
        vector = [value - factor * other for value, other in zip(vector, row, strict=True)]
    return vector
