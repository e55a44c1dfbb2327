# SPDX-License-Identifier: EUPL-1.2
"""Server processes for the rows over HTTP: `knooppunt serve` as an operator runs it, and the bare service beside it.

`Stage` founds one backbone and starts as many processes of both kinds as a row asks for, each with a port of its own,
those of one kind beside one database. Nothing is forked: every process is a command that is waited for, and that is ended
afterwards. Clients are a fixed number of connections, spread over the processes, that each send their next request when
the answer to the last is in. Making requests is not measured.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from bench.measure import number
from bench.over_http import AsOurs
from server.commandline.serve import GC_THRESHOLD, KEEP_SECONDS, OTHER_THREADS
from server.demo.processen import free_port
from server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.measure import Effort

    Take: TypeAlias = "Callable[[bytes, bytes, bytes], object]"

CLIENTS = 32
AS_OURS = AsOurs(Settings().handelingen + OTHER_THREADS, KEEP_SECONDS, GC_THRESHOLD)
START_SECONDS, STOP_SECONDS = 90, 30
_SHARED: list[Stage] = []
_UNTIL_THE_END = ExitStack()
atexit.register(_UNTIL_THE_END.close)


@dataclass
class Side:
    """The processes of one kind, of which `used` take part, and what they answered since `forget`."""

    processes: list[Process] = field(default_factory=list)
    used: int = 1
    latencies: list[float] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    cpu_seconds: float = 0.0

    def begin(self, used: int) -> None:
        """Begin a row with so many of the processes."""
        self.used = used
        self.forget()

    def forget(self) -> None:
        """Forget what was answered before."""
        self.latencies, self.answers, self.cpu_seconds = [], [], 0.0

    def load(self, requests: list[bytes], take: Take | None = None) -> float:
        """Send all requests and return how many were answered per second.

        `take` gets the request, the head and the body of every answer as it comes; what it does counts as well.
        """
        start, before = time.perf_counter(), self._cpu()
        asyncio.run(self._clients(requests, take))
        seconds = time.perf_counter() - start
        self.cpu_seconds += self._cpu() - before
        return len(requests) / seconds

    def detail(self, who: str) -> dict[str, Any]:
        """Return latency and the processor time of the servers per answer, both in milliseconds."""
        return {
            f"p50_ms_{who}": number(statistics.median(self.latencies) * 1000),
            f"cpu_ms_{who}": number(self.cpu_seconds / len(self.answers) * 1000),
        }

    def _cpu(self) -> float:
        return sum(process.cpu() for process in self.processes[: self.used])

    async def _clients(self, requests: list[bytes], take: Take | None) -> None:
        waiting = iter(requests)
        await asyncio.gather(*(self._client(nth, waiting, take) for nth in range(min(CLIENTS, len(requests)))))

    async def _client(self, nth: int, waiting: Iterator[bytes], take: Take | None) -> None:
        port = self.processes[nth % self.used].port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            start = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
            self.latencies.append(time.perf_counter() - start)
            self.answers.append(body)
            if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
                raise RuntimeError(f"refused: {body[:400]!r}")
            if take is not None:
                take(request, head, body)
        writer.close()
        await writer.wait_closed()


@dataclass(frozen=True)
class Process:
    """One server process."""

    handle: subprocess.Popen[bytes] = field(repr=False)
    port: int
    log: Path

    def cpu(self) -> float:
        """Return the processor time of the process so far, seconds."""
        fields = Path(f"/proc/{self.handle.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wait(self) -> dict[str, Any]:
        """Return what it says about its health, once it is well."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.handle.poll() is None:
            found = self._health()
            if found is not None:
                return found
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start: {self.log.read_text()[-2000:]}")

    def stop(self) -> None:
        """End it."""
        self.handle.terminate()
        try:
            self.handle.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.handle.kill()
            self.handle.wait()

    def _health(self) -> dict[str, Any] | None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/gezond/klaar")
            answer = connection.getresponse()
            return dict(json.load(answer)) if answer.status == 200 else None
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()


@contextmanager
def stage_for(effort: Effort) -> Iterator[Stage]:
    """Give a row on SQLite a stage of its own; in the quick form all rows share one, until the bench ends."""
    if not effort.quick:
        with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name, Stage(Path(name)) as stage:
            yield stage
        return
    if not _SHARED:
        folder = _UNTIL_THE_END.enter_context(tempfile.TemporaryDirectory(prefix="knooppunt-bench-"))
        _SHARED.append(_UNTIL_THE_END.enter_context(Stage(Path(folder))))
    yield _SHARED[0]


class Stage:
    """One backbone, what makes its requests, and servers of both kinds: `with Stage(folder) as stage`."""

    def __init__(self, folder: Path, urls: tuple[str, str] | None = None) -> None:
        """`urls` are the databases of ours and of the bare service; without it both are on SQLite."""
        self.folder, self._urls = folder, urls
        self.ours, self.bare = Side(), Side()
        self.durability: dict[str, Any] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "bench.maker", str(self.folder), *(self._urls or ())[:1]]
        self._maker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._stack.callback(self._end_maker)
        with ExitStack() as undo:
            undo.push(self._stack)
            started = self._heard()
            undo.pop_all()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KNOOPPUNT_")}
        self._environment = kept | started["omgeving"]
        self.durability["database_ours"] = started["database"]
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def start(self, processes: int) -> None:
        """Have at least so many processes of both kinds ready; rows that begin now use precisely so many."""
        ours = ["server.commandline", "serve"]
        theirs = ["bench.bare", "{port}", str(self.folder), json.dumps(asdict(AS_OURS)), *(self._urls or ())[1:]]
        fresh: list[Process] = []
        for side, name, command in ((self.ours, "ours", ours), (self.bare, "bare", theirs)):
            while len(side.processes) < processes:
                fresh.append(self._start(side, command, name))
            side.begin(processes)
        for process in fresh:
            process.wait()
        self.durability["database_theirs"] = self.bare.processes[0].wait()

    def make(self, **asked: Any) -> dict[str, list[bytes]]:
        """Return fresh requests for both: a signature holds for two minutes."""
        assert self._maker.stdin is not None
        self._maker.stdin.write(json.dumps(asked) + "\n")
        self._maker.stdin.flush()
        path = Path(self._heard()["bestand"])
        made: dict[str, list[bytes]] = pickle.loads(path.read_bytes())
        path.unlink()
        return made

    def _start(self, side: Side, module: list[str], name: str) -> Process:
        port = free_port()
        command = [sys.executable, "-m", *(part.replace("{port}", str(port)) for part in module)]
        log = self.folder / f"{name}-{len(side.processes)}.log"
        with log.open("wb") as file:
            environment = self._environment | {"KNOOPPUNT_PORT": str(port)}
            process = Process(subprocess.Popen(command, env=environment, stdout=file, stderr=file), port, log)
        self._stack.callback(process.stop)
        side.processes.append(process)
        return process

    def _heard(self) -> dict[str, Any]:
        assert self._maker.stdout is not None
        line = self._maker.stdout.readline()
        if not line:
            raise RuntimeError("what makes the requests ended")
        return dict(json.loads(line))

    def _end_maker(self) -> None:
        assert self._maker.stdin is not None
        self._maker.stdin.close()
        self._maker.wait(STOP_SECONDS)
