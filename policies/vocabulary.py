# SPDX-License-Identifier: EUPL-1.2
"""The closed lists of the rule language, read from `vocabulaire.toml`.

Purpose: every code that a rule or a question may hold, with its Dutch label, and per fact who may
state it (`bevoegd`) and its world (`gesloten`: no statement means `niet-x`; `open`: unknown).

Invariants:
    * codes are ASCII, lower case, hyphens; no fact starts with `niet-`; no group has the code of a leaf;
    * an unknown key refuses the set: `complment` would be a promise that nobody checks;
    * the order of `[fase]` is the order of the work;
    * partner kinds are data: nothing in the program names one, nor who may never be a recipient (`[grens]`).

Norm: design.md 2 and 6; policy-vocabulary.md.
Does not: read the members of groups (`policies.groups`) or check `[verzoek]` (`policies.verzoek`).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from types import MappingProxyType
from typing import Any, Final

from policies.findings import Findings, nearest
from policies.plichten import Duty, read_duty, read_places
from policies.table import parse_toml, read_text
from policies.toonbaar import Niveau, read_niveaus
from policies.verzoek import Verzoek, read_verzoek

KOLOMMEN: Final = ("wie", "wat", "handeling", "doel", "fase")
WERELDEN: Final = ("gesloten", "open")
BESTAND: Final = "vocabulaire.toml"
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_NOTES: Final = frozenset({"label", "soort", "uitleg", "bron"})
_PHRASES: Final = frozenset({"zin", "ontvanger"})
_KEYS_OF: Final = MappingProxyType(
    {
        "groep": _NOTES | {"complement", "van", "tm"},
        "feiten": _NOTES | {"bevoegd", "wereld", "als", "niet"},
        "plichten": _NOTES | {"plaats", "werk", "jaren"},
    }
)
_TOP: Final = frozenset(
    {
        *KOLOMMEN,
        "versie",
        "groep",
        "bevoegd",
        "feiten",
        "plaatsen",
        "plichten",
        "toonbaar",
        "status",
        "verzoek",
        "grens",
    }
)
_MAY_BE_EMPTY: Final = frozenset({"bevoegd", "feiten", "plichten"})  # a small world has none; it still says so


@dataclass(frozen=True, slots=True)
class Term:
    """One code of a column: `label` in a sentence; acts also have `zin` and `ontvanger` templates."""

    code: str
    label: str
    soort: str = ""
    uitleg: str = ""
    bron: str = ""
    zin: str = ""
    ontvanger: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a column; `complement` or `van`/`tm` say what the members must amount to."""

    code: str
    label: str
    complement: str = ""
    van: str = ""
    tm: str = ""
    zin: str = ""
    ontvanger: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact token: who may state it, its world, and its words in a sentence."""

    code: str
    label: str
    bevoegd: tuple[str, ...]
    wereld: str
    als: str
    niet: str
    bron: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All closed lists together."""

    codes: Mapping[str, Mapping[str, Term]]
    groups: Mapping[str, Mapping[str, Group]]
    facts: Mapping[str, Fact]
    bevoegd: Mapping[str, str]
    plichten: Mapping[str, Duty]
    plaatsen: Mapping[str, frozenset[str]]
    toonbaar: Mapping[str, Niveau]
    status: Mapping[str, str]
    verzoek: Verzoek
    nooit_ontvanger: frozenset[str]
    tokens: frozenset[str] = field(repr=False)

    @property
    def fasen(self) -> tuple[str, ...]:
        """The phases in the order of the work."""
        return tuple(self.codes["fase"])

    def label(self, kolom: str, code: str) -> str:
        """The Dutch label of a code or group of one column; the code itself when unknown."""
        term = self.codes[kolom].get(code) or self.groups[kolom].get(code)
        return term.label if term else code


class _Reader:
    """Reads one TOML document; every mistake becomes a finding on the line of its key."""

    def __init__(self, bestand: str, text: str, findings: Findings) -> None:
        self.bestand, self.lines, self.findings = bestand, text.split("\n"), findings

    def fout(self, key: str, tekst: str) -> None:
        pattern = re.compile(rf'^\s*("?{re.escape(key)}"?\s*=|\[.*\b{re.escape(key)}\b.*\])')
        line = next((i for i, text in enumerate(self.lines, 1) if pattern.match(text)), 0)
        self.findings.add(self.bestand, line, "vocabulaire", tekst)

    def table(self, data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = data.get(key)
        if not isinstance(value, dict) or not (value or key in _MAY_BE_EMPTY):
            self.fout(key, f"het onderdeel [{key}] ontbreekt of is leeg.")
            return {}
        return value

    def text(self, code: str, data: Mapping[str, Any], key: str, *, needed: bool = True) -> str:
        value = data.get(key, "")
        if not isinstance(value, str) or (needed and not value.strip()):
            self.fout(code, f"`{code}` heeft geen `{key}`.")
            return ""
        return value

    def closed(self, code: str, data: Mapping[str, Any], known: frozenset[str]) -> None:
        for key in sorted(set(data) - known):
            self.fout(code, f"`{code}`: `{key}` is geen onderdeel dat wij kennen.{nearest(key, known)}")

    def entries(self, data: Mapping[str, Any], key: str) -> Mapping[str, Mapping[str, Any]]:
        result: dict[str, Mapping[str, Any]] = {}
        for code, value in self.table(data, key).items():
            if not _CODE.match(code):
                self.fout(code, f"`{code}` is geen code: alleen kleine letters, cijfers en streepjes.")
            elif not isinstance(value, dict):
                self.fout(code, f'`{code}` hoort een tabel te zijn, zoals {{ label = "…" }}.')
            else:
                self.closed(
                    code, value, _KEYS_OF.get(key) or _NOTES | (_PHRASES if key == "handeling" else frozenset())
                )
                result[code] = value
        return result


def read_vocabulary(data: bytes, findings: Findings) -> Vocabulary | None:
    """Read `vocabulaire.toml`; None when it cannot be used at all (with findings)."""
    text = read_text(BESTAND, data, findings)
    if text is None:
        return None
    try:
        document = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        findings.add(BESTAND, int(found[1]) if found else 0, "toml", f"dit is geen geldige TOML: {error}.")
        return None
    before = len(findings.items)
    reader = _Reader(BESTAND, text, findings)
    reader.closed("vocabulaire", document, _TOP)
    if type(document.get("versie", 1)) is not int or document.get("versie", 1) != 1:
        reader.fout("versie", "`versie` is 1; een latere versie van deze taal kennen wij nog niet.")
    tables = {key: value for key, value in document.items() if isinstance(value, dict)}  # else it is said to be missing
    vocabulary = _build(reader, tables)
    return vocabulary if len(findings.items) == before else None


def _build(reader: _Reader, document: Mapping[str, Any]) -> Vocabulary:
    reader.closed("groep", reader.table(document, "groep"), frozenset(KOLOMMEN))
    facts = _facts(reader, document)
    return Vocabulary(
        codes=MappingProxyType({kolom: _terms(reader, document, kolom) for kolom in KOLOMMEN}),
        groups=MappingProxyType({kolom: _groups(reader, document, kolom) for kolom in KOLOMMEN}),
        facts=facts,
        bevoegd=_texts(reader, document, "bevoegd"),
        plichten=_duties(reader, document),
        plaatsen=_places(reader, document),
        toonbaar=read_niveaus(reader.table(document, "toonbaar"), document.get("wie", {}), reader.fout),
        status=_texts(reader, document, "status"),
        verzoek=read_verzoek(reader.table(document, "verzoek"), document, reader.fout),
        nooit_ontvanger=_never_recipient(reader, document),
        tokens=frozenset(facts) | frozenset(f"niet-{code}" for code in facts),
    )


def _terms(reader: _Reader, document: Mapping[str, Any], kolom: str) -> Mapping[str, Term]:
    act = kolom == "handeling"
    return MappingProxyType(
        {
            code: Term(
                code,
                reader.text(code, value, "label"),
                reader.text(code, value, "soort", needed=kolom == "wie"),
                reader.text(code, value, "uitleg"),
                reader.text(code, value, "bron"),
                *(_phrases(reader, code, value) if act else ("", "")),
            )
            for code, value in reader.entries(document, kolom).items()
        }
    )


def _groups(reader: _Reader, document: Mapping[str, Any], kolom: str) -> Mapping[str, Group]:
    result: dict[str, Group] = {}
    act = kolom == "handeling"
    leaves = document.get(kolom, {})
    for code, value in reader.table(reader.table(document, "groep"), kolom).items():
        if (code != "*" and not _CODE.match(code)) or not isinstance(value, dict):
            reader.fout(code, f"`{code}` is geen groep: een code en een tabel met een `label`.")
        elif code in leaves:
            reader.fout(code, f"`{code}` is al een code van kolom {kolom}; een groep heeft een eigen naam.")
        else:
            reader.closed(code, value, _KEYS_OF["groep"] | (_PHRASES if act else frozenset()))
            if "complement" in value and ("van" in value or "tm" in value):
                reader.fout(code, f"`{code}`: `complement`, of `van` en `tm`, maar niet allebei.")
            optional = {key: reader.text(code, value, key, needed=False) for key in ("complement", "van", "tm")}
            phrases = _phrases(reader, code, value) if act else ("", "")
            result[code] = Group(
                code, reader.text(code, value, "label"), **optional, zin=phrases[0], ontvanger=phrases[1]
            )
    return MappingProxyType(result)


def _phrases(reader: _Reader, code: str, value: Mapping[str, Any]) -> tuple[str, str]:
    """The words of an act; a refusal without its `{niet}` would read as a permission."""
    zin, ontvanger = reader.text(code, value, "zin"), reader.text(code, value, "ontvanger")
    if _fields(zin) not in ({"niet"}, {"niet", "wat"}):
        reader.fout(code, f"`{code}`: `zin` heeft {{niet}} en zo nodig {{wat}}, en geen andere accolades.")
    if _fields(ontvanger) != {"aan"}:
        reader.fout(code, f"`{code}`: `ontvanger` heeft {{aan}}, en geen andere accolades.")
    return zin, ontvanger


def _fields(template: str) -> set[str] | None:
    """The names between braces; None when they are no plain names."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return None
    return (
        None
        if any(spec or conversion for _, _, spec, conversion in parts)
        else {n for _, n, _, _ in parts if n is not None}
    )


def _facts(reader: _Reader, document: Mapping[str, Any]) -> Mapping[str, Fact]:
    known = document.get("bevoegd", {})
    result: dict[str, Fact] = {}
    for code, value in reader.entries(document, "feiten").items():
        bevoegd = value.get("bevoegd", [])
        if code.startswith("niet-"):
            reader.fout(code, f"het feit `{code}` mag niet met `niet-` beginnen; dat is de ontkenning.")
        if not isinstance(bevoegd, list) or not bevoegd or any(str(b) not in known for b in bevoegd):
            reader.fout(code, f"`{code}`: `bevoegd` is een lijst met codes uit [bevoegd].")
            continue
        if value.get("wereld") not in WERELDEN:
            reader.fout(code, f"`{code}`: `wereld` is `gesloten` of `open`.")
        words = [reader.text(code, value, key) for key in ("als", "niet", "bron")]
        result[code] = Fact(
            code, reader.text(code, value, "label"), tuple(map(str, bevoegd)), str(value.get("wereld")), *words
        )
    return MappingProxyType(result)


def _duties(reader: _Reader, document: Mapping[str, Any]) -> Mapping[str, Duty]:
    entries = reader.entries(document, "plichten")
    return MappingProxyType({code: read_duty(code, value, reader.text, reader.fout) for code, value in entries.items()})


def _places(reader: _Reader, document: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    """Where each act comes; a world without obligations needs none."""
    if not document.get("plichten"):
        return MappingProxyType({})
    return read_places(reader.table(document, "plaatsen"), document.get("handeling", {}), reader.fout)


def _texts(reader: _Reader, document: Mapping[str, Any], key: str) -> Mapping[str, str]:
    table = reader.table(document, key)
    return MappingProxyType({code: reader.text(code, table, code) for code in table})


def _never_recipient(reader: _Reader, document: Mapping[str, Any]) -> frozenset[str]:
    """Who no row may ever let receive; an empty list is possible, but must be written."""
    grens = reader.table(document, "grens")
    reader.closed("grens", grens, frozenset({"nooit-ontvanger"}))
    codes = grens.get("nooit-ontvanger")
    known = document.get("wie", {})
    if not isinstance(codes, list) or any(str(code) not in known for code in codes):
        reader.fout("nooit-ontvanger", "`nooit-ontvanger` van [grens] is een lijst met codes uit [wie].")
        return frozenset()
    return frozenset(map(str, codes))
