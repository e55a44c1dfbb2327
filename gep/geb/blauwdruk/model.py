# SPDX-License-Identifier: EUPL-1.2
"""The blueprint of the GEB as a value: parts by kind and id, what a region changed, and one digest over all of it.

Invariants:
- It is sound as a whole or it is refused, with every finding at once.
- The digest is that of all parts and all changes: another word is another digest.

Norm: AVG 35, issue "GEP" (a national blueprint, regional GEBs as deltas). It holds no figures and nothing of the record.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from gep.geb.blauwdruk.vorm import SOORTEN, wrong_part, wrong_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gep.geb.blauwdruk.vorm import Deel, Delen

NAAM: Final = "integrale-casusaanpak"


class BlauwdrukError(ValueError):
    """The blueprint or a change to it is refused; `bevindingen` says everything that is wrong, in Dutch."""

    type = "blauwdruk"

    def __init__(self, bevindingen: list[str]) -> None:
        super().__init__("De blauwdruk is niet bruikbaar: " + "; ".join(bevindingen) + ".")
        self.bevindingen = tuple(bevindingen)


@dataclass(frozen=True, slots=True)
class Wijziging:
    """One change by a region: what was done to which part, why, and on what source."""

    hoe: str
    soort: str
    id: str
    reden: str
    bron: str

    def to_json(self) -> list[str]:
        """Return it as the digest and the evidence see it."""
        return [self.hoe, self.soort, self.id, self.reden, self.bron]


@dataclass(frozen=True)
class Blauwdruk:
    """The parts that an edition is written with.

    Attributes:
        versie: of the national blueprint.
        delen: the parts by kind, in order.
        regio: whose changes are in it, None for the national one.
        wijzigingen: those changes.
    """

    versie: int
    delen: Delen = field(repr=False)
    regio: str | None = None
    wijzigingen: tuple[Wijziging, ...] = ()

    def __post_init__(self) -> None:
        """Refuse parts that are not sound.

        Raises:
            BlauwdrukError: with all findings.
        """
        found = [text for soort, rows in self.delen.items() for row in rows for text in wrong_part(soort, row)]
        if found := found or list(wrong_whole(self.delen)):
            raise BlauwdrukError(found)

    @property
    def digest(self) -> str:
        """Over the version, every part and every change."""
        return f"sha256:{jcs.digest(self.to_json())}"

    def to_json(self) -> dict[str, Any]:
        """Return it as an edition holds it."""
        return {
            "naam": NAAM,
            "versie": self.versie,
            "regio": self.regio,
            "delen": {soort: [dict(row) for row in rows] for soort, rows in self.delen.items()},
            "wijzigingen": [change.to_json() for change in self.wijzigingen],
        }

    @classmethod
    def from_json(cls, value: Any) -> Blauwdruk:
        """Read what `to_json` gives.

        Raises:
            BlauwdrukError: it is none, with all findings.
        """
        try:
            changes = tuple(Wijziging(*change) for change in value["wijzigingen"])
            found = parsed({"naam": value["naam"], "versie": value["versie"], **value["delen"]})
        except (KeyError, TypeError):
            raise BlauwdrukError(["het bestand is geen blauwdruk"]) from None
        return cls(found.versie, found.delen, value.get("regio"), changes)

    def all(self, naam: str, /, **where: str) -> tuple[Deel, ...]:
        """Return the parts of a kind, or those with these field values."""
        return tuple(row for row in self.delen[naam] if all(row.get(name) == value for name, value in where.items()))

    def by_id(self, soort: str) -> dict[str, Deel]:
        """Return the parts of a kind by their id."""
        return {row["id"]: row for row in self.delen[soort]}

    def tekst(self, id_: str) -> str:
        """Return a fixed text."""
        return str(self.by_id("tekst")[id_]["tekst"])


def parsed(data: Mapping[str, Any]) -> Blauwdruk:
    """Return the blueprint that a decoded file holds.

    Raises:
        BlauwdrukError: with all findings.
    """
    found = [f"soort {name} is onbekend" for name in data if name not in {"naam", "versie", *SOORTEN}]
    if data.get("naam") != NAAM or type(data.get("versie")) is not int:
        found.append("naam of versie klopt niet")
    rows = {soort: data.get(soort, []) for soort in SOORTEN}
    found += [f"{soort} is geen lijst" for soort, value in rows.items() if not _rows(value)]
    if found:
        raise BlauwdrukError(found)
    return Blauwdruk(data["versie"], {soort: tuple(value) for soort, value in rows.items()})


def _rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


@cache
def landelijk() -> Blauwdruk:
    """Return the national blueprint that comes with this version."""
    return parsed(tomllib.loads((resources.files("gep.geb.blauwdruk") / "landelijk.toml").read_text("utf-8")))
