# SPDX-License-Identifier: EUPL-1.2
"""Fewer blocks for the same requests, held against counting the requests one by one."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.analyse.dekking import MANY, cover
from policies.analyse.ruimte import VELDEN, Blok

CODES = ("a", "b", "c")
POINTS = list(product(CODES, CODES, CODES))


def blok(one: set[str], two: set[str], three: set[str]) -> Blok:
    """A block in which only the first three columns differ."""
    cells = dict.fromkeys(VELDEN, frozenset({"x"}))
    return Blok({**cells, **dict(zip(VELDEN, map(frozenset, (one, two, three)), strict=False))})


def points(blocks: list[Blok]) -> set[tuple[str, ...]]:
    """The requests of blocks."""
    return {p for one in blocks for p in product(*(one.cellen[veld] for veld in VELDEN[:3]))}


@settings(max_examples=200)
@given(st.sets(st.sampled_from(POINTS), min_size=1))
def test_the_union_stays_the_same(chosen):
    """However the requests lie, the cover holds them all and no other, with no more blocks than there were."""
    apart = [blok({a}, {b}, {c}) for a, b, c in sorted(chosen)]
    found = cover(apart)
    assert points(found) == chosen
    assert len(found) <= len(apart)


@settings(max_examples=200)
@given(st.sets(st.sampled_from(POINTS), min_size=2))
def test_nothing_is_said_that_another_block_says(chosen):
    """No block can be left out, and no single code of a block."""
    found = cover([blok({a}, {b}, {c}) for a, b, c in sorted(chosen)])
    for i, one in enumerate(found):
        others = points(found[:i] + found[i + 1 :])
        assert not points([one]) <= others
        for veld in VELDEN[:3]:
            for code in one.cellen[veld] if len(one.cellen[veld]) > 1 else ():
                assert not points([Blok({**one.cellen, veld: frozenset({code})})]) <= others


def test_two_overlapping_sentences_instead_of_three():
    """An L is two wide blocks that overlap, not three that do not."""
    ell = [blok({"a"}, {"a"}, {"a"}), blok({"b"}, {"a"}, {"a"}), blok({"a"}, {"b"}, {"a"})]
    assert len(cover(ell)) == 2


def test_very_many_blocks_are_told_as_they_are():
    """Beyond a bound the division itself is told."""
    many = [blok({f"c{i}"}, {f"d{i}"}, {"a"}) for i in range(MANY + 1)]
    assert cover(many) == many
