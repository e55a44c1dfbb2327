# SPDX-License-Identifier: EUPL-1.2
"""Each edit of each row against the scenarios: noticed, no change, explained, or a hole.

Purpose: scenarios that pass prove little; scenarios that fail as soon as a rule is changed prove that rule.

Invariants:
    * an edit is noticed (`gedood`) when a scenario that passes on the rules fails on the edited rules;
    * before anything is edited, the fold must find what the engine found on every scenario, else nothing is told;
    * every edit ends in exactly one of the four piles; nothing is sampled.

Does not: run casbin per edit; `policies.proef.folding` says why that is the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.analyse.ruimte import Regels, Ruimte, codes_of
from policies.findings import EngineDisagreementError
from policies.loader import Checked
from policies.proef.equivalence import Equivalence
from policies.proef.folding import Fold, bits
from policies.proef.judging import agrees
from policies.proef.mutants import Mutant, Mutator, count_per_kind
from policies.proef.running import Stand, Uitslag
from policies.proef.survivors import Uitleg
from policies.rows import Row


@dataclass(frozen=True, slots=True)
class Mutatie:
    """What became of all edits, by name.

    Attributes:
        soorten: how many there are by what was touched.
        gedood: noticed by a scenario.
        gelijkwaardig: without any consequence, with the rows that hide it everywhere.
        verklaard: not noticed, with the reason a person gave.
        onverklaard: not noticed, with a question that would show it.
    """

    soorten: Mapping[str, int]
    gedood: tuple[str, ...]
    gelijkwaardig: tuple[tuple[str, tuple[str, ...]], ...]
    verklaard: tuple[tuple[str, str], ...]
    onverklaard: tuple[tuple[str, str], ...]

    @property
    def namen(self) -> tuple[str, ...]:
        """All edits."""
        left = [name for name, _ in (*self.gelijkwaardig, *self.verklaard, *self.onverklaard)]
        return (*self.gedood, *left)

    def to_json(self) -> dict[str, Any]:
        """Counts, and by name all but what was noticed."""
        return {
            "mutaties": len(self.namen),
            "per_soort": dict(self.soorten),
            "gedood": len(self.gedood),
            "gelijkwaardig": [{"mutatie": name, "door": list(rows)} for name, rows in self.gelijkwaardig],
            "verklaard": [{"mutatie": name, "reden": reden} for name, reden in self.verklaard],
            "onverklaard": [{"mutatie": name, "vraag": vraag} for name, vraag in self.onverklaard],
        }


def mutate(
    results: Iterable[Uitslag], rows: Sequence[Row], checked: Checked, explained: Mapping[str, Uitleg]
) -> Mutatie:
    """Try every edit of `rows`.

    Raises:
        EngineDisagreementError: when the fold and the engine differ on a scenario.
    """
    passed = [result for result in results if result.stand is Stand.GESLAAGD and not result.gevonden.onbekend]
    hunt = _Hunt(passed, rows, checked)
    days = [result.scenario.vraag.datum.isoformat() for result in passed]
    mutator = Mutator(checked.closure, checked.vocabulary, days, checked.vocabulary.nooit_ontvanger)
    mutants = list(mutator.of(rows))
    equivalence = Equivalence(Ruimte(codes_of(checked), Regels(tuple(rows), checked.closure)), checked.closure)
    killed: list[str] = []
    equal: list[tuple[str, tuple[str, ...]]] = []
    told: list[tuple[str, str]] = []
    open_: list[tuple[str, str]] = []
    for mutant in mutants:
        if hunt.kills(mutant):
            killed.append(mutant.naam)
        elif (shown := equivalence.difference(mutant)) is None:
            equal.append((mutant.naam, equivalence.argument(mutant)))
        elif mutant.naam in explained:
            told.append((mutant.naam, explained[mutant.naam].reden))
        else:
            open_.append((mutant.naam, str(shown)))
    return Mutatie(count_per_kind(mutants), tuple(killed), tuple(equal), tuple(told), tuple(open_))


class _Hunt:
    """The scenarios that pass, ready to be asked about an edit."""

    def __init__(self, passed: Sequence[Uitslag], rows: Sequence[Row], checked: Checked) -> None:
        questions = [result.scenario.vraag for result in passed]
        self._expected = [result.scenario.verwacht for result in passed]
        self._fold = Fold(rows, questions, checked.closure, checked.vocabulary)
        self._masks = {row.id: self._fold.mask(row) for row in rows}
        for number, result in enumerate(passed):
            if self._fold.decide(number) != result.gevonden:
                raise EngineDisagreementError(
                    f"De mutatieproef komt bij {result.scenario.plaats} anders uit dan casbin."
                )

    def kills(self, mutant: Mutant) -> bool:
        """Whether some scenario fails on the edited rules."""
        old, new = self._masks[mutant.oud.id], 0 if mutant.nieuw is None else self._fold.mask(mutant.nieuw)
        return any(
            not agrees(
                self._expected[number],
                self._fold.decide(number, mutant.oud.id, mutant.nieuw if new >> number & 1 else None),
            )
            for number in bits(old | new)
        )
