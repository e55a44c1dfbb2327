# SPDX-License-Identifier: EUPL-1.2
"""The manifest of a rule set: which files with which hashes, made by which engine, in force when, adopted by whom.

Purpose: one digest, `sha256:…`, that a decision, a grant and a log line can name, and that people sign.

Invariants: canonical bytes (JSON with sorted keys, no spaces, ASCII only: the same as RFC 8785 for
this data); the same files and data give the same digest. Version 2 is what is made; version 1 (before
reports, proofs and adoption were signed along) stays readable for ever: decisions cite it.

Norm: RFC 8785; reference/policy-engine.md 4a (releases). Does not: sign, or say who must.
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

VERSIE: Final = 2
MOTOR: Final = "knooppunt-policies/1"
# Every engine whose releases this code decides exactly as they were decided then; one is added, none ever goes.
MOTOREN: Final = frozenset({MOTOR})


@dataclass(frozen=True, slots=True)
class Vaststelling:
    """The adoption of a release: which body (an opaque code, no name) and on which day (`2026-11-22`)."""

    orgaan: str
    datum: str

    def to_json(self) -> dict[str, str]:
        """As it stands in the manifest."""
        return {"orgaan": self.orgaan, "datum": self.datum}


def make_manifest(
    files: Mapping[str, bytes],
    *,
    in_werking: str | None = None,
    vorige: str | None = None,
    opsteller: str | None = None,
    effect: str | None = None,
    proeven: str | None = None,
    vastgesteld: Vaststelling | None = None,
) -> bytes:
    """The canonical bytes of a manifest.

    Args:
        files: contents by name, as `loader.read_folder` gives them.
        in_werking: day from which the release is in force (`2026-11-22`); None: from the day it is logged.
        vorige: digest of the release before it, or None for a first one.
        opsteller: who drew it up (an opaque id, no name), or None.
        effect: digest of the impact report that the signers saw; None for a first release only.
        proeven: digest of the summary of what was proven (`policies.bewijzen`).
        vastgesteld: its adoption, or None.
    """
    return encode(
        {
            "v": VERSIE,
            "bestanden": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
            "motor": engine_versions(),
            "in_werking": in_werking,
            "vorige": vorige,
            "opsteller": opsteller,
            "effect": effect,
            "proeven": proeven,
            "vastgesteld": None if vastgesteld is None else vastgesteld.to_json(),
        }
    )


def engine_versions() -> dict[str, str]:
    """The parts that decide, with their versions."""
    return {
        "beleid": MOTOR,
        "pycasbin": version("pycasbin"),
        "simpleeval": version("simpleeval"),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
    }


def digest_of(data: bytes) -> str:
    """`sha256:` and the hex digest of a manifest, or of another document that a manifest names."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


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
