# SPDX-License-Identifier: EUPL-1.2
"""Reading lines back, in order, with their openings decrypted, in bounded memory.

Invariants:
- Lines come in chunks of their own short transactions, so a long read holds up nobody.
- An opening that is gone is named in `Line.erased`; one that is there but does not open is an error, never skipped.

Norm: design.md 6. It proves nothing: `audit.verify` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, select

from audit import openings
from audit.proof import jcs, leaf
from audit.tables import log_bladen, log_openingen_feit, log_openingen_persoon
from audit.values import STAM, Line, LogError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine, Select, Table

    from audit.kluis import Kluis

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Sealed:
    """An opening as stored: which value of the kluis holds its key, at which place, and the ciphertext."""

    reference: str
    place: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A line as stored, nothing opened."""

    shard: str
    index: int
    entry: bytes = field(repr=False)
    hash: bytes
    feit: Sealed | None
    persoon: Sealed | None


def _stored() -> Select[Any]:
    leaves, feit, persoon = log_bladen, log_openingen_feit, log_openingen_persoon
    return (
        select(
            leaves.c.volgnr,
            leaves.c.blad,
            leaves.c.hash,
            feit.c.sleutel.label("feit_sleutel"),
            feit.c.plaats.label("feit_plaats"),
            feit.c.cijfertekst.label("feit_data"),
            persoon.c.sleutel.label("persoon_sleutel"),
            persoon.c.plaats.label("persoon_plaats"),
            persoon.c.cijfertekst.label("persoon_data"),
        )
        .select_from(leaves.outerjoin(feit, _same(feit)).outerjoin(persoon, _same(persoon)))
        .where(leaves.c.shard == bindparam("shard"), leaves.c.volgnr >= bindparam("vanaf"))
        .order_by(leaves.c.volgnr)
        .limit(bindparam("hoogstens"))
    )


def _same(table: Table) -> Any:
    return and_(table.c.shard == log_bladen.c.shard, table.c.volgnr == log_bladen.c.volgnr)


_STORED = _stored()


def stored_lines(connection: Connection, shard: str, start: int, limit: int) -> list[StoredLine]:
    """Return at most `limit` lines from index `start` on as they are stored, in order."""
    return [
        StoredLine(
            shard,
            row.volgnr,
            bytes(row.blad),
            bytes(row.hash),
            _sealed(row.feit_sleutel, row.feit_plaats, row.feit_data),
            _sealed(row.persoon_sleutel, row.persoon_plaats, row.persoon_data),
        )
        for row in connection.execute(_STORED, {"shard": shard, "vanaf": start, "hoogstens": limit})
    ]


def _sealed(reference: str | None, place: int, data: bytes | None) -> Sealed | None:
    return None if reference is None or data is None else Sealed(reference, place, bytes(data))


class LogReader:
    """Streams the lines of a shard."""

    def __init__(self, engine: Engine, kluis: Kluis) -> None:
        self.engine = engine
        self.kluis = kluis

    def lines(self, shard: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
        """Yield the lines of a shard from `start` up to `end` (None: all there are).

        Raises:
            LogError: a line is missing, or an opening does not open.
        """
        at = start
        while end is None or at < end:
            stop = at + CHUNK if end is None else min(end, at + CHUNK)
            with self.engine.connect() as connection:
                chunk = stored_lines(connection, shard, at, stop - at)
            yield from self._open(chunk, at)
            if len(chunk) < stop - at:
                return
            at = stop

    def _open(self, chunk: list[StoredLine], at: int) -> Iterator[Line]:
        keys = self.kluis.get_many(openings.KLUIS_KIND, references(chunk))
        for index, line in enumerate(chunk, start=at):
            if line.index != index:
                raise LogError(f"shard {line.shard}: regel {index} ontbreekt")
            yield open_line(line, keys)


def references(lines: list[StoredLine]) -> list[str]:
    """Return the names of the kluis values with the opening keys of these lines, each once."""
    both = (sealed for line in lines for sealed in (line.feit, line.persoon))
    return list(dict.fromkeys(sealed.reference for sealed in both if sealed is not None))


def open_line(line: StoredLine, keys: dict[str, bytes]) -> Line:
    """Return the line with what can be opened with these keys.

    Raises:
        LogError: an opening that is there does not open or does not fit.
    """
    if line.shard == STAM:
        return Line(line.shard, line.index, line.entry, stam=_object(line.entry))
    feit = unseal(line, line.feit, keys, openings.FEIT)
    persoon = unseal(line, line.persoon, keys, openings.PERSOON)
    erased = []
    if feit is None:
        erased.append(openings.FEIT)
    if persoon is None and (feit is None or leaf.has_person(leaf.parse(line.entry), feit.key)):
        erased.append(openings.PERSOON)
    return Line(
        line.shard,
        line.index,
        line.entry,
        feit=_object(feit.data) if feit else None,
        persoon=_object(persoon.data) if persoon else None,
        erased=tuple(erased),
    )


def unseal(line: StoredLine, sealed: Sealed | None, keys: dict[str, bytes], kind: str) -> leaf.Opening | None:
    """Return an opening, None when it or its key is not there (any more); `keys` are the values of the kluis by name.

    Raises:
        OpeningError: it is there and does not open.
    """
    value = None if sealed is None else keys.get(sealed.reference)
    if sealed is None or value is None:
        return None
    key = openings.key_at(value, sealed.place)
    if key is None:
        return None
    return openings.unseal(sealed.data, key, kind, line.shard, line.index)


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = jcs.decode(data)
    except jcs.CanonicalError:
        raise LogError("een regel is geen canonieke JSON") from None
    if not isinstance(value, dict):
        raise LogError("een regel is geen JSON-object")
    return value
