# SPDX-License-Identifier: EUPL-1.2
"""Every figure equals a recount that shares no code with it, in every period and region, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import text

from audit import openings
from audit import tables as log_tables
from audit.database import drop_append_only
from audit.events import Event
from audit.proof import jcs
from audit.reader import LogReader
from audit.values import STAM, LogError
from gep.bron import Bron
from gep.cijfers import TELLINGEN, gather
from gep.cijfers.regel import Feit, Kern, RegelError, decode
from gep.cijfers.register import ALLE, SLANK, of_event
from gep.cijfers.telling import Regel
from gep.periode import Periode
from tests.gep.cijfers.conftest import CASES
from tests.gep.cijfers.hertelling import Hertelling, opened
from tests.gep.cijfers.regels import LANDELIJK, Verzinner, moment, write
from tests.kit import backbone

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from tests.kit import Backbone

JANUARY = Periode.parse("2027-01-01..2027-01-31")
PERIODS = ("2027-01-01..2027-12-31", "2027-01-01..2027-01-31", "2027-02-01..2027-03-27", "2028-01-01..2028-01-01")


def recount(knooppunt: Backbone, periode: str, regio: str | None) -> dict[str, Counter[tuple[str, ...]]]:
    """Count again, from the tables, with moments in words of the calendar."""
    first, last = periode.split("..")
    start, end = moment(f"{first}T00:00:00"), moment(f"{last}T23:59:59.999")
    shards = [shard for shard in knooppunt.world.log.shards() if shard != STAM]
    lines = opened(knooppunt.engine, knooppunt.kluis, shards)
    lines = [item for item in lines if start <= item[1]["tijd"] <= end]
    if regio is not None:
        own = {casus for name, cases in CASES.items() if name == regio for casus in cases}
        lines = [
            item for item in lines
            if item[0] == regio
            or (item[0] == LANDELIJK and (item[1].get("casus") or item[1].get("gemeld_casus")) in own)
        ]  # fmt: skip
    soorten = {deelnemer.oin: deelnemer.soort for deelnemer in knooppunt.lijst.deelnemers}
    return Hertelling(soorten).of(lines)


@pytest.fixture(scope="module")
def bron(gevuld) -> Bron:
    """What that log gives."""
    return Bron.of_world(gevuld.world)


@pytest.mark.parametrize("regio", [None, "noord-nederland", "zeeland-west-brabant-breda", "midden-nederland"])
@pytest.mark.parametrize("periode", PERIODS)
def test_every_figure_equals_the_recount(gevuld, bron, periode, regio) -> None:
    """Name by name and row by row, over the whole country and per region, a region without lines too."""
    found = gather(bron, Periode.parse(periode), regio).tellingen
    expected = recount(gevuld, periode, regio)
    assert set(found) == set(TELLINGEN) == set(expected)
    assert {name for name in TELLINGEN if found[name] != expected[name]} == set()


def test_every_telling_had_something_to_count(bron) -> None:
    """No figure is empty in this log, so none of the equalities above is one of two empty sides."""
    cijfers = gather(bron, Periode.parse(PERIODS[0]))
    assert [name for name in TELLINGEN if not cijfers.rows(name)] == []
    assert gather(bron, Periode.parse(PERIODS[0]), "noord-nederland").total("weigeringen") > 0


def test_a_telling_that_is_absent_is_zero(tmp_path: Path) -> None:
    """In a log in which nothing happened every figure is there, with no rows; only how it began is counted."""
    with backbone(tmp_path) as knooppunt:
        cijfers = gather(Bron.of_world(knooppunt.world), Periode.parse("2020-01-01..2020-12-31"))
        assert cijfers.regels == 0
        assert set(cijfers.tellingen) == set(TELLINGEN)
        assert all(cijfers.rows(name) == [] and cijfers.total(name) == 0 for name in TELLINGEN)


def test_one_more_line_changes_its_figures_and_no_others(tmp_path: Path) -> None:
    """A changed log changes the figures: one read more is one more in each telling of reads, and nothing in the rest."""
    feit: dict[str, Any] = {
        "gebeurtenis": "backbone:verstrekking:gelezen", "oin": "00000099000000001000", "categorie": "wpg-8", "rijen": [],
        "beslissingen": [], "casus": CASES["limburg"][0], "verwerking": "https://knooppunt.example/verwerkingen/oc",
    }  # fmt: skip
    with backbone(tmp_path) as knooppunt:
        write(knooppunt, moment("2027-01-05T12:00:00"), [("limburg", feit)])
        before = gather(Bron.of_world(knooppunt.world), JANUARY)
        write(knooppunt, moment("2027-01-06T12:00:00"), [("limburg", feit)])
        after = gather(Bron.of_world(knooppunt.world), JANUARY)
    changed = {name for name in TELLINGEN if before.tellingen[name] != after.tellingen[name]}
    assert changed == {"handelingen", "deelnemers", "verwerkingen", "lezingen", "maand-gelezen-per-partner"}
    assert all(after.total(name) == before.total(name) + 1 for name in changed)


def test_a_line_belongs_to_the_dutch_day_that_it_is_in(tmp_path: Path) -> None:
    """Half past midnight in the Netherlands is the day before in UTC; the Dutch day and month count, summer or winter."""
    feit = {
        "gebeurtenis": "backbone:verstrekking:gelezen",
        "oin": "0",
        "categorie": "bsn",
        "rijen": [],
        "beslissingen": [],
    }
    with backbone(tmp_path) as knooppunt:
        for tijd in ("2027-01-01T00:00:00", "2027-01-31T23:59:30", "2027-02-01T00:00:00", "2027-07-01T00:30:00"):
            write(knooppunt, moment(tijd), [("limburg", feit)])
        bron = Bron.of_world(knooppunt.world)
        assert gather(bron, JANUARY).total("lezingen") == 2
        assert gather(bron, Periode.parse("2027-02-01..2027-06-30")).total("lezingen") == 1
        whole = gather(bron, Periode.parse("2027-01-01..2027-12-31"))
        assert whole.per("maand-gelezen-per-partner", 0) == {"2027-01": 2, "2027-02": 1, "2027-07": 1}


def test_a_telling_is_documented_and_looks_at_events_that_exist() -> None:
    """Each has a Dutch sentence of at most twenty words, and no telling waits for an event that no line can have."""
    later = {name for name in ALLE for event in ALLE[name].bij if event not in {item.value for item in Event}}
    assert later <= {"rechten", "geb-besluiten", "geweigerde-bevelen"}
    for uitleg in TELLINGEN.values():
        assert uitleg.endswith(".")
        assert all(len(sentence.split()) <= 20 for sentence in uitleg.split(". "))


def test_an_event_of_a_newer_backbone_counts_where_every_line_counts() -> None:
    """A name that this reader does not know is no reason to lose the line."""
    assert {telling.naam for telling in of_event("backbone:iets:nieuws")} == {
        telling.naam for telling in ALLE.values() if not telling.bij
    }


class Bespied:
    """Stands before a line, and keeps the names of what is looked at."""

    def __init__(self, feit: Feit) -> None:
        self.feit = feit
        self.seen: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.seen.add(name)
        return getattr(self.feit, name)


def test_lines_that_come_most_are_counted_by_their_core_only() -> None:
    """No telling looks at more of such a line than was decoded to tell lines apart; of another event one does."""
    made, seen = Verzinner(3), {}
    for event in Event:
        line = Bespied(decode(jcs.encode(made.of(event, "c") | {"v": 1, "tijd": 0})))
        for telling in of_event(event.value):
            list(telling.tel(Regel(line, "limburg", "2027-01", {})))  # type: ignore[arg-type]
        seen[event.value] = line.seen - set(Kern.__struct_fields__) - {"written"}
    assert {event for event in SLANK if seen[event]} == set()
    assert seen["beheer:nood:beoordeeld"] == {"besluit"}


@pytest.mark.parametrize(
    "data", [b"{}", b'{"tijd":"nu","gebeurtenis":"x"}', b"\xff", b'{"tijd":1,"gebeurtenis":1}', b"[]"]
)
def test_a_line_of_another_form_stops_the_count(data) -> None:
    """There are no figures over lines that nobody understands."""
    with pytest.raises(RegelError):
        decode(data)


def test_no_field_that_is_read_can_tell_who_or_which() -> None:
    """What is decoded holds no person, no id of a record or request, and no key: the case is there only to place a line."""
    assert not {
        "persoon",
        "record",
        "records",
        "sleutel",
        "sleutel_id",
        "verzoek",
        "handeling",
        "betreft",
        "stuk",
    } & set(Feit.__struct_fields__)
    assert msgspec.json.decode(b'{"tijd":1,"gebeurtenis":"x","record":"geheim"}', type=Feit) == Feit(
        tijd=1, gebeurtenis="x"
    )


def damaged(knooppunt: Backbone, statement: str) -> None:
    with knooppunt.engine.begin() as connection:
        for table in log_tables.metadata.sorted_tables:
            for command in drop_append_only(table.name, knooppunt.engine.dialect.name):
                connection.execute(text(command))
        connection.execute(text(statement))


def test_there_are_no_figures_of_half_a_log(tmp_path: Path) -> None:
    """A line that is not there, or does not open, ends the count; mended, it counts again."""
    feit = {"gebeurtenis": "backbone:casus:geopend", "oin": "0", "rijen": []}
    with backbone(tmp_path) as knooppunt:
        write(knooppunt, moment("2027-01-05T12:00:00"), [("limburg", feit)] * 3)
        bron = Bron.of_world(knooppunt.world)
        for plaats in (0, 7000):
            damaged(
                knooppunt,
                f"UPDATE log_openingen_feit SET plaats = {plaats} WHERE shard = 'limburg-2027' AND volgnr = 2",
            )
            with pytest.raises(openings.OpeningError):
                gather(bron, JANUARY)
            damaged(knooppunt, "UPDATE log_openingen_feit SET plaats = 2 WHERE shard = 'limburg-2027' AND volgnr = 2")
            assert gather(bron, JANUARY).regels == 3
        damaged(knooppunt, "DELETE FROM log_bladen WHERE shard = 'limburg-2027' AND volgnr = 1")
        with pytest.raises(LogError, match="ontbreekt"):
            gather(bron, JANUARY)


def test_erased_lines_count_only_as_erased(leeg) -> None:
    """A line whose readable part was erased is told and counts nowhere else, whether its row is gone or only its key."""
    feit = {"gebeurtenis": "backbone:casus:geopend", "oin": "0", "rijen": []}
    write(leeg, moment("2027-01-05T12:00:00"), [("limburg", feit)] * 5)
    with leeg.engine.begin() as connection:
        openings.erase(connection, leeg.kluis, "limburg-2027", [1], openings.FEIT)
    with leeg.engine.connect() as connection:  # the keys go first: a crash before the commit leaves the row
        openings.erase(connection, leeg.kluis, "limburg-2027", [3], openings.FEIT)
    cijfers = gather(Bron.of_world(leeg.world), JANUARY)
    assert (cijfers.regels, cijfers.gewist) == (3, 2)
    assert cijfers.total("casussen", "limburg") == 3


def test_persons_are_not_read(tmp_path: Path) -> None:
    """With the part about people unreadable, the figures are the same: nothing of it is used."""
    feit = {"gebeurtenis": "backbone:casus:geopend", "oin": "0", "rijen": []}
    with backbone(tmp_path) as knooppunt:
        write(knooppunt, moment("2027-01-05T12:00:00"), [("limburg", feit)] * 2)
        knooppunt.sequencer.submit(lambda pen: pen.line("limburg-2027", feit, {"v": 1, "persoon": "p"})).result(60)
        damaged(knooppunt, "UPDATE log_openingen_persoon SET cijfertekst = x'00' WHERE shard = 'limburg-2027'")
        assert gather(Bron.of_world(knooppunt.world), JANUARY).regels == 3
        with pytest.raises(LogError):  # it is there, and unreadable for who does look at it
            list(LogReader(knooppunt.engine, knooppunt.kluis).lines("limburg-2027"))
