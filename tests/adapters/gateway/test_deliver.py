# SPDX-License-Identifier: EUPL-1.2
"""The retry matrix of the outbox against a real HTTP server on loopback."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

import pytest

from adapters.gateway.deliver import Proven, Sender
from adapters.gateway.errors import RefusedError, VerificationError
from adapters.gateway.outbox import LONGEST_WAIT_MS, Entry, Outbox, Resealed, backoff_ms
from core.contract.exitcodes import ExitCode
from tests.adapters.gateway.conftest import Backbone, Reply

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.gateway.client import Answer, Client
    from adapters.gateway.store import Store


class Courier:
    """Sends for real; what it thinks of the answer is set by the test."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.wrong = False
        self.refuse_reseal = False

    def post_entry(self, entry: Entry) -> Answer:
        return self.client.send("POST", entry.path, entry.body, key=entry.key)

    def check_answer(self, entry: Entry, answer: Answer) -> list[Proven]:
        if self.wrong:
            raise VerificationError("bewijs-ander-stuk", "Het bewijs gaat over een ander stuk.")
        return [Proven("verstrekking", "r1", answer.data["bewijs"])]

    def settled(self, entry: Entry) -> bool | None:
        return None

    def reseal(self, entry: Entry) -> Resealed:
        if self.refuse_reseal:
            raise RefusedError("Mag niet meer.", "verboden", [], [])
        return Resealed(str(uuid.uuid4()), entry.body + b" ")


class Rig:
    def __init__(self, store: Store, client: Client, tmp_path: Path) -> None:
        self.store, self.outbox, self.courier = store, Outbox(store), Courier(client)
        self.shift = 0
        self.sender = Sender(store, self.outbox, self.courier, self.now, tmp_path / "slot")

    def now(self) -> int:
        return time.time_ns() // 1_000_000 + self.shift

    def put(self, casus: str = "c1") -> Entry:
        return self.outbox.put(casus=casus, path="/v1/leveringen", body=b'{"a":1}', person=None, now=self.now())


@pytest.fixture
def rig(store: Store, client: Client, tmp_path: Path) -> Rig:
    """A sender on a real client."""
    return Rig(store, client, tmp_path)


GOOD = Reply(201, {"bewijs": {"log": "x", "index": 0}})


def test_good_answer_ends_the_entry_and_keeps_the_receipt(rig: Rig, backbone: Backbone) -> None:
    """A 201 whose receipts hold makes the entry klaar and stores the receipt."""
    rig.put()
    backbone.script = [GOOD]
    result = rig.sender.drain()
    assert result.exit_code is ExitCode.DONE
    assert rig.outbox.counts() == {"klaar": 1}
    assert rig.store.receipt("verstrekking", "r1") == {"log": "x", "index": 0}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(503, {"type": "urn:knooppunt:fout:log-niet-beschikbaar"}),
        Reply(500, signed=False),
        Reply(429, {}),
        Reply(502, signed=False),
        Reply(0, drop=True),
    ],
    ids=["503", "500", "429", "502", "verbinding-weg"],
)
def test_trouble_that_passes_is_retried_with_same_key_and_bytes(rig: Rig, backbone: Backbone, reply: Reply) -> None:
    """Server errors and lost connections keep the entry waiting, and the next sending is the same request."""
    rig.put()
    backbone.script = [reply]
    assert rig.sender.drain().exit_code is ExitCode.UNREACHABLE
    assert rig.outbox.entries("wacht")[0].attempts == 1
    backbone.script = [GOOD]
    assert rig.sender.drain(patience_ms=3000).exit_code is ExitCode.DONE
    assert backbone.seen[0] == backbone.seen[1]


def test_server_that_is_not_there_is_unreachable(rig: Rig, backbone: Backbone) -> None:
    """No listening server is exit code 5 and nothing is lost."""
    rig.put()
    rig.courier.client._base = "http://127.0.0.1:9"
    assert rig.sender.drain().exit_code is ExitCode.UNREACHABLE
    assert rig.outbox.counts() == {"wacht": 1}


def test_retry_after_is_obeyed(rig: Rig, backbone: Backbone) -> None:
    """The waiting time is at least what the server asks."""
    rig.put()
    backbone.script = [Reply(503, {}, {"Retry-After": "40"})]
    before = rig.now()
    rig.sender.drain()
    due = rig.outbox.next_due()
    assert due is not None
    assert due >= before + 40_000


def test_retry_after_is_spread(rig: Rig) -> None:
    """Those that were asked to come back together do not: never earlier than asked, and at different moments."""
    entry = rig.put()
    waits = {rig.outbox.later(entry, "druk", rig.now(), 40_000) for _ in range(20)}
    assert min(waits) >= 40_000
    assert max(waits) <= 60_000
    assert len(waits) > 10


def test_asked_to_slow_down_a_client_waits_as_long_as_asked(rig: Rig, backbone: Backbone) -> None:
    """A 429 that says when is obeyed within the call, with the same key and bytes, and costs no attempt of the outbox."""
    waits: list[float] = []
    rig.courier.client._sleep = waits.append
    rig.put()
    backbone.script = [Reply(429, {}, {"Retry-After": "2"}), Reply(429, {}, {"Retry-After": "3"}), GOOD]
    assert rig.sender.drain().exit_code is ExitCode.DONE
    assert [2 <= waits[0] <= 3, 3 <= waits[1] <= 4.5, len(waits)] == [True, True, 2]
    assert backbone.seen[0] == backbone.seen[1] == backbone.seen[2]


@pytest.mark.parametrize(("after", "sleeps", "asked"), [("60", 0, 1), ("1", 3, 4)], ids=["te-lang", "te-vaak"])
def test_a_client_does_not_wait_for_ever(rig: Rig, backbone: Backbone, after: str, sleeps: int, asked: int) -> None:
    """Asked to wait long, or again and again, it stops; the entry waits in the outbox for at least so long."""
    waits: list[float] = []
    rig.courier.client._sleep = waits.append
    rig.put()
    backbone.script = [Reply(429, {}, {"Retry-After": after}) for _ in range(asked)]
    before = rig.now()
    assert rig.sender.drain().exit_code is ExitCode.UNREACHABLE
    assert len(waits) == sleeps
    assert len(backbone.seen) == asked
    due = rig.outbox.next_due()
    assert due is not None
    assert due >= before + int(after) * 1000


def _untimely(*redenen: str) -> Reply:
    found = [{"pad": "/kop/org", "reden": reden, "tekst": "x"} for reden in redenen]
    return Reply(401, {"type": "urn:knooppunt:fout:handtekening-ongeldig", "bevindingen": found})


@pytest.mark.parametrize("reden", ["verlopen", "toekomst"])
def test_clocks_that_differ_kill_nothing(rig: Rig, backbone: Backbone, reden: str) -> None:
    """A signature that the server finds too old or too new waits: with the clocks right again it goes, same key and bytes."""
    rig.put()
    backbone.script = [_untimely(reden)]
    assert rig.sender.drain().exit_code is ExitCode.UNREACHABLE
    backbone.script = [GOOD]
    assert rig.sender.drain(patience_ms=3000).exit_code is ExitCode.DONE
    assert backbone.seen[0] == backbone.seen[1]


@pytest.mark.parametrize(
    "redenen", [("handtekening",), ("verlopen", "handtekening"), ()], ids=["fout", "beide", "geen"]
)
def test_another_refused_signature_is_for_people(rig: Rig, backbone: Backbone, redenen: tuple[str, ...]) -> None:
    """A signature that is refused for anything else, or without a reason, goes to the dead letters."""
    rig.put()
    backbone.script = [_untimely(*redenen)]
    rig.sender.drain()
    assert rig.outbox.counts() == {"dood": 1}


@pytest.mark.parametrize("status", [400, 403, 404])
def test_refusals_go_to_the_dead_letters_with_their_reason(rig: Rig, backbone: Backbone, status: int) -> None:
    """A signed 400, 403 or 404 is never retried; the problem document is kept for people."""
    rig.put()
    backbone.script = [
        Reply(status, {"type": "urn:knooppunt:fout:geweigerd", "title": "Geweigerd", "uitkomst": "verboden"})
    ]
    assert rig.sender.drain().exit_code is ExitCode.REFUSED
    dead = rig.outbox.entries("dood")[0]
    assert dead.answer is not None
    assert dead.answer["uitkomst"] == "verboden"
    assert rig.outbox.next_due() is None


@pytest.mark.parametrize("kind", ["vrijgave-verouderd", "sleutel-verouderd"])
def test_stale_release_or_key_seals_again(rig: Rig, backbone: Backbone, kind: str) -> None:
    """A 409 of staleness replaces the entry by a new one with a new key, which is sent at once."""
    rig.put()
    backbone.script = [Reply(409, {"type": f"urn:knooppunt:fout:{kind}"}), GOOD]
    result = rig.sender.drain()
    assert result.exit_code is ExitCode.DONE
    assert rig.outbox.counts() == {"klaar": 1, "vervangen": 1}
    assert backbone.seen[0][1] != backbone.seen[1][1]
    assert backbone.seen[1][2] == backbone.seen[0][2] + b" "


def test_refusal_while_sealing_again_is_a_dead_letter(rig: Rig, backbone: Backbone) -> None:
    """When the new release no longer allows it, the entry dies with the rules as its reason."""
    rig.put()
    rig.courier.refuse_reseal = True
    backbone.script = [Reply(409, {"type": "urn:knooppunt:fout:vrijgave-verouderd"})]
    assert rig.sender.drain().exit_code is ExitCode.REFUSED
    assert rig.outbox.entries("dood")[0].reason == "Mag niet meer."


def test_endless_staleness_stops(rig: Rig, backbone: Backbone) -> None:
    """A server that always says stale does not make the gateway seal forever."""
    rig.put()
    backbone.rule = lambda *_: Reply(409, {"type": "urn:knooppunt:fout:sleutel-verouderd"})
    rig.sender.drain()
    assert len(backbone.seen) == 6
    assert rig.outbox.counts() == {"dood": 1, "vervangen": 5}


def test_reused_key_is_a_dead_letter(rig: Rig, backbone: Backbone) -> None:
    """A 409 for a reused idempotency key is not retried."""
    rig.put()
    backbone.script = [Reply(409, {"type": "urn:knooppunt:fout:sleutel-hergebruikt"})]
    rig.sender.drain()
    assert rig.outbox.counts() == {"dood": 1}


def test_receipt_about_something_else_is_an_alarm(rig: Rig, backbone: Backbone) -> None:
    """A 201 whose receipt proves another thing never becomes klaar, and the alarm is kept."""
    rig.put()
    rig.courier.wrong = True
    backbone.script = [GOOD]
    assert rig.sender.drain().exit_code is ExitCode.VERIFICATION
    assert rig.outbox.counts() == {"alarm": 1}
    assert [a["reden"] for a in rig.store.alarms()] == ["bewijs-ander-stuk"]
    assert rig.store.receipt("verstrekking", "r1") is None


@pytest.mark.parametrize("status", [201, 403, 409])
def test_unsigned_answer_moves_nothing(rig: Rig, backbone: Backbone, status: int) -> None:
    """An answer without the operator's signature neither ends nor kills an entry; it is an alarm."""
    rig.put()
    backbone.script = [Reply(status, GOOD.body, signed=False)]
    rig.sender.drain()
    assert rig.outbox.counts() == {"wacht": 1}
    assert [a["reden"] for a in rig.store.alarms()] == ["antwoord-niet-ondertekend"]


def test_answer_to_another_request_moves_nothing(rig: Rig, backbone: Backbone) -> None:
    """A signed answer that was made for another request is not believed."""
    rig.put()
    stolen = Reply(201, GOOD.body, signed=False)
    backbone.script = [GOOD, stolen]
    first = rig.courier.client._exchange  # record the signed fields of a first answer, replay them on the second
    rig.courier.client.send("POST", "/v1/x", b"{}")

    def replay(*args: object) -> object:
        status, _, data, retry = first(*args)  # type: ignore[arg-type]
        return status, [], data, retry

    rig.courier.client._exchange = replay  # type: ignore[method-assign,assignment]
    rig.sender.drain()
    assert rig.outbox.counts() == {"wacht": 1}


def test_order_within_a_casus_is_kept(rig: Rig, backbone: Backbone) -> None:
    """While the first entry of a casus waits, its second does not overtake it; another casus goes on."""
    first, _, other = rig.put("c1"), rig.put("c1"), rig.put("c2")
    backbone.script = [Reply(503, {}), GOOD]
    rig.sender.drain()
    assert [key for _, key, _ in backbone.seen] == [first.key, other.key]


def test_dead_entries_can_be_put_back_or_removed(rig: Rig, backbone: Backbone) -> None:
    """`opnieuw` sends the same bytes under the same key; `verwijder` takes only dead entries."""
    entry = rig.put()
    assert not rig.outbox.remove(entry.nr)
    backbone.script = [Reply(403, {})]
    rig.sender.drain()
    assert rig.outbox.again(entry.nr, rig.now())
    backbone.script = [Reply(403, {})]
    rig.sender.drain()
    assert backbone.seen[0] == backbone.seen[1]
    assert rig.outbox.remove(entry.nr)
    assert rig.outbox.counts() == {}


def test_backoff_grows_jitters_and_is_bounded() -> None:
    """The wait doubles with each attempt, lies between half and whole, and never passes five minutes."""
    for attempts in (0, 1, 5, 9, 50):
        top = min(LONGEST_WAIT_MS, 500 * 2 ** min(attempts, 20))
        waits = {backoff_ms(attempts) for _ in range(50)}
        assert all(top // 2 <= wait <= top for wait in waits)
        assert len(waits) > 1
