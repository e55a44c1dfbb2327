# SPDX-License-Identifier: EUPL-1.2
"""Making an edition again: the state that it cites, and everything that it holds, from the record as it is now.

Invariants:
- Only the features in `editie.json` and the digests in `bewijs.json` lead the way; nothing that is checked is reused.
- What cannot be had any more is told, each by name. Where something else takes its place, differences are no proof that
  somebody altered the edition, and are not told as such.

It compares nothing: `gep.geb.controleren` does.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from core.contract import editie
from gep.bron import Bron, Logstand
from gep.cijfers import Cijfers, gather
from gep.document.onderdrukken import DREMPEL
from gep.geb import uitgave
from gep.geb.controle.bevinding import Bevinding, Soort
from gep.geb.invoer import BLAUWDRUK, MENSEN, Invoer, of_folder
from gep.geb.maken import BUITEN, FUNCTIONARISSEN, Geb, make
from gep.periode import Periode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from core.contract.editie import Kenmerken
    from gep.geb.controle.herkomst import Herkomst
    from gep.voortgang import Voortgang


@dataclass(frozen=True)
class Toestand:
    """The state that an edition cites, and what of it is not there any more."""

    bron: Bron = field(repr=False)
    gemist: tuple[Bevinding, ...] = ()

    @property
    def volledig(self) -> bool:
        """Whether everything that the edition rests on was found."""
        return not self.gemist


def checkpoints(herkomst: Herkomst, kenmerken: Kenmerken) -> Iterator[Bevinding]:
    """Yield every cited checkpoint that is none of this log."""
    seen = Counter(point["origin"] for point in kenmerken.checkpoints)
    for origin in (origin for origin, count in seen.items() if count > 1):
        text = f"De editie noemt het log {origin} meer dan één keer. Dan tellen regels dubbel."
        yield Bevinding(Soort.ONWAAR, text, {"checkpoint": origin})
    for point in kenmerken.checkpoints:
        origin, size, root = point["origin"], point["size"], point["root"]
        stand = next((one for one in herkomst.nu.standen if one.origin == origin), None)
        plek = {"checkpoint": origin}
        if stand is None:
            text = f"Het log {origin} bestaat hier niet. Deze editie komt uit een ander log."
            yield Bevinding(Soort.ONWAAR, text, plek)
        elif not 0 <= size <= stand.size:
            text = f"Het log {origin} heeft {stand.size} regels. De editie noemt er {size}."
            yield Bevinding(Soort.ONWAAR, text, plek, str(size), str(stand.size))
        elif (found := herkomst.wortel(stand.shard, size)) != root:
            text = f"De wortel van {origin} bij {size} regels is een andere dan de editie noemt."
            yield Bevinding(Soort.ONWAAR, text, plek, root, found)


def state(herkomst: Herkomst, kenmerken: Kenmerken, bewijs: Mapping[str, Any]) -> Toestand:
    """Return the record as the edition saw it; the checkpoints must have been found right before."""
    nu, missed = herkomst.nu, []
    rules = (nu.ruleset, nu.groepen)
    if kenmerken.vrijgave != nu.ruleset.digest and (then := herkomst.regels_van(kenmerken.vrijgave)) is not None:
        rules = then
    if rules[0].digest != kenmerken.vrijgave:
        missed.append(_missed("vrijgave", f"De vrijgave {kenmerken.vrijgave} staat hier niet."))
    fingerprint = str(bewijs.get("deelnemerslijst")).removeprefix("sha256:")
    lijst = nu.lijst if nu.lijst.fingerprint == fingerprint else herkomst.lijst_van(fingerprint)
    if lijst is None:
        missed.append(_missed("deelnemerslijst", "De deelnemerslijst van toen staat hier niet."))
    if bewijs.get("register") != f"sha256:{nu.register.digest}":
        missed.append(_missed("register", "Het register van toen hoort bij een andere versie van de software."))
    bron = replace(
        nu,
        standen=tuple(_stand(herkomst, point) for point in kenmerken.checkpoints),
        ruleset=rules[0],
        groepen=rules[1],
        lijst=lijst or nu.lijst,
        gemaakt=kenmerken.gemaakt,
    )
    return Toestand(bron, tuple(missed))


def _stand(herkomst: Herkomst, point: Mapping[str, Any]) -> Logstand:
    shard = herkomst.shard_of(point["origin"])
    assert shard is not None, "every checkpoint was found in this log"
    return Logstand(shard, point["origin"], point["size"], point["root"])


def _missed(what: str, text: str) -> Bevinding:
    return Bevinding(Soort.NIET_NA_TE_GAAN, text, {"bron": what})


@dataclass(frozen=True)
class Nagemaakt:
    """An edition made again: its files, its features, its evidence with every value, and its figures."""

    bestanden: Mapping[str, bytes] = field(repr=False)
    kenmerken: Kenmerken = field(repr=False)
    bewijs: Mapping[str, Any] = field(repr=False)
    cijfers: Cijfers = field(repr=False)

    @property
    def gewist(self) -> int:
        """How many of the lines that were read have no readable part any more."""
        return self.cijfers.gewist


@dataclass(frozen=True)
class Maker:
    """Makes one edition again, with what it was made with besides the record.

    Attributes:
        kenmerken: what the edition says it was made from.
        met: its blueprint and what people wrote; None when the edition does not hold them whole.
        drempel: from which count on it shows figures, None when it shows all.
        voortgang: hears how far it is.
    """

    kenmerken: Kenmerken = field(repr=False)
    met: Invoer | None = field(repr=False)
    drempel: int | None
    voortgang: Voortgang | None = field(repr=False)

    def again(self, bron: Bron) -> Nagemaakt:
        """Make the edition again from this state of the record.

        Raises:
            gep.geb.mensen.MensenError: what people wrote does not fit the edition.
        """
        geb = self._make(bron, self.drempel)
        evidence = geb.bewijs if self.drempel is None else self._make(bron, None).bewijs
        files = {name: data for name, data in geb.bestanden.items() if name != editie.NAAM}
        return Nagemaakt(files, geb.kenmerken, evidence, geb.cijfers)

    def now(self, bron: Bron) -> Nagemaakt:
        """Make the evidence and the figures of this state, and no files."""
        geb = self._make(bron, None)
        return Nagemaakt({}, geb.kenmerken, geb.bewijs, geb.cijfers)

    def _make(self, bron: Bron, drempel: int | None) -> Geb:
        return make(
            bron,
            Periode.parse(self.kenmerken.periode),
            self.kenmerken.regio,
            mensen=None if self.met is None else self.met.mensen or None,
            blauwdruk=None if self.met is None else self.met.blauwdruk,
            voor=FUNCTIONARISSEN if drempel is None else BUITEN,
            drempel=drempel or DREMPEL,
            voortgang=self.voortgang,
        )


def made_with(folder: Path) -> tuple[Invoer | None, list[Bevinding]]:
    """Return the blueprint and the texts of people that lie in the edition, or why they cannot be used."""
    try:
        return of_folder(folder), []
    except (OSError, KeyError, TypeError, ValueError):
        text = "De blauwdruk of de tekst van mensen ontbreekt in de editie, of is niet te lezen."
        return None, [Bevinding(Soort.ONWAAR, text, {"bestand": f"{BLAUWDRUK}, {MENSEN}"})]


def software(bewijs: Mapping[str, Any]) -> Iterator[Bevinding]:
    """Yield that another version of the software made the edition, when it did."""
    if bewijs.get("uitgave") != uitgave.digest():
        yield _missed("uitgave", "De editie is gemaakt met een andere versie van de software.")


def figures(bron: Bron, periode: Periode, regio: str | None, voortgang: Voortgang | None) -> Cijfers:
    """Return the figures of another period."""
    return gather(bron, periode, regio, voortgang)
