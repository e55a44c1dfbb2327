# SPDX-License-Identifier: EUPL-1.2
"""The manifest of a rule set: which files with which hashes, made by which engine, in force when.

Purpose: one digest, `sha256:…`, that a decision, a grant and a log line can name.

Invariants: canonical bytes (JSON with sorted keys, no spaces, ASCII only: the same as RFC 8785 for
this data); the same files and data give the same digest on every machine.

Norm: RFC 8785; reference/policy-engine.md 4a (releases). Does not: sign.
"""

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final

VERSIE: Final = 1
MOTOR: Final = "knooppunt-policies/1"


def make_manifest(
    files: Mapping[str, bytes],
    *,
    in_werking: str | None = None,
    vorige: str | None = None,
    opsteller: str | None = None,
) -> bytes:
    """The canonical bytes of a manifest.

    Args:
        files: contents by name, as `loader.read_folder` gives them.
        in_werking: day from which the release is in force (`2026-11-22`), or None.
        vorige: digest of the release before it, or None.
        opsteller: who drew it up (an opaque id, no name), or None.
    """
    return encode(
        {
            "v": VERSIE,
            "bestanden": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
            "motor": engine_versions(),
            "in_werking": in_werking,
            "vorige": vorige,
            "opsteller": opsteller,
        }
    )


def engine_versions() -> dict[str, str]:
    """The parts that decide, with their versions."""
    return {"beleid": MOTOR, "pycasbin": version("pycasbin")}


def digest_of(manifest: bytes) -> str:
    """`sha256:` and the hex digest of a manifest."""
    return f"sha256:{hashlib.sha256(manifest).hexdigest()}"


def encode(value: dict[str, Any]) -> bytes:
    """Canonical JSON of ASCII-safe data without floats.

    Raises:
        ValueError: for a float or a key or text outside ASCII.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    if not text.isascii() or _has_float(value):
        raise ValueError("een manifest bevat alleen ASCII en gehele getallen")
    return text.encode("ascii")


def _has_float(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_float, value.values()))
    if isinstance(value, list):
        return any(map(_has_float, value))
    return isinstance(value, float)
