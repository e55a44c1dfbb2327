# SPDX-License-Identifier: EUPL-1.2
"""Who works in the made-up year: organisations, regions, people with their hours, and when they are at work.

Everything comes from one seeded generator, so that the same seed gives the same year.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from random import Random

JAAR: Final = 2026
ZONE: Final = ZoneInfo("Europe/Amsterdam")
DAG: Final = 24 * 3600 * 1000
UUR: Final = 3600 * 1000
REGIOS: Final = tuple(f"regio-{letter}" for letter in "abcdefghij")
DAGEN: Final = tuple(date(JAAR, 1, 1) + timedelta(days=n) for n in range(365))
MIDDERNACHT: Final = tuple(int(datetime.combine(day, time(), ZONE).timestamp()) * 1000 for day in DAGEN)
EINDE: Final = MIDDERNACHT[-1] + DAG

KANTOOR, PLOEGEN = "kantoor", "ploegen"


@dataclass(frozen=True)
class Mens:
    """A person: where and when it works. `regio` None works in the whole country."""

    oin: str
    id: str
    regio: str | None
    rooster: str = KANTOOR


@dataclass(frozen=True)
class Organisatie:
    """An organisation. `regio` None is a national one."""

    oin: str
    soort: str
    regio: str | None
    mensen: tuple[Mens, ...]


@dataclass
class Bevolking:
    """All organisations of the year, and the officers."""

    rng: Random
    organisaties: list[Organisatie] = field(default_factory=list)
    functionarissen: list[Mens] = field(default_factory=list)

    @classmethod
    def maak(cls, rng: Random) -> Bevolking:
        """Make everybody."""
        made = cls(rng)
        for soort, per_region, everywhere, shifts in (
            ("politie", 7, 0, 0.15), ("belastingdienst", 4, 2, 0.0), ("om", 3, 2, 0.0), ("nvwa", 1, 2, 0.0),
            ("ind", 0, 8, 0.0), ("fiod", 0, 10, 0.0), ("kmar", 1, 2, 0.3),
        ):  # fmt: skip
            made._national(soort, per_region, everywhere, shifts)
        for regio in REGIOS:
            for _ in range(3):
                made._regional("gemeente", regio, 4)
            made._regional("riec-bureau", regio, 5)
        made.functionarissen = [made._mens(org.oin, org.regio) for org in made.organisaties[:14]]
        return made

    def van(self, soort: str, regio: str | None = None) -> list[Organisatie]:
        """Return the organisations of a kind, of a region where they have one."""
        return [org for org in self.organisaties if org.soort == soort and org.regio in (None, regio)]

    def _national(self, soort: str, per_region: int, everywhere: int, shifts: float) -> None:
        oin = self._oin()
        people = [self._mens(oin, regio, shifts) for regio in REGIOS for _ in range(per_region)]
        people += [self._mens(oin, None, shifts) for _ in range(everywhere)]
        self.organisaties.append(Organisatie(oin, soort, None, tuple(people)))

    def _regional(self, soort: str, regio: str, count: int) -> None:
        oin = self._oin()
        people = tuple(self._mens(oin, regio) for _ in range(count))
        self.organisaties.append(Organisatie(oin, soort, regio, people))

    def _oin(self) -> str:
        return f"00000099{len(self.organisaties) + 1:012d}"

    def _mens(self, oin: str, regio: str | None, shifts: float = 0.0) -> Mens:
        rooster = PLOEGEN if self.rng.random() < shifts else KANTOOR
        return Mens(oin, uid(self.rng), regio, rooster)


def uid(rng: Random) -> str:
    """Return a UUIDv4 from this generator."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def aan_het_werk(rng: Random, mens: Mens, vanaf: int, dagen: float = 5.0) -> int:
    """Return a moment after `vanaf`, within about `dagen`, at which this person works; people do work late at times."""
    moment = vanaf + int(rng.expovariate(1 / max(dagen, 0.02)) * DAG)
    day = min(max(0, (moment - MIDDERNACHT[0]) // DAG), len(DAGEN) - 1)
    if mens.rooster == PLOEGEN:
        return max(vanaf + 60_000, MIDDERNACHT[day] + rng.randrange(24 * 60) * 60_000)
    weekend_work = rng.random() < 0.003
    while DAGEN[day].weekday() >= 5 and not weekend_work and day < len(DAGEN) - 1:
        day += 1
    hour = rng.uniform(18, 21.5) if rng.random() < 0.02 else min(17.9, max(7.5, rng.gauss(12.5, 2.4)))
    found = MIDDERNACHT[day] + int(hour * UUR)
    return found if found > vanaf else vanaf + rng.randrange(60_000, UUR // 2)


def nacht(rng: Random, vanaf: int) -> int:
    """Return a moment in the night of a day soon after `vanaf`."""
    day = min(max(0, (vanaf - MIDDERNACHT[0]) // DAG) + rng.randrange(1, 12), len(DAGEN) - 2)
    return MIDDERNACHT[day] + rng.randrange(23 * 60, 28 * 60) * 60_000
