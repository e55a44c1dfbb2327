# SPDX-License-Identifier: EUPL-1.2
"""What two editions name: rules and sources, and the categories, recipients, purposes and organisations of supplies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gep.geb.verschil.cijfers import by_id, counts
from gep.geb.verschil.zin import Zin, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SHARED: Final = (
    ("log-records", 0, "categorieën", "verstrekt"),
    ("log-verstrekkingen", 2, "ontvangers", "gebruikt"),
    ("log-doelen", 0, "doelen", "gebruikt"),
    ("log-grondslagen", 0, "regels", "gebruikt"),
)


def rules(eerst: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Zin]:
    """Yield which rules and sources came, went or changed."""
    for what in ("regels", "bronnen"):
        before, after = eerst.get(what, {}), later.get(what, {})
        if new := sorted(set(after) - set(before)):
            yield Zin("regels", f"Deze {what} zijn nieuw: {listed(new)}.")
        if gone := sorted(set(before) - set(after)):
            yield Zin("regels", f"Deze {what} zijn er niet meer: {listed(gone)}.")
        if other := sorted(code for code in set(before) & set(after) if before[code] != after[code]):
            yield Zin("regels", f"Deze {what} zijn veranderd: {listed(other)}.")


def sharing(eerst: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Zin]:
    """Yield what was shared, with whom, for what and by which rule in only one of the two; and who joined or left."""
    names = {**eerst.get("deelnemers", {}), **later.get("deelnemers", {})}
    for id_, place, what, how in _SHARED:
        before, after = (_codes(bewijs, id_, place) for bewijs in (eerst, later))
        if before is None or after is None:
            continue
        if new := sorted(after - before):
            yield Zin("gegevens", f"Deze {what} zijn nu ook {how}: {listed(_named(new, names))}.", bewijs=id_)
        if gone := sorted(before - after):
            yield Zin("gegevens", f"Deze {what} zijn nu niet {how}: {listed(_named(gone, names))}.", bewijs=id_)
    members = (eerst.get("deelnemers", {}), later.get("deelnemers", {}))
    if joined := sorted(set(members[1]) - set(members[0])):
        yield Zin("gegevens", f"Nieuw op de deelnemerslijst: {listed(_named(joined, names))}.")
    if left := sorted(set(members[0]) - set(members[1])):
        yield Zin("gegevens", f"Niet meer op de deelnemerslijst: {listed(_named(left, names))}.")


def _codes(bewijs: Mapping[str, Any], id_: str, place: int) -> set[str] | None:
    """Return the codes at a place of a piece of evidence, None when the edition does not show them."""
    item = by_id(bewijs).get(id_)
    found = None if item is None else counts(item["waarde"])
    return None if found is None else {key[place] for key in found if len(key) > place}


def _named(codes: list[str], names: Mapping[str, str]) -> list[str]:
    return [names.get(code, code) for code in codes]
