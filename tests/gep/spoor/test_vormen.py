# SPDX-License-Identifier: EUPL-1.2
"""The forms of a trail: nothing becomes a formula, nobody of another organisation is shown, and the page is for everyone."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from lxml import html

from audit.events import Event
from audit.spoor.signalen import Signaal, Soort
from audit.spoor.values import Plaats, Regel
from audit.spoor.waarom import Bewijs, Grond, Uitleg
from core.exchange.spoor import Spoorregel
from gep.spoor import Kop, as_csv, as_html, as_json, as_text
from gep.spoor.beeld import GEWEIGERD, LAGEN, ONVERKLAARD, VERKLAARD, picture
from gep.spoor.csvbestand import BOM, DANGEROUS, KOPPEN, safe
from gep.spoor.vorm import attention

DAY = 24 * 3600 * 1000
START = 1_790_000_000_000
OIN = "00000099000000001000"
PERSON = "persoon-van-ons"


def naam(oin: str) -> str:
    """Return the name of an organisation."""
    return f"Organisatie {oin[-4:]}"


KOP = Kop("Spoor", "Gemeente <Nergens>", (("Periode", "alles"),), "controle", "weekcontrole", START, "demo", naam)


def item(number: int, *, verklaard: bool = True, wie: str | None = PERSON, **given: Any) -> Spoorregel:
    """Return one line of a trail."""
    values = {
        "gebeurtenis": str(Event.VERSTREKKING_GELEZEN),
        "oin": OIN,
        "persoon": "0" * 32,
        "casus": "6745b295-157a-4d8a-87bd-05c204c2f968",
        "rijen": ("R-79.1",),
        **given,
    }
    regel = Regel(Plaats("noord-nederland-2026", number), START + number * DAY, **values)
    grond = Grond.OP_CASUS if verklaard else Grond.DEELNEMER
    uitleg = Uitleg(grond, "Hierom mocht dit.", (Bewijs("casusgebeurtenis", "c/1"),), (("noodzaak", "ab", OIN),))
    return Spoorregel(regel, uitleg, wie, wie is None)


@pytest.fixture
def items() -> list[Spoorregel]:
    """Ten days of reading, one unexplained, one refused, one by somebody of another organisation."""
    made = [item(number) for number in range(10)]
    made[3] = item(3, verklaard=False)
    made[5] = item(5, gebeurtenis=str(Event.LEZING_GEWEIGERD), uitkomst="verboden")
    made[7] = item(7, wie=None, oin="00000099000000002000")
    return made


@pytest.fixture
def signalen() -> list[Signaal]:
    """One signal over two lines."""
    lines = (Plaats("noord-nederland-2026", 1), Plaats("noord-nederland-2026", 2))
    return [Signaal(Soort.BREEDTE, "Las in veel casussen.", OIN, "0" * 32, START + DAY, lines, "c")]


@pytest.mark.parametrize("start", DANGEROUS)
def test_no_cell_is_a_formula(start) -> None:
    """A cell that begins as a formula gets an apostrophe before it, whatever stands behind."""
    assert safe(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"
    assert safe(f"a{start}") == f"a{start}"
    assert safe("") == ""


def test_a_reason_like_a_formula_comes_out_harmless(items) -> None:
    """Through the whole file no cell begins as a formula, also when a field of a line does."""
    items[0] = replace(items[0], regel=replace(items[0].regel, reden="=1+1", doel="@doel", eenheid="-x"))
    rows = _rows(as_csv(items, lambda _: "+naam", {}))
    assert not [cell for row in rows for cell in row if cell.startswith(DANGEROUS)]
    assert {"'=1+1", "'@doel", "'-x", "'+naam"} <= set(rows[1])


def _rows(data: bytes) -> list[list[str]]:
    text = data.decode()
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=";"))


def test_the_spreadsheet_has_a_row_per_line(items, signalen) -> None:
    """Heads, then every line with its why; what needs an eye stands in the last column."""
    rows = _rows(as_csv(items, naam, attention(signalen)))
    assert tuple(rows[0]) == KOPPEN
    assert len(rows) == len(items) + 1
    assert [bool(row[-1]) for row in rows[1:4]] == [False, True, True]
    assert rows[1][KOPPEN.index("waarom")] == "Hierom mocht dit."


def test_nobody_of_another_organisation_is_shown(items, signalen) -> None:
    """In every form such a person is `afgeschermd`; an own person is there by pseudonym."""
    aandacht = attention(signalen)
    as_object = as_json(items[7], naam, aandacht)
    assert as_object["persoon"] == "afgeschermd"
    assert "afgeschermd" in as_text(items[7], naam, aandacht)
    assert _rows(as_csv([items[7]], naam, {}))[1][KOPPEN.index("persoon")] == "afgeschermd"
    assert as_json(items[0], naam, {})["persoon"] == PERSON
    for text in (json.dumps(as_object), as_html(KOP, [items[7]], [])):
        assert "0" * 32 not in text


def test_json_says_why_with_evidence(items) -> None:
    """A line as JSON has its explanation with evidence, and who vouched for each fact."""
    why = as_json(items[3], naam, {})["waarom"]
    assert why["verklaard"] is False
    assert why["bewijs"] == [{"soort": "casusgebeurtenis", "verwijzing": "c/1"}]
    assert why["borg"] == [{"feit": "noodzaak", "verklaring": "ab", "uitgever": OIN}]


def test_the_picture_counts_every_line_once(items) -> None:
    """Bars, summary and layers hold the same numbers as the lines; no lines, no picture."""
    beeld = picture(items)
    assert beeld is not None
    totals = {laag: sum(balk.aantallen.get(laag, 0) for balk in beeld.balken) for laag in LAGEN}
    assert totals == {VERKLAARD: 8, ONVERKLAARD: 1, GEWEIGERD: 1}
    assert "8 verklaard, 1 niet verklaard, 1 geweigerd" in beeld.samenvatting
    assert beeld.samenvatting.startswith("10 regels")
    assert picture([]) is None


@pytest.mark.parametrize(("days", "unit"), [(20, "dag"), (200, "week"), (900, "maand"), (9000, "jaar")])
def test_bars_fit_whatever_the_period(days, unit) -> None:
    """A long period gets bars of weeks, months or years, and all lines stay counted and inside the picture."""
    beeld = picture([item(number) for number in range(0, days, 7)])
    assert beeld is not None
    assert beeld.eenheid == unit
    assert sum(sum(balk.aantallen.values()) for balk in beeld.balken) == len(range(0, days, 7))
    blocks = [block for balk in beeld.balken for block in balk.blokken]
    assert all(x >= 0 and x + breed <= 961 and y >= 0 and hoog > 0 for _, x, y, breed, hoog in blocks)


def test_the_page_is_one_accessible_file(items, signalen) -> None:
    """Language, one h1, headings in order, captions and scopes, unique ids, links that lead somewhere, nothing from outside."""
    text = as_html(KOP, items, signalen, ["De bevoegdheid fg moest zijn bevestigd."])
    page = html.document_fromstring(text)
    assert page.get("lang") == "nl"
    assert len(page.findall(".//h1")) == len(page.findall(".//main")) == 1
    levels = [int(found.tag[1]) for found in page.iter("h1", "h2", "h3", "h4")]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    for table in page.findall(".//table"):
        assert table.findtext("caption").strip()
        assert all(head.get("scope") == "col" for head in table.findall("thead/tr/th"))
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {element.get("href")[1:] for element in page.iter("a")} <= set(ids)
    assert not list(page.iter("script", "iframe", "img", "link", "object", "embed", "base"))
    assert "default-src 'none'" in text
    assert "http" not in text.replace("http-equiv", "")


def test_the_page_tells_the_picture_in_words_and_as_a_table(items) -> None:
    """The drawing has a name and refers to its summary; a table gives the same figures."""
    page = html.document_fromstring(as_html(KOP, items, []))
    drawing = page.find(".//svg[@role='img']")
    assert page.get_element_by_id(drawing.get("aria-labelledby")).text == "Regels per dag"
    assert "10 regels" in page.get_element_by_id(drawing.get("aria-describedby")).text
    rows = page.get_element_by_id("t-beeld").getparent().findall("tbody/tr")
    assert sum(int(cell.text) for row in rows for cell in row.findall("td")) == 10


def test_the_page_escapes_and_says_when_all_is_well(items) -> None:
    """What comes from the record is text, never markup; without signals and loose reads the page says so."""
    text = as_html(KOP, items[:3], [])
    assert "Gemeente &lt;Nergens&gt;" in text
    assert "Niets. Elke lezing is uit het dossier te verklaren" in text
    assert "Er zijn geen regels die u mag zien" in as_html(KOP, [], [])
    assert "Niets. Elke" not in as_html(KOP, items, [])
