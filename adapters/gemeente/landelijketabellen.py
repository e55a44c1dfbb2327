# SPDX-License-Identifier: EUPL-1.2
"""The national tables of municipalities (33) and countries (34): code, description, end date and successor.

Invariants:
- A code that has ended still has its description: an old birthplace is not wrong because the municipality merged.
- A chain of successors ends; a table in which it does not, does not load.

Norm: Logisch Ontwerp BRP, Landelijke Tabellen. Source and licence: tabellen/BRON.md.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Tabelregel:
    """One row: description, end date (JJJJMMDD or "") and the code that took its place ("" when none)."""

    omschrijving: str
    einde: str
    opvolger: str


class TabelFout(Exception):  # noqa: N818 - a Dutch noun; the word itself says that it is wrong
    """A table file is not of its declared shape."""


@cache
def municipalities() -> Mapping[str, Tabelregel]:
    """Return table 33 by code."""
    return _load("tabel33-gemeenten.csv", "92.10 Gemeentecode", "92.11 Omschrijving", "92.12 Nieuwe code")


@cache
def countries() -> Mapping[str, Tabelregel]:
    """Return table 34 by code."""
    return _load("tabel34-landen.csv", "94.10 Landcode", "94.11 Omschrijving", "")


def current_municipality(code: str) -> str:
    """Return the code under which a municipality lives on; the code itself when it has not ended.

    Raises:
        KeyError: no such code.
    """
    tabel = municipalities()
    while tabel[code].opvolger:
        code = tabel[code].opvolger
    return code


def descriptions() -> dict[str, dict[str, str]]:
    """Return the tables as the mapping names them: code to description."""
    tabellen = {"gemeente": municipalities(), "land": countries()}
    return {naam: {code: regel.omschrijving for code, regel in tabel.items()} for naam, tabel in tabellen.items()}


def _load(bestand: str, code: str, omschrijving: str, opvolger: str) -> Mapping[str, Tabelregel]:
    tekst = resources.files(__package__).joinpath("tabellen", bestand).read_bytes().decode("utf-16")
    rijen = list(csv.DictReader(io.StringIO(tekst, newline=""), strict=True))
    if not rijen or not {code, omschrijving} <= rijen[0].keys():
        raise TabelFout(bestand)
    tabel = {
        rij[code]: Tabelregel(rij[omschrijving], rij["99.99 Datum einde"], rij[opvolger] if opvolger else "")
        for rij in rijen
    }
    if len(tabel) != len(rijen) or not all(_ends(tabel, eerste) for eerste in tabel):
        raise TabelFout(bestand)
    return tabel


def _ends(tabel: Mapping[str, Tabelregel], code: str) -> bool:
    """Tell whether the chain of successors from a code stays in the table and comes to an end."""
    gezien: set[str] = set()
    while code:
        if code in gezien or code not in tabel:
            return False
        gezien.add(code)
        code = tabel[code].opvolger
    return True
