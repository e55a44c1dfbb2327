# SPDX-License-Identifier: EUPL-1.2
"""Every line that the exchange writes in a story with all its ways through has exactly the documented fields of its event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from audit.events import Event, Wpg32a, bio2, misfit
from audit.events.bio2 import KEYS
from audit.reader import LogReader
from audit.values import STAM
from core.casus.events import Soort
from core.exchange import beheer
from tests import kit
from tests.core.exchange.conftest import Zaak
from tests.end_to_end.filled import _tell_the_story
from tests.server.conftest import serve

if TYPE_CHECKING:
    from audit.values import Line

MADE_UP = "proef"  # lines that the story adds to fill a tile


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> list[Line]:
    """All lines of the story in which every table gets rows, of a second casus that ends in advice, and of the operator."""
    with kit.backbone(tmp_path_factory.mktemp("velden")) as operator:
        served = serve(operator)
        _tell_the_story(operator)
        zaak = Zaak(operator)
        zaak.phase("weging")
        zaak.event("gemeente", Soort.GESLOTEN, reden="afgerond")
        operator.exchange.show_case(operator["gemeente"].caller(persoon=True), zaak.id)
        beheer.note(operator.world, Event.SERVER_GESTART, proces="p", versie="0", instellingen_sha256="0" * 64)
        reader = LogReader(operator.engine, operator.kluis)
        found = [line for shard in operator.world.log.shards() if shard != STAM for line in reader.lines(shard)]
        served.close()
        return [line for line in found if line.feit is not None and line.feit["gebeurtenis"] != MADE_UP]


def test_every_line_has_exactly_its_fields(story: list[Line]) -> None:
    """No line lacks a field of its event, and none has one that is not documented."""
    wrong = {(line.feit["gebeurtenis"], *misfit(line.feit)) for line in story if line.feit and misfit(line.feit)}
    assert wrong == set()


def test_the_story_shows_most_events(story: list[Line]) -> None:
    """The story is no empty proof: events of the casus, supplies, reads, refusals, reports and the operator are in it."""
    seen = {line.feit["gebeurtenis"] for line in story if line.feit}
    needed = {
        Event.VERSTREKKING_OPGENOMEN, Event.VERSTREKKING_GELEZEN, Event.VERSTREKKING_GEWEIGERD, Event.ONBEKEND_GEVRAAGD,
        Event.CASUS_GEOPEND, Event.CASUS_FASE_GEZET, Event.UITVRAAG_GESTELD, Event.FEIT_TOEGELATEN,
        Event.AFWIJKING_GEMELD, Event.VRIJGAVE_OPGENOMEN, Event.SERVER_GESTART,
    }  # fmt: skip
    assert needed <= seen
    acts = {act for name in seen for act in Event(name).wpg}  # type: ignore[call-arg]
    assert {Wpg32a.VERZAMELEN, Wpg32a.WIJZIGEN, Wpg32a.RAADPLEGEN, Wpg32a.VERSTREKKEN} <= acts


def test_every_line_gives_the_six_of_bio2(story: list[Line]) -> None:
    """Action, object, result, origin, actor and time can be read from every line; where a person acted, that is the actor."""
    for line in story:
        six = bio2(line)
        assert tuple(six) == KEYS
        assert all(six[key] not in (None, "") for key in KEYS), six
        if line.persoon is not None:
            assert six["actor"] == line.persoon["persoon"]
