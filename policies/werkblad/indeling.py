# SPDX-License-Identifier: EUPL-1.2
"""How the workbook is laid out: one sheet per rule file, one row per line of it, the same on both ways.

Invariants: row n + 1 of a sheet is line n of its file, comments and blank lines too, so that a finding on one is a
finding on the other; names of sheets follow from the names of the files alone.

Does not: read or write a workbook.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from openpyxl.utils import get_column_letter

from policies.rows import VELDEN

UITLEG: Final = "Uitleg"
CODES: Final = "Codes"
ZIN: Final = "wat er staat, met de bron (alleen om te lezen)"
KOPPEN: Final = (*VELDEN, ZIN)
ZIN_KOLOM: Final = len(KOPPEN)
KOPRIJ: Final = 1
MERK: Final = "#"
_MAX_TITLE: Final = 31


def rule_files(files: Iterable[str]) -> list[str]:
    """The rule files of a set, in order."""
    return sorted(name for name in files if name.startswith("regels/") and name.endswith(".csv"))


def titles(files: Iterable[str]) -> dict[str, str]:
    """The name of the sheet of each rule file: its own name, cut where a spreadsheet would refuse it."""
    found: dict[str, str] = {}
    for name in rule_files(files):
        title = base = name.removeprefix("regels/").removesuffix(".csv")[:_MAX_TITLE]
        number = 2
        while title.lower() in {other.lower() for other in (*found.values(), UITLEG, CODES)}:
            tail = f"~{number}"
            title, number = base[: _MAX_TITLE - len(tail)] + tail, number + 1
        found[name] = title
    return found


def fingerprint(data: bytes) -> str:
    """What the workbook keeps of the file it was made of, to see on the way back whether that changed meanwhile."""
    return hashlib.sha256(data).hexdigest()


def place(title: str, row: int, column: int) -> str:
    """`politie!C5`, the way a spreadsheet names a cell."""
    return f"{title}!{get_column_letter(column)}{row}"


def on_sheet(bestand: str, regel: int, known: Mapping[str, str]) -> str:
    """The place in the workbook of a line of a file; the file itself when it has no sheet."""
    return f"{known[bestand]}!{regel + KOPRIJ}" if bestand in known and regel else bestand
