# SPDX-License-Identifier: EUPL-1.2
"""The page: one self-contained HTML file that reads and prints well, without script and without anything from outside.

Invariants:
- Everything from the record is escaped by the template engine; an undefined name is an error, never an empty place.

Norm: WCAG 2.2 AA. Own neutral style: the Rijkshuisstijl is not for us (standards.md 10).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gep.document.blokken import Alinea, Lijst, Open, Tabel
from gep.periode import moment_in_words
from policies.verslag.html import page_environment

if TYPE_CHECKING:
    from jinja2 import Template

    from gep.document.blokken import Blok, Sectie
    from gep.geb.werk import Werk

_KINDS = {Alinea: "alinea", Lijst: "lijst", Open: "open", Tabel: "tabel"}


def render(werk: Werk, secties: tuple[Sectie, ...]) -> str:
    """Return the page for these sections."""
    regio = werk.cijfers.regio
    known = None if regio is None else werk.bron.register.regios[regio]
    gebied = "Landelijk" if known is None else f"RIEC-regio {known.naam}"
    return _template().render(
        secties=secties,
        gebied=gebied,
        periode=werk.cijfers.periode,
        gemaakt=moment_in_words(werk.bron.gemaakt),
        modus=werk.bron.lijst.modus.value,
        boek=werk.boek,
        vrijgave=werk.bron.ruleset.digest,
        open_punten=sum(isinstance(blok, Open) for sectie in secties for blok in sectie.blokken),
    )


@cache
def _template() -> Template:
    environment = page_environment("gep")
    environment.filters["soort"] = kind
    return environment.get_template("geb.html.jinja")


def kind(blok: Blok) -> str:
    """Return the name by which the template knows a block."""
    return _KINDS[type(blok)]
