# SPDX-License-Identifier: EUPL-1.2
"""One Gherkin file as blocks: per scenario or example row its tags and steps, placeholders filled.

Purpose: the official parser reads the file; what Gherkin allows and we do not is refused here, so that
nothing in a file is silently without meaning.

Invariants:
    * first line `# language: nl`; keywords Functionaliteit, Achtergrond, Scenario, Abstract Scenario,
      Voorbeelden, Gegeven, Als, Dan, En, and no other;
    * every column of an example table is used and every placeholder has a column;
    * each mistake is a finding with its line, all at once.

Norm: Gherkin as read by `gherkin-official`. Does not: know our sentences (`policies.proef.zinnen`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gherkin.errors import (
    CompositeParserException,
    NoSuchLanguageException,
    ParserException,
    UnexpectedEOFException,
    UnexpectedTokenException,
)
from gherkin.parser import Parser
from gherkin.token_matcher import TokenMatcher

from policies.findings import Findings
from policies.proef.zinnen import ALS, DAN, EN, GEGEVEN
from policies.table import read_text

TAAL: Final = "# language: nl"
_SLOT: Final = re.compile(r"<([^<>]*)>")
_PLAIN: Final = "Scenario"
_OUTLINE: Final = "Abstract Scenario"


@dataclass(frozen=True, slots=True)
class Stap:
    """One step: its line, the keyword it belongs to (`En` resolved) and its text."""

    regel: int
    woord: str
    tekst: str


@dataclass(frozen=True, slots=True)
class Kenmerk:
    """One tag without `@`, and its line."""

    regel: int
    tekst: str


@dataclass(frozen=True, slots=True)
class Blok:
    """One scenario as it stands in the file, not yet understood."""

    naam: str
    regel: int
    kop: int
    beschrijving: str
    algemeen: tuple[Kenmerk, ...]
    eigen: tuple[Kenmerk, ...]
    achtergrond: tuple[Stap, ...]
    stappen: tuple[Stap, ...]


def read_feature(bestand: str, data: bytes, findings: Findings) -> tuple[Blok, ...]:
    """The blocks of one file; what is wrong with it goes to `findings`."""
    text = read_text(bestand, data, findings)
    if text is None:
        return ()
    if text.split("\n", 1)[0].rstrip() != TAAL:
        findings.add(bestand, 1, "taal", f"de eerste regel hoort `{TAAL}` te zijn.")
    try:
        feature: Any = Parser().parse(text, TokenMatcher("nl"))["feature"]
    except CompositeParserException as error:
        for one in error.errors:
            findings.add(bestand, one.location["line"], "gherkin", _in_dutch(one))
        return ()
    blocks = tuple(_Reader(bestand, findings).blocks(feature))
    if not any("scenario" in child or "rule" in child for child in feature["children"]):
        findings.add(bestand, feature["location"]["line"], "leeg", "er staat geen enkel scenario in dit bestand.")
    return blocks


def _in_dutch(error: ParserException) -> str:
    if isinstance(error, UnexpectedEOFException):
        return "het bestand houdt op waar nog iets hoort te volgen."
    if isinstance(error, UnexpectedTokenException):
        found = str(error).rpartition("got '")[2].removesuffix("'")
        return f"hier past `{found}` niet; elke stap begint met {GEGEVEN}, {ALS}, {DAN} of {EN}."
    if isinstance(error, NoSuchLanguageException):
        return f"Gherkin kent deze taal niet; schrijf `{TAAL}`."
    if "inconsistent cell count" in str(error):
        return "deze rij heeft niet evenveel cellen als de kop van de tabel."
    return f"dit is geen geldige Gherkin: {error}."


class _Reader:
    """Walks through one feature."""

    def __init__(self, bestand: str, findings: Findings) -> None:
        self._bestand, self._findings = bestand, findings

    def blocks(self, feature: Mapping[str, Any]) -> Iterator[Blok]:
        tags = _tags(feature)
        background: tuple[Stap, ...] = ()
        for child in feature["children"]:
            if "background" in child:
                background = self._steps(child["background"]["steps"])
            elif "rule" in child:
                self._say(child["rule"], "sleutelwoord", "`Regel` gebruiken wij niet; maak er een eigen bestand van.")
            else:
                yield from self._scenario(child["scenario"], tags, background)

    def _scenario(
        self, node: Mapping[str, Any], tags: tuple[Kenmerk, ...], background: tuple[Stap, ...]
    ) -> Iterator[Blok]:
        keyword, examples = node["keyword"], node["examples"]
        if keyword not in (_PLAIN, _OUTLINE):
            self._say(node, "sleutelwoord", f"`{keyword}` gebruiken wij niet; schrijf `{_PLAIN}`.")
        elif (keyword == _OUTLINE) != bool(examples):
            self._say(node, "voorbeelden", f"`{_OUTLINE}` en `Voorbeelden` horen bij elkaar.")
        elif not node["name"].strip():
            self._say(node, "naam", "dit scenario heeft geen naam.")
        else:
            steps, own = self._steps(node["steps"]), _tags(node)
            text, line = node["description"], node["location"]["line"]
            if keyword == _PLAIN:
                yield Blok(node["name"], line, line, text, tags, own, background, steps)
            for table in examples:
                for name, at, filled in self._rows(node, table, steps):
                    yield Blok(name, at, line, text, tags, own + _tags(table), background, filled)

    def _rows(
        self, node: Mapping[str, Any], table: Mapping[str, Any], steps: Sequence[Stap]
    ) -> Iterator[tuple[str, int, tuple[Stap, ...]]]:
        head = [cell["value"] for cell in table.get("tableHeader", {}).get("cells", ())]
        body = table.get("tableBody", [])
        used = set(_SLOT.findall(" ".join([node["name"], *(step.tekst for step in steps)])))
        if used != set(head) or len(set(head)) != len(head) or not body:
            wrong = ", ".join(sorted(used ^ set(head))) or "de tabel is leeg of noemt een kolom twee keer"
            self._say(table, "voorbeelden", f"kop van de tabel en `<plekken>` in de stappen zijn niet gelijk: {wrong}.")
            return
        for number, row in enumerate(body, 1):
            values = dict(zip(head, (cell["value"] for cell in row["cells"]), strict=True))
            filled = tuple(Stap(step.regel, step.woord, _fill(step.tekst, values)) for step in steps)
            yield f"{_fill(node['name'], values)} (voorbeeld {number})", row["location"]["line"], filled

    def _steps(self, nodes: Sequence[Mapping[str, Any]]) -> tuple[Stap, ...]:
        steps: list[Stap] = []
        for node in nodes:
            keyword = node["keyword"].strip()
            if "docString" in node or "dataTable" in node:
                self._say(node, "stap", "een stap heeft hier geen tabel of tekstblok onder zich.")
            if keyword == EN and steps:
                keyword = steps[-1].woord
            elif keyword not in (GEGEVEN, ALS, DAN):
                self._say(
                    node,
                    "sleutelwoord",
                    f"een stap begint met {GEGEVEN}, {ALS}, {DAN} of (niet als eerste) {EN}, niet met `{keyword}`.",
                )
            steps.append(Stap(node["location"]["line"], keyword, node["text"]))
        return tuple(steps)

    def _say(self, node: Mapping[str, Any], soort: str, tekst: str) -> None:
        self._findings.add(self._bestand, node["location"]["line"], soort, tekst)


def _tags(node: Mapping[str, Any]) -> tuple[Kenmerk, ...]:
    return tuple(Kenmerk(tag["location"]["line"], tag["name"].removeprefix("@")) for tag in node["tags"])


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda found: values[found[1]], text)
