# SPDX-License-Identifier: EUPL-1.2
"""Telling the log again of a destruction that it lost: a backup from before the order was put back, and the order itself was kept.

Invariants:
- It is an act of the operator with a line per record and an entry in the stamlog, once per order. It decides nothing: the order
  was decided when it was first logged, and `said` is what that line says, proven under the pinned tlog-policy.
- Every row that goes is named by these lines before it goes, as for an order that comes in, and so is that it is gone.
- A record that is not in this older state is named too, so that it never comes in under its id.

Norm: design.md 7 ("a restore replays all logged destructions before it serves"). The destruction itself: `core.ledger.vernietiging`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from audit.events import Event
from core.exchange import beheer
from core.exchange.act import NoTrace
from core.exchange.results import Conflict, Gedaan
from core.keychain import bewaarbesluit
from core.ledger import bewaring, verstrekkingen, vervallen
from core.ledger.tables import verstrekking
from core.ledger.vernietiging import REDEN, name_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.exchange.act import Act
    from core.exchange.world import World
    from core.keychain.bewaarbesluit import Bewaarbesluit


def log(world: World, bevel: Bewaarbesluit, said: Mapping[str, Any]) -> None:
    """Log an order that this state of the log does not know; returns after its lines stand in a signed checkpoint.

    Raises:
        audit.values.LogUnavailableError, TimeoutError: there are no lines, so nothing may be destroyed here yet.
    """
    bevolen = int(said.get("bevolen", said["tijd"]))
    caller = beheer.once(world, bewaring.HERHAALD, bevel.sha256)
    world.runner.run(caller, bewaring.HERHAALD, partial(_log, bevel, bevolen))


def _log(bevel: Bewaarbesluit, bevolen: int, act: Act) -> Gedaan:
    if bewaring.decision(act.connection, bevel.sha256) is not None:  # another process logged it since we looked
        raise NoTrace(Conflict("bestaat-al", "Dit bevel is al gegeven."))
    about = {"bevel_sha256": bevel.sha256, "zorgdrager": bevel.oin, "bevolen": bevolen}
    about |= {"grondslag": bevel.grondslag, "reden": bevel.reden}
    for record in bevel.records:
        kop = verstrekkingen.header(act.connection, record)
        here = {} if kop is None else {"casus": kop["casus"], "categorie": kop["categorie"]}
        line = act.line(None, Event.VERNIETIGING_HERHAALD, record=record, **here, **about)
        if kop is not None:
            left = bewaring.left_after(kop, bevel.sha256, verstrekkingen.recipients(act.connection, record))
            stand = bewaring.stand(act.connection, record)
            line.rijen += bewaring.add(act.writer, record, stand, bewaring.VERNIETIGD, act.tijd, left)[0]
            line.rijen += name_rows(act.connection, act.writer, record, act.tijd)
            told = {"record": record, "casus": kop["casus"], "bevel_sha256": bevel.sha256}
            act.post.add([*left["ontvangers"], kop["verstrekker"]], bewaring.VERNIETIGD, told)
        elif vervallen.why_gone(act.connection, verstrekking.name, record) is None:
            line.rijen += vervallen.mark(act.writer, verstrekking, [record], REDEN, act.tijd)
    act.drafts[0].rijen += bewaring.store(act.writer, bevel, act.tijd)
    entry = {"v": 1, "soort": bewaarbesluit.STAM_SOORT, "bevel_sha256": bevel.sha256, "tijd": act.tijd}
    act.transaction.stam(entry)
    return Gedaan({"bevel_sha256": bevel.sha256, "records": list(bevel.records)})
