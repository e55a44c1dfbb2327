# SPDX-License-Identifier: EUPL-1.2
"""Token buckets: what a name may ask, and how little is kept of names."""

from __future__ import annotations

from server.drukte.emmers import Emmers


class Tijd:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_full_bucket_empties_and_fills_again() -> None:
    """So many at once, then one for each that came back; refused ones cost nothing."""
    tijd = Tijd()
    emmers = Emmers(2.0, 3, tijd)
    assert [emmers.take("a") for _ in range(3)] == [0.0, 0.0, 0.0]
    assert emmers.take("a") == 0.5
    assert emmers.take("a") == 0.5
    tijd.now = 0.5
    assert emmers.take("a") == 0.0
    assert emmers.take("a") == 0.5
    tijd.now = 100.0
    assert [emmers.take("a") == 0.0 for _ in range(4)] == [True, True, True, False]


def test_names_do_not_share() -> None:
    """An empty bucket of one is not that of another; looking takes nothing."""
    emmers = Emmers(1.0, 1, Tijd())
    assert emmers.take("a") == 0.0
    assert emmers.wait("a") == 1.0
    assert [emmers.wait("b"), emmers.wait("b"), emmers.take("b")] == [0.0, 0.0, 0.0]


def test_no_rate_is_no_limit() -> None:
    """With rate 0 nothing is ever refused and nothing is kept."""
    emmers = Emmers(0, 1, Tijd())
    assert {emmers.take("a") for _ in range(100)} == {0.0}
    assert emmers.wait("a") == 0.0
    assert not emmers._levels


def test_memory_is_bounded() -> None:
    """Of many names those that were used longest ago are forgotten."""
    emmers = Emmers(1.0, 1, Tijd(), most=10)
    for number in range(100):
        emmers.take(str(number))
    assert list(emmers._levels) == [str(number) for number in range(90, 100)]
