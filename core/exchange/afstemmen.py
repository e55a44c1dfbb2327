# SPDX-License-Identifier: EUPL-1.2
"""Taking in the afstemming of a gateway: what it counted of one of its days, for whoever verifies the log.

Invariants:
- Admitted is only what the calling organisation signed itself, with the signing key in force, both algorithms.
- One per organisation and day, days in order, each naming the one before it; only of a day that is over.
- It is an act with its line, and the line holds it whole, so that the log alone is enough to compare.

Nothing is compared here: who stores the lines must not be the one who judges them (`core.contract.dagtelling`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.events import Event
from core.contract import afstemming as form
from core.exchange.act import NoTrace
from core.exchange.results import Bevinding, Conflict, Gedaan, Ongeldig
from core.keychain.errors import KeychainError
from core.ledger import afstemmingen

if TYPE_CHECKING:
    from core.contract.afstemming import Afstemming
    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Uitkomst
    from core.exchange.world import World

AFSTEMMEN = "afstemmen"


def report(world: World, caller: Caller, body: Any) -> Uitkomst:
    """Take in the afstemming of one day of the caller."""
    checked = _checked(world, caller, body)
    if isinstance(checked, Ongeldig):
        return checked
    return world.runner.run(caller, AFSTEMMEN, lambda act: _store(act, checked, body))


def _checked(world: World, caller: Caller, body: Any) -> Afstemming | Ongeldig:
    now = world.now()
    try:
        key = world.keys.signing_key(caller.oin, now, str(body.get("sleutel")) if isinstance(body, dict) else "")
        read = form.check(body, key.sleutel)
    except KeychainError as error:
        return _wrong("", error.soort, "Deze afstemming klopt niet of is niet goed ondertekend.")
    if read.oin != caller.oin:
        return _wrong("afstemming.oin", "ander", "Een organisatie stemt alleen haar eigen dag af.")
    if form.day_end(read.dag) > now:
        return _wrong("afstemming.dag", "niet-voorbij", "Deze dag is nog niet voorbij.")
    return read


def _store(act: Act, read: Afstemming, sent: dict[str, Any]) -> Gedaan:
    before = afstemmingen.last(act.connection, act.caller.oin)
    last = None if before is None else form.parse(before["afstemming"])
    if last is not None and last.dag >= read.dag:
        raise NoTrace(Conflict("bestaat-al", "Van deze dag, of van een latere, is er al een afstemming."))
    if read.vorige != (None if last is None else last.sha256):
        text = "De afstemming noemt niet de vorige die hier is aangenomen."
        raise NoTrace(_wrong("afstemming.vorige", "keten", text))
    line = act.line(None, Event.AFSTEMMING_GEMELD, dag=read.dag, afstemming=sent)
    line.rijen += afstemmingen.store(act.writer, act.caller.oin, read.dag, act.tijd, sent)
    return Gedaan({"dag": read.dag})


def _wrong(pad: str, reden: str, tekst: str) -> Ongeldig:
    return Ongeldig((Bevinding(pad, reden, tekst),))
