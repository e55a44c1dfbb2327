# SPDX-License-Identifier: EUPL-1.2
"""The shapes of what comes in and goes out over `/v1`, as far as `core.contract` does not publish them already.

Invariants:
- No unknown fields coming in, no types bent into one another; ids as UUIDv4 text, times in integer milliseconds.
- Shapes only. Signatures, hashes, code lists and rights are for `core`, which repeats what matters of this check.
- What goes out may grow in a minor version, so those schemas are open.

Classes bear the Dutch nouns of the glossary; descriptions are what partners read in the OpenAPI.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.contract.velden import Code, Model, Oin, Uuid4
from core.contract.wire import (
    Base64,
    Eenheid,
    Handtekening,
    LatereToekenningen,
    Moment,
    Omhulsel,
    Ontvangstbewijs,
    Sha256,
    VerzegeldRecord,
    Vrijgave,
)
from core.contract.wire_rechten import Brief
from core.contract.wire_verklaringen import LevensloopStuk, Sleutelgebeurtenis

Codes = Annotated[tuple[Code, ...], Field(max_length=40)]
Oins = Annotated[tuple[Oin, ...], Field(min_length=1, max_length=40)]
Records = Annotated[tuple[Uuid4, ...], Field(max_length=200)]


class Leeg(Model):
    """An empty object: everything that matters stands in the path."""


class BijlageUpload(Model):
    """An attachment that is going to be sent in parts."""

    bijlage: Uuid4
    lengte: Annotated[int, Field(ge=1, description="aantal versleutelde bytes")]


class BijlageUploadStand(BaseModel):
    """How far an upload is."""

    bijlage: Uuid4
    lengte: int
    deel_bytes: Annotated[int, Field(description="bytes van elk deel, behalve het laatste")]
    delen: Annotated[int, Field(description="in hoeveel delen de bijlage komt")]
    ontbreekt: Annotated[tuple[int, ...], Field(description="nummers van delen die er nog niet zijn, hoogstens 1000")]
    verloopt: Moment
    heel: Annotated[bool, Field(description="alle delen zijn er en de hash is berekend")]


class Casus(Model):
    """A new case. Title and code name are sealed."""

    casus: Uuid4
    regio: Code
    doel: Code
    herkomst: Code
    themas: Codes
    inbrengers: Oins
    namens_werkgroep: bool = False
    hkp: Uuid4 | None = None
    titel: dict[str, Any] | None = None


class Deelnemer(Model):
    """An organisation that takes part, with its units."""

    oin: Oin
    eenheden: Annotated[tuple[Eenheid, ...], Field(max_length=40)]
    van: Moment
    tot: Moment | None = None


class DeelnemerEinde(Model):
    """Taking part ends at this moment."""

    tot: Moment
    reden: Code | None = None


class Persoon(Model):
    """A person of an organisation who works on the case, under the pseudonym that the organisation registered."""

    persoon: Uuid4
    oin: Oin
    van: Moment
    tot: Moment | None = None


class PersoonEinde(Model):
    """The work of a person on the case ends at this moment."""

    persoon: Uuid4
    tot: Moment


class Fase(Model):
    """A strand of the case goes to a phase."""

    streng: Code
    fase: Code
    reden: Code | None = None


class Sluiting(Model):
    """The case ends, for this reason."""

    reden: Code


class Advies(Model):
    """The advice of the case: the record in which it was supplied, and the records on which it rests."""

    record: Uuid4
    gebruikt: Annotated[Records, Field(description="records waarop het advies rust; hun verstrekkers horen het")] = ()


class Analyse(Model):
    """An analysis was made in the case, from these records."""

    records: Annotated[tuple[Uuid4, ...], Field(min_length=1, max_length=200)]


class Uitvraag(Model):
    """A request to a partner for one category; about whom is sealed."""

    casus: Uuid4
    uitvraag: Annotated[Uuid4 | None, Field(description="eigen nummer; zonder geeft het knooppunt er een")] = None
    aan: Oin
    categorie: Code
    onderwerp: dict[str, Any] | None = None


class Antwoord(Model):
    """The answer to a request: supplied, or refused with a reason that may be shared."""

    soort: Literal["verstrekt", "geweigerd"]
    reden: Code | None = None
    records: Records = ()


class Uitdaging(Model):
    """The KEM key of which possession is to be proven."""

    sleutel: Base64


class SleutelgebeurtenisInvoer(Sleutelgebeurtenis):
    """A signed key event; a KEM key comes with the answer to its challenge."""

    uitdaging: Uuid4 | None = None
    antwoord: Base64 | None = None


class Weigering(Model):
    """A refusal of the gateway itself: the question and the rows that decided, no content."""

    casus: Uuid4 | None = None
    handeling: Code
    categorie: Code
    ontvanger: Oin | None = None
    uitkomst: Literal["verboden", "niet-vaststelbaar", "niet-geregeld"]
    regels: Annotated[tuple[str, ...], Field(max_length=100)]
    vrijgave: Vrijgave


class Afwijking(Model):
    """What a reader found on opening: labels that differ, a record that does not open, or a proof that fails."""

    record: Uuid4
    soort: Literal["label", "niet-te-openen", "bewijs"]
    velden: Annotated[tuple[Code, ...], Field(max_length=40)] = ()


class Telling(Model):
    """How many, and the RFC 6962 root over their leaves."""

    aantal: Annotated[int, Field(ge=0, le=2**53 - 1)]
    wortel: Base64


class AfstemmingDag(Model):
    """What a gateway counted of one Dutch day of its own."""

    v: Literal[1]
    soort: Literal["afstemming"]
    oin: Oin
    dag: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="dag in Nederland")]
    verzoeken: Telling
    bewijzen: Telling
    openingen: Telling
    vorige: Annotated[Sha256 | None, Field(description="hash van de vorige afstemming; leeg bij de eerste")]


class AfstemmingInvoer(Model):
    """A day's count under the signing key of the organisation."""

    afstemming: AfstemmingDag
    sleutel: Sha256
    handtekening: Handtekening


class ToekenningInvoer(LatereToekenningen):
    """One wrapping act on one record after its push, with a wrap for each grant."""

    omhulsels: Annotated[tuple[Omhulsel, ...], Field(min_length=1, max_length=256)]


class ToekenningenInvoer(Model):
    """Re-wraps of many records to own new keys, as one act."""

    toekenningen: Annotated[tuple[ToekenningInvoer, ...], Field(min_length=1, max_length=200)]


class MerksleutelLijst(Model):
    """Who holds the tag key of a casus: signed by who wrapped it."""

    v: Literal[1]
    casus: Uuid4
    tijdvak: Annotated[int, Field(ge=1, le=999_999)]
    door: Oin
    tijd: Moment
    reden: Literal["eerste", "vertrek", "gelekt", "toegevoegd"]
    zout_sha256: Sha256
    binding: Sha256
    ontvangers: Annotated[tuple[dict[str, str], ...], Field(min_length=1, max_length=256)]


class MerksleutelDeel(Model):
    """One act of wrapping: the signed list and its wraps."""

    lijst: MerksleutelLijst
    handtekening: Handtekening
    omhulsels: Annotated[tuple[dict[str, str], ...], Field(min_length=1, max_length=256)]


class MerksleutelInvoer(Model):
    """A tag key of a casus, or further wraps of the one that lives; the salt comes with a new one only."""

    sleutel: MerksleutelDeel
    tekensleutel: Annotated[Sha256, Field(description="kenmerk van de tekensleutel onder de lijst")]
    zout: Base64 | None = None


class MerkenInvoer(Model):
    """The tags of one record of the caller; opaque to the backbone."""

    record: Uuid4
    tijdvak: Annotated[int, Field(ge=1, le=999_999)]
    merken: Annotated[tuple[Base64, ...], Field(min_length=1, max_length=200)]


class Treffervraag(Model):
    """Which matches: those of one record, or all that the caller may see."""

    record: Uuid4 | None = None


class OordeelInvoer(Model):
    """A dissent note: the sealed record, and the signed document that ties it to the item."""

    verstrekking: VerzegeldRecord
    levensloop: LevensloopStuk


# --- what goes out


class Uitvoer(BaseModel):
    """What answers share."""

    model_config = ConfigDict(extra="allow")


class MetBewijs(Uitvoer):
    """An act that was done, with the proof that each line it left stands in a signed checkpoint."""

    bewijs: list[Ontvangstbewijs]


class MerksleutelStand(MetBewijs):
    """The signed lists of the tag key with the caller's own wraps, and the salt; empty when there is no key."""

    tijdvak: int | None
    verouderd: bool
    sleutels: list[MerksleutelDeel]
    zout: Base64 | None


class Treffer(Uitvoer):
    """Two records that share identifiers: how many, never which."""

    records: list[Uuid4]
    merken: int


class Trefferuitkomst(MetBewijs):
    """The matches that the caller may see."""

    casus: Uuid4
    treffers: list[Treffer]


class CasusStand(Uitvoer):
    """The present state of a case, and by record id the salts of what is sealed in it."""

    casus: dict[str, Any]
    zouten: dict[str, str]


class Inzage(Uitvoer):
    """A read: the record with only the reader's own wraps and the salt, and the proof of the read itself."""

    record: VerzegeldRecord
    bewijs: Ontvangstbewijs


class Toegekend(MetBewijs):
    """A record for which grants were taken in."""

    record: Uuid4


class Gebeurd(MetBewijs):
    """A document that was taken in, by its hash, and who was told."""

    stuk: Sha256
    ontvangers: list[Oin]


class Geoordeeld(MetBewijs):
    """A dissent note that was taken in, and the item it is about."""

    record: Uuid4
    bij: Uuid4


class Overgeslagen(Uitvoer):
    """A record that was passed over, with the reason as a code."""

    record: Uuid4
    reden: str


class Hersleuteld(MetBewijs):
    """The records that got a wrap for the new key, and those that were passed over."""

    toegekend: list[Uuid4]
    overgeslagen: list[Overgeslagen]


class Bewaartermijnen(Uitvoer):
    """Items on which the caller decides: term, ground, zorgdrager, and how their keeping stands."""

    termijnen: list[dict[str, Any]]
    volgende: Annotated[str, Field(description="record om bij de volgende vraag als `na` mee te geven")]


class Gebbesluiten(Uitvoer):
    """What controllers and their FGs said of editions of the GEB, oldest first."""

    besluiten: list[dict[str, Any]]


class RechtenverzoekStand(MetBewijs):
    """A request of a citizen: the question to a controller, and to the contactpunt the sealed answers too."""

    rechtenverzoek: Uuid4
    stuk: dict[str, Any]
    tot: Moment
    afgerond: Moment | None
    vraag: Annotated[Brief | None, Field(description="de verzegelde vraag; weg als het verzoek is afgerond")] = None
    antwoorden: Annotated[list[dict[str, Any]] | None, Field(description="alleen voor het contactpunt")] = None


class Vernietiging(Uitvoer):
    """An order to destroy of the caller with its lines, and the line of its completion when it was carried out."""

    bevel: dict[str, Any]
    voltooid: Ontvangstbewijs | None
    bewijs: list[Ontvangstbewijs]


class VerzoekStand(Uitvoer):
    """Whether a request of the caller left a line; with the proofs that the caller may see."""

    verzoek: Uuid4
    vastgelegd: bool
    gedaan: bool | None = None
    bewijs: list[Ontvangstbewijs] | None = None


class UitdagingAntwoord(Uitvoer):
    """A challenge that only the holder of the key can answer."""

    id: Uuid4
    uitdaging: Base64


class Bericht(Uitvoer):
    """One message of the own feed."""

    volgnr: int
    soort: str
    tijd: Moment
    gegevens: dict[str, Any]


class Berichten(Uitvoer):
    """A part of the own feed."""

    berichten: list[Bericht]
    volgende: Annotated[int, Field(description="volgnummer om bij de volgende vraag als `na` mee te geven")]


class Sleutellek(Model):
    """An own reading key that leaked, and was withdrawn."""

    sleutel: Sha256


class SleutellekGemeld(MetBewijs):
    """How much it opened, and whose."""

    sleutel: Sha256
    records: Annotated[int, Field(description="aantal records dat met de sleutel te openen was")]
    verstrekkers: list[Oin]


class EigenOmhulsel(Uitvoer):
    """One wrap of the caller, with the header that it is bound to, and the keys that have a wrap of the record."""

    kop: dict[str, Any]
    eenheid: Eenheid
    sleutel: Sha256
    omhulsel: Base64
    tijd: Moment
    later: Annotated[bool, Field(description="of het na de levering is toegekend")]
    sleutels: Annotated[list[Sha256], Field(description="alle eigen sleutels met een omhulsel van dit record")]


class Omhulsels(Uitvoer):
    """A part of the own wraps under one key."""

    omhulsels: list[EigenOmhulsel]
    volgende: Annotated[Uuid4 | None, Field(description="om bij de volgende vraag als `na` mee te geven")]


class Verwerkingsactiviteit(Uitvoer):
    """One version of a processing activity in the register."""

    uri: str
    code: str
    versie: int
    vanaf: int
    doel: str
    handelingen: list[str]
    naam: str
    grondslag: str
    zekerheid: str
    vertrouwelijk: list[str]
    reden: str | None


class Verwerkingsactiviteiten(Uitvoer):
    """The whole register."""

    verwerkingsactiviteiten: list[Verwerkingsactiviteit]


class Document(Uitvoer):
    """A public document that proves itself: its signatures stand inside."""
