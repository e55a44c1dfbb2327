# SPDX-License-Identifier: EUPL-1.2
"""The report of a supply: per proposal what became of it, and the exit code that follows.

Invariants:
- It says line, casus, category, recipients, outcome and rules; never content.
- A refusal carries every deciding row with its source and sentence, and which facts are missing and who can state them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.contract.exitcodes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.gateway.decide import Oordeel
    from adapters.gateway.proposal import Bevinding

IN_OUTBOX, GEWEIGERD, ONGELDIG, DROOG, TERUGGEHOUDEN = "in-outbox", "geweigerd", "ongeldig", "droog", "teruggehouden"


@dataclass(frozen=True, slots=True)
class Uitslag:
    """What became of one proposal.

    Attributes:
        regel: line in the source.
        staat: `in-outbox`, `geweigerd`, `ongeldig`, `droog` (would go) or `teruggehouden` (good, but all or nothing).
        records: ids of the sealed records (its content first, then its BSNs).
        outbox: number in the outbox.
        oordelen: every question that was asked, with its answer.
        bevindingen: what is wrong with it.
        bsn_niet_aan: OINs that get the content but not the BSN.
    """

    regel: int
    staat: str
    casus: str
    categorie: str
    records: tuple[str, ...] = ()
    outbox: int | None = None
    oordelen: tuple[Oordeel, ...] = ()
    bevindingen: tuple[Bevinding, ...] = ()
    bsn_niet_aan: tuple[str, ...] = ()

    @property
    def refusals(self) -> tuple[Oordeel, ...]:
        """The answers that refused it."""
        return tuple(o for o in self.oordelen if not o and o.categorie == self.categorie)

    def to_json(self) -> dict[str, Any]:
        """The result as one JSON object."""
        return {
            "regel": self.regel,
            "staat": self.staat,
            "casus": self.casus,
            "categorie": self.categorie,
            "records": list(self.records),
            "outbox": self.outbox,
            "oordelen": [oordeel.to_json() for oordeel in self.oordelen],
            "bevindingen": [finding.to_json() for finding in self.bevindingen],
            "bsn_niet_aan": list(self.bsn_niet_aan),
        }


@dataclass(frozen=True, slots=True)
class Verslag:
    """The report of one call of `supply`."""

    uitslagen: tuple[Uitslag, ...] = field(default=())

    def count(self, staat: str) -> int:
        """Return how many proposals ended in `staat`."""
        return sum(u.staat == staat for u in self.uitslagen)

    def of(self, staat: str) -> Sequence[Uitslag]:
        """Return the results in `staat`."""
        return [u for u in self.uitslagen if u.staat == staat]

    @property
    def exit_code(self) -> ExitCode:
        """0 all went (or would go), 4 refused by the rules, 1 invalid, 6 partly."""
        good = self.count(IN_OUTBOX) + self.count(DROOG)
        if good == len(self.uitslagen):
            return ExitCode.DONE
        if good:
            return ExitCode.PARTLY
        return ExitCode.REFUSED if self.count(GEWEIGERD) else ExitCode.FAILURE

    def to_json(self) -> dict[str, Any]:
        """Counts, and each result."""
        states = (IN_OUTBOX, DROOG, GEWEIGERD, ONGELDIG, TERUGGEHOUDEN)
        return {
            "aantallen": {staat: self.count(staat) for staat in states},
            "uitslagen": [u.to_json() for u in self.uitslagen],
        }
