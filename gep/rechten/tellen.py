# SPDX-License-Identifier: EUPL-1.2
"""Counting requests of citizens in one streaming pass: how many, in time or late, by whom answered, what was restricted.

Invariants:
- A request belongs to the period in which it was put out; its answers, extension and end count whenever they came.
- In time is what ended before its term, extended or not; what is open is held against the moment of the account.
- A supply has a decision on informing when its supplier named it in one; the decisions are read before the supplies.
- Memory grows with requests and decisions, not with the log.

Norm: AVG 12, 13, 14; BGS 1.1(1); Wpg 24b, 25; law.md R-75, R-76. It reads no part of a line about people, and judges nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from audit.values import STAM
from gep.bron import LANDELIJK
from gep.voortgang import silent

if TYPE_CHECKING:
    from gep.bron import Bron, Logstand
    from gep.periode import Periode
    from gep.voortgang import Voortgang

OP_TIJD, TE_LAAT = "op tijd afgerond", "te laat afgerond"
OPEN, OPEN_TE_LAAT = "nog open, op tijd", "nog open, te laat"
STANDEN: Final = (OP_TIJD, TE_LAAT, OPEN, OPEN_TE_LAAT)
_EVENTS: Final = (
    Event.RECHTENVERZOEK_ONTVANGEN, Event.RECHTENVERZOEK_BEANTWOORD, Event.RECHTENVERZOEK_VERLENGD,
    Event.RECHTENVERZOEK_AFGEROND, Event.RECHTENVERZOEK_GEWEIGERD, Event.RECHTEN_BEPERKT, Event.INFORMEREN_BESLOTEN,
    Event.VERSTREKKING_OPGENOMEN,
)  # fmt: skip
_MARKS: Final = tuple(f'"gebeurtenis":"{event}"'.encode() for event in _EVENTS)


@dataclass
class Verzoek:
    """One request of the period: which right, of whom it was asked, until when, and how it went."""

    recht: str
    tot: int
    gevraagd: frozenset[str]
    handmatig: frozenset[str]
    antwoorden: dict[str, bool] = field(default_factory=dict)
    afgerond: int | None = None

    def stand(self, now: int) -> str:
        """Return how it stands, or ended."""
        if self.afgerond is None:
            return OPEN if now < self.tot else OPEN_TE_LAAT
        return OP_TIJD if self.afgerond < self.tot else TE_LAAT


@dataclass
class Rechten:
    """What was counted of a period.

    Attributes:
        verzoeken: the requests by id.
        verlengd: extensions by reason.
        beperkt: restrictions by ground.
        geinformeerd: decisions on informing by kind.
        geweigerd: refusals by what was asked.
        verstrekt: supplies by supplier.
        zonder_besluit: supplies without a decision on informing, by supplier.
    """

    periode: Periode
    standen: tuple[Logstand, ...]
    verzoeken: dict[str, Verzoek] = field(default_factory=dict)
    verlengd: Counter[str] = field(default_factory=Counter)
    beperkt: Counter[str] = field(default_factory=Counter)
    geinformeerd: Counter[str] = field(default_factory=Counter)
    geweigerd: Counter[str] = field(default_factory=Counter)
    verstrekt: Counter[str] = field(default_factory=Counter)
    zonder_besluit: Counter[str] = field(default_factory=Counter)


def count(bron: Bron, periode: Periode, voortgang: Voortgang | None = None) -> Rechten:
    """Read the log once, the national shards first, and count.

    Raises:
        audit.values.LogError: a line is missing or does not open: there are no figures of half a log.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    acts = (stand for stand in bron.standen if stand.shard != STAM)
    standen = tuple(sorted(acts, key=lambda stand: (stand.regio != LANDELIJK, stand.shard)))
    reader = _Lezer(Rechten(periode, standen))
    done, total, tell = 0, sum(stand.size for stand in standen), voortgang or silent
    for stand in standen:
        for chunk in bron.feiten(stand, 0):
            for data in chunk:
                if data is not None and any(mark in data for mark in _MARKS):
                    reader.take(json.loads(data))
            done += len(chunk)
            tell(done, total)
    return reader.found


class _Lezer:
    """Takes lines one by one."""

    def __init__(self, found: Rechten) -> None:
        self.found = found
        self._van, self._tot = found.periode.van, found.periode.tot
        self._decided: set[tuple[str, str]] = set()

    def take(self, feit: dict[str, Any]) -> None:
        """Count one line."""
        event = feit["gebeurtenis"]
        if event in _COURSE:
            self._course(event, feit)
            return
        if event == Event.INFORMEREN_BESLOTEN:
            self._decided.update((feit["oin"], record) for record in feit["records"])
        if self._van <= feit["tijd"] < self._tot:
            self._in_period(event, feit)

    def _in_period(self, event: str, feit: dict[str, Any]) -> None:
        found = self.found
        match event:
            case Event.RECHTENVERZOEK_ONTVANGEN:
                asked, by_hand = frozenset(feit["ontvangers"]), frozenset(feit["handmatig"])
                found.verzoeken[feit["rechtenverzoek"]] = Verzoek(feit["recht"], feit["tot"], asked, by_hand)
            case Event.RECHTEN_BEPERKT:
                found.beperkt[feit["grondslag"]] += 1
            case Event.INFORMEREN_BESLOTEN:
                found.geinformeerd[feit["besluit"]] += 1
            case Event.RECHTENVERZOEK_GEWEIGERD:
                found.geweigerd[feit["gevraagd"]] += 1
            case Event.VERSTREKKING_OPGENOMEN:
                found.verstrekt[feit["oin"]] += 1
                found.zonder_besluit[feit["oin"]] += (feit["oin"], feit["record"]) not in self._decided

    def _course(self, event: str, feit: dict[str, Any]) -> None:
        verzoek = self.found.verzoeken.get(feit["rechtenverzoek"])
        if verzoek is None:
            return
        if event == Event.RECHTENVERZOEK_VERLENGD:
            verzoek.tot = feit["tot"]
            self.found.verlengd[feit["reden"]] += 1
        elif event == Event.RECHTENVERZOEK_AFGEROND:
            verzoek.afgerond = feit["tijd"]
        else:
            verzoek.antwoorden[feit["oin"]] = feit["tijd"] >= feit["tot"]


_COURSE: Final = frozenset(
    {Event.RECHTENVERZOEK_VERLENGD, Event.RECHTENVERZOEK_AFGEROND, Event.RECHTENVERZOEK_BEANTWOORD}
)
