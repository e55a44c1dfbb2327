# SPDX-License-Identifier: EUPL-1.2
"""The clock of 72 hours: at its edges, over a change of summer time, and moments that are none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gep.datalek.klok import MINUUT, TERMIJN, UUR, Klok, MomentError, parse_moment

START = int(datetime(2026, 11, 22, 13, 3, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("passed", "words", "late"),
    [
        (71 * UUR + 59 * MINUUT, "nog 0 uur en 1 minuut", False),
        (72 * UUR, "nog 0 uur en 0 minuten", False),
        (72 * UUR + 1, "0 uur en 0 minuten te laat", True),
        (72 * UUR + MINUUT, "0 uur en 1 minuut te laat", True),
        (0, "nog 72 uur en 0 minuten", False),
    ],
)
def test_the_term_ends_after_exactly_72_hours(passed: int, words: str, *, late: bool) -> None:
    """At 71:59 a minute is left, at 72:00 it is in time, at 72:01 it is late by that minute."""
    clock = Klok(START, START + passed)
    assert (clock.over_in_words, clock.te_laat, clock.over) == (words, late, TERMIJN - passed)
    assert clock.to_json()["uiterlijk"] == "2026-11-25T13:03:00.000Z"
    assert ("Melden uiterlijk", "25 november 2026, 14:03") in clock.kenmerken


@pytest.mark.parametrize(
    ("known", "until"),
    [
        ("2026-03-28T12:00", "31 maart 2026, 13:00"),
        ("2026-10-24T12:00", "27 oktober 2026, 11:00"),
        ("2026-06-01T12:00", "4 juni 2026, 12:00"),
    ],
)
def test_hours_are_real_hours_over_a_change_of_summer_time(known: str, until: str) -> None:
    """In spring the clock on the wall stands an hour later after 72 hours, in autumn an hour earlier."""
    moment = parse_moment(known)
    clock = Klok(moment, moment)
    assert dict(clock.kenmerken)["Melden uiterlijk"] == until
    assert clock.uiterlijk - moment == 72 * 3_600_000


@pytest.mark.parametrize("wrong", ["gisteren", "2026-11-22", "2026-13-01T10:00", "", "2026-11-22T"])
def test_a_moment_needs_a_day_and_a_time(wrong: str) -> None:
    """Text that is none, or a day alone, is refused."""
    with pytest.raises(MomentError, match="dag en tijd"):
        parse_moment(wrong)


def test_a_time_that_was_never_there_or_was_there_twice_is_refused() -> None:
    """The hour that spring skips does not exist; the hour that autumn has twice needs its offset."""
    with pytest.raises(MomentError, match="bestaat niet"):
        parse_moment("2026-03-29T02:30")
    with pytest.raises(MomentError, match="twee keer"):
        parse_moment("2026-10-25T02:30")
    summer, winter = (parse_moment(f"2026-10-25T02:30+0{hours}:00") for hours in (2, 1))
    assert winter - summer == UUR
    assert parse_moment("2026-11-22T13:03Z") == parse_moment("2026-11-22T14:03") == START


def test_nobody_knows_before_it_is_so() -> None:
    """A moment that lies ahead is refused; this very moment is not."""
    assert Klok(START, START).over == TERMIJN
    with pytest.raises(MomentError, match="toekomst"):
        Klok(START + 1, START)
