# SPDX-License-Identifier: EUPL-1.2
"""A running ring replaces the keys of its log under a next deelnemerslijst, and erases on a partner's order."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from adapters.gateway import wissen as orders
from adapters.gateway.errors import ProblemError, VerificationError
from adapters.gateway.gateway import Gateway
from adapters.gateway.partner import load_partner
from audit.database import create_engine
from audit.kluis import Kluis
from audit.proof import checkpoint, jcs, note, receipt, tlog_policy
from audit.verify import verify
from core.exchange import wissen
from core.exchange.bevelmap import Bevelmap
from core.keychain import ceremony
from core.register.wistermijnen import Termijn
from server import lijstwissel, setup
from server.errors import NotInitialisedError
from tests.adapters.gateway.ring import Ring, case_with

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """A backbone with its gateways."""
    made = Ring(tmp_path_factory.mktemp("ring"))
    yield made
    made.close()


def _next_list(ring: Ring, policy: str, *, signers: int | None = None, **changes: Any) -> bytes:
    """Return the list after the one in force, with another tlog-policy."""
    before = jcs.decode(setup.read_file(ring.settings.lijst))["lijst"]
    parties = list(ring.partners.values())
    applications = [
        ceremony.apply(p.keys.identity, oin=p.oin, naam=p.naam, soort=p.soort, regios=("midden-nederland",))
        for p in parties
    ]
    kept = {name: before[name] for name in ("modus", "gemaakt", "drempel", "functionarissen", "beheerder", "getuigen")}
    fields = {**kept, "versie": before["versie"] + 1, "tlog_policy_sha256": _sha(policy), **changes}
    body = ceremony.draft(fields, applications)
    signed = [ceremony.sign(body, p.oin, p.keys.identity) for p in parties[:signers]]
    return ceremony.assemble(body, signed)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _keys_under(ring: Ring, shard: str) -> int:
    """Return how many signature lines the newest published checkpoint of a shard has."""
    return len(checkpoint.parse((ring.settings.publication / "log" / shard / "checkpoint").read_bytes())[1].signatures)


def _receipts(ring: Ring) -> list[dict[str, Any]]:
    """Return a receipt of each shard's first line, as the log gives it now."""
    log = ring.backbone.exchange.world.log
    return [log.receipt(shard, 0, size=None) for shard in log.shards()]


def test_a_key_is_replaced_with_an_overlap_and_every_proof_of_before_holds(ring: Ring) -> None:
    """New pair made, next list signed, taken over by all; both pairs sign, then the old one stops: all still verifies."""
    shard = next(name for name in ring.backbone.exchange.world.log.shards() if name.startswith("landelijk"))
    before = _receipts(ring)
    ring.stop()
    text = lijstwissel.prepare_key(ring.settings)
    assert lijstwissel.prepare_key(ring.settings) == text, "made once"
    listed = _next_list(ring, text)
    _refusals(ring, text, listed)
    old_policy = ring.settings.tlog_policy.read_bytes()
    wissel = lijstwissel.take_list(ring.settings, listed, text.encode())
    ring.start()
    lijstwissel.note(ring.backbone, wissel)
    lijstwissel.note(ring.backbone, wissel)  # again: nothing is told twice
    directory = ring.backbone.exchange.world.keys.directory
    assert [item.entry["handeling"] for item in directory.entries("logsleutel")] == ["bij"]
    assert directory.logged_list == wissel.lijst.fingerprint
    assert _keys_under(ring, shard) == 4
    _gateways(ring, listed, text)
    casus = case_with(ring, "politie")
    assert casus
    lijstwissel.stop_old(ring.backbone)
    ring.stop()
    lijstwissel.destroy_old(ring.settings)
    ring.start()
    assert case_with(ring, "om")
    assert _keys_under(ring, shard) == 2
    both, old = tlog_policy.parse(text.encode()), tlog_policy.parse(old_policy)
    for proof in (*before, *_receipts(ring)):
        assert receipt.verify(proof, both).index == 0
    newest = (ring.settings.publication / "log" / shard / "checkpoint").read_bytes()
    assert receipt.check_log(newest, both)
    with pytest.raises((receipt.ReceiptError, note.NoteError)):
        receipt.check_log(newest, old)
    ring.sync()
    _verified(ring, both)


def _refusals(ring: Ring, text: str, listed: bytes) -> None:
    """Each thing that is wrong with a takeover is refused by backbone and gateway, and changes nothing."""
    policy = text.encode()
    partner = load_partner(ring.partners["politie"].folder)
    kept = (ring.settings.lijst.read_bytes(), (partner.folder / "partner.toml").read_bytes())
    lost = "\n".join(
        line
        for line in text.split("\n")
        if line not in partner.folder.joinpath("tlog-policy").read_text().split("\n") or not line.startswith("log ")
    )
    other = text.replace("knooppunt.example/log/stam", "ander.example/log/stam")
    cases: list[tuple[bytes, bytes, str]] = [
        (_next_list(ring, text, versie=1), policy, "versie of modus"),
        (_next_list(ring, text, versie=3), policy, "versie of modus"),
        (_next_list(ring, text, modus="ketentest"), policy, "versie of modus"),
        (listed, policy + b"# anders\n", "niet die van de deelnemerslijst"),
        (_next_list(ring, lost), lost.encode(), "mist een sleutel"),
        (listed.replace(b'"versie":2', b'"versie":4'), policy, "handtekening"),
    ]
    for data, given, expected in cases:
        with pytest.raises(NotInitialisedError, match=expected):
            lijstwissel.take_list(ring.settings, data, given)
        with pytest.raises(VerificationError, match=expected):
            partner.succeed(data, given)
    with pytest.raises((NotInitialisedError, ValueError)):
        lijstwissel.take_list(ring.settings, _next_list(ring, other), other.encode())
    assert kept == (ring.settings.lijst.read_bytes(), (partner.folder / "partner.toml").read_bytes())


def _gateways(ring: Ring, listed: bytes, text: str) -> None:
    """A gateway that did not take the list over is told; after the takeover it goes on, with the list before it kept."""
    late = ring["politie"]
    late.sync()
    assert "andere-deelnemerslijst" in {alarm["reden"] for alarm in late.alarms()}
    for soort, partner in list(ring.partners.items()):
        ring.gateways[soort].close()
        ring.partners[soort] = partner.succeed(listed, text.encode())
        ring.gateways[soort] = Gateway(load_partner(partner.folder), ring.url)
        assert ring.partners[soort].lijsten.eerdere[0].versie == 1
        with pytest.raises(VerificationError, match="versie of modus"):
            ring.partners[soort].succeed(listed, text.encode())


def _verified(ring: Ring, policy: tlog_policy.TlogPolicy) -> None:
    engine = create_engine(ring.settings.database)
    kluis = Kluis.open(ring.settings.kluis, ring.settings.keys / setup.EPOCH_FILE)
    try:
        found = verify(engine, kluis, ring.settings.publication, policy).bevindingen
    finally:
        engine.dispose()
        kluis.engine.dispose()
    assert found == []


def test_a_partner_orders_erasure_over_http_and_keeps_the_proof(ring: Ring, tmp_path: Path) -> None:
    """Proposal, signed order, receipt: who acted is gone; a term that runs is refused with every range at once."""
    world, gateway = ring.backbone.exchange.world, ring["gemeente"]
    record = str(uuid.uuid4())
    with pytest.raises(ProblemError):
        gateway.desk.client.send(
            "POST",
            f"/v1/verstrekkingen/{record}/inzagen",
            b"{}",
            person=gateway.desk.person_key(ring.people["gemeente"]),
        )
    terms = world.wistermijnen.rows
    world.wistermijnen.rows = tuple(replace(term, jaren=-1) for term in terms)  # terms that ended a year ago
    found = [toe.to_json() for toe in wissen.retention_run(world)]
    data = jcs.encode({"voorstellen": found})
    own = [item for item in orders.read_proposal(data, gateway.partner.oin) if item["opening"] == "persoon"]
    assert own, "there is something to erase"
    world.wistermijnen.rows = terms
    (first, *_) = orders.orders(gateway.desk, own, "wpg-32", "termijn-voorbij")
    with pytest.raises(ProblemError) as refused:
        orders.send(gateway.desk, first, tmp_path)
    assert {item["reden"] for item in refused.value.problem["bevindingen"]} == {"termijn-loopt"}
    assert len(refused.value.problem["bevindingen"]) == len(first.regels)
    assert not list(tmp_path.iterdir())
    world.wistermijnen.rows = tuple(replace(term, jaren=-1) for term in terms)
    (second, *_) = orders.orders(gateway.desk, own, "wpg-32", "termijn-voorbij")
    done = orders.send(gateway.desk, second, tmp_path)
    world.wistermijnen.rows = terms
    assert done["regels"] == sum(end - start for start, end in own[0]["regels"])
    kept = list(Bevelmap(tmp_path).orders(gateway.partner.policy))
    assert [item.sha256 for item in kept] == [second.sha256], "the partner's copy proves itself"
    at = own[0]["regels"][0][0]
    assert next(world.reader.lines(own[0]["shard"], at, at + 1)).persoon is None
    assert isinstance(terms[0], Termijn)
