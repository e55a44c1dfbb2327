# SPDX-License-Identifier: EUPL-1.2
"""The page: readable for everyone, self-contained, with evidence behind each figure and nobody's data in it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from lxml import html

from audit.proof import jcs
from core.contract.editie import PDF
from gep.bron import Bron
from gep.document.blokken import Alinea, Lijst, Open, Tabel
from gep.geb.blauwdruk import landelijk
from gep.geb.herzien import parts
from gep.geb.maken import FILES, make
from gep.geb.secties import PRESCAN, SECTIES
from gep.periode import Periode
from policies import RuleSet
from tests.gep.conftest import CANARY_BSN, CANARY_NAME, edition

if TYPE_CHECKING:
    from pathlib import Path

    from gep.geb.maken import Geb


@pytest.fixture(scope="module")
def page(geb: Geb) -> html.HtmlElement:
    """The parsed page."""
    return html.document_fromstring(geb.pagina)


def test_language_title_and_landmarks(page) -> None:
    """The page says its language, has one title, one h1, one main, and a skip link that leads to it."""
    assert page.get("lang") == "nl"
    assert page.findtext(".//title")
    assert len(page.findall(".//h1")) == len(page.findall(".//main")) == 1
    skip = page.find(".//body/a")
    assert skip.get("href") == f"#{page.find('.//main').get('id')}"


def test_headings_follow_each_other(page) -> None:
    """No level is skipped, and every section of the form is there in order."""
    levels = [int(found.tag[1]) for found in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    numbers = [found.get("id")[2:] for found in page.findall(".//main//h2") if found.get("id").startswith("s-")]
    assert numbers == [PRESCAN, *SECTIES]


def test_tables_have_captions_and_scopes(page) -> None:
    """Every table has a caption, column heads and row heads, and each row as many cells as heads."""
    tables = page.findall(".//table")
    assert len(tables) > 20
    for table in tables:
        assert table.findtext("caption").strip()
        heads = table.findall("thead/tr/th")
        assert all(head.get("scope") == "col" and head.text_content().strip() for head in heads)
        for row in table.findall("tbody/tr"):
            if row.find("td").get("colspan") is None:
                assert row[0].tag == "th"
                assert row[0].get("scope") == "row"
                assert len(row) == len(heads)


def test_nothing_from_outside_and_no_script(geb, page) -> None:
    """No script, no frame, no picture, no address to fetch: the page works from a file, offline."""
    assert not list(page.iter("script", "iframe", "img", "link", "object", "embed", "base"))
    assert not [e for e in page.iter() for name in e.attrib if name == "src" or name.startswith("on")]
    assert {e.get("href")[0] for e in page.iter("a")} == {"#"}
    style = page.findtext(".//style")
    assert "url(" not in style
    assert "@import" not in style
    assert "@media print" in style
    assert "default-src 'none'" in geb.pagina


def test_ids_are_unique_and_links_lead_somewhere(page) -> None:
    """Each id stands once; each link and each label points at one that is there."""
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert {e.get("href")[1:] for e in page.iter("a")} <= set(ids)
    labels = [label for e in page.iter() for label in (e.get("aria-labelledby") or "").split()]
    assert set(labels) <= set(ids)


def test_it_says_that_it_is_a_concept_for_officers(page) -> None:
    """At the top: a concept that only people can adopt, small counts in full, and an exercise in demo mode."""
    top = page.find(".//header").text_content()
    assert "Alleen mensen kunnen het vaststellen" in top
    assert "Alleen voor functionarissen" in top
    assert "Oefenomgeving (demo)" in top


def test_every_table_and_figure_names_its_evidence(geb) -> None:
    """Each table with figures cites evidence, and each citation has query, period, checkpoint, release and value."""
    evidence = {item["id"]: item for item in geb.bewijs["bewijzen"]}
    blocks = [block for section in geb.secties for block in section.blokken]
    for block in blocks:
        if isinstance(block, Tabel):
            assert block.bewijs, block.naam
        if isinstance(block, (Alinea, Lijst, Tabel)):
            assert set(block.bewijs) <= set(evidence)
    for item in evidence.values():
        assert item["vraag"]
        assert item["vrijgave"] == geb.bewijs["vrijgave"]
        assert item["waarde_sha256"] == jcs.digest(item["waarde"])
        assert (item["periode"] is not None) == (item["bron"] == "log")
        assert item["bron"] != "log" or item["stand"] == geb.bewijs["logstand"]
    assert geb.bewijs["logstand"] == f"sha256:{jcs.digest(geb.bewijs['checkpoints'])}"
    assert len(evidence) >= 60
    assert len({number for item in evidence.values() for number in item["secties"]}) >= 12


def test_checkpoints_are_those_of_the_log(geb, zaak, page) -> None:
    """The cited checkpoints are signed ones of this log, and stand on the page."""
    shown = page.get_element_by_id("t-logstand").getparent().text_content()
    for stand in geb.bewijs["checkpoints"]:
        note = zaak.knooppunt.world.log.checkpoint(stand["origin"].rpartition("/")[2])
        assert note.decode().startswith(f"{stand['origin']}\n{stand['size']}\n{stand['root']}\n")
        assert stand["root"] in shown


def test_the_figures_stand_on_the_page(geb, page, zaak) -> None:
    """Supplies and refusals are on the page as they were counted, with names of organisations."""
    supplies = page.get_element_by_id("t-verstrekkingen").getparent()
    rows = [[cell.text_content() for cell in row] for row in supplies.findall("tbody/tr")]
    assert ["Politiegegevens van artikel 8", "Test politie", "Test gemeente", "2"] in rows
    assert len(rows) == len(geb.cijfers.rows("verstrekkingen"))
    refused = page.get_element_by_id("t-weigeringen").getparent()
    rows = [[cell.text_content() for cell in row] for row in refused.findall("tbody/tr")]
    assert [row[-2:] for row in rows if row[0] == "R-14.1"] == [["1", "1"]]


def test_every_supply_rule_has_its_basis_mark_and_status(page, zaak) -> None:
    """Each row that allows a supply stands there with its sources, how sure they are, and that it is a concept."""
    table = page.get_element_by_id("t-regels").getparent()
    rows = {row[0].text_content(): [cell.text_content() for cell in row] for row in table.findall("tbody/tr")}
    allowing = {
        row.id for row in zaak.knooppunt.world.ruleset.rows if row.eft == "allow" and row.handeling == "verstrekken"
    }
    assert allowing <= set(rows)
    assert all(re.search(r"\((V|V-old|S|U)\)", row[6]) and row[7] == "concept" for row in rows.values())
    assert {id_: int(row[8]) for id_, row in rows.items() if row[8] != "0"} == {"R-12.1": 4}


def test_the_honest_list_and_a_trust_sentence_per_store(page) -> None:
    """What the operator still sees, and per place one sentence about trust, stand on the page."""
    text = page.find(".//main").text_content()
    known = landelijk()
    assert all(point["tekst"] in text for point in known.all("techniek"))
    assert {point["soort"] for point in known.all("techniek")} == {"techniek", "ziet", "ziet-niet", "macht"}
    assert all(store["zin"] in text and store["zin"].count(".") == 1 for store in known.all("opslag"))


def test_open_questions_for_jurists_are_all_there(page) -> None:
    """Each open question of the legal framework stands in at least one section."""
    text = page.find(".//main").text_content()
    assert all(f"Vraag {item['id']} voor de jurist" in text for item in landelijk().all("juristvraag"))


@pytest.mark.parametrize("code", ["uitvreg-awr-43c-1m", "bibob-28-2d", "bpg-4-3-7", "jv2021-oorsprong"])
def test_a_changed_law_marks_the_sections_that_rest_on_it(zaak, geb, code) -> None:
    """When the text of a source changed, exactly the sections that cite its rules or itself say so, by name."""
    bron = Bron.of_world(zaak.knooppunt.world)
    files = dict(zaak.knooppunt.release.files)
    files[f"teksten/{code}.txt"] += b"en de IND\n"
    bron = replace(bron, ruleset=RuleSet.of_files(files, "demo"))
    source = bron.ruleset.sources[code]
    marked = {
        sectie.nummer
        for sectie in make(bron, Periode.year_of(bron.gemaakt)).secties
        for blok in sectie.blokken
        if isinstance(blok, Open) and "Te herzien" in blok.tekst and f"{source.wet}, {source.artikel}" in blok.tekst
    }
    assert marked == set(parts(bron.ruleset)[code])
    assert "9" in marked
    assert ("11" in marked) is (code in ("uitvreg-awr-43c-1m", "bpg-4-3-7"))
    assert "Te herzien" not in geb.pagina
    assert parts(zaak.knooppunt.world.ruleset) == {}


def test_nobody_is_in_it(geb, zaak, tmp_path: Path) -> None:
    """No BSN or name of the content, and no id of a person, case or record, stands in any of the three files."""
    geb.save(tmp_path)
    texts_made = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir() if path.name != PDF}
    assert set(texts_made) == set(FILES) - {PDF}
    people = [partij.persoon for partij in zaak.knooppunt.partijen.values()]
    for text in texts_made.values():
        for secret in (CANARY_BSN, CANARY_NAME, CANARY_NAME.split()[0], zaak.id, *people):
            assert secret not in text
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}", text)
    assert "Test politie" in texts_made["geb.html"]  # the search itself finds what is there


def test_the_same_record_gives_the_same_edition(zaak, geb) -> None:
    """Made again over the same checkpoints, only the time of making differs."""
    again = edition(zaak.knooppunt)
    assert json.dumps(again.bewijs) == json.dumps(geb.bewijs)
