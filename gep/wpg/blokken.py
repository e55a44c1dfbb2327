# SPDX-License-Identifier: EUPL-1.2
"""Tables of figures for the Wpg accounts, each with its evidence, and the table in which that evidence stands.

Invariants:
- A figure stands in a cell of its own. Each table names the telling that it was made from, and the evidence table says what that
  telling counts and the hash of all its rows: who counts again from the cited checkpoints gets the same hash.
- Organisations are named as the deelnemerslijst names them, codes by the label of the vocabulary; nobody else is named.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from audit.proof import jcs
from gep.cijfers import TELLINGEN
from gep.document.blokken import Alinea, Sectie, Tabel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gep.bron import Bron
    from gep.cijfers import Cijfers
    from gep.document.blokken import Blok

KOLOMMEN: Final = {"categorie": "wat", "handeling": "handeling", "doel": "doel", "soort": "wie"}
"""Which column of the vocabulary gives the label of a code that stands in a column of a table."""


@dataclass
class Blokken:
    """What the sections of one account are written with."""

    bron: Bron
    cijfers: Cijfers
    _gebruikt: dict[str, str] = field(default_factory=dict)

    def naam(self, oin: str) -> str:
        """Return the name of an organisation; its OIN when the deelnemerslijst does not know it (any more)."""
        known = {deelnemer.oin: deelnemer.naam for deelnemer in self.bron.lijst.deelnemers}
        return known.get(oin, f"organisatie {oin}")

    def label(self, kolom: str, code: str) -> str:
        """Return the label of a code of the vocabulary."""
        return self.bron.ruleset.vocabulary.label(KOLOMMEN[kolom], code)

    def bewijs(self, telling: str) -> tuple[str, ...]:
        """Cite a telling and return the id of its evidence."""
        return (self._gebruikt.setdefault(telling, f"T-{len(self._gebruikt) + 1:02d}"),)

    def tabel(
        self,
        telling: str,
        bijschrift: str,
        kolommen: Mapping[str, int],
        keep: Callable[[tuple[str, ...]], bool] = lambda _: True,
        naam: str | None = None,
    ) -> Tabel:
        """Return a table of a telling: per heading the place of its code in the rows; what is left out is added up."""
        counted: Counter[tuple[str, ...]] = Counter()
        for key, count in self.cijfers.rows(telling):
            if keep(key):
                counted[tuple(self.cel(kop, key[place]) for kop, place in kolommen.items())] += count
        heads = tuple(kop.capitalize() for kop in kolommen)
        rows: tuple[tuple[str | int, ...], ...] = tuple((*key, count) for key, count in sorted(counted.items()))
        return Tabel(naam or telling, bijschrift, (*heads, "Aantal"), rows, self.bewijs(telling))

    def cel(self, kop: str, code: str) -> str:
        """Return the text of a code under a heading."""
        if kop in ORGANISATIE:
            return self.naam(code)
        return self.label(kop, code) if kop in KOLOMMEN else code

    def verantwoording(self, nummer: str) -> Sectie:
        """Return the section that says what every figure was made from."""
        rows = tuple(
            (id_, telling, TELLINGEN[telling], jcs.digest([[*key, count] for key, count in self.cijfers.rows(telling)]))
            for telling, id_ in self._gebruikt.items()
        )
        heads = ("Bewijs", "Telling", "Wat er is geteld", "SHA-256 van alle rijen")
        blokken: tuple[Blok, ...] = (
            Alinea(
                "Elk cijfer komt uit het logboek, tot en met de controlepunten bovenaan. Wie opnieuw telt, krijgt dezelfde hash."
            ),
            Tabel("bewijs", "Waar de cijfers vandaan komen", heads, rows, ankers=True),
        )
        return Sectie(nummer, "Waar de cijfers vandaan komen", blokken)


ORGANISATIE: Final = frozenset({"organisatie", "verstrekker", "ontvanger", "lezer", "zorgdrager", "vrager"})
"""Headings under which a code is an OIN."""
