# SPDX-License-Identifier: EUPL-1.2
"""A document: what every account is before it becomes a page or a PDF.

Invariants:
- Names of tables, figures and pictures, and numbers and titles of sections, stand once: they become ids on the page.
- Each row of a table has as many cells as the table has heads. What does not fit is refused, everything at once.

It holds no markup and knows no record.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gep.document.blokken import Beeld, Cijferlijst, Tabel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gep.document.blokken import Blok, Sectie


class DocumentError(ValueError):
    """This is no document; the message names everything that is wrong with it."""

    type = "document"


@dataclass(frozen=True, slots=True)
class Document:
    """One account.

    Attributes:
        kenmerken: what it is and rests on, as name and value.
        waarschuwingen: what must be known before reading on; the first sentence of each stands out.
        voet: the last lines, about who made it.
    """

    titel: str
    ondertitel: str
    kenmerken: tuple[tuple[str, str], ...]
    waarschuwingen: tuple[str, ...]
    secties: tuple[Sectie, ...]
    voet: str

    def __post_init__(self) -> None:
        """Refuse ids that stand twice and rows that do not fit."""
        wrong = [*_doubled(self), *_crooked(self)]
        if wrong:
            raise DocumentError(" ".join(wrong))

    @property
    def blokken(self) -> Iterator[Blok]:
        """Every block in order."""
        return (blok for sectie in self.secties for blok in sectie.blokken)

    @property
    def tabellen(self) -> Iterator[Tabel]:
        """Every table in order, those behind pictures too."""
        for blok in self.blokken:
            if isinstance(blok, Tabel):
                yield blok
            elif isinstance(blok, Beeld):
                yield blok.tabel

    @property
    def ankers(self) -> frozenset[str]:
        """The ids that evidence can point at."""
        return frozenset(str(rij[0]) for tabel in self.tabellen if tabel.ankers for rij in tabel.rijen)


def section_id(sectie: Sectie) -> str:
    """Return the id of the heading of a section."""
    return f"s-{sectie.nummer}" if sectie.nummer else "-".join(sectie.titel.lower().split())


def section_title(sectie: Sectie) -> str:
    """Return the heading of a section as people read it."""
    return f"{sectie.nummer}. {sectie.titel}" if sectie.nummer else sectie.titel


def _doubled(document: Document) -> Iterator[str]:
    names = [tabel.naam for tabel in document.tabellen]
    names += [blok.naam for blok in document.blokken if isinstance(blok, Cijferlijst)]
    pictures = [blok.naam for blok in document.blokken if isinstance(blok, Beeld)]
    for ids in (names, pictures, [section_id(sectie) for sectie in document.secties]):
        for name, count in Counter(ids).items():
            if count > 1:
                yield f"De naam {name} komt {count} keer voor."


def _crooked(document: Document) -> Iterator[str]:
    for tabel in document.tabellen:
        if any(len(rij) != len(tabel.koppen) for rij in tabel.rijen):
            yield f"In tabel {tabel.naam} heeft een rij niet evenveel cellen als er koppen zijn."
