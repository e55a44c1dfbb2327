# SPDX-License-Identifier: EUPL-1.2
"""Storms over a real server, real gateways and their line: `python -m tests.chaos --runs 20 --seed 1 --soort sqlite`.

Each run of a seed has the same troubles at the same moments; how processes interleave it cannot fix. `--eerste 17 --runs 1`
gives run 17 of a seed alone. Nothing that was acknowledged may be lost, nothing may stand twice, log and ledger must agree and
every outbox must run empty; at the end the whole is verified as `audit verifieer` does.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.database import Postgres, Sqlite
from tests.chaos.processen import forked
from tests.chaos.storm import Storm
from tests.chaos.toneel import build, load

SEED = 20_261_122
KINDS = {"sqlite": lambda _folder: Sqlite(), "postgresql": Postgres}


def main() -> None:
    """Run the storms."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description="Storms over server, gateways and line.")
    parser.add_argument("--runs", type=int, default=100, help="runs per database")
    parser.add_argument("--eerste", type=int, default=0, metavar="RUN", help="number of the first run")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--soort", action="append", choices=KINDS, default=[], help="database; default: each")
    parser.add_argument("--seconds", type=float, default=0, help="no new run after so long; 0: no limit")
    parser.add_argument("--bewaar", action="store_true", help="keep the files of a storm that failed")
    chosen = parser.parse_args()
    for soort in chosen.soort or KINDS:
        folder = Path(tempfile.mkdtemp(prefix="kp-storm-"))
        try:
            storms(soort, folder, chosen)
        except BaseException:
            if chosen.bewaar:
                say(f"bewaard: {folder}")
                raise
            shutil.rmtree(folder, ignore_errors=True)
            raise
        shutil.rmtree(folder, ignore_errors=True)


def storms(soort: str, folder: Path, chosen: argparse.Namespace) -> None:
    """All runs on one kind of database."""
    with contextlib.ExitStack() as stack:
        folder.chmod(0o755)  # PostgreSQL runs as another user when this runs as root
        database = KINDS[soort](folder)
        stack.callback(database.close)
        inner = _free_port()
        pid = forked(lambda: build(folder, database.url, inner))
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, "het toneel kwam er niet"
        storm = Storm(load(folder), database, chosen.seed)
        stack.callback(storm.close)
        start, done = time.monotonic(), 0
        for number in range(chosen.eerste, chosen.eerste + chosen.runs):
            if chosen.seconds and time.monotonic() - start > chosen.seconds:
                break
            try:
                storm.run(number)
            except AssertionError:
                say(f"{soort}: run {number} of seed {chosen.seed} failed")
                raise
            done += 1
        storm.finish()
        held = sum(map(len, storm.told.values()))
        say(
            f"{soort}: {done} runs good, seed {chosen.seed}; {held} supplies; troubles {dict(sorted(storm.counts.items()))}"
        )


def say(text: str) -> None:
    """Tell how it went."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
