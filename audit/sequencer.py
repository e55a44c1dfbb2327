# SPDX-License-Identifier: EUPL-1.2
"""The sequencer: one thread that puts acts and their lines in the log, many at a time, and answers when they are signed.

A batch goes through four steps:
- *stage*: under the log's lock a transaction begins; the acts write their rows, then all lines, openings and tile roots
  are written. The opening keys and salts go to the kluis in a transaction of its own that is durable before the next
  steps (orphans of a crash there are harmless).
- *compare-and-swap*: in the same transaction the new head of each shard is signed and written as the one successor of the
  head before it (UNIQUE (shard, vorige)), with its checkpoint.
- *apply*: that one transaction commits. A signature made for a commit that fails leaves this process with nobody.
- *publish*: tiles, then checkpoint, as static files. Only then whoever waits gets the answer, errors of acts included:
  those too may rest on what was just written.

Invariants:
- No line, no act: any failure before the end is an error for all who wait, and nothing is answered.
- What is stored and not published (a crash, a full disk), or by v0.1.0 not even signed, is done first at the next batch or
  start; it is made anew from the database.
- A clock that goes back more than a second stops the log; time never goes back in it.
- Several sequencers may share one database: the lock makes them one after the other, the head is always read there, and if
  the lock fails the swap of the second does.
- A batch ends at a number of acts and at a time, so that nobody waits for a publication much longer than that.
- The queue is bounded: an act for which there is no room is refused at once and never waits unseen.

Norm: design.md 4 and 6; C2SP checkpoints. Witnesses are asked elsewhere.
"""

from __future__ import annotations

import queue
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from audit import startup
from audit.batch import Batch
from audit.database import writing
from audit.proof import checkpoint
from audit.publish import Publisher
from audit.signer import origin_of
from audit.tables import log_checkpoints, log_hoofden, log_shards
from audit.values import (
    STAM,
    Clock,
    Job,
    LogError,
    LogFullError,
    LogUnavailableError,
    SystemClock,
    Voortgang,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from audit.kluis import Kluis
    from audit.signer import LogSigner
    from audit.state import ShardState
    from audit.transaction import Transaction

T = TypeVar("T")

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

MAX_BATCH = 2048
MAX_SECONDS = 0.2
MAX_WAITING = 16_384
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
        self.observe: Callable[[Voortgang], None] | None = None
        self.most = MAX_WAITING
        self._queue: queue.SimpleQueue[Job[Any] | None] = queue.SimpleQueue()
        self._states: dict[str, ShardState] = {}
        self._last = 0
        self._behind = True
        self._gate = threading.Lock()
        self._open = False
        self._ended = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Check that this is the log we left, repair what a crash left, and begin.

        Raises:
            StartRefusedError: clock, key, origin, root or published files disagree.
        """
        with writing(self.engine) as connection:  # under the lock: another sequencer may be at work
            self._last = self.clock.now()  # and only there: it may have signed while this one waited
            startup.check(connection, self.signer, self.prefix, self.publisher, self._last)
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

    def submit(self, act: Callable[[Transaction], T]) -> Job[T]:
        """Queue an act; its `result` is there when its lines are under a signed, published checkpoint.

        That raises what the act raised, or `LogUnavailableError`: then nothing was answered, and asking again with the
        same idempotency key shows whether it happened.

        Raises:
            LogUnavailableError: the log stands still.
            LogFullError: too many acts wait; this one did not happen.
        """
        job = Job(act)
        with self._gate:
            if not self._open:
                raise LogUnavailableError("het log staat stil")
            if self._queue.qsize() >= self.most:
                raise LogFullError("er wachten te veel handelingen op het log")
            self._queue.put(job)
        return job

    def show(self, shard: str) -> None:
        """Publish what is signed of a shard and not published: another process may have ended right between the two.

        Before a receipt is given again of an act that this process did not do, so that nobody holds a proof in a tree that
        cannot be seen.

        Raises:
            LogUnavailableError: it cannot be published now.
        """
        try:
            with self.engine.connect() as connection:
                newest = {name: startup.last_checkpoint(connection, name) for name in (STAM, shard)}
            self._publish({name: data for name, data in newest.items() if data and self._unseen(name, data)})
        except (OSError, SQLAlchemyError) as error:
            raise _unavailable(error) from None

    def _unseen(self, shard: str, signed: bytes) -> bool:
        return checkpoint.parse(signed)[0].size > self.publisher.published_size(shard)

    def _loop(self) -> None:
        while not self._ended:
            first = self._queue.get()
            if first is None:
                return
            self._batch(first)

    def _collect(self, first: Job[Any]) -> Iterator[Job[Any]]:
        """Yield the acts of one batch: the first, and what is queued or queues up while they run."""
        yield first
        end, room = time.monotonic() + MAX_SECONDS, MAX_BATCH - 1
        while room and time.monotonic() < end:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return
            if job is None:
                self._ended = True
                return
            yield job
            room -= 1

    def _batch(self, first: Job[Any]) -> None:
        jobs, taken, started = self._collect(first), list[Job[Any]](), time.monotonic()
        try:
            if self._behind:
                self._catch_up()
            self._behind = True
            batch = self._commit(jobs, taken)
            self._publish(batch.notes)
            self._behind = False
        except Exception as error:  # noqa: BLE001 - nobody may wait for ever, whatever went wrong
            self._states.clear()
            shown = error if isinstance(error, LogError) else _unavailable(error)
            for job in taken or jobs:
                job.fail(shown)
            return
        batch.answer()
        if self.observe is not None:
            with suppress(Exception):  # whoever watches never stops the log
                self.observe(Voortgang(len(taken), batch.counted, time.monotonic() - started))

    @property
    def waiting(self) -> int:
        """How many acts wait for a batch."""
        return self._queue.qsize()

    def _commit(self, jobs: Iterator[Job[Any]], taken: list[Job[Any]]) -> Batch:
        """Stage, swap and apply; `taken` are the acts of the batch, whatever happens."""
        with writing(self.engine) as connection:
            batch = Batch(connection, self.signer, self.prefix, self._states)
            for job in jobs:
                taken.append(job)
                batch.run(job, self._now())
            batch.write(self._now())
            self.kluis.put_many(batch.secrets)
        self._states.update(batch.states)
        return batch

    def _publish(self, notes: Mapping[str, bytes], *, afresh: bool = False) -> None:
        if not notes:
            return
        with self.engine.connect() as connection:
            for shard, signed in notes.items():
                keys = [key for pair in self.signer.all_vkeys(origin_of(self.prefix, shard)) for key in pair]
                self.publisher.publish(connection, shard, signed, keys, afresh=afresh)

    def _catch_up(self, *, afresh: bool = False) -> None:
        """Sign and publish whatever was committed and not finished; `afresh` writes the newest tiles again."""
        with writing(self.engine) as connection:
            shards = connection.execute(select(log_shards.c.shard).order_by(log_shards.c.shard)).scalars().all()
            notes = {shard: self._sign(connection, shard) for shard in shards}
        self._publish(notes, afresh=afresh)
        self._behind = False

    def _sign(self, connection: Connection, shard: str) -> bytes:
        """Sign every head that has no checkpoint yet; return the newest note of the shard."""
        for row in connection.execute(_UNSIGNED, {"shard": shard}).all():
            head = checkpoint.Checkpoint(origin_of(self.prefix, shard), row.omvang, bytes(row.wortel))
            values = {"shard": shard, "omvang": row.omvang, "notitie": self.signer.sign(head, self._now())}
            connection.execute(_NOTE, values)
        newest = startup.last_checkpoint(connection, shard)
        if newest is None:
            raise LogError(f"shard {shard} heeft geen hoofd")
        return newest

    def _now(self) -> int:
        now = self.clock.now()
        if now < self._last - CLOCK_SLACK_MS:
            raise LogUnavailableError("de klok van het log loopt terug")
        self._last = max(now, self._last)
        return self._last


def _unavailable(error: Exception) -> LogUnavailableError:
    """Hide what a driver or file system said: it may quote values."""
    kind: Any = "database" if isinstance(error, SQLAlchemyError) else type(error).__name__
    return LogUnavailableError(f"de regel kon niet worden weggeschreven ({kind})")
