# SPDX-License-Identifier: EUPL-1.2
"""Erasing openings: by order of the zorgdrager, after the term, logged first, and really gone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from audit.events import Event
from audit.proof import tlog_policy
from audit.proof.wissing import Wissingen, read
from audit.values import LogError
from audit.verify import verify
from core.exchange import bevelmap, wissen
from core.exchange.bevelmap import Bevelmap
from core.exchange.results import Conflict, Gedaan, Ongeldig
from core.keychain import events, wisbevel
from core.keychain.signatures import PrivateKey
from tests.kit import DAY, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.values import Line
    from core.exchange.results import Uitkomst
    from core.keychain.wisbevel import Wisbevel

WHO = "politie"
SIX_YEARS = 6 * 366 * DAY


class Setting:
    """A backbone with acts of two organisations, six years later."""

    def __init__(self, made: Backbone) -> None:
        self.backbone = made
        made.world.bevelen = Bevelmap(made.folder / "wisbevelen")
        made.kluis.key_file = made.folder / "tijdvak.json"
        made.epoch_key.write(made.kluis.key_file)
        for who in (WHO, "gemeente", WHO, WHO, "gemeente", *[WHO] * 12):
            made.exchange.show_case(made[who].caller(persoon=True), str(uuid.uuid4()))
        made.clock.shift = SIX_YEARS
        self.keys = {who: self._new_key(who) for who in (WHO, "gemeente")}
        made.exchange.show_case(made[WHO].caller(persoon=True), str(uuid.uuid4()))

    def _new_key(self, who: str) -> PrivateKey:
        party, key, now = self.backbone[who], PrivateKey.generate(), self.backbone.clock.now()
        event = events.publish(party.identiteit, party.oin, key, (now - 1000, now + 365 * DAY), now)
        assert isinstance(self.backbone.exchange.admit_key_event(party.caller(), event), Gedaan)
        return key

    @property
    def shard(self) -> str:
        """The national shard of the first acts."""
        return min(name for name in self.backbone.world.log.shards() if name.startswith("landelijk-"))

    def recent(self) -> str:
        """The national shard of now, with an act of a person in it."""
        self.backbone.exchange.show_case(self.backbone[WHO].caller(persoon=True), str(uuid.uuid4()))
        return max(name for name in self.backbone.world.log.shards() if name.startswith("landelijk-"))

    def lines(self, shard: str | None = None) -> list[Line]:
        """All lines of a shard, read anew."""
        return list(self.backbone.world.reader.lines(shard or self.shard))

    def own(self, who: str = WHO) -> list[int]:
        """The lines of the first shard in which a person of this organisation acted."""
        oin = self.backbone[who].oin
        return [line.index for line in self.lines() if line.persoon and line.persoon["oin"] == oin]

    def order(self, regels: tuple[tuple[int, int], ...], **changes: Any) -> Wisbevel:
        """Return a signed order of the police."""
        whole = {
            "oin": self.backbone[WHO].oin,
            "opening": "persoon",
            "shard": self.shard,
            "regels": regels,
            "grondslag": "wpg-32",
            "reden": "termijn-voorbij",
            "gemaakt": self.backbone.clock.now(),
        }
        return wisbevel.make(changes.pop("key", self.keys[WHO]), **{**whole, **changes})

    def send(self, order: Wisbevel | dict[str, Any], who: str = WHO) -> Uitkomst:
        """Send an order as an organisation."""
        body = order if isinstance(order, dict) else dict(order.bron)
        return self.backbone.exchange.erase(self.backbone[who].caller(), body)

    def reasons(self, outcome: Uitkomst) -> list[tuple[str, str]]:
        """The findings of a refusal, as place and code."""
        assert isinstance(outcome, Ongeldig), outcome
        return [(finding.pad, finding.reden) for finding in outcome.bevindingen]


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    """One for all: each test erases lines that no other erased before it."""
    with backbone(tmp_path_factory.mktemp("wissen")) as made:
        yield Setting(made)


def test_an_order_after_the_term_erases_who_and_keeps_every_proof(setting: Setting) -> None:
    """Present: the person is gone from exactly the named lines, the receipts of those lines still hold, all is explained."""
    made, before = setting.backbone, setting.lines()
    first, second = setting.own()[0], setting.own()[-1]
    ranges = ((first, first + 1), (second, second + 1))
    outcome = setting.send(setting.order(ranges))
    assert isinstance(outcome, Gedaan)
    after = setting.lines()
    gone = [index for index, (old, new) in enumerate(zip(before, after, strict=True)) if old.persoon != new.persoon]
    assert gone == [first, second]
    assert all(new.feit == old.feit and new.entry == old.entry for old, new in zip(before, after, strict=True))
    told = outcome.bewijs[0]["feit"]
    order = read(told, outcome.bewijs[0]["log"].rpartition("/")[2], outcome.bewijs[0]["index"])
    assert order is not None
    known = Wissingen([order])
    assert all(known.covers(setting.shard, index, "persoon") for index in gone)
    receipts = made.world.log.receipts(setting.shard, range(gone[0], gone[0] + 1))
    assert (receipts[0]["persoon"], receipts[0]["feit"]) == (None, before[gone[0]].feit)
    assert made.world.keys.directory.findings == [], "the entry in the stamlog is one that every gateway knows"


def test_everything_wrong_with_an_order_is_told_at_once_per_range_and_leaves_a_line(setting: Setting) -> None:
    """Contrary: not the zorgdrager, not there, term running: each range is named, nothing is erased, the attempt is logged."""
    before = setting.lines()
    own, other = setting.own()[0], setting.own("gemeente")[0]
    mixed = tuple(sorted([(other, other + 1), (own, own + 1), (5000, 5002)]))
    recent = setting.recent()
    seen = len(setting.lines(recent))
    found = setting.reasons(setting.send(setting.order(mixed)))
    assert found == [
        (f"bevel.regels[{mixed.index((other, other + 1))}]", "andere-zorgdrager"),
        (f"bevel.regels[{mixed.index((5000, 5002))}]", "bestaat-niet"),
    ]
    last = max(line.index for line in setting.lines(recent) if line.persoon is not None)
    found = setting.reasons(setting.send(setting.order(((last, last + 1),), shard=recent)))
    assert found == [("bevel.regels[0]", "termijn-loopt")]
    assert setting.lines() == before
    told = [line.feit for line in setting.lines(recent)[seen:] if line.feit]
    attempts = [feit["redenen"] for feit in told if feit["gebeurtenis"] == Event.WISSING_GEWEIGERD]
    assert attempts == [{"andere-zorgdrager": 1, "bestaat-niet": 1}, {"termijn-loopt": 1}]


def test_what_was_done_stays_until_who_did_it_is_gone_and_its_own_term_ended(setting: Setting) -> None:
    """Contrary: `feit` goes after the person and after its own, longer term; an erasure itself stays readable."""
    start = setting.own()[0]
    one = ((start, start + 1),)
    assert setting.reasons(setting.send(setting.order(one, opening="feit"))) == [("bevel.regels[0]", "persoon-eerst")]
    assert isinstance(setting.send(setting.order(one)), Gedaan)
    assert setting.reasons(setting.send(setting.order(one))) == [("bevel.regels[0]", "al-gewist")]
    assert setting.reasons(setting.send(setting.order(one, opening="feit"))) == [("bevel.regels[0]", "termijn-loopt")]
    made = setting.backbone
    shard = setting.recent()
    place = max(n.index for n in setting.lines(shard) if n.feit and n.feit["gebeurtenis"] == Event.WISSING_BEVOLEN)
    made.clock.shift += 21 * 366 * DAY
    setting.keys[WHO] = setting._new_key(WHO)
    blocked = setting.send(setting.order(((place, place + 1),), opening="feit", shard=shard))
    assert setting.reasons(blocked) == [("bevel.regels[0]", "blijft")]
    assert isinstance(setting.send(setting.order(one, opening="feit")), Gedaan)
    assert setting.lines()[start].erased == ("feit", "persoon")


def test_an_order_that_is_not_wholly_signed_by_its_own_zorgdrager_is_refused(setting: Setting) -> None:
    """Contrary: unsigned, one algorithm, forged, another's, an unknown key, too old: refused, and nothing is erased."""
    before = setting.lines()
    start = setting.own()[0]
    one = ((start, start + 1),)
    good = setting.order(one)
    bron = dict(good.bron)
    other = setting.order(one, key=setting.keys["gemeente"])
    ed, ml = bron["handtekening"]["ed25519"], bron["handtekening"]["ml-dsa-65"]
    old = setting.backbone.clock.now() - wissen.OLDEST_MS - 1
    bad: list[tuple[dict[str, Any], str]] = [
        ({"bevel": bron["bevel"], "sleutel": bron["sleutel"]}, "vorm"),
        ({**bron, "handtekening": {"ed25519": ed}}, "vorm"),
        (
            {**bron, "handtekening": {"ed25519": ed, "ml-dsa-65": other.bron["handtekening"]["ml-dsa-65"]}},
            "handtekening",
        ),
        ({**bron, "handtekening": {"ed25519": other.bron["handtekening"]["ed25519"], "ml-dsa-65": ml}}, "handtekening"),
        ({**bron, "bevel": {**bron["bevel"], "regels": [[start, start + 2]]}}, "handtekening"),
        (dict(other.bron), "sleutel"),
        (dict(setting.order(one, gemaakt=old).bron), "tijd"),
        (dict(setting.order(one, gemaakt=setting.backbone.clock.now() + 120_000).bron), "tijd"),
        ({**bron, "bevel": {**bron["bevel"], "regels": [[5, 6], [2, 3]]}}, "vorm"),
        ({**bron, "bevel": {**bron["bevel"], "shard": "stam"}}, "vorm"),
        ({**bron, "bevel": {**bron["bevel"], "reden": "Jan Jansen"}}, "vorm"),
    ]
    for body, reden in bad:
        assert [code for _, code in setting.reasons(setting.send(body))] == [reden], body["bevel"]
    assert [code for _, code in setting.reasons(setting.send(good, who="gemeente"))] == ["ander"]
    assert setting.lines() == before


def test_an_order_counts_once(setting: Setting) -> None:
    """Contrary: the same order again under a new request is a conflict; the same request again has the same answer."""
    start = setting.own()[0]
    order = setting.order(((start, start + 1),))
    caller = setting.backbone[WHO].caller(inhoud="een")
    first = setting.backbone.exchange.erase(caller, dict(order.bron))
    assert isinstance(first, Gedaan)
    again = setting.backbone.exchange.erase(caller, dict(order.bron))
    assert isinstance(again, Gedaan)
    assert again.gegevens == first.gegevens
    replayed = setting.send(order)
    assert isinstance(replayed, Conflict)
    assert replayed.soort == "bestaat-al"


def test_the_proposal_names_what_is_due_per_zorgdrager_and_nobody(setting: Setting) -> None:
    """Present and absent: what is proposed can be ordered as it stands; afterwards it is proposed no more."""
    now = setting.backbone.clock.now()
    proposed = {(toe.oin, toe.shard, toe.opening): toe for toe in wissen.due(setting.backbone.world, now)}
    own = proposed[setting.backbone[WHO].oin, setting.shard, "persoon"]
    assert [n for start, end in own.regels for n in range(start, end)] == setting.own()
    people = {party.persoon for party in setting.backbone.partijen.values()}
    assert not any(person in str(toe.to_json()) for toe in proposed.values() for person in people)
    one = ((own.regels[-1][1] - 1, own.regels[-1][1]),)
    assert isinstance(setting.send(setting.order(one)), Gedaan)
    left = {(toe.oin, toe.shard, toe.opening): toe for toe in wissen.due(setting.backbone.world, now)}
    still = left[setting.backbone[WHO].oin, setting.shard, "persoon"]
    assert [n for start, end in still.regels for n in range(start, end)] == setting.own()


def test_an_order_file_proves_itself_or_nobody_goes_on(setting: Setting) -> None:
    """Present, contrary, absent: the kept file gives the order; a changed one, or a proof of something else, is refused."""
    made = setting.backbone
    policy = tlog_policy.parse(made.policy_text.encode())
    folder = made.world.bevelen
    assert folder is not None
    before = bevelmap.named_in(bevelmap.published_entries(made.sequencer.publisher))
    assert {kept.sha256 for kept in folder.orders(policy)} == set(before)
    start = setting.own()[0]
    order = setting.order(((start, start + 1),))
    assert isinstance(setting.send(order), Gedaan)
    assert {kept.sha256 for kept in folder.orders(policy)} == {*before, order.sha256}
    named = bevelmap.named_in(bevelmap.published_entries(made.sequencer.publisher))
    assert named == [*before, order.sha256]
    assert bevelmap.missing(named, folder.orders(policy)) == []
    assert bevelmap.missing(named, [], before) == [order.sha256]
    path = folder.folder / f"{order.sha256}.json"
    whole = path.read_bytes()
    other = setting.order(((start + 40, start + 41),))
    path.write_bytes(whole.replace(b'"regels":[[%d,%d]]' % (start, start + 1), b'"regels":[[0,%d]]' % (start + 1)))
    with pytest.raises(bevelmap.OrderError):
        list(folder.orders(policy))
    path.unlink()
    folder.keep(other, made.world.log.receipts(setting.shard, range(1))[0])
    with pytest.raises(bevelmap.OrderError, match="hoort bij iets anders"):
        list(folder.orders(policy))
    (folder.folder / f"{other.sha256}.json").unlink()
    path.write_bytes(whole)


def test_an_order_file_names_nobody(setting: Setting) -> None:
    """Contrary: who gave the order can be erased later, so neither that person nor the key of that opening is in the file."""
    made, start = setting.backbone, setting.own()[0]
    policy = tlog_policy.parse(made.policy_text.encode())
    caller, order = made[WHO].caller(persoon=True), setting.order(((start, start + 1),))
    assert caller.persoon is not None
    outcome = made.exchange.erase(caller, dict(order.bron))
    assert isinstance(outcome, Gedaan)
    assert outcome.bewijs[0]["persoon"]["persoon"] == caller.persoon, "who gave it gets it in the proof"
    folder = made.world.bevelen
    assert folder is not None
    path = folder.folder / f"{order.sha256}.json"
    fresh = path.read_bytes()
    path.unlink()
    wissen.resume(made.world, policy)
    for written in (fresh, path.read_bytes()):
        assert caller.persoon.encode() not in written
        assert outcome.bewijs[0]["persoon_sleutel"].encode() not in written
        assert bevelmap.proven(written, policy).sha256 == order.sha256


def test_the_log_still_verifies_but_for_what_no_order_explains(setting: Setting) -> None:
    """After an erasure only the openings that the order names are missing, and nothing else is found."""
    start = setting.own()[0]
    gone = [line.index for line in setting.lines() if "persoon" in line.erased]
    assert isinstance(setting.send(setting.order(((start, start + 1),))), Gedaan)
    made = setting.backbone
    report = verify(made.engine, made.kluis, made.folder, tlog_policy.parse(made.policy_text.encode()))
    assert {finding.waar for finding in report.bevindingen} <= {
        f"log_openingen_{kind}:{setting.shard}|{index}" for kind in ("feit", "persoon") for index in (*gone, start)
    }


def test_an_order_that_was_logged_and_not_carried_out_is_carried_out_before_serving(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop between line and erasure: nothing is gone yet; at the next start it is, and again changes nothing."""
    made, start = setting.backbone, setting.own()[0]
    policy = tlog_policy.parse(made.policy_text.encode())
    order = setting.order(((start, start + 1),))
    with monkeypatch.context() as patch:
        patch.setattr(made.world.wisser, "carry_out", lambda _orders: _stopped())
        patch.setattr(made.world.bevelen, "keep", lambda _order, _proof: None)
        with pytest.raises(LogError, match="stroom"):
            setting.send(order)
    assert start in setting.own(), "logged, not carried out"
    assert wissen.resume(made.world, policy) == 1
    assert start not in setting.own()
    assert wissen.resume(made.world, policy) == 0
    assert made.world.bevelen is not None
    assert order.sha256 in {kept.sha256 for kept in made.world.bevelen.orders(policy)}, "and kept outside the database"


def test_nothing_is_served_while_an_order_of_the_stamlog_is_nowhere(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contrary: the stamlog names an erasure of which neither database nor folder holds the order: refuse to start."""
    made, start = setting.backbone, setting.own()[0]
    policy = tlog_policy.parse(made.policy_text.encode())
    order = setting.order(((start, start + 1),))
    assert isinstance(setting.send(order), Gedaan)
    monkeypatch.setattr(wissen, "_stored", lambda _world: [])
    wissen.resume(made.world, policy)  # the folder has them all
    made.world.bevelen, kept = None, made.world.bevelen
    try:
        with pytest.raises(bevelmap.OrderError, match="ontbreekt het bevel"):
            wissen.resume(made.world, policy)
    finally:
        made.world.bevelen = kept


def _stopped() -> int:
    raise LogError("stroom weg")


def test_an_order_of_a_lost_state_erases_no_line_that_came_after_it(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contrary: known from the folder only, it counts for lines of before it; what has their numbers since is left alone."""
    made = setting.backbone
    policy = tlog_policy.parse(made.policy_text.encode())
    index = setting.own()[0]
    order = setting.order(((index, index + 1),))
    assert isinstance(setting.send(order), Gedaan)
    line = setting.lines()[index]
    assert line.feit is not None
    for then, regels in ((line.feit["tijd"] - 1, ()), (line.feit["tijd"], order.regels)):
        monkeypatch.setattr(Bevelmap, "said", lambda *_args, then=then: {"tijd": then})
        assert wissen._of_then(made.world, order, policy).regels == regels
