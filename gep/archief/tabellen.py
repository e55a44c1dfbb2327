# SPDX-License-Identifier: EUPL-1.2
"""The inventory as tables: what is there, what is locked, held, extended or waiting, what is overdue and why, what is gone.

Invariants:
- Every figure is an `int` cell; a year is a word, because it counts nothing.
- No id of a record or case stands in any table; an order is named by the hash of its signed document.

It words codes; it reads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gep.archief import lezen
from gep.document.blokken import Lijst, Tabel
from gep.periode import moment_in_words

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable

    from gep.archief.lezen import Inventaris
    from gep.archief.reeks import Reeks

KOPPEN: Final = (
    "Zorgdrager", "Categorie", "Jaren", "Records", "Op slot", "Stil gezet", "Verlengd", "Wacht op lijst", "Over termijn", "Weg",
)  # fmt: skip
WAAROM: Final = {
    lezen.STILGEZET: "Vernietigen is stilgezet",
    lezen.GEEN_SELECTIELIJST: "Wacht op een selectielijst of grondslag",
    lezen.GEEN_GROND: "Geen grond voor vernietiging dekt deze categorie",
    lezen.GEEN_BEVEL: "De zorgdrager heeft nog geen bevel gegeven",
}
SLOT: Final = {
    "termijn-voorbij": "De termijn is voorbij",
    "geen-grondslag": "Vernietigen is gevraagd zonder vastgelegde grondslag",
}
GEEN: Final = "Dit komt niet voor."


class Namen:
    """Names of organisations and categories."""

    def __init__(self, inventaris: Inventaris) -> None:
        self._names = {item.oin: item.naam for item in inventaris.bron.lijst.deelnemers}
        self._vocabulary = inventaris.bron.ruleset.vocabulary

    def organisation(self, oin: str) -> str:
        """Return the name of an organisation; its OIN when the list does not know it (any more)."""
        return self._names.get(oin, f"organisatie {oin}")

    def category(self, code: str) -> str:
        """Return a category as it begins a cell."""
        label = self._vocabulary.label("wat", code)
        return label[:1].upper() + label[1:]


def series(found: Inventaris) -> Tabel:
    """Return the inventory: one row per zorgdrager and category."""
    names = Namen(found)
    rows = tuple(
        (
            names.organisation(oin),
            names.category(code),
            _years(reeks),
            reeks.aantal,
            *(reeks.op_slot.total(), reeks.stilgezet, reeks.verlengingen.total()),
            *(reeks.wacht, reeks.over_termijn.total(), reeks.vernietigd),
        )
        for (oin, code), reeks in found.rows()
    )
    return Tabel("inventaris", "Wat er is, per zorgdrager en categorie", KOPPEN, rows, leeg=GEEN)


def locks(found: Inventaris) -> Tabel:
    """Return why records are locked."""
    return _per(found, "slot", "Waarom records op slot zijn", "Reden", lambda reeks: _words(SLOT, reeks.op_slot))


def overdue(found: Inventaris) -> Tabel:
    """Return why records past their term are still there."""
    title = "Over de termijn en nog niet vernietigd"
    return _per(found, "over-termijn", title, "Waarom nog niet", lambda reeks: _words(WAAROM, reeks.over_termijn))


def extensions(found: Inventaris) -> Tabel:
    """Return extensions with ground and reason."""
    return _per(
        found,
        "verlengingen",
        "Verlengde termijnen",
        "Grond en reden",
        lambda reeks: (
            (f"{ground} ({reason})", count) for (ground, reason), count in sorted(reeks.verlengingen.items())
        ),
    )


def terms(found: Inventaris) -> Tabel:
    """Return the terms that apply, per category."""
    names = Namen(found)
    known = {(names.category(code), text) for (_, code), reeks in found.rows() for text in reeks.termijnen}
    return Tabel("termijnen", "Bewaartermijnen", ("Categorie", "Termijn en bron"), tuple(sorted(known)), leeg=GEEN)


def orders(found: Inventaris) -> Tabel:
    """Return every order to destroy with what is proven of it."""
    names = Namen(found)
    rows = tuple(
        (
            f"Bevel {number}",
            names.organisation(item.oin),
            f"{item.grondslag} ({item.reden})",
            item.aantal,
            moment_in_words(item.gegeven),
            _when(item.voltooid),
            _when(item.volledig_op),
        )
        for number, item in enumerate(found.bevelen, start=1)
    )
    heads = ("Bevel", "Zorgdrager", "Grond en reden", "Records", "Gegeven", "Uitgevoerd", "Ook in back-ups weg op")
    return Tabel("bevelen", "Vernietigd op bevel, met de verklaring die daarbij hoort", heads, rows, leeg=GEEN)


def hashes(found: Inventaris) -> Lijst:
    """Return by which hash the verklaring of each order is found."""
    return Lijst(tuple(f"Bevel {number}: {item.sha256}" for number, item in enumerate(found.bevelen, start=1)))


def also(found: Inventaris) -> Tabel:
    """Return whom a supplier named as zorgdrager beside itself."""
    names = Namen(found)
    rows = tuple(
        (names.organisation(oin), ", ".join(names.organisation(other) for other in others))
        for oin, others in sorted(found.mede.items())
        if others
    )
    return Tabel("mede", "Wie ook zorgdrager is", ("Verstrekker", "Ook zorgdrager"), rows, leeg=GEEN)


def counts(found: Inventaris) -> Tabel:
    """Return the inventory as counts alone, one per row: without years, and without what does not occur."""
    names = Namen(found)
    rows = tuple(
        (names.organisation(oin), names.category(code), what, count)
        for (oin, code), reeks in found.rows()
        for what, count in _figures(reeks)
        if count
    )
    heads = ("Zorgdrager", "Categorie", "Wat", "Records")
    return Tabel("inventaris", "Wat er is, per zorgdrager en categorie", heads, rows, leeg=GEEN)


def _figures(reeks: Reeks) -> tuple[tuple[str, int], ...]:
    return (
        ("Aanwezig", reeks.aantal),
        ("Op slot", reeks.op_slot.total()),
        ("Stilgezet", reeks.stilgezet),
        ("Wacht op een selectielijst of grondslag", reeks.wacht),
        ("Over de termijn", reeks.over_termijn.total()),
        ("Vernietigd", reeks.vernietigd),
    )


def _years(reeks: Reeks) -> str:
    if not reeks.jaren:
        return "-"
    first, last = min(reeks.jaren), max(reeks.jaren)
    return str(first) if first == last else f"{first} tot en met {last}"


def _per(
    found: Inventaris, naam: str, title: str, kop: str, parts: Callable[[Reeks], Iterable[tuple[str, int]]]
) -> Tabel:
    names = Namen(found)
    rows = tuple(
        (names.organisation(oin), names.category(code), what, count)
        for (oin, code), reeks in found.rows()
        for what, count in parts(reeks)
    )
    return Tabel(naam, title, ("Zorgdrager", "Categorie", kop, "Records"), rows, leeg=GEEN)


def _words(words: dict[str, str], counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted((words.get(code, code), count) for code, count in counts.items())


def _when(moment: int | None) -> str:
    return "nog niet" if moment is None else moment_in_words(moment)
