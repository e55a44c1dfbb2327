# SPDX-License-Identifier: EUPL-1.2
"""What runs in the processes of the harness, each forked from one parent without threads: server, gateway, proxy.

How each trouble is made real:
- a full disk: `RLIMIT_FSIZE` on the server (and on PostgreSQL's own processes, see `database`): the kernel refuses every
  write past a few kilobytes, as a full disk does;
- a slow disk: every commit of every database of the server and every published file takes so much longer;
- a clock: the one that server and gateways are given reads a switch.

What the harness speeds up: a gateway asks again at once instead of after its back-off (as with `outbox opnieuw`).
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from audit.publish import Publisher
from server import wiring
from server.bedrijf import Bedrijf
from server.commandline.serve import DrainingServer
from tests.chaos.lijn import Lijn
from tests.chaos.schakels import Klok, Schakel, Schakels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.chaos.toneel import Toneel

TINY = 4096  # bytes that a file may have on a full disk
NEVER = resource.RLIM_INFINITY


def forked(work: Callable[[], None]) -> int:
    """Run `work` in a process of its own; its end is its exit code."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - a child must never return into the parent's code
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def serve(toneel: Toneel, schakels: Schakels) -> None:
    """Be the server, until killed."""
    quietly(toneel.folder / "server.uit")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    threading.Thread(target=_watch_disk, args=(schakels,), daemon=True).start()
    _slow_down(schakels)
    backbone = wiring.open_backbone(toneel.settings, Klok(schakels, Schakel.SERVER_CLOCK))
    Bedrijf(backbone).start()
    DrainingServer(backbone).run()


def _watch_disk(schakels: Schakels) -> None:
    while True:
        limit = TINY if schakels[Schakel.FULL] else NEVER
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, NEVER))
        time.sleep(0.01)


def _slow_down(schakels: Schakels) -> None:
    def wait(*_: Any) -> None:
        time.sleep(schakels[Schakel.SLOW] / 1000)

    sa.event.listen(sa.Engine, "commit", wait)
    real = Publisher._write

    def slow(*args: Any, **kwargs: Any) -> Any:
        wait()
        return real(*args, **kwargs)

    Publisher._write = slow  # type: ignore[method-assign]


def push(toneel: Toneel, schakels: Schakels, soort: str, count: int, told: int) -> None:
    """Be a gateway: put supplies in the outbox, tell of each that it lies there, and send until all is gone or killed."""
    quietly(toneel.folder / f"{soort}.uit")
    gateway = toneel.gateway(soort, Klok(schakels, Schakel.GATEWAY_CLOCK))
    for number in range(count):
        found = gateway.supply([toneel.proposal(soort, number)]).uitslagen[0]
        assert found.staat == "in-outbox", found.to_json()
        os.write(told, f"{found.records[0]}\n".encode())
    while True:
        for entry in gateway.outbox.entries("wacht"):
            gateway.outbox.again(entry.nr, gateway.clock())
        gateway.drain()
        if schakels[Schakel.DRAIN] and not gateway.outbox.counts().get("wacht"):
            gateway.close()
            return
        time.sleep(0.05)


def pass_on(toneel: Toneel, schakels: Schakels) -> None:
    """Be the line between gateways and server, until killed."""
    quietly(toneel.folder / "lijn.uit")
    asyncio.run(Lijn(toneel.outer, toneel.inner, schakels).serve())


def quietly(path: Path) -> None:
    """Send what this process says to a file."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)
