# SPDX-License-Identifier: EUPL-1.2
"""Canonical JSON, base64 and digests: the one way in which anything is turned into bytes that are signed or hashed.

Invariants:
- `encode` gives the RFC 8785 (JCS) form for the subset that this project allows: ASCII keys, no floats, integers
  below 2**53, text without lone surrogates. Within that subset sorted-key compact JSON *is* RFC 8785.
- `decode` accepts any JSON text of that subset and refuses the rest: duplicate keys, floats, NaN, non-ASCII keys.
- Base64 is the standard alphabet, padded and canonical: two texts never stand for the same bytes.

Norm: RFC 8785; RFC 4648 section 4 with canonical padding. It does not check any schema.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

# Integers beyond this lose precision in JavaScript readers of our vectors (RFC 8785 section 3.2.2.3).
MAX_INT = 2**53 - 1
MAX_DEPTH = 64

# What needs no look: most values are text, and a call for each of them would cost more than encoding them.
_SIMPLE = frozenset({str, bool, type(None)})


def _encoder() -> Callable[[Json], str]:
    """Return what writes sorted, compact JSON, made once: each call of the standard encoder makes its C part anew."""
    maker: Any = getattr(json.encoder, "c_make_encoder", None)
    if maker is None:  # a Python without it
        return json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode
    write = maker(None, None, json.encoder.encode_basestring, None, ":", ",", True, False, False)
    return lambda value: "".join(write(value, 0))


_canonical = _encoder()


class CanonicalError(ValueError):
    """The value or text is outside the canonical subset; the message never repeats the value itself."""


def encode(value: Json) -> bytes:
    """Return the canonical UTF-8 bytes of `value`.

    Raises:
        CanonicalError: a float, a key that is not ASCII text, a too large integer or a lone surrogate.
    """
    _check(value, 0)
    try:
        return _canonical(value).encode("utf-8")
    except UnicodeEncodeError:
        raise CanonicalError("tekst bevat een los surrogaatteken") from None


def decode(data: bytes | str) -> Any:
    """Parse JSON text strictly.

    Raises:
        CanonicalError: not JSON, not UTF-8, a duplicate key, or a value outside the canonical subset.
    """
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_float=_refuse_float,
            parse_constant=_refuse_float,
            parse_int=_parse_int,
        )
    except CanonicalError:
        raise
    except (ValueError, RecursionError):
        raise CanonicalError("geen geldige JSON in UTF-8") from None
    _check(value, 0)
    return value


def digest(value: Json) -> str:
    """Return the lowercase hex SHA-256 of the canonical bytes of `value`."""
    return hashlib.sha256(encode(value)).hexdigest()


def b64(data: bytes) -> str:
    """Return padded standard base64."""
    return base64.b64encode(data).decode("ascii")


def unb64(text: str) -> bytes:
    """Return the bytes of padded canonical standard base64.

    Raises:
        CanonicalError: another alphabet, missing padding, white space, or non-zero trailing bits.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        raise CanonicalError("geen geldige base64") from None
    if b64(data) != text:
        raise CanonicalError("base64 niet in de ene geldige vorm")
    return data


def _check(value: Json, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise CanonicalError("te diep genest")
    if isinstance(value, dict):
        _check_keys(value)
        items: Iterable[Json] = value.values()
    elif isinstance(value, (list, tuple)):
        items = value
    else:
        _check_single(value)
        return
    for item in items:
        kind = type(item)
        if kind is int and -MAX_INT <= item <= MAX_INT:  # type: ignore[operator] # mypy does not narrow by `type`
            continue
        if kind not in _SIMPLE:
            _check(item, depth + 1)


def _check_keys(value: dict[str, Json]) -> None:
    try:
        ascii_only = "".join(value).isascii()
    except TypeError:  # a key that is no text
        ascii_only = False
    if not ascii_only:
        raise CanonicalError("sleutel is geen ASCII-tekst")


def _check_single(value: object) -> None:
    if isinstance(value, int):
        if abs(value) > MAX_INT:
            raise CanonicalError("geheel getal te groot")
    elif value is not None and not isinstance(value, str):
        raise CanonicalError(f"soort waarde niet toegestaan: {type(value).__name__}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise CanonicalError("dubbele sleutel")
    return result


def _refuse_float(_: str) -> NoReturn:
    raise CanonicalError("getal met een komma of exponent")


def _parse_int(text: str) -> int:
    if len(text) > 17:  # longer than any integer we allow: refuse before Python turns it into a number
        raise CanonicalError("geheel getal te groot")
    return int(text)
