# SPDX-License-Identifier: EUPL-1.2
"""What the gateway counts, around midnight: no request falls between two days because it was sent twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.gateway.telling import Telling
from audit.proof import jcs
from audit.proof.checkpoint import Checkpoint
from audit.proof.receipt import VerifiedLine
from core.contract import afstemming as form

if TYPE_CHECKING:
    from adapters.gateway.store import Store

KEY = "k-1"
EVENING, NIGHT = 1_790_027_990_000, 1_790_028_070_000  # just before and just after a Dutch midnight
DAY, NEXT = form.dutch_day(EVENING), form.dutch_day(NIGHT)


def proof(created: int) -> VerifiedLine:
    """A verified line of the request as it was signed at `created`."""
    digest = jcs.b64(bytes(32))
    basis = f'"content-digest": sha-256=:{digest}:\n"@signature-params": ("content-digest");created={created // 1000};x'
    feit = {"gebeurtenis": "proef", "ondertekend": {"basis": basis, "handtekening": ""}}
    return VerifiedLine(Checkpoint("log.test/a", 1, bytes(32)), 0, b"{}", feit, None, True, "opgenomen", 1)


@pytest.fixture
def counters(store: Store) -> Telling:
    """Counters with one request, sent before midnight and again after it, that nobody answered."""
    made = Telling(store)
    made.sent(KEY, b"{}", EVENING)
    made.sent(KEY, b"{}", NIGHT)
    return made


def test_kit_is_around_midnight() -> None:
    """The two moments are of two days."""
    assert DAY < NEXT


def test_request_sent_again_after_midnight_holds_up_the_first_day(counters: Telling) -> None:
    """Before the first day is closed the backbone is asked: the first time may be the one that was carried out."""
    assert counters.open_until(DAY) == [KEY]
    assert counters.days("", NEXT) == [DAY]


def test_it_counts_on_the_day_that_its_line_proves(counters: Telling) -> None:
    """Carried out the first time: it counts on that day, with its proof, and not on the next."""
    counters.answered(KEY, left_a_line=True)
    counters.proven(KEY, proof(EVENING))
    assert [len(counters.counted(day).verzoeken) for day in (DAY, NEXT)] == [1, 0]
    assert [len(counters.counted(day).bewijzen) for day in (DAY, NEXT)] == [1, 0]


def test_without_a_proof_it_counts_when_it_was_sent_last(counters: Telling) -> None:
    """A refusal whose line is not shown belongs to the request that was answered."""
    counters.answered(KEY, left_a_line=True)
    assert [len(counters.counted(day).verzoeken) for day in (DAY, NEXT)] == [0, 1]


def test_not_carried_out_it_begins_anew(counters: Telling) -> None:
    """Nothing was done: it is forgotten, and counts from the next time that it is sent."""
    counters.answered(KEY, left_a_line=False)
    assert counters.open_until(NEXT) == []
    counters.sent(KEY, b"{}", NIGHT)
    assert counters.open_until(DAY) == []
    assert counters.open_until(NEXT) == [KEY]
