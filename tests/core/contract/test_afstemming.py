# SPDX-License-Identifier: EUPL-1.2
"""The afstemming: its form and signatures, and that a hidden or invented line is found by comparing it with the log."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.events import Event
from audit.proof import jcs, tree
from core.contract import afstemming as form
from core.contract import dagtelling
from core.contract.afstemming import Afstemming, telling
from core.contract.dagtelling import Dagtellingen
from core.keychain.errors import KeychainError
from core.keychain.signatures import PrivateKey

OIN, ORIGIN = "00000099000000001000", "knooppunt.test/landelijk-2026"
NOON = 1_790_000_000_000  # 2026-09-21, afternoon in the Netherlands
DAY = 24 * 3600 * 1000
KEY = PrivateKey.generate()


def line(event: str, created: int = NOON, body: bytes = b"{}", **feit: Any) -> dict[str, Any]:
    """What a line of a signed request says, as far as counting asks."""
    digest = jcs.b64(hashlib.sha256(body).digest())
    basis = f'"content-digest": sha-256=:{digest}:\n"@signature-params": ("content-digest");created={created // 1000};x'
    signed = {"basis": basis, "handtekening": ""}
    about = {
        "oin": OIN,
        "sleutel": "ab" * 32,
        "verzoek": str(uuid.uuid4()),
        "gebeurtenis": event,
        "ondertekend": signed,
    }
    return {**about, "tijd": created + 50, **feit}


class Gateway:
    """Counts for itself, by the definition of the form: whatever it was answered."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.proofs: list[bytes] = []
        self.openings: list[bytes] = []
        self.last: str | None = None

    def count(self, index: int, feit: dict[str, Any], *, proven: bool = True) -> None:
        body = hashlib.sha256(b"{}").hexdigest()
        self.requests.append(tree.hash_leaf(jcs.encode([feit["verzoek"], body])))
        if proven:
            self.proofs.append(tree.hash_leaf(jcs.encode([ORIGIN, index, leaf(feit).hex()])))
        if proven and feit["gebeurtenis"] == Event.VERSTREKKING_GELEZEN:
            self.openings.append(tree.hash_leaf(jcs.encode([feit["record"], ORIGIN, index])))

    def close(self, dag: str) -> dict[str, Any]:
        made = Afstemming(OIN, dag, telling(self.requests), telling(self.proofs), telling(self.openings), self.last)
        self.last = made.sha256
        self.requests, self.proofs, self.openings = [], [], []
        return made.sign(KEY)


def leaf(feit: dict[str, Any]) -> bytes:
    return hashlib.sha256(jcs.encode(feit)).digest()


def report(signed: dict[str, Any], created: int) -> dict[str, Any]:
    """The line of an afstemming that was handed in."""
    dag = signed["afstemming"]["dag"]
    return line(Event.AFSTEMMING_GEMELD, created, dag=dag, afstemming=signed)


def a_day() -> tuple[list[dict[str, Any]], Gateway]:
    """Four requests of one day with their lines: a supply, a read, a refusal and a stranger's question."""
    lines = [
        line(Event.VERSTREKKING_OPGENOMEN, record="r-1"),
        line(Event.VERSTREKKING_GELEZEN, record="r-2"),
        line(Event.LEZING_GEWEIGERD, record="r-3"),
        line(Event.ONBEKEND_GEVRAAGD),
    ]
    gateway = Gateway()
    for index, feit in enumerate(lines):
        gateway.count(index, feit, proven=index < 2)
    return lines, gateway


def found(lines: list[dict[str, Any]], now: int = NOON + DAY) -> set[tuple[str, str]]:
    counted = Dagtellingen()
    for index, feit in enumerate(lines):
        counted.add(ORIGIN, index, leaf(feit), feit)
    return {(item.dag, item.wat) for item in counted.compare(now)}


TODAY = form.dutch_day(NOON)
NEXT = form.dutch_day(NOON + DAY)


def test_day_that_agrees_gives_no_finding() -> None:
    """What the gateway counted and what the lines say is the same, in whichever order the lines stand."""
    lines, gateway = a_day()
    assert found([*lines, report(gateway.close(TODAY), NOON + DAY)]) == set()


@pytest.mark.parametrize(("gone", "wat"), [(0, {"verzoeken", "bewijzen"}), (1, {*form.TELLINGEN}), (3, {"verzoeken"})])
def test_hidden_line_is_found(gone: int, wat: set[str]) -> None:
    """A request that left no line in the log is missed in the count of that day."""
    lines, gateway = a_day()
    signed = gateway.close(TODAY)
    counted = Dagtellingen()
    for index, feit in enumerate(lines):
        if index != gone:
            counted.add(ORIGIN, index, leaf(feit), feit)
    counted.add(ORIGIN, 9, bytes(32), report(signed, NOON + DAY))
    assert {item.wat for item in counted.compare(NOON + DAY)} == wat


@pytest.mark.parametrize("signed", [True, False])
def test_invented_line_is_found(signed: bool) -> None:  # noqa: FBT001 - one case of two
    """A line on the name of an organisation that asked nothing is one too many, with or without a signature in it."""
    lines, gateway = a_day()
    extra = line(Event.VERSTREKKING_GELEZEN, record="r-9")
    if not signed:
        extra.pop("ondertekend")
    assert (TODAY, "openingen") in found([*lines, extra, report(gateway.close(TODAY), NOON + DAY)])


@pytest.mark.parametrize(
    ("event", "wat"),
    [(Event.VERSTREKKING_GELEZEN, {(TODAY, name) for name in form.TELLINGEN}), (Event.SPOOR_GELEZEN, set())],
)
def test_line_that_says_it_was_made_at_the_server(event: Event, wat: set[tuple[str, str]]) -> None:
    """A read of a record cannot hide from the count as a local command; reading the log is one, and is not counted."""
    lines, gateway = a_day()
    extra = line(event, record="r-9", sleutel=dagtelling.LOKAAL)
    extra.pop("ondertekend")
    assert found([*lines, extra, report(gateway.close(TODAY), NOON + DAY)]) == wat


def test_swapped_line_is_found() -> None:
    """As many requests, but another body: the root differs."""
    lines, gateway = a_day()
    lines[0] = line(Event.VERSTREKKING_OPGENOMEN, body=b"anders", verzoek=lines[0]["verzoek"], record="r-1")
    assert (TODAY, "verzoeken") in found([*lines, report(gateway.close(TODAY), NOON + DAY)])


def test_day_without_afstemming_is_named_when_it_is_late() -> None:
    """A day with requests may wait a week for its afstemming, and no longer; a later one makes it late at once."""
    lines, gateway = a_day()
    assert found(lines, NOON + DAY) == set()
    assert found(lines, NOON + 9 * DAY) == {(TODAY, "ontbreekt")}
    gateway.close(TODAY)
    gateway.last = None
    tomorrow = line(Event.VERSTREKKING_GELEZEN, NOON + DAY, record="r-5")
    gateway.count(4, tomorrow)
    late = [*lines, tomorrow, report(gateway.close(NEXT), NOON + 2 * DAY)]
    assert found(late, NOON + 2 * DAY) == {(TODAY, "ontbreekt")}


def test_afstemming_left_out_of_the_chain_is_found() -> None:
    """Each names the one before it: without that one, or with two of one day, the chain does not close."""
    lines, gateway = a_day()
    first = report(gateway.close(TODAY), NOON + DAY)
    gateway.count(4, first)
    second = report(gateway.close(NEXT), NOON + 2 * DAY)
    assert found([*lines, first, second], NOON + 2 * DAY) == set()
    assert (NEXT, "keten") in found([*lines, second], NOON + 2 * DAY)
    assert (TODAY, "keten") in found([*lines, first, first, second], NOON + 2 * DAY)


def test_acts_at_the_server_are_not_the_gateways() -> None:
    """An officer who reads at the server signs nothing: such a line is nobody's request."""
    assert found([line(Event.SPOOR_GELEZEN, sleutel="lokaal")], NOON + 9 * DAY) == set()


def test_report_of_another_day_or_organisation_is_found() -> None:
    """The line must say what the afstemming in it says."""
    _, gateway = a_day()
    wrong = report(gateway.close(TODAY), NOON + DAY) | {"dag": NEXT}
    assert (NEXT, "vorm") in found([wrong])
    assert (TODAY, "vorm") in found([line(Event.AFSTEMMING_GEMELD, dag=TODAY, afstemming={"afstemming": 1})])


def test_signature_counts_only_for_exactly_this_afstemming() -> None:
    """Both signatures of the signing key are asked for; another key or a changed count is refused."""
    _, gateway = a_day()
    signed = gateway.close(TODAY)
    assert form.check(signed, KEY.public).dag == TODAY
    changed = {**signed, "afstemming": {**signed["afstemming"], "dag": NEXT}}
    for value, key in ((changed, KEY.public), (signed, PrivateKey.generate().public), ({**signed, "x": 1}, KEY.public)):
        with pytest.raises(KeychainError):
            form.check(value, key)


@pytest.mark.parametrize(
    "change",
    [
        {"dag": "2026-13-01"},
        {"dag": "20260101"},
        {"dag": 3},
        {"soort": "anders"},
        {"v": True},
        {"vorige": "x"},
        {"verzoeken": {"aantal": -1, "wortel": jcs.b64(bytes(32))}},
        {"verzoeken": {"aantal": 0, "wortel": jcs.b64(bytes(32))}},
        {"verzoeken": {"aantal": 1, "wortel": "kort"}},
        {"verzoeken": {"aantal": True, "wortel": jcs.b64(bytes(32))}},
        {"extra": 1},
    ],
)
def test_other_forms_are_refused(change: dict[str, Any]) -> None:
    """Anything that is not exactly of the form is refused with our own error."""
    _, gateway = a_day()
    with pytest.raises(KeychainError):
        form.parse({**gateway.close(TODAY)["afstemming"], **change})


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=9))
def test_count_does_not_depend_on_order_or_repeats(leaves: list[bytes]) -> None:
    """The same leaves give the same count and root, however often and in whichever order they were seen."""
    assert telling(leaves) == telling([*reversed(leaves), *leaves])
    assert telling(leaves).aantal == len(set(leaves))


def test_refusals_are_events_of_the_log() -> None:
    """The names that are told apart here are names of the log: a renamed event fails."""
    assert {*dagtelling.GEWEIGERD, dagtelling.GEMELD, dagtelling.GELEZEN} <= {str(event) for event in Event}


@pytest.mark.parametrize(
    ("moment", "day"),
    [(1_774_738_800_000 - 1, "2026-03-28"), (1_774_738_800_000, "2026-03-29"), (1_774_821_600_000, "2026-03-30")],
)
def test_days_are_dutch_days_also_when_the_clock_changes(moment: int, day: str) -> None:
    """The day of 23 hours in March ends an hour earlier in UTC."""
    assert form.dutch_day(moment) == day
    assert form.dutch_day(form.day_end(day) - 1) == day
    assert form.dutch_day(form.day_end(day)) > day
