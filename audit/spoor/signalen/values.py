# SPDX-License-Identifier: EUPL-1.2
"""What signals are, and what they look at.

Invariants: a `Signaal` has a reason that a person can check, and never an empty list of lines.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.spoor.dossier import Dossier
    from audit.spoor.values import Plaats, Regel
    from audit.spoor.waarom import Kader

ZONE: Final = ZoneInfo("Europe/Amsterdam")
UUR: Final = 3600 * 1000
DAG: Final = 24 * UUR


class Soort(StrEnum):
    """The kinds of signal."""

    ZONDER_VERVOLG = "lezen-zonder-vervolg"
    BREEDTE = "breder-dan-gewoon"
    BUITEN_DIENSTTIJD = "buiten-diensttijd"
    ANDERE_REGIO = "andere-regio"
    WEIGERINGSREEKS = "reeks-weigeringen"
    TWEE_PETTEN = "twee-petten"
    NA_EINDE = "na-einde-van-de-taak"
    NA_SLUITING = "na-sluiting"
    ZELF_AANGEWEZEN = "zelf-op-de-casus-gezet"
    NOOD = "nood-niet-beoordeeld"


@dataclass(frozen=True, slots=True)
class Signaal:
    """One signal.

    Attributes:
        soort: which kind.
        zin: the reason in Dutch: what happened and why it stands out.
        oin: the organisation.
        persoon: keyed hash of the person, None when none acted.
        tijd: of the first line.
        regels: the lines that show it.
        casus: the case, when it is about one.
    """

    soort: Soort
    zin: str
    oin: str
    persoon: str | None
    tijd: int
    regels: tuple[Plaats, ...]
    casus: str | None = None


def signal(soort: Soort, zin: str, regels: Sequence[Regel], casus: str | None = None) -> Signaal:
    """Return a signal about these lines of one person, in order of time."""
    first = regels[0]
    return Signaal(soort, zin, first.oin, first.persoon, first.tijd, tuple(regel.plaats for regel in regels), casus)


@dataclass(frozen=True)
class Blik:
    """Lines of a period in order of time, grouped by what signals look at.

    `tot` (ms) is up to when lines were read: what may still happen is no signal yet.
    """

    regels: Sequence[Regel]
    kader: Kader
    tot: int
    personen: dict[str, list[Regel]] = field(repr=False)

    @classmethod
    def of(cls, regels: Sequence[Regel], kader: Kader, tot: int) -> Blik:
        """Group lines by person."""
        people: dict[str, list[Regel]] = defaultdict(list)
        for regel in regels:
            if regel.persoon is not None:
                people[regel.persoon].append(regel)
        return cls(regels, kader, tot, dict(people))

    @cached_property
    def lezingen(self) -> dict[tuple[str, str], list[Regel]]:
        """Reads by person and case."""
        found: dict[tuple[str, str], list[Regel]] = defaultdict(list)
        for persoon, lines in self.personen.items():
            for regel in lines:
                if regel.leest and regel.casus is not None:
                    found[persoon, regel.casus].append(regel)
        return dict(found)

    def dossier(self, casus: str) -> Dossier:
        """Return the dossier of a case."""
        return self.kader.dossier(casus)


def local(tijd: int) -> datetime:
    """Return a moment (ms) as it is on the clock in the Netherlands."""
    return datetime.fromtimestamp(tijd / 1000, tz=ZONE)


def day_of(tijd: int) -> str:
    """Return the day in the Netherlands, as in 22 november 2026."""
    found = local(tijd)
    return f"{found.day} {MAANDEN[found.month - 1]} {found.year}"


MAANDEN: Final = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
