# SPDX-License-Identifier: EUPL-1.2
"""Weighing a difference between an edition and the same edition made again: altered, or not to be gone into any more.

Invariants:
- When everything that the edition rests on is there, a difference is an alteration.
- Lines that were erased since can only make counts smaller. A count that is now higher, a figure that does not follow
  from the evidence beside it, and a difference in what does not rest on the log stay alterations.
- With other software, register, release or list only figures can be judged: words may differ without anybody's doing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.contract import editie
from gep.geb.afleiden import figures
from gep.geb.controle.bevinding import Bevinding, Soort

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOG, _KEPT = "log", "bewaring"


@dataclass(frozen=True)
class Oordeel:
    """What is known about the edition that is judged.

    Attributes:
        staat: `bewijs.json` as it stands.
        moet: the same, asked again.
        gewist: whether lines under its checkpoints were erased since.
        volledig: whether everything else that it rests on was found.
    """

    staat: Mapping[str, Any] = field(repr=False)
    moet: Mapping[str, Any] = field(repr=False)
    gewist: bool
    volledig: bool

    def weigh(self, bevinding: Bevinding) -> Bevinding:
        """Return the finding, as an alteration or as what is not to be gone into any more."""
        if self.volledig and not self.gewist:
            return bevinding
        return replace(bevinding, soort=Soort.NIET_NA_TE_GAAN) if self._explained(bevinding) else bevinding

    def _explained(self, one: Bevinding) -> bool:
        name = one.plek.get("bestand")
        if name == editie.BEWIJS:
            return self._explained_evidence(one.plek.get("bewijs"))
        if name == editie.PAGINA and "cijfers" in one.plek:
            return self._follows(one)
        return self.gewist or not self.volledig

    def _explained_evidence(self, id_: str | None) -> bool:
        if id_ is None:
            return True
        stated, due = self._stated.get(id_), self._due.get(id_)
        if stated is None or due is None:
            return not self.volledig
        if stated["bron"] == _KEPT:
            return self.gewist  # how many lines were erased grows by the erasure itself
        if stated["bron"] != _LOG:
            return not self.volledig
        return self.gewist and _holds(stated["waarde"], due["waarde"])

    def _follows(self, one: Bevinding) -> bool:
        """Return whether a figure on the page is one that the evidence beside it gives."""
        ids = one.plek["cijfers"].split()
        cited = [self._stated[id_]["waarde"] for id_ in ids if id_ in self._stated]
        if not cited or any(not self._explained_evidence(id_) for id_ in ids if self._differs(id_)):
            return False
        text = (one.staat or "").replace(".", "")
        return not text.isdigit() or int(text) in figures(cited)

    def _differs(self, id_: str) -> bool:
        stated, due = self._stated.get(id_), self._due.get(id_)
        return stated is None or due is None or stated["waarde"] != due["waarde"]

    @cached_property
    def _stated(self) -> dict[str, Mapping[str, Any]]:
        return {item["id"]: item for item in self.staat["bewijzen"]}

    @cached_property
    def _due(self) -> dict[str, Mapping[str, Any]]:
        return {item["id"]: item for item in self.moet["bewijzen"]}


def _holds(stated: Any, due: Any) -> bool:
    """Return whether every count of a recount is at most the stated one: erasing takes away and never adds."""
    if not isinstance(stated, list) or not isinstance(due, list):
        return bool(stated == due)
    counts = {tuple(row[:-1]): row[-1] for row in stated}
    return all(counts.get(tuple(row[:-1]), 0) >= row[-1] for row in due)
