# SPDX-License-Identifier: EUPL-1.2
"""Destroyed records against their orders: nothing went without one that its supplier or zorgdrager signed.

Invariants:
- The order that a line names is there, says the same, and holds under a key that counted then; who signed it is the supplier of
  the record, or whom that supplier named as zorgdrager by then. The stamlog names it too, and names no other.
- Its ground was recorded and covers the category, and no hold was in force when it was logged.
- An order that the log is told of again, after an older backup was put back, is held against the moment at which it was first
  logged; that moment lies within the term of the order.
- Every record that is named as gone, and every event that says so, has such a line; and a line has them.

What went without being named, or was named and is still there, is found by `audit.verify` (rows). It opens nothing.
Norm: law.md R-73, R-74; design.md 7.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import inspect, select

from audit.proof import jcs
from audit.values import STAM, Finding
from core.exchange.wissen import OLDEST_MS, SKEW_MS
from core.facts.statements import ZORGDRAGER
from core.keychain import bewaarbesluit
from core.keychain.errors import KeychainError
from core.ledger import bewaring
from core.ledger.tables import feitverklaring, verstrekking
from core.ledger.vervallen import vervallen
from core.register.bewaartermijnen import Bewaartermijnen
from server.samenhang.delen import extracts_of
from server.samenhang.uittreksel import RECORD, VERNIETIGING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book
    from core.keychain.bewaarbesluit import Bewaarbesluit
    from server.samenhang.kennis import Kennis

_PREFIX: Final = f"{verstrekking.name}/"


def check(connection: Connection, book: Book, kennis: Kennis) -> Iterator[Finding]:
    """Yield what does not hold."""
    if not inspect(connection).has_table(bewaring.bewaring.name):  # nobody who destroyed lacks it
        return
    table = bewaring.bewaarbesluit.c
    named = {str(item.entry.get("bevel_sha256")) for item in kennis.directory.entries(bewaarbesluit.STAM_SOORT)}
    gone: set[str] = set()
    for sha256, regel, inhoud in book.extracts(VERNIETIGING):
        oin, tijd, record, categorie, grondslag, logged = json.loads(inhoud)
        gone.add(record)
        waar = f"log_openingen_feit:{regel}"
        if sha256 not in named:
            text = (
                "De stamlog noemt deze vernietiging niet: na het terugzetten van een back-up weet niemand er meer van."
            )
            yield Finding("vernietiging-niet-in-stamlog", waar, text)
        data = connection.execute(select(table.besluit).where(table.sleutel == sha256)).scalar()
        if data is None:
            yield Finding("vernietigingsbevel-ontbreekt", waar, "Het bevel van deze vernietiging is er niet.")
            continue
        order = _read(data, kennis, tijd)
        if order is None:
            text = "De handtekening onder dit vernietigingsbevel klopt niet."
            yield Finding("vernietigingsbevel-ongeldig", f"bewaarbesluit:{sha256}", text)
            continue
        if (order.sha256, order.oin, order.grondslag) != (sha256, oin, grondslag) or record not in order.records:
            yield Finding("vernietigingsbevel-wijkt-af", waar, "Deze vernietiging is een andere dan haar bevel.")
        if not order.gemaakt - SKEW_MS <= tijd <= min(order.gemaakt + OLDEST_MS, logged):
            yield Finding("vernietigingsbevel-wijkt-af", waar, "Dit bevel gold niet op het moment dat de regel noemt.")
        yield from _allowed(connection, book, kennis, waar, (oin, tijd, record, categorie, grondslag))
    yield from _unordered(connection, gone)


def unlogged(book: Book, kennis: Kennis) -> Iterator[Finding]:
    """Yield the orders that the stamlog names and no line does: for who read all lines."""
    logged = {sha256 for sha256, _, _ in book.extracts(VERNIETIGING)}
    for item in kennis.directory.entries(bewaarbesluit.STAM_SOORT):
        if str(item.entry.get("bevel_sha256")) not in logged:
            text = "De stamlog noemt een vernietiging die geen regel van het log vertelt."
            yield Finding("vernietiging-zonder-regel", f"log_bladen:{STAM}|{item.index}", text)


def _read(data: Any, kennis: Kennis, tijd: int) -> Bewaarbesluit | None:
    try:
        order = bewaarbesluit.read(jcs.decode(bytes(data)))
        order.check(kennis, tijd)
    except (KeychainError, jcs.CanonicalError):
        return None
    return order if order.soort == bewaarbesluit.VERNIETIGING else None


def _allowed(
    connection: Connection, book: Book, kennis: Kennis, waar: str, said: tuple[str, int, str, str, str]
) -> Iterator[Finding]:
    """Hold an order against the supplier that the line of the supply names, its ground, and the holds of that moment."""
    oin, tijd, record, categorie, grondslag = said
    supplies = [json.loads(inhoud) for _, inhoud in extracts_of(book, RECORD, [record]).get(record, [])]
    if not supplies and categorie is None:  # told again of a record that this state of the log never had
        return
    if not any(oin == one[0] or _named(connection, one[0], oin, tijd) for one in supplies):
        yield Finding("vernietigd-door-ander", waar, "Dit record is vernietigd op bevel van een andere organisatie.")
    if any(one[2] != categorie for one in supplies):
        yield Finding("vernietigingsbevel-wijkt-af", waar, "Deze vernietiging noemt een andere categorie.")
    ground = Bewaartermijnen.load().ground(grondslag, tijd)
    kinds = {_kind(kennis, one[0], tijd) for one in supplies}
    if ground is None or not all(ground.covers(categorie, kind) for kind in kinds):
        yield Finding("vernietigd-zonder-grond", waar, "Op deze grond mocht dit record toen niet worden vernietigd.")
    if _held(connection, record, tijd):
        yield Finding(
            "vernietigd-ondanks-stilstand", waar, "Vernietigen was stilgezet toen dit record vernietigd werd."
        )


def _kind(kennis: Kennis, oin: str, tijd: int) -> str:
    """Return the kind of an organisation under the lists that may have been in force then."""
    parties = (party for era in kennis.tijdperken.on(tijd) for party in era.lijst.deelnemers)
    return next((party.soort for party in parties if party.oin == oin), "")


def _named(connection: Connection, verstrekker: str, oin: str, tijd: int) -> bool:
    """Tell whether a supplier had stated by then who cares for its archive; the statement itself is checked with the others."""
    table = feitverklaring.c
    query = select(table.sleutel).where(
        table.feit == ZORGDRAGER, table.uitgever == verstrekker, table.organisatie == oin, table.tijd <= tijd
    )
    return connection.execute(query.limit(1)).first() is not None


def _held(connection: Connection, record: str, tijd: int) -> bool:
    table = bewaring.bewaring.c
    query = select(table.soort, table.gebeurtenis).where(table.record == record, table.tijd < tijd)
    held: set[str] = set()
    for row in connection.execute(query.order_by(table.volgnr)):
        who = str(jcs.decode(bytes(row.gebeurtenis)).get("oin"))
        if row.soort == bewaarbesluit.STILSTAND:
            held.add(who)
        if row.soort == bewaarbesluit.OPHEFFING:
            held.discard(who)
    return bool(held)


def _unordered(connection: Connection, gone: set[str]) -> Iterator[Finding]:
    """Yield the records that are named as gone, or said to be destroyed, without a line that says on which order."""
    text = "Dit record heet vernietigd, en geen regel van het log noemt een bevel daarvoor."
    keys = select(vervallen.c.sleutel).where(vervallen.c.sleutel.like(f"{_PREFIX}%"))
    for (key,) in connection.execute(keys.execution_options(yield_per=1000)):
        if key.removeprefix(_PREFIX) not in gone:
            yield Finding("vernietigd-zonder-bevel", f"vervallen:{key}", text)
    table = bewaring.bewaring.c
    said = select(table.sleutel, table.record).where(table.soort == bewaring.VERNIETIGD)
    for row in connection.execute(said.execution_options(yield_per=1000)):
        if row.record not in gone:
            yield Finding("vernietigd-zonder-bevel", f"bewaring:{row.sleutel}", text)
