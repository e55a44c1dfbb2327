# SPDX-License-Identifier: EUPL-1.2
"""Section 6: who takes part, in which role, and what each did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.document.blokken import Alinea, Open, Tabel, as_text

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk


def partijen(werk: Werk) -> tuple[Blok, ...]:
    """Name the organisations of the deelnemerslijst with their roles and their figures."""
    lead = Alinea(
        "De partners zijn samen verwerkingsverantwoordelijk. Elke partner blijft dat voor de gegevens die hij inbrengt. "
        "Het RIEC-bureau werkt onder mandaat van partners en heeft geen eigen gegevens. "
        "De beheerder is verwerker en leest geen inhoud."
    )
    table = Tabel(
        "partijen",
        "Organisaties op de deelnemerslijst, en wat zij deden",
        ("Organisatie", "Soort", "Rol", "Records verstrekt", "Records ontvangen", "Keren gelezen", "Feiten verklaard"),
        tuple(_rows(werk)),
        (
            werk.boek.lijst("deelnemers", "De organisaties op de deelnemerslijst.", _listed(werk)),
            *(werk.boek.telling(name) for name in ("records", "verstrekkingen", "lezingen", "feiten")),
        ),
    )
    werk.antwoorden.answer("6.2", as_text(lead, table))
    return (
        lead,
        table,
        _issuers(werk),
        Open("Klopt deze verdeling van rollen met de onderlinge regeling (artikel 26 AVG)?"),
    )


def _listed(werk: Werk) -> list[list[str]]:
    return [[deelnemer.oin, deelnemer.soort] for deelnemer in werk.bron.lijst.deelnemers]


def _rows(werk: Werk) -> list[tuple[str | int, ...]]:
    cijfers = werk.cijfers
    supplied, received = cijfers.per("records", 1), cijfers.per("verstrekkingen", 2)
    read, stated = cijfers.per("lezingen", 1), cijfers.per("feiten", 0)
    rows: list[tuple[str | int, ...]] = []
    for deelnemer in werk.bron.lijst.deelnemers:
        partner = werk.bron.register.is_partner(deelnemer.soort)
        rol = "Gezamenlijk verantwoordelijk" if partner else "Werkt onder mandaat van partners"
        known = werk.bron.register.soorten.get(deelnemer.soort)
        soort = deelnemer.soort if known is None else known.label
        oin = deelnemer.oin
        rows.append((deelnemer.naam, soort, rol, supplied[oin], received[oin], read[oin], stated[oin]))
    return rows


def _issuers(werk: Werk) -> Tabel:
    rows = tuple((werk.organisatie(key[0]), count) for key, count in werk.cijfers.rows("feiten"))
    cited = (werk.boek.telling("feiten"),)
    return Tabel("feiten", "Feitverklaringen per uitgever", ("Uitgever", "Aantal"), rows, cited)
