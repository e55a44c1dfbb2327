# SPDX-License-Identifier: EUPL-1.2
"""Admitting a verified statement to the record: its subject and its issuer, all findings at once.

Invariants:
- What is admitted has a subject that fits its fact and an issuer that may state it, as far as that can be known now.
- Admission opens nothing: `derive` asks again who is the supplier or recipient of its question.

Norm: design.md 2; policy-vocabulary.md ("feitverklaringen are admitted by their issuer, not by rows").
It stores nothing and checks no signature (`bundle.verify` comes first).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.casus.fields import finding
from core.facts import entitlement
from core.facts.onderwerp import fits_subject

if TYPE_CHECKING:
    from core.casus.bevindingen import Bevinding
    from core.facts.state import Stand, Toegelaten, Vocabulary


def check(item: Toegelaten, stand: Stand, vocabulary: Vocabulary, tijd: int) -> list[Bevinding]:
    """Return all reasons why this statement cannot be admitted at `tijd` (ms); empty means admitted.

    Args:
        item: the statement with its verified issuer.
        stand: what the record holds of the case and the item that the statement names (None where it names none).
        vocabulary: the policy vocabulary in force.
        tijd: the clock of the one who admits.
    """
    found: list[Bevinding] = []
    verklaring = item.verklaring
    if not fits_subject(verklaring):
        found += finding("over", "onderwerp", "Dit feit gaat over iets anders dan hier is genoemd.")
    if verklaring.over.casus is not None and (stand.casus is None or stand.casus.casus != verklaring.over.casus):
        found += finding("over.casus", "onbekend", "Deze casus is niet bekend.")
    answer = entitlement.check(verklaring, item.uitgever, stand, vocabulary, tijd)
    if isinstance(answer, entitlement.NietBevoegd):
        found += finding("door", answer.reden, answer.tekst)
    if verklaring.tot is not None and verklaring.tot <= tijd:
        found += finding("tot", "verlopen", "Deze verklaring is al verlopen.")
    return found
