# SPDX-License-Identifier: EUPL-1.2
"""Which records, what was served and what stayed sealed: held against an independent recount from ledger and log."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, select

from audit.tables import log_openingen_feit, log_openingen_persoon
from audit.values import STAM
from core.exchange.nietgelezen import AANNAME
from core.keychain import rechtenstuk
from core.keychain.keys import Rol
from core.ledger import rechten as ledger
from core.ledger.rechten import Stand
from core.ledger.rows import Writer
from gep.datalek import secties, verzegeld
from gep.datalek import vraag as vragen
from gep.datalek.vraag import VraagError
from gep.datalek.waarde import BUITEN, ONBEKEND, VERNIETIGD, VERSTREKT, VERZEGELD
from gep.document.blokken import Alinea
from gep.periode import Periode
from gep.voortgang import Onderbroken
from tests.core.exchange.rechtzaak import Burger
from tests.gep.datalek.verhaal import Verhaal
from tests.kit import backbone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Table

    from gep.datalek.waarde import Datalek

REACHED = {"gelezen", "dicht", "ingetrokken", "afgenomen", "later", "eigen", "vernietigd", "op-slot", "embargo"}
LATER = Periode.parse("2030-01-01..2030-01-31")


def test_a_key_reached_exactly_what_ledger_and_log_name(verhaal: Verhaal) -> None:
    """The records are those of every wrap ever made to the key, also what was taken away or destroyed, and no others."""
    _reached_exactly(verhaal)


def test_the_same_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    """Ledger and log give the same there, and served, sealed and destroyed are told apart."""
    with backbone(tmp_path, postgres_url) as made:
        verhaal = Verhaal(made)
        _reached_exactly(verhaal)
        second = verhaal.report(vragen.of_key(made.world, verhaal.sleutel, verhaal.tweede))
        assert (verhaal.outcomes(second)["vernietigd"], verhaal.outcomes(second)["gelezen"]) == (VERNIETIGD, BUITEN)


def _reached_exactly(verhaal: Verhaal) -> None:
    lek = verhaal.report()
    found = {item.stand.record for item in lek.gevallen}
    assert found == verhaal.wrapped_by_log(verhaal.sleutel) == verhaal.wrapped_by_ledger(verhaal.sleutel)
    assert found == {verhaal.records[name] for name in REACHED}
    assert verhaal.records["elders"] not in found
    assert lek.kruis.klopt
    assert lek.kruis.beide == len(REACHED)
    reads = [f for f in verhaal.lines() if f["gebeurtenis"] == "backbone:verstrekking:gelezen"]
    own = [f["record"] for f in reads if f["oin"] == verhaal.backbone["gemeente"].oin]
    assert [read.record for item in lek.gevallen for read in item.lezingen] == own


def test_a_new_key_reached_what_was_wrapped_to_it_again(verhaal: Verhaal) -> None:
    """After the change of key only what was wrapped again is reached by the new one; the old one still reached all."""
    lek = verhaal.report(vragen.of_key(verhaal.backbone.world, verhaal.nieuw, verhaal.eerste))
    found = {item.stand.record for item in lek.gevallen}
    assert found == {verhaal.records["gelezen"]} == verhaal.wrapped_by_log(verhaal.nieuw)
    assert found == verhaal.wrapped_by_ledger(verhaal.nieuw)
    assert [item.later for item in lek.gevallen[0].omhuld] == [True]


def test_served_sealed_and_destroyed_are_told_apart(verhaal: Verhaal) -> None:
    """In the first days one was served; after the destruction nothing was, and what was served before says so."""
    expected = dict.fromkeys(REACHED, VERZEGELD) | {"gelezen": VERSTREKT}
    first = verhaal.report()
    assert verhaal.outcomes(first) == expected
    second = verhaal.report(vragen.of_key(verhaal.backbone.world, verhaal.sleutel, verhaal.tweede))
    assert verhaal.outcomes(second) == expected | {"gelezen": BUITEN, "vernietigd": VERNIETIGD}
    assert verhaal.case(second, "gelezen").buiten == 4
    assert verhaal.case(second, "vernietigd").stand.toestand == "vernietigd"
    assert verhaal.case(first, "vernietigd").stand.toestand == "open"
    assert verhaal.case(first, "ingetrokken").stand.toestand == "ingetrokken"
    assert [verhaal.case(lek, "op-slot").stand.toestand for lek in (first, second)] == ["open", "vergrendeld"]
    assert [verhaal.case(lek, "embargo").stand.toestand for lek in (first, second)] == ["embargo", "embargo"]
    assert verhaal.case(second, "ingetrokken").stand.sinds is not None
    taken = verhaal.case(first, "afgenomen").omhuld
    assert [(item.waarom, item.weg is not None) for item in taken] == [("ontvanger-verwijderd", True)]
    assert [item.later for item in verhaal.case(first, "later").omhuld] == [True]
    assert [read.koerier for read in verhaal.case(first, "gelezen").lezingen] == [False, False, True, False]


def test_not_served_is_proven_with_shards_checkpoints_and_assumption(verhaal: Verhaal) -> None:
    """Each record that was not served names the shards, which stand with size and root; the assumption stands in words."""
    value = verhaal.report().to_json()
    heads = {head["shard"]: head for head in value["doorzocht"]}
    assert all(head["size"] > 0 and len(head["root"]) == 44 for head in heads.values())
    for item in value["records"]:
        assert item["bewezen_niet_verstrekt"] is (item["uitkomst"] == VERZEGELD)
        assert item["doorzocht"]
        assert set(item["doorzocht"]) <= heads.keys()
        assert item["gewiste_regels"] == 0
    assert value["aanname"] == AANNAME


@contextmanager
def erased(verhaal: Verhaal, table: Table, event: str, record: str) -> Iterator[str]:
    """One part of the line of an event about a record is gone, for the length of a test; gives its shard."""
    engine, world = verhaal.backbone.engine, verhaal.backbone.world
    lines = (line for shard in world.log.shards() if shard != STAM for line in world.reader.lines(shard))
    line = next(x for x in lines if x.feit and (x.feit["gebeurtenis"], x.feit.get("record")) == (event, record))
    where = (table.c.shard == line.shard, table.c.volgnr == line.index)
    with engine.begin() as connection:
        row = connection.execute(select(table).where(*where)).mappings().one()
        connection.execute(delete(table).where(*where))
    try:
        yield line.shard
    finally:
        with engine.begin() as connection:
            connection.execute(insert(table), [dict(row)])


def test_nothing_is_proven_where_a_line_was_erased(verhaal: Verhaal) -> None:
    """A line that cannot be read any more is counted, and then no record is proven not served; what was served still is."""
    gone = (log_openingen_feit, "backbone:verstrekking:opgenomen", verhaal.records["dicht"])
    with erased(verhaal, *gone) as shard:
        lek = verhaal.report()
        period = verhaal.report(vragen.of_period(verhaal.eerste))
    assert lek.gevonden.gewist[shard] == 1
    assert verhaal.case(period, "gelezen").niet_door == ()
    assert verhaal.outcomes(lek) == dict.fromkeys(REACHED, ONBEKEND) | {"gelezen": VERSTREKT}
    assert not any(item["bewezen_niet_verstrekt"] for item in lek.to_json()["records"])
    assert (lek.kruis.alleen_grootboek, lek.kruis.alleen_log, lek.kruis.klopt) == (1, 0, False)
    words = {False: "gewiste regels", True: "dezelfde omhulsels"}
    for made in (lek, verhaal.report()):
        told = [blok.tekst for blok in secties.records(made) if isinstance(blok, Alinea)]
        assert [words[made.kruis.klopt] in text for text in told] == [True]


def test_who_did_it_may_be_erased_and_then_nobody_is_said_to_have_done_nothing(verhaal: Verhaal) -> None:
    """Of an account, lines of its organisation without a readable person are counted as unknown; the others still tell."""
    made = verhaal.backbone
    asked = vragen.of_person(made.world, made["gemeente"].persoon, verhaal.eerste, made.fg.id)
    whole = verhaal.report(asked)
    gone = (log_openingen_persoon, "backbone:verstrekking:gelezen", verhaal.records["gelezen"])
    with erased(verhaal, *gone):
        lek = verhaal.report(asked)
    assert (whole.gevonden.gewist_persoon, lek.gevonden.gewist_persoon) == (0, 1)
    assert len(verhaal.case(lek, "gelezen").lezingen) == len(verhaal.case(whole, "gelezen").lezingen) - 1
    assert any(getattr(blok, "naam", "") == "onbekend-wie" for blok in secties.acts(lek))


def test_an_organisation_gives_all_its_keys_and_another_nothing_of_it(verhaal: Verhaal) -> None:
    """The whole of the belastingdienst holds what was wrapped to it and what it read; the om reached nothing."""
    world = verhaal.backbone.world
    lek = verhaal.report(vragen.of_organisation(world, verhaal.backbone["belastingdienst"].oin, verhaal.eerste))
    expected = {"gelezen": VERZEGELD, "elders": VERSTREKT, "afgenomen": VERZEGELD, "later": VERZEGELD}
    assert verhaal.outcomes(lek) == expected
    assert lek.gevonden.handelingen["backbone:verstrekking:gelezen"] == 1
    nothing = verhaal.report(vragen.of_organisation(world, verhaal.backbone["om"].oin, verhaal.eerste))
    assert (nothing.gevallen, nothing.verstrekkers) == ((), ())


def test_a_period_gives_every_read_and_who_did_not_fetch(verhaal: Verhaal) -> None:
    """All that was read in the days, by whomever; outside them nothing; a recipient that did not fetch is named."""
    lek = verhaal.report(vragen.of_period(verhaal.eerste))
    assert verhaal.outcomes(lek) == {"gelezen": VERSTREKT, "elders": VERSTREKT, "later": VERSTREKT}
    assert verhaal.case(lek, "gelezen").niet_door == (verhaal.backbone["belastingdienst"].oin,)
    assert verhaal.case(lek, "elders").niet_door == ()
    assert verhaal.report(vragen.of_period(LATER)).gevallen == ()


def test_an_account_gives_only_what_that_person_did(verhaal: Verhaal) -> None:
    """Reads and acts of one account; of another account of the same partner nothing, and nobody else is named."""
    made = verhaal.backbone
    person, fg = made["gemeente"].persoon, made.fg.id
    lek = verhaal.report(vragen.of_person(made.world, person, verhaal.eerste, fg))
    assert verhaal.outcomes(lek) == {"gelezen": VERSTREKT}
    assert lek.gevonden.gewist_persoon == 0
    acts = {act.gebeurtenis for act in lek.gevonden.daden}
    assert "backbone:verstrekking:gelezen" in acts
    text = str(lek.to_json())
    assert person in text
    assert not any(other.persoon in text for kind, other in made.partijen.items() if kind != "gemeente")
    own = verhaal.report(vragen.of_person(made.world, fg, verhaal.eerste, fg))
    assert own.gevallen == ()


def test_an_http_key_gives_what_was_asked_under_it(verhaal: Verhaal) -> None:
    """Lines name the key that signed their request: what was fetched under it, and every act in the period."""
    world, party = verhaal.backbone.world, verhaal.backbone["gemeente"]
    lek = verhaal.report(vragen.of_key(world, party.http.public.id, verhaal.eerste))
    assert verhaal.outcomes(lek) == {"gelezen": VERSTREKT}
    signed = [f for f in verhaal.lines() if f["sleutel"] == party.http.public.id]
    inside = [f for f in signed if verhaal.eerste.van <= f["tijd"] < verhaal.eerste.tot]
    assert len(lek.gevonden.daden) == len(inside) > 0


def test_a_signing_key_gives_what_it_signed(verhaal: Verhaal) -> None:
    """Supplies, grants, documents and statements under the key of the police, in the period; it opens no record."""
    world, party = verhaal.backbone.world, verhaal.backbone["politie"]
    lek = verhaal.report(vragen.of_key(world, party.tekenen.public.id, verhaal.eerste))
    assert lek.gevallen == ()
    named = {item["kenmerk"] for item in lek.ondertekend if item["wat"] == "verstrekking"}
    assert {verhaal.records[name] for name in ("gelezen", "dicht", "elders", "later")} <= named
    assert verhaal.records["eigen"] not in named
    assert {"latere toekenning", "stuk over een verstrekking"} <= {item["wat"] for item in lek.ondertekend}
    assert verhaal.report(vragen.of_key(world, party.tekenen.public.id, LATER)).ondertekend == ()


def test_not_served_to_one_is_not_said_of_all(verhaal: Verhaal) -> None:
    """Others can have the same sealed bytes: a report on a key or organisation says so, and one on a period tells who."""
    world, made = verhaal.backbone.world, verhaal.backbone
    reading = vragen.of_organisation(world, made["gemeente"].oin, verhaal.eerste)
    for asked, expected in ((None, True), (reading, True), (vragen.of_period(verhaal.eerste), False)):
        assert (Alinea(secties.ALLEEN_ZELF) in secties.not_served(verhaal.report(asked))) is expected


def test_a_signing_key_gives_orders_and_answers_too(verhaal: Verhaal) -> None:
    """An order to destroy, and an answer or decision about a citizen, count as signed; another key signed none of them."""
    world, party = verhaal.backbone.world, verhaal.backbone["politie"]
    both = Periode(verhaal.eerste.eerste, verhaal.tweede.laatste)
    lek = verhaal.report(vragen.of_key(world, party.tekenen.public.id, both))
    assert "besluit over bewaren of vernietigen" in {item["wat"] for item in lek.ondertekend}
    burger = Burger(verhaal.backbone)
    stuk = rechtenstuk.read(burger.answer("politie", {"v": 1})["stuk"])
    with rolled_back(verhaal) as connection:
        ledger.add(Writer(connection), Stand(burger.stuk, 0, 0, 0, {}, {}), stuk, verhaal.begin)
        (found,) = (
            item
            for item in verzegeld.signed(connection, vragen.of_key(world, party.tekenen.public.id, both))
            if item["wat"] == "antwoord op een verzoek van een betrokkene"
        )
        assert found["kenmerk"] == f"{burger.id}/1"
        other = vragen.of_key(world, verhaal.backbone["gemeente"].tekenen.public.id, both)
        assert all(item["kenmerk"] != found["kenmerk"] for item in verzegeld.signed(connection, other))


def test_a_reading_key_opens_letters_about_citizens_too(verhaal: Verhaal) -> None:
    """A sealed letter to the key is told by its request, also after it went; of another key or organisation it is not."""
    world, made = verhaal.backbone.world, verhaal.backbone
    burger = Burger(made, oins=[made["politie"].oin])
    asked = vragen.of_key(world, verhaal.kem("politie"), verhaal.eerste)
    with rolled_back(verhaal) as connection:
        ledger.store(Writer(connection), burger.stuk, 1, verhaal.begin, burger.brief.to_json())
        there = {"wat": verzegeld.BRIEF, "verzoek": burger.id}
        assert there in verzegeld.texts(connection, asked)
        assert there in verzegeld.texts(connection, vragen.of_organisation(world, made["politie"].oin, verhaal.eerste))
        other = vragen.of_organisation(world, made["belastingdienst"].oin, verhaal.eerste)
        assert all("verzoek" not in item for item in verzegeld.texts(connection, other))
    with rolled_back(verhaal) as connection:
        row = {"sleutel": burger.id, "oin": burger.oin, "recht": "inzage", "tijd": 1, "termijn": 1}
        connection.execute(insert(ledger.rechtenverzoek), [{**row, "stuk": burger.stuk.data}])
        assert {"wat": verzegeld.BRIEF_WEG, "verzoek": burger.id} in verzegeld.texts(connection, asked)


@contextmanager
def rolled_back(verhaal: Verhaal) -> Iterator[Connection]:
    """A connection of which nothing stays."""
    with verhaal.backbone.engine.connect() as connection:
        yield connection
        connection.rollback()


def test_an_officer_sees_own_data_and_the_rest_as_a_number(verhaal: Verhaal) -> None:
    """Of the key of another organisation an officer sees what the own one supplied or read; the others are only counted."""
    made = verhaal.backbone
    asked = vragen.of_organisation(made.world, made["politie"].oin, verhaal.eerste)
    whole = verhaal.report(asked)
    seen = verhaal.report(asked, zicht=made["gemeente"].oin)
    assert verhaal.outcomes(seen) == {"eigen": VERZEGELD}
    assert seen.buiten_zicht == len(whole.gevallen) - 1
    hidden = [verhaal.records[name] for name in ("gelezen", "dicht", "elders")]
    assert not any(record in str(seen.to_json()) for record in hidden)
    assert seen.teksten == seen.ondertekend == ()
    period = verhaal.report(vragen.of_period(verhaal.eerste), zicht=made["belastingdienst"].oin)
    assert verhaal.outcomes(period) == {"elders": VERSTREKT}
    assert period.buiten_zicht == 2
    assert all(read.oin == made["belastingdienst"].oin for item in period.gevallen for read in item.lezingen)
    http = vragen.of_key(made.world, made["politie"].http.public.id, verhaal.eerste)
    assert verhaal.report(http, zicht=made["gemeente"].oin).gevonden.daden == []
    assert verhaal.report(http).gevonden.daden
    own = verhaal.report(zicht=made["gemeente"].oin)
    assert (len(own.gevallen), own.buiten_zicht) == (len(REACHED), 0)


def test_what_is_not_there_is_refused(verhaal: Verhaal) -> None:
    """A key that nobody has, too little of one, an account of another organisation, an unknown organisation: refused."""
    world, made = verhaal.backbone.world, verhaal.backbone
    for wrong in ("0" * 64, verhaal.sleutel[:7], "%" * 8, ""):
        with pytest.raises(VraagError, match="precies één sleutel"):
            vragen.of_key(world, wrong, verhaal.eerste)
    with pytest.raises(VraagError, match="geen account"):
        vragen.of_person(world, made["politie"].persoon, verhaal.eerste, made.fg.id)
    with pytest.raises(VraagError, match="deelnemerslijst"):
        vragen.of_organisation(world, "00000099000000007777", verhaal.eerste)
    with pytest.raises(VraagError, match="beheerder"):
        vragen.of_operator("kluis", verhaal.eerste)
    assert vragen.of_key(world, verhaal.sleutel[:12], verhaal.eerste).sleutel.rol == Rol.KEM  # type: ignore[union-attr]


def test_what_lies_at_the_operator_opens_lines_and_no_record(verhaal: Verhaal) -> None:
    """Of the epoch key the readable lines are counted, with and without a person; no record stands in the report."""
    lek: Datalek = verhaal.report(vragen.of_operator("tijdvaksleutel", verhaal.eerste))
    assert lek.gevallen == ()
    assert lek.gevonden.openingen["regels"] == len(list(verhaal.lines()))
    assert 0 < lek.gevonden.openingen["personen"] < lek.gevonden.openingen["regels"]


def test_it_tells_how_far_it_is_and_can_be_stopped(verhaal: Verhaal) -> None:
    """Progress ends at all lines; who stops it gets no report."""
    told: list[tuple[int, int]] = []
    lek = verhaal.report(voortgang=lambda done, total: told.append((done, total)))
    size = sum(stand.size for stand in lek.gevonden.standen)
    assert told[-1] == (size, size)

    def stop(_done: int, _total: int) -> None:
        raise Onderbroken

    with pytest.raises(Onderbroken):
        verhaal.report(voortgang=stop)
