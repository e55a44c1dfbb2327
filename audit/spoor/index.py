# SPDX-License-Identifier: EUPL-1.2
"""Keeping the trail index up with the log, and taking out of it what was erased.

Invariants:
- Lines are taken in after they were signed, in chunks of their own short transactions, never in that of an act; each
  chunk moves the mark of its shard, so that a stop half-way loses and doubles nothing.
- What was erased while a chunk was being opened does not come in: inside the transaction it is looked up again which
  openings are there. `forget` and a chunk wait for each other.
- Thrown away and made again, the index holds the same rows.

Norm: design.md 7 and 8. Which records are whose, and which unit works on a case, is handed in (`Kennis`): it stands in
the ledger. What may be seen of the index is `audit.spoor.zoeken`'s.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from sqlalchemy import bindparam, delete, func, insert, select, text

from audit import openings
from audit.database import bulk_insert, writing
from audit.reader import LogReader
from audit.spoor.tables import spoor_regels, spoor_shards, spoor_stand, spoor_toetsen
from audit.spoor.values import Regel, regel_of
from audit.tables import log_openingen_feit, log_openingen_persoon
from audit.values import STAM

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection, Engine

    from audit.kluis import Kluis
    from audit.values import Line

CHUNK: Final = 2000
SHARD_BITS: Final = 40
# Beside the lock of the log: indexing waits for erasure and for other indexers, never for acts.
INDEX_LOCK: Final = 0x4B4E4F4F5053504F
KLUIS_KIND: Final = "spoor"
_KEY_NAME: Final = "persoon"
_HEX: Final = 32


class Kennis(Protocol):
    """What the ledger knows about lines."""

    def eigenaren(self, records: Collection[str]) -> Mapping[str, str]:
        """Return the supplier of each of these records that is there."""
        ...

    def eenheid(self, casus: str, oin: str, tijd: int) -> str | None:
        """Return the one unit with which an organisation takes part in a case at a time, None when it is not known."""
        ...


class NiemandWeet:
    """Knows nothing of records and units: for a log without a ledger."""

    def eigenaren(self, records: Collection[str]) -> Mapping[str, str]:  # noqa: ARG002 - the protocol's
        """Return nothing."""
        return {}

    def eenheid(self, casus: str, oin: str, tijd: int) -> str | None:  # noqa: ARG002 - the protocol's
        """Return nothing."""
        return None


@dataclass(frozen=True, slots=True)
class Pseudonymer:
    """Makes the keyed hash under which a person stands in the index: the same one whatever the organisation."""

    key: bytes

    def __call__(self, persoon: str) -> str:
        """Return the hash of a person."""
        return hmac.new(self.key, persoon.encode(), hashlib.sha256).hexdigest()[:_HEX]

    def __repr__(self) -> str:
        return "Pseudonymer(…)"


class Spoorindex:
    """The index of one backbone."""

    def __init__(self, engine: Engine, kluis: Kluis) -> None:
        self.engine = engine
        self.reader = LogReader(engine, kluis)
        self.kennis: Kennis = NiemandWeet()
        self.pseudonym = Pseudonymer(_key(engine, kluis))

    def catch_up(self, sizes: Mapping[str, int], kennis: Kennis) -> int:
        """Take in every line up to these sizes (those of signed checkpoints); return how many lines were new."""
        self.kennis = kennis
        return sum(self._shard(shard, size) for shard, size in sorted(sizes.items()) if shard != STAM)

    def rebuild(self, sizes: Mapping[str, int], kennis: Kennis) -> int:
        """Throw the rows away and make them again; return how many lines they were made from. Shards keep their number."""
        with writing(self.engine, lock=INDEX_LOCK) as connection:
            for table in (spoor_regels, spoor_toetsen, spoor_stand):
                connection.execute(delete(table))
        return self.catch_up(sizes, kennis)

    def enriched(self, lines: Iterable[Line]) -> list[Regel]:
        """Return lines as control reads them; what was erased is left out."""
        made = [regel for line in lines if (regel := regel_of(line, self.pseudonym)) is not None]
        owners = self.kennis.eigenaren({regel.record for regel in made if regel.record is not None})
        return [self._with_knowledge(regel, owners) for regel in made]

    def _with_knowledge(self, regel: Regel, owners: Mapping[str, str]) -> Regel:
        owner = None if regel.record is None else owners.get(regel.record)
        unit = regel.eenheid
        if unit is None and regel.casus is not None:
            unit = self.kennis.eenheid(regel.casus, regel.oin, regel.tijd)
        return replace(regel, eigenaar=None if owner == regel.oin else owner, eenheid=unit)

    def _shard(self, shard: str, size: int) -> int:
        with self.engine.connect() as connection:
            begin = at = mark(connection, shard)
        while at < size:
            end = min(size, at + CHUNK)
            at = self._chunk(shard, at, end, self.enriched(self.reader.lines(shard, at, end)))
        return at - begin

    def _chunk(self, shard: str, start: int, end: int, regels: list[Regel]) -> int:
        """Take in the lines from `start` to `end`; return how far the shard is now, which another may have done."""
        with writing(self.engine, lock=INDEX_LOCK) as connection:
            reached = mark(connection, shard)
            if reached != start:
                return reached
            regels = _still_there(connection, shard, start, end, regels)
            store(connection, shard, regels)
            connection.execute(delete(spoor_stand).where(spoor_stand.c.shard == shard))
            connection.execute(insert(spoor_stand).values(shard=shard, tot=end))
        return end


def mark(connection: Connection, shard: str) -> int:
    """Return up to which line a shard has been taken in."""
    query = select(func.coalesce(func.max(spoor_stand.c.tot), 0)).where(spoor_stand.c.shard == shard)
    return int(connection.execute(query).scalar_one())


def store(connection: Connection, shard: str, regels: Iterable[Regel]) -> None:
    """Put lines of a shard in the index, in one go."""
    base = shard_number(connection, shard) << SHARD_BITS
    rows = [_row(base | regel.plaats.volgnr, regel) for regel in regels]
    checks = [check for row in rows for check in _checks(row.oin, row.eigenaar, row.rijen.split(), row)]
    bulk_insert(connection, spoor_regels, rows)
    bulk_insert(connection, spoor_toetsen, checks)


class Ingang(NamedTuple):
    """A row of the index: where a line is, and what it can be found by."""

    nr: int
    tijd: int
    gebeurtenis: str
    oin: str
    eigenaar: str | None
    casus: str | None
    record: str | None
    uitkomst: str
    eenheid: str | None
    persoon: str | None
    rijen: str


def _row(nr: int, regel: Regel) -> Ingang:
    return Ingang(
        nr, regel.tijd, regel.gebeurtenis, regel.oin, regel.eigenaar, regel.casus, regel.record, regel.uitkomst,
        regel.eenheid, regel.persoon, " ".join(regel.rijen),
    )  # fmt: skip


def shard_number(connection: Connection, shard: str) -> int:
    """Return the number of a shard in the index, given at its first line."""
    table = spoor_shards
    found = connection.execute(select(table.c.nummer).where(table.c.shard == shard)).scalar_one_or_none()
    if found is not None:
        return int(found)
    number = int(connection.execute(select(func.coalesce(func.max(table.c.nummer), 0))).scalar_one()) + 1
    connection.execute(insert(table).values(shard=shard, nummer=number))
    return number


def forget(connection: Connection, shard: str, volgnrs: Iterable[int], kind: str) -> int:
    """Take out of the index what the erasure of an opening takes out of the log; return how many rows that touched.

    `persoon` takes the hash of the person away and leaves the rest, `feit` takes the whole line away. It runs in the
    transaction of the erasure, so that index and log forget together.
    """
    if kind not in openings.KINDS:
        raise ValueError("onbekend soort opening")
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": INDEX_LOCK})
    table = spoor_shards
    number = connection.execute(select(table.c.nummer).where(table.c.shard == shard)).scalar_one_or_none()
    if number is None:
        return 0
    wanted = iter(volgnrs)
    touched = 0
    while chunk := [number << SHARD_BITS | volgnr for volgnr in islice(wanted, 500)]:
        touched += _forget_person(connection, chunk) if kind == openings.PERSOON else _forget_line(connection, chunk)
    return touched


def _forget_person(connection: Connection, numbers: list[int]) -> int:
    """Rows cannot be changed: each is taken out and put back without the person."""
    chosen = spoor_regels.c.nr.in_(numbers) & spoor_regels.c.persoon.is_not(None)
    kept = [{**row, "persoon": None} for row in connection.execute(select(spoor_regels).where(chosen)).mappings()]
    if kept:
        connection.execute(delete(spoor_regels).where(chosen))
        connection.execute(insert(spoor_regels), kept)
    return len(kept)


def _forget_line(connection: Connection, numbers: list[int]) -> int:
    chosen = spoor_regels.c.nr.in_(numbers)
    lines = connection.execute(select(spoor_regels).where(chosen)).all()
    checks = [check for line in lines for check in _checks(line.oin, line.eigenaar, line.rijen.split(), line)]
    if checks:
        connection.execute(_ONE_CHECK, [dict(zip("zrtn", check, strict=True)) for check in checks])
    connection.execute(delete(spoor_regels).where(chosen))
    return len(lines)


_ONE_CHECK: Final = delete(spoor_toetsen).where(
    spoor_toetsen.c.zicht == bindparam("z"),
    spoor_toetsen.c.rij == bindparam("r"),
    spoor_toetsen.c.tijd == bindparam("t"),
    spoor_toetsen.c.nr == bindparam("n"),
)


def _checks(oin: str, owner: str | None, rules: Iterable[str], line: Any) -> list[tuple[str, str, int, int]]:
    """Return the rows of `spoor_toetsen` for a line: each rule once for each organisation that may see it."""
    return [(seen_by, rule, line.tijd, line.nr) for seen_by in sorted({oin, owner or oin}) for rule in rules]


def _still_there(connection: Connection, shard: str, start: int, end: int, regels: list[Regel]) -> list[Regel]:
    """Return the lines as they may be kept now: what was erased since they were opened is left out."""
    feit = _present(connection, log_openingen_feit, shard, start, end)
    persoon = _present(connection, log_openingen_persoon, shard, start, end)
    return [
        regel if regel.plaats.volgnr in persoon else replace(regel, persoon=None, wie=None)
        for regel in regels
        if regel.plaats.volgnr in feit
    ]


def _present(connection: Connection, table: Any, shard: str, start: int, end: int) -> set[int]:
    query = select(table.c.volgnr).where(table.c.shard == shard, table.c.volgnr >= start, table.c.volgnr < end)
    return set(connection.execute(query).scalars())


def _key(engine: Engine, kluis: Kluis) -> bytes:
    """Return the key of the hashes of people, made once for a backbone."""
    found = kluis.get(KLUIS_KIND, _KEY_NAME)
    if found is not None:
        return found
    with writing(engine, lock=INDEX_LOCK):  # one maker at a time
        found = kluis.get(KLUIS_KIND, _KEY_NAME)
        if found is None:
            found = os.urandom(32)
            kluis.put(KLUIS_KIND, _KEY_NAME, found)
    return found
