# SPDX-License-Identifier: EUPL-1.2
"""Sections 2, 3 and 12: which personal data, in which processing, and which of them need extra protection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.document.blokken import Tabel
from gep.geb.antwoorden import uit
from gep.geb.secties import beelden
from gep.geb.werk import capital

if TYPE_CHECKING:
    from core.register import Verwerking
    from gep.document.blokken import Blok
    from gep.geb.antwoorden import Rij
    from gep.geb.werk import Werk

TYPES = {
    "12.1": ("bijzonder", "Bijzondere persoonsgegevens", "12.1.2.5"),
    "12.2": ("strafrechtelijk", "Strafrechtelijke persoonsgegevens", "12.2.2.4"),
    "12.3": ("nationaal identificatienummer", "Nationale identificatienummers", "12.3.2.4"),
}


def persoonsgegevens(werk: Werk) -> tuple[Blok, ...]:
    """Name every category with its type, origin, holders and the legal basis of supplying it."""
    known = werk.soort_gegeven
    werk.antwoorden.rows("2.1", (_category(werk, code) for code in werk.categorieen))
    table = Tabel(
        "categorieen",
        "Categorieën persoonsgegevens, en hoe vaak zij zijn verstrekt en gelezen",
        ("Categorie", "Type", "Oorspronkelijk doel", "Records", "Keren gelezen"),
        tuple(
            (
                *(werk.gegeven(code), known[code]["type"], known[code]["doel"]),
                *(werk.cijfers.total("records", code), werk.cijfers.total("lezingen", code)),
            )
            for code in werk.categorieen
        ),
        (
            werk.boek.telling("records"),
            werk.boek.telling("lezingen"),
            werk.boek.regels("categorieen", "De categorieën van de regeltaal.", list(werk.categorieen)),
            werk.categories_cited,
        ),
    )
    note = werk.tekst("type-voorstel")
    werk.antwoorden.answer("2.3", uit(note))
    return (note, table, _supplies(werk), _reads(werk), beelden.reads(werk))


def _category(werk: Werk, code: str) -> Rij:
    holders = [soort.label for soort in werk.bron.register.soorten.values() if code in soort.gegevens]
    return {
        "2.1.1": werk.gegeven(code),
        "2.1.2": werk.betrokkenen,
        "2.1.3": werk.gegeven(code),
        "2.1.4": werk.soort_gegeven[code]["type"],
        "2.1.5": werk.soort_gegeven[code]["doel"],
        "2.1.6": True,
        "2.1.7": ", ".join(holders) or "Staat niet in het register",
        "2.1.8": "Gateway van de verstrekker",
        "2.1.9": werk.laws(werk.supply_rows(code)) or "Geen regel staat verstrekken toe",
    }


def _supplies(werk: Werk) -> Tabel:
    rows = tuple(
        (werk.gegeven(categorie), werk.organisatie(van), werk.organisatie(aan), count)
        for (categorie, van, aan), count in werk.cijfers.rows("verstrekkingen")
    )
    heads = ("Categorie", "Verstrekker", "Ontvanger", "Aantal")
    return Tabel("verstrekkingen", "Wie verstrekte wat aan wie", heads, rows, (werk.boek.telling("verstrekkingen"),))


def _reads(werk: Werk) -> Tabel:
    rows = tuple((werk.gegeven(c), werk.organisatie(oin), count) for (c, oin), count in werk.cijfers.rows("lezingen"))
    return Tabel("lezingen", "Wie las wat", ("Categorie", "Lezer", "Aantal"), rows, (werk.boek.telling("lezingen"),))


def gegevensverwerking(werk: Werk) -> tuple[Blok, ...]:
    """Name the processing activities of the register, and how often each was cited in the log."""
    werk.antwoorden.rows("3.1", (_processing(werk, item) for item in werk.verwerkingen))
    counts = werk.cijfers.tellingen["verwerkingen"]
    stated = [[item.uri, item.versie, item.grondslag] for item in werk.verwerkingen]
    table = Tabel(
        "verwerkingen",
        "Verwerkingen uit het register, en hoe vaak het logboek ze noemt",
        ("Verwerking", "Doel", "Versie", "Logregels"),
        tuple(
            (item.naam, capital(werk.label("doel", item.doel)), str(item.versie), counts[(item.uri,)])
            for item in werk.verwerkingen
        ),
        (werk.boek.register("verwerkingen", "De verwerkingen die gelden.", stated), werk.boek.telling("verwerkingen")),
    )
    note = werk.tekst("verwerking-in-log")
    werk.antwoorden.answer("3.2", uit(note, table))
    return (note, table, _acts(werk))


def _processing(werk: Werk, item: Verwerking) -> Rij:
    row: Rij = {
        "3.1.1": item.naam,
        "3.1.2": f"Handelingen: {', '.join(item.handelingen)}. Verwerking {item.uri}, versie {item.versie}.",
    }
    if codes := werk.allowed_in(item):
        row["3.1.3"] = [werk.gegeven(code) for code in codes]
    return row


def _acts(werk: Werk) -> Tabel:
    """What was really asked and allowed, by act: besides supplying also reading, asking, opening and closing."""
    counts = werk.cijfers.per("gebruik", 0)
    rows = tuple((capital(werk.label("handeling", act)), counts[act]) for act in sorted(counts))
    cited = (werk.boek.telling("gebruik"),)
    return Tabel("gebruik", "Wat de regels toestonden, per handeling", ("Handeling", "Toegestane vragen"), rows, cited)


def bijzonder(werk: Werk) -> tuple[Blok, ...]:
    """Answer per protected type whether some rule allows it or it was supplied, and on what ground."""
    blokken: list[Blok] = []
    for group, (soort, titel, ground) in TYPES.items():
        codes = _protected(werk, soort)
        werk.antwoorden.answer(f"{group}.1", bool(codes))
        werk.antwoorden.rows(f"{group}.2", (_protected_row(werk, group, code, ground) for code in codes))
        blokken.append(_protected_table(werk, group, titel, codes))
    note = werk.tekst("bijzonder")
    werk.antwoorden.answer("12.4", uit(note, *blokken))
    return (note, *blokken)


def _protected(werk: Werk, soort: str) -> list[str]:
    """Return the categories of a type that some rule allows to supply, or that were supplied."""
    typed = (code for code in werk.categorieen if werk.soort_gegeven[code]["type"] == soort)
    return [code for code in typed if werk.supply_rows(code) or werk.cijfers.total("records", code)]


def _protected_row(werk: Werk, group: str, code: str, ground: str) -> Rij:
    row: Rij = {
        f"{group}.2.1": [item.naam for item in werk.verwerkingen if code in werk.allowed_in(item)],
        f"{group}.2.2": [werk.betrokkenen],
        f"{group}.2.3": [werk.gegeven(code)],
        ground: werk.laws(werk.supply_rows(code)) or "Geen regel staat verstrekken toe",
    }
    if group == "12.1" and "bijzonder" in werk.soort_gegeven[code]:
        row["12.1.2.4"] = werk.soort_gegeven[code]["bijzonder"]
    return row


def _protected_table(werk: Werk, group: str, titel: str, codes: list[str]) -> Tabel:
    rows = tuple(
        (werk.gegeven(code), werk.laws(werk.supply_rows(code)) or "geen", werk.cijfers.total("records", code))
        for code in codes
    )
    ids = [row.id for code in codes for row in werk.supply_rows(code)]
    cited = werk.boek.regels(
        f"toegestaan-{group}", f"Regels die verstrekken toestaan: {titel.lower()}.", sorted(set(ids))
    )
    return Tabel(
        f"sectie-{group.replace('.', '-')}",
        titel,
        ("Categorie", "Bepalingen van de regels die verstrekken toestaan", "Records"),
        rows,
        (cited, werk.boek.telling("records")),
        leeg="Geen regel staat verstrekken toe, en het is in deze periode niet gebeurd.",
    )
