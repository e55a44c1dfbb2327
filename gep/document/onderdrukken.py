# SPDX-License-Identifier: EUPL-1.2
"""Small counts do not leave the circle of officers: they are hidden, and so is whatever they could be computed from.

Invariants:
- A count from 1 up to the threshold is never shown, nor a zero in a row where all else is so small.
- For every hidden figure there is another set of figures that fits all that is shown (`gep.document.uitwijk`), over all
  tables, lists and pictures given together (`gep.document.verbanden`). Where none is found, every figure that hangs
  together is hidden: then twice as much of everything fits too. A zero is still a zero then, and is shown.
- The order of rows tells nothing: it is the order of their labels, or one that the table says does not rest on figures.
- A picture is drawn again from its table as shown, or left out when it cannot be drawn.

It reads figures only from cells: a figure inside a sentence is not seen, which is why none may stand there. What to do
with a decision that this hides is for people.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from gep.document import beelden
from gep.document.blokken import Beeld, Cijferlijst, Onderdrukt, Tabel
from gep.document.uitwijk import Uitwijk, small
from gep.document.verbanden import Raster, relations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gep.document.blokken import Blok, Cel
    from gep.document.verbanden import Plek

DREMPEL: Final = 5
AFGELEID: Final = Onderdrukt("niet getoond")


def suppress(blokken: Sequence[Blok], drempel: int = DREMPEL, openbaar: Sequence[Blok] = ()) -> tuple[Blok, ...]:
    """Return the blocks as they may leave the circle; give all blocks of a document at once.

    Args:
        blokken: all blocks of the document.
        drempel: the smallest count that is shown.
        openbaar: figures that every reader has anyway, such as the sizes of published checkpoints; they stay as they are.

    Raises:
        ValueError: the threshold protects nothing.
    """
    if drempel < 3:  # under 3 the only small count is 1, and hiding it says so
        raise ValueError("De drempel voor kleine aantallen is ten minste 3.")
    rasters = [raster for blok in blokken if (raster := _raster(blok)) is not None]
    known = [raster for blok in openbaar if (raster := _raster(blok)) is not None]
    hidden = _hidden(rasters, drempel, known)
    numbers = iter(range(len(rasters)))
    return tuple(blok if _raster(blok) is None else _shown(blok, next(numbers), hidden) for blok in blokken)


def explanation(drempel: int = DREMPEL) -> str:
    """Return what a reader must know about hidden figures."""
    return (
        f"Kleine aantallen zijn verborgen. Een aantal van 1 tot en met {drempel - 1} staat er als 'minder dan {drempel}'. "
        "Een nul kan er ook zo staan. Waar dat aantal anders te berekenen is, staat bij een ander aantal 'niet getoond'."
    )


def _raster(blok: Blok) -> Raster | None:
    match blok:
        case Beeld():
            return _raster(blok.tabel)
        case Tabel():
            return Raster(blok.koppen, blok.rijen, frozenset(blok.bewijs))
        case Cijferlijst():
            return Raster(("Wat", "Aantal"), blok.rijen, frozenset(blok.bewijs))
        case _:
            return None


def _hidden(rasters: Sequence[Raster], drempel: int, known: Sequence[Raster] = ()) -> dict[Plek, Onderdrukt]:
    """Return per hidden cell what stands there instead; the figures of `known` are given, and cannot be otherwise."""
    rasters, own = [*rasters, *known], len(rasters)
    values = dict(_values(rasters))
    if not small(values, drempel):
        return {}
    vast = frozenset(plek for plek in values if plek[0] >= own)
    uitwijk = Uitwijk(values, relations(rasters, drempel), drempel, vast)
    shown = dict.fromkeys(uitwijk.small, Onderdrukt(f"minder dan {drempel}"))
    todo = sorted(plek for plek in shown if not uitwijk.known(plek))
    safe: set[Plek] = set()
    while todo:
        plek = todo.pop()
        if plek in safe:
            continue
        found = uitwijk.find(plek, frozenset(shown))
        if found is None:
            found = _together(uitwijk, plek)
            shown |= {cell: AFGELEID for cell in found if values[cell]}
            for cell in found:
                if not values[cell]:  # beside what is not shown at all a zero no longer speaks about a few
                    shown.pop(cell, None)
        else:
            shown |= {cell: AFGELEID for cell in found if cell not in shown}
        safe |= found
    return shown


def _together(uitwijk: Uitwijk, plek: Plek) -> frozenset[Plek]:
    """Return every cell that hangs together with this one, through relations or as small cells of one row."""
    found = frozenset({plek})
    while True:
        rows = {cell[:2] for cell in uitwijk.linked(found)}
        wider = uitwijk.linked(found) | {cell for cell in uitwijk.small if cell[:2] in rows}
        if wider == found:
            return found
        found = wider


def _values(rasters: Sequence[Raster]) -> Iterator[tuple[Plek, int]]:
    for number, raster in enumerate(rasters):
        for rij, cells in enumerate(raster.rijen):
            for kolom in raster.figures(rij):
                cel = cells[kolom]
                if not isinstance(cel, int):
                    raise TypeError("Deze blokken zijn al onderdrukt.")
                yield (number, rij, kolom), cel


def _shown(blok: Blok, number: int, hidden: dict[Plek, Onderdrukt]) -> Blok:
    if not any(plek[0] == number for plek in hidden):
        return blok
    if isinstance(blok, Beeld):
        return _drawn_again(blok, _table(blok.tabel, number, hidden))
    if isinstance(blok, Cijferlijst):
        rows = [(label, hidden.get((number, rij, 1), cel)) for rij, (label, cel) in enumerate(blok.rijen)]
        return replace(blok, rijen=tuple(rows))
    assert isinstance(blok, Tabel)
    return _table(blok, number, hidden)


def _table(tabel: Tabel, number: int, hidden: dict[Plek, Onderdrukt]) -> Tabel:
    rows: list[tuple[Cel, ...]] = [
        tuple(hidden.get((number, rij, kolom), cel) for kolom, cel in enumerate(cells))
        for rij, cells in enumerate(tabel.rijen)
    ]
    return replace(tabel, rijen=tuple(rows if tabel.vaste_volgorde else sorted(rows, key=_by_labels)))


def _by_labels(rij: tuple[Cel, ...]) -> tuple[object, ...]:
    """Order by words, with the numbers inside them as numbers; totals last."""
    words = [str(cel).casefold() for cel in rij if isinstance(cel, str) and not isinstance(cel, Onderdrukt)]
    parts = [
        tuple((digits, int("".join(run)) if digits else 0, "" if digits else "".join(run)) for digits, run in runs)
        for runs in (((is_, list(chars)) for is_, chars in groupby(word, key=_is_digit)) for word in words)
    ]
    return any(word.startswith("totaal") for word in words), parts


def _is_digit(char: str) -> bool:
    return re.fullmatch("[0-9]", char) is not None


def _drawn_again(beeld: Beeld, tabel: Tabel) -> Blok:
    """Return the picture of what is shown; only the table where it is not known how it was drawn."""
    return beelden.draw(beeld.vorm, tabel) if beeld.vorm else tabel
