# SPDX-License-Identifier: EUPL-1.2
"""The sources of the rules, read from `bronnen.toml`.

Purpose: each rule says which law and article it rests on, in which text that was read and how sure
that is (`V` read, `V-old` read in an older text, `S` second hand, `U` not checked).

Invariants:
    * an uncertain or lapsed source is a remark until its code stands in `erkend`, never a refusal;
    * its uncertainty is shown in every sentence of every rule that rests on it.

Norm: policy-vocabulary.md, "Reading the rules as rows". Does not: judge whether a source is right.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from policies.findings import Findings
from policies.table import read_text

BESTAND: Final = "bronnen.toml"
ZEKERHEDEN: Final = ("V", "V-old", "S", "U")
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Source:
    """One source: law, article, text that was read, certainty, and what a jurist should still check."""

    code: str
    wet: str
    artikel: str
    versie: str
    zekerheid: str
    onzeker: str = ""
    vervallen: bool = False
    kern: str = ""
    bwb: str = ""
    erkend: bool = False

    @property
    def citaat(self) -> str:
        """Law and article with certainty and, where due, the uncertainty, in Dutch."""
        place = f"artikel {self.artikel}" if self.artikel[0].isdigit() else self.artikel
        doubt = f", onzeker: {self.onzeker}" if self.onzeker else ""
        lapsed = ", vervallen" if self.vervallen else ""
        return f"{self.wet}, {place} (zekerheid {self.zekerheid}{lapsed}{doubt})"


def read_sources(data: bytes, findings: Findings) -> Mapping[str, Source] | None:
    """Read `bronnen.toml`; None when it cannot be used at all (with findings)."""
    text = read_text(BESTAND, data, findings)
    if text is None:
        return None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        findings.add(BESTAND, int(found[1]) if found else 0, "toml", f"dit is geen geldige TOML: {error}.")
        return None
    table = document.get("bron")
    if not isinstance(table, dict) or not table:
        findings.add(BESTAND, 0, "bron", "er staat geen enkele `bron.…` in dit bestand.")
        return None
    lines = text.split("\n")
    erkend = document.get("erkend", [])
    for code in erkend:
        if code not in table:
            findings.add(BESTAND, 0, "bron", f"`erkend` noemt `{code}`, maar die bron is er niet.")
    result = {code: _source(code, value, code in erkend, _line(lines, code), findings) for code, value in table.items()}
    return MappingProxyType({code: source for code, source in result.items() if source is not None})


def _line(lines: list[str], code: str) -> int:
    start = (f"bron.{code} ", f"bron.{code}=", f"[bron.{code}]")
    return next((i for i, text in enumerate(lines, 1) if text.lstrip().startswith(start)), 0)


def _source(code: str, value: Any, erkend: bool, line: int, findings: Findings) -> Source | None:  # noqa: FBT001 - internal
    if not _CODE.match(code) or not isinstance(value, dict):
        findings.add(BESTAND, line, "bron", f"`bron.{code}` is geen bron: een code met kleine letters en een tabel.")
        return None
    missing = [key for key in ("wet", "artikel", "versie") if not str(value.get(key, "")).strip()]
    if missing:
        findings.add(BESTAND, line, "bron", f"`{code}` mist: {', '.join(missing)}.")
        return None
    if value.get("zekerheid") not in ZEKERHEDEN:
        findings.add(BESTAND, line, "bron", f"`{code}`: `zekerheid` is een van {', '.join(ZEKERHEDEN)}.")
        return None
    texts = {
        key: str(value.get(key, "")) for key in ("wet", "artikel", "versie", "zekerheid", "onzeker", "kern", "bwb")
    }
    source = Source(code, vervallen=bool(value.get("vervallen", False)), erkend=erkend, **texts)
    if source.zekerheid != "V" and not source.onzeker:
        findings.add(
            BESTAND, line, "bron", f"`{code}` heeft zekerheid {source.zekerheid} maar zegt niet waarom (`onzeker`)."
        )
    if (source.onzeker or source.vervallen) and not erkend:
        why = source.onzeker or "de bron is vervallen"
        findings.remark(BESTAND, line, "onzekere-bron", f"`{code}` ({source.wet}, {source.artikel}): {why}.")
    return source
