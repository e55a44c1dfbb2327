# SPDX-License-Identifier: EUPL-1.2
"""Delimited files: a header, one record per physical line, optionally a trailer with the count.

Invariants:
- One line is one record: a quoted field cannot run over a line ending, so a stray quote spoils one row and no more.
- `keur` reads the whole file before any row is used; a truncated or wrongly encoded file yields no rows at all.
- Rows stream: one at a time is held.

It does not know what a column means; the mapping of each format does. Quoting as in RFC 4180, but for line endings.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from adapters.bestand.fouten import BestandsFout, bevinding
from adapters.bestand.grenzen import Grenzen
from adapters.bestand.regels import Codering, Regel, read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.gateway.proposal import Bevinding


@dataclass(frozen=True, slots=True)
class CsvVorm:
    """The declared shape of a delimited file.

    Attributes:
        codering: the declared encoding.
        scheidingsteken: one character.
        bom: whether a UTF-8 byte order mark may stand in front.
        verplicht: columns without which the file is not of this kind.
        dubbel: column names that may occur more than once; the first one counts.
        afsluiting: first cell of the trailer, whose second cell is the number of rows; "" when there is none.
    """

    codering: Codering
    scheidingsteken: str = ";"
    bom: bool = False
    verplicht: frozenset[str] = frozenset()
    dubbel: frozenset[str] = frozenset()
    afsluiting: str = ""


class Rij(NamedTuple):
    """One record: its line number and cells, as many as the header has."""

    nummer: int
    cellen: list[str]


@dataclass(frozen=True, slots=True)
class Keuring:
    """What the check of the whole file found: the header and the number of rows."""

    kop: tuple[str, ...]
    rijen: int


class _Codering:
    """Tells a file in another encoding (every non-ASCII line is off) from a few spoilt lines."""

    def __init__(self) -> None:
        self._niet_ascii = 0
        self._fout = 0
        self._eerste = 0

    def see(self, regel: Regel) -> None:
        if regel.niet_ascii:
            self._niet_ascii += 1
            if regel.reden == "codering-regel":
                self._fout += 1
                self._eerste = self._eerste or regel.nummer

    def check(self) -> None:
        if self._fout and self._fout == self._niet_ascii:
            raise BestandsFout("verkeerde-codering", regel=self._eerste)


@dataclass(slots=True)
class CsvBestand:
    """A delimited file on disk, to be checked first and read after."""

    pad: Path
    vorm: CsvVorm
    grenzen: Grenzen = field(default_factory=Grenzen)

    def keur(self) -> Keuring:
        """Check the file as a whole.

        Raises:
            BestandsFout: unreadable, empty, truncated, wrong count, wrong encoding, or a header that does not fit.
        """
        codering = _Codering()
        kop: tuple[str, ...] = ()
        rijen = 0
        einde: Regel | None = None
        laatste: Regel | None = None
        for regel in self._lines():
            codering.see(regel)
            laatste = regel
            if regel.nummer == 1:
                kop = self._header(regel)
            elif einde is not None:
                raise BestandsFout("tekst-na-einde", regel=regel.nummer)
            elif self._is_trailer(regel):
                einde = regel
            else:
                rijen += 1
        if laatste is None:
            raise BestandsFout("leeg-bestand")
        self._check_end(einde, laatste, rijen)
        codering.check()
        return Keuring(kop, rijen)

    def rijen(self) -> Iterator[Rij | Bevinding]:
        """Yield each record, or the finding that takes its place. Call `keur` first."""
        breedte = 0
        for regel in self._lines():
            if regel.nummer == 1:
                breedte = len(self._header(regel))
            elif not self._is_trailer(regel):
                yield self._row(regel, breedte)

    def _lines(self) -> Iterator[Regel]:
        try:
            with self.pad.open("rb") as stream:
                yield from read_lines(stream, self.vorm.codering, bom=self.vorm.bom, limit=self.grenzen.regel)
        except OSError as error:
            raise BestandsFout("bestand-onleesbaar") from error

    def _is_trailer(self, regel: Regel) -> bool:
        return bool(self.vorm.afsluiting) and regel.tekst.startswith(self.vorm.afsluiting + self.vorm.scheidingsteken)

    def _check_end(self, einde: Regel | None, laatste: Regel, rijen: int) -> None:
        if not self.vorm.afsluiting:
            if not laatste.afgesloten:
                raise BestandsFout("afgebroken-bestand", regel=laatste.nummer)
            return
        if einde is None:
            raise BestandsFout("afgebroken-bestand", regel=laatste.nummer)
        telling = einde.tekst.split(self.vorm.scheidingsteken)[1].strip()
        if not (telling.isascii() and telling.isdigit() and len(telling) <= 12):
            raise BestandsFout("afgebroken-bestand", regel=einde.nummer)
        if int(telling) != rijen:
            raise BestandsFout("telling-klopt-niet", regel=einde.nummer)

    def _header(self, regel: Regel) -> tuple[str, ...]:
        cellen = None if regel.reden else self._split(regel.tekst)
        if cellen is None or len(cellen) > self.grenzen.kolommen:
            raise BestandsFout("kop-onleesbaar", regel=1)
        namen = [cel.strip() for cel in cellen]
        for naam in sorted(self.vorm.verplicht - set(namen)):
            raise BestandsFout("kolom-ontbreekt", regel=1, veld=naam)
        if _has_duplicates([naam for naam in namen if naam and naam not in self.vorm.dubbel]):
            raise BestandsFout("dubbele-kop", regel=1)
        return tuple(namen)

    def _row(self, regel: Regel, breedte: int) -> Rij | Bevinding:
        if regel.reden:
            return bevinding(regel.nummer, "", regel.reden)
        cellen = self._split(regel.tekst)
        if cellen is None:
            return bevinding(regel.nummer, "", "aanhalingstekens")
        if len(cellen) != breedte:
            return bevinding(regel.nummer, "", "te-veel-kolommen" if len(cellen) > breedte else "te-weinig-kolommen")
        if len(regel.tekst) > self.grenzen.veld and max(map(len, cellen)) > self.grenzen.veld:
            return bevinding(regel.nummer, "", "veld-te-groot")
        return Rij(regel.nummer, cellen)

    def _split(self, tekst: str) -> list[str] | None:
        if '"' not in tekst:
            return tekst.split(self.vorm.scheidingsteken)
        try:
            rijen = list(csv.reader([tekst], delimiter=self.vorm.scheidingsteken, strict=True))
        except csv.Error:
            return None
        return rijen[0] if len(rijen) == 1 else None


def _has_duplicates(namen: list[str]) -> bool:
    return len(set(namen)) != len(namen)
