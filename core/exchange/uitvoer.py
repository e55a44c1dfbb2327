# SPDX-License-Identifier: EUPL-1.2
"""Taking something out of the log as a file: decided and logged before it is read, and logged again once it is made.

Invariants:
- First `read_log`: whether this officer may, for this purpose, with its own line. Only then anything is gathered.
- What was made stands in a second line with the hash of the file, before the file is handed over: nobody has a bundle that the
  log does not know of.

Norm: Wpg 32a; design.md 5 (`--als`, `--doel`, `--reden`). What goes into the file is `core.exchange.bewijs`'s.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from typing import TYPE_CHECKING, Any

from audit.events import Event
from audit.proof import jcs
from core.exchange.caller import Caller
from core.exchange.logbook import HANDELING, LOKAAL, LogRead, read_log
from core.exchange.results import Gedaan

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.exchange.act import Act
    from core.exchange.results import Uitkomst
    from core.exchange.world import World

MAKEN = "bundel-maken"


def make(
    world: World, request: LogRead, about: tuple[str, int], gather: Callable[[str], bytes]
) -> tuple[Uitkomst, bytes]:
    """Return the outcome and, when it is `Gedaan`, the file; else no bytes.

    Args:
        world: of this process.
        request: who asks, why, and what will be made.
        about: shard and index of the line that the file is about.
        gather: makes the file for the organisation (OIN) of who asks; called only when reading is allowed.

    Raises:
        core.exchange.logbook.ReadRequestError: the request is not sound.
    """
    allowed = read_log(world, request)
    if not isinstance(allowed, Gedaan):
        return allowed, b""
    oin = world.lijst.functionaris(request.functionaris).oin
    data = gather(oin)
    feit: dict[str, Any] = {
        "doel": request.doel,
        "reden": request.reden,
        "wat": request.wat,
        "verwerking": world.register.activity_for(request.doel, HANDELING, world.now()).uri,
        "log_gelezen": about[0],
        "regel_gelezen": about[1],
        "bestand_sha256": hashlib.sha256(data).hexdigest(),
    }
    return world.runner.run(_caller(request, oin, feit), MAKEN, lambda act: _told(act, feit)), data


def _told(act: Act, feit: dict[str, Any]) -> Gedaan:
    act.line(None, Event.BUNDEL_GEMAAKT, **feit)
    return Gedaan({"bestand_sha256": feit["bestand_sha256"]})


def _caller(request: LogRead, oin: str, feit: dict[str, Any]) -> Caller:
    return Caller(
        oin=oin,
        sleutel=LOKAAL,
        persoon=request.functionaris,
        trace_id=secrets.token_hex(16),
        span_id=secrets.token_hex(8),
        verzoek=str(uuid.uuid4()),
        verzoek_sha256=jcs.digest(feit),
    )
