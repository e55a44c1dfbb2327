# SPDX-License-Identifier: EUPL-1.2
"""Telling a supplier what became of its records: read, used in an analysis, led to advice.

Invariants:
- Told are the record, its category, the organisation, the time and the line; never content, never which person.
- Always told, also when rows of the decision may not be shown: the supplier named these recipients itself, and a row is
  hidden, not a reading. An organisation is not told of what it does itself.
- Whoever cites a record must be able to read it: anything else is refused as not of this casus, whether it exists or not.

Norm: design.md 4; Wpg 32a; ADR 0019.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.casus.events import Soort, cited
from core.exchange.act import NoTrace
from core.exchange.results import Bevinding, Ongeldig
from core.ledger import verstrekkingen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.casus.events import Gebeurtenis
    from core.exchange.act import Act
    from core.exchange.lines import Draft

BERICHT = "inzage"
GELEZEN, IN_ANALYSE, TOT_ADVIES = "gelezen", "in-analyse", "tot-advies"
_WAT = {Soort.ANALYSE: IN_ANALYSE, Soort.ADVIES: TOT_ADVIES}


def tell(act: Act, line: Draft, kop: Mapping[str, Any], wat: str) -> None:
    """Tell the supplier of one record what this act did with it; `line` is the line of the act, its first."""
    if kop["verstrekker"] == act.caller.oin and wat != GELEZEN:
        return
    told = {
        "record": kop["record"],
        "wat": wat,
        "categorie": kop["categorie"],
        "door": act.caller.oin,
        "tijd": act.tijd,
        "log": line.shard,
        "regel": act.transaction.next_index(line.shard),
    }
    act.post.add([kop["verstrekker"]], BERICHT, told)


def tell_cited(act: Act, line: Draft, event: Gebeurtenis) -> None:
    """Tell the supplier of each record that an event of the casus rests on."""
    for record in cited(event):
        kop = verstrekkingen.header(act.connection, record)
        readers = () if kop is None else verstrekkingen.recipients(act.connection, record)
        if kop is None or kop["casus"] != event.casus or act.caller.oin not in readers:
            text = "Een genoemd record hoort niet bij deze casus, of u leest het niet."
            raise NoTrace(Ongeldig((Bevinding("gegevens.records", "niet-van-casus", text),)))
        tell(act, line, kop, _WAT[event.soort])
