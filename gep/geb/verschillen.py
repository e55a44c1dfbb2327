# SPDX-License-Identifier: EUPL-1.2
"""The difference between two editions of the GEB, in sentences that a mayor can read.

Invariants:
- Both editions are verified first; it works on the two folders alone and needs no record.
- What is in only one of them is told by name; a figure is told with both values. Evidence is matched by its id.
- Nothing is weighed: more supplies are neither better nor worse.

Norm: issue "GEP" (`geb verschil`). Whether an edition still holds is `gep.geb.controleren`; who adopted it stands in the log.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.contract import editie
from gep.document.blokken import Alinea, Lijst, Sectie, Tabel
from gep.document.document import Document
from gep.geb.verschil import cijfers, namen, vragen
from gep.geb.verschil.zin import Zin
from gep.periode import Periode, moment_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from core.contract.editie import Editie
    from gep.geb.verschil.cijfers import Veranderd

KOPPEN: Final = {
    "editie": "De twee edities",
    "regels": "Regels en bronnen",
    "gegevens": "Gegevens, ontvangers en doelen",
    "maatregelen": "Risico's en maatregelen",
    "mensen": "Wat mensen schreven",
    "vaststelling": "Vaststelling",
    "cijfers": "Cijfers",
    "bewijs": "Bewijs",
}


@dataclass(frozen=True)
class Kant:
    """One of the two editions: what it is, and the content of its files."""

    editie: Editie
    bewijs: Mapping[str, Any] = field(repr=False)
    antwoorden: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, folder: Path) -> Kant:
        """Return a verified edition.

        Raises:
            core.contract.editie.EditieError: it is altered, not whole, or its files have another form.
        """
        found = editie.verify(folder)
        try:
            bewijs, form = (jcs.decode(found.bestanden[name]) for name in (editie.BEWIJS, editie.FORMULIER))
            return cls(found, bewijs, dict(form["answers"])) if {item["id"] for item in bewijs["bewijzen"]} else _none()
        except (jcs.CanonicalError, KeyError, TypeError):
            return _none()


def _none() -> Kant:
    raise editie.EditieError([f"Het bestand {editie.BEWIJS} of {editie.FORMULIER} heeft niet de vorm van een editie."])


@dataclass(frozen=True)
class Verschil:
    """Everything in which two editions differ."""

    eerst: Kant
    later: Kant
    zinnen: tuple[Zin, ...]
    cijfers: tuple[Veranderd, ...]

    @property
    def gelijk(self) -> bool:
        """Whether they say the same, apart from the moment of making."""
        return all(zin.onderwerp == "editie" for zin in self.zinnen)

    def to_json(self) -> dict[str, Any]:
        """Return it as `--json` shows it."""
        return {
            "eerst": self.eerst.editie.hash,
            "later": self.later.editie.hash,
            "gelijk": self.gelijk,
            "zinnen": [zin.to_json() for zin in self.zinnen],
            "cijfers": [item.to_json() for item in self.cijfers],
        }


def compare(eerst: Path, later: Path) -> Verschil:
    """Compare the editions in two folders.

    Raises:
        core.contract.editie.EditieError: one of them is altered or not whole, with every finding.
    """
    a, b = Kant.read(eerst), Kant.read(later)
    changed = tuple(cijfers.changes(a.bewijs, b.bewijs))
    zinnen = (
        *_editions(a.editie, b.editie),
        *namen.rules(a.bewijs, b.bewijs),
        *namen.sharing(a.bewijs, b.bewijs),
        *vragen.parts(a.antwoorden, b.antwoorden),
        *vragen.people(a.antwoorden, b.antwoorden),
        *vragen.adoption(a.antwoorden, b.antwoorden),
        *(item.zin for item in changed),
        *cijfers.evidence(a.bewijs, b.bewijs),
    )
    return Verschil(a, b, zinnen, changed)


def _editions(a: Editie, b: Editie) -> Iterator[Zin]:
    old, new = a.kenmerken, b.kenmerken
    yield Zin("editie", f"De eerste editie is gemaakt op {moment_in_words(old.gemaakt)}.")
    yield Zin("editie", f"De tweede editie is gemaakt op {moment_in_words(new.gemaakt)}.")
    if old.regio != new.regio:
        yield Zin("regels", f"De eerste gaat over {_area(old.regio)}. De tweede gaat over {_area(new.regio)}.")
    if old.periode != new.periode:
        spans = [Periode.parse(one.periode).in_words for one in (old, new)]
        yield Zin("cijfers", f"De eerste telt {spans[0]}. De tweede telt {spans[1]}.", old.periode, new.periode)
    if old.vrijgave != new.vrijgave:
        yield Zin("regels", "De regels komen uit een andere vrijgave.", old.vrijgave, new.vrijgave)
    if old.blauwdruk != new.blauwdruk:
        yield Zin("maatregelen", "De blauwdruk is een andere.", old.blauwdruk, new.blauwdruk)
    if old.modus != new.modus:
        yield Zin("regels", f"De modus ging van {old.modus} naar {new.modus}.", old.modus, new.modus)
    yield from _logs(old.checkpoints, new.checkpoints)


def _area(regio: str | None) -> str:
    return "het hele land" if regio is None else f"de regio {regio}"


def _logs(old: tuple[Mapping[str, Any], ...], new: tuple[Mapping[str, Any], ...]) -> Iterator[Zin]:
    before, after = ({one["origin"]: one["size"] for one in points} for points in (old, new))
    for origin in sorted({*before, *after}):
        size, later = before.get(origin), after.get(origin)
        if size is None:
            yield Zin("bewijs", f"Het log {origin} is erbij gekomen. Aantal regels: {later}.")
        elif later is None:
            yield Zin("bewijs", f"Het log {origin} is niet meer gelezen.")
        elif later != size:
            yield Zin("bewijs", f"Het log {origin} ging van {size} naar {later} regels.", str(size), str(later))


def document(verschil: Verschil) -> Document:
    """Return the difference as a document for people."""
    sections = [Sectie("", titel, tuple(_blocks(verschil, code))) for code, titel in KOPPEN.items()]
    return Document(
        titel="Verschil tussen twee edities van de GEB",
        ondertitel="Wat er anders is in de tweede editie",
        kenmerken=(("Eerste editie", verschil.eerst.editie.hash), ("Tweede editie", verschil.later.editie.hash)),
        waarschuwingen=(
            "Dit is geen oordeel. Een programma legde twee edities naast elkaar.",
            "Wie een editie vaststelde, staat in het logboek en niet in de editie.",
        ),
        secties=tuple(sections),
        voet="Gemaakt door het knooppunt, uit de twee mappen alleen.",
    )


def _blocks(verschil: Verschil, onderwerp: str) -> Iterator[Any]:
    told = tuple(zin.tekst for zin in verschil.zinnen if zin.onderwerp == onderwerp)
    if onderwerp != "cijfers":
        yield Lijst(told) if told else Alinea("Hierin is niets veranderd.")
        return
    spans = tuple(zin.tekst for zin in verschil.zinnen if zin.onderwerp == "cijfers" and zin.bewijs is None)
    if spans:
        yield Lijst(spans)
    rows = tuple((item.uitleg, item.id, item.toen, item.nu) for item in verschil.cijfers)
    heads = ("Wat is geteld", "Bewijs", "Eerst", "Later")
    yield Tabel("cijfers-verschil", "Cijfers die veranderden", heads, rows, leeg="Geen cijfer veranderde.")
