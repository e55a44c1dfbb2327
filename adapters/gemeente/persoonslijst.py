# SPDX-License-Identifier: EUPL-1.2
"""Persoonslijsten as rows: the first row of a person is current, the rows below (first cell empty) belong to it.

How rows below are meant: in column `cc.H` a row says what the next row holds for category cc: `5x` is history of
that category, the category's own number is a further current occurrence (a second nationality, another child).

Invariants:
- Of the rows below only further current values of list rubrics are read; all else is counted as left out.
- Names are not trimmed. A header name that occurs twice counts once; the value under the second is left out.
- A person without rows is one row; a row below no person is a finding.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.bestand.bouwer import Record
from adapters.bestand.bronnen import csv_shape
from adapters.bestand.csvbestand import CsvBestand, Rij
from adapters.bestand.fouten import bevinding
from adapters.bestand.grenzen import Grenzen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.bestand.afbeelding import Afbeelding
    from adapters.gateway.proposal import Bevinding

VERVOLG: Final = " (vervolg)"


@dataclass(slots=True)
class _Persoon:
    """One person on the way: the current values, and what stands beside them."""

    regel: int
    velden: dict[str, str] = field(repr=False)
    lijsten: dict[str, list[str]] = field(repr=False)
    weggelaten: Counter[str]
    vorige: dict[str, str] = field(repr=False)
    vervolgregels: int = 0

    def record(self) -> Record:
        return Record(
            self.regel,
            self.velden,
            lijsten=self.lijsten,
            weggelaten=self.weggelaten,
            vervolgregels=self.vervolgregels,
        )


@dataclass(slots=True)
class PersoonslijstBron:
    """A file of persoonslijsten as records.

    Args:
        pad: the file.
        afbeelding: the mapping; its list rubrics are read from further current rows too.
        kenmerk: id of the case or request for which these persons are supplied.
        grenzen: limits.
    """

    pad: Path
    afbeelding: Afbeelding
    kenmerk: str
    grenzen: Grenzen = field(default_factory=Grenzen)
    _kop: tuple[str, ...] = ()

    def keur(self) -> None:
        """Check the whole file; raises BestandsFout."""
        self._kop = self._file().keur().kop

    def records(self) -> Iterator[Record | Bevinding]:
        """Yield each person. Call `keur` first."""
        persoon: _Persoon | None = None
        for rij in self._file().rijen():
            if not isinstance(rij, Rij):
                yield rij
            elif rij.cellen[0].strip():
                if persoon is not None:
                    yield persoon.record()
                persoon = self._start(rij)
            elif persoon is None:
                yield bevinding(rij.nummer, "", "losse-vervolgregel")
            else:
                self._continue(persoon, rij)
        if persoon is not None:
            yield persoon.record()

    def _start(self, rij: Rij) -> _Persoon:
        weggelaten: Counter[str] = Counter()
        velden = self._cells(rij, weggelaten, "")
        velden[self.afbeelding.sturing.kenmerk] = self.kenmerk
        return _Persoon(rij.nummer, velden, self._current(velden), weggelaten, vorige=velden)

    def _continue(self, persoon: _Persoon, rij: Rij) -> None:
        velden = self._cells(rij, persoon.weggelaten, VERVOLG)
        for naam, tekst in velden.items():
            categorie = naam[:2]
            if tekst.strip():
                if self._is_list(naam) and persoon.vorige.get(f"{categorie}.H", "") == categorie:
                    persoon.lijsten.setdefault(naam, []).append(tekst)
                else:
                    persoon.weggelaten[f"{naam}{VERVOLG}"] += 1
        persoon.vorige = velden
        persoon.vervolgregels += 1

    def _cells(self, rij: Rij, weggelaten: Counter[str], achter: str) -> dict[str, str]:
        velden: dict[str, str] = {}
        for naam, tekst in zip(self._kop[1:], rij.cellen[1:], strict=True):
            if naam not in velden:
                velden[naam] = tekst
            elif tekst.strip():
                weggelaten[f"{naam}{achter}"] += 1
        return velden

    def _current(self, velden: dict[str, str]) -> dict[str, list[str]]:
        return {naam: [tekst] for naam, tekst in velden.items() if self._is_list(naam) and tekst.strip()}

    def _is_list(self, naam: str) -> bool:
        veld = self.afbeelding.velden.get(naam)
        return veld is not None and veld.lijst and veld.als == "tabelcode"

    def _file(self) -> CsvBestand:
        return CsvBestand(self.pad, csv_shape(self.afbeelding), self.grenzen)
