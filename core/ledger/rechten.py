# SPDX-License-Identifier: EUPL-1.2
"""Requests of citizens: what was asked of whom and when, its events, and sealed letters that go when the request is done.

Invariants:
- Nothing in these tables says about whom a request is: ids, codes, organisations, times, signed documents of those, and sealed
  bytes of one size per kind.
- `rechtenverzoek` and `rechtengebeurtenis` are append-only in the database too. Of `rechtenbrief` only rows that `vervallen` names
  can go; all of a request go when it is done.
- Every row is named by a line, like every row of the ledger. A MetaData of its own: it came after the first tables.

Norm: law.md R-75, R-76; design.md 6 (erasable and yet provable). It decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, bindparam, func, select

from audit.database import append_only
from audit.proof import jcs
from core.keychain import rechtenstuk
from core.ledger import vervallen
from core.ledger.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import BindParameter, Connection

    from core.keychain.rechtenstuk import Rechtenstuk
    from core.ledger.rows import Writer

metadata = MetaData()

rechtenverzoek = Table(
    "rechtenverzoek",
    metadata,
    Column("sleutel", String(36), primary_key=True),
    Column("oin", String(20), nullable=False),
    Column("recht", String(60), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("termijn", BigInteger, nullable=False),
    Column("stuk", LargeBinary, nullable=False),
    Index("rechtenverzoek_oin", "oin", "tijd"),
)
"""One request: the signed document of the contactpunt of `oin`, and until when it is answered in time (ms)."""

rechtengebeurtenis = Table(
    "rechtengebeurtenis",
    metadata,
    Column("sleutel", String(48), primary_key=True),
    Column("verzoek", String(36), nullable=False),
    Column("volgnr", BigInteger, nullable=False),
    Column("soort", String(24), nullable=False),
    Column("oin", String(20), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("stuk", LargeBinary, nullable=False),
    Index("rechtengebeurtenis_volgorde", "verzoek", "volgnr", unique=True),
)
"""One signed document in the course of a request, numbered: extended, answered by a controller, done."""

rechtenbesluit = Table(
    "rechtenbesluit",
    metadata,
    Column("sleutel", String(64), primary_key=True),
    Column("soort", String(24), nullable=False),
    Column("oin", String(20), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("stuk", LargeBinary, nullable=False),
)
"""One signed decision of a controller that names no request: a restriction, or on informing; `sleutel` is its hash."""

rechtenbrief = Table(
    "rechtenbrief",
    metadata,
    Column("sleutel", String(60), primary_key=True),
    Column("verzoek", String(36), nullable=False),
    Column("van", String(20), nullable=False),
    Column("tijd", BigInteger, nullable=False),
    Column("brief", LargeBinary, nullable=False),
    Index("rechtenbrief_verzoek", "verzoek", "van", unique=True),
)
"""One sealed letter with all its wraps; `van` is `vraag`, or the controller whose answer it is."""

TABLES: Final = (rechtenverzoek, rechtengebeurtenis, rechtenbesluit, rechtenbrief)
AFGEROND: Final = "rechtenverzoek-afgerond"
VRAAG: Final = "vraag"
_VERZOEK: BindParameter[str] = bindparam("verzoek")
_EVENTS = (
    select(rechtengebeurtenis).where(rechtengebeurtenis.c.verzoek == _VERZOEK).order_by(rechtengebeurtenis.c.volgnr)
)
_LETTERS = select(rechtenbrief).where(rechtenbrief.c.verzoek == _VERZOEK).order_by(rechtenbrief.c.van)


@dataclass(frozen=True, slots=True)
class Stand:
    """How a request stands.

    Attributes:
        stuk: the request as the contactpunt signed it.
        tijd: when it was taken in (ms).
        termijn: until when it is in time, after an extension (ms).
        verlengd: how often the term was extended.
        antwoorden: when each controller answered.
        stukken: the signed answers by controller.
        afgerond: when it was done (ms), None while it is open.
        uitkomst: how it ended.
        volgnr: of the last event.
    """

    stuk: Rechtenstuk
    tijd: int
    termijn: int
    verlengd: int
    antwoorden: Mapping[str, int]
    stukken: Mapping[str, Rechtenstuk]
    afgerond: int | None = None
    uitkomst: str | None = None
    volgnr: int = 0

    def after(self, volgnr: int, tijd: int, stuk: Rechtenstuk) -> Stand:
        """Return the stand after one more event.

        Raises:
            LedgerError: an event that this version does not know.
        """
        now = replace(self, volgnr=volgnr)
        match stuk.soort:
            case rechtenstuk.VERLENGING:
                return replace(now, termijn=stuk["tot"], verlengd=self.verlengd + 1)
            case rechtenstuk.ANTWOORD:
                told = {**self.antwoorden, stuk.oin: tijd}
                return replace(now, antwoorden=told, stukken={**self.stukken, stuk.oin: stuk})
            case rechtenstuk.AFRONDING:
                return replace(now, afgerond=tijd, uitkomst=stuk["uitkomst"])
        raise LedgerError("Een gebeurtenis van een rechtenverzoek")


def ddl(dialect: str) -> list[str]:
    """Return the statements that guard the tables, in `sqlite` or `postgresql`."""
    fixed = [statement for table in TABLES[:-1] for statement in append_only(table.name, dialect)]
    return [*fixed, *vervallen.erasable_ddl(rechtenbrief.name, dialect)]


def stand(connection: Connection, verzoek: str) -> Stand | None:
    """Return how a request stands, None when there is no such."""
    row = connection.execute(select(rechtenverzoek).where(rechtenverzoek.c.sleutel == verzoek)).first()
    if row is None:
        return None
    found = Stand(_read(row.stuk), row.tijd, row.termijn, 0, {}, {})
    for event in connection.execute(_EVENTS, {"verzoek": verzoek}):
        found = found.after(event.volgnr, event.tijd, _read(event.stuk))
    return found


def asked_since(connection: Connection, oin: str, since: int) -> int:
    """Return how many requests the contactpunt of an organisation took in after `since` (ms)."""
    query = select(func.count()).select_from(rechtenverzoek)
    return int(connection.execute(query.where(rechtenverzoek.c.oin == oin, rechtenverzoek.c.tijd > since)).scalar_one())


def open_requests(connection: Connection) -> Iterator[Stand]:
    """Yield every request that is not done, oldest first."""
    done = select(rechtengebeurtenis.c.verzoek).where(rechtengebeurtenis.c.soort == rechtenstuk.AFRONDING)
    query = (
        select(rechtenverzoek.c.sleutel).where(rechtenverzoek.c.sleutel.not_in(done)).order_by(rechtenverzoek.c.tijd)
    )
    for key in connection.execute(query).scalars().all():
        found = stand(connection, key)
        if found is not None:
            yield found


def store(writer: Writer, stuk: Rechtenstuk, termijn: int, tijd: int, brief: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Store a request with its sealed question and return the entries for the line."""
    row = {
        "sleutel": stuk["verzoek"],
        "oin": stuk.oin,
        "recht": stuk["recht"],
        "tijd": tijd,
        "termijn": termijn,
        "stuk": stuk.data,
    }
    return [*writer.insert(rechtenverzoek, row), *_letter(writer, stuk["verzoek"], VRAAG, tijd, brief)]


def add(
    writer: Writer, now: Stand, stuk: Rechtenstuk, tijd: int, brief: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Store the next document of a request, with a sealed answer if it has one; return the entries for the line."""
    verzoek, volgnr = stuk["verzoek"], now.volgnr + 1
    row = {
        "sleutel": f"{verzoek}/{volgnr}",
        "verzoek": verzoek,
        "volgnr": volgnr,
        "soort": stuk.soort,
        "oin": stuk.oin,
        "tijd": tijd,
        "stuk": stuk.data,
    }
    entries = writer.insert(rechtengebeurtenis, row)
    return entries if brief is None else [*entries, *_letter(writer, verzoek, stuk.oin, tijd, brief)]


def store_decision(writer: Writer, stuk: Rechtenstuk, tijd: int) -> list[dict[str, Any]]:
    """Store a decision that names no request and return its entry for the line."""
    row = {"sleutel": stuk.sha256, "soort": stuk.soort, "oin": stuk.oin, "tijd": tijd, "stuk": stuk.data}
    return writer.insert(rechtenbesluit, row)


def decided(connection: Connection, sha256: str) -> bool:
    """Tell whether this decision was logged before."""
    query = select(rechtenbesluit.c.sleutel).where(rechtenbesluit.c.sleutel == sha256)
    return connection.execute(query).first() is not None


def letters(connection: Connection, verzoek: str) -> dict[str, dict[str, Any]]:
    """Return the sealed letters of a request that are there, by `van`."""
    rows = connection.execute(_LETTERS, {"verzoek": verzoek})
    return {str(row.van): dict(jcs.decode(bytes(row.brief))) for row in rows}


def forget(writer: Writer, connection: Connection, verzoek: str, tijd: int) -> list[dict[str, Any]]:
    """Name and delete the sealed letters of a request; return the entries for the line."""
    found = [str(row.sleutel) for row in connection.execute(_LETTERS, {"verzoek": verzoek})]
    named = vervallen.mark(writer, rechtenbrief, found, AFGEROND, tijd)
    vervallen.remove(connection, rechtenbrief, found)
    return named


def _letter(writer: Writer, verzoek: str, van: str, tijd: int, brief: Mapping[str, Any]) -> list[dict[str, Any]]:
    row = {"verzoek": verzoek, "van": van, "tijd": tijd, "brief": jcs.encode(dict(brief))}
    return writer.insert(rechtenbrief, {**row, "sleutel": f"{verzoek}/{van}"})


def _read(data: Any) -> Rechtenstuk:
    return rechtenstuk.read(jcs.decode(bytes(data)))
