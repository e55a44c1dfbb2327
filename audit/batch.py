# SPDX-License-Identifier: EUPL-1.2
"""One batch of acts inside one database transaction: run each in its savepoint, then write all lines at once.

Invariants:
- An act that raises leaves nothing: neither rows, nor lines, nor secrets, nor an opened shard.
- Lines get their places in the order in which acts ran; the heads are written once per shard, each signed before it is
  written, and each as the one successor of the head before.
- A failure of the database itself is not an act's failure: it ends the batch.

Norm: design.md 6 and 7. Committing and publishing are the sequencer's.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import exc, select

from audit import openings, state
from audit.database import bulk_insert
from audit.kluis import Value
from audit.proof.checkpoint import Checkpoint
from audit.proof.tree import CompactRange
from audit.signer import LogSigner, origin_of
from audit.tables import (
    log_bladen,
    log_checkpoints,
    log_hoofden,
    log_openingen_feit,
    log_openingen_persoon,
    log_shards,
    log_tegels,
)
from audit.transaction import PendingLine, Transaction, savepoint
from audit.values import Committed, Job, LineRef, Written

if TYPE_CHECKING:
    from sqlalchemy import Connection


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
        self._done: list[tuple[Job[Any], Any, list[PendingLine]]] = []
        self._failed: list[tuple[Job[Any], Exception]] = []
        self.secrets: list[Value] = []
        self.notes: dict[str, bytes] = {}

    @property
    def counted(self) -> dict[str, int]:
        """How many lines were written, per shard."""
        return dict(Counter(line.shard for line in self._lines))

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

    def run(self, job: Job[Any], now: int) -> None:
        """Run one act; when it raises, undo it and keep the exception for who waits.

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
            self._failed.append((job, error))
            return
        if pen.touched:
            savepoint(self._connection, "RELEASE SAVEPOINT")
        self._keep(pen)
        self._done.append((job, value, pen.own))

    def write(self, now: int) -> None:
        """Write all lines, then sign and write the new head of each shard that grew."""
        rows = state.NewRows()
        feit, persoon = openings.Sealer(openings.FEIT), openings.Sealer(openings.PERSOON)
        for line in self._lines:
            shard, index = line.shard, self._load(line.shard).append(line.entry, rows)
            if line.feit is not None:
                feit.add(line.feit, shard, index)
            if line.persoon is not None:
                persoon.add(line.persoon, shard, index)
        self.secrets += feit.secrets() + persoon.secrets()
        bulk_insert(self._connection, log_shards, self._shards)
        bulk_insert(self._connection, log_bladen, rows.bladen)
        bulk_insert(self._connection, log_tegels, rows.tegels)
        bulk_insert(self._connection, log_openingen_feit, feit.rows)
        bulk_insert(self._connection, log_openingen_persoon, persoon.rows)
        grown = [self._states[shard] for shard in sorted({line.shard for line in self._lines})]
        self._swap(grown, now)

    def _swap(self, grown: list[state.ShardState], now: int) -> None:
        """Write the new heads: each is refused by the database when its predecessor has a successor already."""
        heads = [shard.head_row() for shard in grown]
        for name, size, _, root in heads:
            self.notes[name] = self._signer.sign(Checkpoint(origin_of(self._prefix, name), size, root), now)
        bulk_insert(self._connection, log_hoofden, heads)
        bulk_insert(self._connection, log_checkpoints, [(name, size, self.notes[name]) for name, size, *_ in heads])

    def answer(self) -> None:
        """Give everyone what the act gave back or raised: only when all is committed, signed and published."""
        for failed, error in self._failed:
            failed.fail(error)
        sizes = {shard: grown.size for shard, grown in self._states.items()}
        for job, value, own in self._done:
            written = [
                Written(LineRef(line.shard, line.index, sizes[line.shard]), line.entry, line.feit, line.persoon)
                for line in own
            ]
            job.answer(Committed(value, tuple(written)))

    def _keep(self, pen: Transaction) -> None:
        for shard in pen.opened:
            origin = origin_of(self._prefix, shard)
            self._shards.append((shard, origin, *map(str, self._signer.vkeys(origin)), pen.now))
            self._states[shard] = state.ShardState(shard, CompactRange())
        self._sizes |= pen.sizes
        self._lines += pen.lines
        for secret in pen.secrets:
            self.secrets.append(Value(secret.soort, secret.ref, secret.value))

    def _load(self, shard: str) -> state.ShardState:
        """Return the state of an existing shard: from memory when the stored head is still the same."""
        found = self._states.get(shard)
        if found is None:
            found = self._cache.pop(shard, None)
            size, root = state.stored_head(self._connection, shard)
            if found is None or found.size != size or (size and found.root() != root):
                found = state.load(self._connection, shard)
            self._states[shard] = found
        return found

    @property
    def states(self) -> dict[str, state.ShardState]:
        """The shards as they stand after `write`, to keep in memory once the transaction is committed."""
        return self._states


def _is_fatal(error: Exception) -> bool:
    """Tell whether the database itself failed (disk, connection, lock), rather than the act."""
    return isinstance(error, exc.DBAPIError) and (
        error.connection_invalidated or isinstance(error, exc.OperationalError)
    )
