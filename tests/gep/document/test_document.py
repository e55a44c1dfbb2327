# SPDX-License-Identifier: EUPL-1.2
"""The document and its page: every block is on it, escaped, with evidence on each figure; what does not fit is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from gep.document.blokken import (
    Alinea,
    Cijferlijst,
    Lijst,
    Mensen,
    Onderdrukt,
    Open,
    Sectie,
    Tabel,
    as_text,
    cell_text,
    evidence,
    is_figure,
)
from gep.document.document import Document, DocumentError
from gep.document.pagina import as_html, first_sentence, parts
from tests.gep.document.conftest import HASH

if TYPE_CHECKING:
    from gep.document.blokken import Blok


@pytest.fixture(scope="module")
def page(document: Document) -> html.HtmlElement:
    """The parsed page."""
    return html.document_fromstring(as_html(document))


def alone(*blokken: Blok) -> Document:
    """A document of one section."""
    return Document("Titel", "Ondertitel", (), (), (Sectie("1", "Een", blokken),), "Voet.")


def test_every_figure_carries_its_evidence_and_its_text(page, document) -> None:
    """Each figure cell, in tables and lists, has the ids of its block; its text is the figure as people read it."""
    for tabel in document.tabellen:
        place = page.get_element_by_id(f"t-{tabel.naam}").getparent()
        shown = [
            (cell.text_content(), cell.get("data-bewijs"))
            for cell in place.iter("td")
            if "getal" in cell.get("class", "")
        ]
        figures = [cell_text(cel) for rij in tabel.rijen for cel in rij[1:] if is_figure(cel)]
        assert shown == [(text, " ".join(tabel.bewijs) or None) for text in figures]
    listed = [(dd.text_content(), dd.get("data-bewijs")) for dd in page.iterfind(".//figure/dl/div/dd")]
    assert listed == [("12.345", "log-a"), ("minder dan 5", "log-a")]


def test_evidence_is_a_link_only_where_it_leads_somewhere(page) -> None:
    """An id with a row of its own is a link to it; another is plain text."""
    links = {a.get("href") for a in page.iter("a") if a.text_content() == "log-a"}
    assert links == {"#log-a"}
    assert page.get_element_by_id("log-a").tag == "tr"
    assert "elders" not in {a.text_content() for a in page.iter("a")}
    assert "elders" in page.text_content()


def test_ids_are_unique_and_everything_points_somewhere(page) -> None:
    """Each id stands once, in pictures too; each link and label leads to one that is there."""
    ids = [e.get("id") for e in page.iter() if isinstance(e.tag, str) and e.get("id")]
    assert len(ids) == len(set(ids))
    assert {a.get("href")[1:] for a in page.iter("a")} <= set(ids)
    labels = {word for e in page.iter() if isinstance(e.tag, str) for word in (e.get("aria-labelledby") or "").split()}
    assert labels <= set(ids)


def test_words_of_people_are_told_apart(page) -> None:
    """Text that people wrote stands in a place of its own, in its paragraphs, with who and when."""
    (place,) = page.find_class("mensen")
    assert [p.text_content() for p in place.iter("p")] == [
        "Wij vinden dit nodig.",
        "Tweede alinea,\nop twee regels.",
        "Geschreven door de FG, 22 november 2026.",
    ]


def test_pictures_stand_with_summary_and_table(page, document) -> None:
    """Each picture is drawn in the page itself, named, described, and followed by the table behind it."""
    figures = page.find_class("beeld")
    assert len(figures) == 5
    for figure, beeld in zip(figures, (b for b in document.blokken if hasattr(b, "svg")), strict=True):
        assert figure.find(".//svg").get("role") == "img"
        assert figure.findtext("p") == beeld.samenvatting
        assert figure.getnext().find("table/caption").get("id") == f"t-{beeld.tabel.naam}"


def test_nothing_from_outside_and_no_script(page, document) -> None:
    """No script, style sheet, frame or address to fetch, pictures included; the policy of the page forbids them too."""
    assert not list(page.iter("script", "iframe", "img", "image", "use", "link", "object", "embed", "base"))
    assert not [
        e for e in page.iter() if isinstance(e.tag, str) for name in e.attrib if name.startswith("on") or name == "src"
    ]
    assert {a.get("href")[0] for a in page.iter("a")} == {"#"}
    assert "default-src 'none'" in as_html(document)
    assert not re.findall(r"url\((?!#)", as_html(document))


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_text_stays_text_on_the_page(text: str) -> None:
    """Whatever stands in a block comes out as text: no element, attribute or control character more than without it."""
    blocks = (Alinea(text), Mensen(text, text, text), Tabel("t", text, (text, "B"), ((text, 1),), ("x",)))
    document = Document(text, text, ((text, text),), (text,), (Sectie("1", text, blocks),), text)
    made = as_html(document)
    plain = as_html(
        Document(
            "x",
            "x",
            (("x", "x"),),
            ("x",),
            (Sectie("1", "x", (Alinea("x"), Mensen("x", "x", "x"), Tabel("t", "x", ("x", "B"), (("x", 1),), ("x",)))),),
            "x",
        )
    )
    kinds = [{e.tag for e in html.document_fromstring(one).iter() if isinstance(e.tag, str)} for one in (made, plain)]
    assert kinds[0] - {"span"} <= kinds[1]
    assert not [c for c in made if ord(c) < 32 and c not in "\n\t\r"]


def test_blocks_as_text() -> None:
    """For the free fields of the form: figures with their labels, pictures as words, people with their name."""
    table = Tabel(
        "t", "Bijschrift", ("Wie", "Aantal"), (("Politie", 12345), ("OM", Onderdrukt("minder dan 5"))), ("b",)
    )
    text = as_text(
        Alinea("Zin.", ("a",)),
        Lijst(("een", "twee")),
        Open("Waarom?"),
        Mensen("Daarom.", "de FG", "vandaag"),
        Cijferlijst("c", "Cijfers", (("Records", 7),), ("b",)),
        table,
        replace(table, rijen=()),
    )
    assert text.split("\n\n") == [
        "Zin. [bewijs a]",
        "- een\n- twee",
        "Nog te beantwoorden: Waarom?",
        "Daarom.\n(de FG, vandaag)",
        "Cijfers [bewijs b]\n- Records: 7",
        "Bijschrift [bewijs b]\n- Politie (aantal: 12.345)\n- OM (aantal: minder dan 5)",
        "Bijschrift [bewijs b]\nDit kwam in deze periode niet voor.",
    ]


def test_a_picture_as_text_is_its_words_and_its_table(document) -> None:
    """The drawing itself has no place in a text field; summary and table have."""
    beeld = next(blok for blok in document.blokken if hasattr(blok, "svg"))
    assert beeld.samenvatting in as_text(beeld)
    assert as_text(beeld.tabel) in as_text(beeld)
    assert "<svg" not in as_text(beeld)
    assert evidence(beeld) == beeld.tabel.bewijs


@pytest.mark.parametrize(
    ("blokken", "found"),
    [
        ((Tabel("t", "T", ("A",), ()), Tabel("t", "T", ("A",), ())), "naam t komt 2 keer"),
        ((Tabel("t", "T", ("A",), ()), Cijferlijst("t", "T", ())), "naam t komt 2 keer"),
        ((Tabel("t", "T", ("A", "B"), (("a",),)),), "tabel t heeft een rij"),
    ],
)
def test_what_is_no_document_is_refused(blokken, found) -> None:
    """Names that stand twice and rows that do not fit; all of it is named at once."""
    with pytest.raises(DocumentError, match=found):
        alone(*blokken)
    with pytest.raises(DocumentError, match=rf"{found}.*naam s-1 komt|naam s-1 komt.*{found}"):
        replace(alone(), secties=(Sectie("1", "Een", blokken), Sectie("1", "Twee", ())))


def test_first_sentence_and_parts() -> None:
    """The lead of a warning stands out; digests may break and ids and days may not."""
    assert first_sentence("Let op. En dan dit.") == ("Let op.", "En dan dit.")
    assert first_sentence("Geen punt") == ("Geen punt", "")
    assert parts(f"x {HASH} op 2026-01-02 door R-12.1") == [
        ("x ", ""),
        (HASH, "hash"),
        (" op ", ""),
        ("2026-01-02", "heel"),
        (" door ", ""),
        ("R-12.1", "heel"),
    ]
