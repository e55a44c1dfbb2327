# SPDX-License-Identifier: EUPL-1.2
"""A page cut into what can be held against another page: each figure cell, sentence, head and drawing, with its place.

Invariants:
- Whatever people read on the page stands in exactly one unit, so that nothing can be altered between two units.
- Places are words of the page itself: section, table, row and column as their headings say.

It judges nothing; `gep.geb.controle.pagina` compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree, html

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXTS: Final = frozenset({"title", "h1", "h2", "h3", "p", "li", "dt", "dd", "caption", "figcaption", "th", "td"})
_WHOLE: Final = frozenset({"svg", "style"})
_NO_PARTS: Final = frozenset({"bewijs"})


@dataclass(frozen=True, slots=True)
class Eenheid:
    """One piece of a page.

    Attributes:
        soort: the element it stands in.
        tekst: what people read, with single spaces.
        sectie: title of the section, empty above the first.
        tabel: caption of the table or list of figures, empty outside.
        rij: head of the row.
        kolom: head of the column.
        cijfer: whether it is a figure.
        bewijs: the evidence that its cell cites.
    """

    soort: str
    tekst: str
    sectie: str = ""
    tabel: str = ""
    rij: str = ""
    kolom: str = ""
    cijfer: bool = False
    bewijs: tuple[str, ...] = ()


def units(pagina: bytes) -> tuple[Eenheid, ...]:
    """Return the units of a page in their order.

    Raises:
        ValueError: this is no page at all.
    """
    try:
        root = html.document_fromstring(pagina.decode("utf-8"))
    except (etree.LxmlError, UnicodeDecodeError):
        raise ValueError("dit is geen pagina") from None
    return tuple(_walk(root))


def _walk(root: html.HtmlElement) -> Iterator[Eenheid]:
    sectie = ""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag == "h2":
            sectie = _text(element)
        if tag in _WHOLE:
            yield Eenheid(tag, etree.tostring(element, encoding="unicode", with_tail=False), sectie)
        elif tag == "table":
            yield from _table(element, sectie)
        elif tag in _TEXTS:
            yield _unit(element, sectie)
        else:
            waiting.extend(reversed(element))


def _table(table: html.HtmlElement, sectie: str) -> Iterator[Eenheid]:
    caption = table.find("caption")
    named = _caption(caption)
    if caption is not None:
        yield Eenheid("caption", _text(caption), sectie)
    heads = [_text(head) for head in table.iterfind("thead/tr/th")]
    for row in table.iterfind(".//tr"):
        begin = _text(row[0]) if len(row) else ""
        for place, cell in enumerate(row):
            column = heads[place] if place < len(heads) else ""
            yield Eenheid(str(cell.tag), _text(cell), sectie, named, begin, column, *_figure(cell))


def _unit(element: html.HtmlElement, sectie: str) -> Eenheid:
    tag, text = str(element.tag), _text(element)
    label = element.getprevious() if tag == "dd" else None
    if label is None:
        return Eenheid(tag, text, sectie)
    figure = next(element.iterancestors("figure"), None)
    named = "" if figure is None else _caption(figure.find("figcaption"))
    return Eenheid(tag, text, sectie, named, _text(label), "", *_figure(element))


def _figure(element: html.HtmlElement) -> tuple[bool, tuple[str, ...]]:
    """Return whether a cell holds a figure, and the evidence that it cites."""
    cited = tuple((element.get("data-bewijs") or "").split())
    return bool(cited) or element.get("class") == "getal", cited


def _caption(element: html.HtmlElement | None) -> str:
    """Return a caption without the evidence that stands in it."""
    if element is None:
        return ""
    cited = [span for span in element.iter("span") if span.get("class") in _NO_PARTS]
    text = _text(element)
    for span in cited:
        text = text.removesuffix(_text(span)).rstrip()
    return text


def _text(element: html.HtmlElement) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())
