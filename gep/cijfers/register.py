# SPDX-License-Identifier: EUPL-1.2
"""All tellingen: by name, and by the events that they look at.

Invariants:
- A name stands for one telling; two of one name refuse to load.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from audit.events import Event
from gep.cijfers import algemeen, bewaren, lezen, maand, toezicht, verstrekken, weigeren

if TYPE_CHECKING:
    from gep.cijfers.telling import Telling

FAMILIES: Final = (algemeen, verstrekken, lezen, weigeren, maand, bewaren, toezicht)


def _by_name() -> dict[str, Telling]:
    found: dict[str, Telling] = {}
    for telling in (telling for family in FAMILIES for telling in family.TELLINGEN):
        if telling.naam in found:
            raise ValueError(f"de telling {telling.naam} bestaat twee keer")
        found[telling.naam] = telling
    return found


ALLE: Final = _by_name()
TELLINGEN: Final = {naam: telling.uitleg for naam, telling in ALLE.items()}
"""What each figure counts, by its name."""


SLANK: Final = frozenset(
    {
        *verstrekken.OPGENOMEN,
        *lezen.GELEZEN,
        Event.VERSTREKKING_GEWEIGERD.value,
        Event.TOEKENNING_TOEGEVOEGD.value,
        Event.TOEKENNING_GEWEIGERD.value,
        Event.CASUS_GEOPEND.value,
        Event.CASUS_GEWIJZIGD.value,
        Event.CASUS_FASE_GEZET.value,
        Event.CASUS_GESLOTEN.value,
        Event.CASUS_GELEZEN.value,
        Event.CASUS_GEWEIGERD.value,
        Event.UITVRAAG_GESTELD.value,
        Event.UITVRAAG_BEANTWOORD.value,
        Event.ONBEKEND_GEVRAAGD.value,
        Event.FEIT_TOEGELATEN.value,
    }
)
"""The events that come most, of which no telling looks at more than the core of a line; a test holds every telling to it."""


def of_event(gebeurtenis: str) -> tuple[Telling, ...]:
    """Return the tellingen that look at an event, in the order of the register."""
    return _BY_EVENT.get(gebeurtenis, _GENERAL)


def _by_event() -> dict[str, tuple[Telling, ...]]:
    names = {name for telling in ALLE.values() for name in telling.bij}
    found: dict[str, list[Telling]] = defaultdict(list)
    for telling in ALLE.values():
        for name in telling.bij or names:
            found[name].append(telling)
    return {name: tuple(tellingen) for name, tellingen in found.items()}


_GENERAL: Final = tuple(telling for telling in ALLE.values() if not telling.bij)
_BY_EVENT: Final = _by_event()
