# SPDX-License-Identifier: EUPL-1.2
"""Which sections of the GEB rest on a source whose text changed; known without a record or an edition.

Invariants:
- The same sections as an edition marks itself (`gep.geb.secties.write`): a test holds the two against each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.geb.blauwdruk import landelijk
from gep.geb.model import Taken
from gep.geb.secties.doelen import BEWAKEN
from gep.geb.secties.gegevens import TYPES
from gep.geb.werk import SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policies.ruleset import RuleSet

_RECHTSGROND, _BIJZONDER, _DOELBINDING = "11", "12", "13"


def parts(ruleset: RuleSet) -> dict[str, tuple[str, ...]]:
    """Return per changed source the numbers of the sections that rest on it."""
    return {code: tuple(sorted(set(_sections(ruleset, rows)), key=int)) for code, rows in ruleset.te_herzien.items()}


def titles() -> dict[str, str]:
    """Return the title of every section by its number."""
    return {task.id: task.titel for task in Taken.load().sections()}


def _sections(ruleset: RuleSet, ids: Iterable[str]) -> Iterable[str]:
    known = landelijk().by_id("categorie")
    protected = {soort for soort, *_ in TYPES.values()}
    rows = {row.id: row for row in ruleset.rows}
    for row in (rows[id_] for id_ in ids if id_ in rows):
        yield SOURCES
        if row.id in BEWAKEN:
            yield _DOELBINDING
        if row.eft == "allow" and "verstrekken" in ruleset.leaves("handeling", row.handeling):
            yield _RECHTSGROND
            if any(code in known and known[code]["type"] in protected for code in ruleset.leaves("wat", row.wat)):
                yield _BIJZONDER
