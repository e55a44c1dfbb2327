# SPDX-License-Identifier: EUPL-1.2
"""The header (`kop`) of a sealed record: what the operator may see and what everything else is bound to.

Invariants:
- exactly the known fields, each of its own form; `suite` is a number of the register (`core.keychain.suites`), nothing else;
- `hash` is over the canonical JSON; body, wraps and grants all carry it;
- recipients do not stand in the header: they stand in the grants.

Fields: `v`, `suite`, `record`, `casus`, `levering` (UUIDv4), `verstrekker` (OIN), `eenheid` (supplying unit),
`sleutel` (id of the signing key), `categorie`, `doel`, `fase` (codes), `verwerking` (URI of the processing activity),
`vrijgave` ("sha256:" and hex), `gemaakt` and `bewaren_tot` (ms since the epoch; the latter may be null), `omvang`
(padded size in bytes), and optionally `vorige` (the record that this one replaces).
Norm: design.md 6, `log-and-crypto.md` D2. Whether codes exist and mean something is for policies and contract.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, cast

from audit.proof import jcs
from core.envelope.errors import EnvelopeError, Reden
from core.keychain import shape
from core.keychain.errors import ShapeError
from core.keychain.suites import SUITES

if TYPE_CHECKING:
    from collections.abc import Mapping

_MADE_HERE = ("v", "suite", "sleutel", "omvang")
_GIVEN = (
    "record",
    "casus",
    "levering",
    "verstrekker",
    "eenheid",
    "categorie",
    "doel",
    "fase",
    "verwerking",
    "vrijgave",
    "gemaakt",
    "bewaren_tot",
)
_OPTIONAL = ("vorige",)


class Kop(TypedDict):
    """The header as it goes over the wire."""

    v: int
    suite: int
    record: str
    casus: str
    levering: str
    verstrekker: str
    eenheid: str
    sleutel: str
    categorie: str
    doel: str
    fase: str
    verwerking: str
    vrijgave: str
    gemaakt: int
    bewaren_tot: int | None
    omvang: int
    vorige: NotRequired[str]


def make(fields: Mapping[str, Any], key_id: str, size: int, suite: int = 1) -> Kop:
    """Return a complete header from the fields that the supplier chooses.

    Args:
        fields: all fields except `v`, `suite`, `sleutel` and `omvang`.
        key_id: id of the signing key.
        size: padded size in bytes.
        suite: that of the signing key.

    Raises:
        EnvelopeError: a field is missing, unknown or malformed.
    """
    if fields.keys() & set(_MADE_HERE):
        raise EnvelopeError(Reden.KOP)
    return check({**fields, "v": 1, "suite": suite, "sleutel": key_id, "omvang": size})


def check(value: object) -> Kop:
    """Return a header of which every field has its form.

    Raises:
        EnvelopeError: another version or suite, or a field that is missing, unknown or malformed.
    """
    try:
        found = shape.record(value, (*_MADE_HERE, *_GIVEN), _OPTIONAL)
    except ShapeError:
        raise EnvelopeError(Reden.KOP) from None
    try:
        shape.constant(found, "v", 1)
    except ShapeError:
        raise EnvelopeError(Reden.SUITE) from None
    if type(found["suite"]) is not int or found["suite"] not in SUITES:
        raise EnvelopeError(Reden.SUITE)
    try:
        _check_fields(found)
    except ShapeError:
        raise EnvelopeError(Reden.KOP) from None
    return cast("Kop", dict(found))


def encode(kop: Kop) -> bytes:
    """Return the canonical bytes."""
    return jcs.encode(cast("jcs.Json", kop))


def digest(encoded: bytes) -> bytes:
    """Return the 32-byte header hash of canonical bytes."""
    return hashlib.sha256(encoded).digest()


def _check_fields(found: Mapping[str, Any]) -> None:
    for field in ("record", "casus", "levering"):
        shape.uuid4(found, field)
    if "vorige" in found:
        shape.uuid4(found, "vorige")
    shape.oin(found, "verstrekker")
    for field in ("eenheid", "categorie", "doel", "fase"):
        shape.name(found, field)
    shape.digest(found, "sleutel")
    shape.uri(found, "verwerking")
    shape.release(found, "vrijgave")
    shape.number(found, "gemaakt")
    shape.number_or_none(found, "bewaren_tot")
    shape.number(found, "omvang", 256)
