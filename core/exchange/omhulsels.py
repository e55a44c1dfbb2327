# SPDX-License-Identifier: EUPL-1.2
"""What one key of the caller opens: its own wraps, for re-wrapping to a new key and for telling what a leaked key reached.

Invariants:
- It holds only what was wrapped to the caller itself, and neither ciphertext nor salt: as the own feed, it is no reading.
- A key of somebody else, or one that nobody has, gives an empty list: the same answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.exchange.results import Gedaan
from core.ledger import omhulsels

if TYPE_CHECKING:
    from core.exchange.caller import Caller
    from core.exchange.world import World

MAX_PAGE: Final = 200


def of_key(world: World, caller: Caller, sleutel: str, na: str, limiet: int) -> Gedaan:
    """Return at most `limiet` (and never more than 200) own wraps under this key, of records after `na`."""
    with world.reading() as connection:
        found = omhulsels.of_key(connection, caller.oin, sleutel, na, min(limiet, MAX_PAGE))
    return Gedaan(
        {"omhulsels": [one.to_json() for one in found], "volgende": found[-1].kop["record"] if found else None}
    )
