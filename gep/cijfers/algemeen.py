# SPDX-License-Identifier: EUPL-1.2
"""Tellingen over every line: what happened, by whom, for which activity, under which release and in which casus."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Final

from audit.events import Event
from gep.cijfers.regel import BIJLAGE, FEITVERKLARING, NIEMAND
from gep.cijfers.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gep.cijfers.telling import Regel, Sleutel

_CASUS: Final = {
    Event.CASUS_GEOPEND.value: "geopend",
    Event.CASUS_FASE_GEZET.value: "fase gezet",
    Event.CASUS_GESLOTEN.value: "gesloten",
}


def handelingen(regel: Regel) -> Iterable[Sleutel]:
    """Each line once."""
    return ((regel.feit.gebeurtenis,),)


def deelnemers(regel: Regel) -> Iterable[Sleutel]:
    """The organisation that acted."""
    return () if regel.feit.oin == NIEMAND else ((regel.feit.oin,),)


def verwerkingen(regel: Regel) -> Iterable[Sleutel]:
    """The activity of the register, when the line names one."""
    return () if regel.feit.verwerking is None else ((regel.feit.verwerking,),)


def feiten(regel: Regel) -> Iterable[Sleutel]:
    """As often as the act wrote a statement."""
    return repeat((regel.feit.oin,), regel.feit.written(FEITVERKLARING))


def bijlagen(regel: Regel) -> Iterable[Sleutel]:
    """As often as the act wrote an attachment."""
    return repeat((regel.feit.oin,), regel.feit.written(BIJLAGE))


def vrijgaven(regel: Regel) -> Iterable[Sleutel]:
    """The release of each decision."""
    return [(beslissing.vrijgave,) for beslissing in regel.feit.beslissingen]


def vrijgaven_per_maand(regel: Regel) -> Iterable[Sleutel]:
    """The release of each decision, by month."""
    return [(regel.maand, beslissing.vrijgave) for beslissing in regel.feit.beslissingen]


def gebruik(regel: Regel) -> Iterable[Sleutel]:
    """Each question that was allowed, as it was really asked."""
    return [
        (vraag.handeling, vraag.wie, vraag.aan, vraag.wat, vraag.doel, vraag.fase)
        for beslissing in regel.feit.beslissingen
        if beslissing.toegestaan
        for vraag in (beslissing.vraag,)
    ]


def regels_gebruikt(regel: Regel) -> Iterable[Sleutel]:
    """Each rule that carried an answer."""
    return [
        (id_, beslissing.vraag.handeling, beslissing.uitkomst)
        for beslissing in regel.feit.beslissingen
        for id_ in beslissing.regels
    ]


def casussen(regel: Regel) -> Iterable[Sleutel]:
    """What became of a casus, per region."""
    return ((regel.regio, _CASUS[regel.feit.gebeurtenis]),)


TELLINGEN: Final = (
    Telling("handelingen", "Regels in het log per soort gebeurtenis.", handelingen),
    Telling("deelnemers", "Regels in het log per organisatie die handelde.", deelnemers),
    Telling("verwerkingen", "Regels in het log per verwerking uit het register.", verwerkingen),
    Telling("feiten", "Feitverklaringen per organisatie die ze aflegde.", feiten),
    Telling("bijlagen", "Bijlagen die bij een verstrekking horen, per organisatie die verstrekte.", bijlagen),
    Telling("vrijgaven", "Vragen aan de regels per vrijgave waarmee is beslist.", vrijgaven),
    Telling("vrijgaven-per-maand", "Vragen aan de regels per maand en vrijgave.", vrijgaven_per_maand),
    Telling(
        "gebruik",
        "Toegestane vragen aan de regels, per handeling, vrager, ontvanger, categorie, doel en fase. "
        "Vrager en ontvanger staan er als soort organisatie of functie.",
        gebruik,
    ),
    Telling("regels-gebruikt", "Antwoorden van de regels per regel, handeling en uitkomst.", regels_gebruikt),
    Telling(
        "casussen",
        "Geopende casussen, gezette fasen en gesloten casussen per regio.",
        casussen,
        tuple(_CASUS),
    ),
)
