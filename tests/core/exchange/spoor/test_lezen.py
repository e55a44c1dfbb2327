# SPDX-License-Identifier: EUPL-1.2
"""The trail of a real backbone: who sees what of whom, that reading is logged and shown, and how lines are explained."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from audit.events import misfit
from audit.openings import FEIT, PERSOON
from audit.spoor.index import SHARD_BITS, forget
from audit.spoor.tables import metadata, spoor_regels, spoor_toetsen
from audit.spoor.values import NO_DECISION
from audit.spoor.waarom import Grond
from core.exchange.logbook import LogRead, ReadRequestError
from core.exchange.results import Gedaan, Geweigerd
from core.exchange.spoor import Filter, Spoor, Spoorregel, ask, note_export, review_emergency
from core.exchange.spoor.bevoegdheden import BEVESTIGD, INGETROKKEN, authorisations, confirm, overdue
from core.exchange.spoor.lezen import signed_index, signed_sizes
from core.exchange.spoor.optekenen import Bestand
from tests.core.exchange.conftest import Zaak
from tests.gep.conftest import CANARY_BSN, happen
from tests.kit import DAY, Backbone, Functionaris

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.keychain.lijst import Deelnemerslijst

READ = LogRead("fg-gemeente", "controle", "weekcontrole", "spoor")


class Bureau(Backbone):
    """A backbone with two officers of the gemeente and one of the police."""

    def _ceremony(self) -> Deelnemerslijst:
        signing = self.juristen
        other = Functionaris("fg-politie", self.partijen["politie"].oin, "fg")
        second = Functionaris("auditor-gemeente", self.partijen["gemeente"].oin, "auditor")
        self.juristen = (*signing, other, second)
        try:
            return super()._ceremony()
        finally:
            self.juristen = signing


@pytest.fixture(scope="module")
def zaak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zaak]:
    """A casus on which something happened."""
    with happened(tmp_path_factory.mktemp("knooppunt")) as found:
        yield found


@contextmanager
def happened(folder: Path, url: str | None = None) -> Iterator[Zaak]:
    """Give a casus on which something happened."""
    made = Bureau(folder, url)
    try:
        found = Zaak(made)
        happen(found)
        yield found
    finally:
        made.close()


def trail(zaak: Zaak, als: str = "fg-gemeente", **chosen: Any) -> Spoor:
    """Return the trail that this officer gets."""
    outcome, found = ask(zaak.knooppunt.world, replace(READ, functionaris=als), Filter(**chosen))
    assert isinstance(outcome, Gedaan)
    assert found is not None
    return found


def lines(zaak: Zaak, als: str = "fg-gemeente", **chosen: Any) -> list[Spoorregel]:
    """Return its lines."""
    return list(trail(zaak, als, **chosen).regels())


def of(items: list[Spoorregel], event: str) -> list[Spoorregel]:
    """Return the lines of one event."""
    return [item for item in items if item.regel.gebeurtenis == event]


def test_an_officer_sees_own_people_and_everybody_on_own_data(zaak) -> None:
    """The police sees its own acts with its people, reads of its records by others, and no line about records of others."""
    police, gemeente = zaak.knooppunt["politie"], zaak.knooppunt["gemeente"]
    found = lines(zaak, "fg-politie")
    assert {item.regel.oin for item in found} > {police.oin, gemeente.oin}
    for item in found:
        assert police.oin in {item.regel.oin, item.regel.eigenaar}
    reads = of(found, "backbone:verstrekking:gelezen")
    assert {item.regel.oin for item in reads} == {gemeente.oin}
    own = [item for item in found if item.regel.oin == police.oin]
    assert police.persoon in {item.wie for item in own}


def test_people_of_others_are_withheld(zaak) -> None:
    """Of a read by somebody of the gemeente the police hears that a person read, never who; the gemeente's officer does."""
    gemeente = zaak.knooppunt["gemeente"]
    theirs = of(lines(zaak, "fg-politie"), "backbone:verstrekking:gelezen")
    assert theirs
    assert all(item.wie is None and item.afgeschermd and item.regel.wie is None for item in theirs)
    ours = of(lines(zaak), "backbone:verstrekking:gelezen")
    assert {item.wie for item in ours} == {gemeente.persoon}
    assert lines(zaak, "fg-politie", persoon=gemeente.persoon) == []
    mine = lines(zaak, persoon=gemeente.persoon)
    assert mine
    assert {item.wie for item in mine} == {gemeente.persoon}


def test_filters_can_be_combined(zaak) -> None:
    """By case, record, organisation, rule, outcome and period: each gives exactly the lines that fit all of them."""
    every = lines(zaak)
    record = of(every, "backbone:verstrekking:gelezen")[0].regel.record
    gemeente = zaak.knooppunt["gemeente"].oin
    for chosen in (
        {"record": record},
        {"casus": zaak.id, "organisatie": gemeente},
        {"regel": of(every, "backbone:verstrekking:gelezen")[0].regel.rijen[0]},
        {"uitkomst": "toegestaan", "organisatie": gemeente},
        {"uitkomst": "onbekend"},
        {"casus": zaak.id, "uitkomst": "toegestaan", "record": record},
    ):
        got = {item.regel.plaats for item in lines(zaak, **chosen)}
        want = {item.regel.plaats for item in every if fits(item, chosen)}
        assert got >= want, chosen
        assert all(fits(item, chosen) for item in lines(zaak, **chosen)), chosen
    assert lines(zaak, tot=every[0].regel.tijd) == []
    later = every[5].regel.tijd
    assert all(item.regel.tijd >= later for item in lines(zaak, van=later))
    assert lines(zaak, regel="R-99.9") == []


def fits(item: Spoorregel, chosen: dict[str, Any]) -> bool:
    """Return whether a line fits a filter, by its own values."""
    regel = item.regel
    told = {"casus": regel.casus, "record": regel.record, "organisatie": regel.oin, "uitkomst": regel.uitkomst}
    return all(value in regel.rijen if name == "regel" else told[name] == value for name, value in chosen.items())


def test_a_case_shows_what_happened_to_it_to_who_supplied_to_it(zaak) -> None:
    """The police supplied to the case, so it sees that phases were set by others; who asks nothing of a case does not."""
    shown = lines(zaak, "fg-politie", casus=zaak.id)
    assert {item.regel.oin for item in of(shown, "backbone:casus:fase-gezet")} == {zaak.knooppunt["gemeente"].oin}
    assert not of(lines(zaak, "fg-politie"), "backbone:casus:fase-gezet")
    assert all(
        item.regel.record is None or zaak.knooppunt["politie"].oin in (item.regel.oin, item.regel.eigenaar)
        for item in shown
    )


def test_pages_follow_each_other(zaak) -> None:
    """Read three at a time, the trail has the same lines in the same order as at once."""
    found = trail(zaak)
    whole = [item.regel.plaats for item in found.regels()]
    pages: list[Spoorregel] = []
    at = None
    while page := list(found.regels(at, 3)):
        pages += page
        at = page[-1].regel.tijd, page[-1].nr
    assert [item.regel.plaats for item in pages] == whole
    assert [item.regel.tijd for item in pages] == sorted(item.regel.tijd for item in pages)


def test_the_officers_own_read_is_in_the_trail(zaak) -> None:
    """Asking about a case leaves a line that names the case, purpose and reason, and the next trail of the case shows it."""
    trail(zaak, casus=zaak.id)
    reads = of(lines(zaak, casus=zaak.id), "beheer:spoor:gelezen")
    shown = [item for item in reads if (item.regel.doel, item.regel.reden) == ("controle", "weekcontrole")]
    assert {item.wie for item in shown} == {"fg-gemeente"}
    assert all(item.uitleg.grond is Grond.ROL for item in shown)


def test_a_person_that_is_asked_about_stands_in_no_line(zaak) -> None:
    """Asking about a person leaves a keyed hash in the line, never the pseudonym; the fields fit the event."""
    person = zaak.knooppunt["gemeente"].persoon
    trail(zaak, persoon=person)
    world = zaak.knooppunt.world
    line = _last(zaak)
    assert line.feit["betreft"] == signed_index(world)[0].pseudonym(person)
    assert person not in str(line.feit)
    assert misfit(line.feit) == []


def _last(zaak: Zaak) -> Any:
    index, _ = signed_index(zaak.knooppunt.world)
    shard = max(shard for shard in signed_sizes(zaak.knooppunt.world) if shard.startswith("landelijk-"))
    return list(index.reader.lines(shard))[-1]


@pytest.mark.parametrize("als", ["jurist-a", "stuurgroep-nn", "niemand"])
def test_who_is_no_controller_reads_nothing(zaak, als) -> None:
    """A jurist, a member of the stuurgroep and a stranger are refused by the rules; that leaves a line, and no trail."""
    outcome, found = ask(zaak.knooppunt.world, replace(READ, functionaris=als), Filter(casus=zaak.id))
    assert isinstance(outcome, Geweigerd)
    assert {rule["id"] for rule in outcome.regels} <= {"R-69.1"}
    assert found is None
    assert _last(zaak).feit["gebeurtenis"] == "backbone:lezing:geweigerd"


def test_without_a_purpose_for_control_nothing_is_read(zaak) -> None:
    """Another purpose than control, or a reason with a name in it, is no request: nothing is decided or read."""
    for wrong in ({"doel": "oc"}, {"reden": "Jan Jansen"}):
        with pytest.raises(ReadRequestError):
            ask(zaak.knooppunt.world, replace(READ, **wrong), Filter())


def test_a_read_is_explained_by_the_event_that_put_the_person_on_the_case(zaak) -> None:
    """The reads of the gemeente are explained by the case event, with decision and cited statements as evidence."""
    for item in of(lines(zaak), "backbone:verstrekking:gelezen"):
        assert item.uitleg.verklaard
        kinds = {proof.soort for proof in item.uitleg.bewijs}
        assert {"beslissing"} < kinds
        assert item.uitleg.zin.endswith(".")
        assert any(oin == zaak.knooppunt["gemeente"].oin for _, _, oin in item.uitleg.borg)


def test_the_index_made_again_is_the_same(zaak) -> None:
    """Thrown away and made again from the log, every table of the index holds the same rows."""
    world = zaak.knooppunt.world
    index, kennis = signed_index(world)
    before = _rows(world)
    assert before["spoor_regels"]
    assert index.rebuild(signed_sizes(world), kennis) > 0
    assert _rows(world) == before
    assert index.catch_up(signed_sizes(world), kennis) == 0


def _rows(world: Any) -> dict[str, set[Any]]:
    with world.reading() as connection:
        return {
            name: {tuple(row) for row in connection.execute(select(table))} for name, table in metadata.tables.items()
        }


def test_the_index_holds_no_person(zaak) -> None:
    """No pseudonym of any person or officer stands in any column of the index."""
    signed_index(zaak.knooppunt.world)
    told = str(_rows(zaak.knooppunt.world))
    people = [party.persoon for party in zaak.knooppunt.partijen.values()]
    assert not [person for person in (*people, "fg-gemeente", "fg-politie", "auditor-gemeente") if person in told]
    assert zaak.id in told  # the search itself finds what is there


def test_an_export_is_logged_with_its_hash_and_reason(zaak) -> None:
    """Making a file leaves a line with form, number of lines and hash; its fields fit the event."""
    found = trail(zaak, casus=zaak.id)
    outcome = note_export(zaak.knooppunt.world, found.request, Bestand("csv", 3, b"inhoud"))
    assert isinstance(outcome, Gedaan)
    feit = _last(zaak).feit
    assert feit["gebeurtenis"] == "beheer:spoor:geexporteerd"
    assert (feit["vorm"], feit["aantal"], feit["casus"], feit["reden"]) == ("csv", 3, zaak.id, "weekcontrole")
    assert misfit(feit) == []
    assert of(lines(zaak, casus=zaak.id), "beheer:spoor:geexporteerd")[-1].regel.uitkomst != NO_DECISION


def test_reading_in_an_emergency_is_reviewed_by_another(zaak) -> None:
    """The officer that read cannot review it, one of another organisation neither; the second officer of its own can."""
    world = zaak.knooppunt.world
    ask(world, replace(READ, reden="nood-dreiging"), Filter(casus=zaak.id))
    plaats = of(lines(zaak, casus=zaak.id), "beheer:spoor:gelezen")
    emergency = next(item.regel.plaats for item in plaats if item.regel.reden == "nood-dreiging")
    for als in ("fg-gemeente", "fg-politie"):
        with pytest.raises(ReadRequestError):
            review_emergency(world, replace(READ, functionaris=als), emergency, "terecht")
    with pytest.raises(ReadRequestError, match="terecht"):
        review_emergency(world, replace(READ, functionaris="auditor-gemeente"), emergency, "prima")
    outcome = review_emergency(world, replace(READ, functionaris="auditor-gemeente"), emergency, "terecht")
    assert isinstance(outcome, Gedaan)
    assert misfit(_last(zaak).feit) == []
    assert of(lines(zaak), "beheer:nood:beoordeeld")[-1].regel.verwijst == emergency


def test_an_emergency_opens_nothing_more(zaak) -> None:
    """With an emergency as the reason an officer sees the same lines, and who may not read still does not."""
    calm = {item.regel.plaats for item in lines(zaak, "fg-politie", record=_record(zaak))}
    world = zaak.knooppunt.world
    _, found = ask(world, replace(READ, functionaris="fg-politie", reden="nood-dreiging"), Filter(record=_record(zaak)))
    assert found is not None
    shown = {item.regel.plaats for item in found.regels() if item.regel.gebeurtenis.startswith("backbone:")}
    assert shown == {place for place in calm if not place.shard.startswith("landelijk")} | {
        item.regel.plaats
        for item in found.regels()
        if item.regel.plaats in calm and item.regel.gebeurtenis.startswith("backbone:")
    }
    outcome, nothing = ask(world, replace(READ, functionaris="jurist-a", reden="nood-dreiging"), Filter())
    assert isinstance(outcome, Geweigerd)
    assert nothing is None


def _record(zaak: Zaak) -> str:
    return str(of(lines(zaak), "backbone:verstrekking:gelezen")[0].regel.record)


def test_authorisations_are_due_on_a_clock_and_confirmed_by_another(zaak) -> None:
    """Nothing is due today; after a quarter functions are, after a year people too; a confirmation by another settles one."""
    world, clock = zaak.knooppunt.world, zaak.knooppunt.clock
    index, _ = signed_index(world)
    oin = zaak.knooppunt["gemeente"].oin
    kinds = {item.soort for item in authorisations(world, oin, index.pseudonym)}
    assert kinds == {"contactpunt", "fg", "auditor", "stuurgroep", "jurist", "persoon"}
    assert overdue(world, oin, index.pseudonym) == []
    try:
        clock.shift += 100 * DAY
        late = {item.soort: item for item in overdue(world, oin, index.pseudonym)}
        assert set(late) == kinds - {"persoon"}
        assert all(item.bijzonder and "moest voor" in item.zin for item in late.values())
        with pytest.raises(ReadRequestError, match="ander"):
            confirm(world, READ, late["fg"].kenmerk, BEVESTIGD)
        with pytest.raises(ReadRequestError):
            confirm(world, READ, "fg-bestaat-niet", BEVESTIGD)
        assert isinstance(confirm(world, READ, late["auditor"].kenmerk, BEVESTIGD), Gedaan)
        assert misfit(_last(zaak).feit) == []
        assert isinstance(confirm(world, READ, late["jurist"].kenmerk, INGETROKKEN), Gedaan)
        signed_index(world)
        left = {item.soort: item for item in overdue(world, oin, index.pseudonym)}
        assert set(left) == {"contactpunt", "fg", "jurist", "stuurgroep"}
        assert "ingetrokken" in left["jurist"].zin
        clock.shift += 300 * DAY
        assert "persoon" in {item.soort for item in overdue(world, oin, index.pseudonym)}
    finally:
        clock.shift = 400 * DAY  # time in a log never goes back


def test_erasure_takes_the_person_and_then_the_line_out_of_the_index(zaak) -> None:
    """`forget` leaves a line without its person, then takes the line and its rules away; other lines stay as they are."""
    world = zaak.knooppunt.world
    signed_index(world)
    with world.reading() as connection:
        row = connection.execute(
            select(spoor_regels).where(spoor_regels.c.persoon.is_not(None), spoor_regels.c.casus == zaak.id)
        ).first()
        count = connection.execute(select(func.count()).select_from(spoor_regels)).scalar_one()
    shard = next(shard for shard in signed_sizes(world) if shard.startswith("noord-nederland-"))
    volgnr = row.nr & ((1 << SHARD_BITS) - 1)
    erased: list[int] = []
    world.store(lambda connection: erased.append(forget(connection, shard, [volgnr], PERSOON)))
    with world.reading() as connection:
        now = connection.execute(select(spoor_regels).where(spoor_regels.c.nr == row.nr)).one()
    assert (now.persoon, now.casus, now.rijen) == (None, row.casus, row.rijen)
    world.store(lambda connection: erased.append(forget(connection, shard, [volgnr, volgnr], FEIT)))
    with world.reading() as connection:
        assert connection.execute(select(spoor_regels).where(spoor_regels.c.nr == row.nr)).first() is None
        assert connection.execute(select(spoor_toetsen).where(spoor_toetsen.c.nr == row.nr)).first() is None
        assert connection.execute(select(func.count()).select_from(spoor_regels)).scalar_one() == count - 1
    assert erased == [1, 1]
    world.store(lambda connection: erased.append(forget(connection, "bestaat-niet", [1], FEIT)))
    assert erased == [1, 1, 0]
    with pytest.raises(ValueError, match="soort"), world.reading() as connection:
        forget(connection, shard, [1], "anders")
    index, kennis = signed_index(world)
    index.rebuild(signed_sizes(world), kennis)


def test_the_backbone_has_no_index_by_subject(zaak) -> None:
    """No question takes a citizen, and no column of the index could hold one: only a partner's own gateway knows."""
    assert {name for name in Filter.__slots__ if name in {"bsn", "kvk", "rsin", "onderwerp", "naam"}} == set()
    columns = {column.name for table in metadata.tables.values() for column in table.columns}
    assert columns == {
        "shard", "nummer", "tot", "nr", "tijd", "gebeurtenis", "oin", "eigenaar", "casus", "record", "uitkomst",
        "eenheid", "persoon", "rijen", "zicht", "rij",
    }  # fmt: skip
    signed_index(zaak.knooppunt.world)
    assert CANARY_BSN not in str(_rows(zaak.knooppunt.world))


def test_the_same_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    """Filters, withheld people, the rebuilt index and erasure hold on PostgreSQL too."""
    with happened(tmp_path, postgres_url) as zaak:
        test_people_of_others_are_withheld(zaak)
        test_filters_can_be_combined(zaak)
        test_a_case_shows_what_happened_to_it_to_who_supplied_to_it(zaak)
        test_pages_follow_each_other(zaak)
        test_the_index_made_again_is_the_same(zaak)
        test_erasure_takes_the_person_and_then_the_line_out_of_the_index(zaak)
