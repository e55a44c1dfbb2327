# SPDX-License-Identifier: EUPL-1.2
"""The account of requests of citizens: how many, in time or late, who answered, what was restricted, who was informed.

Invariants:
- Figures stand in cells only. For outside the circle of officers small ones are hidden, and what they could be computed from.
- Terms and grounds carry their source and how sure it is; what law.md does not know is said to be unknown.

Norm: AVG 5(2), 12; UAVG 41; Wpg 24b, 25, 27; BGS 1.1(1).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from core.contract import rechten as codes
from gep.document.blokken import Alinea, Onderdrukt, Open, Sectie, Tabel
from gep.document.document import Document
from gep.document.onderdrukken import DREMPEL, explanation, suppress
from gep.document.pagina import as_html
from gep.document.pdf import as_pdf
from gep.periode import moment_in_words
from gep.rechten.tellen import STANDEN, count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gep.bron import Bron
    from gep.periode import Periode
    from gep.rechten.tellen import Rechten
    from gep.voortgang import Voortgang

NAAM: Final = "rechten"
FILES: Final = tuple(f"{NAAM}.{form}" for form in ("html", "pdf", "json"))
CONCEPT: Final = "Dit is een concept. Alleen mensen kunnen het vaststellen."
UITLEG: Final = (
    "Een burger vraagt bij het contactpunt. Het verzoek gaat verzegeld naar elke verantwoordelijke. "
    "Dit verslag komt uit het log. Het log weet niet over wie een verzoek gaat."
)
VRAGEN: Final = (
    "Waardoor was een verzoek te laat, en wat doet u daaraan?",
    "Klopten de gronden van de beperkingen, en zijn zij op tijd opnieuw bekeken?",
    "Wanneer worden de mensen ingelicht over wie nog niet is besloten?",
)


@dataclass(frozen=True)
class Rechtenverslag:
    """The account of one period; `drempel` None is for officers, else small figures are hidden."""

    bron: Bron = field(repr=False)
    geteld: Rechten = field(repr=False)
    drempel: int | None = None

    @property
    def tabellen(self) -> tuple[Tabel, ...]:
        """Every table, suppressed together where that is asked."""
        made = (self._rights(), self._terms(), self._extensions(), self._controllers(), self._grounds())
        more = (self._informed(), self._undecided(), self._refused())
        if self.drempel is None:
            return (*made, *more)
        return tuple(blok for blok in suppress((*made, *more), self.drempel) if isinstance(blok, Tabel))

    def _rights(self) -> Tabel:
        found = Counter(item.recht for item in self.geteld.verzoeken.values())
        rows = _coded(found, codes.codes()["soorten"], ("label", "bron", "zekerheid"))
        return Tabel("rechten", "Verzoeken per recht", ("Recht", "Bron van de termijn", "Zekerheid", "Verzoeken"), rows)

    def _terms(self) -> Tabel:
        found = Counter(item.stand(self.bron.gemaakt) for item in self.geteld.verzoeken.values())
        rows = tuple((name, found[name]) for name in STANDEN if self.geteld.verzoeken)
        return Tabel("termijnen", "Verzoeken en hun termijn", ("Stand", "Verzoeken"), rows)

    def _extensions(self) -> Tabel:
        reasons: Mapping[str, str] = codes.codes()["verlengredenen"]
        rows = tuple((reasons.get(code, code), number) for code, number in sorted(self.geteld.verlengd.items()))
        return Tabel("verlengingen", "Verlengingen per reden", ("Reden", "Verlengingen"), rows)

    def _controllers(self) -> Tabel:
        asked: Counter[str] = Counter()
        answered: Counter[str] = Counter()
        late: Counter[str] = Counter()
        by_hand: Counter[str] = Counter()
        for item in self.geteld.verzoeken.values():
            asked.update(item.gevraagd)
            by_hand.update(item.handmatig)
            answered.update(item.antwoorden.keys())
            late.update(oin for oin, was_late in item.antwoorden.items() if was_late)
        rows = tuple(
            (self._name(oin), asked[oin], answered[oin], late[oin], by_hand[oin])
            for oin in sorted(asked | by_hand, key=self._name)
        )
        heads = ("Verantwoordelijke", "Gevraagd", "Geantwoord", "Waarvan te laat", "Met de hand gevraagd")
        return Tabel("verantwoordelijken", "Vragen en antwoorden per verantwoordelijke", heads, rows)

    def _grounds(self) -> Tabel:
        rows = _coded(self.geteld.beperkt, codes.codes()["gronden"], ("label", "bron", "zekerheid"))
        return Tabel("beperkingen", "Beperkingen per grond", ("Grond", "Bron", "Zekerheid", "Beperkingen"), rows)

    def _informed(self) -> Tabel:
        rows = _coded(self.geteld.geinformeerd, codes.codes()["informeren"], ("label", "bron", "zekerheid"))
        return Tabel("inlichten", "Besluiten over inlichten", ("Besluit", "Bron", "Zekerheid", "Besluiten"), rows)

    def _undecided(self) -> Tabel:
        found = self.geteld
        rows = tuple(
            (self._name(oin), found.verstrekt[oin], found.zonder_besluit[oin])
            for oin in sorted(found.verstrekt, key=self._name)
        )
        heads = ("Verstrekker", "Verstrekkingen", "Waarvan zonder besluit")
        return Tabel("zonder-besluit", "Verstrekkingen zonder besluit over inlichten", heads, rows)

    def _refused(self) -> Tabel:
        rows = tuple(sorted(self.geteld.geweigerd.items()))
        return Tabel("geweigerd", "Geweigerde handelingen", ("Handeling", "Keren"), rows)

    def _name(self, oin: str) -> str:
        return self.bron.lijst.deelnemer(oin).naam if oin in self.bron.lijst else oin

    @property
    def document(self) -> Document:
        """The account as people read it."""
        rights, terms, extensions, controllers, grounds, informed, undecided, refused = self.tabellen
        hidden = () if self.drempel is None else (Alinea(explanation(self.drempel)),)
        drill = (
            () if self.bron.lijst.modus.value == "productie" else ("Oefenomgeving. De cijfers komen uit een oefening.",)
        )
        return Document(
            titel="Rechten van burgers",
            ondertitel=f"Verzoeken, termijnen en beperkingen {self.geteld.periode.in_words}",
            kenmerken=(
                ("Gemaakt", moment_in_words(self.bron.gemaakt)),
                ("Vrijgave van de regels", self.bron.ruleset.digest),
                *((f"Checkpoint {stand.shard}", f"{stand.size} regels, {stand.root}") for stand in self.geteld.standen),
            ),
            waarschuwingen=(CONCEPT, *drill),
            secties=(
                Sectie("1", "Hoe u dit verslag leest", (Alinea(UITLEG), *hidden)),
                Sectie("2", "Verzoeken", (rights, terms, extensions)),
                Sectie("3", "Antwoorden", (controllers,)),
                Sectie("4", "Beperkingen", (grounds,)),
                Sectie("5", "Inlichten", (informed, undecided)),
                Sectie("6", "Geweigerd", (refused,)),
                Sectie("7", "Vragen aan u", tuple(Open(text) for text in VRAGEN)),
            ),
            voet="Gemaakt uit het log.",
        )

    def to_json(self) -> dict[str, Any]:
        """Return the content of `rechten.json`: a hidden figure is null."""
        return {
            "v": 1,
            "periode": str(self.geteld.periode),
            "drempel": self.drempel,
            "gemaakt": self.bron.gemaakt,
            "vrijgave": self.bron.ruleset.digest,
            "checkpoints": [stand.to_json() for stand in self.geteld.standen],
            "tabellen": {
                tabel.naam: {
                    "koppen": list(tabel.koppen),
                    "rijen": [[None if isinstance(cel, Onderdrukt) else cel for cel in rij] for rij in tabel.rijen],
                }
                for tabel in self.tabellen
            },
        }

    def files(self) -> dict[str, bytes]:
        """Return the three files by name."""
        made, text = self.document, json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"
        return dict(zip(FILES, (as_html(made).encode(), as_pdf(made, self.bron.gemaakt), text.encode()), strict=True))


def make(
    bron: Bron, periode: Periode, *, drempel: int | None = DREMPEL, voortgang: Voortgang | None = None
) -> Rechtenverslag:
    """Make the account over a period; `drempel` None is for officers.

    Raises:
        audit.values.LogError: the log cannot be read whole.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    return Rechtenverslag(bron, count(bron, periode, voortgang), drempel)


def _coded(
    found: Counter[str], known: Mapping[str, Mapping[str, Any]], fields: tuple[str, ...]
) -> tuple[tuple[str | int, ...], ...]:
    return tuple(
        (*(str(known.get(code, {}).get(name, code)) for name in fields), number)
        for code, number in sorted(found.items())
    )
