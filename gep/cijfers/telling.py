# SPDX-License-Identifier: EUPL-1.2
"""What a telling is: a name, one Dutch sentence or two, the events it looks at, and one small function.

Invariants:
- The function sees one line and gives the codes under which it counts: none, one, or more (the same twice counts twice).
- It looks at nothing of a line that `gep.cijfers.regel.vorm` leaves out: not at its case, nor at its moment.
- It keeps nothing between lines, so that the order of lines and where a count was picked up again make no difference.

It counts nothing itself: `tellen` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from gep.cijfers.regel import Feit

Sleutel: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Regel:
    """One line, and what surrounds it.

    Attributes:
        feit: what the line says.
        regio: the region of the shard it stands in, `landelijk` for the national one.
        maand: the month in the Netherlands, as `2026-03`.
        soorten: the kind of each organisation on the deelnemerslijst, by OIN.
    """

    feit: Feit
    regio: str
    maand: str
    soorten: Mapping[str, str]


Teller: TypeAlias = Callable[[Regel], Iterable[Sleutel]]


@dataclass(frozen=True, slots=True)
class Telling:
    """One figure.

    Attributes:
        naam: the name under which it is cited; it never changes meaning.
        uitleg: what it counts and what the places of its codes are, for people.
        tel: the codes of one line.
        bij: the events it looks at; empty for all of them.
    """

    naam: str
    uitleg: str
    tel: Teller
    bij: tuple[str, ...] = ()
