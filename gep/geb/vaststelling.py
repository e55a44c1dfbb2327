# SPDX-License-Identifier: EUPL-1.2
"""Who adopted an edition of the GEB, whose FG advised on it, and who still has to: per controller.

Invariants:
- Every controller of the region stands in it, also who said nothing yet; who is no controller never does.
- What was signed counts only when it names region and period of the edition itself: the backbone knows but its hash.
- It says what was signed and logged, and nothing of whether the edition is right: `gep.geb.controleren` does that.

Norm: AVG 26 and 35, Wpg 4c. The signatures were checked when the documents were taken in, and `audit verifieer` checks them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from core.exchange import geb
from core.keychain.gebbesluit import ADVIES, VASTSTELLING
from gep.periode import moment_in_words

if TYPE_CHECKING:
    from core.exchange.world import World
    from core.keychain.gebbesluit import Over

_WORDS: Final = {
    "vastgesteld": "heeft deze editie vastgesteld",
    "niet-vastgesteld": "heeft besloten deze editie niet vast te stellen",
    "positief": "de FG adviseert positief",
    "positief-met-voorwaarden": "de FG adviseert positief, met voorwaarden",
    "negatief": "de FG adviseert negatief",
}
NO_DECISION: Final = "heeft nog niets besloten"
NO_ADVICE: Final = "er is geen advies van de FG"


@dataclass(frozen=True, slots=True)
class Gezegd:
    """What was said: the outcome, when it was logged (ms), and the hash of the text of an advice."""

    uitkomst: str
    tijd: int
    advies_sha256: str | None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"uitkomst": self.uitkomst, "tijd": self.tijd, "advies_sha256": self.advies_sha256}


@dataclass(frozen=True, slots=True)
class Stand:
    """How one controller stands towards an edition; None where nothing was said."""

    oin: str
    naam: str
    besluit: Gezegd | None
    advies: Gezegd | None

    @property
    def vastgesteld(self) -> bool:
        """Whether this controller adopted the edition."""
        return self.besluit is not None and self.besluit.uitkomst == "vastgesteld"

    @property
    def zin(self) -> str:
        """Return it as one sentence."""
        return f"{self.naam} {_told(self.besluit, NO_DECISION)}; {_told(self.advies, NO_ADVICE)}."

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        said = {"besluit": self.besluit, "advies": self.advies}
        return {"oin": self.oin, "naam": self.naam} | {
            name: None if one is None else one.to_json() for name, one in said.items()
        }


def stand(world: World, over: Over) -> tuple[Stand, ...]:
    """Return how every controller of the region of an edition stands towards it, in the order of the deelnemerslijst."""
    named = (
        one for one in geb.said(world, over.editie) if (one["regio"], one["periode"]) == (over.regio, over.periode)
    )
    said = {(one["oin"], one["soort"]): one for one in named}
    names = {deelnemer.oin: deelnemer.naam for deelnemer in world.lijst.deelnemers}
    return tuple(
        Stand(
            party.oin,
            names[party.oin],
            _said(said.get((party.oin, VASTSTELLING))),
            _said(said.get((party.oin, ADVIES))),
        )
        for party in geb.controllers(world, over.regio)
    )


def missing(standen: tuple[Stand, ...]) -> tuple[str, ...]:
    """Return the names of the controllers that did not adopt the edition."""
    return tuple(one.naam for one in standen if not one.vastgesteld)


def _said(one: dict[str, Any] | None) -> Gezegd | None:
    return None if one is None else Gezegd(one["uitkomst"], one["tijd"], one["advies_sha256"])


def _told(one: Gezegd | None, nothing: str) -> str:
    return nothing if one is None else f"{_WORDS[one.uitkomst]} ({moment_in_words(one.tijd)})"
