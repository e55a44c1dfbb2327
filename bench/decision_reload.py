# SPDX-License-Identifier: EUPL-1.2
"""Row `beslissing-p99-herladen`: how long a decision takes while another thread never stops loading new rules.

One thread loads 5 000 rules from their bytes, checks and seals them and swaps the one reference, over and over: far
more often than a release ever comes. Another decides all the while, one question after the other, and every decision
is timed and compared with the answer it should give. Beside it, in the detail, the same without a reload, and the
longest wait: Python lets a busy thread run for `sys.getswitchinterval()` before another one gets its turn.
"""

from __future__ import annotations

import random
import statistics
import sys
import threading
import time
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
    expected = [rules.decide(vraag).uitkomst for vraag in questions]
    current = {"regels": rules}
    alone, _ = _decide(current, questions, expected, effort.seconds / 3)
    stop, reloads = threading.Event(), [0]

    def reload() -> None:
        while not stop.is_set():
            current["regels"] = RuleSet.of_files(files, "demo", "sha256:bench")
            reloads[0] += 1

    loader = threading.Thread(target=reload)
    loader.start()
    try:
        busy, wrong = _decide(current, questions, expected, effort.seconds)
    finally:
        stop.set()
        loader.join()
    assert not wrong, f"{wrong} wrong answers while reloading"
    found = {"p50": 50, "p99": 99, "p99_9": 99.9}
    detail = {f"{name}_ms": number(_percentile(busy, at)) for name, at in found.items()}
    detail |= {f"{name}_ms_zonder_herladen": number(_percentile(alone, at)) for name, at in found.items()}
    detail |= {"langste_ms": number(max(busy)), "beslissingen": len(busy), "herladen": reloads[0], "fout": wrong}
    return {
        "beslissing-p99-herladen": Result(
            _percentile(busy, 99), {**detail, "wisseltijd_ms": number(sys.getswitchinterval() * 1e3)}
        )
    }


def _decide(
    current: dict[str, RuleSet], questions: list[Vraag], expected: list[Uitkomst], seconds: float
) -> tuple[list[float], int]:
    """Return milliseconds per decision, and how many were wrong."""
    took: list[float] = []
    wrong = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for vraag, outcome in zip(questions, expected, strict=True):
            start = time.perf_counter()
            beslissing = current["regels"].decide(vraag)
            took.append((time.perf_counter() - start) * 1e3)
            wrong += beslissing.uitkomst is not outcome
    return took, wrong


def _percentile(values: list[float], at: float) -> float:
    return statistics.quantiles(values, n=1000, method="inclusive")[int(at * 10) - 1]
