# SPDX-License-Identifier: EUPL-1.2
"""The closed lists of the case record, read from `lijsten.toml`.

Invariants:
- The lists are loaded whole or not at all: a duplicate code, an unknown phase or a missing table stops the start.
- The order of `fasen` is the order of the work.

Norm: design.md 9 (phases, themes and reasons are versioned data, not code). It knows no region and no category.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


class ListsError(ValueError):
    """The lists of the case record are not complete or contradict each other."""


@dataclass(frozen=True, slots=True)
class Term:
    """One code with its Dutch label; `erkend` marks a recognised origin or a national theme."""

    code: str
    label: str
    erkend: bool = False


@dataclass(frozen=True, slots=True)
class Overgangen:
    """Which phase may follow which: forward freely, back `terug_stappen` with a reason, last phase only from one."""

    terug_stappen: int
    terug_redenen: frozenset[str]
    slot: str
    slot_vanuit: str
    bij_sluiten: str


@dataclass(frozen=True, slots=True)
class Lijsten:
    """All closed lists of the case record."""

    versie: int
    fasen: tuple[str, ...]
    doelen: frozenset[str]
    strengen: tuple[str, ...]
    overgangen: Overgangen
    herkomsten: dict[str, Term]
    themas: dict[str, Term]
    weigeringsredenen: dict[str, Term]
    slotredenen: dict[str, Term]


def parse(text: str) -> Lijsten:
    """Return the lists of a TOML text.

    Raises:
        ListsError: a table is missing, a code stands twice, or a transition names an unknown phase.
    """
    data = tomllib.loads(text)
    try:
        lists = Lijsten(
            versie=int(data["versie"]),
            fasen=_codes(data["fasen"]),
            doelen=frozenset(_codes(data["doelen"])),
            strengen=_codes(data["strengen"]),
            overgangen=Overgangen(
                **data["overgangen"] | {"terug_redenen": frozenset(_codes(data["overgangen"]["terug_redenen"]))}
            ),
            herkomsten=_terms(data["herkomst"], "erkend"),
            themas=_terms(data["thema"], "landelijk"),
            weigeringsredenen=_terms(data["weigeringsreden"]),
            slotredenen=_terms(data["slotreden"]),
        )
    except (KeyError, TypeError) as error:
        raise ListsError(f"de lijsten van de casus zijn niet volledig: {error}") from error
    moves = lists.overgangen
    if not {moves.slot, moves.slot_vanuit, moves.bij_sluiten} <= set(lists.fasen):
        raise ListsError("een overgang noemt een onbekende fase")
    return lists


@cache
def lijsten() -> Lijsten:
    """Return the lists that belong to this version of the software."""
    return parse(resources.files("core.casus").joinpath("lijsten.toml").read_text("utf-8"))


def _codes(values: list[str]) -> tuple[str, ...]:
    if not values or len(set(values)) != len(values):
        raise ListsError("een lijst is leeg of noemt een code twee keer")
    return tuple(values)


def _terms(rows: list[dict[str, Any]], mark: str = "") -> dict[str, Term]:
    _codes([row["code"] for row in rows])
    return {row["code"]: Term(row["code"], row["label"], bool(row[mark]) if mark else False) for row in rows}
