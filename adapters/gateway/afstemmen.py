# SPDX-License-Identifier: EUPL-1.2
"""The afstemming of each day that is over: counted here, signed, and put into the outbox.

Invariants:
- A day is closed only when of each request of it is known whether it left a line; who was never answered is asked about.
- Days are closed in order and once, each naming the one before; the bytes are in the outbox before anything is sent.
- Days without requests are skipped. Handing one in is a request too, and counts on the day of sending.

Norm: ADR 0019. Whether the log agrees is not for the gateway to say: who verifies the whole log compares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError, VerificationError
from adapters.gateway.koerier.reizen import Reizen
from adapters.gateway.sealer import own_signing_key
from adapters.gateway.telling import Telling
from audit.proof import jcs
from core.contract import afstemming as form
from core.contract.afstemming import Afstemming, telling

if TYPE_CHECKING:
    from adapters.gateway.desk import Desk

AFSTEMMINGEN: Final = "/v1/afstemmingen"
GRACE_MS: Final = 10 * 60 * 1000
"""So long after midnight no request of the day before can be accepted any more: its signature is too old."""


def close_days(desk: Desk) -> list[str]:
    """Make the afstemming of every day that is over and was not closed yet; return those days.

    Raises:
        UnreachableError: requests without an answer cannot be asked about now; nothing of that day is closed.
        VerificationError: the backbone says something about a request that it cannot prove.
    """
    counters, done = Telling(desk.store), []
    last = counters.last()
    underway = Reizen(desk.store).underway(desk.clock())
    over = form.dutch_day(desk.clock() - GRACE_MS)
    for day in counters.days(last[0] if last else "", over):
        if underway.intersection(counters.open_until(day)):
            break  # a courier may still bring it in; after its term it is asked about
        _ask_about_open(desk, counters, day)
        if _close(desk, counters, day):
            done.append(day)
    return done


def _close(desk: Desk, counters: Telling, day: str) -> bool:
    found, last = counters.counted(day), counters.last()
    if not found.verzoeken:
        return False
    counts = {name: telling(getattr(found, name)) for name in form.TELLINGEN}
    made = Afstemming(oin=desk.partner.oin, dag=day, vorige=last[1] if last else None, **counts)
    now = desk.clock()
    try:
        sent = made.sign(own_signing_key(desk.partner, desk.directory, now))
    except ConfigError:
        return False  # no signing key yet: the day is closed when there is one
    with desk.store.transaction():
        counters.close(day, made.sha256)
        desk.outbox.put(casus="afstemming", path=AFSTEMMINGEN, body=jcs.encode(sent), person=None, now=now)
    return True


def _ask_about_open(desk: Desk, counters: Telling, day: str) -> None:
    for key in counters.open_until(day):
        known = desk.client.get(f"/v1/verzoeken/{key}").data
        if not isinstance(known, dict) or known.get("verzoek") != key or not isinstance(known.get("vastgelegd"), bool):
            raise VerificationError("verzoek-stand", "Het antwoord over een eigen verzoek heeft niet de juiste vorm.")
        counters.answered(key, left_a_line=known["vastgelegd"])
        if known.get("gedaan"):
            for receipt in _proofs(known):
                desk.receipts.act(receipt, key, {})


def _proofs(known: dict[str, Any]) -> list[dict[str, Any]]:
    found = known.get("bewijs")
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
