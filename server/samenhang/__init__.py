# SPDX-License-Identifier: EUPL-1.2
"""The checks that cross rooms: lines against acts, decisions, releases, facts, keys, records, orders and afstemmingen.

Invariants:
- What is checked comes from the snapshot that `audit.verify` reads, and from what its lines said; nothing of a running
  backbone takes part, and trust comes from the deelnemerslijst and the stamlog that the tlog-policy vouches for.
- Streaming: rows in parts, extracts in a temporary file, joins there.
- Each finding has a stable kind, a place and a Dutch sentence; none names a person.

`audit` knows no other room, so these are handed to it (design.md 3). Shapes and digests of rows are its own work.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from audit.values import Finding
from server.samenhang import (
    afstemmingen,
    beslissingen,
    bevelen,
    bijlagen,
    feiten,
    gebbesluiten,
    handelingen,
    levensloop,
    rechten,
    toekenningen,
    vernietigingen,
    verstrekkingen,
)
from server.samenhang.kennis import Kennis
from server.samenhang.uittreksel import BEVINDING, Uittreksel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from audit.verify.book import Book
    from core.keychain.lijsten import Lijsten


@dataclass
class Samenhang:
    """All of these checks, for one verification.

    Args:
        lijsten: the deelnemerslijst, with those before it.
        prefix: what stands before `/<shard>` in the origins of the log.
        now: milliseconds since the epoch, to tell which afstemming is late.
        whole: whether all lines are read, or only those since an earlier verification.
    """

    lijsten: Lijsten
    prefix: str
    now: int
    whole: bool = True
    _kennis: Kennis | None = field(default=None, init=False, repr=False)

    def extract(self, connection: Connection) -> Uittreksel:
        """Return what takes extracts of lines."""
        self._kennis = Kennis(connection, self.lijsten)
        return Uittreksel.of(self._kennis)

    def findings(self, connection: Connection, book: Book) -> Iterator[Finding]:
        """Yield the findings of all checks, after all lines were read."""
        kennis = self._kennis or Kennis(connection, self.lijsten)
        yield from _stamlog(kennis)
        for soort, regel, tekst in book.extracts(BEVINDING):
            yield Finding(soort, f"log_openingen_feit:{regel}", tekst)
        yield from _guarded("handeling", handelingen.check(connection, book))
        yield from _guarded("beslissing", beslissingen.check(connection, book, kennis))
        yield from _guarded("feitbundel", feiten.check(connection, book, kennis, whole=self.whole))
        yield from _guarded("verstrekking", verstrekkingen.check(connection, book, kennis))
        yield from _guarded("toekenning_later", toekenningen.check(connection, book, kennis))
        yield from _guarded("levensloop", levensloop.check(connection, book, kennis))
        yield from _guarded("bijlage", bijlagen.check(connection, book))
        yield from _guarded("wisbevel", bevelen.check(connection, book, kennis))
        yield from _guarded("bewaarbesluit", vernietigingen.check(connection, book, kennis))
        yield from _guarded("geb_besluit", gebbesluiten.check(connection, book, kennis))
        yield from _guarded("rechtenverzoek", rechten.check(connection, book, kennis))
        if self.whole:  # counts of a day need all its lines, and so do orders without any
            yield from _guarded("wisbevel", bevelen.unlogged(book, kennis))
            yield from _guarded("bewaarbesluit", vernietigingen.unlogged(book, kennis))
            yield from _guarded("afstemming", afstemmingen.check(book, kennis, self.prefix, self.now))


def _guarded(tabel: str, check: Iterator[Finding]) -> Iterator[Finding]:
    """Make a value of a kind that no honest writer leaves into a finding; what was found before it stands."""
    try:
        yield from check
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError, SQLAlchemyError, sqlite3.Error):
        text = "Deze controle kon niet verder: er staat een waarde van een andere soort."
        yield Finding("onleesbaar", tabel, text)


def _stamlog(kennis: Kennis) -> Iterator[Finding]:
    """Name every entry of the stamlog that counts for nothing: only a dishonest operator or partner leaves one."""
    named = kennis.tijdperken.genoemd
    if named and named[-1].entry.get("sha256") != kennis.tijdperken.nu.lijst.fingerprint:
        text = "De stamlog noemt hier een andere deelnemerslijst dan die waarmee is nagerekend."
        yield Finding("deelnemerslijst-wijkt-af", f"log_bladen:stam|{named[-1].index}", text)
    for item in kennis.tijdperken.findings():
        yield Finding("stamlog-telt-niet", f"log_bladen:stam|{item.index}", item.tekst)
    for refused in kennis.releases.refused:
        yield Finding("stamlog-telt-niet", f"log_bladen:stam|{refused.index}", refused.tekst)
