# SPDX-License-Identifier: EUPL-1.2
"""One run from file to outbox: check, convert in batches, hand to the gateway, send.

Invariants:
- Of a damaged file nothing goes. Good rows go on beside bad ones, unless everything or nothing was asked for.
- The gateway decides, seals, proves, and answers the request of a proven supply; here is counting and the exit code.
- Memory is one batch, except with all or nothing, which needs all proposals at once.

Exit codes: 0 all that belonged went, 6 partly, 4 refused by the rules, 1 damaged or nothing usable, 5 waiting for the
server, 3 a proof failed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway import verslag as staten
from core.contract.exitcodes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.bestand.bronnen import Bron
    from adapters.bestand.formaat import Omzetter
    from adapters.bestand.verslag import Verslag
    from adapters.gateway.deliver import Drained
    from adapters.gateway.gateway import Gateway
    from adapters.gateway.proposal import Voorstel
    from adapters.gateway.verslag import Uitslag

PARTIJ: Final = 100
BEWAARD: Final = 1_000


@dataclass(frozen=True, slots=True)
class Opties:
    """How to run.

    Attributes:
        droog: decide and report only.
        alles_of_niets: nothing goes unless everything may go.
        persoon: pseudonym of the person who acts, if one does.
    """

    droog: bool = False
    alles_of_niets: bool = False
    persoon: str | None = None


@dataclass(slots=True)
class Resultaat:
    """What became of a run.

    Attributes:
        verslag: of the conversion.
        aantallen: proposals per state of the gateway.
        uitslagen: the first results of the gateway.
        verzonden: how sending ended, when there was sending.
        melding: why what was verified before had to do, if so.
    """

    verslag: Verslag
    aantallen: Counter[str] = field(default_factory=Counter)
    uitslagen: list[Uitslag] = field(default_factory=list)
    verzonden: Drained | None = None
    melding: str | None = None

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the run as a whole."""
        goed = self.aantallen[staten.IN_OUTBOX] + self.aantallen[staten.DROOG]
        fout = sum(self.verslag.gevonden.values()) + sum(self.aantallen.values()) - goed
        if self.verzonden is not None and self.verzonden.exit_code is not ExitCode.DONE:
            return (
                ExitCode.PARTLY
                if fout and self.verzonden.exit_code != ExitCode.VERIFICATION
                else self.verzonden.exit_code
            )
        if not fout:
            return ExitCode.DONE
        if goed:
            return ExitCode.PARTLY
        return ExitCode.REFUSED if self.aantallen[staten.GEWEIGERD] else ExitCode.FAILURE

    def to_json(self) -> dict[str, Any]:
        """Return the whole as one JSON object."""
        return {
            "verslag": self.verslag.to_json(),
            "aantallen": dict(sorted(self.aantallen.items())),
            "uitslagen": [item.to_json() for item in self.uitslagen],
            "verzonden": self.verzonden.to_json() if self.verzonden else None,
            "melding": self.melding,
        }


def run(gateway: Gateway, bron: Bron, omzetter: Omzetter, opties: Opties) -> Resultaat:
    """Deliver a file.

    Args:
        gateway: synchronised, or with what it verified before.
        bron: the file; checked here.
        omzetter: the conversion, with its work list.
        opties: how to run.

    Raises:
        BestandsFout: the file as a whole cannot be processed.
        GatewayError: as the gateway.
    """
    bron.keur()
    voorstellen = omzetter.convert(bron.records())
    resultaat = Resultaat(omzetter.verslag)
    for partij in _batches(voorstellen, None if opties.alles_of_niets else PARTIJ):
        if opties.alles_of_niets and omzetter.verslag.gevonden:
            resultaat.aantallen[staten.TERUGGEHOUDEN] += len(partij)
            continue
        uitkomst = gateway.supply(partij, person=opties.persoon, dry=opties.droog, all_or_nothing=opties.alles_of_niets)
        resultaat.aantallen.update(uitslag.staat for uitslag in uitkomst.uitslagen)
        resultaat.uitslagen += uitkomst.uitslagen[: BEWAARD - len(resultaat.uitslagen)]
    if not opties.droog and resultaat.aantallen[staten.IN_OUTBOX]:
        resultaat.verzonden = gateway.drain()
    return resultaat


def _batches(voorstellen: Iterator[Voorstel], grootte: int | None) -> Iterator[list[Voorstel]]:
    while partij := list(islice(voorstellen, grootte)):
        yield partij
