# SPDX-License-Identifier: EUPL-1.2
"""What can be asked of the log: a receipt for a line, the newest checkpoint, proofs between sizes.

Invariants:
- A receipt for (shard, index, size) is the same bytes each time as long as its openings stand: the signed note is
  stored, never signed anew.
- Reading needs no lock and signs nothing.

Norm: design.md 4 ("opgenomen"). Checking a receipt: `audit.proof.receipt`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from audit import openings, startup
from audit.proof import checkpoint, receipt, tiles, tlog_proof
from audit.reader import references, stored_lines, unseal
from audit.state import fetcher
from audit.tables import log_checkpoints, log_shards
from audit.values import LogError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from audit.kluis import Kluis
    from audit.proof import leaf
    from audit.reader import StoredLine
    from audit.values import LineRef


class NoSuchLineError(LogError):
    """There is no such line under a signed checkpoint."""

    type = "regel-onbekend"


class Log:
    """Reading side of the log."""

    def __init__(self, engine: Engine, kluis: Kluis) -> None:
        self.engine = engine
        self.kluis = kluis

    def receipt(self, shard: str, index: int, size: int | None = None, *, persoon: bool = True) -> dict[str, Any]:
        """Return the receipt of a line as JSON.

        Args:
            shard: name of the shard.
            index: zero-based index of the line.
            size: a size with a signed checkpoint; None: that of the batch in which the line was written.
            persoon: whether the part about people is shown.

        Raises:
            NoSuchLineError: no such line, or no checkpoint of that size.
        """
        with self.engine.connect() as connection:
            origin = self._origin(connection, shard)
            note = _note(connection, shard, index, size)
            head, _ = checkpoint.parse(note)
            hashes = tiles.TileReader(head.size, fetcher(connection, shard)).inclusion(index)
            line = stored_lines(connection, shard, index, 1)[0]
        feit, second = self._openings(line, persoon=persoon)
        proof = tlog_proof.TlogProof(index, tuple(hashes), note).encode()
        return receipt.build((origin, index), line.entry, (feit, second), proof)

    def receipt_of(self, ref: LineRef, *, persoon: bool = True) -> dict[str, Any]:
        """Return the receipt of a committed line."""
        return self.receipt(ref.shard, ref.index, ref.size or None, persoon=persoon)

    def checkpoint(self, shard: str) -> bytes:
        """Return the newest signed note of a shard.

        Raises:
            NoSuchLineError: the shard has none.
        """
        with self.engine.connect() as connection:
            found = startup.last_checkpoint(connection, shard)
        if found is None:
            raise NoSuchLineError("deze shard heeft geen checkpoint")
        return found

    def shards(self) -> dict[str, str]:
        """Return the origin of each shard by name."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(log_shards.c.shard, log_shards.c.origin).order_by(log_shards.c.shard))
            return {row.shard: row.origin for row in rows}

    def consistency(self, shard: str, size1: int, size2: int) -> list[bytes]:
        """Return the consistency proof between two sizes.

        Raises:
            ProofError: sizes out of order or beyond the log.
        """
        with self.engine.connect() as connection:
            return tiles.TileReader(size2, fetcher(connection, shard)).consistency(size1)

    def _origin(self, connection: Connection, shard: str) -> str:
        found = connection.execute(_ORIGIN, {"shard": shard}).scalar()
        if found is None:
            raise NoSuchLineError("deze shard bestaat niet")
        return str(found)

    def _openings(self, line: StoredLine, *, persoon: bool) -> tuple[leaf.Opening | None, leaf.Opening | None]:
        keys = self.kluis.get_many(openings.KLUIS_KIND, references([line]))
        feit = unseal(line, line.feit, keys, openings.FEIT)
        return feit, unseal(line, line.persoon, keys, openings.PERSOON) if persoon else None


_ORIGIN = select(log_shards.c.origin).where(log_shards.c.shard == bindparam("shard"))
_ABOVE = (
    select(log_checkpoints.c.omvang, log_checkpoints.c.notitie)
    .where(log_checkpoints.c.shard == bindparam("shard"), log_checkpoints.c.omvang >= bindparam("vanaf"))
    .order_by(log_checkpoints.c.omvang)
    .limit(1)
)


def _note(connection: Connection, shard: str, index: int, size: int | None) -> bytes:
    """Return the oldest note over the line, or the one of exactly `size`."""
    row = connection.execute(_ABOVE, {"shard": shard, "vanaf": index + 1 if size is None else size}).first()
    if row is None or index < 0 or row.omvang <= index or (size is not None and row.omvang != size):
        raise NoSuchLineError("deze regel staat niet onder een ondertekend checkpoint")
    return bytes(row.notitie)
