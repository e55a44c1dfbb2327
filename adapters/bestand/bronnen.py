# SPDX-License-Identifier: EUPL-1.2
"""Files as records: a delimited row or an XML message becomes names with texts, as the mapping knows them.

Invariants: a name that the mapping does not know is never shown; an element that occurs twice where one belongs is a
finding. `keur` checks the whole file before the first record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from adapters.bestand.afbeelding import Afbeelding, AfbeeldingFout
from adapters.bestand.bouwer import Record
from adapters.bestand.csvbestand import CsvBestand, CsvVorm, Rij
from adapters.bestand.fouten import bevinding
from adapters.bestand.grenzen import Grenzen
from adapters.bestand.xmlbestand import Knoop, XmlBestand, XmlVorm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.gateway.proposal import Bevinding


class Bron(Protocol):
    """Something that gives records."""

    def keur(self) -> None:
        """Check the whole; raises BestandsFout."""
        ...

    def records(self) -> Iterator[Record | Bevinding]:
        """Yield each record, or the finding in its place."""
        ...


def csv_shape(afbeelding: Afbeelding) -> CsvVorm:
    """Return the declared shape of the delimited file of a mapping.

    Raises:
        AfbeeldingFout: the mapping declares none.
    """
    vorm = afbeelding.bestand
    if vorm is None:
        raise AfbeeldingFout("[bestand] ontbreekt")
    return CsvVorm(
        codering=vorm.codering,
        scheidingsteken=vorm.scheidingsteken,
        bom=vorm.bom,
        verplicht=frozenset(vorm.verplicht),
        dubbel=frozenset(vorm.dubbel),
        afsluiting=vorm.afsluiting,
    )


@dataclass(slots=True)
class CsvBron:
    """A delimited file of which each row is a record."""

    pad: Path
    afbeelding: Afbeelding
    grenzen: Grenzen = field(default_factory=Grenzen)
    _kop: tuple[str, ...] = ()

    def keur(self) -> None:
        """Check the whole file; raises BestandsFout."""
        self._kop = self._file().keur().kop

    def records(self) -> Iterator[Record | Bevinding]:
        """Yield each row as a record. Call `keur` first."""
        for rij in self._file().rijen():
            yield Record(rij.nummer, dict(zip(self._kop, rij.cellen, strict=True))) if isinstance(rij, Rij) else rij

    def _file(self) -> CsvBestand:
        return CsvBestand(self.pad, csv_shape(self.afbeelding), self.grenzen)


@dataclass(slots=True)
class XmlBron:
    """An XML file of which each message is a record; one kind of child may repeat."""

    pad: Path
    vorm: XmlVorm
    afbeelding: Afbeelding
    grenzen: Grenzen = field(default_factory=Grenzen)

    def keur(self) -> None:
        """Check the whole file; raises BestandsFout."""
        XmlBestand(self.pad, self.vorm, self.grenzen).keur()

    def records(self) -> Iterator[Record | Bevinding]:
        """Yield each message as a record. Call `keur` first."""
        for knoop in XmlBestand(self.pad, self.vorm, self.grenzen).berichten():
            yield self._record(knoop) if isinstance(knoop, Knoop) else knoop

    def _record(self, knoop: Knoop) -> Record | Bevinding:
        herhaald = self.afbeelding.sturing.herhaald
        velden: dict[str, str] = {}
        groepen: list[tuple[int, dict[str, str]]] = []
        dubbel = _attributes(knoop, "", velden)
        for kind in knoop.kinderen:
            if herhaald and kind.naam == herhaald:
                groepen.append((kind.regel, {}))
                dubbel = dubbel or _flatten(kind, kind.naam, groepen[-1][1])
            else:
                dubbel = dubbel or _flatten(kind, kind.naam, velden)
        if dubbel:
            regel, naam = dubbel
            return bevinding(regel, self.afbeelding.shown(naam), "dubbel-veld")
        return Record(knoop.regel, velden, herhaald=tuple(groepen))


def _flatten(knoop: Knoop, pad: str, velden: dict[str, str]) -> tuple[int, str] | None:
    """Add an element and what is in it under its path; return line and path of the first that was there already."""
    dubbel = _attributes(knoop, f"{pad}/", velden)
    if not knoop.kinderen:
        if pad in velden:
            return knoop.regel, pad
        velden[pad] = knoop.tekst
    for kind in knoop.kinderen:
        dubbel = dubbel or _flatten(kind, f"{pad}/{kind.naam}", velden)
    return dubbel


def _attributes(knoop: Knoop, pad: str, velden: dict[str, str]) -> tuple[int, str] | None:
    for naam, waarde in knoop.attributen.items():
        if f"{pad}@{naam}" in velden:
            return knoop.regel, f"{pad}@{naam}"
        velden[f"{pad}@{naam}"] = waarde
    return None
