# SPDX-License-Identifier: EUPL-1.2
"""From a proposal to planned records: one category each, the BSN apart, the supplier's own statements about each.

Invariants:
- A record id is random and new for each sealing; content and numbers are tied by the random subject reference alone.
- What the supplier states is about this one record (`over.record`), so a label never covers another item.
- `repr` shows no content.

It decides nothing, signs nothing and stores nothing.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from adapters.gateway.proposal import bsn_content
from core.facts import Feitverklaring, Over, RecordInfo, Toegelaten, Uitgever

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.gateway.bijlagen.voorraad import Klaar
    from adapters.gateway.proposal import Voorstel

BSN = "bsn"


@dataclass(frozen=True, slots=True)
class Plan:
    """One record that is to be sealed.

    Attributes:
        record: its id (UUIDv4).
        inhoud: content without labels.
        ontvangers: `(oin, eenheid)` without the supplier.
        verklaringen: the supplier's own statements about it.
        bijlagen: files that go under this seal, looked at.
        vorige: the own record that this one replaces.
        voorwaarden: from when, after whose release, and until when it may be read (`core.contract.levensloop`).
        weglaatbaar: recipients that the rules do not allow fall away instead of refusing the whole (a BSN beside its content).
    """

    record: str
    casus: str
    categorie: str
    inhoud: Mapping[str, Any] = field(repr=False)
    ontvangers: tuple[tuple[str, str], ...]
    verklaringen: tuple[Feitverklaring, ...]
    verwerking: str = ""
    bewaren_tot: int | None = None
    weglaatbaar: bool = False
    bijlagen: tuple[Klaar, ...] = ()
    vorige: str | None = None
    voorwaarden: Mapping[str, Any] | None = None

    def info(self, supplier: str, phase: str) -> RecordInfo:
        """Return what the predicates may know of it."""
        others = frozenset(oin for oin, _ in self.ontvangers) - {supplier}
        return RecordInfo(self.record, self.casus, supplier, others, self.categorie, phase)

    def stated(self, issuer: Uitgever) -> tuple[Toegelaten, ...]:
        """Return the statements with their issuer, as the predicates take them."""
        return tuple(Toegelaten(item, issuer) for item in self.verklaringen)

    def only(self, allowed: frozenset[str]) -> Plan:
        """Return the plan for these organisations alone."""
        return replace(self, ontvangers=tuple(pair for pair in self.ontvangers if pair[0] in allowed))

    def anew(self, now: int) -> Plan:
        """Return the same plan under a new record id, its statements made anew about that record."""
        record = str(uuid.uuid4())
        renewed = tuple(
            replace(item, id=str(uuid.uuid4()), over=replace(item.over, record=record), van=now, tijd=now)
            for item in self.verklaringen
        )
        return replace(self, record=record, verklaringen=renewed)


def plans_of(voorstel: Voorstel, now: int, bijlagen: tuple[Klaar, ...] = ()) -> list[Plan]:
    """Return the records of a proposal: its content with its attachments, and its BSNs apart."""
    given = tuple((oin, unit) for oin, unit in voorstel.ontvangers)
    content = described(voorstel.inhoud, bijlagen)
    plans = [_plan(voorstel, voorstel.categorie, content, given, dict(voorstel.feiten), now)]
    plans[0] = replace(plans[0], bijlagen=bijlagen)
    if voorstel.nummers:
        named = voorstel.bsn_ontvangers
        readers = given if named is None else tuple((oin, unit) for oin, unit in named)
        facts = {**voorstel.feiten, **voorstel.bsn_feiten}
        numbers = _plan(voorstel, BSN, bsn_content(voorstel.nummers), readers, facts, now)
        plans.append(replace(numbers, weglaatbaar=named is None))
    return plans


def described(inhoud: Mapping[str, Any], bijlagen: tuple[Klaar, ...]) -> Mapping[str, Any]:
    """Return content that describes these attachments and no others."""
    rest = {name: value for name, value in inhoud.items() if name != "bijlagen"}
    return {**rest, "bijlagen": [item.to_json() for item in bijlagen]} if bijlagen else rest


def _plan(
    voorstel: Voorstel,
    category: str,
    content: Mapping[str, Any],
    recipients: tuple[tuple[str, str], ...],
    facts: Mapping[str, bool],
    now: int,
) -> Plan:
    record = str(uuid.uuid4())
    over = Over(casus=voorstel.casus, record=record)
    return Plan(
        record=record,
        casus=voorstel.casus,
        categorie=category,
        inhoud=content,
        ontvangers=tuple(dict.fromkeys(recipients)),
        verklaringen=tuple(
            statement(fact, over, voorstel.grondslag, now, value=value) for fact, value in facts.items()
        ),
        verwerking=voorstel.verwerking,
        bewaren_tot=voorstel.bewaren_tot,
        voorwaarden=voorstel.voorwaarden,
    )


def statement(
    fact: str, over: Over, basis: str, now: int, *, value: bool | str, until: int | None = None
) -> Feitverklaring:
    """Return a new statement that holds from now on."""
    return Feitverklaring(str(uuid.uuid4()), fact, over, value, basis, now, until, now)
