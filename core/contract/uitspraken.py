# SPDX-License-Identifier: EUPL-1.2
"""What is said about subjects, and the labels that the law wants on it.

Invariants:
- Every statement says whether it is fact or opinion, how reliable it is, where it comes from, how it was obtained and
  as of which day; there is no default for any of these.
- Amounts are whole euro cents.

Norm: Wpg 3(5) (origin and way obtained), Wpg 4 (reliability; facts apart from opinions), R-54 `label-volledig`.
It does not judge whether a label is true.
"""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from core.contract.velden import Bsn, Code, Datum, KorteTekst, Model, Naam, Oin, Onderwerp, Tekst, Uuid4

Betrouwbaarheid: TypeAlias = Literal["vastgesteld", "waarschijnlijk", "mogelijk", "twijfelachtig", "onbekend"]

# `toeslagen`, `lsi` and `riec` are the origins that rules ask about.
Herkomst: TypeAlias = Literal[
    "eigen-waarneming",
    "eigen-registratie",
    "basisregistratie",
    "betrokkene",
    "aangever",
    "getuige",
    "informant",
    "partner",
    "toeslagen",
    "lsi",
    "riec",
    "buitenland",
    "open-bron",
    "derde",
]
Verkregen: TypeAlias = Literal[
    "waarneming",
    "registratie",
    "melding",
    "aangifte",
    "verklaring",
    "verhoor",
    "controle",
    "onderzoek",
    "vordering",
    "doorzoeking",
    "observatie",
    "interceptie",
    "informantencontact",
    "belastingaangifte",
    "vergunningaanvraag",
    "verstrekking",
    "openbaar",
    "geautomatiseerd",
]


class Labels(Model):
    """The labels of a statement, or of all subjects and relations in one supply."""

    soort: Literal["feit", "oordeel"]
    betrouwbaarheid: Betrouwbaarheid
    herkomst: Herkomst
    verkregen: Verkregen
    peildatum: Datum
    toelichting: KorteTekst | None = Field(None, description="hoe verkregen, in woorden")


class Bedrag(Model):
    """An amount in euro cents; negative for what is owed back."""

    aard: Code
    centen: Annotated[int, Field(ge=-(10**15), le=10**15)]
    jaar: Annotated[int, Field(ge=1900, le=9999)] | None = None
    vanaf: Datum | None = None
    tot: Datum | None = None


class Uitspraak(Labels):
    """A statement about one or more subjects, with its labels."""

    id: Uuid4
    over: Annotated[tuple[Onderwerp, ...], Field(min_length=1, max_length=100)]
    tekst: Tekst | None = None
    bedrag: Bedrag | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.tekst is None and self.bedrag is None:
            raise PydanticCustomError("niets-ingevuld", "Een uitspraak heeft een tekst of een bedrag.")
        return self


class Rapportage(Model):
    """A bestuurlijke rapportage: what a partner reports to a mayor or another competent body."""

    titel: Naam
    aan: Oin
    aan_functie: Literal["burgemeester", "college", "bevoegd-gezag"]
    opgemaakt: Datum
    aanleiding: Tekst
    bevindingen: Annotated[tuple[Uuid4, ...], Field(min_length=1, max_length=500)] = Field(
        description="de uitspraken in deze verstrekking waarop de rapportage rust"
    )
    conclusie: Tekst
    grondslag: KorteTekst
    voorstel: Tekst | None = None


class Interventieadvies(Model):
    """The advice at the end of a casusoverleg; about organisations, never about a person."""

    nodig: bool
    soorten: Annotated[
        tuple[
            Literal["bestuurlijk", "bibob", "strafrechtelijk", "fiscaal", "preventief", "privaatrechtelijk", "overig"],
            ...,
        ],
        Field(max_length=7),
    ] = ()
    deelnemers: Annotated[tuple[Oin, ...], Field(max_length=100)] = ()
    verantwoordelijk: Oin | None = None
    coordineert: Oin | None = None
    vastgesteld: Datum
    toelichting: Tekst | None = None

    @model_validator(mode="after")
    def _who_does_it(self) -> Self:
        if self.nodig and (not self.soorten or self.verantwoordelijk is None or self.coordineert is None):
            raise PydanticCustomError(
                "advies-onvolledig",
                "Bij een nodige interventie horen soorten, een verantwoordelijke en een coördinator.",
            )
        return self


class Casusomschrijving(Model):
    """The title and code name of a case: sealed, so that the operator never reads them."""

    titel: Naam
    codenaam: Naam | None = None
    toelichting: Tekst | None = None


class HitAntwoord(Model):
    """The answer to a sealed question: known here or not, and nothing more."""

    vraag: Uuid4 = Field(description="de uitvraag die hiermee wordt beantwoord")
    onderwerp: Onderwerp
    antwoord: Literal["hit", "geen-hit"]


class Vraag(Model):
    """What a sealed question asks about its subjects."""

    gevraagd: Code = Field(description="de gevraagde categorie")
    toelichting: Tekst | None = None


class Nummer(Model):
    """A BSN with the subject it belongs to: alone under its own seal."""

    onderwerp: Onderwerp
    bsn: Bsn = Field(repr=False)


class Cijfer(Model):
    """A figure without people, for pictures and statistics."""

    omschrijving: KorteTekst
    aantal: Annotated[int, Field(ge=0, le=10**12)] | None = None
    centen: Annotated[int, Field(ge=-(10**15), le=10**15)] | None = None

    @model_validator(mode="after")
    def _counts_something(self) -> Self:
        if self.aantal is None and self.centen is None:
            raise PydanticCustomError("niets-ingevuld", "Een cijfer heeft een aantal of een bedrag.")
        return self
