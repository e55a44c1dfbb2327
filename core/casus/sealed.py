# SPDX-License-Identifier: EUPL-1.2
"""Sealed text inside a case event: title, code name, the subject of a request.

Invariants:
- Text for people enters the case record only as a sealed record (suite 1), of exactly the wire form of
  `core.envelope`; every leaf of its JSON is machine-like: identifier, code, number, hash or base64.
- The shred salt never stands in an event: events are never erased, the salt must be. `split_salt` takes it out first.

Norm: design.md 6 (envelope) and issue text "title and code name are sealed". It opens nothing and checks no signature:
`core.envelope.verify` does, before the event is made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.casus.fields import finding
from core.envelope import EnvelopeError, SealedRecord

if TYPE_CHECKING:
    from core.casus.bevindingen import Bevinding

SEALED_FIELDS = ("titel", "onderwerp")
MAX_BYTES = 256 * 1024
_LEAF = re.compile(
    r"[0-9a-f]{64}|sha256:[0-9a-f]{64}|[0-9]{20}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    r"|[a-z][a-z0-9]*(?:-[a-z0-9]+){0,6}|Ed25519|ML-DSA-65"
    r"|https://knooppunt\.example/verwerkingen/[a-z0-9-]{1,60}"
    r"|(?:[A-Za-z0-9+/]{4}){6,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
)


def check_sealed(pad: str, value: Any) -> list[Bevinding]:
    """Check that `value` has the shape of a sealed record without salt and holds no readable text."""
    try:
        size = len(jcs.encode(value))
        salted = SealedRecord.from_json(value).zout is not None
    except (EnvelopeError, jcs.CanonicalError):
        return finding(pad, "niet-verzegeld", "Hier hoort een verzegeld record.")
    if salted:
        return finding(pad, "met-zout", "Het zout van een verzegeld record hoort niet in een gebeurtenis.")
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
