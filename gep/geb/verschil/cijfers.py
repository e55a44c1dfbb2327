# SPDX-License-Identifier: EUPL-1.2
"""Evidence of two editions beside each other: figures that went up or down, and evidence that came or vanished.

Invariants:
- Evidence is matched by its id, which is the same for the same question in every edition.
- A value that was left out because small counts are suppressed is never guessed: it is told as not comparable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gep.geb.verschil.zin import Zin, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Veranderd:
    """A piece of evidence whose counts changed: the sums of both, and the rows that differ."""

    id: str
    uitleg: str
    toen: int
    nu: int
    rijen: tuple[tuple[tuple[str, ...], int, int], ...]

    @property
    def zin(self) -> Zin:
        """The change in a sentence."""
        if self.toen == self.nu:
            text = f"Bewijs {self.id} telt op tot hetzelfde, {self.nu}, maar is anders verdeeld."
        else:
            way = "meer" if self.nu > self.toen else "minder"
            text = f"Bewijs {self.id} ging van {self.toen} naar {self.nu}: {abs(self.nu - self.toen)} {way}."
        return Zin("cijfers", text, str(self.toen), str(self.nu), self.id)

    def to_json(self) -> dict[str, Any]:
        """Return it as `--json` shows it."""
        rows = [{"codes": list(key), "eerst": before, "later": after} for key, before, after in self.rijen]
        return {"bewijs": self.id, "uitleg": self.uitleg, "eerst": self.toen, "later": self.nu, "rijen": rows}


def changes(eerst: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Veranderd]:
    """Yield every piece of evidence with counts that changed."""
    before, after = by_id(eerst), by_id(later)
    for id_ in (id_ for id_ in before if id_ in after):
        old, new = counts(before[id_]["waarde"]), counts(after[id_]["waarde"])
        if old is None or new is None or old == new:
            continue
        keys = sorted({*old, *new})
        rows = tuple((key, old.get(key, 0), new.get(key, 0)) for key in keys if old.get(key, 0) != new.get(key, 0))
        yield Veranderd(id_, after[id_]["uitleg"], sum(old.values()), sum(new.values()), rows)


def evidence(eerst: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Zin]:
    """Yield which evidence came, which vanished, and which cannot be compared."""
    before, after = by_id(eerst), by_id(later)
    if gone := [id_ for id_ in before if id_ not in after]:
        yield Zin("bewijs", f"Dit bewijs is er niet meer: {listed(gone)}.")
    if new := [id_ for id_ in after if id_ not in before]:
        yield Zin("bewijs", f"Dit bewijs is nieuw: {listed(new)}.")
    both = [id_ for id_ in before if id_ in after]
    if hidden := [id_ for id_ in both if None in (before[id_]["waarde"], after[id_]["waarde"])]:
        yield Zin("bewijs", f"Dit bewijs is niet te vergelijken, want aantallen zijn weggelaten: {listed(hidden)}.")
    other = [id_ for id_ in both if _differs(before[id_]["waarde"], after[id_]["waarde"])]
    if other:
        yield Zin("bewijs", f"Dit bewijs zegt iets anders, zonder dat het telt: {listed(other)}.")


def by_id(bewijs: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the pieces of evidence by their id."""
    return {item["id"]: item for item in bewijs["bewijzen"]}


def counts(waarde: Any) -> dict[tuple[str, ...], int] | None:
    """Return a value as counts by codes, None when it is something else."""
    if not isinstance(waarde, list) or not all(_is_row(row) for row in waarde):
        return None
    return {tuple(map(str, row[:-1])): row[-1] for row in waarde}


def _is_row(row: Any) -> bool:
    return isinstance(row, list) and bool(row) and type(row[-1]) is int and all(isinstance(x, str) for x in row[:-1])


def _differs(old: Any, new: Any) -> bool:
    return None not in (old, new) and old != new and (counts(old) is None or counts(new) is None)
