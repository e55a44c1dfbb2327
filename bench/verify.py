# SPDX-License-Identifier: EUPL-1.2
"""Row `verifieer`: lines per second through `audit verifieer` beside hashing the same bytes, and how it grows.

*Ours*: the whole verification of a log on SQLite: every leaf, opening (key from the kluis, decrypted, held against its
commitment), time, tile, bundle, head, checkpoint and file, with as many helping processes as there are cores.
*Hashing*: a plain loop of hashlib over the same bytes, all in memory before it starts: the leaf hash of every entry, the
inner nodes of the tree, and the HMAC-SHA-256 of both openings. Nothing is read, decrypted, parsed or compared.
Beside it, not in the ratio: `fsck` of the stored entries, of the files alone, and going on after the last lines.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import tlog_policy
from audit.reader import LogReader
from audit.signer import policy_text
from audit.tables import log_bladen
from audit.verify import Run, Voortgang, fsck, verify
from audit.verify.published import check_published
from bench.a_log import ALog
from bench.measure import in_turns, number, result

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.transaction import Transaction
    from bench.measure import Effort, Result

FEIT: dict[str, Any] = {
    "handeling": "0" * 36, "gebeurtenis": "backbone:verstrekking:gelezen", "oin": "0" * 20, "sleutel": "0" * 64,
    "verzoek": "0" * 36, "verzoek_sha256": "0" * 64, "trace_id": "0" * 32, "span_id": "0" * 16, "casus": "0" * 36,
    "record": "0" * 36, "categorie": "wpg-8",
}  # fmt: skip
"""A line of a read as the exchange writes it, without its decision: about 700 bytes with two rows."""
PERSOON = {"v": 1, "oin": "0" * 20, "persoon": "0" * 36}
PER_BATCH = 1_000


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    small, size = effort.count(100_000, 200), effort.count(1_000_000, 400, 10_000_000)
    with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name:
        folder = Path(name)
        with ALog(folder, f"sqlite:///{folder / 'log.sqlite'}") as log:
            made = _Log(log, folder, 0 if effort.quick else os.cpu_count() or 1)
            made.grow(small)
            rates = in_turns(made.verify, made.hashing(), effort)
            detail = {"lines": small, "processes": made.processes, **made.others()}
            found = result(*rates, "lines_per_second", **detail)
            made.grow(size - small)
            rate, told = made.verify(), found.detail
            told |= {"lines_large": size, "ours_lines_per_second_large": number(rate)}
            told["seconds_per_line_growth"] = number(told["ours_lines_per_second"] / rate)
            told |= {f"{key}_large": value for key, value in made.others().items()}
            told["theirs_hashes"] = "leaf, inner node, HMAC of both openings; reads and decrypts nothing"
            return {"verifieer": found}


class _Log:
    """A log that grows, and the ways to go over it."""

    def __init__(self, log: ALog, folder: Path, processes: int) -> None:
        self._log, self._folder = log, folder
        self.policy = tlog_policy.parse(policy_text(log.sequencer.signer, "bench.example/log").encode())
        self.size = 0
        self.processes = processes

    def grow(self, count: int) -> None:
        """Write this many lines in batches as large as those of a busy log."""
        for start in range(self.size, self.size + count, PER_BATCH):
            end = min(start + PER_BATCH, self.size + count)
            self._log.sequencer.submit(lambda pen, a=start, b=end: _lines(pen, a, b)).result(300)
        self.size += count

    def verify(self, since: Voortgang | None = None) -> float:
        """Verify everything; return lines per second."""
        start = time.perf_counter()
        run = Run(None, since, self.processes)
        report = verify(self._log.engine, self._log.kluis, self._folder, self.policy, run=run)
        assert report.geldig, report.bevindingen[:3]
        return self.size / (time.perf_counter() - start)

    def others(self) -> dict[str, float]:
        """Return seconds of what is beside the ratio: both kinds of fsck, and going on when nothing is new."""
        report = fsck(self._log.engine, self._folder, self.policy)
        since = Voortgang.of_report(report, "")
        return {
            "fsck_seconds": _seconds(lambda: fsck(self._log.engine, self._folder, self.policy)),
            "fsck_files_seconds": _seconds(lambda: check_published(self._folder, self.policy)),
            "going_on_seconds": _seconds(lambda: self.verify(since)),
        }

    def hashing(self) -> Callable[[], float]:
        """Return the floor over the same bytes, in memory."""
        lines = self._bytes()

        def sample() -> float:
            start = time.perf_counter()
            _hash_all(lines)
            return len(lines) / (time.perf_counter() - start)

        return sample

    def _bytes(self) -> list[tuple[bytes, bytes, bytes, bytes, bytes]]:
        """Return of each line its entry, and key and bytes of both openings."""
        from audit.proof import jcs

        query = select(log_bladen.c.blad).where(log_bladen.c.shard == ALog.shard).order_by(log_bladen.c.volgnr)
        with self._log.engine.connect() as connection:
            entries = [bytes(entry) for entry in connection.execute(query).scalars()]
        read = LogReader(self._log.engine, self._log.kluis).lines(ALog.shard)
        said = [(jcs.encode(line.feit or {}), jcs.encode(line.persoon or {})) for line in read]
        return [
            (entry, os.urandom(32), feit, os.urandom(32), who) for entry, (feit, who) in zip(entries, said, strict=True)
        ]


def _lines(pen: Transaction, start: int, end: int) -> None:
    for index in range(start, end):
        rijen = [
            {"tabel": name, "sleutel": f"{index:036d}", "sha256": "0" * 64} for name in ("handeling", "beslissing")
        ]
        pen.line(ALog.shard, {**FEIT, "rijen": rijen}, PERSOON)


def _hash_all(lines: list[tuple[bytes, bytes, bytes, bytes, bytes]]) -> None:
    """Hash what verification hashes: leaves, inner nodes, and both commitments."""
    sha256, digest = hashlib.sha256, hmac.digest
    nodes: list[bytes] = []
    for size, (entry, feit_key, feit, person_key, person) in enumerate(lines):
        digest(feit_key, feit, sha256)
        digest(person_key, person, sha256)
        node, rest = sha256(b"\x00" + entry).digest(), size
        while rest & 1:
            node = sha256(b"\x01" + nodes.pop() + node).digest()
            rest >>= 1
        nodes.append(node)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return number(time.perf_counter() - start)
