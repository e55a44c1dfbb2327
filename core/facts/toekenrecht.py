# SPDX-License-Identifier: EUPL-1.2
"""The delegation (toekenrecht): a supplier lets another holder add recipients to its record later.

A registration, stated like any fact: over the record (or all its records of a case) and the organisation that may add, with
the kinds of recipient as value ("gemeente+politie"), and an end. The value "-" takes it back.

Invariants:
- Only the supplier of the record gives it, for its organisation; of its statements about the same object the newest counts,
  also when that one has lapsed or takes back: an older one never comes back.
- It opens no gate: each recipient is still decided as a supply by the supplier.

Norm: design.md 6 ("a holder with the contributor's logged delegation"). It verifies no signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.casus.state import within
from core.facts.bundle import SKEW_MS
from core.facts.statements import TOEKENRECHT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from core.facts.state import Toegelaten

INGETROKKEN: Final = "-"


def kinds_in(waarde: object) -> frozenset[str]:
    """Return the kinds of recipient of a value; none when it takes back, or is no text."""
    if not isinstance(waarde, str) or waarde == INGETROKKEN:
        return frozenset()
    return frozenset(waarde.split("+"))


def delegations(
    stated: Iterable[Toegelaten],
    verstrekker: str,
    door: str,
    about: tuple[str, str],
    soorten: Collection[str],
    tijd: int,
) -> list[str]:
    """Return the hashes of the statements that let `door` add recipients of all these kinds at `tijd` (ms).

    Args:
        stated: verified statements.
        verstrekker: OIN of the supplier of the record.
        door: OIN of who adds.
        about: the record and its case.
        soorten: kinds of the recipients.
        tijd: when it is done.
    """
    record, casus = about
    newest: dict[object, Toegelaten] = {}
    for item in stated:
        said, over = item.verklaring, item.verklaring.over
        fits = (
            said.feit == TOEKENRECHT
            and (item.uitgever.oin, item.uitgever.functie) == (verstrekker, None)
            and over.organisatie == door
            and over.record in (None, record)
            and over.casus in (None, casus)
            and (over.record, over.casus) != (None, None)
            and said.tijd <= tijd + SKEW_MS
        )
        if fits and (over not in newest or _after(item, newest[over])):
            newest[over] = item
    return sorted(item.verklaring.hash for item in newest.values() if _holds(item, soorten, tijd))


def _after(item: Toegelaten, other: Toegelaten) -> bool:
    left, right = item.verklaring, other.verklaring
    return (left.tijd, left.hash) > (right.tijd, right.hash)


def _holds(item: Toegelaten, soorten: Collection[str], tijd: int) -> bool:
    said = item.verklaring
    van = min(said.van, tijd) if said.van <= said.tijd else said.van  # a start not after the stating counts as reached
    return set(soorten) <= kinds_in(said.waarde) and within(van, said.tot, tijd)
