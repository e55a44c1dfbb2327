# SPDX-License-Identifier: EUPL-1.2
"""What the lines say, collected to be compared at the end: rows they name, openings they miss, extracts for other rooms.

Invariants:
- Bounded memory: all of it goes to a temporary file of SQLite, comparisons are joins there.
- When several acts wrote one row, the latest by the time of its line counts; a claim of None means removed.
- An opening that is not there is good only when an erasure in the log covers it; an erasure that was logged and not done
  is a finding as well.

It knows no table of other rooms: rows come as (tabel, sleutel, sha256) from who may read them.
"""

from __future__ import annotations

import sqlite3
from itertools import islice
from typing import TYPE_CHECKING, Any

from audit.proof.wissing import Wissing, Wissingen
from audit.values import Finding
from audit.verify.opened import ERASED, GONE, why_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from audit.verify.opened import Opened

_CHUNK = 5000
_SCHEMA = """
CREATE TABLE genoemd (tabel TEXT, sleutel TEXT, sha256 TEXT, tijd INTEGER, regel TEXT);
CREATE TABLE geclaimd (tabel TEXT, sleutel TEXT, sha256 TEXT, tijd INTEGER, regel TEXT, PRIMARY KEY (tabel, sleutel))
  WITHOUT ROWID;
CREATE TABLE bestaand (tabel TEXT, sleutel TEXT, sha256 TEXT, PRIMARY KEY (tabel, sleutel)) WITHOUT ROWID;
CREATE TABLE gemist (shard TEXT, volgnr INTEGER, soort TEXT, staat INTEGER);
CREATE TABLE uittreksel (soort TEXT, sleutel TEXT, regel TEXT, inhoud TEXT);
"""
# In the order of the key, so that it grows at its end; of equal keys the last one of the latest time stays.
_CLAIM = """
INSERT OR REPLACE INTO geclaimd SELECT tabel, sleutel, sha256, tijd, regel FROM genoemd
ORDER BY tabel, sleutel, tijd, rowid
"""
_CHANGED = """
SELECT b.tabel, b.sleutel, b.sha256, g.sha256, g.regel FROM bestaand b JOIN geclaimd g USING (tabel, sleutel)
WHERE g.sha256 IS NOT b.sha256
"""
_GONE_ROWS = """
SELECT g.tabel, g.sleutel, NULL, g.sha256, g.regel FROM geclaimd g LEFT JOIN bestaand b USING (tabel, sleutel)
WHERE b.tabel IS NULL AND g.sha256 IS NOT NULL
"""
_ADDED = """
SELECT b.tabel, b.sleutel, b.sha256, NULL, NULL FROM bestaand b LEFT JOIN geclaimd g USING (tabel, sleutel)
WHERE g.tabel IS NULL
"""


class Book:
    """Collects what lines say, then compares it with what exists."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")  # the empty name is a private temporary file
        self._database.executescript(_SCHEMA)
        self._database.execute("PRAGMA synchronous = OFF")
        self._sorted = False
        self.erasures: list[Wissing] = []
        self.count = 0

    @property
    def database(self) -> sqlite3.Connection:
        """The temporary database, for joins of a check of another room."""
        return self._database

    def take(self, shard: str, opened: Opened) -> None:
        """Take what a batch of lines gave."""
        self._database.executemany("INSERT INTO genoemd VALUES (?, ?, ?, ?, ?)", opened.claims)
        missing = [(shard, item.volgnr, item.kind, item.state) for item in opened.missing]
        self._database.executemany("INSERT INTO gemist VALUES (?, ?, ?, ?)", missing)
        self._database.executemany("INSERT INTO uittreksel VALUES (?, ?, ?, ?)", opened.extracts)
        self.erasures += opened.erasures

    def compare(
        self,
        rows: Iterable[tuple[str, str, str]],
        explained: Callable[[str, str], bool] | None = None,
        *,
        whole: bool = True,
    ) -> Iterator[Finding]:
        """Yield a finding for every row that no line explains, and every claim that no row answers.

        Args:
            rows: what exists.
            explained: tells of a row that no line names whether the line that did was erased on an order.
            whole: all lines were read; else a row that none of the new ones names may be of an earlier one.
        """
        self.sort()
        source = iter(rows)
        while chunk := list(islice(source, _CHUNK)):
            self.count += len(chunk)
            self._database.executemany("INSERT OR REPLACE INTO bestaand VALUES (?, ?, ?)", chunk)
        for query in (_CHANGED, _GONE_ROWS, *((_ADDED,) if whole else ())):
            for tabel, sleutel, exists, claimed, regel in self._database.execute(query):
                if query is not _ADDED or explained is None or not explained(tabel, sleutel):
                    yield _finding(f"{tabel}:{sleutel}", exists, claimed, regel)

    def missing(self) -> Iterator[Finding]:
        """Yield a finding for every opening that is not there and that no erasure covers, or only half."""
        orders = Wissingen(self.erasures)
        for shard, index, kind, state in self._database.execute("SELECT * FROM gemist"):
            waar = f"log_openingen_{kind}:{shard}|{index}"
            if not orders.covers(shard, index, kind):
                soort, text = why_missing(kind, state)
                yield Finding(soort, waar, text)
            elif state != GONE:
                text = "De wissing van deze opening is niet af: haar rij staat er nog." if state == ERASED else ""
                yield Finding(
                    "wissing-onaf", waar, text or "De sleutel is weg, maar de rij van deze gewiste opening niet."
                )

    def claimed(self, tabel: str) -> Iterator[tuple[str, str]]:
        """Yield (sleutel, regel) of every row of a table that lines name and do not remove."""
        self.sort()
        query = "SELECT sleutel, regel FROM geclaimd WHERE tabel = ? AND sha256 IS NOT NULL ORDER BY sleutel"
        yield from self._database.execute(query, (tabel,))

    def extracts(self, soort: str) -> Iterator[tuple[str, str, str]]:
        """Yield (sleutel, regel, inhoud) of one kind of extract, by key, then in the order of the lines."""
        self.sort()
        query = "SELECT sleutel, regel, inhoud FROM uittreksel WHERE soort = ? ORDER BY sleutel, rowid"
        yield from self._database.execute(query, (soort,))

    def sort(self) -> None:
        """Make all that was taken findable: after the last line, before the first question."""
        if not self._sorted:
            self._database.execute(_CLAIM)
            self._database.execute("CREATE INDEX uittreksel_sleutel ON uittreksel (soort, sleutel)")
            self._sorted = True

    def close(self) -> None:
        """Give the temporary file back."""
        self._database.close()


def _finding(waar: str, exists: str | None, claimed: Any, regel: str | None) -> Finding:
    if exists is None:
        return Finding("rij-ontbreekt", waar, f"De rij die regel {regel} schreef is er niet meer.")
    if claimed is None:
        return Finding("rij-toegevoegd", waar, "Geen regel van het log verantwoordt deze rij.")
    return Finding("rij-gewijzigd", waar, f"De rij is anders dan regel {regel} haar schreef.")
