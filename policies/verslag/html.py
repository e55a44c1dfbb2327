# SPDX-License-Identifier: EUPL-1.2
"""A report as one self-contained, accessible page: no script, nothing from outside.

Invariants: everything is escaped by the template engine; an undefined name is an error, never an empty place.

Norm: WCAG 2.2 AA.
"""

from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template

from policies.verslag.blokken import Alinea, Blok, LetOp, Lijst, Tabel, Verslag

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
    return environment.get_template("verslag.html.jinja")


def _kind(blok: Blok) -> str:
    return _KINDS[type(blok)]
