# SPDX-License-Identifier: EUPL-1.2
"""What the record says of one case, as far as it can explain who looked into it.

Invariants:
- Everything follows from the events of the case in the ledger and from lines of the log; nobody can add to it.
- Which person put whom on a case follows from the line of that event; without that line it is not known, and then nobody
  is taken to have put itself there.

It judges nothing: `audit.spoor.waarom` and the signals do. People are keyed hashes here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from audit.events import Event
from audit.spoor.values import REFUSALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from audit.spoor.values import Plaats, Regel

PEOPLE: Final = frozenset({"persoon-toegevoegd", "persoon-beeindigd", "deelnemer-toegevoegd", "deelnemer-beeindigd"})
"""Kinds of case event that arrange who works on a case: no work on the case itself."""
WORK: Final = frozenset(
    {
        Event.VERSTREKKING_OPGENOMEN,
        Event.CASUS_GEOPEND,
        Event.CASUS_GEWIJZIGD,
        Event.CASUS_FASE_GEZET,
        Event.CASUS_GESLOTEN,
        Event.UITVRAAG_GESTELD,
        Event.UITVRAAG_BEANTWOORD,
        Event.ADVIES_GEGEVEN,
    }
)
"""Events by which somebody does something in a case, beside looking."""


class Toewijzing(NamedTuple):
    """A term in which a person was on the case: by which event, who put it there, and when it ended."""

    van: int
    tot: int | None
    volgnr: int
    door: str | None
    eind_volgnr: int | None = None


class Deelname(NamedTuple):
    """A term in which an organisation took part."""

    van: int
    tot: int | None
    volgnr: int
    eenheden: tuple[str, ...]


class Uitvraag(NamedTuple):
    """A request: who asked, and where it stands."""

    oin: str
    volgnr: int
    persoon: str | None


class Antwoord(NamedTuple):
    """The answer in which a record came."""

    uitvraag: str
    volgnr: int


@dataclass
class Dossier:
    """One case."""

    casus: str
    personen: dict[str, list[Toewijzing]] = field(default_factory=dict)
    deelnemers: dict[str, list[Deelname]] = field(default_factory=dict)
    uitvragen: dict[str, Uitvraag] = field(default_factory=dict)
    antwoorden: dict[str, Antwoord] = field(default_factory=dict)
    adviezen: dict[str, int] = field(default_factory=dict)
    fasen: list[tuple[int, str, str]] = field(default_factory=list)
    gesloten: tuple[int, int] | None = None
    werk: dict[str, list[tuple[int, Plaats]]] = field(default_factory=dict)

    @classmethod
    def van(
        cls,
        casus: str,
        gebeurtenissen: Iterable[Mapping[str, Any]],
        regels: Iterable[Regel],
        pseudonym: Callable[[str], str],
    ) -> Dossier:
        """Make the dossier of a case from its events (as the ledger has them, in order) and the lines about it."""
        made = cls(casus)
        who: dict[int, str | None] = {}
        for regel in regels:
            if regel.gebeurtenis in WORK and regel.persoon is not None and regel.soort not in PEOPLE:
                made.werk.setdefault(regel.persoon, []).append((regel.tijd, regel.plaats))
            if regel.volgnr is not None and not regel.leest and regel.gebeurtenis not in REFUSALS:
                who[regel.volgnr] = regel.persoon
        for event in gebeurtenissen:
            step = _STEPS.get(event["soort"])
            if step is not None:
                step(made, event, who.get(event["volgnr"]), pseudonym)
        return made

    def eenheid(self, oin: str, tijd: int) -> str | None:
        """Return the one unit with which an organisation takes part at a time."""
        units = {unit for one in self.deelnemers.get(oin, ()) if _holds(one, tijd) for unit in one.eenheden}
        return units.pop() if len(units) == 1 else None

    def deelname(self, oin: str, tijd: int) -> Deelname | None:
        """Return the term in which an organisation takes part at a time."""
        return next((one for one in self.deelnemers.get(oin, ()) if _holds(one, tijd)), None)

    def toewijzing(self, persoon: str, tijd: int) -> Toewijzing | None:
        """Return the term in which a person is on the case at a time."""
        return next((one for one in self.personen.get(persoon, ()) if _holds(one, tijd)), None)

    def geeindigd(self, persoon: str, tijd: int) -> Toewijzing | None:
        """Return the last term of a person that had ended at a time, when no term runs."""
        if self.toewijzing(persoon, tijd) is not None:
            return None
        ended = [one for one in self.personen.get(persoon, ()) if one.tot is not None and one.tot <= tijd]
        return ended[-1] if ended else None

    def streng(self, tijd: int) -> tuple[str, str] | None:
        """Return strand and phase as they were last set at a time."""
        return next(((streng, fase) for at, streng, fase in reversed(self.fasen) if at <= tijd), None)


def _holds(term: Toewijzing | Deelname, tijd: int) -> bool:
    return term.van <= tijd and (term.tot is None or tijd < term.tot)


def _person_added(dossier: Dossier, event: Mapping[str, Any], who: str | None, pseudonym: Callable[[str], str]) -> None:
    body = event["gegevens"]
    terms = dossier.personen.setdefault(pseudonym(body["persoon"]), [])
    terms.append(Toewijzing(min(body["van"], event["tijd"]), body.get("tot"), event["volgnr"], who))


def _person_ended(
    dossier: Dossier, event: Mapping[str, Any], _who: str | None, pseudonym: Callable[[str], str]
) -> None:
    terms = dossier.personen.get(pseudonym(event["gegevens"]["persoon"]), [])
    if terms:
        terms[-1] = terms[-1]._replace(tot=event["gegevens"]["tot"], eind_volgnr=event["volgnr"])


def _joined(dossier: Dossier, event: Mapping[str, Any], _who: str | None, _pseudonym: object) -> None:
    body = event["gegevens"]
    term = Deelname(min(body["van"], event["tijd"]), body.get("tot"), event["volgnr"], tuple(body.get("eenheden", ())))
    dossier.deelnemers.setdefault(body["oin"], []).append(term)


def _left(dossier: Dossier, event: Mapping[str, Any], _who: str | None, _pseudonym: object) -> None:
    terms = dossier.deelnemers.get(event["gegevens"]["oin"], [])
    if terms:
        terms[-1] = terms[-1]._replace(tot=event["gegevens"]["tot"])


def _opened(dossier: Dossier, event: Mapping[str, Any], _who: str | None, _pseudonym: object) -> None:
    for oin in event["gegevens"].get("inbrengers", ()):
        dossier.deelnemers.setdefault(oin, []).append(Deelname(event["tijd"], None, event["volgnr"], ()))


def _asked(dossier: Dossier, event: Mapping[str, Any], who: str | None, _pseudonym: object) -> None:
    dossier.uitvragen[event["gegevens"]["uitvraag"]] = Uitvraag(event["door"], event["volgnr"], who)


def _answered(dossier: Dossier, event: Mapping[str, Any], _who: str | None, _pseudonym: object) -> None:
    body = event["gegevens"]
    for record in body["records"]:
        dossier.antwoorden[record] = Antwoord(body["uitvraag"], event["volgnr"])


def _advised(dossier: Dossier, event: Mapping[str, Any], _who: str | None, _pseudonym: object) -> None:
    dossier.adviezen[event["gegevens"]["record"]] = event["volgnr"]


def _phase(dossier: Dossier, event: Mapping[str, Any], _who: str | None, _pseudonym: object) -> None:
    dossier.fasen.append((event["tijd"], event["gegevens"]["streng"], event["gegevens"]["fase"]))


def _closed(dossier: Dossier, event: Mapping[str, Any], _who: str | None, _pseudonym: object) -> None:
    dossier.gesloten = (event["tijd"], event["volgnr"])


_STEPS: Final[dict[str, Callable[[Dossier, Mapping[str, Any], str | None, Callable[[str], str]], None]]] = {
    "geopend": _opened,
    "deelnemer-toegevoegd": _joined,
    "deelnemer-beeindigd": _left,
    "persoon-toegevoegd": _person_added,
    "persoon-beeindigd": _person_ended,
    "uitvraag": _asked,
    "uitvraag-beantwoord": _answered,
    "advies": _advised,
    "fase-gezet": _phase,
    "gesloten": _closed,
}
