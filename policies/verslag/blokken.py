# SPDX-License-Identifier: EUPL-1.2
"""What a report on the rules is made of: the same values become text for a terminal, a page, and JSON.

Invariants: blocks are values without markup; the template escapes them. Text is plain Dutch.

Does not: know rules. The parts that make a report (`policies.analyse`, `policies.proef` …) fill the blocks.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Alinea:
    """Some sentences."""

    tekst: str


@dataclass(frozen=True, slots=True)
class Lijst:
    """Points under one another."""

    punten: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tabel:
    """A table: caption, column heads, rows; the first cell of a row is its head, an `int` is a figure."""

    bijschrift: str
    koppen: tuple[str, ...]
    rijen: tuple[tuple[str | int, ...], ...]
    leeg: str = "Er is niets te melden."


@dataclass(frozen=True, slots=True)
class LetOp:
    """Something that a person must see first."""

    tekst: str


Blok: TypeAlias = Alinea | Lijst | Tabel | LetOp


@dataclass(frozen=True, slots=True)
class Sectie:
    """A heading and what stands under it."""

    titel: str
    blokken: tuple[Blok, ...]


@dataclass(frozen=True, slots=True)
class Verslag:
    """A report: title, one sentence on what it is, facts about it (name, value), and its sections."""

    titel: str
    inleiding: str
    gegevens: tuple[tuple[str, str], ...]
    secties: tuple[Sectie, ...]
