# SPDX-License-Identifier: EUPL-1.2
"""Watching an opened backbone: its figures to the collector of the operator, when there is one.

Invariants:
- Nothing is measured and nothing leaves the machine unless `KNOOPPUNT_OTLP_URL` is set.
- What stands still (queue, witnesses, requests of citizens) is read when the figures are sent, from the published files, the queue itself and the ledger.

What the figures are: `server.telemetry.metrics`. Norm: design.md 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.ledger import rechten
from server.telemetry import metrics, otlp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from server.backbone import Backbone


def start(backbone: Backbone) -> Callable[[], None]:
    """Begin to watch, when the settings ask for it; return what ends that.

    Raises:
        SettingsError: the settings ask for it and the package is not there.
    """
    url, sequencer = backbone.settings.otlp_url, backbone.sequencer
    if url is None or sequencer is None:
        return lambda: None
    stop = otlp.start(
        str(url),
        {
            "knooppunt.log.wachtrij": lambda: {"": sequencer.waiting},
            "knooppunt.getuigen.achterstand": lambda: witness_lag(backbone.settings.publication / "log"),
            "knooppunt.rechtenverzoeken": lambda: open_requests(backbone),
        },
    )
    sequencer.observe = metrics.batch

    def end() -> None:
        sequencer.observe = None
        stop()

    return end


def witness_lag(folder: Path) -> dict[str, int]:
    """Return per kind of log how many lines stand under a checkpoint that no quorum has signed yet."""
    found: dict[str, int] = {}
    for shard in sorted(folder.iterdir()) if folder.is_dir() else ():
        kind = metrics.kind_of(shard.name)
        found[kind] = found.get(kind, 0) + max(0, _size(shard / "checkpoint") - _size(shard / "getuigd"))
    return found


def open_requests(backbone: Backbone) -> dict[str, int]:
    """Return how many requests of citizens are open, within their term and past it; of whom nobody here knows."""
    world = backbone.exchange.world
    with world.reading() as connection:
        late = [stand.termijn <= world.now() for stand in rechten.open_requests(connection)]
    return {metrics.OP_TIJD: len(late) - sum(late), metrics.TE_LAAT: sum(late)}


def _size(path: Path) -> int:
    """Return the size that a published note states; 0 when there is none."""
    try:
        text = path.read_text("utf-8").split("\n")[1]
    except (OSError, UnicodeDecodeError, IndexError):
        return 0
    return int(text) if text.isascii() and text.isdigit() else 0
