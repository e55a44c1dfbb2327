# SPDX-License-Identifier: EUPL-1.2
"""What the operator's own side does and what happens to it, as acts of their own: started, set otherwise, refused to let in.

Invariants:
- Each is an act of the operator with its own line in the national shard, like every other: no line, no act.
- A line names organisations, keys, settings and counts; never a person, an address, or the value of a setting.

Norm: BIO2 8.15.01; Wpg 32a. It decides nothing: no rule is asked whether a server may start.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.exchange.caller import Caller
from core.exchange.logbook import LOKAAL
from core.exchange.results import Gedaan

if TYPE_CHECKING:
    from audit.events import Event
    from core.exchange.act import Act
    from core.exchange.results import Uitkomst
    from core.exchange.world import World

SOORT: Final = "beheer"


def note(world: World, event: Event, **feit: Any) -> Uitkomst:
    """Leave one line about the operator's own side; returns after it stands in a signed checkpoint.

    Raises:
        audit.values.LogUnavailableError, TimeoutError: there is no line.
    """
    return world.runner.run(caller(world, [event.value, feit]), SOORT, lambda act: _line(act, event, feit))


def _line(act: Act, event: Event, feit: dict[str, Any]) -> Gedaan:
    act.line(None, event, **feit)
    return Gedaan({"handeling": act.id})


def caller(world: World, about: Any, verzoek: str | None = None) -> Caller:
    """Return the operator as the one who acts, for a request that is `about` this; `verzoek` makes it one that is done once."""
    return Caller(
        oin=world.lijst.beheerder.oin,
        sleutel=LOKAAL,
        persoon=None,
        trace_id=secrets.token_hex(16),
        span_id=secrets.token_hex(8),
        verzoek=verzoek or str(uuid.uuid4()),
        verzoek_sha256=jcs.digest(about),
    )


def once(world: World, soort: str, about: str) -> Caller:
    """Return the operator for an act that is done once for what it is about, however often it is asked."""
    return caller(world, [soort, about], verzoek=request_of(soort, about))


def request_of(soort: str, about: str) -> str:
    """Return the one request under which that act is done."""
    return str(uuid.UUID(bytes=hashlib.sha256(f"{soort}/{about}".encode()).digest()[:16], version=4))
