# SPDX-License-Identifier: EUPL-1.2
"""Which missing openings a logged erasure explains, and which it does not."""

import random
from typing import Any

import pytest

from audit.proof.wissing import EVENT, Wissing, Wissingen, covered, read

SHARD = "landelijk-2026"
BEVEL = "ab" * 32


def _feit(**changes: Any) -> dict[str, Any]:
    whole = {
        "gebeurtenis": EVENT,
        "bevel_sha256": BEVEL,
        "shard_gewist": SHARD,
        "opening": "persoon",
        "regels": [[2, 4], [7, 8]],
    }
    return {**whole, **changes}


def test_an_erasure_explains_the_lines_and_the_kind_it_names() -> None:
    """Present: each line of each range, the end not included, for that kind only."""
    order = read(_feit(), SHARD, 20)
    assert order is not None
    named = [index for index in range(20) if covered([order], SHARD, index, "persoon")]
    assert named == [2, 3, 7]
    assert not any(covered([order], SHARD, index, "feit") for index in range(20))
    assert not covered([order], "oost-2026", 2, "persoon")


def test_an_erasure_explains_nothing_that_came_after_it() -> None:
    """Contrary: an order logged at index 3 says nothing of line 3 or later in its own shard."""
    order = read(_feit(), SHARD, 3)
    assert order is not None
    assert covered([order], SHARD, 2, "persoon")
    assert not covered([order], SHARD, 3, "persoon")
    elsewhere = read(_feit(), "oost-2026", 3)
    assert elsewhere is not None
    assert covered([elsewhere], SHARD, 3, "persoon"), "of another shard the index says nothing"


def test_without_orders_nothing_is_explained() -> None:
    """Absent: no order explains no loss."""
    assert not covered([], SHARD, 2, "persoon")
    assert not Wissingen().covers(SHARD, 2, "persoon")


@pytest.mark.parametrize(
    "changes",
    [
        {"gebeurtenis": "backbone:casus:geopend"},
        {"bevel_sha256": None},
        {"shard_gewist": 1},
        {"opening": "alles"},
        {"regels": []},
        {"regels": [[4, 2]]},
        {"regels": [[2, 4], [7]]},
        {"regels": [[True, 4]]},
        {"regels": "alles"},
    ],
)
def test_a_line_that_is_no_whole_erasure_explains_nothing(changes: dict[str, Any]) -> None:
    """Contrary: one field that is wrong makes the whole line explain nothing."""
    assert read(_feit(**changes), SHARD, 20) is None


def test_many_orders_are_searched_as_if_one_by_one() -> None:
    """The fast search gives the same as asking each order, on random overlapping ranges."""
    rng = random.Random(20)
    orders = []
    for _ in range(60):
        start = rng.randrange(200)
        plaats = (rng.choice([SHARD, "oost-2026"]), rng.randrange(250))
        ranges = ((start, start + rng.randrange(1, 40)),)
        orders.append(Wissing(BEVEL, SHARD, rng.choice(["feit", "persoon"]), ranges, plaats))
    fast = Wissingen(orders)
    for index in range(260):
        for kind in ("feit", "persoon"):
            assert fast.covers(SHARD, index, kind) == covered(orders, SHARD, index, kind)
