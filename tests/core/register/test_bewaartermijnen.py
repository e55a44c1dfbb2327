# SPDX-License-Identifier: EUPL-1.2
"""Terms and grounds as data: with a source, loaded whole or not at all, and the most specific one counts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from core.register import RegisterError
from core.register.bewaartermijnen import GRONDEN, TERMIJNEN, Bewaartermijnen, later

if TYPE_CHECKING:
    from pathlib import Path

LOADED = Bewaartermijnen.load()
ROW: dict[str, Any] = {name: getattr(LOADED.termijnen[0], name) for name in LOADED.termijnen[0].__dataclass_fields__}
GROUND: dict[str, Any] = {
    name: list(value) if isinstance(value := getattr(LOADED.gronden[0], name), tuple) else value
    for name in LOADED.gronden[0].__dataclass_fields__
}


def at(year: int, month: int = 6, day: int = 1) -> int:
    """Return noon (UTC) of a day in ms."""
    return int(datetime(year, month, day, 12, tzinfo=UTC).timestamp() * 1000)


def test_the_most_specific_term_of_its_day_counts() -> None:
    """Present: a category with a term of its own has that one, in the version of the day on which the item was made."""
    assert LOADED.of("wpg-8", "oc", at(2026)).code == "wgs"
    assert [LOADED.of("bibob", "oc", at(year)).jaren for year in (2021, 2026)] == [2, 5]
    assert all(row.bron and row.zekerheid for row in (*LOADED.termijnen, *LOADED.gronden))


def test_the_header_may_shorten_a_term_and_never_lengthen_it() -> None:
    """Present and contrary: the earlier of header and term is the end; an extension goes from that end on."""
    term, made = LOADED.of("wpg-8", "oc", at(2026)), at(2026)
    assert term.end(made, at(2027)) == at(2027)
    assert term.end(made, None) == term.end(made, at(2099)) == later(made, 5)
    assert term.most(at(2027)) == later(at(2027), 1)
    assert later(at(2024, 2, 29), 1) == int(datetime(2025, 2, 28, 23, tzinfo=UTC).timestamp() * 1000)


def test_only_a_recorded_ground_counts_and_only_for_what_it_covers() -> None:
    """Present, contrary, absent: police data under Wpg 14; not tax data; no ground that nobody recorded; not before its day."""
    ground = LOADED.ground("wpg-14", at(2026))
    assert ground is not None
    assert ground.na_termijn
    assert ground.covers("wpg-8", "politie")
    assert not ground.covers("fiscaal", "belastingdienst")
    assert LOADED.ground("selectielijst-2031", at(2026)) is None
    assert LOADED.ground("wpg-14", at(2019)) is None
    with pytest.raises(RegisterError):
        LOADED.of("wpg-8", "oc", at(2019))


@pytest.mark.parametrize(
    ("terms", "grounds"),
    [
        ([{**ROW, "categorie": "fiscaal"}], [GROUND]),
        ([ROW, {**ROW, "versie": 3}], [GROUND]),
        ([ROW, {**ROW, "versie": 2}], [GROUND]),
        ([{**ROW, "jaren": 0}], [GROUND]),
        ([{**ROW, "jaren": "5"}], [GROUND]),
        ([{**ROW, "bron": ""}], [GROUND]),
        ([{**ROW, "extra": 1}], [GROUND]),
        ([ROW], [{**GROUND, "soort": "gewoonte"}]),
        ([ROW], [{**GROUND, "categorieen": []}]),
        ([ROW], [{**GROUND, "categorieen": [1]}]),
        ([ROW], [{**GROUND, "na_termijn": 1}]),
        ([ROW], [{**GROUND, "vanaf": "2020-04-01"}]),
        ([ROW], [GROUND, GROUND]),
    ],
)
def test_a_row_that_is_not_right_stops_the_whole(terms: list[dict[str, Any]], grounds: list[dict[str, Any]]) -> None:
    """Contrary: without a term for all, with gaps in versions, or a value that is not what it should be: nothing loads."""
    with pytest.raises(RegisterError):
        Bewaartermijnen(terms, grounds)


def test_a_file_that_is_not_there_or_not_readable_stops_the_whole(tmp_path: Path) -> None:
    """Absent: a missing or broken file is no empty register."""
    (tmp_path / TERMIJNEN).write_text("termijn = [", "utf-8")
    (tmp_path / GRONDEN).write_text("", "utf-8")
    with pytest.raises(RegisterError):
        Bewaartermijnen.load(tmp_path)
    with pytest.raises(RegisterError):
        Bewaartermijnen.load(tmp_path / "nergens")
