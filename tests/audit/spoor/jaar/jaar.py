# SPDX-License-Identifier: EUPL-1.2
"""A year of work at 45 organisations in ten regions, with planted misuse, the same for the same seed.

It gives lines of the log as they are when opened, the events of the cases, and where the misuse is. It knows nothing of
explanations or signals: those are measured against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from tests.audit.spoor.jaar.achtergrond import make_cases, make_officers
from tests.audit.spoor.jaar.mensen import Bevolking
from tests.audit.spoor.jaar.misbruik import Planter
from tests.audit.spoor.jaar.regels import Boek

if TYPE_CHECKING:
    from audit.values import Line
    from tests.audit.spoor.jaar.regels import Planting

SEED = 20261122
CASES = 1200


@dataclass(frozen=True)
class Jaar:
    """The year: lines in order of time, case events by case, records with supplier and readers, and what was planted."""

    regels: list[Line]
    gebeurtenissen: dict[str, list[dict[str, Any]]]
    verstrekt: dict[str, tuple[str, tuple[str, ...], str]]
    plantingen: list[Planting]


def make_year(seed: int = SEED, cases: int = CASES) -> Jaar:
    """Make the year."""
    boek = Boek(Random(seed))
    volk = Bevolking.maak(boek.rng)
    zaken = make_cases(boek, volk, cases)
    make_officers(boek, volk)
    Planter(boek, volk, zaken).plant()
    lines = boek.regels()
    _point_reviews(boek)
    return Jaar(lines, boek.gebeurtenissen, boek.verstrekt, boek.plantingen)


def _point_reviews(boek: Boek) -> None:
    """Let each review name the line that it is about, now that lines have their places."""
    for daad in boek.daden:
        about = daad.feit.pop("_van", None)
        if about is not None:
            daad.feit["log_gelezen"], daad.feit["regel_gelezen"] = about.plaats
