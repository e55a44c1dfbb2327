# SPDX-License-Identifier: EUPL-1.2
"""Reading a request body: strict JSON of one shape, or a problem with all findings.

Invariants:
- The body is read after the caller has been authenticated, from the very bytes whose digest was signed.
- Strict JSON: no duplicate keys, no floats, no NaN, no lone surrogates (see `audit.proof.jcs`).
- All findings come together, each with a JSON Pointer, a stable reason and a Dutch sentence; never a value, and never the name
  of an unexpected key, because people put values in keys too.

It checks shape only; what the values mean is for `core.exchange`.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from audit.proof import jcs
from core.contract.bevindingen import Bevinding, from_pydantic
from server.api.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

Model = TypeVar("Model", bound=BaseModel)

BODY_KEY: Final = "knooppunt.body"
MAX_FINDINGS: Final = 200


def raw_body(request: Request) -> bytes:
    """Return the bytes that were received (and whose digest was signed)."""
    body: bytes = request.scope.get(BODY_KEY, b"")
    return body


def read_json(request: Request, model: type[Model]) -> dict[str, Any]:
    """Return the body as plain JSON values after checking it against `model`.

    Raises:
        ProblemError: `inhoudstype` when it is no JSON, `ongeldige-invoer` with all findings.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json" or "content-encoding" in request.headers:
        raise ProblemError("inhoudstype")
    raw = raw_body(request)
    try:
        value = jcs.decode(raw)
    except jcs.CanonicalError as error:
        raise invalid([Bevinding("", "geen-json", f"Geen strikte JSON: {error}.")]) from None
    try:
        model.model_validate_json(raw)
    except ValidationError as error:
        raise invalid(from_pydantic(error, _names(model), frozenset())) from None
    assert isinstance(value, dict)
    return {**_defaults(model), **value}


def invalid(bevindingen: Iterable[Bevinding]) -> ProblemError:
    """Return the problem that lists what is wrong with the input."""
    found = [bevinding.to_json() for bevinding in islice(bevindingen, MAX_FINDINGS)]
    return ProblemError("ongeldige-invoer", extra={"bevindingen": found})


@cache
def _names(model: type[BaseModel]) -> frozenset[str]:
    """Return every field name that the shape knows, at any depth."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return frozenset(name for part in parts for name in part.get("properties", {}))


def _defaults(model: type[BaseModel]) -> dict[str, Any]:
    """Return the optional fields with what they mean when they are left out, as plain JSON values."""
    fields = model.model_fields.items()
    return {name: _plain(field.get_default()) for name, field in fields if not field.is_required()}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
