# SPDX-License-Identifier: EUPL-1.2
"""Row `push-bulk`: records per second when a supplier hands in many, in deliveries of `BATCH`, beside the bare service.

As row `push` with one process on SQLite, but a delivery holds as many records as one bundle can state five facts about.
The bare service checks the same and inserts all parts of a delivery in one transaction. The normal form takes some
thousands of records, the large form 10⁴.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.measure import number, result
from bench.push import Requests, check
from bench.servers import stage_for

if TYPE_CHECKING:
    from bench.measure import Effort, Result

BATCH = 80
PER_ROUND = 5  # deliveries, all on their way at the same time


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    records = effort.count(1_600, 2, large=10_000)
    batch, deliveries = (records, 1) if effort.quick else (BATCH, PER_ROUND)
    rounds = records // (batch * deliveries)
    with stage_for(effort) as stage:
        stage.start(1)
        source, rates = Requests(stage, deliveries, batch), {"ours": [], "bare": []}
        sides = {"ours": stage.ours, "bare": stage.bare}
        for turn in range(rounds):
            for who in sorted(sides, reverse=bool(turn % 2)):
                rates[who].append(sides[who].load(source.get(who)) * batch)
        check(stage.folder, stage.ours.answers[-1:])
        return {
            "push-bulk": result(
                rates["ours"],
                rates["bare"],
                "records_per_second",
                records=records,
                batch=batch,
                seconds_ours=number(sum(batch * deliveries / rate for rate in rates["ours"])),
                **stage.durability,
                **stage.ours.detail("ours"),
                **stage.bare.detail("theirs"),
            )
        }
