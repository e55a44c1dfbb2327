# SPDX-License-Identifier: EUPL-1.2
"""The shapes on the wire around requests of citizens: signed documents, and sealed letters of one size.

Invariants: as `wire`. In none of them fits anything about whom a request is: ids, codes, organisations, times, hashes, and
sealed bytes.

Norm: law.md R-75, R-76. Which codes there are is `core.contract.rechten`; what fits is judged at the exchange.
"""

from typing import Annotated, Literal

from pydantic import Field

from core.contract.velden import Code, Model, Oin, Uuid4
from core.contract.wire import Base64, Eenheid, Handtekening, Kopcode, Moment, Omhulsel, Sha256
from core.contract.wire_verklaringen import FeitBundel

Oins = Annotated[tuple[Oin, ...], Field(max_length=1000)]


class Bestemming(Model):
    """One key to which a letter is sealed, with the hash of its wrap."""

    ontvanger: Oin
    eenheid: Eenheid
    sleutel: Sha256
    omhulsel_sha256: Sha256


Bestemmingen = Annotated[tuple[Bestemming, ...], Field(max_length=4000)]


class Brief(Model):
    """A sealed letter: every one of its kind has the same size."""

    lichaam: Base64
    omhulsels: Annotated[tuple[Omhulsel, ...], Field(max_length=4000)]


class RechtenverzoekInhoud(Model):
    """Which right is used, when it came in, and to whom it is put; never about whom."""

    v: Literal[1]
    soort: Literal["verzoek"]
    oin: Oin
    gemaakt: Moment
    verzoek: Uuid4
    recht: Code
    regio: Annotated[Code | None, Field(description="RIEC-regio; leeg: het hele land")]
    ontvangen: Annotated[Moment, Field(description="wanneer de burger vroeg; dan begint de termijn")]
    identiteit: Annotated[Code, Field(description="hoe is vastgesteld wie de burger is")]
    eenheid: Annotated[Eenheid, Field(description="eenheid van het contactpunt, voor de antwoorden")]
    vraag_sha256: Sha256
    aan: Bestemmingen
    handmatig: Annotated[Oins, Field(description="verantwoordelijken zonder leessleutel")]


class VerlengingInhoud(Model):
    """The term is extended."""

    v: Literal[1]
    soort: Literal["verlenging"]
    oin: Oin
    gemaakt: Moment
    verzoek: Uuid4
    tot: Moment
    reden: Code


class AfrondingInhoud(Model):
    """The request is done."""

    v: Literal[1]
    soort: Literal["afronding"]
    oin: Oin
    gemaakt: Moment
    verzoek: Uuid4
    uitkomst: Code


class AntwoordInhoud(Model):
    """A controller answered, sealed to the contactpunt."""

    v: Literal[1]
    soort: Literal["antwoord"]
    oin: Oin
    gemaakt: Moment
    verzoek: Uuid4
    antwoord_sha256: Sha256
    aan: Bestemmingen


class BeperkingInhoud(Model):
    """One item is left out of answers; which item and why stand behind hashes."""

    v: Literal[1]
    soort: Literal["beperking"]
    oin: Oin
    gemaakt: Moment
    beperking: Uuid4
    categorie: Kopcode
    grond: Code | None
    reden: Code | None
    tot: Moment | None
    onderdeel_sha256: Sha256
    motivering_sha256: Sha256 | None


class InformeerbesluitInhoud(Model):
    """Whether one person was told; about whom stands behind a hash."""

    v: Literal[1]
    soort: Literal["informeren"]
    oin: Oin
    gemaakt: Moment
    besluit: Code
    grond: Code | None
    tot: Moment | None
    records: Annotated[tuple[Uuid4, ...], Field(max_length=500, description="verstrekkingen over deze persoon")]
    persoon_sha256: Sha256


class RechtenverzoekStuk(Model):
    """A request under both signatures of the contactpunt."""

    stuk: RechtenverzoekInhoud
    sleutel: Sha256
    handtekening: Handtekening


class VerlengingStuk(Model):
    """An extension under both signatures of the contactpunt."""

    stuk: VerlengingInhoud
    sleutel: Sha256
    handtekening: Handtekening


class AfrondingStuk(Model):
    """The end of a request under both signatures of the contactpunt."""

    stuk: AfrondingInhoud
    sleutel: Sha256
    handtekening: Handtekening


class AntwoordStuk(Model):
    """An answer under both signatures of the controller."""

    stuk: AntwoordInhoud
    sleutel: Sha256
    handtekening: Handtekening


class BeperkingStuk(Model):
    """A restriction under both signatures of the controller."""

    stuk: BeperkingInhoud
    sleutel: Sha256
    handtekening: Handtekening


class InformeerbesluitStuk(Model):
    """A decision on informing under both signatures of the controller."""

    stuk: InformeerbesluitInhoud
    sleutel: Sha256
    handtekening: Handtekening


class Rechtenverzoek(Model):
    """What the contactpunt sends: the request, the sealed question, and the statement on the identity."""

    stuk: RechtenverzoekStuk
    vraag: Brief
    feiten: Annotated[tuple[FeitBundel, ...], Field(max_length=4)] = ()


class Rechtenverlenging(Model):
    """What the contactpunt sends to extend a term."""

    stuk: VerlengingStuk


class Rechtenafronding(Model):
    """What the contactpunt sends when a request is done."""

    stuk: AfrondingStuk


class Rechtenantwoord(Model):
    """What a controller answers."""

    stuk: AntwoordStuk
    antwoord: Brief


class Rechtenbeperking(Model):
    """What a controller decided to leave out, with its statement that there is a ground for this case."""

    stuk: BeperkingStuk
    feiten: Annotated[tuple[FeitBundel, ...], Field(max_length=4)] = ()


class Informeerbesluit(Model):
    """What a controller decided on informing one person."""

    stuk: InformeerbesluitStuk
