# SPDX-License-Identifier: EUPL-1.2
"""Reading a manifest: canonical, complete, exact fields per version, from an engine that we still are.

Invariants:
    * unknown, missing or malformed fields refuse the whole manifest; nothing is filled in;
    * version 1 is read by the form of version 1, so what cites it stays decidable for ever.

Norm: design.md 9 (unknown = refuse). Does not: check files or signatures.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from policies.findings import ReleaseError
from policies.manifest import MOTOREN, encode

_V1: Final = frozenset({"v", "bestanden", "motor", "in_werking", "vorige", "opsteller"})
_V2: Final = _V1 | {"effect", "proeven", "vastgesteld"}
_FIELDS: Final = MappingProxyType({1: _V1, 2: _V2})
_MOTOR: Final = frozenset({"beleid", "pycasbin", "simpleeval", "python"})
_HASH: Final = re.compile(r"[0-9a-f]{64}\Z")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}\Z")
_CODE: Final = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+([._-][a-z0-9]+)*\Z")
_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,40}\Z")


def read_manifest(manifest: bytes) -> dict[str, Any]:
    """Read and check a manifest.

    Raises:
        ReleaseError: when it is not canonical, not complete, or made by an engine that we do not know.
    """
    data = _parse(manifest)
    fields = None if data is None else _FIELDS.get(data["v"]) if type(data.get("v")) is int else None
    if data is None or fields is None or set(data) != fields:
        raise ReleaseError(
            "Het manifest van de vrijgave is niet canoniek of niet compleet, of van een nieuwere versie."
        )
    motor = data["motor"]
    if not isinstance(motor, dict) or motor.get("beleid") not in MOTOREN:
        raise ReleaseError("De vrijgave is gemaakt voor een andere versie van de beslismotor.")
    wrong = [text for name, check, text in _CHECKS if name in fields and not check(data[name])]
    if data["v"] > 1:
        wrong += [text for name, check, text in _STRICT if not check(data[name])]
    if wrong:
        raise ReleaseError(" ".join(wrong))
    return data


def begins(data: Mapping[str, Any]) -> date | None:
    """The day from which a release is in force by its manifest; None: from the day it was logged."""
    found = data["in_werking"]
    return date.fromisoformat(found) if isinstance(found, str) and _is_day(found) else None


def _parse(manifest: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(manifest)
        return data if isinstance(data, dict) and encode(data) == manifest else None
    except (ValueError, RecursionError):
        return None


def _are_files(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(_HASH.match(str(found)) for found in value.values())


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _optional(check: Callable[[Any], Any]) -> Callable[[Any], bool]:
    return lambda value: value is None or bool(isinstance(value, str) and check(value))


def _is_adoption(value: Any) -> bool:
    if value is None:
        return True
    exact = isinstance(value, dict) and set(value) == {"orgaan", "datum"}
    return exact and isinstance(value["orgaan"], str) and bool(_CODE.match(value["orgaan"])) and _is_day(value["datum"])


def _is_motor(value: dict[str, Any]) -> bool:
    return (
        set(value) == _MOTOR
        and all(isinstance(found, str) for found in value.values())
        and all(_VERSION.match(found) for name, found in value.items() if name != "beleid")
    )


_CHECKS: Final = (
    ("bestanden", _are_files, "Het manifest noemt geen bestanden met hun hash."),
    ("vorige", _optional(_DIGEST.match), "Het manifest noemt een vorige vrijgave die geen hash is."),
)
"""What every version promises."""

_STRICT: Final = (
    ("motor", _is_motor, "Het manifest noemt niet precies de onderdelen van de beslismotor."),
    ("in_werking", _optional(_is_day), "De dag van inwerkingtreding is geen datum als 2026-11-21."),
    ("opsteller", _optional(_CODE.match), "De opsteller is geen code."),
    ("effect", _optional(_DIGEST.match), "Het manifest noemt een effectrapport dat geen hash is."),
    ("proeven", _optional(_DIGEST.match), "Het manifest noemt proeven die geen hash zijn."),
    ("vastgesteld", _is_adoption, "De vaststelling noemt niet precies een orgaan en een datum."),
)
"""What version 2 promises besides."""
