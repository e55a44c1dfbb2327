# SPDX-License-Identifier: EUPL-1.2
"""Holding explanations and signals against the made-up year: what of the misuse is found, and how much is left to look at.

Beside them two that need no thought: flag nothing, and flag everything. A planting counts as found when one of its lines
is in a signal or on the list of what could not be explained.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from audit.spoor.dossier import Dossier
from audit.spoor.index import Pseudonymer
from audit.spoor.signalen import all_signals
from audit.spoor.values import regel_of
from audit.spoor.waarom import Kader, explain
from tests.audit.spoor.jaar.mensen import EINDE

if TYPE_CHECKING:
    from collections.abc import Collection

    from audit.spoor.signalen import Signaal
    from audit.spoor.values import Plaats, Regel
    from tests.audit.spoor.jaar.jaar import Jaar

PSEUDONYM = Pseudonymer(bytes(32))


@dataclass(frozen=True)
class Meting:
    """One way of choosing lines to look at, and what it gives.

    Attributes:
        naam: of the way.
        bekijken: the lines that an officer would look at.
        gevonden: found plantings per kind.
        geplant: plantings per kind.
        lezingen: number of reads in the year.
    """

    naam: str
    bekijken: frozenset[Plaats]
    gevonden: dict[str, int]
    geplant: dict[str, int]
    regels: int

    def recall(self, soort: str) -> float:
        """Return which part of a kind was found."""
        return self.gevonden.get(soort, 0) / self.geplant[soort]

    @property
    def totaal(self) -> float:
        """Return which part of all plantings was found."""
        return sum(self.gevonden.values()) / sum(self.geplant.values())

    @property
    def deel(self) -> float:
        """Return which part of all lines there is to look at."""
        return len(self.bekijken) / self.regels


@dataclass(frozen=True)
class Uitslag:
    """What came out: the ways, the signals, and how many reads could not be explained."""

    wegen: dict[str, Meting]
    signalen: list[Signaal]
    lezingen: int
    onverklaard: int
    onverklaard_geplant: int

    @property
    def rest(self) -> float:
        """Return the part of all reads that could not be explained from the record."""
        return self.onverklaard / self.lezingen


def kader_of(jaar: Jaar, regels: list[Regel]) -> Kader:
    """Return what explanations of this year are made from."""
    per_case: dict[str, list[Regel]] = defaultdict(list)
    for regel in regels:
        if regel.casus is not None:
            per_case[regel.casus].append(regel)

    @cache
    def dossier(casus: str) -> Dossier:
        return Dossier.van(casus, jaar.gebeurtenissen.get(casus, ()), per_case[casus], PSEUDONYM)

    def supplied(record: str) -> tuple[str, frozenset[str]] | None:
        found = jaar.verstrekt.get(record)
        return None if found is None else (found[0], frozenset(found[1]))

    return Kader(dossier, {}, supplied)


def regels_of(jaar: Jaar) -> list[Regel]:
    """Return the lines of a year as control reads them."""
    return [regel for line in jaar.regels if (regel := regel_of(line, PSEUDONYM)) is not None]


def measure(jaar: Jaar) -> Uitslag:
    """Run explanations and signals over a year."""
    regels = regels_of(jaar)
    kader = kader_of(jaar, regels)
    reads = [regel for regel in regels if regel.leest]
    unexplained = frozenset(regel.plaats for regel in reads if not explain(regel, kader).verklaard)
    signals = all_signals(regels, kader, EINDE)
    signalled = frozenset(plaats for signaal in signals for plaats in signaal.regels)
    everything = frozenset(regel.plaats for regel in regels)
    chosen = {
        "niets": frozenset[object](),
        "alles": everything,
        "waarom": unexplained,
        "signalen": signalled,
        "samen": unexplained | signalled,
    }
    planted = {plaats for planting in jaar.plantingen for plaats in planting.plaatsen}
    ways = {name: _one(jaar, name, places, len(regels)) for name, places in chosen.items()}
    return Uitslag(ways, signals, len(reads), len(unexplained), len(unexplained & planted))


def _one(jaar: Jaar, naam: str, places: Collection[Plaats], count: int) -> Meting:
    found: dict[str, int] = defaultdict(int)
    planted: dict[str, int] = defaultdict(int)
    for planting in jaar.plantingen:
        planted[planting.soort] += 1
        found[planting.soort] += any(plaats in places for plaats in planting.plaatsen)
    return Meting(naam, frozenset(places), dict(found), dict(planted), count)


def table(uitslag: Uitslag) -> list[str]:
    """Return the outcome as lines of a Markdown table."""
    ways = list(uitslag.wegen.values())
    head = ["| soort misbruik | " + " | ".join(way.naam for way in ways) + " |", "|---|" + "---:|" * len(ways)]
    kinds = list(ways[0].geplant)
    body = [f"| {kind} | " + " | ".join(f"{way.recall(kind):.0%}" for way in ways) + " |" for kind in kinds]
    total = "| **alles samen** | " + " | ".join(f"{way.totaal:.1%}" for way in ways) + " |"
    share = "| deel van alle regels om te bekijken | " + " | ".join(f"{way.deel:.2%}" for way in ways) + " |"
    return [*head, *body, total, share]
