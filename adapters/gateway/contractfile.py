# SPDX-License-Identifier: EUPL-1.2
"""Reading proposals from a file of contract JSON: for partners without an adapter of their own.

One JSON object per line (NDJSON), or one JSON array of such objects:

    {"casus": "…", "categorie": "wpg-8", "inhoud": {…}, "ontvangers": [{"oin": "…", "eenheid": "…"}],
     "nummers": {"<onderwerp>": "<bsn>"}, "feiten": {"relevant": true}, "grondslag": "…", "uitvraag": "…",
     "verwerking": "…", "bewaren_tot": 0, "bsn_ontvangers": […], "bsn_feiten": {…},
     "bijlagen": [{"bestand": "<pad>", "naam": "…", "type": "application/pdf"}]}

Only the first four are needed; of an attachment only the file, and its path counts from the folder of this file. Invariants: strict JSON (no duplicate keys, no floats); lines are read one by one and may be at
most 16 MiB; a finding names line and field, never a value. Content is checked later, against the contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.gateway.proposal import Bestand, Bevinding, Voorstel
from audit.proof import jcs
from core.contract.levensloop import conditions
from core.keychain.errors import ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_LINE = 16 * 1024 * 1024
_NEEDED = {"casus": str, "categorie": str, "inhoud": dict, "ontvangers": list}
_MORE: dict[str, type | tuple[type, ...]] = {
    "nummers": dict,
    "feiten": dict,
    "grondslag": str,
    "uitvraag": str,
    "verwerking": str,
    "bewaren_tot": int,
    "bsn_ontvangers": list,
    "bsn_feiten": dict,
    "bijlagen": list,
    "voorwaarden": dict,
}


def read_proposals(path: Path) -> Iterator[Voorstel | Bevinding]:
    """Yield a proposal or a finding per object in the file.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        first = file.read(1)
        while first in b" \t\r\n" and first:
            first = file.read(1)
        file.seek(0)
        if first == b"[":
            yield from _from_array(file.read(MAX_LINE + 1), path.parent)
            return
        number = 0
        while line := file.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                yield Bevinding(
                    number, "", "te-groot", "Deze regel is te lang; de rest van het bestand is niet gelezen."
                )
                return
            if line.strip():
                yield _from_line(line, number, path.parent)


def _from_array(data: bytes, folder: Path) -> Iterator[Voorstel | Bevinding]:
    if len(data) > MAX_LINE:
        yield Bevinding(0, "", "te-groot", "Dit bestand is te groot voor één lijst; zet één voorstel per regel.")
        return
    try:
        found = jcs.decode(data)
    except jcs.CanonicalError as error:
        yield Bevinding(0, "", "geen-json", f"Dit is geen strikte JSON: {error}.")
        return
    for number, item in enumerate(found, start=1):
        yield _proposal(item, number, folder)


def _from_line(line: bytes, number: int, folder: Path) -> Voorstel | Bevinding:
    try:
        return _proposal(jcs.decode(line), number, folder)
    except jcs.CanonicalError as error:
        return Bevinding(number, "", "geen-json", f"Dit is geen strikte JSON: {error}.")


def _proposal(value: Any, number: int, folder: Path) -> Voorstel | Bevinding:
    if not isinstance(value, dict):
        return Bevinding(number, "", "geen-object", "Hier hoort een object.")
    kinds = {**_NEEDED, **_MORE}
    if not value.keys() <= kinds.keys():
        return Bevinding(number, "", "onbekend-veld", "Er staat een veld in dat hier niet hoort.")
    for name, kind in kinds.items():
        if name in _NEEDED and name not in value:
            return Bevinding(number, name, "ontbreekt", "Dit veld is verplicht.")
        if name in value and (not isinstance(value[name], kind) or isinstance(value[name], bool)):
            return Bevinding(number, name, "verkeerde-soort-waarde", "Deze waarde is niet van de juiste soort.")
    return _checked(value, number, folder)


def _checked(value: dict[str, Any], number: int, folder: Path) -> Voorstel | Bevinding:
    for name in ("ontvangers", "bsn_ontvangers"):
        if not all(isinstance(item, dict) and set(item) == {"oin", "eenheid"} for item in value.get(name, [])):
            return Bevinding(number, name, "geen-ontvanger", "Een ontvanger is een object met oin en eenheid.")
    for name, kind in (("feiten", bool), ("bsn_feiten", bool), ("nummers", str)):
        if not all(isinstance(item, kind) for item in value.get(name, {}).values()):
            return Bevinding(number, name, "verkeerde-soort-waarde", "Een waarde hierin is niet van de juiste soort.")
    if not all(_is_file(item) for item in value.get("bijlagen", [])):
        return Bevinding(
            number, "bijlagen", "geen-bijlage", "Een bijlage is een object met bestand, en zo nodig naam en type."
        )
    if "voorwaarden" in value and not _are_conditions(value["voorwaarden"]):
        text = "Voorwaarden zijn een object met van, samen en tot; zet organisaties op volgorde."
        return Bevinding(number, "voorwaarden", "geen-voorwaarden", text)
    pairs: dict[str, Any] = {n: _pairs(value[n]) for n in ("ontvangers", "bsn_ontvangers") if n in value}
    if "bijlagen" in value:
        pairs["bijlagen"] = [_file(item, folder) for item in value["bijlagen"]]
    return Voorstel(**{**value, **pairs}, bron_regel=number)


def _are_conditions(value: Any) -> bool:
    try:
        conditions(value)
    except ShapeError:
        return False
    return True


def _is_file(item: Any) -> bool:
    known = isinstance(item, dict) and item.keys() <= {"bestand", "naam", "type"} and "bestand" in item
    return known and all(isinstance(text, str) and text for text in item.values())


def _file(item: dict[str, str], folder: Path) -> Bestand:
    path = folder / item["bestand"]
    return Bestand(path, item.get("naam", path.name), item.get("type"))


def _pairs(items: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(str(item["oin"]), str(item["eenheid"])) for item in items]
