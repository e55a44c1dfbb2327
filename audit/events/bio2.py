# SPDX-License-Identifier: EUPL-1.2
"""The six things that BIO2 wants to read in every log line, from one line of ours.

Invariants:
- All six are there for every line whose accountability part is there: what, about what, how it ended, from where, who, when.
- `oorsprong` is the gateway: organisation and key under which the request was signed, or `lokaal` for a command on the
  server. No network address: behind an FSC inway or a reverse proxy it is not the sender's, and it proves nothing, while the
  key does. The address of the connection belongs in the logs of that proxy.
- `actor` is the pseudonym of the person while that part is there, else the organisation: after erasure nobody.

Norm: BIO2 8.15.01.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from audit.events.fields import shape_of
from audit.events.names import named

if TYPE_CHECKING:
    from audit.events.names import Event
    from audit.values import Line

KEYS: Final = ("actie", "object", "resultaat", "oorsprong", "actor", "tijdstempel")
LOKAAL: Final = "lokaal"


def bio2(line: Line) -> dict[str, Any]:
    """Return actie, object, resultaat, oorsprong, actor and tijdstempel (milliseconds) of a line.

    Raises:
        ValueError: the accountability part of the line was erased, or it has no event.
    """
    feit = line.feit
    if feit is None:
        raise ValueError("van deze regel is het leesbare deel gewist")
    event = named(feit.get("gebeurtenis"))
    return {
        "actie": event.value,
        "object": _object(event, feit),
        "resultaat": event.resultaat.value,
        "oorsprong": f"{feit['oin']}/{feit.get('sleutel', LOKAAL)}",
        "actor": (line.persoon or {}).get("persoon", feit["oin"]),
        "tijdstempel": feit["tijd"],
    }


def _object(event: Event, feit: dict[str, Any]) -> str:
    """Name what the line is about: the most specific field that it has, with its name."""
    name = next((name for name in shape_of(event).about if feit.get(name) not in (None, "", [])), None)
    if name is None:
        return str(event.value).split(":")[1]
    value = feit[name]
    return f"{name}:{','.join(map(str, value)) if isinstance(value, list) else value}"
