# SPDX-License-Identifier: EUPL-1.2
"""Sections 0 and 1: what this document is, and what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.events import Event
from gep.document.blokken import Alinea, Cijferlijst, Lijst, Tabel
from gep.geb.antwoorden import uit
from gep.geb.secties import prescan
from gep.geb.werk import CONVENANT, capital
from gep.periode import moment_in_words

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk


def inleiding(werk: Werk) -> tuple[Blok, ...]:
    """Say how this document was made and what it is not."""
    cijfers = werk.cijfers
    gebied = "het hele land" if cijfers.regio is None else f"de regio {_regio(werk, cijfers.regio)}"
    blokken: tuple[Blok, ...] = (
        Alinea(
            "Dit is een concept. Een programma heeft het gemaakt uit het logboek, de regels en het register. "
            "Alleen mensen kunnen het beoordelen, aanvullen en vaststellen."
        ),
        Alinea(
            f"Het gaat over {gebied}, {cijfers.periode.in_words}. Het is gemaakt op {moment_in_words(werk.bron.gemaakt)}."
        ),
        Alinea(
            "Bij elk cijfer staat het bewijs: de telling, de periode, de stand van het logboek en de vrijgave van de regels. "
            "Wie dezelfde stand heeft, kan het cijfer natellen. Of het logboek klopt, zegt de opdracht knooppunt audit verifieer."
        ),
        _counted(werk),
        *_erased(werk),
        *_changes(werk),
    )
    werk.antwoorden.answer("0", uit(*prescan.prescan(werk), *blokken))
    return blokken


def _counted(werk: Werk) -> Cijferlijst:
    rows = [("Logregels die meetelden", werk.cijfers.regels), ("Gewiste logregels", werk.cijfers.gewist)]
    gone = werk.boek.bewaring("gewiste-regels", "Logregels waarvan de leesbare kant is gewist.", werk.cijfers.gewist)
    return Cijferlijst("gelezen", "Wat is gelezen", tuple(rows), (werk.boek.telling("handelingen"), gone))


def _erased(werk: Werk) -> tuple[Alinea, ...]:
    if not werk.cijfers.gewist:
        return ()
    return (Alinea("Van een deel van het logboek is de leesbare kant gewist. Die regels tellen niet mee."),)


def _changes(werk: Werk) -> tuple[Blok, ...]:
    """Tell what the region changed in the national blueprint."""
    known = werk.blauwdruk
    value = [change.to_json() for change in known.wijzigingen]
    cited = werk.boek.uitgave("blauwdruk", "De landelijke blauwdruk met wat de regio wijzigde.", [known.digest, value])
    lead = Alinea("De vaste teksten komen uit de landelijke blauwdruk van de integrale casusaanpak.", (cited,))
    table = Tabel(
        "regionale-wijzigingen",
        "Wat de regio in de landelijke blauwdruk wijzigde",
        ("Deel", "Soort", "Wijziging", "Reden", "Bron"),
        tuple((item.id, item.soort, item.hoe, item.reden, item.bron) for item in known.wijzigingen),
        (cited,),
        leeg="Deze editie volgt de landelijke blauwdruk zonder wijzigingen.",
    )
    return (lead, table)


def _added(werk: Werk) -> tuple[Alinea, ...]:
    """Return what the region tells beside the national text; evidence is cited only where something is told."""
    if not werk.blauwdruk.all("toelichting", sectie="1"):
        return ()
    rows, cited = werk.deel("toelichting", "Wat de regio toevoegt.", sectie="1")
    told = (f"{item['tekst']} (Bron: {item['bron']}, zekerheid {item['zekerheid']}.)" for item in rows)
    return tuple(Alinea(text, (cited,)) for text in told)


def voorstel(werk: Werk) -> tuple[Blok, ...]:
    """Describe the cooperation and what happened in the period."""
    doelen = tuple(werk.label("doel", code) for code in CONVENANT)
    tekst: tuple[Blok, ...] = (
        werk.tekst("samenwerking"),
        *_added(werk),
        Alinea("Delen mag alleen voor deze doelen:"),
        Lijst(doelen, (werk.boek.regels("doelen-convenant", "De doelen van het convenant.", list(doelen)),)),
        Cijferlijst(
            "periode",
            "Wat er in deze periode gebeurde",
            (
                ("Geopende casussen", _count(werk, Event.CASUS_GEOPEND)),
                ("Verstrekte records", _count(werk, Event.VERSTREKKING_OPGENOMEN)),
                ("Keren gelezen", _count(werk, Event.VERSTREKKING_GELEZEN)),
                ("Geweigerde vragen aan de regels", werk.cijfers.total("weigeringen")),
                ("Organisaties die iets deden", len(werk.cijfers.rows("deelnemers"))),
            ),
            tuple(werk.boek.telling(name) for name in ("handelingen", "weigeringen", "deelnemers")),
        ),
    )
    werk.antwoorden.answer("1.1", uit(*tekst))
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
