# SPDX-License-Identifier: EUPL-1.2
"""The account of requests of citizens: each figure equals an independent recount, follows the record, and hides small ones outside."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from core.contract import rechten as codes
from core.exchange.results import Gedaan
from core.keychain import rechtenstuk
from gep.bron import Bron
from gep.periode import Periode
from gep.rechten.tellen import OP_TIJD, OPEN, OPEN_TE_LAAT, TE_LAAT
from gep.rechten.verslag import FILES, Rechtenverslag, make
from tests.core.exchange.conftest import Zaak
from tests.core.exchange.rechtzaak import CITIZEN, Burger, informing, restriction
from tests.gep.conftest import happen
from tests.kit import DAY, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

EMPTY: dict[str, Any] = {"v": 1, "gegevens": []}
ALWAYS = Periode.parse("2020-01-01..2099-12-31")


def done(outcome: Any) -> dict[str, Any]:
    """Return what an act gave."""
    assert isinstance(outcome, Gedaan), outcome
    return outcome.gegevens


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """Supplies, and requests that ended in time, ended late, are open, and are open and late."""
    with backbone(tmp_path_factory.mktemp("rechten")) as made:
        happen(Zaak(made))
        late, slow = Burger(made), Burger(made, "rectificatie")
        for burger in (late, slow):
            done(burger.put())
        made.clock.shift += 40 * DAY
        done(slow.answered("om", EMPTY))
        done(slow.course(rechtenstuk.AFRONDING, uitkomst="beantwoord"))
        quick, waits = Burger(made), Burger(made, "wissing")
        tot = done(quick.put())["tot"]
        done(waits.put())
        for soort in ("politie", "om"):
            done(quick.answered(soort, {"v": 1, "gegevens": [dict(CITIZEN)]}))
        done(quick.course(rechtenstuk.VERLENGING, tot=codes.latest(tot), reden="ingewikkeld"))
        done(quick.course(rechtenstuk.AFRONDING, uitkomst="beantwoord"))
        caller = made["politie"].caller
        done(made.exchange.restrict(caller(persoon=True), restriction(made, "politie")[1]))
        made.exchange.restrict(caller(persoon=True), restriction(made, "politie", grond=None)[1])
        record = next(feit["record"] for feit in _lines(made, "backbone:verstrekking:opgenomen"))
        done(made.exchange.decide_informing(caller(persoon=True), informing(made, "politie", records=[record])))
        yield made


@pytest.fixture(scope="module")
def verslag(knooppunt: Backbone) -> Rechtenverslag:
    """The account for officers."""
    return make(Bron.of_world(knooppunt.world), ALWAYS, drempel=None)


def _lines(knooppunt: Backbone, event: str) -> list[dict[str, Any]]:
    shards = [shard for shard in knooppunt.world.log.shards() if shard != "stam"]
    listed = [line.feit for shard in shards for line in knooppunt.world.reader.lines(shard) if line.feit]
    return [feit for feit in listed if feit["gebeurtenis"] == event]


def rows(verslag: Rechtenverslag, name: str) -> dict[str, Any]:
    """Return the rows of one table by their head, without it."""
    found = next(tabel for tabel in verslag.tabellen if tabel.naam == name)
    return {str(rij[0]): rij[1:] for rij in found.rijen}


def test_every_figure_equals_a_recount(knooppunt: Backbone, verslag: Rechtenverslag) -> None:
    """Rights, answers per controller, restrictions, informing, refusals and supplies, counted again straight from the lines."""
    asked = _lines(knooppunt, "backbone:rechtenverzoek:ontvangen")
    rights = Counter(codes.codes()["soorten"][feit["recht"]]["label"] for feit in asked)
    assert {name: cells[-1] for name, cells in rows(verslag, "rechten").items()} == rights
    answers = _lines(knooppunt, "backbone:rechtenverzoek:beantwoord")
    for who, party in knooppunt.partijen.items():
        if who != "riec-bureau":
            mine = [feit for feit in answers if feit["oin"] == party.oin]
            late = sum(feit["tijd"] >= feit["tot"] for feit in mine)
            assert rows(verslag, "verantwoordelijken")[f"Test {who}"] == (len(asked), len(mine), late, 0)
    grounds = Counter(feit["grondslag"] for feit in _lines(knooppunt, "backbone:rechten:beperkt"))
    assert [cells[-1] for cells in rows(verslag, "beperkingen").values()] == list(grounds.values()) == [1]
    told = _lines(knooppunt, "backbone:betrokkene:informeren-besloten")
    assert [cells[-1] for cells in rows(verslag, "inlichten").values()] == [len(told)] == [1]
    refused = Counter(feit["gevraagd"] for feit in _lines(knooppunt, "backbone:rechtenverzoek:geweigerd"))
    assert {name: cells[-1] for name, cells in rows(verslag, "geweigerd").items()} == refused
    decided = {(feit["oin"], record) for feit in told for record in feit["records"]}
    supplies = [(feit["oin"], feit["record"]) for feit in _lines(knooppunt, "backbone:verstrekking:opgenomen")]
    police = [item for item in supplies if item[0] == knooppunt["politie"].oin]
    expected = (len(police), sum(item not in decided for item in police))
    assert rows(verslag, "zonder-besluit")["Test politie"] == expected
    assert expected[0] > expected[1] > 0


def test_terms_are_told_in_time_and_late(knooppunt: Backbone, verslag: Rechtenverslag) -> None:
    """One request of each stand; an extension counts, and time alone makes an open one late."""
    assert rows(verslag, "termijnen") == {OP_TIJD: (1,), TE_LAAT: (1,), OPEN: (1,), OPEN_TE_LAAT: (1,)}
    assert list(rows(verslag, "verlengingen").values()) == [(1,)]
    knooppunt.clock.shift += 40 * DAY
    later = make(Bron.of_world(knooppunt.world), ALWAYS, drempel=None)
    knooppunt.clock.shift -= 40 * DAY
    assert rows(later, "termijnen") == {OP_TIJD: (1,), TE_LAAT: (1,), OPEN: (0,), OPEN_TE_LAAT: (2,)}


def test_another_period_has_other_figures(knooppunt: Backbone) -> None:
    """Nothing of another year is counted."""
    empty = make(Bron.of_world(knooppunt.world), Periode.parse("2019-01-01..2019-12-31"), drempel=None)
    assert [tabel.naam for tabel in empty.tabellen if tabel.rijen] == []


def test_outside_the_circle_small_figures_are_hidden(knooppunt: Backbone) -> None:
    """For outside no count under the threshold stands in page or JSON; for officers they stand there."""
    outside = make(Bron.of_world(knooppunt.world), ALWAYS, drempel=5)
    small = [
        cel for tabel in outside.tabellen for rij in tabel.rijen for cel in rij if isinstance(cel, int) and 0 < cel < 5
    ]
    assert small == []
    told = json.loads(outside.files()[FILES[2]])
    assert None in [rij[-1] for rij in told["tabellen"]["rechten"]["rijen"]]
    inside = make(Bron.of_world(knooppunt.world), ALWAYS, drempel=None)
    assert None not in [rij[-1] for rij in inside.to_json()["tabellen"]["rechten"]["rijen"]]


def test_the_files_hold_no_person_and_plain_words(knooppunt: Backbone, verslag: Rechtenverslag) -> None:
    """Page and JSON hold no name, number, pseudonym or request id, and no sentence of more than twenty words."""
    files = verslag.files()
    assert set(files) == set(FILES)
    assert files[FILES[1]].startswith(b"%PDF")
    text = files[FILES[0]].decode() + files[FILES[2]].decode()
    persons = [party.persoon for party in knooppunt.partijen.values()]
    ids = [feit["rechtenverzoek"] for feit in _lines(knooppunt, "backbone:rechtenverzoek:ontvangen")]
    assert ids
    assert not [
        mark for mark in (*persons, *ids, CITIZEN["bsn"], "Kwispelstaart", "contactpunt-nn") if str(mark) in text
    ]
    for sectie in verslag.document.secties:
        for blok in sectie.blokken:
            said = str(getattr(blok, "tekst", ""))
            assert all(len(part.split()) <= 20 for part in re.split(r"(?<=[.?!])\s+", said)), said
