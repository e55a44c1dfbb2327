# SPDX-License-Identifier: EUPL-1.2
"""`overlevenden.toml`: why an edit that no scenario notices is left as it is, by a person who answers for it.

Invariants:
    * each entry names one edit exactly as the report does, gives a reason and the day since when;
    * an entry for an edit that is noticed, that changes nothing, or that does not exist is a mistake: an
      explanation never outlives what it explains.

Does not: judge the reason.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from policies.findings import Findings, nearest
from policies.table import read_text, read_toml

BESTAND: Final = "overlevenden.toml"
_KEYS: Final = frozenset({"mutatie", "reden", "sinds"})


@dataclass(frozen=True, slots=True)
class Uitleg:
    """One entry, and the line it stands on."""

    mutatie: str
    reden: str
    sinds: date
    regel: int


def read_survivors(data: bytes, findings: Findings) -> dict[str, Uitleg]:
    """The entries by name of the edit; no file, no entries."""
    text = read_text(BESTAND, data, findings)
    if not text:
        return {}
    try:
        document = read_toml(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        findings.add(BESTAND, int(found[1]) if found else 0, "toml", f"dit is geen geldige TOML: {error}.")
        return {}
    entries = document.pop("overlevende", [])
    if document or not isinstance(entries, list):
        findings.add(BESTAND, 0, "overlevende", "in dit bestand staan alleen [[overlevende]]-onderdelen.")
        return {}
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == "[[overlevende]]"]
    result: dict[str, Uitleg] = {}
    for number, entry in enumerate(entries):
        line = lines[number] if number < len(lines) else 0
        uitleg = _entry(entry, line, findings)
        if uitleg is not None and result.setdefault(uitleg.mutatie, uitleg) is not uitleg:
            findings.add(BESTAND, line, "overlevende", f"`{uitleg.mutatie}` staat er twee keer.")
    return result


def _entry(entry: Any, line: int, findings: Findings) -> Uitleg | None:
    keys = set(entry) if isinstance(entry, dict) else set()
    if keys != _KEYS:
        wrong = ", ".join(sorted(_KEYS ^ keys))
        findings.add(BESTAND, line, "overlevende", f"een overlevende heeft precies mutatie, reden en sinds: {wrong}.")
        return None
    mutatie, reden, sinds = entry["mutatie"], entry["reden"], entry["sinds"]
    if not isinstance(mutatie, str) or not isinstance(reden, str) or not reden.strip() or type(sinds) is not date:
        tekst = "mutatie en reden zijn tekst, de reden is niet leeg en sinds is een datum zonder aanhalingstekens."
        findings.add(BESTAND, line, "overlevende", tekst)
        return None
    return Uitleg(mutatie, reden, sinds, line)


def check_needed(
    explained: Mapping[str, Uitleg], survivors: Iterable[str], mutants: Iterable[str], findings: Findings
) -> None:
    """Each entry must belong to an edit that survives."""
    surviving, known = frozenset(survivors), frozenset(mutants)
    for name, uitleg in explained.items():
        if name not in known:
            findings.add(BESTAND, uitleg.regel, "overlevende", f"mutatie `{name}` bestaat niet.{nearest(name, known)}")
        elif name not in surviving:
            tekst = f"mutatie `{name}` overleeft niet meer; haal de uitleg weg."
            findings.add(BESTAND, uitleg.regel, "overlevende", tekst)
