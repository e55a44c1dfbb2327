# SPDX-License-Identifier: EUPL-1.2
"""The small edits that some scenario must notice: each row dropped, turned round, or widened in one place.

Invariants:
    * a cell is widened to each next wider group of the vocabulary and to the widest; a group that stands for the
      same codes is no edit, and of two that do one is tried;
    * a row that allows is never widened past what the loader accepts (`*` in wie or aan, the operator as
      recipient); turning a row round is tried whatever the loader says;
    * dates are moved only to days that scenarios ask about: without such a day nobody could notice;
    * the same rows and scenarios give the same edits, in the same order, with the same names.

Does not: narrow cells or change texts, sources or duties.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from policies.groups import Closure
from policies.proef.folding import column
from policies.proef.scenario import KOLOMMEN
from policies.rows import Row
from policies.vocabulary import Vocabulary

ALLES: Final = "*"
WEG: Final = "weg"
EFFECT: Final = "effect"
EIS: Final = "eis"
_ANDERS: Final = {"allow": "deny", "deny": "allow"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One edit: `oud` becomes `nieuw` (None: dropped); `veld` says what was touched."""

    naam: str
    veld: str
    oud: Row
    nieuw: Row | None


class Mutator:
    """Makes the edits of one rule set."""

    def __init__(
        self, closure: Closure, vocabulary: Vocabulary, days: Iterable[str], never: Iterable[str] = ()
    ) -> None:
        """`days` are those the scenarios ask about; `never` the codes that no allow may have as recipient."""
        self._closure, self._days, self._never = closure, sorted(set(days)), frozenset(never)
        self._groups = {kolom: self._sets(kolom, groups) for kolom, groups in vocabulary.groups.items()}

    def _sets(self, kolom: str, groups: Iterable[str]) -> dict[str, frozenset[str]]:
        """Each group with its codes, one group per set of codes; `*` goes before its equals."""
        found: dict[frozenset[str], str] = {}
        for group in sorted(groups, key=lambda code: code != ALLES):
            found.setdefault(self._closure.leaves(kolom, group), group)
        return {group: leaves for leaves, group in found.items()}

    def of(self, rows: Iterable[Row]) -> Iterator[Mutant]:
        """All edits of all rows."""
        for row in rows:
            yield Mutant(f"{row.id} {WEG}", WEG, row, None)
            yield self._edit(row, EFFECT, _ANDERS[row.eft])
            for veld in KOLOMMEN:
                for group in self.wider(row, veld):
                    yield self._edit(row, veld, group)
            for token in row.tokens:
                rest = "+".join(other for other in row.tokens if other != token) or "-"
                yield Mutant(f"{row.id} zonder {token}", EIS, row, replace(row, eis=rest))
            yield from self._dates(row)

    def _edit(self, row: Row, veld: str, value: str) -> Mutant:
        cells: dict[str, Any] = {"eft" if veld == EFFECT else veld: value}
        return Mutant(f"{row.id} {veld}={value}", veld, row, replace(row, **cells))

    def wider(self, row: Row, veld: str) -> tuple[str, ...]:
        """The next wider groups for a cell, and the widest."""
        here = self._closure.leaves(column(veld), getattr(row, veld))
        wider = {
            group: leaves
            for group, leaves in self._groups[column(veld)].items()
            if here < leaves
            and not (veld == "wie" and leaves == here | {"-"})
            and self._legal(row, veld, group, leaves)
        }
        ends = [group for group in wider if not any(wider[other] < wider[group] for other in wider)]
        ends += [group for group in wider if not any(wider[group] < wider[other] for other in wider)]
        return tuple(dict.fromkeys(ends))

    def _legal(self, row: Row, veld: str, group: str, leaves: frozenset[str]) -> bool:
        if row.eft != "allow" or veld not in ("wie", "aan"):
            return True
        return group != ALLES and not (veld == "aan" and leaves & self._never)

    def _dates(self, row: Row) -> Iterator[Mutant]:
        before = [day for day in self._days if day < row.van]
        after = [day for day in self._days if day > row.tm]
        if before:
            yield self._edit(row, "van", before[-1])
        if after:
            yield self._edit(row, "tm", after[0])


def count_per_kind(mutants: Sequence[Mutant]) -> dict[str, int]:
    """How many edits of each kind there are, by name of what was touched."""
    kinds: dict[str, int] = {}
    for mutant in mutants:
        kinds[mutant.veld] = kinds.get(mutant.veld, 0) + 1
    return kinds
