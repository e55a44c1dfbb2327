# SPDX-License-Identifier: EUPL-1.2
"""The names and fields of events, without a log: complete, consistent, and strict about what is missing or too much."""

import re
from dataclasses import replace

import pytest

from audit.events import FIELDS, Event, Resultaat, Wpg32a, bio2, misfit, shape_of
from audit.events.bio2 import KEYS
from audit.events.fields import optional, required
from audit.values import Line

WHOLE = {
    "v": 1, "tijd": 1_700_000_000_000, "gebeurtenis": "backbone:casus:gelezen", "oin": "0" * 20, "sleutel": "ab",
    "rijen": [], "handeling": "h", "verzoek": "q", "verzoek_sha256": "cd", "trace_id": "ef", "span_id": "01",
    "casus": "c", "volgnr": 3,
}  # fmt: skip
LINE = Line("landelijk-2026", 0, b"", feit=WHOLE, persoon={"v": 1, "oin": "0" * 20, "persoon": "p-1"})


def test_names_have_three_parts() -> None:
    """Each event is `bron:onderwerp:handeling` in plain ASCII, from one of the three sources, with one sentence."""
    for event in Event:
        assert re.fullmatch(r"(backbone|gateway|beheer):[a-z]+(-[a-z]+)*:[a-z-]+", event.value)
        assert re.fullmatch(r"[A-Z].*[^.]\.", event.betekenis)


def test_every_act_of_the_law_has_events() -> None:
    """Each of the six acts of Wpg 32a can be logged: at least one event is that act, done and not refused."""
    for act in Wpg32a:
        assert [e for e in Event if act in e.wpg and e.resultaat is Resultaat.GELUKT], act
    assert len(Wpg32a) == 6
    assert Event.SERVER_GESTART.wpg == ()


def test_every_field_has_a_phrase_and_a_use() -> None:
    """Each field of each event has its Dutch phrase, no phrase is left over, and what a line is about is a field of it."""
    used = {name for event in Event for name in (*required(event), *optional(event))}
    assert used == set(FIELDS)
    for event in Event:
        shape = shape_of(event)
        assert set(shape.about) <= {*required(event), *optional(event)}, event
        assert not set(required(event)) & set(optional(event)), event


def test_a_whole_line_fits() -> None:
    """A line with exactly its fields has nothing to remark, nor has one with an optional field more."""
    assert misfit(WHOLE) == []
    assert misfit({**WHOLE, "fsc_transactie": "x", "beslissingen": []}) == []


@pytest.mark.parametrize("name", [name for name in WHOLE if name != "gebeurtenis"])
def test_a_missing_field_is_named(name: str) -> None:
    """Each field that the event needs is missed by name when it is not there."""
    assert misfit({key: value for key, value in WHOLE.items() if key != name}) == [f"-{name}"]


def test_an_unknown_field_or_event_is_named() -> None:
    """A field that is not documented is told; a line without event, or with one that is not on the list, is refused."""
    assert misfit({**WHOLE, "naam": "x"}) == ["+naam"]
    for wrong in ({}, {"gebeurtenis": "backbone:casus:verzonnen"}):
        with pytest.raises(ValueError, match="bestaat niet"):
            misfit(wrong)


def test_the_six_of_bio2() -> None:
    """Action, object, result, origin, actor and time come from one line; the most specific object wins."""
    found = bio2(LINE)
    assert tuple(found) == KEYS
    assert found == {
        "actie": "backbone:casus:gelezen", "object": "casus:c", "resultaat": "gelukt", "oorsprong": f"{'0' * 20}/ab",
        "actor": "p-1", "tijdstempel": 1_700_000_000_000,
    }  # fmt: skip
    refused = {**WHOLE, "gebeurtenis": "backbone:lezing:geweigerd", "record": "r"}
    assert [bio2(replace(LINE, feit=refused))[key] for key in ("object", "resultaat")] == ["record:r", "geweigerd"]


def test_bio2_after_erasure() -> None:
    """Without its part about people a line names the organisation; without its readable part it says that it was erased."""
    assert bio2(replace(LINE, persoon=None))["actor"] == "0" * 20
    with pytest.raises(ValueError, match="gewist"):
        bio2(replace(LINE, feit=None))
