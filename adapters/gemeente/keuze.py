# SPDX-License-Identifier: EUPL-1.2
"""Which persons of a file go, and which deserve a second look.

Invariants: a person without BSN stays home; with a selection only who is in it goes; a BSN that stands with two persons
is told of, and both go, since the file cannot tell which of them is right. Numbers are kept as keyed hashes only.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.bestand.bouwer import Record
from adapters.bestand.fouten import BestandsFout, bevinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from adapters.bestand.bronnen import Bron
    from adapters.bestand.verslag import Verslag
    from adapters.gateway.proposal import Bevinding

_MAX_SELECTIE = 100_000


class Keuze:
    """Decides per person whether it stays home.

    Args:
        veld: the rubric of the BSN.
        selectie: the BSNs that may go, or None for all in the file.
    """

    def __init__(self, veld: str, selectie: frozenset[str] | None = None) -> None:
        self._veld = veld
        self._selectie = selectie
        self._sleutel = secrets.token_bytes(32)
        self._gezien: set[bytes] = set()

    def stays_home(self, record: Record) -> str:
        """Return the reason why a person stays home, or ""."""
        nummer = record.velden.get(self._veld, "").strip()
        if not nummer:
            return "zonder-bsn"
        return "" if self._selectie is None or nummer in self._selectie else "niet-geselecteerd"

    def watch(self, bron: Iterable[Record | Bevinding], verslag: Verslag) -> Iterator[Record | Bevinding]:
        """Pass records on, and report a BSN that was seen with an earlier person."""
        for record in bron:
            if isinstance(record, Record) and not self.stays_home(record):
                nummer = record.velden[self._veld].strip()
                teken = hmac.digest(self._sleutel, nummer.encode(), "sha256")[:12]
                if teken in self._gezien:
                    verslag.find([bevinding(record.regel, self._veld, "bsn-dubbel")])
                self._gezien.add(teken)
            yield record


@dataclass(slots=True)
class GekozenBron:
    """A file of persons with the choice in between."""

    bron: Bron
    keuze: Keuze
    verslag: Verslag

    def keur(self) -> None:
        """Check the whole file; raises BestandsFout."""
        self.bron.keur()

    def records(self) -> Iterator[Record | Bevinding]:
        """Yield each person, watched for BSNs that stand twice."""
        return self.keuze.watch(self.bron.records(), self.verslag)


def read_selection(pad: Path) -> frozenset[str]:
    """Return the BSNs in a file, one on each line.

    Raises:
        BestandsFout: unreadable, or too many.
    """
    try:
        with pad.open(encoding="ascii") as stream:
            nummers = [regel.strip() for _, regel in zip(range(_MAX_SELECTIE + 1), stream, strict=False)]
    except (OSError, UnicodeDecodeError):
        raise BestandsFout("bestand-onleesbaar") from None
    if len(nummers) > _MAX_SELECTIE:
        raise BestandsFout("te-groot")
    return frozenset(nummers) - {""}
