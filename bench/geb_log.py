# SPDX-License-Identifier: EUPL-1.2
"""A large log of lines as the exchange writes them, for the rows over the figures; it measures nothing itself.

The lines are those of a real small story (`tests.gep.conftest.happen`), repeated with the ids of other cases, records,
acts and requests in them: supplies of one to three recipients with their decisions and facts, reads, refusals of both
sides, phases, statements. A line weighs about 3,5 KB, as real ones do. They are written with the log's own batches, so
they stand in the tree, under checkpoints, encrypted under keys of the kluis.
"""

from __future__ import annotations

import json
import random
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from gep.bron import Bron
from tests.core.exchange.conftest import Zaak
from tests.gep.conftest import happen

if TYPE_CHECKING:
    from audit.transaction import Transaction
    from tests.kit import Backbone

PER_BATCH: Final = 1_000
_SEED = 20261122
_OWN = ("v", "tijd")
_IDS = ("handeling", "verzoek", "record", "levering", "trace_id", "span_id")


class Verhaal:
    """The lines of a story, and a way to write as many more of them as are wanted."""

    def __init__(self, knooppunt: Backbone) -> None:
        self._knooppunt = knooppunt
        self._rng = random.Random(_SEED)
        happen(Zaak(knooppunt))
        self._lines = [(shard, _without(feit)) for shard, feit in _told(Bron.of_world(knooppunt.world))]

    def write(self, count: int) -> None:
        """Write this many lines, in batches as large as those of a busy log; a story ends where the count does."""
        pending: list[tuple[str, dict[str, Any]]] = []
        for start in range(0, count, PER_BATCH):
            wanted = min(PER_BATCH, count - start)
            while len(pending) < wanted:
                pending += self._story()
            batch, pending = pending[:wanted], pending[wanted:]
            self._knooppunt.sequencer.submit(partial(_write, batch)).result(300)

    def _story(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the lines of one more casus."""
        casus = self._id()
        return [(shard, self._fresh(feit, casus)) for shard, feit in self._lines]

    def _fresh(self, feit: dict[str, Any], casus: str) -> dict[str, Any]:
        told = feit | {name: self._id() for name in _IDS if name in feit}
        return told | {name: casus for name in ("casus", "gemeld_casus") if name in feit}

    def _id(self) -> str:
        return f"{self._rng.getrandbits(128):032x}"


def _told(bron: Bron) -> list[tuple[str, dict[str, Any]]]:
    """Return what the acts of one casus left; how the backbone itself began is told once."""
    found = []
    for stand in bron.standen:
        for chunk in bron.feiten(stand, 0) if stand.jaar else ():
            found += [(stand.shard, json.loads(data)) for data in chunk if data is not None]
    return [item for item in found if not item[1]["gebeurtenis"].startswith(("backbone:vrijgave", "backbone:feit"))]


def _without(feit: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in feit.items() if name not in _OWN}


def _write(lines: list[tuple[str, dict[str, Any]]], pen: Transaction) -> None:
    for shard, feit in lines:
        pen.line(shard, feit)
