# SPDX-License-Identifier: EUPL-1.2
"""The sections about watching and keeping: incidents, rights, log reads, retention, and checks of the log itself.

Invariants: as `blokken`. Who read the log is a function and never a person; why is a code that cannot hold a name.

Norm: Wpg 25, 28, 32a, 33a; BIO2 8.15. It judges nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.document.blokken import Alinea, Sectie

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.wpg.blokken import Blokken


def sections(blokken: Blokken, first: int) -> tuple[Sectie, ...]:
    """Return these five sections, numbered from `first`."""
    made = (
        ("Incidenten en alarmen", _incidents(blokken)),
        ("Rechten van betrokkenen", _rights(blokken)),
        ("Lezen in het log", _log_reads(blokken)),
        ("Bewaren en vernietigen", _keeping(blokken)),
        ("Controle van het log", _checks(blokken)),
    )
    return tuple(Sectie(str(first + number), titel, blocks) for number, (titel, blocks) in enumerate(made))


def _incidents(blokken: Blokken) -> tuple[Blok, ...]:
    return (
        Alinea(
            "Hier staat wat het log kent. Een alarm in een gateway ziet het knooppunt niet: vraag dat aan de partners."
        ),
        blokken.tabel("afwijkingen", "Records die niet opengingen of anders waren", {"melding": 0, "organisatie": 1}),
        blokken.tabel("sleutels-gelekt", "Meldingen van een gelekte sleutel", {"organisatie": 0}),
        blokken.tabel(
            "aanmeldingen-geweigerd", "Verzoeken die niet als echt zijn aanvaard", {"organisatie": 0, "reden": 1}
        ),
        blokken.tabel("onbekend", "Vragen naar iets waar de vrager niet bij hoort", {"organisatie": 0}),
    )


def _rights(blokken: Blokken) -> tuple[Blok, ...]:
    return (
        blokken.tabel(
            "rechten",
            "Verzoeken van betrokkenen en wat ermee gebeurde",
            {"gebeurtenis": 0, "verzoek": 1, "organisatie": 2},
        ),
    )


def _log_reads(blokken: Blokken) -> tuple[Blok, ...]:
    return (
        blokken.tabel("logboek-gelezen", "Keren dat in het log is gelezen", {"lezing": 0, "functie": 1, "doel": 2}),
        blokken.tabel("logboek-redenen", "Redenen die daarbij zijn gegeven", {"reden": 0, "lezing": 1}),
        Alinea("Een steekproef staat hier als bewijsbundel, met de reden die de lezer gaf."),
        blokken.tabel("logboek-geweigerd", "Geweigerd lezen in het log", {"functie": 0, "doel": 1, "uitkomst": 2}),
        blokken.tabel(
            "bevoegdheden-herbevestigd", "Bevoegdheden die opnieuw zijn bekeken", {"besluit": 0, "organisatie": 1}
        ),
        blokken.tabel("nood-beoordeeld", "Lezen in nood dat achteraf is beoordeeld", {"besluit": 0, "organisatie": 1}),
    )


def _keeping(blokken: Blokken) -> tuple[Blok, ...]:
    decided = {"besluit": 0, "zorgdrager": 1, "grondslag": 2, "reden": 3}
    return (
        blokken.tabel("bewaarbesluiten", "Besluiten over bewaren", decided),
        blokken.tabel("vergrendeld", "Verstrekkingen die op slot gingen", {"reden": 0, "categorie": 1}),
        blokken.tabel(
            "vernietigd", "Bevolen vernietigingen", {"zorgdrager": 0, "categorie": 1, "grondslag": 2, "reden": 3}
        ),
        blokken.tabel(
            "openingen-gewist", "Logregels waarvan een deel is gewist", {"deel": 0, "grondslag": 1, "reden": 2}
        ),
        blokken.tabel("bewaartermijn-gedraaid", "Keren dat naar termijnen is gekeken", {"organisatie": 0}),
    )


def _checks(blokken: Blokken) -> tuple[Blok, ...]:
    return (
        blokken.tabel("logcontroles", "Keren dat het hele log is nagerekend", {"uitkomst": 0}),
        blokken.tabel("vrijgaven-opgenomen", "Vrijgaven van de regels die zijn opgenomen", {"vrijgave": 0}),
    )
