# SPDX-License-Identifier: EUPL-1.2
"""The outbox: requests whose final bytes and idempotency key are on disk before the first send.

Invariants:
- An entry is sent with the same bytes and the same key as often as it takes; only `done` after a verified receipt ends it well.
- Within one casus entries leave in the order in which they were put; a dead entry does not hold up the rest.
- `replace` marks the old entry and adds its successor in one transaction, so a crash leaves exactly one of the two waiting.
- States: `wacht` (to be sent), `klaar` (receipt verified), `dood` (refused for good, with the reason), `vervangen` (sealed again
  under a new record id), `alarm` (an answer that proves something else than what was sent).

It holds ciphertext and signatures, no plaintext. How to send and what to do with an answer is `deliver`.
"""

from __future__ import annotations

import json
import random
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.gateway.trace import Trace

if TYPE_CHECKING:
    import sqlite3

    from adapters.gateway.store import Store

FIRST_WAIT_MS = 500
LONGEST_WAIT_MS = 300_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One request in the outbox; `body` is the exact bytes that go over the line."""

    nr: int
    key: str
    casus: str
    path: str
    body: bytes = field(repr=False)
    person: str | None
    state: str
    attempts: int
    due: int
    reason: str | None
    made: int
    answer: dict[str, Any] | None = field(repr=False)
    resealed: int = 0
    request: str | None = None
    trace: Trace | None = None

    def to_json(self) -> dict[str, Any]:
        """The entry without its bytes, for people and scripts."""
        return {
            "nr": self.nr,
            "sleutel": self.key,
            "casus": self.casus,
            "pad": self.path,
            "staat": self.state,
            "pogingen": self.attempts,
            "volgende": self.due,
            "gemaakt": self.made,
            "reden": self.reason,
            "antwoord": self.answer if self.state in ("dood", "alarm") else None,
        }


@dataclass(frozen=True, slots=True)
class Resealed:
    """The bytes of a request that was sealed again, and the new idempotency key that its grants name."""

    key: str
    body: bytes = field(repr=False)
    trace: Trace | None = None


class Outbox:
    """The queue in the gateway database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(
        self,
        *,
        casus: str,
        path: str,
        body: bytes,
        person: str | None,
        now: int,
        key: str | None = None,
        request: str | None = None,
        trace: Trace | None = None,
    ) -> Entry:
        """Store a request and return it.

        Args:
            casus: what it is about; entries of one casus keep their order.
            path: where it goes.
            body: the exact bytes.
            person: pseudonym of the person who signs along.
            now: ms since the epoch.
            key: the idempotency key that the grants inside name; a new one when absent.
            request: id of the uitvraag that is to be answered once this is done.
            trace: the span of the processing that this request belongs to, as it stands in the logbook.
        """
        with self._store.transaction() as db:
            row = (key or str(uuid.uuid4()), casus, path, body, person, now, now, None, 0, request, _kept(trace))
            return self._insert(db, row)

    def replace(self, old: Entry, new: Resealed, reason: str, now: int) -> Entry:
        """Put the re-sealed successor of `old` in its place, with its own key."""
        with self._store.transaction() as db:
            self._end(db, old.nr, "vervangen", reason, None, now)
            row = (new.key, old.casus, old.path, new.body, old.person, now, now, old.nr, old.resealed + 1, old.request)
            return self._insert(db, (*row, _kept(new.trace)))

    def entries(self, state: str | None = None) -> list[Entry]:
        """Return the entries of one state or all, oldest first."""
        where, values = ("WHERE staat = ?", (state,)) if state else ("", ())
        rows = self._store.db.execute(f"SELECT * FROM outbox {where} ORDER BY nr", values)  # noqa: S608 -- fixed text
        return [_entry(row) for row in rows]

    def get(self, nr: int) -> Entry | None:
        """Return one entry."""
        row = self._store.db.execute("SELECT * FROM outbox WHERE nr = ?", (nr,)).fetchone()
        return _entry(row) if row else None

    def waiting(self, after: int = 0, limit: int = 200) -> list[Entry]:
        """Return the next waiting entries in the order of putting."""
        rows = self._store.db.execute(
            "SELECT * FROM outbox WHERE staat = 'wacht' AND nr > ? ORDER BY nr LIMIT ?", (after, limit)
        )
        return [_entry(row) for row in rows]

    def next_due(self) -> int | None:
        """Return when the first waiting entry may go, or None when nothing waits."""
        row = self._store.db.execute(
            "SELECT min(volgende) FROM outbox WHERE nr IN "
            "(SELECT min(nr) FROM outbox WHERE staat = 'wacht' GROUP BY casus)"
        ).fetchone()
        return None if row[0] is None else int(row[0])

    def done(self, entry: Entry, now: int) -> None:
        """End an entry whose receipts were verified."""
        with self._store.transaction() as db:
            self._end(db, entry.nr, "klaar", None, None, now)

    def dead(self, entry: Entry, reason: str, answer: dict[str, Any] | None, now: int, *, state: str = "dood") -> None:
        """Take an entry out of the queue with the reason; a person may put it back with `again`."""
        with self._store.transaction() as db:
            self._end(db, entry.nr, state, reason, answer, now)

    def later(self, entry: Entry, reason: str, now: int, wait_ms: int | None = None) -> int:
        """Plan the next attempt with jittered exponential back-off; return the waiting time in ms.

        It is never earlier than the server asked (`wait_ms`), and a random part later, so that not all come back together.
        """
        wait = max(backoff_ms(entry.attempts), _spread(wait_ms or 0))
        with self._store.transaction() as db:
            db.execute(
                "UPDATE outbox SET pogingen = pogingen + 1, volgende = ?, reden = ? WHERE nr = ?",
                (now + wait, reason, entry.nr),
            )
        return wait

    def again(self, nr: int, now: int) -> bool:
        """Put a dead or waiting entry back at once, with the same bytes and key; False when there is none such."""
        with self._store.transaction() as db:
            change = db.execute(
                "UPDATE outbox SET staat = 'wacht', volgende = ?, pogingen = 0, afgerond = NULL "
                "WHERE nr = ? AND staat IN ('dood', 'alarm', 'wacht')",
                (now, nr),
            )
        return change.rowcount == 1

    def remove(self, nr: int) -> bool:
        """Delete a dead entry; False when it is not dead. Waiting and finished entries stay."""
        with self._store.transaction() as db:
            return db.execute("DELETE FROM outbox WHERE nr = ? AND staat = 'dood'", (nr,)).rowcount == 1

    def unanswered(self) -> dict[str, list[Entry]]:
        """Return, by request, the finished entries that supplied on it and were not yet told of in an answer.

        A request of which a supply still waits is left out: it gets one answer, with everything that was supplied.
        """
        rows = self._store.db.execute(
            "SELECT * FROM outbox WHERE staat = 'klaar' AND uitvraag IS NOT NULL AND beantwoord = 0 AND uitvraag NOT IN "
            "(SELECT uitvraag FROM outbox WHERE staat = 'wacht' AND uitvraag IS NOT NULL) ORDER BY nr"
        )
        found: dict[str, list[Entry]] = {}
        for entry in map(_entry, rows):
            found.setdefault(str(entry.request), []).append(entry)
        return found

    def answered(self, entry: Entry) -> None:
        """Note that the answer to the request of `entry` was put into the outbox."""
        self._store.db.execute("UPDATE outbox SET beantwoord = 1 WHERE nr = ?", (entry.nr,))

    def counts(self) -> dict[str, int]:
        """Return how many entries there are per state."""
        rows = self._store.db.execute("SELECT staat, count(*) AS n FROM outbox GROUP BY staat")
        return {row["staat"]: row["n"] for row in rows}

    @staticmethod
    def _insert(db: sqlite3.Connection, row: tuple[Any, ...]) -> Entry:
        cursor = db.execute(
            "INSERT INTO outbox (sleutel, casus, pad, lichaam, persoon, volgende, gemaakt, vervangt, verzegeld, uitvraag, spoor, "
            "staat) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'wacht')",
            row,
        )
        return _entry(db.execute("SELECT * FROM outbox WHERE nr = ?", (cursor.lastrowid,)).fetchone())

    @staticmethod
    def _end(
        db: sqlite3.Connection, nr: int, state: str, reason: str | None, answer: dict[str, Any] | None, now: int
    ) -> None:
        text = None if answer is None else json.dumps(answer, ensure_ascii=False).encode()
        db.execute(
            "UPDATE outbox SET staat = ?, reden = ?, antwoord = ?, afgerond = ? WHERE nr = ?",
            (state, reason, text, now, nr),
        )


def backoff_ms(attempts: int) -> int:
    """Return a random wait between half and the whole of the doubled base, never over five minutes."""
    top = min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** min(attempts, 20))
    return random.randint(top // 2, top)  # noqa: S311 -- spreads load, guards nothing


def _spread(wait_ms: int) -> int:
    return wait_ms + random.randint(0, wait_ms // 2)  # noqa: S311 -- spreads load, guards nothing


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        nr=row["nr"],
        key=row["sleutel"],
        casus=row["casus"],
        path=row["pad"],
        body=row["lichaam"],
        person=row["persoon"],
        state=row["staat"],
        attempts=row["pogingen"],
        due=row["volgende"],
        reason=row["reden"],
        made=row["gemaakt"],
        answer=json.loads(row["antwoord"]) if row["antwoord"] else None,
        resealed=row["verzegeld"],
        request=row["uitvraag"],
        trace=_trace(row["spoor"]),
    )


def _kept(trace: Trace | None) -> str | None:
    return None if trace is None else f"{trace.trace_id} {trace.span_id} {trace.flags} {trace.state}"


def _trace(kept: str | None) -> Trace | None:
    if kept is None:
        return None
    trace_id, span_id, flags, state = kept.split(" ", 3)
    return Trace(trace_id, span_id, None, flags, state)
