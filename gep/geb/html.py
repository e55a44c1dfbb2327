# SPDX-License-Identifier: EUPL-1.2
"""The GEB as a document: what it is at the top, its sections, and the evidence and checkpoints behind them.

It makes no markup: pages and PDF come from `gep.document`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.document.blokken import Alinea, Open, Sectie, Tabel
from gep.document.document import Document
from gep.document.onderdrukken import explanation
from gep.periode import moment_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gep.geb.bewijs import Bewijsboek
    from gep.geb.werk import Werk

VOET = "Gemaakt door het knooppunt. De vragen komen uit het DPIA-model van het Rijk (MinBZK/par-dpia-form, EUPL-1.2)."


def document(werk: Werk, secties: tuple[Sectie, ...]) -> Document:
    """Return the document of these sections, with the evidence book as its last two."""
    regio = werk.cijfers.regio
    known = None if regio is None else werk.bron.register.regios[regio]
    gebied = "Landelijk" if known is None else f"RIEC-regio {known.naam}"
    return Document(
        titel=f"Concept-GEB: {gebied}",
        ondertitel=f"Gegevensbeschermingseffectbeoordeling (DPIA) over de periode {werk.cijfers.periode.in_words}",
        kenmerken=(
            ("Gemaakt op", moment_in_words(werk.bron.gemaakt)),
            ("Vrijgave van de regels", werk.bron.ruleset.digest),
            ("Stand van het logboek", werk.boek.logstand),
            ("Model", "Rijksmodel DPIA 3.0"),
        ),
        waarschuwingen=tuple(_warnings(werk, secties)),
        secties=(*secties, _evidence(werk.boek), _checkpoints(werk.boek)),
        voet=VOET,
    )


def _warnings(werk: Werk, secties: tuple[Sectie, ...]) -> Iterator[str]:
    still = any(isinstance(blok, Open) for sectie in secties for blok in sectie.blokken)
    yield (
        "Dit is een concept. Alleen mensen kunnen het vaststellen. "
        "Een programma vulde in wat uit logboek, regels en register blijkt. "
        + ("Er staan nog vragen open voor mensen." if still else "Mensen beantwoordden de open vragen.")
    )
    if werk.boek.drempel is None:
        yield "Alleen voor functionarissen. Kleine aantallen staan hier voluit. Verspreid dit document niet verder."
    else:
        yield f"Ook voor buiten de kring van functionarissen. {explanation(werk.boek.drempel)}"
    modus = werk.bron.lijst.modus.value
    if modus != "productie":
        yield f"Oefenomgeving ({modus}). De cijfers komen uit een oefening, niet uit de praktijk."


def _evidence(boek: Bewijsboek) -> Sectie:
    lead = Alinea(
        "Elk nummer hieronder is een vraag aan een bron, op een vaste stand. Wie dezelfde stand heeft, krijgt hetzelfde "
        "antwoord. De volledige antwoorden staan in het bestand bewijs.json."
    )
    table = Tabel(
        "bewijzen",
        "Bewijs bij elk cijfer en elke zin",
        ("Nummer", "Vraag", "Wat wordt geteld of genoemd", "Periode", "Bron en stand", "Vrijgave"),
        tuple(
            (item.id, item.vraag, item.uitleg, item.periode or "nu", f"{item.bron} {item.stand}", item.vrijgave)
            for item in boek.items
        ),
        ankers=True,
    )
    return Sectie("", "Bewijzen", (lead, table))


def _checkpoints(boek: Bewijsboek) -> Sectie:
    lead = Alinea(f"Deze checkpoints zijn gelezen. Samen vormen zij de stand {boek.logstand}.")
    table = Tabel(
        "logstand",
        "Gelezen checkpoints",
        ("Log", "Regels", "Wortel"),
        tuple((stand["origin"], stand["size"], stand["root"]) for stand in boek.standen),
    )
    return Sectie("", "Stand van het logboek", (lead, table))
