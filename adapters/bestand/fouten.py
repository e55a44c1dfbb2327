# SPDX-License-Identifier: EUPL-1.2
"""Faults of a file: one error for the file as a whole, and findings per line.

Invariant: code and sentence come from the catalogue, the field name from the format's own mapping; nothing of the
file's content is ever in a message, so it may be logged and mailed.
"""

from __future__ import annotations

from adapters.bestand.redenen import ALLE
from adapters.gateway.proposal import Bevinding


def bevinding(regel: int, veld: str, reden: str) -> Bevinding:
    """Make a finding from the catalogue.

    Args:
        regel: line number, 1-based; 0 for the file as a whole.
        veld: a name from the mapping, or "".
        reden: a code of the catalogue; an unknown one is a programming error (KeyError).
    """
    return Bevinding(regel=regel, veld=veld, reden=reden, tekst=ALLE[reden])


class BestandsFout(Exception):  # noqa: N818 - a Dutch noun; the word itself says that it is wrong
    """The file as a whole cannot be processed; nothing of it goes out."""

    type = "urn:knooppunt:fout:bestand-ongeldig"

    def __init__(self, reden: str, *, regel: int = 0, veld: str = "") -> None:
        self.bevinding = bevinding(regel, veld, reden)
        super().__init__(reden)

    @property
    def reden(self) -> str:
        """The stable code."""
        return self.bevinding.reden

    def diagnose(self) -> str:
        """Return the fault as a Dutch sentence with the place."""
        waar = f"regel {self.bevinding.regel}: " if self.bevinding.regel else ""
        veld = f" ({self.bevinding.veld})" if self.bevinding.veld else ""
        return f"{waar}{self.bevinding.tekst}{veld}"
