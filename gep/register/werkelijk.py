# SPDX-License-Identifier: EUPL-1.2
"""Who really received what, per processing activity: one pass over the log.

Invariants:
- Only what was taken in counts: every recipient of every supply, as in the figure `verstrekkingen`.
- A category with a confidential activity counts there, as the logbooks of the gateways record it.
- Recipients are kinds of organisation; an organisation that left the deelnemerslijst counts as `onbekend`.

Norm: AVG 30(1)(d). It names no case, record or person.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from audit.events import Event
from audit.values import STAM
from core.contract.verwerkingen import UnknownActivity
from gep.register.velden import Werkelijk

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from gep.bron import Bron

VERSTREKKEN: Final = "verstrekken"
ONBEKEND: Final = "onbekend"
_GIVEN: Final = frozenset({Event.VERSTREKKING_OPGENOMEN, Event.TOEKENNING_TOEGEVOEGD})
_EVERY: Final = 1000


def counted(
    bron: Bron, voortgang: Callable[[int, int], None] | None = None
) -> dict[tuple[str, int], tuple[Werkelijk, ...]]:
    """Return per code and version of an activity who received what, and how often.

    Raises:
        audit.values.LogError: the log cannot be read whole.
    """
    kinds = {item.oin: item.soort for item in bron.lijst.deelnemers}
    counts: Counter[tuple[str, int, str, str]] = Counter()
    acts = [stand for stand in bron.standen if stand.shard != STAM]
    total, done = sum(stand.size for stand in acts), 0
    for stand in acts:
        for line in bron.lines(stand):
            if line.feit is not None and line.feit["gebeurtenis"] in _GIVEN:
                _count(bron, counts, kinds, line.feit)
            done += 1
            if voortgang is not None and done % _EVERY == 0:
                voortgang(done, total)
    return _grouped(counts)


def _count(bron: Bron, counts: Counter[tuple[str, int, str, str]], kinds: dict[str, str], feit: dict[str, Any]) -> None:
    tijd, categorie = feit["tijd"], feit["categorie"]
    found = bron.register.activity(feit["verwerking"], tijd)
    with suppress(UnknownActivity):
        found = bron.register.activity_for(found.doel, VERSTREKKEN, tijd, categorie)
    for oin in feit["ontvangers"]:
        counts[found.code, found.versie, categorie, kinds.get(oin, ONBEKEND)] += 1


def _grouped(counts: Counter[tuple[str, int, str, str]]) -> dict[tuple[str, int], tuple[Werkelijk, ...]]:
    found: dict[tuple[str, int], list[Werkelijk]] = {}
    for (code, versie, categorie, kind), count in sorted(counts.items()):
        found.setdefault((code, versie), []).append(Werkelijk(categorie, kind, count))
    return {key: tuple(items) for key, items in found.items()}
