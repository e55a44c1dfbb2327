# SPDX-License-Identifier: EUPL-1.2
"""Asking the rules: facts from the record, one question, one Authorization Decision Log record.

Invariants:
- The facts of an act come from admitted statements and from the backbone's own records, by `core.facts.derive`; nothing
  of a request body is ever among them.
- The date is the server's, in the Netherlands; purpose and phase are those of the casus.
- Every question leaves one decision record, whatever its outcome; a deny is no error.

Norm: Authorization Decision Log 1.0.0 (level 4, by reference), AuthZEN 1.0 for the shapes of question and answer.
"""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.exchange.results import Geweigerd
from policies.decision import Vraag as Regelvraag
from policies.decision import day_in_amsterdam

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.exchange.act import Act
    from core.exchange.standing import Case
    from core.exchange.world import World
    from core.facts import Feiten, Stand, Vraag
    from policies.decision import Beslissing

# Who may be told of a row, by its column `toonbaar`: at the exchange the caller is a member or the supplier itself.
SHOWN_TO_MEMBERS = frozenset({"allen", "lid"})
SHOWN_TO_SUPPLIER = frozenset({"allen", "lid", "verstrekker"})


@dataclass(frozen=True, slots=True)
class Besluit:
    """A question, the facts it was answered on, the answer, and its decision record."""

    id: str
    vraag: Regelvraag
    bewijs: Mapping[str, tuple[str, ...]]
    beslissing: Beslissing
    verwerking: str
    adl: dict[str, Any]

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
        return {
            "id": self.id,
            "vraag": tuple_of(self.vraag),
            "feiten": {token: list(hashes) for token, hashes in sorted(self.bewijs.items())},
            "uitkomst": self.beslissing.uitkomst,
            "regels": [rule.id for rule in self.beslissing.regels],
            "plichten": list(self.beslissing.plichten),
            "vrijgave": self.beslissing.vrijgave,
        }

    def refusal(self, shown: frozenset[str], **waar: str) -> Geweigerd:
        """Return the refusal as this caller may see it: rows it may not be told of are left out, and that is said."""
        rules = [rule for rule in self.beslissing.regels if rule.toonbaar in shown]
        hidden = len(rules) < len(self.beslissing.regels)
        return Geweigerd(
            uitkomst=self.beslissing.uitkomst,
            regels=tuple(rule.to_json() for rule in rules),
            ontbreekt=() if hidden else tuple(missing.to_json() for missing in self.beslissing.ontbreekt),
            waar=dict(waar),
            verborgen=hidden,
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
    answer = world.ruleset.decide(question)
    adl = _adl_record(act, vraag, question, answer, feiten, verwerking)
    besluit = Besluit(str(uuid.uuid4()), question, feiten.bewijs, answer, verwerking, adl)
    act.besluiten.append(besluit)
    return besluit


def _adl_record(
    act: Act, vraag: Vraag, question: Regelvraag, answer: Beslissing, feiten: Feiten, verwerking: str
) -> dict[str, Any]:
    caller = act.caller
    request: dict[str, Any] = {
        "subject": {"type": "partner", "id": vraag.wie.oin, "properties": {"soort": question.wie}},
        "action": {"name": question.handeling, "properties": {"processing_activity_id": verwerking}},
        "resource": {
            "type": "gegevens",
            "id": vraag.record or "-",
            "properties": {"categorie": question.wat, "ontvanger": question.aan},
        },
        "context": {
            "doel": question.doel,
            "fase": question.fase,
            "peildatum": question.datum.isoformat(),
            "feiten": sorted(question.feiten),
        },
    }
    if vraag.ontvanger is not None:
        request["resource"]["properties"]["ontvanger_id"] = vraag.ontvanger.oin
    attributes: dict[str, Any] = {
        "adl.core.policies": {"knooppunt": answer.vrijgave},
        "adl.core.information": {token: list(hashes) for token, hashes in sorted(feiten.bewijs.items()) if hashes},
        "adl.core.configuration": {"knooppunt": answer.vrijgave},
    }
    if caller.fsc_transactie is not None:
        attributes["adl.fsc.transaction_id"] = caller.fsc_transactie
    return {
        "trace_id": caller.trace_id,
        "span_id": secrets.token_hex(8),
        "parent_span_id": caller.span_id,
        "event_name": "adl.access_evaluation",
        "timestamp": act.tijd,
        "status": "Unset",
        "attributes": attributes,
        "body": {"adl.core.request": request, "adl.core.response": answer.to_json()},
        "resource": {"attributes": {"service.name": "knooppunt"}},
    }
