# SPDX-License-Identifier: EUPL-1.2
"""Walking in parts: the rows of a table that lines name, and the extracts that belong to them; when a note was signed.

Invariant: at most `PART` rows at a time are in memory. Rows that no line names are for `Book.compare`.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from audit.proof import note
from audit.tables import log_checkpoints

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Column, Connection, Select

    from audit.verify.book import Book

PART = 400
_TIME, _ED25519 = 8, 64  # bytes: before an ML-DSA signature stands its time


def rows_of(connection: Connection, book: Book, query: Select[Any], key: Column[Any]) -> Iterator[Sequence[Any]]:
    """Yield the named rows of the table of `key`, a part at a time."""
    named = (sleutel for sleutel, _ in book.claimed(str(key.table.name)))
    while keys := list(islice(named, PART)):
        yield connection.execute(query.where(key.in_(keys))).all()


def extracts_of(book: Book, soort: str, keys: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Return (regel, inhoud) of the extracts of one kind, by key."""
    book.sort()
    marks = ",".join("?" * len(keys))
    query = f"SELECT sleutel, regel, inhoud FROM uittreksel WHERE soort = ? AND sleutel IN ({marks}) ORDER BY rowid"  # noqa: S608 - question marks
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for sleutel, regel, inhoud in book.database.execute(query, (soort, *keys)):
        found[sleutel].append((regel, inhoud))
    return found


def signed_at(connection: Connection, query: Select[Any], shard: str) -> int | None:
    """Return when the log signed the first of these notes (seconds), None when there is none.

    Whether its signatures hold is for `audit.verify`.
    """
    data = connection.execute(query.where(log_checkpoints.c.shard == shard).limit(1)).scalar()
    if data is None:
        return None
    timed = [one.signature for one in note.parse(bytes(data)).signatures if len(one.signature) > _ED25519]
    return min((int.from_bytes(one[:_TIME], "big") for one in timed), default=None)
