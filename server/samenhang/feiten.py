# SPDX-License-Identifier: EUPL-1.2
"""Feitverklaringen against their signatures, and against the decisions that cite them.

Invariants:
- Each bundle holds whole: form, both signatures, and a key that counted when it was taken in. A bundle taken in after its
  key was withdrawn is void.
- Each findable statement stands in a signed bundle, and each cited one was there when it was cited.

Whether the issuer was entitled is decided again with the question (`core.facts.derive`), not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs
from audit.values import Finding
from core.casus.bevindingen import Ongeldig
from core.keychain.errors import KeychainError
from core.ledger.tables import feitbundel
from server.samenhang.delen import rows_of
from server.samenhang.uittreksel import FEIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book
    from server.samenhang.kennis import Kennis

_SCHEMA = "CREATE TABLE verklaard (sleutel TEXT PRIMARY KEY, tijd INTEGER) WITHOUT ROWID"
_UNSIGNED = """
SELECT g.sleutel FROM geclaimd g LEFT JOIN verklaard v USING (sleutel)
WHERE g.tabel = 'feitverklaring' AND g.sha256 IS NOT NULL AND v.sleutel IS NULL
"""
_CITED = """
SELECT DISTINCT u.sleutel, u.regel, v.tijd FROM uittreksel u LEFT JOIN verklaard v USING (sleutel)
WHERE u.soort = ? AND (v.tijd IS NULL OR v.tijd > CAST(u.inhoud AS INTEGER))
"""


def check(connection: Connection, book: Book, kennis: Kennis, *, whole: bool) -> Iterator[Finding]:
    """Yield what does not hold. `whole`: all lines were read, else statements of earlier ones are unknown here."""
    book.database.execute(_SCHEMA)
    for rows in rows_of(connection, book, select(feitbundel), feitbundel.c.sleutel):
        for row in rows:
            yield from _bundle(row, book, kennis)
    for (sleutel,) in book.database.execute(_UNSIGNED):
        yield Finding(
            "feit-zonder-bundel", f"feitverklaring:{sleutel}", "Deze verklaring staat in geen ondertekende bundel."
        )
    for sleutel, regel, tijd in book.database.execute(_CITED, (FEIT,)) if whole else ():
        text = "is er niet" if tijd is None else "kwam er pas later"
        waar = f"log_openingen_feit:{regel}"
        yield Finding("feit-ontbreekt", waar, f"De feitverklaring {sleutel} die deze regel noemt, {text}.")


def _bundle(row: Any, book: Book, kennis: Kennis) -> Iterator[Finding]:
    waar = f"feitbundel:{row.sleutel}"
    try:
        bundle = jcs.decode(bytes(row.bundel))
        checked = kennis.statements(row.sleutel, row.tijd, bundle)
    except (KeychainError, jcs.CanonicalError, KeyError, TypeError, ValueError):
        yield Finding("feitbundel-ongeldig", waar, "Deze bundel feitverklaringen is niet te lezen.")
        return
    if isinstance(checked, Ongeldig):
        tekst = " ".join(item.tekst for item in checked.bevindingen)
        yield Finding("feitbundel-ongeldig", waar, f"Deze bundel telt niet. {tekst}")
        return
    stated = [(jcs.digest(dict(item)), row.tijd) for item in bundle["verklaringen"]]
    book.database.executemany("INSERT OR IGNORE INTO verklaard VALUES (?, ?)", stated)
