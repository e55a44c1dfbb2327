# SPDX-License-Identifier: EUPL-1.2
"""Reading the log itself by an officer, for control: an act that is decided and leaves its own line before anything is read.

Invariants:
- Only an officer of the deelnemerslijst is asked about; whether that function may read the log is for the rules (R-68,
  R-69). Who is no officer is refused, and that leaves a line too.
- Purpose and reason stand in the line. The reason is a short code, so that nobody's name can stand in it.
- Who the officer is stands in the erasable part of the line, as for every act.

Norm: Wpg 32a; design.md 5 (`--als`, `--doel`, `--reden`). A local command has no signature of a person: the line says so
(`sleutel` is `lokaal`), and the operator's own administration must tell who could type it.
"""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from audit.proof import jcs
from core.exchange import decide
from core.exchange.caller import Caller
from core.exchange.results import Gedaan
from core.facts.state import Partij, Stand, Vraag
from core.keychain.errors import UnknownKey
from core.register import UnknownActivity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.exchange.act import Act
    from core.exchange.results import Geweigerd, Onbekend, Uitkomst
    from core.exchange.world import World
    from core.keychain.lijst import Functionaris

HANDELING: Final = "logboek-lezen"
LOKAAL: Final = "lokaal"
_CODE = re.compile(r"(?=.{3,60}\Z)(?!.*[0-9]{5})[a-z0-9]+(?:-[a-z0-9]+)*")


class ReadRequestError(ValueError):
    """The request to read the log is not sound; nothing was decided and nothing was read. The message is Dutch."""

    type = "leesverzoek"


@dataclass(frozen=True, slots=True)
class LogRead:
    """A request to read the log: the officer's id, the purpose, the reason and what will be made, all as codes.

    `over` goes into the line too: the case, record or person (as a keyed hash) that is asked about, so that this read
    shows in the trail of what it is about.
    """

    functionaris: str
    doel: str
    reden: str
    wat: str
    over: Mapping[str, str] = field(default_factory=dict)


def read_log(world: World, request: LogRead, event: Event = Event.SPOOR_GELEZEN, **said: Any) -> Uitkomst:
    """Decide whether this officer may read the log now; `Gedaan` only after the line stands in a signed checkpoint.

    Args:
        world: of this process.
        request: who, why and what for.
        event: what is done; the line of a refusal is that of a refused read.
        said: what the line of this event says beyond the request.

    Raises:
        ReadRequestError: the reason is no code, or the purpose is none for which the log is read.
    """
    if _CODE.fullmatch(request.reden) is None:
        raise ReadRequestError(
            "Geef de reden als korte code, zoals jaarlijkse-geb: kleine letters, streepjes, geen namen."
        )
    try:
        verwerking = world.register.activity_for(request.doel, HANDELING, world.now()).uri
    except UnknownActivity:
        raise ReadRequestError("Voor dit doel mag niemand het logboek lezen. Een doel dat kan is: controle.") from None
    officer = _officer(world, request.functionaris)
    caller = _caller(world, request, officer)
    return world.runner.run(
        caller, HANDELING, lambda act: _decide(world, act, request, (officer, verwerking), (event, said))
    )


def _officer(world: World, functionaris: str) -> Functionaris | None:
    try:
        return world.lijst.functionaris(functionaris)
    except UnknownKey:
        return None


def _caller(world: World, request: LogRead, officer: Functionaris | None) -> Caller:
    return Caller(
        oin=world.lijst.beheerder.oin if officer is None else officer.oin,
        sleutel=LOKAAL,
        persoon=None if officer is None else officer.id,
        trace_id=secrets.token_hex(16),
        span_id=secrets.token_hex(8),
        verzoek=str(uuid.uuid4()),
        verzoek_sha256=jcs.digest([request.functionaris, request.doel, request.reden, request.wat, dict(request.over)]),
    )


def _decide(
    world: World,
    act: Act,
    request: LogRead,
    asked: tuple[Functionaris | None, str],
    line: tuple[Event, dict[str, Any]],
) -> Gedaan | Geweigerd | Onbekend:
    officer, verwerking = asked
    about = {"doel": request.doel, "reden": request.reden, "wat": request.wat, "verwerking": verwerking, **request.over}
    soort = "onbekend" if officer is None else officer.functie
    vraag = Vraag(
        handeling=HANDELING,
        wie=Partij(act.caller.oin, soort),
        ontvanger=None,
        categorie="logboek",
        casus=None,
        record=None,
        persoon=act.caller.persoon,
        tijd=act.tijd,
        doel=request.doel,
    )
    first = world.ruleset.vocabulary.fasen[0]  # the log belongs to no phase: rows about reading it hold for all
    besluit = decide.ask(world, act, vraag, Stand(None), request.doel, first)
    if not besluit:
        act.refuse(Event.LEZING_GEWEIGERD, **about)
        return besluit.refusal(decide.Relatie.IEDER, wat=request.wat)
    event, said = line
    act.line(None, event, **about, **said)
    return Gedaan({"functie": soort})
