# SPDX-License-Identifier: EUPL-1.2
"""An edition as a whole: the pre-scan first, words of region and people in their place, and nothing small for outside."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from core.contract import editie
from gep.bron import Bron
from gep.document.blokken import Beeld, Cijferlijst, Mensen, Onderdrukt, Open, Tabel
from gep.geb import invoer
from gep.geb.maken import BUITEN, FILES, make
from gep.geb.mensen import MensenError
from gep.geb.mensenbestand import extended
from gep.geb.secties.beelden import months
from gep.geb.secties.prescan import JA, NEE, OPEN, outcome
from gep.periode import Periode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gep.geb.maken import Geb

WHO = 'wie = "Privacyfunctionaris"\nwanneer = "2026-11-30"\n'
TEXTS = f"""regio = "landelijk"
[antwoord."14.1"]
tekst = "Het kan niet met minder gegevens."
{WHO}
[antwoord."19.2"]
tekst = "definitief"
{WHO}
[rij."16.1"."te-lang"]
"16.1.3" = "hoog"
"16.1.5" = "midden"
{WHO}
[rij."13.1.1"."oc-casus"]
"13.1.1.5" = "Toelaatbaar op grond van Unie- of lidstaatrechtelijk recht"
"13.1.1.6" = "Artikel 2.19 WGS"
{WHO}
[[groep."20.1"]]
"20.1.1" = "Test gemeente"
{WHO}
"""


def made(bron: Bron, **how: Any) -> Geb:
    """Return an edition of this year."""
    return make(bron, Periode.year_of(bron.gemaakt), **how)


@pytest.fixture(scope="module")
def bron(zaak) -> Bron:
    """The record at one moment."""
    return Bron.of_world(zaak.knooppunt.world)


@pytest.fixture(scope="module")
def geb(bron) -> Geb:
    """The edition for officers, without texts of people."""
    return made(bron)


@pytest.fixture(scope="module")
def met_mensen(bron) -> Geb:
    """The edition with texts of people in it."""
    return made(bron, mensen=TEXTS)


@pytest.fixture(scope="module")
def buiten(bron) -> Geb:
    """The edition for outside the circle of officers."""
    return made(bron, voor=BUITEN)


def cells(geb: Geb) -> Iterator[object]:
    """Give every cell of every table, list of figures and picture."""
    for blok in (blok for sectie in geb.secties for blok in sectie.blokken):
        table = blok.tabel if isinstance(blok, Beeld) else blok
        if isinstance(table, (Tabel, Cijferlijst)):
            yield from (cel for rij in table.rijen for cel in rij)


def blocks(geb: Geb, nummer: str) -> tuple[Any, ...]:
    """Return the blocks of a section."""
    return next(sectie.blokken for sectie in geb.secties if sectie.nummer == nummer)


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ({"ap": [OPEN, JA], "edpb": [OPEN]}, (JA, ("ap",))),
        ({"edpb": [JA, NEE, JA], "ap": [NEE]}, (JA, ("edpb",))),
        ({"wetgeving": [JA], "risicoscore": [JA]}, (JA, ("wetgeving", "risicoscore"))),
        ({"edpb": [JA], "ap": [NEE], "wetgeving": [OPEN]}, (OPEN, ())),
        ({"edpb": [JA, NEE], "ap": [NEE], "wetgeving": [NEE], "risicoscore": [NEE]}, (NEE, ())),
        ({}, (NEE, ())),
    ],
)
def test_what_follows_from_the_answers_of_the_prescan(answers, result) -> None:
    """One item of law, score or AP list is enough, of the EDPB list two; what is open never counts as no."""
    assert outcome(answers) == result


def test_the_prescan_stands_first_and_says_what_it_rests_on(geb) -> None:
    """Before the DPIA stands whether it is obligatory, from rules and list; what only people know stays open."""
    first = geb.secties[0]
    table = next(blok for blok in first.blokken if isinstance(blok, Tabel))
    answers = {rij[0]: rij[2] for rij in table.rijen}
    assert first.nummer == "P"
    assert answers["Delen organisaties persoonsgegevens in een samenwerkingsverband?"] == JA
    assert answers["Neemt alleen een computer een besluit over iemand?"] == NEE
    assert answers["Is er heimelijk onderzoek naar personen?"] == OPEN
    assert "Een DPIA is verplicht" in first.blokken[0].tekst
    assert "Een DPIA is verplicht" in geb.antwoorden["answers"]["0"]["value"]


def test_nested_groups_have_one_row_per_processing(geb) -> None:
    """The groups that mirror the processings have exactly one inner row for each, in the same order."""
    answers = geb.antwoorden["answers"]
    count = len(answers["3.1"])
    assert count > 3
    for group in ("5.1", "6.1.1", "8.1.1", "9.1.1", "10.1.1", "11.1.1", "13.1.1"):
        assert [row["_index"] for row in answers[group]] == list(range(count)), group
    assert {row["10.1.1.4"]["value"] for row in answers["10.1.1"] if "10.1.1.4" in row} == {"Aantal jaren"}
    assert (
        "Verstrekker" in next(r for r in answers["6.1.1"] if "Ontvanger" in r["6.1.1.2"]["value"])["6.1.1.2"]["value"]
    )


def test_texts_of_people_go_where_they_belong(met_mensen, geb) -> None:
    """Their answers are in the form with who and when, beside what was generated, and marked as theirs in the sections."""
    answers, before = met_mensen.antwoorden["answers"], geb.antwoorden["answers"]
    assert answers["14.1"] == {
        "value": "Het kan niet met minder gegevens.",
        "lastEditedAt": "2026-11-30T00:00:00Z",
        "lastEditedBy": "Privacyfunctionaris",
    }
    assert (answers["19.2"]["value"], before["19.2"]["value"]) == ("definitief", "concept")
    risks = {row["16.1.1"]["value"]: row for row in answers["16.1"]}
    mine = risks["Gegevens blijven langer bewaard dan nodig is."]
    assert (mine["16.1.3"]["value"], mine["16.1.5"]["value"]) == ("hoog", "midden")
    assert mine["16.1.4"] == before["16.1"][mine["_index"]]["16.1.4"]
    assert sum("16.1.3" in row for row in answers["16.1"]) == 1
    assert [row["13.1.1.6"]["value"] for row in answers["13.1.1"] if "13.1.1.6" in row] == ["Artikel 2.19 WGS"]
    assert answers["20.1"] == [{"_index": 0, "20.1.1": answers["20.1"][0]["20.1.1"]}]
    said = [blok for blok in blocks(met_mensen, "14") if isinstance(blok, Mensen)]
    assert [(one.wie, one.wanneer) for one in said] == [("Privacyfunctionaris", "2026-11-30")]
    assert not any(isinstance(blok, Mensen) for sectie in geb.secties for blok in sectie.blokken)
    assert "Het kan niet met minder gegevens." in met_mensen.pagina


def test_a_question_that_people_answered_is_no_longer_open(met_mensen, geb) -> None:
    """Subsidiarity was answered and is not asked again; the rest, half-answered rows too, stays open."""
    asked = {
        nummer: [blok.tekst for blok in blocks(met_mensen, nummer) if isinstance(blok, Open)]
        for nummer in ("14", "16", "20")
    }
    assert len(asked["14"]) == 1
    assert "Evenredigheid" in asked["14"][0]
    assert len(asked["16"]) == 1
    assert asked["20"] == []
    assert len([blok for blok in blocks(geb, "14") if isinstance(blok, Open)]) == 2


def test_the_edition_holds_what_it_was_made_with(met_mensen, geb, bron) -> None:
    """The digests of blueprint and people are in the edition, their files go along, and with those it is made again alike."""
    files = met_mensen.bestanden
    assert set(files) == set(FILES)
    said = json.loads(files[editie.NAAM])
    assert said["mensen"] is not None
    assert geb.kenmerken.mensen is None
    assert said["blauwdruk"] == invoer.of_edition(files).blauwdruk.digest
    again = made(bron, mensen=invoer.of_edition(files).mensen, blauwdruk=invoer.of_edition(files).blauwdruk)
    for made_again, first in zip(
        *((one.antwoorden, one.bewijs, one.pagina) for one in (again, met_mensen)), strict=True
    ):
        assert made_again == first
    assert files[editie.PDF].startswith(b"%PDF")


def test_a_file_of_people_that_is_refused_makes_nothing(bron) -> None:
    """A text at a generated place stops the making; a row that this edition has not, too."""
    wrong = f'regio = "landelijk"\n[rij."16.1"."bestaat-niet"]\n"16.1.3" = "hoog"\n{WHO}[antwoord."5.2"]\ntekst = "x"\n'
    with pytest.raises(MensenError) as error:
        made(bron, mensen=wrong)
    assert len(error.value.bevindingen) == 2


def test_the_places_of_an_edition_are_those_of_its_rows(geb) -> None:
    """The file that is made for people asks about each risk, measure and processing of this very edition."""
    text = extended(None, None, geb.rijen)
    answers = geb.antwoorden["answers"]
    assert len(geb.rijen["16.1"]) == len(answers["16.1"])
    assert len(geb.rijen["17.1"]) == len(answers["17.1"])
    assert len(geb.rijen["13.1.1"]) == len(answers["3.1"])
    assert all(f'[rij."{group}"."{code}"]' in text for group, rows in geb.rijen.items() for code in rows)


def test_what_a_region_changed_is_told(bron, geb) -> None:
    """The edition of a region with a file shows each change with reason and source; without one it says so."""
    regional = made(bron, regio="oost-brabant")
    table = next(b for b in blocks(regional, "0") if isinstance(b, Tabel) and b.naam == "regionale-wijzigingen")
    assert [rij[:3] for rij in table.rijen] == [("taskforce", "toelichting", "toevoegen")]
    assert "Taskforce-RIEC Brabant-Zeeland" in regional.antwoorden["answers"]["1.1"]["value"]
    assert "Taskforce-RIEC" not in geb.antwoorden["answers"]["1.1"]["value"]
    assert regional.kenmerken.blauwdruk != geb.kenmerken.blauwdruk
    assert "zonder wijzigingen" in geb.pagina


def test_outside_the_circle_no_small_figure_stands_anywhere(buiten, geb) -> None:
    """No count below the threshold is in a cell, a text of the form or the evidence; for officers they are all there."""
    small = [cel for cel in cells(geb) if isinstance(cel, int) and 0 < cel < 5]
    assert len(small) > 20
    assert [cel for cel in cells(buiten) if isinstance(cel, int) and 0 < cel < 5] == []
    assert any(isinstance(cel, Onderdrukt) for cel in cells(buiten))
    told, full = (json.dumps(one.antwoorden, ensure_ascii=False) for one in (buiten, geb))
    for text in ("Verstrekte records: 2", "Geopende casussen: 1", "keren gelezen: 2"):
        assert text in full
        assert text not in told
    assert "minder dan 5" in told
    assert "minder dan 5" not in full
    for one in (buiten, geb):
        for row in one.antwoorden["answers"]["16.1"]:
            fact, risk = row["16.1.4"]["value"], row["16.1.1"]["value"]
            assert fact.count(f"(risico: {risk}") == fact.count("\n- "), risk
    assert {item["waarde"] for item in buiten.bewijs["bewijzen"] if item["bron"] == "log"} == {None}
    assert buiten.bewijs["regels_geteld"] is buiten.bewijs["regels_gewist"] is None
    assert geb.bewijs["regels_geteld"] == geb.cijfers.regels
    assert "Kleine aantallen zijn verborgen" in buiten.pagina
    assert "Alleen voor functionarissen" not in buiten.pagina


def test_no_sentence_holds_a_figure(bron, geb) -> None:
    """Over a period in which nothing happened the sentences are the same: what is counted stands in cells, and nowhere else."""
    nothing = make(bron, Periode.parse("2024-01-01..2024-12-31"))
    assert nothing.cijfers.regels == 0
    assert {cel for cel in cells(nothing) if isinstance(cel, int)} < {cel for cel in cells(geb) if isinstance(cel, int)}
    told, quiet = (
        {
            text
            for sectie in one.secties
            if sectie.nummer != "0"
            for blok in sectie.blokken
            for text in (getattr(blok, "punten", None) or [getattr(blok, "tekst", "")])
            if not text.endswith(": dit kwam in deze periode niet voor.")  # where a picture would stand
        }
        for one in (geb, nothing)
    )
    assert len(told) > 60
    assert told == quiet


def test_a_term_that_is_not_set_is_said_to_be(bron, geb) -> None:
    """Terms stand there with their certainty; before the first one held, the page says that none is set."""
    early = make(replace(bron, gemaakt=1_700_000_000_000), Periode.parse("2023-01-01..2023-12-31"))
    told, before = (
        {blok.naam: blok.rijen for blok in blocks(one, "10") if isinstance(blok, Tabel)} for one in (geb, early)
    )
    assert [rij[1] for rij in told["wistermijnen"]] == ["5 jaar", "20 jaar"]
    assert [rij[1] for rij in before["wistermijnen"]] == ["niet ingesteld"] * 2
    assert {rij[4] for rij in told["bewaartermijnen"]} == {"U", "S"}


def test_keys_are_told_per_organisation(bron, geb) -> None:
    """Each organisation of the list has its valid keys by role, their age and term; where they are kept is not known."""
    table = next(blok for blok in blocks(geb, "4") if isinstance(blok, Tabel) and blok.naam == "sleutels")
    assert [rij[0] for rij in table.rijen] == [member.naam for member in bron.lijst.deelnemers]
    assert all(rij[1:5] == (1, 1, 1, 0) and rij[7] == "niet bekend" for rij in table.rijen)
    gone = make(replace(bron, gemaakt=1_700_000_000_000), Periode.parse("2023-01-01..2023-12-31"))
    none = next(blok for blok in blocks(gone, "4") if isinstance(blok, Tabel) and blok.naam == "sleutels")
    assert all(rij[1:7] == (0, 0, 0, 0, "geen", "geen") for rij in none.rijen)


def test_another_threshold_hides_more_or_less(bron, buiten) -> None:
    """The threshold is the one that was asked for, and the evidence says which."""
    wider = made(bron, voor=BUITEN, drempel=12)
    shown = [{cel for cel in cells(one) if isinstance(cel, int) and 0 < cel < 12} for one in (wider, buiten)]
    assert shown[0] == set() != shown[1]
    assert (wider.bewijs["drempel"], buiten.bewijs["drempel"]) == (12, 5)


@pytest.mark.parametrize(
    ("periode", "found"),
    [
        ("2026-01-01..2026-03-31", ["2026-01", "2026-02", "2026-03"]),
        ("2025-12-31..2026-01-01", ["2025-12", "2026-01"]),
        ("2026-05-05..2026-05-05", ["2026-05"]),
    ],
)
def test_every_month_of_the_period_has_its_place_in_a_picture(periode, found) -> None:
    """A picture over time shows each month once, also where a year turns."""
    assert months(Periode.parse(periode)) == found


def test_pictures_stand_in_their_sections(geb) -> None:
    """Who shares with whom, access per partner, and supplies and refusals over time: each with its table and a summary."""
    drawn = {s.nummer: b.naam for s in geb.secties for b in s.blokken if isinstance(b, Beeld)}
    assert drawn == {"2": "beeld-gelezen", "6": "beeld-wie-met-wie", "11": "beeld-verstrekt", "13": "beeld-geweigerd"}
    assert any("Bereikte termijnen" in getattr(blok, "tekst", "") for blok in blocks(geb, "10"))
