# SPDX-License-Identifier: EUPL-1.2
"""Which release answers a question about a day: two time axes, legal validity and what was known when.

Purpose: a question about last year is answered by the rules in force then; a retroactive correction counts only
for who knew it.

Invariants:
    * a release is known from the day it was logged, and in force from its `in_werking` (without one: the day it was
      logged); each one replaces the whole rule set before it, so of those that qualify the one logged last answers;
    * before the first release the first one answers: its rows carry their own dates, and the answer names it;
    * what was logged after `kennis` does not count, however far back it reaches.

Norm: reference/policy-engine.md 4a (two time axes). Pure: no clock. The dates of rows are judged by the rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Moment(Generic[T]):
    """A release on the two axes.

    Attributes:
        wat: the release, in whatever form the caller holds it.
        gelogd: the day (in the Netherlands) on which the stamlog took it in: what we knew.
        in_werking: the day from which it is in force, or None for the day it was logged.
    """

    wat: T
    gelogd: date
    in_werking: date | None = None

    @property
    def begint(self) -> date:
        """The first day on which it is in force."""
        return self.in_werking or self.gelogd


def release_for(peildatum: date, kennis: date, releases: Sequence[Moment[T]]) -> T:
    """Return what answers a question about `peildatum` with what was known on `kennis`; `releases` in logged order.

    Raises:
        ValueError: there is no release at all.
    """
    if not releases:
        raise ValueError("er is nog geen vrijgave")
    known = [release for release in releases if release.gelogd <= kennis and release.begint <= peildatum]
    return known[-1].wat if known else releases[0].wat
