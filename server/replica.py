# SPDX-License-Identifier: EUPL-1.2
"""Reading trails from a replica: another database than the one that is written, when it is there and up to date.

Invariants:
- A trail shows at least what was signed when it was asked for, the line about asking included: the replica is waited for up to
  a bound, and else the primary is read. So a replica that is behind, silent or gone costs time and no truth.
- A database that follows nobody (it was promoted, or is an old primary that came back) is never read for the primary. The primary
  itself under another user is no replica and needs no waiting.
- Only reading: nothing is ever written through the address of the replica.

Norm: design.md 7 ("read replicas for trails"). Setting one up: docs/handleiding/overschakelen.md.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from audit.database import create_engine

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

WAIT_S: Final = 2.0
PAUSE_S: Final = 0.02
_WRITTEN = text("SELECT pg_current_wal_flush_lsn()::text")
_REPLAYED = text("SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= CAST(:upto AS pg_lsn)")


class Lezer:
    """Gives the database from which to read now.

    Args:
        primary: the database that is written.
        url: the address of the replica; that of the primary itself means that there is none.
        wait: seconds to wait for it.
    """

    def __init__(self, primary: Engine, url: str, wait: float = WAIT_S) -> None:
        self._primary, self._wait = primary, wait
        apart = primary.dialect.name == "postgresql" and url != primary.url.render_as_string(hide_password=False)
        self._replica = create_engine(url) if apart else None
        self._same = apart and _place(make_url(url)) == _place(primary.url)

    def __call__(self) -> Engine:
        """Return the replica when it has everything that the primary has now, else the primary."""
        replica = self._replica
        if replica is None:
            return self._primary
        try:
            with self._primary.connect() as connection:
                upto = connection.execute(_WRITTEN).scalar_one()
            return replica if self._same or self._caught_up(replica, str(upto)) else self._primary
        except SQLAlchemyError:
            return self._primary

    def close(self) -> None:
        """Give the connections back."""
        if self._replica is not None:
            self._replica.dispose()

    def _caught_up(self, replica: Engine, upto: str) -> bool:
        deadline = time.monotonic() + self._wait
        with replica.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while not connection.execute(_REPLAYED, {"upto": upto}).scalar():
                if time.monotonic() > deadline:
                    return False
                time.sleep(PAUSE_S)
        return True


def _place(url: URL) -> tuple[object, ...]:
    """Return which database an address means, whoever asks."""
    return url.host, url.port, url.database, sorted(url.query.items())
