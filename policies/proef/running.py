# SPDX-License-Identifier: EUPL-1.2
"""Scenarios against a rule set: each one decided by the real engine, casbin included.

Invariants:
    * a scenario that is expected to fail is excused until the day it names and not a day longer, and is a
      failure when it passes; without a day (`vandaag` None) nothing is excused;
    * a named row that does not exist is told as such.

Does not: mutate rules (`policies.proef.mutation`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policies.proef.judging import Bevinding, differences, of_decision
from policies.proef.scenario import Scenario
from policies.ruleset import RuleSet


class Stand(StrEnum):
    """How a scenario ended."""

    GESLAAGD = "geslaagd"
    MISLUKT = "mislukt"
    VERWACHT_MISLUKT = "verwacht-mislukt"


@dataclass(frozen=True, slots=True)
class Uitslag:
    """One scenario with what was found; `waarom` says in Dutch what is not as it should be."""

    scenario: Scenario
    stand: Stand
    gevonden: Bevinding
    waarom: tuple[str, ...] = ()


def run(scenarios: Iterable[Scenario], ruleset: RuleSet, vandaag: date | None = None) -> tuple[Uitslag, ...]:
    """Decide every scenario.

    Raises:
        EngineDisagreementError: when casbin and the explanation differ; nothing can be proven then.
    """
    known = frozenset(row.id for row in ruleset.rows)
    return tuple(_run_one(scenario, ruleset, vandaag, known) for scenario in scenarios)


def _run_one(scenario: Scenario, ruleset: RuleSet, vandaag: date | None, known: frozenset[str]) -> Uitslag:
    found = of_decision(ruleset.decide(scenario.vraag))
    wrong = [*differences(scenario.verwacht, found)]
    wrong += [f"regel {row} bestaat niet" for row in sorted(scenario.verwacht.regels - known)]
    until = scenario.mislukt_tot
    if until is None:
        return Uitslag(scenario, Stand.MISLUKT if wrong else Stand.GESLAAGD, found, tuple(wrong))
    if not wrong:
        told = "dit scenario slaagt, maar er staat dat het mislukt; haal het kenmerk `@verwacht-mislukt-tot` weg"
        return Uitslag(scenario, Stand.MISLUKT, found, (told,))
    if vandaag is None or vandaag > until:
        return Uitslag(scenario, Stand.MISLUKT, found, (f"dit mocht mislukken tot en met {until}", *wrong))
    return Uitslag(scenario, Stand.VERWACHT_MISLUKT, found, tuple(wrong))
