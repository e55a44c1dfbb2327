# SPDX-License-Identifier: EUPL-1.2
"""What an act at the exchange can end in: five values, never a bare boolean and never an exception for a refusal.

Invariants:
- Only `Gedaan` gives anything away, and it carries the proof that its line stands in a signed checkpoint.
- `Onbekend` holds nothing at all, so that "no such case" and "not yours" are the same bytes for the caller.
- A refusal is an act too: `Geweigerd` carries its own proof.

These values know nothing of HTTP; `server.api` gives each its status and its problem document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from core.casus.bevindingen import Bevinding, Ongeldig

__all__ = ["NEUTRAAL", "Bevinding", "Conflict", "Gedaan", "Geweigerd", "Onbekend", "Ongeldig", "Receipt", "Uitkomst"]

Receipt: TypeAlias = dict[str, Any]

NEUTRAAL: Final = "geweigerd"
"""The outcome of a refusal that rests on rows that the caller may not be told: it says nothing but that."""


@dataclass(frozen=True, slots=True)
class Gedaan:
    """The act was done; `bewijs` proves each line it left, in the order of the acts."""

    gegevens: dict[str, Any]
    bewijs: tuple[Receipt, ...] = ()


@dataclass(frozen=True, slots=True)
class Geweigerd:
    """The policy refused the act.

    `uitkomst` is one of the outcomes of design.md 5, or `NEUTRAAL`; `regels` holds the rows that may be told to this
    caller, `waar` points at what was refused (a recipient, a record), `verborgen` says that rows exist which it may not be
    told, `adviezen` what the obligations of the rows say can be done. `soort` names the problem: `geweigerd`, or what
    became of the item (`vergrendeld`, `vernietigd`), on which the rules were not asked.
    """

    uitkomst: str
    regels: tuple[dict[str, Any], ...]
    ontbreekt: tuple[dict[str, str], ...]
    waar: dict[str, str] = field(default_factory=dict)
    verborgen: bool = False
    bewijs: tuple[Receipt, ...] = ()
    adviezen: tuple[dict[str, str], ...] = ()
    soort: str = "geweigerd"


@dataclass(frozen=True, slots=True)
class Onbekend:
    """Not a member, or no such thing: one constant answer. The true reason stands in the line only."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """The act met another state than the caller thought.

    `soort`: `vrijgave-verouderd` or `sleutel-verouderd` (seal again under a new record id), `sleutel-hergebruikt`
    (the idempotency key was used for another request), `bestaat-al`, `toestand` (the case does not allow it now).
    """

    soort: str
    tekst: str


Uitkomst: TypeAlias = Gedaan | Geweigerd | Onbekend | Conflict | Ongeldig
