# SPDX-License-Identifier: EUPL-1.2
"""`geb controleer`: whatever somebody altered is named by its place, and what nobody altered is left in peace."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from core.contract import editie
from gep.document.pagina import as_html
from gep.geb import controleren, uitgave
from gep.geb.blauwdruk import Blauwdruk, BlauwdrukError, landelijk
from gep.geb.controle import vergelijken
from gep.geb.controle.bevinding import Soort
from gep.geb.controle.eenheden import units
from gep.geb.controle.herkomst import Gewist, Herkomst
from gep.geb.controle.namaken import made_with
from gep.geb.controle.verslag import DEELS, FOUT, GOED, document, verdict
from gep.geb.controleren import Controle, check
from tests.gep.geb.edities import MENSEN, edition, record, replaced, reseal, rewritten, saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gep.geb.controle.bevinding import Bevinding
    from tests.core.exchange.conftest import Zaak


@pytest.fixture(scope="module")
def zaak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zaak]:
    """A record on which nothing happens any more."""
    with record(tmp_path_factory.mktemp("knooppunt")) as made:
        yield made


@pytest.fixture(scope="module")
def herkomst(zaak: Zaak) -> Herkomst:
    """Where the editions come from."""
    return Herkomst.of_world(zaak.knooppunt.world)


@pytest.fixture(scope="module")
def gemaakt(zaak: Zaak, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound edition with an answer of people."""
    return saved(zaak.knooppunt, tmp_path_factory.mktemp("geb") / "editie", mensen=MENSEN)


@pytest.fixture
def folder(gemaakt: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may alter."""
    return shutil.copytree(gemaakt, tmp_path / "editie")


def wrong(found: Controle) -> list[Bevinding]:
    return list(found.of(Soort.ONWAAR))


def figures(folder: Path) -> list[html.HtmlElement]:
    page = html.document_fromstring((folder / editie.PAGINA).read_text("utf-8"))
    return [cell for cell in page.iter("td", "dd") if cell.get("data-bewijs")]


def test_a_sound_edition_holds_in_every_way(gemaakt, herkomst) -> None:
    """Made and checked without anything between: unaltered, of this log, and nothing stale, with all evidence asked again."""
    found = check(gemaakt, herkomst)
    assert found.klopt
    assert found.geldt
    assert found.nagerekend >= 60
    assert {one.soort for one in found.bevindingen} <= {Soort.ONGEBRUIKT}
    assert GOED in as_html(document(found, herkomst.nu.gemaakt))
    assert found.to_json()["aantallen"]["onwaar"] == 0


def test_one_altered_figure_is_named_by_section_table_row_and_column(folder, herkomst) -> None:
    """One figure in the HTML is changed and every hash made to fit: exactly that figure is named, with both values."""
    replaced(folder, editie.PAGINA, *_raised(folder))
    (one,) = wrong(check(folder, herkomst))
    assert one.plek["sectie"].startswith("2. ")
    assert one.plek["tabel"] == "Wie verstrekte wat aan wie"
    assert (one.plek["rij"], one.plek["kolom"]) == ("Politiegegevens van artikel 8", "Aantal")
    assert one.plek["soort"] == "cijfer"
    assert int(str(one.staat)) == int(str(one.moet)) + 1
    assert str(one.staat) in one.tekst
    assert one.tekst.endswith(f"het moet {one.moet} zijn.")


def _raised(folder: Path) -> tuple[str, str]:
    """Return the row of one supply as it stands in the page, and the same with one supply more."""
    text = (folder / editie.PAGINA).read_text("utf-8")
    start = text.index("<tr>", text.index('id="t-verstrekkingen"') + 1)
    row = text[text.index('<tr><th scope="row"', start) : text.index("</tr>", text.index('<tr><th scope="row"', start))]
    head, _, count = row.rpartition(">2<")
    assert head, row
    return row, f"{head}>3<{count}"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(min_value=0), change=st.sampled_from(["weg", "anders", "erbij"]))
def test_any_altered_figure_or_sentence_is_found(gemaakt, place, change) -> None:
    """Whichever figure, sentence, heading or caption is changed: there is exactly one finding, and it is about that one."""
    due = (gemaakt / editie.PAGINA).read_bytes()
    page = html.document_fromstring(due.decode())
    elements = [cell for cell in page.iter("td", "th", "dd", "dt", "p", "li", "h1", "h2", "caption") if _own(cell)]
    chosen = elements[place % len(elements)]
    before = " ".join("".join(chosen.itertext()).split())
    for child in list(chosen):
        chosen.remove(child)
    chosen.text = {"weg": "", "anders": "9999999", "erbij": f"{before} 1"}[change]
    (found,) = vergelijken.pages(editie.PAGINA, html.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>"), due)
    assert (found.staat, found.moet) == (" ".join(chosen.text.split()), before)


def _own(element: html.HtmlElement) -> bool:
    """Return whether an element has words of its own, and stands in no other that has them."""
    words = "".join(element.itertext()).strip()
    return bool(words) and not any(up.tag in ("li", "p", "td", "th", "dd", "svg") for up in element.iterancestors())


def test_every_unit_of_the_page_is_compared(gemaakt) -> None:
    """All figures of the page are among the units with their evidence, and no word of the page stands outside a unit."""
    data = (gemaakt / editie.PAGINA).read_bytes()
    found = units(data)
    assert [unit.tekst for unit in found if unit.bewijs] == [cell.text_content() for cell in figures(gemaakt)]
    assert len([unit for unit in found if unit.bewijs]) > 200
    page = html.document_fromstring(data.decode())
    told = [
        part
        for element in page.find("body").iter()
        for part in (element.text, *(child.tail for child in element))
        if part
    ]
    words = " ".join(unit.tekst for unit in found)
    shown = [" ".join(part.split()) for part in told if part.strip()]
    assert {part for part in shown if part not in words} <= {"Naar de inhoud"}  # the link to skip to the content


def test_hidden_changes_to_the_page_are_found_too(folder, herkomst) -> None:
    """A link, an id, the style or a comment that was changed is no figure and no sentence, and still a finding."""
    due = (folder / editie.PAGINA).read_bytes()
    for old, new in (
        (b'href="#s-2"', b'href="#s-3"'),
        (b"<main id", b"<!-- x --><main id"),
        (b"</style>", b"p{}</style>"),
    ):
        assert due.count(old) >= 1
        (found,) = vergelijken.pages(editie.PAGINA, due.replace(old, new, 1), due)
        assert found.soort is Soort.ONWAAR
    (found,) = vergelijken.pages(editie.PAGINA, b"\xff\xfe", due)
    assert "geen leesbare pagina" in found.tekst


def test_a_row_too_many_or_too_few_is_named_alone(gemaakt) -> None:
    """A row that was added or taken out blames its own cells and no other."""
    due = (gemaakt / editie.PAGINA).read_bytes()
    row = '<tr><th scope="row">Verzonnen</th><td>x</td></tr>'
    start = due.index(b"<tbody>", due.index(b't-verstrekkingen"')) + len(b"<tbody>")
    added = list(vergelijken.pages(editie.PAGINA, due[:start] + row.encode() + due[start:], due))
    assert [(one.staat, one.moet) for one in added] == [("Verzonnen", ""), ("x", "")]
    taken = list(vergelijken.pages(editie.PAGINA, due, due[:start] + row.encode() + due[start:]))
    assert [(one.staat, one.moet) for one in taken] == [("", "Verzonnen"), ("", "x")]


def test_an_altered_form_evidence_text_of_people_or_pdf_is_named(folder, herkomst) -> None:
    """A form answer, a value of evidence, words of people, and a byte of the PDF without fitting hash: each by its name."""
    rewritten(folder, editie.FORMULIER, lambda found: found["answers"]["2.1"][0]["2.1.5"].update(value="iets anders"))
    rewritten(folder, editie.BEWIJS, _one_more)
    (folder / "mensen.toml").write_text(MENSEN.replace("geen reden", "een reden"), "utf-8")
    reseal(folder)
    with (folder / editie.PDF).open("ab") as stream:
        stream.write(b"\n%")
    found = wrong(check(folder, herkomst))
    texts = " ".join(one.tekst for one in found)
    assert "Het bestand geb.pdf is anders dan toen de editie werd gemaakt." in texts
    assert "geb.json, vraag 2.1.5, rij 1: er staat “iets anders”" in texts
    assert "Het bestand geb.pdf is niet wat de bronnen geven." in texts
    assert {one.plek.get("bewijs") for one in found if one.plek["bestand"] == editie.BEWIJS} == {"log-verstrekkingen"}
    assert [one.plek["bestand"] for one in found if one.plek.get("veld") == "mensen"] == [editie.NAAM]
    assert "“Wij zien geen reden om te stoppen.”, het moet “Wij zien een reden om te stoppen.”" in texts


def _one_more(found: dict[str, Any]) -> None:
    next(item for item in found["bewijzen"] if item["id"] == "log-verstrekkingen")["waarde"][0][-1] += 1


@pytest.mark.parametrize(
    ("content", "named"), [('regio = "limburg"\n', "niet van landelijk"), ("[", "geen leesbare TOML")]
)
def test_texts_of_people_that_do_not_fit_end_the_check(folder, herkomst, content, named) -> None:
    """A file of people of another region, and one that cannot be read, are told; nothing is guessed."""
    (folder / "mensen.toml").write_text(content, "utf-8")
    reseal(folder)
    found = wrong(check(folder, herkomst))
    assert any(named in one.tekst for one in found)


def test_an_edition_without_its_blueprint_is_told(folder) -> None:
    """What an edition was made with lies in it; when it is gone or no blueprint, that is an alteration."""
    assert made_with(folder)[1] == []
    (folder / "blauwdruk.json").write_text("{}", "utf-8")
    assert [one.soort for one in made_with(folder)[1]] == [Soort.ONWAAR]
    (folder / "blauwdruk.json").unlink()
    assert [one.soort for one in made_with(folder)[1]] == [Soort.ONWAAR]


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("root", "A" * 43 + "=", "is een andere dan de editie noemt"),
        ("size", 10**9, "De editie noemt er 1000000000"),
        ("size", -1, "De editie noemt er -1"),
        ("origin", "elders.example/log/stam", "bestaat hier niet"),
    ],
)
def test_a_checkpoint_that_is_none_of_this_log_ends_the_check(folder, herkomst, field, value, named) -> None:
    """Another root, more lines than there are, or another log: the edition was not made here, and nothing is compared."""
    points = [*editie.read(folder)["checkpoints"]]
    points[0] = {**points[0], field: value}
    reseal(folder, checkpoints=points)
    (found,) = check(folder, herkomst).bevindingen
    assert found.soort is Soort.ONWAAR
    assert named in found.tekst


def test_a_log_that_is_left_out_doubled_or_cut_short_ends_the_check(folder, herkomst) -> None:
    """Figures that follow from half the log, or from one log twice, are not those of the moment of the edition."""
    points = editie.read(folder)["checkpoints"]
    hour = 3_600_000
    first, *rest = points
    assert first["origin"].endswith("noord-nederland-2026")
    stand = next(one for one in herkomst.nu.standen if one.origin == first["origin"])
    cut = {**first, "size": 3, "root": herkomst.wortel(stand.shard, 3)}
    later = replace(herkomst, nu=replace(herkomst.nu, gemaakt=herkomst.nu.gemaakt + 9 * hour))
    gemaakt = editie.read(folder)["gemaakt"] + 2 * hour
    for changed, named in (
        ([first, *points], "meer dan één keer"),
        (
            [point for point in points if not point["origin"].endswith("/stam")],
            "noemt het log knooppunt.example/log/stam niet",
        ),
        (rest, "De editie las 0 regels van knooppunt.example/log/noord-nederland-2026."),
        ([cut, *rest], "De editie las 3 regels van knooppunt.example/log/noord-nederland-2026."),
    ):
        reseal(folder, checkpoints=changed, gemaakt=gemaakt)
        (found,) = check(folder, later).bevindingen
        assert found.soort is Soort.ONWAAR
        assert named in found.tekst


def test_an_edition_that_is_of_another_moment_ends_the_check(folder, herkomst) -> None:
    """Made after now, or before the last line that it counted: the moment was altered, so it is no edition of then."""
    made = editie.read(folder)["gemaakt"]
    for moment, named in ((made + 10**8, "later gemaakt dan nu"), (made - 10**8, "die later is dan zijzelf")):
        reseal(folder, gemaakt=moment)
        found = check(folder, herkomst)
        assert {one.soort for one in found.bevindingen} == {Soort.ONWAAR}
        assert any(named in one.tekst for one in found.bevindingen)


@pytest.mark.parametrize(
    ("changed", "named"),
    [({"periode": "altijd"}, "geen periode"), ({"regio": "atlantis"}, "staat niet in het register")],
)
def test_features_that_cannot_be_end_the_check(folder, herkomst, changed, named) -> None:
    """A period that is none or a region that does not exist can never have been made here."""
    reseal(folder, **changed)
    (found,) = check(folder, herkomst).bevindingen
    assert named in found.tekst


def test_an_altered_editie_leads_nowhere(folder, herkomst) -> None:
    """When `editie.json` itself does not hold, nothing in it is trusted."""
    path = folder / editie.NAAM
    path.write_text(path.read_text("utf-8").replace('"modus":"demo"', '"modus":"productie"'), "utf-8")
    found = check(folder, herkomst)
    assert found.editie is None
    assert [one.soort for one in found.bevindingen] == [Soort.ONWAAR]
    assert FOUT in as_html(document(found, herkomst.nu.gemaakt))


def test_evidence_of_another_edition_is_found(zaak, folder, herkomst) -> None:
    """The evidence of an edition of a region in the place of that of the whole country: every difference is told."""
    (folder / editie.BEWIJS).write_text(json.dumps(edition(zaak.knooppunt, regio="limburg").bewijs), "utf-8")
    reseal(folder)
    found = wrong(check(folder, herkomst))
    assert "log-verstrekkingen" in {one.plek.get("bewijs") for one in found}
    assert any(one.plek.get("veld") == "regio" for one in found)


def test_evidence_of_another_form_is_told(folder, herkomst) -> None:
    """A file of evidence that is none gives a finding and no accident; the page is still held against the record."""
    for content in (b"[]", b"{", b'{"bewijzen": [{}], "regels_gewist": 0}', b'{"regels_gewist": "x", "bewijzen": []}'):
        (folder / editie.BEWIJS).write_bytes(content)
        found, (told,) = controleren._evidence(folder)
        assert found == {"bewijzen": []}
        assert told.soort is Soort.ONWAAR
    replaced(folder, editie.PAGINA, *_raised(folder))
    found = check(folder, herkomst)
    assert any("niet te lezen als bewijs" in one.tekst for one in wrong(found))
    assert any(one.staat == "3" for one in found.bevindingen)


def erased(herkomst: Herkomst, shard: str, *places: int) -> Herkomst:
    """Return the same record after these lines lost their readable part, on an order."""
    nu = herkomst.nu

    def feiten(stand: Any, start: int) -> Iterator[list[bytes | None]]:
        at = start
        for chunk in nu.feiten(stand, start):
            gone = {place - at for place in places} if stand.shard == shard else set()
            yield [None if place in gone else data for place, data in enumerate(chunk)]
            at += len(chunk)

    order = Gewist("ab" * 32, shard, len(places), "termijn-voorbij")
    return replace(herkomst, nu=replace(nu, feiten=feiten), gewist=lambda _sizes, _since: (order,))


def test_erased_lines_are_told_and_are_no_cover_for_a_forger(folder, herkomst) -> None:
    """After an erasure the recount is lower: told by order, log and lines; only the figure that follows from nothing is altered."""
    old, new = _raised(folder)
    replaced(folder, editie.PAGINA, old, new.replace(">3<", ">77<"))
    shard = next(stand.shard for stand in herkomst.nu.standen if stand.shard.startswith("noord-nederland"))
    size = next(stand.size for stand in herkomst.nu.standen if stand.shard == shard)
    found = check(folder, erased(herkomst, shard, *range(size - 3, size)))
    first, *rest = found.of(Soort.NIET_NA_TE_GAAN)
    assert first.plek == {"bevel": "ab" * 32, "log": shard, "regels": "3"}
    assert "niet na te tellen" in first.tekst
    assert {one.plek["bestand"] for one in rest} >= {editie.PAGINA, editie.BEWIJS, editie.FORMULIER}
    assert [one.staat for one in wrong(found)] == ["77"]


def test_another_version_of_the_software_accuses_nobody_of_words(folder, herkomst, monkeypatch) -> None:
    """Made by other software, other words prove nothing; a figure that does not follow from its evidence still does."""
    replaced(folder, editie.PAGINA, *_raised(folder))
    replaced(folder, editie.PAGINA, "Alleen mensen kunnen het vaststellen.", "Mensen stellen het vast.")
    monkeypatch.setattr(uitgave, "digest", lambda: "sha256:nieuw")
    found = check(folder, herkomst)
    assert verdict(replace(found, bevindingen=found.of(Soort.NIET_NA_TE_GAAN))) == DEELS
    told = [one.plek for one in found.of(Soort.NIET_NA_TE_GAAN)]
    assert {"bron": "uitgave"} in told
    assert any(plek.get("soort") == "tekst" for plek in told)


def test_a_suppressed_edition_is_checked_as_it_is(zaak, herkomst, tmp_path) -> None:
    """An edition for outside shows no small counts, and its evidence neither; it holds, and one changed cell is found."""
    folder = saved(zaak.knooppunt, tmp_path / "buiten", voor="buiten", drempel=5)
    assert b'"waarde": null' in editie.verify(folder).bestanden[editie.BEWIJS]
    replaced(folder, editie.PAGINA, "Ook voor buiten de kring", "Voor iedereen buiten de kring")
    found = check(folder, herkomst)
    (one,) = wrong(found)
    assert one.plek["soort"] == "tekst"
    assert {one.soort for one in found.bevindingen} == {Soort.ONWAAR, Soort.ONGEBRUIKT}


def test_a_file_written_another_way_is_told_too() -> None:
    """The same answers with other spaces, what is no JSON, and a file of another name: each is a finding of its own."""
    due = b'{"answers": {}}'
    (spaced,) = controleren._file(editie.FORMULIER, b'{"answers":{}}', due)
    assert spaced.tekst == "Het bestand geb.json is anders geschreven."
    (broken,) = controleren._file(editie.FORMULIER, b"{", due)
    assert "andere vorm" in broken.tekst
    (other,) = controleren._file("blauwdruk.json", b"{}", due)
    assert other.plek == {"bestand": "blauwdruk.json"}
    (field,) = controleren._file(editie.FORMULIER, b'{"answers": {}, "x": 1}', due)
    assert field.tekst == "geb.json, veld x: er staat 1, het moet (niets) zijn."


def test_another_blueprint_since_is_told_and_alters_nothing(gemaakt, herkomst, monkeypatch) -> None:
    """When the blueprint of now is another, or refused, that is told as a changed source; the edition keeps its own."""
    base = landelijk()
    monkeypatch.setattr(controleren, "of_region", lambda _regio: Blauwdruk(base.versie + 1, base.delen))
    found = check(gemaakt, herkomst)
    assert found.klopt
    assert [one.tekst for one in found.of(Soort.BRON)] == ["De blauwdruk van de GEB is veranderd sinds deze editie."]

    def refused(_regio: str | None) -> Blauwdruk:
        raise BlauwdrukError(["iets klopt niet"])

    monkeypatch.setattr(controleren, "of_region", refused)
    gang = controleren._Gang(gemaakt, herkomst, found.kenmerken, {}, None)
    assert [one.tekst for one in gang._blueprint()] == ["De blauwdruk is niet bruikbaar: iets klopt niet."]
