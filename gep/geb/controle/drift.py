# SPDX-License-Identifier: EUPL-1.2
"""Drift: what the GEB states about sharing, beside what the log shows, in both directions.

Invariants:
- What is stated comes from rules, register and deelnemerslijst of the edition, never from the log: else a practice that
  nobody described would describe itself.
- What happened comes from the supplies in the log alone. A supply that no rule of the edition knows is found, whoever
  let it through.
- Happened and not stated is drift. Stated and never happened is told apart: it may be needed tomorrow.

Norm: AVG 35(11) (review when the risk changes); issue "GEP". Whether drift is wrong is for people.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from gep.geb.controle.bevinding import Bevinding, Soort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.keychain.lijst import Deelnemerslijst
    from gep.bron import Bron
    from gep.cijfers import Cijfers

VERSTREKKEN: Final = "verstrekken"
GETOOND: Final = 12


@dataclass(frozen=True, slots=True)
class Deling:
    """What is shared with whom for what: stated, or as it happened; all codes."""

    categorieen: frozenset[str]
    ontvangers: frozenset[str]
    ontvangersoorten: frozenset[str]
    doelen: frozenset[str]
    regels: frozenset[str]
    verwerkingen: frozenset[str]


NAMEN: Final = {
    "categorieen": ("categorie", "de categorie", "de categorieën"),
    "ontvangers": ("ontvanger", "de ontvanger", "de ontvangers"),
    "ontvangersoorten": ("soort ontvanger", "de soort ontvanger", "de soorten ontvangers"),
    "doelen": ("doel", "het doel", "de doelen"),
    "regels": ("regel", "de regel", "de regels"),
    "verwerkingen": ("verwerking", "de verwerking", "de verwerkingen"),
}
SECTIES: Final = {
    "categorieen": "2",
    "ontvangers": "6",
    "ontvangersoorten": "11",
    "doelen": "5",
    "regels": "11",
    "verwerkingen": "3",
}


def stated(bron: Bron) -> Deling:
    """Return what an edition with these rules, register and deelnemerslijst states."""
    rows = [row for row in bron.ruleset.rows if row.eft == "allow"]
    rows = [row for row in rows if VERSTREKKEN in bron.groepen.leaves("handeling", row.handeling)]
    organisations = bron.lijst.deelnemers
    purposes = {code for row in rows for code in bron.groepen.leaves("doel", row.doel)}
    activities = [item for item in bron.register.verwerkingen if VERSTREKKEN in item.handelingen]
    return Deling(
        categorieen=frozenset(code for row in rows for code in bron.groepen.leaves("wat", row.wat)),
        ontvangers=frozenset(one.oin for one in organisations),
        ontvangersoorten=frozenset(code for row in rows for code in bron.groepen.leaves("wie", row.aan)),
        doelen=frozenset(item.doel for item in activities if item.doel in purposes),
        regels=frozenset(row.id for row in rows),
        verwerkingen=frozenset(item.uri for item in bron.register.verwerkingen),
    )


def happened(cijfers: Cijfers, *lijsten: Deelnemerslijst) -> Deling:
    """Return what the log shows of supplies; kinds of organisations come from these lists, the first that knows one."""
    kinds = {one.oin: one.soort for lijst in reversed(lijsten) for one in lijst.deelnemers}
    to = {key[2] for key, _ in cijfers.rows("verstrekkingen")}
    asked = {key[2] for key, _ in cijfers.rows("gebruik") if key[0] == VERSTREKKEN} - {"-"}
    return Deling(
        categorieen=frozenset(key[0] for key, _ in cijfers.rows("records")),
        ontvangers=frozenset(to),
        ontvangersoorten=frozenset({kinds[oin] for oin in to if oin in kinds} | asked),
        doelen=frozenset(key[0] for key, _ in cijfers.rows("doelen")),
        regels=frozenset(key[0] for key, _ in cijfers.rows("grondslagen")),
        verwerkingen=frozenset(key[0] for key, _ in cijfers.rows("verwerkingen")),
    )


def namer(*bronnen: Bron) -> Callable[[str, str], str]:
    """Return what gives the words for a code of a kind: the label of the vocabulary, the name of an organisation."""
    names = {one.oin: one.naam for bron in reversed(bronnen) for one in bron.lijst.deelnemers}
    activities = {item.uri: item.naam for bron in reversed(bronnen) for item in bron.register.verwerkingen}
    columns = {"categorieen": "wat", "ontvangersoorten": "wie", "doelen": "doel"}

    def name(kind: str, code: str) -> str:
        if kind in columns:
            return next(
                (bron.ruleset.vocabulary.label(columns[kind], code) for bron in bronnen if _knows(bron, kind, code)),
                code,
            )
        return names.get(code) or activities.get(code) or code

    def _knows(bron: Bron, kind: str, code: str) -> bool:
        return code in bron.ruleset.vocabulary.codes[columns[kind]]

    return name


def compare(gesteld: Deling, gebeurd: Deling, name: Callable[[str, str], str]) -> Iterator[Bevinding]:
    """Yield drift in both directions; `name` gives the words for a code of a kind."""
    for field in fields(Deling):
        said, done = getattr(gesteld, field.name), getattr(gebeurd, field.name)
        for code in sorted(done - said):
            yield _unstated(field.name, code, name(field.name, code))
        if unused := sorted(said - done):
            yield _unused(field.name, unused, [name(field.name, code) for code in unused])


def _unstated(kind: str, code: str, words: str) -> Bevinding:
    one, the, _ = NAMEN[kind]
    text = f"In het logboek staat {the} {words}. De GEB noemt deze {one} niet."
    return Bevinding(Soort.DRIFT, text, {"drift": one, "code": code, "sectie": SECTIES[kind]})


def _unused(kind: str, codes: list[str], words: list[str]) -> Bevinding:
    one, _, many = NAMEN[kind]
    shown = "; ".join(words[:GETOOND]) + (f"; en nog {len(words) - GETOOND}" if len(words) > GETOOND else "")
    text = f"De GEB noemt {many} hieronder. In het logboek komen ze niet voor. Het gaat om: {shown}."
    return Bevinding(Soort.ONGEBRUIKT, text, {"drift": one, "codes": " ".join(codes), "sectie": SECTIES[kind]})
