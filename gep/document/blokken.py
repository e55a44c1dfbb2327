# SPDX-License-Identifier: EUPL-1.2
"""What a section is made of: sentences, tables, figures, pictures, words of people; the same for page, PDF and form.

Invariants:
- A sentence or table that says something about the record or the rules names its evidence.
- A figure stands only in an `int` cell of a table or in a list of figures, never inside a sentence: so each figure can
  be recounted, checked and suppressed by itself.
- Blocks are values without markup; whoever writes them out escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


class Onderdrukt(str):
    """What stands in the place of a figure that is not shown; it says why in words."""

    __slots__ = ()


Cel: TypeAlias = str | int


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
    """A table: caption, column heads, rows; the first cell of a row is its head, an `int` is a figure.

    Attributes:
        ankers: whether the head of each row is an id that evidence of other blocks points at.
        vaste_volgorde: whether the rows have an order of their own (months, phases) that does not rest on figures.
    """

    naam: str
    bijschrift: str
    koppen: tuple[str, ...]
    rijen: tuple[tuple[Cel, ...], ...]
    bewijs: tuple[str, ...] = ()
    leeg: str = "Dit kwam in deze periode niet voor."
    ankers: bool = False
    vaste_volgorde: bool = False


@dataclass(frozen=True, slots=True)
class Cijferlijst:
    """Labels with one figure each."""

    naam: str
    bijschrift: str
    rijen: tuple[tuple[str, Cel], ...]
    bewijs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beeld:
    """A picture with its summary in words and the table behind it, which carries the figures and their evidence.

    Attributes:
        vorm: the form of `gep.document.beelden` that drew it from the table, so that it can be drawn again; none if not.
    """

    naam: str
    bijschrift: str
    svg: str
    samenvatting: str
    tabel: Tabel
    vorm: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """A question that only people can answer."""

    tekst: str


@dataclass(frozen=True, slots=True)
class Mensen:
    """Text that people wrote themselves, with who and when, in words."""

    tekst: str
    wie: str
    wanneer: str


Blok: TypeAlias = Alinea | Lijst | Tabel | Cijferlijst | Beeld | Open | Mensen


@dataclass(frozen=True, slots=True)
class Sectie:
    """A section with everything that stands in it; one outside the numbering has an empty number."""

    nummer: str
    titel: str
    blokken: tuple[Blok, ...]


def evidence(blok: Blok) -> tuple[str, ...]:
    """Return the ids of the evidence that a block cites."""
    if isinstance(blok, Beeld):
        return blok.tabel.bewijs
    return () if isinstance(blok, (Open, Mensen)) else blok.bewijs


def is_figure(cel: object) -> bool:
    """Return whether a cell stands where a figure stands, shown or not."""
    return (isinstance(cel, int) and not isinstance(cel, bool)) or isinstance(cel, Onderdrukt)


def figure_columns(tabel: Tabel) -> tuple[bool, ...]:
    """Return per column whether figures stand in it."""
    return tuple(any(is_figure(rij[place]) for rij in tabel.rijen) for place in range(len(tabel.koppen)))


def cell_text(cel: Cel) -> str:
    """Return a cell as people read it; thousands of a figure are parted by a point."""
    return f"{cel:,}".replace(",", ".") if isinstance(cel, int) else str(cel)


def as_text(*blokken: Blok) -> str:
    """Return blocks as plain text, for the free text fields of the form."""
    return "\n\n".join(_text(blok) for blok in blokken)


def _text(blok: Blok) -> str:
    match blok:
        case Tabel() | Cijferlijst() | Beeld():
            return _text_with_figures(blok)
        case Alinea():
            return blok.tekst + _cited(blok.bewijs)
        case Lijst():
            return "\n".join(f"- {punt}" for punt in blok.punten) + _cited(blok.bewijs)
        case Open():
            return f"Nog te beantwoorden: {blok.tekst}"
        case Mensen():
            return f"{blok.tekst}\n({blok.wie}, {blok.wanneer})"


def _text_with_figures(blok: Tabel | Cijferlijst | Beeld) -> str:
    if isinstance(blok, Beeld):
        return f"{blok.bijschrift}\n{blok.samenvatting}\n\n{_text_with_figures(blok.tabel)}"
    if isinstance(blok, Cijferlijst):
        rows = [f"- {label}: {cell_text(cel)}" for label, cel in blok.rijen]
    else:
        rows = [f"- {_row(blok, rij)}" for rij in blok.rijen] or [blok.leeg]
    return "\n".join((f"{blok.bijschrift}{_cited(blok.bewijs)}", *rows))


def _row(tabel: Tabel, rij: tuple[Cel, ...]) -> str:
    cells = zip(tabel.koppen[1:], rij[1:], strict=True)
    rest = "; ".join(f"{kop.lower()}: {cell_text(cel)}" for kop, cel in cells)
    return f"{cell_text(rij[0])} ({rest})" if rest else cell_text(rij[0])


def _cited(bewijs: tuple[str, ...]) -> str:
    return f" [bewijs {', '.join(bewijs)}]" if bewijs else ""
