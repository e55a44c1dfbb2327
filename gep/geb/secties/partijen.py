# SPDX-License-Identifier: EUPL-1.2
"""Section 6: who takes part, in which role, and what each did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.document.blokken import Tabel
from gep.geb.antwoorden import uit
from gep.geb.secties import beelden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.register import Verwerking
    from gep.document.blokken import Blok
    from gep.geb.antwoorden import Rij
    from gep.geb.werk import Werk

SAMEN: Final = "Gezamenlijke verwerkingsverantwoordelijke"
VERSTREKT: Final = frozenset({"verstrekken", "doorverstrekken"})
ONTVANGT: Final = frozenset({"verstrekken", "doorverstrekken", "ontvangen", "lezen"})


def partijen(werk: Werk) -> tuple[Blok, ...]:
    """Name the organisations of the deelnemerslijst with their roles and their figures."""
    lead = werk.tekst("rollen")
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
    activities = _roles(werk)
    werk.antwoorden.rows("6.1.1", (_party(werk, item) for item in werk.verwerkingen))
    werk.antwoorden.answer("6.2", uit(lead, table, activities))
    return (lead, table, beelden.who_with_whom(werk), activities, _issuers(werk))


def _listed(werk: Werk) -> list[list[str]]:
    return [[deelnemer.oin, deelnemer.soort] for deelnemer in werk.bron.lijst.deelnemers]


def _rows(werk: Werk) -> Iterator[tuple[str | int, ...]]:
    cijfers = werk.cijfers
    supplied, received = cijfers.per("records", 1), cijfers.per("verstrekkingen", 2)
    read, stated = cijfers.per("lezingen", 1), cijfers.per("feiten", 0)
    for deelnemer in werk.bron.lijst.deelnemers:
        partner = werk.bron.register.is_partner(deelnemer.soort)
        rol = "Gezamenlijk verantwoordelijk" if partner else "Werkt onder mandaat van partners"
        known = werk.bron.register.soorten.get(deelnemer.soort)
        soort = deelnemer.soort if known is None else known.label
        oin = deelnemer.oin
        yield (deelnemer.naam, soort, rol, supplied[oin], received[oin], read[oin], stated[oin])


def _roles(werk: Werk) -> Tabel:
    """Per processing the roles of the parties, as its acts make them."""
    rows = tuple((item.naam, ", ".join(_role(item)), ", ".join(item.handelingen)) for item in werk.verwerkingen)
    stated = [[item.uri, item.versie, list(item.handelingen)] for item in werk.verwerkingen]
    cited = (werk.boek.register("rollen", "Per verwerking de handelingen.", stated),)
    heads = ("Verwerking", "Rollen van de partners", "Handelingen")
    return Tabel("rollen", "Rollen van de partners per verwerking", heads, rows, cited)


def _role(item: Verwerking) -> list[str]:
    acts = set(item.handelingen)
    found = [SAMEN]
    found += ["Verstrekker"] if acts & VERSTREKT else []
    return found + (["Ontvanger"] if acts & ONTVANGT else [])


def _party(werk: Werk, item: Verwerking) -> Rij:
    """All partners stand in one row per processing: the form keeps no link for more (standards.md 9)."""
    names = [m.naam for m in werk.bron.lijst.deelnemers if werk.bron.register.is_partner(m.soort)]
    row: Rij = {
        "6.1.1.1": f"De deelnemers aan de casus, uit: {', '.join(names)}",
        "6.1.1.2": _role(item),
        "6.1.1.3": werk.blauwdruk.tekst("functies"),
        "6.1.1.5": [werk.betrokkenen],
    }
    if codes := werk.allowed_in(item):
        row["6.1.1.4"] = [werk.gegeven(code) for code in codes]
    return row


def _issuers(werk: Werk) -> Tabel:
    rows = tuple((werk.organisatie(key[0]), count) for key, count in werk.cijfers.rows("feiten"))
    cited = (werk.boek.telling("feiten"),)
    return Tabel("feiten", "Feitverklaringen per uitgever", ("Uitgever", "Aantal"), rows, cited)
