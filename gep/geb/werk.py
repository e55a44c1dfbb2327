# SPDX-License-Identifier: EUPL-1.2
"""What every section is written with: the record, its figures, the evidence book, the answers and the blueprint.

Invariants:
- Organisations are named as the deelnemerslijst names them; codes get the label of the vocabulary. Nobody else is named.
- Fixed words come from the blueprint as the region has it, never from code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from core.keychain.directory import KeyDirectory
from gep.document.blokken import Alinea, evidence
from gep.geb.bewijs import REGELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.register import Verwerking
    from gep.bron import Bron
    from gep.cijfers import Cijfers
    from gep.document.blokken import Blok
    from gep.geb.antwoorden import Antwoorden
    from gep.geb.bewijs import Bewijsboek
    from gep.geb.blauwdruk import Blauwdruk
    from gep.geb.blauwdruk.vorm import Deel
    from policies.rows import Row

CONVENANT = ("oc", "hk", "ib")
SOURCES = "9"


def capital(text: str) -> str:
    """Return a label as it begins a cell."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Werk:
    """Everything that a section may use."""

    bron: Bron
    cijfers: Cijfers
    boek: Bewijsboek
    antwoorden: Antwoorden
    blauwdruk: Blauwdruk

    def deel(self, naam: str, uitleg: str, /, **where: str) -> tuple[tuple[Deel, ...], str]:
        """Return parts of the blueprint with the id of their evidence."""
        rows = self.blauwdruk.all(naam, **where)
        return rows, self.boek.uitgave(naam, uitleg, [dict(row) for row in rows], *where.values())

    def tekst(self, id_: str) -> Alinea:
        """Return a fixed text of the blueprint as a paragraph, with its evidence."""
        told = self.blauwdruk.tekst(id_)
        return Alinea(told, (self.boek.uitgave("tekst", "Een vaste tekst van de blauwdruk.", told, id_),))

    @cached_property
    def betrokkenen(self) -> str:
        """What the form calls the people whom the data are about."""
        return self.blauwdruk.tekst("betrokkenen")

    @cached_property
    def sleutels(self) -> KeyDirectory:
        """The keys of every organisation, as the stamlog tells them up to the cited checkpoint."""
        entries = (line.entry for stand in self.bron.stam for line in self.bron.lines(stand))
        return KeyDirectory.replay(self.bron.lijst, entries)

    def label(self, kolom: str, code: str) -> str:
        """Return the Dutch label of a code of the vocabulary."""
        return self.bron.ruleset.vocabulary.label(kolom, code)

    @cached_property
    def _namen(self) -> dict[str, str]:
        return {deelnemer.oin: deelnemer.naam for deelnemer in self.bron.lijst.deelnemers}

    def organisatie(self, oin: str) -> str:
        """Return the name of an organisation; its OIN when the deelnemerslijst does not know it (any more)."""
        return self._namen.get(oin, f"organisatie {oin}")

    def gegeven(self, categorie: str) -> str:
        """Return a category as the form names it."""
        return capital(self.label("wat", categorie))

    @cached_property
    def categorieen(self) -> tuple[str, ...]:
        """The categories of personal data, in the order of the vocabulary."""
        known = self.blauwdruk.by_id("categorie")
        return tuple(code for code in self.bron.ruleset.vocabulary.codes["wat"] if code in known)

    @cached_property
    def soort_gegeven(self) -> dict[str, Deel]:
        """What the blueprint says of each category: type and first purpose."""
        return self.blauwdruk.by_id("categorie")

    @cached_property
    def categories_cited(self) -> str:
        """The id of the evidence of what the blueprint says of the categories."""
        return self.deel("categorie", "Type en eerste doel per categorie; een voorstel voor de jurist.")[1]

    @cached_property
    def verwerkingen(self) -> tuple[Verwerking, ...]:
        """The processing activities of the convenant in force at the end of the period, and any other that was used."""
        used = {key[0] for key, _ in self.cijfers.rows("verwerkingen")}
        found: dict[str, Verwerking] = {}
        for row in self.bron.register.verwerkingen:
            current = row.vanaf < self.cijfers.periode.tot
            if current and (row.doel in CONVENANT or row.uri in used):
                found[row.uri] = row
        return tuple(found.values())

    @cached_property
    def toestaand(self) -> tuple[Row, ...]:
        """The rows that allow a supply, in the order of their ids."""
        rows = [
            row for row in self.bron.ruleset.rows if row.eft == "allow" and self.covers(row, "handeling", "verstrekken")
        ]
        return tuple(sorted(rows, key=lambda row: row.id))

    def covers(self, row: Row, kolom: str, code: str) -> bool:
        """Return whether a cell of a row stands for this code."""
        return code in self.bron.groepen.leaves(kolom, getattr(row, kolom))

    def allowed_in(self, verwerking: Verwerking) -> tuple[str, ...]:
        """Return the categories that some rule allows within an activity."""
        rows = [row for row in self._allowing if self.belongs(row, verwerking)]
        return tuple(code for code in self.categorieen if any(self.covers(row, "wat", code) for row in rows))

    @cached_property
    def _allowing(self) -> tuple[Row, ...]:
        return tuple(row for row in self.bron.ruleset.rows if row.eft == "allow")

    def belongs(self, row: Row, verwerking: Verwerking) -> bool:
        """Return whether a rule is about acts and purpose of an activity."""
        acts = any(self.covers(row, "handeling", handeling) for handeling in verwerking.handelingen)
        return acts and self.covers(row, "doel", verwerking.doel)

    def laws(self, rows: Iterable[Row]) -> str:
        """Return the sources that rows rest on, each once, with how sure they are."""
        sources = self.bron.ruleset.sources
        found = dict.fromkeys(code for row in rows for code in row.bronnen)
        return "; ".join(f"{sources[c].wet}, {sources[c].artikel} ({sources[c].zekerheid})" for c in found)

    def supply_rows(self, categorie: str) -> tuple[Row, ...]:
        """Return the rows that allow a supply of this category."""
        return tuple(row for row in self.toestaand if self.covers(row, "wat", categorie))

    def vragen(self, nummer: str) -> tuple[tuple[int, str], ...]:
        """Return the open questions for jurists that belong to a section; a new one stands with the sources."""
        places = self.blauwdruk.by_id("juristvraag")
        asked = self.bron.ruleset.vragen.items()
        return tuple(
            (number, text)
            for number, text in asked
            if nummer in (places[str(number)]["secties"] if str(number) in places else [SOURCES])
        )

    def te_herzien(self, blokken: Iterable[Blok]) -> str:
        """Return what these blocks cite of rules whose source has another text since the last review, in words."""
        changed = self.bron.ruleset.te_herzien
        items = {item.id: item for item in self.boek.items if item.bron == REGELS}
        cited = {id_ for blok in blokken for id_ in evidence(blok) if id_ in items}
        codes = {str(code) for id_ in cited for code in items[id_].waarde}
        touched = {code: [row for row in rows if row in codes] for code, rows in changed.items()}
        return "; ".join(
            f"{self.bron.ruleset.sources[code].wet}, {self.bron.ruleset.sources[code].artikel}"
            + (f" ({', '.join(rows)})" if rows else "")
            for code, rows in touched.items()
            if rows or code in codes
        )
