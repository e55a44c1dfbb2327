# SPDX-License-Identifier: EUPL-1.2
"""The yearly overview for the privacyfunctionaris: what was done with police data in a year, and how it was watched.

Invariants:
- Everything is counted from the log of that year, or comes from what was signed and admitted. What only people can say stays
  open for them.
- It names organisations and functions and no person. It is a concept: the privacyfunctionaris signs it, we never do.

Norm: Wpg 34 (privacyfunctionaris, yearly report; law.md D1, confidence V), Wpg 19 and 20, Wpg 32a.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.exchange import duties
from gep.document.blokken import Alinea, Blok, Cijferlijst, Open, Sectie
from gep.document.document import Document
from gep.periode import Periode, moment_in_words
from gep.wpg import kader, toezicht
from gep.wpg.blokken import Blokken

if TYPE_CHECKING:
    from core.exchange.world import World
    from gep.bron import Bron
    from gep.cijfers import Cijfers
    from gep.wpg.kaderbesluiten import Kaderbesluit

PLICHT_20: Final = "jaaroverzicht-wpg20"
BRON: Final = "Wpg 34; de zekerheid van dit artikel is V: de tekst van 1 juli 2025 is gelezen."
CONCEPT: Final = (
    "Dit is een concept. Alleen de privacyfunctionaris kan het vaststellen. Wat over te weinig mensen gaat om te delen, "
    "staat hier voluit: dit overzicht is voor wie toezicht houdt."
)


def make(
    bron: Bron, cijfers: Cijfers, besluiten: tuple[Kaderbesluit, ...], wpg20: dict[str, int], consents: dict[str, int]
) -> Document:
    """Return the overview of the year of these figures."""
    blokken = Blokken(bron, cijfers)
    secties = [
        Sectie("1", "Wat dit is", (Alinea(f"Dit overzicht hoort bij {BRON}"), Alinea(BEREIK))),
        Sectie("2", "Verwerkingen", _activities(blokken)),
        Sectie("3", "Verstrekkingen van politiegegevens", _supplies(blokken)),
        Sectie("4", "Besluiten en toestemming", _bases(blokken, wpg20, consents)),
        Sectie("5", "Raadplegen", _reads(blokken)),
        Sectie("6", "Weigeringen", _refusals(blokken)),
        *toezicht.sections(blokken, 7),
        kader.section("12", besluiten, blokken.naam, bron.gemaakt),
        Sectie("13", "Oordeel van de privacyfunctionaris", _open()),
        blokken.verantwoording("14"),
    ]
    return Document(
        titel="Jaaroverzicht privacyfunctionaris",
        ondertitel=f"Wet politiegegevens, artikel 34, {cijfers.periode.in_words}",
        kenmerken=features(bron, cijfers),
        waarschuwingen=(CONCEPT,),
        secties=tuple(secties),
        voet="Gemaakt door Knooppunt uit het logboek. Niemand heeft dit overzicht nog vastgesteld.",
    )


BEREIK: Final = (
    "Het gaat over wat in het knooppunt gebeurde. Wat een organisatie in haar eigen systemen deed, staat er niet in. "
    "De inhoud van verstrekkingen ziet het knooppunt nooit."
)


def gathered(world: World, periode: Periode) -> tuple[dict[str, int], dict[str, int]]:
    """Return the supplies of a Dutch calendar year with the duty of Wpg 20 per kind of partner, and the consents of the OM."""
    with world.reading() as connection:
        return (
            duties.year_overview(connection, PLICHT_20, periode.eerste.year),
            kader.consents(world, connection, periode),
        )


def features(bron: Bron, cijfers: Cijfers) -> tuple[tuple[str, str], ...]:
    """Return what an account rests on, for its head."""
    return (
        ("Periode", str(cijfers.periode)),
        ("Gemaakt", moment_in_words(bron.gemaakt)),
        ("Modus", bron.lijst.modus.value),
        ("Vrijgave van de regels", bron.ruleset.digest),
        *((f"Controlepunt {stand.shard}", f"{stand.size} regels, wortel {stand.root}") for stand in bron.standen),
    )


def _activities(blokken: Blokken) -> tuple[Blok, ...]:
    names = {row.uri: row.naam for row in blokken.bron.register.verwerkingen}
    rows = tuple((names.get(uri, uri), count) for (uri,), count in blokken.cijfers.rows("verwerkingen"))
    return (
        Cijferlijst(
            "verwerkingen", "Regels in het log per verwerking uit het register", rows, blokken.bewijs("verwerkingen")
        ),
    )


def is_wpg(code: str) -> bool:
    """Return whether a category is of police data."""
    return code.startswith("wpg-")


def _supplies(blokken: Blokken) -> tuple[Blok, ...]:
    return (
        blokken.tabel(
            "verstrekkingen",
            "Verstrekkingen van politiegegevens, per ontvanger",
            {"categorie": 0, "verstrekker": 1, "ontvanger": 2},
            lambda key: is_wpg(key[0]),
        ),
        blokken.tabel(
            "grondslagen-in-detail",
            "Regels waarop verstrekkingen van politiegegevens rusten",
            {"regel": 0, "categorie": 1, "verstrekker": 2},
            lambda key: is_wpg(key[1]),
        ),
        blokken.tabel(
            "levensloop",
            "Wat er later met verstrekkingen gebeurde",
            {"gebeurtenis": 0, "categorie": 1, "organisatie": 2},
        ),
    )


def _bases(blokken: Blokken, wpg20: dict[str, int], consents: dict[str, int]) -> tuple[Blok, ...]:
    kinds = tuple((blokken.label("soort", soort), count) for soort, count in sorted(wpg20.items()))
    none = Alinea("In dit jaar rustte geen verstrekking op een besluit van artikel 19 of 20 Wpg.")
    shown: Blok = Cijferlijst(
        "wpg-20", "Vragen die op een besluit van artikel 19 of 20 Wpg rustten, per soort partner", kinds
    )
    given = Cijferlijst(
        "toestemming-om", "Verklaringen van het OM over artikel 9 en 10 Wpg", tuple(sorted(consents.items()))
    )
    return (
        shown if kinds else none,
        given if consents else Alinea("Het OM legde in dit jaar geen toestemming vast."),
        Alinea("Deze twee cijfers komen uit de beslissingen en verklaringen zelf, niet uit een telling van het log."),
    )


def _reads(blokken: Blokken) -> tuple[Blok, ...]:
    return (
        blokken.tabel(
            "lezingen",
            "Keren dat politiegegevens zijn opgehaald",
            {"categorie": 0, "lezer": 1},
            lambda key: is_wpg(key[0]),
        ),
    )


def _refusals(blokken: Blokken) -> tuple[Blok, ...]:
    return (
        blokken.tabel(
            "weigeringen",
            "Geweigerde vragen over politiegegevens",
            {"vrager": 1, "handeling": 2, "categorie": 3, "uitkomst": 5},
            lambda key: is_wpg(key[3]),
        ),
        blokken.tabel("weigeringen-per-regel", "Geweigerde vragen per regel", {"regel": 0, "plaats": 1}),
    )


def _open() -> tuple[Blok, ...]:
    return (
        Open("Vindt u dat de politiegegevens rechtmatig zijn verwerkt? Schrijf waarom."),
        Open("Wat moet beter, wie doet dat, en wanneer is het klaar?"),
        Open("Wat is er met de verbeterpunten van vorig jaar gebeurd?"),
    )
