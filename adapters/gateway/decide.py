# SPDX-License-Identifier: EUPL-1.2
"""The gateway's own decision: one question per recipient, on the evidence of its own dossier.

Invariants:
- Purpose and phase come from the casus, facts from verified statements and events by `core.facts.derive`; nothing comes from
  what a format or a header says.
- The same question is asked here and at the exchange, which may only refuse where this one allows.
- An outcome is a value with its rules; only `toegestaan` opens anything. An obligation of sealing that this gateway does
  not carry out (`duties`) makes it `niet-vaststelbaar`.
- The person at the supplier sees the rows that the supplier may see; others are counted out, and that is said.

The supplier's own copy needs no question (design.md 4). It reports nothing and seals nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.gateway import duties
from core.facts import RecordInfo, Vraag, derive
from policies import Vraag as Regelvraag
from policies import day_in_amsterdam
from policies.plichten import VERZEGELEN, explained, only_when_carried
from policies.toonbaar import Relatie, shown_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.gateway.dossier import Dossier
    from core.facts import Feiten, Toegelaten
    from policies import Beslissing, RuleSet

VERSTREKKEN, VERZOEKEN = "verstrekken", "verzoeken"
GEWEIGERD = "geweigerd"  # the neutral outcome of a refusal by rows that may not be told


@dataclass(frozen=True, slots=True)
class Oordeel:
    """The answer about one recipient; `getoond` are the levels of rows that this supplier may be told."""

    casus: str
    categorie: str
    ontvanger: str
    beslissing: Beslissing
    feiten: Feiten
    getoond: frozenset[str]
    adviezen: tuple[dict[str, str], ...] = ()

    def __bool__(self) -> bool:
        return self.beslissing.toegestaan

    def to_json(self) -> dict[str, Any]:
        """The answer for people and scripts: outcome, rules with their source, what is missing and who can state it."""
        answer = self.beslissing
        shown = [rule.to_json() for rule in answer.regels if rule.toonbaar in self.getoond]
        hidden = len(shown) < len(answer.regels)
        told = {
            "ontvanger": self.ontvanger,
            "categorie": self.categorie,
            "uitkomst": GEWEIGERD if hidden and not self else str(answer.uitkomst),
            "regels": shown,
            "plichten": [] if hidden else list(answer.plichten),
            "ontbreekt": [] if hidden else [missing.to_json() for missing in answer.ontbreekt],
            "adviezen": [] if hidden else list(self.adviezen),
            "vrijgave": answer.vrijgave,
            "feiten": sorted(self.feiten.tokens),
        }
        return (
            told
            | ({"verborgen": True} if hidden else {})
            | ({"onbekend": list(answer.onbekend)} if answer.onbekend and not hidden else {})
        )


class Decider:
    """Asks the rules for one partner.

    Args:
        ruleset: the verified release in force.
        dossier: the evidence.
        oin: the own organisation.
    """

    def __init__(self, ruleset: RuleSet, dossier: Dossier, oin: str) -> None:
        self.ruleset, self._dossier, self._oin = ruleset, dossier, oin

    def supply(
        self,
        record: RecordInfo,
        extra: Sequence[Toegelaten],
        person: str | None,
        now: int,
    ) -> list[Oordeel]:
        """Return one answer per recipient of a record that is about to be sealed.

        Args:
            record: id, casus, category and recipients (without the supplier itself).
            extra: the supplier's own statements that will travel along.
            person: who acts, if a person does.
            now: ms since the epoch.
        """
        return [self._ask(record, oin, extra, person, now) for oin in sorted(record.ontvangers)]

    def ask(self, casus: str, recipient: str, categorie: str, person: str | None, now: int) -> Oordeel:
        """Return the answer on asking another participant for a category (`verzoeken`), as the backbone will decide it."""
        case = self._dossier.case(casus)
        parties = self._dossier.party(self._oin), self._dossier.party(recipient)
        vraag = Vraag(VERZOEKEN, *parties, categorie, casus, None, person, now, case.doel)
        feiten = derive(vraag, self._dossier.stand(casus), self.ruleset.vocabulary)
        question = Regelvraag(
            wie=parties[0].soort,
            aan=parties[1].soort,
            wat=categorie,
            handeling=VERZOEKEN,
            doel=case.doel,
            fase=case.fase,
            datum=day_in_amsterdam(now),
            feiten=feiten.tokens,
        )
        answer = self.ruleset.decide(question)
        vocabulary = self.ruleset.vocabulary
        shown = shown_to(vocabulary.toonbaar, parties[0].soort, Relatie.LID)
        advice = () if answer.toegestaan else explained(answer, vocabulary.plichten)
        return Oordeel(casus, categorie, recipient, answer, feiten, shown, advice)

    def _ask(
        self, record: RecordInfo, recipient: str, extra: Sequence[Toegelaten], person: str | None, now: int
    ) -> Oordeel:
        casus = str(record.casus)
        case = self._dossier.case(casus)
        vraag = Vraag(
            handeling=VERSTREKKEN,
            wie=self._dossier.party(self._oin),
            ontvanger=self._dossier.party(recipient),
            categorie=record.categorie,
            casus=casus,
            record=record.record,
            persoon=person,
            tijd=now,
            doel=case.doel,
        )
        feiten = derive(vraag, self._dossier.stand(casus, record, extra), self.ruleset.vocabulary)
        question = Regelvraag(
            wie=vraag.wie.soort,
            aan=vraag.ontvanger.soort if vraag.ontvanger else "-",
            wat=record.categorie,
            handeling=VERSTREKKEN,
            doel=case.doel,
            fase=case.fase,
            datum=day_in_amsterdam(now),
            feiten=feiten.tokens,
        )
        vocabulary = self.ruleset.vocabulary
        answer = only_when_carried(self.ruleset.decide(question), VERZEGELEN, vocabulary.plichten, duties.AT_SEALING)
        shown = shown_to(vocabulary.toonbaar, vraag.wie.soort, Relatie.VERSTREKKER)
        advice = () if answer.toegestaan else explained(answer, vocabulary.plichten)
        return Oordeel(casus, record.categorie, recipient, answer, feiten, shown, advice)
