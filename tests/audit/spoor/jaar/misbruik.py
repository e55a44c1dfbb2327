# SPDX-License-Identifier: EUPL-1.2
"""The planted misuse of the made-up year: eleven kinds, twenty of each.

Written down before any signal existed. Each kind is told as what somebody does, not as what a signal looks for, and each
varies: some plantings are bold, some hide among honest work. Of `binnen-de-rol` nobody can tell from the log that it is
misuse: it is here so that the recall of everything together cannot look better than it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from audit.events import Event
from tests.audit.spoor.jaar.achtergrond import emergency, refuse, review
from tests.audit.spoor.jaar.mensen import DAG, EINDE, KANTOOR, MIDDERNACHT, UUR, Mens, aan_het_werk, nacht
from tests.audit.spoor.jaar.regels import Daad, Planting

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.spoor.jaar.achtergrond import Zaak
    from tests.audit.spoor.jaar.mensen import Bevolking
    from tests.audit.spoor.jaar.regels import Boek

PER_SOORT: Final = 20


class Planter:
    """Plants misuse among the cases of a year."""

    def __init__(self, boek: Boek, volk: Bevolking, zaken: list[Zaak]) -> None:
        self.boek = boek
        self.rng = boek.rng
        self.volk = volk
        self.zaken = [zaak for zaak in zaken if len(zaak.records) >= 3]

    def plant(self) -> None:
        """Plant every kind."""
        for soort, act in SOORTEN.items():
            for _ in range(PER_SOORT):
                self.boek.plantingen.append(Planting(soort, act(self)))

    def zaak(self) -> Zaak:
        """Choose a case."""
        return self.rng.choice(self.zaken)

    def moment(self, mens: Mens, zaak: Zaak) -> int:
        """Choose a working moment in the later part of a case."""
        start = zaak.begin + int((0.3 + 0.5 * self.rng.random()) * (zaak.eind - zaak.begin))
        return min(aan_het_werk(self.rng, mens, start, 1), zaak.eind - UUR)

    def lezen(self, mens: Mens, zaak: Zaak, count: int, moments: list[int] | None = None) -> list[Daad]:
        """Let somebody read records of a case."""
        chosen = self.rng.sample(zaak.records, min(count, len(zaak.records)))
        at = self.moment(mens, zaak)
        times = moments or [at + number * self.rng.randrange(60_000, 900_000) for number in range(len(chosen))]
        return [
            self.boek.lees(mens, zaak.id, zaak.regio, record, tijd) for record, tijd in zip(chosen, times, strict=False)
        ]

    def gluren(self) -> list[Daad]:
        """A colleague who is not on the case looks into it and does nothing with it."""
        while True:
            zaak = self.zaak()
            people = zaak.buiten(self.rng.choice(zaak.organisaties))
            if people:
                return self.lezen(self.rng.choice(people), zaak, self.rng.randrange(1, 4))

    def breed(self) -> list[Daad]:
        """Somebody goes through many cases of the own region in two days."""
        organisatie = self.rng.choice(self.volk.van("politie") + self.volk.van("belastingdienst"))
        mens = self.rng.choice([m for m in organisatie.mensen if m.regio is not None and m.rooster == KANTOOR])
        zaken = [z for z in self.zaken if z.regio == mens.regio and organisatie in z.organisaties]
        start = MIDDERNACHT[self.rng.randrange(200, 340)] + 10 * UUR
        daden = []
        for zaak in self.rng.sample(zaken, min(len(zaken), self.rng.randrange(14, 26))):
            tijd = start + self.rng.randrange(2) * DAG + self.rng.randrange(6 * 60) * 60_000
            daden += self.lezen(mens, zaak, 1, [tijd])
        return daden

    def nacht(self) -> list[Daad]:
        """Somebody with office hours reads in the night; half of them are on the case."""
        zaak = self.zaak()
        organisatie = self.rng.choice(zaak.organisaties)
        people = zaak.op_zaak[organisatie.oin] if self.rng.random() < 0.5 else zaak.buiten(organisatie)
        office = [mens for mens in people if mens.rooster == KANTOOR]
        if not office:
            return self.nacht()
        mens = self.rng.choice(office)
        at = nacht(self.rng, self.moment(mens, zaak))
        return self.lezen(mens, zaak, 3, [at, at + 240_000, at + 700_000])

    def elders(self) -> list[Daad]:
        """Somebody who works for one region looks into a case of another one."""
        zaak = self.zaak()
        organisatie = self.rng.choice(
            [org for org in zaak.organisaties if org.soort in ("politie", "belastingdienst", "om")]
        )
        people = [m for m in organisatie.mensen if m.regio not in (zaak.regio, None)]
        return self.lezen(self.rng.choice(people), zaak, self.rng.randrange(1, 3))

    def vissen(self) -> list[Daad]:
        """Somebody tries cases that are not theirs, many times in an hour."""
        mens = self.rng.choice(self.rng.choice(self.volk.van("politie") + self.volk.van("kmar")).mensen)
        zaken = self.rng.sample(self.zaken, self.rng.randrange(7, 20))
        at = self.moment(mens, zaken[0])
        asked = (Event.ONBEKEND_GEVRAAGD, Event.ONBEKEND_GEVRAAGD, Event.LEZING_GEWEIGERD)
        made = [
            refuse(self.boek, mens, self.rng.choice(asked), at + number * self.rng.randrange(60_000, 200_000), zaak)
            for number, zaak in enumerate(zaken)
        ]
        return [daad for daad in made if isinstance(daad, Daad)]

    def twee_petten(self) -> list[Daad]:
        """One person reads in a case on the name of two organisations."""
        zaak = self.zaak()
        one, other = self.rng.sample(zaak.organisaties, 2)
        mens = self.rng.choice(zaak.op_zaak[one.oin])
        daden = self.lezen(mens, zaak, 1)
        second = Mens(other.oin, mens.id, mens.regio, mens.rooster)
        later = aan_het_werk(self.rng, second, daden[0].tijd, 4)
        return daden + self.lezen(second, zaak, self.rng.randrange(1, 3), [later, later + 300_000])

    def nood(self) -> list[Daad]:
        """An officer reads in an emergency: nobody reviews it, too late, or the officer does it alone."""
        officer, colleague = self.rng.sample(self.volk.functionarissen, 2)
        at = aan_het_werk(self.rng, officer, MIDDERNACHT[self.rng.randrange(300)], 1)
        daad = emergency(self.boek, officer, at)
        how = self.rng.randrange(3)
        if how == 1:
            review(self.boek, colleague, at + self.rng.randrange(12, 40) * DAG, daad)
        if how == 2:
            review(self.boek, officer, at + DAG, daad)
        return [daad] if isinstance(daad, Daad) else []

    def na_einde(self) -> list[Daad]:
        """Somebody was taken off the case and reads on."""
        zaak = self.zaak()
        mens = self.rng.choice(zaak.mensen)
        left = zaak.begin + int(0.6 * (zaak.eind - zaak.begin))
        self.boek.casus(mens, zaak.id, zaak.regio, "persoon-beeindigd", left, {"persoon": mens.id, "tot": left})
        at = min(aan_het_werk(self.rng, mens, left + self.rng.randrange(2, 15) * DAG, 1), EINDE - UUR)
        return self.lezen(mens, zaak, 2, [at, at + 400_000])

    def na_sluiting(self) -> list[Daad]:
        """Somebody comes back to a case that was closed long ago."""
        closed = [zaak for zaak in self.zaken if zaak.gesloten and zaak.gesloten < EINDE - 100 * DAG]
        zaak = self.rng.choice(closed)
        mens = self.rng.choice(zaak.mensen)
        at = aan_het_werk(self.rng, mens, zaak.eind + self.rng.randrange(45, 90) * DAG, 2)
        return self.lezen(mens, zaak, 2, [at, at + 400_000])

    def zelf_aangewezen(self) -> list[Daad]:
        """Somebody puts itself on a case, reads, and takes itself off again within a day or two."""
        zaak = self.zaak()
        people = zaak.buiten(self.rng.choice(zaak.organisaties))
        if not people:
            return self.zelf_aangewezen()
        mens = self.rng.choice(people)
        at = self.moment(mens, zaak)
        body = {"persoon": mens.id, "oin": mens.oin, "van": at, "tot": None}
        daden = [self.boek.casus(mens, zaak.id, zaak.regio, "persoon-toegevoegd", at, body)]
        daden += self.lezen(mens, zaak, 2, [at + 300_000, at + 900_000])
        off = at + self.rng.randrange(2, 40) * UUR
        ended = {"persoon": mens.id, "tot": off}
        return [*daden, self.boek.casus(mens, zaak.id, zaak.regio, "persoon-beeindigd", off, ended)]

    def binnen_de_rol(self) -> list[Daad]:
        """Somebody who is on the case reads for reasons of its own, at the desk, once more: nothing in the log differs."""
        zaak = self.zaak()
        return self.lezen(self.rng.choice(zaak.mensen), zaak, 1)


SOORTEN: Final[dict[str, Callable[[Planter], list[Daad]]]] = {
    "gluren": Planter.gluren,
    "breed": Planter.breed,
    "nacht": Planter.nacht,
    "elders": Planter.elders,
    "vissen": Planter.vissen,
    "twee-petten": Planter.twee_petten,
    "nood": Planter.nood,
    "na-einde": Planter.na_einde,
    "na-sluiting": Planter.na_sluiting,
    "zelf-aangewezen": Planter.zelf_aangewezen,
    "binnen-de-rol": Planter.binnen_de_rol,
}
