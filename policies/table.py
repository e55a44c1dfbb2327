# SPDX-License-Identifier: EUPL-1.2
"""The strict profile of our CSV files: text and cells, before any code is looked up.

Purpose: what casbin would drop or misread without a word is refused here with a line number.

Invariants:
    * UTF-8 in NFC, no byte order mark, line ends LF, last line ended, no control characters;
    * a comment is a whole line; every other line parses as a row, or is a finding;
    * cells are ASCII `[a-z0-9][a-z0-9:._+-]*` (the id: upper case), `*` or `-`, never empty;
      spaces around a cell are for alignment only.

Norm: reference/policy-engine.md section 3 (pitfalls 1 to 8) and 4a.
Does not: know vocabulary, groups or sources.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from policies.findings import Findings
from policies.giveway import give_way

CELL: Final = re.compile(r"[a-z0-9][a-z0-9:._+-]*\Z|\*\Z|-\Z")
RULE_ID: Final = re.compile(r"[A-Z]{1,8}-[0-9]{1,6}[a-z]?(\.[0-9]{1,4})?\Z")
_CONTROL: Final = re.compile(r"[\x00-\x0c\x0e-\x1f]")
_KIND: Final = re.compile(r"(p|g|g[2-9])\Z")
MAX_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands in its file: kind (`p`, `g`, `g2` …) and its cells."""

    bestand: str
    regel: int
    soort: str
    cellen: tuple[str, ...]


def read_text(bestand: str, data: bytes, findings: Findings) -> str | None:
    """Decode one file strictly; None after a finding that makes its lines unreadable."""
    if len(data) > MAX_BYTES:
        findings.add(bestand, 0, "te-groot", "het bestand is groter dan 64 MB.")
        return None
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        findings.add(
            bestand, 1, "bom", "het bestand begint met een BOM (Excel doet dat); bewaar het als UTF-8 zonder BOM."
        )
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        findings.add(bestand, line, "codering", "dit is geen geldige UTF-8; bewaar het bestand als UTF-8.")
        return None
    _check_text(bestand, text, findings)
    return text


def _check_text(bestand: str, text: str, findings: Findings) -> None:
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        findings.add(bestand, line, "regeleinde", "regels eindigen hier met CR; gebruik alleen LF (Unix).")
    if text and not text.endswith("\n"):
        findings.add(
            bestand,
            text.count("\n") + 1,
            "laatste-regel",
            "de laatste regel is niet afgesloten; misschien is het bestand afgekapt.",
        )
    for number, content in enumerate(text.split("\n"), 1):
        if not unicodedata.is_normalized("NFC", content):
            findings.add(
                bestand, number, "nfc", "deze regel staat niet in Unicode NFC; typ de letter met accent opnieuw."
            )
        if _CONTROL.search(content):
            findings.add(
                bestand, number, "stuurteken", "deze regel bevat een tab of ander stuurteken; gebruik spaties."
            )


@lru_cache(maxsize=8)
def parse_toml(text: str) -> dict[str, Any]:
    """The document; remembered, because the next release mostly brings the same lists. Callers only read it.

    Raises:
        tomllib.TOMLDecodeError: when it is no TOML.
    """
    return tomllib.loads(text)


def read_lines(bestand: str, data: bytes, findings: Findings) -> Iterator[Line]:
    """Yield every row of one CSV file; each line that is no row and no comment is a finding."""
    text = read_text(bestand, data, findings)
    if text is None:
        return
    for number, raw in enumerate(give_way(text.split("\n"), 24), 1):
        stripped = raw.rstrip("\r").strip(" ")
        if not stripped or stripped.startswith("#"):
            continue
        line = _parse(bestand, number, stripped, findings)
        if line is not None:
            yield line


def _parse(bestand: str, number: int, text: str, findings: Findings) -> Line | None:
    problem = _shape_problem(text)
    if problem:
        findings.add(bestand, number, *problem)
        return None
    soort, *cells = (cell.strip(" ") for cell in text.split(","))
    if not _KIND.match(soort):
        findings.add(
            bestand,
            number,
            "soort-rij",
            f"een rij begint met `p` of `g`, niet met `{soort}`; casbin zou haar overslaan.",
        )
        return None
    bad = [(i, cell) for i, cell in enumerate(cells, 1) if not (CELL.match(cell) or RULE_ID.match(cell))]
    for i, cell in bad:
        findings.add(bestand, number, "cel", _cell_problem(i, cell))
    return None if bad else Line(bestand, number, soort, tuple(cells))


def _shape_problem(text: str) -> tuple[str, str] | None:
    if "#" in text:
        return "opmerking", "een opmerking staat op een eigen regel; achter een rij verandert zij de laatste cel."
    if ";" in text and "," not in text:
        return "puntkomma", "de kolommen zijn gescheiden met `;` (Nederlandse Excel); gebruik een komma."
    if '"' in text or "'" in text:
        return "aanhalingsteken", "aanhalingstekens horen niet in een rij."
    return None


def _cell_problem(i: int, cell: str) -> str:
    if not cell:
        return f"kolom {i} is leeg; een lege cel zou alles laten passen. Schrijf `*` of `-`."
    if not cell.isascii():
        return f"kolom {i} (`{cell}`) bevat een letter buiten ASCII; codes hebben geen accenten."
    return f"kolom {i} (`{cell}`): alleen kleine letters, cijfers en `: . _ + -`, of `*`, of `-`."
