# SPDX-License-Identifier: EUPL-1.2
"""The knelpuntenkaart: what was refused, by article and by who asked, from the threshold up, with what the sources say.

Invariants:
- Small counts never stand in it, nor what they could be computed from: page, PDF, CSV and JSON are made from the same
  suppressed tables. So nobody can recognise a case from one map; that two maps can be subtracted stands in each.
- Rows stand in the order of their figures where these are shown; what is hidden stands last, in the order of its words.
- It says what was refused, not whether that was right: no legal claim is made beyond what the source of a rule says.

Norm: domain.md 7; law.md G, H. Who may read it: it is made to be shared; making it reads the log, so that is decided first.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from gep.document import beelden, bestanden
from gep.document.blokken import Alinea, Onderdrukt, Open, Sectie, Tabel
from gep.document.document import Document
from gep.document.onderdrukken import DREMPEL, explanation, suppress
from gep.document.pagina import as_html
from gep.document.pdf import as_pdf
from gep.knelpunten import tabellen
from gep.knelpunten.bronnen import open_questions, sources
from gep.knelpunten.tellen import count
from gep.periode import moment_in_words
from gep.spoor.csvbestand import write

if TYPE_CHECKING:
    from pathlib import Path

    from gep.bron import Bron
    from gep.document.blokken import Blok, Cel
    from gep.knelpunten.tellen import Weigeringen
    from gep.periode import Periode
    from gep.voortgang import Voortgang

NAAM: Final = "knelpunten"
FILES: Final = tuple(f"{NAAM}.{form}" for form in ("html", "pdf", "csv", "json"))
CONCEPT: Final = "Dit is een concept. Alleen mensen kunnen het vaststellen."
OEFENING: Final = "Oefenomgeving. De cijfers komen uit een oefening, niet uit de praktijk."
UITLEG: Final = (
    "Deze kaart telt vragen die de regels weigerden. Een weigering kan terecht zijn. "
    "De kaart zegt alleen waar het vaak gebeurt, en op welk artikel."
)

VERGELIJK: Final = (
    "Een rij met een verborgen aantal zegt wel dat het voorkwam. Kies daarom geen korte periode. "
    "Deel ook geen twee stukken over bijna dezelfde dagen of regio. Hun verschil kan een casus laten zien."
)


@dataclass(frozen=True)
class Knelpuntenkaart:
    """The map of one period and region."""

    bron: Bron = field(repr=False)
    geteld: Weigeringen = field(repr=False)
    drempel: int = DREMPEL

    @property
    def tabellen(self) -> tuple[Tabel, ...]:
        """Every table as it is shared: suppressed together, then ranked."""
        words = tabellen.Woorden(self.bron.ruleset)
        makers = (
            tabellen.articles,
            tabellen.by_article_and_asker,
            tabellen.questions,
            tabellen.facts,
        )
        shown = suppress([make_(self.geteld, words) for make_ in makers], self.drempel)
        return tuple(ranked(blok) for blok in shown if isinstance(blok, Tabel))

    @property
    def document(self) -> Document:
        """The map as people read it."""
        bron, geteld = self.bron, self.geteld
        regio = "het hele land" if geteld.regio is None else f"RIEC-regio {bron.register.regios[geteld.regio].naam}"
        drill = () if bron.lijst.modus.value == "productie" else (OEFENING,)
        return Document(
            titel="Knelpuntenkaart",
            ondertitel=f"Wat de regels weigerden {geteld.periode.in_words}, {regio}",
            kenmerken=(
                ("Gemaakt", moment_in_words(bron.gemaakt)),
                ("Vrijgave van de regels", bron.ruleset.digest),
                *((f"Checkpoint {stand.shard}", f"{stand.size} regels, {stand.root}") for stand in geteld.standen),
            ),
            waarschuwingen=(CONCEPT, *drill),
            secties=tuple(self._sections()),
            voet="Gemaakt uit het log en de regels.",
        )

    def _sections(self) -> list[Sectie]:
        articles, pairs, questions, facts = self.tabellen
        words = tabellen.Woorden(self.bron.ruleset)
        lead: tuple[Blok, ...] = (Alinea(UITLEG), Alinea(explanation(self.drempel)), Alinea(VERGELIJK))
        known = sorted({code for item in self.geteld.aantallen for code in words.articles(item)})
        note = Alinea(
            "Een feit ontbreekt als een regel ernaar vraagt en niemand het heeft verklaard. "
            "Wat een gateway zelf weigerde, is niet na te gaan."
        )
        return [
            Sectie("1", "Hoe u deze kaart leest", lead),
            Sectie("2", "Per artikel", (beelden.draw(beelden.STAVEN, articles), pairs)),
            Sectie("3", "Wie vroeg wat", (questions,)),
            Sectie("4", "Welk feit ontbrak", (note, facts)),
            Sectie("5", "Hoe zeker de bronnen zijn", (*sources(self.bron.ruleset, known),)),
            Sectie("6", "Open vragen voor juristen", (*open_questions(self.bron.ruleset, known), Open(VERDER))),
        ]

    def to_json(self) -> dict[str, Any]:
        """Return the content of `knelpunten.json`: a hidden figure is null."""
        return {
            "v": 1,
            "periode": str(self.geteld.periode),
            "regio": self.geteld.regio,
            "drempel": self.drempel,
            "gemaakt": self.bron.gemaakt,
            "vrijgave": self.bron.ruleset.digest,
            "checkpoints": [stand.to_json() for stand in self.geteld.standen],
            "tabellen": {
                tabel.naam: {
                    "koppen": list(tabel.koppen),
                    "rijen": [[_plain(cel) for cel in rij] for rij in tabel.rijen],
                }
                for tabel in self.tabellen
            },
        }

    def files(self) -> dict[str, bytes]:
        """Return the four files by name."""
        made, questions = self.document, self.tabellen[2]
        rows = ([str(cel) for cel in rij] for rij in questions.rijen)
        text = json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"
        contents = (
            as_html(made).encode(),
            as_pdf(made, self.bron.gemaakt),
            write(questions.koppen, rows),
            text.encode(),
        )
        return dict(zip(FILES, contents, strict=True))

    def save(self, folder: Path) -> None:
        """Write the four files into `folder`, all or none."""
        bestanden.write(folder, self.files())


VERDER: Final = "Waar moet de wet, het beleid of het werk anders, en wie geeft dat door?"


def make(
    bron: Bron,
    periode: Periode,
    regio: str | None = None,
    *,
    drempel: int = DREMPEL,
    voortgang: Voortgang | None = None,
) -> Knelpuntenkaart:
    """Make the map over a period, for one region or the whole country.

    Raises:
        audit.values.LogError: the log cannot be read whole.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    return Knelpuntenkaart(bron, count(bron, periode, regio, voortgang), drempel)


def ranked(tabel: Tabel) -> Tabel:
    """Return a suppressed table with the largest shown figure first, and hidden ones last in the order of their words."""
    return replace(tabel, rijen=tuple(sorted(tabel.rijen, key=_rank)))


def _rank(rij: tuple[Cel, ...]) -> tuple[int, tuple[str, ...]]:
    last = rij[-1]
    words = tuple(cel for cel in rij if isinstance(cel, str) and not isinstance(cel, Onderdrukt))
    return (-last if isinstance(last, int) else 0), words


def _plain(cel: Cel) -> str | int | None:
    return None if isinstance(cel, Onderdrukt) else cel
