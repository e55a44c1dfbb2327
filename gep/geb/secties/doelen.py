# SPDX-License-Identifier: EUPL-1.2
"""Sections 5 and 13: the purposes, and how data stay with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.document.blokken import Tabel
from gep.geb.antwoorden import uit
from gep.geb.secties import beelden
from gep.geb.werk import CONVENANT, capital

if TYPE_CHECKING:
    from core.register import Verwerking
    from gep.document.blokken import Blok
    from gep.geb.antwoorden import Rij
    from gep.geb.werk import Werk

BEWAKEN = ("R-44.1", "R-55.1", "R-56.1", "R-59.1", "R-62.1", "R-63.1", "R-65.1")


def doeleinden(werk: Werk) -> tuple[Blok, ...]:
    """Name the purposes with the number of allowed supplies for each."""
    counts, terms = werk.cijfers.tellingen["doelen"], werk.bron.ruleset.vocabulary.codes["doel"]
    table = Tabel(
        "doelen",
        "Doelen, en hoeveel verstrekkingen ervoor zijn toegestaan",
        ("Doel", "Doel van het convenant", "Bron", "Toegestaan"),
        tuple(
            (capital(term.label), "ja" if code in CONVENANT else "nee", term.bron, counts[(code,)])
            for code, term in terms.items()
        ),
        (werk.boek.telling("doelen"), werk.boek.regels("doelen", "De doelen van de regeltaal.", list(terms))),
    )
    phases = _phases(werk)
    werk.antwoorden.rows("5.1", ({"5.1.1": _purpose(werk, item.doel)} for item in werk.verwerkingen))
    werk.antwoorden.answer("5.2", uit(table, phases))
    return (table, phases)


def _purpose(werk: Werk, doel: str) -> str:
    term = werk.bron.ruleset.vocabulary.codes["doel"].get(doel)
    return capital(doel) if term is None else f"{capital(term.label)} ({term.bron})"


def _phases(werk: Werk) -> Tabel:
    counts = werk.cijfers.tellingen["fasen"]
    rows = tuple((capital(werk.label("fase", fase)), counts[(fase,)]) for fase in werk.bron.ruleset.vocabulary.fasen)
    cited = (werk.boek.telling("fasen"),)
    caption = "Toegestane verstrekkingen per fase van de casus"
    return Tabel("fasen", caption, ("Fase", "Aantal"), rows, cited, vaste_volgorde=True)


def doelbinding(werk: Werk) -> tuple[Blok, ...]:
    """Compare the original purpose of each category with that of the case, and name the rules that guard it."""
    lead, table, guards = werk.tekst("doel-van-casus"), _origins(werk), _guards(werk)
    werk.antwoorden.rows("13.1.1", (_further(werk, item) for item in werk.verwerkingen))
    werk.antwoorden.answer("13.2", uit(lead, table, guards))
    return (lead, table, guards, beelden.refusals(werk))


def _origins(werk: Werk) -> Tabel:
    return Tabel(
        "doelbinding",
        "Waarvoor elk gegeven eerst was bedoeld, en hoe vaak het daarna voor een casus is verstrekt",
        ("Categorie", "Oorspronkelijk doel", "Bepalingen voor verdere verwerking", "Records"),
        tuple(
            (
                *(werk.gegeven(code), werk.soort_gegeven[code]["doel"]),
                *(werk.laws(werk.supply_rows(code)) or "geen", werk.cijfers.total("records", code)),
            )
            for code in werk.categorieen
        ),
        (werk.boek.telling("records"), werk.categories_cited),
    )


def _guards(werk: Werk) -> Tabel:
    rules = {row.id: row for row in werk.bron.ruleset.rows}
    told = tuple(rules[number] for number in BEWAKEN if number in rules)
    counts = werk.cijfers.per("weigeringen-per-regel", 0)
    return Tabel(
        "doelbewaking",
        "Regels die ander gebruik tegenhouden",
        ("Regel", "Bron", "Weigeringen"),
        tuple((row.id, werk.laws((row,)), counts[row.id]) for row in told),
        (
            werk.boek.telling("weigeringen-per-regel"),
            werk.boek.regels("doelbewaking", "Regels die ander gebruik tegenhouden.", [row.id for row in told]),
        ),
    )


def _further(werk: Werk, item: Verwerking) -> Rij:
    """One row per processing; whether further processing is compatible is for people (13.1.1.5)."""
    codes = werk.allowed_in(item)
    first = "; ".join(dict.fromkeys(str(werk.soort_gegeven[code]["doel"]) for code in codes))
    row: Rij = {"13.1.1.3": _purpose(werk, item.doel), "13.1.1.4": first or "Geen regel staat hier gegevens toe"}
    if codes:
        row["13.1.1.1"], row["13.1.1.2"] = [werk.betrokkenen], [werk.gegeven(code) for code in codes]
    return row
