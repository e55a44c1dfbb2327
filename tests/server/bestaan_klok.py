# SPDX-License-Identifier: EUPL-1.2
"""By the clock: whether a stranger can tell what exists from what does not, over many questions in turn.

    python -m tests.server.bestaan_klok --seconds 60

Existing and invented ids are asked in turn, in random order within each pair, so that drift of the machine falls on both. Two
samples differ when the rank test of Mann and Whitney says so beyond chance (|z| > 4, one in 16 000) *and* the medians lie more
than `MARGIN` apart: what is smaller drowns in a network. The usual tests compare the work itself; this is for the long run.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from server.api.app import create_app
from tests import kit
from tests.server.bestaan import QUESTIONS, Question, Wereld
from tests.server.conftest import listening, serve

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT_Z = 4.0
MARGIN = 0.10
LEAST = 40


def measured(wereld: Wereld, question: Question, pairs: int) -> tuple[list[float], list[float]]:
    """Return milliseconds of the answers about what exists, and about what does not."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(pairs):
        both = [(0, wereld.real()), (1, wereld.invented())]
        random.shuffle(both)
        for which, ids in both:
            times[which].append(wereld.timed(question, ids))
    return times


def differs(one: Sequence[float], two: Sequence[float]) -> bool:
    """Whether two samples differ beyond chance and by more than the margin."""
    low, high = sorted((statistics.median(one), statistics.median(two)))
    return abs(z_score(one, two)) > LIMIT_Z and high > low * (1 + MARGIN)


def z_score(one: Sequence[float], two: Sequence[float]) -> float:
    """Return the normal score of the rank sum of `one` (ties share their ranks)."""
    ranks: dict[float, float] = {}
    for place, value in enumerate(sorted([*one, *two]), start=1):
        ranks.setdefault(value, 0.0)
        ranks[value] = ranks[value] or float(place)
    ties = {value: [*one, *two].count(value) for value in ranks}
    total = sum(ranks[value] + (ties[value] - 1) / 2 for value in one)
    many, others = len(one), len(two)
    mean = many * (many + others + 1) / 2
    return (total - mean) / math.sqrt(many * others * (many + others + 1) / 12)


def main() -> int:
    """Measure every question for its share of the time, and tell which can be told apart."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    chosen = parser.parse_args()
    told = 0
    with tempfile.TemporaryDirectory() as folder, kit.backbone(Path(folder)) as operator:
        served = serve(operator)
        with listening(create_app(served)) as address, httpx.Client(base_url=address, trust_env=False) as http:
            wereld = Wereld(http, operator)
            for question in QUESTIONS:
                end = time.monotonic() + chosen.seconds / len(QUESTIONS)
                there, nowhere = list[float](), list[float]()
                while time.monotonic() < end or len(there) < LEAST:
                    more = measured(wereld, question, 10)
                    there += more[0]
                    nowhere += more[1]
                bad = differs(there, nowhere)
                told += bad
                medians = f"{statistics.median(there):.1f} / {statistics.median(nowhere):.1f} ms"
                score = f"z {z_score(there, nowhere):+.1f}"
                sys.stderr.write(
                    f"{'VERSCHIL' if bad else 'gelijk  '} {medians} {score} n={len(there)} {question.method} {question.path}\n"
                )
        served.close()
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
