# SPDX-License-Identifier: EUPL-1.2
"""Three-valued facts: `x` is established, `niet-x` is established that not, absent is unknown.

Purpose: the one function that the matcher of model.conf calls, `voldoet`.

Invariants:
    * on an allow row an unknown fact is no match; on a deny row it is one, so that casbin itself
      allows exactly when the outcome is `toegestaan`;
    * no clock, no state but a cache of split cells.

Norm: design.md 6; reference/policy-engine.md section 3, "Missing facts".
Does not: establish facts (core.facts does) or know which tokens exist (the vocabulary does).
"""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache


@lru_cache(maxsize=4096)
def split(cell: str) -> tuple[str, ...]:
    """The codes of a `+` joined cell; `-` is none."""
    return () if cell == "-" else tuple(cell.split("+"))


def opposite(token: str) -> str:
    """`niet-x` for `x`, and `x` for `niet-x`."""
    return token[5:] if token.startswith("niet-") else f"niet-{token}"


@lru_cache(maxsize=4096)
def demands(cell: str) -> tuple[frozenset[str], frozenset[str]]:
    """The tokens a cell asks for, and their opposites."""
    tokens = split(cell)
    return frozenset(tokens), frozenset(map(opposite, tokens))


def voldoet(eis: str, eft: str, feiten: AbstractSet[str]) -> bool:
    """Whether a row's demand is met by the facts; unknown counts as met on every row that is not an allow."""
    wanted, opposites = demands(eis)
    if eft == "allow":
        return wanted <= feiten
    return opposites.isdisjoint(feiten)


def prepare(cells: Iterable[str]) -> Callable[[str, str, AbstractSet[str]], bool]:
    """`voldoet` for these cells only, split beforehand; KeyError for any other cell."""
    known = {cell: demands(cell) for cell in cells}

    def prepared(eis: str, eft: str, feiten: AbstractSet[str]) -> bool:
        wanted, opposites = known[eis]
        return wanted <= feiten if eft == "allow" else opposites.isdisjoint(feiten)

    return prepared


def missing(eis: str, feiten: AbstractSet[str]) -> tuple[str, ...] | None:
    """The demanded tokens that are unknown, in the order of the cell; None when one is contradicted."""
    wanted, opposites = demands(eis)
    if not opposites.isdisjoint(feiten):
        return None
    return () if wanted <= feiten else tuple(t for t in split(eis) if t not in feiten)
