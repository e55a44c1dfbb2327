# SPDX-License-Identifier: EUPL-1.2
"""What the register holds: partner kinds, regions, processing activities (those stand in `core.contract.verwerkingen`).

Invariants:
- All are values; nothing changes after loading.

Norm: LDV (a record cites a processing activity in a register by URI); AVG 30; Wpg 31d.
Organisations are not here: they come from the deelnemerslijst, which the partners sign.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.contract.verwerkingen import URI, Verwerking

__all__ = ["URI", "Partnersoort", "Regio", "Verwerking"]


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
