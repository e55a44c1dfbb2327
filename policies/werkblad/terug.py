# SPDX-License-Identifier: EUPL-1.2
"""A workbook back to rule files: every cell exactly as it stands, or a finding with its address.

Invariants:
    * nothing is guessed: a number, date, truth value, formula, merged, hidden or empty cell, a space around a code, a
      letter that only looks like another: each is a finding, all of them at once;
    * formulas are never worked out, and cached results never read;
    * a sheet of a file that changed since the workbook was made is refused, so that nobody's edit is lost;
    * what comes out has passed the formatter and the checker, whole; with any finding nothing comes out.

Does not: write files.
"""

import io
import unicodedata
import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from openpyxl import load_workbook

from policies.findings import FOUT, Findings, RuleSetError
from policies.formatter import format_file
from policies.loader import check
from policies.rows import VELDEN
from policies.table import CELL, RULE_ID
from policies.werkblad.indeling import (
    CODES,
    KOPPEN,
    KOPRIJ,
    MERK,
    UITLEG,
    ZIN_KOLOM,
    fingerprint,
    on_sheet,
    place,
    titles,
)
from policies.werkblad.veilig import package_problem

MAX_CELLS: Final = 300_000
_LEAST_SIZE: Final = 2  # a column or row that is smaller cannot be read
_KINDS: Final = {
    "n": "een getal",
    "b": "waar of onwaar",
    "d": "een datum",
    "f": "een formule",
    "e": "een foutwaarde",
}


def read_workbook(data: bytes, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the whole set with the rule files as the workbook has them.

    Args:
        data: the xlsx.
        files: the set that the workbook was made of; what is no rule file comes back as it is.

    Raises:
        RuleSetError: with every finding.
    """
    findings = Findings()
    book = _open(data, findings)
    findings.raise_if_refused()
    known = titles(files)
    _check_sheets(book, known, files, findings)
    made = {name: _read(book[title], title, findings) for name, title in known.items() if title in book.sheetnames}
    findings.raise_if_refused()
    return _checked({**files, **made}, known)


def _open(data: bytes, findings: Findings) -> Any:
    problem = package_problem(data)
    if problem is None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # on parts that we do not read, such as styles of another program
                return load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
        except Exception:  # noqa: BLE001 - whatever the library stumbles over, it is no workbook that we read
            problem = "dit xlsx-bestand is niet te lezen; open het en bewaar het opnieuw."
    findings.add("werkblad", 0, "xlsx", problem)
    return None


def _check_sheets(book: Any, known: Mapping[str, str], files: Mapping[str, bytes], findings: Findings) -> None:
    expected = {UITLEG, CODES, *known.values()}
    for name in book.sheetnames:
        if name not in expected:
            findings.add(
                name, 0, "blad", "dit blad hoort niet in het werkblad; een nieuw regelbestand maak je in de map."
            )
        elif book[name].sheet_state != "visible":
            findings.add(name, 0, "verborgen", "dit blad is verborgen; maak het zichtbaar.")
    for title in sorted(expected - set(book.sheetnames)):
        findings.add(title, 0, "blad", "dit blad ontbreekt; een regelbestand verwijder je in de map, niet hier.")
    if UITLEG in book.sheetnames:
        _check_fresh(book[UITLEG], known, files, findings)


def _check_fresh(sheet: Any, known: Mapping[str, str], files: Mapping[str, bytes], findings: Findings) -> None:
    pairs = sheet.iter_rows(min_col=1, max_col=2, max_row=min(sheet.max_row, 1000), values_only=True)
    made_of = {name: digest for name, digest in pairs if isinstance(name, str)}
    for name, title in known.items():
        if made_of.get(name) != fingerprint(files[name]):
            tekst = f"{name} is gewijzigd sinds dit werkblad is gemaakt; maak een nieuw werkblad en doe je wijziging daarin."
            findings.add(title, 0, "verouderd", tekst)


def _read(sheet: Any, title: str, findings: Findings) -> bytes:
    """The CSV of one sheet, not yet lined up."""
    if sheet.max_row * sheet.max_column > MAX_CELLS:
        findings.add(title, 0, "te-groot", "dit blad is te groot om te lezen; verwijder lege rijen en kolommen.")
        return b""
    _check_shape(sheet, title, findings)
    lines = [_line(cells, title, findings) for cells in sheet.iter_rows(min_row=KOPRIJ + 1)]
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{line}\n" for line in lines).encode()


def _check_shape(sheet: Any, title: str, findings: Findings) -> None:
    for merged in sheet.merged_cells.ranges:
        findings.add(
            f"{title}!{merged.coord}", merged.min_row, "samengevoegd", "deze cellen zijn samengevoegd; splits ze."
        )
    for letter, dimension in sheet.column_dimensions.items():
        if dimension.hidden or dimension.width < _LEAST_SIZE:
            findings.add(f"{title}!{letter}", 0, "verborgen", "deze kolom is verborgen; maak haar zichtbaar.")
    for number, dimension in sheet.row_dimensions.items():
        if dimension.hidden or (dimension.height is not None and dimension.height < _LEAST_SIZE):
            findings.add(f"{title}!{number}", number, "verborgen", "deze rij is verborgen; zet ook een filter uit.")
    for column, head in enumerate(KOPPEN, 1):
        if column < ZIN_KOLOM and sheet.cell(KOPRIJ, column).value != head:
            tekst = f"hier hoort de kop `{head}`; de kolommen hebben een vaste volgorde."
            findings.add(place(title, KOPRIJ, column), KOPRIJ, "kop", tekst)
    for cell in sheet[KOPRIJ][ZIN_KOLOM:]:
        if cell.value is not None:
            findings.add(place(title, KOPRIJ, cell.column), KOPRIJ, "kolom", "deze kolom hoort niet in het werkblad.")


def _line(cells: tuple[Any, ...], title: str, findings: Findings) -> str:
    """One row as a line of CSV; empty for a blank row, and where a finding was made."""
    for cell in cells[ZIN_KOLOM:]:
        if cell.value is not None:
            findings.add(place(title, cell.row, cell.column), cell.row, "kolom", "deze cel staat naast de kolommen.")
    for cell in cells[:ZIN_KOLOM]:
        if getattr(cell, "comment", None) is not None:
            tekst = "deze cel heeft een notitie; die zou verdwijnen. Maak er een rij met # van."
            findings.add(place(title, cell.row, cell.column), cell.row, "notitie", tekst)
    own = cells[: ZIN_KOLOM - 1]
    filled = [cell for cell in own if cell.value is not None]
    if not filled:
        return ""
    if isinstance(own[0].value, str) and own[0].data_type == "s" and own[0].value.startswith(MERK):
        return _comment(own, title, findings)
    problems = [(cell, _cell_problem(cell)) for cell in own]
    for cell, problem in problems:
        if problem is not None:
            findings.add(place(title, cell.row, cell.column), cell.row, *problem)
    return "" if any(problem for _, problem in problems) else ", ".join(["p", *(cell.value for cell in own)])


def _comment(own: tuple[Any, ...], title: str, findings: Findings) -> str:
    for cell in own[1:]:
        if cell.value is not None:
            tekst = "naast een opmerking staan geen cellen; zet de hele opmerking in de eerste cel."
            findings.add(place(title, cell.row, cell.column), cell.row, "opmerking", tekst)
    text: str = own[0].value
    if any(unicodedata.category(char) in ("Cc", "Cf") for char in text) or text != text.strip():
        tekst = (
            "een opmerking is een regel tekst: geen nieuwe regel, tab of onzichtbaar teken, en geen spatie eromheen."
        )
        findings.add(place(title, own[0].row, 1), own[0].row, "opmerking", tekst)
        return ""
    return text


def _cell_problem(cell: Any) -> tuple[str, str] | None:
    """What is wrong with one cell of a rule: kind and text."""
    value = cell.value
    if value is None:
        return (
            "leeg",
            f"cel {VELDEN[cell.column - 1]} is leeg; een lege cel zou alles laten passen. Schrijf `*` of `-`.",
        )
    if cell.data_type != "s" or not isinstance(value, str):
        kind = _KINDS.get(cell.data_type, "geen tekst")
        return "geen-tekst", f"dit is {kind}; zet de opmaak van de cel op Tekst en typ haar opnieuw."
    if value != value.strip():
        return "spatie", f"voor of achter `{value.strip()}` staat een spatie of ander wit."
    strange = [char for char in value if not char.isascii()]
    if strange:
        named = ", ".join(dict.fromkeys(unicodedata.name(char, "onbekend teken") for char in strange))
        return "lijkt-op", f"er staat een teken dat in geen code voorkomt, al lijkt het er misschien op: {named}."
    if VELDEN[cell.column - 1] == "id":
        return None if RULE_ID.match(value) else ("id", "dit is geen regelnummer zoals R-12.1.")
    return None if CELL.match(value) else ("cel", "alleen kleine letters, cijfers en `: . _ + -`, of `*`, of `-`.")


def _checked(files: dict[str, bytes], known: Mapping[str, str]) -> dict[str, bytes]:
    """The set lined up and checked whole; findings on a line of a file become findings on its row."""
    try:
        result = {**files, **{name: format_file(name, files[name]) for name in known}}
        check(result)
    except RuleSetError as error:
        wrong = [finding for finding in error.findings if finding.ernst == FOUT]
        raise RuleSetError(
            replace(finding, bestand=on_sheet(finding.bestand, finding.regel, known)) for finding in wrong
        ) from None
    return result
