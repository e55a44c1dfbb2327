# SPDX-License-Identifier: EUPL-1.2
"""Which rows can match a request at all: one bit per row, one mask per value, derived from the matcher.

Purpose: of thousands of rows only a handful reaches casbin.

Invariants:
    * made from the plan of the compiled matcher, so it is a necessary condition of it: it may keep a
      row too many, never drop one that would match;
    * an unknown value gives no rows; sealed after construction.

Norm: reference/policy-engine.md 4c step 2 and 3. Does not: look at facts; casbin does.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from policies.giveway import give_way
from policies.groups import KOLOM_VAN, Closure
from policies.matcher import Conjunct
from policies.rows import Row


class BitIndex:
    """Masks over `rows`, bit i standing for row i."""

    __slots__ = ("_all", "_day", "_days", "_roles")

    def __init__(self, rows: Sequence[Row], plan: Sequence[Conjunct], closure: Closure, request: Sequence[str]) -> None:
        """Build the masks; `request` is the order of the request columns."""
        self._all = (1 << len(rows)) - 1
        self._roles = tuple(
            (request.index(part.vraag), _role_masks(rows, part, closure)) for part in plan if part.soort == "rol"
        )
        self._day = request.index("datum")
        self._days = tuple(
            (part.soort == "vanaf", *_date_masks([getattr(row, part.regel) for row in rows], part.soort == "vanaf"))
            for part in plan
            if part.soort in ("vanaf", "totenmet")
        )

    def candidates(self, request: Sequence[Any]) -> list[int]:
        """The numbers of the rows that can match, highest first."""
        mask, day = self._all, request[self._day]
        for position, table in self._roles:
            mask &= table.get(request[position], 0)
        for start, bounds, masks in self._days:
            mask &= masks[(bisect_right if start else bisect_left)(bounds, day)]
        return _bits(mask)


def _bits(mask: int) -> list[int]:
    """Highest first, because what is left of the mask then shrinks."""
    found: list[int] = []
    while mask:
        number = mask.bit_length() - 1
        found.append(number)
        mask ^= 1 << number
    return found


def _role_masks(rows: Sequence[Row], part: Conjunct, closure: Closure) -> dict[str, int]:
    kolom = KOLOM_VAN[part.functie]
    per_cell: dict[str, int] = {}
    for i, row in enumerate(give_way(rows, 64)):
        cell = getattr(row, part.regel)
        per_cell[cell] = per_cell.get(cell, 0) | 1 << i
    masks: dict[str, int] = {}
    for cell, mask in give_way(per_cell.items(), 64):
        for leaf in closure.leaves(kolom, cell):
            masks[leaf] = masks.get(leaf, 0) | mask
    return masks


def _date_masks(values: Sequence[str], start: bool) -> tuple[list[str], list[int]]:  # noqa: FBT001 - internal
    """Bounds and, per place between them, the rows that run then.

    With `start` the place is `bisect_right` (rows whose van <= day), else `bisect_left` (rows whose
    tm >= day).
    """
    bounds = sorted(set(values))
    at: dict[str, int] = {}
    for i, value in enumerate(values):
        at[value] = at.get(value, 0) | 1 << i
    masks = [0]
    for bound in bounds if start else reversed(bounds):
        masks.append(masks[-1] | at[bound])
    return bounds, masks if start else masks[::-1]
