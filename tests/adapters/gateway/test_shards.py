# SPDX-License-Identifier: EUPL-1.2
"""Receipts and shards: what is proven is held against what was done, and no log may change its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.gateway.errors import VerificationError
from adapters.gateway.receipts import GELEZEN, ReceiptCheck
from adapters.gateway.shards import Shards
from tests.adapters.gateway.logs import Log, Signer

if TYPE_CHECKING:
    from adapters.gateway.store import Store

OIN, KEY, RECORD, PERSON = "00000099000000001000", "k-1", "r-1", "p-1"


class Rig:
    def __init__(self, store: Store) -> None:
        self.signer = Signer()
        self.log = Log(self.signer, "limburg-2026")
        self.store = store
        self.check = ReceiptCheck(OIN, self.signer.policy(), store, lambda: 1)
        self.shards = Shards(self.fetch, store, self.signer.policy(), lambda: 1)
        self.files: dict[str, bytes] = {}

    def fetch(self, path: str) -> bytes | None:
        return self.files.get(path)

    def publish(self) -> None:
        self.files = self.log.files() | self.log.tiles()

    def line(self, **feit: Any) -> dict[str, Any]:
        given = {"oin": OIN, "verzoek": KEY, "record": RECORD, "gebeurtenis": GELEZEN, **feit}
        return self.log.add(given, {"v": 1, "oin": OIN, "persoon": PERSON})


@pytest.fixture
def rig(store: Store) -> Rig:
    """A shard and a gateway that trusts its keys through the stamlog's."""
    return Rig(store)


def reason(action: Any) -> str:
    with pytest.raises(VerificationError) as caught:
        action()
    return caught.value.reden


def test_proof_of_the_own_read_is_accepted(rig: Rig) -> None:
    """A line that says who read what under which request is accepted."""
    assert rig.check.read(rig.line(), RECORD, KEY, PERSON).index == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("oin", "00000099000000002000"), ("verzoek", "k-2"), ("record", "r-2"), ("gebeurtenis", "backbone:casus:gelezen")],
)
def test_proof_of_something_else_is_refused(rig: Rig, field: str, value: str) -> None:
    """A good line about another organisation, request, record or act is refused."""
    receipt = rig.line(**{field: value})
    assert reason(lambda: rig.check.read(receipt, RECORD, KEY, PERSON)) == "bewijs-ander-stuk"


def test_proof_of_another_person_is_refused(rig: Rig) -> None:
    """A read on the name of another person is refused."""
    receipt = rig.line()
    assert reason(lambda: rig.check.read(receipt, RECORD, KEY, "p-2")) == "bewijs-andere-persoon"


@pytest.mark.parametrize("part", ["feit", "persoon", "bewijs", "blad", "index"])
def test_changed_receipt_is_refused(rig: Rig, part: str) -> None:
    """Any changed part of a receipt is refused."""
    receipt = rig.line()
    changed = {
        "feit": {**receipt["feit"], "extra": 1},
        "persoon": {**receipt["persoon"], "persoon": "p-2"},
        "bewijs": receipt["bewijs"].replace("\n1\n", "\n2\n"),
        "blad": {**receipt["blad"], "c_feit": "0" * 64},
        "index": 7,
    }[part]
    assert reason(lambda: rig.check.read({**receipt, part: changed}, RECORD, KEY, PERSON)) == "bewijs-ongeldig"


def test_receipt_without_opening_proves_nothing(rig: Rig) -> None:
    """A receipt that hides what the line says is refused."""
    receipt = {**rig.line(), "feit": None, "feit_sleutel": None}
    assert reason(lambda: rig.check.read(receipt, RECORD, KEY, PERSON)) == "bewijs-zonder-opening"


def test_two_histories_of_equal_size_are_an_alarm(rig: Rig) -> None:
    """A second checkpoint of the same size and another root is a fork, saved with both."""
    rig.check.read(rig.line(), RECORD, KEY, PERSON)
    rig.log.entries.clear()
    receipt = rig.line()
    assert reason(lambda: rig.check.read(receipt, RECORD, KEY, PERSON)) == "log-gesplitst"
    assert set(rig.store.alarms()[0]["gegevens"]) == {"eerder", "nu"}


@pytest.mark.parametrize("more", [0, 1, 100, 256, 700])
def test_growing_shard_is_followed_by_proof(rig: Rig, more: int) -> None:
    """Growth over tile borders is proven from the published tiles."""
    rig.check.read(rig.line(), RECORD, KEY, PERSON)
    rig.log.entries += [f"{n}".encode() for n in range(more)]
    rig.publish()
    assert rig.shards.check() == {rig.log.origin: 1 + more}


def test_shard_with_another_past_is_an_alarm(rig: Rig) -> None:
    """A grown shard whose old line was swapped is refused, and the checkpoint that was kept stays."""
    rig.check.read(rig.line(), RECORD, KEY, PERSON)
    rig.log.entries = [b"anders", b"meer"]
    rig.publish()
    assert reason(rig.shards.check) == "log-gesplitst"
    kept = rig.store.checkpoint(rig.log.origin)
    assert kept is not None
    assert kept[0] == 1


def test_shorter_shard_is_an_alarm(rig: Rig) -> None:
    """A shard that lost a line is refused."""
    rig.line()
    rig.check.read(rig.line(), RECORD, KEY, PERSON)
    rig.log.entries.pop()
    rig.publish()
    assert reason(rig.shards.check) == "log-teruggedraaid"
