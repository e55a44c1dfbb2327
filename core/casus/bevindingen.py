# SPDX-License-Identifier: EUPL-1.2
"""Findings: what is wrong with a value that came from outside, all of it at once.

Invariants:
- A finding names the place and a stable reason code, and never repeats the value: personal data cannot leak through it.
- `Ongeldig` holds at least one finding; "nothing wrong" is the value itself, not an empty `Ongeldig`.

Norm: NL API Design Rules 2.2.1 (all errors together, status 400). It raises nothing and knows no HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bevinding:
    """One finding: `pad` in JSON notation (`gegevens.oin`), `reden` a stable code, `tekst` a Dutch sentence."""

    pad: str
    reden: str
    tekst: str

    def to_json(self) -> dict[str, str]:
        """Return the finding as it stands in a problem+json answer."""
        return {"pad": self.pad, "reden": self.reden, "tekst": self.tekst}


@dataclass(frozen=True, slots=True)
class Ongeldig:
    """A value that was refused, with every reason; `vastgelegd` when the attempt left a line."""

    bevindingen: tuple[Bevinding, ...]
    vastgelegd: bool = False

    def __post_init__(self) -> None:
        if not self.bevindingen:
            raise ValueError("Ongeldig zonder bevinding bestaat niet")

    def to_json(self) -> list[dict[str, str]]:
        """Return all findings as JSON."""
        return [bevinding.to_json() for bevinding in self.bevindingen]
