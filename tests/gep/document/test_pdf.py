# SPDX-License-Identifier: EUPL-1.2
"""The PDF: tagged, Dutch, whole, the same every time, and content stays content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gep.document import glyphs, pdf
from gep.document.blokken import Alinea, Cijferlijst, Lijst, Mensen, Open, Sectie, Tabel, cell_text
from gep.document.document import Document, section_title
from tests.gep.document.conftest import GEMAAKT
from tests.gep.document.lezer import Gelezen, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def made(document: Document) -> bytes:
    """The PDF of the whole document."""
    return pdf.as_pdf(document, GEMAAKT)


@pytest.fixture(scope="module")
def read(made: bytes) -> Gelezen:
    """That PDF, opened."""
    return Gelezen(made)


def sentences(document: Document) -> Iterator[str]:
    """Everything that a reader must find."""
    yield from (document.titel, document.ondertitel, document.voet, *document.waarschuwingen)
    yield from (text for pair in document.kenmerken for text in pair)
    yield from map(section_title, document.secties)
    for blok in document.blokken:
        if isinstance(blok, (Alinea, Open)):
            yield blok.tekst
        elif isinstance(blok, Lijst):
            yield from blok.punten
        elif isinstance(blok, Mensen):
            yield from (*blok.tekst.split("\n"), blok.wie, blok.wanneer)
        elif isinstance(blok, Cijferlijst):
            yield from (blok.bijschrift, *(cell_text(cel) for rij in blok.rijen for cel in rij))
    for tabel in document.tabellen:
        yield from (tabel.bijschrift, *tabel.koppen, *(cell_text(cel) for rij in tabel.rijen for cel in rij))


def test_it_is_tagged_dutch_and_says_so(read: Gelezen) -> None:
    """Marked, language nl, a title that is shown, and PDF/UA part 1 in the metadata."""
    assert read.faults() == []
    assert str(read.pdf.docinfo["/Title"]) == "Proefdocument: Alle blokken over het jaar 2026"
    assert "/Outlines" in read.root


def test_headings_tables_and_pictures_are_what_they_are(read: Gelezen, document: Document) -> None:
    """One H1, an H2 per section and for the contents; each table with its heads and cells; each picture with its text."""
    tags = read.tags()
    lists = [blok for blok in document.blokken if isinstance(blok, Cijferlijst)]
    tables = [*document.tabellen]
    assert tags["H1"] == 1
    assert tags["H2"] == len(document.secties) + 1
    assert tags["Table"] == len(tables) + len(lists)
    assert tags["TH"] == sum(len(tabel.koppen) for tabel in tables) + 2 * len(lists)
    cells = sum(len(tabel.rijen) * len(tabel.koppen) or 1 for tabel in tables)
    assert tags["TD"] == cells + sum(2 * len(lijst.rijen) for lijst in lists)
    assert tags["Caption"] >= tags["Table"]
    assert {"L", "LI", "LBody", "Link"} <= set(tags)
    figures = [node for name, node in read.nodes() if name == "Figure" and "/Alt" in node]
    assert [str(node.Alt) for node in figures] == [
        blok.samenvatting for blok in document.blokken if hasattr(blok, "samenvatting")
    ]


def test_every_sentence_and_figure_is_in_it(read: Gelezen, document: Document) -> None:
    """Nothing of the document is left out."""
    text = read.text()
    assert [one for one in sentences(document) if squeezed(one) not in text] == []
    assert squeezed("Dit staat er niet") not in text


def test_an_untagged_or_foreign_pdf_is_found_out(document: Document) -> None:
    """Negative control: the same form without tags, or in English, does not pass the reading above."""

    def compiled(template: bytes, **options: object) -> bytes:
        data = {"document": pdf.json.dumps(pdf.as_data(document))}
        made = typst.compile(template, font_paths=glyphs.fonts(), sys_inputs=data, format="pdf", **options)
        assert isinstance(made, bytes)
        return made

    plain = Gelezen(compiled(pdf.template(), pdf_tags=False)).faults()
    assert {"geen tags", "ua"} <= set(plain)
    english = pdf.template().replace(b'lang: "nl", region: "NL"', b'lang: "en"')
    assert Gelezen(compiled(english, pdf_standards="ua-1")).faults() == ["taal"]


def test_the_same_document_gives_the_same_bytes(made: bytes, document: Document) -> None:
    """Made twice it is byte for byte the same; another moment shows in it."""
    assert pdf.as_pdf(document, GEMAAKT) == made
    assert pdf.as_pdf(document, GEMAAKT + 1000) != made


def small(text: str) -> Document:
    """One text in every place where text can stand."""
    blocks = (
        Alinea(text or "-"),
        Lijst((text or "-",)),
        Mensen(text or "-", text, text),
        Tabel("t", text, (text, "B"), ((text, 1),), (text,)),
    )
    return Document("Titel", text, ((text, text),), (text,), (Sectie("1", text, blocks),), text)


HOSTILE = (
    '#read("/etc/passwd") $x$ \\u{41} `raw` @ref <label> *b* _c_ = kop // weg /* weg */ ~ " \' -- ... [a](b) #{1+1}'
)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
@example(HOSTILE)
@example("a\nb\tc\r\nd")
@example("שלום مرحبا 日本 😀 \u202egnp.exe \x00\x07 \ufffe")
def test_text_comes_out_as_text(text: str) -> None:
    """Whatever people write is shown, never executed; what cannot be shown is written as its number."""
    read = Gelezen(pdf.as_pdf(small(text), GEMAAKT))
    assert read.faults() == []
    assert read.tags()["Table"] == 1


def test_hostile_text_is_readable_in_full() -> None:
    """Every mark of the typesetting language stands in the PDF as it was written."""
    text = Gelezen(pdf.as_pdf(small(HOSTILE), GEMAAKT)).text()
    assert text.count(squeezed(HOSTILE)) >= 8
    assert "root:" not in text


def test_the_form_reads_nothing_from_disk_or_network(document: Document, tmp_path: Path, monkeypatch) -> None:
    """Files beside it and packages are out of reach: the compiler stands in an empty folder; a form that reads is refused."""
    (tmp_path / "geheim.txt").write_text("canary")
    monkeypatch.chdir(tmp_path)
    assert b"canary" not in pdf.as_pdf(document, GEMAAKT)
    for reach in ('#read("geheim.txt")', f'#read("{tmp_path}/geheim.txt")', '#read("../geheim.txt")'):
        monkeypatch.setattr(pdf, "template", lambda reach=reach: reach.encode())
        with pytest.raises(pdf.PdfError, match="niet gezet"):
            pdf.as_pdf(document, GEMAAKT)
    source = pdf.resources.files("gep.document").joinpath("templates/document.typ").read_text("utf-8")
    assert not [word for word in ("#import", "#include", "read(", "eval(", "plugin(", "http") if word in source]


def test_every_character_of_dutch_texts_has_a_glyph() -> None:
    """Letters with signs, dashes, quotes, euro and check marks are shown as they are; an emoji is written as its number."""
    plain = "".join(sorted(glyphs.PLAIN))
    assert glyphs._missing(plain) == frozenset()
    assert glyphs.showable("ë – € ✓") == "ë – € ✓"
    assert glyphs.showable("ja 😀!") == "ja (U+1F600)!"
    assert glyphs.visible("a\u202eb\x07") == "a(U+202E)b(U+0007)"
    assert glyphs.visible("een\r\ntwee\rdrie") == "een\ntwee\ndrie"


def test_a_drawing_with_more_than_drawing_stops_it(document: Document) -> None:
    """A picture that would run or fetch something never reaches the PDF."""
    from dataclasses import replace

    from gep.document.blokken import Beeld
    from gep.document.svg import UnsafeSvgError

    beeld = next(blok for blok in document.blokken if isinstance(blok, Beeld))
    bad = replace(beeld, svg=beeld.svg.replace("<desc", "<script>1</script><desc"))
    with pytest.raises(UnsafeSvgError):
        pdf.as_pdf(replace(document, secties=(Sectie("1", "x", (bad,)),)), GEMAAKT)


@pytest.mark.parametrize(
    ("process", "told"),
    [
        ("import time; time.sleep(60)", "na 1 seconden niet klaar"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "te weinig geheugen"),
        ("import sys; sys.stderr.write('kapot'); sys.exit(3)", "niet gezet: kapot"),
        ("pass", "niet gezet"),
    ],
)
def test_a_process_that_hangs_dies_or_fails_is_told(tmp_path, monkeypatch, process, told) -> None:
    """Without a PDF there is an error in Dutch: never an empty file, and never a wait without end."""
    script = tmp_path / "zetten.py"
    script.write_text(process, "utf-8")
    monkeypatch.setattr(pdf.zetten, "__file__", str(script))
    monkeypatch.setattr(pdf, "GEDULD", 1)
    with pytest.raises(pdf.PdfError, match=told):
        pdf.as_pdf(small("x"), GEMAAKT)


def test_a_long_name_of_code_breaks_and_stands_in_no_other_column() -> None:
    """Set in a narrow column a name takes more lines, as its pieces do: it never runs over what stands beside it."""
    name = "test_a_name_that_is_far_too_long_for_one_line"
    ((pieces, how),) = pdf.runs(name)
    assert ("".join(pieces), how) == (name, "")
    assert max(map(len, pieces)) <= pdf.LONG
    assert pdf.runs("R_1 en een gewoon woord") == [(["R_1 en een gewoon woord"], "")]
    form = pdf.template().decode()
    begin = form.index("#let breek")
    join = form[begin : form.index("\n", begin)]
    content = ", ".join(f'"{piece}"' for piece in pieces)
    source = f"#set page(width: 100pt, height: auto, margin: 5pt)\n{join}\n#let p = ({content})\n"
    pages = [typst.compile((source + how).encode(), format="svg") for how in ("#p.join(breek)", "#p.join()")]
    heights = [float(svg.partition(b'height="')[2].partition(b"pt")[0]) for svg in pages]
    assert heights[0] > 2 * heights[1] - 10
