# SPDX-License-Identifier: EUPL-1.2
"""The shapes on the wire around the seal: header, statement, grants, wraps, delivery, receipt, problem.

Invariants:
- Closed and strict: an unknown field is an error, as a missing one.
- Bytes are padded canonical base64, hashes lowercase hex, times whole milliseconds since 1970, ids UUIDv4 text.
- A shape says nothing about signatures: those are for `core.envelope`, `core.keychain` and `audit.proof`.

Used for the published JSON Schemas and for the server's OpenAPI. Norm: design.md 5 and 6, RFC 9457 (problem).
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from audit.proof import jcs
from core.contract.velden import Model, Oin, Uuid4, Vorm

MAX_MS = 253_402_300_799_999


def _is_base64(text: str, length: int | None = None) -> bool:
    try:
        found = len(jcs.unb64(text))
    except jcs.CanonicalError:
        return False
    return length in (None, found)


def _is_base64_of(length: int) -> Vorm:
    def check(text: str) -> bool:
        return _is_base64(text, length)

    return Vorm("base64-ongeldig", f"Hier hoort base64 van precies {length} bytes.", r"[A-Za-z0-9+/]+={0,2}", check)


Base64 = Annotated[
    str, Vorm("base64-ongeldig", "Hier hoort base64 met opvulling.", r"[A-Za-z0-9+/]*={0,2}", _is_base64)
]
Sha256 = Annotated[
    str, Vorm("sha256-ongeldig", "Hier hoort een SHA-256 in kleine hexadecimale cijfers.", r"[0-9a-f]{64}")
]
Vrijgave = Annotated[
    str, Vorm("vrijgave-ongeldig", "Hier hoort de vingerafdruk van een vrijgave.", r"sha256:[0-9a-f]{64}")
]
Eenheid = Annotated[str, Vorm("eenheid-ongeldig", "Dit is geen code van een eenheid.", r"[a-z0-9][a-z0-9._-]{0,63}")]
Kopcode = Annotated[str, Vorm("code-ongeldig", "Dit is geen code.", r"[a-z0-9][a-z0-9._-]{0,63}")]
Uri = Annotated[str, Vorm("uri-ongeldig", "Hier hoort een URI.", r"[a-z][a-z0-9+.-]{0,31}:[!-~]{1,480}")]
Moment = Annotated[int, Field(ge=0, le=MAX_MS, description="milliseconden sinds 1970")]


class Kop(Model):
    """The header of a sealed record: what the operator may see."""

    v: Literal[1]
    suite: Literal[1]
    record: Uuid4
    casus: Uuid4
    levering: Uuid4
    verstrekker: Oin
    eenheid: Eenheid
    sleutel: Sha256
    categorie: Kopcode
    doel: Kopcode
    fase: Kopcode
    verwerking: Uri
    vrijgave: Vrijgave
    gemaakt: Moment
    bewaren_tot: Moment | None
    omvang: Annotated[int, Field(ge=256)]
    vorige: Uuid4 | None = None


class Handtekening(Model):
    """A hybrid signature: both parts are required."""

    ed25519: Annotated[str, _is_base64_of(64)]
    ml_dsa_65: Annotated[str, _is_base64_of(3309)] = Field(alias="ml-dsa-65")


class Bijlage(Model):
    """A sealed attachment as the statement names it."""

    bijlage: Uuid4
    sha256: Sha256
    lengte: Annotated[int, Field(ge=1)]
    binding: Sha256


class Verklaring(Model):
    """What the supplier signs."""

    kop: Kop
    inhoud_sha256: Sha256
    binding: Sha256
    zout_sha256: Sha256
    algoritmen: tuple[Literal["Ed25519"], Literal["ML-DSA-65"]]
    bijlagen: Annotated[tuple[Bijlage, ...], Field(max_length=256)]


class Toekenning(Model):
    """One recipient's right to open one record."""

    v: Literal[1]
    record: Uuid4
    kop_sha256: Sha256
    ontvanger: Oin
    eenheid: Eenheid
    sleutel: Sha256
    omhulsel_sha256: Sha256
    vrijgave: Vrijgave
    verzoek: Uuid4
    door: Oin
    tijd: Moment


class Toekenningen(Model):
    """The grants of one wrapping act under one hybrid signature."""

    lijst: Annotated[tuple[Toekenning, ...], Field(min_length=1, max_length=256)]
    handtekening: Handtekening


class LatereToekenningen(Model):
    """Grants made after the push: one wrapping act of one holder, with the delegation that it cites."""

    lijst: Annotated[tuple[Toekenning, ...], Field(min_length=1, max_length=256)]
    handtekening: Handtekening
    sleutel: Annotated[Sha256, Field(description="kenmerk van de tekensleutel van wie toekende")]
    delegatie: Annotated[
        Sha256 | None, Field(description="hash van de verklaring van de verstrekker; leeg bij een eigen nieuwe sleutel")
    ]


class Omhulsel(Model):
    """The content secret wrapped to one key."""

    ontvanger: Oin
    eenheid: Eenheid
    sleutel: Sha256
    omhulsel: Annotated[str, _is_base64_of(1168)]


class VerzegeldRecord(Model):
    """One verstrekking under one seal. `zout` goes with a push and with a logged read, `later` only with a read."""

    kop: Kop
    inhoud: Base64
    verklaring: Verklaring
    handtekening: Handtekening
    toekenningen: Toekenningen
    omhulsels: Annotated[tuple[Omhulsel, ...], Field(max_length=256)]
    zout: Annotated[str, _is_base64_of(32)] | None = None
    later: Annotated[tuple[LatereToekenningen, ...], Field(max_length=256)] | None = None


class Ontvangstbewijs(Model):
    """A receipt: a log line, its openings and the proof that it stands under a signed checkpoint.

    In the stamlog `blad` is the entry itself and the openings are null.
    """

    log: Annotated[str, Field(min_length=1, max_length=200)]
    index: Annotated[int, Field(ge=0)]
    blad: dict[str, Any]
    feit: dict[str, Any] | None
    feit_sleutel: Annotated[str, _is_base64_of(32)] | None
    persoon: dict[str, Any] | None
    persoon_sleutel: Annotated[str, _is_base64_of(32)] | None
    bewijs: Annotated[str, Field(description="c2sp.org/tlog-proof@v1")]
    staat: Literal["opgenomen", "getuigd"]


class Toelichting(Model):
    """A rule that decided, with its source and its sentence."""

    id: str
    effect: Literal["allow", "deny"]
    bron: str
    artikel: str
    zin: str
    zekerheid: str


class Ontbreekt(Model):
    """A fact that is missing, for which rule, and who can state it."""

    feit: str
    regel: str
    bij: str


class BevindingModel(Model):
    """One fault in what was sent."""

    pad: str
    reden: str
    tekst: str


class Plichtadvies(Model):
    """What an obligation of a refusing row says can be done."""

    plicht: str
    tekst: str


class Probleem(Model):
    """problem+json (RFC 9457) with what design.md 4 adds to a refusal."""

    type: Annotated[str, Field(pattern=r"^urn:knooppunt:fout:[a-z0-9-]+$")]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    instance: str | None = None
    uitkomst: (
        Annotated[
            Literal["verboden", "niet-vaststelbaar", "niet-geregeld", "geweigerd"],
            Field(description="geweigerd: er zijn regels die niet aan u mogen worden getoond"),
        ]
        | None
    ) = None
    regels: tuple[Toelichting, ...] | None = None
    ontbreekt: tuple[Ontbreekt, ...] | None = None
    waar: dict[str, str] | None = None
    adviezen: tuple[Plichtadvies, ...] | None = None
    bevindingen: tuple[BevindingModel, ...] | None = None
    bewijs: tuple[Ontvangstbewijs, ...] | None = None
