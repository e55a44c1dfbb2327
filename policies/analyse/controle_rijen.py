# SPDX-License-Identifier: EUPL-1.2
"""What rows do to one another: pairs that collide, and rows that change nothing.

Purpose: an exception is meant or a mistake, and a row that does nothing is a mistake or a leftover; both are shown.

Invariants (over all requests and facts, nothing sampled):
    * a conflict is an allow and a deny row that can match one and the same request with the same facts;
    * a dead row allows something that a refusal always takes away again;
    * a shadowed row says nothing that one other row of the same effect does not say everywhere;
    * a redundant row changes no outcome and no obligation anywhere when it is left out.

Norm: reference/policy-engine.md 4d (shadow, dead, redundant; conflict list). Does not: say which row is wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from policies.analyse.gedrag import Gedrag, consistent
from policies.analyse.ruimte import Ruimte
from policies.rows import Row


@dataclass(frozen=True)
class Rijen:
    """The rows of one rule set with every set of candidates they occur in."""

    ruimte: Ruimte

    @cached_property
    def cellen(self) -> Mapping[int, Gedrag]:
        """The behaviour of every set of candidates that some request has."""
        return {mask: Gedrag(self.ruimte.rows_of(mask)) for mask in self.ruimte.endpoints() if mask}

    @cached_property
    def conflicten(self) -> tuple[tuple[Row, Row], ...]:
        """Every pair (forbids, allows) that can match one request, in the order of the rows."""
        found = {
            (deny.id, allow.id): (deny, allow)
            for gedrag in self.cellen.values()
            for deny in gedrag.verbiedend
            for allow in gedrag.toestaand
            if consistent(frozenset(deny.tokens) | frozenset(allow.tokens))
        }
        place = {row.id: i for i, row in enumerate(self.ruimte.rijen)}
        return tuple(found[pair] for pair in sorted(found, key=lambda pair: (place[pair[0]], place[pair[1]])))

    @cached_property
    def dood(self) -> tuple[tuple[Row, tuple[str, ...]], ...]:
        """Allow rows that never open anything, with the rows that refuse it."""
        found = []
        for i, row in enumerate(self.ruimte.rijen):
            within = self._within(i)
            if row.eft == "allow" and not any(gedrag.opens_with(row) for _, gedrag in within):
                refusing = {deny.id: None for _, gedrag in within for deny in gedrag.verbiedend}
                found.append((row, tuple(refusing)))
        return tuple(found)

    @cached_property
    def overschaduwd(self) -> tuple[tuple[Row, tuple[str, ...]], ...]:
        """Rows that one other row covers everywhere, with the rows that do so."""
        found = []
        for i, row in enumerate(self.ruimte.rijen):
            within = self._within(i)
            covers = [set(_covering(row, gedrag.rijen)) for _, gedrag in within]
            if covers and (common := set.intersection(*covers)):
                found.append((row, tuple(one.id for one in self.ruimte.rijen if one.id in common)))
        return tuple(found)

    @cached_property
    def overbodig(self) -> tuple[Row, ...]:
        """Rows that several others together make needless; not the dead and shadowed ones, which are told apart."""
        told = {row.id for row, _ in (*self.dood, *self.overschaduwd)}
        return tuple(
            row
            for i, row in enumerate(self.ruimte.rijen)
            if row.id not in told and all(self._needless(row, i, mask, gedrag) for mask, gedrag in self._within(i))
        )

    def widest(self) -> tuple[int, Mapping[str, str]]:
        """The most rows that one request has as candidates, with that request."""
        ends = self.ruimte.endpoints()
        mask = max(ends, key=int.bit_count)
        return mask.bit_count(), ends[mask]

    def _within(self, number: int) -> Sequence[tuple[int, Gedrag]]:
        return [(mask, gedrag) for mask, gedrag in self.cellen.items() if mask >> number & 1]

    def _needless(self, row: Row, number: int, mask: int, gedrag: Gedrag) -> bool:
        without = self.cellen.get(mask ^ 1 << number) or Gedrag(tuple(one for one in gedrag.rijen if one is not row))
        return gedrag.same_outcomes(without) and (not row.plichten or gedrag.same_duties(without))


def _covering(row: Row, rows: Sequence[Row]) -> list[str]:
    """Rows of the same effect that ask no more facts and oblige to no less."""
    asked, duties = set(row.tokens), set(row.plichten)
    return [
        one.id
        for one in rows
        if one is not row and one.eft == row.eft and set(one.tokens) <= asked and duties <= set(one.plichten)
    ]
