# SPDX-License-Identifier: EUPL-1.2
"""What a section is made of: sentences, tables, and what is left open for people; the same for page and form.

Invariants:
- A sentence or table that says something about the record or the rules names its evidence.
- Blocks are values without markup; the template escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Alinea:
    """Some sentences, with the ids of their evidence."""

    tekst: str
    bewijs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lijst:
    """Points under one another."""

    punten: tuple[str, ...]
    bewijs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tabel:
    """A table: caption, column heads, rows; the first cell of a row is its head, an `int` is a figure."""

    naam: str
    bijschrift: str
    koppen: tuple[str, ...]
    rijen: tuple[tuple[str | int, ...], ...]
    bewijs: tuple[str, ...] = ()
    leeg: str = "Dit kwam in deze periode niet voor."


@dataclass(frozen=True, slots=True)
class Open:
    """A question that only people can answer."""

    tekst: str


Blok: TypeAlias = Alinea | Lijst | Tabel | Open


@dataclass(frozen=True, slots=True)
class Sectie:
    """A section of the form with everything that stands in it."""

    nummer: str
    titel: str
    blokken: tuple[Blok, ...]


def as_text(*blokken: Blok) -> str:
    """Return blocks as plain text, for the free text fields of the form."""
    return "\n\n".join(_text(blok) for blok in blokken)


def _text(blok: Blok) -> str:
    match blok:
        case Alinea():
            return blok.tekst + _cited(blok.bewijs)
        case Lijst():
            return "\n".join(f"- {punt}" for punt in blok.punten) + _cited(blok.bewijs)
        case Open():
            return f"Nog te beantwoorden: {blok.tekst}"
        case Tabel():
            rows = "\n".join(f"- {_row(blok, row)}" for row in blok.rijen) if blok.rijen else blok.leeg
            return f"{blok.bijschrift}{_cited(blok.bewijs)}\n{rows}"


def _row(tabel: Tabel, rij: tuple[str | int, ...]) -> str:
    rest = "; ".join(f"{kop.lower()}: {cel}" for kop, cel in zip(tabel.koppen[1:], rij[1:], strict=True))
    return f"{rij[0]} ({rest})" if rest else str(rij[0])


def _cited(bewijs: tuple[str, ...]) -> str:
    return f" [bewijs {', '.join(bewijs)}]" if bewijs else ""
