# SPDX-License-Identifier: EUPL-1.2
"""Pictures where people would rather look: each with a summary in words and the table behind it.

Invariants:
- A picture is made from its table and from nothing else, so that a suppressed table gives a suppressed picture.
- The summary names no figures: those stand in the table. What it compares are the figures that are shown.
- Where nothing happened stands a sentence and no picture.

Norm: WCAG 2.2 1.1.1 and 1.4.1. The drawing itself: `gep.document.tekenen`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from gep.document import svg, tekenen
from gep.document.blokken import Alinea, Beeld, Onderdrukt, Tabel, is_figure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gep.document.blokken import Blok, Cel

MATRIX, STAVEN, MAANDEN, MAANDEN_GEWEIGERD = "matrix", "staven", "maanden", "maanden-geweigerd"
OVERIG: Final = "Overige regels"
MOST_SERIES: Final = 8
_MONTHS: Final = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)

Rows: TypeAlias = Sequence[tuple[tuple[str, ...], int]]


class _Vorm(NamedTuple):
    teken: Callable[[Tabel], dict[str, Any]]
    vat_samen: Callable[[Tabel], str]


def draw(vorm: str, tabel: Tabel) -> Blok:
    """Return the picture of a table in one of the forms; a sentence where nothing happened.

    Raises:
        KeyError: there is no such form.
    """
    form = _VORMEN[vorm]
    if not _figures(tabel) or all(cel == 0 for _, _, cel in _figures(tabel)):
        return Alinea(f"{tabel.bijschrift}: {_lower(tabel.leeg)}", tabel.bewijs)
    summary = f"{form.vat_samen(tabel)}{_hidden_note(tabel)} Alle aantallen staan in de tabel eronder."
    title = f"{tabel.bijschrift}, in beeld"
    drawn = svg.inline(tekenen.as_svg(form.teken(tabel)), tabel.naam, title, summary)
    return Beeld(tabel.naam, title, drawn, summary, tabel, vorm)


def who_with_whom(rows: Rows, label: Callable[[str], str], bewijs: tuple[str, ...]) -> Blok:
    """Draw who supplied to whom, from rows of (…, van, aan) with a count; `label` names an organisation or its kind."""
    pairs: dict[tuple[str, str], int] = {}
    for key, count in rows:
        pair = (label(key[-2]), label(key[-1]))
        pairs[pair] = pairs.get(pair, 0) + count
    givers = sorted({van for van, _ in pairs})
    takers = sorted({aan for _, aan in pairs})
    cells: tuple[tuple[Cel, ...], ...] = tuple((van, *(pairs.get((van, aan), 0) for aan in takers)) for van in givers)
    title = "Wie aan wie gegevens verstrekte"
    return draw(MATRIX, Tabel("beeld-wie-met-wie", title, ("Van \\ aan", *takers), cells, bewijs))


def supplies_over_time(rows: Rows, maanden: Sequence[str], bewijs: tuple[str, ...]) -> Blok:
    """Draw how often each rule allowed a supply, from rows of (maand, regel) with a count."""
    title = "Toegestane verstrekkingen per maand en regel"
    return draw(MAANDEN, _per_month("beeld-verstrekt", title, rows, maanden, bewijs))


def refusals_over_time(rows: Rows, maanden: Sequence[str], bewijs: tuple[str, ...]) -> Blok:
    """Draw how often each rule carried a refusal, from rows of (maand, regel) with a count."""
    title = "Weigeringen per maand en regel"
    return draw(MAANDEN_GEWEIGERD, _per_month("beeld-geweigerd", title, rows, maanden, bewijs))


def reads_per_partner(rows: Rows, label: Callable[[str], str], bewijs: tuple[str, ...]) -> Blok:
    """Draw how often each partner read, from rows of (…, partner) with a count."""
    summed: dict[str, int] = {}
    for key, count in rows:
        summed[label(key[-1])] = summed.get(label(key[-1]), 0) + count
    cells = tuple(sorted(summed.items()))
    return draw(STAVEN, Tabel("beeld-gelezen", "Keren gelezen per partner", ("Partner", "Aantal"), cells, bewijs))


def terms_reached(komend: int, bereikt: int, slot: int, vernietigd: int, bewijs: tuple[str, ...]) -> Blok:
    """Draw of how many records the term is coming, was reached, and how many are locked or destroyed."""
    cells = (
        ("De termijn komt eraan", komend),
        ("De termijn is bereikt", bereikt),
        ("Op slot", slot),
        ("Vernietigd", vernietigd),
    )
    table = Tabel("beeld-termijnen", "Bewaartermijnen", ("Stand", "Records"), cells, bewijs, vaste_volgorde=True)
    return draw(STAVEN, table)


def month_in_words(maand: str) -> str:
    """Return `2026-03` as `maart 2026`."""
    year, _, month = maand.partition("-")
    return f"{_MONTHS[int(month) - 1]} {year}"


def _per_month(naam: str, titel: str, rows: Rows, maanden: Sequence[str], bewijs: tuple[str, ...]) -> Tabel:
    counts = {(key[0], key[1]): count for key, count in rows}
    series = _series(counts)
    rest = {regel for _, regel in counts} - set(series)
    cells: list[tuple[Cel, ...]] = []
    for maand in maanden:
        known = [counts.get((maand, regel), 0) for regel in series]
        others = [sum(counts.get((maand, regel), 0) for regel in rest)] if rest else []
        cells.append((month_in_words(maand), *known, *others))
    heads = ("Maand", *series, *([OVERIG] if rest else []))
    return Tabel(naam, titel, heads, tuple(cells), bewijs, vaste_volgorde=True)


def _series(counts: Mapping[tuple[str, str], int]) -> list[str]:
    """Return the rules that get a series of their own: the most used, in the order of their ids."""
    summed: dict[str, int] = {}
    for (_, regel), count in counts.items():
        summed[regel] = summed.get(regel, 0) + count
    most = sorted(summed, key=lambda regel: (-summed[regel], regel))
    return sorted(most if len(most) <= MOST_SERIES else most[: MOST_SERIES - 1])


def _figures(tabel: Tabel) -> list[tuple[str, str, Cel]]:
    return [
        (str(rij[0]), kop, cel)
        for rij in tabel.rijen
        for kop, cel in zip(tabel.koppen[1:], rij[1:], strict=True)
        if is_figure(cel)
    ]


def _highest(tabel: Tabel) -> list[tuple[str, str]]:
    """Return the places of the highest figure that is shown."""
    shown = [(cel, rij, kop) for rij, kop, cel in _figures(tabel) if isinstance(cel, int)]
    most = max((cel for cel, _, _ in shown), default=0)
    return [(rij, kop) for cel, rij, kop in shown if cel == most and most > 0]


def _matrix_summary(tabel: Tabel) -> str:
    top = _highest(tabel)
    lead = "Elke rij is wie verstrekte, elke kolom wie ontving. Hoe donkerder het vak, hoe hoger het aantal."
    return f"{lead} Het hoogste getoonde aantal ging van {top[0][0]} naar {top[0][1]}." if len(top) == 1 else lead


def _bars_summary(tabel: Tabel) -> str:
    top = _highest(tabel)
    lead = "Elke balk is een rij van de tabel. Hoe langer de balk, hoe hoger het aantal."
    return f"{lead} Het hoogste getoonde aantal staat bij: {_lower(top[0][0])}." if len(top) == 1 else lead


def _months_summary(tabel: Tabel) -> str:
    top = _highest(tabel)
    lead = "Elke strook is een regel, elke balk een maand. Hoe hoger de balk, hoe hoger het aantal."
    return f"{lead} Het hoogste getoonde aantal is dat van {top[0][1]} in {top[0][0]}." if len(top) == 1 else lead


def _hidden_note(tabel: Tabel) -> str:
    """Return how the picture shows what is hidden, when something is."""
    hidden = {tekenen.short(cel): str(cel) for _, _, cel in _figures(tabel) if isinstance(cel, Onderdrukt)}
    return "".join(f" In het beeld betekent {sign}: {words}." for sign, words in sorted(hidden.items()))


def _lower(text: str) -> str:
    """Return words as they stand inside a sentence; a name or code keeps its capital."""
    return text[:1].lower() + text[1:] if text.partition(" ")[0] in {"De", "Op", "Dit", "Vernietigd"} else text


_VORMEN: Final = {
    MATRIX: _Vorm(tekenen.matrix, _matrix_summary),
    STAVEN: _Vorm(tekenen.bars, _bars_summary),
    MAANDEN: _Vorm(tekenen.months, _months_summary),
    MAANDEN_GEWEIGERD: _Vorm(tekenen.months_refused, _months_summary),
}
