# SPDX-License-Identifier: EUPL-1.2
"""A log that lies to one gateway: a tree of its own, a shard nobody knows, time that it gives itself."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from adapters.gateway.errors import VerificationError, WitnessesBehindError
from adapters.gateway.getuigd import IN_STRIJD, WACHT_OP_QUORUM, Getuigd, Peil, Termijnen
from adapters.gateway.receipts import GELEZEN, ReceiptCheck
from adapters.gateway.shards import Shards
from audit.getuige.sleutel import WitnessKey, add
from audit.proof import checkpoint, jcs, tlog_policy
from tests.adapters.gateway.logs import Log, Signer

if TYPE_CHECKING:
    from adapters.gateway.store import Store

OIN, KEY, RECORD, PERSON = "00000099000000001000", "k-1", "r-1", "p-1"
SIGNED = 1_790_000_000  # seconds: when the logs of the kit say that they signed
HOUR = 3_600_000


class Rig:
    """A gateway that waits for one witness, and two logs of the same keys and name: the real one and one for us alone."""

    def __init__(self, store: Store, name: str = "limburg-2026") -> None:
        self.signer, self.witness, self.store = Signer(), WitnessKey.generate("getuige.test/w"), store
        self.now = SIGNED * 1000 + 1
        text = self.signer.policy_text().decode().replace("quorum none", f"witness w {self.witness.vkey}\nquorum w")
        self.policy = tlog_policy.parse(text.encode())
        self.real, self.own = Log(self.signer, name), Log(self.signer, name)
        self.files: dict[str, bytes] = {}
        self.check = ReceiptCheck(OIN, self.policy, store, self.clock)
        self.shards = Shards(self.files.get, store, self.policy, self.clock)
        self.getuigd = Getuigd(self.files.get, store, self.policy, self.clock, Termijnen())

    def clock(self) -> int:
        return self.now

    def read(self, log: Log) -> dict[str, Any]:
        """Add a line of an own read to a log and take in its receipt."""
        feit = {"oin": OIN, "verzoek": KEY, "record": RECORD, "gebeurtenis": GELEZEN}
        receipt = log.add(feit, {"v": 1, "oin": OIN, "persoon": PERSON})
        self.check.read(receipt, RECORD, KEY, PERSON)
        return receipt

    def show(self, log: Log) -> None:
        """Publish a log."""
        self.files.update(log.files() | log.tiles())

    def witnessed(self, log: Log) -> None:
        """Publish the newest checkpoint of a log with the cosignature of the witness."""
        data = log.checkpoint()
        lines = self.witness.cosign(checkpoint.parse(data)[0], SIGNED)
        self.files[f"/log/{log.name}/getuigd"] = add(data, lines)


@pytest.fixture
def rig(store: Store) -> Rig:
    """The gateway and both logs, with nothing in them yet."""
    return Rig(store)


def reason(action: Any) -> str:
    with pytest.raises(VerificationError) as caught:
        action()
    return caught.value.reden


def test_receipt_of_a_larger_fork_takes_no_place(rig: Rig) -> None:
    """A receipt in another, larger tree replaces nothing: the log is asked to prove both, cannot, and supplies stop."""
    rig.read(rig.real)
    rig.own.entries += [b"anders"]
    rig.read(rig.own)
    rig.show(rig.own)
    assert reason(rig.shards.check) == "log-gesplitst"
    kept = rig.store.checkpoint(rig.real.origin)
    assert kept is not None
    assert kept[0] == 1
    with pytest.raises(WitnessesBehindError, match="spreekt zichzelf tegen"):
        rig.getuigd.require_supply()
    rig.getuigd.require_read()


def test_receipt_of_a_smaller_fork_is_found(rig: Rig) -> None:
    """A receipt in another tree, smaller than what was seen, is held against the published log too."""
    rig.real.entries += [b"een", b"twee"]
    rig.read(rig.real)
    rig.own.entries += [b"anders"]
    rig.read(rig.own)
    rig.show(rig.real)
    assert reason(rig.shards.check) == "log-gesplitst"


def test_receipts_of_the_same_size_in_two_trees_are_found_at_once(rig: Rig) -> None:
    """Also when neither is the checkpoint that this gateway follows."""
    rig.read(rig.real)
    rig.read(rig.real)
    rig.own.entries += [b"anders"]
    assert reason(lambda: rig.read(rig.own)) == "log-gesplitst"


def test_receipts_of_one_log_are_proven_and_forgotten(rig: Rig) -> None:
    """Receipts in growing trees of one log are all proven at the next visit; nothing is kept to prove again."""
    for _ in range(3):
        rig.read(rig.real)
    rig.real.entries += [b"meer"]
    assert len(rig.store.seen(rig.real.origin)) == 2
    rig.show(rig.real)
    assert rig.shards.check() == {rig.real.origin: 4}
    assert rig.store.seen(rig.real.origin) == []
    assert rig.store.alarms() == []


@pytest.mark.parametrize("more", [0, 1, 5])
def test_tree_for_one_gateway_is_not_the_witnessed_one(rig: Rig, more: int) -> None:
    """Who follows another tree than the witnesses finds out, without any receipt kept: behind, level with or past it."""
    rig.own.entries += [b"anders"]
    rig.read(rig.own)
    rig.own.entries += [b"meer"]
    rig.show(rig.own)
    rig.shards.check()
    rig.real.entries += [b"%d" % n for n in range(2 + more)]
    rig.witnessed(rig.real)
    if more:
        rig.files.update(rig.real.tiles())
    assert reason(rig.getuigd.upgrade) == IN_STRIJD
    alarm = rig.store.alarms()[-1]["gegevens"]
    assert alarm["eerder"].startswith(f"{rig.own.origin}\n3\n")
    assert alarm["getuigd"] == rig.files[f"/log/{rig.real.name}/getuigd"].decode()
    assert rig.store.witnessed(rig.real.origin) is None


def test_receipt_of_a_fork_that_is_not_kept_is_held_against_the_witnesses(rig: Rig) -> None:
    """A fresh `getuigd` that leaves the own line out does not put an end to waiting: it is a contradiction."""
    rig.read(rig.real)
    rig.own.entries += list(rig.real.entries)
    rig.read(rig.own)
    rig.real.entries += [b"van een ander", b"meer"]
    rig.show(rig.real)
    rig.witnessed(rig.real)
    assert reason(rig.getuigd.upgrade) == IN_STRIJD
    assert rig.store.unwitnessed_since() is not None


def test_stamlog_for_one_gateway_is_not_the_witnessed_one(store: Store) -> None:
    """The stamlog that this gateway follows must be the one that the witnesses confirmed."""
    rig = Rig(store, "stam")
    rig.own.entries += [b"een", b"twee"]
    head = checkpoint.parse(rig.own.checkpoint())[0]
    store.keep_checkpoint(head.origin, head.size, head.root, rig.own.checkpoint())
    rig.real.entries += [b"een", b"ingetrokken", b"meer"]
    rig.show(rig.real)
    rig.witnessed(rig.real)
    assert reason(rig.getuigd.upgrade) == IN_STRIJD


def test_stamlog_without_a_quorum_stops_supplies_in_time(store: Store) -> None:
    """A stamlog that grows unwitnessed counts for the terms as any shard does; witnessed it does not."""
    rig = Rig(store, "stam")
    rig.own.entries += [b"een"]
    head = checkpoint.parse(rig.own.checkpoint())[0]
    store.keep_checkpoint(head.origin, head.size, head.root, rig.own.checkpoint())
    rig.show(rig.own)
    rig.getuigd.upgrade()
    rig.now += 2 * HOUR
    with pytest.raises(WitnessesBehindError, match="niet bevestigd"):
        rig.getuigd.require_supply()
    rig.witnessed(rig.own)
    rig.getuigd.upgrade()
    rig.getuigd.require_supply()


@pytest.mark.parametrize("seen", ["bewijs", "checkpoint"])
def test_log_that_signs_in_the_future_gains_no_time(rig: Rig, seen: str) -> None:
    """A checkpoint dated years ahead is behind from the moment that it was seen, whichever way it was seen."""
    rig.now = (SIGNED - 10 * 365 * 86_400) * 1000
    if seen == "bewijs":
        rig.read(rig.real)
    else:
        head = checkpoint.parse(rig.real.checkpoint())[0]
        rig.store.keep_checkpoint(head.origin, head.size, head.root, rig.real.checkpoint())
        rig.real.entries += [b"een"]
        rig.show(rig.real)
        rig.getuigd.upgrade()
    assert rig.getuigd.stand().peil is Peil.GOED
    rig.now += 2 * HOUR
    assert rig.getuigd.stand().peil is Peil.ACHTER
    rig.now += 71 * HOUR
    with pytest.raises(WitnessesBehindError, match="ook lezen kan nu niet"):
        rig.getuigd.require_read()


def test_every_category_of_article_9_and_10_waits(rig: Rig) -> None:
    """The categories that wait are those of the vocabulary itself: all of Wpg 9 and 10, and none that does not exist."""
    text = resources.files("policies").joinpath("vocabulaire.toml").read_text()
    categories = tomllib.loads(text)["wat"]
    heavy = {code for code, item in categories.items() if item.get("bron") in {"Wpg 9", "Wpg 10"}}
    assert heavy >= {"wpg-9", "wpg-10a", "wpg-10c"}
    assert {code for code in categories if rig.getuigd.waits_for(code)} == heavy == WACHT_OP_QUORUM


def test_shard_that_the_stamlog_did_not_open_is_an_alarm(rig: Rig) -> None:
    """A receipt from a shard of the right keys that nobody else knows of is found at the next visit; an opened one is not."""
    rig.read(rig.own)
    assert reason(rig.shards.require_opened) == "shard-onbekend"
    assert rig.store.alarms()[-1]["gegevens"] == {"logs": [rig.own.origin]}
    rig.store.keep_stam(0, [jcs.encode({"v": 1, "soort": "shard-geopend", "origin": rig.own.origin})])
    rig.shards.require_opened()
