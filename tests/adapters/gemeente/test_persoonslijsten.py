# SPDX-License-Identifier: EUPL-1.2
"""All persons of the official test file go in and come out equal; everything else is counted as left out."""

import csv
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from adapters.bestand.afbeelding import load_mapping
from adapters.bestand.formaat import Omzetter
from adapters.gateway.proposal import labelled
from adapters.gemeente import AFBEELDING
from adapters.gemeente.keuze import Keuze
from adapters.gemeente.landelijketabellen import descriptions
from adapters.gemeente.persoonslijst import PersoonslijstBron
from core.contract.inhoud import decode_inhoud, encode_inhoud

MAPPING = load_mapping(AFBEELDING)
PERSOON = {
    "01.02.10": "voornamen",
    "01.02.20": "adellijke_titel",
    "01.02.30": "voorvoegsel",
    "01.02.40": "geslachtsnaam",
    "01.03.10": "geboortedatum",
    "01.04.10": "geslacht",
    "01.61.10": "naamgebruik",
    "06.08.10": "overlijdensdatum",
    "07.70.10": "geheimhouding",
}
ADRES = {
    "08.11.10": "straatnaam",
    "08.11.15": "openbare_ruimte",
    "08.11.20": "huisnummer",
    "08.11.30": "huisletter",
    "08.11.40": "huisnummertoevoeging",
    "08.11.50": "aanduiding",
    "08.11.60": "postcode",
    "08.11.70": "woonplaats",
    "08.11.80": "adresseerbaar_object",
    "08.11.90": "nummeraanduiding",
    "08.12.10": "locatiebeschrijving",
}
BUITENLAND = ("08.13.30", "08.13.40", "08.13.50")
FUNCTIE = {"W": "woonadres", "B": "briefadres"}


class Uitkomst:
    """One run over the file, beside the file as a plain table."""

    def __init__(self, pad: Path, wereld: Any) -> None:
        with pad.open(encoding="utf-8-sig", newline="") as stream:
            kop, *rijen = list(csv.reader(stream, delimiter=";"))
        self.kop = kop
        self.rijen = rijen
        self.starts = {nummer: rij for nummer, rij in enumerate(rijen, 2) if rij[0].strip()}
        keuze = Keuze("01.01.20")
        bron = PersoonslijstBron(pad, MAPPING, wereld.casus)
        bron.keur()
        omzetter = Omzetter(
            MAPPING,
            wereld.werklijst,
            vast={"labels.peildatum": "20261122"},
            tabellen=descriptions(),
            houdt_thuis=keuze.stays_home,
        )
        self.verslag = omzetter.verslag
        self.voorstellen = list(omzetter.convert(keuze.watch(bron.records(), omzetter.verslag)))

    def cell(self, regel: int, rubriek: str) -> str:
        return self.starts[regel][self.kop.index(rubriek)]


@pytest.fixture(scope="module")
def pad(shared_data) -> Path:
    return shared_data / "gbav" / "persoonslijsten.csv"


@pytest.fixture
def uitkomst(pad, wereld) -> Uitkomst:
    return Uitkomst(pad, wereld("gemeente"))


def test_every_person_with_a_bsn_goes_and_the_one_without_stays(uitkomst):
    """413 persons stand in the file; 412 have a BSN and become a proposal, one stays home and is counted."""
    assert len(uitkomst.starts) == 413
    assert len(uitkomst.voorstellen) == 412
    assert uitkomst.verslag.afgevallen.regels == {"zonder-bsn": 1, "vervolgregel": 938}
    assert len(uitkomst.rijen) == 413 + 938


def test_the_three_bsns_that_stand_twice_are_told_of_and_go(uitkomst):
    """Each of the three BSNs that two persons share gives one finding; nobody is dropped for it."""
    assert uitkomst.verslag.gevonden["bsn-dubbel"] == 3
    nummers = Counter(next(iter(v.nummers.values())) for v in uitkomst.voorstellen)
    assert (len(nummers), sum(nummers.values()), sum(1 for n in nummers.values() if n == 2)) == (409, 412, 3)


def test_the_rubrics_of_the_mapping_come_out_equal(uitkomst):
    """After sealing's own encoding and decoding each mapped rubric is what stood in the file; names byte for byte in NFC."""
    verschillen: list[tuple[int, str]] = []
    for voorstel in uitkomst.voorstellen:
        kop = {"record": uitkomst_id(), "casus": voorstel.casus, "categorie": "brp", "doel": "oc", "fase": "weging"}
        inhoud = decode_inhoud(encode_inhoud(labelled(voorstel.inhoud, kop)))
        uit = rubrics(inhoud.model_dump(mode="json"), voorstel.nummers)
        assert uit.pop("buitenland") == foreign_lines(uitkomst, voorstel.bron_regel)
        for rubriek in sorted({*MAPPING.velden, "01.01.20"} - set(BUITENLAND)):
            verwacht = expected(uitkomst, voorstel.bron_regel, rubriek)
            if uit.get(rubriek, "") != verwacht:
                verschillen.append((voorstel.bron_regel, rubriek))
    weggelaten = [(b.regel, b.veld) for b in uitkomst.verslag.bevindingen if b.reden == "bag-weggelaten"]
    assert len(weggelaten) == 3
    assert sorted(verschillen) == sorted(weggelaten)


def test_all_other_rubrics_are_reported_as_dropped_with_their_counts(uitkomst):
    """Per rubric the report counts the filled cells that stayed home, current and below; nothing is missing or doubled."""
    geteld: Counter[str] = Counter()
    wie = ""
    h_vorige: dict[str, str] = {}
    for nummer, rij in enumerate(uitkomst.rijen, 2):
        eerste = nummer in uitkomst.starts
        if eerste:
            wie = uitkomst.cell(nummer, "01.01.20").strip()
        huidig = {naam: rij[uitkomst.kop.index(naam)] for naam in uitkomst.kop if naam.endswith(".H")}
        for naam, cel in list(zip(uitkomst.kop, rij, strict=True))[1:] if wie else []:
            meegegaan = naam in MAPPING.velden or naam == "01.01.20"
            if not eerste:
                meegegaan = naam == "04.05.10" and h_vorige.get("04.H") == "04"
            if cel.strip() and not meegegaan:
                geteld[naam if eerste else f"{naam} (vervolg)"] += 1
        h_vorige = huidig
    assert dict(uitkomst.verslag.afgevallen.velden) == dict(geteld)
    rubrieken = {naam for naam in uitkomst.kop if naam} - set(MAPPING.velden) - {"01.01.20"}
    gevuld = {naam.removesuffix(" (vervolg)") for naam in geteld}
    leeg = {naam for naam in rubrieken if not any(r[i] for r in uitkomst.rijen for i in positions(uitkomst.kop, naam))}
    assert rubrieken == (gevuld - set(MAPPING.velden) - {"01.01.20"}) | leeg


def test_findings_and_report_hold_nothing_of_the_persons(uitkomst):
    """No name, BSN or address of the file stands in any finding, count or repr."""
    waarden = {
        rij[uitkomst.kop.index(rubriek)].strip()
        for rij in uitkomst.starts.values()
        for rubriek in ("01.01.10", "01.01.20", "01.02.10", "01.02.40", "08.11.10", "08.11.60", "08.11.80")
    }
    tekst = f"{uitkomst.verslag.to_json()} {uitkomst.voorstellen!r}"
    assert not [waarde for waarde in waarden if len(waarde) > 5 and waarde in tekst]


def uitkomst_id() -> str:
    return "33333333-3333-4333-8333-333333333333"


def positions(kop: list[str], naam: str) -> list[int]:
    return [plek for plek, kolom in enumerate(kop) if kolom == naam]


def expected(uitkomst: Uitkomst, regel: int, rubriek: str) -> Any:
    """What the file says: lists joined over the current rows, BAG numbers without the space some have in front."""
    cel = uitkomst.cell(regel, rubriek)
    if rubriek == "04.05.10":
        return current_nationalities(uitkomst, regel)
    if rubriek in {"08.11.80", "08.11.90"}:
        cel = cel.strip()
    return unicodedata.normalize("NFC", cel) if cel.strip() else ""


def foreign_lines(uitkomst: Uitkomst, regel: int) -> list[str]:
    """The lines of an address abroad, in order; the contract keeps the filled ones as a list."""
    cellen = [uitkomst.cell(regel, rubriek) for rubriek in BUITENLAND]
    return [unicodedata.normalize("NFC", cel) for cel in cellen if cel.strip()]


def current_nationalities(uitkomst: Uitkomst, regel: int) -> list[str]:
    plek, stapel = uitkomst.kop.index("04.05.10"), uitkomst.kop.index("04.H")
    gevonden = [uitkomst.rijen[regel - 2][plek]]
    volgende = regel - 1
    while volgende < len(uitkomst.rijen) and not uitkomst.rijen[volgende][0].strip():
        if uitkomst.rijen[volgende - 1][stapel] == "04":
            gevonden.append(uitkomst.rijen[volgende][plek])
        volgende += 1
    return [code for code in gevonden if code] or ""  # type: ignore[return-value]


def rubrics(inhoud: dict[str, Any], nummers: dict[str, str]) -> dict[str, Any]:
    """The way back: from content to rubrics."""
    persoon = next(item for item in inhoud["betrokkenen"] if item["soort"] == "natuurlijk-persoon")
    adres = next((item for item in inhoud["betrokkenen"] if item["soort"] == "adres"), {})
    uit = {rubriek: persoon.get(naam) for rubriek, naam in PERSOON.items()}
    uit |= {rubriek: adres.get(naam) for rubriek, naam in ADRES.items()}
    uit["01.01.20"] = nummers[persoon["onderwerp"]]
    plaats = persoon.get("geboorteplaats") or {}
    uit["01.03.20"] = plaats.get("code") or plaats.get("omschrijving")
    uit["01.03.30"] = (persoon.get("geboorteland") or {}).get("code")
    uit["04.05.10"] = [item["code"] for item in persoon.get("nationaliteiten") or []]
    uit["08.09.10"] = (adres.get("gemeente") or {}).get("code")
    uit["08.10.10"] = next((code for code, functie in FUNCTIE.items() if functie == adres.get("functie")), "")
    uit["08.13.10"] = (adres.get("land") or {}).get("code")
    vanaf = next((relatie.get("vanaf") for relatie in inhoud.get("relaties", [])), None)
    uit["08.13.20" if uit["08.13.10"] else "08.10.30"] = vanaf
    uit["08.11.20"] = str(uit["08.11.20"]) if uit["08.11.20"] is not None else None
    gevuld = {rubriek: waarde for rubriek, waarde in uit.items() if waarde not in (None, [], "")}
    return {**gevuld, "buitenland": adres.get("buitenlandregels") or []}
