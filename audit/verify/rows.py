# SPDX-License-Identifier: EUPL-1.2
"""Rows against lines: every row that exists was written by a logged act, as it stands, and none is gone.

Invariants:
- Bounded memory: claims and rows go to a temporary file of SQLite, the comparison is a join.
- When several acts wrote one key, the latest by the time of its line counts; a claim of None means removed.

It knows no table: rows come as (tabel, sleutel, sha256) from who may read them.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from audit.values import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CHUNK = 5000
_SCHEMA = """
CREATE TABLE geclaimd (tabel TEXT, sleutel TEXT, sha256 TEXT, tijd INTEGER, regel TEXT, PRIMARY KEY (tabel, sleutel))
  WITHOUT ROWID;
CREATE TABLE bestaand (tabel TEXT, sleutel TEXT, sha256 TEXT, PRIMARY KEY (tabel, sleutel)) WITHOUT ROWID;
"""
_CLAIM = """
INSERT INTO geclaimd VALUES (?, ?, ?, ?, ?) ON CONFLICT (tabel, sleutel) DO UPDATE
SET sha256 = excluded.sha256, tijd = excluded.tijd, regel = excluded.regel WHERE excluded.tijd >= tijd
"""
_COMPARE = """
SELECT b.tabel, b.sleutel, b.sha256, g.sha256, g.regel FROM bestaand b LEFT JOIN geclaimd g USING (tabel, sleutel)
WHERE g.sha256 IS NOT b.sha256
UNION ALL
SELECT g.tabel, g.sleutel, NULL, g.sha256, g.regel FROM geclaimd g LEFT JOIN bestaand b USING (tabel, sleutel)
WHERE b.tabel IS NULL AND g.sha256 IS NOT NULL
"""


class RowBook:
    """Collects what lines claim, then compares it with what exists."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")  # the empty name is a private temporary file
        self._database.executescript(_SCHEMA)
        self._claims: list[tuple[Any, ...]] = []
        self.count = 0

    def claim(self, rijen: Any, tijd: int, regel: str) -> bool:
        """Take the `rijen` of a line; tell whether they have the right form."""
        if not isinstance(rijen, list):
            return False
        for item in rijen:
            if not isinstance(item, dict) or not {"tabel", "sleutel", "sha256"} <= item.keys():
                return False
            self._claims.append((item["tabel"], item["sleutel"], item["sha256"], tijd, regel))
        if len(self._claims) >= _CHUNK:
            self._flush()
        return True

    def compare(self, rows: Iterable[tuple[str, str, str]]) -> Iterator[Finding]:
        """Yield a finding for every row that no line explains, and every claim that no row answers."""
        self._flush()
        for chunk in _chunks(rows):
            self.count += len(chunk)
            self._database.executemany("INSERT OR REPLACE INTO bestaand VALUES (?, ?, ?)", chunk)
        for tabel, sleutel, exists, claimed, regel in self._database.execute(_COMPARE):
            yield _finding(f"{tabel}:{sleutel}", exists, claimed, regel)

    def close(self) -> None:
        """Give the temporary file back."""
        self._database.close()

    def _flush(self) -> None:
        self._database.executemany(_CLAIM, self._claims)
        self._claims.clear()


def _finding(waar: str, exists: str | None, claimed: str | None, regel: str | None) -> Finding:
    if exists is None:
        return Finding("rij-ontbreekt", waar, f"De rij die regel {regel} schreef is er niet meer.")
    if claimed is None:
        return Finding("rij-toegevoegd", waar, "Geen regel van het log verantwoordt deze rij.")
    return Finding("rij-gewijzigd", waar, f"De rij is anders dan regel {regel} haar schreef.")


def _chunks(rows: Iterable[tuple[str, str, str]]) -> Iterator[list[tuple[str, str, str]]]:
    chunk: list[tuple[str, str, str]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
