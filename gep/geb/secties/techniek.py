# SPDX-License-Identifier: EUPL-1.2
"""Sections 4 and 8: how it works, what the operator still sees, and where everything lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.document.blokken import Alinea, Lijst, Open, Tabel, as_text
from gep.geb.werk import capital, texts

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk


def technieken(werk: Werk) -> tuple[Blok, ...]:
    """Say how data are protected, and honestly what that does not hide."""
    fixed = texts("techniek")
    cited = (werk.boek.uitgave("techniek", "De beschrijving van de techniek bij deze versie.", fixed),)
    blokken = (
        Lijst(tuple(fixed["technieken"]), cited),
        Alinea("De beheerder houdt het knooppunt draaiende. Dit ziet hij nog wel:"),
        Lijst(tuple(fixed["ziet"]), cited),
        Alinea("Dit ziet de beheerder niet:"),
        Lijst(tuple(fixed["ziet_niet"]), cited),
        Alinea("Dit kan de beheerder wel en niet doen:"),
        Lijst(tuple(fixed["macht"]), cited),
        _witnesses(werk),
    )
    werk.antwoorden.answer("4", as_text(*blokken))
    return blokken


def _witnesses(werk: Werk) -> Alinea:
    count = len(werk.bron.lijst.getuigen)
    cited = werk.boek.lijst("getuigen", "Het aantal getuigen van het logboek.", count)
    told = f"Getuigen van het logboek op de deelnemerslijst: {count}."
    return Alinea(told if count else f"{told} Nog niemand buiten de beheerder tekent mee.", (cited,))


def locaties(werk: Werk) -> tuple[Blok, ...]:
    """Name each place where something is kept, with one sentence about trust."""
    fixed = texts("techniek")
    cited = (werk.boek.uitgave("techniek", "De beschrijving van de techniek bij deze versie.", fixed),)
    table = Tabel(
        "bewaarplaatsen",
        "Wat waar ligt, en of u die plaats moet vertrouwen",
        ("Plaats", "Wat er ligt", "Vertrouwen"),
        tuple((item["plaats"], capital(item["bevat"]), item["zin"]) for item in fixed["opslag"]),
        cited,
    )
    werk.antwoorden.answer("8.2", as_text(table))
    return (table, Open("In welk gebouw en welk land staan de computers van de beheerder en van elke partner?"))
