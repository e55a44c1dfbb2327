# SPDX-License-Identifier: EUPL-1.2
"""The strict profile of our CSV files: text and cells, before any code is looked up.

Purpose: what casbin would drop or misread without a word is refused here with a line number.

Invariants:
    * UTF-8 in NFC, no byte order mark, line ends LF, last line ended; no character that nobody sees or that moves what
      people see (controls, other line ends, text direction, zero width), no look-alike letters, none of these by escape;
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
# Separators of words are seen; all other characters without a shape of their own are not. CR has a finding of its own.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Zl", "Zp"})
_LOOK_ALIKE: Final = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH", "MATHEMATICAL")
_WRITTEN_HERE: Final = (".csv", ".toml")  # a text of a law is what it is
_ESCAPE: Final = re.compile(r"\\[uUxbfe]")
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
        for soort, tekst in _not_as_it_looks(bestand, content):
            findings.add(bestand, number, soort, tekst)


def _not_as_it_looks(bestand: str, content: str) -> Iterator[tuple[str, str]]:
    """What a jurist reads otherwise than the program: a line of ASCII that can be printed never is."""
    if bestand.endswith(".toml") and _ESCAPE.search(content):
        yield "escape", "deze regel bevat een teken als `\\u…`; schrijf de letter zelf, zodat ieder haar ziet."
    if content.isascii() and content.isprintable():
        return
    unseen = next((c for c in content if c != "\r" and unicodedata.category(c) in _UNSEEN), None)
    if unseen is not None:
        told = f"een tab, stuurteken of ander teken dat niemand ziet (U+{ord(unseen):04X})"
        yield "stuurteken", f"deze regel bevat {told}; haal het weg of gebruik spaties."
    strange = next((c for c in content if c.isalpha() and unicodedata.name(c, "").startswith(_LOOK_ALIKE)), None)
    if strange is not None and bestand.endswith(_WRITTEN_HERE):
        told = f"een letter die op een andere lijkt (U+{ord(strange):04X})"
        yield "lijkt-op", f"deze regel bevat {told}; typ het woord opnieuw."


@lru_cache(maxsize=8)
def parse_toml(text: str) -> dict[str, Any]:
    """The document; remembered, because the next release mostly brings the same lists. Callers only read it.

    Raises:
        tomllib.TOMLDecodeError: when it is no TOML.
    """
    return read_toml(text)


def read_toml(text: str) -> dict[str, Any]:
    """The document, the caller's own.

    Raises:
        tomllib.TOMLDecodeError: when it is no TOML, or nested or long beyond what can be read.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        raise tomllib.TOMLDecodeError("een getal is te lang of de haken staan te diep") from error


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
