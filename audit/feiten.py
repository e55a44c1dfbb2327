# SPDX-License-Identifier: EUPL-1.2
"""Reading only the accountability parts of a shard, fast: for who counts lines and needs nothing else of them.

Invariants:
- What is about people is not read, its keys are not used.
- A line that is not there is an error; one whose opening or key is gone comes as None; one that does not open is an error.
- Lines come in chunks of their own short transactions, so a long read holds up nobody and little of it is in memory.

Rows come straight from the driver: making objects of them costs as much as opening them. Norm: design.md 6. It proves
nothing and parses nothing: `audit.verify` and `audit.reader` do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from audit import openings
from audit.proof.leaf import KEY_SIZE
from audit.tables import log_bladen
from audit.values import LogError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection, Engine

    from audit.kluis import Kluis

CHUNK = 500
ERASED = bytes(KEY_SIZE)
_ROWS = (
    "SELECT volgnr, sleutel, plaats, cijfertekst FROM log_openingen_feit "
    "WHERE shard = {0} AND volgnr >= {0} AND volgnr < {0} ORDER BY volgnr"
)
_LEAVES = select(func.count()).where(
    log_bladen.c.shard == bindparam("shard"),
    log_bladen.c.volgnr >= bindparam("van"),
    log_bladen.c.volgnr < bindparam("tot"),
)


def read_feiten(engine: Engine, kluis: Kluis, shard: str, places: range) -> Iterator[list[bytes | None]]:
    """Yield the bytes of the accountability part of the lines at `places`, in order and in chunks.

    Raises:
        LogError: a line is missing, or an opening does not open.
    """
    _check_whole(engine, shard, places)
    decrypt = openings.decrypter(openings.FEIT, shard)
    statement = _ROWS.format("?" if engine.dialect.name == "sqlite" else "%s")
    keys: dict[str, bytes] = {}
    for start in range(places.start, places.stop, CHUNK):
        chunk = range(start, min(start + CHUNK, places.stop))
        with engine.connect() as connection:
            rows = _stored(connection, statement, (shard, chunk.start, chunk.stop))
        keys = _keys(kluis, keys, rows)
        yield _opened(rows, keys, decrypt, chunk)


def _check_whole(engine: Engine, shard: str, places: range) -> None:
    """Refuse a shard in which a line is missing: an index stands for one line, so counting them is enough."""
    where = {"shard": shard, "van": places.start, "tot": places.stop}
    with engine.connect() as connection:
        if connection.execute(_LEAVES, where).scalar_one() != len(places):
            raise LogError(f"shard {shard}: tussen regel {places.start} en {places.stop} ontbreekt een regel")


def _stored(connection: Connection, statement: str, where: tuple[Any, ...]) -> list[Any]:
    driver: Any = connection.connection.driver_connection
    found: list[Any] = driver.execute(statement, where).fetchall()
    return found


def _keys(kluis: Kluis, known: dict[str, bytes], rows: Sequence[Any]) -> dict[str, bytes]:
    """Return the values of the kluis that these rows name; those of the chunk before are not asked for again."""
    wanted = {row[1] for row in rows}
    if wanted <= known.keys():
        return known
    fresh = kluis.get_many(openings.KLUIS_KIND, sorted(wanted - known.keys()))
    return {name: value for name, value in known.items() if name in wanted} | fresh


def _opened(
    rows: Sequence[Any], keys: dict[str, bytes], decrypt: Callable[[bytes, bytes, int], bytes], chunk: range
) -> list[bytes | None]:
    found: list[bytes | None] = [None] * len(chunk)
    first = chunk.start
    for index, reference, place, data in rows:
        value = keys.get(reference)
        if value is None:
            continue
        key = value[place * KEY_SIZE : (place + 1) * KEY_SIZE]
        if len(key) != KEY_SIZE or place < 0:  # as `openings.key_at`, without a call for each line
            raise openings.OpeningError("de sleutel van een opening is 32 bytes")
        if key != ERASED:
            found[index - first] = decrypt(data, key, index)
    return found
