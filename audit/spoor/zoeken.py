# SPDX-License-Identifier: EUPL-1.2
"""Asking the trail index, within what one organisation may see.

Invariants:
- Every question has a `zicht`: the organisation for which somebody asks. It gets what its own people did anywhere, what
  anybody did with records that it supplied, and, of a case that it supplied to, what happened to the case as such. There
  is no question without it.
- By person only own people can be found.
- Rows come in order of time, a page at a time after the last one, so that a trail of any length streams.
- Each question is led by one index, whatever the database thinks of its statistics: the other conditions are written so
  that no index fits them.

Norm: R-68, design.md 8. Whether one may ask at all is decided, and logged, before this.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from audit.spoor.index import SHARD_BITS, Ingang
from audit.spoor.tables import ALLOWED, spoor_regels, spoor_shards, spoor_toetsen
from audit.spoor.values import Plaats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

PAGE: Final = 1000
_COLUMNS: Final = ", ".join(f"r.{name}" for name in Ingang._fields)
_TABLE: Final = f"{spoor_regels.name} r"
_SUPPLIED: Final = f"SELECT 1 FROM {spoor_regels.name} WHERE casus = ? AND (oin || '') = ? AND gebeurtenis = ? LIMIT 1"  # noqa: S608 - our own names
_NARROW: Final = ("record", "casus", "persoon")


@dataclass(frozen=True, slots=True)
class Vraag:
    """A question to the index; every field that is given narrows it.

    Attributes:
        zicht: the organisation that may see the answer.
        persoon: keyed hash of a person of that organisation.
        van: first moment (ms).
        tot: first moment (ms) that no longer counts.
    """

    zicht: str
    casus: str | None = None
    record: str | None = None
    persoon: str | None = None
    organisatie: str | None = None
    eenheid: str | None = None
    regel: str | None = None
    uitkomst: str | None = None
    van: int | None = None
    tot: int | None = None


def find(connection: Connection, vraag: Vraag, na: tuple[int, int] | None = None, most: int = PAGE) -> list[Ingang]:
    """Return at most `most` rows after the one at `na` (tijd, nr), in order of time."""
    given = {name: value for name in Vraag.__slots__ if (value := getattr(vraag, name)) is not None}
    values: dict[str, Any] = {**given, "most": most, "supplied": str(Event.VERSTREKKING_OPGENOMEN)}
    if na is not None:
        values["na_tijd"], values["na_nr"] = na
    seldom = vraag.uitkomst not in (None, ALLOWED)
    shape = frozenset(given) | ({"zelden"} if seldom else set())
    if any(name in given for name in _NARROW):
        sql, names = _narrow_sql(shape, na is not None)
    else:
        sql, names = _wide_sql(shape, na is not None, vraag.organisatie == vraag.zicht)
    return _fetch(connection, sql, tuple(values[name] for name in names))


def _fetch(connection: Connection, sql: str, values: tuple[Any, ...]) -> list[Ingang]:
    """Run a reading statement straight on the driver: a trail is asked often, and for few rows the layers weigh most."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(_marks(sql, connection), values)
        return list(map(Ingang._make, cursor.fetchall()))
    finally:
        cursor.close()


def stream(engine: Engine, vraag: Vraag, page: int = PAGE) -> Iterator[Ingang]:
    """Yield all rows of a question, a page at a time, each in a short transaction of its own."""
    na: tuple[int, int] | None = None
    while True:
        with engine.connect() as connection:
            rows = find(connection, vraag, na, page)
        yield from rows
        if len(rows) < page:
            return
        na = rows[-1].tijd, rows[-1].nr


def of_case(connection: Connection, casus: str) -> list[Ingang]:
    """Return every line about a case, whoever may see it: to make a dossier of, never to show."""
    sql = _select(_TABLE, ["r.casus = ?"])
    return _fetch(connection, sql, (casus, 1 << 40))


def of_event(connection: Connection, oin: str, gebeurtenis: str) -> list[Ingang]:
    """Return every line of one event of an organisation, in order of time: for events that are few."""
    sql = _select(_TABLE, ["r.oin = ?", "(r.gebeurtenis || '') = ?"])
    return [
        Ingang._make(row) for row in connection.exec_driver_sql(_marks(sql, connection), (oin, gebeurtenis, 1 << 40))
    ]


def places(connection: Connection) -> dict[int, str]:
    """Return the shard behind each number."""
    return {row.nummer: row.shard for row in connection.execute(spoor_shards.select())}


def place_of(ingang: Ingang, shards: dict[int, str]) -> Plaats:
    """Return where the line of a row stands."""
    return Plaats(shards[ingang.nr >> SHARD_BITS], ingang.nr & ((1 << SHARD_BITS) - 1))


@cache
def _narrow_sql(shape: frozenset[str], later: bool) -> tuple[str, tuple[str, ...]]:  # noqa: FBT001
    """Return the statement for one record, case or person: few lines, of which the visible ones are kept."""
    lead = next(name for name in _NARROW if name in shape)
    where = [f"r.{lead} = ?"]
    names: list[str] = [lead]
    if "persoon" in shape:
        where.append("(r.oin || '') = ?")
        names.append("zicht")
    else:
        also = f" OR (r.record IS NULL AND EXISTS ({_SUPPLIED}))" if "casus" in shape else ""
        where.append(f"((r.oin || '') = ? OR (r.eigenaar || '') = ?{also})")
        names += ["zicht", "zicht", *(["casus", "zicht", "supplied"] if also else [])]
    _residual(shape - {lead}, where, names)
    _window(shape, where, names, later=later)
    return _select(_TABLE, where), (*names, "most")


@cache
def _wide_sql(shape: frozenset[str], later: bool, own: bool) -> tuple[str, tuple[str, ...]]:  # noqa: FBT001
    """Return the statement over own acts and over acts of others on own records, each led by its own index."""
    if "regel" in shape:
        return _rule_sql(shape, later=later)
    parts: list[tuple[str, list[str]]] = []
    if own or "organisatie" not in shape:
        parts.append(_branch(shape - {"organisatie"}, ("oin",), ["zicht"], later=later))
    if not own:
        lead = ("eigenaar", "oin") if "organisatie" in shape else ("eigenaar",)
        parts.append(_branch(shape, lead, ["zicht", "organisatie"][: len(lead)], later=later))
    if len(parts) == 1:
        sql, names = parts[0]
        return sql, tuple(names)
    both = " UNION ALL ".join(f"SELECT * FROM ({sql}) p{number}" for number, (sql, _) in enumerate(parts))  # noqa: S608
    names = [name for _, part in parts for name in part]
    return f"SELECT * FROM ({both}) u ORDER BY tijd, nr LIMIT ?", (*names, "most")  # noqa: S608


def _branch(shape: frozenset[str], lead: tuple[str, ...], values: list[str], *, later: bool) -> tuple[str, list[str]]:
    where, names = [f"r.{column} = ?" for column in lead], list(values)
    rest = shape - {"organisatie"} if "oin" in lead else shape
    if "uitkomst" in rest and len(lead) == 1:
        where.append("r.uitkomst = ?")
        names.append("uitkomst")
        rest -= {"uitkomst"}
        if "zelden" in shape:  # what is seldom has an index of its own, which the statement must ask for in these words
            where.append(f"r.uitkomst <> '{ALLOWED}'")
    if "eenheid" in rest and lead == ("oin",):
        where.append("r.eenheid = ?")
        names.append("eenheid")
        rest -= {"eenheid"}
    _residual(rest, where, names)
    _window(shape, where, names, later=later)
    return _select(_TABLE, where), [*names, "most"]


def _rule_sql(shape: frozenset[str], *, later: bool) -> tuple[str, tuple[str, ...]]:
    where, names = ["t.zicht = ?", "t.rij = ?"], ["zicht", "regel"]
    _residual(shape - {"regel"}, where, names)
    _window(shape, where, names, later=later, table="t")
    joined = f"{spoor_toetsen.name} t JOIN {_TABLE} ON r.nr = t.nr"
    return _select(joined, where, "t"), (*names, "most")


def _select(table: str, where: list[str], lead: str = "r") -> str:
    """Return the statement; it holds our own words and marks only."""
    return f"SELECT {_COLUMNS} FROM {table} WHERE {' AND '.join(where)} ORDER BY {lead}.tijd, {lead}.nr LIMIT ?"  # noqa: S608


def _residual(shape: frozenset[str], where: list[str], names: list[str]) -> None:
    """Add the conditions that no index leads."""
    for field, column in (("casus", "casus"), ("record", "record"), ("persoon", "persoon"), ("organisatie", "oin")):
        if field in shape:
            where.append(f"(r.{column} || '') = ?")
            names.append(field)
    for field in ("eenheid", "uitkomst"):
        if field in shape:
            where.append(f"(r.{field} || '') = ?")
            names.append(field)
    if "regel" in shape:
        where.append("(' ' || r.rijen || ' ') LIKE ('% ' || ? || ' %')")
        names.append("regel")


def _window(shape: frozenset[str], where: list[str], names: list[str], *, later: bool, table: str = "r") -> None:
    for field, sign in (("van", ">="), ("tot", "<")):
        if field in shape:
            where.append(f"{table}.tijd {sign} ?")
            names.append(field)
    if later:
        where.append(f"({table}.tijd, {table}.nr) > (?, ?)")
        names += ["na_tijd", "na_nr"]


def _marks(sql: str, connection: Connection) -> str:
    """Return the statement with the marks of the driver."""
    return sql if connection.dialect.name == "sqlite" else sql.replace("%", "%%").replace("?", "%s")
