# SPDX-License-Identifier: EUPL-1.2
"""The stored cosignatures of one shard: each holds over its checkpoint, and together they give the times of quorums.

Invariants:
- A row counts only when it is a good signature line, of the key and with the time that it names, over the stored checkpoint
  of its size. A cosignature of a key that the policy does not know is a finding too: nobody collects those.
- Times of quorums go forward as the log grows (`audit.proof.tijd`); which lines they bound is for who reads the lines.

Norm: c2sp.org/tlog-cosignature. Only reading.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, select

from audit.getuige.tabel import key_name, log_medeondertekeningen
from audit.proof import checkpoint, note
from audit.proof.tijd import Moment, Tijdlijn, quorum_time
from audit.tables import log_checkpoints
from audit.values import Finding

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from sqlalchemy import Connection

    from audit.verify.trust import Trust

_CHUNK = 1000


def check(connection: Connection, shard: str, trust: Trust) -> Generator[Finding, None, Tijdlijn]:
    """Check all cosignatures of a shard (a generator that returns when its quorums stood)."""
    keys = {key_name(key): key for key in trust.policy.witnesses.values()}
    moments: list[Moment] = []
    for (omvang, notitie), rows in groupby(_rows(connection, shard), key=lambda row: (row.omvang, row.notitie)):
        signed: list[note.SignedBy] = []
        for row in rows:
            found = _one(row, keys, notitie)
            if isinstance(found, note.SignedBy):
                signed.append(found)
            else:
                waar = f"{log_medeondertekeningen.name}:{shard}|{omvang}|{row.sleutel}"
                yield Finding("medeondertekening-gewijzigd", waar, found)
        time = quorum_time(signed, trust.policy)
        if time is not None:
            moments.append(Moment(omvang, time))
    timeline = Tijdlijn(moments)
    for moment in timeline.backwards():
        waar = f"{log_checkpoints.name}:{shard}|{moment.size}"
        yield Finding("tijd-wijkt-af", waar, "Getuigen zagen dit checkpoint eerder dan een kleiner.")
    return timeline


def strangers(connection: Connection, known: list[str], most: int) -> Iterator[Finding]:
    """Find cosignatures of shards that do not exist."""
    table = log_medeondertekeningen
    if inspect(connection).has_table(table.name):
        columns = list(table.primary_key.columns)
        for row in connection.execute(select(*columns).where(table.c.shard.not_in(known)).limit(most)):
            waar = f"{table.name}:{'|'.join(map(str, row))}"
            yield Finding("shard-onbekend", waar, "Deze rij hoort bij een shard die niet bestaat.")


def _one(row: Any, keys: dict[str, note.VKey], notitie: bytes | None) -> note.SignedBy | str:
    """Return who signed and when, or what is wrong, in Dutch."""
    if notitie is None:
        return "Bij deze medeondertekening hoort geen checkpoint."
    key = keys.get(row.sleutel)
    if key is None:
        return "Deze medeondertekening is van een sleutel die niet in het tlog-policy staat."
    try:
        (line,) = note.parse_lines(bytes(row.regel))
        time = checkpoint.check_signature(key, note.parse(bytes(notitie)).text, line.signature)
    except (note.NoteError, ValueError):
        return "Deze medeondertekening past niet bij het checkpoint."
    if (line.name, line.key_id) != (key.name, key.key_id) or time != row.tijd:
        return "Naam of tijd van deze medeondertekening zijn niet die van haar handtekening."
    return note.SignedBy(key, time)


def _rows(connection: Connection, shard: str) -> Iterator[Any]:
    if not inspect(connection).has_table(log_medeondertekeningen.name):
        return  # a database of before there were witnesses
    mine, notes = log_medeondertekeningen, log_checkpoints
    same = (mine.c.shard == notes.c.shard) & (mine.c.omvang == notes.c.omvang)
    query = select(mine.c.omvang, mine.c.sleutel, mine.c.tijd, mine.c.regel, notes.c.notitie).select_from(
        mine.outerjoin(notes, same)
    )
    last = -(2**63)
    while True:  # whole sizes at a time: a size has at most as many rows as there are witnesses
        chunk = query.where(mine.c.shard == shard, mine.c.omvang > last).order_by(mine.c.omvang, mine.c.sleutel)
        rows = connection.execute(chunk.limit(_CHUNK)).all()
        full = len(rows) == _CHUNK
        whole = [row for row in rows if not full or row.omvang != rows[-1].omvang] or rows
        yield from whole
        if not full:
            return
        last = whole[-1].omvang
