# SPDX-License-Identifier: EUPL-1.2
"""The concept notification of one controller: the parts that the law names, filled as far as the record can fill them.

Invariants:
- Each supplier is the controller of its own data: only its own records count in its notification, as numbers per category.
- Contact, consequences, risk and further measures are for people and stay open. Nothing here was sent.
- A part is `ingevuld` only when nothing of it is missing; else it may follow in a later notification, and says so.
- No person, no case and no record stands in it.

Norm: AVG 33(3) and (4), Wpg 33a, each with the certainty of law.md.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gep.datalek import recht
from gep.datalek.waarde import UITKOMSTEN, summary
from gep.document.blokken import Alinea, Cijferlijst, Lijst, Open, Sectie, Tabel
from gep.document.document import Document
from gep.periode import moment_in_words

if TYPE_CHECKING:
    from core.keychain.datalektelling import Datalektelling
    from gep.datalek.tellingen import Tellingen
    from gep.datalek.waarde import Datalek
    from gep.document.blokken import Blok

INGEVULD, DEELS, OPEN = "ingevuld", "deels ingevuld", "open voor mensen"
CONCEPT: Final = "Dit is een concept. Mensen vullen het aan, beslissen erover en versturen het zelf."
PARTLY: Final = "Dit is niet alles van deze verantwoordelijke. Wie dit rapport maakte, ziet maar een deel."
_LATER: Final = {INGEVULD: "hoeft niet", DEELS: "aanvullen zodra het bekend is", OPEN: "invullen, of later aanvullen"}


@dataclass(frozen=True)
class Melding:
    """The notification of one controller in one version of a report."""

    lek: Datalek
    oin: str
    telling: Datalektelling | None

    @property
    def regimes(self) -> list[tuple[dict[str, str], int]]:
        """Return the duties that its records fall under, with how many."""
        counted = Counter(recht.regime_of(item.stand.categorie) for item in self.lek.van(self.oin))
        return [(recht.regime(code), counted[code]) for code in sorted(counted)]

    @property
    def standen(self) -> dict[str, str]:
        """Return how far each part is."""
        found = {part["code"]: OPEN for part in recht.parts()}
        whole = self.telling is not None and not self.telling.onbekend and self.lek.volledig(self.oin)
        return found | {"a": INGEVULD if whole else DEELS}

    def to_json(self) -> dict[str, Any]:
        """Return the elements for machines."""
        found, counted = summary(self.lek.van(self.oin)), self.telling
        nature = {name: found[name] for name in ("records", "telling", "categorieen", "doelen")} | {
            "periode": str(self.lek.vraag.periode),
            "soort": self.lek.vraag.soort,
            "personen": None if counted is None else counted.personen,
            "personen_per_categorie": None if counted is None else dict(counted.categorieen),
            "records_niet_geteld": None if counted is None else counted.onbekend,
        }
        parts = {part["code"]: self._part(part) for part in recht.parts()}
        parts["a"]["gegevens"] = nature
        parts["d"]["gegevens"] = {"sleutel_ingetrokken": withdrawn(self.lek)}
        return {
            "v": 1,
            "soort": "concept-melding",
            "concept": True,
            "melding": self.lek.melding,
            "versie": self.lek.versie,
            "fase": "eerste" if self.lek.versie == 1 else "aanvullend",
            "verantwoordelijke": {"oin": self.oin, "naam": self.lek.naam(self.oin)},
            "klok": self.lek.klok.to_json(),
            "plichten": [{**regime, "records": count} for regime, count in self.regimes],
            "onderdelen": parts,
            "reden_van_vertraging": {"nodig": self.lek.klok.te_laat, "tekst": None},
        }

    def document(self) -> Document:
        """Return it as people read it."""
        lek = self.lek
        return Document(
            titel="Concept-melding van een datalek",
            ondertitel=lek.naam(self.oin),
            kenmerken=(*head(lek), ("Verantwoordelijke", f"{lek.naam(self.oin)} ({self.oin})")),
            waarschuwingen=warnings(lek),
            secties=tuple(self._sections()),
            voet="Gemaakt uit log en grootboek van het knooppunt. Het knooppunt kent geen inhoud en geen personen.",
        )

    def _sections(self) -> list[Sectie]:
        blocks = {"a": self._nature(), "d": self._measures()}
        made = [Sectie("1", "Welke plicht geldt", self._duty())]
        for number, part in enumerate(recht.parts(), start=2):
            asked = (Open(part["open"]),) if "open" in part else ()
            source = Alinea(f"Bron: {part['bron']}. Zekerheid: {part['zekerheid']}.")
            made.append(Sectie(str(number), part["titel"], (*blocks.get(part["code"], ()), *asked, source)))
        return [*made, Sectie(str(len(made) + 1), "Wat er nu in moet en wat later mag", phases(self.standen))]

    def _duty(self) -> tuple[Blok, ...]:
        rows = tuple((item["titel"], item["bron"], item["zekerheid"], count) for item, count in self.regimes)
        table = Tabel("plichten", "Welke plicht per soort gegevens", ("Gegevens", "Bron", "Zekerheid", "Records"), rows)
        late = (Open(recht.texts()["vertraging"]["open"]),) if self.lek.klok.te_laat else ()
        decide = Open("Beslis of u meldt: is er een risico voor mensen?")
        return (Lijst(tuple(item["tekst"] for item, _ in self.regimes)), table, decide, *late)

    def _nature(self) -> tuple[Blok, ...]:
        found = summary(self.lek.van(self.oin))
        figures = tuple((UITKOMSTEN[name], number) for name, number in found["telling"].items())
        persons = {} if self.telling is None else dict(self.telling.categorieen)
        rows = tuple(
            (self.lek.categorie(code), count, persons.get(code, "nog niet geteld"))
            for code, count in found["categorieen"].items()
        )
        part = () if self.lek.volledig(self.oin) else (Alinea(PARTLY),)
        return (
            *told(self.lek),
            *part,
            Cijferlijst("uitkomsten", "Records van deze verantwoordelijke", figures),
            Tabel("categorieen", "Per soort gegevens", ("Categorie", "Records", "Personen"), rows),
            *self._persons(),
        )

    def _persons(self) -> tuple[Blok, ...]:
        if self.telling is None:
            return (Open("Het aantal personen ontbreekt nog. Laat het tellen met het telverzoek."),)
        rows = (("Personen, elk één keer", self.telling.personen), ("Records niet te tellen", self.telling.onbekend))
        text = "Deze verantwoordelijke telde zelf en tekende de telling. Zonder BSN kan iemand dubbel meetellen."
        return (Cijferlijst("personen", "Personen volgens de eigen telling", rows), Alinea(text))

    def _measures(self) -> tuple[Blok, ...]:
        gone = withdrawn(self.lek)
        if self.lek.vraag.sleutel is None:
            return ()
        if gone is None:
            return (Open("De sleutel is nog niet ingetrokken. Doe dat eerst."),)
        return (Alinea(f"De sleutel is ingetrokken op {moment_in_words(gone)}."),)

    def _part(self, part: dict[str, str]) -> dict[str, Any]:
        names = ("titel", "bron", "zekerheid")
        return {**{name: part[name] for name in names}, "stand": self.standen[part["code"]], "tekst": None}


def of_suppliers(lek: Datalek, tellingen: Tellingen) -> list[Melding]:
    """Return one notification per supplier."""
    return [Melding(lek, oin, tellingen.geldig.get(oin)) for oin in lek.verstrekkers if oin != "-"]


def head(lek: Datalek) -> tuple[tuple[str, str], ...]:
    """Return what stands at the head of every document of a report."""
    return (
        ("Rapport", lek.melding),
        ("Versie", str(lek.versie)),
        ("Gemaakt op", moment_in_words(lek.gemaakt)),
        ("Periode", lek.vraag.periode.in_words),
        *lek.klok.kenmerken,
        ("Modus", lek.modus),
    )


def warnings(lek: Datalek) -> tuple[str, ...]:
    """Return what must be known before reading on."""
    late = ("De termijn van 72 uur is voorbij.",) if lek.klok.te_laat else ()
    trial = () if lek.modus == "productie" else (f"Dit is geen echte omgeving. De modus is {lek.modus}.",)
    return (CONCEPT, *late, *trial)


def phases(standen: dict[str, str]) -> tuple[Blok, ...]:
    """Return which part belongs in this notification and which may follow."""
    rows = tuple((part["titel"], standen[part["code"]], _LATER[standen[part["code"]]]) for part in recht.parts())
    rule = recht.texts()["fasen"]
    source = Alinea(f"Bron: {rule['bron']}. Zekerheid: {rule['zekerheid']}.")
    return (
        Alinea(rule["tekst"]),
        Tabel("fasen", "Stand van elk onderdeel", ("Onderdeel", "Nu", "Later"), rows),
        source,
    )


def told(lek: Datalek) -> tuple[Blok, ...]:
    """Return in sentences what a question like this one means."""
    return tuple(Alinea(text) for text in _TOLD[lek.vraag.sleutel.rol if lek.vraag.sleutel else lek.vraag.soort])


def withdrawn(lek: Datalek) -> int | None:
    """Return when the key was withdrawn (ms)."""
    return None if lek.vraag.sleutel is None else lek.vraag.sleutel.ingetrokken


_TOLD: Final = {
    "kem": (
        "Een leessleutel is gelekt. Wie haar heeft, opent wat ervoor is verzegeld, als hij ook de verzegelde gegevens heeft.",
        "Die geeft het knooppunt alleen af na een regel in het log.",
    ),
    "http": (
        "Een sleutel waarmee een gateway zich meldt is gelekt. Wie haar heeft, kan vragen stellen in naam van die partner.",
        "Verzegelde gegevens gaan er niet mee open. Daarvoor is ook een leessleutel nodig.",
    ),
    "tekenen": (
        "Een tekensleutel is gelekt. Wie haar heeft, kan tekenen in naam van die partner tot zij is ingetrokken.",
        "Zij opent niets. Kijk na wat ermee is getekend.",
    ),
    "herstel": (
        "Een herstelsleutel is gelekt. Zij opent het herstelbestand dat bij de partner ligt, en niets bij het knooppunt.",
        "Is dat bestand ook weg? Maak dan het rapport op de hele organisatie.",
    ),
    "organisatie": ("Het gaat om alles wat één organisatie kon lezen en las, met al haar sleutels.",),
    "persoon": ("Het gaat om wat met één account is gelezen en gedaan.",),
    "periode": ("Het gaat om alles wat in deze dagen is gelezen, door wie ook.",),
    "beheer": ("Het gaat om iets dat bij de beheerder lag.",),
}
