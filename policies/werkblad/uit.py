# SPDX-License-Identifier: EUPL-1.2
"""The rules as a workbook: a sheet per rule file with choices per column, and what each rule says in Dutch.

Invariants:
    * every cell is text: a spreadsheet may not make a date, a number or a formula of a code;
    * each line of a file has its row, comments and blank lines in their place;
    * the sentence column is for reading: it is made anew from the rules, and ignored on the way back.

Does not: decide, or change a rule.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from policies.findings import Findings
from policies.loader import Checked, check
from policies.manifest import digest_of, make_manifest
from policies.rows import VELDEN
from policies.ruleset import RuleSet
from policies.table import read_lines
from policies.vocabulary import Vocabulary
from policies.werkblad.indeling import (
    CODES,
    KOPPEN,
    KOPRIJ,
    UITLEG,
    ZIN_KOLOM,
    fingerprint,
    titles,
)

TEKST: Final = "@"
_HEAD: Final = PatternFill("solid", fgColor="FF0B4F79")
_READ_ONLY: Final = PatternFill("solid", fgColor="FFEDEFF1")
_LAST_ROW: Final = 5000  # as far as the choices reach: far beyond any rule file
_ROW_HEIGHT_LINES: Final = 60
_OPEN_LISTS: Final = ("eis", "bron", "plicht")  # several codes may be joined with `+`: a choice helps, but is no limit
_TEXT: Final = (
    "Dit werkblad is gemaakt van de regels. De CSV-bestanden blijven leidend; dit is een hulp om ze te lezen en te wijzigen.",
    "Elk regelbestand heeft een eigen blad. Elke rij is een regel uit het bestand. De grijze kolom is alleen om te lezen.",
    "Een rij die met # begint is een opmerking: zet de tekst in de eerste cel en laat de andere leeg.",
    "Schrijf in elke cel platte tekst, geen formule, getal of datum. Een lege cel bestaat niet: gebruik * of -.",
    "In eis, bron en plicht kunnen meer codes staan, met + ertussen. Alle codes staan op het blad Codes.",
    "Terug: knooppunt beleid werkblad in BESTAND.xlsx --uit MAP. Alle fouten worden samen genoemd; bij een fout wordt niets geschreven.",
    "Hieronder staat van welke bestanden dit werkblad is gemaakt. Wijzig dat deel niet.",
)


def make_workbook(files: Mapping[str, bytes]) -> bytes:
    """Return the xlsx of a rule set.

    Raises:
        RuleSetError: with every finding, when the rules have mistakes.
    """
    checked = check(files)
    told = _sentences(checked, files)
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    book.properties.creator = book.properties.lastModifiedBy = "knooppunt"
    known = titles(files)
    _explain(book.create_sheet(UITLEG), known, files)
    ranges = _ranges(checked)
    for name, title in known.items():
        _rules(book.create_sheet(title), name, files[name], told, ranges)
    _codes(book.create_sheet(CODES), checked)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lists_of(checked: Checked) -> dict[str, list[tuple[str, str]]]:
    """Per column with a closed list its codes and groups with their labels, as they stand on the sheet of codes."""
    vocabulary = checked.vocabulary
    wie = _column(vocabulary, "wie")
    found = {"wie": wie, "aan": [("-", "geen ontvanger"), *wie]}
    found |= {veld: _column(vocabulary, veld) for veld in ("wat", "handeling", "doel", "fase")}
    facts = [(code, fact.label) for code, fact in vocabulary.facts.items()]
    found["eis"] = [("-", "geen eis"), *facts, *((f"niet-{code}", f"niet: {label}") for code, label in facts)]
    found["eft"] = [("allow", "staat toe"), ("deny", "verbiedt")]
    found["bron"] = [(code, f"{source.wet}, {source.artikel}") for code, source in sorted(checked.sources.items())]
    found["plicht"] = [("-", "geen plicht"), *((code, duty.uitleg) for code, duty in vocabulary.plichten.items())]
    found["toonbaar"] = [(code, niveau.uitleg) for code, niveau in vocabulary.toonbaar.items()]
    found["status"] = list(vocabulary.status.items())
    return found


def _column(vocabulary: Vocabulary, kolom: str) -> list[tuple[str, str]]:
    codes = [(code, term.label) for code, term in vocabulary.codes[kolom].items()]
    return [*codes, *((code, f"groep: {group.label}") for code, group in vocabulary.groups[kolom].items())]


def _sentences(checked: Checked, files: Mapping[str, bytes]) -> dict[tuple[str, int], str]:
    rules = RuleSet(checked, "demo", digest_of(make_manifest(files)))  # in demo every row counts, so each has its words
    return {(row.bestand, row.regel): rules.explain(row.id).zin for row in checked.rows}


def _ranges(checked: Checked) -> dict[str, str]:
    """Per column the place of its codes on the sheet of codes."""
    places: dict[str, str] = {}
    for number, (veld, items) in enumerate(lists_of(checked).items()):
        letter = get_column_letter(2 * number + 1)
        places[veld] = f"{CODES}!${letter}${KOPRIJ + 1}:${letter}${KOPRIJ + len(items)}"
    return places


def _explain(sheet: Any, known: Mapping[str, str], files: Mapping[str, bytes]) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 45, 70
    for number, text in enumerate(_TEXT, 1):
        _put(sheet, number, 1, text)
    start = len(_TEXT) + 2
    for offset, (name, _) in enumerate(known.items()):
        _put(sheet, start + offset, 1, name)
        _put(sheet, start + offset, 2, fingerprint(files[name]))


def _rules(sheet: Any, name: str, data: bytes, told: Mapping[tuple[str, int], str], ranges: Mapping[str, str]) -> None:
    _head(sheet, KOPPEN)
    rows = {line.regel: line.cellen for line in read_lines(name, data, Findings())}
    for number, text in enumerate(data.decode("utf-8").split("\n"), 1):
        row = number + KOPRIJ
        if number in rows:
            for column, cell in enumerate(rows[number], 1):
                _put(sheet, row, column, cell)
            _sentence(sheet, row, told[name, number])
        elif text.strip(" "):
            _put(sheet, row, 1, text.strip(" ")).font = Font(italic=True, color="FF4A5560")
    _widths(sheet, rows.values())
    _choices(sheet, ranges)


def _sentence(sheet: Any, row: int, text: str) -> None:
    cell = _put(sheet, row, ZIN_KOLOM, text)
    cell.fill = _READ_ONLY
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[row].height = 15 * min(4, 1 + len(text) // _ROW_HEIGHT_LINES)


def _head(sheet: Any, heads: Sequence[str]) -> None:
    for column, text in enumerate(heads, 1):
        cell = _put(sheet, KOPRIJ, column, text)
        cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), _HEAD
    sheet.freeze_panes = sheet.cell(KOPRIJ + 1, 1)


def _widths(sheet: Any, rows: Iterable[Sequence[str]]) -> None:
    columns = list(zip(VELDEN, *rows, strict=True))
    for number in range(1, ZIN_KOLOM + 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        longest = max(map(len, columns[number - 1])) if number < ZIN_KOLOM else 90
        dimension.width = min(longest, 90) + 2
        dimension.number_format = TEKST  # also what is typed in a new row stays text


def _choices(sheet: Any, ranges: Mapping[str, str]) -> None:
    for number, veld in enumerate(VELDEN, 1):
        if veld in ranges:
            choice = DataValidation(type="list", formula1=ranges[veld], allow_blank=True)
            choice.showErrorMessage = veld not in _OPEN_LISTS
            choice.error = "Kies een code uit de lijst; alle codes staan op het blad Codes."
            _over(sheet, choice, number)
    fixed = DataValidation(type="custom", formula1="FALSE", showErrorMessage=True)
    fixed.error = "Deze kolom is alleen om te lezen."
    _over(sheet, fixed, ZIN_KOLOM)


def _over(sheet: Any, validation: DataValidation, column: int) -> None:
    letter = get_column_letter(column)
    validation.add(f"{letter}{KOPRIJ + 1}:{letter}{_LAST_ROW}")
    sheet.add_data_validation(validation)


def _codes(sheet: Any, checked: Checked) -> None:
    lists = lists_of(checked)
    _head(sheet, [text for veld in lists for text in (veld, "betekenis")])
    for number, items in enumerate(lists.values()):
        for row, pair in enumerate(items, KOPRIJ + 1):
            for offset, text in enumerate(pair, 1):
                _put(sheet, row, 2 * number + offset, text)
        sheet.column_dimensions[get_column_letter(2 * number + 1)].width = 26
        sheet.column_dimensions[get_column_letter(2 * number + 2)].width = 40


def _put(sheet: Any, row: int, column: int, text: str) -> Any:
    """Fill one cell with text, whatever it looks like."""
    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    cell.number_format = TEKST
    return cell
