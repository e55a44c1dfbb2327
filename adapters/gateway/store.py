# SPDX-License-Identifier: EUPL-1.2
"""The gateway's own database, `gateway.sqlite` in the partner folder: opening it, its tables, and small named queries.

Invariants:
- WAL with synchronous=FULL: what `transaction` has left is on disk before the call returns.
- Own key events, checkpoints and outbox bytes are written before the thing they record is sent or trusted.
- The subject index holds keyed hashes only, never a BSN or a name.

Trust: this file lies at the partner and holds its private salts; it is as secret as the partner's keys.
It never stores opened content (see `receive`) and knows no network. The outbox table has its own module.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (naam TEXT PRIMARY KEY, waarde TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS outbox (
  nr INTEGER PRIMARY KEY AUTOINCREMENT, sleutel TEXT NOT NULL UNIQUE, casus TEXT NOT NULL, pad TEXT NOT NULL,
  lichaam BLOB NOT NULL, persoon TEXT, staat TEXT NOT NULL CHECK (staat IN ('wacht','klaar','dood','vervangen','alarm')),
  pogingen INTEGER NOT NULL DEFAULT 0, volgende INTEGER NOT NULL, gemaakt INTEGER NOT NULL, afgerond INTEGER,
  reden TEXT, antwoord BLOB, vervangt INTEGER REFERENCES outbox (nr), verzegeld INTEGER NOT NULL DEFAULT 0,
  uitvraag TEXT, beantwoord INTEGER NOT NULL DEFAULT 0, spoor TEXT) STRICT;
CREATE INDEX IF NOT EXISTS outbox_staat ON outbox (staat, nr);
CREATE TABLE IF NOT EXISTS zouten (record TEXT PRIMARY KEY, casus TEXT NOT NULL, zout BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS bewijzen (
  soort TEXT NOT NULL, ref TEXT NOT NULL, log TEXT NOT NULL, nr INTEGER NOT NULL, bewijs BLOB NOT NULL,
  PRIMARY KEY (soort, ref)) STRICT;
CREATE TABLE IF NOT EXISTS onderwerpen (
  sleutel TEXT NOT NULL, soort TEXT NOT NULL, record TEXT NOT NULL, casus TEXT NOT NULL, richting TEXT NOT NULL,
  PRIMARY KEY (sleutel, record)) STRICT;
CREATE INDEX IF NOT EXISTS onderwerpen_record ON onderwerpen (record);
CREATE TABLE IF NOT EXISTS personen (onderwerp TEXT PRIMARY KEY, mens INTEGER NOT NULL, bsn TEXT) STRICT;
CREATE TABLE IF NOT EXISTS verstrekt (
  record TEXT PRIMARY KEY, categorie TEXT NOT NULL, doel TEXT NOT NULL, tijd INTEGER NOT NULL, ontvangers TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS checkpoints (
  origin TEXT PRIMARY KEY, grootte INTEGER NOT NULL, wortel BLOB NOT NULL, tekst BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS gezien (
  origin TEXT NOT NULL, grootte INTEGER NOT NULL, wortel BLOB NOT NULL, tekst BLOB NOT NULL,
  PRIMARY KEY (origin, grootte, wortel)) STRICT;
CREATE TABLE IF NOT EXISTS stamlog (nr INTEGER PRIMARY KEY, regel BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS feed (
  volgnr INTEGER PRIMARY KEY, soort TEXT NOT NULL, tijd INTEGER NOT NULL, gegevens BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS eigen_gebeurtenissen (sha256 TEXT PRIMARY KEY, soort TEXT NOT NULL, tijd INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ontvangen (
  record TEXT PRIMARY KEY, casus TEXT NOT NULL, staat TEXT NOT NULL, reden TEXT, tijd INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS alarmen (
  nr INTEGER PRIMARY KEY AUTOINCREMENT, tijd INTEGER NOT NULL, reden TEXT NOT NULL, tekst TEXT NOT NULL,
  gegevens BLOB NOT NULL, gemeld INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS getuigd (
  origin TEXT PRIMARY KEY, grootte INTEGER NOT NULL, wortel BLOB NOT NULL, tekst BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ongetuigd (
  origin TEXT NOT NULL, grootte INTEGER NOT NULL, tijd INTEGER NOT NULL, PRIMARY KEY (origin, grootte)) STRICT;
CREATE TABLE IF NOT EXISTS wachtend (
  record TEXT NOT NULL, persoon TEXT NOT NULL, sleutel TEXT NOT NULL, antwoord BLOB NOT NULL,
  PRIMARY KEY (record, persoon)) STRICT;
CREATE TABLE IF NOT EXISTS verzonden (
  sleutel TEXT PRIMARY KEY, sha256 TEXT NOT NULL, dag TEXT NOT NULL,
  staat TEXT NOT NULL CHECK (staat IN ('open','vastgelegd'))) STRICT;
CREATE INDEX IF NOT EXISTS verzonden_dag ON verzonden (dag);
CREATE TABLE IF NOT EXISTS regels (
  log TEXT NOT NULL, nr INTEGER NOT NULL, blad TEXT NOT NULL, verzoek TEXT NOT NULL, record TEXT,
  PRIMARY KEY (log, nr)) STRICT;
CREATE INDEX IF NOT EXISTS regels_verzoek ON regels (verzoek);
CREATE TABLE IF NOT EXISTS bronindex (sleutel TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS afgestemd (dag TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """A kept receipt and where it lies."""

    soort: str
    ref: str
    index: int
    receipt: dict[str, Any] = field(repr=False)


class Store:
    """One open gateway database; use it from one thread.

    Args:
        path: the SQLite file; made with mode 0600 when absent.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        self.path = path
        self.db = sqlite3.connect(path, isolation_level=None, timeout=30)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("PRAGMA foreign_keys=ON")
        self.db.executescript(_SCHEMA)
        self._grow()
        if not self.meta("versie"):
            self.set_meta("versie", str(VERSION))

    def _grow(self) -> None:
        """Give a database of an earlier version the columns that came since; entries in it stay as they are."""
        self._add_column("outbox", "spoor", "TEXT")
        self._add_column("bewijzen", "staat", "TEXT NOT NULL DEFAULT 'opgenomen'")
        self._add_column("verzonden", "laatst", "TEXT")
        self.db.execute("CREATE INDEX IF NOT EXISTS bewijzen_staat ON bewijzen (staat, log, nr)")

    def close(self) -> None:
        """Close the database."""
        self.db.close()

    def _add_column(self, table: str, column: str, kind: str) -> None:
        if column not in {row["name"] for row in self.db.execute(f"PRAGMA table_info({table})")}:
            self.db.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block in one immediate transaction; nested blocks join the outer one."""
        if self.db.in_transaction:
            yield self.db
            return
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def meta(self, name: str, default: str = "") -> str:
        """Return the stored setting `name`."""
        row = self.db.execute("SELECT waarde FROM meta WHERE naam = ?", (name,)).fetchone()
        return str(row["waarde"]) if row else default

    def set_meta(self, name: str, value: str) -> None:
        """Store a setting."""
        self.db.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET waarde = excluded.waarde", (name, value)
        )

    def rebuilt(self) -> int:
        """Return when this database was made in the place of a lost one (ms), 0 when it never was."""
        return int(self.meta("herbouwd", "0"))

    def keep_salt(self, record: str, casus: str, salt: bytes) -> None:
        """Keep the shred salt of a record until its destruction order is signed."""
        self.db.execute("INSERT OR IGNORE INTO zouten VALUES (?, ?, ?)", (record, casus, salt))

    def keep_receipt(self, kind: str, ref: str, receipt: dict[str, Any]) -> None:
        """Keep a verified receipt (with the opening of one's own line) under what it proves."""
        row = (kind, ref, receipt["log"], receipt["index"], _dump(receipt), receipt.get("staat", "opgenomen"))
        self.db.execute("INSERT OR IGNORE INTO bewijzen VALUES (?, ?, ?, ?, ?, ?)", row)

    def receipt(self, kind: str, ref: str) -> dict[str, Any] | None:
        """Return the kept receipt, or None."""
        row = self.db.execute("SELECT bewijs FROM bewijzen WHERE soort = ? AND ref = ?", (kind, ref)).fetchone()
        return json.loads(row["bewijs"]) if row else None

    def unwitnessed(self, origin: str) -> list[KeptReceipt]:
        """Return the kept receipts of a log that no quorum covers yet, in the order of their lines."""
        rows = self.db.execute("SELECT * FROM bewijzen WHERE staat = 'opgenomen' AND log = ? ORDER BY nr", (origin,))
        return [KeptReceipt(row["soort"], row["ref"], row["nr"], json.loads(row["bewijs"])) for row in rows]

    def unwitnessed_count(self) -> int:
        """Return how many kept receipts of act shards no quorum covers yet."""
        query = "SELECT count(*) FROM bewijzen WHERE staat = 'opgenomen' AND log NOT LIKE '%/stam'"
        return int(self.db.execute(query).fetchone()[0])

    def shards(self) -> list[str]:
        """Return the logs of which a receipt is kept or a checkpoint was seen, the stamlog too."""
        query = "SELECT DISTINCT log AS origin FROM bewijzen UNION SELECT origin FROM checkpoints ORDER BY 1"
        return [row["origin"] for row in self.db.execute(query)]

    def unwitnessed_since(self) -> int | None:
        """Return when the log signed the oldest checkpoint seen that no quorum covers (ms), None when there is none."""
        found = self.db.execute("SELECT min(tijd) FROM ongetuigd").fetchone()[0]
        return None if found is None else int(found) * 1000

    def keep_unwitnessed(self, origin: str, size: int, time: int) -> None:
        """Remember a checkpoint that was seen, with the log's time of signing (s), unless a quorum covers it already."""
        self.db.execute(
            "INSERT OR IGNORE INTO ongetuigd SELECT ?, ?, ? WHERE NOT EXISTS "
            "(SELECT 1 FROM getuigd WHERE origin = ? AND grootte >= ?)",
            (origin, size, time, origin, size),
        )

    def witnessed(self, origin: str) -> tuple[int, bytes, bytes] | None:
        """Return `(size, root, note)` of the newest checkpoint with a quorum that was seen."""
        row = self.db.execute("SELECT * FROM getuigd WHERE origin = ?", (origin,)).fetchone()
        return (row["grootte"], row["wortel"], row["tekst"]) if row else None

    def keep_witnessed(self, origin: str, size: int, root: bytes, note: bytes) -> None:
        """Replace the newest checkpoint with a quorum; everything up to its size is covered from now on."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO getuigd VALUES (?, ?, ?, ?)", (origin, size, root, note))
            db.execute("DELETE FROM ongetuigd WHERE origin = ? AND grootte <= ?", (origin, size))

    def upgrade_receipt(self, kept: KeptReceipt, better: dict[str, Any]) -> None:
        """Put the receipt in the witnessed tree in the place of the first one."""
        self.db.execute(
            "UPDATE bewijzen SET bewijs = ?, staat = ? WHERE soort = ? AND ref = ?",
            (_dump(better), better["staat"], kept.soort, kept.ref),
        )

    def keep_waiting_read(self, record: str, person: str, key: str, answer: Any) -> None:
        """Keep the sealed answer to a read until its line is witnessed."""
        self.db.execute("INSERT OR REPLACE INTO wachtend VALUES (?, ?, ?, ?)", (record, person, key, _dump(answer)))

    def waiting_read(self, record: str, person: str) -> tuple[str, Any] | None:
        """Return idempotency key and answer of a read that waits, or None."""
        row = self.db.execute("SELECT * FROM wachtend WHERE record = ? AND persoon = ?", (record, person)).fetchone()
        return (row["sleutel"], json.loads(row["antwoord"])) if row else None

    def end_waiting_read(self, record: str, person: str) -> None:
        """Forget a sealed answer: it was opened, or turned out not to be right."""
        self.db.execute("DELETE FROM wachtend WHERE record = ? AND persoon = ?", (record, person))

    def end_waiting_reads(self) -> None:
        """Forget every sealed answer that waits: it was sealed to a key that goes, and is read again."""
        self.db.execute("DELETE FROM wachtend")

    def index_subject(self, keyed: str, kind: str, record: str, casus: str, direction: str) -> None:
        """Remember that a record is about a subject, by keyed hash."""
        self.db.execute(
            "INSERT OR IGNORE INTO onderwerpen VALUES (?, ?, ?, ?, ?)", (keyed, kind, record, casus, direction)
        )

    def records_about(self, keyed: str) -> list[tuple[str, str, str]]:
        """Return `(record, casus, richting)` for a subject, oldest first."""
        rows = self.db.execute(
            "SELECT record, casus, richting FROM onderwerpen WHERE sleutel = ? ORDER BY rowid", (keyed,)
        )
        return [(row["record"], row["casus"], row["richting"]) for row in rows]

    def keep_supplied(self, kop: Mapping[str, Any], readers: Sequence[str]) -> None:
        """Remember what was supplied and to whom: a citizen may ask years later."""
        row = (kop["record"], kop["categorie"], kop["doel"], kop["gemaakt"], json.dumps(sorted(readers)))
        self.db.execute("INSERT OR IGNORE INTO verstrekt VALUES (?, ?, ?, ?, ?)", row)

    def index_person(self, keyed: str, number: str | None, *, human: bool) -> None:
        """Remember whether a subject reference stands for a natural person, and under which keyed number, when it has one."""
        self.db.execute(
            "INSERT INTO personen VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
            "mens = max(mens, excluded.mens), bsn = coalesce(excluded.bsn, bsn)",
            (keyed, int(human), number),
        )

    def people_in(self, record: str) -> list[str] | None:
        """Return the natural persons in an own supply, each by one keyed hash; None when the index does not say who is one."""
        query = (
            "SELECT o.sleutel, p.mens, p.bsn FROM onderwerpen o LEFT JOIN personen p ON p.onderwerp = o.sleutel "
            "WHERE o.record = ? AND o.soort = 'onderwerp' AND o.richting = 'verstrekt'"
        )
        rows = self.db.execute(query, (record,)).fetchall()
        if not rows or any(row["mens"] is None for row in rows):
            return None
        return sorted({row["bsn"] or row["sleutel"] for row in rows if row["mens"]})

    def checkpoint(self, origin: str) -> tuple[int, bytes, bytes] | None:
        """Return `(size, root, note bytes)` of the last checkpoint trusted for `origin`."""
        row = self.db.execute("SELECT * FROM checkpoints WHERE origin = ?", (origin,)).fetchone()
        return (row["grootte"], row["wortel"], row["tekst"]) if row else None

    def origins(self) -> list[str]:
        """Return the logs of which a checkpoint is kept, sorted."""
        return [row["origin"] for row in self.db.execute("SELECT origin FROM checkpoints ORDER BY origin")]

    def keep_checkpoint(self, origin: str, size: int, root: bytes, note: bytes) -> None:
        """Replace the last trusted checkpoint of `origin`."""
        self.db.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)", (origin, size, root, note))

    def keep_seen(self, origin: str, size: int, root: bytes, note: bytes) -> None:
        """Remember a signed checkpoint under a receipt, until it is proven to be of the same history as the rest."""
        self.db.execute("INSERT OR IGNORE INTO gezien VALUES (?, ?, ?, ?)", (origin, size, root, note))

    def seen(self, origin: str) -> list[tuple[int, bytes, bytes]]:
        """Return `(size, root, note)` of the checkpoints that were seen and not held against another yet."""
        rows = self.db.execute("SELECT * FROM gezien WHERE origin = ? ORDER BY grootte", (origin,))
        return [(row["grootte"], row["wortel"], row["tekst"]) for row in rows]

    def seen_at(self, origin: str, size: int) -> list[tuple[bytes, bytes]]:
        """Return root and note of each checkpoint of one size that was seen or is trusted."""
        query = (
            "SELECT wortel, tekst FROM gezien WHERE origin = ?1 AND grootte = ?2 "
            "UNION ALL SELECT wortel, tekst FROM checkpoints WHERE origin = ?1 AND grootte = ?2"
        )
        return [(row["wortel"], row["tekst"]) for row in self.db.execute(query, (origin, size))]

    def end_seen(self, origin: str, size: int) -> None:
        """Forget what was seen up to a size: all of it was proven to be part of a checkpoint that is kept."""
        self.db.execute("DELETE FROM gezien WHERE origin = ? AND grootte <= ?", (origin, size))

    def stam_entries(self, first: int = 0) -> list[bytes]:
        """Return the kept stamlog entries from index `first` on."""
        return [
            row["regel"] for row in self.db.execute("SELECT regel FROM stamlog WHERE nr >= ? ORDER BY nr", (first,))
        ]

    def keep_stam(self, first: int, entries: Sequence[bytes]) -> None:
        """Append verified stamlog entries."""
        self.db.executemany("INSERT INTO stamlog VALUES (?, ?)", enumerate(entries, start=first))

    def keep_feed(self, messages: Sequence[dict[str, Any]]) -> int:
        """Store messages of the own feed; return how many are new."""
        before = self.db.total_changes
        rows = [(m["volgnr"], m["soort"], m["tijd"], _dump(m["gegevens"])) for m in messages]
        self.db.executemany("INSERT OR IGNORE INTO feed VALUES (?, ?, ?, ?)", rows)
        return self.db.total_changes - before

    def feed(self, kind: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield the kept messages in order, of one kind or all."""
        where = "WHERE soort = ?" if kind else ""
        for row in self.db.execute(f"SELECT * FROM feed {where} ORDER BY volgnr", (kind,) if kind else ()):  # noqa: S608 -- fixed text
            yield {**dict(row), "gegevens": json.loads(row["gegevens"])}

    def feed_position(self) -> int:
        """Return the last volgnr kept, 0 when none."""
        return int(self.db.execute("SELECT coalesce(max(volgnr), 0) FROM feed").fetchone()[0])

    def keep_own_event(self, sha256: str, kind: str, time_ms: int) -> None:
        """Remember a key event that this gateway makes, before it is sent."""
        self.db.execute("INSERT OR IGNORE INTO eigen_gebeurtenissen VALUES (?, ?, ?)", (sha256, kind, time_ms))

    def own_events(self) -> set[str]:
        """Return the hashes of all key events made here."""
        return {row["sha256"] for row in self.db.execute("SELECT sha256 FROM eigen_gebeurtenissen")}

    def set_received(self, record: str, casus: str, state: str, reason: str | None, time_ms: int) -> None:
        """Note how far a received record is: geopend, geweigerd, onopenbaar or afwijking."""
        row = (record, casus, state, reason, time_ms)
        self.db.execute("INSERT OR REPLACE INTO ontvangen VALUES (?, ?, ?, ?, ?)", row)

    def received(self) -> dict[str, str]:
        """Return the state per received record."""
        return {row["record"]: row["staat"] for row in self.db.execute("SELECT record, staat FROM ontvangen")}

    def alarm(self, time_ms: int, reason: str, text: str, details: dict[str, Any]) -> None:
        """Keep an alarm with what proves it; the same alarm is kept once."""
        data = _dump(details)
        known = self.db.execute("SELECT 1 FROM alarmen WHERE reden = ? AND gegevens = ?", (reason, data)).fetchone()
        if not known:
            self.db.execute(
                "INSERT INTO alarmen (tijd, reden, tekst, gegevens) VALUES (?, ?, ?, ?)", (time_ms, reason, text, data)
            )

    def alarms(self) -> list[dict[str, Any]]:
        """Return all alarms, oldest first."""
        rows = self.db.execute("SELECT * FROM alarmen ORDER BY nr")
        return [{**dict(row), "gegevens": json.loads(row["gegevens"])} for row in rows]


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
