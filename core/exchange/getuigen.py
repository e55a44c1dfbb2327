# SPDX-License-Identifier: EUPL-1.2
"""The backbone's own part in waiting for the witnesses: without a quorum no new supplies after a while, and later no reads.

Invariants:
- The clock starts at the signing time of the oldest checkpoint, of any shard, that is newer than the newest one with a quorum.
  An idle log is never behind.
- What is refused is refused before anything is decided or written: asking again later under the same key is safe.
- With `quorum none` (demo, ketentest) nothing is waited for.

It trusts its own database, which a gateway does not: each gateway keeps its own clock (`adapters.gateway.getuigd`).
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from audit.getuige import quorum
from audit.proof import receipt
from audit.proof.tlog_policy import NO_QUORUM
from audit.tables import log_checkpoints
from audit.values import LogUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

    from audit.proof.tlog_policy import TlogPolicy

FRESH_MS: Final = 1000
_NEWEST = select(log_checkpoints.c.shard, func.max(log_checkpoints.c.omvang)).group_by(log_checkpoints.c.shard)


class WitnessesBehindError(LogUnavailableError):
    """The witnesses did not confirm the log for too long."""

    type = "getuigen-achter"


class Getuigen:
    """How far the witnesses of this log are behind.

    Args:
        engine: the main database.
        policy: the pinned tlog-policy.
        now: the server's clock in ms.
        stop_ms: after so long without a quorum no new supplies are taken in.
        einde_ms: after so long nothing is read either.
    """

    def __init__(
        self, engine: Engine, policy: TlogPolicy, now: Callable[[], int], *, stop_ms: int, einde_ms: int
    ) -> None:
        self._engine, self._policy, self._now = engine, policy, now
        self._stop, self._einde = stop_ms, einde_ms
        self._sizes: dict[str, int] = {}
        self._seen: tuple[int, int | None] = (-FRESH_MS - 1, None)
        self._lock = threading.Lock()

    def require_supply(self) -> None:
        """Return only when supplies may be taken in.

        Raises:
            WitnessesBehindError: there has been no quorum for too long.
        """
        self._require(self._stop, "er worden nu geen nieuwe verstrekkingen aangenomen")

    def require_read(self) -> None:
        """Return only when reading is allowed.

        Raises:
            WitnessesBehindError: there has been no quorum for far too long.
        """
        self._require(self._einde, "er kan nu ook niet worden gelezen")

    def since(self) -> int | None:
        """Return when the oldest checkpoint that waits for a quorum was signed (ms), None when none waits."""
        if self._policy.quorum == NO_QUORUM:
            return None
        with self._lock:
            now = self._now()
            if not 0 <= now - self._seen[0] < FRESH_MS:
                self._seen = (now, self._look())
            return self._seen[1]

    def _require(self, limit: int, what: str) -> None:
        since = self.since()
        if since is not None and self._now() - since >= limit:
            raise WitnessesBehindError(f"De getuigen hebben het log te lang niet bevestigd; {what}.")

    def _look(self) -> int | None:
        with self._engine.connect() as connection:
            rows = connection.execute(_NEWEST).all()
            waiting = [self._behind(connection, shard, int(size)) for shard, size in rows]
        return min((since for since in waiting if since is not None), default=None)

    def _behind(self, connection: Connection, shard: str, size: int) -> int | None:
        if self._sizes.get(shard, 0) >= size:
            return None
        found = quorum.newest(connection, shard, self._policy)
        self._sizes[shard] = known = 0 if found is None else found.omvang
        query = select(log_checkpoints.c.notitie).where(
            log_checkpoints.c.shard == shard, log_checkpoints.c.omvang > known
        )
        oldest = connection.execute(query.order_by(log_checkpoints.c.omvang).limit(1)).scalar()
        return None if oldest is None else receipt.check_log(bytes(oldest), self._policy)[1] * 1000
