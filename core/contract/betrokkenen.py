# SPDX-License-Identifier: EUPL-1.2
"""Who and what a case is about: people, organisations, places, vehicles, numbers, permits, and how they relate.

Invariants:
- Each has a random subject reference (`onderwerp`) that ties the supplies about it together; nothing here is a BSN.
- What a source does not know stays absent; dates keep their unknown parts.

Norm: Logisch Ontwerp BRP for person and address fields, the BAG for numbers of buildings, law.md C3 for person
categories. Which of these a category may hold: see `profielen`.
"""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from core.contract.datum import OnvolledigeDatum
from core.contract.velden import (
    BagId,
    Code,
    Datum,
    Iban,
    Imei,
    Kenteken,
    KorteTekst,
    KvkNummer,
    Landcode,
    Model,
    Naam,
    Oin,
    Onderwerp,
    PandId,
    Postcode,
    Rsin,
    Tabelcode,
    Telefoonnummer,
    Vestigingsnummer,
    Voertuignummer,
    Vorm,
    needs_one,
)

Persoonscategorie: TypeAlias = Literal[
    "verdachte-10a",
    "art9-persoon-met-aanwijzingen",
    "persoon-met-aanwijzingen-van-betrokkenheid",
    "verdachte",
    "veroordeelde",
    "getuige",
    "slachtoffer",
    "aangever",
    "toevallige-relatie",
    "vergunninghouder",
    "bestuurder",
    "overig",
]
Rechtsvorm: TypeAlias = Literal[
    "bv",
    "nv",
    "vof",
    "cv",
    "maatschap",
    "eenmanszaak",
    "stichting",
    "vereniging",
    "cooperatie",
    "kerkgenootschap",
    "publiekrechtelijk",
    "buitenlands",
    "overig",
    "onbekend",
]


class Tabelwaarde(Model):
    """A value of a national table (municipality, country, nationality): its code, its description, or both."""

    code: Tabelcode | None = None
    omschrijving: Naam | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        return needs_one(self, "code", "omschrijving")


class NatuurlijkPersoon(Model):
    """A human being, without BSN."""

    soort: Literal["natuurlijk-persoon"] = "natuurlijk-persoon"
    onderwerp: Onderwerp
    voornamen: Naam | None = None
    adellijke_titel: Annotated[str, Vorm("titel-ongeldig", "Dit is geen code van een titel.", "[A-Z]{1,2}")] | None = (
        None
    )
    voorvoegsel: Naam | None = None
    geslachtsnaam: Naam | None = None
    naamgebruik: Literal["E", "P", "V", "N"] | None = None
    geboortedatum: OnvolledigeDatum | None = None
    geboorteplaats: Tabelwaarde | None = None
    geboorteland: Tabelwaarde | None = None
    geslacht: Literal["M", "V", "O"] | None = None
    overlijdensdatum: OnvolledigeDatum | None = None
    nationaliteiten: Annotated[tuple[Tabelwaarde, ...], Field(max_length=20)] = ()
    geheimhouding: Literal["0", "1", "2", "3", "4", "5", "6", "7"] | None = Field(
        None, description="BRP 07.70.10: aan wie de gemeente deze gegevens niet verstrekt; reist als label mee"
    )
    persoonscategorie: Persoonscategorie | None = None


class Rechtspersoon(Model):
    """An organisation of the trade register or one from abroad."""

    soort: Literal["rechtspersoon"] = "rechtspersoon"
    onderwerp: Onderwerp
    naam: Naam | None = None
    handelsnamen: Annotated[tuple[Naam, ...], Field(max_length=50)] = ()
    kvk: KvkNummer | None = None
    vestigingsnummer: Vestigingsnummer | None = None
    rsin: Rsin | None = None
    rechtsvorm: Rechtsvorm | None = None
    land: Landcode | None = None

    @model_validator(mode="after")
    def _no_bsn_as_rsin(self) -> Self:
        if self.rsin is not None and self.rechtsvorm == "eenmanszaak":
            raise PydanticCustomError(
                "rsin-bij-eenmanszaak", "Een eenmanszaak heeft geen RSIN; haar nummer is het BSN van de eigenaar."
            )
        return needs_one(self, "naam", "kvk", "rsin", "vestigingsnummer")


class Adres(Model):
    """An address in the Netherlands or abroad, as the register has it."""

    soort: Literal["adres"] = "adres"
    onderwerp: Onderwerp
    functie: Literal["woonadres", "briefadres", "vestigingsadres", "bezoekadres", "overig"] | None = None
    straatnaam: Naam | None = None
    openbare_ruimte: Naam | None = None
    huisnummer: Annotated[int, Field(ge=0, le=99_999)] | None = None
    huisletter: Annotated[str, Vorm("huisletter-ongeldig", "Een huisletter is één letter.", "[A-Za-z]")] | None = None
    huisnummertoevoeging: Annotated[Naam, Field(max_length=4)] | None = None
    aanduiding: Literal["to", "by"] | None = None
    postcode: Postcode | None = None
    woonplaats: Naam | None = None
    gemeente: Tabelwaarde | None = None
    locatiebeschrijving: Naam | None = None
    adresseerbaar_object: BagId | None = None
    nummeraanduiding: BagId | None = None
    land: Tabelwaarde | None = None
    buitenlandregels: Annotated[tuple[Naam, ...], Field(max_length=3)] = ()

    @model_validator(mode="after")
    def _something(self) -> Self:
        names = ("straatnaam", "openbare_ruimte", "postcode", "woonplaats", "gemeente", "locatiebeschrijving")
        return needs_one(self, *names, "adresseerbaar_object", "nummeraanduiding", "land", "buitenlandregels")


class Pand(Model):
    """A building of the BAG."""

    soort: Literal["pand"] = "pand"
    onderwerp: Onderwerp
    pand: PandId
    gebruiksdoel: Code | None = None
    bouwjaar: Annotated[int, Field(ge=1000, le=9999)] | None = None
    kadastrale_aanduiding: Naam | None = None


class Voertuig(Model):
    """A vehicle by its number plate or its identification number."""

    soort: Literal["voertuig"] = "voertuig"
    onderwerp: Onderwerp
    kenteken: Kenteken | None = None
    land: Landcode | None = Field(None, description="afwezig: Nederland")
    voertuignummer: Voertuignummer | None = None
    merk: Naam | None = None
    kleur: Naam | None = None

    @model_validator(mode="after")
    def _plate(self) -> Self:
        plate = self.kenteken
        if plate is not None and self.land in (None, "NL") and not (len(plate) == 6 and not plate.isdigit()):
            raise PydanticCustomError("kenteken-ongeldig", "Een Nederlands kenteken is zes tekens zonder streepjes.")
        return needs_one(self, "kenteken", "voertuignummer")


class Telefoon(Model):
    """A telephone number."""

    soort: Literal["telefoon"] = "telefoon"
    onderwerp: Onderwerp
    nummer: Telefoonnummer


class Toestel(Model):
    """A device by its IMEI."""

    soort: Literal["toestel"] = "toestel"
    onderwerp: Onderwerp
    imei: Imei
    omschrijving: Naam | None = None


class Rekening(Model):
    """A bank account."""

    soort: Literal["rekening"] = "rekening"
    onderwerp: Onderwerp
    iban: Iban
    tenaamstelling: Naam | None = None


class Vergunning(Model):
    """A permit: asked for, granted, refused, withdrawn."""

    soort: Literal["vergunning"] = "vergunning"
    onderwerp: Onderwerp
    aard: Code
    kenmerk: Naam | None = None
    status: Literal[
        "aangevraagd", "verleend", "geweigerd", "ingetrokken", "geschorst", "verlopen", "buiten-behandeling"
    ]
    bevoegd_gezag: Oin | None = None
    houder: Onderwerp | None = None
    locatie: Onderwerp | None = None
    ingangsdatum: Datum | None = None
    einddatum: Datum | None = None
    voorschriften: KorteTekst | None = None


Betrokkene: TypeAlias = Annotated[
    NatuurlijkPersoon | Rechtspersoon | Adres | Pand | Voertuig | Telefoon | Toestel | Rekening | Vergunning,
    Field(discriminator="soort"),
]

Relatieaard: TypeAlias = Literal[
    "ingeschreven-op",
    "woont-op",
    "verblijft-op",
    "gevestigd-op",
    "eigenaar-van",
    "huurder-van",
    "verhuurder-van",
    "gebruiker-van",
    "houder-van",
    "bestuurder-van",
    "aandeelhouder-van",
    "uiteindelijk-belanghebbende-van",
    "werknemer-van",
    "partner-van",
    "ouder-van",
    "kind-van",
    "familie-van",
    "zakelijke-relatie-van",
    "contact-met",
    "betaalt-aan",
    "overig",
]


class Relatie(Model):
    """How one subject stands to another, from and until when."""

    van: Onderwerp
    naar: Onderwerp
    aard: Relatieaard
    vanaf: OnvolledigeDatum | None = None
    tot: OnvolledigeDatum | None = None
    toelichting: KorteTekst | None = None

    @model_validator(mode="after")
    def _two_ends(self) -> Self:
        if self.van == self.naar:
            raise PydanticCustomError(
                "relatie-met-zichzelf", "Een relatie loopt tussen twee verschillende onderwerpen."
            )
        return self
