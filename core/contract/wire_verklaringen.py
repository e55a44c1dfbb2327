# SPDX-License-Identifier: EUPL-1.2
"""The shapes of signed statements: facts, keys, and the delivery that carries records with facts.

Invariants: as `wire`. A key event carries exactly one public key, of the kind of its role; a fact bundle has one
issuer and one signature over all its statements.

Norm: design.md 2 (facts have issuers; keys are events). It does not know who may state what: that is vocabulary.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.contract.velden import Code, KorteTekst, Model, Oin, Uuid4, needs_one
from core.contract.wire import (
    Base64,
    Eenheid,
    Handtekening,
    Moment,
    Ontvangstbewijs,
    Sha256,
    VerzegeldRecord,
)


class FeitOver(Model):
    """What a fact is about; at least one field is filled, and what is left out does not limit it."""

    casus: Uuid4 | None = None
    record: Uuid4 | None = None
    persoon: Uuid4 | None = None
    organisatie: Oin | None = None
    regio: Code | None = None
    categorie: Code | None = None
    eenheid: Eenheid | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        return needs_one(self, *type(self).model_fields)


class Feitverklaring(Model):
    """One fact as its issuer states it."""

    v: Literal[1]
    id: Uuid4
    feit: Code
    over: FeitOver
    waarde: bool | Annotated[str, Field(min_length=1, max_length=4096)]
    grondslag: KorteTekst
    van: Moment
    tot: Moment | None
    tijd: Moment


class FeitDoor(Model):
    """The issuer: an organisation, or an officer of the deelnemerslijst."""

    oin: Oin
    sleutel: Sha256
    functionaris: Eenheid | None = None


class FeitBundel(Model):
    """Facts of one issuer under one hybrid signature."""

    verklaringen: Annotated[tuple[Feitverklaring, ...], Field(min_length=1, max_length=400)]
    door: FeitDoor
    handtekening: Handtekening


class LevensloopInhoud(Model):
    """What happened to a record: one event as it is signed."""

    v: Literal[1]
    soort: Code
    record: Uuid4
    oin: Oin
    tijd: Moment
    gegevens: dict[str, int | str | tuple[str, ...] | None]


class LevensloopStuk(Model):
    """A signed document about a record."""

    levensloop: LevensloopInhoud
    sleutel: Sha256
    handtekening: Handtekening


class Levering(Model):
    """A push: records that are taken in together or not at all, with the facts they rest on."""

    verstrekkingen: Annotated[tuple[VerzegeldRecord, ...], Field(min_length=1, max_length=500)]
    feiten: Annotated[tuple[FeitBundel, ...], Field(max_length=500)] = ()
    levensloop: Annotated[
        tuple[LevensloopStuk, ...], Field(max_length=500, description="voorwaarden waaronder de records opengaan")
    ] = ()


class VerstrekkingBewijs(Model):
    """A record that was taken in, with its receipt."""

    record: Uuid4
    bewijs: Ontvangstbewijs


class LeveringAntwoord(Model):
    """The answer to a push."""

    levering: Uuid4
    verstrekkingen: tuple[VerstrekkingBewijs, ...]


class Sleutelgebeurtenis(Model):
    """A key that is published or withdrawn, or the use of a recovery key, signed by the identity key of its owner.

    `eenheid` is filled for KEM keys only. A withdrawal has no `sleutel`, term or `bezit`. `bezit` is a signature by the
    new key itself, or for a KEM or recovery key the hashes of the challenge and its answer.
    """

    v: Literal[1]
    soort: Literal["sleutel-gepubliceerd", "sleutel-ingetrokken", "sleutels-hersteld"]
    oin: Oin
    eenheid: Eenheid | None
    rol: Literal["tekenen", "http", "kem", "herstel"]
    sleutel_id: Sha256
    sleutel: dict[Literal["ed25519", "ml-dsa-65", "x-wing"], Base64] | None = None
    geldig_van: Moment | None = None
    geldig_tot: Moment | None = None
    tijd: Moment
    bezit: dict[Literal["ed25519", "ml-dsa-65", "uitdaging_sha256", "antwoord_sha256"], str] | None = None
    handtekening: Handtekening
