# SPDX-License-Identifier: EUPL-1.2
"""Building events of one case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from core.casus.bevindingen import Ongeldig
from core.casus.events import Gebeurtenis, Soort
from core.casus.fields import Codes
from core.casus.fold import apply
from core.casus.state import CasusStand

CASUS = "c0000000-0000-4000-8000-000000000001"
NOW = 1_800_000_000_000


def oin(number: int) -> str:
    return f"00000099{number:012d}"


def opening(**changes: Any) -> dict[str, Any]:
    body = {
        "regio": "rotterdam",
        "doel": "oc",
        "herkomst": "signaal",
        "themas": ["drugs"],
        "hkp": None,
        "inbrengers": [oin(1), oin(2)],
        "namens_werkgroep": False,
        "titel": None,
    }
    return body | changes


@dataclass
class Dossier:
    """A case that grows event by event; `add` asserts that the event fits, `refuse` that it does not."""

    stand: CasusStand | None = None
    events: list[Gebeurtenis] = field(default_factory=list)

    def make(self, kind: Soort, door: int = 1, /, **gegevens: Any) -> Gebeurtenis:
        number = len(self.events) + 1
        return Gebeurtenis(CASUS, number, kind, oin(door), NOW + number, gegevens)

    def add(self, kind: Soort, door: int = 1, /, **gegevens: Any) -> CasusStand:
        event = self.make(kind, door, **gegevens)
        result = apply(self.stand, event)
        assert isinstance(result, CasusStand), result
        self.stand = result
        self.events.append(event)
        return result

    def refuse(self, kind: Soort, door: int = 1, /, **gegevens: Any) -> list[str]:
        before = self.stand
        result = apply(self.stand, self.make(kind, door, **gegevens))
        assert isinstance(result, Ongeldig), result
        assert self.stand is before
        return [item.reden for item in result.bevindingen]


@pytest.fixture
def dossier() -> Dossier:
    """A case opened by two partners in Rotterdam."""
    made = Dossier()
    made.add(Soort.GEOPEND, **opening())
    return made


@pytest.fixture
def codes() -> Codes:
    """Closed lists as register and vocabulary give them."""
    return Codes(frozenset({"rotterdam", "limburg"}), frozenset({"fiscaal", "wpg-9"}))
