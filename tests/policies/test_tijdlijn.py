# SPDX-License-Identifier: EUPL-1.2
"""Two time axes: which release answers for a day, with what was known on another."""

from datetime import date

import pytest

from policies.tijdlijn import Moment, release_for

FIRST = Moment("eerste", date(2026, 1, 10))
SECOND = Moment("tweede", date(2026, 5, 1), date(2026, 6, 1))
CORRECTION = Moment("correctie", date(2026, 8, 1), date(2026, 3, 1))
ALL = (FIRST, SECOND, CORRECTION)
LATER = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("peildatum", "expected"),
    [("2026-01-10", "eerste"), ("2026-05-31", "eerste"), ("2026-06-01", "tweede"), ("2030-01-01", "tweede")],
)
def test_the_release_in_force_then_answers(peildatum: str, expected: str) -> None:
    """A release answers from its first day on, and the one before it until the day before."""
    assert release_for(date.fromisoformat(peildatum), LATER, (FIRST, SECOND)) == expected


def test_a_release_that_waits_does_not_answer_yet() -> None:
    """Logged in May, in force in June: in May the first one still answers."""
    assert release_for(date(2026, 5, 15), date(2026, 5, 15), (FIRST, SECOND)) == "eerste"


@pytest.mark.parametrize(
    ("kennis", "expected"),
    [("2026-07-31", "eerste"), ("2026-08-01", "correctie"), ("2026-12-31", "correctie")],
)
def test_a_correction_counts_for_who_knew_it(kennis: str, expected: str) -> None:
    """About April: before the correction was logged the first one answers, from that day on the correction."""
    assert release_for(date(2026, 4, 1), date.fromisoformat(kennis), ALL) == expected


def test_a_correction_reaches_no_further_back_than_it_says() -> None:
    """About February the first one answers, whatever is known."""
    assert release_for(date(2026, 2, 28), LATER, ALL) == "eerste"


def test_a_correction_replaces_the_whole_set_from_its_first_day() -> None:
    """It was made over the second release: about July too it is the correction that answers."""
    assert release_for(date(2026, 7, 1), LATER, ALL) == "correctie"
    assert release_for(date(2026, 7, 1), date(2026, 7, 31), ALL) == "tweede"


@pytest.mark.parametrize(("peildatum", "kennis"), [("2020-01-01", "2027-01-01"), ("2026-07-01", "2020-01-01")])
def test_before_the_first_release_the_first_answers(peildatum: str, kennis: str) -> None:
    """A day, or a knowledge, from before this backbone is answered with its first rules."""
    assert release_for(date.fromisoformat(peildatum), date.fromisoformat(kennis), ALL) == "eerste"


def test_without_any_release_there_is_no_answer() -> None:
    """No release: an error, never a guess."""
    with pytest.raises(ValueError, match="geen vrijgave"):
        release_for(LATER, LATER, ())
