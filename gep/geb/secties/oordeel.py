# SPDX-License-Identifier: EUPL-1.2
"""Sections 7, 14 and 18 to 20: judgement, adoption and signature. They stay open; the facts stand beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.document.blokken import Alinea, Cijferlijst, Lijst, Tabel
from gep.geb.antwoorden import uit

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk


def belangen(werk: Werk) -> tuple[Blok, ...]:
    """Name the interests that sources tell of; those of each party people describe."""
    known, cited = werk.deel("belang", "Belangen die uit bronnen bekend zijn.")
    table = Tabel(
        "belangen",
        "Belangen die uit bronnen bekend zijn",
        ("Van wie", "Belang", "Bron", "Zekerheid"),
        tuple((item["partij"], item["tekst"], item["bron"], item["zekerheid"]) for item in known),
        (cited,),
        leeg="Geen bron noemt een belang.",
    )
    lead = werk.tekst("belangen")
    werk.antwoorden.answer("7.2", uit(lead, table))
    return (lead, table)


def noodzaak(werk: Werk) -> tuple[Blok, ...]:
    """Leave necessity open, with what was asked, refused and never read beside it."""
    cijfers = werk.cijfers
    figures = Cijferlijst(
        "noodzaak",
        "Gedeeld, gelezen en geweigerd",
        (
            ("Verstrekte records", cijfers.total("records")),
            ("Keren gelezen", cijfers.total("lezingen")),
            ("Geweigerde vragen aan de regels", cijfers.total("weigeringen")),
            ("Uitvragen en antwoorden", cijfers.total("uitvragen")),
            ("Vragen die alleen ja of nee als antwoord krijgen", cijfers.total("hitvragen")),
        ),
        tuple(werk.boek.telling(name) for name in ("records", "lezingen", "weigeringen", "uitvragen", "hitvragen")),
    )
    return (Alinea("Deze feiten helpen bij het oordeel. Zij zijn zelf geen oordeel."), figures, _unread(werk))


def _unread(werk: Werk) -> Tabel:
    cijfers = werk.cijfers
    supplied, read = cijfers.per("records", 0), cijfers.per("lezingen", 0)
    rows = tuple((werk.gegeven(code), supplied[code], read[code]) for code in sorted(supplied) if not read[code])
    return Tabel(
        "ongelezen",
        "Categorieën die wel zijn verstrekt maar door niemand zijn gelezen",
        ("Categorie", "Records", "Keren gelezen"),
        rows,
        (werk.boek.telling("records"), werk.boek.telling("lezingen")),
        leeg="Elke verstrekte categorie is ook gelezen.",
    )


def samenvatting(werk: Werk) -> tuple[Blok, ...]:
    """Leave the summary open, with what it must at least speak of beside it."""
    risks, cited = werk.deel("risico", "De risico's voor betrokkenen.")
    points = tuple(item["tekst"] for item in risks)
    return (Alinea("De samenvatting gaat in elk geval over deze risico's en hun maatregelen:"), Lijst(points, (cited,)))


def versie(werk: Werk) -> tuple[Blok, ...]:
    """State that this is a concept; the advice of the FG is open."""
    werk.antwoorden.answer("19.2", "concept")
    told = Alinea(
        "Status: concept. Een handtekening gaat over de hele editie, en kan er dus niet zelf in staan. "
        "De opdracht knooppunt geb stand toont wie deze editie vaststelde en welke FG adviseerde."
    )
    return (told, _decided(werk, "geadviseerd", "Adviezen van een FG over een GEB, in deze periode"))


def vaststelling(werk: Werk) -> tuple[Blok, ...]:
    """Leave adoption open, with the adoptions of earlier editions that the log knows."""
    return (_decided(werk, "vastgesteld", "Besluiten over het vaststellen van een GEB, in deze periode"),)


def _decided(werk: Werk, soort: str, titel: str) -> Tabel:
    found = [(key[2], key[1], count) for key, count in werk.cijfers.rows("geb-besluiten") if key[0] == soort]
    rows = tuple((werk.organisatie(oin), uitkomst, count) for oin, uitkomst, count in found)
    cited = (werk.boek.telling("geb-besluiten", soort),)
    return Tabel(f"geb-{soort}", titel, ("Organisatie", "Uitkomst", "Aantal"), rows, cited)
