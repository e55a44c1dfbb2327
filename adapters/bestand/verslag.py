# SPDX-License-Identifier: EUPL-1.2
"""The report of one run: what was read, what went, what stayed home and why, what was left out.

Invariants: counts and codes only, never a value; the number of findings kept is bounded, all are counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.gateway.proposal import Afgevallen, Bevinding

if TYPE_CHECKING:
    from collections.abc import Iterable

THUIS = {
    "bevinding": "er is een bevinding",
    "geen-opdracht": "er is geen open casus, signaal of uitvraag",
    "geen-ontvanger": "er is geen ontvanger in deze casus die dit volgens de afbeelding krijgt",
    "niet-deelbaar": "de afbeelding noemt voor deze categorie geen enkele soort ontvanger",
    "niet-geselecteerd": "de persoon staat niet in de selectie",
    "niet-gevraagd": "deze categorie is niet gevraagd",
    "ongevraagd": "er is geen uitvraag en zonder uitvraag mag het niet",
    "vervolgregel": "de regel is historie of een vervolg bij een persoon",
    "zonder-bsn": "de persoon heeft geen BSN",
}


@dataclass(slots=True)
class Verslag:
    """Counts and findings of one run.

    Attributes:
        gelezen: records in the source.
        voorstellen: records that became a proposal.
        afgevallen: what minimisation left out, and what stayed home.
        bevindingen: the first findings, up to the limit.
        gevonden: count of all findings per code.
    """

    grens: int
    gelezen: int = 0
    voorstellen: int = 0
    afgevallen: Afgevallen = field(default_factory=Afgevallen)
    bevindingen: list[Bevinding] = field(default_factory=list)
    gevonden: Counter[str] = field(default_factory=Counter)

    def find(self, gevonden: Iterable[Bevinding]) -> None:
        """Keep findings."""
        for item in gevonden:
            self.gevonden[item.reden] += 1
            if len(self.bevindingen) < self.grens:
                self.bevindingen.append(item)

    def to_json(self) -> dict[str, Any]:
        """Return the report as one JSON object."""
        return {
            "gelezen": self.gelezen,
            "voorstellen": self.voorstellen,
            "thuisgebleven": dict(sorted(self.afgevallen.regels.items())),
            "weggelaten": dict(sorted(self.afgevallen.velden.items())),
            "bevindingen": [item.to_json() for item in self.bevindingen],
            "bevindingen_per_reden": dict(sorted(self.gevonden.items())),
        }
