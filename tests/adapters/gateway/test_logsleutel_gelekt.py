# SPDX-License-Identifier: EUPL-1.2
"""The procedure for a leaked log key, rehearsed: freeze, new log that commits to the old one, taken over by signed list only."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

import policies
from adapters.gateway.errors import VerificationError
from adapters.gateway.gateway import Gateway
from adapters.gateway.partner import load_partner
from adapters.gateway.store import Store
from adapters.gateway.vervolg import DATABASE, FOLDER, seen_before, take_over
from audit.proof import checkpoint, jcs
from core.keychain import vervolg
from core.keychain.lijst import Deelnemerslijst
from policies import make_release
from server import lijstwissel, setup
from server.errors import NotInitialisedError
from server.settings import Settings
from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_logsleutel import _next_list

if TYPE_CHECKING:
    from pathlib import Path

HEAD = checkpoint.Checkpoint("oud.example/log/stam", 5, b"r" * 32)


def _entries(first: dict[str, Any]) -> list[bytes]:
    return [b"{}", jcs.encode(first)]


def test_what_a_gateway_saw_is_held_against_the_first_entry() -> None:
    """Present, contrary, absent: the same or more is good; less, another root, a missing shard or no entry is told."""
    first = vervolg.entry([HEAD], "sleutel-gelekt", 1)
    seen = {HEAD.origin: (5, b"r" * 32)}
    assert vervolg.problems(_entries(first), seen) == []
    assert vervolg.problems(_entries(first), {HEAD.origin: (3, b"x" * 32)}) == []
    for wrong in (
        {HEAD.origin: (6, b"r" * 32)},
        {HEAD.origin: (5, b"x" * 32)},
        {"oud.example/log/oost-2026": (1, b"r" * 32)},
    ):
        assert len(vervolg.problems(_entries(first), wrong)) == 1
    for entries in (
        [],
        [b"{}"],
        [b"{}", b"{}"],
        _entries({**first, "logs": []}),
        _entries({**first, "soort": "anders"}),
    ):
        assert vervolg.problems(entries, seen)


class Rehearsal:
    """A ring whose log key leaked, and the new log that takes its place."""

    def __init__(self, root: Path) -> None:
        self.ring = Ring(root)
        case_with(self.ring, "politie")
        self.ring.stop()
        for gateway in self.ring.gateways.values():
            gateway.close()
        self.first = lijstwissel.freeze(self.ring.settings, "sleutel-gelekt")
        old = self.ring.settings
        self.settings = Settings(
            data_dir=root / "nieuw", port=old.port, public_url=self.ring.url, origin_prefix="tweede.example/log"
        )
        self.settings.keys.mkdir(parents=True, mode=0o700)
        self.settings.keys.joinpath(setup.ANSWER_FILE).write_bytes((old.keys / setup.ANSWER_FILE).read_bytes())
        self.settings.keys.joinpath(setup.ANSWER_FILE).chmod(0o600)
        self.policy = setup.prepare(self.settings).tlog_policy
        self.listed = _next_list(self.ring, self.policy)

    def install(self, first: dict[str, Any] | None) -> None:
        """Install the new log, beginning with this entry."""
        release = self.ring.signed(make_release(policies.FOLDER, opsteller="opsteller-1"))
        events = [e for g in self.gateways() for e in g.offline_key_events()]
        setup.install_ceremony(self.settings, self.listed, jcs.encode(release.to_json()), events, first)
        self.ring.settings = self.settings
        self.ring.start()

    def gateways(self) -> list[Gateway]:
        """Open the gateways as they are now."""
        self.ring.gateways = {s: Gateway(load_partner(p.folder), self.ring.url) for s, p in self.ring.partners.items()}
        return list(self.ring.gateways.values())


def test_the_whole_procedure(tmp_path: Path) -> None:
    """Without a signed list no gateway follows; with it all do, nothing that was seen is lost, and work goes on."""
    made = Rehearsal(tmp_path)
    ring, policy = made.ring, made.policy.encode()
    politie = ring.partners["politie"]
    old_policy = ring.settings.tlog_policy.read_text("utf-8")
    few = made.listed.replace(hashlib.sha256(policy).hexdigest().encode(), b"0" * 64)
    mixed = old_policy.replace("quorum none\n", "") + made.policy
    for data, given, reason in (
        (few, policy, "deelnemerslijst"),
        (made.listed, old_policy.encode(), "tlog-policy"),
        (_next_list(ring, mixed), mixed.encode(), "tlog-policy-oud-log"),
        (_next_list(ring, made.policy, versie=1), policy, "deelnemerslijst"),
    ):
        with pytest.raises(VerificationError) as refused:
            take_over(politie, data, given)
        assert refused.value.reden == reason
    with pytest.raises(VerificationError, match="ander log"):
        politie.succeed(made.listed, policy)
    assert not (politie.folder / FOLDER).exists(), "nothing was put aside"
    for soort, partner in list(ring.partners.items()):
        ring.partners[soort] = take_over(partner, made.listed, policy)
    made.install(made.first)
    for gateway in ring.gateways.values():
        gateway.publish_keys()
    entries = [line.stam for line in ring.backbone.exchange.world.reader.lines("stam")]
    assert entries[vervolg.PLACE] == made.first
    assert {one["origin"].rpartition("/")[2] for one in made.first["logs"]} >= {"stam"}
    for soort in ring.gateways:
        ring._register_person(soort)
    ring.sync()
    assert case_with(ring, "om")
    assert [a["reden"] for a in ring["politie"].alarms()] == []
    aside = (
        politie.folder
        / FOLDER
        / Deelnemerslijst.parse((tmp_path / "backbone" / "deelnemerslijst.json").read_bytes()).fingerprint[:16]
    )
    kept = Store(aside / DATABASE)
    assert kept.origins(), "what was seen of the old log is kept as evidence"
    kept.close()
    _hidden(made)
    ring.close()


def _hidden(made: Rehearsal) -> None:
    """Contrary: a gateway that saw more of the old log than the new one stands by raises an alarm and uses nothing of it."""
    gateway = made.ring["gemeente"]
    store = gateway.store
    seen = seen_before(store)
    assert seen
    more = {origin: [size + 1, root.hex()] for origin, (size, root) in seen.items()}
    store.set_meta("oud-log-gezien", json.dumps(more))
    with pytest.raises(VerificationError, match="houdt er"):
        gateway.sync()
    assert "log-vervolg" in {alarm["reden"] for alarm in gateway.alarms()}
    with pytest.raises(NotInitialisedError):
        lijstwissel.freeze(
            Settings(data_dir=made.settings.data_dir / "leeg", tlog_policy_file=made.settings.tlog_policy), "x"
        )
