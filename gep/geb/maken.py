# SPDX-License-Identifier: EUPL-1.2
"""The GEB (DPIA), made from what really happened: a page and a PDF for people, a file for the form, and the evidence of all.

Invariants:
- Page, PDF, file and evidence come from one reading of the log and cite the same checkpoints and release.
- It is a concept, always: only people adopt it. What is judgement is left open, or comes from people, marked as theirs.
- No person of a casus stands in it: only codes, organisations and counts. For outside the circle of officers small counts
  are hidden before page, PDF or file exist; for officers the page says that it is theirs.
- What it was made with besides the record (blueprint, texts of people) goes along, so that it can be made again.

Norm: AVG 35, Wpg 4c, Rijksmodel DPIA 3.0. It writes nothing to the record; that the record was read is logged by the
caller, before this begins.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from core.contract import editie
from gep.cijfers import Cijfers, gather
from gep.document import bestanden
from gep.document.blokken import Cijferlijst, Sectie
from gep.document.onderdrukken import DREMPEL, suppress
from gep.document.pagina import as_html
from gep.document.pdf import as_pdf
from gep.geb import html, invoegen, invoer
from gep.geb.antwoorden import Antwoorden
from gep.geb.bewijs import Bewijsboek
from gep.geb.blauwdruk import of_region
from gep.geb.mensen import Mensentekst, read
from gep.geb.model import Taken
from gep.geb.plaatsen import rows
from gep.geb.secties import PRESCAN, SECTIES, write
from gep.geb.secties.prescan import prescan
from gep.geb.werk import Werk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from gep.bron import Bron
    from gep.document.blokken import Blok
    from gep.document.document import Document
    from gep.geb.blauwdruk import Blauwdruk
    from gep.periode import Periode
    from gep.voortgang import Voortgang

FUNCTIONARISSEN, BUITEN = "functionarissen", "buiten"
FILES: Final = (*editie.BESTANDEN, editie.NAAM, invoer.MENSEN, invoer.BLAUWDRUK)


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
        secties: the pre-scan and the sections of the form as the page shows them.
        document: the whole document: head, sections, evidence and checkpoints.
        kenmerken: what it was made from.
        met: what it was made with besides the record.
        rijen: per group of the form the rows that people may answer in.
    """

    cijfers: Cijfers
    antwoorden: dict[str, Any] = field(repr=False)
    bewijs: dict[str, Any] = field(repr=False)
    secties: tuple[Sectie, ...] = field(repr=False)
    document: Document = field(repr=False)
    kenmerken: editie.Kenmerken = field(repr=False)
    met: invoer.Invoer = field(repr=False)
    rijen: Mapping[str, Mapping[str, str]] = field(repr=False)

    @cached_property
    def pagina(self) -> str:
        """The page itself."""
        return as_html(self.document)

    @cached_property
    def bestanden(self) -> Mapping[str, bytes]:
        """Every file of the edition by its name, the one that seals the others last."""
        made = {
            editie.PAGINA: self.pagina.encode(),
            editie.PDF: as_pdf(self.document, self.kenmerken.gemaakt),
            editie.FORMULIER: _json(self.antwoorden),
            editie.BEWIJS: _json(self.bewijs),
            **self.met.bestanden(),
        }
        return {**made, editie.NAAM: editie.make(self.kenmerken, made)}

    @property
    def hash(self) -> str:
        """What people sign."""
        return str(json.loads(self.bestanden[editie.NAAM])["editie"])

    def save(self, folder: Path) -> None:
        """Write all files into `folder`, all or none.

        Raises:
            gep.document.bestanden.ForeignFilesError: the folder holds other files.
        """
        bestanden.write(folder, self.bestanden)


def make(
    bron: Bron,
    periode: Periode,
    regio: str | None = None,
    *,
    mensen: str | None = None,
    blauwdruk: Blauwdruk | None = None,
    voor: str = FUNCTIONARISSEN,
    drempel: int = DREMPEL,
    voortgang: Voortgang | None = None,
) -> Geb:
    """Make an edition over a period, for one region or the whole country.

    Args:
        bron: the record.
        periode: the days that count.
        regio: the region, None for the whole country.
        mensen: the file of people as it stands, None when there is none.
        blauwdruk: what the words come from; the one of the region when none is given.
        voor: for officers, or for outside their circle.
        drempel: the smallest count that is shown outside.
        voortgang: hears how far it is.

    Raises:
        UnknownRegionError: the register does not know the region.
        gep.geb.mensen.MensenError: the file of people is refused.
        gep.geb.blauwdruk.BlauwdrukError: the changes of the region are refused.
        audit.values.LogError: the log cannot be read whole.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    if regio is not None and regio not in bron.register.regios:
        raise UnknownRegionError(f"De regio {regio} staat niet in het register.")
    words = blauwdruk or of_region(regio)
    shown_from = drempel if voor == BUITEN else None
    cijfers = gather(bron, periode, regio, voortgang)
    werk = Werk(bron, cijfers, Bewijsboek(bron, cijfers, shown_from), Antwoorden(bron.gemaakt), words)
    said = Mensentekst() if mensen is None else read(mensen, regio, rows(werk))
    secties, antwoorden = _written(werk, said)
    document = html.document(werk, secties)
    kenmerken = _features(werk, said)
    met = invoer.Invoer(words, mensen or "")
    return Geb(cijfers, antwoorden, werk.boek.to_json(secties), secties, document, kenmerken, met, rows(werk))


def _written(werk: Werk, said: Mensentekst) -> tuple[tuple[Sectie, ...], dict[str, Any]]:
    """Return the sections as they may be shown, and the answers made of exactly those."""
    full = tuple(_sections(werk, said))
    invoegen.into_answers(werk, said, rows(werk))
    drempel = werk.boek.drempel
    if drempel is None:
        return full, werk.antwoorden.to_json(_of_page(full, full))
    blokken = iter(suppress([blok for sectie in full for blok in sectie.blokken], drempel, (_sizes(werk),)))
    shown = tuple(Sectie(s.nummer, s.titel, tuple(next(blokken) for _ in s.blokken)) for s in full)
    return shown, werk.antwoorden.to_json(_of_page(full, shown))


def _sizes(werk: Werk) -> Cijferlijst:
    """Return what every reader knows: checkpoints are published, so how many lines these logs hold cannot be hidden."""
    rows = (("Regels in de gelezen logs", sum(stand.size for stand in werk.cijfers.standen)),)
    return Cijferlijst("omvang", "Omvang van de gelezen logs", rows, (werk.boek.telling("handelingen"),))


def _sections(werk: Werk, said: Mensentekst) -> Iterator[Sectie]:
    rijen, titles = rows(werk), {task.id: task.titel for task in Taken.load().sections()}
    yield Sectie(PRESCAN, "Pre-scan: is een DPIA verplicht?", prescan(werk))
    for nummer in SECTIES:
        generated = write(werk, nummer, partial(_answered, said, rijen))
        yield Sectie(nummer, titles[nummer], (*generated, *invoegen.in_section(said, nummer, rijen)))


def _answered(said: Mensentekst, rijen: Mapping[str, Mapping[str, str]], plaatsen: list[str]) -> bool:
    return invoegen.answered(said, plaatsen, rijen)


def _of_page(full: tuple[Sectie, ...], shown: tuple[Sectie, ...]) -> Callable[[Blok], Blok]:
    """Return what gives a block as the page shows it; a block that is not on the page is a mistake of ours."""
    pairs = zip((b for s in full for b in s.blokken), (b for s in shown for b in s.blokken), strict=True)
    return dict(pairs).__getitem__


def _features(werk: Werk, said: Mensentekst) -> editie.Kenmerken:
    return editie.Kenmerken(
        regio=werk.cijfers.regio,
        periode=str(werk.cijfers.periode),
        gemaakt=werk.bron.gemaakt,
        vrijgave=werk.bron.ruleset.digest,
        checkpoints=werk.boek.standen,
        blauwdruk=werk.blauwdruk.digest,
        mensen=said.digest,
        modus=werk.bron.lijst.modus.value,
    )


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
