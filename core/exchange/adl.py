# SPDX-License-Identifier: EUPL-1.2
"""The Authorization Decision Log record of one question inside an act.

Invariants:
- One record per question, whatever its outcome, and also when the rules could not decide: then its status is `Error`. A
  deny is no error, so `Unset`.
- Level 4 by reference: policies are the digest of the release; configuration is that release (its manifest holds the
  versions of the engine) and the deelnemerslijst (its mode says which rows count); information is every statement by its
  hash, which changes when it does, and the casus with the number of its last event. Request and answer stand in the body.
- `parent_span_id` is the span of the caller, whose trace id is kept; the own span id comes from the system's randomness.
- No data subject is named: the backbone knows none. The records about people lie at the gateways (LDV), under the same trace.

Norm: Authorization Decision Log 1.0.0. It decides nothing, and writes nothing: the act does, with its lines.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from core.exchange.act import Act
    from core.exchange.world import World
    from core.facts import Feiten, Stand, Vraag
    from policies.decision import Beslissing
    from policies.decision import Vraag as Regelvraag

EVALUATION: Final = "adl.access_evaluation"
UNSET, ERROR = "Unset", "Error"


def record(
    world: World,
    act: Act,
    asked: tuple[Vraag, Regelvraag, str],
    answer: Beslissing,
    evidence: tuple[Feiten, Stand],
    *,
    failed: bool,
) -> dict[str, Any]:
    """Return the record of one question.

    Args:
        world: of this process.
        act: the act that asks.
        asked: whom and what the question is about, the question itself, and the processing activity.
        answer: what the rules said.
        evidence: the facts, and the state they follow from.
        failed: the rules could not decide.
    """
    attributes: dict[str, Any] = {
        "adl.core.policies": {"knooppunt": answer.vrijgave},
        "adl.core.information": _information(*evidence),
        "adl.core.configuration": configuration(world, answer.vrijgave),
    }
    if act.caller.fsc_transactie is not None:
        attributes["adl.fsc.transaction_id"] = act.caller.fsc_transactie
    return {
        "trace_id": act.caller.trace_id,
        "span_id": secrets.token_hex(8),
        "parent_span_id": act.caller.span_id,
        "event_name": EVALUATION,
        "timestamp": act.tijd,
        "status": ERROR if failed else UNSET,
        "attributes": attributes,
        "body": {"adl.core.request": _request(*asked), "adl.core.response": answer.to_json()},
        "resource": producer(world),
    }


def configuration(world: World, vrijgave: str) -> dict[str, str]:
    """Return what decided: the release (its manifest holds the versions of the engine) and the list that sets the mode."""
    return {"knooppunt": vrijgave, "deelnemerslijst": f"sha256:{world.lijst.fingerprint}"}


def producer(world: World) -> dict[str, Any]:
    """Return who made a record, so that records of several backbones can lie together."""
    return {"attributes": {"service.name": "knooppunt", "service.namespace": world.lijst.beheerder.oin}}


def _information(feiten: Feiten, stand: Stand) -> dict[str, Any]:
    stated = {token: list(hashes) for token, hashes in sorted(feiten.bewijs.items()) if hashes}
    information: dict[str, Any] = {"feitverklaringen": stated}
    if stand.casus is not None:
        information["casus"] = {"id": stand.casus.casus, "volgnr": stand.casus.volgnr}
    return information


def _request(vraag: Vraag, question: Regelvraag, verwerking: str) -> dict[str, Any]:
    properties = {"categorie": question.wat, "ontvanger": question.aan}
    if vraag.ontvanger is not None:
        properties["ontvanger_id"] = vraag.ontvanger.oin
    return {
        "subject": {"type": "partner", "id": vraag.wie.oin, "properties": {"soort": question.wie}},
        "action": {"name": question.handeling, "properties": {"processing_activity_id": verwerking}},
        "resource": {"type": "gegevens", "id": vraag.record or "-", "properties": properties},
        "context": {
            "doel": question.doel,
            "fase": question.fase,
            "peildatum": question.datum.isoformat(),
            "feiten": sorted(question.feiten),
        },
    }
