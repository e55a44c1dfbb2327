# SPDX-License-Identifier: EUPL-1.2
"""The grants made after the push, as a reader checks them before it opens: signed by who wrapped, with a key of that moment.

Invariant: what another holder than the supplier wrapped to others counts only with the supplier's own signed delegation, for
that holder and these kinds of recipients; the backbone sends it along, and it is verified here again.

It decides nothing: whether a recipient could be added was for the backbone, and stands in the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.gateway.codes import READABLE
from core.envelope import EnvelopeError, Reden, verify_later
from core.facts import bundle
from core.facts.toekenrecht import delegations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.gateway.store import Store
    from core.envelope import LatereToekenningen, Nagegaan, SealedRecord
    from core.keychain.directory import KeyDirectory


def checked(directory: KeyDirectory, sealed: SealedRecord, delegaties: Sequence[Any] = ()) -> tuple[Nagegaan, ...]:
    """Return the later lists that came with a record, each verified.

    Args:
        directory: verified keys.
        sealed: the record with its lists.
        delegaties: bundles in which the supplier left adding recipients to others, as the announcement brought them.

    Raises:
        UnknownKey: who wrapped had no such signing key at that moment. EnvelopeError: a list does not hold, or the supplier did
            not leave this to who wrapped.
    """
    found = []
    for one in sealed.later:
        at = one.lijst[0].tijd
        found.append(verify_later(one, sealed.kop, directory.signing_key(one.door, at, one.sleutel), at))
        if one.delegatie is not None and not _left_to(directory, sealed, one, delegaties):
            raise EnvelopeError(Reden.TOEKENNING)
    return tuple(found)


def delegations_of(store: Store, record: str) -> list[Any]:
    """Return the bundles with delegations that the announcements of a record brought."""
    told = (message["gegevens"] for message in store.feed("toegevoegd"))
    return [bundel for item in told if item.get("record") == record for bundel in item.get("delegatie") or []]


def _left_to(directory: KeyDirectory, sealed: SealedRecord, one: LatereToekenningen, delegaties: Sequence[Any]) -> bool:
    at, lijst, kop = one.lijst[0].tijd, directory.lijst, sealed.kop
    kinds = {lijst.deelnemer(g.ontvanger).soort if g.ontvanger in lijst else "onbekend" for g in one.lijst}
    read = [bundle.verify(item, directory, lijst, READABLE, at) for item in delegaties]
    stated = [entry for found in read if isinstance(found, tuple) for entry in found]
    return one.delegatie in delegations(stated, kop["verstrekker"], one.door, (one.record, kop["casus"]), kinds, at)
