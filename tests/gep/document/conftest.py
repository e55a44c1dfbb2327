# SPDX-License-Identifier: EUPL-1.2
"""A document with every kind of block, as page and as PDF."""

from __future__ import annotations

import pytest

from gep.document import beelden
from gep.document.blokken import Alinea, Cijferlijst, Lijst, Mensen, Onderdrukt, Open, Sectie, Tabel
from gep.document.document import Document

MAANDEN = tuple(f"2026-{month:02d}" for month in range(1, 13))
LANG = "gegevensbeschermingseffectbeoordelingsvraagstuk" * 2
HASH = "sha256:" + "0f" * 32
GEMAAKT = 1_790_000_000_000


def pictures() -> tuple[beelden.Blok, ...]:
    """Each form of picture once, over figures that are easy to recognise."""
    supplied = [(("wpg-8", "Politie", "Gemeente"), 41), (("wpg-8", "Politie", "Openbaar Ministerie"), 7)]
    monthly = [((maand, regel), 5 + place) for place, maand in enumerate(MAANDEN) for regel in ("R-12.1", "R-13.1")]
    return (
        beelden.who_with_whom(supplied, str, ("log-a",)),
        beelden.supplies_over_time(monthly, MAANDEN, ("log-a",)),
        beelden.refusals_over_time(monthly[:6], MAANDEN, ("log-a",)),
        beelden.reads_per_partner([(("wpg-8", "Politie"), 60), (("wpg-8", "Gemeente"), 12)], str, ("log-a",)),
        beelden.terms_reached(120, 14, 6, 40, ("log-a",)),
    )


def whole() -> Document:
    """Every kind of block, with long words, figures shown and hidden, an empty table and evidence that is pointed at."""
    words = (
        Alinea("Een zin met bewijs, over regel R-12.1 op 2026-03-01.", ("log-a", "elders")),
        Lijst(("Een punt.", f"Een punt met {LANG}."), ("log-a",)),
        Open("Is dit nodig?"),
        Mensen("Wij vinden dit nodig.\n\nTweede alinea,\nop twee regels.", "de FG", "22 november 2026"),
    )
    hidden = Onderdrukt("minder dan 5")
    figures = (
        Cijferlijst("kern", "Kerncijfers", (("Verstrekt", 12345), ("Gelezen", hidden)), ("log-a",)),
        Tabel(
            "wie", "Wie gaf", ("Partner", "Soort", "Aantal"), (("Politie", "X", 41), (LANG, "Y", hidden)), ("log-a",)
        ),
        Tabel("leeg", "Niets", ("Wat", "Aantal"), ()),
    )
    ids = Tabel("bewijzen", "Bewijzen", ("Id", "Stand"), (("log-a", HASH),), ankers=True)
    return Document(
        "Proefdocument",
        "Alle blokken over het jaar 2026",
        (("Gemaakt op", "22 november 2026"), ("Vrijgave", HASH)),
        ("Dit is een concept. Alleen mensen stellen het vast.", "Eén zin"),
        (
            Sectie("1", "Woorden", words),
            Sectie("2", "Cijfers", figures),
            Sectie("3", "Beelden", pictures()),
            Sectie("", "Bewijs", (ids,)),
        ),
        "Gemaakt door het knooppunt.",
    )


@pytest.fixture(scope="session")
def document() -> Document:
    """The document; nobody changes it."""
    return whole()
