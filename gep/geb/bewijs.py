# SPDX-License-Identifier: EUPL-1.2
"""Evidence: each figure and each generated sentence says what it was made from, so that anyone can make it again.

Invariants:
- A piece of evidence names its source, its query with parameters and the exact state of what was asked: log checkpoints,
  policy release, register, deelnemerslijst. The value it gave stands beside it, with its SHA-256.
- Its id comes from source, query and parameters, never from the order: the same question has the same id in every
  edition, so that two editions, or an edition and now, can be laid beside each other.
- The same query gives the same piece within one edition; two values for it stop the making.
- Where small counts are suppressed, a value that counts lines is left out, and its digest too: a small number is easily
  guessed from its digest. So is how many lines were counted: the page may hide it for what it gives away.

Norm: issue "GEP". Asking the queries again is `gep.geb.controleren`; which value a figure follows from is `gep.geb.afleiden`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from gep.cijfers import TELLINGEN
from gep.document.blokken import evidence
from gep.geb import uitgave

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gep.bron import Bron
    from gep.cijfers import Cijfers
    from gep.document.blokken import Sectie

LOG, REGELS, REGISTER, LIJST, UITGAVE = "log", "regels", "register", "deelnemerslijst", "uitgave"
SLEUTELS, BEWARING, INSTELLINGEN = "sleutels", "bewaring", "instellingen"
BRONNEN: Final = (LOG, REGELS, REGISTER, LIJST, SLEUTELS, BEWARING, INSTELLINGEN, UITGAVE)
_SHORT: Final = {LIJST: "lijst"}
_NO_ID: Final = re.compile(r"[^a-z0-9]+")
_COUNTED: Final = frozenset({LOG, SLEUTELS, BEWARING})


@dataclass(frozen=True, slots=True)
class Bewijs:
    """One piece: where it comes from, the query with its parameters, the state that was asked, and the value."""

    id: str
    bron: str
    vraag: str
    parameters: tuple[str, ...]
    uitleg: str
    periode: str | None
    stand: str
    vrijgave: str
    waarde: Any = field(repr=False)

    @property
    def sha256(self) -> str:
        """The digest of the value."""
        return jcs.digest(self.waarde)

    def to_json(self, secties: Iterable[str] = (), *, voluit: bool = True) -> dict[str, Any]:
        """Return it as `bewijs.json` holds it, with the sections that cite it; without its value when not `voluit`."""
        names = ("id", "bron", "vraag", "uitleg", "periode", "stand", "vrijgave")
        said = {name: getattr(self, name) for name in names} | {"parameters": list(self.parameters)}
        said["secties"] = list(secties)
        return said | {"waarde": self.waarde if voluit else None, "waarde_sha256": self.sha256 if voluit else None}


def evidence_id(bron: str, vraag: str, parameters: Iterable[str] = ()) -> str:
    """Return the id of a question: short, readable, fit for a page, and the same in every edition."""
    parts = (_SHORT.get(bron, bron), vraag, *parameters)
    return "-".join(_NO_ID.sub("-", part.lower()).strip("-") or "x" for part in parts)


class Bewijsboek:
    """All evidence of one edition.

    Args:
        bron: the record.
        cijfers: its figures.
        drempel: from which count on figures are shown; None: all are.
    """

    def __init__(self, bron: Bron, cijfers: Cijfers, drempel: int | None = None) -> None:
        self._cijfers = cijfers
        self._items: dict[tuple[str, str, tuple[str, ...]], Bewijs] = {}
        self._vrijgave = bron.ruleset.digest
        self.drempel = drempel
        self._stated = _stated(bron)
        read = [*cijfers.standen, *(stand for stand in bron.stam if stand not in cijfers.standen)]
        self.standen = tuple(stand.to_json() for stand in read)
        self.logstand = f"sha256:{jcs.digest(list(self.standen))}"
        self._states = {
            **dict.fromkeys((LOG, BEWARING), self.logstand),
            REGELS: bron.ruleset.digest,
            REGISTER: f"sha256:{bron.register.digest}",
            LIJST: f"sha256:{bron.lijst.fingerprint}",
            SLEUTELS: f"sha256:{jcs.digest([stand.to_json() for stand in bron.stam])}",
        }

    def telling(self, name: str, *begint: str) -> str:
        """Cite a figure from the log, or its rows that begin with these codes, and return the id of the evidence."""
        rows = [[*key, count] for key, count in self._cijfers.rows(name) if key[: len(begint)] == begint]
        return self._cite(LOG, name, TELLINGEN[name], rows, begint)

    def regels(self, vraag: str, uitleg: str, waarde: Any, *parameters: str) -> str:
        """Cite something that stands in the policy release."""
        return self._cite(REGELS, vraag, uitleg, waarde, parameters)

    def register(self, vraag: str, uitleg: str, waarde: Any, *parameters: str) -> str:
        """Cite something that stands in the register."""
        return self._cite(REGISTER, vraag, uitleg, waarde, parameters)

    def lijst(self, vraag: str, uitleg: str, waarde: Any, *parameters: str) -> str:
        """Cite something that stands in the deelnemerslijst."""
        return self._cite(LIJST, vraag, uitleg, waarde, parameters)

    def sleutels(self, vraag: str, uitleg: str, waarde: Any, *parameters: str) -> str:
        """Cite something that the stamlog tells of keys, lists, releases and witnesses."""
        return self._cite(SLEUTELS, vraag, uitleg, waarde, parameters)

    def bewaring(self, vraag: str, uitleg: str, waarde: Any, *parameters: str) -> str:
        """Cite something about keeping and destroying, as log and ledger tell it at these checkpoints."""
        return self._cite(BEWARING, vraag, uitleg, waarde, parameters)

    def instelling(self, vraag: str, uitleg: str, waarde: Any, *parameters: str) -> str:
        """Cite a setting or a table of terms that is in force here."""
        return self._cite(INSTELLINGEN, vraag, uitleg, waarde, parameters)

    def uitgave(self, vraag: str, uitleg: str, waarde: Any, *parameters: str) -> str:
        """Cite a text that comes with this version of the software."""
        return self._cite(UITGAVE, vraag, uitleg, waarde, parameters)

    @property
    def items(self) -> tuple[Bewijs, ...]:
        """Everything that was cited, in the order of source and id."""
        return tuple(sorted(self._items.values(), key=lambda item: (BRONNEN.index(item.bron), item.id)))

    def to_json(self, secties: Iterable[Sectie] = ()) -> dict[str, Any]:
        """Return the content of `bewijs.json`, each piece with those of these sections that cite it."""
        cited = cited_by(secties)
        return {
            "v": 1,
            "periode": str(self._cijfers.periode),
            "regio": self._cijfers.regio,
            "drempel": self.drempel,
            **self._stated,
            "uitgave": uitgave.digest(),
            "vrijgave": self._vrijgave,
            "register": self._states[REGISTER],
            "deelnemerslijst": self._states[LIJST],
            "logstand": self.logstand,
            "checkpoints": list(self.standen),
            "regels_geteld": self._cijfers.regels if self.drempel is None else None,
            "regels_gewist": self._cijfers.gewist if self.drempel is None else None,
            "bewijzen": [item.to_json(cited[item.id], voluit=self._shows(item)) for item in self.items],
        }

    def _shows(self, item: Bewijs) -> bool:
        return self.drempel is None or item.bron not in _COUNTED

    def _cite(self, bron: str, vraag: str, uitleg: str, waarde: Any, parameters: tuple[str, ...] = ()) -> str:
        found = self._items.get((bron, vraag, parameters))
        if found is None:
            stand = self._states.get(bron) or f"sha256:{jcs.digest(waarde)}"
            periode = str(self._cijfers.periode) if bron == LOG else None
            id_ = evidence_id(bron, vraag, parameters)
            if any(item.id == id_ for item in self._items.values()):
                raise ValueError(f"twee vragen hebben hetzelfde bewijs {id_}")
            found = Bewijs(id_, bron, vraag, parameters, uitleg, periode, stand, self._vrijgave, waarde)
            self._items[(bron, vraag, parameters)] = found
        elif found.waarde != waarde:
            raise ValueError(f"bewijs {vraag} heeft twee waarden")
        return found.id


def _stated(bron: Bron) -> dict[str, dict[str, str]]:
    """Return rules and sources with the digest of what they say, and the names of organisations: what editions differ in."""
    sources = bron.ruleset.sources.items()
    return {
        "regels": {row.id: jcs.digest(list(row.cellen)) for row in bron.ruleset.rows},
        "bronnen": {
            code: jcs.digest([item.wet, item.artikel, item.versie, item.tekst_sha256]) for code, item in sources
        },
        "deelnemers": {item.oin: item.naam for item in bron.lijst.deelnemers},
    }


def cited_by(secties: Iterable[Sectie]) -> dict[str, list[str]]:
    """Return per piece of evidence the numbers of the sections that cite it, in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for sectie in secties:
        for id_ in dict.fromkeys(id_ for blok in sectie.blokken for id_ in evidence(blok)):
            found[id_].append(sectie.nummer)
    return found
