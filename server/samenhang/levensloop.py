# SPDX-License-Identifier: EUPL-1.2
"""What happened to records against the signatures of who said so, and against their lines.

Invariants:
- Each document holds under the signing key of its maker, as it counted when it was taken in, and is what its row says.
- Its line names the same organisation, record and kind.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs
from audit.values import Finding
from core.contract import levensloop as form
from core.keychain.errors import KeychainError
from core.ledger.levensloop import levensloop
from server.samenhang.delen import extracts_of, rows_of
from server.samenhang.uittreksel import STUK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book
    from server.samenhang.kennis import Kennis


def check(connection: Connection, book: Book, kennis: Kennis) -> Iterator[Finding]:
    """Yield what does not hold."""
    for rows in rows_of(connection, book, select(levensloop), levensloop.c.sleutel):
        lines = extracts_of(book, STUK, [row.sleutel for row in rows])
        for row in rows:
            said = [json.loads(inhoud) for _, inhoud in lines.get(row.sleutel, [])]
            if (text := _wrong(row, said, kennis)) is not None:
                yield Finding("levensloop-ongeldig", f"levensloop:{row.sleutel}", text)


def _wrong(row: Any, lines: list[Any], kennis: Kennis) -> str | None:
    try:
        sent = jcs.decode(bytes(row.document))
        read = form.check(sent, kennis.signing_key(row.door, row.tijd, form.key_id(sent)).sleutel)
    except (KeychainError, jcs.CanonicalError):
        return "Dit stuk is niet te lezen, of niet getekend door wie het maakte."
    if (read.sha256, read.record, read.soort, read.oin) != (row.sleutel, row.record, row.soort, row.door):
        return "Het stuk gaat over iets anders dan de rij zegt."
    return None if lines == [[row.door, row.record]] else "De regel van dit stuk noemt iets anders of bestaat niet."
