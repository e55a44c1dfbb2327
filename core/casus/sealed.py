# SPDX-License-Identifier: EUPL-1.2
"""Sealed text inside a case event: title, code name, the subject of a request.

Invariants:
- Text for people enters the case record only as a sealed record (suite 1); every leaf of its JSON is machine-like:
  identifier, code, number, hash or base64.
- The shred salt never stands in an event: events are never erased, the salt must be. `split_salt` takes it out first.

Norm: design.md 6 (envelope) and issue text "title and code name are sealed". It opens nothing and checks no signature:
that is `core.envelope`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.casus.fields import finding

if TYPE_CHECKING:
    from core.casus.bevindingen import Bevinding

SEALED_FIELDS = ("titel", "onderwerp")
MAX_BYTES = 256 * 1024
_KEYS = {"kop", "inhoud", "verklaring", "handtekening", "toekenningen", "omhulsels"}
_LEAF = re.compile(
    r"[0-9a-f]{64}|sha256:[0-9a-f]{64}|[0-9]{20}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    r"|[a-z][a-z0-9]*(?:-[a-z0-9]+){0,6}|Ed25519|ML-DSA-65"
    r"|https://knooppunt\.example/verwerkingen/[a-z0-9-]{1,60}"
    r"|(?:[A-Za-z0-9+/]{4}){6,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
)


def check_sealed(pad: str, value: Any) -> list[Bevinding]:
    """Check that `value` has the shape of a sealed record without salt and holds no readable text."""
    if not isinstance(value, dict) or set(value) != _KEYS:
        return finding(pad, "niet-verzegeld", "Hier hoort een verzegeld record, zonder zout.")
    try:
        size = len(jcs.encode(value))
    except jcs.CanonicalError:
        return finding(pad, "niet-verzegeld", "Het verzegelde record heeft geen geldige vorm.")
    if size > MAX_BYTES:
        return finding(pad, "te-groot", "Het verzegelde record is te groot.")
    if not all(_machine_like(leaf) for leaf in _leaves(value)):
        return finding(pad, "leesbare-tekst", "Het verzegelde record bevat leesbare tekst.")
    return []


def split_salt(gegevens: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the body without the salts of its sealed fields, and the salts (base64) by field name."""
    rest, salts = dict(gegevens), {}
    for name in SEALED_FIELDS:
        sealed = rest.get(name)
        if isinstance(sealed, dict) and isinstance(sealed.get("zout"), str):
            salts[name] = sealed["zout"]
            rest[name] = {key: item for key, item in sealed.items() if key != "zout"}
    return rest, salts


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]


def _machine_like(leaf: Any) -> bool:
    return not isinstance(leaf, str) or _LEAF.fullmatch(leaf) is not None
