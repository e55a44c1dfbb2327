# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI of `/v1`: what is served tells the truth about errors, headers and bodies.

Invariants:
- Bodies are read by `bodies.read_json`, so their schemas are declared here (`takes`) and nowhere else.
- Every operation names the problems it can answer with; there is no 422, because the API never gives one.
- `API-Version` stands at every answer; problems are `application/problem+json` with the shape of `Probleem`.

Norm: OpenAPI 3.1; API Design Rules 2.2.1 (`doc-openapi`, `doc-openapi-contact`, `version-header`, `invalid-input`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from core.contract.wire import Probleem
from server.api import API_VERSION
from server.api.problems import MEDIA_TYPE, TYPES

if TYPE_CHECKING:
    from fastapi import FastAPI
    from pydantic import BaseModel

REF: Final = "#/components/schemas/{model}"

# What can happen to any request at all, and to any request that must be signed.
ALWAYS: Final = (400, 408, 413, 500, 503)
SIGNED: Final = (401, 429)

BESCHRIJVING: Final = """
Het knooppunt voor gegevensuitwisseling in RIEC-samenwerkingsverbanden.

Elk verzoek draagt een handtekening van de organisatie (RFC 9421, label `org`) en, waar een persoon handelt, een van
die persoon (label `persoon`), over `@method`, `@target-uri`, `content-digest`, `idempotency-key` en `traceparent`.
Elk antwoord op een ondertekend verzoek is door de beheerder ondertekend (label `antwoord`) en hoort bij dat ene verzoek.
Elk verzoek draagt een `Idempotency-Key` (UUIDv4): hetzelfde verzoek onder dezelfde sleutel geeft hetzelfde antwoord.

Inhoud is verzegeld: de beheerder kan haar niet lezen. Van elke handeling, ook van een weigering, staat een regel in het
log; het antwoord bevat het bewijs daarvan. Bij te veel verzoeken (429) en bij drukte (503) zegt `Retry-After` na hoeveel
seconden het weer kan; er is dan niets gedaan. Fouten zijn `application/problem+json` met een vaste `type`.
"""


# The bodies that routes declared, by the name under which the OpenAPI refers to them.
_bodies: dict[str, type[BaseModel]] = {}


def takes(model: type[BaseModel]) -> dict[str, Any]:
    """Return what a route adds to its operation to declare its body."""
    _bodies[model.__name__] = model
    content = {"application/json": {"schema": {"$ref": REF.format(model=model.__name__)}}}
    return {"requestBody": {"required": True, "content": content}}


def problems(*statuses: int, signed: bool = True) -> dict[int | str, dict[str, Any]]:
    """Return the documented problems of an operation: the given ones and those that are always possible."""
    found = {*statuses, *ALWAYS, *(SIGNED if signed else ())}
    return {status: {"description": _titles(status)} for status in sorted(found)}


def _titles(status: int) -> str:
    return "; ".join(f"{soort.titel} (`{naam}`)" for naam, soort in TYPES.items() if soort.status == status)


def describe(app: FastAPI, server: str) -> dict[str, Any]:
    """Return the OpenAPI document of `/v1` under the public address `server`."""
    document = get_openapi(
        title="Knooppunt",
        version=API_VERSION,
        summary="Gegevens delen in RIEC-verband, verzegeld en controleerbaar",
        description=BESCHRIJVING,
        routes=app.routes,
        servers=[{"url": f"{server}/v1"}],
        contact={
            "name": "Beheer Knooppunt",
            "email": "beheer@knooppunt.example",
            "url": "https://knooppunt.example/contact",
        },
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    )
    for operation in _operations(document):
        _complete(operation)
    models: list[type[BaseModel]] = [Probleem, *_bodies.values()]
    _, definitions = models_json_schema([(model, "validation") for model in models], ref_template=REF)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(definitions["$defs"])
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return document


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def _complete(operation: dict[str, Any]) -> None:
    """Give every answer its version header, and every problem its media type and schema."""
    responses = operation["responses"]
    responses.pop("422", None)
    for status, response in responses.items():
        response["headers"] = {
            "API-Version": {
                "description": "volledige versie van deze API",
                "schema": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
            }
        }
        if int(status) >= 400:
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="Probleem")}}}
