# SPDX-License-Identifier: EUPL-1.2
"""The sources of the rules, read from `bronnen.toml`.

Purpose: each rule says which law and article it rests on, in which text that was read, how sure that
is (`V` read, `V-old` read in an older text, `S` second hand, `U` not checked), since when we know of a
doubt, and which open questions of the jurist it hangs on.

Invariants:
    * an uncertain or lapsed source is a remark until its code stands in `erkend`, never a refusal;
    * its uncertainty is shown in every sentence of every rule that rests on it;
    * an unknown key or a question that does not exist refuses the set: a typing mistake must not
      silently lose a doubt.

Norm: policy-vocabulary.md, "Reading the rules as rows". Does not: judge whether a source is right.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from policies.findings import Findings, nearest
from policies.table import parse_toml, read_text
from policies.words import day_in_words, enumerate_words

BESTAND: Final = "bronnen.toml"
ZEKERHEDEN: Final = ("V", "V-old", "S", "U")
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}\Z")  # `01` and `1` would be one question, of which one is lost
_HASH: Final = re.compile(r"[0-9a-f]{64}\Z")
_TEXTS: Final = ("wet", "artikel", "versie", "zekerheid", "onzeker", "kern", "bwb", "tekst_sha256")
_KEYS: Final = (*_TEXTS, "onzeker_sinds", "geldig_tm", "vervallen", "vragen")
_TOP: Final = ("erkend", "bron", "vraag")


@dataclass(frozen=True, slots=True)
class Source:
    """One source: law, article, text that was read, certainty, and what a jurist should still check."""

    code: str
    wet: str
    artikel: str
    versie: str
    zekerheid: str
    onzeker: str = ""
    kern: str = ""
    bwb: str = ""
    tekst_sha256: str = ""
    onzeker_sinds: date | None = None
    geldig_tm: date | None = None
    vervallen: bool = False
    vragen: tuple[int, ...] = ()
    erkend: bool = False
    regel: int = field(default=0, compare=False)

    @property
    def citaat(self) -> str:
        """Law and article with certainty and, where due, the uncertainty, in Dutch."""
        place = f"artikel {self.artikel}" if self.artikel[0].isdigit() else self.artikel
        marks = [f"zekerheid {self.zekerheid}"]
        marks += ["vervallen"] if self.vervallen else []
        marks += [f"geldig tot en met {day_in_words(self.geldig_tm)}"] if self.geldig_tm else []
        marks += [f"open vraag {enumerate_words(map(str, self.vragen))}"] if self.vragen else []
        marks += [f"onzeker: {self.onzeker}"] if self.onzeker else []
        return f"{self.wet}, {place} ({', '.join(marks)})"


@dataclass(frozen=True, slots=True)
class Sources:
    """All of `bronnen.toml`: the sources by code, and the open questions by number."""

    bronnen: Mapping[str, Source]
    vragen: Mapping[int, str]


def read_sources(data: bytes, findings: Findings) -> Sources | None:
    """Read `bronnen.toml`; None when it cannot be used at all (with findings)."""
    text = read_text(BESTAND, data, findings)
    if text is None:
        return None
    try:
        document = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        findings.add(BESTAND, int(found[1]) if found else 0, "toml", f"dit is geen geldige TOML: {error}.")
        return None
    table = document.get("bron")
    if not isinstance(table, dict) or not table:
        findings.add(BESTAND, 0, "bron", "er staat geen enkele `bron.…` in dit bestand.")
        return None
    reader = _Reader(text, document, findings)
    sources = {code: reader.source(code, value) for code, value in table.items()}
    kept = {code: source for code, source in sources.items() if source is not None}
    return Sources(MappingProxyType(kept), MappingProxyType(reader.vragen))


_NAME = re.compile(r"\s*(?:\[([^\]]+)\]|([^\s=\[#]+)\s*=)")


class _Reader:
    """Reads one document; every mistake becomes a finding on the line of its source."""

    def __init__(self, text: str, document: Mapping[str, Any], findings: Findings) -> None:
        self._lines, self._findings = _places(text), findings
        self._unknown(document, _TOP, 0, "dit bestand")
        self.vragen = self._questions(document.get("vraag", {}))
        self._erkend = self._acknowledged(document)

    def source(self, code: str, value: Any) -> Source | None:
        """One source, or None after a finding that leaves nothing to use."""
        line = self._line(f"bron.{code}")
        if not _CODE.match(code) or not isinstance(value, dict):
            self._fout(line, f"`bron.{code}` is geen bron: een code met kleine letters en een tabel.")
            return None
        self._unknown(value, _KEYS, line, f"`{code}`")
        missing = [key for key in ("wet", "artikel", "versie") if not str(value.get(key, "")).strip()]
        if missing:
            self._fout(line, f"`{code}` mist: {', '.join(missing)}.")
            return None
        texts = {key: str(value.get(key, "")) for key in _TEXTS}
        source = Source(
            code,
            texts["wet"],
            texts["artikel"],
            texts["versie"],
            texts["zekerheid"],
            onzeker=texts["onzeker"],
            kern=texts["kern"],
            bwb=texts["bwb"],
            tekst_sha256=texts["tekst_sha256"],
            onzeker_sinds=self._day(code, value, "onzeker_sinds", line),
            geldig_tm=self._day(code, value, "geldig_tm", line),
            vervallen=value.get("vervallen") is True,
            vragen=self._hangs_on(code, value.get("vragen", []), line),
            erkend=code in self._erkend,
            regel=line,
        )
        self._check(source, value)
        return source

    def _check(self, source: Source, value: Mapping[str, Any]) -> None:
        code, line = source.code, source.regel
        doubtful = bool(source.onzeker) or source.vervallen
        faults = {
            f"`zekerheid` is een van {', '.join(ZEKERHEDEN)}.": source.zekerheid not in ZEKERHEDEN,
            f"heeft zekerheid {source.zekerheid} maar zegt niet waarom (`onzeker`).": source.zekerheid != "V"
            and not source.onzeker,
            "`vervallen` is `true` of het staat er niet.": value.get("vervallen", True) is not True,
            "is onzeker of vervallen; sinds wanneer weten wij dat (`onzeker_sinds`)?": doubtful
            and source.onzeker_sinds is None,
            "noemt `onzeker_sinds` zonder `onzeker` of `vervallen`.": not doubtful and source.onzeker_sinds is not None,
            "`tekst_sha256` is geen SHA-256.": bool(source.tekst_sha256) and not _HASH.match(source.tekst_sha256),
        }
        for text, wrong in faults.items():
            if wrong:
                self._fout(line, f"`{code}`: {text}")
        if doubtful and not source.erkend:
            why = source.onzeker or "de bron is vervallen"
            self._findings.remark(BESTAND, line, "onzekere-bron", f"`{code}` ({source.wet}, {source.artikel}): {why}.")

    def _day(self, code: str, value: Mapping[str, Any], key: str, line: int) -> date | None:
        found = value.get(key)
        if found is None or type(found) is date:
            return found
        self._fout(line, f"`{code}`: `{key}` is een datum zonder aanhalingstekens, zoals 2026-11-21.")
        return None

    def _hangs_on(self, code: str, numbers: Any, line: int) -> tuple[int, ...]:
        if not isinstance(numbers, list) or not all(type(n) is int for n in numbers):
            self._fout(line, f"`{code}`: `vragen` is een lijst met nummers, zoals [1, 5].")
            return ()
        for number in numbers:
            if number not in self.vragen:
                self._fout(line, f"`{code}` noemt vraag {number}, maar `[vraag.{number}]` is er niet.")
        return tuple(numbers)

    def _questions(self, table: Any) -> dict[int, str]:
        found: dict[int, str] = {}
        if not isinstance(table, dict):
            self._fout(0, "`vraag` is geen lijst van vragen; schrijf `[vraag.1]` met een `tekst`.")
            return found
        for number, value in table.items():
            line = self._line(f"vraag.{number}")
            text = value.get("tekst") if isinstance(value, dict) and set(value) == {"tekst"} else None
            if not _NUMBER.match(number) or not isinstance(text, str) or not text.strip():
                self._fout(line, f"`vraag.{number}` is geen vraag: een nummer met een `tekst`, en niets anders.")
            else:
                found[int(number)] = text
        return found

    def _acknowledged(self, document: Mapping[str, Any]) -> frozenset[str]:
        codes = document.get("erkend", [])
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            self._fout(0, "`erkend` is een lijst met codes van bronnen.")
            return frozenset()
        for code in codes:
            if code not in document["bron"]:
                self._fout(0, f"`erkend` noemt `{code}`, maar die bron is er niet.")
        return frozenset(codes)

    def _unknown(self, table: Mapping[str, Any], known: Iterable[str], line: int, where: str) -> None:
        for key in table:
            if key not in known:
                self._fout(line, f"{where}: `{key}` is geen onderdeel dat wij kennen.{nearest(key, known)}")

    def _line(self, name: str) -> int:
        return self._lines.get(name, 0)

    def _fout(self, line: int, text: str) -> None:
        self._findings.add(BESTAND, line, "bron", text)


def _places(text: str) -> dict[str, int]:
    """Return the first line of each table (`[name]`) and each key (`name =`)."""
    places: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        found = _NAME.match(line)
        if found is not None:
            places.setdefault(found[1] or found[2], number)
    return places
