# SPDX-License-Identifier: EUPL-1.2
"""The trips of one gateway: which requests went into which courier file, and whether its answer was read.

Invariants:
- A trip is kept before its file is given out; only an answer to a kept trip is read, and each at most once.
- Of each request the signature is kept to which its answer must be bound, and what it was for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adapters.gateway.store import Store

_SCHEMA = """
CREATE TABLE IF NOT EXISTS koeriersreizen (
  reis TEXT PRIMARY KEY, tot INTEGER NOT NULL, verzoeken BLOB NOT NULL, gelezen INTEGER) STRICT
"""


@dataclass(frozen=True, slots=True)
class Meegegeven:
    """One carried request: place in the file, what was asked, under which key and signature, and for which person."""

    plaats: str
    methode: str
    pad: str
    sleutel: str
    handtekening: str = field(repr=False)
    persoon: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the kept form."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


class Reizen:
    """The table of trips."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.db.execute(_SCHEMA)

    def keep(self, reis: str, tot: int, asked: list[Meegegeven]) -> None:
        """Keep a trip, good until `tot` (ms)."""
        data = json.dumps([item.to_json() for item in asked]).encode()
        self._store.db.execute("INSERT INTO koeriersreizen VALUES (?, ?, ?, NULL)", (reis, tot, data))

    def of(self, reis: str) -> tuple[list[Meegegeven], bool] | None:
        """Return the requests of a trip and whether its answer was read, None when there was no such trip."""
        row = self._store.db.execute("SELECT * FROM koeriersreizen WHERE reis = ?", (reis,)).fetchone()
        if row is None:
            return None
        return [Meegegeven(**item) for item in json.loads(row["verzoeken"])], row["gelezen"] is not None

    def underway(self, now: int) -> set[str]:
        """Return the keys of requests that may still be carried out: their answer was not read, their term is not over."""
        rows = self._store.db.execute("SELECT verzoeken FROM koeriersreizen WHERE gelezen IS NULL AND tot >= ?", (now,))
        return {item["sleutel"] for row in rows for item in json.loads(row["verzoeken"])}

    def read(self, reis: str, now: int) -> None:
        """Note that the answer to a trip was read."""
        self._store.db.execute("UPDATE koeriersreizen SET gelezen = ? WHERE reis = ?", (now, reis))
