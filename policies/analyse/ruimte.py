# SPDX-License-Identifier: EUPL-1.2
"""All requests at once: which candidate rows every combination of codes and days has.

Purpose: a closed vocabulary makes every question about the rules finite. Some hundred rows over millions of requests
come down to a few hundred different sets of candidate rows; this module finds them all, exactly, in milliseconds.

How: per column, codes that the same rows hold fall in one class. Going column by column, only the set of rows that is
still possible matters, so equal sets are visited once (a decision diagram over the columns).

Invariants:
    * every request with known codes lies in exactly one path; nothing is sampled or left out;
    * days are whole periods between the dates that occur in rows; the first period has no begin (`0001-01-01`);
    * the outcome depends on the candidates and the facts alone, so what holds for a path holds for its requests.

Norm: reference/policy-engine.md 4d. Does not: weigh facts (`policies.analyse.gedrag`) or use casbin; a test holds
its candidates against those of the sealed enforcer.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final, TypeVar

from policies.groups import Closure
from policies.loader import Checked
from policies.rows import Row

# The order in which rows differ most: fewest sets in between.
VELDEN: Final = ("handeling", "fase", "aan", "wat", "wie", "doel", "datum")
KOLOM: Final = {"wie": "wie", "aan": "wie", "wat": "wat", "handeling": "handeling", "doel": "doel", "fase": "fase"}
BEGIN: Final = "0001-01-01"
_END: Final = "9999-12-31"
Selectie = Mapping[str, frozenset[str]]
Label = TypeVar("Label", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Blok:
    """A block of requests: per column the codes (for `datum` the first days of periods) in any combination."""

    cellen: Mapping[str, frozenset[str]]

    def example(self) -> dict[str, str]:
        """One request of the block, the same one each time."""
        return {veld: min(codes) if veld != "datum" else max(codes) for veld, codes in self.cellen.items()}


@dataclass(frozen=True, slots=True)
class Regels:
    """Rows with the groups they are read by."""

    rijen: tuple[Row, ...]
    closure: Closure


class Ruimte:
    """The space of all requests over one or more rule sets (two: to compare them)."""

    def __init__(self, codes: Mapping[str, Iterable[str]], *sets: Regels) -> None:
        """Divide the columns in classes; `codes` are the leaf codes per column (see `codes_of`)."""
        self.rijen: tuple[Row, ...] = tuple(row for one in sets for row in one.rijen)
        self.maskers: tuple[int, ...] = _set_masks(sets)
        self.codes = {kolom: tuple(leaves) for kolom, leaves in codes.items()}
        self._of_code: dict[str, dict[str, int]] = {
            veld: _code_masks(veld, self.codes, sets) for veld in VELDEN if veld != "datum"
        }
        self._of_code["datum"] = _day_masks(self.rijen)

    @classmethod
    def of(cls, *checked: Checked) -> "Ruimte":
        """The space of checked rule sets, over the codes that any of them knows."""
        return cls(codes_of(*checked), *(Regels(one.rows, one.closure) for one in checked))

    @cached_property
    def alles(self) -> int:
        """The mask of all rows."""
        return (1 << len(self.rijen)) - 1

    @cached_property
    def klassen(self) -> Mapping[str, tuple[frozenset[str], ...]]:
        """Per column the classes of codes that the same rows hold."""
        return {veld: tuple(_classes(self._of_code[veld], None).values()) for veld in VELDEN}

    def rows_of(self, mask: int) -> tuple[Row, ...]:
        """The rows of a mask, in order."""
        return tuple(row for i, row in enumerate(self.rijen) if mask >> i & 1)

    def candidates(self, cel: Mapping[str, str]) -> int:
        """The mask of rows that fit one request; `datum` an ISO day."""
        mask = self.alles
        for veld, code in cel.items():
            mask &= self._of_code[veld].get(self.period(code) if veld == "datum" else code, 0)
        return mask

    def period(self, day: str) -> str:
        """The first day of the period in which a day lies."""
        return max(first for first in self._of_code["datum"] if first <= day)

    def codes_of_column(self, veld: str) -> tuple[str, ...]:
        """Every code of a column, for `datum` the first day of every period."""
        return tuple(self._of_code[veld])

    def endpoints(self, selectie: Selectie | None = None) -> dict[int, dict[str, str]]:
        """Every set of candidates (as a mask) that some request of the selection has, with one such request."""
        found: dict[int, dict[str, str]] = {self.alles: {}}
        for veld in VELDEN:
            masks = _classes(self._of_code[veld], (selectie or {}).get(veld))
            grown: dict[int, dict[str, str]] = {}
            for mask, cel in found.items():
                for own, codes in masks.items():
                    grown.setdefault(mask & own, {**cel, veld: max(codes) if veld == "datum" else min(codes)})
            found = grown
        return found

    def blocks(
        self,
        label: Callable[[int], Label | None],
        selectie: Selectie | None = None,
        orders: Sequence[Sequence[str]] | None = None,
    ) -> list[tuple[Blok, Label]]:
        """Divide the selection in few blocks with the same label; requests with label None are left out.

        Args:
            label: the label of a mask of candidates; called once per mask.
            selectie: per column the codes that count (default: all).
            orders: orders of the columns to try; the one with the fewest blocks wins.
        """
        known: dict[int, Label | None] = {}

        def cached(mask: int) -> Label | None:
            if mask not in known:
                known[mask] = label(mask)
            return known[mask]

        tries = [self._blocks(cached, selectie or {}, order) for order in orders or _orders()]
        return min(tries, key=len)

    def _blocks(
        self, label: Callable[[int], Label | None], selectie: Selectie, order: Sequence[str]
    ) -> list[tuple[Blok, Label]]:
        columns = [_classes(self._of_code[veld], selectie.get(veld)) for veld in order]
        memo: dict[tuple[int, int], object] = {}

        def build(level: int, mask: int) -> object:
            if level == len(order):
                return _Leaf(label(mask))
            if (level, mask) not in memo:
                merged: dict[object, frozenset[str]] = {}
                for own, codes in columns[level].items():
                    child = build(level + 1, mask & own)
                    merged[child] = merged.get(child, frozenset()) | codes
                memo[level, mask] = frozenset(merged.items())
            return memo[level, mask]

        return _merge(
            [(Blok(dict(zip(order, path, strict=True))), found) for path, found in _paths(build(0, self.alles))]
        )


@dataclass(frozen=True, slots=True)
class _Leaf:
    """The end of a path."""

    label: Hashable


def _paths(node: object) -> Iterator[tuple[tuple[frozenset[str], ...], Any]]:
    if isinstance(node, _Leaf):
        if node.label is not None:
            yield (), node.label
        return
    assert isinstance(node, frozenset)
    for child, codes in node:
        for path, label in _paths(child):
            yield (codes, *path), label


def _merge(blocks: list[tuple[Blok, Label]]) -> list[tuple[Blok, Label]]:
    """Join blocks with the same label that differ in one column only, until none is left."""
    while True:
        before = len(blocks)
        for veld in VELDEN:
            joined: dict[tuple[Hashable, ...], tuple[Blok, Label]] = {}
            for blok, label in blocks:
                key = (label, *(codes for name, codes in sorted(blok.cellen.items()) if name != veld))
                other = joined.get(key)
                codes = blok.cellen[veld] | (other[0].cellen[veld] if other else frozenset())
                joined[key] = (Blok({**blok.cellen, veld: codes}), label)
            blocks = list(joined.values())
        if len(blocks) == before:
            return sorted(blocks, key=lambda found: [sorted(found[0].cellen[veld]) for veld in VELDEN])


def _orders() -> list[tuple[str, ...]]:
    return [VELDEN[i:] + VELDEN[:i] for i in range(len(VELDEN))]


def codes_of(*checked: Checked) -> dict[str, tuple[str, ...]]:
    """The leaf codes per column that any of these rule sets knows, in the order of their vocabularies."""
    return {
        kolom: tuple(dict.fromkeys(code for one in checked for code in one.vocabulary.codes[kolom]))
        for kolom in dict.fromkeys(KOLOM.values())
    }


def _set_masks(sets: Sequence[Regels]) -> tuple[int, ...]:
    masks, start = [], 0
    for one in sets:
        masks.append(((1 << len(one.rijen)) - 1) << start)
        start += len(one.rijen)
    return tuple(masks)


def _code_masks(veld: str, codes: Mapping[str, tuple[str, ...]], sets: Sequence[Regels]) -> dict[str, int]:
    kolom = KOLOM[veld]
    masks = dict.fromkeys((*codes[kolom], *(("-",) if veld == "aan" else ())), 0)
    place = 0
    for one in sets:
        for row in one.rijen:
            for leaf in one.closure.leaves(kolom, getattr(row, veld)):
                if leaf in masks:
                    masks[leaf] |= 1 << place
            place += 1
    return masks


def _day_masks(rows: Sequence[Row]) -> dict[str, int]:
    first_days = {BEGIN, *(row.van for row in rows), *(_after(row.tm) for row in rows if row.tm < _END)}
    return {day: sum(1 << i for i, row in enumerate(rows) if row.van <= day <= row.tm) for day in sorted(first_days)}


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _classes(masks: Mapping[str, int], chosen: frozenset[str] | None) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for code, mask in masks.items():
        if chosen is None or code in chosen:
            found.setdefault(mask, set()).add(code)
    return {mask: frozenset(codes) for mask, codes in found.items()}
