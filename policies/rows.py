# SPDX-License-Identifier: EUPL-1.2
"""The `p` rows: one rule each, checked cell by cell against vocabulary and sources.

Purpose: a rule either means exactly what its cells say, or is refused.

Invariants:
    * sixteen cells, the order of `policy_definition` in model.conf;
    * `eft` is exactly `allow` or `deny`; `status` exactly `concept` or `vastgesteld`;
    * an allow row never holds `*` in wie or aan, and never a recipient that `[grens]` of the vocabulary excludes;
    * ids are unique in the whole set, also for who reads R-1.1 and R-01.1 as one; two rows never say the same.

Norm: policy-vocabulary.md; reference/policy-engine.md 4a. Does not: decide anything.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from policies.findings import Findings, nearest
from policies.giveway import give_way
from policies.groups import Closure
from policies.plichten import without_place
from policies.sources import Source
from policies.table import RULE_ID, Line
from policies.tokens import opposite, split
from policies.vocabulary import Vocabulary

VELDEN: Final = (
    "wie", "aan", "wat", "handeling", "doel", "fase", "van", "tm",
    "eis", "eft", "id", "bron", "plicht", "toonbaar", "status",
)  # fmt: skip
_ZEROS: Final = re.compile(r"(?<![0-9])0+(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Row:
    """One rule; `cellen` is what casbin sees, in the order of the model."""

    wie: str
    aan: str
    wat: str
    handeling: str
    doel: str
    fase: str
    van: str
    tm: str
    eis: str
    eft: str
    id: str
    bron: str
    plicht: str
    toonbaar: str
    status: str
    bestand: str = ""
    regel: int = 0

    @property
    def cellen(self) -> tuple[str, ...]:
        """The fifteen cells after `p`."""
        return tuple(getattr(self, veld) for veld in VELDEN)

    @property
    def bronnen(self) -> tuple[str, ...]:
        """The codes of its sources, the one it rests on first."""
        return split(self.bron)

    @property
    def plichten(self) -> tuple[str, ...]:
        """The codes of its obligations."""
        return split(self.plicht)

    @property
    def tokens(self) -> tuple[str, ...]:
        """The fact tokens it asks for."""
        return split(self.eis)


class RowReader:
    """Checks rows one by one; keeps what must be unique over the whole set."""

    def __init__(
        self, vocabulary: Vocabulary, sources: Mapping[str, Source], closure: Closure, findings: Findings
    ) -> None:
        self._vocabulary, self._sources, self._closure, self._findings = vocabulary, sources, closure, findings
        self._ids: dict[str, Line] = {}
        self._meanings: dict[tuple[str, ...], str] = {}

    def read(self, lines: Iterable[Line]) -> list[Row]:
        """All rows that have no finding."""
        return [row for row in map(self._row, give_way(lines)) if row is not None]

    def _row(self, line: Line) -> Row | None:
        say = self._sayer(line)
        before = len(self._findings.items)
        if line.soort != "p":
            say("soort-rij", f"in een regelbestand staan alleen rijen `p`, niet `{line.soort}`.")
            return None
        if len(line.cellen) != len(VELDEN):
            say(
                "kolommen",
                f"een regel heeft na `p` {len(VELDEN)} kolommen ({', '.join(VELDEN)}), niet {len(line.cellen)}.",
            )
            return None
        row = Row(**dict(zip(VELDEN, line.cellen, strict=True)), bestand=line.bestand, regel=line.regel)
        self._check_codes(row, say)
        self._check_dates(row, say)
        self._check_facts(row, say)
        self._check_lists(row, say)
        self._check_effect(row, say)
        self._check_unique(row, line, say)
        return row if len(self._findings.items) == before else None

    def _sayer(self, line: Line) -> Callable[[str, str], None]:
        def say(soort: str, tekst: str) -> None:
            self._findings.add(line.bestand, line.regel, soort, tekst)

        return say

    def _check_codes(self, row: Row, say: Callable[[str, str], None]) -> None:
        for veld in ("wie", "aan", "wat", "handeling", "doel", "fase"):
            kolom = "wie" if veld == "aan" else veld
            code = getattr(row, veld)
            codes, groups = self._vocabulary.codes[kolom], self._vocabulary.groups[kolom]
            if code not in codes and code not in groups and not (veld == "aan" and code == "-"):
                say(
                    "onbekende-code",
                    f"`{code}` is geen code of groep voor kolom {veld}.{nearest(code, [*codes, *groups])}",
                )

    def _check_dates(self, row: Row, say: Callable[[str, str], None]) -> None:
        for veld in ("van", "tm"):
            text = getattr(row, veld)
            try:
                valid = date.fromisoformat(text).isoformat() == text
            except ValueError:
                valid = False
            if not valid:
                say("datum", f"kolom {veld} (`{text}`) is geen datum als 2026-11-21.")
                return
        if row.van > row.tm:
            say("datum", f"de regel eindigt ({row.tm}) voor zij begint ({row.van}).")

    def _check_facts(self, row: Row, say: Callable[[str, str], None]) -> None:
        tokens = row.tokens
        known = self._vocabulary.tokens
        for token in tokens:
            if token not in known:
                say("onbekend-feit", f"`{token}` is geen feit uit vocabulaire.toml.{nearest(token, known)}")
            if opposite(token) in tokens:
                say("feit-tegenspraak", f"de regel eist zowel `{token}` als het tegendeel en geldt dus nooit.")
        if len(set(tokens)) != len(tokens):
            say("feit-dubbel", f"kolom eis (`{row.eis}`) noemt een feit twee keer.")

    def _check_lists(self, row: Row, say: Callable[[str, str], None]) -> None:
        if not row.bronnen:
            say("onbekende-bron", "een regel zonder bron bestaat niet.")
        for bron in row.bronnen:
            if bron not in self._sources:
                say("onbekende-bron", f"`{bron}` staat niet in bronnen.toml.{nearest(bron, self._sources)}")
        for plicht in row.plichten:
            if plicht not in self._vocabulary.plichten:
                say("onbekende-plicht", f"`{plicht}` is geen plicht.{nearest(plicht, self._vocabulary.plichten)}")
                continue
            acts = self._closure.leaves("handeling", row.handeling)
            if reason := without_place(self._vocabulary.plichten[plicht], acts, self._vocabulary.plaatsen):
                say("plicht-plaats", reason)
        if row.toonbaar not in self._vocabulary.toonbaar:
            say(
                "toonbaar",
                f"`{row.toonbaar}` is geen code voor toonbaar.{nearest(row.toonbaar, self._vocabulary.toonbaar)}",
            )
        if row.status not in ("concept", "vastgesteld"):
            say("status", f"`{row.status}` is geen status: `concept` of `vastgesteld`.")

    def _check_effect(self, row: Row, say: Callable[[str, str], None]) -> None:
        if row.eft not in ("allow", "deny"):
            say("effect", f"`{row.eft}` is geen effect: `allow` of `deny`. Casbin zou de regel overslaan.")
        if row.eft != "allow":
            return
        for veld in ("wie", "aan"):
            if getattr(row, veld) == "*":
                say("te-ruim", f"een regel die toestaat heeft nooit `*` in kolom {veld}; noem de groep.")
        for code in sorted(self._vocabulary.nooit_ontvanger & self._closure.leaves("wie", row.aan)):
            say("te-ruim", f"{self._vocabulary.label('wie', code)} (`{code}`) is nooit ontvanger.")

    def _check_unique(self, row: Row, line: Line, say: Callable[[str, str], None]) -> None:
        if not RULE_ID.match(row.id):
            say("id", f"`{row.id}` is geen regelnummer zoals R-12.1.")
        first = self._ids.setdefault(_ZEROS.sub("", row.id), line)
        if first is not line:
            say(
                "id-dubbel",
                f"regelnummer {row.id} staat ook (misschien met een nul meer of minder) in {first.bestand}:{first.regel}; een nummer wordt nooit hergebruikt.",
            )
        meaning = row.cellen[: VELDEN.index("id")]
        other = self._meanings.setdefault(meaning, row.id)
        if other != row.id:
            say("dubbel", f"deze regel zegt precies hetzelfde als {other}.")
