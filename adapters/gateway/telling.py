# SPDX-License-Identifier: EUPL-1.2
"""What this gateway counts for itself: requests that it sent and lines of which it holds the proof.

Invariants:
- A request is written down before it goes out, so that one whose answer never came is not forgotten.
- It counts from the moment that a signed answer says that it left a line; an answer that says that nothing was done takes it
  off. One without an answer stays open until the backbone was asked (`afstemmen`), and holds up the day on which it was
  first sent: sent again after midnight it could else belong to a day that is closed already.
- Lines are taken from verified receipts only, under the day of the moment that this organisation itself signed.

Norm: ADR 0019. Ids, hashes and times only. The sums are made in `adapters.gateway.afstemmen`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.proof import tree
from core.contract import afstemming as form
from core.contract.dagtelling import GELEZEN, signed_part

if TYPE_CHECKING:
    from adapters.gateway.store import Store
    from audit.proof.receipt import VerifiedLine

OPEN, VASTGELEGD = "open", "vastgelegd"


@dataclass(frozen=True, slots=True)
class Counted:
    """The leaves of one day, by kind."""

    verzoeken: tuple[bytes, ...]
    bewijzen: tuple[bytes, ...]
    openingen: tuple[bytes, ...]


class Telling:
    """The counters in the gateway database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def sent(self, key: str, body: bytes, created: int) -> None:
        """Note a request that is about to go out, or goes out again."""
        row = (key, hashlib.sha256(body).hexdigest(), form.dutch_day(created // 1000 * 1000))
        self._store.db.execute(
            "INSERT INTO verzonden (sleutel, sha256, dag, staat) VALUES (?, ?, ?, 'open') "
            "ON CONFLICT DO UPDATE SET laatst = excluded.dag WHERE staat = 'open'",
            row,
        )

    def answered(self, key: str, *, left_a_line: bool) -> None:
        """Note what a signed answer said: it left a line, or nothing was done.

        Until a line proves another day it belongs to that on which it was sent last.
        """
        if left_a_line:
            query = "UPDATE verzonden SET staat = ?, dag = coalesce(laatst, dag) WHERE sleutel = ? AND staat = ?"
            self._store.db.execute(query, (VASTGELEGD, key, OPEN))
        else:
            self._store.db.execute("DELETE FROM verzonden WHERE sleutel = ? AND staat = ?", (key, OPEN))

    def proven(self, key: str, line: VerifiedLine) -> None:
        """Note a line of which the receipt was verified."""
        shown = line.feit or {}
        record = shown.get("record") if shown.get("gebeurtenis") == GELEZEN else None
        row = (line.checkpoint.origin, line.index, tree.hash_leaf(line.entry).hex(), key, record)
        with self._store.transaction() as db:
            db.execute("INSERT OR IGNORE INTO regels VALUES (?, ?, ?, ?, ?)", row)
            if "ondertekend" in shown:
                day = form.dutch_day(signed_part(shown)[0])
                db.execute("UPDATE verzonden SET dag = ?, staat = ? WHERE sleutel = ?", (day, VASTGELEGD, key))

    def days(self, after: str, before: str) -> list[str]:
        """Return the days between (exclusive) of which there is something to count, oldest first."""
        query = "SELECT DISTINCT dag FROM verzonden WHERE dag > ? AND dag < ? ORDER BY dag"
        return [row["dag"] for row in self._store.db.execute(query, (after, before))]

    def open_until(self, day: str) -> list[str]:
        """Return the keys of requests up to this day that nobody answered yet."""
        query = "SELECT sleutel FROM verzonden WHERE dag <= ? AND staat = 'open' ORDER BY rowid"
        return [row["sleutel"] for row in self._store.db.execute(query, (day,))]

    def counted(self, day: str) -> Counted:
        """Return the leaves of one day."""
        db = self._store.db
        asked = db.execute("SELECT sleutel, sha256 FROM verzonden WHERE dag = ? AND staat = 'vastgelegd'", (day,))
        requests = tuple(form.request_leaf(row["sleutel"], row["sha256"]) for row in asked)
        found = db.execute(
            "SELECT regels.* FROM regels JOIN verzonden ON verzonden.sleutel = verzoek WHERE dag = ?", (day,)
        ).fetchall()
        proofs = tuple(form.proof_leaf(row["log"], row["nr"], bytes.fromhex(row["blad"])) for row in found)
        reads = tuple(form.opening_leaf(row["record"], row["log"], row["nr"]) for row in found if row["record"])
        return Counted(requests, proofs, reads)

    def last(self) -> tuple[str, str] | None:
        """Return day and hash of the newest afstemming that was made, or None."""
        row = self._store.db.execute("SELECT dag, sha256 FROM afgestemd ORDER BY dag DESC LIMIT 1").fetchone()
        return (row["dag"], row["sha256"]) if row else None

    def close(self, day: str, sha256: str) -> None:
        """Note that the afstemming of a day was made; part of the transaction that puts it into the outbox."""
        self._store.db.execute("INSERT INTO afgestemd VALUES (?, ?)", (day, sha256))
