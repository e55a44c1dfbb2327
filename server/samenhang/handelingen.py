# SPDX-License-Identifier: EUPL-1.2
"""Acts against lines: each act has its lines, side by side and of the same request, and each line has its act.

Invariant: a line without an act is only that of the ceremony, which took in the first release. A line of which the
accountability part was erased on an order cannot say of which act it was, and is passed over.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.events import Event
from audit.events.fields import shape_of
from audit.proof.wissing import Wissingen
from audit.values import Finding
from core.ledger.tables import handeling
from server.samenhang.delen import extracts_of, rows_of
from server.samenhang.uittreksel import HANDELING, ZONDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book

_WITHOUT_ACT = """
SELECT u.sleutel, u.regel FROM uittreksel u LEFT JOIN geclaimd g ON g.tabel = 'handeling' AND g.sleutel = u.sleutel
WHERE u.soort = ? AND g.sleutel IS NULL ORDER BY u.rowid
"""
_OF_NO_ACT = frozenset(event for event in Event if not shape_of(event).act)
_COLUMNS = [column for column in handeling.columns if column.name != "antwoord"]


def check(connection: Connection, book: Book) -> Iterator[Finding]:
    """Yield what does not fit between acts and lines."""
    erased = Wissingen(book.erasures)
    for rows in rows_of(connection, book, select(*_COLUMNS), handeling.c.sleutel):
        lines = extracts_of(book, HANDELING, [row.sleutel for row in rows])
        for row in rows:
            yield from _act(row, lines.get(row.sleutel, []), erased)
    for act, regel in book.database.execute(_WITHOUT_ACT, (HANDELING,)):
        yield Finding(
            "regel-zonder-handeling", f"log_openingen_feit:{regel}", f"De handeling {act} van deze regel is er niet."
        )
    for event, regel, _ in book.extracts(ZONDER):
        if event not in _OF_NO_ACT:
            yield Finding("regel-zonder-handeling", f"log_openingen_feit:{regel}", "Deze regel noemt geen handeling.")


def _act(row: Any, lines: list[tuple[str, str]], erased: Wissingen) -> Iterator[Finding]:
    waar = f"handeling:{row.sleutel}"
    found = dict(lines)
    for at in range(row.regel, row.regel + min(row.aantal, len(lines) + 1_000)):
        said = found.pop(f"{row.log}|{at}", None)
        if said is None:
            if not erased.covers(row.log, at, "feit"):
                yield Finding(
                    "handeling-zonder-regel", waar, f"Regel {at} van {row.log} hoort van deze handeling te zijn."
                )
        elif json.loads(said) != [row.oin, row.verzoek, row.verzoek_sha256, row.tijd]:
            yield Finding(
                "handeling-wijkt-af", waar, f"Regel {at} van {row.log} noemt een ander verzoek of een andere tijd."
            )
    for regel in found:
        yield Finding(
            "regel-zonder-handeling", f"log_openingen_feit:{regel}", "Deze regel staat niet waar haar handeling zegt."
        )
