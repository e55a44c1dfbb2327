# SPDX-License-Identifier: EUPL-1.2
"""Strict reading of decoded JSON: exactly these fields, of exactly this kind.

Invariants:
- an unknown field is an error, like a missing one: nothing that was signed is skipped over;
- errors name the field and never its value.

It parses no text (`audit.proof.jcs`) and knows no meaning of fields.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.keychain.errors import ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_OIN = re.compile(r"[0-9]{20}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)
_RELEASE = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_URI = re.compile(r"[a-z][a-z0-9+.-]{0,31}:[!-~]{1,480}", re.ASCII)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)


def record(value: object, required: Iterable[str], optional: Iterable[str] = ()) -> Mapping[str, Any]:
    """Return `value` as a mapping that has all `required` fields and none beside `required` and `optional`.

    Raises:
        ShapeError: not an object, a missing field or an unknown one.
    """
    if not isinstance(value, dict):
        raise ShapeError("Hier hoort een object te staan.")
    needed = set(required)
    if missing := needed - value.keys():
        raise ShapeError(f"Veld ontbreekt: {min(missing)}.")
    if value.keys() - needed - set(optional):
        raise ShapeError("Er staat een onbekend veld in.")
    return value


def text(found: Mapping[str, Any], name: str, limit: int = 512) -> str:
    """Return a non-empty text of at most `limit` characters without control characters."""
    value = found[name]
    if not isinstance(value, str) or not 0 < len(value) <= limit or not value.isprintable():
        raise ShapeError(f"Veld {name} is geen gewone tekst.")
    return value


def name(found: Mapping[str, Any], field: str) -> str:
    """Return a short code: lowercase letters, digits, dot, dash, underscore."""
    return _matched(found, field, _NAME)


def oin(found: Mapping[str, Any], field: str = "oin") -> str:
    """Return an OIN: twenty digits."""
    return _matched(found, field, _OIN)


def digest(found: Mapping[str, Any], field: str) -> str:
    """Return a lowercase hex SHA-256."""
    return _matched(found, field, _HASH)


def uuid4(found: Mapping[str, Any], field: str) -> str:
    """Return a UUID version 4 in its lowercase text form."""
    return _matched(found, field, _UUID4)


def release(found: Mapping[str, Any], field: str) -> str:
    """Return a release digest: "sha256:" and lowercase hex."""
    return _matched(found, field, _RELEASE)


def uri(found: Mapping[str, Any], field: str) -> str:
    """Return an absolute URI in printable ASCII, without spaces."""
    return _matched(found, field, _URI)


def number(found: Mapping[str, Any], field: str, least: int = 0) -> int:
    """Return an integer of at least `least` (a boolean is not an integer here)."""
    value = found[field]
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= jcs.MAX_INT:
        raise ShapeError(f"Veld {field} is geen geldig getal.")
    return value


def number_or_none(found: Mapping[str, Any], field: str) -> int | None:
    """Return an integer or None for JSON null."""
    return None if found[field] is None else number(found, field)


def raw(found: Mapping[str, Any], field: str, length: int | None = None) -> bytes:
    """Return the bytes of a canonical base64 field, of exactly `length` bytes when given."""
    value = found[field]
    if not isinstance(value, str):
        raise ShapeError(f"Veld {field} is geen base64.")
    try:
        data = jcs.unb64(value)
    except jcs.CanonicalError:
        raise ShapeError(f"Veld {field} is geen base64.") from None
    if length is not None and len(data) != length:
        raise ShapeError(f"Veld {field} heeft niet de juiste lengte.")
    return data


def items(found: Mapping[str, Any], field: str, limit: int = 10_000) -> list[Any]:
    """Return a list of at most `limit` items."""
    value = found[field]
    if not isinstance(value, list) or len(value) > limit:
        raise ShapeError(f"Veld {field} is geen lijst, of te lang.")
    return value


def constant(found: Mapping[str, Any], field: str, expected: str | int) -> None:
    """Check that a field has exactly this value and type (so `true` is not 1)."""
    value = found[field]
    if type(value) is not type(expected) or value != expected:
        raise ShapeError(f"Veld {field} heeft niet de verwachte waarde.")


def decode(data: bytes | str) -> Any:
    """Parse strict JSON text.

    Raises:
        ShapeError: not JSON or outside the canonical subset.
    """
    try:
        return jcs.decode(data)
    except jcs.CanonicalError as error:
        raise ShapeError(f"De tekst is niet leesbaar: {error}.") from None


def _matched(found: Mapping[str, Any], field: str, pattern: re.Pattern[str]) -> str:
    value = found[field]
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ShapeError(f"Veld {field} heeft niet de juiste vorm.")
    return value
