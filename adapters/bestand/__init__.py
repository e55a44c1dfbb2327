# SPDX-License-Identifier: EUPL-1.2
"""Reading files that partners hand in: strict, streaming, and silent about what they contain.

Invariants:
- Memory is bounded whatever the file holds: lines, fields, columns, depth and nodes have limits.
- A file is checked as a whole first (`keur`), so that of a damaged file nothing goes out; then rows come one by one.
- A fault is a `Bevinding` from the fixed catalogue in `redenen`; its sentence never repeats a value of the file.
"""

from adapters.bestand.csvbestand import CsvBestand, CsvVorm, Rij
from adapters.bestand.fouten import BestandsFout, bevinding
from adapters.bestand.grenzen import Grenzen
from adapters.bestand.xmlbestand import Knoop, XmlBestand, XmlVorm

__all__ = ["BestandsFout", "CsvBestand", "CsvVorm", "Grenzen", "Knoop", "Rij", "XmlBestand", "XmlVorm", "bevinding"]
