# SPDX-License-Identifier: EUPL-1.2
"""The sections of the GEB, each a function that answers the form and returns what the page shows.

Invariants:
- A section says only what register, rules, log or blueprint hold; judgement is left open, with the facts beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.document.blokken import Open
from gep.geb.secties import (
    doelen,
    gegevens,
    oordeel,
    partijen,
    recht,
    rechten,
    risicos,
    techniek,
    termijnen,
    voorstel,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from gep.document.blokken import Blok
    from gep.geb.werk import Werk

PRESCAN: Final = "P"
SECTIES: Final[dict[str, Callable[[Werk], tuple[Blok, ...]]]] = {
    "0": voorstel.inleiding,
    "1": voorstel.voorstel,
    "2": gegevens.persoonsgegevens,
    "3": gegevens.gegevensverwerking,
    "4": techniek.technieken,
    "5": doelen.doeleinden,
    "6": partijen.partijen,
    "7": oordeel.belangen,
    "8": techniek.locaties,
    "9": recht.kader,
    "10": termijnen.termijnen,
    "11": recht.rechtsgrond,
    "12": gegevens.bijzonder,
    "13": doelen.doelbinding,
    "14": oordeel.noodzaak,
    "15": rechten.rechten,
    "16": risicos.risicos,
    "17": risicos.maatregelen,
    "18": oordeel.samenvatting,
    "19": oordeel.versie,
    "20": oordeel.vaststelling,
}


def write(werk: Werk, nummer: str, beantwoord: Callable[[list[str]], bool] = lambda _places: False) -> tuple[Blok, ...]:
    """Write one section, say first when its legal ground changed, and add the open questions that belong to it.

    Args:
        werk: everything that it is written with.
        nummer: of the section.
        beantwoord: tells whether people answered these questions of the form.
    """
    blocks = SECTIES[nummer](werk)
    changed = werk.te_herzien(blocks)
    review = (Open(f"Te herzien. Van deze bronnen is de tekst veranderd: {changed}."),) if changed else ()
    asked = (item for item in werk.blauwdruk.all("open", sectie=nummer) if not beantwoord(list(item["plaatsen"])))
    people = tuple(Open(item["tekst"]) for item in asked)
    questions = tuple(Open(f"Vraag {number} voor de jurist: {text}") for number, text in werk.vragen(nummer))
    return review + blocks + people + questions
