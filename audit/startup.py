# SPDX-License-Identifier: EUPL-1.2
"""The questions that are asked before the log goes on: is this the log that this key signed last?

Invariants:
- The clock is not before the newest checkpoint; key and origin are those stored; the stored leaves give the stored
  root; the newest checkpoint is ours and says the same; what was published is not newer than the database.
- Any doubt is a `StartRefusedError`, never a repair. A missing newest checkpoint or file is no doubt but a crash.

Norm: design.md 6 (fail closed); c2sp.org/tlog-checkpoint ("never sign anything inconsistent"). The whole log is checked
by `audit.verify`, not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from audit import state
from audit.proof import checkpoint, note
from audit.signer import LogSigner, origin_of
from audit.tables import log_bladen, log_checkpoints, log_hoofden, log_shards
from audit.values import StartRefusedError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from audit.publish import Publisher


def check(connection: Connection, signer: LogSigner, prefix: str, publisher: Publisher, now: int) -> None:
    """Check every shard.

    Raises:
        StartRefusedError: names the shard and what disagrees.
    """
    for row in connection.execute(select(log_shards).order_by(log_shards.c.shard)).all():
        _check_identity(row, signer, prefix)
        loaded = state.load(connection, row.shard)
        _check_lines(connection, row.shard, loaded.size)
        _check_signed(connection, row, signer, now)
        _check_published(connection, row, signer, publisher)


_NEWEST = (
    select(log_checkpoints.c.notitie)
    .where(log_checkpoints.c.shard == bindparam("shard"))
    .order_by(log_checkpoints.c.omvang.desc())
    .limit(1)
)


def last_checkpoint(connection: Connection, shard: str) -> bytes | None:
    """Return the newest signed note of a shard."""
    found = connection.execute(_NEWEST, {"shard": shard}).scalar()
    return None if found is None else bytes(found)


def _check_identity(row: Any, signer: LogSigner, prefix: str) -> None:
    if row.origin != origin_of(prefix, row.shard):
        raise StartRefusedError(f"shard {row.shard}: de naam van het log is een andere dan opgeslagen")
    known = [tuple(map(str, pair)) for pair in signer.all_vkeys(row.origin)]  # a shard names the keys of its opening
    if (row.vkey_ed25519, row.vkey_mldsa44) not in known:
        raise StartRefusedError(f"shard {row.shard}: de sleutel van het log is een andere dan opgeslagen")


def _check_lines(connection: Connection, shard: str, size: int) -> None:
    last = connection.execute(select(func.max(log_bladen.c.volgnr)).where(log_bladen.c.shard == shard)).scalar()
    if (-1 if last is None else last) + 1 != size:
        raise StartRefusedError(f"shard {shard}: er staan regels buiten het laatste hoofd")


def _check_signed(connection: Connection, row: Any, signer: LogSigner, now: int) -> None:
    data = last_checkpoint(connection, row.shard)
    if data is None:
        return
    signed = _open(data, row, signer)
    heads = select(func.count()).select_from(log_hoofden).where(log_hoofden.c.shard == row.shard)
    notes = select(func.count()).select_from(log_checkpoints).where(log_checkpoints.c.shard == row.shard)
    upto = log_hoofden.c.omvang <= signed.checkpoint.size
    if connection.execute(heads.where(upto)).scalar() != connection.execute(notes).scalar():
        raise StartRefusedError(f"shard {row.shard}: er ontbreekt een checkpoint, of er is er een te veel")
    _check_head(connection, row.shard, signed.checkpoint)
    if now // 1000 < (signed.time() or 0):
        raise StartRefusedError(f"shard {row.shard}: de klok loopt achter op het laatste checkpoint")


def _check_published(connection: Connection, row: Any, signer: LogSigner, publisher: Publisher) -> None:
    data = publisher.published(row.shard)
    if data is None:
        return
    head = _open(data, row, signer).checkpoint
    if head.size > state.stored_head(connection, row.shard)[0]:
        raise StartRefusedError(f"shard {row.shard}: er is meer gepubliceerd dan opgeslagen (oude back-up?)")
    _check_head(connection, row.shard, head)


def _check_head(connection: Connection, shard: str, head: checkpoint.Checkpoint) -> None:
    query = select(log_hoofden.c.wortel).where(log_hoofden.c.shard == shard, log_hoofden.c.omvang == head.size)
    root = connection.execute(query).scalar()
    if root is None or bytes(root) != head.root:
        raise StartRefusedError(f"shard {shard}: een ondertekend checkpoint past niet bij het opgeslagen log")


def _open(data: bytes, row: Any, signer: LogSigner) -> checkpoint.SignedCheckpoint:
    pairs = signer.all_vkeys(row.origin)
    try:
        signed = checkpoint.open_signed(data, [key for pair in pairs for key in pair])
    except note.NoteError:
        raise StartRefusedError(f"shard {row.shard}: een checkpoint draagt geen goede handtekening") from None
    by = {item.key for item in signed.signed_by}
    if not any(by >= set(pair) for pair in pairs) or signed.checkpoint.origin != row.origin:
        raise StartRefusedError(f"shard {row.shard}: een checkpoint draagt niet beide handtekeningen")
    return signed
