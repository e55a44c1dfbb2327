# SPDX-License-Identifier: EUPL-1.2
"""Small counts stay hidden: from who looks, from who subtracts, and from who reasons about every table together."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gep.document.blokken import Alinea, Cijferlijst, Onderdrukt, Tabel
from gep.document.onderdrukken import AFGELEID, explanation, suppress
from tests.gep.document.aanvaller import Aanvaller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gep.document.blokken import Blok

KINDS, PARTNERS = ("fiscaal", "wpg-8", "wpg-9"), ("Douane", "OM", "Politie")
MINDER = Onderdrukt("minder dan 5")
Counts = dict[tuple[str, str], int]


def report(counts: Mapping[tuple[str, str], int]) -> tuple[Blok, ...]:
    """Publish counts by kind and partner five times: in full, per kind, per partner, crossed with totals, in one figure."""
    kinds = sorted({kind for kind, _ in counts})
    partners = sorted({partner for _, partner in counts})

    def total(kind: str | None = None, partner: str | None = None) -> int:
        return sum(n for (k, p), n in counts.items() if kind in (None, k) and partner in (None, p))

    crossed = [(kind, *(counts[kind, p] for p in partners), total(kind)) for kind in kinds]
    last = ("Totaal", *(total(partner=p) for p in partners), total())
    return (
        Alinea("Dit is geteld."),
        Tabel("vol", "Vol", ("Soort", "Partner", "Aantal"), tuple((*k, n) for k, n in counts.items()), ("log-a",)),
        Cijferlijst("soorten", "Per soort", tuple((kind, total(kind)) for kind in kinds), ("log-a",)),
        Tabel("partners", "P", ("Partner", "Aantal"), tuple((p, total(partner=p)) for p in partners), ("log-a",)),
        Tabel("kruis", "Kruis", ("Soort", *partners, "Totaal"), (*crossed, last), ("log-a",)),
        Cijferlijst("samen", "Samen", (("Alles bij elkaar", total()),), ("log-b",)),
    )


def attack(counts: Counts, shown: tuple[Blok, ...], drempel: int = 5) -> Aanvaller:
    """Give the attacker every cell of that report, each with the counts that it is the sum of."""
    found = Aanvaller(drempel)
    kinds = sorted({kind for kind, _ in counts})
    partners = sorted({partner for _, partner in counts})

    def atoms(*labels: str) -> frozenset[str]:
        words = [label for label in labels if label in kinds or label in partners]
        return frozenset("|".join(key) for key in counts if set(words) <= set(key))

    for blok in shown:
        if isinstance(blok, Cijferlijst):
            for label, cel in blok.rijen:
                found.sees(atoms(label), cel)
        elif isinstance(blok, Tabel) and blok.naam == "kruis":
            for rij in blok.rijen:
                for kop, cel in zip(blok.koppen[1:], rij[1:], strict=True):
                    found.sees(atoms(str(rij[0]), kop), cel)
        elif isinstance(blok, Tabel):
            for rij in blok.rijen:
                found.sees(atoms(*map(str, rij[:-1])), rij[-1])
    return found


def cells(blokken: tuple[Blok, ...]) -> list[int | str]:
    """Every figure as it is shown."""
    found: list[int | str] = []
    for blok in blokken:
        if isinstance(blok, (Tabel, Cijferlijst)):
            found += [c for rij in blok.rijen for c in rij if isinstance(c, (int, Onderdrukt))]
    return found


counted = st.fixed_dictionaries(
    {key: st.one_of(st.integers(0, 6), st.integers(0, 60)) for key in product(KINDS, PARTNERS)}
)


@settings(max_examples=30, deadline=None)
@given(counted)
@example(
    dict.fromkeys(product(KINDS, PARTNERS), 0) | {("wpg-8", "Douane"): 31, ("wpg-9", "Douane"): 33, ("wpg-9", "OM"): 2}
)
def test_nobody_can_compute_what_is_hidden(counts: Counts) -> None:
    """Over five related tables no small count is shown, and no hidden cell can be computed or bounded to one value."""
    shown = suppress(report(counts))
    assert not [cel for cel in cells(shown) if isinstance(cel, int) and 0 < cel < 5]
    attacker = attack(counts, shown)
    for (low, high), solved, (_, cel) in zip(attacker.bounds(), attacker.solved(), attacker.sums, strict=True):
        if isinstance(cel, Onderdrukt):
            assert low < high
            assert not solved


@settings(max_examples=8, deadline=None)
@given(st.fixed_dictionaries({key: st.integers(0, 9) for key in product(KINDS[:2], PARTNERS[:2])}))
def test_every_hidden_cell_has_another_value_in_some_world(counts: Counts) -> None:
    """Trying every possible set of counts: some other one fits all that is shown, for each hidden cell."""
    blocks, keys = report(counts), sorted(counts)
    attacker = attack(counts, suppress(blocks))
    seen: list[set[int]] = [set() for _ in attacker.sums]
    groups = [(tuple(keys.index(tuple(atom.split("|"))) for atom in group), cel) for group, cel in attacker.sums]  # type: ignore[arg-type]
    fixed = [(group, cel) for group, cel in groups if isinstance(cel, int)]
    small = [group for group, cel in groups if cel == MINDER]
    for world in product(range(15), repeat=4):
        if all(sum(world[i] for i in group) == cel for group, cel in fixed) and all(
            sum(world[i] for i in group) < 5 for group in small
        ):
            for values, (group, _) in zip(seen, groups, strict=True):
                values.add(sum(world[i] for i in group))
    assert all(len(values) > 1 for values, (_, cel) in zip(seen, groups, strict=True) if isinstance(cel, Onderdrukt))


def test_the_attacker_does_compute_what_is_hidden_carelessly() -> None:
    """Positive control: with only the small cell replaced, bounds and algebra both give it away."""
    counts = dict.fromkeys(product(KINDS, PARTNERS), 20) | {("wpg-8", "OM"): 3}
    careless = tuple(
        Tabel(b.naam, b.bijschrift, b.koppen, tuple(tuple(MINDER if c == 3 else c for c in r) for r in b.rijen))
        if isinstance(b, Tabel)
        else b
        for b in report(counts)
    )
    attacker = attack(counts, careless)
    hidden = [place for place, (_, cel) in enumerate(attacker.sums) if cel == MINDER]
    assert len(hidden) == 2
    assert {attacker.bounds()[place] for place in hidden} == {(3, 3)}
    assert all(attacker.solved()[place] for place in hidden)


def test_large_figures_alone_stay_as_they_are() -> None:
    """Without a small count nothing changes, whatever the order or the zeros."""
    blocks = report({("wpg-8", "OM"): 5, ("fiscaal", "OM"): 0, ("wpg-8", "Politie"): 80, ("fiscaal", "Politie"): 9})
    assert suppress(blocks) == blocks


def test_what_is_hidden_says_so_in_words() -> None:
    """A small count reads 'minder dan 5', a complementary one 'niet getoond'; both are readable in full."""
    shown = suppress((Tabel("a", "A", ("Wat", "Aantal"), (("x", 3), ("y", 9), ("z", 40), ("Totaal", 52))),))
    assert cells(shown) == [MINDER, AFGELEID, 40, 52]
    assert "minder dan 5" in explanation()
    assert AFGELEID in explanation()
    assert all(len(one.split()) <= 20 for one in explanation().split(". "))


@pytest.mark.parametrize(("drempel", "hidden"), [(3, 2), (4, 3), (10, 9)])
def test_the_threshold_is_a_setting(drempel: int, hidden: int) -> None:
    """Just under the threshold is hidden, the threshold itself is shown."""
    rows = (("x", hidden), ("y", drempel), ("z", 100))
    assert cells(suppress((Cijferlijst("a", "A", rows),), drempel)) == [f"minder dan {drempel}", drempel, 100]


@pytest.mark.parametrize("drempel", [-1, 0, 1, 2])
def test_a_threshold_that_protects_nothing_is_refused(drempel: int) -> None:
    """Below three there is nothing to hide behind."""
    with pytest.raises(ValueError, match="ten minste 3"):
        suppress((), drempel)


def test_zeros_stay_unless_they_speak_about_a_few() -> None:
    """A zero alone or beside a large count stays; in a row where all else is small it is hidden with the rest."""
    rows = (("niemand", 0, 0), ("velen", 0, 30), ("enkelen", 0, 2))
    shown = suppress((Tabel("a", "A", ("Groep", "Ingelicht", "Niet ingelicht"), rows),))
    assert isinstance(shown[0], Tabel)
    assert {rij[0]: rij[1:] for rij in shown[0].rijen} == {
        "niemand": (0, 0),
        "velen": (0, 30),
        "enkelen": (MINDER, MINDER),
    }


def test_the_order_of_rows_tells_nothing() -> None:
    """A ranking is put in the order of its labels; months that have an order of their own keep it."""
    ranked = (("R-10.1", 40), ("R-2.1", 4), ("R-9.1", 3), ("Totaal", 47))
    shown = suppress((Tabel("a", "A", ("Regel", "Aantal"), ranked),))
    assert isinstance(shown[0], Tabel)
    assert [rij[0] for rij in shown[0].rijen] == ["R-2.1", "R-9.1", "R-10.1", "Totaal"]
    months = (("maart", 40), ("april", 3), ("mei", 2))
    kept = suppress((Tabel("a", "A", ("Maand", "Aantal"), months, vaste_volgorde=True),))
    assert isinstance(kept[0], Tabel)
    assert [rij[0] for rij in kept[0].rijen] == ["maart", "april", "mei"]


def test_a_figure_elsewhere_that_gives_it_away_is_hidden_too() -> None:
    """The same count in a list with other evidence, and a single figure that is the total of a table, are found."""
    table = Tabel("a", "A", ("Wat", "Aantal"), (("x", 3), ("y", 9)), ("log-a",))
    other = Cijferlijst("b", "B", (("Alles", 12), ("Iets anders", 77)), ("log-b",))
    assert cells(suppress((table, other))) == [MINDER, AFGELEID, 12, 77]
    lonely = Tabel("a", "A", ("Wat", "Aantal"), (("x", 3), ("z", 0), ("y", 5)), ("log-a",))
    total = Cijferlijst("b", "B", (("Alles", 8),), ("log-a",))
    assert 3 not in cells(suppress((lonely, total)))
    assert not {5, 8} <= set(cells(suppress((lonely, total))))


def test_what_everyone_knows_gives_nothing_away() -> None:
    """The size of a published log is the sum of a table: then a second row is hidden; a public figure itself never moves."""
    table = Tabel("a", "A", ("Wat", "Aantal"), (("gelezen", 20), ("geweigerd", 3)), ("log-a",))
    size = Cijferlijst("omvang", "Omvang", (("Regels", 23),), ("log-a",))
    assert cells(suppress((table,))) == [20, MINDER]
    assert cells(suppress((table,), openbaar=(size,))) == [AFGELEID, MINDER]
    few = Tabel("b", "B", ("Wat", "Aantal"), (("gelezen", 3),), ("log-a",))
    assert cells(suppress((few,), openbaar=(Cijferlijst("o", "O", (("Regels", 3),), ("log-a",)),))) == [MINDER]


def test_blocks_are_not_suppressed_twice() -> None:
    """What is hidden already has no true figure left to protect it with: that is refused."""
    shown = suppress((Cijferlijst("a", "A", (("x", 3),)),))
    with pytest.raises(TypeError, match="al onderdrukt"):
        suppress(shown)
