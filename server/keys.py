# SPDX-License-Identifier: EUPL-1.2
"""By which keys callers are known: those of the key directory and of registered persons, as the exchange knows them.

Invariants:
- Nothing is believed here that a gateway would not believe: keys come from the replay of the stamlog under the
  deelnemerslijst, keys of persons from statements of their own organisation.
- A key that is still to be published counts only for the event that publishes it.

Norm: design.md 2 and 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.keychain.errors import EventError, UnknownKey
from core.keychain.keys import HttpPublicKey

if TYPE_CHECKING:
    from core.exchange.exchange import Exchange


class CallerKeys:
    """The lookup that `core.contract.http_signature.verify_request` asks for."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def org_key(self, oin: str, sleutel: str, at_ms: int) -> bytes | None:
        """Return the raw HTTP key of an organisation, None when it does not count now."""
        try:
            return self._exchange.world.keys.http_key(oin, sleutel, at_ms).sleutel.ed25519
        except UnknownKey:
            return None

    def person_key(self, oin: str, persoon: str, at_ms: int) -> bytes | None:
        """Return the raw key of a person of an organisation, None when none is registered."""
        return self._exchange.person_key(oin, persoon, at_ms)

    def published(self, event: object, oin: str, sleutel: str) -> bytes | None:
        """Return the HTTP key that this body publishes, if the event would be admitted and is the caller's own."""
        if not isinstance(event, dict):
            return None
        try:
            checked = self._exchange.world.keys.directory.admit(event)
        except EventError:
            return None
        own = checked.oin == oin and checked.sleutel_id == sleutel
        return checked.sleutel.ed25519 if own and isinstance(checked.sleutel, HttpPublicKey) else None
