# SPDX-License-Identifier: EUPL-1.2
"""Asking the rules: facts from the record, one question, one Authorization Decision Log record.

Invariants:
- The facts of an act come from admitted statements and from the backbone's own records, by `core.facts.derive`; nothing
  of a request body is ever among them.
- The date is the server's, in the Netherlands; purpose and phase are those of the casus.
- Every question leaves one decision record (`core.exchange.adl`), whatever its outcome; a deny is no error.
- An obligation of the server that the server does not carry out (`core.exchange.duties`) makes `toegestaan` into
  `niet-vaststelbaar`; so does one of opening on the reading of a casus, of which no reader would hear, and an engine
  that does not agree with itself. Nothing is passed over.
- A refusal names only the rows that its caller may be told (`policies.toonbaar`). When there are others its outcome is one
  neutral word, and nothing of the hidden rows is in it: not their number, their facts or their advice.

Norm: design.md 4 and 5; AuthZEN 1.0 for the shapes of question and answer.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.exchange import adl, duties
from core.exchange.results import NEUTRAAL, Geweigerd
from core.exchange.standing import CASUS, READ
from policies.decision import Beslissing, Uitkomst, day_in_amsterdam
from policies.decision import Vraag as Regelvraag
from policies.findings import EngineDisagreementError
from policies.plichten import OPENEN, SERVER, explained, only_when_carried
from policies.toonbaar import Relatie, shown_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.exchange.act import Act
    from core.exchange.standing import Case
    from core.exchange.world import World
    from core.facts import Stand, Vraag
    from policies.ruleset import RuleSet
    from policies.vocabulary import Vocabulary

__all__ = ["Besluit", "Relatie", "ask", "ask_in_case", "tuple_of"]


@dataclass(frozen=True, slots=True)
class Besluit:
    """A question, the facts it was answered on, the answer, and its decision record."""

    id: str
    vraag: Regelvraag
    bewijs: Mapping[str, tuple[str, ...]]
    beslissing: Beslissing
    verwerking: str
    adl: dict[str, Any]
    vocabulary: Vocabulary = field(repr=False)

    def __bool__(self) -> bool:
        """Only `toegestaan` opens anything."""
        return self.beslissing.toegestaan

    @property
    def record(self) -> dict[str, Any]:
        """The row of the table `beslissing`, before the act's id is added."""
        return {
            "sleutel": self.id,
            "uitkomst": self.beslissing.uitkomst,
            "vrijgave": self.beslissing.vrijgave,
            "adl": self.adl,
        }

    def in_line(self) -> dict[str, Any]:
        """Return the decision as the accountability line holds it: full tuple, facts by hash, rows, release."""
        line: dict[str, Any] = {
            "id": self.id,
            "vraag": tuple_of(self.vraag),
            "feiten": {token: list(hashes) for token, hashes in sorted(self.bewijs.items())},
            "uitkomst": self.beslissing.uitkomst,
            "regels": [rule.id for rule in self.beslissing.regels],
            "plichten": list(self.beslissing.plichten),
            "vrijgave": self.beslissing.vrijgave,
        }
        if self.beslissing.onbekend:
            line["onbekend"] = list(self.beslissing.onbekend)
        if self.beslissing.toegestaan and (kept := duties.kept(self.beslissing, self.vocabulary, self.vraag.datum)):
            line["vastleggingen"] = kept
        return line

    def for_readers(self) -> list[str]:
        """Return the obligations that the reader's gateway carries out."""
        return duties.for_readers(self.beslissing, self.vocabulary)

    def refusal(self, relatie: Relatie, **waar: str) -> Geweigerd:
        """Return the refusal as this caller may see it: rows it may not be told of are left out, and that is said."""
        answer = self.beslissing
        shown = shown_to(self.vocabulary.toonbaar, self.vraag.wie, relatie)
        rules = tuple(rule.to_json() for rule in answer.regels if rule.toonbaar in shown)
        if len(rules) < len(answer.regels):
            return Geweigerd(NEUTRAAL, rules, (), waar=dict(waar), verborgen=True)
        return Geweigerd(
            uitkomst=answer.uitkomst,
            regels=rules,
            ontbreekt=tuple(missing.to_json() for missing in answer.ontbreekt),
            waar=dict(waar),
            adviezen=explained(answer, self.vocabulary.plichten),
        )


def tuple_of(vraag: Regelvraag) -> dict[str, Any]:
    """Return the full request tuple in JSON, with its facts in order."""
    return {
        "wie": vraag.wie,
        "aan": vraag.aan,
        "wat": vraag.wat,
        "handeling": vraag.handeling,
        "doel": vraag.doel,
        "fase": vraag.fase,
        "datum": vraag.datum.isoformat(),
        "feiten": sorted(vraag.feiten),
    }


def ask_in_case(world: World, act: Act, case: Case, vraag: Vraag, stand: Stand) -> Besluit:
    """Decide one question about `case` inside `act`, and keep its decision record with the act.

    Purpose and phase are those of the case; the facts follow from `stand`; the date is that of the act.

    Raises:
        core.register.UnknownActivity: no processing activity is registered for this purpose and act: nothing happens.
    """
    return ask(world, act, vraag, stand, case.state.doel, case.state.fase)


def ask(world: World, act: Act, vraag: Vraag, stand: Stand, doel: str, fase: str) -> Besluit:
    """Decide one question for a purpose and a phase, for acts that are not in a case (see `ask_in_case`).

    Raises:
        core.register.UnknownActivity: no processing activity is registered for this purpose and act: nothing happens.
    """
    feiten = world.facts(vraag, stand)
    verwerking = world.register.activity_for(doel, vraag.handeling, act.tijd).uri
    question = Regelvraag(
        wie=vraag.wie.soort,
        aan="-" if vraag.ontvanger is None else vraag.ontvanger.soort,
        wat=vraag.categorie,
        handeling=vraag.handeling,
        doel=doel,
        fase=fase,
        datum=day_in_amsterdam(act.tijd),
        feiten=feiten.tokens,
    )
    rules = world.ruleset
    answer, failed = decided(rules, question)
    record = adl.record(world, act, (vraag, question, verwerking), answer, (feiten, stand), failed=failed)
    besluit = Besluit(str(uuid.uuid4()), question, feiten.bewijs, answer, verwerking, record, rules.vocabulary)
    act.besluiten.append(besluit)
    return besluit


def decided(rules: RuleSet, question: Regelvraag) -> tuple[Beslissing, bool]:
    """Return the answer as it is logged, and whether the rules failed to give one."""
    try:
        answer = rules.decide(question)
    except EngineDisagreementError:
        nothing = Uitkomst.NIET_VASTSTELBAAR
        return Beslissing(nothing, (), (), (), rules.digest, concept=False, onbekend=("beslismotor",)), True
    known = rules.vocabulary.plichten
    answer = only_when_carried(answer, SERVER, known, duties.carried(question.handeling))
    if (question.handeling, question.wat) == (READ, CASUS):  # nothing in a casus tells its reader of obligations
        answer = only_when_carried(answer, OPENEN, known, ())
    return answer, False
