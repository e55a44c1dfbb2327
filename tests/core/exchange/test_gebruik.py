# SPDX-License-Identifier: EUPL-1.2
"""What a supplier hears of its own records: read, used in an analysis, led to advice."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from core.casus.events import Soort
from core.exchange.results import Ongeldig
from tests.core.exchange.conftest import Zaak
from tests.kit import REGIO, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone on SQLite for all tests here."""
    with backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


@pytest.fixture
def zaak(knooppunt: Backbone) -> Zaak:
    """A casus in which the police may supply."""
    made = Zaak(knooppunt)
    made.phase("verrijking-gesloten")
    return made


def supplied(zaak: Zaak, reader: str) -> str:
    """Let the police supply one record; return its id."""
    levering = zaak.supply("politie", "wpg-8", reader)
    zaak.done(zaak.knooppunt.exchange.push(levering.caller, levering.body))
    return str(levering.record)


def told_to(zaak: Zaak, soort: str, record: str) -> list[dict[str, Any]]:
    """Return what the feed of an organisation tells of what became of a record."""
    knooppunt = zaak.knooppunt
    found = knooppunt.exchange.feed(knooppunt[soort].caller(), 0, 500).gegevens["berichten"]
    inzagen = (message["gegevens"] for message in found if message["soort"] == "inzage")
    return [item for item in inzagen if item["record"] == record]


def test_supplier_is_told_of_reading_analysis_and_advice(zaak: Zaak) -> None:
    """Each use of a record is told to its supplier with organisation, kind, time and line; never who or what."""
    knooppunt, record = zaak.knooppunt, supplied(zaak, "gemeente")
    zaak.done(knooppunt.exchange.read(knooppunt["gemeente"].caller(persoon=True), record))
    zaak.done(zaak.event("gemeente", Soort.ANALYSE, records=[record]))
    zaak.done(zaak.event("gemeente", Soort.ADVIES, record=str(uuid.uuid4()), gebruikt=[record]))
    told = told_to(zaak, "politie", record)
    assert [item["wat"] for item in told] == ["gelezen", "in-analyse", "tot-advies"]
    shard = next(name for name in knooppunt.world.log.shards() if name.startswith(REGIO))
    lines = {line.index: line.feit or {} for line in knooppunt.world.reader.lines(shard)}
    for item in told:
        assert set(item) == {"record", "wat", "categorie", "door", "tijd", "log", "regel"}
        assert (item["record"], item["door"]) == (record, knooppunt["gemeente"].oin)
        assert (item["log"], lines[item["regel"]]["tijd"]) == (shard, item["tijd"])
        assert lines[item["regel"]]["oin"] == item["door"]
    assert told_to(zaak, "gemeente", record) == []


def test_only_what_one_may_read_can_be_cited(zaak: Zaak) -> None:
    """A record of others, of another casus or of nobody is refused in one and the same way, and nobody is told."""
    record = supplied(zaak, "om")
    for cited in (record, str(uuid.uuid4())):
        for event in (
            zaak.event("gemeente", Soort.ANALYSE, records=[cited]),
            zaak.event("gemeente", Soort.ADVIES, record=str(uuid.uuid4()), gebruikt=[cited]),
        ):
            assert isinstance(event, Ongeldig)
            assert [item.reden for item in event.bevindingen] == ["niet-van-casus"]
    assert told_to(zaak, "politie", record) == []


def test_own_use_and_advice_without_sources_tell_nobody(zaak: Zaak) -> None:
    """A supplier hears nothing of its own analysis, and an advice as before, that names no sources, is still good."""
    record = supplied(zaak, "gemeente")
    zaak.done(zaak.event("politie", Soort.ANALYSE, records=[record]))
    zaak.done(zaak.event("gemeente", Soort.ADVIES, record=str(uuid.uuid4())))
    assert told_to(zaak, "politie", record) == []
