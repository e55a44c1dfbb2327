# SPDX-License-Identifier: EUPL-1.2
"""Pictures: from the table and nothing else, readable without colour, with words and figures beside them."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from lxml import etree

from gep.document import beelden, tekenen
from gep.document.beelden import Beeld, month_in_words
from gep.document.blokken import Alinea, Onderdrukt, Tabel
from gep.document.onderdrukken import suppress
from gep.document.svg import SVG, safe
from tests.gep.document.conftest import MAANDEN, pictures

BEWIJS = ("log-a",)
MAX_WORDS = 20


@pytest.fixture(scope="module")
def drawn() -> tuple[Beeld, ...]:
    """Each form once."""
    made = pictures()
    assert all(isinstance(blok, Beeld) for blok in made)
    return tuple(blok for blok in made if isinstance(blok, Beeld))


def words(svg: str) -> list[str]:
    """The words and figures in a drawing, title and description left out."""
    root = etree.fromstring(svg)
    return ["".join(node.itertext()) for node in root.iter(f"{{{SVG}}}text")]


def test_every_figure_of_the_table_stands_in_the_picture(drawn) -> None:
    """Nobody has to guess from a length or a shade: the number itself is there, and the name of each row and column."""
    for beeld in drawn:
        shown = words(beeld.svg)
        figures = [cel for rij in beeld.tabel.rijen for cel in rij[1:] if cel]
        assert figures
        for cel in figures:
            assert shown.count(str(cel)) >= sum(other == cel for other in figures)
        for rij in beeld.tabel.rijen:
            assert rij[0] in shown


def test_pictures_say_what_they_are(drawn) -> None:
    """Role, title and description are in the drawing; the description is the summary beside it."""
    for beeld in drawn:
        root = etree.fromstring(safe(beeld.svg))
        assert root.get("role") == "img"
        assert root.findtext(f"{{{SVG}}}title") == beeld.bijschrift
        assert root.findtext(f"{{{SVG}}}desc") == beeld.samenvatting
        assert beeld.tabel.bewijs == BEWIJS


def test_summaries_are_plain_and_name_no_figures(drawn) -> None:
    """Short sentences, and each figure stays in the table, where it can be hidden."""
    for beeld in drawn:
        found = [one for one in re.split(r"(?<=[.?!])\s", beeld.samenvatting) if len(one.split()) > MAX_WORDS]
        assert found == []
        told = re.sub(r"R-\d+\.\d+|\b2026\b", "", beeld.samenvatting)
        assert re.findall(r"\d", told) == []
    assert "van Politie naar Gemeente" in drawn[0].samenvatting
    assert "R-12.1" not in drawn[1].samenvatting  # two rules share the highest figure: none is named


def grey(colour: str) -> float:
    """How light a colour is on paper without colour, by the norm's formula for relative luminance."""
    named = {"white": "#ffffff", "black": "#000000", "#fff": "#ffffff", "#000": "#000000"}.get(colour, colour)
    rgb = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", named)
    parts = [int(p) for p in rgb.groups()] if rgb else [int(named[i : i + 2], 16) for i in (1, 3, 5)]
    light = [p / 255 / 12.92 if p / 255 <= 0.04045 else ((p / 255 + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(one: str, other: str) -> float:
    """The contrast between two colours."""
    low, high = sorted((grey(one), grey(other)))
    return (high + 0.05) / (low + 0.05)


def test_shown_and_refused_differ_without_colour(drawn) -> None:
    """Supplies are filled bars, refusals open ones with a dashed line; both stand out from white in grey."""
    marks = [
        [
            node
            for node in etree.fromstring(beeld.svg).iter(f"{{{SVG}}}path")
            if "fill" in node.attrib or "stroke-dasharray" in node.attrib
        ]
        for beeld in (drawn[1], drawn[2])
    ]
    shown = [n for n in marks[0] if n.get("fill") not in (None, "none", "white")]
    refused = [n for n in marks[1] if n.get("stroke-dasharray")]
    assert len(shown) >= 24
    assert len(refused) == 6
    assert not [node for node in marks[0] if node.get("stroke-dasharray")]
    assert all(contrast(str(node.get("fill")), "white") >= 3 for node in shown)
    assert all(node.get("fill") == "white" and contrast(str(node.get("stroke")), "white") >= 3 for node in refused)


def test_series_are_told_apart_by_place_and_name(drawn) -> None:
    """Each rule has a strip of its own with its id beside it; no legend, no colour to look up."""
    for beeld in (drawn[1], drawn[2]):
        assert [words(beeld.svg).count(regel) for regel in ("R-12.1", "R-13.1")] == [1, 1]
        assert len({node.get("fill") for node in etree.fromstring(beeld.svg).iter(f"{{{SVG}}}path")}) <= 4


@pytest.mark.parametrize("highest", [7, 60, 5000])
def test_figures_in_shaded_cells_stay_readable(highest: int) -> None:
    """Over every shade between empty and full, in grey too, the figure in the cell has the contrast of normal text."""
    counts = [max(1, highest * step // 12) for step in range(1, 13)]
    table = Tabel("m", "M", ("Van", *(f"k{n}" for n in range(12))), (("Politie", *counts),), BEWIJS)
    beeld = beelden.draw(beelden.MATRIX, table)
    assert isinstance(beeld, Beeld)
    root = etree.fromstring(beeld.svg)
    cells = [
        n
        for n in root.iter(f"{{{SVG}}}path")
        if "mark" in str(n.getparent().get("class")) and n.get("stroke-width") == "1"
    ]
    texts = [n for n in root.iter(f"{{{SVG}}}text") if (n.text or "").replace(".", "").isdigit()]
    assert len(cells) == len(texts) == 12
    for cell, text in zip(cells, texts, strict=True):
        assert contrast(str(cell.get("fill")), str(text.get("fill"))) >= 4.5


def test_at_most_eight_series_the_rest_together() -> None:
    """With more rules than fit, the most used get a strip and the others are summed; nothing gets lost."""
    rows = [((MAANDEN[0], f"R-{n:02d}.1"), n) for n in range(1, 13)]
    beeld = beelden.supplies_over_time(rows, MAANDEN, BEWIJS)
    assert isinstance(beeld, Beeld)
    assert beeld.tabel.koppen == ("Maand", *(f"R-{n:02d}.1" for n in range(6, 13)), beelden.OVERIG)
    assert beeld.tabel.rijen[0][-1] == 1 + 2 + 3 + 4 + 5
    assert sum(cel for rij in beeld.tabel.rijen for cel in rij if isinstance(cel, int)) == sum(n for _, n in rows)
    assert [rij[0] for rij in beeld.tabel.rijen] == [month_in_words(maand) for maand in MAANDEN]


@pytest.mark.parametrize("rows", [[], [(("wpg-8", "Politie"), 0)]])
def test_where_nothing_happened_stands_a_sentence(rows) -> None:
    """No empty picture: one sentence that says so, with the evidence for it."""
    made = beelden.reads_per_partner(rows, str, BEWIJS)
    assert made == Alinea("Keren gelezen per partner: dit kwam in deze periode niet voor.", BEWIJS)


def test_the_same_table_gives_the_same_drawing(drawn) -> None:
    """Drawn again, byte for byte the same; another figure gives another drawing."""
    for beeld in drawn:
        assert beelden.draw(beeld.vorm, beeld.tabel) == beeld
    other = replace(drawn[3].tabel, rijen=(("Gemeente", 12), ("Politie", 61)))
    assert beelden.draw(drawn[3].vorm, other) != drawn[3]


def test_a_suppressed_picture_is_drawn_from_what_is_shown() -> None:
    """The true small figure stands nowhere in the drawing; what stands there is said to be hidden."""
    rows = [(("wpg-8", "Politie"), 60), (("wpg-8", "Gemeente"), 3)]
    (made,) = suppress((beelden.reads_per_partner(rows, str, BEWIJS),))
    assert isinstance(made, Beeld)
    assert words(made.svg).count("<5") == 1
    assert "3" not in words(made.svg)
    assert "In het beeld betekent <5: minder dan 5." in made.samenvatting
    plain = beelden.reads_per_partner([*rows[:1], (("wpg-8", "Gemeente"), 4)], str, BEWIJS)
    assert suppress((plain,)) == (made,)  # 3 or 4: the picture is the same to the last byte


def test_a_picture_of_which_the_form_is_unknown_leaves_only_its_table(drawn) -> None:
    """What cannot be drawn again is left out; its table stays, suppressed."""
    bare = replace(drawn[3], vorm="", tabel=replace(drawn[3].tabel, rijen=(("Gemeente", 3), ("Politie", 60))))
    (made,) = suppress((bare,))
    assert isinstance(made, Tabel)
    assert made.rijen[0][1] == Onderdrukt("minder dan 5")


def test_nothing_is_fetched() -> None:
    """A specification that points outside fails instead of asking the network."""
    spec = {"data": {"url": "https://example.org/x.json"}, "mark": "bar", "encoding": {"x": {"field": "a"}}}
    with pytest.raises(ValueError, match=r"example\.org|not allowed|URL"):
        tekenen.as_svg(spec)


def test_the_drawing_engine_starts_only_for_a_drawing() -> None:
    """Importing the pictures does not load the engine: every command would pay half a second for it."""
    code = "import sys, gep.document.beelden, gep.document.pagina; sys.exit('vl_convert' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
