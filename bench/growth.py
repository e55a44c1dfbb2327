# SPDX-License-Identifier: EUPL-1.2
"""Row `log-groei`: what a line costs when the log is large, beside what it cost when the log was small, and what it weighs.

One log grows from 10³ to 10⁵ lines (10⁶ with `--groot`) through the sequencer, as acts make it grow. At each power of ten:
the microseconds per line of the last lines, and the bytes per line of database, kluis and published tiles. The ratio is
the time per line at the end over that at 10³ lines. `docs/capaciteit.md` rests on the bytes.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from audit.database import scrub
from bench.a_log import ALog
from bench.measure import Result, number

if TYPE_CHECKING:
    from bench.measure import Effort

SAMPLE = 200
SAMPLES = 5


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    end = effort.count(100_000, 1_000, 1_000_000)
    with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name:
        folder = Path(name)
        with ALog(folder, f"sqlite:///{folder / 'log.sqlite'}") as log:
            return {"log-groei": _grow(log, folder, end)}


def _grow(log: ALog, folder: Path, end: int) -> Result:
    lines = 0
    micros: list[float] = []
    detail: dict[str, float] = {}
    size = min(1_000, end)
    while size <= end:
        sample = min(SAMPLE, max(1, (size - lines) // SAMPLES))
        if size - lines > sample * SAMPLES:
            log.run(size - lines - sample * SAMPLES)
        micros.append(statistics.median(1e6 / log.run(sample) for _ in range(SAMPLES)))
        lines = size
        detail |= {f"us_per_line_{size:.0e}": number(micros[-1])}
        detail |= {
            f"bytes_per_{what}_line_{size:.0e}": round(found / size) for what, found in _weigh(log, folder).items()
        }
        size *= 10
    return Result(micros[-1] / micros[0], {"lines": lines, **detail})


def _weigh(log: ALog, folder: Path) -> dict[str, int]:
    """Return the bytes on disk of each store, without what only waits to be written back."""
    for engine, table in ((log.engine, "log_bladen"), (log.kluis.engine, "kluis_waarden")):
        scrub(engine, table)
    tiles = sum(path.stat().st_size for path in (folder / "log").rglob("*") if path.is_file())
    return {"database": _size(folder / "log.sqlite"), "kluis": _size(folder / "kluis.sqlite"), "tiles": tiles}


def _size(path: Path) -> int:
    return path.stat().st_size
