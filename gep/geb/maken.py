# SPDX-License-Identifier: EUPL-1.2
"""The GEB (DPIA), made from what really happened: a page for people, a file for the form, and the evidence of both.

Invariants:
- Page, file and evidence come from one reading of the log and cite the same checkpoints and release.
- It is a concept, always: only people adopt it. What is judgement is left open and never filled in.
- No person stands in it: only codes, organisations and counts. Small counts are not suppressed here, so the page says
  that it is for officers.

Norm: AVG 35, Wpg 4c, Rijksmodel DPIA 3.0. It writes nothing to the record; that the record was read is logged by the
caller, before this begins.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gep.cijfers import Cijfers, gather
from gep.document import bestanden
from gep.document.blokken import Sectie
from gep.document.pagina import as_html
from gep.geb import html
from gep.geb.antwoorden import Antwoorden
from gep.geb.bewijs import Bewijsboek
from gep.geb.model import Taken
from gep.geb.secties import write
from gep.geb.werk import Werk

if TYPE_CHECKING:
    from pathlib import Path

    from gep.bron import Bron
    from gep.document.document import Document
    from gep.periode import Periode
    from gep.voortgang import Voortgang

FILES = ("geb.json", "geb.html", "bewijs.json")


class UnknownRegionError(ValueError):
    """There is no such region in the register."""

    type = "regio-onbekend"


@dataclass(frozen=True)
class Geb:
    """One edition.

    Attributes:
        cijfers: the figures it rests on.
        antwoorden: the content of `geb.json`.
        bewijs: the content of `bewijs.json`.
        secties: the sections of the form as the page shows them.
        document: the whole document: head, sections, evidence and checkpoints.
    """

    cijfers: Cijfers
    antwoorden: dict[str, Any] = field(repr=False)
    bewijs: dict[str, Any] = field(repr=False)
    secties: tuple[Sectie, ...] = field(repr=False)
    document: Document = field(repr=False)

    @cached_property
    def pagina(self) -> str:
        """The page itself."""
        return as_html(self.document)

    def save(self, folder: Path) -> None:
        """Write the three files into `folder`, all or none.

        Raises:
            gep.document.bestanden.ForeignFilesError: the folder holds other files.
        """
        texts = (_json(self.antwoorden), self.pagina, _json(self.bewijs))
        bestanden.write(folder, {name: text.encode() for name, text in zip(FILES, texts, strict=True)})


def make(bron: Bron, periode: Periode, regio: str | None = None, *, voortgang: Voortgang | None = None) -> Geb:
    """Make an edition over a period, for one region or the whole country.

    Raises:
        UnknownRegionError: the register does not know the region.
        audit.values.LogError: the log cannot be read whole.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    if regio is not None and regio not in bron.register.regios:
        raise UnknownRegionError(f"De regio {regio} staat niet in het register.")
    cijfers = gather(bron, periode, regio, voortgang)
    werk = Werk(bron, cijfers, Bewijsboek(bron, cijfers), Antwoorden(bron.gemaakt))
    secties = tuple(Sectie(taak.id, taak.titel, write(werk, taak.id)) for taak in Taken.load().sections())
    document = html.document(werk, secties)
    return Geb(cijfers, werk.antwoorden.to_json(), werk.boek.to_json(secties), secties, document)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
