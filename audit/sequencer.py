# SPDX-License-Identifier: EUPL-1.2
"""The sequencer: one thread that puts acts and their lines in the log, many at a time, and answers when they are signed.

Order of a batch:
1. one transaction under the log's lock: all acts, all lines, the new heads; before its commit the kluis has the keys
   (orphans of a crash there are harmless);
2. a second one under the same lock: the heads that have no checkpoint yet are signed, oldest first;
3. the static files are published;
4. whoever waits gets the answer.

Invariants:
- No line, no act: any failure before 4 is an error for all who wait, and nothing is answered.
- What is stored but not signed or published (a crash, a full disk) is done first at the next batch or start.
- A clock that goes back more than a second stops the log; time never goes back in it.
- Several sequencers may share one database: the lock makes them one after the other, the head is always read there.

Norm: design.md 4 and 6; C2SP checkpoints. Witnesses are asked elsewhere.
"""

from __future__ import annotations

import queue
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from audit import startup
from audit.batch import Batch, Done, Job
from audit.database import writing
from audit.proof import checkpoint
from audit.publish import Publisher
from audit.tables import log_checkpoints, log_hoofden, log_shards
from audit.values import Clock, Committed, LogError, LogUnavailableError, SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Future
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from audit.kluis import Kluis
    from audit.signer import LogSigner
    from audit.state import ShardState
    from audit.transaction import Transaction

T = TypeVar("T")

_ORIGIN = select(log_shards.c.origin).where(log_shards.c.shard == bindparam("shard"))
_SIGNED = (
    select(func.coalesce(func.max(log_checkpoints.c.omvang), -1))
    .where(log_checkpoints.c.shard == bindparam("shard"))
    .scalar_subquery()
)
_UNSIGNED = (
    select(log_hoofden.c.omvang, log_hoofden.c.wortel)
    .where(log_hoofden.c.shard == bindparam("shard"), log_hoofden.c.omvang > _SIGNED)
    .order_by(log_hoofden.c.omvang)
)
_NOTE = insert(log_checkpoints)

MAX_BATCH = 1024
CLOCK_SLACK_MS = 1000


class Sequencer:
    """Takes acts from any thread; `start` before use, `stop` at the end.

    Args:
        engine: the main database, made by `audit.database.create_engine`; tables exist.
        kluis: the small store; never in the same SQLite file as the main database.
        signer: the keys of the log.
        directory: the folder under which `log/<shard>/` is published.
        origin_prefix: what stands before `/<shard>` in every origin.
        clock: where the time comes from.
    """

    def __init__(
        self,
        engine: Engine,
        kluis: Kluis,
        signer: LogSigner,
        directory: Path,
        origin_prefix: str,
        clock: Clock | None = None,
    ) -> None:
        self.engine = engine
        self.kluis = kluis
        self.signer = signer
        self.prefix = origin_prefix
        self.publisher = Publisher(directory)
        self.clock: Clock = clock or SystemClock()
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._states: dict[str, ShardState] = {}
        self._last = 0
        self._behind = True
        self._gate = threading.Lock()
        self._open = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Check that this is the log we left, repair what a crash left, and begin.

        Raises:
            StartRefusedError: clock, key, origin, root or published files disagree.
        """
        now = self.clock.now()
        with writing(self.engine) as connection:  # under the lock: another sequencer may be at work
            startup.check(connection, self.signer, self.prefix, self.publisher, now)
        self._last = now
        self._catch_up(afresh=True)
        with self._gate:
            self._open = True
        self._thread = threading.Thread(target=self._loop, name="sequencer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what was submitted, then end. May be called more than once."""
        with self._gate:
            was_open, self._open = self._open, False
            if was_open:
                self._queue.put(None)
        if self._thread is not None:
            self._thread.join()

    def submit(self, act: Callable[[Transaction], T]) -> Future[Committed[T]]:
        """Queue an act; the future ends when its lines are under a signed, published checkpoint.

        The future raises what the act raised, or `LogUnavailableError`: then nothing was answered, and asking again with the
        same idempotency key shows whether it happened.
        """
        job = Job(act)
        with self._gate:
            if not self._open:
                raise LogUnavailableError("het log staat stil")
            self._queue.put(job)
        return job.future

    def _loop(self) -> None:
        while True:
            jobs, last = self._take()
            if jobs:
                self._batch(jobs)
            if last:
                return

    def _take(self) -> tuple[list[Job], bool]:
        """Wait for one act and take what queued up behind it; tell whether this is the end."""
        jobs: list[Job] = []
        item = self._queue.get()
        while item is not None:
            jobs.append(item)
            if len(jobs) == MAX_BATCH:
                return jobs, False
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return jobs, False
        return jobs, True

    def _batch(self, jobs: list[Job]) -> None:
        try:
            if self._behind:
                self._catch_up()
            self._behind = True
            done, sizes = self._commit(jobs)
            self._finish(sizes)
            self._behind = False
        except Exception as error:  # noqa: BLE001 - nobody may wait for ever, whatever went wrong
            self._states.clear()
            self._fail(jobs, error)
            return
        for item in done:
            written = tuple(replace(line, ref=replace(line.ref, size=sizes[line.ref.shard])) for line in item.written)
            item.job.future.set_result(Committed(item.value, written))

    def _commit(self, jobs: list[Job]) -> tuple[list[Done], dict[str, int]]:
        with writing(self.engine) as connection:
            batch = Batch(connection, self.signer, self.prefix, self._states)
            for job in jobs:
                if job.future.set_running_or_notify_cancel():
                    batch.run(job, self._now())
            sizes = batch.write()
            self.kluis.put_many(batch.secrets)
        self._states.update(batch.states)
        return batch.done, sizes

    def _finish(self, shards: Iterable[str], *, afresh: bool = False) -> None:
        names = sorted(shards)
        if not names:
            return
        notes = self._sign(names)
        with self.engine.connect() as connection:
            for shard in names:
                signed, origin = notes[shard]
                self.publisher.publish(connection, shard, signed, self.signer.vkeys(origin), afresh=afresh)

    def _sign(self, shards: list[str]) -> dict[str, tuple[bytes, str]]:
        """Sign every head that has no checkpoint yet; return the newest note and the origin of each shard."""
        with writing(self.engine) as connection:
            return {shard: self._sign_shard(connection, shard) for shard in shards}

    def _sign_shard(self, connection: Connection, shard: str) -> tuple[bytes, str]:
        origin = connection.execute(_ORIGIN, {"shard": shard}).scalar_one()
        for row in connection.execute(_UNSIGNED, {"shard": shard}).all():
            head = checkpoint.Checkpoint(origin, row.omvang, bytes(row.wortel))
            values = {"shard": shard, "omvang": row.omvang, "notitie": self.signer.sign(head, self._now())}
            connection.execute(_NOTE, values)
        newest = startup.last_checkpoint(connection, shard)
        if newest is None:
            raise LogError(f"shard {shard} heeft geen hoofd")
        return newest, origin

    def _catch_up(self, *, afresh: bool = False) -> None:
        """Sign and publish whatever was committed and not finished; `afresh` writes the newest tiles again."""
        with self.engine.connect() as connection:
            shards = list(connection.execute(select(log_shards.c.shard)).scalars())
        self._finish(shards, afresh=afresh)
        self._behind = False

    def _now(self) -> int:
        now = self.clock.now()
        if now < self._last - CLOCK_SLACK_MS:
            raise LogUnavailableError("de klok van het log loopt terug")
        self._last = max(now, self._last)
        return self._last

    def _fail(self, jobs: list[Job], error: Exception) -> None:
        shown = error if isinstance(error, LogError) else _unavailable(error)
        for job in jobs:
            if not job.future.done():
                job.future.set_exception(shown)


def _unavailable(error: Exception) -> LogUnavailableError:
    """Hide what a driver or file system said: it may quote values."""
    kind: Any = "database" if isinstance(error, SQLAlchemyError) else type(error).__name__
    return LogUnavailableError(f"de regel kon niet worden weggeschreven ({kind})")
