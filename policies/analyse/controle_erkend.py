# SPDX-License-Identifier: EUPL-1.2
"""What people have seen and accepted, read from `erkend.toml`: pairs of rows that collide, and holes in the rules.

Purpose: an exception that is meant stands beside a reason; what is not meant stands out.

Invariants:
    * a pair is named by its two row ids, never by a group or a star;
    * each entry has a reason and says who accepted it (`door`);
    * an unknown key, row or code is a finding; a pair or hole that is no longer there is a finding too, so that an
      old acceptance never covers something new.

Norm: reference/policy-engine.md 4d (conflict list, completeness). Does not: find conflicts or holes.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policies.findings import Findings, nearest
from policies.loader import Checked
from policies.table import read_text, read_toml

BESTAND: Final = "erkend.toml"
STANDEN: Final = ("bewust", "open")
DOOR: Final = ("ontwikkelaars", "jurist")
HANDELINGEN: Final = ("verstrekken", "lezen")
_CONFLICT: Final = frozenset({"verbod", "toestaan", "reden", "door"})
_LEEMTE: Final = frozenset({"handeling", "wie", "wat", "fase", "stand", "reden", "door"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """One accepted pair: a row that forbids and a row that allows."""

    verbod: str
    toestaan: str
    reden: str
    door: str
    regel: int


@dataclass(frozen=True, slots=True)
class Leemte:
    """One block of holes that was looked at: on purpose (`bewust`), or still to be decided (`open`)."""

    handeling: str
    wie: frozenset[str]
    wat: frozenset[str]
    fase: frozenset[str]
    stand: str
    reden: str
    door: str
    regel: int


@dataclass(frozen=True, slots=True)
class Erkend:
    """All of `erkend.toml`."""

    conflicten: tuple[Conflict, ...] = ()
    leemten: tuple[Leemte, ...] = ()


def read_acknowledged(data: bytes | None, checked: Checked, findings: Findings) -> Erkend:
    """Read `erkend.toml`; without the file nothing has been accepted."""
    text = None if data is None else read_text(BESTAND, data, findings)
    if text is None:
        return Erkend()
    try:
        document = read_toml(text)
    except tomllib.TOMLDecodeError as error:
        findings.add(BESTAND, 0, "toml", f"dit is geen geldige TOML: {error}.")
        return Erkend()
    reader = _Reader(checked, findings, text)
    for key in sorted(set(document) - {"conflict", "leemte"}):
        findings.add(BESTAND, 0, "erkend", f"`{key}` hoort hier niet: alleen [[conflict]] en [[leemte]].")
    conflicts = [pair for n, item in reader.items(document, "conflict") for pair in reader.conflict(item, n)]
    holes = [hole for n, item in reader.items(document, "leemte") if (hole := reader.hole(item, n))]
    return Erkend(tuple(conflicts), tuple(holes))


class _Reader:
    """Reads one entry after the other; every mistake becomes a finding on the line where the entry begins."""

    def __init__(self, checked: Checked, findings: Findings, text: str) -> None:
        self._checked, self._findings = checked, findings
        self._effects = {row.id: row.eft for row in checked.rows}
        self._lines = {
            key: [n for n, line in enumerate(text.split("\n"), 1) if line.strip() == f"[[{key}]]"]
            for key in ("conflict", "leemte")
        }
        self._pairs: set[tuple[str, str]] = set()

    def items(self, document: Mapping[str, Any], key: str) -> Iterable[tuple[int, Mapping[str, Any]]]:
        """The entries of one kind with the line on which each begins."""
        found = document.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            self._fout(0, f"`{key}` hoort als [[{key}]] te staan.")
            return
        lines = self._lines[key]
        for i, item in enumerate(found):
            yield (lines[i] if len(lines) == len(found) else 0), item

    def conflict(self, item: Mapping[str, Any], line: int) -> Iterable[Conflict]:
        """The pairs of one entry; none when it has a mistake."""
        before = len(self._findings.items)
        self._form(item, _CONFLICT, line)
        verbod, toestaan = item.get("verbod"), self._texts(item, "toestaan", line)
        self._row(verbod, "deny", "verbiedt", line)
        for code in toestaan:
            self._row(code, "allow", "toestaat", line)
            if (str(verbod), code) in self._pairs:
                self._fout(line, f"het paar {verbod} en {code} staat er twee keer.")
            self._pairs.add((str(verbod), code))
        if len(self._findings.items) > before:
            return ()
        return [Conflict(str(verbod), code, item["reden"], item["door"], line) for code in toestaan]

    def hole(self, item: Mapping[str, Any], line: int) -> Leemte | None:
        """One block of holes; None when it has a mistake."""
        before = len(self._findings.items)
        self._form(item, _LEEMTE, line)
        if item.get("handeling") not in HANDELINGEN:
            self._fout(line, f"`handeling` is {' of '.join(HANDELINGEN)}.")
        if item.get("stand") not in STANDEN:
            self._fout(line, f"`stand` is {' of '.join(STANDEN)}.")
        cells = {kolom: self._leaves(item, kolom, line) for kolom in ("wie", "wat", "fase")}
        if len(self._findings.items) > before:
            return None
        return Leemte(
            item["handeling"], cells["wie"], cells["wat"], cells["fase"],
            item["stand"], item["reden"], item["door"], line,
        )  # fmt: skip

    def _form(self, item: Mapping[str, Any], keys: frozenset[str], line: int) -> None:
        for key in sorted(set(item) - keys):
            self._fout(line, f"`{key}` is geen onderdeel dat wij kennen.{nearest(key, keys)}")
        for key in sorted(keys - set(item)):
            self._fout(line, f"`{key}` ontbreekt.")
        if not isinstance(item.get("reden"), str) or not str(item.get("reden")).strip():
            self._fout(line, "`reden` is een zin die zegt waarom dit zo bedoeld is.")
        if item.get("door") not in DOOR:
            self._fout(line, f"`door` is {' of '.join(DOOR)}.")

    def _row(self, code: Any, effect: str, does: str, line: int) -> None:
        if self._effects.get(str(code)) != effect:
            hint = nearest(str(code), [known for known, eft in self._effects.items() if eft == effect])
            self._fout(line, f"`{code}` is geen regel die {does}.{hint}")

    def _texts(self, item: Mapping[str, Any], key: str, line: int) -> list[str]:
        value = item.get(key)
        if isinstance(value, list) and value and all(isinstance(code, str) for code in value):
            return list(value)
        self._fout(line, f"`{key}` is een lijst met ten minste één code.")
        return []

    def _leaves(self, item: Mapping[str, Any], kolom: str, line: int) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        vocabulary = self._checked.vocabulary
        for code in self._texts(item, kolom, line):
            leaves = self._checked.closure.leaves(kolom, code) - {"-"}
            if not leaves:
                hint = nearest(code, [*vocabulary.codes[kolom], *vocabulary.groups[kolom]])
                self._fout(line, f"`{code}` is geen code of groep voor kolom {kolom}.{hint}")
            found |= leaves
        return found

    def _fout(self, line: int, text: str) -> None:
        self._findings.add(BESTAND, line, "erkend", text)
