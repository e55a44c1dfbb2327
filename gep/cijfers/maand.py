# SPDX-License-Identifier: EUPL-1.2
"""Tellingen per month in the Netherlands: supplies, reads and refusals, by rule and by partner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.cijfers.lezen import GELEZEN
from gep.cijfers.telling import Telling
from gep.cijfers.verstrekken import OPGENOMEN
from gep.cijfers.weigeren import GEWEIGERD, refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gep.cijfers.telling import Regel, Sleutel


def per_regel(regel: Regel) -> Iterable[Sleutel]:
    """Each rule that allowed the act."""
    return [(regel.maand, id_) for beslissing in regel.feit.beslissingen for id_ in beslissing.regels]


def per_partner(regel: Regel) -> Iterable[Sleutel]:
    """The act once, for who did it."""
    return ((regel.maand, regel.feit.oin),)


def geweigerd_per_regel(regel: Regel) -> Iterable[Sleutel]:
    """Each rule that carried a refusal."""
    return [(regel.maand, id_) for item in refused(regel) for id_ in item.regels]


def geweigerd_per_partner(regel: Regel) -> Iterable[Sleutel]:
    """Each refused question, for who asked it."""
    return [(regel.maand, item.vrager) for item in refused(regel)]


TELLINGEN: Final = (
    Telling(
        "maand-verstrekt-per-regel", "Toegestane vragen bij verstrekkingen per maand en regel.", per_regel, OPGENOMEN
    ),
    Telling("maand-verstrekt-per-partner", "Verstrekte records per maand en verstrekker.", per_partner, OPGENOMEN),
    Telling("maand-gelezen-per-regel", "Toegestane vragen bij het ophalen per maand en regel.", per_regel, GELEZEN),
    Telling("maand-gelezen-per-partner", "Opgehaalde records per maand en lezer.", per_partner, GELEZEN),
    Telling(
        "maand-geweigerd-per-regel",
        "Geweigerde vragen per maand en regel die de weigering droeg.",
        geweigerd_per_regel,
        GEWEIGERD,
    ),
    Telling("maand-geweigerd-per-partner", "Geweigerde vragen per maand en vrager.", geweigerd_per_partner, GEWEIGERD),
)
