# SPDX-License-Identifier: EUPL-1.2
"""Holes: what no rule arranges, per partner, category and phase.

Purpose: silence is a refusal; a jurist must see where the rules are silent, and say whether that is meant.

Invariants:
    * a hole is a partner, a category and a phase where no row allows, whoever of the convenant receives it and for
      whichever purpose of the convenant, and where no row forbids it without any condition;
    * every hole is in exactly one block; blocks are the fewest that equal phases and partners give.

Norm: reference/policy-engine.md 4d (completeness). Does not: judge a hole (`erkend.toml` does).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from policies.analyse.controle_erkend import HANDELINGEN, Leemte
from policies.analyse.ruimte import Ruimte
from policies.loader import Checked

PARTNERS: Final = "convenantpartner"
DOELEN: Final = "oc-hk-ib"
Cel = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Gat:
    """A block of holes: one act, and every combination of these partners, categories and phases."""

    handeling: str
    wie: frozenset[str]
    wat: frozenset[str]
    fase: frozenset[str]

    @property
    def cellen(self) -> frozenset[Cel]:
        """Every hole of the block."""
        return frozenset((self.handeling, a, b, c) for a in self.wie for b in self.wat for c in self.fase)


@dataclass(frozen=True, slots=True)
class Beoordeeld:
    """An entry of `erkend.toml` with the holes it judges."""

    leemte: Leemte
    cellen: frozenset[Cel]


def holes(checked: Checked, ruimte: Ruimte, vandaag: str) -> frozenset[Cel]:
    """Every hole on a day, as (handeling, wie, wat, fase); none when the rule set knows no such partners or purposes."""
    leaves = checked.closure.leaves
    partners, doelen = leaves("wie", PARTNERS), leaves("doel", DOELEN)
    known = set(checked.vocabulary.codes["handeling"])
    opening = sum(1 << i for i, row in enumerate(ruimte.rijen) if row.eft == "allow")
    closing = sum(1 << i for i, row in enumerate(ruimte.rijen) if row.eft != "allow" and not row.tokens)
    found: set[Cel] = set()
    for handeling in HANDELINGEN:
        ways = _ways(ruimte, handeling, partners, doelen, vandaag) if handeling in known else ()
        for wie in partners if ways else ():
            for wat in checked.vocabulary.codes["wat"]:
                for fase in checked.vocabulary.codes["fase"]:
                    own = ruimte.candidates({"wie": wie, "wat": wat, "fase": fase})
                    arranged = any(own & way & opening for way in ways)
                    if not arranged and not all(own & way & closing for way in ways):
                        found.add((handeling, wie, wat, fase))
    return frozenset(found)


def collapse(cells: Iterable[Cel]) -> tuple[Gat, ...]:
    """The holes as few blocks: categories with the same partners in the same phases stand together."""
    phases: dict[tuple[str, str, str], set[str]] = {}
    for handeling, wie, wat, fase in cells:
        phases.setdefault((handeling, wie, wat), set()).add(fase)
    partners: dict[tuple[str, str, frozenset[str]], set[str]] = {}
    for (handeling, wie, wat), found in phases.items():
        partners.setdefault((handeling, wat, frozenset(found)), set()).add(wie)
    categories: dict[tuple[str, frozenset[str], frozenset[str]], set[str]] = {}
    for (handeling, wat, fasen), found in partners.items():
        categories.setdefault((handeling, frozenset(found), fasen), set()).add(wat)
    blocks = [Gat(handeling, wie, frozenset(wat), fasen) for (handeling, wie, fasen), wat in categories.items()]
    return tuple(sorted(blocks, key=lambda gat: (gat.handeling, sorted(gat.wie), sorted(gat.wat), sorted(gat.fase))))


def judged(cells: frozenset[Cel], leemten: Sequence[Leemte]) -> tuple[tuple[Beoordeeld, ...], frozenset[Cel]]:
    """Each entry with the holes it judges (the first entry of a hole counts), and the holes that nobody looked at."""
    left, found = cells, []
    for leemte in leemten:
        covered = Gat(leemte.handeling, leemte.wie, leemte.wat, leemte.fase).cellen & left
        found.append(Beoordeeld(leemte, covered))
        left -= covered
    return tuple(found), left


def _ways(
    ruimte: Ruimte, handeling: str, partners: frozenset[str], doelen: frozenset[str], vandaag: str
) -> tuple[int, ...]:
    """The masks of the act on a day, for each recipient and purpose; reading has no recipient."""
    base = ruimte.candidates({"handeling": handeling, "datum": vandaag})
    whom = partners if handeling == "verstrekken" else {"-"}
    masks = {base & ruimte.candidates({"aan": aan, "doel": doel}) for aan in whom for doel in doelen}
    return tuple(sorted(masks))
