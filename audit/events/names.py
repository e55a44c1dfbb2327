# SPDX-License-Identifier: EUPL-1.2
"""The names of what happens: every act line says in `gebeurtenis` which of these it is.

Invariants:
- A name is `bron:onderwerp:handeling` in ASCII and never changes meaning; a new meaning is a new name.
- Each has one Dutch sentence (`betekenis`), from which the documentation is made, the acts of Wpg 32a that it is (`wpg`,
  none for housekeeping), and how it ended (`resultaat`), which BIO2 asks of every log line.

Which fields a line of each kind has stands beside this, in `audit.events.fields`. Norm: Wpg art. 32a lid 1; BIO2 8.15.01.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Self


class Wpg32a(StrEnum):
    """The six acts that art. 32a of the Wet politiegegevens wants logged."""

    VERZAMELEN = "verzamelen"
    WIJZIGEN = "wijzigen"
    RAADPLEGEN = "raadplegen"
    VERSTREKKEN = "verstrekken"
    COMBINEREN = "combineren"
    VERNIETIGEN = "vernietigen"


class Resultaat(StrEnum):
    """How what a line tells ended."""

    GELUKT = "gelukt"
    GEWEIGERD = "geweigerd"
    MISLUKT = "mislukt"
    GEMELD = "gemeld"


VERZAMELEN, WIJZIGEN, RAADPLEGEN, VERSTREKKEN, COMBINEREN, VERNIETIGEN = Wpg32a
GEWEIGERD: Final = Resultaat.GEWEIGERD
GEMELD: Final = Resultaat.GEMELD
MISLUKT: Final = Resultaat.MISLUKT


class Event(StrEnum):
    """All events of act lines."""

    betekenis: str
    wpg: tuple[Wpg32a, ...]
    resultaat: Resultaat

    def __new__(cls, name: str, betekenis: str, *more: Wpg32a | Resultaat) -> Self:
        """Make a member that is its name and carries its meaning, its acts of Wpg 32a and its result."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.betekenis = betekenis
        member.wpg = tuple(item for item in more if isinstance(item, Wpg32a))
        member.resultaat = next((item for item in more if isinstance(item, Resultaat)), Resultaat.GELUKT)
        return member

    # Supplying and reading
    VERSTREKKING_OPGENOMEN = (
        "backbone:verstrekking:opgenomen", "Een verstrekking is toegestaan en opgeslagen.", VERZAMELEN, VERSTREKKEN,
    )  # fmt: skip
    VERSTREKKING_GEWEIGERD = (
        "backbone:verstrekking:geweigerd", "Een verstrekking is geweigerd; niets is opgeslagen.", VERSTREKKEN, GEWEIGERD,
    )  # fmt: skip
    VERSTREKKING_GELEZEN = (
        "backbone:verstrekking:gelezen", "Een ontvanger heeft een verstrekking opgehaald.", RAADPLEGEN, VERSTREKKEN,
    )  # fmt: skip
    LEZING_GEWEIGERD = (
        "backbone:lezing:geweigerd", "Een verzoek om te lezen is geweigerd.", RAADPLEGEN, GEWEIGERD,
    )  # fmt: skip
    ONBEKEND_GEVRAAGD = (
        "backbone:onbekend:gevraagd",
        "Er is gevraagd naar iets dat niet bestaat of waar de vrager niet bij hoort.",
        GEWEIGERD,
    )

    TOEKENNING_TOEGEVOEGD = (
        "backbone:toekenning:toegevoegd", "Een verstrekking is later aan nog een ontvanger toegekend.", VERSTREKKEN,
    )  # fmt: skip
    TOEKENNING_HERSLEUTELD = (
        "backbone:toekenning:hersleuteld", "Een houder heeft een verstrekking voor een eigen nieuwe sleutel omhuld.",
    )  # fmt: skip
    TOEKENNING_GEWEIGERD = (
        "backbone:toekenning:geweigerd", "Een latere toekenning is geweigerd; niets is veranderd.", VERSTREKKEN, GEWEIGERD,
    )  # fmt: skip

    VERSTREKKING_INGETROKKEN = (
        "backbone:verstrekking:ingetrokken", "Een verstrekker heeft een verstrekking ingetrokken; zij wordt niet meer gegeven.",
        WIJZIGEN,
    )  # fmt: skip
    VERSTREKKING_VERVANGEN = (
        "backbone:verstrekking:vervangen", "Een verstrekker heeft een verstrekking gecorrigeerd of vernieuwd.", WIJZIGEN,
    )  # fmt: skip
    ONTVANGER_VERWIJDERD = (
        "backbone:ontvanger:verwijderd", "Een verstrekker heeft een ontvanger van een verstrekking afgehaald.", WIJZIGEN,
    )  # fmt: skip
    VERSTREKKING_VRIJGEGEVEN = (
        "backbone:verstrekking:vrijgegeven", "Een partij heeft een verstrekking onder embargo vrijgegeven.",
    )  # fmt: skip
    VERSTREKKING_BEVESTIGD = (
        "backbone:verstrekking:bevestigd", "Een ontvanger heeft bevestigd dat zij een intrekking of wijziging heeft verwerkt.",
    )  # fmt: skip
    OORDEEL_TOEGEVOEGD = (
        "backbone:oordeel:toegevoegd", "Een ontvanger heeft een afwijkend oordeel bij een verstrekking gelegd.",
        VERZAMELEN, VERSTREKKEN,
    )  # fmt: skip
    LEVENSLOOP_GEWEIGERD = (
        "backbone:levensloop:geweigerd", "Intrekken, wijzigen of een oordeel toevoegen is geweigerd.", WIJZIGEN, GEWEIGERD,
    )  # fmt: skip

    # The casus
    CASUS_GEOPEND = ("backbone:casus:geopend", "Een casus is geopend.", VERZAMELEN)
    CASUS_GEWIJZIGD = ("backbone:casus:gewijzigd", "Deelnemers of personen van een casus zijn gewijzigd.", WIJZIGEN)
    CASUS_FASE_GEZET = (
        "backbone:casus:fase-gezet",
        "Een streng van een casus is naar een andere fase gegaan.",
        WIJZIGEN,
    )
    CASUS_GESLOTEN = ("backbone:casus:gesloten", "Een casus is gesloten.", WIJZIGEN)
    CASUS_GELEZEN = ("backbone:casus:gelezen", "Een deelnemer heeft de stand van een casus opgehaald.", RAADPLEGEN)
    CASUS_GEWEIGERD = ("backbone:casus:geweigerd", "Een handeling op een casus is geweigerd.", WIJZIGEN, GEWEIGERD)
    ADVIES_GEGEVEN = (
        "backbone:advies:gegeven",
        "Een deelnemer heeft een advies vastgelegd op grond van wat in de casus bij elkaar kwam.",
        COMBINEREN,
    )
    UITVRAAG_GESTELD = ("backbone:uitvraag:gesteld", "Een deelnemer heeft een ander om gegevens gevraagd.", VERZAMELEN)
    UITVRAAG_BEANTWOORD = ("backbone:uitvraag:beantwoord", "Een uitvraag is beantwoord of afgewezen.", WIJZIGEN)
    MERKSLEUTEL_GEMAAKT = (
        "backbone:merksleutel:gemaakt",
        "Een deelnemer heeft een merksleutel van een casus gemaakt of aan deelnemers doorgegeven.",
        WIJZIGEN,
    )
    MERKSLEUTEL_GELEZEN = (
        "backbone:merksleutel:gelezen", "Een deelnemer heeft zijn omhulsel van de merksleutel opgehaald.", RAADPLEGEN,
    )  # fmt: skip
    MERKEN_OPGENOMEN = (
        "backbone:merken:opgenomen", "Een verstrekker heeft merken bij een verstrekking gezet.", VERZAMELEN,
    )  # fmt: skip
    MERKEN_VERGELEKEN = (
        "backbone:merken:vergeleken",
        "Een deelnemer heeft de merken van wat hij mag lezen laten vergelijken; ook als er geen treffer was.",
        COMBINEREN,
    )
    MERK_TREFFER = (
        "backbone:merken:treffer", "Twee verstrekkingen in een casus hebben een kenmerk gemeen.", COMBINEREN,
    )  # fmt: skip
    MERKEN_GEWEIGERD = (
        "backbone:merken:geweigerd", "Een handeling met merken van een casus is geweigerd.", COMBINEREN, GEWEIGERD,
    )  # fmt: skip
    FEIT_TOEGELATEN = (
        "backbone:feit:toegelaten", "Een bundel feitverklaringen is gecontroleerd en toegelaten.", VERZAMELEN,
    )  # fmt: skip
    FEIT_GEWEIGERD = ("backbone:feit:geweigerd", "Een bundel feitverklaringen is niet toegelaten.", GEWEIGERD)

    # Keys, rules and who may come in
    SLEUTEL_GEWIJZIGD = ("backbone:sleutel:gewijzigd", "Een sleutel is gepubliceerd of ingetrokken in de stamlog.")
    SLEUTELS_HERSTELD = (
        "backbone:sleutels:hersteld",
        "Een organisatie heeft haar herstelsleutel gebruikt; haar lees- en tekensleutels van daarvoor gelden niet meer.",
    )
    SLEUTEL_GELEKT = (
        "backbone:sleutel:gelekt",
        "Een organisatie meldt dat een leessleutel is gelekt; wie ermee te openen records verstrekte, hoort welke.",
        GEMELD,
    )
    AANMELDING_GEWEIGERD = (
        "backbone:aanmelding:geweigerd",
        "Verzoeken onder een bekende sleutel zijn niet als echt aanvaard; één regel per sleutel en uur, met het aantal.",
        GEWEIGERD,
    )
    VRIJGAVE_OPGENOMEN = ("backbone:vrijgave:opgenomen", "Een vrijgave van de regels is opgenomen.")

    # What gateways report
    GATEWAY_WEIGERDE = (
        "gateway:verstrekking:geweigerd", "Een gateway heeft zelf geweigerd en dat gemeld.", VERSTREKKEN, GEWEIGERD,
    )  # fmt: skip
    AFWIJKING_GEMELD = (
        "gateway:verstrekking:afwijking",
        "Een gateway meldt dat een verstrekking niet opengaat of andere kenmerken heeft dan haar kop.",
        GEMELD,
    )
    ONTSLEUTELING_MISLUKT = (
        "gateway:verstrekking:onopenbaar", "Een ontvanger kon een verstrekking niet openen.", MISLUKT,
    )  # fmt: skip
    AFSTEMMING_GEMELD = (
        "gateway:afstemming:gemeld",
        "Een gateway heeft de telling en de wortels van haar dag gemeld, om met het log te vergelijken.",
    )

    # Keeping and destroying
    BEWAREN_BESLOTEN = (
        "backbone:bewaren:besloten",
        "De zorgdrager heeft vernietigen stilgezet of weer toegestaan, of een bewaartermijn verlengd.",
        WIJZIGEN,
    )
    BEWAREN_GEWEIGERD = ("backbone:bewaren:geweigerd", "Een besluit over bewaren is geweigerd.", WIJZIGEN, GEWEIGERD)
    VERSTREKKING_VERGRENDELD = (
        "backbone:verstrekking:vergrendeld", "Een verstrekking is op slot gegaan en wordt niet meer gelezen.", WIJZIGEN,
    )  # fmt: skip
    VERNIETIGING_BEVOLEN = (
        "backbone:verstrekking:vernietigd",
        "Een verstrekking wordt vernietigd op een ondertekend bevel, en komt niet meer terug.",
        VERNIETIGEN,
    )
    VERNIETIGING_GEWEIGERD = (
        "backbone:vernietiging:geweigerd", "Een bevel om te vernietigen is geweigerd; er is niets vernietigd.",
        VERNIETIGEN, GEWEIGERD,
    )  # fmt: skip
    VERNIETIGING_HERHAALD = (
        "beheer:vernietiging:herhaald",
        "Een vernietiging die deze stand van het log niet kende, is na het terugzetten van een back-up opnieuw vastgelegd.",
        VERNIETIGEN,
    )
    VERNIETIGING_VOLTOOID = (
        "beheer:vernietiging:voltooid",
        "Een bevel om te vernietigen is uitgevoerd: zout, omhulsels en inhoud zijn weg uit de database en de kluis.",
        VERNIETIGEN,
    )

    # The GEB
    GEB_VASTGESTELD = (
        "backbone:geb:vastgesteld", "Een verwerkingsverantwoordelijke heeft over een editie van de GEB besloten.",
    )  # fmt: skip
    GEB_GEADVISEERD = (
        "backbone:geb:geadviseerd",
        "De FG van een organisatie heeft over een editie van de GEB geadviseerd.",
    )
    GEB_GEWEIGERD = (
        "backbone:geb:geweigerd", "Een besluit of advies over een editie van de GEB is geweigerd.", GEWEIGERD,
    )  # fmt: skip

    # Requests of citizens about their data
    RECHTENVERZOEK_ONTVANGEN = (
        "backbone:rechtenverzoek:ontvangen",
        "Een contactpunt heeft een verzoek van een burger verzegeld bij alle verantwoordelijken uitgezet.",
        VERZAMELEN, VERSTREKKEN,
    )  # fmt: skip
    RECHTENVERZOEK_GELEZEN = (
        "backbone:rechtenverzoek:gelezen", "Een verantwoordelijke of het contactpunt heeft een rechtenverzoek opgehaald.",
        RAADPLEGEN,
    )  # fmt: skip
    RECHTENVERZOEK_BEANTWOORD = (
        "backbone:rechtenverzoek:beantwoord", "Een verantwoordelijke heeft een rechtenverzoek verzegeld beantwoord.",
        VERSTREKKEN,
    )  # fmt: skip
    RECHTENVERZOEK_VERLENGD = (
        "backbone:rechtenverzoek:verlengd", "Het contactpunt heeft de termijn van een rechtenverzoek verlengd.", WIJZIGEN,
    )  # fmt: skip
    RECHTENVERZOEK_AFGEROND = (
        "backbone:rechtenverzoek:afgerond",
        "Een rechtenverzoek is afgerond; de verzegelde vraag en antwoorden zijn weg.",
        WIJZIGEN, VERNIETIGEN,
    )  # fmt: skip
    RECHTENVERZOEK_GEWEIGERD = (
        "backbone:rechtenverzoek:geweigerd", "Een handeling voor de rechten van een burger is geweigerd.", GEWEIGERD,
    )  # fmt: skip
    RECHTEN_BEPERKT = (
        "backbone:rechten:beperkt",
        "Een verantwoordelijke laat een onderdeel uit een antwoord, op een grond en tot een dag.",
        WIJZIGEN,
    )
    INFORMEREN_BESLOTEN = (
        "backbone:betrokkene:informeren-besloten",
        "Een verantwoordelijke heeft besloten of een persoon wordt ingelicht over verwerkte gegevens.",
    )

    # The operator
    LOG_GECONTROLEERD = ("beheer:log:gecontroleerd", "Het log is geheel nagerekend; de uitkomst staat in de regel.")
    WISSING_BEVOLEN = (
        "beheer:opening:gewist", "Openingen of zouten zijn gewist op een ondertekend bevel.", VERNIETIGEN,
    )  # fmt: skip
    WISSING_GEWEIGERD = (
        "beheer:wissing:geweigerd", "Een bevel om te wissen is geweigerd; niets is gewist.", GEWEIGERD,
    )  # fmt: skip
    BEWAARTERMIJN_GEDRAAID = (
        "beheer:bewaartermijn:gedraaid", "Er is nagegaan wat over zijn termijn is; de uitkomst staat in de regel.",
    )  # fmt: skip
    LOGSLEUTEL_GEWISSELD = ("beheer:logsleutel:gewisseld", "Het log tekent met nieuwe sleutels.")
    LIJST_OVERGENOMEN = (
        "beheer:deelnemerslijst:overgenomen", "Het knooppunt werkt onder een volgende deelnemerslijst.",
    )  # fmt: skip
    SPOOR_GELEZEN = ("beheer:spoor:gelezen", "Een bevoegde heeft met reden in het log gelezen.", RAADPLEGEN)
    SPOOR_GEEXPORTEERD = (
        "beheer:spoor:geexporteerd", "Een bevoegde heeft met reden een deel van het log als bestand gemaakt.", RAADPLEGEN,
    )  # fmt: skip
    BUNDEL_GEMAAKT = (
        "beheer:bundel:gemaakt", "Een bevoegde heeft met reden een bewijsbundel van een handeling gemaakt.", RAADPLEGEN,
    )  # fmt: skip
    BEVOEGDHEID_HERBEVESTIGD = (
        "beheer:bevoegdheid:herbevestigd", "Een bevoegde heeft een autorisatie opnieuw bevestigd of ingetrokken.",
    )  # fmt: skip
    NOOD_BEOORDEELD = (
        "beheer:nood:beoordeeld", "Een ander heeft achteraf beoordeeld of lezen in nood terecht was.",
    )  # fmt: skip
    BACK_UP_BEGONNEN = ("beheer:back-up:begonnen", "Er wordt een back-up gemaakt, verzegeld voor deze sleutels.")
    BACK_UP_TERUGGEZET = (
        "beheer:back-up:teruggezet", "Het knooppunt werkt verder vanaf een back-up, na vergelijking met wat anderen zagen.",
    )  # fmt: skip
    INSTELLING_GEWIJZIGD = (
        "beheer:instelling:gewijzigd", "De server is gestart met andere instellingen dan de vorige keer.",
    )  # fmt: skip
    SERVER_GESTART = ("beheer:server:gestart", "Een proces van de server is begonnen met dienen.")
    SERVER_GESTOPT = ("beheer:server:gestopt", "Een proces van de server is op verzoek gestopt.")


_BY_NAME: Final = {event.value: event for event in Event}


def named(name: object) -> Event:
    """Return the event of this name.

    Raises:
        ValueError: there is none.
    """
    found = _BY_NAME.get(name) if isinstance(name, str) else None
    if found is None:
        raise ValueError("deze gebeurtenis bestaat niet")
    return found
