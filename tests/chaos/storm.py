# SPDX-License-Identifier: EUPL-1.2
"""One run of the harness: which troubles, when, and how it is made well again.

A run begins with a server, a proxy and the gateways that send what they put in their outboxes. Then come one to three
troubles, drawn from the seed and the number of the run, each at a random moment and for a random while. Then all is made
well, and the gateways must get rid of everything.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.chaos import controle, lijn
from tests.chaos.processen import forked, pass_on, push, serve
from tests.chaos.schakels import Schakel, Schakels
from tests.chaos.toneel import SUPPLIERS, dice_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.chaos.database import Postgres, Sqlite
    from tests.chaos.toneel import Toneel

TROUBLES = ("server", "gateway", "database", "vol", "traag", "net", "net", "terug", "vooruit", "samen-vooruit")
HEAL_SECONDS = 90.0


@dataclass
class Storm:
    """All runs on one stage."""

    toneel: Toneel
    database: Postgres | Sqlite
    seed: int
    schakels: Schakels = field(default_factory=Schakels)
    server: int = 0
    proxy: int = 0
    told: dict[str, list[str]] = field(default_factory=lambda: {soort: [] for soort in SUPPLIERS})
    counts: dict[str, int] = field(default_factory=dict)
    checked: int = 0

    def run(self, number: int) -> None:
        """One run, and the check that all is well after it."""
        dice = dice_of(self.seed, number)
        self._well()
        self.schakels[Schakel.SEED] = dice.getrandbits(32)
        gateways = Gateways(self, dice)
        try:
            for trouble in dice.choices(TROUBLES, k=dice.randint(1, 3)):
                self.counts[trouble] = self.counts.get(trouble, 0) + 1
                gateways.listen(dice.uniform(0, 0.5))
                getattr(self, f"_{trouble.replace('-', '_')}")(dice, gateways)
            self._well()
            gateways.finish(time.monotonic() + HEAL_SECONDS)
        finally:
            gateways.end()
        since, self.checked = self.checked, sum(map(len, self.told.values()))
        self._expect(forked(lambda: controle.run(self.toneel, self.told, max(0, since // len(SUPPLIERS) - 5))))

    def finish(self) -> None:
        """Stop the server and verify everything that was ever written."""
        self._end(self.server)
        self._expect(forked(lambda: controle.everything(self.toneel)))

    def close(self) -> None:
        """Let nothing run on."""
        for pid in (self.server, self.proxy):
            self._end(pid)

    # --- troubles

    def _server(self, dice: random.Random, _gateways: Gateways) -> None:
        self._end(self.server)
        time.sleep(dice.uniform(0, 0.3))
        self._start_server()

    def _gateway(self, dice: random.Random, gateways: Gateways) -> None:
        gateways.kill(dice.choice(sorted(SUPPLIERS)))

    def _database(self, dice: random.Random, gateways: Gateways) -> None:
        self.database.kill(dice)
        if self.database.url is None:
            self._server(dice, gateways)
            return
        gateways.listen(dice.uniform(0, 0.5))
        self.database.revive()

    def _vol(self, dice: random.Random, gateways: Gateways) -> None:
        self.schakels[Schakel.FULL] = 1
        if dice.random() < 0.5:
            self.database.fill(full=True)
        gateways.listen(dice.uniform(0.1, 0.5))
        self.schakels[Schakel.FULL] = 0
        self.database.fill(full=False)
        self.database.revive()

    def _traag(self, dice: random.Random, gateways: Gateways) -> None:
        self.schakels[Schakel.SLOW] = dice.randint(20, 500)
        gateways.listen(dice.uniform(0.2, 1.0))
        if dice.random() < 0.5:
            self._server(dice, gateways)

    def _net(self, dice: random.Random, gateways: Gateways) -> None:
        self.schakels[Schakel.NETWORK] = dice.randint(1, lijn.CUT | lijn.DELAY | lijn.DUPLICATE | lijn.REORDER)
        gateways.listen(dice.uniform(0.2, 1.0))

    def _terug(self, dice: random.Random, gateways: Gateways) -> None:
        """The server's clock goes back for a while; now and then the server is started at that time."""
        was = self.schakels[Schakel.SERVER_CLOCK]
        self.schakels[Schakel.SERVER_CLOCK] = was - dice.choice([500, 5_000, 400_000])
        if dice.random() < 0.3:
            self._server(dice, gateways)
        gateways.listen(dice.uniform(0.1, 0.6))
        self.schakels[Schakel.SERVER_CLOCK] = was

    def _vooruit(self, dice: random.Random, gateways: Gateways) -> None:
        """The server's clock is ahead for a while; how far the log went with it, it waits when the clock is right again."""
        was = self.schakels[Schakel.SERVER_CLOCK]
        self.schakels[Schakel.SERVER_CLOCK] = was + dice.choice([500, 2_000])
        gateways.listen(dice.uniform(0.1, 0.6))
        self.schakels[Schakel.SERVER_CLOCK] = was

    def _samen_vooruit(self, dice: random.Random, gateways: Gateways) -> None:
        """The server's clock jumps far ahead for good, the gateways' a while after it."""
        jump = dice.choice([100_000, 600_000])
        self.schakels[Schakel.SERVER_CLOCK] += jump
        gateways.listen(dice.uniform(0.1, 0.6))
        self.schakels[Schakel.GATEWAY_CLOCK] += jump

    # --- making it well

    def _well(self) -> None:
        for switch in (Schakel.SLOW, Schakel.FULL, Schakel.NETWORK):
            self.schakels[switch] = 0
        self.database.fill(full=False)
        self.database.revive()
        if not self.proxy:
            self.proxy = forked(lambda: pass_on(self.toneel, self.schakels))
        self.keep_serving(time.monotonic() + HEAL_SECONDS)

    def keep_serving(self, deadline: float) -> None:
        """See to it that the server listens; it may have refused to start before all was well."""
        while not _listens(self.toneel.inner):
            if not self.server or _ended(self.server):
                self._start_server()
            assert time.monotonic() < deadline, "de server start niet meer"
            time.sleep(0.05)

    def _start_server(self) -> None:
        self.server = forked(lambda: serve(self.toneel, self.schakels))

    def _end(self, pid: int) -> None:
        if pid:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    @staticmethod
    def _expect(pid: int) -> None:
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, "na de storm klopt het niet"


class Gateways:
    """The gateways of one run."""

    def __init__(self, storm: Storm, dice: random.Random) -> None:
        self._storm, self._pipes, self._rests = storm, dict[int, str](), dict[int, bytes]()
        self._pids: dict[str, int] = {}
        storm.schakels[Schakel.DRAIN] = 0
        for soort in SUPPLIERS:
            self._start(soort, dice.randint(1, 4))

    def _start(self, soort: str, count: int) -> None:
        storm = self._storm
        mine, theirs = os.pipe()
        self._pids[soort] = forked(_without(mine, lambda: push(storm.toneel, storm.schakels, soort, count, theirs)))
        os.close(theirs)
        self._pipes[mine], self._rests[mine] = soort, b""

    def kill(self, soort: str) -> None:
        """Kill one, and start it again: what it had in its outbox it must still send."""
        self._storm._end(self._pids[soort])
        self._start(soort, 0)

    def listen(self, seconds: float) -> None:
        """Take in what gateways say they hold, for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not self._pipes:
                time.sleep(left)
                return
            for pipe in select.select(list(self._pipes), [], [], left)[0]:
                self._take(pipe)

    def _take(self, pipe: int) -> None:
        data = os.read(pipe, 65536)
        *lines, self._rests[pipe] = (self._rests[pipe] + data).split(b"\n")
        self._storm.told[self._pipes[pipe]] += [line.decode() for line in lines]
        if not data:
            os.close(pipe)
            del self._pipes[pipe]

    def finish(self, deadline: float) -> None:
        """Wait until all have sent everything."""
        storm = self._storm
        storm.schakels[Schakel.DRAIN] = 1
        for soort, pid in self._pids.items():
            while (done := os.waitpid(pid, os.WNOHANG)) == (0, 0):
                assert time.monotonic() < deadline, f"de outbox van {soort} loopt niet leeg"
                storm.keep_serving(deadline)
                self.listen(0.05)
            assert os.waitstatus_to_exitcode(done[1]) == 0, f"de gateway van {soort} viel om"
        while self._pipes:
            self.listen(0.01)
        self._pids.clear()

    def end(self) -> None:
        """Let none run on."""
        for pid in self._pids.values():
            self._storm._end(pid)
        for pipe in self._pipes:
            os.close(pipe)


def _without(pipe: int, work: Callable[[], None]) -> Callable[[], None]:
    def inner() -> None:
        os.close(pipe)
        work()

    return inner


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG) != (0, 0)
    except ChildProcessError:
        return True
