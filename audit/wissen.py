# SPDX-License-Identifier: EUPL-1.2
"""Carrying out erasures that stand in the log: openings and their keys gone, the trail index too, and the old epoch with them.

Invariants:
- Only what was logged is carried out: the caller hands in orders whose line stands in a signed checkpoint.
- Carried out means: keys zeroed, rows deleted, the kluis under a new epoch key and the old key destroyed, nothing of it
  left in write-ahead logs. Only then the kluis keeps a mark, so whatever stops half-way is done again, and doing it again
  changes nothing.
- The mark lies in the kluis: an older kluis that is put back has no mark, so the order is carried out again there too. Keys
  that no row names any more (a kluis older than its database) are zeroed as well, and a database older than its kluis
  forgets again what it brought back, the trail index with it: `sweep`.

Norm: design.md 6 and 7. Who may order is `core.exchange.wissen`; which loss an order explains is `audit.proof.wissing`.
"""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from sqlalchemy import bindparam, select

from audit import openings, tijdvak
from audit.database import BUSY_SECONDS, scrub, writing
from audit.kluis import kluis_waarden
from audit.proof.leaf import KEY_SIZE
from audit.spoor import index as spoor
from audit.spoor.tables import metadata as spoor_tables
from audit.tables import log_openingen_feit, log_openingen_persoon
from audit.values import LogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Engine, Table

    from audit.kluis import Kluis

MARK: Final = "gewist"
CHUNK: Final = 2000
PATIENCE_S: Final = 60.0
BRIEF_MS: Final = 50
_TABLES: Final = (log_openingen_feit, log_openingen_persoon, *spoor_tables.sorted_tables)


class ErasureError(LogError):
    """An erasure could not be completed; nothing is lost, it is done again at the next start."""

    type = "wissen"


class Opdracht(Protocol):
    """What is needed of an order."""

    @property
    def sha256(self) -> str:
        """Hash of the order: its name."""

    @property
    def shard(self) -> str:
        """Whose lines."""

    @property
    def opening(self) -> str:
        """Which kind."""

    @property
    def regels(self) -> Sequence[tuple[int, int]]:
        """Ranges of line numbers, from and up to but not including."""


class Wisser:
    """Carries out orders on one database and its kluis."""

    def __init__(self, engine: Engine, kluis: Kluis) -> None:
        self.engine = engine
        self.kluis = kluis

    def pending(self, orders: Iterable[Opdracht]) -> list[Opdracht]:
        """Return the orders that were not carried out here, or not completely."""
        return self._left(list(orders), look=False)

    def _left(self, orders: list[Opdracht], *, look: bool) -> list[Opdracht]:
        """Return the orders without a mark, and when looked for also those of which openings are there nevertheless."""
        done = self.kluis.get_many(MARK, [order.sha256 for order in orders])
        with self.engine.connect() as connection:
            return [o for o in orders if o.sha256 not in done or (look and _returned(connection, o))]

    def carry_out(self, orders: Iterable[Opdracht], *, sweep: bool = False) -> int:
        """Carry out what was not carried out yet, and return how many openings were still there.

        Args:
            orders: logged orders.
            sweep: also look for openings that came back, and zero keys that no opening names: after a restore, or a
                stop half-way.

        Raises:
            ErasureError: somebody kept reading for so long that the write-ahead log could not be emptied.
            LogError: a value of the kluis does not open.
        """
        left = self._left(list(orders), look=sweep)
        if not left:
            return 0
        count = sum(self._erase(order) for order in left)
        if sweep:
            self.sweep()
        tijdvak.renew(self.kluis)
        leave_nothing(self.engine, _TABLES)
        leave_nothing(self.kluis.engine, (kluis_waarden,))
        for order in left:
            self.kluis.put(MARK, order.sha256, b"1")
        return count

    def _erase(self, order: Opdracht) -> int:
        count = 0
        for numbers in _chunks(order.regels):
            with writing(self.engine) as connection:
                count += openings.erase(connection, self.kluis, order.shard, numbers, order.opening)
                spoor.forget(connection, order.shard, numbers, order.opening)
        return count

    def sweep(self) -> int:
        """Zero every opening key that no stored opening names; return how many there were.

        Under the lock of the log: keys of a batch that is being written have no rows yet for others to see.
        """
        zeroed = 0
        with writing(self.engine) as connection:
            named = _named(connection)
            for refs in self._references():
                values = self.kluis.get_many(openings.KLUIS_KIND, refs)
                loose = {ref: _loose(value, named.get(ref, b"")) for ref, value in values.items()}
                wrong = {ref: places for ref, places in loose.items() if places}
                self.kluis.revise(openings.KLUIS_KIND, list(wrong), partial(_without, wrong))
                zeroed += sum(map(len, wrong.values()))
        return zeroed

    def _references(self) -> Iterator[list[str]]:
        table, last = kluis_waarden, ""
        query = select(table.c.ref).where(table.c.soort == openings.KLUIS_KIND).order_by(table.c.ref).limit(CHUNK)
        while True:
            with self.kluis.engine.connect() as connection:
                refs = list(connection.execute(query.where(table.c.ref > last)).scalars())
            if not refs:
                return
            yield refs
            last = refs[-1]


def leave_nothing(engine: Engine, tables: Iterable[Table]) -> None:
    """Leave nothing of what was deleted from these tables in the write-ahead log and in dead rows.

    Raises:
        ErasureError: somebody kept reading for so long that the write-ahead log could not be emptied.
    """
    if engine.dialect.name == "sqlite":
        _await_empty(engine)  # one log for all tables
        return
    for table in tables:
        scrub(engine, table.name)


def _await_empty(engine: Engine) -> None:
    """Empty the write-ahead log of SQLite, also when somebody is reading from it just now."""
    deadline = time.monotonic() + PATIENCE_S
    driver: Any
    while True:
        with closing(engine.raw_connection()) as driver:
            driver.execute(f"PRAGMA busy_timeout={BRIEF_MS}")
            busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        if not busy:
            return
        if time.monotonic() > deadline:
            raise ErasureError("de database wordt te lang gelezen om het wissen af te maken; start opnieuw")
        time.sleep(BRIEF_MS / 1000)


def _returned(connection: Connection, order: Opdracht) -> bool:
    """Tell whether an opening that this order names is there."""
    table = openings.TABLES[order.opening].c
    query = select(table.volgnr).where(
        table.shard == order.shard, table.volgnr >= bindparam("start"), table.volgnr < bindparam("end")
    )
    ranges = ({"start": start, "end": end} for start, end in order.regels)
    return any(connection.execute(query.limit(1), one).first() is not None for one in ranges)


def _chunks(ranges: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    chunk: list[int] = []
    for start, end in ranges:
        for at in range(start, end, CHUNK):
            chunk += range(at, min(at + CHUNK, end))
            if len(chunk) >= CHUNK:
                yield chunk
                chunk = []
    if chunk:
        yield chunk


def _named(connection: Connection) -> dict[str, bytes]:
    """Return which places of which kluis value some opening names: one byte per place."""
    found: dict[str, bytearray] = defaultdict(bytearray)
    for table in (log_openingen_feit, log_openingen_persoon):
        rows = connection.execution_options(yield_per=CHUNK).execute(select(table.c.sleutel, table.c.plaats))
        for row in rows:
            places = found[row.sleutel]
            places.extend(bytes(max(0, row.plaats + 1 - len(places))))
            places[row.plaats] = 1
    return {ref: bytes(places) for ref, places in found.items()}


def _loose(value: bytes, named: bytes) -> list[int]:
    """Return the places of keys in a value that are named nowhere and not zeroed yet."""
    places = range(len(value) // KEY_SIZE)
    return [p for p in places if not named[p : p + 1].strip(b"\0") and openings.key_at(value, p) is not None]


def _without(wrong: Mapping[str, list[int]], ref: str, value: bytes) -> bytes:
    kept = bytearray(value)
    for place in wrong[ref]:
        kept[place * KEY_SIZE : (place + 1) * KEY_SIZE] = bytes(KEY_SIZE)
    return bytes(kept)
