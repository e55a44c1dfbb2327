# SPDX-License-Identifier: EUPL-1.2
"""Signals about emergencies: a read with a reason that begins with `nood` is to be reviewed by another officer, in time.

The rules know no emergency that opens what is closed, and neither does this: such a read has exactly the rights of every
other. What it has is a mark of its own, a term of a day in which the same reason counts, and the duty of a review within
a week by somebody else. Norm: BIO2 8.02.01; issue "break-glass (with reason, time-boxed, reviewed)".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from audit.events import Event
from audit.spoor.signalen.values import DAG, Soort, signal
from audit.spoor.waarom import OFFICER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.spoor.signalen.values import Blik, Signaal
    from audit.spoor.values import Plaats, Regel

NOOD: Final = "nood"
TERMIJN: Final = 7 * DAG
GELDIG: Final = DAG


def is_emergency(regel: Regel) -> bool:
    """Return whether an officer gave an emergency as the reason."""
    marked = (regel.reden or "").partition("-")[0] == NOOD
    return marked and regel.gebeurtenis in OFFICER and regel.gebeurtenis != Event.NOOD_BEOORDEELD


def emergencies(blik: Blik) -> Iterator[Signaal]:
    """A read in an emergency was not reviewed by another within a week, or the reason was used longer than a day."""
    reviews: dict[Plaats, list[Regel]] = {}
    for regel in blik.regels:
        if regel.gebeurtenis == Event.NOOD_BEOORDEELD and regel.verwijst is not None:
            reviews.setdefault(regel.verwijst, []).append(regel)
    begun: dict[tuple[str | None, str | None], int] = {}
    for regel in blik.regels:
        if not is_emergency(regel):
            continue
        told = _not_reviewed(regel, reviews.get(regel.plaats, []), blik.tot)
        since = begun.get((regel.persoon, regel.reden))
        if since is None or regel.tijd - since > TERMIJN:
            begun[regel.persoon, regel.reden] = regel.tijd
        elif told is None and regel.tijd - since > GELDIG:
            told = "Las met een nood-reden die langer dan een dag geleden begon."
        if told is not None:
            yield signal(Soort.NOOD, told, [regel], regel.casus)


def _not_reviewed(regel: Regel, reviews: list[Regel], tot: int) -> str | None:
    """Return what is wrong with the review, None when it is well or there is still time."""
    others = [review for review in reviews if review.persoon != regel.persoon]
    if not others and reviews:
        return "Las in nood en beoordeelde dat zelf; een ander hoort dat te doen."
    if not others:
        return "Las in nood; niemand beoordeelde dat binnen een week." if tot > regel.tijd + TERMIJN else None
    days = (others[0].tijd - regel.tijd) // DAG
    return f"Las in nood; dat is pas na {days} dagen beoordeeld." if others[0].tijd > regel.tijd + TERMIJN else None
