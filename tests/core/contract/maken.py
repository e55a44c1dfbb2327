# SPDX-License-Identifier: EUPL-1.2
"""Makes content for tests: canaries that must show nowhere, and strategies for any valid content."""

import uuid
from typing import Any

from hypothesis import strategies as st

from core.contract import nummers
from core.contract.profielen import PROFIELEN

LABELS = {
    "soort": "feit",
    "betrouwbaarheid": "vastgesteld",
    "herkomst": "eigen-registratie",
    "verkregen": "registratie",
    "peildatum": "20261122",
}


def uuid4() -> str:
    return str(uuid.uuid4())


def kop(categorie: str) -> dict[str, Any]:
    return {"record": uuid4(), "casus": uuid4(), "categorie": categorie, "doel": "oc", "fase": "weging"}


def gegevens(categorie: str = "wpg-8", **parts: Any) -> dict[str, Any]:
    """Content of kind `gegevens` about one person, with what the category demands."""
    data: dict[str, Any] = {"v": 1, "soort": "gegevens", "kop": kop(categorie), "labels": dict(LABELS)}
    if PROFIELEN[categorie].plicht:
        data["geheimhoudingsplicht"] = PROFIELEN[categorie].plicht
    data["betrokkenen"] = [{"soort": "natuurlijk-persoon", "onderwerp": uuid4(), "geslachtsnaam": "Jansen"}]
    return data | parts


def uitspraak(over: str, **parts: Any) -> dict[str, Any]:
    return {**LABELS, "id": uuid4(), "over": [over], "tekst": "Is gezien bij het pand."} | parts


def bsn(head: int) -> str | None:
    """The BSN that starts with these eight digits, if there is one."""
    found = [f"{head:08d}{last}" for last in range(10) if nummers.elfproef(f"{head:08d}{last}")]
    return found[0] if found else None


BSN = st.integers(1_000_000, 99_999_999).map(bsn).filter(lambda number: number is not None)
UUIDS = st.uuids(version=4).map(str)
NAMES = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Mn", "Zs", "Pd", "Po")), min_size=1, max_size=60).filter(
    lambda text: text.strip() != ""
)
DATES = st.dates().map(lambda day: f"{day.year:04d}{day.month:02d}{day.day:02d}")
PARTIAL = st.tuples(DATES, st.sampled_from([8, 6, 4, 0])).map(lambda pair: pair[0][: pair[1]].ljust(8, "0"))


@st.composite
def personen(draw: st.DrawFn) -> dict[str, Any]:
    """Any natural person with the identity fields, some of them absent."""
    fields = {
        "voornamen": NAMES,
        "voorvoegsel": NAMES,
        "geslachtsnaam": NAMES,
        "geboortedatum": PARTIAL,
        "geslacht": st.sampled_from("MVO"),
        "geheimhouding": st.sampled_from("01234567"),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(fields))))
    person = {"soort": "natuurlijk-persoon", "onderwerp": draw(UUIDS)}
    return person | {name: draw(fields[name]) for name in sorted(chosen)}


@st.composite
def inhouden(draw: st.DrawFn) -> dict[str, Any]:
    """Any content of kind `gegevens` about some people, with statements about them."""
    people = draw(st.lists(personen(), min_size=1, max_size=4, unique_by=lambda person: person["onderwerp"]))
    label = {
        "soort": draw(st.sampled_from(["feit", "oordeel"])),
        "betrouwbaarheid": draw(st.sampled_from(["vastgesteld", "mogelijk", "onbekend"])),
        "herkomst": draw(st.sampled_from(["eigen-waarneming", "informant"])),
        "verkregen": draw(st.sampled_from(["observatie", "melding"])),
        "peildatum": draw(DATES),
    }
    statements = [
        {**label, "id": draw(UUIDS), "over": [person["onderwerp"]], "tekst": draw(NAMES)} for person in people
    ]
    return gegevens("wpg-8", betrokkenen=people, labels=label, uitspraken=statements)
