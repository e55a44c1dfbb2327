# SPDX-License-Identifier: EUPL-1.2
"""Evidence: each figure and each generated sentence says what it was made from, so that anyone can make it again.

Invariants:
- A piece of evidence names its query, its parameters and the exact state of what was asked: log checkpoints, policy
  release, register or deelnemerslijst. The value it gave stands beside it, with its SHA-256.
- The same query gives the same piece within one edition.

Norm: issue "GEP": stale answers are found by asking the same queries again (`geb controleer`, a later step).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from gep.cijfers import TELLINGEN

if TYPE_CHECKING:
    from gep.bron import Bron
    from gep.cijfers import Cijfers

LOG, REGELS, REGISTER, LIJST, UITGAVE = "log", "regels", "register", "deelnemerslijst", "uitgave"


@dataclass(frozen=True, slots=True)
class Bewijs:
    """One piece: where it comes from, the query, the state that was asked, and the value."""

    id: str
    bron: str
    vraag: str
    uitleg: str
    periode: str | None
    stand: str
    vrijgave: str
    waarde: Any = field(repr=False)

    @property
    def sha256(self) -> str:
        """The digest of the value."""
        return jcs.digest(self.waarde)

    def to_json(self) -> dict[str, Any]:
        """Return it as `bewijs.json` holds it."""
        names = ("id", "bron", "vraag", "uitleg", "periode", "stand", "vrijgave", "waarde")
        return {name: getattr(self, name) for name in names} | {"waarde_sha256": self.sha256}


class Bewijsboek:
    """All evidence of one edition, numbered in the order of use."""

    def __init__(self, bron: Bron, cijfers: Cijfers) -> None:
        self._cijfers = cijfers
        self._items: dict[tuple[str, str], Bewijs] = {}
        self._vrijgave = bron.ruleset.digest
        self.standen = tuple(stand.to_json() for stand in cijfers.standen)
        self.logstand = f"sha256:{jcs.digest(list(self.standen))}"
        self._states = {
            LOG: self.logstand,
            REGELS: bron.ruleset.digest,
            REGISTER: f"sha256:{bron.register.digest}",
            LIJST: f"sha256:{bron.lijst.fingerprint}",
        }

    def telling(self, name: str) -> str:
        """Cite a figure from the log and return the id of the evidence."""
        rows = [[*key, count] for key, count in self._cijfers.rows(name)]
        return self._cite(LOG, name, TELLINGEN[name], rows)

    def regels(self, vraag: str, uitleg: str, waarde: Any) -> str:
        """Cite something that stands in the policy release."""
        return self._cite(REGELS, vraag, uitleg, waarde)

    def register(self, vraag: str, uitleg: str, waarde: Any) -> str:
        """Cite something that stands in the register."""
        return self._cite(REGISTER, vraag, uitleg, waarde)

    def lijst(self, vraag: str, uitleg: str, waarde: Any) -> str:
        """Cite something that stands in the deelnemerslijst."""
        return self._cite(LIJST, vraag, uitleg, waarde)

    def uitgave(self, vraag: str, uitleg: str, waarde: Any) -> str:
        """Cite a text that comes with this version of the software."""
        return self._cite(UITGAVE, vraag, uitleg, waarde)

    @property
    def items(self) -> tuple[Bewijs, ...]:
        """Everything that was cited."""
        return tuple(self._items.values())

    def to_json(self) -> dict[str, Any]:
        """Return the content of `bewijs.json`."""
        return {
            "v": 1,
            "periode": str(self._cijfers.periode),
            "regio": self._cijfers.regio,
            "vrijgave": self._vrijgave,
            "logstand": self.logstand,
            "checkpoints": list(self.standen),
            "regels_geteld": self._cijfers.regels,
            "regels_gewist": self._cijfers.gewist,
            "bewijzen": [item.to_json() for item in self.items],
        }

    def _cite(self, bron: str, vraag: str, uitleg: str, waarde: Any) -> str:
        found = self._items.get((bron, vraag))
        if found is None:
            stand = self._states.get(bron) or f"sha256:{jcs.digest(waarde)}"
            periode = str(self._cijfers.periode) if bron == LOG else None
            number = f"B-{len(self._items) + 1:02d}"
            found = Bewijs(number, bron, vraag, uitleg, periode, stand, self._vrijgave, waarde)
            self._items[(bron, vraag)] = found
        elif found.waarde != waarde:
            raise ValueError(f"bewijs {vraag} heeft twee waarden")
        return found.id
