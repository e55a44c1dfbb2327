# SPDX-License-Identifier: EUPL-1.2
"""Tellingen about supervision and rights: who read the log in which function, keys, releases, rights requests, adoption.

An officer counts as a function, never as a person. Events of rights and adoption are named here by their text, because a
figure must also count lines of a newer version of the backbone than this reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from audit.events import Event
from gep.cijfers.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gep.cijfers.telling import Regel, Sleutel

_GELEZEN: Final = {
    Event.SPOOR_GELEZEN.value: "gelezen",
    Event.SPOOR_GEEXPORTEERD.value: "als bestand gemaakt",
    Event.BUNDEL_GEMAAKT.value: "bewijsbundel gemaakt",
}
_HANDELING: Final = "logboek-lezen"
RECHTEN: Final = {
    "backbone:rechtenverzoek:ontvangen": "recht",
    "backbone:rechtenverzoek:gelezen": "recht",
    "backbone:rechtenverzoek:verlengd": "reden",
    "backbone:rechtenverzoek:beantwoord": "recht",
    "backbone:rechtenverzoek:afgerond": "besluit",
    "backbone:rechtenverzoek:geweigerd": "gevraagd",
    "backbone:rechten:beperkt": "grondslag",
    "backbone:betrokkene:informeren-besloten": "besluit",
}
"""Events around rights, each with the field that says most of it."""
GEB: Final = ("backbone:geb:vastgesteld", "backbone:geb:geadviseerd", "backbone:geb:geweigerd")
_SLEUTELS: Final = (Event.SLEUTEL_GEWIJZIGD.value, Event.SLEUTELS_HERSTELD.value)


def logboek_gelezen(regel: Regel) -> Iterable[Sleutel]:
    """A read of the log: what was made, by which function, for which purpose."""
    feit = regel.feit
    made = _GELEZEN[feit.gebeurtenis]
    return [
        (made, beslissing.vraag.wie, beslissing.vraag.doel)
        for beslissing in feit.beslissingen
        if beslissing.vraag.handeling == _HANDELING
    ]


def logboek_redenen(regel: Regel) -> Iterable[Sleutel]:
    """Why the log was read, as the code that the reader gave."""
    return ((regel.feit.reden, _GELEZEN[regel.feit.gebeurtenis]),)


def logboek_geweigerd(regel: Regel) -> Iterable[Sleutel]:
    """A read of the log that the rules refused."""
    return [
        (beslissing.vraag.wie, beslissing.vraag.doel, beslissing.uitkomst)
        for beslissing in regel.feit.beslissingen
        if beslissing.vraag.handeling == _HANDELING and not beslissing.toegestaan
    ]


def besluit(regel: Regel) -> Iterable[Sleutel]:
    """What was decided, and by which organisation."""
    return ((regel.feit.besluit, regel.feit.oin),)


def logcontroles(regel: Regel) -> Iterable[Sleutel]:
    """A check of the whole log, and whether it held."""
    return (("klopt" if regel.feit.geldig else "klopt niet",),)


def sleutels(regel: Regel) -> Iterable[Sleutel]:
    """What happened to a key."""
    feit = regel.feit
    return ((feit.oin, feit.soort, feit.rol),)


def per_organisatie(regel: Regel) -> Iterable[Sleutel]:
    """The line once, for who acted."""
    return ((regel.feit.oin,),)


def vrijgaven_opgenomen(regel: Regel) -> Iterable[Sleutel]:
    """A release that was taken in."""
    return ((regel.feit.vrijgave,),)


def rechten(regel: Regel) -> Iterable[Sleutel]:
    """What happened around the rights of citizens, with the code that says most of it, and at which organisation."""
    feit = regel.feit
    told: str = getattr(feit, RECHTEN[feit.gebeurtenis])
    return ((feit.gebeurtenis.partition(":")[2], told, feit.oin),)


def geb_besluiten(regel: Regel) -> Iterable[Sleutel]:
    """Adoption of a GEB, or advice on it."""
    feit = regel.feit
    return ((feit.gebeurtenis.rpartition(":")[2], feit.uitkomst, feit.oin),)


TELLINGEN: Final = (
    Telling(
        "logboek-gelezen",
        "Keren dat een functionaris in het log las, per soort lezing, functie en doel. Nooit per persoon.",
        logboek_gelezen,
        tuple(_GELEZEN),
    ),
    Telling(
        "logboek-redenen",
        "Keren dat een functionaris in het log las, per reden die is gegeven en soort lezing.",
        logboek_redenen,
        tuple(_GELEZEN),
    ),
    Telling(
        "logboek-geweigerd",
        "Geweigerde verzoeken om in het log te lezen, per functie, doel en uitkomst.",
        logboek_geweigerd,
        (Event.LEZING_GEWEIGERD.value,),
    ),
    Telling(
        "nood-beoordeeld",
        "Lezingen in nood die een ander achteraf beoordeelde, per besluit en organisatie.",
        besluit,
        (Event.NOOD_BEOORDEELD.value,),
    ),
    Telling(
        "bevoegdheden-herbevestigd",
        "Autorisaties die opnieuw zijn bevestigd of ingetrokken, per besluit en organisatie.",
        besluit,
        (Event.BEVOEGDHEID_HERBEVESTIGD.value,),
    ),
    Telling(
        "logcontroles",
        "Keren dat het hele log is nagerekend, per uitkomst.",
        logcontroles,
        (Event.LOG_GECONTROLEERD.value,),
    ),
    Telling(
        "sleutels", "Gebeurtenissen met sleutels, per organisatie, soort gebeurtenis en rol van de sleutel.", sleutels,
        _SLEUTELS,
    ),
    Telling(
        "sleutels-gelekt",
        "Meldingen van een gelekte leessleutel, per organisatie.",
        per_organisatie,
        (Event.SLEUTEL_GELEKT.value,),
    ),
    Telling(
        "vrijgaven-opgenomen",
        "Vrijgaven van de regels die zijn opgenomen, per vrijgave.",
        vrijgaven_opgenomen,
        (Event.VRIJGAVE_OPGENOMEN.value,),
    ),
    Telling(
        "rechten",
        "Gebeurtenissen rond rechten van betrokkenen, per gebeurtenis, code en organisatie. "
        "De code is het recht, het besluit, de reden, de grond of wat gevraagd is.",
        rechten,
        tuple(RECHTEN),
    ),
    Telling(
        "geb-besluiten", "Vaststellingen van en adviezen over een GEB, per soort, uitkomst en organisatie.", geb_besluiten, GEB,
    ),
)  # fmt: skip
