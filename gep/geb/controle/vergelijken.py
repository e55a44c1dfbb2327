# SPDX-License-Identifier: EUPL-1.2
"""Holding what stands in an edition against what its sources give: page, form and evidence, place by place.

Invariants:
- A difference is never lost: when the bytes of a page differ and no unit does, that is a finding of its own.
- One altered cell is one finding with section, table, row and column; nothing else is blamed for it.

Norm: issue "GEP" ("one altered figure in the HTML is found by `geb controleer`").
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

from core.contract import editie
from gep.geb.controle.bevinding import Bevinding, Soort
from gep.geb.controle.eenheden import units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.contract.editie import Kenmerken
    from gep.geb.controle.eenheden import Eenheid

LENGTE: Final = 160
_SENTENCE: Final = re.compile(r"(?<=[.?!:;])\s+")
_GONE: Final = "(niets)"


def pages(naam: str, staat: bytes, moet: bytes) -> Iterator[Bevinding]:
    """Yield every place at which a page differs from the page as it should be."""
    if staat == moet:
        return
    try:
        stated = units(staat)
    except ValueError:
        yield Bevinding(Soort.ONWAAR, f"Het bestand {naam} is geen leesbare pagina.", {"bestand": naam})
        return
    found = list(_pairs(stated, units(moet)))
    for before, after in found:
        yield _finding(naam, before, after)
    if not found:
        text = f"Aan {naam} is iets veranderd dat niet in een zin of cijfer staat, zoals de opmaak of een verwijzing."
        yield Bevinding(Soort.ONWAAR, text, {"bestand": naam})


def _pairs(stated: Sequence[Eenheid], due: Sequence[Eenheid]) -> Iterator[tuple[Eenheid | None, Eenheid | None]]:
    """Give the units that differ, each beside the one that should stand there."""
    if len(stated) == len(due):
        yield from ((a, b) for a, b in zip(stated, due, strict=True) if (a.soort, a.tekst) != (b.soort, b.tekst))
        return
    matcher = SequenceMatcher(None, [(a.soort, a.tekst) for a in stated], [(b.soort, b.tekst) for b in due], False)
    for kind, start1, end1, start2, end2 in matcher.get_opcodes():
        if kind == "equal":
            continue
        left, right = list(stated[start1:end1]), list(due[start2:end2])
        for place in range(max(len(left), len(right))):
            yield (
                left[place] if place < len(left) else None,
                right[place] if place < len(right) else None,
            )


def _finding(naam: str, before: Eenheid | None, after: Eenheid | None) -> Bevinding:
    place = after or before
    assert place is not None, "one of the two is there"
    staat, moet = ("" if unit is None else unit.tekst for unit in (before, after))
    if place.soort in ("svg", "style"):
        what = "een tekening" if place.soort == "svg" else "de opmaak"
        return Bevinding(Soort.ONWAAR, f"{_where(naam, place)}: {what} is veranderd.", _place(naam, place))
    short_staat, short_moet = differing(staat, moet)
    text = f"{_where(naam, place)}: er staat {quoted(short_staat)}, het moet {quoted(short_moet)} zijn."
    return Bevinding(Soort.ONWAAR, text, _place(naam, place), staat, moet)


def _where(naam: str, unit: Eenheid) -> str:
    parts = [naam, f"sectie {unit.sectie}" if unit.sectie else "boven aan de pagina"]
    parts += [f"tabel {quoted(unit.tabel)}"] if unit.tabel else []
    parts += [f"rij {quoted(unit.rij)}"] if unit.rij else []
    parts += [f"kolom {quoted(unit.kolom)}"] if unit.kolom else []
    return ", ".join(parts)


def _place(naam: str, unit: Eenheid) -> dict[str, str]:
    named = {"bestand": naam, "sectie": unit.sectie, "tabel": unit.tabel, "rij": unit.rij, "kolom": unit.kolom}
    named |= {"cijfers": " ".join(unit.bewijs)}
    return {key: value for key, value in named.items() if value} | {"soort": "cijfer" if unit.cijfer else "tekst"}


def forms(naam: str, staat: Mapping[str, Any], moet: Mapping[str, Any]) -> Iterator[Bevinding]:
    """Yield every answer of a form file that differs from what it should be."""
    for path, before, after in differences(staat, moet):
        asked = [part for part in path if part not in ("answers", "value")]
        where = f"{naam}, vraag {asked[-1]}" if path[:1] == ("answers",) else f"{naam}, veld {'/'.join(path)}"
        row = next((int(part) + 1 for part in asked[:-1] if part.isdigit()), None)
        where += "" if row is None else f", rij {row}"
        yield _told(where, {"bestand": naam, "vraag": "/".join(path)}, before, after)


def evidence(naam: str, staat: Mapping[str, Any], moet: Mapping[str, Any]) -> Iterator[Bevinding]:
    """Yield every piece of evidence, and every field above them, that differs from what asking again gives."""
    stated, due = ({item["id"]: item for item in found["bewijzen"]} for found in (staat, moet))
    for id_ in [*due, *(id_ for id_ in stated if id_ not in due)]:
        for path, before, after in differences(stated.get(id_), due.get(id_)):
            where = f"{naam}, bewijs {id_}" + (f", {'/'.join(path)}" if path else "")
            yield _told(where, {"bestand": naam, "bewijs": id_}, before, after)
    left, right = ({key: value for key, value in found.items() if key != "bewijzen"} for found in (staat, moet))
    for path, before, after in differences(left, right):
        yield _told(f"{naam}, veld {'/'.join(path)}", {"bestand": naam, "veld": "/".join(path)}, before, after)


def features(staat: Kenmerken, moet: Kenmerken) -> Iterator[Bevinding]:
    """Yield every feature in `editie.json` that differs from what the edition was made from."""
    before, after = (json.loads(json.dumps(asdict(one))) for one in (staat, moet))
    for path, old, new in differences(before, after):
        plek = {"bestand": editie.NAAM, "veld": "/".join(path)}
        yield _told(f"{editie.NAAM}, veld {'/'.join(path)}", plek, old, new)


def _told(where: str, plek: Mapping[str, str], before: str, after: str) -> Bevinding:
    short_staat, short_moet = differing(before, after)
    text = f"{where}: er staat {quoted(short_staat)}, het moet {quoted(short_moet)} zijn."
    return Bevinding(Soort.ONWAAR, text, plek, before, after)


def differences(staat: Any, moet: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield path and both values of every place at which two JSON values differ, as deep as it can be named."""
    if isinstance(staat, dict) and isinstance(moet, dict):
        for key in [*moet, *(key for key in staat if key not in moet)]:
            yield from differences(staat.get(key), moet.get(key), (*path, str(key)))
    elif isinstance(staat, list) and isinstance(moet, list) and len(staat) == len(moet):
        for place, (before, after) in enumerate(zip(staat, moet, strict=True)):
            yield from differences(before, after, (*path, str(place)))
    elif type(staat) is not type(moet) or staat != moet:
        yield path, _plain(staat), _plain(moet)


def differing(staat: str, moet: str) -> tuple[str, str]:
    """Return of two texts the sentences that stand in only one of them; the whole when that says nothing."""
    left, right = _SENTENCE.split(staat), _SENTENCE.split(moet)
    only_left = [part for part in left if part not in right]
    only_right = [part for part in right if part not in left]
    if not only_left and not only_right:
        return staat, moet
    return " ".join(only_left), " ".join(only_right)


def quoted(text: str) -> str:
    """Return a text in quotes, not longer than people read; numbers stand bare."""
    if not text:
        return _GONE
    if re.fullmatch(r"[0-9.]+", text):
        return text
    return f"“{text}”" if len(text) <= LENGTE else f"“{text[:LENGTE]}…”"


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
