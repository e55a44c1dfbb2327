# SPDX-License-Identifier: EUPL-1.2
"""Dates with unknown parts go in and come out as they are."""

import csv
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract.datum import OnvolledigeDatum

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(DAYS, st.tuples(st.booleans(), st.booleans(), st.booleans()))
def test_text_goes_in_and_out_unchanged(day, known):
    """Any date with any of its parts unknown keeps its text, and invents nothing."""
    parts = (f"{day.year:04d}", f"{day.month:02d}", f"{day.day:02d}")
    text = "".join(part if there else "0" * len(part) for part, there in zip(parts, known, strict=True))
    parsed = OnvolledigeDatum.parse(text)
    assert str(parsed) == text
    assert parsed.could_be(day)
    assert parsed.complete is all(known)


def read_or_message(text):
    """The text of the date, or what the error says."""
    try:
        return str(OnvolledigeDatum.parse(text))
    except ValueError as error:
        return str(error)


@given(st.text(max_size=9))
def test_other_text_is_refused_without_repeating_it(text):
    """Text that is no date raises ValueError, and the message does not hold it."""
    outcome = read_or_message(text)
    assert outcome == text or (len(text) < 4 or text not in outcome)


@pytest.mark.parametrize(
    "text",
    [
        "19451301",
        "19450431",
        "19450230",
        "19000229",
        "00000431",
        "19450032",
        "1945000",
        "1945-01-01",
        "１９４５００００",
    ],
)
def test_impossible_dates_are_refused(text):
    """Months and days that the calendar lacks, and text that is not eight ASCII digits, are errors."""
    with pytest.raises(ValueError, match=r"bestaat niet|acht cijfers"):
        OnvolledigeDatum.parse(text)


def test_leap_day_exists_in_leap_years_only():
    """29 February is a date in 2000 and of an unknown year; of 1900 it is not (see above)."""
    assert str(OnvolledigeDatum.parse("00000229")) == "00000229"
    assert OnvolledigeDatum.parse("20000229").complete


def test_unknown_parts_contradict_nothing_known_parts_do():
    """A date of 1945 could be any day of 1945 and no day of 1946; a wholly unknown date could be any day."""
    year = OnvolledigeDatum.parse("19450000")
    assert year.could_be(date(1945, 5, 5))
    assert not year.could_be(date(1946, 5, 5))
    assert OnvolledigeDatum.parse("00000000").could_be(date(2026, 1, 1))


def test_repr_shows_no_date():
    """A birth date never shows in repr."""
    assert "19" not in repr(OnvolledigeDatum.parse("19450505"))


def test_every_birth_and_death_date_of_the_official_persons_is_read(shared_data):
    """All dates of birth and death in the GBA-V test persons keep their text, unknown parts and all."""
    with (shared_data / "gbav" / "persoonslijsten.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    columns = [place for place, name in enumerate(rows[0]) if name in {"01.03.10", "06.08.10"}]
    texts = [row[place] for row in rows[1:] for place in columns if place < len(row) and row[place]]
    assert len(texts) > 500
    assert [str(OnvolledigeDatum.parse(text)) for text in texts] == texts
