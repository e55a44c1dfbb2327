# SPDX-License-Identifier: EUPL-1.2
"""Rows `spoor` and `spoor-groei`: the trail of a case, a person's acts, a partner, beside hand-written indexed SQL.

A log of lines as control reads them is put in the index by the indexer's own bulk path, with the secondary indexes made
at the end, for 10⁵ and 10⁶
lines (10⁷ in the large bench): cases of some forty lines, forty partners of very different size, ten people per partner,
records that others read. *Ours*: the question of an officer, with the scope of its organisation, through
`audit.spoor.zoeken`, a page of at most 1 000 rows. *Floor*: for each of the three the shortest SQL that gives the same
rows, on the same tables and indexes, sent straight to the driver. `spoor` is their ratio over all three at the largest
size; `spoor-groei` is ours at the largest size over ours at the smallest, at the same number of rows.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.database import create_engine, writing
from audit.events import Event
from audit.spoor import tables, zoeken
from audit.spoor.index import store
from audit.spoor.values import Plaats, Regel
from bench.measure import in_turns, number, result, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine

    from bench.measure import Effort, Result

SEED = 20261122
SHARD = "noord-nederland-2026"
START = 1_767_225_600_000
PARTNERS = 40
PEOPLE = 10
PER_CASE = 40
BATCH = 20_000
PAGE = 1000
ASKED = 40
_ROWS = ", ".join(column.name for column in tables.spoor_regels.columns)
_CASE = (
    f"SELECT {_ROWS} FROM spoor_regels WHERE casus = ? AND (oin = ? OR eigenaar = ? OR (record IS NULL AND EXISTS "
    "(SELECT 1 FROM spoor_regels WHERE casus = ? AND oin = ? AND gebeurtenis = ?))) ORDER BY tijd, nr LIMIT ?"
)
_PERSON = f"SELECT {_ROWS} FROM spoor_regels WHERE persoon = ? AND oin = ? ORDER BY tijd, nr LIMIT ?"
_PARTNER = f"SELECT {_ROWS} FROM spoor_regels WHERE eigenaar = ? AND oin = ? ORDER BY tijd, nr LIMIT ?"


def measure(effort: Effort) -> dict[str, Result]:
    """Return the rows."""
    sizes = [effort.count(100_000, 400), effort.count(1_000_000, 800, 10_000_000)]
    with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name:
        small, large = (_Log(Path(name) / f"{size}.sqlite", size) for size in sizes)
        try:
            return {"spoor": _against_sql(large, effort), "spoor-groei": _growth(small, large, effort)}
        finally:
            small.engine.dispose()
            large.engine.dispose()


def _against_sql(large: _Log, effort: Effort) -> Result:
    with large.engine.connect() as connection:
        ours, theirs = large.ours(connection), large.theirs(connection)
        for kind in ours:  # the same rows, or there is nothing to compare
            assert [tuple(row) for row in ours[kind]()] == [tuple(row) for row in theirs[kind]()], kind
        samples = in_turns(_all(ours), _all(theirs), effort)
        apart = {kind: _few(timed(ours[kind], 5), timed(theirs[kind], 5)) for kind in ours}
    each = {f"ratio_{kind}": number(statistics.median(a) / statistics.median(b)) for kind, (a, b) in apart.items()}
    micros = {f"ours_us_{kind}": number(statistics.median(a)) for kind, (a, _) in apart.items()}
    return result(*samples, "us_per_three", lines=large.lines, filled_per_second=number(large.rate), **each, **micros)


def _few(ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Return fifteen samples of both in turns: enough to see which of the three weighs."""
    pairs = [(ours(), theirs()) for _ in range(15)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def _growth(small: _Log, large: _Log, effort: Effort) -> Result:
    with small.engine.connect() as few, large.engine.connect() as many:
        samples = in_turns(_all(large.ours(many)), _all(small.ours(few)), effort)
        rows = {f"rows_{kind}": f"{len(work())} / {len(other())}" for (kind, work), other in zip(
            small.ours(few).items(), large.ours(many).values(), strict=True
        )}  # fmt: skip
    return result(*samples, "us_per_three", small=small.lines, large=large.lines, **rows)


def _all(works: dict[str, Callable[[], Any]]) -> Callable[[], float]:
    """Return a sampler over the three kinds together, so that each counts as often."""

    def three() -> None:
        for work in works.values():
            work()

    return timed(three, 3)


class _Log:
    """A filled index of a given size, and questions to it."""

    def __init__(self, path: Path, lines: int) -> None:
        self.engine: Engine = create_engine(f"sqlite:///{path}")
        tables.create(self.engine)
        self.lines = lines
        self.rng = random.Random(SEED)
        start = time.perf_counter()
        self._cases: list[tuple[str, str]] = []
        for index in tables.INDEXES:  # in bulk indexes are made at the end: each is then one sort
            index.drop(self.engine)
        for batch in self._batches():
            with writing(self.engine, lock=None) as connection:
                store(connection, SHARD, batch)
        for index in tables.INDEXES:
            index.create(self.engine)
        self.rate = lines / (time.perf_counter() - start)
        self.cases = self.rng.sample(self._cases, min(ASKED, len(self._cases)))

    def _batches(self) -> Iterator[list[Regel]]:
        made: list[Regel] = []
        for regel in self._regels():
            made.append(regel)
            if len(made) == BATCH:
                yield made
                made = []
        yield made

    def _regels(self) -> Iterator[Regel]:
        """Yield lines of open cases in turns, as they come in: some hundreds of cases are at work at a time."""
        rng = self.rng
        live: list[tuple[str, list[str], str]] = []
        for nr in range(self.lines):
            if len(live) < 300 or rng.random() < 1 / PER_CASE:
                members = [partner(int(rng.paretovariate(0.7)) % PARTNERS) for _ in range(4)]
                case = (_uuid(rng), members, _uuid(rng))
                if len(live) >= 300:
                    live[rng.randrange(300)] = case
                else:
                    live.append(case)
                self._cases.append((case[0], members[0]))
            casus, members, record = rng.choice(live)
            oin = rng.choice(members)
            owner = members[0]
            reads = rng.random() < 0.6
            yield Regel(
                Plaats(SHARD, nr), START + nr * 300, str(Event.VERSTREKKING_GELEZEN if reads else Event.VERSTREKKING_OPGENOMEN),
                oin, person(oin, rng.randrange(PEOPLE)), casus, record if reads else None,
                "toegestaan" if rng.random() < 0.97 else "verboden", ("R-79.1",),
                eigenaar=owner if reads and owner != oin else None,
            )  # fmt: skip

    def questions(self) -> tuple[tuple[str, str], tuple[str, str], tuple[str, str]]:
        """Return (case, its officer), (person, its organisation), (owner, partner that reads its records)."""
        casus, owner = self.cases[self.rng.randrange(len(self.cases))]
        return (casus, owner), (person(partner(3), 1), partner(3)), (partner(2), partner(1))

    def ours(self, connection: Connection) -> dict[str, Callable[[], Any]]:
        """Return the three questions through the index."""
        (casus, officer), (who, own), (owner, reader) = self.first
        asked = {
            "case": zoeken.Vraag(officer, casus=casus),
            "person": zoeken.Vraag(own, persoon=who),
            "partner": zoeken.Vraag(owner, organisatie=reader),
        }
        return {kind: _asking(connection, vraag) for kind, vraag in asked.items()}

    def theirs(self, connection: Connection) -> dict[str, Callable[[], Any]]:
        """Return the same three as SQL by hand, through the driver."""
        (casus, officer), (who, own), (owner, reader) = self.first
        cursor = connection.connection.cursor()
        asked = {
            "case": (_CASE, (casus, officer, officer, casus, officer, str(Event.VERSTREKKING_OPGENOMEN), PAGE)),
            "person": (_PERSON, (who, own, PAGE)),
            "partner": (_PARTNER, (owner, reader, PAGE)),
        }
        return {kind: _running(cursor, *both) for kind, both in asked.items()}

    @property
    def first(self) -> tuple[tuple[str, str], tuple[str, str], tuple[str, str]]:
        """The questions, the same each time."""
        if not hasattr(self, "_first"):
            self._first = self.questions()
        return self._first


def _asking(connection: Connection, vraag: zoeken.Vraag) -> Callable[[], Any]:
    return lambda: zoeken.find(connection, vraag, None, PAGE)


def _running(cursor: Any, sql: str, values: tuple[Any, ...]) -> Callable[[], Any]:
    return lambda: cursor.execute(sql, values).fetchall()


def partner(number_: int) -> str:
    """Return the OIN of a partner."""
    return f"00000099{number_ + 1:012d}"


def person(oin: str, number_: int) -> str:
    """Return the hash of a person of a partner."""
    return f"{int(oin) % 1000:04x}{number_:028x}"


def _uuid(rng: random.Random) -> str:
    text = f"{rng.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
