# SPDX-License-Identifier: EUPL-1.2
"""Sections 7, 14 and 18 to 20: judgement, adoption and signature. They stay open; the facts stand beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.document.blokken import Alinea, Open

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk


def belangen(werk: Werk) -> tuple[Blok, ...]:  # noqa: ARG001 - every section has the same form
    """Leave the interests open."""
    return (Open("Welk belang heeft elke partij, en wat zeiden betrokkenen of hun vertegenwoordigers?"),)


def noodzaak(werk: Werk) -> tuple[Blok, ...]:
    """Leave necessity open, with what was asked, refused and never read beside it."""
    cijfers = werk.cijfers
    unread = sorted({key[0] for key, _ in cijfers.rows("records")} - {key[0] for key, _ in cijfers.rows("lezingen")})
    named = ", ".join(werk.label("wat", code) for code in unread) or "geen"
    return (
        Alinea(
            f"Verstrekte records: {cijfers.total('records')}. Keren gelezen: {cijfers.total('lezingen')}. "
            f"Geweigerde vragen aan de regels: {cijfers.total('weigeringen')}.",
            tuple(werk.boek.telling(name) for name in ("records", "lezingen", "weigeringen")),
        ),
        Alinea(
            f"Categorieën die wel zijn verstrekt maar door niemand zijn gelezen: {named}.",
            (werk.boek.telling("records"), werk.boek.telling("lezingen")),
        ),
        Open("Subsidiariteit (14.1): kan het doel met minder gegevens of op een andere manier worden bereikt?"),
        Open("Evenredigheid (14.2): staat de inbreuk in verhouding tot het doel?"),
    )


def samenvatting(werk: Werk) -> tuple[Blok, ...]:  # noqa: ARG001 - every section has the same form
    """Leave the summary open."""
    return (Open("De samenvatting voor het bestuur schrijven mensen, als de andere secties zijn beoordeeld."),)


def versie(werk: Werk) -> tuple[Blok, ...]:
    """State that this is a concept; the advice of the FG is open."""
    werk.antwoorden.answer("19.2", "concept")
    return (
        Alinea("Status: concept."),
        Open("Advies van de functionaris gegevensbescherming van elke verantwoordelijke."),
    )


def vaststelling(werk: Werk) -> tuple[Blok, ...]:  # noqa: ARG001 - every section has the same form
    """Leave adoption open."""
    return (Open("Vaststelling en ondertekening door elke verwerkingsverantwoordelijke."),)
