# SPDX-License-Identifier: EUPL-1.2
"""A report as one self-contained, accessible page: no script, nothing from outside.

Invariants: everything is escaped by the template engine; an undefined name is an error, never an empty place.

Norm: WCAG 2.2 AA.
"""

import re
from functools import cache
from typing import Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template

from policies.verslag.blokken import Alinea, Blok, LetOp, Lijst, Tabel, Verslag

# The number of a row and a day are read as one word: a narrow column must not break them at their hyphen.
_ONE_WORD: Final = re.compile(r"(\bR-\d+[a-z]?(?:\.\d+)?|\b\d{1,2}-\d{1,2}-\d{4}\b|\b\d{4}-\d{2}-\d{2}\b)")
_KINDS = {Alinea: "alinea", Lijst: "lijst", Tabel: "tabel", LetOp: "let-op"}


def as_html(verslag: Verslag) -> str:
    """Return the page of a report."""
    return _template().render(verslag=verslag)


def page_environment(package: str) -> Environment:
    """Return the environment of pages: the templates of a package, and the head and style that all pages share."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates"), PackageLoader("policies.verslag", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["getal"] = lambda cell: isinstance(cell, int)
    return environment


@cache
def _template() -> Template:
    environment = page_environment("policies.verslag")
    environment.filters["soort"] = _kind
    environment.filters["delen"] = _parts
    return environment.get_template("verslag.html.jinja")


def _parts(cell: str | int) -> list[tuple[str, bool]]:
    """The text of a cell in parts, each with whether it stays on one line; the template escapes them."""
    return [(part, place % 2 == 1) for place, part in enumerate(_ONE_WORD.split(str(cell))) if part]


def _kind(blok: Blok) -> str:
    return _KINDS[type(blok)]
