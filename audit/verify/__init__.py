# SPDX-License-Identifier: EUPL-1.2
"""Verification of the whole log: every line, opening, head, checkpoint, tile, file, row and kept secret, each named.

Invariants:
- Findings are values, never exceptions; an empty list is the only "good".
- Trust comes from the pinned tlog-policy given by the caller; the database, the kluis and the files are suspects.
- Streaming: memory does not grow with lines, but for one tile root per 256 lines and the findings themselves.

Not found by this, for nobody can from inside: a log that was rolled back everywhere at once, with the key. Witnesses and
the gateways' last checkpoints are there for that. Rows are named by who calls (`rows`): audit knows no other tables.
"""

from __future__ import annotations

import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from audit import tables
from audit.publish import LOCK, TEMPORARY, Publisher
from audit.values import STAM, Finding
from audit.verify.files import Files
from audit.verify.heads import Heads
from audit.verify.lines import ShardLines
from audit.verify.rows import RowBook

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from audit.kluis import Kluis
    from audit.proof.tlog_policy import TlogPolicy

# Given the connection that sees the snapshot: (tabel, sleutel, sha256), and (soort, ref).
Rows: TypeAlias = "Callable[[Connection], Iterable[tuple[str, str, str]]]"
Secrets: TypeAlias = "Callable[[Connection], Iterable[tuple[str, str]]]"

MAX_FINDINGS = 10_000
SETTLE_SECONDS = 2.0
_CHUNK = 1000


@dataclass(slots=True)
class Report:
    """The outcome: findings (at most `MAX_FINDINGS`), counts, and the newest checkpoint of each shard."""

    bevindingen: list[Finding] = field(default_factory=list)
    regels: int = 0
    rijen: int = 0
    checkpoints: list[dict[str, object]] = field(default_factory=list)
    afgekapt: bool = False

    @property
    def geldig(self) -> bool:
        """Whether nothing at all was found."""
        return not self.bevindingen

    def to_json(self) -> dict[str, Any]:
        """Return the report as a JSON object."""
        return {
            "geldig": self.geldig,
            "regels": self.regels,
            "rijen": self.rijen,
            "checkpoints": self.checkpoints,
            "bevindingen": [finding.to_json() for finding in self.bevindingen],
            "afgekapt": self.afgekapt,
        }


def verify(
    engine: Engine,
    kluis: Kluis,
    directory: Path,
    policy: TlogPolicy,
    rows: Rows | None = None,
    secrets: Secrets | None = None,
) -> Report:
    """Verify everything and return a report.

    Args:
        engine: the main database.
        kluis: the small store.
        directory: the folder under which `log/<shard>/` is published.
        policy: the pinned tlog-policy, from outside this machine.
        rows: given a connection (the snapshot that is verified), yields (tabel, sleutel, sha256) of every row in tables
            whose writing is logged, see `audit.rows.existing_rows`; None: not compared.
        secrets: given the same connection, yields (soort, ref) of every secret that must be in the kluis, such as the
            salts of live records.
    """
    report = Report()
    book = RowBook()
    publisher = Publisher(directory)
    with closing(book), _snapshot(engine, publisher) as (connection, files, strange):
        for finding in _findings((connection, kluis), files, policy, (report, book)):
            _add(report, finding)
        for finding in _strangers(connection, strange, files):
            _add(report, finding)
        for finding in book.compare(rows(connection)) if rows else ():
            _add(report, finding)
        report.rijen = book.count
        for finding in _kluis(kluis, secrets(connection) if secrets else ()):
            _add(report, finding)
    return report


@contextmanager
def _snapshot(engine: Engine, publisher: Publisher) -> Iterator[tuple[Connection, dict[str, Files], list[str]]]:
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


def _add(report: Report, finding: Finding) -> None:
    if len(report.bevindingen) < MAX_FINDINGS:
        report.bevindingen.append(finding)
    else:
        report.afgekapt = True


def _findings(
    stores: tuple[Connection, Kluis], files: dict[str, Files], policy: TlogPolicy, into: tuple[Report, RowBook]
) -> Iterator[Finding]:
    family = _family(policy)
    stored = {row.shard: row for row in stores[0].execute(select(tables.log_shards))}
    opened = yield from _shard(stores, files[STAM], f"{family}/{STAM}", policy, into)
    expected = {str(entry.get("origin", "")).removeprefix(f"{family}/"): entry for entry in opened}
    for shard in sorted(expected.keys() | stored.keys()):
        yield from _identity(shard, stored.get(shard), expected.get(shard), policy, family)
    for shard in sorted(files.keys() - {STAM}):
        yield from _shard(stores, files[shard], f"{family}/{shard}", policy, into)


def _shard(
    stores: tuple[Connection, Kluis], files: Files, origin: str, policy: TlogPolicy, into: tuple[Report, RowBook]
) -> Generator[Finding, None, list[dict[str, Any]]]:
    """Check one shard (a generator that returns the entries which open shards)."""
    connection, kluis = stores
    report, book = into
    keys = policy.log_keys(origin)
    heads = Heads(connection, files.shard, origin, keys)
    lines = ShardLines(connection, kluis, files.shard, (heads, files, book))
    try:
        yield from lines.check(keys)
    except (TypeError, ValueError, SQLAlchemyError):  # a value of a kind that no honest writer leaves there
        waar = f"{files.shard}|{lines.count}"
        yield Finding(
            "onleesbaar", waar, "Vanaf deze regel is de shard niet te lezen: een waarde is van een andere soort."
        )
    report.regels += lines.count
    if heads.newest is not None:
        report.checkpoints.append(heads.newest.to_json())
    return lines.opened


def _family(policy: TlogPolicy) -> str:
    """Return what stands before `/<shard>` in the origins of the log that the policy trusts."""
    for key in policy.logs:
        family, _, shard = key.name.rpartition("/")
        if shard == STAM:
            return family
    return ""


def _identity(shard: str, row: Any, entry: dict[str, Any] | None, policy: TlogPolicy, family: str) -> Iterator[Finding]:
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
    keys = [str(key) for key in policy.log_keys(f"{family}/{shard}")]
    said = (row.origin, [row.vkey_ed25519, row.vkey_mldsa44], row.geopend)
    if said != (f"{family}/{shard}", keys, entry.get("tijd")):
        yield Finding("shard-gewijzigd", waar, "Naam, sleutels of tijd zijn niet die van de stamlog.")
    if entry.get("vkeys") != keys:
        yield Finding("shard-onbekende-sleutel", waar, "De stamlog noemt sleutels die de tlog-policy niet vertrouwt.")


def _strangers(connection: Connection, folders: list[str], known: Iterable[str]) -> Iterator[Finding]:
    """Find rows and folders of shards that have neither a row nor a head."""
    names = sorted(known)
    for table in tables.metadata.sorted_tables:
        if table is not tables.log_shards:
            columns = list(table.primary_key.columns)
            for row in connection.execute(select(*columns).where(table.c.shard.not_in(names)).limit(MAX_FINDINGS)):
                waar = f"{table.name}:{'|'.join(map(str, row))}"
                yield Finding("shard-onbekend", waar, "Deze rij hoort bij een shard die niet bestaat.")
    for name in folders:
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
