# SPDX-License-Identifier: EUPL-1.2
"""The registry: exactly one predicate per fact of the vocabulary.

Invariants:
- A code is registered once; a second function for it stops the import.
- A predicate is pure: it sees the question and the evidence, and answers with an `Oordeel`.

Norm: design.md 2 ("by a named predicate"). It knows no vocabulary: `derive` compares the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.facts.context import Context, Oordeel

    Predicate: TypeAlias = Callable[[Context], Oordeel]

REGISTRY: dict[str, Predicate] = {}


def predicate(code: str) -> Callable[[Predicate], Predicate]:
    """Register a function as the predicate of a fact."""

    def register(function: Predicate) -> Predicate:
        if code in REGISTRY:
            raise ValueError(f"twee predicaten voor feit '{code}'")
        REGISTRY[code] = function
        return function

    return register
