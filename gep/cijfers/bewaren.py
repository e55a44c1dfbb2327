# SPDX-License-Identifier: EUPL-1.2
"""Tellingen about keeping and destroying: decisions, locks, terms reached, destructions, erased openings.

A line of a lock is written by whoever ran the check or gave the order, so its organisation is that one. The zorgdrager of a
destruction is the organisation that signed the order.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Final

from audit.events import Event
from gep.cijfers.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gep.cijfers.telling import Regel, Sleutel


def bewaarbesluiten(regel: Regel) -> Iterable[Sleutel]:
    """What a zorgdrager decided about one record."""
    feit = regel.feit
    return ((feit.soort, feit.oin, feit.grondslag, feit.reden),)


def vergrendeld(regel: Regel) -> Iterable[Sleutel]:
    """A record that was locked, and why; the end of its term is one of the reasons."""
    return ((regel.feit.reden, regel.feit.categorie),)


def vernietigd(regel: Regel) -> Iterable[Sleutel]:
    """A record that is to be destroyed."""
    feit = regel.feit
    return ((feit.oin, feit.categorie, feit.grondslag, feit.reden),)


def vernietiging_herhaald(regel: Regel) -> Iterable[Sleutel]:
    """A destruction that had to be recorded again after a restore."""
    feit = regel.feit
    return ((feit.zorgdrager, feit.categorie, feit.reden),)


def vernietiging_voltooid(regel: Regel) -> Iterable[Sleutel]:
    """An order that was carried out."""
    return ((regel.feit.oin,),)


def records_vernietigd(regel: Regel) -> Iterable[Sleutel]:
    """Each record of an order that was carried out."""
    return repeat((regel.feit.oin,), regel.feit.aantal)


def wisbevelen(regel: Regel) -> Iterable[Sleutel]:
    """An order to erase openings of the log."""
    feit = regel.feit
    return ((feit.opening, feit.grondslag, feit.reden),)


def openingen_gewist(regel: Regel) -> Iterable[Sleutel]:
    """Each line whose opening such an order named."""
    feit = regel.feit
    return repeat((feit.opening, feit.grondslag, feit.reden), sum(end - start for start, end in feit.regels))


def bewaartermijn_gedraaid(regel: Regel) -> Iterable[Sleutel]:
    """A run that looked what was over its term."""
    return ((regel.feit.oin,),)


TELLINGEN: Final = (
    Telling(
        "bewaarbesluiten",
        "Besluiten over bewaren, per record: soort besluit, zorgdrager, grondslag en reden.",
        bewaarbesluiten,
        (Event.BEWAREN_BESLOTEN.value,),
    ),
    Telling(
        "vergrendeld",
        "Verstrekkingen die op slot gingen, per reden en categorie. Een bereikte termijn is een van de redenen.",
        vergrendeld,
        (Event.VERSTREKKING_VERGRENDELD.value,),
    ),
    Telling(
        "vernietigd",
        "Bevolen vernietigingen van een record, per zorgdrager, categorie, grondslag en reden.",
        vernietigd,
        (Event.VERNIETIGING_BEVOLEN.value,),
    ),
    Telling(
        "vernietiging-herhaald",
        "Vernietigingen die na een teruggezette back-up opnieuw zijn vastgelegd, per zorgdrager, categorie en reden.",
        vernietiging_herhaald,
        (Event.VERNIETIGING_HERHAALD.value,),
    ),
    Telling(
        "vernietiging-voltooid",
        "Uitgevoerde bevelen om te vernietigen, per organisatie die uitvoerde.",
        vernietiging_voltooid,
        (Event.VERNIETIGING_VOLTOOID.value,),
    ),
    Telling(
        "records-vernietigd",
        "Records waarvan de vernietiging is uitgevoerd, per organisatie die uitvoerde.",
        records_vernietigd,
        (Event.VERNIETIGING_VOLTOOID.value,),
    ),
    Telling(
        "wisbevelen",
        "Bevelen om openingen van logregels te wissen, per deel, grondslag en reden.",
        wisbevelen,
        (Event.WISSING_BEVOLEN.value,),
    ),
    Telling(
        "openingen-gewist",
        "Logregels waarvan een bevel een deel wiste, per deel, grondslag en reden.",
        openingen_gewist,
        (Event.WISSING_BEVOLEN.value,),
    ),
    Telling(
        "bewaartermijn-gedraaid",
        "Keren dat is nagegaan wat over zijn termijn is, per organisatie.",
        bewaartermijn_gedraaid,
        (Event.BEWAARTERMIJN_GEDRAAID.value,),
    ),
)
