# SPDX-License-Identifier: EUPL-1.2
"""Reloading under load: threads decide while another swaps sealed rule sets; no answer is wrong, none is lost.

Plain casbin clears its roles before it has read the new ones and lets requests through in between (pitfall 9); its
synchronised form makes readers wait (pitfall 10); a failed filtered load leaves it with half the rules (pitfall 12).
"""

import random
import threading
import time
from dataclasses import dataclass, field

import pytest

from policies import RuleSet, RuleSetError, giveway
from tests.policies.world import p_row, question, random_question, real_files

SWAPS, READERS, LIMIT = 8, 3, 90.0


@dataclass
class Served:
    """One reference that is swapped, and what the readers saw."""

    current: RuleSet
    answered: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)


def two_sets() -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Our own files, and the same with each act of sharing forbidden to the police."""
    files = real_files()
    extra = p_row(id="X-1.1", wie="politie", wat="*", handeling="delen") + "\n"
    return files, {**files, "regels/extra.csv": extra.encode()}


def test_threads_get_the_right_answer_while_rules_are_swapped():
    """Each answer is the one of the rule set that gave it, through eight swaps between two different sets."""
    both = two_sets()
    sets = [RuleSet.of_files(files, "demo") for files in both]
    rng = random.Random(3)
    asked = [random_question(sets[0], rng, rng.choice(sets[0].rows)) for _ in range(150)]
    asked += [question(wie="politie", aan="gemeente", wat=wat) for wat in ("wpg-8", "anoniem", "casus")]
    expected = {s.digest: [(b.uitkomst, b.regels) for b in map(s.decide, asked)] for s in sets}
    assert expected[sets[0].digest] != expected[sets[1].digest]
    served, stop, end = Served(sets[0]), threading.Event(), time.monotonic() + LIMIT

    def reader() -> None:
        try:
            while not stop.is_set() and time.monotonic() < end:
                for i, vraag in enumerate(asked):
                    beslissing = served.current.decide(vraag)
                    served.answered[beslissing.vrijgave] = served.answered.get(beslissing.vrijgave, 0) + 1
                    if (beslissing.uitkomst, beslissing.regels) != expected[beslissing.vrijgave][i]:
                        served.wrong.append(str(vraag))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
            served.errors.append(error)

    workers = [threading.Thread(target=reader) for _ in range(READERS)]
    for worker in workers:
        worker.start()
    for i in range(SWAPS):
        served.current = RuleSet.of_files(both[(i + 1) % 2], "demo")
    stop.set()
    for worker in workers:
        worker.join()
    assert served.wrong == []
    assert served.errors == []
    assert set(served.answered) == set(expected)
    assert min(served.answered.values()) > 500


def test_rules_that_are_refused_leave_the_ones_in_force():
    """A set with a mistake raises while it is read; the reference that serves still decides as before (pitfall 12)."""
    served = Served(RuleSet.load(omgeving="demo"))
    before = served.current.decide(question(wie="toeslagen", wat="fiscaal"))
    with pytest.raises(RuleSetError):
        served.current = RuleSet.of_files({**real_files(), "regels/x.csv": b"P, x\n"}, "demo")
    assert served.current.decide(question(wie="toeslagen", wat="fiscaal")) == before
    assert before.uitkomst == "verboden"


def test_loading_gives_way_only_to_another_thread(monkeypatch):
    """With another thread alive a reader of rules pauses now and then; alone it never does; the items are the same."""
    pauses: list[float] = []
    monkeypatch.setattr(giveway.time, "sleep", pauses.append)
    monkeypatch.setattr(giveway.threading, "active_count", lambda: 1)
    assert list(giveway.give_way(range(20))) == list(range(20))
    assert pauses == []
    monkeypatch.setattr(giveway.threading, "active_count", lambda: 2)
    assert list(giveway.give_way(range(20))) == list(range(20))
    assert pauses == [giveway.PAUSE] * 2
