# SPDX-License-Identifier: EUPL-1.2
"""Stored attachments against what their suppliers signed: length, hash over all parts, and the record they belong to.

Invariants:
- Every attachment that a stored statement names is here with exactly the signed length and hash, or was named as gone.
- Every part has the hash that stands beside it; there is none too many, and none without an attachment or an upload.
- One part at a time is in memory. Nothing is opened.

The lines name the rows of `bijlage`; their digests are compared by `audit.verify`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs
from audit.values import Finding
from core.ledger import bijlagen, vervallen
from core.ledger.bijlagen import bijlage, bijlage_deel, bijlage_upload
from core.ledger.tables import verstrekking
from server.samenhang.delen import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book


def check(connection: Connection, book: Book) -> Iterator[Finding]:
    """Yield what does not hold."""
    for rows in rows_of(connection, book, select(bijlage), bijlage.c.sleutel):
        for row in rows:
            yield from _stored(connection, row)
    statements = select(verstrekking.c.sleutel, verstrekking.c.verklaring)
    for rows in rows_of(connection, book, statements, verstrekking.c.sleutel):
        for row in rows:
            yield from _named(connection, row)
    yield from _loose(connection)


def _stored(connection: Connection, row: Any) -> Iterator[Finding]:
    waar = f"bijlage:{row.sleutel}"
    total, length, count = hashlib.sha256(), 0, 0
    for volgnr, stated, data in bijlagen.parts(connection, row.sleutel):
        if hashlib.sha256(data).hexdigest() != stated or volgnr != count:
            yield Finding("bijlage-ongeldig", f"bijlage_deel:{row.sleutel}/{volgnr}", "Dit deel is een ander dan kwam.")
        total.update(data)
        length, count = length + len(data), count + 1
    if (total.hexdigest(), length, count) != (row.sha256, row.lengte, row.delen):
        yield Finding("bijlage-ongeldig", waar, "De delen van deze bijlage zijn niet wat de verstrekker tekende.")


def _named(connection: Connection, row: Any) -> Iterator[Finding]:
    try:
        listed = jcs.decode(bytes(row.verklaring))["bijlagen"]
        stated = {item["bijlage"]: (item["sha256"], item["lengte"]) for item in listed}
    except (jcs.CanonicalError, KeyError, TypeError):
        return  # named by `verstrekkingen`
    found = {item.sleutel: (item.sha256, item.lengte) for item in bijlagen.of_record(connection, row.sleutel)}
    gone = [key for key in stated.keys() - found.keys() if vervallen.why_gone(connection, bijlage.name, key)]
    if found != {key: value for key, value in stated.items() if key not in gone}:
        text = "De bijlagen van dit record zijn andere dan de verstrekker tekende."
        yield Finding("bijlage-wijkt-af", f"verstrekking:{row.sleutel}", text)


def _loose(connection: Connection) -> Iterator[Finding]:
    owners = select(bijlage.c.sleutel).union(select(bijlage_upload.c.sleutel))
    query = select(bijlage_deel.c.bijlage).where(bijlage_deel.c.bijlage.not_in(owners)).distinct()
    for key in connection.execute(query).scalars():
        yield Finding("bijlage-los", f"bijlage_deel:{key}", "Deze delen horen bij geen bijlage en bij geen upload.")
