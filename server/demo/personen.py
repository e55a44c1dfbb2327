# SPDX-License-Identifier: EUPL-1.2
"""The people of the demo: made up with a fixed seed, in the official LO GBA layout, as hairy as Dutch persons are.

Invariants:
- The same seed gives the same people. Nobody exists: every BSN starts with 9999 (never given out) and passes the eleven test.
- A generated file and a file of the GBA-V test environment are read the same way, so `--personen` changes only who.

Hairy means: prefixes, diacritics, double names, apostrophes, incomplete and unknown birth dates, a secrecy code, no
first names, history rows, trailing spaces in surnames. It is test material: nothing here decides or seals.
"""

from __future__ import annotations

import csv
import random
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SEED = 20261122

HEADER = (
    "", "01.01.10", "01.01.20", "01.02.10", "01.02.20", "01.02.30", "01.02.40", "01.03.10", "01.03.20", "01.03.30",
    "01.04.10", "01.61.10", "01.85.10", "04.05.10", "07.70.10", "08.09.10", "08.09.20", "08.10.10", "08.10.30",
    "08.11.10", "08.11.20", "08.11.30", "08.11.40", "08.11.60", "08.11.70", "08.11.80", "08.11.90",
)  # fmt: skip

_FIRST = (
    "Jan", "Marieke", "Jürgen", "Zoë", "Mohammed", "Ayşe", "Sjoerd", "Fenna", "Renée", "Þóra", "Łukasz", "Đorđe", "André",
    "Noëlle", "Sam", "Chloé", "Ruud", "Wietske", "Ümit", "José", "Anna-Lotte", "Ferenc", "Ingrid", "Bjørn", "Siân", "Aïsha",
)  # fmt: skip
_LAST = (
    "Jansen", "Vries", "Berg", "Bakker", "Dijk", "Hoekstra", "Yılmaz", "Böhm", "Nuñez", "Çelik", "Groot", "Bruggen",
    "'t Hooft", "Łęcki", "Ooms-van Loon", "Terpstra", "Wiśniewska", "Smits", "Žižka", "Meer", "Heuvel", "Müller", "Sørensen",
    "IJsbrand", "Ruijter", "Agterberg", "Strømø", "Hof", "Zandt", "Ybema",
)  # fmt: skip
_PREFIX = (
    "",
    "",
    "",
    "",
    "van",
    "de",
    "van de",
    "van der",
    "van den",
    "in 't",
    "'t",
    "d'",
    "op den",
    "uit den",
    "el",
    "von",
)
_STREETS = (
    "Hereweg",
    "Korreweg",
    "Grote Markt",
    "'t Zand",
    "Kon. Wilhelminalaan",
    "Plein 1944",
    "Lange Kerkdam",
    "Ée-wal",
)
# Municipalities of the three regions of the story, by code of table 33.
_TOWNS = ("0014", "0106", "0090", "0935", "0957", "0917", "0599", "0502", "0606")


@dataclass(frozen=True, slots=True)
class Persoon:
    """What the demo needs of a person; nothing of it ever shows in a `repr`."""

    bsn: str = field(repr=False)
    voornamen: str = field(repr=False)
    voorvoegsel: str = field(repr=False)
    geslachtsnaam: str = field(repr=False)
    geboortedatum: str = field(repr=False)
    geboorteplaats: str = field(repr=False)
    geboorteland: str = field(repr=False)
    geslacht: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The texts that must never be found at the operator: the number and the names of six letters or more."""
        names = (self.geslachtsnaam, self.voornamen)
        return (self.bsn, *(name for name in names if len(name) >= 6))


def write_generated(path: Path, count: int, seed: int = SEED) -> None:
    """Write `count` people with some history rows to `path`, UTF-8 with BOM and `;` as the GBA-V files are."""
    maker = _Maker(random.Random(seed))  # noqa: S311 - a fixed seed is the point: the story is the same each time
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(HEADER)
        for number in range(1, count + 1):
            writer.writerows(maker.rows(number))


def read_people(path: Path) -> list[Persoon]:
    """Return the current row of every person with a BSN, each BSN once, from a file in the LO GBA layout."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=";")
        header = next(reader)
        column = {name: position for position, name in reversed(list(enumerate(header)))}
        people = {person.bsn: person for person in _people(reader, column)}
    return list(people.values())


def _people(rows: Iterable[list[str]], column: dict[str, int]) -> Iterator[Persoon]:
    for row in rows:
        if not row or not row[0] or not row[column["01.01.20"]]:
            continue
        fields = ("01.01.20", "01.02.10", "01.02.30", "01.02.40", "01.03.10", "01.03.20", "01.03.30", "01.04.10")
        values = [unicodedata.normalize("NFC", row[column[name]].rstrip()) for name in fields]
        yield Persoon(*values)


class _Maker:
    def __init__(self, source: random.Random) -> None:
        self._random = source

    def rows(self, number: int) -> list[list[str]]:
        """Return the current row of a person and, for some, a history row below it."""
        current = self._current(number)
        rows = [[current.get(name, "") for name in HEADER]]
        if number % 5 == 0:
            earlier = {"01.02.10": current["01.02.10"], "01.02.40": self._random.choice(_LAST), "01.85.10": "19990101"}
            rows.append([earlier.get(name, "") for name in HEADER])
        return rows

    def _current(self, number: int) -> dict[str, str]:
        choose = self._random.choice
        first = " ".join(self._random.sample(_FIRST, choose((1, 1, 2, 3)))) if number % 17 else ""
        last = choose(_LAST) + (f"-{choose(_LAST)}" if number % 11 == 0 else "")
        return {
            "": f"demo_{number:04d}",
            "01.01.10": f"{8_000_000_000 + number}",
            "01.01.20": _bsn(number),
            "01.02.10": first,
            "01.02.30": choose(_PREFIX),
            "01.02.40": last + ("  " if number % 13 == 0 else ""),
            "01.03.10": self._birth_date(number),
            "01.03.20": choose(_TOWNS) if number % 4 else "Ústí nad Labem",
            "01.03.30": "6030" if number % 4 else "5049",
            "01.04.10": choose(("M", "V", "V", "M", "O")),
            "01.61.10": "E",
            "04.05.10": "0001",
            "07.70.10": "7" if number % 9 == 0 else "0",
            "08.09.10": choose(_TOWNS),
            "08.10.10": "W",
            "08.11.10": choose(_STREETS),
            "08.11.20": str(self._random.randint(1, 480)),
            "08.11.30": choose(("", "", "a", "B")),
            "08.11.60": f"{self._random.randint(1000, 9999)}{choose(('AB', 'XZ', 'KL'))}",
        }

    def _birth_date(self, number: int) -> str:
        year, month, day = self._random.randint(1931, 2007), self._random.randint(1, 12), self._random.randint(1, 28)
        if number % 19 == 0:
            return "00000000"
        if number % 7 == 0:
            return f"{year}0000"
        return f"{year}{month:02d}00" if number % 8 == 0 else f"{year}{month:02d}{day:02d}"


def _bsn(number: int) -> str:
    """Return the `number`th nine-digit test number 9999xxxxx that passes the eleven test."""
    found = 0
    for rest in range(100_000):
        digits = f"9999{rest:05d}"
        total = sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
        found += total % 11 == 0
        if found == number:
            return digits
    raise ValueError("zoveel testnummers zijn er niet")
