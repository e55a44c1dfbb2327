# SPDX-License-Identifier: EUPL-1.2
"""Verifying over a change of deelnemerslijst: the past is judged under the list of then, and a next list excuses no lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs
from core.exchange.results import Gedaan
from core.facts import bundle as bundles
from core.keychain import events
from core.keychain.lijst import Deelnemerslijst
from core.keychain.lijsten import Lijsten
from core.keychain.signatures import PrivateKey
from core.ledger import tables
from tests.core.exchange.test_lijsten import GONE, next_list
from tests.kit import DAY, Backbone, backbone
from tests.server.test_samenhang import Operator, check, named

if TYPE_CHECKING:
    from collections.abc import Iterator


def logged(made: Backbone, entry: dict[str, Any]) -> int:
    """Put an entry in the stamlog, as only the operator can; return its index."""
    return int(made.sequencer.submit(lambda tx: (tx.next_index("stam"), tx.stam(entry))[0]).result(30).value)


def listed(made: Backbone, lijst: Deelnemerslijst) -> int:
    return logged(made, {"v": 1, "soort": "deelnemerslijst", "sha256": lijst.fingerprint})


def fact(made: Backbone, who: str) -> dict[str, Any]:
    """Return a signed bundle of an organisation."""
    return bundles.sign([made.fact("gescreend", persoon=made[who].persoon)], made[who].oin, made[who].tekenen)


@pytest.fixture
def made(tmp_path: Any) -> Iterator[Backbone]:
    """A backbone where an organisation stated something before it left the list, with its jurists."""
    with backbone(tmp_path) as found:
        assert isinstance(found.exchange.admit_statements(found[GONE].caller(), fact(found, GONE)), Gedaan)
        yield found


def test_what_was_done_under_an_earlier_list_still_holds(made: Backbone) -> None:
    """Present: nothing to find when the earlier list is there. Absent: without it nobody can tell. Contrary: rolled back."""
    first, after = made.lijst, Deelnemerslijst.parse(next_list(made, without=GONE))
    assert named(check(made)) == set()
    place = listed(made, after)
    made.world.lijsten = Lijsten(after, [first])
    assert named(check(made)) == set()
    made.world.lijsten = Lijsten(after)
    assert {soort for soort, _ in named(check(made))} >= {"stamlog-telt-niet", "feitbundel-ongeldig"}
    made.world.lijsten = Lijsten(first)
    assert ("deelnemerslijst-wijkt-af", f"log_bladen:stam|{place}") in named(check(made))


def test_a_next_list_excuses_no_lie_of_before(made: Backbone) -> None:
    """Contrary: a key that the operator invented under the first list stays a finding under the next."""
    first, after = made.lijst, Deelnemerslijst.parse(next_list(made, without=GONE))
    now, victim = made.clock.now(), made["politie"]
    invented = events.publish(PrivateKey.generate(), victim.oin, PrivateKey.generate(), (now, now + DAY), now)
    place = logged(made, invented)
    listed(made, after)
    made.world.lijsten = Lijsten(after, [first])
    assert named(check(made)) == {("stamlog-telt-niet", f"log_bladen:stam|{place}")}


def test_who_left_the_list_says_nothing_after_that(made: Backbone) -> None:
    """Contrary: a statement of the departed that the operator took in later does not count, however well it is signed."""
    first, after = made.lijst, Deelnemerslijst.parse(next_list(made, without=GONE))
    listed(made, after)
    made.clock.shift += DAY
    late = fact(made, GONE)
    digest = jcs.digest(late)
    Operator(made).write((tables.feitbundel, {"sleutel": digest, "bundel": jcs.encode(late)}), oin=made[GONE].oin)
    made.world.lijsten = Lijsten(after, [first])
    assert named(check(made)) == {("feitbundel-ongeldig", f"feitbundel:{digest}")}
    made.world.lijsten = Lijsten(first)
    assert {soort for soort, _ in named(check(made))} == {"deelnemerslijst-wijkt-af"}, (
        "under its own list it would count"
    )
