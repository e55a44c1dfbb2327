# SPDX-License-Identifier: EUPL-1.2
"""How the figures of a document hang together: what anyone can add up from what stands in it.

Invariants:
- A relation says that two sets of cells have the same sum. Only relations that hold in the true figures are given: who
  reasons with another one finds nothing true by it.
- When in doubt a relation is taken to be known. Too many relations only hide more; too few would let someone compute.

What is taken as known: rows and columns that are totals, by their name or because they add up; and between two tables
or lists the sums over the same labels, where they share evidence or the sum is at least the threshold. It suppresses
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Final

from gep.document.blokken import is_figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gep.document.blokken import Cel

TOTALS: Final = ("totaal", "samen", "alle ", "alles")
_MOST_LABELS, _MOST_COLUMNS = 6, 8

Plek = tuple[int, int, int]  # table, row, column
Verband = tuple[frozenset[Plek], frozenset[Plek]]


@dataclass(frozen=True, slots=True)
class Raster:
    """A table or list as cells: what stands in it, and from which evidence."""

    koppen: tuple[str, ...]
    rijen: tuple[tuple[Cel, ...], ...]
    bewijs: frozenset[str]

    def figures(self, rij: int) -> list[int]:
        """Return the columns of a row in which a figure stands."""
        return [kolom for kolom, cel in enumerate(self.rijen[rij]) if is_figure(cel)]

    def labels(self, rij: int) -> list[str]:
        """Return the words of a row."""
        return [str(cel) for cel in self.rijen[rij] if not is_figure(cel)]


@dataclass(frozen=True, slots=True)
class _Groep:
    """Cells of one table that are added up, under the labels they share."""

    raster: int
    cellen: frozenset[Plek]
    som: int
    geheel: bool


def relations(rasters: Sequence[Raster], drempel: int) -> frozenset[Verband]:
    """Return every relation that is taken as known."""
    found: set[Verband] = set()
    by_key: defaultdict[frozenset[str], list[_Groep]] = defaultdict(list)
    columns: list[tuple[frozenset[str], str, _Groep]] = []
    for number, raster in enumerate(rasters):
        found.update(_totals(number, raster))
        for key, head, groep in _groups(number, raster):
            if head is None:
                by_key[key].append(groep)
            else:
                columns.append((key, head, groep))
    bare = [(key, groep) for key, head, groep in columns if not (key and _crossed(by_key[key | {head}], groep))]
    for key, groep in [*bare, *((key | {head}, groep) for key, head, groep in columns)]:
        by_key[key].append(groep)
    for key, groups in by_key.items():
        found.update(_shared(rasters, groups, drempel, total=not key))
    return frozenset(found)


def is_total(label: str) -> bool:
    """Return whether a row or column is a total by its name."""
    return label.casefold().startswith(TOTALS)


def _value(raster: Raster, rij: int, kolom: int) -> int:
    cel = raster.rijen[rij][kolom]
    assert isinstance(cel, int)
    return cel


def _shared(rasters: Sequence[Raster], groups: list[_Groep], drempel: int, *, total: bool) -> Iterator[Verband]:
    """Give the pairs of groups of two tables under one key that have the same sum."""
    by_sum: defaultdict[int, list[_Groep]] = defaultdict(list)
    for groep in groups:
        by_sum[groep.som].append(groep)
    if total:
        by_sum.pop(0, None)  # nothing happened in either: no relation by that alone
    for som, same in by_sum.items():
        # a single cell can be the total of another table, but two single cells without a shared label are strangers
        leads = [groep for groep in same if groep.geheel] if total else same
        for one, other in product(leads, same):
            if one.raster != other.raster and (
                som >= drempel or rasters[one.raster].bewijs & rasters[other.raster].bewijs
            ):
                yield (one.cellen, other.cellen) if one.raster < other.raster else (other.cellen, one.cellen)


def _crossed(finer: list[_Groep], groep: _Groep) -> bool:
    """Whether the rows of another table know these cells by their row and their head: then the head is a label too.

    Such a cell is only a part of its row, and equals the sum of that row only where the rest is zero.
    """
    return any(other.raster != groep.raster and other.som == groep.som for other in finer)


def _groups(number: int, raster: Raster) -> Iterator[tuple[frozenset[str], str | None, _Groep]]:
    """Give the sums that can be made within one table: the labels that the cells share, the head of their column."""
    for (key, _, kolom), cells in _sets(number, raster).items():
        groep = _Groep(number, frozenset(cells), sum(_value(raster, r, k) for _, r, k in cells), not key)
        yield key, None if kolom is None else raster.koppen[kolom], groep
    for rij in range(len(raster.rijen)):
        for kolom in raster.figures(rij):
            cell = frozenset({(number, rij, kolom)})
            yield frozenset(), None, _Groep(number, cell, _value(raster, rij, kolom), geheel=False)


_Key = tuple[frozenset[str], tuple[int, ...], int | None]


def _sets(number: int, raster: Raster) -> dict[_Key, set[Plek]]:
    """Return cells by labels, by where those labels stand, and by column (None: over all columns)."""
    sets: defaultdict[_Key, set[Plek]] = defaultdict(set)
    for rij, cells in enumerate(raster.rijen):
        words = [(kolom, str(cel)) for kolom, cel in enumerate(cells) if not is_figure(cel)]
        named = [(kolom, word) for kolom, word in words if not is_total(word)]
        total = len(named) < len(words)
        for chosen in [tuple(named)] if total else _subsets(named):
            key = frozenset(word for _, word in chosen)
            where = (-1 - rij,) if total else tuple(kolom for kolom, _ in chosen)  # a total stands by itself
            for kolom in raster.figures(rij):
                sets[key, where, kolom].add((number, rij, kolom))
                if not is_total(raster.koppen[kolom]):
                    sets[key, where, None].add((number, rij, kolom))
                    if not total:
                        sets[key, (), None].add((number, rij, kolom))
    return sets


def _subsets(labels: list[tuple[int, str]]) -> Iterator[tuple[tuple[int, str], ...]]:
    sizes = range(len(labels) + 1) if len(labels) <= _MOST_LABELS else (0, 1, 2, len(labels))
    for size in sizes:
        yield from combinations(labels, size)


def _totals(number: int, raster: Raster) -> Iterator[Verband]:
    yield from _total_rows(number, raster)
    yield from _total_columns(number, raster)


def _total_rows(number: int, raster: Raster) -> Iterator[Verband]:
    """Give the rows that are the sum of others: by name of those with the same labels, else of all of them."""
    rows = range(len(raster.rijen))
    for total in rows:
        named = {label for label in raster.labels(total) if not is_total(label)}
        by_name = len(named) < len(raster.labels(total))
        others = [rij for rij in rows if rij != total and (not by_name or _adds_to(raster.labels(rij), named))]
        pairs = [
            ((number, total, kolom), frozenset((number, rij, kolom) for rij in others if kolom in raster.figures(rij)))
            for kolom in raster.figures(total)
        ]
        if len(others) > 1 or by_name:
            yield from _adding_up(raster, pairs)


def _adds_to(labels: list[str], named: set[str]) -> bool:
    return named <= set(labels) and not any(map(is_total, labels))


def _total_columns(number: int, raster: Raster) -> Iterator[Verband]:
    """Give the columns that are in every row a sum: by name of all others, else of some of them."""
    rows = [rij for rij in range(len(raster.rijen)) if raster.figures(rij)]
    heads = {kolom for rij in rows for kolom in raster.figures(rij)}
    # a column of zeros fits in every sum: it tells nothing, unless its name says that it is the total
    filled = {k for k in heads if any(k in raster.figures(rij) and _value(raster, rij, k) for rij in rows)}
    for total in heads:
        by_name = is_total(raster.koppen[total])
        if by_name:
            yield from _column_pairs(number, raster, rows, total, {k for k in heads if not is_total(raster.koppen[k])})
        others = filled - {total}
        if total in filled or by_name:
            sizes = range(1 if by_name else 2, len(others) + 1) if len(heads) <= _MOST_COLUMNS else (len(others),)
            for size in sizes:
                for parts in combinations(sorted(others), size):
                    yield from _column_pairs(number, raster, rows, total, set(parts))


def _column_pairs(number: int, raster: Raster, rows: list[int], total: int, parts: set[int]) -> Iterator[Verband]:
    pairs = [
        ((number, rij, total), frozenset((number, rij, k) for k in parts if k in raster.figures(rij)))
        for rij in rows
        if total in raster.figures(rij)
    ]
    yield from _adding_up(raster, pairs)


def _adding_up(raster: Raster, pairs: list[tuple[Plek, frozenset[Plek]]]) -> Iterator[Verband]:
    """Give the pairs of a total and its parts, when all of them add up and something was counted at all."""
    sums = [(_value(raster, *total[1:]), sum(_value(raster, *part[1:]) for part in parts)) for total, parts in pairs]
    if all(total == som for total, som in sums) and any(total for total, _ in sums):
        yield from ((frozenset({total}), parts) for total, parts in pairs if parts)
