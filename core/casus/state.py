# SPDX-License-Identifier: EUPL-1.2
"""The present state of a case, as folded from its events.

Invariants:
- Every value here follows from the events; nobody sets it.
- Windows are half open: someone takes part from `van` up to, not including, `tot`; `tot` None has no end.
- No free text: `titel` and `onderwerp` are sealed records.

Norm: domain.md, "The work" 1; law.md C1, C2. It decides nothing: predicates and rules do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def within(van: int, tot: int | None, tijd: int) -> bool:
    """Return whether `tijd` lies in the half-open window [van, tot)."""
    return van <= tijd and (tot is None or tijd < tot)


@dataclass(frozen=True, slots=True)
class Deelnemer:
    """One period in which an organisation takes part, with its units (none named: all of them)."""

    oin: str
    eenheden: tuple[str, ...]
    van: int
    tot: int | None

    def to_json(self) -> dict[str, Any]:
        """Return the period as JSON."""
        return {"oin": self.oin, "eenheden": list(self.eenheden), "van": self.van, "tot": self.tot}


@dataclass(frozen=True, slots=True)
class PersoonOpCasus:
    """A person (opaque id) who works on the case for `oin`; `door` put the person there, `sinds` is the last change."""

    persoon: str
    oin: str
    door: str
    van: int
    tot: int | None
    sinds: int

    def to_json(self) -> dict[str, Any]:
        """Return the entry as JSON."""
        return {"persoon": self.persoon, "oin": self.oin, "door": self.door, "van": self.van, "tot": self.tot}


@dataclass(frozen=True, slots=True)
class Uitvraag:
    """A request for one category; `status` is `open`, `verstrekt` or `geweigerd`, `reden` a shareable code."""

    id: str
    van: str
    aan: str
    categorie: str
    tijd: int
    status: str = "open"
    reden: str | None = None
    records: tuple[str, ...] = ()
    onderwerp: Mapping[str, Any] | None = field(default=None, repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return the request as JSON."""
        return {
            "uitvraag": self.id,
            "van": self.van,
            "aan": self.aan,
            "categorie": self.categorie,
            "tijd": self.tijd,
            "status": self.status,
            "reden": self.reden,
            "records": list(self.records),
            "onderwerp": self.onderwerp,
        }


@dataclass(frozen=True, slots=True)
class CasusStand:
    """The state of one case after its event number `volgnr`."""

    casus: str
    volgnr: int
    tijd: int
    geopend: int
    regio: str
    doel: str
    herkomst: str
    themas: tuple[str, ...]
    hkp: str | None
    inbrengers: tuple[str, ...]
    namens_werkgroep: bool
    deelnemers: Mapping[str, Deelnemer]
    strengen: Mapping[str, str]
    personen: Mapping[str, PersoonOpCasus] = field(default_factory=dict)
    uitvragen: Mapping[str, Uitvraag] = field(default_factory=dict)
    adviezen: tuple[str, ...] = ()
    gesloten: int | None = None
    titel: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def fase(self) -> str:
        """The phase of the case as such: that of its main strand."""
        return self.strengen["hoofd"]

    @property
    def weigeringen(self) -> tuple[Uitvraag, ...]:
        """The requests that were refused, in order of asking."""
        return tuple(uitvraag for uitvraag in self.uitvragen.values() if uitvraag.status == "geweigerd")

    def takes_part(self, oin: str, tijd: int) -> bool:
        """Return whether this organisation takes part in the case at this time."""
        deelnemer = self.deelnemers.get(oin)
        return deelnemer is not None and within(deelnemer.van, deelnemer.tot, tijd)

    def participants(self, tijd: int) -> tuple[str, ...]:
        """Return the OINs that take part at this time, in the order in which they came."""
        return tuple(oin for oin in self.deelnemers if self.takes_part(oin, tijd))

    def to_json(self) -> dict[str, Any]:
        """Return the state as the API shows it to those who take part."""
        return {
            "casus": self.casus,
            "volgnr": self.volgnr,
            "tijd": self.tijd,
            "geopend": self.geopend,
            "regio": self.regio,
            "doel": self.doel,
            "herkomst": self.herkomst,
            "themas": list(self.themas),
            "hkp": self.hkp,
            "inbrengers": list(self.inbrengers),
            "namens_werkgroep": self.namens_werkgroep,
            "deelnemers": [deelnemer.to_json() for deelnemer in self.deelnemers.values()],
            "personen": [persoon.to_json() for persoon in self.personen.values()],
            "strengen": dict(self.strengen),
            "fase": self.fase,
            "uitvragen": [uitvraag.to_json() for uitvraag in self.uitvragen.values()],
            "adviezen": list(self.adviezen),
            "gesloten": self.gesloten,
            "titel": self.titel,
        }
