# SPDX-License-Identifier: EUPL-1.2
"""The names of what happens: every act line says in `gebeurtenis` which of these it is.

Invariants:
- A name is `bron:onderwerp:handeling` and never changes meaning; a new meaning is a new name.
- Each has one Dutch sentence (`Event.X.betekenis`), from which the documentation is made.

It is a list of names; which fields a line of each kind has is `core.exchange`'s.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Event(StrEnum):
    """All events of act lines."""

    betekenis: str

    def __new__(cls, name: str, betekenis: str) -> Self:
        """Make a member that is its name and carries its meaning."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.betekenis = betekenis
        return member

    VERSTREKKING_OPGENOMEN = ("backbone:verstrekking:opgenomen", "Een verstrekking is toegestaan en opgeslagen.")
    VERSTREKKING_GEWEIGERD = ("backbone:verstrekking:geweigerd", "Een verstrekking is geweigerd; niets is opgeslagen.")
    VERSTREKKING_GELEZEN = ("backbone:verstrekking:gelezen", "Een ontvanger heeft een verstrekking opgehaald.")
    LEZING_GEWEIGERD = ("backbone:lezing:geweigerd", "Een verzoek om te lezen is geweigerd.")
    ONBEKEND_GEVRAAGD = (
        "backbone:onbekend:gevraagd",
        "Er is gevraagd naar iets dat niet bestaat of waar de vrager niet bij hoort.",
    )
    CASUS_GEOPEND = ("backbone:casus:geopend", "Een casus is geopend.")
    CASUS_GEWIJZIGD = ("backbone:casus:gewijzigd", "Deelnemers, personen of adviezen van een casus zijn gewijzigd.")
    CASUS_FASE_GEZET = ("backbone:casus:fase-gezet", "Een streng van een casus is naar een andere fase gegaan.")
    CASUS_GESLOTEN = ("backbone:casus:gesloten", "Een casus is gesloten.")
    CASUS_GELEZEN = ("backbone:casus:gelezen", "Een deelnemer heeft de stand van een casus opgehaald.")
    CASUS_GEWEIGERD = ("backbone:casus:geweigerd", "Een handeling op een casus is geweigerd.")
    UITVRAAG_GESTELD = ("backbone:uitvraag:gesteld", "Een deelnemer heeft een ander om gegevens gevraagd.")
    UITVRAAG_BEANTWOORD = ("backbone:uitvraag:beantwoord", "Een uitvraag is beantwoord of afgewezen.")
    FEIT_TOEGELATEN = ("backbone:feit:toegelaten", "Een bundel feitverklaringen is gecontroleerd en toegelaten.")
    FEIT_GEWEIGERD = ("backbone:feit:geweigerd", "Een bundel feitverklaringen is niet toegelaten.")
    SLEUTEL_GEWIJZIGD = ("backbone:sleutel:gewijzigd", "Een sleutel is gepubliceerd of ingetrokken in de stamlog.")
    VRIJGAVE_OPGENOMEN = ("backbone:vrijgave:opgenomen", "Een vrijgave van de regels is opgenomen.")
    GATEWAY_WEIGERDE = ("gateway:verstrekking:geweigerd", "Een gateway heeft zelf geweigerd en dat gemeld.")
    AFWIJKING_GEMELD = (
        "gateway:verstrekking:afwijking",
        "Een gateway meldt dat een verstrekking niet opengaat of andere kenmerken heeft dan haar kop.",
    )
    ONTSLEUTELING_MISLUKT = ("gateway:verstrekking:onopenbaar", "Een ontvanger kon een verstrekking niet openen.")
    LOG_GECONTROLEERD = ("beheer:log:gecontroleerd", "Het log is geheel nagerekend; de uitkomst staat in de regel.")
    WISSING_BEVOLEN = ("beheer:opening:gewist", "Openingen of zouten zijn gewist op een ondertekend bevel.")
    SPOOR_GELEZEN = ("beheer:spoor:gelezen", "Een bevoegde heeft met reden in het log gelezen.")
