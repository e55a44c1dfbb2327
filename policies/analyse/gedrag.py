# SPDX-License-Identifier: EUPL-1.2
"""What a set of candidate rows does for every possible set of facts, worked out with the facts left open.

Purpose: one request cell (codes and day) has the same candidate rows whatever the facts are. This module says, exactly
and not by sampling, which facts open it, which forbid it, and whether two sets of rows do the same.

How: facts are monotone here. A deny row bites when all its tokens are established and is out of the way when the
opposite of one of them is; an allow row carries when all its tokens are established. So everything follows from two
antichains of token sets: the smallest sets that open (`opent`) and the smallest that forbid (`verbiedt`).

Invariants:
    * `opent` holds every smallest consistent set of established tokens with the outcome `toegestaan`, and no other;
      each consistent set that holds one of them is allowed too;
    * `verbiedt` holds every smallest set with the outcome `verboden`; the empty set in it means: always;
    * token sets are consistent: never `x` together with `niet-x`.

Norm: design.md 5 (precedence of outcomes); policy-vocabulary.md (three-valued facts).
Does not: look at codes, dates or groups (`policies.analyse.ruimte` does).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TypeAlias

from policies.decision import Uitkomst
from policies.rows import Row
from policies.tokens import missing, opposite

Feiten: TypeAlias = frozenset[str]
_MOST_OPEN_TOKENS = 8  # 3^8 worlds are compared one by one; beyond that two behaviours count as different


@dataclass(frozen=True)
class Gedrag:
    """The behaviour of one set of candidate rows, in the order of the rule set."""

    rijen: tuple[Row, ...]

    @cached_property
    def toestaand(self) -> tuple[Row, ...]:
        """The allow rows among the candidates."""
        return tuple(row for row in self.rijen if row.eft == "allow")

    @cached_property
    def verbiedend(self) -> tuple[Row, ...]:
        """The deny rows among the candidates."""
        return tuple(row for row in self.rijen if row.eft != "allow")

    @cached_property
    def verbiedt(self) -> frozenset[Feiten]:
        """The smallest sets of tokens that forbid."""
        return antichain(frozenset(row.tokens) for row in self.verbiedend)

    @cached_property
    def opent(self) -> frozenset[Feiten]:
        """The smallest sets of tokens that open."""
        return antichain(found for row in self.toestaand for found in self.opens_with(row))

    def opens_with(self, row: Row) -> frozenset[Feiten]:
        """The smallest sets of tokens with which this allow row carries the outcome `toegestaan`."""
        return without_bite(frozenset(row.tokens), self.verbiedt)

    def uitkomst(self, feiten: Feiten) -> Uitkomst:
        """The outcome for one set of facts, by the precedence of design.md 5."""
        denies = [missing(row.eis, feiten) for row in self.verbiedend]
        if () in denies:
            return Uitkomst.VERBODEN
        if any(denies):
            return Uitkomst.NIET_VASTSTELBAAR
        allows = [missing(row.eis, feiten) for row in self.toestaand]
        if () in allows:
            return Uitkomst.TOEGESTAAN
        return Uitkomst.NIET_VASTSTELBAAR if any(allows) else Uitkomst.NIET_GEREGELD

    def same_outcomes(self, other: "Gedrag") -> bool:
        """Whether both give the same outcome for every set of facts."""
        if _demands(self.rijen) == _demands(other.rijen):
            return True
        if self.verbiedt != other.verbiedt or self.opent != other.opent:
            return False
        if frozenset() in self.verbiedt:
            return True
        tokens = {t.removeprefix("niet-") for row in (*self.rijen, *other.rijen) for t in row.tokens}
        if len(tokens) > _MOST_OPEN_TOKENS:
            return False
        return all(self.uitkomst(world) is other.uitkomst(world) for world in worlds(tokens))

    def same_duties(self, other: "Gedrag") -> bool:
        """Whether rows with the same effect and demand oblige to the same in both."""
        return _duties(self.rijen) == _duties(other.rijen)


def antichain(sets: Iterable[Feiten]) -> frozenset[Feiten]:
    """The smallest of these sets: none of them holds another."""
    kept: list[Feiten] = []
    for one in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        if not any(other <= one for other in kept):
            kept.append(one)
    return frozenset(kept)


def without_bite(start: Feiten, denies: Iterable[Feiten]) -> frozenset[Feiten]:
    """The smallest consistent sets around `start` that contradict every one of `denies`."""
    if not consistent(start):
        return frozenset()
    found: frozenset[Feiten] = frozenset([start])
    for deny in sorted(denies, key=lambda s: (len(s), sorted(s))):
        ways = [opposite(token) for token in sorted(deny)]
        found = antichain(grown for one in found for grown in _contradicted(one, ways) if consistent(grown))
    return found


def _contradicted(one: Feiten, ways: Sequence[str]) -> list[Feiten]:
    return [one] if any(way in one for way in ways) else [one | {way} for way in ways]


def consistent(tokens: Feiten) -> bool:
    """Whether no fact stands in it both ways."""
    return not any(token.startswith("niet-") and opposite(token) in tokens for token in tokens)


def worlds(facts: Iterable[str]) -> Iterable[Feiten]:
    """Every set of facts over these fact codes: each established, established that not, or unknown."""
    choices = [(fact, opposite(fact), "") for fact in sorted(facts)]
    return (frozenset(filter(None, chosen)) for chosen in product(*choices))


def _demands(rows: Iterable[Row]) -> frozenset[tuple[str, Feiten]]:
    return frozenset((row.eft, frozenset(row.tokens)) for row in rows)


def _duties(rows: Iterable[Row]) -> frozenset[tuple[str, Feiten, str]]:
    return frozenset((row.eft, frozenset(row.tokens), plicht) for row in rows for plicht in row.plichten)
