# SPDX-License-Identifier: EUPL-1.2
"""What the scenarios touch: per rule a hit and a near miss, and how often each phase and party occurs.

Invariants:
    * only scenarios that pass count;
    * a hit: the row carries `toegestaan` or `verboden`;
    * a near miss: the row does not decide, and exactly one column (the day is one) or one fact keeps the question
      out of it; changed there, the row would apply.

Does not: prove that the edge is right in every cell; mutation does (`policies.proef.mutation`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policies.decision import Uitkomst, Vraag
from policies.findings import Findings, nearest
from policies.groups import Closure
from policies.proef.running import Stand, Uitslag
from policies.proef.scenario import KOLOMMEN, Scenario
from policies.rows import Row
from policies.vocabulary import Vocabulary

_CARRIED = frozenset({Uitkomst.TOEGESTAAN, Uitkomst.VERBODEN})


@dataclass(frozen=True, slots=True)
class Dekking:
    """Per row the scenarios that hit it and that only just miss it; and counts per code."""

    raak: Mapping[str, tuple[Scenario, ...]]
    bijna: Mapping[str, tuple[Scenario, ...]]
    fasen: Mapping[str, int]
    partijen: Mapping[str, int]
    ontvangers: Mapping[str, int]
    uitkomsten: Mapping[str, int]

    @property
    def gaten(self) -> tuple[tuple[str, str], ...]:
        """Each row without a hit or a near miss, with what it lacks."""
        return tuple(
            (row, " en ".join(lacking))
            for row in self.raak
            if (lacking := ["raak"] * (not self.raak[row]) + ["bijna raak"] * (not self.bijna[row]))
        )


def measure(results: Iterable[Uitslag], rows: Sequence[Row], closure: Closure, vocabulary: Vocabulary) -> Dekking:
    """Coverage of the rows, in their order."""
    passed = [result for result in results if result.stand is Stand.GESLAAGD]
    hits: dict[str, list[Uitslag]] = {row.id: [] for row in rows}
    for result in passed:
        for row in result.gevonden.regels if result.gevonden.uitkomst in _CARRIED else ():
            hits[row].append(result)
    dated = [(result, result.scenario.vraag.datum.isoformat()) for result in passed]
    questions = [result.scenario.vraag for result in passed]
    return Dekking(
        {row: tuple(result.scenario for result in found) for row, found in hits.items()},
        {row.id: _near_misses(row, dated, closure) for row in rows},
        _count((vraag.fase for vraag in questions), vocabulary.codes["fase"]),
        _count((vraag.wie for vraag in questions), vocabulary.codes["wie"]),
        _count((vraag.aan for vraag in questions), vocabulary.codes["wie"]),
        _count((result.gevonden.uitkomst for result in passed), [str(uitkomst) for uitkomst in Uitkomst]),
    )


class _Rij:
    """A row made ready for many questions: per column the codes that it holds."""

    def __init__(self, row: Row, closure: Closure) -> None:
        self._row = row
        self._eisen = frozenset(row.tokens)
        self._columns = [
            (kolom, closure.leaves("wie" if kolom == "aan" else kolom, getattr(row, kolom))) for kolom in KOLOMMEN
        ]

    def just_misses(self, vraag: Vraag, dag: str) -> bool:
        """Whether the question falls outside the row in exactly one place: a column, the day, or a fact."""
        outside = len(self._eisen - vraag.feiten) + (not self._row.van <= dag <= self._row.tm)
        for kolom, codes in self._columns:
            if outside > 1:
                return False
            outside += getattr(vraag, kolom) not in codes
        return outside == 1


def _near_misses(row: Row, passed: Sequence[tuple[Uitslag, str]], closure: Closure) -> tuple[Scenario, ...]:
    ready = _Rij(row, closure)
    return tuple(
        result.scenario
        for result, dag in passed
        if row.id not in result.gevonden.regels
        and not result.gevonden.onbekend
        and ready.just_misses(result.scenario.vraag, dag)
    )


def _count(codes: Iterable[str], known: Iterable[str]) -> dict[str, int]:
    found = Counter(codes)
    return {code: found[code] for code in known}


def check_near_tags(results: Iterable[Uitslag], coverage: Dekking, findings: Findings) -> None:
    """Each `@bijna:` must name a row that exists and that the scenario (an outline: one of its rows) only just misses."""
    passed = [result.scenario for result in results if result.stand is Stand.GESLAAGD]
    tagged = {(s.bestand, s.kop, row): s for s in reversed(passed) for row in s.bijna}
    true = {(s.bestand, s.kop, row) for row, found in coverage.bijna.items() for s in found}
    for key in sorted(tagged.keys() - true):
        scenario, row = tagged[key], key[2]
        if row in coverage.bijna:
            tekst = (
                f"`{scenario.naam}` mist {row} niet op precies één kolom of feit. Zet `@bijna:` alleen boven een scenario "
                "waarin de regel nét niet past, in een eigen blok naast het scenario waarin zij wel past."
            )
        else:
            tekst = f"regel {row} bestaat niet.{nearest(row, coverage.bijna)}"
        findings.add(scenario.bestand, scenario.kop, "bijna", tekst)
