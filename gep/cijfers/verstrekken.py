# SPDX-License-Identifier: EUPL-1.2
"""Tellingen about supplies: what, by whom, to whom, on which rule, and what became of them.

A judgement that a recipient lays beside a record is sealed and supplied like any record, so it counts as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from audit.events import Event
from gep.cijfers.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gep.cijfers.telling import Regel, Sleutel

OPGENOMEN: Final = (Event.VERSTREKKING_OPGENOMEN.value, Event.OORDEEL_TOEGEVOEGD.value)
_LATER: Final = (Event.TOEKENNING_TOEGEVOEGD.value,)
_LEVENSLOOP: Final = {
    Event.VERSTREKKING_INGETROKKEN.value: "ingetrokken",
    Event.VERSTREKKING_VERVANGEN.value: "vervangen",
    Event.ONTVANGER_VERWIJDERD.value: "ontvanger verwijderd",
    Event.VERSTREKKING_VRIJGEGEVEN.value: "vrijgegeven",
    Event.VERSTREKKING_BEVESTIGD.value: "bevestigd",
}


def verstrekkingen(regel: Regel) -> Iterable[Sleutel]:
    """Each recipient of a supply."""
    feit = regel.feit
    return [(feit.categorie, feit.oin, ontvanger) for ontvanger in feit.ontvangers]


def records(regel: Regel) -> Iterable[Sleutel]:
    """Each supply once."""
    return ((regel.feit.categorie, regel.feit.oin),)


def grondslagen(regel: Regel) -> Iterable[Sleutel]:
    """The rules that allowed it."""
    return [(id_,) for beslissing in regel.feit.beslissingen for id_ in beslissing.regels]


def grondslagen_in_detail(regel: Regel) -> Iterable[Sleutel]:
    """The rules that allowed it, with what went from whom to what kind of organisation."""
    feit = regel.feit
    return [
        (id_, feit.categorie, feit.oin, beslissing.vraag.aan, beslissing.vraag.doel)
        for beslissing in feit.beslissingen
        for id_ in beslissing.regels
    ]


def doelen(regel: Regel) -> Iterable[Sleutel]:
    """The purpose of each question."""
    return [(beslissing.vraag.doel,) for beslissing in regel.feit.beslissingen]


def fasen(regel: Regel) -> Iterable[Sleutel]:
    """The phase of each question."""
    return [(beslissing.vraag.fase,) for beslissing in regel.feit.beslissingen]


def later_toegekend(regel: Regel) -> Iterable[Sleutel]:
    """Each recipient that was added afterwards."""
    feit = regel.feit
    return [(feit.categorie, feit.oin, ontvanger) for ontvanger in feit.ontvangers]


def hersleuteld(regel: Regel) -> Iterable[Sleutel]:
    """A holder that wrapped a record for a new key of its own."""
    return ((regel.feit.categorie, regel.feit.oin),)


def oordelen(regel: Regel) -> Iterable[Sleutel]:
    """A judgement beside a record."""
    return ((regel.feit.categorie, regel.feit.oin),)


def levensloop(regel: Regel) -> Iterable[Sleutel]:
    """What a party did with a record afterwards."""
    feit = regel.feit
    return ((_LEVENSLOOP[feit.gebeurtenis], feit.categorie, feit.oin),)


TELLINGEN: Final = (
    Telling(
        "verstrekkingen",
        "Verstrekkingen per categorie, verstrekker en ontvanger. Met twee ontvangers telt zij twee keer.",
        verstrekkingen,
        OPGENOMEN,
    ),
    Telling(
        "records",
        "Verzegelde records per categorie en verstrekker. Elk record telt één keer.",
        records,
        OPGENOMEN,
    ),
    Telling("grondslagen", "Toegestane vragen bij verstrekkingen, per regel die ze toestond.", grondslagen, OPGENOMEN),
    Telling(
        "grondslagen-in-detail",
        "Toegestane vragen bij verstrekkingen, per regel, categorie, verstrekker, soort ontvanger en doel.",
        grondslagen_in_detail,
        OPGENOMEN,
    ),
    Telling("doelen", "Toegestane vragen bij verstrekkingen, per doel.", doelen, OPGENOMEN),
    Telling("fasen", "Toegestane vragen bij verstrekkingen, per fase van de casus.", fasen, OPGENOMEN),
    Telling(
        "later-toegekend",
        "Verstrekkingen die later aan nog een ontvanger zijn toegekend, per categorie, verstrekker en ontvanger.",
        later_toegekend,
        _LATER,
    ),
    Telling(
        "hersleuteld",
        "Verstrekkingen die een houder voor een eigen nieuwe sleutel omhulde, per categorie en houder.",
        hersleuteld,
        (Event.TOEKENNING_HERSLEUTELD.value,),
    ),
    Telling(
        "oordelen",
        "Afwijkende oordelen bij een verstrekking, per categorie en organisatie die oordeelde.",
        oordelen,
        (Event.OORDEEL_TOEGEVOEGD.value,),
    ),
    Telling(
        "levensloop",
        "Wat er later met verstrekkingen gebeurde: ingetrokken, vervangen, ontvanger verwijderd, vrijgegeven of "
        "bevestigd. Per handeling, categorie en organisatie.",
        levensloop,
        tuple(_LEVENSLOOP),
    ),
)
