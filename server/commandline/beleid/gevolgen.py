# SPDX-License-Identifier: EUPL-1.2
"""What a changed text of a source leads to outside the rules: parts of the GEB, and supplies that stand.

Invariants: counts per kind of partner only; the same values as lines, blocks and JSON.

Does not: read anything; `controleer` hands it what it found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gep.geb.herzien import titles
from policies.verslag import Blok, Tabel
from policies.words import counted


@dataclass(frozen=True, slots=True)
class Gevolgen:
    """Per changed source the sections of the GEB, and per kinds of supplier and recipient how many supplies."""

    geb: Mapping[str, tuple[str, ...]]
    verstrekkingen: Mapping[str, Mapping[tuple[str, str], int]]

    def lines(self) -> list[str]:
        """Return what there is to say, one line each."""
        told = [
            f"bron {code}: GEB, onderdeel {number} ({title}) is te herzien" for code, number, title in self._sections()
        ]
        told += [
            f"bron {code}: {counted(count, 'verstrekking', 'verstrekkingen')} van {who} aan {whom}"
            for code, who, whom, count in self._supplies()
        ]
        return told

    def blokken(self) -> tuple[Blok, ...]:
        """Return the tables for the report; nothing when nothing changed."""
        if not self.geb:
            return ()
        parts = Tabel("Onderdelen van de GEB", ("Bron", "Onderdeel", "Titel"), tuple(self._sections()))
        if not self.verstrekkingen:
            return (parts,)
        heads = ("Bron", "Van", "Aan", "Aantal")
        supplies = tuple(self._supplies())
        return (parts, Tabel("Verstrekkingen die hierop rusten", heads, supplies, "Geen enkele verstrekking."))

    def to_json(self) -> dict[str, Any]:
        """Return the same for programs."""
        supplies = [
            {"bron": code, "van": who, "aan": whom, "aantal": count} for code, who, whom, count in self._supplies()
        ]
        return {"geb_te_herzien": {code: list(found) for code, found in self.geb.items()}, "verstrekkingen": supplies}

    def _sections(self) -> list[tuple[str, str, str]]:
        known = titles()
        return [(code, number, known[number]) for code, found in self.geb.items() for number in found]

    def _supplies(self) -> list[tuple[str, str, str, int]]:
        return [
            (code, who, whom, count)
            for code, found in self.verstrekkingen.items()
            for (who, whom), count in found.items()
        ]
