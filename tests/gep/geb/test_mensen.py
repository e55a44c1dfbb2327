# SPDX-License-Identifier: EUPL-1.2
"""The file of people: made with empty places, added to and never overwritten, and refused as a whole when it is not sound."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from gep.geb import mensenbestand
from gep.geb.blauwdruk import BlauwdrukError, landelijk, of_region
from gep.geb.mensen import MensenError, Mensentekst, read
from gep.geb.mensenbestand import complete, extended
from gep.geb.model import Taken
from gep.geb.plaatsen import GROEPEN, LOS, PER_RIJ, PER_VERWERKING, of_blueprint
from tests.kit import ROOT

if TYPE_CHECKING:
    from pathlib import Path

RIJEN = {
    **of_blueprint(landelijk()),
    **{group: {"oc-casus": "Casus voeren", "oc-lezen": "Lezen"} for group in PER_VERWERKING},
}
WHO = 'wie = "Privacyfunctionaris"\nwanneer = "2026-11-30"\n'
RISK = '[rij."16.1"."te-lang"]\n'


def file(*parts: str, regio: str = "landelijk") -> str:
    """Return a file of people with these parts."""
    return f'regio = "{regio}"\n' + "\n".join(parts)


def refused(*parts: str) -> tuple[str, ...]:
    """Return the findings of a file that must be refused."""
    with pytest.raises(MensenError) as error:
        read(file(*parts), None, RIJEN)
    return error.value.bevindingen


def test_a_new_file_has_an_empty_place_and_a_question_for_all_that_people_answer() -> None:
    """Every question for people stands there once, empty, with its words; read back it says nothing."""
    made = extended(None, "limburg", RIJEN)
    data = tomllib.loads(made)
    assert data["regio"] == "limburg"
    assert set(data["antwoord"]) == set(LOS)
    assert {group: set(rows) for group, rows in data["rij"].items()} == {g: set(RIJEN[g]) for g in PER_RIJ}
    assert all(set(row) == {"wie", "wanneer", *PER_RIJ[g]} for g, rows in data["rij"].items() for row in rows.values())
    assert "kies uit: laag, midden, hoog" in made
    assert "Gegevens blijven langer bewaard dan nodig is." in made
    assert all(f'[[groep."{group}"]]' in made for group in GROEPEN)
    assert read(made, "limburg", RIJEN) == Mensentekst()
    assert Mensentekst().digest is None


def test_what_people_wrote_stays_and_new_places_come_after_it(tmp_path: Path) -> None:
    """The file only grows: byte for byte what stood there comes first, and a place that is there is not made again."""
    path = tmp_path / "mensen.toml"
    own = file('# van mij\n[antwoord."18"]', 'tekst = """Kort.\nEn  goed."""', WHO, RISK, '"16.1.3" = "hoog"', WHO)
    path.write_text(own, "utf-8")
    assert complete(path, None, RIJEN)
    once = path.read_text("utf-8")
    assert once.startswith(own)
    assert once.count('[antwoord."18"]') == once.count(RISK) == once.count('[antwoord."14.1"]') == 1
    assert not complete(path, None, RIJEN)
    assert path.read_text("utf-8") == once
    more = {**RIJEN, "16.1": {**RIJEN["16.1"], "nieuw": "Een nieuw risico."}}
    assert complete(path, None, more)
    assert path.read_text("utf-8").startswith(once)
    assert '[rij."16.1"."nieuw"]' in path.read_text("utf-8").removeprefix(once)
    assert complete(tmp_path / "nieuw" / "mensen.toml", None, RIJEN)


def test_texts_are_taken_over_with_who_and_when() -> None:
    """Single questions, rows and own rows each keep their words, their writer and their day; the digest holds them all."""
    parts = (
        *('[antwoord."14.1"]', 'tekst = "Het kan niet met minder."', WHO),
        *(RISK, '"16.1.3" = "hoog"', '"16.1.6" = ""', WHO),
        *('[[groep."20.1"]]', '"20.1.1" = "Test gemeente"', '"20.1.6" = "2026-12-01"', WHO),
    )
    made = read(file(*parts), None, RIJEN)
    told = [(one.vraag, one.waarde, one.groep, one.rij) for one in made.antwoorden]
    assert told == [
        ("14.1", "Het kan niet met minder.", None, None),
        ("16.1.3", "hoog", "16.1", "te-lang"),
        ("20.1.1", "Test gemeente", "20.1", "0"),
        ("20.1.6", "2026-12-01", "20.1", "0"),
    ]
    assert {(one.wie, one.wanneer) for one in made.antwoorden} == {("Privacyfunctionaris", "2026-11-30")}
    other = read(file(*parts).replace("minder", "meer"), None, RIJEN)
    assert len({made.digest, other.digest, None}) == 3
    assert "Privacyfunctionaris" not in repr(made)
    assert "minder" not in repr(made)


def test_every_wrong_text_is_told_at_once() -> None:
    """Unknown and generated questions, wrong values and rows, no writer, no day, a BSN: one refusal names them all."""
    found = "\n".join(
        refused(
            *(
                '[antwoord."99.1"]',
                'tekst = "x"',
                '[antwoord."10.2"]',
                'tekst = "x"',
                '[antwoord."16.1.3"]',
                'tekst = "laag"',
            ),
            *('[antwoord."14.1"]', 'tekst = "x"', 'extra = "y"', '[antwoord."14.2"]', "tekst = 3", WHO),
            *(
                '[antwoord."17.3"]',
                'tekst = "Over 999990019."',
                WHO,
                '[antwoord."18"]',
                'tekst = "x"',
                'wie = "999990019"',
            ),
            *('[antwoord."19.5.6"]', 'tekst = "morgen"', WHO, '[antwoord."19.5.8"]', 'tekst = ["7.0"]', WHO),
            *(RISK, '"16.1.3" = "enorm"', WHO, '[rij."16.1"."bestaat-niet"]', '"16.1.3" = "hoog"', WHO),
            *('[rij."17.1"."verzegeld"]', '"17.1.4" = "laag"', '"17.1.5" = "AP"', '"17.1.3" = "x"', WHO),
            *('[[groep."2.1"]]', '"2.1.1" = "x"', WHO, '[[groep."20.1"]]', '"20.1.1" = "x"', '"20.9" = "x"'),
        )
    )
    for text in (
        "vraag 99.1 bestaat niet", "vraag 10.2 wordt gemaakt uit het logboek", "vraag 16.1.3 staat op een andere plaats",
        "vraag 14.1 kent geen extra", "vraag 14.1: er staat niet bij wie", "vraag 14.1: er staat niet bij wanneer",
        "vraag 14.2: het antwoord is geen tekst", "vraag 17.3: de tekst bevat een burgerservicenummer",
        "vraag 18: de tekst bevat een burgerservicenummer", "vraag 19.5.6: het antwoord is geen dag",
        "vraag 19.5.8 noemt iets dat bij vraag 19.1.1 niet staat", "16.1.3 in rij te-lang: het formulier kent dit antwoord niet; kies uit laag",
        "rij bestaat-niet van groep 16.1 is er niet", "vraag 17.1.5 wordt alleen gevraagd als vraag 17.1.4 het antwoord hoog heeft",
        "vraag 17.1.3 wordt gemaakt", "groep 2.1 maken mensen niet zelf", "vraag 20.1.1 in rij 0: er staat niet bij wie",
        "vraag 20.9 bestaat niet",
    ):  # fmt: skip
        assert text in found, text
    assert "999990019" not in found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("regio = ", "geen leesbare TOML"),
        (file(regio="limburg"), "niet van landelijk"),
        (file('[bijlage]\nx = "y"'), "kent geen bijlage"),
        (file("[antwoord]\nx = 3"), "niet de vorm"),
        (file('[rij]\n"16.1" = 3'), "niet de vorm"),
        (file('[groep]\n"20.1" = 3'), "niet de vorm"),
        (file("antwoord = 3"), "niet de vorm"),
    ],
)
def test_a_file_of_another_form_or_region_is_refused(text, why) -> None:
    """What is no such file, or is of another region, is refused before anything is made."""
    with pytest.raises(MensenError, match=why):
        read(text, None, RIJEN)


def test_a_value_that_a_choice_shows_is_taken() -> None:
    """What is asked only after another answer, and what must name an own row, is taken when that is there."""
    parts = (
        *('[rij."17.1"."verzegeld"]', '"17.1.4" = "hoog"', '"17.1.5" = "Advies van de AP"', WHO),
        *('[[groep."19.1"]]', '"19.1.1" = "1.0"', WHO, '[antwoord."19.5.8"]', 'tekst = ["1.0"]', WHO),
        *('[rij."16.1"."verdwenen"]', '"16.1.3" = ""', WHO),
    )
    made = read(file(*parts), None, RIJEN)
    assert {one.vraag for one in made.antwoorden} == {"17.1.4", "17.1.5", "19.1.1", "19.5.8"}


def test_places_are_questions_of_the_form_and_rows_of_their_group() -> None:
    """Each place for people exists in the form; those in rows and own groups stand under that group."""
    form = Taken.load()
    assert not any(form[task].is_groep for task in LOS)
    assert all(form[task].ouder == group for group, tasks in (*PER_RIJ.items(), *GROEPEN.items()) for task in tasks)


def test_the_example_of_the_guide_is_accepted() -> None:
    """What the guide shows to people is taken over as it stands."""
    page = (ROOT / "docs" / "handleiding" / "geb-aanvullen.md").read_text("utf-8")
    made = read(file(page.partition("```toml\n")[2].partition("```")[0]), None, RIJEN)
    assert [(one.vraag, one.rij) for one in made.antwoorden] == [("14.1", None), ("16.1.3", "te-lang")]


@pytest.mark.parametrize("bomb", ["a=" + "[" * 100_000, "a=" + "9" * 5000])
def test_a_file_that_is_made_to_break_its_reader_is_refused_too(bomb, tmp_path) -> None:
    """Tables nested without end and endless numbers are no TOML of people: a refusal, and no accident."""
    with pytest.raises(MensenError, match="geen leesbare TOML"):
        read(bomb, None, RIJEN)
    (tmp_path / "limburg.toml").write_text(bomb, "utf-8")
    with pytest.raises(BlauwdrukError, match="geen leesbare TOML"):
        of_region("limburg", tmp_path)


def test_the_file_keeps_its_line_ends_its_rights_and_its_place(tmp_path) -> None:
    """Line ends of another system, who may read it, and a link to where people keep it all stay; only places are added."""
    own = b'regio = "landelijk"\r\n[antwoord."18"]\r\ntekst = "x"\r\n'
    kept = tmp_path / "elders.toml"
    kept.write_bytes(own)
    kept.chmod(0o640)
    link = tmp_path / "geb.mensen.toml"
    link.symlink_to(kept)
    assert complete(link, None, RIJEN)
    assert kept.read_bytes().startswith(own)
    assert b'[antwoord."14.1"]' in kept.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert {path.name for path in tmp_path.iterdir()} == {"elders.toml", "geb.mensen.toml"}


def test_what_people_write_meanwhile_is_not_lost(tmp_path, monkeypatch) -> None:
    """Who saves the file just while places are added keeps what was saved; half a sentence in TOML is left as it stands."""
    path = tmp_path / "mensen.toml"
    path.write_text('regio = "landelijk"\n', "utf-8")
    real = mensenbestand.extended

    def meanwhile(text: str | None, *rest: Any) -> str:
        monkeypatch.setattr(mensenbestand, "extended", real)
        path.write_text(f'{text}[antwoord."18"]\ntekst = "net geschreven"\n', "utf-8")
        return real(text, *rest)

    monkeypatch.setattr(mensenbestand, "extended", meanwhile)
    assert complete(path, None, RIJEN)
    assert "net geschreven" in path.read_text("utf-8")
    assert tomllib.loads(path.read_text("utf-8"))["antwoord"]["14.1"]["tekst"] == ""
    for broken in ('[antwoord."18"', "antwoord = 3\n"):
        path.write_text(broken, "utf-8")
        assert not complete(path, None, RIJEN)
        assert path.read_text("utf-8") == broken
