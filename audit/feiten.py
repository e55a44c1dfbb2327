# SPDX-License-Identifier: EUPL-1.2
"""Reading only the accountability parts of a shard, fast: for who counts lines and needs nothing else of them.

Invariants:
- What is about people is not read, its keys are not used.
- A line that is not there is an error; one whose opening or key is gone comes as None; one that does not open is an error.
- Lines come in chunks of their own short transactions, so a long read holds up nobody.

Norm: design.md 6. It proves nothing and parses nothing: `audit.verify` and `audit.reader` do.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from audit import openings
from audit.tables import log_bladen, log_openingen_feit
from audit.values import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import BindParameter, Connection, Engine, Select, Table

    from audit.kluis import Kluis

CHUNK = 500


def _within(table: Table, *columns: Any) -> Select[Any]:
    first: BindParameter[int] = bindparam("van")
    end: BindParameter[int] = bindparam("tot")
    return select(*columns).where(table.c.shard == bindparam("shard"), table.c.volgnr >= first, table.c.volgnr < end)


_FEITEN = log_openingen_feit.c
_ROWS = _within(log_openingen_feit, _FEITEN.volgnr, _FEITEN.sleutel, _FEITEN.plaats, _FEITEN.cijfertekst).order_by(
    _FEITEN.volgnr
)
_LEAVES = _within(log_bladen, func.count())


def read_feiten(engine: Engine, kluis: Kluis, shard: str, places: range) -> Iterator[list[bytes | None]]:
    """Yield the bytes of the accountability part of the lines at `places`, in order and in chunks.

    Raises:
        LogError: a line is missing, or an opening does not open.
    """
    opened = openings.decrypter(openings.FEIT, shard)
    for start in range(places.start, places.stop, CHUNK):
        chunk = range(start, min(start + CHUNK, places.stop))
        with engine.connect() as connection:
            rows = _stored(connection, shard, chunk)
        keys = kluis.get_many(openings.KLUIS_KIND, list(dict.fromkeys(row[1] for row in rows)))
        yield _opened(rows, keys, opened, chunk)


def _stored(connection: Connection, shard: str, chunk: range) -> Sequence[Any]:
    where = {"shard": shard, "van": chunk.start, "tot": chunk.stop}
    if connection.execute(_LEAVES, where).scalar_one() != len(chunk):
        raise LogError(f"shard {shard}: tussen regel {chunk.start} en {chunk.stop} ontbreekt een regel")
    return connection.execute(_ROWS, where).all()


def _opened(rows: Sequence[Any], keys: Mapping[str, bytes], opened: Any, chunk: range) -> list[bytes | None]:
    found: list[bytes | None] = list(repeat(None, len(chunk)))
    first = chunk.start
    for index, reference, place, data in rows:
        value = keys.get(reference)
        key = None if value is None else openings.key_at(value, place)
        if key is not None:
            found[index - first] = opened(bytes(data), key, index)
    return found
