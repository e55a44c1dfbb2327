# SPDX-License-Identifier: EUPL-1.2
"""What a breach report found: per record what was served and what stayed sealed, and what that rests on.

Invariants:
- `niet-bekend` is its own answer: where an erased line may hide a read, nothing is proven and nothing is said to be.
- What an officer may not see is counted and left out, never shown in part.

Norm: AVG 33(3)(a); Wpg 33a. What it means for people stands nowhere here: people judge that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from core.exchange.nietgelezen import AANNAME

if TYPE_CHECKING:
    from gep.datalek.doorzoeken import Gevonden, Lezing
    from gep.datalek.grootboek import Omhulling, Stand
    from gep.datalek.klok import Klok
    from gep.datalek.vraag import Vraag

VERSTREKT: Final = "verstrekt"
BUITEN: Final = "verstrekt-buiten-periode"
VERZEGELD: Final = "alleen-verzegeld"
VERNIETIGD: Final = "vernietigd"
ONBEKEND: Final = "niet-bekend"
UITKOMSTEN: Final = {
    VERSTREKT: "opgehaald in de periode",
    BUITEN: "alleen buiten de periode opgehaald",
    VERZEGELD: "alleen verzegeld, nooit opgehaald",
    VERNIETIGD: "vernietigd voor de periode, nooit opgehaald",
    ONBEKEND: "niet bekend: er zijn regels gewist",
}
BEWEZEN_NIET: Final = frozenset({VERZEGELD, VERNIETIGD})
"""Of these it is proven that the record was not served, under the assumption of `nietgelezen`."""


@dataclass(frozen=True, slots=True)
class Geval:
    """One record in the question.

    Attributes:
        stand: what it is and how it stood at the end of the period.
        uitkomst: one of `UITKOMSTEN`.
        lezingen: reads in the period that concern the question.
        buiten: how many such reads there were outside the period.
        shards: the shards that could hold a read of it, all searched.
        gewist: how many lines of those shards can no longer be read.
        omhuld: the wraps of the key or organisation that are asked about.
        omhuld_op: when the first of those was made (ms).
        niet_door: recipients that did not fetch it in the period; asked of a period alone, and empty where an erased line
            may hide that one did.
    """

    stand: Stand
    uitkomst: str
    lezingen: tuple[Lezing, ...] = ()
    buiten: int = 0
    shards: tuple[str, ...] = ()
    gewist: int = 0
    omhuld: tuple[Omhulling, ...] = ()
    omhuld_op: int | None = None
    niet_door: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it for the report."""
        stand = self.stand
        what = ("record", "verstrekker", "casus", "categorie", "doel", "opgenomen", "bijlagen", "toestand", "sinds")
        return {
            **{name: getattr(stand, name) for name in what},
            "uitkomst": self.uitkomst,
            "lezingen": [item.to_json() for item in self.lezingen],
            "lezingen_buiten": self.buiten,
            "bewezen_niet_verstrekt": self.uitkomst in BEWEZEN_NIET,
            "doorzocht": list(self.shards),
            "gewiste_regels": self.gewist,
            "omhulsels": [_wrap_json(item) for item in self.omhuld],
            "omhuld_op": self.omhuld_op,
            "niet_opgehaald_door": list(self.niet_door),
        }


@dataclass(frozen=True, slots=True)
class Kruiscontrole:
    """Wraps that only one of log and ledger knows; in the log they may be hidden by erased lines."""

    beide: int = 0
    alleen_grootboek: int = 0
    alleen_log: int = 0

    @property
    def klopt(self) -> bool:
        """Whether both know the same."""
        return self.alleen_grootboek == self.alleen_log == 0

    def to_json(self) -> dict[str, int]:
        """Return it for the report."""
        return {"beide": self.beide, "alleen_grootboek": self.alleen_grootboek, "alleen_log": self.alleen_log}


@dataclass(frozen=True)
class Datalek:
    """One version of a report.

    Attributes:
        melding: id that all versions of one report share.
        versie: 1 for the first.
        gemaakt: when (ms).
        modus: of the deelnemerslijst.
        namen: of organisations, by OIN.
        categorieen: what people call a category, by its code.
        gevallen: the records that this officer sees, in the order of their ids.
        beperkt: whether the officer sees only the data of one organisation, and the question is about another.
        buiten_zicht: how many records there are beside those.
        zicht: the organisation whose data this officer sees; None sees that of all.
    """

    melding: str
    versie: int
    vraag: Vraag
    klok: Klok
    gemaakt: int
    modus: str
    namen: dict[str, str] = field(repr=False)
    categorieen: dict[str, str] = field(repr=False)
    gevonden: Gevonden = field(repr=False)
    gevallen: tuple[Geval, ...] = field(repr=False)
    beperkt: bool = False
    buiten_zicht: int = 0
    zicht: str | None = None
    teksten: tuple[dict[str, str], ...] = ()
    ondertekend: tuple[dict[str, Any], ...] = ()
    kruis: Kruiscontrole = field(default_factory=Kruiscontrole)

    @property
    def verstrekkers(self) -> tuple[str, ...]:
        """Every supplier of a record in it: each is the controller of its own data."""
        return tuple(sorted({item.stand.verstrekker for item in self.gevallen}))

    def van(self, oin: str) -> tuple[Geval, ...]:
        """Return what one supplier supplied."""
        return tuple(item for item in self.gevallen if item.stand.verstrekker == oin)

    def volledig(self, oin: str) -> bool:
        """Tell whether everything of this supplier is in it, as far as this officer sees."""
        return not self.buiten_zicht or oin == self.zicht

    def naam(self, oin: str) -> str:
        """Return the name of an organisation, or its OIN when the list no longer has it."""
        return self.namen.get(oin, oin)

    def categorie(self, code: str) -> str:
        """Return what people call a category, with its code."""
        name = self.categorieen.get(code, code)
        return code if name == code else f"{name} ({code})"

    def to_json(self) -> dict[str, Any]:
        """Return the report for machines; `tellingen` and `verschil` come with its version."""
        found = self.gevonden
        return {
            "v": 1,
            "soort": "datalekrapport",
            "concept": True,
            "melding": self.melding,
            "versie": self.versie,
            "gemaakt": self.gemaakt,
            "modus": self.modus,
            "vraag": self.vraag.to_json(),
            "klok": self.klok.to_json(),
            "doorzocht": [{"shard": stand.shard, **stand.to_json()} for stand in found.standen],
            "gewiste_regels": {stand.shard: found.gewist[stand.shard] for stand in found.standen},
            "gewiste_personen": found.gewist_persoon,
            "aanname": AANNAME,
            "telling": dict(counts(self.gevallen)),
            "records": [item.to_json() for item in self.gevallen],
            "beperkt_zicht": self.beperkt,
            "buiten_zicht": self.buiten_zicht,
            "verstrekkers": [
                {"oin": oin, "naam": self.naam(oin), **summary(self.van(oin))} for oin in self.verstrekkers
            ],
            "handelingen": dict(sorted(found.handelingen.items())),
            "daden": [item.to_json() for item in found.daden],
            "ondertekend": list(self.ondertekend),
            "teksten": list(self.teksten),
            "openingen": dict(found.openingen),
            "kruiscontrole": self.kruis.to_json(),
        }


def counts(gevallen: tuple[Geval, ...]) -> dict[str, int]:
    """Return how many records have each outcome; every outcome is named."""
    found = Counter(item.uitkomst for item in gevallen)
    return {name: found[name] for name in UITKOMSTEN}


def summary(gevallen: tuple[Geval, ...]) -> dict[str, Any]:
    """Return of some records how many there are, per outcome, per category and per case."""
    return {
        "records": len(gevallen),
        "telling": counts(gevallen),
        "categorieen": dict(sorted(Counter(item.stand.categorie for item in gevallen).items())),
        "doelen": dict(sorted(Counter(item.stand.doel for item in gevallen).items())),
        "casussen": sorted({item.stand.casus for item in gevallen}),
    }


def _wrap_json(item: Omhulling) -> dict[str, Any]:
    names = ("oin", "eenheid", "sleutel", "later", "weg", "waarom")
    return {name: getattr(item, name) for name in names}
