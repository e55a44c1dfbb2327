# SPDX-License-Identifier: EUPL-1.2
"""Tellingen about reading by partners, and about what came together in a casus: tags, hits and questions."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Final

from audit.events import Event
from gep.cijfers.regel import NIEMAND
from gep.cijfers.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gep.cijfers.telling import Regel, Sleutel

GELEZEN: Final = (Event.VERSTREKKING_GELEZEN.value,)
HIT: Final = "hit"
_VRAGEN: Final = {Event.UITVRAAG_GESTELD.value: "gesteld", Event.UITVRAAG_BEANTWOORD.value: "beantwoord of afgewezen"}


def lezingen(regel: Regel) -> Iterable[Sleutel]:
    """A record that was fetched."""
    return ((regel.feit.categorie, regel.feit.oin),)


def lezingen_in_detail(regel: Regel) -> Iterable[Sleutel]:
    """The rules on which it was fetched, for what purpose."""
    feit = regel.feit
    return [
        (id_, feit.categorie, feit.oin, beslissing.vraag.doel)
        for beslissing in feit.beslissingen
        for id_ in beslissing.regels
    ]


def tegengehouden(regel: Regel) -> Iterable[Sleutel]:
    """A read that the rules did not stop, but what had happened to the record; a read of the log names a purpose."""
    feit = regel.feit
    return () if feit.doel != NIEMAND or feit.reden == NIEMAND else ((feit.reden, feit.oin),)


def onbekend(regel: Regel) -> Iterable[Sleutel]:
    """A question about what is not there, or is not the asker's."""
    return ((regel.feit.oin,),)


def uitvragen(regel: Regel) -> Iterable[Sleutel]:
    """A question of one partner to another, or its answer."""
    return ((_VRAGEN[regel.feit.gebeurtenis], regel.feit.oin),)


def hitvragen(regel: Regel) -> Iterable[Sleutel]:
    """A question that may only be answered with yes or no: the rules were asked about the category `hit`."""
    feit = regel.feit
    asked = [beslissing for beslissing in feit.beslissingen if beslissing.vraag.wat == HIT]
    return ((_VRAGEN[feit.gebeurtenis], feit.oin),) if asked else ()


def merken_opgenomen(regel: Regel) -> Iterable[Sleutel]:
    """As often as tags were set."""
    return repeat((regel.feit.oin,), regel.feit.merken)


def merken_vergeleken(regel: Regel) -> Iterable[Sleutel]:
    """A comparison, and whether it showed something."""
    return ((regel.feit.oin, "met treffer" if regel.feit.treffers else "zonder treffer"),)


def treffers(regel: Regel) -> Iterable[Sleutel]:
    """Two records that were shown to have something in common, to whom."""
    return ((regel.feit.oin,),)


def afwijkingen(regel: Regel) -> Iterable[Sleutel]:
    """A record that did not open, or was other than its header said."""
    return ((regel.feit.gebeurtenis, regel.feit.oin),)


TELLINGEN: Final = (
    Telling("lezingen", "Keren dat een record is opgehaald, per categorie en lezer.", lezingen, GELEZEN),
    Telling(
        "lezingen-in-detail",
        "Toegestane vragen bij het ophalen van een record, per regel, categorie, lezer en doel.",
        lezingen_in_detail,
        GELEZEN,
    ),
    Telling(
        "lezingen-tegengehouden",
        "Lezingen die niet doorgingen om wat er met het record was gebeurd, per reden en lezer.",
        tegengehouden,
        (Event.LEZING_GEWEIGERD.value,),
    ),
    Telling(
        "onbekend",
        "Vragen naar iets dat niet bestaat of waar de vrager niet bij hoort, per organisatie.",
        onbekend,
        (Event.ONBEKEND_GEVRAAGD.value,),
    ),
    Telling(
        "uitvragen", "Vragen van de ene organisatie aan de andere, en de antwoorden, per organisatie.", uitvragen,
        tuple(_VRAGEN),
    ),
    Telling(
        "hitvragen",
        "Vragen die alleen ja of nee als antwoord krijgen, per organisatie. Het antwoord zelf is verzegeld.",
        hitvragen,
        tuple(_VRAGEN),
    ),
    Telling(
        "merken-opgenomen",
        "Merken die bij verstrekkingen zijn gezet, per organisatie.",
        merken_opgenomen,
        (Event.MERKEN_OPGENOMEN.value,),
    ),
    Telling(
        "merken-vergeleken",
        "Keren dat merken zijn vergeleken, per organisatie, met of zonder treffer.",
        merken_vergeleken,
        (Event.MERKEN_VERGELEKEN.value,),
    ),
    Telling(
        "treffers",
        "Getoonde treffers: twee verstrekkingen met een kenmerk gemeen, per organisatie die vergeleek.",
        treffers,
        (Event.MERK_TREFFER.value,),
    ),
    Telling(
        "afwijkingen",
        "Meldingen van gateways dat een record niet openging of anders was dan zijn kop, per melding en organisatie.",
        afwijkingen,
        (Event.AFWIJKING_GEMELD.value, Event.ONTSLEUTELING_MISLUKT.value),
    ),
)  # fmt: skip
