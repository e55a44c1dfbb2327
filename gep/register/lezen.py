# SPDX-License-Identifier: EUPL-1.2
"""Filling the register: what rows, vocabulary, rules, deelnemerslijst and terms say of each version of each activity.

Invariants:
- The log is not read here: this is what may be published. What really happened: `gep.register.werkelijk`.
- Rules and terms are those in force now, also for an older version; the document names their release.
- A category of a confidential activity belongs to that one and not to the open one for the same act.

Norm: AVG 26, 28, 30(1); Wpg 31d. It decides nothing and fills no judgement.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from gep.geb.blauwdruk import landelijk
from gep.register import geschiedenis
from gep.register.velden import Bewaren, Code, Gegeven, Ontvanger, Partij, Versie

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.contract.verwerkingen import Verwerking
    from core.keychain.lijst import Deelnemerslijst
    from core.register import Register
    from core.register.bewaartermijnen import Bewaartermijnen
    from policies.rows import Row
    from policies.ruleset import RuleSet

BUITENLAND: Final = "buitenland"
LOGBOEK: Final = "logboek"
VERSTREKKEN: Final = "verstrekken"
GEVEN: Final = frozenset({VERSTREKKEN, "doorverstrekken", "exporteren"})


@cache
def fixed() -> dict[str, Any]:
    """Return the fixed texts of the register."""
    return tomllib.loads((resources.files("gep.register") / "gegevens" / "register.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Lezer:
    """Everything that may be published of the register is made from this."""

    register: Register
    ruleset: RuleSet
    lijst: Deelnemerslijst
    termijnen: Bewaartermijnen

    @cached_property
    def versies(self) -> tuple[Versie, ...]:
        """Every version of every activity, per activity in the order in which they took effect."""
        ends = geschiedenis.ends(self.register.verwerkingen)
        grouped = geschiedenis.by_code(self.register.verwerkingen)
        return tuple(self._version(row, ends[row.code, row.versie]) for rows in grouped.values() for row in rows)

    def label(self, kolom: str, code: str) -> str:
        """Return the Dutch label of a code."""
        label = self.ruleset.vocabulary.label(kolom, code)
        return label[:1].upper() + label[1:]

    def _version(self, row: Verwerking, tot: int | None) -> Versie:
        codes = self._categories(row)
        rows = tuple(self._rows(row, codes))
        before = geschiedenis.previous(self.register.verwerkingen, row)
        return Versie(
            verwerking=row,
            tot=tot,
            doel=Code(row.doel, self.label("doel", row.doel)),
            handelingen=tuple(Code(code, self.label("handeling", code)) for code in row.handelingen),
            verantwoordelijken=self._controllers,
            beheerder=self.lijst.beheerder.oin,
            betrokkenen=tuple(fixed()["betrokkenen"] if codes else fixed()["gebruikers"]),
            gegevens=tuple(self._category(code) for code in codes),
            ontvangers=tuple(self._recipients(rows)),
            bewaren=tuple(self._term(row, code) for code in codes),
            maatregelen=tuple(item["tekst"] for item in fixed()["maatregel"]),
            doorgifte=self._abroad(rows),
            profilering=self._profiling,
            onbekend=tuple(self._unknown(codes)),
            gewijzigd=geschiedenis.changes(
                before, row, lambda code: self.label("handeling", code), lambda code: self.label("wat", code)
            ),
        )

    @cached_property
    def _controllers(self) -> tuple[Partij, ...]:
        return tuple(
            Partij(item.oin, item.naam, item.soort)
            for item in self.lijst.deelnemers
            if self.register.is_partner(item.soort)
        )

    @cached_property
    def _allowing(self) -> tuple[Row, ...]:
        return tuple(row for row in self.ruleset.rows if row.eft == "allow")

    def _covers(self, row: Row, kolom: str, code: str) -> bool:
        return code in self.ruleset.leaves(kolom, getattr(row, kolom))

    def _rows(self, verwerking: Verwerking, codes: tuple[str, ...]) -> Iterator[Row]:
        """Give the rows that allow an act of this activity on one of its categories."""
        for row in self._allowing:
            acts = any(self._covers(row, "handeling", code) for code in verwerking.handelingen)
            if acts and self._covers(row, "doel", verwerking.doel) and any(self._covers(row, "wat", c) for c in codes):
                yield row

    def _categories(self, verwerking: Verwerking) -> tuple[str, ...]:
        """Return the categories of persons' data that some rule allows in this activity."""
        about_people = landelijk().by_id("categorie")
        known = tuple(code for code in self.ruleset.vocabulary.codes["wat"] if code in about_people)
        elsewhere = self._confidential(verwerking)
        mine = verwerking.vertrouwelijk or tuple(code for code in known if code not in elsewhere)
        return tuple(code for code in known if code in mine and any(self._rows(verwerking, (code,))))

    def _confidential(self, verwerking: Verwerking) -> frozenset[str]:
        """Return the categories that a confidential activity takes from this open one, for the same purpose and act."""
        acts = set(verwerking.handelingen)
        rows = (row for row in self.register.verwerkingen if row.vertrouwelijk and row.doel == verwerking.doel)
        return frozenset(code for row in rows if acts & set(row.handelingen) for code in row.vertrouwelijk)

    def _category(self, code: str) -> Gegeven:
        return Gegeven(code, self.label("wat", code), str(landelijk().by_id("categorie")[code]["type"]))

    def _recipients(self, rows: tuple[Row, ...]) -> Iterator[Ontvanger]:
        giving = [row for row in rows if any(self._covers(row, "handeling", code) for code in GEVEN) and row.aan != "-"]
        for code in self.ruleset.vocabulary.codes["wie"]:
            mine = sorted(row.id for row in giving if code in self.ruleset.leaves("wie", row.aan))
            if mine:
                yield Ontvanger(code, self.label("wie", code), tuple(mine))

    def _term(self, verwerking: Verwerking, code: str) -> Bewaren:
        found = self.termijnen.of(code, verwerking.doel, verwerking.vanaf)
        extension = (found.verlengen_jaren, found.verlengen_hoogstens)
        return Bewaren(code, found.jaren, *extension, found.bron, found.zekerheid)

    def _abroad(self, rows: tuple[Row, ...]) -> str:
        allowing = sorted(
            row.id for row in rows if row.aan != "-" and BUITENLAND in self.ruleset.leaves("wie", row.aan)
        )
        if allowing:
            return f"Deze regels staan verstrekken aan een buitenlandse partij toe: {', '.join(allowing)}."
        return "Geen regel staat verstrekken aan een buitenlandse partij toe."

    @cached_property
    def _profiling(self) -> str:
        known = sorted(row.id for row in self.ruleset.rows if row.id.startswith("R-44."))
        if known:
            return f"Een besluit dat alleen een computer neemt, is verboden ({', '.join(known)})."
        return "Over besluiten door een computer staat geen regel in deze vrijgave."

    def _unknown(self, codes: tuple[str, ...]) -> Iterator[str]:
        yield from (item["tekst"] for item in fixed()["onbekend"])
        if not codes:
            yield "Geen regel noemt hier een categorie persoonsgegevens."
