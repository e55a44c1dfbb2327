# SPDX-License-Identifier: EUPL-1.2
"""The register as everyone may read it: what the URI of an activity leads to, at a moment, as a page and as JSON.

Invariants:
- Made from register, rules, deelnemerslijst and terms, all of which are public; the log is not even asked. So the answer
  is the same for everyone, before and after any act.
- A confidential activity stands in it in general words only: that it exists, what for, on what basis and why it is
  confidential. LDV wants its URI to resolve; that it exists says nothing about anybody.
- A version never disappears: each URI ever cited leads to the version of its time.

Norm: LDV 1.0.0 (register; confidentiality is of an activity); AVG 30; Wpg 31d. It decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from gep.document.blokken import Alinea, Lijst, Sectie, Tabel
from gep.document.document import Document
from gep.periode import day_of
from gep.register.pagina import activity
from policies.words import day_in_words

if TYPE_CHECKING:
    from gep.register.lezen import Lezer
    from gep.register.velden import Versie

UITLEG: Final = (
    "Dit is het openbare register van verwerkingen. "
    "Het zegt welke verwerkingen er zijn, en niet wat er is gebeurd of over wie."
)
CONCEPT: Final = "Dit is een concept. Een jurist heeft de rechtsgronden nog niet vastgesteld."


class UnknownActivityError(LookupError):
    """There is no such activity, or it did not exist yet at that moment."""

    type = "verwerking-onbekend"


@dataclass(frozen=True)
class Openbaar:
    """The public register of one release, list and set of terms."""

    lezer: Lezer

    @cached_property
    def versies(self) -> tuple[Versie, ...]:
        """Every version, as everyone may read it."""
        return tuple(versie.public() for versie in self.lezer.versies)

    def find(self, code: str, tijd: int | None) -> Versie:
        """Return the version of an activity at ms `tijd`, None for the newest.

        Raises:
            UnknownActivityError: there is none.
        """
        for versie in reversed(self.versies):
            if versie.verwerking.code == code and (versie.tot is None if tijd is None else versie.holds(tijd)):
                return versie
        raise UnknownActivityError("deze verwerking staat niet in het register, of nog niet op dat moment")

    def at(self, tijd: int | None) -> tuple[Versie, ...]:
        """Return the version of every activity at ms `tijd`, None for the newest."""
        return tuple(item for item in self.versies if (item.tot is None if tijd is None else item.holds(tijd)))

    def as_json(self, versie: Versie) -> dict[str, Any]:
        """Return one version, with the days on which the others of this activity take effect."""
        shown = versie.to_json()
        del shown["werkelijk"]
        return {**shown, "versies": [_dated(item) for item in self._of(versie)]}

    def index(self, versies: tuple[Versie, ...]) -> dict[str, Any]:
        """Return the list of activities."""
        rows = ({"uri": v.verwerking.uri, "code": v.verwerking.code, **_dated(v)} for v in versies)
        named = ({**row, "naam": v.verwerking.naam} for row, v in zip(rows, versies, strict=True))
        return {"verwerkingen": list(named)}

    def page(self, versie: Versie) -> Document:
        """Return one version as people read it."""
        others = tuple(
            (f"Versie {item.verwerking.versie}", day_in_words(day_of(item.verwerking.vanaf)))
            for item in self._of(versie)
        )
        parties = tuple(f"{item.naam} (OIN {item.oin})" for item in versie.verantwoordelijken)
        return Document(
            titel=versie.verwerking.naam,
            ondertitel=f"Verwerking {versie.verwerking.code}, versie {versie.verwerking.versie}",
            kenmerken=(("Kenmerk", versie.verwerking.uri), ("Vrijgave van de regels", self.lezer.ruleset.digest)),
            waarschuwingen=(CONCEPT,),
            secties=(
                Sectie("1", "De verwerking", (Alinea(UITLEG), *activity(versie))),
                Sectie("2", "Wie samen verantwoordelijk zijn", (Lijst(parties),)),
                Sectie("3", "Beveiliging", (Lijst(versie.maatregelen),)),
                Sectie(
                    "4", "Alle versies", (Tabel("versies", "Versies en hun eerste dag", ("Versie", "Vanaf"), others),)
                ),
                Sectie("5", "Wat niet bekend is", (Lijst(versie.onbekend),)),
            ),
            voet="Gemaakt uit register, regels, deelnemerslijst en termijnen.",
        )

    def index_page(self, versies: tuple[Versie, ...]) -> Document:
        """Return the list of activities as people read it."""
        rows = tuple(
            (item.verwerking.naam, item.doel.label, "ja" if item.vertrouwelijk else "nee", item.verwerking.uri)
            for item in versies
        )
        heads = ("Verwerking", "Doel", "Vertrouwelijk", "Kenmerk")
        return Document(
            titel="Register van verwerkingen",
            ondertitel="Welke verwerkingen er zijn (AVG 30, Wpg 31d)",
            kenmerken=(("Vrijgave van de regels", self.lezer.ruleset.digest),),
            waarschuwingen=(CONCEPT,),
            secties=(
                Sectie("1", "Verwerkingen", (Alinea(UITLEG), Tabel("verwerkingen", "Verwerkingen", heads, rows))),
            ),
            voet="Gemaakt uit register, regels, deelnemerslijst en termijnen.",
        )

    def _of(self, versie: Versie) -> list[Versie]:
        return [item for item in self.versies if item.verwerking.code == versie.verwerking.code]


def _dated(versie: Versie) -> dict[str, Any]:
    tot = None if versie.tot is None else day_of(versie.tot).isoformat()
    return {"versie": versie.verwerking.versie, "vanaf": day_of(versie.verwerking.vanaf).isoformat(), "tot": tot}
