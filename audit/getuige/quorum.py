# SPDX-License-Identifier: EUPL-1.2
"""Which checkpoints of a shard a quorum of witnesses cosigned, and since when: read from what was collected.

    newest(connection, shard, policy)            the newest checkpoint that has the quorum
    over(connection, shard, volgnr, policy)      the oldest one that covers a line: "getuigd" since its time
    before(connection, shard, volgnr, policy)    the newest one that does not cover the line yet
    waiting_since(connection, shard, policy)     when the oldest checkpoint was signed that still waits for a quorum

Invariants:
- Every cosignature is checked again under the keys of the pinned policy; a row that does not hold counts for nothing.
- The note that is given back carries the signatures of the log and every good cosignature, and satisfies the policy.
- Without a quorum in the policy (`quorum none`) nothing is ever witnessed.

Norm: c2sp.org/tlog-policy. Only reading; collecting is `audit.getuige.verzamelen`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from audit.getuige.sleutel import add
from audit.getuige.tabel import key_name, log_medeondertekeningen
from audit.proof import checkpoint, note
from audit.proof.quorum import fewest
from audit.proof.tijd import quorum_time
from audit.tables import log_checkpoints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Connection, Select

    from audit.proof.tlog_policy import TlogPolicy

_ROWS = log_medeondertekeningen.c
_MANY = 200
_ED25519 = 64


class Witnessed(NamedTuple):
    """A checkpoint with its quorum: the note with all cosignatures, and since when the quorum stood (seconds)."""

    notitie: bytes
    tijd: int

    @property
    def omvang(self) -> int:
        """The size of the tree."""
        return checkpoint.parse(self.notitie)[0].size


def newest(connection: Connection, shard: str, policy: TlogPolicy) -> Witnessed | None:
    """Return the newest checkpoint of a shard that has the quorum, None when there is none."""
    return _first(connection, shard, policy)


def over(connection: Connection, shard: str, volgnr: int, policy: TlogPolicy) -> Witnessed | None:
    """Return the oldest checkpoint with the quorum whose tree holds the line, None when there is none yet."""
    return _first(connection, shard, policy, volgnr + 1)


def before(connection: Connection, shard: str, volgnr: int, policy: TlogPolicy) -> Witnessed | None:
    """Return the newest checkpoint with the quorum whose tree does not hold the line yet, None when there is none."""
    return _first(connection, shard, policy, upto=volgnr)


def waiting_since(connection: Connection, shard: str, policy: TlogPolicy) -> int | None:
    """Return when the log signed the oldest checkpoint that waits for a quorum (seconds); None: nothing waits.

    A log in which nothing happens never waits, however long ago its last quorum was.
    """
    last = newest(connection, shard, policy)
    rows = log_checkpoints.c
    query = select(rows.notitie).where(rows.shard == shard, rows.omvang > (last.omvang if last else -1))
    data = connection.execute(query.order_by(rows.omvang).limit(1)).scalar()
    return None if data is None else _signed_at(bytes(data))


def _signed_at(data: bytes) -> int:
    """Return when a log signed a note: the time in its own ML-DSA-44 signature, which names no other key."""
    head, parsed = checkpoint.parse(data)
    own = [line for line in parsed.signatures if line.name == head.origin and len(line.signature) > _ED25519]
    return int.from_bytes(own[0].signature[:8], "big") if own else 0


def cosigned(connection: Connection, shard: str, omvang: int, policy: TlogPolicy) -> tuple[bytes, int | None] | None:
    """Return the note of a size with every good cosignature, and since when it has the quorum (None: not yet).

    None when there is no checkpoint of that size.
    """
    query = select(log_checkpoints.c.notitie).where(
        log_checkpoints.c.shard == shard, log_checkpoints.c.omvang == omvang
    )
    found = connection.execute(query).scalar()
    if found is None:
        return None
    text = note.parse(bytes(found)).text
    keys = {key_name(key): key for key in policy.witnesses.values()}
    rows = select(_ROWS.sleutel, _ROWS.regel).where(_ROWS.shard == shard, _ROWS.omvang == omvang)
    good = [line for row in connection.execute(rows.order_by(_ROWS.sleutel)) if (line := _line(row, keys, text))]
    signed = [item for item, _ in good]
    return add(bytes(found), tuple(line for _, line in good)), quorum_time(signed, policy)


def _line(row: Any, keys: dict[str, note.VKey], text: str) -> tuple[note.SignedBy, note.NoteSignature] | None:
    key = keys.get(row.sleutel)
    if key is None:
        return None
    try:
        (line,) = note.parse_lines(bytes(row.regel))
        if (line.name, line.key_id) != (key.name, key.key_id):
            return None
        return note.SignedBy(key, checkpoint.check_signature(key, text, line.signature)), line
    except (note.NoteError, ValueError):
        return None


def _first(
    connection: Connection, shard: str, policy: TlogPolicy, least: int | None = None, upto: int | None = None
) -> Witnessed | None:
    """Return the first checkpoint with the quorum: from `least` upwards, or else from `upto` (or the end) downwards."""
    for omvang in _sizes(connection, shard, policy, least, upto):
        found = cosigned(connection, shard, omvang, policy)
        if found is not None and found[1] is not None:
            return Witnessed(found[0], found[1])
    return None


def _sizes(
    connection: Connection, shard: str, policy: TlogPolicy, least: int | None, upto: int | None
) -> Iterator[int]:
    """Yield the sizes that have enough cosignatures for a quorum, in parts, so that finding the first costs little."""
    needed = fewest(policy)
    while needed:
        found = [int(row.omvang) for row in connection.execute(_query(shard, needed, least, upto))]
        yield from found
        if len(found) < _MANY:
            return
        least, upto = (found[-1] + 1, None) if least is not None else (None, found[-1] - 1)


def _query(shard: str, needed: int, least: int | None, upto: int | None) -> Select[Any]:
    order: ColumnElement[int] = _ROWS.omvang if least is not None else _ROWS.omvang.desc()
    query = select(_ROWS.omvang).where(_ROWS.shard == shard).group_by(_ROWS.omvang).having(func.count() >= needed)
    if least is not None:
        query = query.where(_ROWS.omvang >= least)
    if upto is not None:
        query = query.where(_ROWS.omvang <= upto)
    return query.order_by(order).limit(_MANY)
