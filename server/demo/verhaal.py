# SPDX-License-Identifier: EUPL-1.2
"""The story: twelve cases in three regions, what partners supply and read in them, and what is refused.

Invariants:
- Everything happens through the processes of the partners and over HTTP; this module only hands out tasks.
- Each refusal that the story promises is checked by its row id; another outcome ends the demo with an error.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from server.demo.exporten import fits_old_systems, write_answers, write_night_file, write_persons
from server.demo.inhoud import SUPPLIER_SAYS, WPG_SAYS, about
from server.demo.processen import DemoError
from server.demo.rollen import EENHEID, REGIOS, Rol, in_region

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from server.demo.opbouw import Toneel
    from server.demo.personen import Persoon

CASES_PER_REGION = 4
PEOPLE_PER_CASE = 5
CORE = ("politie", "belastingdienst", "om")
# A fifth participant per case, in turn, so that every kind of partner takes part somewhere.
GUESTS = ("fiod", "ind", "uwv", "toeslagen", "douane", "nla", "kmar", "nvwa", "provincie", "fiod", "ind", "kmar")
THEMES = (["drugs"], ["witwassen"], ["mensenhandel"], ["vastgoed"])
REGISTRATION_FACTS = ("bsn-grondslag", "brp-autorisatie", "wettelijke-plicht")
FILES_PER_MUNICIPALITY = 2
CASES_READ = 2
FIRST = 0
POLICE = in_region("politie", REGIOS[FIRST])
BATCH = 20
KILL_AFTER_SECONDS = 0.4


@dataclass
class Zaak:
    """One casus of the story: who opened it, who takes part, and the people it is about."""

    id: str
    regio: str
    opener: Rol
    deelnemers: tuple[Rol, ...]
    bureau: Rol
    personen: list[Persoon] = field(repr=False)

    @property
    def leden(self) -> tuple[Rol, ...]:
        """Everyone who works in it, the opener and the bureau among them."""
        return (self.opener, *self.deelnemers, self.bureau)

    def readers(self, *soorten: str) -> list[list[str]]:
        """Return the units of the members of these kinds."""
        return [[rol.oin, EENHEID] for rol in self.leden if rol.soort in soorten]


@dataclass
class Verhaal:
    """The story in progress."""

    stage: Toneel
    bron: Path
    personen: list[Persoon] = field(repr=False)
    zaken: list[Zaak] = field(default_factory=list)
    geweigerd: list[str] = field(default_factory=list)

    @property
    def exports(self) -> Path:
        """Where partners' own systems put their files: each in its partner's folder."""
        return self.stage.folder / "partners"


def open_cases(story: Verhaal) -> None:
    """Open the cases, let partners take part, put people on them, and record the tests that the law asks for."""
    people = [person for person in story.personen if fits_old_systems(person)]

    def open_one(number: int) -> Zaak:
        chosen = [people[(number * PEOPLE_PER_CASE + place) % len(people)] for place in range(PEOPLE_PER_CASE)]
        return _open_case(story.stage, number, REGIOS[number % len(REGIOS)], chosen)

    with ThreadPoolExecutor(max_workers=len(REGIOS)) as pool:
        for first in range(0, CASES_PER_REGION * len(REGIOS), len(REGIOS)):
            story.zaken += pool.map(open_one, range(first, first + len(REGIOS)))
    for zaak in story.zaken:
        _staff(story.stage, zaak)
    story.stage.each("bijwerken")


def _open_case(stage: Toneel, number: int, regio: str, people: list[Persoon]) -> Zaak:
    opener, bureau = in_region("gemeente", regio), in_region("riec-bureau", regio)
    members = tuple(in_region(soort, regio) for soort in (*CORE, GUESTS[number]))
    gateway = stage[opener.naam]
    casus = gateway.do(
        "open-casus",
        regio=regio,
        themas=THEMES[number % len(THEMES)],
        titel={"titel": f"Demo-casus {number + 1}", "codenaam": f"Demo {number + 1}"},
        lezers=[[rol.oin, EENHEID] for rol in (*members, bureau)],
    )["casus"]
    for rol in members:
        gateway.do("voeg-deelnemer-toe", casus=casus, oin=rol.oin)
    return Zaak(casus, regio, opener, members, bureau, people)


def _staff(stage: Toneel, zaak: Zaak) -> None:
    own = {rol.naam: ("voeg-persoon-toe", _person(stage, zaak, rol)) for rol in (zaak.opener, *zaak.deelnemers)}
    stage.all(own)
    opener = stage[zaak.opener.naam]
    opener.do("voeg-persoon-toe", **_person(stage, zaak, zaak.bureau), oin=zaak.bureau.oin)
    opener.do("verklaar", feiten=[{"feit": "noodzaak", "over": {"casus": zaak.id}}])
    stage["om"].do(
        "verklaar",
        feiten=[{"feit": feit, "over": {"casus": zaak.id}} for feit in REGISTRATION_FACTS],
        functionaris="jurist-om",
    )


def _person(stage: Toneel, zaak: Zaak, rol: Rol) -> dict[str, Any]:
    return {"casus": zaak.id, "person": stage.personen[rol.naam]}


def to_phase(story: Verhaal, fase: str, zaken: list[Zaak] | None = None) -> None:
    """Bring cases to a phase and let everybody who takes part see it."""
    chosen = story.zaken if zaken is None else zaken
    for zaak in chosen:
        story.stage[zaak.opener.naam].do("zet-fase", casus=zaak.id, phase=fase)
    catch_up(story, {rol.naam for zaak in chosen for rol in zaak.leden})


def catch_up(story: Verhaal, namen: Iterable[str]) -> None:
    """Let these partners follow log, messages and rules."""
    story.stage.all({naam: ("bijwerken", {}) for naam in namen})


def fiscal_unasked(story: Verhaal) -> None:
    """Step 3, first half: the Belastingdienst supplies unasked and is refused (R-07)."""
    zaak = story.zaken[FIRST]
    offer = _offer(
        zaak,
        "fiscaal",
        zaak.personen[0],
        zaak.readers("gemeente"),
        {"herkomst-toeslagen": False, "herkomst-lsi": False},
    )
    _refused(story, "belastingdienst", offer, "R-07")


def fiscal_on_request(story: Verhaal) -> None:
    """Step 3, second half: the municipalities ask, the Belastingdienst answers with its own XML file."""
    stage, asked = story.stage, in_region("belastingdienst", REGIOS[0])
    for zaak in story.zaken:
        stage[zaak.opener.naam].do(
            "vraag-uit", casus=zaak.id, oin=asked.oin, category="fiscaal", door=stage.personen[zaak.opener.naam]
        )
    catch_up(story, ["belastingdienst"])
    answers = []
    for zaak in story.zaken:
        found = stage["belastingdienst"].do("uitvragen", casus=zaak.id)["uitvragen"]
        answers += [(item["uitvraag"], zaak.personen[0], "registratie") for item in found]
    path = story.exports / "belastingdienst" / "antwoorden.xml"
    write_answers(path, answers)
    _adapter(story, "belastingdienst", "lever", str(path))
    offer = _offer(
        story.zaken[7],
        "fiscaal",
        story.zaken[7].personen[0],
        story.zaken[7].readers("nvwa"),
        {"herkomst-toeslagen": False, "herkomst-lsi": False},
    )
    _refused(story, "belastingdienst", offer, "R-08")


def toeslagen_refused(story: Verhaal) -> None:
    """Step 4: Toeslagen supplies nothing (R-01), and its data take no detour (R-02)."""
    zaak = next(item for item in story.zaken if any(rol.soort == "toeslagen" for rol in item.deelnemers))
    person, readers = zaak.personen[0], zaak.readers("gemeente")
    _refused(story, "toeslagen", _offer(zaak, "toeslagen", person, readers), "R-01")
    _refused(story, "toeslagen", _offer(zaak, "identificerend", person, readers), "R-01")
    origin = {"herkomst-toeslagen": True, "herkomst-lsi": False}
    _refused(story, "belastingdienst", _offer(zaak, "fiscaal", person, readers, origin), "R-02")


def exports_go_in(story: Verhaal) -> None:
    """Let police and municipalities deliver their files, side by side as they would."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        for done in [pool.submit(police_supplies, story), pool.submit(municipalities_supply, story)]:
            done.result()


def police_supplies(story: Verhaal) -> None:
    """Step 1: the nightly file of the police, with the BSN as its own supply to those who may have it."""
    for regio in REGIOS:
        rows = [(zaak.id, "8", person) for zaak in story.zaken if zaak.regio == regio for person in zaak.personen]
        path = story.exports / "politie" / f"nacht-{regio}.csv"
        write_night_file(path, rows)
        _adapter(story, "politie", "lever", str(path), "--ook-aan", in_region("riec-bureau", regio).oin)


def municipalities_supply(story: Verhaal) -> None:
    """The municipalities supply persons from the BRP, in the official layout, for two of their cases each."""
    with ThreadPoolExecutor(max_workers=len(REGIOS)) as pool:
        list(pool.map(lambda regio: _municipality_supplies(story, regio), REGIOS))


def _municipality_supplies(story: Verhaal, regio: str) -> None:
    for number, zaak in enumerate(story.zaken[: len(REGIOS) * FILES_PER_MUNICIPALITY]):
        if zaak.regio == regio:
            path = story.exports / zaak.opener.naam / f"personen-{number + 1}.csv"
            write_persons(path, story.bron, zaak.personen)
            where = ("--casus", zaak.id, "--ook-aan", zaak.bureau.oin)
            _adapter(story, "gemeente", "lever", str(path), *where, naam=zaak.opener.naam)


def others_supply(story: Verhaal) -> None:
    """Partners without an adapter supply contract JSON through their gateway."""
    for soort, categorie, more in (
        ("fiod", "wpg-8", WPG_SAYS),
        ("kmar", "wpg-13", WPG_SAYS),
        ("ind", "vreemdelingen", {"evenredig": True}),
        ("uwv", "suwi", {"bevoegdheid-ontvanger": True}),
        ("provincie", "toezicht", {}),
    ):
        for zaak in story.zaken:
            if any(rol.soort == soort for rol in zaak.deelnemers):
                offer = _offer(zaak, categorie, zaak.personen[1], zaak.readers("gemeente", "politie"), more)
                _supplied(story, soort, offer)


def consent_of_om(story: Verhaal) -> None:
    """Step 2: wpg-9 is refused before OM's consent (R-14) and goes after OM has signed it."""
    zaak = story.zaken[FIRST]
    more = {**WPG_SAYS, "functionaris-geraadpleegd": True, "persoonscategorie-ok": True}
    offer = _offer(zaak, "wpg-9", zaak.personen[0], zaak.readers("gemeente", "om"), more)
    _refused(story, "politie", offer, "R-14")
    done = story.stage["om"].adapter("om", "toestemming", "--casus", zaak.id, "--categorie", "wpg-9", "--geef")
    if done["exit"] != 0:
        raise DemoError(f"om: toestemming mislukte: {json.dumps(done['uitvoer'])[:400]}")
    catch_up(story, ["politie"])
    _supplied(story, "politie", offer)


def never_allowed(story: Verhaal) -> None:
    """Step 5: biometrics (R-39), a recipient outside the case (R-53), an outsider, and an expired screening (R-23)."""
    zaak = next(item for item in story.zaken if any(rol.soort == "ind" for rol in item.deelnemers))
    _refused(story, "ind", _offer(zaak, "vreemdelingen-biometrie", zaak.personen[0], zaak.readers("gemeente")), "R-39")
    first = story.zaken[FIRST]
    outsider = in_region("uwv", first.regio)
    _refused(story, "politie", _offer(first, "wpg-8", first.personen[0], [[outsider.oin, EENHEID]], WPG_SAYS), "R-53")
    _same_as_nothing(story, first, outsider)


def same_key_twice(story: Verhaal) -> None:
    """Step 6, first half: a second push with the same key gives the same receipt and leaves one entry."""
    zaak = story.zaken[FIRST + 1]
    offer = _offer(zaak, "wpg-8", zaak.personen[2], zaak.readers("gemeente"), WPG_SAYS)
    gateway = story.stage["politie"]
    entry = gateway.do("lever", voorstellen=[offer])["uitslagen"][0]["outbox"]
    gateway.do("verzend", geduld_ms=5000)
    if not gateway.do("verzend-nogmaals", nr=entry)["zelfde"]:
        raise DemoError("politie: dezelfde sleutel gaf een ander ontvangstbewijs")


def killed_in_the_middle(story: Verhaal) -> list[str]:
    """Step 6, second half: the server is killed in the middle of a batch; return the records that were in the batch."""
    zaak = story.zaken[FIRST + 1]
    offers = [
        _offer(zaak, "wpg-8", person, zaak.readers("gemeente", "om"), WPG_SAYS)
        for person in zaak.personen
        for _ in range(BATCH // len(zaak.personen))
    ]
    gateway, server = story.stage["politie"], story.stage.server
    report = gateway.do("lever", voorstellen=offers)
    gateway.send("verzend")
    time.sleep(KILL_AFTER_SECONDS)
    server.kill()
    gateway.receive()
    server.start()
    left = gateway.do("verzend", geduld_ms=60_000)
    if left["wacht"] or left["dood"] or left["alarm"]:
        raise DemoError(f"politie: de outbox kwam na de val van de server niet leeg: {left}")
    return [record for result in report["uitslagen"] for record in result["records"]]


def _same_as_nothing(story: Verhaal, zaak: Zaak, outsider: Rol) -> None:
    """An outsider gets the same bytes for this casus as for one that does not exist."""
    gateway = story.stage[outsider.naam]
    answers = [
        gateway.attempt("toon-casus", casus=casus) for casus in (zaak.id, "00000000-0000-4000-8000-000000000000")
    ]
    if answers[0] != answers[1] or answers[0]["gelukt"] or answers[0]["fout"]["status"] != 404:
        raise DemoError("een buitenstaander ziet verschil tussen een casus van anderen en geen casus")


def expired_screening(story: Verhaal, record: str, reader: Rol) -> None:
    """A reader whose screening has ended is refused (R-23), and screened again afterwards."""
    gateway = story.stage[reader.naam]
    person = {"persoon": story.stage.personen[reader.naam]}
    gateway.do("verklaar", feiten=[{"feit": "gescreend", "over": person, "waarde": False}])
    found = gateway.do("haal", record=record, opnieuw=True)
    if "R-23" not in json.dumps(found["geweigerd"]):
        raise DemoError(f"een lezer zonder geldige screening werd niet op R-23 geweigerd: {found}")
    story.geweigerd.append("R-23")
    gateway.do("verklaar", feiten=[{"feit": "gescreend", "over": person}])


def read_all(story: Verhaal) -> dict[str, int]:
    """Let every partner read and open what it received in the first cases; return how many each opened.

    In the other cases nobody reads yet: what was supplied and never read is part of a real record too.
    """
    story.stage.each("bijwerken")
    casussen = [zaak.id for zaak in story.zaken[:CASES_READ]]
    answers = story.stage.each("haal", lambda _: {"opnieuw": True, "casussen": casussen})
    return {naam: len(answer["geopend"]) for naam, answer in answers.items()}


def compare_contents(story: Verhaal) -> str:
    """Hold what recipients opened against the file that the police sent; return the id of a record that all opened.

    Raises:
        DemoError: a recipient opened something else than was sent, or recipients opened different things.
    """
    zaak = story.zaken[FIRST]
    sent = {(p.voornamen, p.voorvoegsel, p.geslachtsnaam, p.geboortedatum) for p in zaak.personen}
    first, *others = (
        _opened(story, naam, zaak.id) for naam in (zaak.opener.naam, "belastingdienst", "om", zaak.bureau.naam)
    )
    shared = sorted(record for record in first if all(record in other for other in others))
    for record in shared:
        person = first[record]["betrokkenen"][0]
        found = tuple(person.get(name, "") for name in ("voornamen", "voorvoegsel", "geslachtsnaam", "geboortedatum"))
        if found not in sent or any(other[record] != first[record] for other in others):
            raise DemoError("de inhoud bij een ontvanger is niet wat de politie verstuurde")
    if len(shared) < PEOPLE_PER_CASE:
        raise DemoError("niet elke ontvanger opende wat aan hem is verstrekt")
    return shared[0]


def _opened(story: Verhaal, naam: str, casus: str) -> dict[str, dict[str, Any]]:
    """Return the contents of wpg-8 that a partner opened in a casus, by record."""
    files = (json.loads(path.read_bytes()) for path in (story.exports / naam / "geopend").glob("*.json"))
    wanted = (item for item in files if (item["kop"]["casus"], item["kop"]["categorie"]) == (casus, "wpg-8"))
    return {item["kop"]["record"]: item["inhoud"] for item in wanted if item["kop"]["verstrekker"] == POLICE.oin}


def unread_record(story: Verhaal, naam: str) -> str:
    """Return a record that was supplied to this partner and that it has not opened yet."""
    gateway = story.stage[naam]
    gateway.do("bijwerken")
    records: list[str] = gateway.do("ongelezen")["records"]
    return records[-1]


def _offer(
    zaak: Zaak, categorie: str, person: Persoon, readers: list[list[str]], more: dict[str, bool] | None = None
) -> dict[str, Any]:
    return {
        "casus": zaak.id,
        "categorie": categorie,
        "inhoud": about(person, categorie),
        "ontvangers": readers,
        "feiten": {**SUPPLIER_SAYS, **(more or {})},
    }


def _supplied(story: Verhaal, naam: str, offer: dict[str, Any]) -> list[str]:
    report = story.stage[naam].do("lever", voorstellen=[offer])
    result = report["uitslagen"][0]
    if result["staat"] != "in-outbox":
        raise DemoError(f"{naam}: verstrekking ging niet: {json.dumps(result, ensure_ascii=False)[:1500]}")
    sent = story.stage[naam].do("verzend", geduld_ms=5000)
    if sent["dood"] or sent["alarm"]:
        raise DemoError(f"{naam}: verzenden mislukte: {json.dumps(sent, ensure_ascii=False)[:600]}")
    records: list[str] = result["records"]
    return records


def _refused(story: Verhaal, naam: str, offer: dict[str, Any], rule: str) -> None:
    report = story.stage[naam].do("lever", voorstellen=[offer])
    result = report["uitslagen"][0]
    rows = {row["id"] for answer in result["oordelen"] for row in answer["regels"]}
    if result["staat"] != "geweigerd" or not any(row.startswith(f"{rule}.") for row in rows):
        raise DemoError(f"{naam}: verwacht was een weigering op {rule}, het werd {json.dumps(result)[:1500]}")
    story.stage[naam].do("verzend")
    story.geweigerd.append(rule)


def _adapter(story: Verhaal, soort: str, *arguments: str, naam: str | None = None) -> None:
    done = story.stage[naam or soort].adapter(soort, *arguments)
    if done["exit"] not in (0, 6):
        raise DemoError(
            f"{naam or soort}: de adapter gaf {done['exit']}: {json.dumps(done['uitvoer'], ensure_ascii=False)[:1500]}"
        )
