# SPDX-License-Identifier: EUPL-1.2
"""The page: one self-contained HTML file that reads and prints well, without script and without anything from outside.

Invariants:
- Everything is escaped by the template engine, and what steers instead of shows is written out; an undefined name is
  an error, never an empty place. Only a drawing
  that passes `gep.document.svg.safe` goes in as it is.
- Each cell with a figure carries the ids of its evidence (`data-bewijs`), and its text is `blokken.cell_text`.

Norm: WCAG 2.2 AA. Own neutral style: the Rijkshuisstijl is not for us (standards.md 10).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from gep.document import svg
from gep.document.blokken import (
    Alinea,
    Beeld,
    Cijferlijst,
    Lijst,
    Mensen,
    Open,
    Tabel,
    cell_text,
    figure_columns,
    is_figure,
)
from gep.document.document import section_id, section_title
from gep.document.glyphs import visible
from policies.verslag.html import page_environment

if TYPE_CHECKING:
    from jinja2 import Template

    from gep.document.blokken import Blok
    from gep.document.document import Document

_KINDS: Final = {
    Alinea: "alinea",
    Lijst: "lijst",
    Open: "open",
    Tabel: "tabel",
    Cijferlijst: "cijferlijst",
    Beeld: "beeld",
    Mensen: "mensen",
}
# A digest or root may break anywhere and stands in small type; the number of a row and a day never break.
_PARTS: Final = re.compile(
    r"(?P<hash>\b(?:sha256:)?[0-9a-f]{64}\b|[A-Za-z0-9+/]{43}=)"
    r"|(?P<heel>\bR-\d+[a-z]?(?:\.\d+)?|\b\d{1,2}-\d{1,2}-\d{4}\b|\b\d{4}-\d{2}-\d{2}\b)"
)


def as_html(document: Document) -> str:
    """Return the page of a document."""
    return _template().render(document=document)


@cache
def _template() -> Template:
    environment = page_environment("gep.document")
    environment.filters |= {
        "soort": kind,
        "delen": parts,
        "eerste_zin": first_sentence,
        "cel": cell_text,
        "cijferkolommen": figure_columns,
        "plek": section_id,
        "kop": section_title,
        "alineas": paragraphs,
        "tekening": lambda text: Markup(svg.safe(text)),  # noqa: S704 -- checked against a fixed list just before
    }
    environment.tests["cijfer"] = is_figure
    environment.finalize = _finalize
    return environment.get_template("document.html.jinja")


def _finalize(value: object) -> object:
    """Write out what steers instead of shows, in whatever text goes onto the page."""
    return visible(value) if type(value) is str else value


def kind(blok: Blok) -> str:
    """Return the name by which the template knows a block."""
    return _KINDS[type(blok)]


def parts(text: str) -> list[tuple[str, str]]:
    """Return a text in parts, each with how it is set: `hash`, `heel` or nothing; the template escapes them."""
    found: list[tuple[str, str]] = []
    done = 0
    for match in _PARTS.finditer(text):
        found += [(text[done : match.start()], ""), (match[0], match.lastgroup or "")]
        done = match.end()
    return [(part, how) for part, how in [*found, (text[done:], "")] if part]


def first_sentence(text: str) -> tuple[str, str]:
    """Return the first sentence, and the rest."""
    match = re.match(r"(.+?[.!?])\s+(.*)", text, re.DOTALL)
    return (match[1], match[2]) if match else (text, "")


def paragraphs(text: str) -> list[str]:
    """Return what people wrote in paragraphs, as they parted it with empty lines."""
    return [part for part in re.split(r"\n\s*\n", text.strip()) if part]
