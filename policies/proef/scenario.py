# SPDX-License-Identifier: EUPL-1.2
"""A scenario as a value: one question, what should come out, and who answers for it.

Invariants: frozen; an outline is as many scenarios as it has example rows; holds codes only, no data of persons.

Does not: read files (`policies.proef.reading`) or decide (`policies.proef.running`).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from policies.decision import Vraag

KOLOMMEN: Final = ("wie", "aan", "wat", "handeling", "doel", "fase")


@dataclass(frozen=True, slots=True)
class Verwachting:
    """What should be decided: the outcome, exactly these rows, and what else was stated about it.

    `regels` is empty for `niet-geregeld` and for an unknown code (`onbekend` then names it).
    `ontbreekt` and `plichten` name what must at least be there; `geen_plicht` that there is none.
    """

    uitkomst: str
    regels: frozenset[str] = frozenset()
    onbekend: str = ""
    ontbreekt: tuple[tuple[str, str], ...] = ()
    plichten: tuple[str, ...] = ()
    geen_plicht: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, or one example row of an outline; `bestand:regel` is where it stands, `kop` where its name does."""

    naam: str
    bestand: str
    regel: int
    kop: int
    vraag: Vraag
    verwacht: Verwachting
    eigenaar: str
    bronnen: tuple[str, ...]
    bijna: tuple[str, ...] = ()
    mislukt_tot: date | None = None

    @property
    def plaats(self) -> str:
        """`bestand:regel`, the way editors understand it."""
        return f"{self.bestand}:{self.regel}"
