# SPDX-License-Identifier: EUPL-1.2
"""What must be well for a process to be ready: database, schema, kluis, and a log that can really be written.

Invariants:
- The log is tried, not asked: an act without lines goes through the sequencer and its lock. The answer is kept for a
  second, so that asking for health is no way to load the log.
- A check returns None or one fixed Dutch sentence.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy import select

from audit.kluis import kluis_waarden
from server import migrate
from server.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from audit.getuige.verzamelen import Collector
    from audit.kluis import Kluis
    from audit.sequencer import Sequencer

KEEP_S = 1.0
TRY_S = 5.0


def checks(engine: Engine, kluis: Kluis, sequencer: Sequencer) -> dict[str, Callable[[], str | None]]:
    """Return the checks of an opened backbone by name."""
    return {
        "schema": _kept(lambda: _schema(engine)),
        "kluis": _kept(lambda: _kluis(kluis)),
        "log": _kept(lambda: _log(sequencer)),
    }


def witnesses(collector: Collector | None) -> dict[str, Callable[[], str | None]]:
    """Return the warning about witnesses, when the log has any: supplies and reads stop later, by the rules for that."""
    return {} if collector is None else {"getuigen": _kept(collector.problem)}


def _schema(engine: Engine) -> str | None:
    try:
        migrate.require(engine)
    except SchemaError:
        return "Het schema is van een andere versie."
    return None


def _kluis(kluis: Kluis) -> str | None:
    with kluis.engine.connect() as connection:
        connection.execute(select(kluis_waarden.c.ref).limit(1)).all()
    return None


def _log(sequencer: Sequencer) -> str | None:
    try:
        sequencer.submit(lambda _: None).result(TRY_S)
    except Exception:  # noqa: BLE001 - whatever it is, the log cannot be written
        return "Het log kan niet worden geschreven."
    return None


def _kept(check: Callable[[], str | None]) -> Callable[[], str | None]:
    """Return `check` with its answer kept for a second; one thread looks at a time."""
    lock = threading.Lock()
    last: list[tuple[float, str | None]] = []

    def look() -> str | None:
        with lock:
            if not last or time.monotonic() - last[0][0] > KEEP_S:
                last[:] = [(time.monotonic(), check())]
            return last[0][1]

    return look
