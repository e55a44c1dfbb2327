# SPDX-License-Identifier: EUPL-1.2
"""From blocks to scenarios: the sentences understood, or every reason why not.

Invariants:
    * a scenario asks one question (`Als`) and names one decision (`Dan is het besluit`), in that order;
    * a fact in the scenario overrides the opposite fact of the Achtergrond, and `geen feiten` in the scenario
      takes away all facts of the Achtergrond; inside one block a fact and its opposite is a mistake;
    * there is no default day: the peildatum stands in the scenario or in the Achtergrond;
    * names are unique in a file, because reports and `--alleen` name scenarios by them.

Norm: design.md 5 (outcomes). Does not: look codes up; an unknown one is a question like any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from policies.decision import Uitkomst, Vraag
from policies.findings import Finding, Findings
from policies.proef.feature import Blok, Stap, read_feature
from policies.proef.scenario import KOLOMMEN, Scenario, Verwachting
from policies.proef.tags import read_day, read_tags
from policies.proef.zinnen import ALS, DAN, GEGEVEN, read_sentence
from policies.table import RULE_ID
from policies.tokens import opposite

MAP: Final = "scenarios/"
_MET_REGELS: Final = frozenset({Uitkomst.TOEGESTAAN, Uitkomst.VERBODEN, Uitkomst.NIET_VASTSTELBAAR})
_ORDE: Final = (GEGEVEN, ALS, DAN)


def read_scenarios(files: Mapping[str, bytes], findings: Findings) -> tuple[Scenario, ...]:
    """All scenarios of a rule folder; mistakes go to `findings` and leave their scenario out."""
    found: list[Scenario] = []
    for bestand in sorted(name for name in files if name.startswith(MAP)):
        names: dict[str, int] = {}
        for blok in read_feature(bestand, files[bestand], findings):
            first = names.setdefault(blok.naam, blok.regel)
            if first != blok.regel:
                findings.add(bestand, blok.regel, "naam-dubbel", f"`{blok.naam}` staat ook op regel {first}.")
            scenario = _Understanding(bestand, blok, findings).scenario()
            if scenario is not None:
                found.append(scenario)
    return tuple(found)


@dataclass
class _Given:
    """What the Gegeven steps of one block say."""

    datum: date | None = None
    feiten: set[str] = field(default_factory=set)
    geen: bool = False


class _Understanding:
    """Reads one block."""

    def __init__(self, bestand: str, blok: Blok, findings: Findings) -> None:
        self._bestand, self._blok, self._findings = bestand, blok, findings
        self._wrong = False

    def _say(self, regel: int, soort: str, tekst: str) -> None:
        """Note a mistake; the steps of an outline and of an Achtergrond are read often, but told once."""
        self._wrong = True
        if Finding(self._bestand, regel, soort, tekst) not in self._findings.items:
            self._findings.add(self._bestand, regel, soort, tekst)

    def scenario(self) -> Scenario | None:
        """The scenario, or None with findings."""
        blok = self._blok
        tags = read_tags(blok, self._say)
        common = self._given(blok.achtergrond)
        own = self._given([step for step in blok.stappen if step.woord == GEGEVEN])
        self._check_order()
        question = self._question([step for step in blok.stappen if step.woord == ALS])
        expected = self._expected([step for step in blok.stappen if step.woord == DAN])
        datum = own.datum or common.datum
        if datum is None:
            self._say(blok.regel, "peildatum", f"`{blok.naam}` heeft geen peildatum; zet haar in de Achtergrond.")
        if self._wrong or question is None or expected is None or datum is None:
            return None
        inherited = set() if own.geen else {token for token in common.feiten if opposite(token) not in own.feiten}
        vraag = Vraag(**question, datum=datum, feiten=frozenset(inherited | own.feiten))
        return Scenario(
            blok.naam, self._bestand, blok.regel, blok.kop, vraag, expected,
            tags.eigenaar, tags.bronnen, tags.bijna, tags.mislukt_tot,
        )  # fmt: skip

    def _check_order(self) -> None:
        order = [_ORDE.index(step.woord) for step in self._blok.stappen if step.woord in _ORDE]
        if order != sorted(order):
            self._say(self._blok.regel, "volgorde", "eerst Gegeven, dan Als, dan Dan.")

    def _read(self, step: Stap) -> tuple[str, Mapping[str, str]]:
        read = read_sentence(step.woord, step.tekst)
        if isinstance(read, str):
            self._say(step.regel, "zin", read)
            return "", {}
        return read[0].naam, read[1]

    def _given(self, steps: Sequence[Stap]) -> _Given:
        given = _Given()
        for step in steps:
            if step.woord != GEGEVEN:
                self._say(step.regel, "achtergrond", f"in de Achtergrond staan alleen zinnen met {GEGEVEN}.")
                continue
            naam, slots = self._read(step)
            if naam == "peildatum":
                self._take_day(step, slots["datum"], given)
            elif naam == "feiten":
                self._take_facts(step, slots["feiten"], given)
            elif naam == "geen-feiten":
                given.geen = True
        if given.geen and given.feiten:
            self._say(steps[0].regel, "feiten", "`geen feiten` en `de feiten` sluiten elkaar uit.")
        return given

    def _take_day(self, step: Stap, text: str, given: _Given) -> None:
        if given.datum is not None:
            self._say(step.regel, "peildatum", "er is al een peildatum.")
        day = read_day(text)
        given.datum = day or date.min  # without a day the scenario is refused here; it need not be told twice
        if day is None:
            self._say(step.regel, "peildatum", f"`{text}` is geen datum als 2026-11-22.")

    def _take_facts(self, step: Stap, text: str, given: _Given) -> None:
        for token in self._listed(step, text):
            if token in given.feiten:
                self._say(step.regel, "feiten", f"`{token}` staat er twee keer.")
            if opposite(token) in given.feiten:
                self._say(step.regel, "feiten", f"`{token}` en het tegendeel staan er allebei.")
            given.feiten.add(token)

    def _listed(self, step: Stap, text: str) -> list[str]:
        parts = [part.strip() for part in text.split(",")]
        if not all(parts):
            self._say(step.regel, "lijst", f"`{text}` is geen lijst met komma's: er is een lege plek.")
        return [part for part in parts if part]

    def _question(self, steps: Sequence[Stap]) -> dict[str, str] | None:
        read = [self._read(step) for step in steps]
        if len(read) != 1:
            self._say(self._blok.regel, "vraag", f"een scenario stelt één vraag (`Als`), niet {len(read)}.")
        if len(read) != 1 or not read[0][0]:
            return None
        return {**dict.fromkeys(KOLOMMEN, "-"), **read[0][1]}

    def _expected(self, steps: Sequence[Stap]) -> Verwachting | None:
        decision: list[Verwachting] = []
        missing: list[tuple[str, str]] = []
        duties: list[str] = []
        none = unread = False
        for step in steps:
            naam, slots = self._read(step)
            unread = unread or not naam
            if naam in ("besluit", "niet-geregeld", "onbekend"):
                decision.append(self._decision(step, naam, slots))
            elif naam == "ontbreekt":
                missing.append((slots["feit"], slots["bij"]))
            elif naam == "plicht":
                duties.append(slots["plicht"])
            none = none or naam == "geen-plicht"
        if none and duties:
            self._say(self._blok.regel, "plicht", "`geldt geen plicht` en `geldt de plicht` sluiten elkaar uit.")
        if len(decision) != 1 and not unread:
            self._say(self._blok.regel, "besluit", f"een scenario noemt één besluit, niet {len(decision)}.")
        if not decision:
            return None
        first = decision[0]
        return Verwachting(first.uitkomst, first.regels, first.onbekend, tuple(missing), tuple(duties), none)

    def _decision(self, step: Stap, naam: str, slots: Mapping[str, str]) -> Verwachting:
        if naam == "niet-geregeld":
            return Verwachting(Uitkomst.NIET_GEREGELD)
        if naam == "onbekend":
            return Verwachting(Uitkomst.NIET_VASTSTELBAAR, onbekend=slots["code"])
        if slots["besluit"] not in _MET_REGELS:
            self._say(
                step.regel,
                "besluit",
                f"`{slots['besluit']}` is geen besluit dat op regels rust: toegestaan, verboden of niet-vaststelbaar.",
            )
        rows = self._listed(step, slots["regels"])
        for row in rows:
            if not RULE_ID.match(row):
                self._say(step.regel, "regelnummer", f"`{row}` is geen regelnummer zoals R-12.1.")
        if len(set(rows)) != len(rows):
            self._say(step.regel, "regelnummer", "een regelnummer staat er twee keer.")
        return Verwachting(slots["besluit"], frozenset(rows))
