# SPDX-License-Identifier: EUPL-1.2
"""What one region adds to, replaces in or withdraws from the national blueprint: a file with a reason and a source each.

Invariants:
- A change names one part by kind and id, once. Unknown ids, and changes that change nothing, are refused with all findings.
- Nothing of the national blueprint goes silently: each change stands in the result, and in its digest.
- What the software itself brings (categories, techniques, stores, rights, the pre-scan) a region cannot withdraw.

Norm: issue "GEP" (regional GEBs as deltas). Where the deployer has a file of its own for a region, that one counts, not ours.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from gep.geb.blauwdruk.model import NAAM, Blauwdruk, BlauwdrukError, Wijziging, landelijk
from gep.geb.blauwdruk.vorm import SOORTEN, wrong_part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from gep.geb.blauwdruk.vorm import Deel

TOEVOEGEN, VERVANGEN, INTREKKEN = "toevoegen", "vervangen", "intrekken"
HOE: Final = (TOEVOEGEN, VERVANGEN, INTREKKEN)


def of_region(regio: str | None, folder: Path | None = None) -> Blauwdruk:
    """Return the national blueprint with the changes of a region, when there are any.

    Args:
        regio: code of the region, None for the whole country.
        folder: files of the deployer, `<regio>.toml`; those that come with this version when there is none there.

    Raises:
        BlauwdrukError: the file is refused, with all findings.
    """
    text = None if regio is None else _text(regio, folder)
    if regio is None or text is None:
        return landelijk()
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):  # TOML that is none, endless numbers, tables nested without end
        raise BlauwdrukError([f"het bestand van {regio} is geen leesbare TOML"]) from None
    return changed(landelijk(), regio, data)


def _text(regio: str, folder: Path | None) -> str | None:
    ours = resources.files("gep.geb.blauwdruk") / "regio" / f"{regio}.toml"
    own = None if folder is None else folder / f"{regio}.toml"
    try:
        if own is not None and own.is_file():
            return own.read_text("utf-8")
        return ours.read_text("utf-8") if ours.is_file() else None
    except (OSError, UnicodeDecodeError):
        raise BlauwdrukError([f"het bestand van {regio} is niet te lezen"]) from None


def changed(base: Blauwdruk, regio: str, data: Mapping[str, Any]) -> Blauwdruk:
    """Return the blueprint with these changes.

    Raises:
        BlauwdrukError: with all findings.
    """
    if found := [*_head(base, regio, data), *_wrong(base, data)]:
        raise BlauwdrukError(found)
    parts = {soort: list(rows) for soort, rows in base.delen.items()}
    changes = []
    for hoe, row in _each(data):
        changes.append(Wijziging(hoe, row["soort"], row["id"], row["reden"], row["bron"]))
        _apply(parts[row["soort"]], hoe, row)
    return Blauwdruk(base.versie, {soort: tuple(rows) for soort, rows in parts.items()}, regio, tuple(changes))


def _head(base: Blauwdruk, regio: str, data: Mapping[str, Any]) -> Iterator[str]:
    if unknown := set(data) - {"blauwdruk", "versie", "regio", *HOE}:
        yield f"het bestand kent geen {', '.join(sorted(unknown))}"
    if (data.get("blauwdruk"), data.get("versie")) != (NAAM, base.versie):
        yield f"het bestand hoort niet bij versie {base.versie} van blauwdruk {NAAM}"
    if data.get("regio") != regio:
        yield f"het bestand is niet van de regio {regio}"
    if not any(data.get(hoe) for hoe in HOE):
        yield "het bestand wijzigt niets"


def _wrong(base: Blauwdruk, data: Mapping[str, Any]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for hoe, row in _each(data):
        if row.get("soort") not in SOORTEN or not isinstance(row.get("id"), str):
            yield f"{hoe}: noemt geen bekende soort en id"
            continue
        place = (row["soort"], row["id"])
        if place in seen:
            yield f"{hoe} {place[0]} {place[1]}: dit deel wordt twee keer gewijzigd"
        seen.add(place)
        yield from (f"{hoe} {place[0]} {place[1]}: {text}" for text in _wrong_change(base, hoe, row))


def _wrong_change(base: Blauwdruk, hoe: str, row: Deel) -> Iterator[str]:
    for field in ("reden", "bron"):
        if not isinstance(row.get(field), str) or not row[field].strip():
            yield f"{field} ontbreekt"
    if unknown := set(row) - {"soort", "id", "reden", "bron", "deel"}:
        yield f"kent geen {', '.join(sorted(unknown))}"
    known = base.by_id(row["soort"]).get(row["id"])
    if hoe == TOEVOEGEN and known is not None:
        yield "dit deel is er al"
    if hoe != TOEVOEGEN and known is None:
        yield "de blauwdruk heeft dit deel niet"
    if hoe == INTREKKEN:
        if not SOORTEN[row["soort"]].intrekbaar:
            yield "dit deel kan een regio niet intrekken"
        return
    if not isinstance(row.get("deel"), dict):
        yield "het deel zelf ontbreekt"
        return
    yield from wrong_part(row["soort"], _part(row))
    if _part(row) == known:
        yield "er verandert niets"


def _part(row: Deel) -> dict[str, Any]:
    return {**row["deel"], "id": row["id"]}


def _apply(rows: list[Deel], hoe: str, row: Deel) -> None:
    if hoe == TOEVOEGEN:
        rows.append(_part(row))
        return
    place = next(index for index, part in enumerate(rows) if part["id"] == row["id"])
    if hoe == VERVANGEN:
        rows[place] = _part(row)
    else:
        del rows[place]


def _each(data: Mapping[str, Any]) -> Iterator[tuple[str, Deel]]:
    for hoe in HOE:
        rows = data.get(hoe, [])
        yield from ((hoe, row if isinstance(row, dict) else {}) for row in (rows if isinstance(rows, list) else [rows]))
