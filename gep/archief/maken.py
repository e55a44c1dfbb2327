# SPDX-License-Identifier: EUPL-1.2
"""The archive as an account: the inventory without content, for a zorgdrager and for who handles a Woo request.

Invariants:
- Page, PDF, CSV, JSON and MDTO come from one reading. None holds content, a record, a case or a person.
- For outside the circle of officers only suppressed counts are given: no years, no orders, no MDTO.
- It decides nothing: what may be destroyed, kept or made public is for zorgdragers and jurists.

Norm: Archiefwet 3, 5; Archiefbesluit 8; Woo 5.1, 8.8; law.md D3, R-67, R-73, R-74; MDTO 1.0.1.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from gep.archief import lezen, mdto, tabellen, woo
from gep.document import bestanden
from gep.document.blokken import Alinea, Open, Sectie, Tabel
from gep.document.document import Document
from gep.document.onderdrukken import DREMPEL, explanation, suppress
from gep.document.pagina import as_html
from gep.document.pdf import as_pdf
from gep.periode import moment_in_words
from gep.spoor.csvbestand import write

if TYPE_CHECKING:
    from pathlib import Path

    from core.exchange.world import World
    from gep.archief.lezen import Inventaris
    from gep.bron import Bron
    from gep.voortgang import Voortgang

NAAM: Final = "archief"
FUNCTIONARISSEN, BUITEN = "functionarissen", "buiten"
CONCEPT: Final = "Dit is een concept. Alleen mensen kunnen het vaststellen."
KRING: Final = "Alleen voor functionarissen. Kleine aantallen staan hier voluit. Verspreid dit document niet verder."
OEFENING: Final = "Oefenomgeving. De cijfers komen uit een oefening, niet uit de praktijk."
UITLEG: Final = (
    "Een record is één verzegelde verstrekking. De verstrekker is zorgdrager van wat hij verstrekte. "
    "Deze lijst zegt wat er is, en niet wat erin staat."
)
VRAGEN: Final = (
    "Welke selectielijst geldt, en wie is zorgdrager per gegeven?",
    "Wat doet u met de records die over hun termijn zijn?",
    "Wie beslist over een Woo-verzoek dat deze records raakt?",
)


@dataclass(frozen=True)
class Archief:
    """The account of one reading; `voor` says for whom it is written."""

    inventaris: Inventaris = field(repr=False)
    voor: str = FUNCTIONARISSEN
    drempel: int = DREMPEL

    @property
    def document(self) -> Document:
        """The account as people read it."""
        found, bron = self.inventaris, self.inventaris.bron
        drill = () if bron.lijst.modus.value == "productie" else (OEFENING,)
        circle = (KRING,) if self.voor == FUNCTIONARISSEN else ()
        about = "alle zorgdragers" if found.zorgdrager is None else tabellen.Namen(found).organisation(found.zorgdrager)
        return Document(
            titel="Archief en Woo",
            ondertitel=f"Inventaris zonder inhoud, {about}, op {moment_in_words(bron.gemaakt)}",
            kenmerken=(
                ("Gemaakt", moment_in_words(bron.gemaakt)),
                ("Vrijgave van de regels", bron.ruleset.digest),
                *((f"Checkpoint {stand.shard}", f"{stand.size} regels, {stand.root}") for stand in bron.standen),
            ),
            waarschuwingen=(CONCEPT, *circle, *drill),
            secties=tuple(self._inside() if self.voor == FUNCTIONARISSEN else self._outside()),
            voet="Gemaakt uit het grootboek, de regels en het log.",
        )

    @property
    def tabel(self) -> Tabel:
        """The inventory as it may be given."""
        if self.voor == FUNCTIONARISSEN:
            return tabellen.series(self.inventaris)
        (shown,) = suppress([tabellen.counts(self.inventaris)], self.drempel)
        assert isinstance(shown, Tabel)
        return shown

    def _inside(self) -> list[Sectie]:
        found = self.inventaris
        legend = Alinea(
            "Stil gezet: iemand houdt vernietigen tegen. Wacht op lijst: er is geen selectielijst of grondslag vastgelegd. "
            "Weg: vernietigd op bevel."
        )
        held = Alinea("Wat op slot is, leest niemand meer. Vernietigen vraagt altijd een bevel en een grondslag.")
        gone = Alinea("Van elk bevel bestaat een verklaring van vernietiging. De hash wijst haar aan.")
        return [
            Sectie("1", "Wat er is", (Alinea(UITLEG), legend, self.tabel, tabellen.also(found))),
            Sectie(
                "2",
                "Termijnen en sloten",
                (held, tabellen.terms(found), tabellen.locks(found), tabellen.extensions(found)),
            ),
            Sectie("3", "Over de termijn", (tabellen.overdue(found),)),
            Sectie(
                "4", "Vernietigd", (gone, tabellen.orders(found), *((tabellen.hashes(found),) if found.bevelen else ()))
            ),
            Sectie("5", "Openbaar maken (Woo)", woo.blocks(found.bron.ruleset)),
            Sectie("6", "Wat mensen nog moeten zeggen", tuple(Open(vraag) for vraag in VRAGEN)),
        ]

    def _outside(self) -> list[Sectie]:
        return [
            Sectie("1", "Wat er is", (Alinea(UITLEG), Alinea(explanation(self.drempel)), self.tabel)),
            Sectie("2", "Openbaar maken (Woo)", woo.blocks(self.inventaris.bron.ruleset)),
        ]

    def to_json(self) -> dict[str, Any]:
        """Return the content of `archief.json`."""
        found = self.inventaris
        head = {
            "v": 1,
            "voor": self.voor,
            "zorgdrager": found.zorgdrager,
            "gemaakt": found.bron.gemaakt,
            "vrijgave": found.bron.ruleset.digest,
            "checkpoints": [stand.to_json() for stand in found.bron.standen],
        }
        if self.voor == BUITEN:
            rows = [[cel if type(cel) in (str, int) else None for cel in rij] for rij in self.tabel.rijen]
            return {**head, "drempel": self.drempel, "koppen": list(self.tabel.koppen), "rijen": rows}
        series = [{"zorgdrager": oin, "categorie": code, **reeks.to_json()} for (oin, code), reeks in found.rows()]
        return {**head, "reeksen": series, "bevelen": [item.to_json() for item in found.bevelen]}

    def files(self) -> dict[str, bytes]:
        """Return every file by name."""
        made, table = self.document, self.tabel
        text = json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"
        files = {
            f"{NAAM}.html": as_html(made).encode(),
            f"{NAAM}.pdf": as_pdf(made, self.inventaris.bron.gemaakt),
            f"{NAAM}.csv": write(table.koppen, ([str(cel) for cel in rij] for rij in table.rijen)),
            f"{NAAM}.json": text.encode(),
        }
        return files if self.voor == BUITEN else files | self._mdto()

    def _mdto(self) -> dict[str, bytes]:
        """Return one MDTO document per zorgdrager: the series that its records are."""
        found = self.inventaris
        names = tabellen.Namen(found)
        years: dict[str, set[int]] = {}
        for (oin, _), reeks in found.rows():
            years.setdefault(oin, set()).update(reeks.jaren)
        return {
            f"mdto/{oin}.mdto.xml": mdto.series(oin, names.organisation(oin), (min(known), max(known)))
            for oin, known in years.items()
            if known
        }

    def save(self, folder: Path) -> None:
        """Write every file into `folder`, all or none."""
        bestanden.write(folder, self.files())


def make(
    world: World,
    bron: Bron,
    zorgdrager: str | None = None,
    *,
    voor: str = FUNCTIONARISSEN,
    drempel: int = DREMPEL,
    voortgang: Voortgang | None = None,
) -> Archief:
    """Make the account, for one zorgdrager or all of them.

    Raises:
        audit.values.LogError: the log cannot be read whole.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    return Archief(lezen.count(world, bron, zorgdrager, voortgang), voor, drempel)
