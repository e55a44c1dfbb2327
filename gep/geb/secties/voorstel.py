# SPDX-License-Identifier: EUPL-1.2
"""Sections 0 and 1: what this document is, and what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.events import Event
from gep.document.blokken import Alinea, Lijst, Tabel, as_text
from gep.geb.werk import capital
from gep.periode import moment_in_words

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk


def inleiding(werk: Werk) -> tuple[Blok, ...]:
    """Say how this document was made and what it is not."""
    cijfers = werk.cijfers
    gebied = "het hele land" if cijfers.regio is None else f"de regio {_regio(werk, cijfers.regio)}"
    blokken = (
        Alinea(
            "Dit is een concept. Een programma heeft het gemaakt uit het logboek, de regels en het register. "
            "Alleen mensen kunnen het beoordelen, aanvullen en vaststellen."
        ),
        Alinea(
            f"Het gaat over {gebied}, {cijfers.periode.in_words}. "
            f"Het is gemaakt op {moment_in_words(werk.bron.gemaakt)}. Er telden {cijfers.regels} logregels mee."
        ),
        Alinea(
            "Bij elk cijfer staat het bewijs: de telling, de periode, de stand van het logboek en de vrijgave van de regels. "
            "Wie dezelfde stand heeft, kan het cijfer natellen. Of het logboek klopt, zegt de opdracht knooppunt audit verifieer."
        ),
        *_erased(werk),
    )
    werk.antwoorden.answer("0", as_text(*blokken))
    return blokken


def voorstel(werk: Werk) -> tuple[Blok, ...]:
    """Describe the cooperation and what happened in the period."""
    cijfers = werk.cijfers
    doelen = tuple(
        term.label for code, term in werk.bron.ruleset.vocabulary.codes["doel"].items() if code in ("oc", "hk", "ib")
    )
    tekst: tuple[Blok, ...] = (
        Alinea(
            "Overheden werken in de RIEC's samen tegen georganiseerde criminaliteit. Zij delen daarvoor gegevens per casus. "
            "Het knooppunt brengt die gegevens versleuteld van de verstrekker naar de ontvanger. "
            "De partners zijn samen verantwoordelijk; het RIEC is dat niet."
        ),
        Alinea("Delen mag alleen voor deze doelen:"),
        Lijst(doelen, (werk.boek.regels("doelen-convenant", "De doelen van het convenant.", list(doelen)),)),
        Alinea("Dit gebeurde in deze periode:"),
        Lijst(
            (
                f"Geopende casussen: {_count(werk, Event.CASUS_GEOPEND)}",
                f"Verstrekte records: {_count(werk, Event.VERSTREKKING_OPGENOMEN)}",
                f"Keren gelezen: {_count(werk, Event.VERSTREKKING_GELEZEN)}",
                f"Geweigerde vragen aan de regels: {cijfers.total('weigeringen')}",
                f"Organisaties die iets deden: {len(cijfers.rows('deelnemers'))}",
            ),
            tuple(werk.boek.telling(name) for name in ("handelingen", "weigeringen", "deelnemers")),
        ),
    )
    werk.antwoorden.answer("1.1", as_text(*tekst))
    return (*tekst, _activities(werk), _cases(werk))


def _count(werk: Werk, event: Event) -> int:
    return werk.cijfers.tellingen["handelingen"][(event,)]


def _activities(werk: Werk) -> Tabel:
    known = {event.value: event.betekenis for event in Event}
    rows = tuple((known.get(key[0], key[0]), count) for key, count in werk.cijfers.rows("handelingen"))
    cited = (werk.boek.telling("handelingen"),)
    return Tabel("handelingen", "Wat er gebeurde, per soort logregel", ("Gebeurtenis", "Aantal"), rows, cited)


def _cases(werk: Werk) -> Tabel:
    regions = sorted({key[0] for key, _ in werk.cijfers.rows("casussen")})
    counts = werk.cijfers.tellingen["casussen"]
    rows = tuple(
        (_regio(werk, regio), counts[(regio, "geopend")], counts[(regio, "fase gezet")], counts[(regio, "gesloten")])
        for regio in regions
    )
    heads = ("Regio", "Geopend", "Fase gezet", "Gesloten")
    return Tabel("casussen", "Casussen per regio", heads, rows, (werk.boek.telling("casussen"),))


def _regio(werk: Werk, code: str) -> str:
    known = werk.bron.register.regios.get(code)
    return capital(code) if known is None else str(known.naam)


def _erased(werk: Werk) -> tuple[Alinea, ...]:
    count = werk.cijfers.gewist
    if not count:
        return ()
    return (Alinea(f"Van {count} logregels is de leesbare kant gewist. Zij tellen niet mee."),)
