# SPDX-License-Identifier: EUPL-1.2
"""Row `push`: pushes per second over HTTP on loopback, acknowledged with proof, beside a bare FastAPI service.

Both servers (`bench.servers`) get the same signed bytes, in turns, from the same clients: a fixed number of connections
that each send their next request when the answer to the last is in. Making the requests is not measured. After the
run the receipts of one round are verified under the pinned policy of the log, as a gateway would.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from audit.proof import receipt, tlog_policy
from bench.measure import in_turns, number, result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.measure import Effort, Result

CLIENTS = 32


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    count = effort.count(128, 4)
    with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name:
        folder = Path(name)
        with process("ours", folder) as ours, process("bare", folder) as bare:
            source = Requests(ours, count)
            rates = in_turns(lambda: load(ours, source.get("ours")), lambda: load(bare, source.get("bare")), effort)
            check(folder, ours.answers[-count:])
            return {
                "push": result(
                    *rates,
                    "per_second",
                    clients=CLIENTS,
                    record="4 KiB, 3 recipients, 5 statements",
                    sqlite_ours=ours.sqlite,
                    sqlite_theirs=bare.sqlite,
                    p50_ms_ours=number(statistics.median(ours.latencies) * 1000),
                    p50_ms_theirs=number(statistics.median(bare.latencies) * 1000),
                    cpu_ms_ours=number(ours.cpu_ms),
                    cpu_ms_theirs=number(bare.cpu_ms),
                )
            }


@dataclass
class Process:
    """A running server and what its answers were."""

    handle: subprocess.Popen[str] = field(repr=False)
    port: int
    sqlite: dict[str, Any]
    latencies: list[float] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    cpu_seconds: float = 0.0

    @property
    def cpu_ms(self) -> float:
        """Processor time of the server per answer, milliseconds."""
        return self.cpu_seconds / len(self.answers) * 1000

    def cpu(self) -> float:
        """Return the processor time of the server so far, seconds."""
        fields = Path(f"/proc/{self.handle.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, count: int) -> Path:
        """Let the server make requests and return the file they are in."""
        assert self.handle.stdin is not None
        self.handle.stdin.write(f"{count}\n")
        self.handle.stdin.flush()
        return Path(_heard(self.handle.stdout)["file"])


class Requests:
    """Gives both servers the same requests, made shortly before: signatures hold for two minutes."""

    def __init__(self, maker: Process, count: int) -> None:
        self._maker, self._count = maker, count
        self._waiting: dict[str, list[list[bytes]]] = {"ours": [], "bare": []}

    def get(self, who: str) -> list[bytes]:
        """Return the next requests for `who`."""
        if not self._waiting[who]:
            path = self._maker.ask(self._count)
            made = pickle.loads(path.read_bytes())
            path.unlink()
            for waiting in self._waiting.values():
                waiting.append(made)
        return self._waiting[who].pop(0)


@contextmanager
def process(which: str, folder: Path) -> Iterator[Process]:
    """Start a server and end it afterwards."""
    command = [sys.executable, "-m", "bench.servers", which, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as handle:
        try:
            started = _heard(handle.stdout)
            yield Process(handle, started["port"], started["sqlite"])
        finally:
            assert handle.stdin is not None
            handle.stdin.close()
            handle.wait(30)


def _heard(stream: IO[str] | None) -> dict[str, Any]:
    assert stream is not None
    line = stream.readline()
    if not line:
        raise RuntimeError("the server ended")
    return dict(json.loads(line))


def load(server: Process, requests: list[bytes]) -> float:
    """Send all requests over `CLIENTS` connections and return how many were answered per second."""
    start, before = time.perf_counter(), server.cpu()
    asyncio.run(_clients(server, requests))
    seconds = time.perf_counter() - start
    server.cpu_seconds += server.cpu() - before
    return len(requests) / seconds


async def _clients(server: Process, requests: list[bytes]) -> None:
    waiting = iter(requests)
    await asyncio.gather(*(_client(server, waiting) for _ in range(min(CLIENTS, len(requests)))))


async def _client(server: Process, waiting: Iterator[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    for request in waiting:
        start = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        server.latencies.append(time.perf_counter() - start)
        server.answers.append(body)
        if not head.startswith(b"HTTP/1.1 201"):
            raise RuntimeError(f"refused: {body[:400]!r}")
    writer.close()
    await writer.wait_closed()


def check(folder: Path, answers: list[bytes]) -> None:
    """Verify the receipts in these answers: what was measured must be acknowledged with proof."""
    policy = tlog_policy.parse((folder / "policy").read_bytes())
    for answer in answers:
        for item in json.loads(answer)["verstrekkingen"]:
            receipt.verify(item["bewijs"], policy)
