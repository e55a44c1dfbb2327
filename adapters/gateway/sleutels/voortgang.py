# SPDX-License-Identifier: EUPL-1.2
"""How far a rotation of keys is, durable: which old key is replaced by which new one, and which records were re-wrapped.

Invariants:
- A record is `klaar` for a key only after the receipt of its new wrap was verified.
- The request that is under way is kept with its exact bytes before it is sent, so that after any stop the same request is
  sent again and gives the same receipts.
- Nothing here is secret: ids of keys and records.

Norm: design.md 4 (final bytes stored before the first send). What is to be done with it is for `rotatie`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapters.gateway.store import Store

_SCHEMA = """
CREATE TABLE IF NOT EXISTS rotaties (
  nr INTEGER PRIMARY KEY AUTOINCREMENT, begonnen INTEGER NOT NULL, reden TEXT NOT NULL, klaar INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS rotatie_sleutels (
  rotatie INTEGER NOT NULL REFERENCES rotaties (nr), rol TEXT NOT NULL, eenheid TEXT, oud TEXT NOT NULL, nieuw TEXT,
  PRIMARY KEY (rotatie, oud)) STRICT;
CREATE TABLE IF NOT EXISTS hersleuteld (
  record TEXT NOT NULL, sleutel TEXT NOT NULL, staat TEXT NOT NULL CHECK (staat IN ('klaar','overgeslagen')),
  reden TEXT, PRIMARY KEY (record, sleutel)) STRICT;
CREATE TABLE IF NOT EXISTS hersleutelzending (verzoek TEXT PRIMARY KEY, lichaam BLOB NOT NULL) STRICT;
"""
KLAAR, OVERGESLAGEN = "klaar", "overgeslagen"


@dataclass(frozen=True, slots=True)
class Vervanging:
    """One key that goes, and the one that comes in its place (None while it is not made)."""

    rol: str
    eenheid: str | None
    oud: str
    nieuw: str | None


@dataclass(frozen=True, slots=True)
class Lopend:
    """A rotation that is not done."""

    nr: int
    begonnen: int
    reden: str


class Voortgang:
    """The progress tables of one gateway database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.db.executescript(_SCHEMA)

    def open(self) -> Lopend | None:
        """Return the rotation that is not done, None when there is none."""
        row = self._store.db.execute("SELECT nr, begonnen, reden FROM rotaties WHERE klaar IS NULL").fetchone()
        return None if row is None else Lopend(row["nr"], row["begonnen"], row["reden"])

    def begin(self, reden: str, old: Iterable[tuple[str, str | None, str]], now: int) -> Lopend:
        """Begin a rotation of these keys: (role, unit, id)."""
        with self._store.transaction() as db:
            nr = db.execute("INSERT INTO rotaties (begonnen, reden) VALUES (?, ?)", (now, reden)).lastrowid
            rows = [(nr, *key) for key in old]
            db.executemany("INSERT INTO rotatie_sleutels (rotatie, rol, eenheid, oud) VALUES (?, ?, ?, ?)", rows)
        return Lopend(int(nr or 0), now, reden)

    def keys(self, nr: int) -> list[Vervanging]:
        """Return what is replaced by what."""
        rows = self._store.db.execute("SELECT * FROM rotatie_sleutels WHERE rotatie = ? ORDER BY rowid", (nr,))
        return [Vervanging(row["rol"], row["eenheid"], row["oud"], row["nieuw"]) for row in rows]

    def made(self, nr: int, rol: str, eenheid: str | None, nieuw: str) -> None:
        """Note the new key of a role and unit."""
        with self._store.transaction() as db:
            db.execute(
                "UPDATE rotatie_sleutels SET nieuw = ? WHERE rotatie = ? AND rol = ? AND eenheid IS ?",
                (nieuw, nr, rol, eenheid),
            )

    def also(self, nr: int, rol: str, eenheid: str | None, oud: str) -> None:
        """Note one more key that goes; again changes nothing."""
        with self._store.transaction() as db:
            db.execute(
                "INSERT OR IGNORE INTO rotatie_sleutels (rotatie, rol, eenheid, oud) VALUES (?, ?, ?, ?)",
                (nr, rol, eenheid, oud),
            )

    def done(self, nr: int, now: int) -> None:
        """End a rotation."""
        with self._store.transaction() as db:
            db.execute("UPDATE rotaties SET klaar = ? WHERE nr = ?", (now, nr))

    def sending(self) -> tuple[str, bytes] | None:
        """Return request and bytes of what is under way."""
        row = self._store.db.execute("SELECT verzoek, lichaam FROM hersleutelzending").fetchone()
        return None if row is None else (row["verzoek"], row["lichaam"])

    def send(self, request: str, body: bytes) -> None:
        """Keep a request before it is sent."""
        with self._store.transaction() as db:
            db.execute("INSERT INTO hersleutelzending VALUES (?, ?)", (request, body))

    def sent(self, request: str, sleutel: str, done: Iterable[str], skipped: Iterable[tuple[str, str]]) -> None:
        """End a request: these records have a wrap for the key `sleutel`, those were passed over with a reason."""
        rows: list[tuple[str, str, str, str | None]] = [(record, sleutel, KLAAR, None) for record in done]
        rows += [(record, sleutel, OVERGESLAGEN, reden) for record, reden in skipped]
        with self._store.transaction() as db:
            db.executemany("INSERT OR REPLACE INTO hersleuteld VALUES (?, ?, ?, ?)", rows)
            db.execute("DELETE FROM hersleutelzending WHERE verzoek = ?", (request,))

    def state(self, sleutel: str) -> dict[str, str]:
        """Return, for a new key, the state of each record: `klaar`, or the reason why it was passed over."""
        rows = self._store.db.execute("SELECT record, staat, reden FROM hersleuteld WHERE sleutel = ?", (sleutel,))
        return {row["record"]: row["staat"] if row["staat"] == KLAAR else row["reden"] for row in rows}
