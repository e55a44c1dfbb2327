# SPDX-License-Identifier: EUPL-1.2
"""Which cells hang together, that another world is found, and what an attacker makes of a network of partners."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gep.document import onderdrukken
from gep.document.blokken import Cijferlijst, Onderdrukt, Tabel
from gep.document.onderdrukken import suppress
from gep.document.uitwijk import Uitwijk
from gep.document.verbanden import Raster, relations
from tests.gep.document.aanvaller import Aanvaller

if TYPE_CHECKING:
    from gep.document.blokken import Blok, Cel
    from gep.document.verbanden import Plek

PARTNERS = ("Douane", "OM", "Politie")


def raster(*rijen: tuple[Cel, ...], koppen: tuple[str, ...] | None = None, bewijs: str = "a") -> Raster:
    """A table with one word in front of its figures, unless said otherwise."""
    heads = koppen or ("Wat", *(f"K{n}" for n in range(1, len(rijen[0]))))
    return Raster(heads, rijen, frozenset({bewijs}))


def linked(*rasters: Raster) -> set[tuple[frozenset[Plek], frozenset[Plek]]]:
    """The relations, each in one order."""
    found = relations(rasters, 5)
    return {(a, b) if sorted(a) < sorted(b) else (b, a) for a, b in found}


def cells(number: int, *places: tuple[int, int]) -> frozenset[Plek]:
    return frozenset((number, rij, kolom) for rij, kolom in places)


def test_totals_by_name_and_by_arithmetic() -> None:
    """A row called total, a row that is the sum of the others, and a column that is the sum of some others."""
    named = raster(("x", 3), ("Totaal", 3))
    assert (cells(0, (0, 1)), cells(0, (1, 1))) in linked(named)
    summed = raster(("x", 3), ("y", 4), ("z", 7))
    assert (cells(0, (0, 1), (1, 1)), cells(0, (2, 1))) in linked(summed)
    column = raster(("x", 3, 4, 7, 0), ("y", 1, 1, 2, 0), ("z", 9, 0, 9, 0))
    assert (cells(0, (0, 1), (0, 2)), cells(0, (0, 3))) in linked(column)


def test_a_wide_table_and_one_with_gaps_have_totals_too() -> None:
    """Fourteen columns with a total, by name or not, and rows where a word stands in the place of a figure."""
    wide = raster(("x", *range(1, 15), sum(range(1, 15))), koppen=("Wat", *(f"K{n}" for n in range(14)), "Totaal"))
    assert (cells(0, *((0, n) for n in range(1, 15))), cells(0, (0, 15))) in linked(wide)
    assert linked(Raster((*wide.koppen[:-1], "Som"), wide.rijen, wide.bewijs)) == linked(wide)
    gaps = raster(("x", 3, "onbekend", 3), ("y", 4, 5, 9), ("Totaal", 7, 5, 12), koppen=("Wat", "A", "B", "Totaal"))
    assert {(cells(0, (0, 1)), cells(0, (0, 3))), (cells(0, (1, 1), (1, 2)), cells(0, (1, 3)))} <= linked(gaps)
    assert (cells(0, (1, 2)), cells(0, (2, 2))) in linked(gaps)


def test_what_does_not_add_up_is_no_total() -> None:
    """A row or column that is one too high hangs together with nothing; neither does a table of zeros."""
    assert linked(raster(("x", 3), ("y", 4), ("z", 8))) == set()
    assert linked(raster(("x", 3, 4, 8), ("y", 1, 1, 2), ("z", 9, 0, 9))) == set()
    assert linked(raster(("x", 0), ("y", 0), ("z", 0))) == set()


def test_subtotals_belong_to_their_own_label() -> None:
    """A total of one partner is the sum of that partner's rows only."""
    rows = (("Politie", "x", 3), ("Politie", "y", 4), ("Politie", "Totaal", 7), ("OM", "x", 9))
    found = linked(raster(*rows, koppen=("Wie", "Wat", "Aantal")))
    assert (cells(0, (0, 2), (1, 2)), cells(0, (2, 2))) in found


def test_sums_under_one_label_are_found_in_another_table() -> None:
    """Rows of a partner and the figure of that partner elsewhere, also where the partner stands in two roles."""
    network = raster(
        ("Politie", "OM", 3), ("Politie", "Douane", 4), ("OM", "Politie", 2), koppen=("Van", "Aan", "Aantal")
    )
    per = raster(("Politie", 7, 2), koppen=("Partner", "Gaf", "Kreeg"))
    found = linked(network, per)
    assert (cells(0, (0, 2), (1, 2)), cells(1, (0, 1))) in found
    assert (cells(0, (2, 2)), cells(1, (0, 2))) in found


def test_a_crossed_table_is_read_by_row_and_head() -> None:
    """A head that is a label elsewhere counts as one: the cell under it is that of row and head."""
    full = raster(("x", "OM", 6), ("x", "Politie", 8), koppen=("Wat", "Wie", "Aantal"))
    crossed = raster(("x", 6, 8), koppen=("Wat", "OM", "Politie"))
    found = linked(full, crossed)
    assert (cells(0, (0, 2)), cells(1, (0, 1))) in found
    assert (cells(0, (0, 2), (1, 2)), cells(1, (0, 1), (0, 2))) in found


def test_a_head_that_is_a_label_somewhere_else_is_no_reason_to_know_less() -> None:
    """A measure that also names a row of a list is not a crossed table: its figures per label are still sums."""
    full = raster(("x", "OM", 6), ("x", "Politie", 8), koppen=("Wat", "Wie", "Aantal"))
    measures = raster(("x", 14, 3), koppen=("Wat", "Verstrekt", "Geweigerd"))
    listed = raster(("Verstrekt", 14), ("Geweigerd", 3))
    assert (cells(0, (0, 2), (1, 2)), cells(1, (0, 1))) in linked(full, measures, listed)


@pytest.mark.parametrize(("bewijs", "x", "known"), [("a", 3, True), ("b", 3, False), ("b", 30, True), ("a", 30, True)])
def test_evidence_or_size_makes_a_total_known(bewijs: str, x: int, known: bool) -> None:  # noqa: FBT001
    """A small single figure that happens to equal a sum is a stranger, unless both cite the same evidence."""
    pair = (raster(("p", x), ("q", 1)), raster(("anders", x + 1), bewijs=bewijs))
    assert bool(linked(*pair)) is known


def test_another_world_differs_where_asked_and_fits() -> None:
    """The cells that are given can differ together; what would become small, or is fixed by a shown zero, cannot."""
    values = {(0, 0, 1): 3, (0, 1, 1): 9, (0, 2, 1): 40, (0, 3, 1): 52}
    total = (cells(0, (0, 1), (1, 1), (2, 1)), cells(0, (3, 1)))
    found = Uitwijk(values, [total], 5).find((0, 0, 1), frozenset({(0, 0, 1)}))
    assert found == cells(0, (0, 1), (1, 1))
    stuck = {(0, 0, 1): 3, (0, 1, 1): 0, (0, 3, 1): 3, (1, 0, 1): 3}
    both = [(cells(0, (0, 1), (1, 1)), cells(0, (3, 1)))]
    assert Uitwijk(stuck, both, 5).find((0, 0, 1), frozenset({(0, 0, 1), (0, 3, 1)})) == cells(0, (0, 1), (3, 1))
    single = {(0, 0, 1): 4, (1, 0, 1): 4, (1, 1, 1): 4}
    twice = [(cells(0, (0, 1)), cells(1, (0, 1))), (cells(0, (0, 1)), cells(1, (0, 1), (1, 1)))]
    assert Uitwijk(single, twice, 5).find((0, 0, 1), frozenset()) is None


def test_where_no_other_world_is_found_what_hangs_together_is_hidden(monkeypatch) -> None:
    """Without a witness every figure of the connected part is hidden, zeros are shown, and other tables stay."""
    monkeypatch.setattr(Uitwijk, "find", lambda *_: None)
    table = Tabel("a", "A", ("Wat", "Aantal"), (("x", 3), ("y", 9), ("z", 0), ("Totaal", 12)), ("a",))
    apart = Cijferlijst("b", "B", (("Iets anders", 77),), ("b",))
    shown = suppress((table, apart))
    assert isinstance(shown[0], Tabel)
    assert [rij[1] for rij in shown[0].rijen] == [
        onderdrukken.AFGELEID,
        onderdrukken.AFGELEID,
        0,
        onderdrukken.AFGELEID,
    ]
    assert shown[1] == apart


def network(counts: dict[tuple[str, str], int]) -> tuple[Blok, ...]:
    """Who supplied to whom: in full without zeros, per partner in two roles, and in one figure."""
    per = tuple(
        (p, sum(n for (van, _), n in counts.items() if van == p), sum(n for (_, aan), n in counts.items() if aan == p))
        for p in PARTNERS
    )
    return (
        Tabel("n", "N", ("Van", "Aan", "Aantal"), tuple((*k, n) for k, n in counts.items() if n), ("a",)),
        Tabel("p", "P", ("Partner", "Gaf", "Kreeg"), per, ("a",)),
        Cijferlijst("c", "C", (("Verstrekkingen", sum(counts.values())),), ("a",)),
    )


@settings(max_examples=30, deadline=None)
@given(
    st.fixed_dictionaries(
        {pair: st.one_of(st.integers(0, 5), st.integers(0, 50)) for pair in permutations(PARTNERS, 2)}
    )
)
def test_partners_in_two_roles_give_nothing_away(counts: dict[tuple[str, str], int]) -> None:
    """Supplies by giver and taker, the sums of each partner, and the total: no hidden cell follows from the rest."""
    full, per, total = suppress(network(counts))
    attacker = Aanvaller(5)
    assert isinstance(full, Tabel)
    assert isinstance(per, Tabel)
    assert isinstance(total, Cijferlijst)
    for van, aan, cel in full.rijen:
        attacker.sees(frozenset({f"{van}|{aan}"}), cel)
    known = [key for key, n in counts.items() if n]
    for partner, gaf, kreeg in per.rijen:
        attacker.sees(frozenset(f"{van}|{aan}" for van, aan in known if van == partner), gaf)
        attacker.sees(frozenset(f"{van}|{aan}" for van, aan in known if aan == partner), kreeg)
    attacker.sees(frozenset(f"{van}|{aan}" for van, aan in known), total.rijen[0][1])
    for (low, high), solved, (group, cel) in zip(attacker.bounds(), attacker.solved(), attacker.sums, strict=True):
        assert isinstance(cel, Onderdrukt) or not 0 < cel < 5  # type: ignore[operator]
        if isinstance(cel, Onderdrukt) and group:
            assert low < high
            assert not solved
