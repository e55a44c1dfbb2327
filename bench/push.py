# SPDX-License-Identifier: EUPL-1.2
"""Rows `push` and `push-2`: pushes per second over HTTP on loopback, acknowledged with proof, on SQLite.

*Ours* is `knooppunt serve`, *theirs* a bare FastAPI service (`bench.bare`), each with one process or with two beside one
database. Both get the same signed bytes, in turns, from the same clients (`bench.servers`). After the run the receipts of
one round are verified under the pinned policy of the log, as a gateway would.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from audit.proof import receipt, tlog_policy
from bench.measure import in_turns, result
from bench.over_http import POLICY
from bench.servers import CLIENTS, stage_for

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measure import Effort, Result
    from bench.servers import Stage


def measure(effort: Effort) -> dict[str, Result]:
    """Return both rows."""
    with stage_for(effort) as stage:
        return one_and_two(stage, effort, "push", "push-2")


def one_and_two(stage: Stage, effort: Effort, one: str, two: str) -> dict[str, Result]:
    """Measure with one process on each side, then with two."""
    return {name: row(stage, effort, processes) for processes, name in enumerate((one, two), 1)}


def row(stage: Stage, effort: Effort, processes: int) -> Result:
    """Measure with so many processes on each side."""
    stage.start(processes)
    count = effort.count(128, 4)
    source = Requests(stage, count)
    ours, theirs = in_turns(
        lambda: stage.ours.load(source.get("ours")), lambda: stage.bare.load(source.get("bare")), effort
    )
    check(stage.folder, stage.ours.answers[-count:])
    return result(
        ours,
        theirs,
        "per_second",
        processes=processes,
        clients=CLIENTS,
        record="4 KiB, 3 recipients, 5 statements",
        **stage.durability,
        **stage.ours.detail("ours"),
        **stage.bare.detail("theirs"),
    )


class Requests:
    """Gives both sides the same deliveries, made shortly before they are sent."""

    def __init__(self, stage: Stage, count: int, records: int = 1) -> None:
        self._stage, self._asked = stage, {"soort": "push", "aantal": count, "records": records}
        self._waiting: dict[str, list[list[bytes]]] = {"ours": [], "bare": []}

    def get(self, who: str) -> list[bytes]:
        """Return the next requests for `who`."""
        if not self._waiting[who]:
            for other, made in self._stage.make(**self._asked).items():
                self._waiting[other].append(made)
        return self._waiting[who].pop(0)


def check(folder: Path, answers: list[bytes]) -> None:
    """Verify the receipts in these answers: what was measured must be acknowledged with proof."""
    policy = tlog_policy.parse((folder / POLICY).read_bytes())
    for answer in answers:
        for item in json.loads(answer)["verstrekkingen"]:
            receipt.verify(item["bewijs"], policy)
