# SPDX-License-Identifier: EUPL-1.2
"""Section 15: the rights of people, and what the backbone offers for each; whether it suffices is for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.document.blokken import Alinea, Open, Tabel
from gep.geb.model import Taken
from gep.geb.werk import texts

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk

GEEN_BEPERKING = frozenset({"15.5"})  # whether this right applies at all is a question for a jurist


def rechten(werk: Werk) -> tuple[Blok, ...]:
    """Give the facts per right; restriction is answered from the law, the procedure is left open."""
    fixed, form = texts("rechten"), Taken.load()
    for item in fixed["recht"]:
        if item["vraag"] not in GEEN_BEPERKING:
            werk.antwoorden.answer(f"{item['vraag']}.3", waarde=True)
            werk.antwoorden.answer(f"{item['vraag']}.4", f"{fixed['beperking']} {item['feit']}")
    table = Tabel(
        "rechten",
        "Rechten van betrokkenen, en wat het knooppunt ervoor doet",
        ("Recht", "Artikel", "Feit"),
        tuple((form[item["vraag"]].titel, item["artikel"], item["feit"]) for item in fixed["recht"]),
        (werk.boek.uitgave("rechten", "De rechten en wat het knooppunt nu biedt.", fixed),),
    )
    return (
        Alinea(fixed["deur"]),
        Alinea(fixed["beperking"]),
        table,
        Open("Is er per recht een procedure, en werkt zij? Deze versie heeft nog geen intake voor verzoeken."),
    )
