# SPDX-License-Identifier: EUPL-1.2
"""The terms of openings: versioned data with a source, counted in calendar years, refused when they do not fit together."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from core.register.register import RegisterError
from core.register.wistermijnen import OPENINGEN, Wistermijnen

if TYPE_CHECKING:
    from pathlib import Path


def _ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def _row(opening: str, jaren: int, versie: int = 1, vanaf: date = date(2025, 3, 1)) -> dict[str, Any]:
    told = {"bron": "bron", "zekerheid": "U", "toelichting": "toelichting"}
    return {"opening": opening, "versie": versie, "vanaf": vanaf, "jaren": jaren, **told}


def test_the_terms_of_this_version_name_their_source_and_how_sure_it_is() -> None:
    """Present: both kinds have a term with source and confidence; who did it goes before what was done."""
    terms = Wistermijnen.load()
    now = _ms("2026-11-22")
    found = {opening: terms.of(opening, now) for opening in OPENINGEN}
    assert all(term.bron and term.zekerheid and term.toelichting for term in found.values())
    assert found["persoon"].jaren < found["feit"].jaren


@pytest.mark.parametrize(
    ("acted", "due"),
    [
        ("2026-03-05T12:00", "2031-03-05T23:00"),  # the midnight after the last day, in winter time
        ("2026-06-30T22:30", "2031-07-01T22:00"),  # half past midnight in the Netherlands: the day after
        ("2028-02-29T08:00", "2033-02-28T23:00"),
    ],
)
def test_a_term_ends_at_midnight_in_the_netherlands(acted: str, due: str) -> None:
    """Five calendar years and then the end of that day; a leap day ends on the 28th."""
    assert Wistermijnen([_row("persoon", 5), _row("feit", 20)]).rows[0].due(_ms(acted)) == _ms(due)


def test_a_changed_term_counts_from_its_own_day() -> None:
    """The version in force is that of the day of the question."""
    newer = _row("persoon", 3, 2, date(2027, 1, 1))
    terms = Wistermijnen([_row("persoon", 5), newer, _row("feit", 20)])
    assert (terms.of("persoon", _ms("2026-12-31T12:00")).jaren, terms.of("persoon", _ms("2027-01-01T12:00")).jaren) == (
        5,
        3,
    )


def test_before_the_first_term_nothing_is_due() -> None:
    """Absent: without a term in force nothing may be erased."""
    with pytest.raises(RegisterError, match="geen wistermijn"):
        Wistermijnen.load().of("persoon", _ms("2024-01-01"))


@pytest.mark.parametrize(
    "rows",
    [
        [_row("persoon", 5)],
        [_row("persoon", 25), _row("feit", 20)],
        [_row("persoon", 5), _row("feit", 20), _row("anders", 5)],
        [_row("persoon", 5, 2), _row("feit", 20)],
        [_row("persoon", 5), _row("persoon", 4, 2), _row("feit", 20)],
        [{**_row("persoon", 5), "bron": ""}, _row("feit", 20)],
        [{**_row("persoon", 5), "jaren": True}, _row("feit", 20)],
        [{**_row("persoon", 0)}, _row("feit", 20)],
        [{"opening": "persoon"}],
    ],
)
def test_terms_that_do_not_fit_together_are_refused_whole(rows: list[dict[str, Any]]) -> None:
    """Contrary: a missing kind, who longer than what, an unknown kind, a gap, no source, no number: nothing is loaded."""
    with pytest.raises(RegisterError):
        Wistermijnen(rows)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """Contrary: no file or no TOML is no terms."""
    with pytest.raises(RegisterError, match="niet leesbaar"):
        Wistermijnen.load(tmp_path)
