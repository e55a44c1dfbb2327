# SPDX-License-Identifier: EUPL-1.2
"""Verifying requests of citizens: what happened holds, every altered column is found, and every lie of an operator is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from audit.database import drop_append_only, writing
from audit.events import Event, misfit
from core.contract import rechten as codes
from core.exchange.results import Gedaan
from core.keychain import rechtenstuk
from core.ledger.rechten import TABLES, rechtenbesluit, rechtenbrief, rechtenverzoek
from server import toezicht
from tests.core.exchange.rechtzaak import Burger, informing, restriction
from tests.end_to_end.filled import other
from tests.kit import DAY, Backbone, backbone
from tests.server.test_samenhang import Operator, check

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANSWER: dict[str, Any] = {"v": 1, "gegevens": []}


def done(outcome: Any) -> dict[str, Any]:
    """Return what an act gave."""
    assert isinstance(outcome, Gedaan), outcome
    return outcome.gegevens


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """A backbone with one request that is done, one that is open, a restriction and a decision on informing."""
    with backbone(tmp_path_factory.mktemp("rechten")) as found:
        for burger in (Burger(found), Burger(found, "rectificatie")):
            tot = done(burger.put())["tot"]
            done(found.exchange.read_request(found["om"].caller(), burger.id))
            done(burger.answered("politie", ANSWER))
            done(burger.course(rechtenstuk.VERLENGING, tot=codes.latest(tot), reden="ingewikkeld"))
            if burger.stuk["recht"] == "inzage":
                done(burger.course(rechtenstuk.AFRONDING, uitkomst="beantwoord"))
        done(found.exchange.restrict(found["politie"].caller(persoon=True), restriction(found, "politie")[1]))
        decided = informing(found, "politie", besluit="uitgesteld", grond="wpg-27", tot=found.clock.now() + DAY)
        done(found.exchange.decide_informing(found["politie"].caller(persoon=True), decided))
        yield found


def test_what_happened_verifies(made: Backbone) -> None:
    """Requests, answers, extension, end, restriction and informing: no finding, also though sealed letters went."""
    report = check(made)
    assert report.geldig, report.to_json()
    shards = (shard for shard in made.world.log.shards() if shard != "stam")
    told = [line.feit for shard in shards for line in made.world.reader.lines(shard) if line.feit]
    seen = {feit["gebeurtenis"] for feit in told}
    assert {event for event in Event if ":rechten" in event or ":betrokkene:" in event} - seen == {
        Event.RECHTENVERZOEK_GEWEIGERD
    }
    assert [found for feit in told if (found := misfit(feit))] == []
    with made.world.reading() as connection:
        assert all(connection.execute(sa.select(table)).first() is not None for table in TABLES)


@pytest.mark.parametrize(
    ("table", "column"), [(table, column.name) for table in TABLES for column in table.columns], ids=str
)
def test_every_altered_column_is_found(made: Backbone, table: sa.Table, column: str) -> None:
    """Another value in any column of these tables is found, and the row is named."""
    with made.engine.connect() as connection:
        row = dict(connection.execute(sa.select(table).limit(1)).mappings().one())
    with _Altered(made, table, row, column):
        report = check(made)
    assert not report.geldig
    assert any(item.waar.startswith(f"{table.name}:") for item in report.bevindingen), report.to_json()


def test_a_lost_document_and_a_lost_letter_are_found(made: Backbone) -> None:
    """A request whose document is gone, and a letter that went without being named, are both named."""
    for table in (rechtenverzoek, rechtenbrief):
        with made.engine.connect() as connection:
            row = dict(connection.execute(sa.select(table).limit(1)).mappings().one())
        _write(made, table, table.delete().where(table.c.sleutel == row["sleutel"]))
        report = check(made)
        _write(made, table, table.insert().values(row))
        assert any(item.waar == f"{table.name}:{row['sleutel']}" for item in report.bevindingen), report.to_json()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Backbone]:
    """A backbone of its own: what is written here stays wrong."""
    with backbone(tmp_path) as found:
        yield found


def test_an_operator_cannot_make_up_a_request_or_a_decision(own: Backbone) -> None:
    """Documents that nobody entitled signed, or that say other than their line, are named, however well digests fit."""
    liar, now = Operator(own), own.clock.now()
    fields = dict(Burger(own).stuk.velden)
    forged = rechtenstuk.make(own.fg.sleutel, rechtenstuk.VERZOEK, own["gemeente"].oin, now, **fields)
    row = {"sleutel": fields["verzoek"], "oin": forged.oin, "recht": "inzage", "termijn": now, "stuk": forged.data}
    said = {"rechtenverzoek": fields["verzoek"], "recht": "inzage", "identiteit": "balie", "handmatig": [], "tot": now}
    line = {"oin": forged.oin, "stuk": forged.sha256, "ontvangers": [], "verwerking": "x", **said}
    liar.write((rechtenverzoek, row), gebeurtenis=Event.RECHTENVERZOEK_ONTVANGEN, **line)
    assert "rechtenstuk-ongeldig" in _kinds(own)
    partial = Burger(own, oins=rechtenstuk.controllers(own.lijst, None, frozenset({"riec-bureau"}))[1:]).stuk
    row |= {"sleutel": partial["verzoek"], "stuk": partial.data}
    line |= {"rechtenverzoek": partial["verzoek"], "stuk": partial.sha256}
    liar.write((rechtenverzoek, row), gebeurtenis=Event.RECHTENVERZOEK_ONTVANGEN, **line)
    assert "rechtenstuk-wijkt-af" in _kinds(own)
    _, body = restriction(own, "politie")
    stuk = rechtenstuk.read(body["stuk"])
    told = {name: stuk[name] for name in ("beperking", "categorie", "reden", "tot")} | {"stuk": stuk.sha256}
    row = {"sleutel": stuk.sha256, "soort": stuk.soort, "oin": stuk.oin, "stuk": stuk.data}
    event = {"gebeurtenis": Event.RECHTEN_BEPERKT, "oin": stuk.oin, "verwerking": "x"}
    place, _ = liar.write((rechtenbesluit, row), **event, **told, grondslag="uavg-41-1-d")
    assert f"rechtenbesluit:{place}" in {item.waar for item in check(own).bevindingen}
    gone, _ = liar.write(**event, **{**told, "stuk": "0" * 64}, grondslag="wpg-27")
    assert "rechtenstuk-ontbreekt" in {item.soort for item in check(own).bevindingen if gone in item.waar}


def test_open_and_late_requests_are_a_figure_without_persons(made: Backbone) -> None:
    """What is open counts as in time until its term has passed, and as late from then on; what is done does not count."""
    watched: Any = made
    assert toezicht.open_requests(watched) == {"op-tijd": 1, "te-laat": 0}
    made.clock.shift += 200 * DAY
    late = toezicht.open_requests(watched)
    made.clock.shift -= 200 * DAY
    assert late == {"op-tijd": 0, "te-laat": 1}


def _kinds(made: Backbone) -> set[str]:
    return {item.soort for item in check(made).bevindingen}


class _Altered:
    """Give one row another value in one column for a while."""

    def __init__(self, made: Backbone, table: sa.Table, row: dict[str, Any], column: str) -> None:
        self._made, self._table, self._row, self._column = made, table, row, column
        self._changed = {**row, column: other(row[column])}

    def __enter__(self) -> None:
        self._put(self._row, self._changed)

    def __exit__(self, *_: object) -> None:
        self._put(self._changed, self._row)

    def _put(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        table = self._table
        here = table.c.sleutel == old["sleutel"]
        _write(self._made, table, table.update().where(here).values({self._column: new[self._column]}))


def _write(made: Backbone, table: sa.Table, statement: Any) -> None:
    with writing(made.engine) as connection:
        for line in drop_append_only(table.name, made.engine.dialect.name):
            connection.execute(sa.text(line))
        connection.execute(statement)
