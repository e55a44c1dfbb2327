# SPDX-License-Identifier: EUPL-1.2
"""What the law asks in a breach: the duties per kind of data, the parts of a notification, and what things at the operator open.

Invariants:
- Each part carries its source and certainty; what was not found says so and is never filled in by guessing.
- Which duty goes with a category follows from the category alone; what is no police or criminal data falls under the AVG.

Norm: law.md D. Nothing here is adopted; jurists check it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final

AVG, WPG, WJSG = "avg", "wpg", "wjsg"
STRAFVORDERLIJK: Final = "strafvorderlijk"


@cache
def texts() -> dict[str, Any]:
    """Return the file of this version."""
    return tomllib.loads((resources.files("gep.datalek") / "gegevens" / "recht.toml").read_text("utf-8"))


def regime_of(categorie: str) -> str:
    """Return under which duty a breach of this category falls."""
    if categorie.startswith("wpg-"):
        return WPG
    return WJSG if categorie == STRAFVORDERLIJK else AVG


def regime(code: str) -> dict[str, str]:
    """Return title, source, certainty and sentence of a duty."""
    found: dict[str, str] = next(item for item in texts()["stelsel"] if item["code"] == code)
    return found


def parts() -> list[dict[str, str]]:
    """Return the parts of a notification, in order."""
    found: list[dict[str, str]] = texts()["onderdeel"]
    return found
