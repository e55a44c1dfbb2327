# SPDX-License-Identifier: EUPL-1.2
"""Writing down the made-up year: acts become lines of the log in order of time, and events of cases as the ledger has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audit.events import Event
from audit.spoor.values import Plaats
from audit.values import Line
from tests.audit.spoor.jaar.mensen import JAAR, uid

if TYPE_CHECKING:
    from random import Random

    from tests.audit.spoor.jaar.mensen import Mens

LANDELIJK = "landelijk"
DOEL = "oc"


@dataclass
class Daad:
    """One act before it has a place in the log."""

    tijd: int
    regio: str
    feit: dict[str, Any]
    persoon: dict[str, Any] | None
    plaats: Plaats | None = None


@dataclass
class Planting:
    """One planted misuse: its kind and the acts that it consists of."""

    soort: str
    daden: list[Daad]

    @property
    def plaatsen(self) -> list[Plaats]:
        """Where its acts stand in the log."""
        return [daad.plaats for daad in self.daden if daad.plaats is not None]


@dataclass
class Boek:
    """Everything that happened."""

    rng: Random
    daden: list[Daad] = field(default_factory=list)
    gebeurtenissen: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    verstrekt: dict[str, tuple[str, tuple[str, ...], str]] = field(default_factory=dict)
    plantingen: list[Planting] = field(default_factory=list)
    bij: list[tuple[Daad, dict[str, Any]]] = field(default_factory=list)

    def doe(self, mens: Mens | None, event: Event, tijd: int, regio: str | None, *, oin: str = "", **feit: Any) -> Daad:
        """Write one act of a person; None is an act without a person, of `oin`."""
        who = oin or (mens.oin if mens else "")
        readable = {"gebeurtenis": str(event), "oin": who, "tijd": tijd, "v": 1, **feit}
        persoon = None if mens is None else {"v": 1, "oin": who, "persoon": mens.id}
        daad = Daad(tijd, regio or LANDELIJK, readable, persoon)
        self.daden.append(daad)
        return daad

    def beslist(self, handeling: str, uitkomst: str = "toegestaan", *regels: str) -> list[dict[str, Any]]:
        """Return the decisions of a line."""
        return [
            {
                "id": uid(self.rng),
                "vraag": {"handeling": handeling, "doel": DOEL, "fase": "weging"},
                "feiten": {"noodzaak": [f"{self.rng.getrandbits(256):064x}"]},
                "uitkomst": uitkomst,
                "regels": list(regels or ("R-79.1",)),
                "plichten": [],
                "vrijgave": "sha256:" + "0" * 64,
            }
        ]

    def casus(self, mens: Mens, casus: str, regio: str, soort: str, tijd: int, gegevens: dict[str, Any]) -> Daad:
        """Write one event of a case, and its line."""
        events = self.gebeurtenissen.setdefault(casus, [])
        number = len(events) + 1
        events.append(
            {
                "v": 1,
                "casus": casus,
                "volgnr": number,
                "soort": soort,
                "door": mens.oin,
                "tijd": tijd,
                "gegevens": gegevens,
            }
        )
        named = {
            "geopend": Event.CASUS_GEOPEND, "fase-gezet": Event.CASUS_FASE_GEZET, "gesloten": Event.CASUS_GESLOTEN,
            "uitvraag": Event.UITVRAAG_GESTELD, "uitvraag-beantwoord": Event.UITVRAAG_BEANTWOORD,
        }.get(soort, Event.CASUS_GEWIJZIGD)  # fmt: skip
        handeling = "verzoeken" if soort == "uitvraag" else "wijzigen"
        decided = self.beslist(handeling)
        daad = self.doe(mens, named, tijd, regio, casus=casus, volgnr=number, soort=soort, beslissingen=decided)
        self.bij.append((daad, events[-1]))
        return daad

    def lees(self, mens: Mens, casus: str, regio: str, record: str, tijd: int) -> Daad:
        """Write the read of a record."""
        return self.doe(
            mens,
            Event.VERSTREKKING_GELEZEN,
            tijd,
            regio,
            casus=casus,
            record=record,
            beslissingen=self.beslist("lezen"),
        )

    def regels(self) -> list[Line]:
        """Return all lines in order of time, each in its shard, and tell each act where it stands."""
        counts: dict[str, int] = {}
        lines = []
        for daad in sorted(self.daden, key=lambda item: item.tijd):
            shard = f"{daad.regio}-{JAAR}"
            daad.plaats = Plaats(shard, counts.get(shard, 0))
            counts[shard] = daad.plaats.volgnr + 1
            lines.append(Line(shard, daad.plaats.volgnr, b"", feit=daad.feit, persoon=daad.persoon))
        for events in self.gebeurtenissen.values():
            events.sort(key=lambda event: event["tijd"])
            for number, event in enumerate(events, start=1):
                event["volgnr"] = number
        for daad, event in self.bij:  # events are numbered in order of time, and so are their lines
            daad.feit["volgnr"] = event["volgnr"]
        return lines
