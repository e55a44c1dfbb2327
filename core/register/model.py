# SPDX-License-Identifier: EUPL-1.2
"""What the register holds: partner kinds, regions, processing activities.

Invariants:
- All are values; nothing changes after loading.
- An activity is cited by its URI *and* version; the URI is `https://knooppunt.example/verwerkingen/<code>`.

Norm: LDV (a record cites a processing activity in a register by URI); AVG 30; Wpg 31d.
Organisations are not here: they come from the deelnemerslijst, which the partners sign.
"""

from __future__ import annotations

from dataclasses import dataclass

URI = "https://knooppunt.example/verwerkingen/"


@dataclass(frozen=True, slots=True)
class Partnersoort:
    """A kind of organisation; `rol` is `partner` or `werker`, `gegevens` the categories it holds (law.md A2)."""

    code: str
    label: str
    rol: str
    gegevens: tuple[str, ...]
    bron: str


@dataclass(frozen=True, slots=True)
class Regio:
    """A RIEC region; `rapporteert_als` is its column in the annual figures."""

    code: str
    naam: str
    rapporteert_als: str


@dataclass(frozen=True, slots=True)
class Verwerking:
    """One version of a processing activity; `vanaf` in milliseconds (midnight in Europe/Amsterdam)."""

    code: str
    versie: int
    vanaf: int
    doel: str
    handelingen: tuple[str, ...]
    naam: str
    grondslag: str
    zekerheid: str

    @property
    def uri(self) -> str:
        """The URI by which headers, log lines and the GEB cite this activity."""
        return URI + self.code
