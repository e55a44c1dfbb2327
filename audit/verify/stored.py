# SPDX-License-Identifier: EUPL-1.2
"""Lines as they are stored, in batches with the keys of their openings: read with the driver's own rows.

Invariants:
- In index order from a place on, a batch at a time; nothing is skipped, and what is stored is handed on as it is.
- How an opening stands (there, gone, no key, erased) is said with it, see `audit.verify.opened`.

It proves nothing. `audit.reader` reads for everybody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import select

from audit import openings
from audit.proof.leaf import KEY_SIZE
from audit.tables import log_bladen
from audit.values import STAM
from audit.verify.opened import ERASED, GONE, LOCKED, LOST, PRESENT, Line, Sealed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from audit.kluis import Kluis

BATCH = 4096
_FIRST = -(2**63)
_GONE: Sealed = (GONE, b"", b"")
_ERASED = bytes(KEY_SIZE)

# Number, entry and stored hash.
Row: TypeAlias = tuple[int, bytes, bytes]

_LEAVES = "SELECT volgnr, blad, hash FROM log_bladen WHERE shard = {0} AND volgnr >= {0} ORDER BY volgnr LIMIT {0}"
_OPENINGS = (
    "SELECT volgnr, sleutel, plaats, cijfertekst FROM log_openingen_{1} "
    "WHERE shard = {0} AND volgnr >= {0} AND volgnr <= {0} ORDER BY volgnr"
)


def stored_batches(
    connection: Connection, kluis: Kluis | None, shard: str, start: int = 0
) -> Iterator[tuple[Sequence[Row], Sequence[Line]]]:
    """Yield the lines of a shard from `start` on; without a kluis only the leaves."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    at = start or _FIRST
    while rows := connection.exec_driver_sql(_LEAVES.format(mark), (shard, at, BATCH)).all():
        leaves = [(row[0], _raw(row[1]), _raw(row[2])) for row in rows]
        yield leaves, [] if kluis is None else _lines(connection, kluis, shard, leaves)
        at = leaves[-1][0] + 1


def _lines(connection: Connection, kluis: Kluis, shard: str, leaves: Sequence[Row]) -> list[Line]:
    feit = _sealed(connection, kluis, openings.FEIT, shard, leaves)
    persoon = _sealed(connection, kluis, openings.PERSOON, shard, leaves)
    if shard == STAM:  # most have none: only those that should not be there are of interest
        leaves = [leaf for leaf in leaves if leaf[0] in feit or leaf[0] in persoon]
    return [(n, entry, feit.get(n, _GONE), persoon.get(n, _GONE)) for n, entry, _ in leaves]


def _sealed(connection: Connection, kluis: Kluis, kind: str, shard: str, leaves: Sequence[Row]) -> dict[int, Sealed]:
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    rows = connection.exec_driver_sql(_OPENINGS.format(mark, kind), (shard, leaves[0][0], leaves[-1][0])).all()
    values, bad = kluis.try_many(openings.KLUIS_KIND, list(dict.fromkeys(row[1] for row in rows)))
    found: dict[int, Sealed] = {}
    for volgnr, reference, place, data in rows:
        value = values.get(reference, b"")
        key = value[place * KEY_SIZE : place * KEY_SIZE + KEY_SIZE] if place >= 0 else b""
        if len(key) == KEY_SIZE and key != _ERASED:
            found[volgnr] = (PRESENT, key, _raw(data))
        else:
            state = ERASED if key == _ERASED else LOST if reference not in values and reference not in bad else LOCKED
            found[volgnr] = (state, b"", _raw(data))
    return found


def _raw(value: Any) -> bytes:
    return value if type(value) is bytes else bytes(value)


def lost_openings(connection: Connection, shard: str, kind: str) -> Iterator[int]:
    """Yield the indexes of openings to which no line belongs."""
    table = openings.TABLES[kind]
    same = (table.c.shard == log_bladen.c.shard) & (table.c.volgnr == log_bladen.c.volgnr)
    query = select(table.c.volgnr).select_from(table.outerjoin(log_bladen, same))
    yield from connection.execute(query.where(table.c.shard == shard, log_bladen.c.volgnr.is_(None))).scalars()
