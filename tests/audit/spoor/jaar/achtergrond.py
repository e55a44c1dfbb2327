# SPDX-License-Identifier: EUPL-1.2
"""The honest part of the made-up year: cases that are opened, worked on and closed, with the mess of real work.

There is what makes honest work look odd: shifts at night, late evenings, colleagues who stand in without being put on the
case, readers who never write anything, analysts who see half a region, typing errors that are refused, after-care of a
closed case, and people who are known at two organisations. Whoever flags too much is found out here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.events import Event
from tests.audit.spoor.jaar.mensen import DAG, EINDE, MIDDERNACHT, REGIOS, UUR, aan_het_werk, uid

if TYPE_CHECKING:
    from tests.audit.spoor.jaar.mensen import Bevolking, Mens, Organisatie
    from tests.audit.spoor.jaar.regels import Boek

OTHERS = (("belastingdienst", 0.8), ("om", 0.7), ("nvwa", 0.25), ("ind", 0.15), ("fiod", 0.2), ("kmar", 0.12))
NOODREDEN = "nood-acute-dreiging"


@dataclass
class Zaak:
    """A case in the making."""

    id: str
    regio: str
    begin: int
    eind: int
    gesloten: int | None
    organisaties: list[Organisatie]
    op_zaak: dict[str, list[Mens]] = field(default_factory=dict)
    records: list[str] = field(default_factory=list)

    @property
    def mensen(self) -> list[Mens]:
        """Everyone who was put on the case."""
        return [mens for people in self.op_zaak.values() for mens in people]

    def buiten(self, organisatie: Organisatie) -> list[Mens]:
        """Return people of an organisation that takes part who were not put on the case, of the region first."""
        rest = [mens for mens in organisatie.mensen if mens not in self.op_zaak.get(organisatie.oin, [])]
        return [mens for mens in rest if mens.regio == self.regio] or rest


def make_cases(boek: Boek, volk: Bevolking, count: int) -> list[Zaak]:
    """Let `count` cases happen."""
    return [_case(boek, volk) for _ in range(count)]


def _case(boek: Boek, volk: Bevolking) -> Zaak:
    rng = boek.rng
    regio = rng.choice(REGIOS)
    begin = MIDDERNACHT[rng.randrange(330)] + 9 * UUR
    length = rng.randrange(20, 220) * DAG
    closed = begin + length if begin + length < EINDE - 10 * DAG else None
    orgs = [*volk.van("politie"), *rng.sample(volk.van("gemeente", regio), rng.choice((1, 1, 2)))]
    orgs += [volk.van(soort)[0] for soort, chance in OTHERS if rng.random() < chance]
    zaak = Zaak(uid(rng), regio, begin, closed or EINDE - 2 * DAG, closed, orgs)
    _open(boek, zaak)
    for organisatie in orgs:
        _people(boek, zaak, organisatie)
    _requests(boek, zaak)
    for _ in range(rng.randrange(2, 6)):
        _supply(boek, zaak, rng.choice(orgs))
    _phases_and_looks(boek, zaak)
    _mess(boek, zaak)
    if closed is not None:
        _close(boek, zaak)
    return zaak


def _moment(boek: Boek, zaak: Zaak, mens: Mens, share: float = 0.8) -> int:
    """Return a working moment somewhere in the life of the case."""
    start = zaak.begin + int(boek.rng.random() * share * (zaak.eind - zaak.begin))
    return min(aan_het_werk(boek.rng, mens, start, 1.0), zaak.eind - UUR)


def _chosen(boek: Boek, zaak: Zaak, organisatie: Organisatie, most: int) -> list[Mens]:
    near = [mens for mens in organisatie.mensen if mens.regio in (zaak.regio, None)]
    return boek.rng.sample(near, min(len(near), boek.rng.randrange(1, most + 1)))


def _open(boek: Boek, zaak: Zaak) -> None:
    organisatie = boek.rng.choice(zaak.organisaties[:2])
    opener = _chosen(boek, zaak, organisatie, 1)[0]
    body = {"regio": zaak.regio, "doel": "oc", "inbrengers": [opener.oin]}
    boek.casus(opener, zaak.id, zaak.regio, "geopend", zaak.begin, body)
    for number, other in enumerate(zaak.organisaties):
        at = zaak.begin + (number + 1) * 60_000
        units = ["opsporing"] if other.soort == "politie" else []
        boek.casus(
            opener, zaak.id, zaak.regio, "deelnemer-toegevoegd", at,
            {"oin": other.oin, "eenheden": units, "van": at, "tot": None},
        )  # fmt: skip


def _people(boek: Boek, zaak: Zaak, organisatie: Organisatie) -> None:
    people = _chosen(boek, zaak, organisatie, 3)
    manager = boek.rng.choice([mens for mens in organisatie.mensen if mens not in people] or people)
    zaak.op_zaak[organisatie.oin] = people
    for mens in people:
        at = zaak.begin + boek.rng.randrange(2, 8) * UUR
        body = {"persoon": mens.id, "oin": mens.oin, "van": at, "tot": None}
        boek.casus(manager, zaak.id, zaak.regio, "persoon-toegevoegd", at, body)


def _requests(boek: Boek, zaak: Zaak) -> None:
    for _ in range(boek.rng.choice((0, 0, 1, 1, 2))):
        asker, giver = boek.rng.sample(zaak.organisaties, 2)
        asking, giving = boek.rng.choice(zaak.op_zaak[asker.oin]), boek.rng.choice(zaak.op_zaak[giver.oin])
        number, at = uid(boek.rng), _moment(boek, zaak, asking, 0.5)
        body = {"uitvraag": number, "aan": giver.oin, "categorie": "wpg-8", "onderwerp": None}
        boek.casus(asking, zaak.id, zaak.regio, "uitvraag", at, body)
        if boek.rng.random() < 0.7:
            later = min(aan_het_werk(boek.rng, giving, at, 6), zaak.eind - UUR)
            record = _record(boek, zaak, giving, (asker.oin,), later)
            body = {"uitvraag": number, "soort": "verstrekt", "reden": None, "records": [record]}
            boek.casus(giving, zaak.id, zaak.regio, "uitvraag-beantwoord", later + 60_000, body)
            _read(boek, zaak, asking, record, later + 120_000)


def _record(boek: Boek, zaak: Zaak, mens: Mens, others: tuple[str, ...], tijd: int) -> str:
    record = uid(boek.rng)
    zaak.records.append(record)
    boek.verstrekt[record] = (mens.oin, others, zaak.id)
    boek.doe(
        mens, Event.VERSTREKKING_OPGENOMEN, tijd, zaak.regio, casus=zaak.id, record=record, ontvangers=list(others),
        beslissingen=boek.beslist("verstrekken", "toegestaan", "R-12.1"),
    )  # fmt: skip
    return record


def _supply(boek: Boek, zaak: Zaak, giver: Organisatie) -> None:
    rng = boek.rng
    mens = rng.choice(zaak.op_zaak[giver.oin])
    rest = [org for org in zaak.organisaties if org is not giver]
    readers = rng.sample(rest, min(len(rest), rng.randrange(1, 4)))
    at = _moment(boek, zaak, mens)
    record = _record(boek, zaak, mens, tuple(org.oin for org in readers), at)
    for organisatie in readers:
        for reader in zaak.op_zaak[organisatie.oin]:
            if rng.random() < 0.7:
                _read(boek, zaak, _stand_in(boek, zaak, organisatie, reader), record, at)


def _stand_in(boek: Boek, zaak: Zaak, organisatie: Organisatie, reader: Mens) -> Mens:
    """Now and then a colleague reads who was not put on the case; half of them do something with it."""
    if boek.rng.random() > 0.03:
        return reader
    colleague = boek.rng.choice(zaak.buiten(organisatie) or [reader])
    if boek.rng.random() < 0.5:
        body = {"streng": "hoofd", "fase": "verrijking-gesloten", "reden": None}
        boek.casus(colleague, zaak.id, zaak.regio, "fase-gezet", _moment(boek, zaak, colleague, 0.95), body)
    return colleague


def _read(boek: Boek, zaak: Zaak, mens: Mens, record: str, after: int) -> None:
    at = min(aan_het_werk(boek.rng, mens, after, 3), zaak.eind - UUR)
    boek.lees(mens, zaak.id, zaak.regio, record, max(at, after + 1000))
    if boek.rng.random() < 0.2:
        boek.lees(mens, zaak.id, zaak.regio, record, min(aan_het_werk(boek.rng, mens, at, 10), zaak.eind))


def _phases_and_looks(boek: Boek, zaak: Zaak) -> None:
    for fase in ("weging", "verrijking-gesloten", "advies")[: boek.rng.randrange(1, 4)]:
        mens = boek.rng.choice(zaak.mensen)
        body = {"streng": "hoofd", "fase": fase, "reden": None}
        boek.casus(mens, zaak.id, zaak.regio, "fase-gezet", _moment(boek, zaak, mens), body)
    for _ in range(boek.rng.randrange(3, 9)):
        mens = boek.rng.choice(zaak.mensen)
        _look(boek, zaak, mens, _moment(boek, zaak, mens))


def _look(boek: Boek, zaak: Zaak, mens: Mens, tijd: int) -> None:
    decided = boek.beslist("lezen")
    boek.doe(mens, Event.CASUS_GELEZEN, tijd, zaak.regio, casus=zaak.id, volgnr=1, beslissingen=decided)


def _mess(boek: Boek, zaak: Zaak) -> None:
    """Typing errors and misunderstandings: refused once, twice, seldom three times."""
    if boek.rng.random() < 0.25:
        mens = boek.rng.choice(zaak.mensen)
        at = _moment(boek, zaak, mens)
        for number in range(boek.rng.choice((1, 1, 1, 2, 2, 3))):
            event = boek.rng.choice((Event.ONBEKEND_GEVRAAGD, Event.LEZING_GEWEIGERD))
            refuse(boek, mens, event, at + number * 90_000, zaak)


def refuse(boek: Boek, mens: Mens, event: Event, tijd: int, zaak: Zaak) -> object:
    """Write a refusal, in the national shard."""
    if event == Event.ONBEKEND_GEVRAAGD:
        return boek.doe(
            mens, event, tijd, None, casus=zaak.id, gevraagd="lezen", reden="niet-betrokken-of-bestaat-niet"
        )
    decided = boek.beslist("lezen", "verboden", "R-53.1")
    return boek.doe(mens, event, tijd, None, casus=zaak.id, beslissingen=decided)


def _close(boek: Boek, zaak: Zaak) -> None:
    mens = boek.rng.choice(zaak.mensen)
    boek.casus(mens, zaak.id, zaak.regio, "gesloten", zaak.eind, {"reden": "afgerond"})
    if boek.rng.random() < 0.05 and zaak.records:
        boek.lees(mens, zaak.id, zaak.regio, boek.rng.choice(zaak.records), aan_het_werk(boek.rng, mens, zaak.eind, 8))


def make_officers(boek: Boek, volk: Bevolking) -> None:
    """Officers look at the trail about weekly; now and then in an emergency, which a colleague then reviews in time."""
    for officer in volk.functionarissen:
        for week in range(50):
            at = aan_het_werk(boek.rng, officer, MIDDERNACHT[week * 7], 2)
            boek.doe(officer, Event.SPOOR_GELEZEN, at, None, doel="controle", reden="weekcontrole", wat="spoor")
    for _ in range(10):
        officer, colleague = boek.rng.sample(volk.functionarissen, 2)
        at = aan_het_werk(boek.rng, officer, MIDDERNACHT[boek.rng.randrange(330)], 1)
        review(boek, colleague, at + boek.rng.randrange(1, 6) * DAG, emergency(boek, officer, at))


def emergency(boek: Boek, officer: Mens, tijd: int) -> object:
    """Write a read in an emergency."""
    return boek.doe(officer, Event.SPOOR_GELEZEN, tijd, None, doel="controle", reden=NOODREDEN, wat="spoor")


def review(boek: Boek, officer: Mens, tijd: int, daad: object) -> None:
    """Write the review of a read in an emergency; where that stands is filled in when the lines have their places."""
    made = boek.doe(officer, Event.NOOD_BEOORDEELD, tijd, None, doel="controle", reden="beoordeling", besluit="terecht")
    made.feit["_van"] = daad
