# SPDX-License-Identifier: EUPL-1.2
"""The pictures of the GEB: which figures each is made from. The drawing is `gep.document.beelden`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.exchange.bewaren import TERMIJN_VOORBIJ
from gep.document import beelden
from gep.document.blokken import Tabel

if TYPE_CHECKING:
    from gep.document.blokken import Blok
    from gep.geb.werk import Werk
    from gep.periode import Periode


def who_with_whom(werk: Werk) -> Blok:
    """Who supplied to whom (section 6)."""
    cited = (werk.boek.telling("verstrekkingen"),)
    return beelden.who_with_whom(werk.cijfers.rows("verstrekkingen"), werk.organisatie, cited)


def reads(werk: Werk) -> Blok:
    """How often each partner read (section 2)."""
    return beelden.reads_per_partner(werk.cijfers.rows("lezingen"), werk.organisatie, (werk.boek.telling("lezingen"),))


def supplies(werk: Werk) -> Blok:
    """Supplies over time by rule (section 11)."""
    name = "maand-verstrekt-per-regel"
    rows, cited = werk.cijfers.rows(name), (werk.boek.telling(name),)
    return beelden.supplies_over_time(_pairs(rows), months(werk.cijfers.periode), cited)


def refusals(werk: Werk) -> Blok:
    """Refusals over time by rule (section 13)."""
    name = "maand-geweigerd-per-regel"
    rows, cited = werk.cijfers.rows(name), (werk.boek.telling(name),)
    return beelden.refusals_over_time(_pairs(rows), months(werk.cijfers.periode), cited)


def terms(werk: Werk) -> Blok:
    """Which terms were reached, and what became of the records (section 10)."""
    names = ("vergrendeld", "bewaarbesluiten", "records-vernietigd")
    rows = (
        ("De termijn is bereikt", werk.cijfers.total("vergrendeld", TERMIJN_VOORBIJ)),
        ("Op slot, om welke reden ook", werk.cijfers.total("vergrendeld")),
        ("Besluiten over bewaren", werk.cijfers.total("bewaarbesluiten")),
        ("Vernietigd", werk.cijfers.total("records-vernietigd")),
    )
    cited = tuple(werk.boek.telling(name) for name in names)
    table = Tabel("beeld-termijnen", "Bereikte termijnen", ("Stand", "Aantal"), rows, cited, vaste_volgorde=True)
    return beelden.draw(beelden.STAVEN, table)


def months(periode: Periode) -> list[str]:
    """Return every month of a period, as `2026-03`."""
    first, last = periode.eerste, periode.laatste
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [f"{first.year + (first.month - 1 + i) // 12}-{(first.month - 1 + i) % 12 + 1:02d}" for i in range(count)]


def _pairs(rows: list[tuple[tuple[str, ...], int]]) -> list[tuple[tuple[str, ...], int]]:
    """A refusal without a rule has `-` for one; a head of a column says so in words."""
    return [((maand, "zonder regel" if regel == "-" else regel), count) for (maand, regel), count in rows]
