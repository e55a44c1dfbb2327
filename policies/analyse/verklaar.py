# SPDX-License-Identifier: EUPL-1.2
"""Why a question has its outcome: what matched, what almost matched, what is missing, what would open it.

Purpose: a jurist asks any hypothetical question and sees the whole reasoning, not only the answer.

Invariants:
    * outcome, carrying rows, obligations and missing facts are those of `RuleSet.decide`, never worked out again;
    * a row almost matches when exactly one thing stands in the way: one column, the day, or the facts;
    * what would open it is exact: with those facts, and each of them, the decision is `toegestaan`.

Norm: reference/policy-engine.md 4d; design.md 5. Does not: make sentences (`policies.verklaring`), or look at a clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from policies.analyse.gedrag import Gedrag
from policies.decision import Beslissing, Vraag
from policies.rows import Row
from policies.ruleset import RuleSet
from policies.tokens import opposite

KOLOM: Final = MappingProxyType(
    {"fase": "fase", "doel": "doel", "aan": "wie", "wat": "wat", "wie": "wie", "handeling": "handeling"}
)
FEITEN: Final = "feiten"
DATUM: Final = "datum"
# The nearer a miss, the easier the question is changed: facts can still come, another actor is another question.
_NEARNESS: Final = (FEITEN, DATUM, *KOLOM)
_MOST_NEAR: Final = 10


@dataclass(frozen=True, slots=True)
class Bijna:
    """A row that one thing keeps from matching: a column, `datum`, or `feiten`.

    Attributes:
        afstand: how far off: steps of work for the phase, days for the day, facts that stand the other way, or the size
            of the smallest group that holds both codes.
        tegen: the established tokens that contradict it (only for `feiten`).
        open: the tokens it would still need when that one thing were otherwise.
    """

    rij: Row
    kolom: str
    afstand: int
    tegen: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nodig:
    """One smallest way to be allowed: facts that must be established, and facts that must then stand otherwise."""

    erbij: tuple[str, ...]
    anders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verklaring:
    """Everything there is to say about one question.

    Attributes:
        opzij: allow rows that match but do not carry the outcome, since a refusal goes before.
        bijna: the nearest rows that almost match; `bijna_meer` counts those left out.
        nodig: the smallest ways to be allowed, fewest changes first; empty when no facts at all open it.
    """

    vraag: Vraag
    beslissing: Beslissing
    opzij: tuple[Row, ...]
    bijna: tuple[Bijna, ...]
    bijna_meer: int
    nodig: tuple[Nodig, ...]


def explain(ruleset: RuleSet, vraag: Vraag) -> Verklaring:
    """Explain the decision on a question.

    Raises:
        EngineDisagreementError: when casbin and the explanation differ; nothing is decided then.
    """
    beslissing = ruleset.decide(vraag)
    if beslissing.onbekend:
        return Verklaring(vraag, beslissing, (), (), 0, ())
    gedrag = Gedrag(ruleset.candidates(vraag))
    carried = {regel.id for regel in beslissing.regels}
    aside = tuple(row for row in gedrag.toestaand if row.id not in carried and frozenset(row.tokens) <= vraag.feiten)
    near = sorted(_near(ruleset, vraag), key=lambda one: _order(one, allowed=beslissing.toegestaan))
    return Verklaring(
        vraag, beslissing, aside, tuple(near[:_MOST_NEAR]), max(0, len(near) - _MOST_NEAR), _needed(gedrag, vraag)
    )


def _needed(gedrag: Gedrag, vraag: Vraag) -> tuple[Nodig, ...]:
    """The ways with the fewest facts to turn round, and of those the smallest."""
    ways = [_way(opened, vraag.feiten) for opened in gedrag.opent]
    fewest = min((len(way.anders) for way in ways), default=0)
    kept = [way for way in ways if len(way.anders) == fewest]
    smallest = [way for way in kept if not any(_within(other, way) for other in kept if other != way)]
    return tuple(sorted(set(smallest), key=lambda way: (len(way.erbij), way.erbij, way.anders)))


def _way(opened: frozenset[str], feiten: frozenset[str]) -> Nodig:
    other = sorted(token for token in opened if opposite(token) in feiten)
    return Nodig(tuple(sorted(opened - feiten - set(other))), tuple(other))


def _within(one: Nodig, other: Nodig) -> bool:
    return set(one.erbij) <= set(other.erbij) and set(one.anders) <= set(other.anders)


def _near(ruleset: RuleSet, vraag: Vraag) -> Iterable[Bijna]:
    day = vraag.datum.isoformat()
    for row in ruleset.rows:
        misses = [veld for veld, kolom in KOLOM.items() if getattr(vraag, veld) not in _cell(ruleset, kolom, row, veld)]
        against = tuple(token for token in row.tokens if opposite(token) in vraag.feiten)
        misses += [DATUM] if not row.van <= day <= row.tm else []
        misses += [FEITEN] if against else []
        if len(misses) == 1:
            open_ = tuple(token for token in row.tokens if token not in vraag.feiten and token not in against)
            yield Bijna(row, misses[0], _distance(ruleset, row, vraag, misses[0], against), against, open_)


def _cell(ruleset: RuleSet, kolom: str, row: Row, veld: str) -> frozenset[str]:
    return ruleset.leaves(kolom, getattr(row, veld))


def _distance(ruleset: RuleSet, row: Row, vraag: Vraag, kolom: str, against: tuple[str, ...]) -> int:
    if kolom == FEITEN:
        return len(against)
    if kolom == DATUM:
        first, last = date.fromisoformat(row.van), date.fromisoformat(row.tm)
        return (first - vraag.datum if vraag.datum < first else vraag.datum - last).days
    if kolom == "fase":
        order: Mapping[str, int] = {code: i for i, code in enumerate(ruleset.vocabulary.fasen)}
        return min(abs(order[vraag.fase] - order[code]) for code in ruleset.leaves("fase", row.fase))
    return _kinship(ruleset, KOLOM[kolom], getattr(vraag, kolom), getattr(row, kolom))


def _kinship(ruleset: RuleSet, kolom: str, code: str, cell: str) -> int:
    """The size of the smallest group that holds both: police data lie nearer to police data than to a BSN."""
    groups = (ruleset.leaves(kolom, group) for group in ruleset.vocabulary.groups[kolom])
    return min(len(group) for group in groups if code in group and group & ruleset.leaves(kolom, cell))


def _order(one: Bijna, *, allowed: bool) -> tuple[bool, int, int, int]:
    """What could turn the answer comes first: rows that allow when it is refused, and the reverse."""
    turns = (one.rij.eft == "allow") is not allowed
    return not turns, _NEARNESS.index(one.kolom), one.afstand, len(one.open)
