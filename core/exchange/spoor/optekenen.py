# SPDX-License-Identifier: EUPL-1.2
"""What an officer does beside reading, each with its own line: making a file of a trail, reviewing a read in an emergency.

Invariants:
- The line of a file stands in a signed checkpoint, with the hash of the file, before the file is handed over.
- Nobody reviews its own read: another officer does, and the read must have been one in an emergency.

Norm: Wpg 32a; BIO2 8.02.01. Whether the officer may read was decided by `core.exchange.logbook.read_log` just before.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from audit.proof import jcs
from audit.reader import LogReader
from audit.spoor.signalen.nood import is_emergency
from audit.spoor.values import Plaats, Regel, regel_of
from core.exchange.caller import Caller
from core.exchange.logbook import HANDELING, LOKAAL, ReadRequestError, read_log
from core.exchange.results import Gedaan

if TYPE_CHECKING:
    from core.exchange.logbook import LogRead
    from core.exchange.results import Uitkomst
    from core.exchange.world import World

TERECHT: Final = "terecht"
ONTERECHT: Final = "onterecht"
BESLUITEN: Final = frozenset({TERECHT, ONTERECHT})


@dataclass(frozen=True, slots=True)
class Bestand:
    """A file that was made of a trail: its form, how many lines it holds, and its bytes."""

    vorm: str
    aantal: int
    data: bytes


def note_export(world: World, request: LogRead, bestand: Bestand) -> Uitkomst:
    """Log that a file was made, before it is handed over."""
    feit = {
        **_about(world, request),
        **request.over,
        "vorm": bestand.vorm,
        "aantal": bestand.aantal,
        "bestand_sha256": hashlib.sha256(bestand.data).hexdigest(),
    }
    return note(world, request, Event.SPOOR_GEEXPORTEERD, feit)


def review_emergency(world: World, request: LogRead, plaats: Plaats, besluit: str) -> Uitkomst:
    """Log what another officer thinks of a read in an emergency.

    Raises:
        ReadRequestError: no such judgement, no such read, or the officer's own.
    """
    if besluit not in BESLUITEN:
        raise ReadRequestError(f"Kies als besluit uit: {', '.join(sorted(BESLUITEN))}.")
    outcome = read_log(world, request)
    if not isinstance(outcome, Gedaan):
        return outcome
    regel = _line(world, plaats)
    if regel is None or not is_emergency(regel) or regel.oin != world.lijst.functionaris(request.functionaris).oin:
        raise ReadRequestError("Op deze plaats staat geen lezing in nood van de eigen organisatie.")
    if regel.wie == request.functionaris:
        raise ReadRequestError("Een ander moet dit beoordelen dan wie in nood las.")
    feit = {"log_gelezen": plaats.shard, "regel_gelezen": plaats.volgnr, "besluit": besluit}
    return note(world, request, Event.NOOD_BEOORDEELD, {**_about(world, request), **feit})


def note(world: World, request: LogRead, event: Event, feit: dict[str, Any]) -> Uitkomst:
    """Write one line of an officer whose right to read was just decided."""
    oin = world.lijst.functionaris(request.functionaris).oin
    caller = Caller(
        oin=oin,
        sleutel=LOKAAL,
        persoon=request.functionaris,
        trace_id=secrets.token_hex(16),
        span_id=secrets.token_hex(8),
        verzoek=str(uuid.uuid4()),
        verzoek_sha256=jcs.digest(feit),
    )

    def told(act: Any) -> Gedaan:
        act.line(None, event, **feit)
        return Gedaan({"gebeurtenis": str(event)})

    return world.runner.run(caller, event.value.rpartition(":")[2], told)


def _about(world: World, request: LogRead) -> dict[str, Any]:
    verwerking = world.register.activity_for(request.doel, HANDELING, world.now()).uri
    return {"doel": request.doel, "reden": request.reden, "wat": request.wat, "verwerking": verwerking}


def _line(world: World, plaats: Plaats) -> Regel | None:
    reader = LogReader(world.log.engine, world.kluis)
    if plaats.shard not in world.log.shards():
        return None
    found = list(reader.lines(plaats.shard, plaats.volgnr, plaats.volgnr + 1))
    return regel_of(found[0], str) if found else None
