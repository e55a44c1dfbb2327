# SPDX-License-Identifier: EUPL-1.2
"""The events of a case: a closed set of kinds, each with a closed body.

Invariants:
- An event is {v, casus, volgnr, soort, door, tijd, gegevens}; `door` is the OIN that the backbone authenticated and
  `tijd` the clock of the backbone, never what a body said.
- A body has exactly the fields of its kind. No field holds free text; title and subject are sealed records.
- Parsing gives the event or all findings; it never raises on outside input.

Norm: design.md 3 (`core/casus`), 9; domain.md, "The work" 1. It does not know what happened before: that is `fold`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from core.casus import fields
from core.casus.bevindingen import Bevinding, Ongeldig
from core.casus.lijsten import lijsten
from core.casus.sealed import check_sealed

if TYPE_CHECKING:
    from core.casus.fields import Check, Codes

VERSIE = 1


class Soort(StrEnum):
    """The kinds of event; the value is the code on the wire."""

    GEOPEND = "geopend"
    DEELNEMER_TOEGEVOEGD = "deelnemer-toegevoegd"
    DEELNEMER_BEEINDIGD = "deelnemer-beeindigd"
    PERSOON_TOEGEVOEGD = "persoon-toegevoegd"
    PERSOON_BEEINDIGD = "persoon-beeindigd"
    FASE_GEZET = "fase-gezet"
    UITVRAAG = "uitvraag"
    UITVRAAG_BEANTWOORD = "uitvraag-beantwoord"
    ANALYSE = "analyse"
    ADVIES = "advies"
    GESLOTEN = "gesloten"


@dataclass(frozen=True, slots=True)
class Gebeurtenis:
    """One event of a case. `gegevens` has passed the check of its kind."""

    casus: str
    volgnr: int
    soort: Soort
    door: str
    tijd: int
    gegevens: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return the event as it is stored, hashed and sent."""
        return {
            "v": VERSIE,
            "casus": self.casus,
            "volgnr": self.volgnr,
            "soort": self.soort.value,
            "door": self.door,
            "tijd": self.tijd,
            "gegevens": self.gegevens,
        }


def check_body(soort: Soort, gegevens: Any, codes: Codes) -> list[Bevinding]:
    """Return all findings on the body of an event of this kind; empty means right."""
    found = fields.check_object("gegevens", gegevens, _bodies(codes)[soort], also=_LATER.get(soort, {}))
    found += [item for name, check in _LATER.get(soort, {}).items() for item in _if_there(gegevens, name, check)]
    found += fields.window("gegevens", gegevens)
    if not found and soort is Soort.UITVRAAG_BEANTWOORD:
        found += _check_answer(gegevens)
    if not found and soort is Soort.GEOPEND:
        found += _check_opening(gegevens)
    return found


def parse(value: Any, codes: Codes) -> Gebeurtenis | Ongeldig:
    """Return the event that `value` (decoded JSON) holds, or all findings."""
    found = fields.check_object("", value, _ENVELOPE, also=("gegevens",))
    soort = value.get("soort") if isinstance(value, dict) else None
    if isinstance(soort, str) and soort in set(Soort):
        found += check_body(Soort(soort), value.get("gegevens"), codes)
    if found:
        return Ongeldig(tuple(found))
    return Gebeurtenis(
        value["casus"], value["volgnr"], Soort(value["soort"]), value["door"], value["tijd"], value["gegevens"]
    )


def _number(pad: str, value: Any) -> list[Bevinding]:
    ok = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10**9
    return [] if ok else fields.finding(pad, "geen-volgnummer", "Dit is geen volgnummer vanaf 1.")


_ENVELOPE: dict[str, Check] = {
    "v": fields.constant(VERSIE),
    "casus": fields.uuid4,
    "volgnr": _number,
    "soort": fields.one_of({soort.value for soort in Soort}, "soorten gebeurtenis"),
    "door": fields.oin,
    "tijd": fields.moment,
}


def _bodies(codes: Codes) -> dict[Soort, dict[str, Check]]:
    lists = lijsten()
    reason = fields.optional(fields.one_of(lists.slotredenen, "redenen van beëindiging"))
    term: dict[str, Check] = {"van": fields.moment, "tot": fields.optional(fields.moment)}
    return {
        Soort.GEOPEND: {
            "regio": fields.one_of(codes.regios, "regio's"),
            "doel": fields.one_of(lists.doelen, "doelen van een casus"),
            "herkomst": fields.one_of(lists.herkomsten, "herkomsten"),
            "themas": fields.listing(fields.one_of(lists.themas, "thema's")),
            "hkp": fields.optional(fields.uuid4),
            "inbrengers": fields.listing(fields.oin, minimum=1),
            "namens_werkgroep": fields.boolean,
            "titel": fields.optional(check_sealed),
        },
        Soort.DEELNEMER_TOEGEVOEGD: {"oin": fields.oin, "eenheden": fields.listing(fields.code), **term},
        Soort.DEELNEMER_BEEINDIGD: {"oin": fields.oin, "tot": fields.moment, "reden": reason},
        Soort.PERSOON_TOEGEVOEGD: {"persoon": fields.uuid4, "oin": fields.oin, **term},
        Soort.PERSOON_BEEINDIGD: {"persoon": fields.uuid4, "tot": fields.moment},
        Soort.FASE_GEZET: {
            "streng": fields.one_of(lists.strengen, "strengen"),
            "fase": fields.one_of(lists.fasen, "fasen"),
            "reden": fields.optional(fields.one_of(lists.overgangen.terug_redenen, "redenen om terug te gaan")),
        },
        Soort.UITVRAAG: {
            "uitvraag": fields.uuid4,
            "aan": fields.oin,
            "categorie": fields.one_of(codes.categorieen, "categorieën"),
            "onderwerp": fields.optional(check_sealed),
        },
        Soort.UITVRAAG_BEANTWOORD: {
            "uitvraag": fields.uuid4,
            "soort": fields.one_of({"verstrekt", "geweigerd"}, "soorten antwoord"),
            "reden": fields.optional(fields.one_of(lists.weigeringsredenen, "weigeringsredenen")),
            "records": fields.listing(fields.uuid4),
        },
        Soort.ANALYSE: {"records": fields.listing(fields.uuid4, minimum=1)},
        Soort.ADVIES: {"record": fields.uuid4},
        Soort.GESLOTEN: {"reden": fields.one_of(lists.slotredenen, "redenen van sluiting")},
    }


# Fields that came after the first events of their kind: an event of before goes without.
_LATER: dict[Soort, dict[str, Check]] = {Soort.ADVIES: {"gebruikt": fields.listing(fields.uuid4)}}


def _if_there(gegevens: Any, name: str, check: Check) -> list[Bevinding]:
    there = isinstance(gegevens, dict) and name in gegevens
    return check(f"gegevens.{name}", gegevens[name]) if there else []


def cited(event: Gebeurtenis) -> tuple[str, ...]:
    """Return the records on which an analysis or an advice rests, as its maker says."""
    field = {Soort.ANALYSE: "records", Soort.ADVIES: "gebruikt"}.get(event.soort)
    return () if field is None else tuple(event.gegevens.get(field, ()))


def _check_answer(gegevens: dict[str, Any]) -> list[Bevinding]:
    if gegevens["soort"] == "geweigerd":
        if gegevens["reden"] is None:
            return fields.finding("gegevens.reden", "ontbreekt", "Een weigering noemt een reden die deelbaar is.")
        if gegevens["records"]:
            return fields.finding("gegevens.records", "niet-bij-weigering", "Bij een weigering horen geen records.")
    elif gegevens["reden"] is not None:
        return fields.finding("gegevens.reden", "niet-bij-verstrekking", "Bij een verstrekking hoort geen reden.")
    return []


def _check_opening(gegevens: dict[str, Any]) -> list[Bevinding]:
    if gegevens["doel"] == "hk" and gegevens["hkp"] is None:
        return fields.finding("gegevens.hkp", "ontbreekt", "Bij dit doel hoort een aanwijzing van de stuurgroep.")
    return []
