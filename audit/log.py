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

from sqlalchemy import select

from audit import openings, startup
from audit.proof import checkpoint, leaf, receipt, tiles, tlog_proof
from audit.state import fetcher
from audit.tables import log_bladen, log_checkpoints, log_openingen_feit, log_openingen_persoon, log_shards
from audit.values import LogError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Table

    from audit.kluis import Kluis
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
            entry = _entry(connection, shard, index)
            feit = self._opening(connection, log_openingen_feit, openings.FEIT, shard, index)
            second = (
                self._opening(connection, log_openingen_persoon, openings.PERSOON, shard, index) if persoon else None
            )
        proof = tlog_proof.TlogProof(index, tuple(hashes), note).encode()
        return receipt.build((origin, index), entry, (feit, second), proof)

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
        found = connection.execute(select(log_shards.c.origin).where(log_shards.c.shard == shard)).scalar()
        if found is None:
            raise NoSuchLineError("deze shard bestaat niet")
        return str(found)

    def _opening(self, connection: Connection, table: Table, kind: str, shard: str, index: int) -> leaf.Opening | None:
        query = select(table.c.sleutel, table.c.cijfertekst).where(table.c.shard == shard, table.c.volgnr == index)
        row = connection.execute(query).first()
        key = None if row is None else self.kluis.get(openings.KLUIS_KIND, row.sleutel)
        if row is None or key is None:
            return None
        return openings.unseal(bytes(row.cijfertekst), key, kind, shard, index)


def _note(connection: Connection, shard: str, index: int, size: int | None) -> bytes:
    table = log_checkpoints
    query = select(table.c.notitie).where(table.c.shard == shard, table.c.omvang > index)
    if size is not None:
        query = query.where(table.c.omvang == size)
    found = connection.execute(query.order_by(table.c.omvang).limit(1)).scalar()
    if found is None or index < 0:
        raise NoSuchLineError("deze regel staat niet onder een ondertekend checkpoint")
    return bytes(found)


def _entry(connection: Connection, shard: str, index: int) -> bytes:
    query = select(log_bladen.c.blad).where(log_bladen.c.shard == shard, log_bladen.c.volgnr == index)
    return bytes(connection.execute(query).scalar_one())
