# SPDX-License-Identifier: EUPL-1.2
"""Erasures against their orders: signed by the zorgdrager of every erased line, and after the term of each.

Invariants:
- The order that a line of an erasure names is there, says the same, and holds under a key that counted then; the stamlog
  names it too, so that a restore knows of it, and names no other.
- It names only lines that stood in the log by then: nothing that is yet to come is erased beforehand.
- An erased `persoon` belongs to a line of the orderer whose term had ended when the erasure was logged; the line itself
  still says whose and when. An erased `feit` says neither any more. Then the acts say whose, and the checkpoints since when
  the line can be there at all: before the term counted from that moment is over, it was erased too early.

Which missing opening an erasure explains is `audit.proof.wissing`, used by `audit.verify`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, select

from audit.openings import PERSOON
from audit.proof import jcs
from audit.tables import log_checkpoints
from audit.values import STAM, Finding
from audit.verify.heads import TIME_SLACK
from core.keychain import wisbevel
from core.keychain.errors import KeychainError
from core.ledger.tables import handeling
from core.ledger.wisbevelen import wisbevel as table
from core.register import RegisterError
from core.register.wistermijnen import Wistermijnen
from server.samenhang.delen import signed_at
from server.samenhang.uittreksel import BEVEL, GEWIST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book
    from server.samenhang.kennis import Kennis

_NOTES = select(log_checkpoints.c.notitie)
_ERASED = "SELECT inhoud FROM uittreksel WHERE soort = ? AND sleutel = ? ORDER BY rowid"


def check(connection: Connection, book: Book, kennis: Kennis) -> Iterator[Finding]:
    """Yield what does not hold."""
    query = select(table.c.bevel) if inspect(connection).has_table(table.name) else None  # nobody who erased lacks it
    named = {str(item.entry.get("bevel_sha256")) for item in kennis.directory.entries(wisbevel.STAM_SOORT)}
    for sha256, regel, inhoud in book.extracts(BEVEL):
        said = json.loads(inhoud)
        data = None if query is None else connection.execute(query.where(table.c.sleutel == sha256)).scalar()
        yield from _order(sha256, regel, said, data, kennis)
        if sha256 not in named:
            text = "De stamlog noemt deze wissing niet: na het terugzetten van een back-up weet niemand er meer van."
            yield Finding("wisbevel-niet-in-stamlog", f"log_openingen_feit:{regel}", text)
        yield from _place(connection, regel, said)
        yield from _terms(book, regel, said) if said[3] == PERSOON else _lasting(connection, regel, said)


def unlogged(book: Book, kennis: Kennis) -> Iterator[Finding]:
    """Yield the orders that the stamlog names and no line does: for who read all lines."""
    logged = {sha256 for sha256, _, _ in book.extracts(BEVEL)}
    for item in kennis.directory.entries(wisbevel.STAM_SOORT):
        if str(item.entry.get("bevel_sha256")) not in logged:
            text = "De stamlog noemt een wissing die geen regel van het log vertelt."
            yield Finding("wisbevel-zonder-regel", f"log_bladen:{STAM}|{item.index}", text)


def _order(sha256: str, regel: str, said: list[Any], data: Any, kennis: Kennis) -> Iterator[Finding]:
    waar = f"log_openingen_feit:{regel}"
    if data is None:
        yield Finding("wisbevel-ontbreekt", waar, "Het bevel van deze wissing is er niet.")
        return
    oin, tijd, shard, opening, regels = said
    try:
        order = wisbevel.read(jcs.decode(bytes(data)))
        order.check(kennis, tijd)
    except (KeychainError, jcs.CanonicalError):
        yield Finding("wisbevel-ongeldig", f"wisbevel:{sha256}", "De handtekening onder dit wisbevel klopt niet.")
        return
    ranges = [list(item) for item in order.regels]
    if [order.sha256, order.oin, order.shard, order.opening, ranges] != [sha256, oin, shard, opening, regels]:
        yield Finding("wisbevel-wijkt-af", waar, "Deze wissing is een andere dan haar bevel.")


def _terms(book: Book, regel: str, said: list[Any]) -> Iterator[Finding]:
    oin, tijd, shard, opening, regels = said
    try:
        term = Wistermijnen.load().of(opening, tijd)
    except RegisterError as error:
        yield Finding("wisbevel-te-vroeg", f"log_openingen_feit:{regel}", str(error))
        return
    for (inhoud,) in book.database.execute(_ERASED, (GEWIST, shard)):
        volgnr, line_tijd, zorgdrager = json.loads(inhoud)
        if not any(start <= volgnr < end for start, end in regels):
            continue
        waar = f"log_openingen_{opening}:{shard}|{volgnr}"
        if zorgdrager != oin:
            yield Finding("wisbevel-ongeldig", waar, "Deze opening is gewist op bevel van een andere organisatie.")
        elif term.due(line_tijd) > tijd:
            yield Finding("wisbevel-te-vroeg", waar, "Deze opening is gewist voor haar termijn om was.")


def _place(connection: Connection, regel: str, said: list[Any]) -> Iterator[Finding]:
    """Hold the last line that an erasure names against the first checkpoint over it: that must have been there."""
    _, tijd, shard, _, regels = said
    over = _NOTES.where(log_checkpoints.c.omvang >= regels[-1][1]).order_by(log_checkpoints.c.omvang)
    since = signed_at(connection, over, shard)
    if since is None or since - TIME_SLACK > tijd // 1000:
        text = "Deze wissing noemt regels die er toen nog niet waren."
        yield Finding("wisbevel-ongeldig", f"log_openingen_feit:{regel}", text)


def _lasting(connection: Connection, regel: str, said: list[Any]) -> Iterator[Finding]:
    """Hold an erasure of `feit` against what still tells whose the lines were, and since when they can be there."""
    oin, tijd, shard, opening, regels = said
    waar = f"log_openingen_feit:{regel}"
    for start, end in regels:
        acts = (handeling.c.log == shard) & (handeling.c.regel >= start) & (handeling.c.regel < end)
        for row in connection.execute(select(handeling.c.regel).where(acts, handeling.c.oin != oin)):
            text = "Deze opening is gewist op bevel van een andere organisatie."
            yield Finding("wisbevel-ongeldig", f"log_openingen_{opening}:{shard}|{row.regel}", text)
    before = _NOTES.where(log_checkpoints.c.omvang < regels[-1][1]).order_by(log_checkpoints.c.omvang.desc())
    since = signed_at(connection, before, shard)
    try:
        early = since is not None and Wistermijnen.load().of(opening, tijd).due((since - TIME_SLACK) * 1000) > tijd
    except RegisterError as error:
        yield Finding("wisbevel-te-vroeg", waar, str(error))
        return
    if early:
        yield Finding(
            "wisbevel-te-vroeg", waar, "Deze wissing noemt openingen waarvan de termijn toen nog niet om was."
        )
