# SPDX-License-Identifier: EUPL-1.2
"""Row `beslissing-p99-herladen`: how long a decision takes while another thread never stops loading new rules.

One thread loads 5 000 rules from their bytes, checks and seals them and swaps the one reference, over and over: far
more often than a release ever comes. Another decides all the while, one question after the other, and every decision
is timed and compared with the answer it should give. Beside it, in the detail, the same without a reload, and the
longest wait: Python lets a busy thread run for `sys.getswitchinterval()` before another one gets its turn. Also in the
detail (`op_afspraak`): one question every 2 ms, timed from the moment it was due, so that waking up counts too; that says
more about how busy the machine is than about the engine.
"""

from __future__ import annotations

import random
import statistics
import sys
import threading
import time
from dataclasses import dataclass
from itertools import cycle, islice
from typing import TYPE_CHECKING

from bench.decision_rules import World, make_questions, make_rows
from bench.measure import Result, number
from policies import RuleSet

if TYPE_CHECKING:
    from bench.measure import Effort
    from policies import Uitkomst, Vraag

SEED = 20261123


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    rng = random.Random(SEED)
    world = World.make()
    files = world.with_rows(make_rows(world, effort.count(5_000, 40), rng))
    rules = RuleSet.of_files(files, "demo", "sha256:bench")
    questions = make_questions(rules, effort.count(2_000, 50), rng)
    served = Served(rules, questions, [rules.decide(vraag).uitkomst for vraag in questions])
    alone, spaced_alone = served.busily(effort.seconds / 5), served.spaced(effort.seconds / 5)
    stop, reloads = threading.Event(), [0]

    def reload() -> None:
        while not stop.is_set():
            served.current = RuleSet.of_files(files, "demo", "sha256:bench")
            reloads[0] += 1

    loader = threading.Thread(target=reload)
    loader.start()
    try:
        busy, spaced = served.busily(effort.seconds * 0.6), served.spaced(effort.seconds * 0.6)
    finally:
        stop.set()
        loader.join()
    assert not served.wrong, f"{served.wrong} wrong answers while reloading"
    found = {"p50": 50, "p99": 99, "p99_9": 99.9}
    detail = {f"{name}_ms": number(_percentile(busy, at)) for name, at in found.items()}
    detail |= {f"{name}_ms_zonder_herladen": number(_percentile(alone, at)) for name, at in found.items()}
    detail |= {f"{name}_ms_op_afspraak": number(_percentile(spaced, at)) for name, at in found.items()}
    detail |= {
        "p99_ms_op_afspraak_zonder_herladen": number(_percentile(spaced_alone, 99)),
        "langste_ms": number(max(busy)),
    }
    detail |= {"beslissingen": len(busy) + len(spaced), "herladen": reloads[0], "fout": served.wrong}
    detail |= {"wisseltijd_ms": number(sys.getswitchinterval() * 1e3)}
    return {"beslissing-p99-herladen": Result(_percentile(busy, 99), detail)}


@dataclass(slots=True)
class Served:
    """The one reference, the questions with their right outcomes, and how many came out wrong."""

    current: RuleSet
    questions: list[Vraag]
    expected: list[Uitkomst]
    wrong: int = 0

    def busily(self, seconds: float) -> list[float]:
        """Return milliseconds per decision, one after the other."""
        took: list[float] = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for vraag, outcome in zip(self.questions, self.expected, strict=True):
                start = time.perf_counter()
                beslissing = self.current.decide(vraag)
                took.append((time.perf_counter() - start) * 1e3)
                self.wrong += beslissing.uitkomst is not outcome
        return took

    def spaced(self, seconds: float) -> list[float]:
        """Return milliseconds from the moment a question was due, one every 2 ms, to its answer."""
        took: list[float] = []
        due = time.perf_counter()
        for vraag, outcome in islice(
            cycle(zip(self.questions, self.expected, strict=True)), max(int(seconds / 0.002), 20)
        ):
            due += 0.002
            time.sleep(max(0.0, due - time.perf_counter()))
            beslissing = self.current.decide(vraag)
            took.append((time.perf_counter() - due) * 1e3)
            self.wrong += beslissing.uitkomst is not outcome
        return took


def _percentile(values: list[float], at: float) -> float:
    return statistics.quantiles(values, n=1000, method="inclusive")[int(at * 10) - 1]
