# SPDX-License-Identifier: EUPL-1.2
"""A concept bestuurlijk signaal about one article or rule: what was asked, what refused, how often, and what is not known.

Invariants:
- It is for people: a letter in concept, with open places for what only they can say. It asks for nothing by itself.
- No figure below the threshold stands in it, nor what it could be computed from; where the whole stays below the threshold
  there is no signal, and the answer is the same as when nothing was refused.
- Each legal statement is that of a rule or its source, with its certainty. No case, organisation or person is named.

Norm: domain.md 7 (Landelijk loket Bestuurlijke Signalen at the LIEC); law.md H. It sends nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from gep.document import bestanden
from gep.document.blokken import Alinea, Cijferlijst, Lijst, Open, Sectie, Tabel
from gep.document.document import Document
from gep.document.onderdrukken import explanation, suppress
from gep.document.pagina import as_html
from gep.document.pdf import as_pdf
from gep.knelpunten import tabellen
from gep.knelpunten.bronnen import open_questions, sources
from gep.knelpunten.kaart import CONCEPT, OEFENING, VERGELIJK, ranked
from gep.periode import moment_in_words

if TYPE_CHECKING:
    from pathlib import Path

    from gep.document.blokken import Blok
    from gep.knelpunten.kaart import Knelpuntenkaart
    from gep.knelpunten.tellen import Weigering, Weigeringen
    from policies.ruleset import RuleSet

NAAM: Final = "signaal"
FILES: Final = tuple(f"{NAAM}.{form}" for form in ("html", "pdf", "json"))
VRAGEN: Final = (
    "Voor welk werk was dit nodig, en waarom kan het niet anders?",
    "Is de wet het knelpunt, of de uitvoering ervan?",
    "Welke oplossing ziet u, en wat betekent die voor de mensen over wie het gaat?",
    "Wie dient dit signaal in, en namens welke organisatie?",
)
ONBEKEND: Final = (
    "Niet bekend is of de weigeringen terecht waren.",
    "Niet bekend is in hoeveel casussen dit speelde.",
    "Niet bekend is waarom een partner de gegevens wilde delen of lezen.",
    "Niet bekend is hoe vaak partners dit niet eens hebben gevraagd.",
)


class SignaalError(ValueError):
    """No signal can be made of this; the message is Dutch."""

    type = "signaal"


class UnknownSubjectError(SignaalError):
    """There is no such article or rule."""

    type = "signaal-onbekend"


@dataclass(frozen=True)
class Signaal:
    """The concept about one article or one rule."""

    kaart: Knelpuntenkaart = field(repr=False)
    onderwerp: str
    artikelen: tuple[str, ...]
    regels: tuple[str, ...]
    geteld: Weigeringen = field(repr=False)

    @property
    def document(self) -> Document:
        """The letter as people read it."""
        bron, geteld = self.kaart.bron, self.kaart.geteld
        drill = () if bron.lijst.modus.value == "productie" else (OEFENING,)
        return Document(
            titel="Concept bestuurlijk signaal",
            ondertitel=f"Over {self.onderwerp}, {geteld.periode.in_words}",
            kenmerken=(
                ("Aan", "Landelijk loket Bestuurlijke Signalen, LIEC"),
                ("Gemaakt", moment_in_words(bron.gemaakt)),
                ("Vrijgave van de regels", bron.ruleset.digest),
                *((f"Checkpoint {stand.shard}", f"{stand.size} regels, {stand.root}") for stand in geteld.standen),
            ),
            waarschuwingen=(CONCEPT, *drill),
            secties=tuple(self._sections()),
            voet="Gemaakt uit het log en de regels. Het knooppunt verstuurt dit niet; dat doen mensen.",
        )

    def _sections(self) -> list[Sectie]:
        rules = self.kaart.bron.ruleset
        often, questions, missing = self._figures()
        told = Tabel("regels", "Regels die weigerden", ("Regel", "Wat de regel zegt"), tuple(self._rules()))
        lead = Alinea(
            "Partners in de aanpak van georganiseerde criminaliteit vroegen om gegevens te delen of te lezen. "
            "De regels weigerden dat. Dit signaal zegt wat er speelde en wat niet bekend is."
        )
        could_not = Alinea("Zonder toestemming van de regels gebeurde dit niet. Elke rij hieronder is een soort vraag.")
        return [
            Sectie("1", "Waar dit over gaat", (lead, *sources(rules, self.artikelen))),
            Sectie("2", "Wat er weigerde", (told,)),
            Sectie("3", "Hoe vaak", (often, Alinea(explanation(self.kaart.drempel)), Alinea(VERGELIJK))),
            Sectie("4", "Wat partners niet konden doen", (could_not, questions)),
            Sectie("5", "Welk feit ontbrak", (missing,)),
            Sectie("6", "Wat niet bekend is", (Lijst(ONBEKEND),)),
            Sectie("7", "Open vragen voor juristen", open_questions(rules, self.artikelen)),
            Sectie("8", "Wat mensen nog moeten zeggen", tuple(Open(vraag) for vraag in VRAGEN)),
        ]

    def _figures(self) -> tuple[Blok, ...]:
        words = tabellen.Woorden(self.kaart.bron.ruleset)
        outcomes: Counter[str] = Counter()
        for item, count in self.geteld.aantallen.items():
            outcomes[item.uitkomst] += count
        rows = [(label, outcomes[name]) for name, label in tabellen.UITKOMSTEN.items() if outcomes[name]]
        blocks = (
            Cijferlijst("hoe-vaak", "Geweigerde vragen", (("Totaal", outcomes.total()), *rows)),
            tabellen.questions(self.geteld, words),
            tabellen.facts(self.geteld, words),
        )
        shown = suppress(blocks, self.kaart.drempel)
        return tuple(ranked(blok) if isinstance(blok, Tabel) else blok for blok in shown)

    def _rules(self) -> list[tuple[str, str]]:
        rules = self.kaart.bron.ruleset
        return [(id_, rules.explain(id_).zin) for id_ in self.regels]

    def to_json(self) -> dict[str, Any]:
        """Return the content of `signaal.json`: what it is about and what it rests on, without figures."""
        bron = self.kaart.bron
        return {
            "v": 1,
            "concept": True,
            "onderwerp": self.onderwerp,
            "artikelen": list(self.artikelen),
            "regels": list(self.regels),
            "vragen": sorted({n for code in self.artikelen for n in bron.ruleset.sources[code].vragen}),
            "periode": str(self.kaart.geteld.periode),
            "regio": self.kaart.geteld.regio,
            "drempel": self.kaart.drempel,
            "vrijgave": bron.ruleset.digest,
            "checkpoints": [stand.to_json() for stand in self.kaart.geteld.standen],
        }

    def files(self) -> dict[str, bytes]:
        """Return the three files by name."""
        made = self.document
        text = json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"
        return dict(
            zip(FILES, (as_html(made).encode(), as_pdf(made, self.kaart.bron.gemaakt), text.encode()), strict=True)
        )

    def save(self, folder: Path) -> None:
        """Write the three files into `folder`, all or none."""
        bestanden.write(folder, self.files())


def check_article(ruleset: RuleSet, code: str) -> None:
    """Refuse what is no source.

    Raises:
        UnknownSubjectError: no source has this code.
    """
    if code not in ruleset.sources:
        raise UnknownSubjectError("Dit artikel staat niet bij de bronnen. Kies een code uit policies/bronnen.toml.")


def check_rule(ruleset: RuleSet, regel: str) -> None:
    """Refuse what is no rule.

    Raises:
        UnknownSubjectError: no rule in force has this id.
    """
    if all(row.id != regel for row in ruleset.rows):
        raise UnknownSubjectError("Deze regel staat niet in de vrijgave die geldt.")


def of_article(kaart: Knelpuntenkaart, code: str) -> Signaal:
    """Draft a signal about the refusals that rest on a source.

    Raises:
        UnknownSubjectError: no source has this code.
        SignaalError: too few were refused on it, or none.
    """
    check_article(kaart.bron.ruleset, code)
    words = tabellen.Woorden(kaart.bron.ruleset)
    mine = {item: n for item, n in kaart.geteld.aantallen.items() if code in words.articles(item)}
    rows = {row.id: row for row in kaart.bron.ruleset.rows}
    refused = {id_ for item in mine for id_ in item.regels if id_ in rows and rows[id_].bronnen[0] == code}
    return _draft(kaart, words.article(code), (code,), tuple(sorted(refused)), mine)


def of_rule(kaart: Knelpuntenkaart, regel: str) -> Signaal:
    """Draft a signal about the refusals that one rule carried.

    Raises:
        UnknownSubjectError: there is no such rule.
        SignaalError: it refused too little, or nothing.
    """
    check_rule(kaart.bron.ruleset, regel)
    row = next(row for row in kaart.bron.ruleset.rows if row.id == regel)
    mine = {item: n for item, n in kaart.geteld.aantallen.items() if regel in item.regels}
    return _draft(kaart, f"regel {regel}", row.bronnen, (regel,), mine)


def _draft(
    kaart: Knelpuntenkaart,
    onderwerp: str,
    artikelen: tuple[str, ...],
    regels: tuple[str, ...],
    mine: dict[Weigering, int],
) -> Signaal:
    if sum(mine.values()) < kaart.drempel:
        raise SignaalError("Hierover is te weinig geweigerd voor een signaal. Zo kan niemand een casus herkennen.")
    return Signaal(kaart, onderwerp, artikelen, regels, replace(kaart.geteld, aantallen=Counter(mine)))
