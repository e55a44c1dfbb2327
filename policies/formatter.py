# SPDX-License-Identifier: EUPL-1.2
"""The one way a rule file stands: cells under one another, and nothing else touched.

Purpose: two people who say the same write the same bytes, so that a difference between two files is a difference
in rules.

Invariants:
    * only spaces move, and empty lines at the end of a file go: the loader reads the same rows before and after;
    * idempotent; comments and blank lines stay where they are; one line end at the end;
    * a file that the loader refuses in form is refused here too: nothing is repaired, since a repair is a guess.

Norm: reference/policy-engine.md 4a. Does not: know codes, or whether a rule is right (`policies.loader` does).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from policies.findings import Finding, Findings
from policies.groups import KOLOM_VAN
from policies.rows import VELDEN
from policies.table import Line, read_lines

SOORT: Final = "opmaak"
_MARK: Final = "#"


def format_file(bestand: str, data: bytes) -> bytes:
    """Return the file as it should stand.

    Raises:
        RuleSetError: with every finding, when the loader would refuse its form.
    """
    findings = Findings()
    rows = {line.regel: line for line in read_rows(bestand, data, findings)}
    findings.raise_if_refused()
    lines = [text.strip(" ") for text in data.decode("utf-8").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    rules = all(row.soort == "p" for row in rows.values())
    heads = [number for number, text in enumerate(lines, 1) if rules and is_head(text)]
    widths = _widths([*([VELDEN] if heads else []), *(row.cellen for row in rows.values())])
    kind = max((len(row.soort) for row in rows.values()), default=1)
    for number in heads:
        lines[number - 1] = f"{_MARK.ljust(kind)}  {_aligned(VELDEN, widths)}"
    for number, row in rows.items():
        lines[number - 1] = f"{row.soort.ljust(kind)}, {_aligned(row.cellen, widths)}"
    return "".join(f"{text}\n" for text in lines).encode()


def format_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return every rule and group file of a set as it should stand, by name; other files are left out.

    Raises:
        RuleSetError: with every finding of every file.
    """
    findings = Findings()
    names = sorted(name for name in files if name.endswith(".csv"))
    for name in names:
        list(read_rows(name, files[name], findings))
    findings.raise_if_refused()
    return {name: format_file(name, files[name]) for name in names}


def unformatted(files: Mapping[str, bytes]) -> list[Finding]:
    """Return a remark per file that does not stand as it should; a file that is refused in form has none."""
    found: list[Finding] = []
    for name in sorted(name for name in files if name.endswith(".csv")):
        refused = Findings()
        list(read_rows(name, files[name], refused))
        if not refused.refused and (line := _first_difference(files[name], format_file(name, files[name]))):
            tekst = "de kolommen staan hier niet onder elkaar; `knooppunt beleid formatteer` zet ze recht."
            found.append(Finding(name, line, SOORT, tekst, "melding"))
    return found


def read_rows(bestand: str, data: bytes, findings: Findings) -> list[Line]:
    """Return the rows of one file; what is wrong with its form, up to the number of cells, becomes findings."""
    rows = list(read_lines(bestand, data, findings))
    for row in rows:
        expected = len(VELDEN) if row.soort == "p" else 2
        if row.soort != "p" and row.soort not in KOLOM_VAN:
            findings.add(bestand, row.regel, "soort-rij", f"`{row.soort}` is geen soort rij: p, of g tot en met g5.")
        elif len(row.cellen) != expected:
            tekst = f"een rij `{row.soort}` heeft {expected} cellen, niet {len(row.cellen)}."
            findings.add(bestand, row.regel, "kolommen", tekst)
        elif (row.soort == "p") != (rows[0].soort == "p"):
            findings.add(bestand, row.regel, "soort-rij", "regels en groepen staan niet in hetzelfde bestand.")
    return rows


def is_head(text: str) -> bool:
    """Whether a comment names the columns of a rule: it is lined up with them."""
    return text.startswith(_MARK) and tuple(part.strip(" ") for part in text[1:].split(",")) == VELDEN


def _widths(rows: Iterable[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    return ", ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip(" ")


def _first_difference(before: bytes, after: bytes) -> int:
    """The number of the first line that differs; 0 when none does."""
    if before == after:
        return 0
    pairs = zip(before.split(b"\n"), after.split(b"\n"), strict=False)
    return next((number for number, (old, new) in enumerate(pairs, 1) if old != new), after.count(b"\n") + 1)
