# SPDX-License-Identifier: EUPL-1.2
"""Rows `publicatie-p95` and `bewijs-groei`: how long a line waits for its checkpoint, and what a proof costs over size.

*Publication*: many threads that each submit an act and wait for the answer, which comes only after the checkpoint over it
is published; the 95th percentile of that time in seconds, under that load.
*Proofs*: one inclusion and one consistency proof, read from the stored tiles with nothing kept in memory, at random places
in a log of 10⁶ lines (10⁷ with `--groot`) beside one of 10⁵.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit import tables
from audit.database import bulk_insert, create_engine, writing
from audit.proof import tiles
from audit.proof.tree import CompactRange
from audit.state import NewRows, ShardState, fetcher
from bench.a_log import ALog, act
from bench.measure import Result, in_turns, number, result

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bench.measure import Effort

THREADS = 32
CHUNK = 50_000
SEED = 20_261_122


def measure(effort: Effort) -> dict[str, Result]:
    """Return both rows."""
    with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name:
        return {"publicatie-p95": _publication(Path(name), effort), "bewijs-groei": _proofs(Path(name), effort)}


def _publication(folder: Path, effort: Effort) -> Result:
    taken: list[float] = []
    with ALog(folder, f"sqlite:///{folder / 'log.sqlite'}") as log:
        end = time.perf_counter() + effort.seconds / 3

        def work() -> None:
            while time.perf_counter() < end:
                start = time.perf_counter()
                log.sequencer.submit(act).result(60)
                taken.append(time.perf_counter() - start)

        threads = [threading.Thread(target=work) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    cuts = statistics.quantiles(taken, n=100)
    shown = {f"p{part}_seconds": number(cuts[part - 1]) for part in (50, 95, 99)}
    return Result(cuts[94], {**shown, "most_seconds": number(max(taken)), "acts": len(taken), "threads": THREADS})


def _proofs(folder: Path, effort: Effort) -> Result:
    small, large = effort.count(100_000, 1_000), effort.count(1_000_000, 5_000, 10_000_000)
    engine = create_engine(f"sqlite:///{folder / 'bewijzen.sqlite'}")
    tables.create(engine)
    for count in (small, large):
        _fill(engine, str(count), count)
    places = random.Random(SEED)
    times = in_turns(lambda: _prove(engine, large, places), lambda: _prove(engine, small, places), effort)
    engine.dispose()
    return result(*times, "microseconds", lines=large, beside_lines=small)


def _fill(engine: Engine, shard: str, count: int) -> None:
    grown = ShardState(shard, CompactRange())
    for start in range(0, count, CHUNK):
        rows = NewRows()
        for at in range(start, min(count, start + CHUNK)):
            grown.append(b"%0159d" % at, rows)
        with writing(engine) as connection:
            bulk_insert(connection, tables.log_bladen, rows.bladen)
            bulk_insert(connection, tables.log_tegels, rows.tegels)


def _prove(engine: Engine, size: int, places: Any, times: int = 20) -> float:
    """Return the microseconds of one inclusion and one consistency proof."""
    start = time.perf_counter()
    with engine.connect() as connection:
        for _ in range(times):
            reader = tiles.TileReader(size, fetcher(connection, str(size)))
            reader.inclusion(places.randrange(size))
            reader.consistency(places.randrange(1, size))
    return (time.perf_counter() - start) / times * 1e6
