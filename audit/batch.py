# SPDX-License-Identifier: EUPL-1.2
"""One batch of acts inside one database transaction: run each in its savepoint, then write all lines at once.

Invariants:
- An act that raises leaves nothing: neither rows, nor lines, nor secrets, nor an opened shard.
- Lines get their places in the order in which acts ran; the heads are written once per shard.
- A failure of the database itself is not an act's failure: it ends the batch.

Norm: design.md 6 and 7. Committing, signing and publishing are the sequencer's.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import exc, select

from audit import openings, state
from audit.database import bulk_insert
from audit.kluis import Value
from audit.proof.tree import CompactRange
from audit.signer import LogSigner, origin_of
from audit.tables import (
    log_bladen,
    log_hoofden,
    log_openingen_feit,
    log_openingen_persoon,
    log_shards,
    log_tegels,
)
from audit.transaction import PendingLine, Transaction, savepoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from audit.values import Committed, Written


@dataclass(slots=True)
class Job:
    """An act that waits for its batch, and the future of who waits for it."""

    act: Callable[[Transaction], Any]
    future: Future[Committed[Any]] = field(default_factory=Future)


@dataclass(slots=True)
class Done:
    """An act that ran: its value and its lines, still without the size of the tree."""

    job: Job
    value: Any
    written: tuple[Written, ...]


class Batch:
    """The acts of one transaction. `states` are the shards as read in this transaction or still right in memory."""

    def __init__(
        self, connection: Connection, signer: LogSigner, prefix: str, states: dict[str, state.ShardState]
    ) -> None:
        self._connection = connection
        self._signer = signer
        self._prefix = prefix
        self._cache = states
        self._states: dict[str, state.ShardState] = {}
        self._sizes: dict[str, int | None] = {}
        self._lines: list[PendingLine] = []
        self._shards: list[tuple[Any, ...]] = []
        self.secrets: list[Value] = []
        self.done: list[Done] = []

    def size(self, shard: str) -> int | None:
        """Return how many lines a shard has with the acts that ran so far; None when it does not exist."""
        if shard not in self._sizes:
            self._sizes[shard] = self._load(shard).size if self._exists(shard) else None
        return self._sizes[shard]

    def _exists(self, shard: str) -> bool:
        """A shard that was read or written before is there: shards never go."""
        if shard in self._states or shard in self._cache:
            return True
        found = self._connection.execute(select(log_shards.c.origin).where(log_shards.c.shard == shard)).first()
        return found is not None

    def opening(self, shard: str, now: int) -> dict[str, Any]:
        """Return the stamlog entry that opens a shard."""
        origin = origin_of(self._prefix, shard)
        keys = [str(key) for key in self._signer.vkeys(origin)]
        return {"v": 1, "soort": "shard-geopend", "origin": origin, "vkeys": keys, "tijd": now}

    def run(self, job: Job, now: int) -> None:
        """Run one act; when it raises, undo it and give the exception to who waits.

        Raises:
            sqlalchemy.exc.DBAPIError: the database itself failed; nothing of the batch may stay.
        """
        pen = Transaction(self._connection, now, self)
        try:
            value = job.act(pen)
        except Exception as error:  # whatever an act raises belongs to who asked for it
            if _is_fatal(error):
                raise
            if pen.touched:
                savepoint(self._connection, "ROLLBACK TO SAVEPOINT")
                savepoint(self._connection, "RELEASE SAVEPOINT")
            job.future.set_exception(error)
            return
        if pen.touched:
            savepoint(self._connection, "RELEASE SAVEPOINT")
        self._keep(pen)
        self.done.append(Done(job, value, pen.written))

    def write(self) -> dict[str, int]:
        """Write all lines and heads; return the new size of each shard that grew."""
        rows = state.NewRows()
        feit, persoon = openings.Sealer(openings.FEIT), openings.Sealer(openings.PERSOON)
        for line in self._lines:
            index = self._load(line.shard).append(line.entry, rows)
            if line.feit is not None:
                feit.add(line.feit, line.shard, index)
            if line.persoon is not None:
                persoon.add(line.persoon, line.shard, index)
        self.secrets += feit.secrets() + persoon.secrets()
        sizes = {shard: self._states[shard].size for shard in {line.shard for line in self._lines}}
        rows.hoofden.extend(self._states[shard].head_row() for shard in sorted(sizes))
        bulk_insert(self._connection, log_shards, self._shards)
        bulk_insert(self._connection, log_bladen, rows.bladen)
        bulk_insert(self._connection, log_tegels, rows.tegels)
        bulk_insert(self._connection, log_openingen_feit, feit.rows)
        bulk_insert(self._connection, log_openingen_persoon, persoon.rows)
        bulk_insert(self._connection, log_hoofden, rows.hoofden)
        return sizes

    def _keep(self, pen: Transaction) -> None:
        for shard in pen.opened:
            origin = origin_of(self._prefix, shard)
            self._shards.append((shard, origin, *map(str, self._signer.vkeys(origin)), pen.now))
            self._sizes[shard] = 0
            self._states[shard] = state.ShardState(shard, CompactRange())
        for line in pen.lines:
            self._sizes[line.shard] = (self._sizes[line.shard] or 0) + 1
        self._lines += pen.lines
        self.secrets += [Value(secret.soort, secret.ref, secret.value) for secret in pen.secrets]

    def _load(self, shard: str) -> state.ShardState:
        """Return the state of an existing shard: from memory when the stored head is still the same."""
        if shard not in self._states:
            cached = self._cache.pop(shard, None)
            size, root = state.stored_head(self._connection, shard)
            if cached is None or cached.size != size or (size and cached.root() != root):
                cached = state.load(self._connection, shard)
            self._states[shard] = cached
        return self._states[shard]

    @property
    def states(self) -> dict[str, state.ShardState]:
        """The shards as they stand after `write`, to keep in memory once the transaction is committed."""
        return self._states


def _is_fatal(error: Exception) -> bool:
    """Tell whether the database itself failed (disk, connection, lock), rather than the act."""
    return isinstance(error, exc.DBAPIError) and (
        error.connection_invalidated or isinstance(error, exc.OperationalError)
    )
