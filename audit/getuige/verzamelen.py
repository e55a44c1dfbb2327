# SPDX-License-Identifier: EUPL-1.2
"""Collecting cosignatures: every few seconds each witness of the tlog-policy is asked for the newest checkpoint of each shard.

    collector = Collector(engine, publisher, policy, clock)
    collector.round()          once, now; or `start()` and `stop()` for a thread of its own
    collector.soon()           do not wait for the next turn
    collector.problem()        a Dutch sentence when a quorum is late or a witness refuses, else None

Invariants:
- It never stands in the way of writing: it signs nothing, takes the lock of the log only to store a few rows, and a
  witness that is slow or gone costs its own thread only, less and less often (back-off).
- One process at a time: an advisory lock on PostgreSQL, a locked file beside SQLite; it goes with the process.
- What is stored held under the pinned policy (`audit.getuige.klant`). `getuigd` and the cosignatures under `checkpoint`
  are made from what is stored, so a crash is repaired by the next round.

Norm: c2sp.org/tlog-witness v1.0.0, tlog-policy. What the quorum is for: `audit.getuige.quorum`.
"""

from __future__ import annotations

import fcntl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from audit.database import writing
from audit.getuige import klant, quorum
from audit.getuige.tabel import key_name, log_medeondertekeningen
from audit.proof import checkpoint, note, tiles
from audit.state import fetcher
from audit.tables import log_checkpoints, log_shards
from audit.values import Clock, LogError, SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine

    from audit.proof.tlog_policy import TlogPolicy
    from audit.publish import Publisher

SECONDS = 5.0
LATE_SECONDS = 60
MOST_SECONDS = 60.0
ADVISORY_LOCK = 0x4745545549474544  # "GETUIGED"
LOCK = ".getuigen.slot"
_TABLE = log_medeondertekeningen
_KEEP = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing(),
}
_NOTE = select(log_checkpoints.c.notitie).where(
    log_checkpoints.c.shard == bindparam("shard"), log_checkpoints.c.omvang == bindparam("size")
)
LATE = "Het quorum van getuigen laat op zich wachten."
REFUSED = "Een getuige weigert een checkpoint van dit log."
FURTHER = "Een getuige zag meer regels dan dit log heeft: een oude back-up, of een tweede log met deze sleutel."


class Collector:
    """Asks the witnesses of a policy.

    Args:
        engine: the main database.
        publisher: the static files of the log.
        policy: the pinned tlog-policy, with addresses of witnesses.
        clock: where the time comes from.
        seconds: how long between two rounds.
        post: how a witness is asked; None: over HTTP.
        tell: hears each trouble with a witness when it begins.
    """

    def __init__(
        self,
        engine: Engine,
        publisher: Publisher,
        policy: TlogPolicy,
        clock: Clock | None = None,
        *,
        seconds: float = SECONDS,
        post: klant.Post | None = None,
        tell: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self.engine = engine
        self.publisher = publisher
        self.policy = policy
        self.clock: Clock = clock or SystemClock()
        self.tell = tell
        self.endpoints = endpoints(policy)
        self._seconds = seconds
        self._http = klant.HttpPost() if post is None else None
        self._post: klant.Post = self._http or post or klant.HttpPost()
        self._known: dict[tuple[klant.Endpoint, str], int] = {}
        self._pause: dict[klant.Endpoint, tuple[int, float]] = {}
        self._trouble: dict[tuple[klant.Endpoint, str], klant.WitnessError] = {}
        self._written: dict[str, bytes] = {}
        self._wake = threading.Event()
        self._ended = False
        self._thread: threading.Thread | None = None

    @property
    def post(self) -> klant.Post:
        """How the witnesses are asked."""
        return self._post

    def start(self) -> None:
        """Begin to ask, in a thread of its own."""
        self._thread = threading.Thread(target=self._loop, name="getuigen", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the request that is under way."""
        self._ended = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        if self._http is not None:
            self._http.close()

    def soon(self) -> None:
        """Ask at once: somebody waits for a quorum."""
        self._wake.set()

    def round(self) -> bool:
        """Ask every witness for what it has not signed yet; tell whether this process was the one to do it."""
        with _alone(self.engine, self.publisher) as alone:
            if alone and self.endpoints:
                notes = self._newest()
                with ThreadPoolExecutor(len(self.endpoints), "getuige") as pool:
                    list(pool.map(lambda endpoint: self._ask_all(endpoint, notes), self.endpoints))
                self._publish(notes)
            return alone

    def problem(self) -> str | None:
        """Return what is wrong with the witnessing of this log as a Dutch sentence, None when nothing is."""
        if any(isinstance(error, klant.FurtherError) for error in self._trouble.values()):
            return FURTHER
        if any(isinstance(error, klant.RefusedError) for error in self._trouble.values()):
            return REFUSED
        now = self.clock.now() // 1000
        with self.engine.connect() as connection:
            for shard in _shards(connection):
                since = quorum.waiting_since(connection, shard, self.policy)
                if since is not None and now - since > LATE_SECONDS:
                    return LATE
        return None

    def _loop(self) -> None:
        while not self._ended:
            try:
                self.round()
            except (SQLAlchemyError, OSError, LogError, note.NoteError) as error:
                self.tell(f"medeondertekeningen verzamelen lukte niet ({type(error).__name__})")
            self._wake.wait(self._seconds)
            self._wake.clear()

    def _newest(self) -> dict[str, bytes]:
        """Return the newest note of each shard that is published: no monitor may find a witness ahead of the files."""
        with self.engine.connect() as connection:
            sizes = {shard: self.publisher.published_size(shard) for shard in _shards(connection)}
            found = {
                shard: connection.execute(_NOTE, {"shard": shard, "size": size}).scalar()
                for shard, size in sizes.items()
            }
        return {shard: bytes(data) for shard, data in found.items() if data is not None}

    def _ask_all(self, endpoint: klant.Endpoint, notes: dict[str, bytes]) -> None:
        if self._pause.get(endpoint, (0, 0.0))[1] > time.monotonic():
            return
        for shard, data in notes.items():
            size, known = checkpoint.parse(data)[0].size, self._signed(endpoint, shard)
            if self._ended or size <= known:
                continue
            try:
                self._ask(endpoint, shard, data, known)
            except klant.UnreachableError as error:
                self._note_trouble(endpoint, "", error)
                self._back_off(endpoint)
                return
            except klant.WitnessError as error:
                self._note_trouble(endpoint, shard, error)
            else:
                self._trouble.pop((endpoint, shard), None)
                self._trouble.pop((endpoint, ""), None)
                self._pause.pop(endpoint, None)

    def _ask(self, endpoint: klant.Endpoint, shard: str, data: bytes, known: int) -> None:
        def prove(old: int, size: int) -> Sequence[bytes]:
            with self.engine.connect() as connection:
                return tiles.TileReader(size, fetcher(connection, shard)).consistency(old)

        lines = klant.ask(self._post, endpoint, data, max(known, 0), prove, self.clock.now() // 1000)
        size = checkpoint.parse(data)[0].size
        rows = [
            {"shard": shard, "omvang": size, "sleutel": key_name(by.key), "tijd": by.time, "regel": str(line).encode()}
            for by, line in lines
        ]
        with writing(self.engine, lock=None) as connection:
            connection.execute(_KEEP[connection.dialect.name], rows)
        self._known[endpoint, shard] = size
        self._written.pop(shard, None)

    def _signed(self, endpoint: klant.Endpoint, shard: str) -> int:
        """Return the largest size that this witness signed, as far as we know (-1: none)."""
        if (endpoint, shard) not in self._known:
            names = [key_name(key) for key in endpoint.keys]
            query = select(func.max(_TABLE.c.omvang)).where(_TABLE.c.shard == shard, _TABLE.c.sleutel.in_(names))
            with self.engine.connect() as connection:
                found = connection.execute(query).scalar()
            self._known[endpoint, shard] = -1 if found is None else int(found)
        return self._known[endpoint, shard]

    def _publish(self, shards: Iterable[str]) -> None:
        """Publish what the database has for the shards whose files are not as this process left them."""
        for shard in shards:
            if shard in self._written and self.publisher.published(shard) == self._written[shard]:
                continue
            with self.engine.connect() as connection:
                size = self.publisher.published_size(shard)
                cosigned = quorum.cosigned(connection, shard, size, self.policy)
                best = quorum.newest(connection, shard, self.policy)
            if cosigned is not None and self.publisher.publish_witnessed(shard, cosigned[0], best and best.notitie):
                self._written[shard] = cosigned[0]

    def _note_trouble(self, endpoint: klant.Endpoint, shard: str, error: klant.WitnessError) -> None:
        before = self._trouble.get((endpoint, shard))
        self._trouble[endpoint, shard] = error
        if str(before) != str(error):
            self.tell(str(error))

    def _back_off(self, endpoint: klant.Endpoint) -> None:
        failures = self._pause.get(endpoint, (0, 0.0))[0] + 1
        wait = min(MOST_SECONDS, self._seconds * 2 ** min(failures, 10))
        self._pause[endpoint] = (failures, time.monotonic() + wait)


def endpoints(policy: TlogPolicy) -> tuple[klant.Endpoint, ...]:
    """Return the witnesses of a policy that have an address; keys with the same address are one witness."""
    found: dict[str, list[note.VKey]] = {}
    for key in policy.witnesses.values():
        if key in policy.urls:
            found.setdefault(policy.urls[key], []).append(key)
    return tuple(klant.Endpoint(url, tuple(keys)) for url, keys in found.items())


def _shards(connection: Connection) -> list[str]:
    return [
        str(shard) for shard in connection.execute(select(log_shards.c.shard).order_by(log_shards.c.shard)).scalars()
    ]


@contextmanager
def _alone(engine: Engine, publisher: Publisher) -> Iterator[bool]:
    """Give whether this process is the only one that collects now; it stays so until the end."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            query = text("SELECT pg_try_advisory_xact_lock(:lock)")
            yield bool(connection.execute(query, {"lock": ADVISORY_LOCK}).scalar())
        return
    place = publisher.root.parent  # not among the published files
    place.mkdir(parents=True, exist_ok=True)
    with (place / LOCK).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
