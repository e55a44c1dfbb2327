# SPDX-License-Identifier: EUPL-1.2
"""All requests at once, held against asking them one by one."""

import random
from itertools import product

import pytest

from policies import RuleSet
from policies.analyse.ruimte import BEGIN, VELDEN, Ruimte
from policies.loader import check
from tests.policies.world import files_with, p_row, random_question, random_rows, real_files


@pytest.fixture(scope="module")
def ruimte() -> Ruimte:
    """The space of the real rules."""
    return Ruimte.of(check(real_files()))


def cel(vraag) -> dict[str, str]:
    """A question as a cell."""
    return {"datum": vraag.datum.isoformat(), **{v: getattr(vraag, v) for v in VELDEN if v != "datum"}}


@pytest.mark.parametrize("seed", range(6))
def test_candidates_are_those_of_the_engine(rules, seed):
    """For any request the rows of the space are the candidates that reach casbin."""
    rng = random.Random(seed)
    files = files_with(random_rows(rng, rules, 40))
    ours, space = RuleSet.of_files(files, "demo"), Ruimte.of(check(files))
    for i in range(200):
        vraag = random_question(ours, rng, rng.choice(ours.rows) if i % 3 else None)
        request = (
            vraag.wie, vraag.aan, vraag.wat, vraag.handeling, vraag.doel, vraag.fase,
            vraag.datum.isoformat(), vraag.feiten,
        )  # fmt: skip
        engine = {ours._engine.rows[i].id for i in ours._engine.candidates(request)}
        assert {row.id for row in space.rows_of(space.candidates(cel(vraag)))} == engine


def test_no_set_of_candidates_is_missed(rules, ruimte):
    """Every request of a large sample ends in one of the endpoints, and each endpoint's own request is really there."""
    rng = random.Random(3)
    found = ruimte.endpoints()
    for i in range(3000):
        assert ruimte.candidates(cel(random_question(rules, rng, rng.choice(rules.rows) if i % 3 else None))) in found
    assert all(ruimte.candidates(example) == mask for mask, example in found.items())


def test_blocks_divide_the_selection_without_overlap(rules):
    """Blocks with a label cover exactly the requests with that label: none twice, none forgotten."""
    space = Ruimte.of(check(files_with(random_rows(random.Random(5), rules, 12))))
    chosen = {veld: frozenset(sorted(space.codes_of_column(veld))[:3]) for veld in VELDEN}
    blocks = space.blocks(lambda mask: mask.bit_count() or None, chosen)
    for codes in product(*(sorted(chosen[veld]) for veld in VELDEN)):
        one = dict(zip(VELDEN, codes, strict=True))
        hits = [label for blok, label in blocks if all(one[veld] in blok.cellen[veld] for veld in VELDEN)]
        count = space.candidates(one).bit_count()
        assert hits == ([count] if count else [])


def test_days_fall_in_periods_of_the_rows():
    """A period begins where a row begins and after a row ends; before all rows there is one too."""
    rows = [p_row(id="T-1.1", van="2026-01-01", tm="2026-06-30"), p_row(id="T-2.1", wat="bsn", van="2026-03-01")]
    space = Ruimte.of(check(files_with(rows)))
    assert space.codes_of_column("datum") == (BEGIN, "2026-01-01", "2026-03-01", "2026-07-01")
    assert space.period("2026-06-30") == "2026-03-01"
    assert space.period("2026-07-01") == "2026-07-01"


def test_two_sets_share_one_space():
    """Of two rule sets each row is known by the mask of its set."""
    one, other = check(files_with([p_row()])), check(files_with([p_row(id="T-2.1"), p_row(id="T-3.1", wat="bsn")]))
    space = Ruimte.of(one, other)
    assert [row.id for row in space.rows_of(space.maskers[1])] == ["T-2.1", "T-3.1"]


def test_classes_hold_codes_that_no_row_tells_apart(ruimte):
    """Codes in one class are interchangeable; every code stands in exactly one class."""
    for veld, klassen in ruimte.klassen.items():
        assert sorted(code for klasse in klassen for code in klasse) == sorted(ruimte.codes_of_column(veld))
    assert any(len(klasse) > 1 for klasse in ruimte.klassen["wie"])
