# SPDX-License-Identifier: EUPL-1.2
"""What a carried request brings to authentication beside its own bytes: its letter, and with that another window.

Invariants:
- Only this process puts a `Reis` into the scope of a request; nothing that comes over HTTP can.
- The RFC 9421 signature is checked at the moment of the letter; every key must count then and now.
- A nonce is remembered until the end of the term. Met again it is let through only when its request was done before: then
  the idempotency key gives the same answer, and nothing is done twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.contract.http_signature import KeyLookup
    from server.nonces import Nonces

REIS: Final = "knooppunt.koerier"


@dataclass(frozen=True)
class Reis:
    """One carried request on its way in.

    Attributes:
        brief: the signed letter, as the line keeps it.
        getekend: when the request was signed, ms.
        tot: until when it is good, ms.
        gedaan: whether its request was done before.
        nonces: the shared memory of nonces.
    """

    brief: Mapping[str, Any] = field(repr=False)
    getekend: int
    tot: int
    gedaan: Callable[[], bool]
    nonces: Nonces

    def keys(self, known: KeyLookup, now: int) -> KeyLookup:
        """Return keys that count both when the request was signed and now."""
        return _BothTimes(known, now)

    def remember(self, keyid: str, value: str, _created: int) -> bool:
        """Remember a nonce for the whole term."""
        return self.nonces.remember_until(keyid, value, self.tot) or self.gedaan()


class _BothTimes:
    def __init__(self, known: KeyLookup, now: int) -> None:
        self._known, self._now = known, now

    def org_key(self, oin: str, sleutel: str, at_ms: int) -> bytes | None:
        then, now = (self._known.org_key(oin, sleutel, at) for at in (at_ms, self._now))
        return now if then == now else None

    def person_key(self, oin: str, persoon: str, at_ms: int) -> bytes | None:
        then, now = (self._known.person_key(oin, persoon, at) for at in (at_ms, self._now))
        return now if then == now else None
