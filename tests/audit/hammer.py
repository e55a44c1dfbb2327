# SPDX-License-Identifier: EUPL-1.2
"""The hammer: writers, verifying readers and kill -9 at random, again and again, on one log. `python -m tests.audit.hammer`.

Each run starts one to three writer processes on one database (each with its own sequencer and some threads) and a reader
beside them. Each writer gets a fate: killed by its parent after so many answers, killed by itself before or after the
n-th call of a step (stage, kluis, sign, swap, apply, publish, a file, answer), or a disk that is full for a moment. What a
dead writer left unanswered the next one asks again under the same key. After each run the log must start; an answered act
must stand where its answer said, none may stand twice, and lines and rows must be the same acts. At the end the whole log
is verified.

The readers check the signed note on disk, its consistency with the one before, and receipts at random places. The seed is
printed and makes the fates the same; how threads and processes interleave it cannot fix.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import select
import signal
import sys
import tempfile
import threading
import time
import traceback
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from audit import database, tables
from audit.kluis import EpochKey, Kluis
from audit.log import Log
from audit.proof import checkpoint, receipt, tlog_policy, tree
from audit.publish import Publisher
from audit.reader import LogReader
from audit.rows import existing_rows, row_ref
from audit.sequencer import Sequencer
from audit.signer import LogSigner, policy_text
from audit.values import LogUnavailableError
from audit.verify import Rooms, verify

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20_261_122
SHARD = "oost-2026"
PREFIX = "hamer.example/log"
THREADS = 3
GROWTH_KIB = 32_768  # what a long run may take more than twice of what a short one does
STEPS = {
    "stage": "audit.batch.Batch.write",
    "kluis": "audit.kluis.Kluis.put_many",
    "sign": "audit.signer.LogSigner.sign",
    "swap": "audit.batch.Batch._swap",
    "apply": "audit.sequencer.Sequencer._commit",
    "publish": "audit.publish.Publisher.publish",
    "settle": "audit.publish.Publisher._settle",
    "file": "audit.publish.Publisher._write",
    "answer": "audit.batch.Batch.answer",
}
business = sa.MetaData()
acts = sa.Table(
    "proef_handeling",
    business,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("regel", sa.BigInteger, nullable=False),
)


@dataclass
class Place:
    """Where the log is. Each process opens it for itself: nothing that is open crosses a fork."""

    url: str
    folder: Path

    def create(self) -> None:
        """Make keys and tables."""
        EpochKey.generate().write(self.folder / "tijdvak.json")
        LogSigner.generate().write(self.folder / "log.json")
        engine = database.create_engine(self.url)
        tables.create(engine)
        business.create_all(engine)
        kluis = self.kluis()
        kluis.create()
        engine.dispose()
        kluis.engine.dispose()

    def kluis(self) -> Kluis:
        """Open the kluis."""
        return Kluis.open(f"sqlite:///{self.folder}/kluis.sqlite", self.folder / "tijdvak.json")

    def sequencer(self) -> Sequencer:
        """Start a sequencer."""
        signer = LogSigner.read(self.folder / "log.json")
        made = Sequencer(database.create_engine(self.url), self.kluis(), signer, self.folder, PREFIX)
        made.start()
        return made

    def policy(self) -> tlog_policy.TlogPolicy:
        """The pinned keys of the log."""
        return tlog_policy.parse(policy_text(LogSigner.read(self.folder / "log.json"), PREFIX).encode())


@dataclass
class Fate:
    """What happens to one writer."""

    step: str | None  # killed by itself at this step; None: by its parent
    after: bool
    count: int  # at which call, or after how many answers
    full: bool  # whether the disk is full for a moment

    @classmethod
    def draw(cls, dice: random.Random) -> Fate:
        """Draw one."""
        step = dice.choice([None, *STEPS])
        return cls(step, dice.random() < 0.5, dice.randint(1, 12), dice.random() < 0.2)

    def arm(self) -> None:
        """Make this process kill itself at its step, for real."""
        if self.step is None:
            return
        module, owner, name = STEPS[self.step].rsplit(".", 2)
        real: Callable[..., Any] = getattr(getattr(import_module(module), owner), name)
        left = [self.count]

        def deadly(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if not left[0] and not self.after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*args, **kwargs)
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        setattr(getattr(import_module(module), owner), name, deadly)


def _write(place: Place, fate: Fate, name: str, again: list[str], answers: int) -> None:
    """Be a writer: until killed."""
    sequencer = place.sequencer()
    fate.arm()
    waiting = list(again)

    def key(thread: int, number: int) -> str:
        with contextlib.suppress(IndexError):
            return waiting.pop()
        return f"{name}-{thread}-{number}"

    def work(thread: int) -> None:
        for number in range(10**9):
            asked = key(thread, number)
            os.write(answers, f"? {asked}\n".encode())
            try:
                index = sequencer.submit(lambda pen, asked=asked: _act(pen, asked)).result(60).value  # type: ignore[misc]
            except LogUnavailableError:
                waiting.append(asked)
                time.sleep(0.005)
                continue
            os.write(answers, f"! {asked} {index}\n".encode())

    for thread in range(THREADS):
        threading.Thread(target=work, args=(thread,), daemon=True).start()
    if fate.full:
        time.sleep(0.05)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        time.sleep(0.1)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    threading.Event().wait()


def _memory(pid: int) -> int:
    """Return the resident memory of a process in KiB; 0 when this system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize() // 1024


def _act(pen: Any, asked: str) -> int:
    """One act: once, however often it is asked."""
    found = pen.connection.execute(sa.select(acts.c.regel).where(acts.c.id == asked)).scalar()
    if found is not None:
        return int(found)
    values = {"id": asked, "regel": pen.next_index(SHARD)}
    pen.connection.execute(sa.insert(acts), values)
    return int(pen.line(SHARD, {"id": asked, "rijen": [row_ref(acts, values)]}, {"persoon": "p"}).index)


def _read(place: Place, seed: int, stop: int) -> None:
    """Be a reader: check what is published until the parent closes its end of the pipe; an exception is a failure."""
    dice, publisher = random.Random(seed), Publisher(place.folder)
    engine, policy = database.create_engine(place.url), place.policy()
    log, keys = Log(engine, place.kluis()), policy.log_keys(f"{PREFIX}/{SHARD}")
    last: checkpoint.Checkpoint | None = None
    while not select.select([stop], [], [], 0.01)[0]:
        if (data := publisher.published(SHARD)) is None:
            continue
        head = checkpoint.open_signed(data, keys).checkpoint
        if last is not None and last.size <= head.size:
            proof = log.consistency(SHARD, last.size, head.size)
            tree.verify_consistency(last.size, head.size, last.root, head.root, proof)
        elif last is not None:
            raise AssertionError("het gepubliceerde checkpoint werd kleiner")
        last = head
        receipt.verify(log.receipt(SHARD, dice.randrange(head.size), head.size), policy)


def _forked(work: Callable[[], None], others: int | None = None) -> int:
    """Run `work` in a process of its own, without `others`, the parent's end of a pipe; its end is its exit code."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        if others is not None:
            os.close(others)
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - a child must never return into the parent's code
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


@dataclass
class Hammer:
    """All runs on one log."""

    place: Place
    dice: random.Random
    asked: set[str] = field(default_factory=set)
    answered: dict[str, int] = field(default_factory=dict)
    kills: int = 0

    def run(self, number: int) -> None:
        """One run: writers, a reader, death, and the check that all is well."""
        fates = [Fate.draw(self.dice) for _ in range(self.dice.choice([1, 1, 2, 3]))]
        open_ = sorted(self.asked - set(self.answered))
        hold, stop = os.pipe()
        reader = _forked(lambda: _read(self.place, number, hold), stop)
        writers = [self.writer(fate, f"{number}-{at}", open_[at :: len(fates)]) for at, fate in enumerate(fates)]
        self.listen({pipe: (pid, fate) for pid, pipe, fate in writers})
        for pid, _, _ in writers:
            os.waitpid(pid, 0)
        os.close(stop)
        os.close(hold)
        self.expect_good(reader, "een lezer vond een fout")
        self.expect_good(_forked(self._check), "na de klap klopt het log niet")

    def writer(self, fate: Fate, name: str, again: list[str]) -> tuple[int, int, Fate]:
        out, answers = os.pipe()
        pid = _forked(lambda: _write(self.place, fate, name, again, answers), out)
        os.close(answers)
        return pid, out, fate

    def listen(self, pipes: dict[int, tuple[int, Fate]], seconds: float = 5) -> list[int]:
        """Take in answers until all writers are dead: each is killed after its number of answers, or after a while.

        Returns:
            The memory of the first writer over time, in KiB.
        """
        first, sizes, looked = next(iter(pipes.values()))[0], list[int](), 0.0
        left = {pipe: fate.count if fate.step is None else 40 for pipe, (_, fate) in pipes.items()}
        rests, end = dict.fromkeys(pipes, b""), time.monotonic() + seconds
        while pipes:
            if time.monotonic() - looked > 1 and (size := _memory(first)):
                sizes.append(size)
                looked = time.monotonic()
            for pipe in select.select(list(pipes), [], [], 0.05)[0]:
                data = os.read(pipe, 65536)
                *lines, rests[pipe] = (rests[pipe] + data).split(b"\n")
                left[pipe] -= self._take(lines)
                if not data:
                    os.close(pipe)
                    del pipes[pipe]
                    self.kills += 1
            for pipe, (pid, _) in pipes.items():
                if left[pipe] <= 0 or time.monotonic() > end:
                    os.kill(pid, signal.SIGKILL)
        return sizes

    def _take(self, lines: list[bytes]) -> int:
        answers = 0
        for line in lines:
            mark, asked, *index = line.decode().split()
            self.asked.add(asked)
            if mark == "!":
                answers += 1
                before = self.answered.setdefault(asked, int(index[0]))
                assert before == int(index[0]), f"{asked} kreeg twee plaatsen"
        return answers

    def _check(self) -> None:
        """Start and stop the log, then hold lines, rows and answers against each other."""
        sequencer = self.place.sequencer()
        sequencer.stop()
        lines = LogReader(sequencer.engine, sequencer.kluis).lines(SHARD)
        stored = [line.feit["id"] for line in lines if line.feit is not None]
        with sequencer.engine.connect() as connection:
            rows = {row.id: row.regel for row in connection.execute(sa.select(acts))}
        assert len(set(stored)) == len(stored), "een handeling staat er twee keer"
        assert rows == {asked: at for at, asked in enumerate(stored)}, "regels en rijen zijn niet dezelfde handelingen"
        assert self.answered.items() <= rows.items(), "een beantwoorde handeling staat er niet"

    def expect_good(self, pid: int, text: str) -> None:
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
            raise AssertionError(text)

    def finish(self) -> None:
        """Let the log start once more, then verify everything."""
        self.expect_good(_forked(self._check), "na de klap klopt het log niet")
        self.expect_good(_forked(self._verify), "het hele log is niet geldig")

    def _verify(self) -> None:
        engine = database.create_engine(self.place.url)
        rooms = Rooms(rows=lambda connection: existing_rows(connection, [acts]))
        found = verify(engine, self.place.kluis(), self.place.folder, self.place.policy(), rooms)
        assert found.geldig, found.to_json()


def hammer(url: str, folder: Path, runs: int, seed: int) -> Hammer:
    """Do all runs on an empty database and return the tally."""
    place = Place(url, folder)
    place.create()
    made = Hammer(place, random.Random(seed))
    for number in range(runs):
        made.run(number)
        if number % 20 == 19:
            say(f"  {number + 1} runs, {made.kills} kills, {len(made.answered)} acts answered")
    made.finish()
    return made


def soak(url: str, folder: Path, seconds: int) -> None:
    """Let two processes write for a while beside a verifying reader, without harm; then verify everything."""
    place = Place(url, folder)
    place.create()
    made = Hammer(place, random.Random(SEED))
    hold, stop = os.pipe()
    reader = _forked(lambda: _read(place, 0, hold), stop)
    living = Fate(None, after=False, count=10**12, full=False)
    writers = [made.writer(living, str(at), []) for at in range(2)]
    sizes = made.listen({pipe: (pid, fate) for pid, pipe, fate in writers}, seconds)
    for pid, _, _ in writers:
        os.waitpid(pid, 0)
    os.close(stop)
    made.expect_good(reader, "een lezer vond een fout")
    made.finish()
    say(f"good: {len(made.answered)} acts answered in {seconds} s; memory of a writer {sizes[0]} to {sizes[-1]} KiB")
    assert sizes[-1] < 2 * sizes[0] + GROWTH_KIB, "het geheugen van een schrijver groeit"


def main() -> None:
    """Run the hammer on SQLite and on PostgreSQL, or on the database given."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.audit.hammer", description="Kill writers of one log at random."
    )
    parser.add_argument("--runs", type=int, default=200, help="runs per database")
    parser.add_argument("--soak", type=int, metavar="SECONDS", help="load without harm for so long, instead")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--url", action="append", default=[], help="an empty database; default: one of each kind")
    chosen = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="knooppunt-hamer-")))
        urls = chosen.url or [f"sqlite:///{folder}/hoofd.sqlite", _postgres(stack, folder)]
        for at, url in enumerate(urls):
            own = folder / str(at)
            own.mkdir()
            what = f"{chosen.soak} seconds" if chosen.soak else f"{chosen.runs} runs, seed {chosen.seed}"
            say(f"{sa.make_url(url).get_backend_name()}: {what}")
            if chosen.soak:
                soak(url, own, chosen.soak)
                continue
            made = hammer(url, own, chosen.runs, chosen.seed)
            say(f"good: {made.kills} kills, {len(made.answered)} acts answered, {len(made.asked)} asked")


def say(text: str) -> None:
    """Tell how far it is."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _postgres(stack: contextlib.ExitStack, folder: Path) -> str:
    from bench.a_log import postgres

    return stack.enter_context(postgres(folder))("hamer")


if __name__ == "__main__":
    main()
