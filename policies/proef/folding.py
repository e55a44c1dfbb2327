# SPDX-License-Identifier: EUPL-1.2
"""The decision of design.md 5 worked out without casbin, for very many rule sets that differ in one row.

Purpose: a mutation changes one row; only the scenarios that row fits, before or after, can come out otherwise.

Invariants:
    * same precedence, rows, missing facts and duties as `RuleSet.decide`: a test proves it equal on all
      scenarios, and on mutants that were loaded for real, casbin included;
    * a mask of scenarios per leaf code gives, for any cell, exactly the scenarios that it fits;
    * scenarios with an unknown code are left out: no row is ever asked about them.

Does not: take the place of the engine; scenarios themselves run on casbin (`policies.proef.running`).
"""

from collections.abc import Iterable, Sequence
from typing import Final

from policies.decision import Uitkomst, Vraag
from policies.groups import Closure
from policies.proef.judging import Bevinding
from policies.proef.scenario import KOLOMMEN
from policies.rows import Row
from policies.tokens import missing
from policies.vocabulary import Vocabulary

NIETS: Final = Bevinding(Uitkomst.NIET_GEREGELD, frozenset())


def column(veld: str) -> str:
    """The column of the vocabulary that a cell of a row belongs to."""
    return "wie" if veld == "aan" else veld


class Fold:
    """A rule set and a list of questions; answers what each question would come to with one row changed."""

    def __init__(
        self, rows: Sequence[Row], questions: Sequence[Vraag], closure: Closure, vocabulary: Vocabulary
    ) -> None:
        self._questions, self._closure, self._vocabulary = questions, closure, vocabulary
        self._days = [vraag.datum.isoformat() for vraag in questions]
        self._masks = {veld: _masks(getattr(vraag, veld) for vraag in questions) for veld in KOLOMMEN}
        self._candidates: list[dict[str, Row]] = [{} for _ in questions]
        for row in rows:
            for number in bits(self.mask(row)):
                self._candidates[number][row.id] = row

    def mask(self, row: Row) -> int:
        """The questions that a row fits, facts left aside; bit i stands for question i."""
        mask = (1 << len(self._questions)) - 1
        for veld in KOLOMMEN:
            masks = self._masks[veld]
            leaves = self._closure.leaves(column(veld), getattr(row, veld))
            mask &= _union(masks.get(leaf, 0) for leaf in leaves)
        return _union(1 << i for i in bits(mask) if row.van <= self._days[i] <= row.tm)

    def decide(self, number: int, old: str = "", new: Row | None = None) -> Bevinding:
        """What a question comes to with row `old` taken out and `new` put in (which must fit)."""
        rows = [row for id_, row in self._candidates[number].items() if id_ != old]
        return self._weigh(rows if new is None else [*rows, new], self._questions[number].feiten)

    def _weigh(self, rows: Iterable[Row], feiten: frozenset[str]) -> Bevinding:
        found: dict[tuple[str, bool], list[tuple[Row, tuple[str, ...]]]] = {}
        for row in rows:
            lacking = missing(row.eis, feiten)
            if lacking is not None:
                found.setdefault((row.eft, bool(lacking)), []).append((row, lacking))
        for key, uitkomst in (
            (("deny", False), Uitkomst.VERBODEN),
            (("deny", True), Uitkomst.NIET_VASTSTELBAAR),
            (("allow", False), Uitkomst.TOEGESTAAN),
            (("allow", True), Uitkomst.NIET_VASTSTELBAAR),
        ):
            if key in found:
                return self._told(uitkomst, found[key])
        return NIETS

    def _told(self, uitkomst: Uitkomst, carrying: Sequence[tuple[Row, tuple[str, ...]]]) -> Bevinding:
        facts = self._vocabulary.facts
        return Bevinding(
            uitkomst,
            frozenset(row.id for row, _ in carrying),
            frozenset(
                (feit, bij)
                for _, lacking in carrying
                for feit in (token.removeprefix("niet-") for token in lacking)
                for bij in facts[feit].bevoegd
            ),
            frozenset(plicht for row, _ in carrying for plicht in row.plichten),
        )


def bits(mask: int) -> list[int]:
    """The numbers of the bits that are set, ascending."""
    found: list[int] = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def _masks(codes: Iterable[str]) -> dict[str, int]:
    masks: dict[str, int] = {}
    for i, code in enumerate(codes):
        masks[code] = masks.get(code, 0) | 1 << i
    return masks


def _union(masks: Iterable[int]) -> int:
    total = 0
    for mask in masks:
        total |= mask
    return total
