# SPDX-License-Identifier: EUPL-1.2
"""Which answers of an edition are stale: the same questions, asked now, give something else.

Invariants:
- Evidence is laid beside evidence by its id. What was altered in the edition is not blamed on time: the state that the
  edition cites, asked again, stands on the other side.
- One finding per section, with every piece of evidence in it that changed.

Norm: issue "GEP" ("visibly stale when practice drifts"). Whether a stale answer matters is for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gep.geb.controle.bevinding import Bevinding, Soort
from gep.geb.herzien import titles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NIEUW, WEG, ANDERS = "nieuw", "weg", "anders"


@dataclass(frozen=True, slots=True)
class Verandering:
    """A piece of evidence that gives something else: which, what became of it, in which sections, and both values."""

    id: str
    uitleg: str
    hoe: str
    secties: tuple[str, ...]
    toen: Any
    nu: Any


def changes(toen: Sequence[Mapping[str, Any]], nu: Sequence[Mapping[str, Any]]) -> tuple[Verandering, ...]:
    """Return which pieces of evidence differ between two states, in the order of the first."""
    before, after = ({item["id"]: item for item in items} for items in (toen, nu))
    found = []
    for id_ in [*before, *(id_ for id_ in after if id_ not in before)]:
        old, new = before.get(id_), after.get(id_)
        if old is not None and new is not None and old["waarde"] == new["waarde"]:
            continue
        hoe = NIEUW if old is None else WEG if new is None else ANDERS
        known = old or new
        assert known is not None, "one of the two has it"
        sections = tuple(dict.fromkeys([*(old or {}).get("secties", ()), *(new or {}).get("secties", ())]))
        found.append(Verandering(id_, known["uitleg"], hoe, sections, _value(old), _value(new)))
    return tuple(found)


def findings(veranderd: Sequence[Verandering]) -> Iterator[Bevinding]:
    """Yield per section which of its answers are stale."""
    known = titles()
    for nummer in sorted({section for item in veranderd for section in item.secties}, key=_order):
        mine = [item for item in veranderd if nummer in item.secties]
        name = f"Sectie {nummer}, {known[nummer]}" if nummer in known else f"Sectie {nummer}"
        told = " ".join(_told(item) for item in mine)
        plek = {"sectie": nummer, "bewijs": " ".join(item.id for item in mine)}
        yield Bevinding(Soort.VEROUDERD, f"{name}: {_many(len(mine))} nu anders. {told}", plek)
    if loose := [item for item in veranderd if not item.secties]:
        told = " ".join(_told(item) for item in loose)
        plek = {"bewijs": " ".join(item.id for item in loose)}
        yield Bevinding(Soort.VEROUDERD, f"Buiten de secties: {_many(len(loose))} nu anders. {told}", plek)


def _told(item: Verandering) -> str:
    if item.hoe == ANDERS and _counts(item.toen) and _counts(item.nu):
        before, after = (sum(row[-1] for row in rows) for rows in (item.toen, item.nu))
        amount = f"opgeteld {before}, nu {after}" if before != after else f"opgeteld nog {after}, anders verdeeld"
        return f"{_first(item.uitleg)} ({item.id}): {amount}."
    return f"{_first(item.uitleg)} ({item.id}): dit is {item.hoe}."


def _first(uitleg: str) -> str:
    """Return the first sentence of what evidence is about, without its point."""
    return uitleg.partition(". ")[0].rstrip(".")


def _counts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, list) and row and type(row[-1]) is int for row in value)


def _many(count: int) -> str:
    return "één antwoord is" if count == 1 else f"{count} antwoorden zijn"


def _order(nummer: str) -> tuple[int, str]:
    return (int(nummer), "") if nummer.isdigit() else (99, nummer)


def _value(item: Mapping[str, Any] | None) -> Any:
    return None if item is None else item["waarde"]
