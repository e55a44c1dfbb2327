# SPDX-License-Identifier: EUPL-1.2
"""A leaked reading key: its owner says so, and every supplier of what it opened hears which of its records that are.

Invariants:
- Only the owner reports, and only a key that is withdrawn already: nothing more is sealed to it.
- What was reachable is read from the wraps that are there, not from the report: the list is exact, and only each supplier's own
  records go to that supplier, who knew of this recipient.
- It leaves its line. It decides nothing and takes nothing away: sealing anew is for the suppliers.

Norm: `log-and-crypto.md` D3; AVG art. 33 (whether it has to be reported is for who is responsible).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from audit.events import Event
from core.exchange.act import NoTrace
from core.exchange.results import Bevinding, Conflict, Gedaan, Ongeldig
from core.keychain.keys import Rol
from core.ledger import omhulsels

if TYPE_CHECKING:
    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Uitkomst
    from core.exchange.world import World

GELEKT: Final = "sleutel-gelekt"
PER_MESSAGE: Final = 200
NIET_INGETROKKEN = Conflict("toestand", "Trek de sleutel eerst in; tot dan wordt er nog mee verzegeld.")


def report(world: World, caller: Caller, sleutel: str) -> Uitkomst:
    """Tell the suppliers of everything that this key of the caller opened."""
    return world.runner.run(caller, GELEKT, lambda act: _report(world, act, sleutel))


def _report(world: World, act: Act, sleutel: str) -> Gedaan:
    world.keys.catch_up()
    own = [key for key in world.keys.directory.keys(act.caller.oin) if key.sleutel_id == sleutel and key.rol is Rol.KEM]
    if not own:
        raise NoTrace(Ongeldig((Bevinding("sleutel", "onbekend", "Dit is geen eigen leessleutel."),)))
    if own[0].ingetrokken_op is None:
        raise NoTrace(NIET_INGETROKKEN)
    found: dict[str, list[str]] = {}
    for record, supplier in omhulsels.reach(act.connection, act.caller.oin, sleutel):
        found.setdefault(supplier, []).append(record)
    about = {"sleutel": sleutel, "ontvanger": act.caller.oin, "eenheid": own[0].eenheid}
    for supplier, records in sorted(found.items()):
        for at in range(0, len(records), PER_MESSAGE):
            act.post.add([supplier], GELEKT, {**about, "records": records[at : at + PER_MESSAGE]})
    count = sum(map(len, found.values()))
    act.line(None, Event.SLEUTEL_GELEKT, sleutel_id=sleutel, aantal=count)
    return Gedaan({"sleutel": sleutel, "records": count, "verstrekkers": sorted(found)})
