# SPDX-License-Identifier: EUPL-1.2
"""Who a person is to the backbone: the HTTP key and functions that the own organisation registered.

Invariants:
- Only the person's own organisation registers; the latest registration of that organisation counts, and when it has
  lapsed there is none: a withdrawn key does not come back.
- A person is an opaque id; no name passes here.

Norm: design.md 2, 5 (RFC 9421 signature of the person). It verifies no signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.proof import jcs
from core.casus.state import within
from core.facts.bundle import SKEW_MS
from core.facts.statements import FUNCTIE, PERSOONSSLEUTEL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.facts.state import Toegelaten


@dataclass(frozen=True, slots=True)
class Persoonssleutel:
    """The registered Ed25519 key (32 bytes) of a person, and the hash of the statement that registered it."""

    ed25519: bytes
    hash: str


def person_key(verklaringen: Iterable[Toegelaten], oin: str, persoon: str, tijd: int) -> Persoonssleutel | None:
    """Return the key with which this person of `oin` signs at `tijd` (ms), or None."""
    item = _latest(verklaringen, PERSOONSSLEUTEL, oin, persoon, tijd)
    if item is None or not isinstance(item.verklaring.waarde, str):
        return None
    return Persoonssleutel(jcs.unb64(item.verklaring.waarde), item.verklaring.hash)


def person_function(verklaringen: Iterable[Toegelaten], oin: str, persoon: str, tijd: int) -> str | None:
    """Return the function that `oin` registered for this person at `tijd` (ms), or None."""
    item = _latest(verklaringen, FUNCTIE, oin, persoon, tijd)
    return str(item.verklaring.waarde) if item is not None else None


def _latest(verklaringen: Iterable[Toegelaten], feit: str, oin: str, persoon: str, tijd: int) -> Toegelaten | None:
    found = [
        item
        for item in verklaringen
        if item.verklaring.feit == feit
        and item.verklaring.over.persoon == persoon
        and item.verklaring.over.organisatie in {None, oin}
        and item.uitgever.oin == oin
        and item.uitgever.functie in {None, "autorisatiebeheerder"}
        and item.verklaring.tijd <= tijd + SKEW_MS
        and item.verklaring.van <= max(tijd, item.verklaring.tijd)
    ]
    if not found:
        return None
    last = max(found, key=lambda item: (item.verklaring.tijd, item.verklaring.hash))
    return last if within(min(last.verklaring.van, tijd), last.verklaring.tot, tijd) else None
