# SPDX-License-Identifier: EUPL-1.2
"""Periods are whole Dutch days."""

from __future__ import annotations

from datetime import date

import pytest

from gep.periode import Periode, PeriodeError, day_of, moment_in_words


def test_both_days_count_also_when_the_clock_changes() -> None:
    """A day in March has 23 hours and one in October 25; both count whole."""
    assert Periode.parse("2026-03-29..2026-03-29").tot - Periode.parse("2026-03-29..2026-03-29").van == 23 * 3_600_000
    assert Periode.parse("2026-10-25..2026-10-25").tot - Periode.parse("2026-10-25..2026-10-25").van == 25 * 3_600_000


def test_the_year_turns_in_amsterdam() -> None:
    """23:30 UTC on New Year's Eve belongs to the new year."""
    eve = 1_798_759_800_000  # 2026-12-31T23:30:00Z
    assert day_of(eve) == date(2027, 1, 1)
    assert str(Periode.year_of(eve)) == "2027-01-01..2027-12-31"
    assert moment_in_words(eve) == "1 januari 2027, 00:30"


@pytest.mark.parametrize(
    "text", ["2026", "2026-01-01", "2026-13-01..2026-12-31", "2026-12-31..2026-01-01", "..", "1 mei..2 mei"]
)
def test_what_is_no_period_is_refused(text) -> None:
    """Another form, an impossible day or the wrong order gives a Dutch sentence."""
    with pytest.raises(PeriodeError, match="periode"):
        Periode.parse(text)
