# SPDX-License-Identifier: EUPL-1.2
"""What there is to supply to: the open cases, signals and requests that the gateway knows, and who takes part in them.

Invariants:
- A row goes out only when its reference names something open here; "unknown" and "closed" are the same answer.
- A reference is a UUID, bare or behind `casus:`, `signaal:` or `uitvraag:`; a request names its case, not the other way.

The list comes from the gateway's own verified feed. It decides nothing about rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SOORTEN = frozenset({"casus", "signaal", "uitvraag"})


@dataclass(frozen=True, slots=True)
class Deelnemer:
    """An organisation that takes part: OIN, partner kind, and its units on this case."""

    oin: str
    soort: str
    eenheden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opdracht:
    """Something open to supply to.

    Attributes:
        kenmerk: id of the case or of the request.
        casus: id of the case.
        ontvangers: who may be named as recipient: of a request only who asked, of a case all others that take part.
        uitvraag: id of the request, or None.
        categorie: the category asked for, or "" when not said.
    """

    kenmerk: str
    casus: str
    ontvangers: tuple[Deelnemer, ...]
    uitvraag: str | None = None
    categorie: str = ""

    def units(self, soorten: Iterable[str]) -> list[tuple[str, str]]:
        """Return the units of those recipients whose kind is named; `*` names all."""
        wanted = frozenset(soorten)
        return [
            (deelnemer.oin, eenheid)
            for deelnemer in self.ontvangers
            if deelnemer.soort in wanted or "*" in wanted
            for eenheid in deelnemer.eenheden
        ]


class Werklijst:
    """All that is open, by reference."""

    def __init__(self, opdrachten: Iterable[Opdracht]) -> None:
        self._opdrachten: Mapping[str, Opdracht] = {item.kenmerk: item for item in opdrachten}

    def __len__(self) -> int:
        return len(self._opdrachten)

    def find(self, kenmerk: str) -> Opdracht | None:
        """Return what a reference names, or None when nothing of that name is open."""
        soort, dubbele_punt, rest = kenmerk.strip().lower().rpartition(":")
        opdracht = self._opdrachten.get(rest)
        if opdracht is None or (dubbele_punt and soort not in _SOORTEN):
            return None
        if dubbele_punt and (soort == "uitvraag") != (opdracht.uitvraag is not None):
            return None
        return opdracht
