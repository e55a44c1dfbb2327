# SPDX-License-Identifier: EUPL-1.2
"""One seed, one role: nowhere in the chain, from key file to stamlog, does a key serve twice."""

import hashlib
import os

import pytest

from audit.getuige.beleid import Listed, with_witnesses
from audit.getuige.sleutel import WitnessKey
from audit.proof import jcs
from audit.signer import LogSigner, policy_text
from core.keychain import events
from core.keychain.ceremony import assemble
from core.keychain.directory import KeyDirectory, Reden
from core.keychain.errors import EventError, ListError
from core.keychain.events import KeyEvent
from core.keychain.getuigen import open_policy
from core.keychain.keys import HttpPrivateKey
from core.keychain.lijst import Deelnemerslijst, read_draft
from core.keychain.signatures import PrivateKey

from .conftest import FROM, NOW, OINS, TO

ORIGIN = "log.example/knooppunt"


def _policy(log_seed, witness_seed):
    """A tlog-policy with one witness, and that witness as the list names it."""
    base = policy_text(LogSigner(log_seed, os.urandom(32)), ORIGIN)
    key = WitnessKey("getuige.example/a", witness_seed, os.urandom(32))
    text = with_witnesses(base, [Listed("a", key.classic, "https://a.example")], 1)
    return text, [{"naam": "a", "vkey": str(key.classic), "oin": OINS[0]}]


def _draft(coop, log_seed, witness_seed):
    text, listed = _policy(log_seed, witness_seed)
    return coop.draft(getuigen=listed, tlog_policy_sha256=hashlib.sha256(text.encode()).hexdigest()), text.encode()


def test_keys_of_their_own_are_accepted(coop):
    """Log, witness, identities, officers and operator each with their own seed: the policy opens."""
    body, text = _draft(coop, os.urandom(32), os.urandom(32))
    assert set(open_policy(read_draft(body), text).witnesses) == {"a"}


@pytest.mark.parametrize("second", ["identiteit", "functionaris", "antwoordsleutel", "log"])
@pytest.mark.parametrize("first", ["log", "getuige"])
def test_the_log_and_its_witnesses_share_no_key_with_another_role(coop, first, second):
    """A log or witness key that is also an identity, officer's or answer key, or the other one, refuses list and policy."""
    own = os.urandom(32)
    shared = {
        "identiteit": coop.identities[OINS[1]].ed25519_seed,
        "functionaris": coop.people["jurist-a"].ed25519_seed,
        "antwoordsleutel": coop.operator.seed,
        "log": own,
    }[second]
    seeds = (own, own) if second == "log" else (shared, own) if first == "log" else (own, shared)
    body, text = _draft(coop, *seeds)
    with pytest.raises(ListError, match="tweede rol"):
        open_policy(read_draft(body), text)


@pytest.mark.parametrize("make", [HttpPrivateKey, lambda seed: PrivateKey(seed, os.urandom(32))])
def test_a_witness_key_is_published_as_nothing_else(coop, make):
    """An organisation that publishes its witness key as HTTP or signing key is refused and named."""
    seed = os.urandom(32)
    body, _ = _draft(coop, os.urandom(32), seed)
    lijst = Deelnemerslijst.parse(assemble(body, coop.signed(body, *OINS[:2])))
    directory = KeyDirectory.replay(lijst, [jcs.encode(coop.publish(OINS[0], make(seed)))])
    [found] = directory.findings
    assert (found.reden, found.dader) == (Reden.SLEUTEL_VAN_ANDER, OINS[0])


@pytest.mark.parametrize("kind", ["publish", "withdraw"])
@pytest.mark.parametrize("stripped", ["ed25519", "ml-dsa-65"])
def test_an_identity_event_needs_both_algorithms(coop, kind, stripped):
    """A key event without its ML-DSA part, or with one of another message, is not of this organisation; so for Ed25519."""
    identity, key = coop.identities[OINS[0]], HttpPrivateKey.generate()
    event = (
        events.publish(identity, OINS[0], key, (FROM, TO), NOW)
        if kind == "publish"
        else events.withdraw(identity, OINS[0], events.Rol.HTTP, key.id, NOW)
    )
    KeyEvent.from_json(event).check(identity.public)
    other = identity.sign(events.EVENT_DOMAIN, b"iets anders").to_json()
    with pytest.raises(EventError) as told:
        KeyEvent.from_json({**event, "handtekening": {**event["handtekening"], stripped: other[stripped]}}).check(
            identity.public
        )
    assert told.value.reden == "identiteit"
    left = {name: value for name, value in event["handtekening"].items() if name != stripped}
    with pytest.raises(events.ShapeError):
        KeyEvent.from_json({**event, "handtekening": left})
