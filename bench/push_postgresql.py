# SPDX-License-Identifier: EUPL-1.2
"""Rows `push-postgresql` and `push-2-postgresql`: as `push` and `push-2`, both sides on one PostgreSQL, a database each."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.a_log import postgres
from bench.push import one_and_two
from bench.servers import Stage

if TYPE_CHECKING:
    from bench.measure import Effort, Result


def measure(effort: Effort) -> dict[str, Result]:
    """Return both rows."""
    with (
        tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name,
        postgres(Path(name)) as fresh,
        Stage(Path(name), (fresh("ours"), fresh("bare"))) as stage,
    ):
        return one_and_two(stage, effort, "push-postgresql", "push-2-postgresql")
