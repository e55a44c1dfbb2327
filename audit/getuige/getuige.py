# SPDX-License-Identifier: EUPL-1.2
"""A witness: it signs each checkpoint of a known log that honestly grows from the one it signed before, and nothing else.

Invariants:
- Comparing with what was signed last and storing the new checkpoint is one transaction (BEGIN IMMEDIATE,
  synchronous=FULL) that is on disk before the cosignature leaves; nothing is remembered outside the database, so a
  failure half-way leaves what was signed last.
- Stored and shown is only what was verified: both signatures of the log, and the witness's own. Other signature lines in
  a request, also one that pretends to be ours, are never stored, returned or believed.
- Its clock never goes back: it signs no time before one that it signed, whatever the log.
- A log that is named like the witness is refused: its signature could be taken for a cosignature.

Norm: c2sp.org/tlog-witness v1.0.0 with the monitoring GET and size-zero rules of 2026-07. Stricter: of the log both keys
must have signed. `sign-subtree` is optional there and left out. HTTP is `audit.getuige.app`.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from audit.getuige import verzoek
from audit.getuige.verzoek import Answer
from audit.proof import checkpoint, note, tree
from audit.values import Clock, LogError, SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.getuige.sleutel import WitnessKey
    from audit.proof.tlog_policy import TlogPolicy

CLOCK_SLACK = 1  # seconds
BUSY_SECONDS = 10.0
_BOTH = frozenset({note.ED25519, note.MLDSA44_COSIGNATURE})
_SCHEMA = """
CREATE TABLE IF NOT EXISTS getuige_logs (
    origin TEXT PRIMARY KEY,
    naam TEXT NOT NULL UNIQUE,
    omvang INTEGER NOT NULL,
    wortel BLOB NOT NULL,
    notitie BLOB NOT NULL,
    tijd INTEGER NOT NULL
);
CREATE TRIGGER IF NOT EXISTS getuige_logs_groeit BEFORE UPDATE ON getuige_logs
WHEN NEW.omvang < OLD.omvang OR NEW.tijd < OLD.tijd OR NEW.origin != OLD.origin
BEGIN SELECT RAISE(ABORT, 'een getuige gaat niet terug'); END;
CREATE TRIGGER IF NOT EXISTS getuige_logs_een_wortel BEFORE UPDATE ON getuige_logs
WHEN NEW.omvang = OLD.omvang AND NEW.wortel != OLD.wortel
BEGIN SELECT RAISE(ABORT, 'een getuige tekent geen tweede wortel'); END;
CREATE TRIGGER IF NOT EXISTS getuige_logs_blijft BEFORE DELETE ON getuige_logs
BEGIN SELECT RAISE(ABORT, 'een getuige vergeet niet'); END;
"""
_KEEP = """
INSERT INTO getuige_logs (origin, naam, omvang, wortel, notitie, tijd) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (origin) DO UPDATE SET
    omvang = excluded.omvang, wortel = excluded.wortel, notitie = excluded.notitie, tijd = excluded.tijd
"""


class _State(NamedTuple):
    """What was signed last for a log."""

    omvang: int
    wortel: bytes


class _Refusal(Exception):  # noqa: N818 - it never leaves this module
    def __init__(self, status: int, tekst: str, media: str = verzoek.TEXT_TYPE) -> None:
        super().__init__(tekst)
        self.answer = Answer(status, media, f"{tekst}\n".encode())


class Witness:
    """A witness with its key and its own database.

    Args:
        path: the SQLite file; made when absent (`create`).
        key: the keys of this witness.
        policy: the pinned tlog-policy: the logs that it knows, with their families.
        clock: where the time comes from.
    """

    def __init__(self, path: Path, key: WitnessKey, policy: TlogPolicy, clock: Clock | None = None) -> None:
        own = {key.vkey.name, key.classic.name}
        if any(policy.log_keys(name) for name in own):
            raise LogError("een log in de tlog-policy heet als deze getuige, of hoort bij dezelfde familie")
        self.key = key
        self._path = path
        self._policy = policy
        self._clock: Clock = clock or SystemClock()

    def create(self) -> None:
        """Make the database when it is not there."""
        with closing(self._connect()) as connection:
            connection.executescript(_SCHEMA)

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer a request of a log: status, media type and body as the protocol says."""
        try:
            asked = verzoek.parse(body)
            head, lines = self._open(asked)
            return self._sign(asked, head, lines)
        except verzoek.RequestError as error:
            return _Refusal(400, str(error)).answer
        except _Refusal as refusal:
            return refusal.answer
        except sqlite3.Error:
            return _Refusal(503, "de getuige kan nu niets vastleggen").answer

    def latest(self, name: str) -> bytes | None:
        """Return the checkpoint that was signed last for the log of this name (`log_name`), with our cosignatures."""
        with closing(self._connect()) as connection:
            row = connection.execute("SELECT notitie FROM getuige_logs WHERE naam = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def _open(self, asked: verzoek.AddCheckpoint) -> tuple[checkpoint.Checkpoint, tuple[note.NoteSignature, ...]]:
        """Return the checkpoint of a known log with the signature lines of that log, all of them good."""
        try:
            parsed = note.parse(asked.notitie)
        except note.NoteError as error:
            raise _Refusal(400, str(error)) from None
        keys = self._policy.log_keys(parsed.text.split("\n", 1)[0])
        if not keys:
            raise _Refusal(404, "dit log is hier niet bekend")
        try:
            head = checkpoint.parse_text(parsed.text)
        except checkpoint.EmptyTreeError as error:
            raise _Refusal(422, str(error)) from None
        except note.NoteError as error:
            raise _Refusal(400, str(error)) from None
        return head, _log_lines(parsed, keys)

    def _sign(
        self, asked: verzoek.AddCheckpoint, head: checkpoint.Checkpoint, lines: tuple[note.NoteSignature, ...]
    ) -> Answer:
        if asked.oud > head.size:
            raise _Refusal(400, "de oude omvang is groter dan die van het checkpoint")
        with self._writing() as connection:
            _check_growth(asked, head, _state(connection, head.origin))
            time = self._time(connection)
            own = self.key.cosign(head, time)
            kept = note.Note(head.text(), lines + own).encode()
            connection.execute(_KEEP, (head.origin, log_name(head.origin), head.size, head.root, kept, time))
        return Answer(200, verzoek.TEXT_TYPE, "".join(map(str, own)).encode())

    def _time(self, connection: sqlite3.Connection) -> int:
        """Return the time to sign: never before any that was signed."""
        now = self._clock.now() // 1000
        last: int = connection.execute("SELECT coalesce(max(tijd), 0) FROM getuige_logs").fetchone()[0]
        if now < last - CLOCK_SLACK:
            raise _Refusal(503, "de klok van de getuige loopt terug")
        return max(now, last)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that alone may write; what it did is on disk at the end, or did not happen."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                self._commit(connection)
            except BaseException:
                if connection.in_transaction:
                    connection.rollback()
                raise

    def _commit(self, connection: sqlite3.Connection) -> None:
        connection.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def log_name(origin: str) -> str:
    """Return the name of a log in the addresses for monitors: the hex SHA-256 of its origin."""
    return hashlib.sha256(origin.encode()).hexdigest()


def _log_lines(parsed: note.Note, keys: tuple[note.VKey, ...]) -> tuple[note.NoteSignature, ...]:
    """Return one line per key of the log, all good; whoever else signed does not matter."""
    try:
        signed = note.verify(parsed, keys, checkpoint.check_signature)
    except note.NoteError:
        raise _Refusal(403, "dit checkpoint draagt geen goede handtekening van het log") from None
    if {item.key.type for item in signed} != _BOTH:
        raise _Refusal(403, "dit checkpoint draagt niet beide handtekeningen van het log")
    lines = {(line.name, line.key_id): line for line in parsed.signatures}
    return tuple(lines[item.key.name, item.key.key_id] for item in signed)


def _state(connection: sqlite3.Connection, origin: str) -> _State:
    row = connection.execute("SELECT omvang, wortel FROM getuige_logs WHERE origin = ?", (origin,)).fetchone()
    return _State(0, tree.EMPTY_ROOT) if row is None else _State(int(row[0]), bytes(row[1]))


def _check_growth(asked: verzoek.AddCheckpoint, head: checkpoint.Checkpoint, last: _State) -> None:
    """Return only when the checkpoint follows on the last one."""
    if asked.oud != last.omvang:
        raise _Refusal(409, str(last.omvang), verzoek.SIZE_TYPE)
    if last.omvang == 0:
        if asked.bewijs:
            raise _Refusal(422, "vanaf een leeg log is er geen bewijs")
        return
    try:
        tree.verify_consistency(last.omvang, head.size, last.wortel, head.root, asked.bewijs)
    except tree.ProofError as error:
        raise _Refusal(422, str(error)) from None
