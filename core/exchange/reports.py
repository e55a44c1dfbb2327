# SPDX-License-Identifier: EUPL-1.2
"""What a gateway reports of itself: that it refused its own supply, or that what it opened was not what was said.

Invariants:
- A report holds ids, codes and row ids only, never content; the shapes are closed and checked here.
- A report opens nothing and changes nothing but the record of what happened.

Norm: design.md 4 ("a refusal is a line too, also when the gateway itself refuses"; "reports a mismatch").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from audit.events import Event
from core.casus import fields
from core.exchange.results import Gedaan, Ongeldig

if TYPE_CHECKING:
    from core.casus.fields import Check
    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Uitkomst
    from core.exchange.world import World

_ROW = re.compile(r"R-[0-9]{2}[a-z]?\.[0-9]{1,3}")
_UITKOMSTEN = {"verboden", "niet-vaststelbaar", "niet-geregeld"}
ONOPENBAAR = "niet-te-openen"
_AFWIJKINGEN = {"label", ONOPENBAAR, "bewijs"}


def refusal(world: World, caller: Caller, body: Any) -> Uitkomst:
    """Record that the caller's gateway refused a supply itself: the question and the rows."""
    findings = fields.check_object("", body, _refusal_shape(world))
    if findings:
        return Ongeldig(tuple(findings))
    return world.runner.run(caller, "weigering", lambda act: _note(act, Event.GATEWAY_WEIGERDE, body))


def mismatch(world: World, caller: Caller, body: Any) -> Uitkomst:
    """Record that the caller could not open a record, or found other labels inside it than outside."""
    findings = fields.check_object("", body, _mismatch_shape())
    if findings:
        return Ongeldig(tuple(findings))
    event = Event.ONTSLEUTELING_MISLUKT if body["soort"] == ONOPENBAAR else Event.AFWIJKING_GEMELD
    return world.runner.run(caller, "afwijking", lambda act: _note(act, event, body))


def _note(act: Act, event: Event, body: dict[str, Any]) -> Gedaan:
    act.line(None, event, **{f"gemeld_{name}": value for name, value in body.items()})
    return Gedaan({"melding": act.id})


def _refusal_shape(world: World) -> dict[str, Check]:
    vocabulary = world.ruleset.vocabulary
    return {
        "casus": fields.optional(fields.uuid4),
        "handeling": fields.one_of(frozenset(vocabulary.codes["handeling"]), "handelingen"),
        "categorie": fields.one_of(world.codes.categorieen, "categorieën"),
        "ontvanger": fields.optional(fields.oin),
        "uitkomst": fields.one_of(_UITKOMSTEN, "uitkomsten"),
        "regels": fields.listing(_row),
        "vrijgave": _release,
    }


def _mismatch_shape() -> dict[str, Check]:
    return {
        "record": fields.uuid4,
        "soort": fields.one_of(_AFWIJKINGEN, "soorten afwijking"),
        "velden": fields.listing(fields.code),
    }


def _row(pad: str, value: Any) -> list[Any]:
    ok = isinstance(value, str) and _ROW.fullmatch(value) is not None
    return [] if ok else fields.finding(pad, "geen-regel", "Dit is geen nummer van een regel.")


def _release(pad: str, value: Any) -> list[Any]:
    ok = isinstance(value, str) and value.startswith("sha256:") and fields.HEX64.fullmatch(value[7:]) is not None
    return [] if ok else fields.finding(pad, "geen-vrijgave", "Dit is geen kenmerk van een vrijgave.")
