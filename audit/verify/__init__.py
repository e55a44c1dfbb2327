# SPDX-License-Identifier: EUPL-1.2
"""Verification of the whole log: every line, opening, head, checkpoint, tile, file, row and kept secret, each named.

Invariants:
- Findings are values, never exceptions; an empty list is the only "good".
- Trust comes from the pinned tlog-policy given by the caller; the database, the kluis and the files are suspects.
- Streaming: memory does not grow with lines, but for one tile root per 256 lines, erasures and the findings themselves.
- Who was here before may go on from there (`since`): only after the tree of then was made again from its parts, and only
  lines and what they name since then are looked at. What was changed in what was verified before is then not found.

Not found by this, for nobody can from inside: a log that was rolled back everywhere at once, with the key. Witnesses and
the gateways' last checkpoints are there for that. Rows are named by who calls (`Rooms`): audit knows no other tables.
"""

from __future__ import annotations

import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from audit import tables
from audit.proof import note
from audit.publish import LOCK, TEMPORARY, Publisher
from audit.values import STAM, Finding
from audit.verify import cosigned
from audit.verify.book import Book
from audit.verify.files import Files
from audit.verify.heads import Heads
from audit.verify.lines import ShardLines
from audit.verify.openers import Openers
from audit.verify.report import MAX_FINDINGS, Progress, Report
from audit.verify.resume import Voortgang, resumed
from audit.verify.trust import Trust, family

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from audit.kluis import Kluis
    from audit.proof.tlog_policy import TlogPolicy
    from audit.verify.opened import Extract
    from audit.verify.walk import Walk

__all__ = ["MAX_FINDINGS", "Progress", "Report", "Rooms", "Run", "Voortgang", "fsck", "verify"]

# Given the connection that sees the snapshot: (tabel, sleutel, sha256), and (soort, ref).
Rows: TypeAlias = "Callable[[Connection], Iterable[tuple[str, str, str]]]"
Secrets: TypeAlias = "Callable[[Connection], Iterable[tuple[str, str]]]"
# Given that connection and what the lines said: findings of other rooms.
Across: TypeAlias = "Callable[[Connection, Book], Iterable[Finding]]"

SETTLE_SECONDS = 2.0
_CHUNK = 1000


@dataclass(frozen=True)
class Rooms:
    """What other rooms hand in, for audit knows nothing of their tables.

    Attributes:
        rows: (tabel, sleutel, sha256) of every row in tables whose writing is logged, see `audit.rows.existing_rows`;
            None: not compared.
        secrets: (soort, ref) of every secret that must be in the kluis, such as the salts of live records.
        extract: given the connection, what gives `across` what it wants of each line; to be pickled, for it may be called in
            other processes.
        explained: given the connection and what the lines said, what tells of a row (tabel, sleutel) that no line names
            whether an erasure explains that.
        across: checks of lines against what other rooms keep, after all lines were read.
    """

    rows: Rows | None = None
    secrets: Secrets | None = None
    extract: Callable[[Connection], Extract] | None = None
    across: Across | None = None
    explained: Callable[[Connection, Book], Callable[[str, str], bool]] | None = None


@dataclass(frozen=True)
class Run:
    """How to go about it: who is told how far it is, what was verified before, how many processes help."""

    progress: Progress | None = None
    since: Voortgang | None = None
    processes: int = 0


def verify(
    engine: Engine,
    kluis: Kluis,
    directory: Path,
    policy: TlogPolicy,
    rooms: Rooms | None = None,
    run: Run | None = None,
) -> Report:
    """Verify everything and return a report.

    Args:
        engine: the main database.
        kluis: the small store.
        directory: the folder under which `log/<shard>/` is published.
        policy: the pinned tlog-policy, from outside this machine.
        rooms: rows, secrets and checks of other rooms.
        run: progress, an earlier verification to go on from, helping processes.
    """
    chosen, how = rooms or Rooms(), run or Run()
    with closing(Book()) as book, _snapshot(engine, Publisher(directory)) as seen:
        openers = Openers(how.processes, chosen.extract(seen[0]) if chosen.extract else None)
        with closing(openers):
            check = _Verification(seen, (kluis, openers), policy, book, how)
            for finding in chain(check.log(), check.rest(chosen)):
                check.report.add(finding)
            return check.report


def fsck(engine: Engine, directory: Path, policy: TlogPolicy, progress: Progress | None = None) -> Report:
    """Make root and every tile again from the stored entries, and compare heads, checkpoints and files; nothing is opened.

    Needs no kluis: what lines say is left alone, and no row is looked at.
    """
    with closing(Book()) as book, _snapshot(engine, Publisher(directory)) as seen:
        check = _Verification(seen, None, policy, book, Run(progress))
        for finding in check.log():
            check.report.add(finding)
        return check.report


Snapshot: TypeAlias = "tuple[Connection, dict[str, Files], list[str]]"


@contextmanager
def _snapshot(engine: Engine, publisher: Publisher) -> Iterator[Snapshot]:
    """Give one consistent view of the database and the files that belong to it, also beside a log that is at work."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        with engine.connect() as plain:
            connection = plain
            if engine.dialect.name == "postgresql":
                connection = plain.execution_options(isolation_level="REPEATABLE READ")
            table = tables.log_hoofden
            query = select(table.c.shard, func.max(table.c.omvang).label("omvang")).group_by(table.c.shard)
            sizes = {row.shard: row.omvang for row in connection.execute(query)}
            names = set(sizes) | set(connection.execute(select(tables.log_shards.c.shard)).scalars()) | {STAM}
            files = {shard: Files(publisher.folder(shard), shard) for shard in sorted(names)}
            strange = sorted(_folders(publisher) - names)
            settled = not strange and all(files[shard].size == size for shard, size in sizes.items())
            if settled or time.monotonic() > deadline:
                yield connection, files, strange
                return
        time.sleep(SETTLE_SECONDS / 20)


class _Verification:
    """One verification of one snapshot."""

    def __init__(
        self, seen: Snapshot, reading: tuple[Kluis, Openers] | None, policy: TlogPolicy, book: Book, run: Run
    ) -> None:
        self._connection, self._files, self._strange = seen
        self._reading, self._policy, self._book, self._run = reading, policy, book, run
        self._family = family(policy)
        self.report = Report()

    def log(self) -> Iterator[Finding]:
        """Check every shard, and that there are no others."""
        stored = {row.shard: row for row in self._connection.execute(select(tables.log_shards))}
        opened = yield from self._shard(STAM)
        expected = {str(entry.get("origin", "")).removeprefix(f"{self._family}/"): entry for entry in opened}
        for shard in sorted(expected.keys() | stored.keys()):
            yield from self._identity(shard, stored.get(shard), expected.get(shard))
        for shard in sorted(self._files.keys() - {STAM}):
            yield from self._shard(shard)
        yield from self._strangers()

    def rest(self, rooms: Rooms) -> Iterator[Finding]:
        """Check what the lines name: missing openings, rows, what other rooms want, secrets."""
        yield from self._book.missing()
        whole = not self.report.vanaf
        if rooms.rows is not None:
            self._tell("rijen")
            explained = rooms.explained(self._connection, self._book) if rooms.explained else None
            yield from self._book.compare(rooms.rows(self._connection), explained, whole=whole)
            self.report.rijen = self._book.count
        if rooms.across is not None:
            self._tell("samenhang")
            yield from rooms.across(self._connection, self._book)
        if self._reading is not None:
            self._tell("kluis")
            yield from _kluis(self._reading[0], rooms.secrets(self._connection) if rooms.secrets else ())

    def _tell(self, what: str) -> None:
        if self._run.progress is not None:
            self._run.progress(what, 0, 0)

    def _shard(self, shard: str) -> Generator[Finding, None, list[dict[str, Any]]]:
        """Check one shard (a generator that returns the entries which open shards)."""
        trust = Trust(f"{self._family}/{shard}", self._policy)
        lines = heads = None
        try:
            heads, walk = yield from self._start(shard, trust)
            parts = (heads, self._files[shard], self._book)
            lines = ShardLines(self._connection, shard, parts, self._reading, self._run.progress, walk)
            yield from lines.check(trust)
        except (TypeError, ValueError, OverflowError, SQLAlchemyError):  # what no honest writer leaves there
            waar = f"{shard}|{lines.count if lines else 0}"
            yield Finding(
                "onleesbaar", waar, "Vanaf deze regel is de shard niet te lezen: een waarde is van een andere soort."
            )
        if heads is not None and heads.newest is not None:
            self.report.checkpoints.append(heads.newest.to_json())
        self.report.regels += lines.count if lines else 0
        return lines.opened if lines else []

    def _start(self, shard: str, trust: Trust) -> Generator[Finding, None, tuple[Heads, Walk | None]]:
        """Return heads and tree to begin with: of what was verified before, when that still stands."""
        before = self._run.since.of(shard) if self._run.since and shard != STAM else None
        if before is not None:
            heads = Heads(self._connection, shard, trust, before.omvang)
            walk, found = resumed(self._connection, before, (heads, self._files[shard]))
            yield from found
            if walk is not None:
                self.report.vanaf[shard] = before.omvang
                return heads, walk
        return Heads(self._connection, shard, trust), None

    def _identity(self, shard: str, row: Any, entry: dict[str, Any] | None) -> Iterator[Finding]:
        """Hold a row of `log_shards` against the stamlog's entry and the trusted keys."""
        waar = f"log_shards:{shard}"
        if row is None or entry is None:
            text = (
                "De shard staat wel in de stamlog, niet in de tabel."
                if row is None
                else "De stamlog opende deze shard niet."
            )
            yield Finding("shard-ontbreekt" if row is None else "shard-toegevoegd", waar, text)
            return
        known = {str(key): key.type for key in self._policy.log_keys(f"{self._family}/{shard}")}
        named = entry.get("vkeys")
        said = (row.origin, [row.vkey_ed25519, row.vkey_mldsa44], row.geopend)
        if said != (f"{self._family}/{shard}", named, entry.get("tijd")):
            yield Finding("shard-gewijzigd", waar, "Naam, sleutels of tijd zijn niet die van de stamlog.")
        # The keys of the opening: of a pair that was replaced since the policy knows both.
        kinds = [known.get(str(key)) for key in named] if isinstance(named, list) else []
        if kinds != [note.ED25519, note.MLDSA44_COSIGNATURE]:
            text = "De stamlog noemt sleutels die de tlog-policy niet vertrouwt."
            yield Finding("shard-onbekende-sleutel", waar, text)

    def _strangers(self) -> Iterator[Finding]:
        """Find rows and folders of shards that have neither a row nor a head."""
        names = sorted(self._files)
        for table in tables.metadata.sorted_tables:
            if table is not tables.log_shards:
                columns = list(table.primary_key.columns)
                query = select(*columns).where(table.c.shard.not_in(names)).limit(MAX_FINDINGS)
                for row in self._connection.execute(query):
                    waar = f"{table.name}:{'|'.join(map(str, row))}"
                    yield Finding("shard-onbekend", waar, "Deze rij hoort bij een shard die niet bestaat.")
        yield from cosigned.strangers(self._connection, names, MAX_FINDINGS)
        for name in self._strange:
            yield Finding("bestand-toegevoegd", f"log/{name}", "Deze map hoort niet bij het log.")


def _folders(publisher: Publisher) -> set[str]:
    if not publisher.root.is_dir():
        return set()
    return {path.name for path in publisher.root.iterdir()} - {LOCK, TEMPORARY}


def _kluis(kluis: Kluis, secrets: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    for soort, ref in kluis.broken():
        yield Finding("kluis-gewijzigd", f"kluis_waarden:{soort}|{ref}", "Deze waarde gaat niet open.")
    for soort, group in groupby(secrets, key=lambda item: item[0]):
        while refs := [ref for _, ref in islice(group, _CHUNK)]:
            found, bad = kluis.try_many(soort, refs)
            for ref in refs:
                if ref not in found and ref not in bad:
                    waar = f"kluis_waarden:{soort}|{ref}"
                    yield Finding("kluis-ontbreekt", waar, "Deze waarde hoort in de kluis te staan.")
