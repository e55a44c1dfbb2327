# SPDX-License-Identifier: EUPL-1.2
"""The signing key of a supplier that has left since: what it supplied while it took part stays readable for its recipients.

Invariants:
- Asked only for an organisation that the pinned list does not name any more, and only of lists that this gateway had pinned
  itself, each the sound predecessor of the next. A key of who still takes part never comes from an earlier list.
- The key must have counted, under that list, at the moment at which the supply was taken in.

Norm: design.md 2 (what was signed under a list is judged under it). Nothing is sealed to such an organisation, and it says
nothing new: that is for the directory of now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.keychain.directory import KeyDirectory
from core.keychain.errors import UnknownKey

if TYPE_CHECKING:
    from adapters.gateway.desk import Desk
    from core.keychain.keys import SigningKey


def signing_key(desk: Desk, oin: str, at: int, key_id: str) -> SigningKey:
    """Return the signing key of a supplier as it counted at `at` (ms).

    Raises:
        UnknownKey: it had no such key then.
    """
    if oin in desk.partner.lijst:
        return desk.directory.signing_key(oin, at, key_id)
    entries = desk.store.stam_entries()
    for lijst in desk.partner.lijsten.eerdere:
        if oin in lijst:
            return KeyDirectory.replay(lijst, entries).signing_key(oin, at, key_id)
    raise UnknownKey("Deze organisatie nam nooit deel.")
