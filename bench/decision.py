# SPDX-License-Identifier: EUPL-1.2
"""Row `beslissing-vs-casbin`: a decision with its full explanation beside plain casbin on the same model and rules.

The set holds the real vocabulary and groups and 5 000 made-up rules; each question has at least one candidate row.
Plain casbin reads the same `model.conf` and CSV with its own reader and says only yes or no. Every answer of both is
compared, so nothing fast and wrong can pass.
"""

from __future__ import annotations

import random
import tempfile
import time
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measure import in_turns, result
from policies import RuleSet
from policies.rows import VELDEN
from tests.policies.world import files_with, plain, random_question, random_rows, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.measure import Effort, Result
    from policies import Vraag

SEED = 20261122
REPEATS = 50


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    rng = random.Random(SEED)
    count = effort.count(5_000, 50)
    files = files_with(_different(random_rows(rng, RuleSet.load(omgeving="demo"), count))[:count])
    ours = RuleSet.of_files(files, "demo")
    with tempfile.TemporaryDirectory() as folder:
        theirs = plain(files, Path(folder))
    questions = _questions(ours, rng, effort.count(64, 4))
    for question in questions[: effort.count(8, 2)]:
        assert ours.decide(question).toegestaan is theirs.enforce(*request(question))
    rates = in_turns(
        _rate(ours.decide, questions, REPEATS),
        _rate(lambda q: theirs.enforce(*request(q)), questions, 1),
        effort,
    )
    return {"beslissing-vs-casbin": result(*rates, "per_second", rules=len(ours.rows))}


def _different(rows: list[str]) -> list[str]:
    """Return the rows that say something new: the loader refuses one that says the same under another id."""
    place = 1 + VELDEN.index("id")
    said = {tuple(cell for at, cell in enumerate(row.split(", ")) if at != place): row for row in rows}
    return list(said.values())


def _questions(rules: RuleSet, rng: random.Random, count: int) -> list[Vraag]:
    """Return questions that at least one row is a candidate for."""
    found: list[Vraag] = []
    while len(found) < count:
        question = random_question(rules, rng, rng.choice(rules.rows))
        if rules.decide(question).uitkomst != "niet-geregeld":
            found.append(question)
    return found


def _rate(decide: Callable[[Vraag], Any], questions: list[Vraag], repeats: int) -> Callable[[], float]:
    """Return a sampler of decisions per second; both samplers go through the same questions in the same order."""
    waiting = cycle(questions)

    def sample() -> float:
        question = next(waiting)
        start = time.perf_counter()
        for _ in range(repeats):
            decide(question)
        return repeats / (time.perf_counter() - start)

    return sample
