# SPDX-License-Identifier: EUPL-1.2
"""Section 15: the rights of people, the procedure for each, and what was handled; whether it suffices is for people.

Invariant: a procedure is named only for a right that the blueprint gives one; the others stay open for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.document.blokken import Tabel
from gep.geb.model import Taken
from gep.geb.werk import capital

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk

GEEN_BEPERKING: Final = frozenset({"15.5"})  # whether this right applies at all is a question for a jurist


def rechten(werk: Werk) -> tuple[Blok, ...]:
    """Give per right the article, the facts and the procedure, and what was handled in the period."""
    known, cited = werk.deel("recht", "De rechten, en wat het knooppunt per recht biedt.")
    form, door, limit = Taken.load(), werk.tekst("deur"), werk.tekst("beperking")
    for item in known:
        number = item["id"]
        if number not in GEEN_BEPERKING:
            werk.antwoorden.answer(f"{number}.3", waarde=True)
            werk.antwoorden.answer(f"{number}.4", f"{limit.tekst} {item['feit']}")
        if "procedure" in item:
            werk.antwoorden.answer(f"{number}.1", waarde=True)
            werk.antwoorden.answer(f"{number}.2", f"{door.tekst} {item['procedure']}")
    table = Tabel(
        "rechten",
        "Rechten van betrokkenen, en wat het knooppunt ervoor doet",
        ("Recht", "Artikel", "Feit", "Procedure"),
        tuple(
            (form[item["id"]].titel, item["artikel"], item["feit"], item.get("procedure", "Beoordelen mensen"))
            for item in known
        ),
        (cited,),
    )
    return (door, limit, table, _handled(werk))


def _handled(werk: Werk) -> Tabel:
    rows = tuple(
        (capital(event.replace(":", ": ")), soort or "-", werk.organisatie(oin), count)
        for (event, soort, oin), count in werk.cijfers.rows("rechten")
    )
    heads = ("Wat", "Soort", "Organisatie", "Aantal")
    cited = (werk.boek.telling("rechten"),)
    return Tabel("rechten-afgehandeld", "Verzoeken en besluiten over rechten", heads, rows, cited)
