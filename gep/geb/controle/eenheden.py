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
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "h2":
            sectie = _text(element)
        if element.tag in _WHOLE:
            yield Eenheid(element.tag, etree.tostring(element, encoding="unicode", with_tail=False), sectie)
        elif element.tag in _TEXTS and not _inside(element):
            yield _unit(element, sectie)


def _inside(element: html.HtmlElement) -> bool:
    """Return whether a text element stands in another one that holds its words already."""
    return any(parent.tag in _TEXTS or parent.tag in _WHOLE for parent in element.iterancestors())


def _unit(element: html.HtmlElement, sectie: str) -> Eenheid:
    tag, text = str(element.tag), _text(element)
    if tag in ("td", "th"):
        row, table = next(element.iterancestors("tr")), next(element.iterancestors("table"))
        caption = table.find("caption")
        place = list(row).index(element)
        heads = table.findall("thead/tr/th")
        column = _text(heads[place]) if place < len(heads) else ""
        return Eenheid(tag, text, sectie, _caption(caption), _text(row[0]), column, *_figure(element))
    if tag == "dd" and (figure := next(element.iterancestors("figure"), None)) is not None:
        label = element.getprevious()
        row_text = "" if label is None else _text(label)
        return Eenheid(tag, text, sectie, _caption(figure.find("figcaption")), row_text, "", *_figure(element))
    if tag == "dd" and (label := element.getprevious()) is not None:
        return Eenheid(tag, text, sectie, "", _text(label))
    return Eenheid(tag, text, sectie)


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
