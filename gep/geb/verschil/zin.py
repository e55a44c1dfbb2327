# SPDX-License-Identifier: EUPL-1.2
"""One sentence about a difference, with what it is about and both values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Zin:
    """A sentence in Dutch; `onderwerp` is a heading of `gep.geb.verschillen`, `bewijs` the evidence it is about."""

    onderwerp: str
    tekst: str
    eerst: str | None = None
    later: str | None = None
    bewijs: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as `--json` shows it."""
        said: dict[str, Any] = {"onderwerp": self.onderwerp, "tekst": self.tekst}
        for name in ("eerst", "later", "bewijs"):
            if (value := getattr(self, name)) is not None:
                said[name] = value
        return said


def listed(words: list[str], most: int = 8) -> str:
    """Return names after each other, parted so that each is read by itself; what is too much is counted."""
    shown = "; ".join(words[:most])
    return shown if len(words) <= most else f"{shown}; en nog {len(words) - most}"
