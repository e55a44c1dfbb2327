# SPDX-License-Identifier: EUPL-1.2
"""The report of a check as a document: what was found per kind, and what the answers are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.document.blokken import Alinea, Lijst, Sectie, Tabel
from gep.document.document import Document
from gep.geb.controle.bevinding import KOPPEN, Soort
from gep.periode import moment_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gep.document.blokken import Blok
    from gep.geb.controle.verouderd import Verandering
    from gep.geb.controleren import Controle

GOED = "De editie is wat uit dit logboek is gemaakt, en alles klopt nu nog."
OUD = "De editie is wat uit dit logboek is gemaakt. Niet alles klopt nu nog."
DEELS = "Niet alles van deze editie is na te gaan. Of zij echt is, zegt dan alleen de handtekening onder haar hash."
FOUT = "De editie is niet wat uit dit logboek is gemaakt. Vertrouw haar niet."


def verdict(controle: Controle) -> str:
    """Return the outcome in a sentence or two."""
    if not controle.klopt:
        return FOUT
    if controle.of(Soort.NIET_NA_TE_GAAN):
        return DEELS
    return GOED if controle.geldt else OUD


def document(controle: Controle, gemaakt: int) -> Document:
    """Return the report, made at a moment (ms)."""
    return Document(
        titel="Controle van een GEB",
        ondertitel=verdict(controle),
        kenmerken=tuple(_features(controle, gemaakt)),
        waarschuwingen=(verdict(controle),),
        secties=(*_kinds(controle), Sectie("", "Antwoorden toen en nu", (_table(controle.veranderd),))),
        voet="Gemaakt door het knooppunt. Wat verouderd is, beoordelen mensen.",
    )


def _features(controle: Controle, gemaakt: int) -> Iterator[tuple[str, str]]:
    yield "Gecontroleerd op", moment_in_words(gemaakt)
    yield "Editie", controle.editie or "onbekend"
    if controle.kenmerken is not None:
        yield "Periode", controle.kenmerken.periode
        yield "Regio", controle.kenmerken.regio or "het hele land"
        yield "Gemaakt op", moment_in_words(controle.kenmerken.gemaakt)
        yield "Vrijgave van de regels", controle.kenmerken.vrijgave


def _kinds(controle: Controle) -> Iterator[Sectie]:
    for soort in Soort:
        told = tuple(one.tekst for one in controle.of(soort))
        block: Blok = Lijst(told) if told else Alinea("Niets gevonden.")
        yield Sectie("", KOPPEN[soort], (block,))


def _table(veranderd: tuple[Verandering, ...]) -> Tabel:
    rows = tuple((one.id, one.uitleg, ", ".join(one.secties), one.hoe) for one in veranderd)
    heads = ("Bewijs", "Wat wordt geteld of genoemd", "Secties", "Wat veranderde")
    return Tabel("veranderd", "Bewijs dat nu iets anders geeft", heads, rows, leeg="Elk antwoord is nu nog hetzelfde.")
