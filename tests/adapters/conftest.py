# SPDX-License-Identifier: EUPL-1.2
"""What the tests of the formats share: an open case and an open request, and a run over a file."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from adapters.bestand.bronnen import Bron
from adapters.bestand.formaat import Omzetter
from adapters.bestand.opdrachten import Deelnemer, Opdracht, Werklijst
from adapters.gateway.proposal import Voorstel

CASUS = "11111111-1111-4111-8111-111111111111"
UITVRAAG = "22222222-2222-4222-8222-222222222222"
OIN = {
    soort: f"00000099{nummer:012d}"
    for nummer, soort in enumerate(["gemeente", "belastingdienst", "om", "politie", "nvwa", "riec-bureau"], 1)
}


@dataclass(frozen=True)
class Wereld:
    """An open case with its participants, and a request of the gemeente for fiscal data in it."""

    casus: str
    uitvraag: str
    oin: dict[str, str]
    werklijst: Werklijst

    def run(self, bron: Bron, omzetter: Omzetter) -> list[Voorstel]:
        """Check the file and convert all of it."""
        bron.keur()
        return list(omzetter.convert(bron.records()))


@pytest.fixture
def wereld() -> Callable[[str], Wereld]:
    """Make the world as one supplier sees it: everyone but itself may be named as recipient."""

    def build(zelf: str) -> Wereld:
        anderen = tuple(Deelnemer(oin, soort, ("algemeen",)) for soort, oin in OIN.items() if soort != zelf)
        vrager = Deelnemer(OIN["gemeente"], "gemeente", ("algemeen",))
        opdrachten = [
            Opdracht(CASUS, CASUS, anderen),
            Opdracht(UITVRAAG, CASUS, (vrager,), uitvraag=UITVRAAG, categorie="fiscaal"),
        ]
        return Wereld(CASUS, UITVRAAG, OIN, Werklijst(opdrachten))

    return build
