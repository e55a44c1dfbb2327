# SPDX-License-Identifier: EUPL-1.2
"""Erasures against their orders: signed by the zorgdrager of every erased line, and after the term of each.

Invariants:
- The order that a line of an erasure names is there, says the same, and holds under a key that counted then.
- An erased `persoon` belongs to a line of the orderer whose term had ended when the erasure was logged; the line itself
  still says whose and when. An erased `feit` says neither any more: that was judged when it was ordered.

Which missing opening an erasure explains is `audit.proof.wissing`, used by `audit.verify`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, select

from audit.proof import jcs
from audit.values import Finding
from core.keychain import wisbevel
from core.keychain.errors import KeychainError
from core.ledger.wisbevelen import wisbevel as table
from core.register import RegisterError
from core.register.wistermijnen import Wistermijnen
from server.samenhang.uittreksel import BEVEL, GEWIST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book
    from server.samenhang.kennis import Kennis

_ERASED = "SELECT inhoud FROM uittreksel WHERE soort = ? AND sleutel = ? ORDER BY rowid"


def check(connection: Connection, book: Book, kennis: Kennis) -> Iterator[Finding]:
    """Yield what does not hold."""
    if not inspect(connection).has_table(table.name):
        return
    for sha256, regel, inhoud in book.extracts(BEVEL):
        said = json.loads(inhoud)
        data = connection.execute(select(table.c.bevel).where(table.c.sleutel == sha256)).scalar()
        yield from _order(sha256, regel, said, data, kennis)
        if said[3] == "persoon":
            yield from _terms(book, regel, said)


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
