# SPDX-License-Identifier: EUPL-1.2
"""Quorums: grouped, with witnesses outside, their time, and which of them can be relied on."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.getuige.beleid import Listed, with_witnesses
from audit.getuige.sleutel import WitnessKey
from audit.proof import note, quorum, tijd, tlog_policy
from audit.signer import LogSigner, policy_text

SIGNER = LogSigner(bytes(range(32)), bytes(range(32, 64)))
BASE = policy_text(SIGNER, "log.example/knooppunt")
LOGS = "".join(f"log {key}\n" for key in SIGNER.vkeys("log.example/knooppunt/stam"))
KEYS = [WitnessKey.generate(f"getuige.example/{name}") for name in "abcdef"]
NAMES = [key.naam[-1] for key in KEYS]
WITNESSES = "".join(f"witness {name} {key.vkey}\n" for name, key in zip(NAMES, KEYS, strict=True))
OWNERS = {name: f"oin-{name}" for name in NAMES}


def policy(rest, witnesses=WITNESSES, logs=LOGS):
    return tlog_policy.parse((logs + witnesses + rest).encode())


def keys(names):
    return {KEYS[NAMES.index(name)].vkey for name in names}


def test_grouped_quorum():
    """Two of three ministries and any regulator: every combination of witnesses counts as the groups say."""
    made = policy(
        "group ministeries 2 a b c\ngroup toezicht any d e\ngroup alles all ministeries toezicht\nquorum alles\n"
    )
    for count in range(7):
        for chosen in itertools.combinations(NAMES, count):
            expected = len(set(chosen) & set("abc")) >= 2 and bool(set(chosen) & set("de"))
            assert made.satisfied(keys(chosen)) is expected
    assert quorum.fewest(made) == 3
    assert set(quorum.members(made)) == set("abcde")


def test_witnesses_outside_the_quorum_never_help():
    """A witness that no group of the quorum names may cosign, and changes nothing."""
    made = policy("group g 2 a b c\nquorum g\n")
    assert not made.satisfied(keys("adef"))
    assert made.satisfied(keys("ab"))
    quorum.require_sound(made, {name: OWNERS[name] for name in "abc"})


def test_time_is_that_of_the_last_signature_needed():
    """The quorum stands when enough signed, in order of time; without a quorum in the policy there is no time."""
    made = policy("group g 2 a b c\nquorum g\n")
    signed = [note.SignedBy(KEYS[i].vkey, time) for i, time in ((0, 30), (1, 10), (2, 20), (3, 1))]
    assert tijd.quorum_time(signed, made) == 20
    assert tijd.quorum_time(signed[:1], made) is None
    assert tijd.quorum_time([note.SignedBy(KEYS[0].vkey, None), signed[1]], made) is None
    assert tijd.quorum_time(signed, policy("quorum none\n")) is None
    assert quorum.fewest(policy("quorum none\n")) == 0


CLASSIC = f"witness k {KEYS[0].classic}\n"
WRONG = {
    "geen getuigen": ("quorum none\n", {}, "vraagt geen getuigen"),
    "een getuige": ("quorum a\n", {}, "in haar eentje"),
    "allen nodig": ("group g all a b c\nquorum g\n", {}, "tegenhouden"),
    "een genoeg": ("group g any a b c\nquorum g\n", {}, "haalt het quorum in haar eentje"),
    "twee van een": ("group g 2 a b c\nquorum g\n", {"b": "oin-a"}, "oin-a"),
    "een groep blokkeert": ("group x any a b\ngroup y 1 c\ngroup g all x y\nquorum g\n", {}, "oin-c"),
    "onbekende eigenaar": ("group g 2 a b c\nquorum g\n", {"c": None}, "welke organisatie"),
    "ed25519 telt mee": (f"{CLASSIC}group g 2 a b k\nquorum g\n", {}, "ML-DSA-44"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_quorum_that_cannot_be_relied_on_is_refused(name):
    """Nobody blocks, nobody decides alone, only ML-DSA-44 counts, and every witness that counts has an organisation."""
    rest, changed, said = WRONG[name]
    owners = {k: v for k, v in {**OWNERS, "k": "oin-k", **changed}.items() if v is not None}
    with pytest.raises(tlog_policy.PolicyError, match=said):
        quorum.require_sound(policy(rest), owners)


def test_a_log_without_mldsa_is_refused():
    """The log itself must be known with both kinds of keys; a policy without any log is refused too."""
    for logs in (LOGS.splitlines(keepends=True)[0], LOGS.splitlines(keepends=True)[1], ""):
        with pytest.raises(tlog_policy.PolicyError, match="log"):
            quorum.require_sound(policy("group g 2 a b c\nquorum g\n", logs=logs), OWNERS)


def test_an_ed25519_witness_outside_the_quorum_is_allowed():
    """The key beside the ML-DSA one may stand in the policy, for readers that know no other, outside the quorum."""
    made = policy(f"{CLASSIC}group g 2 a b c\nquorum g\n")
    quorum.require_sound(made, OWNERS)
    assert not made.satisfied({KEYS[0].classic, KEYS[1].vkey})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=6), st.integers(1, 6))
def test_soundness_is_what_it_says(owners, threshold):
    """For any threshold and owners: accepted exactly when no owner alone makes, and none alone breaks, the quorum."""
    count = len(owners)
    threshold = min(threshold, count)
    made = policy(f"group g {threshold} {' '.join(NAMES[:count])}\nquorum g\n")
    tied = {name: f"o{owner}" for name, owner in zip(NAMES, owners, strict=False)}
    most = max(owners.count(owner) for owner in owners)
    expected = most < threshold <= count - most
    try:
        quorum.require_sound(made, tied)
        found = True
    except tlog_policy.PolicyError:
        found = False
    assert found is expected


def test_a_policy_is_written_with_its_witnesses():
    """What is written parses to the asked witnesses, addresses and threshold; the log stays; nonsense is refused."""
    listed = [Listed(n, k.vkey, f"https://{n}.example", telt=n != "d") for n, k in zip("abcd", KEYS, strict=False)]
    made = tlog_policy.parse(with_witnesses(BASE, listed, 2).encode())
    assert set(made.logs) == set(SIGNER.vkeys("log.example/knooppunt/stam"))
    assert made.urls == {item.vkey: item.url for item in listed}
    assert set(quorum.members(made)) == set("abc")
    assert made.groups[made.quorum].threshold == 2
    again = with_witnesses(with_witnesses(BASE, listed, 2), listed[:3], 3)
    assert set(tlog_policy.parse(again.encode()).witnesses) == set("abc")
    for threshold, wrong in ((4, listed), (2, [listed[0], listed[0]]), (1, [])):
        with pytest.raises(tlog_policy.PolicyError):
            with_witnesses(BASE, wrong, threshold)
