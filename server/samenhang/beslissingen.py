# SPDX-License-Identifier: EUPL-1.2
"""Decisions against lines and rules: what the line says is what was stored, and what the rules of that time say again.

Invariants:
- Each decision is cited by a line of its own act, with the same question, facts, outcome, rows, obligations and release.
- The release it names was in force by the stamlog at that time.
- Decided again with that release, through the same door, the answer is the same to the last byte (`policies.naspelen`);
  equal questions once, each release loaded once.
- A decision that a line cites is there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs
from audit.values import Finding
from core.exchange import beslissingen
from core.exchange.decide import tuple_of
from core.ledger.tables import beslissing
from policies.naspelen.reconstructie import Afwijking, reconstruct
from server.samenhang.delen import extracts_of, rows_of
from server.samenhang.uittreksel import BESLUIT, decision_digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book
    from policies.naspelen import Vastgelegd
    from server.samenhang.kennis import Kennis

_TEXTS = {
    Afwijking.BESLISSING: ("beslissing-anders", "Opnieuw beslist met dezelfde vrijgave is de uitkomst een andere."),
    Afwijking.TEKST: ("beslissing-anders", "Opnieuw beslist met dezelfde vrijgave is de motivering een andere."),
    Afwijking.VRIJGAVE: ("vrijgave-ontbreekt", "De vrijgave waaronder is beslist, is er niet of laadt niet."),
    Afwijking.VORM: ("beslissing-onleesbaar", "De vraag van deze beslissing is niet te lezen, of spreekt zich tegen."),
}
_NOT_THERE = """
SELECT u.sleutel, u.regel FROM uittreksel u LEFT JOIN geclaimd g ON g.tabel = 'beslissing' AND g.sleutel = u.sleutel
WHERE u.soort = ? AND g.sleutel IS NULL ORDER BY u.rowid
"""


def check(connection: Connection, book: Book, kennis: Kennis) -> Iterator[Finding]:
    """Yield what does not fit between decisions, lines and rules."""
    yield from _Pass(connection, book, kennis).findings()
    for sleutel, regel in book.database.execute(_NOT_THERE, (BESLUIT,)):
        waar = f"log_openingen_feit:{regel}"
        yield Finding("beslissing-ontbreekt", waar, f"De beslissing {sleutel} die deze regel noemt, is er niet.")


class _Pass:
    """One pass over the decisions; what is found on the way waits in the temporary file."""

    def __init__(self, connection: Connection, book: Book, kennis: Kennis) -> None:
        self._connection, self._book, self._kennis = connection, book, kennis
        self._in_force: dict[tuple[str, int], bool] = {}

    def findings(self) -> Iterator[Finding]:
        """Yield all of them."""
        self._book.database.execute("CREATE TABLE verschil (waar TEXT, soort TEXT, tekst TEXT)")
        reconstruct(self._stored(), self._kennis.version, self._again)
        for waar, soort, tekst in self._book.database.execute("SELECT * FROM verschil"):
            yield Finding(soort, waar, tekst)

    def _stored(self) -> Iterator[Vastgelegd]:
        for rows in rows_of(self._connection, self._book, select(beslissing), beslissing.c.sleutel):
            cited = extracts_of(self._book, BESLUIT, [row.sleutel for row in rows])
            for row in rows:
                self._hold(row, cited.get(row.sleutel, []))
                yield beslissingen.read(row.sleutel, row.uitkomst, row.vrijgave, bytes(row.adl))

    def _again(self, sleutel: str, kind: Afwijking) -> None:
        soort, tekst = _TEXTS[kind]
        self._tell(f"beslissing:{sleutel}", soort, tekst)

    def _hold(self, row: Any, cited: list[tuple[str, str]]) -> None:
        """Hold a stored decision against the line that cites it and the release that was in force."""
        waar = f"beslissing:{row.sleutel}"
        if len(cited) != 1:
            text = "Geen regel noemt deze beslissing." if not cited else "Meer dan een regel noemt deze beslissing."
            self._tell(waar, "beslissing-zonder-regel", text)
        for regel, inhoud in cited:
            if json.loads(inhoud) != [row.handeling, row.tijd, _digest(row)]:
                self._tell(waar, "beslissing-wijkt-af", f"De beslissing is een andere dan regel {regel} zegt.")
        minute = row.tijd // 60_000
        if (row.vrijgave, minute) not in self._in_force:
            self._in_force = {(row.vrijgave, minute): row.vrijgave in self._kennis.in_force(row.tijd)}
        if not self._in_force[row.vrijgave, minute]:
            self._tell(
                waar, "vrijgave-niet-van-kracht", "De vrijgave waaronder is beslist, gold toen niet volgens de stamlog."
            )

    def _tell(self, waar: str, soort: str, tekst: str) -> None:
        self._book.database.execute("INSERT INTO verschil VALUES (?, ?, ?)", (waar, soort, tekst))


def _digest(row: Any) -> str:
    """Return the hash that a line has of this decision, made from the stored record."""
    try:
        record = jcs.decode(bytes(row.adl))
        answer = record["body"]["adl.core.response"]
        information = record["attributes"]["adl.core.information"]
        vraag = beslissingen.question_of(record["body"]["adl.core.request"])
        return decision_digest(
            {
                "vraag": tuple_of(vraag),
                "feiten": information["feitverklaringen"],
                "uitkomst": answer["uitkomst"],
                "regels": [rule["id"] for rule in answer["regels"]],
                "plichten": answer["plichten"],
                "vrijgave": answer["vrijgave"],
            }
        )
    except (jcs.CanonicalError, KeyError, TypeError, ValueError):
        return ""
