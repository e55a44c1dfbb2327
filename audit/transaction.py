# SPDX-License-Identifier: EUPL-1.2
"""What an act gets in its hands: the connection of the batch, the time, and the pen for its own lines.

Invariants:
- An act writes its rows and its lines in one database transaction; when it raises, neither remains.
- The time of a line is the server's, never a caller's: `feit["tijd"]` is set here.
- Indexes are known at once, because the batch holds the log's lock; the size of the tree only after commit.

It does not commit, hash or sign anything: that is the sequencer's work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from audit.proof import jcs, leaf
from audit.values import STAM, LineRef, LogError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

_SHARD = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
MAX_ENTRY = 65535  # tlog-tiles: an entry has a 16-bit length


class ShardBook(Protocol):
    """What the transaction asks of the sequencer: how far a shard is, and the opening entry of a new one."""

    def size(self, shard: str) -> int | None:
        """Return how many lines the shard has in this batch so far, None when it does not exist yet."""
        ...

    def opening(self, shard: str, now: int) -> dict[str, Any]:
        """Return the stamlog entry that opens the shard."""
        ...


@dataclass(slots=True)
class PendingLine:
    """A line that waits for the end of its batch."""

    shard: str
    index: int
    entry: bytes = field(repr=False)
    feit: leaf.Opening | None = field(default=None, repr=False)
    persoon: leaf.Opening | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Secret:
    """A value for the kluis, such as a shred salt."""

    soort: str
    ref: str
    value: bytes = field(repr=False)


def savepoint(connection: Connection, command: str) -> None:
    """Send `SAVEPOINT`, `RELEASE SAVEPOINT` or `ROLLBACK TO SAVEPOINT`, straight to the driver: it is done per act."""
    driver: Any = connection.connection.driver_connection
    driver.execute(f"{command} handeling")


class Transaction:
    """The pen of one act.

    Attributes:
        touched: whether the act used its connection.
        now: the time of the act in integer milliseconds since the epoch.
        lines: all lines, with the openings of shards; `own` are those that the act itself wrote.
        sizes: how many lines the shards that it wrote in have now.
    """

    __slots__ = ("_book", "_connection", "lines", "now", "opened", "own", "secrets", "sizes", "touched")

    def __init__(self, connection: Connection, now: int, book: ShardBook) -> None:
        self._connection = connection
        self.touched = False
        self.now = now
        self._book = book
        self.lines: list[PendingLine] = []
        self.own: list[PendingLine] = []
        self.opened: list[str] = []
        self.secrets: list[Secret] = []
        self.sizes: dict[str, int] = {}

    @property
    def connection(self) -> Connection:
        """The connection; the savepoint is set when it is first asked for, so an act without rows has none."""
        if not self.touched:
            savepoint(self._connection, "SAVEPOINT")
            self.touched = True
        return self._connection

    def line(self, shard: str, feit: Mapping[str, Any], persoon: Mapping[str, Any] | None = None) -> LineRef:
        """Write one accountability line: `feit` for its whole term, `persoon` erasable earlier.

        `v` and `tijd` are added to `feit`. Both must be canonical JSON (see `audit.proof.jcs`).

        Raises:
            LogError: a bad shard name, `stam` as a shard of acts, or a caller that sets the time itself.
        """
        if shard == STAM:
            raise LogError("de stamlog is geen shard voor handelingen")
        if feit.get("tijd", self.now) != self.now or feit.get("v", 1) != 1:
            raise LogError("de tijd van een regel komt van de server")
        opened = leaf.make({**feit, "v": 1, "tijd": self.now}, persoon)
        return self._append(shard, opened.entry, opened.feit, opened.persoon)

    def next_index(self, shard: str) -> int:
        """Return the index that the next line of this act in `shard` will get, so that a row can name its line."""
        return self._size(shard) or 0

    def stam(self, entry: Mapping[str, Any]) -> LineRef:
        """Write one entry in the national stamlog; it is public and never erased, so it holds nobody's data."""
        return self._append(STAM, jcs.encode(dict(entry)))

    def secret(self, soort: str, ref: str, value: bytes) -> None:
        """Keep `value` in the kluis under (soort, ref), durable before this act is."""
        self.secrets.append(Secret(soort, ref, value))

    def _append(
        self, shard: str, entry: bytes, feit: leaf.Opening | None = None, persoon: leaf.Opening | None = None
    ) -> LineRef:
        if len(entry) > MAX_ENTRY:
            raise LogError("de regel is te groot voor het log")
        index = self._size(shard)
        if index is None:
            self._open(shard)
            index = self.sizes[shard]
        line = PendingLine(shard, index, entry, feit, persoon)
        self._place(line)
        self.own.append(line)
        return LineRef(shard, index)

    def _place(self, line: PendingLine) -> None:
        self.sizes[line.shard] = line.index + 1
        self.lines.append(line)

    def _size(self, shard: str) -> int | None:
        return self.sizes[shard] if shard in self.sizes else self._book.size(shard)

    def _open(self, shard: str) -> None:
        """Open a shard at its first line: the opening itself stands in the stamlog."""
        if not _SHARD.fullmatch(shard):
            raise LogError("ongeldige naam van een shard")
        if shard != STAM and self._size(STAM) is None:
            self._open(STAM)
        self.opened.append(shard)
        self.sizes[shard] = 0
        entry = jcs.encode(self._book.opening(shard, self.now))
        self._place(PendingLine(STAM, self._size(STAM) or 0, entry))
