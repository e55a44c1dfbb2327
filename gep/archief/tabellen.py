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
from gep.document.blokken import Tabel
from gep.periode import moment_in_words

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable

    from gep.archief.lezen import Inventaris
    from gep.archief.reeks import Reeks

KOPPEN: Final = (
    "Zorgdrager", "Categorie", "Records", "Oudste jaar", "Nieuwste jaar", "Op slot", "Stilgezet", "Verlengd",
    "Wacht op selectielijst", "Over termijn", "Vernietigd",
)  # fmt: skip
JAREN: Final = ("Oudste jaar", "Nieuwste jaar")
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
            reeks.aantal,
            *(str(min(reeks.jaren, default="-")), str(max(reeks.jaren, default="-"))),
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
            item.sha256,
            names.organisation(item.oin),
            f"{item.grondslag} ({item.reden})",
            item.aantal,
            moment_in_words(item.gegeven),
            _when(item.voltooid),
            _when(item.volledig_op),
        )
        for item in found.bevelen
    )
    heads = ("Bevel", "Zorgdrager", "Grond en reden", "Records", "Gegeven", "Uitgevoerd", "Ook in back-ups weg op")
    return Tabel("bevelen", "Vernietigd op bevel, met de verklaring die daarbij hoort", heads, rows, leeg=GEEN)


def also(found: Inventaris) -> Tabel:
    """Return whom a supplier named as zorgdrager beside itself."""
    names = Namen(found)
    rows = tuple(
        (names.organisation(oin), ", ".join(names.organisation(other) for other in others))
        for oin, others in sorted(found.mede.items())
        if others
    )
    return Tabel("mede", "Wie ook zorgdrager is", ("Verstrekker", "Ook zorgdrager"), rows, leeg=GEEN)


def without_years(tabel: Tabel) -> Tabel:
    """Return the inventory without the years, for outside the circle of officers."""
    kept = [place for place, kop in enumerate(tabel.koppen) if kop not in JAREN]
    rows = tuple(tuple(rij[place] for place in kept) for rij in tabel.rijen)
    return Tabel(tabel.naam, tabel.bijschrift, tuple(tabel.koppen[place] for place in kept), rows, leeg=tabel.leeg)


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
