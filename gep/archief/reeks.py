# SPDX-License-Identifier: EUPL-1.2
"""What the archive holds of one zorgdrager and category, as counts, years and codes; and one order to destroy.

Invariants:
- No id of a record or case, no content, no person: a row is about many items at once.
- A count that is not there is zero.

Norm: Archiefwet 3, 5; Archiefbesluit 8; law.md D3. How they are counted: `gep.archief.lezen`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Reeks:
    """All items of one supplier (the zorgdrager by law) and one category.

    Attributes:
        jaren: records that are there, by the year in which they were supplied.
        op_slot: those that nobody reads any more, by why.
        stilgezet: those of which somebody holds the destruction.
        verlengingen: extensions of terms, by ground and reason.
        wacht: those flagged because no selectielijst or ground is recorded.
        over_termijn: those past their term that are still there, by why.
        vernietigd: those that an order named.
        termijnen: the terms that apply, in words.
    """

    jaren: Counter[int] = field(default_factory=Counter)
    op_slot: Counter[str] = field(default_factory=Counter)
    stilgezet: int = 0
    verlengingen: Counter[tuple[str, str]] = field(default_factory=Counter)
    wacht: int = 0
    over_termijn: Counter[str] = field(default_factory=Counter)
    vernietigd: int = 0
    termijnen: set[str] = field(default_factory=set)

    @property
    def aantal(self) -> int:
        """How many are there."""
        return self.jaren.total()

    def to_json(self) -> dict[str, Any]:
        """Return it as `archief.json` holds it."""
        return {
            "aantal": self.aantal,
            "oudste_jaar": min(self.jaren, default=None),
            "nieuwste_jaar": max(self.jaren, default=None),
            "op_slot": dict(sorted(self.op_slot.items())),
            "stilgezet": self.stilgezet,
            "verlengingen": [
                {"grondslag": ground, "reden": reason, "aantal": count}
                for (ground, reason), count in sorted(self.verlengingen.items())
            ],
            "wacht_op_selectielijst": self.wacht,
            "over_termijn": dict(sorted(self.over_termijn.items())),
            "vernietigd": self.vernietigd,
            "termijnen": sorted(self.termijnen),
        }


@dataclass(frozen=True, slots=True)
class Bevel:
    """One order to destroy with what is proven of it; times in ms, None while it was not carried out.

    Attributes:
        sha256: hash of the signed order, by which its verklaring is found.
        oin: the organisation that gave it.
        aantal: how many records it names.
    """

    sha256: str
    oin: str
    grondslag: str
    reden: str
    aantal: int
    gegeven: int
    voltooid: int | None
    volledig_op: int | None

    def to_json(self) -> dict[str, Any]:
        """Return it as `archief.json` holds it."""
        return {
            "bevel_sha256": self.sha256,
            "zorgdrager": self.oin,
            "grondslag": self.grondslag,
            "reden": self.reden,
            "records": self.aantal,
            "gegeven": self.gegeven,
            "voltooid": self.voltooid,
            "volledig_op": self.volledig_op,
        }
