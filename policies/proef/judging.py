# SPDX-License-Identifier: EUPL-1.2
"""What was found against what was expected, in words.

Purpose: one judge for the engine and for the fold of the mutations, so that both mean the same by "passes".

Invariants: the set of rows must be exactly the expected one; facts that are missing and duties must at least
hold what the scenario names.

Does not: decide.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from policies.decision import Beslissing
from policies.proef.scenario import Verwachting


@dataclass(frozen=True, slots=True)
class Bevinding:
    """What a decision came to, as far as a scenario can speak about it."""

    uitkomst: str
    regels: frozenset[str]
    ontbreekt: frozenset[tuple[str, str]] = frozenset()
    plichten: frozenset[str] = frozenset()
    onbekend: tuple[str, ...] = ()


def of_decision(beslissing: Beslissing) -> Bevinding:
    """The same of an answer of the engine; what is missing is the fact, whichever way a row asks for it."""
    return Bevinding(
        str(beslissing.uitkomst),
        frozenset(regel.id for regel in beslissing.regels),
        frozenset(
            (lack.feit.removeprefix("niet-"), bij) for lack in beslissing.ontbreekt for bij in lack.bij.split(", ")
        ),
        frozenset(beslissing.plichten),
        tuple(code.rpartition(": ")[2] for code in beslissing.onbekend),
    )


def agrees(verwacht: Verwachting, found: Bevinding) -> bool:
    """Whether the scenario passes."""
    return next(differences(verwacht, found), None) is None


def differences(verwacht: Verwachting, found: Bevinding) -> Iterator[str]:
    """Each way in which they differ, as a Dutch sentence; nothing when the scenario passes."""
    if verwacht.uitkomst != found.uitkomst:
        lacking = f" (wat ontbreekt: {_missing(found.ontbreekt)})" if found.ontbreekt else ""
        yield f"het besluit is `{found.uitkomst}`{lacking}, verwacht was `{verwacht.uitkomst}`"
    if verwacht.regels != found.regels:
        yield f"{_rows(found.regels)}, verwacht was {_rows(verwacht.regels, 'geen regel')}"
    if verwacht.onbekend and verwacht.onbekend not in found.onbekend:
        yield f"`{verwacht.onbekend}` is wel een bekende code of komt in de vraag niet voor"
    if found.onbekend and not verwacht.onbekend:
        yield f"onbekende code: {', '.join(found.onbekend)}"
    for feit, bij in verwacht.ontbreekt:
        if (feit, bij) not in found.ontbreekt:
            yield f"het feit `{feit}` bij `{bij}` ontbreekt niet; wat ontbreekt: {_missing(found.ontbreekt)}"
    for plicht in verwacht.plichten:
        if plicht not in found.plichten:
            yield f"de plicht `{plicht}` geldt niet; plichten: {', '.join(sorted(found.plichten)) or 'geen'}"
    if verwacht.geen_plicht and found.plichten:
        yield f"er geldt wel een plicht: {', '.join(sorted(found.plichten))}"


def _rows(rows: AbstractSet[str], empty: str = "er draagt geen regel") -> str:
    return f"op grond van {', '.join(sorted(rows))}" if rows else empty


def _missing(lacking: AbstractSet[tuple[str, str]]) -> str:
    return ", ".join(f"`{feit}` bij `{bij}`" for feit, bij in sorted(lacking)) or "niets"
