# SPDX-License-Identifier: EUPL-1.2
"""The key directory: what the operator may try in the stamlog, and that it is refused and named."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.proof import jcs
from core.keychain import ceremony, events
from core.keychain.directory import BEHEERDER, KeyDirectory, Reden
from core.keychain.errors import EventError, KemError, ShapeError, UnknownKey
from core.keychain.events import KemBezit, KeyEvent
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey, Rol
from core.keychain.lijst import Deelnemerslijst
from core.keychain.signatures import PrivateKey

OINS = tuple(f"00000099000000{n}0000" for n in (10, 20, 30))
STRANGER = "00000099000000990000"
FROM, TO, NOW = 1_000, 2_000_000, 500_000
UNIT = "ondermijning"


def _replay(lijst, *entries):
    return KeyDirectory.replay(lijst, [e if isinstance(e, bytes) else jcs.encode(e) for e in entries])


def _only_finding(directory):
    assert len(directory.findings) == 1
    return directory.findings[0]


def test_published_keys_are_found(coop, lijst):
    """Signing, HTTP and KEM keys with a whole chain are handed out with organisation, unit and term."""
    sign, http, kem = PrivateKey.generate(), HttpPrivateKey.generate(), KemPrivateKey.generate()
    directory = _replay(lijst, *(coop.publish(OINS[0], key) for key in (sign, http, kem)))
    assert directory.findings == []
    assert directory.signing_key(OINS[0], NOW).sleutel == sign.public
    assert directory.http_key(OINS[0], http.id, NOW).sleutel == http.public
    assert directory.kem_key(OINS[0], UNIT, NOW).sleutel == kem.public
    assert directory.units(OINS[0]) == (UNIT,)
    assert directory.units(OINS[1]) == ()
    assert {key.rol for key in directory.keys(OINS[0])} == set(Rol) - {Rol.HERSTEL}
    assert len(directory.events(OINS[0])) == 3


@pytest.mark.parametrize("at", [FROM - 1, TO, TO + 1])
def test_keys_outside_their_term_are_unknown(coop, lijst, at):
    """Before its first and from its last moment a key is not handed out."""
    directory = _replay(lijst, coop.publish(OINS[0], KemPrivateKey.generate()))
    with pytest.raises(UnknownKey):
        directory.kem_key(OINS[0], UNIT, at)


def test_the_newest_key_replaces_the_one_before(coop, lijst):
    """Where terms overlap the later key counts, and the earlier one is still found by id and at its own time."""
    old, new = KemPrivateKey.generate(), KemPrivateKey.generate()
    directory = _replay(lijst, coop.publish(OINS[0], old), coop.publish(OINS[0], new, term=(NOW, TO + 100)))
    assert directory.kem_key(OINS[0], UNIT, NOW).sleutel == new.public
    assert directory.kem_key(OINS[0], UNIT, NOW - 1).sleutel == old.public
    assert directory.kem_key(OINS[0], UNIT, NOW, old.id).sleutel == old.public


def test_a_withdrawn_key_counts_no_longer(coop, lijst):
    """From the withdrawal on the key is unknown; for what was before, it is not."""
    key = PrivateKey.generate()
    gone = events.withdraw(coop.identities[OINS[0]], OINS[0], Rol.TEKENEN, key.id, NOW)
    directory = _replay(lijst, coop.publish(OINS[0], key), gone)
    assert directory.signing_key(OINS[0], NOW - 1).ingetrokken_op == NOW
    with pytest.raises(UnknownKey):
        directory.signing_key(OINS[0], NOW)


def test_the_operator_adds_itself(coop, lijst):
    """An organisation that is not in the pinned list gets no key, and the operator is named."""
    event = events.publish(PrivateKey.generate(), STRANGER, PrivateKey.generate(), (FROM, TO), NOW)
    found = _only_finding(_replay(lijst, event))
    assert (found.reden, found.dader, found.oin) == (Reden.NIET_IN_LIJST, BEHEERDER, STRANGER)
    assert "beheerder" in found.tekst


@pytest.mark.parametrize("make", [PrivateKey.generate, HttpPrivateKey.generate])
def test_the_operator_invents_a_key_for_a_partner(coop, lijst, make):
    """A key that the partner's identity key did not sign is not used, and the operator is named."""
    event = events.publish(PrivateKey.generate(), OINS[0], make(), (FROM, TO), NOW)
    directory = _replay(lijst, event)
    found = _only_finding(directory)
    assert (found.reden, found.dader, found.index) == (Reden.IDENTITEIT, BEHEERDER, 0)
    assert "Politie" in found.tekst
    assert directory.keys(OINS[0]) == ()
    assert [item.index for item in directory.events(OINS[0])] == [0]


def test_the_operator_swaps_a_key_in_a_good_event(coop, lijst):
    """The partner's own event with the operator's key in it is not used, for every role."""
    for key, other in [
        (PrivateKey.generate(), PrivateKey.generate()),
        (HttpPrivateKey.generate(), HttpPrivateKey.generate()),
        (KemPrivateKey.generate(), KemPrivateKey.generate()),
    ]:
        event = coop.publish(OINS[0], key)
        event["sleutel"], event["sleutel_id"] = other.public.to_json(), other.id
        assert _only_finding(_replay(lijst, event)).reden is Reden.IDENTITEIT


def _leaves(value, path=()):
    for key, item in value.items():
        yield from _leaves(item, (*path, key)) if isinstance(item, dict) else [(*path, key)]


@pytest.mark.parametrize("kind", ["tekenen", "http", "kem", "intrekking"])
def test_every_changed_field_of_an_event_is_refused(coop, lijst, kind):
    """Whatever field of a logged event is changed or left out, it is not used any more."""
    first = coop.publish(OINS[0], published := PrivateKey.generate())
    event = {
        "tekenen": lambda: coop.publish(OINS[0], PrivateKey.generate(), term=(FROM + 1, TO)),
        "http": lambda: coop.publish(OINS[0], HttpPrivateKey.generate()),
        "kem": lambda: coop.publish(OINS[0], KemPrivateKey.generate()),
        "intrekking": lambda: events.withdraw(coop.identities[OINS[0]], OINS[0], Rol.TEKENEN, published.id, NOW),
    }[kind]()
    assert _replay(lijst, first, event).findings == []
    for path in _leaves(event):
        for change in (True, False):
            changed = copy.deepcopy(event)
            holder = changed
            for key in path[:-1]:
                holder = holder[key]
            value = holder.pop(path[-1])
            if change:
                holder[path[-1]] = value + 1 if isinstance(value, int) else f"1{value[1:]}" if value else "x"
                if holder[path[-1]] == value:
                    holder[path[-1]] = f"2{value[1:]}"
            assert len(_replay(lijst, first, changed).findings) == 1, (path, change)


def test_a_partner_publishes_the_key_of_another(coop, lijst):
    """A key that another organisation published is refused, and the one who took it is named."""
    key = KemPrivateKey.generate()
    stolen = events.publish(
        coop.identities[OINS[1]],
        OINS[1],
        key.public,
        (FROM, TO),
        NOW,
        eenheid=UNIT,
        bezit=KemBezit("00" * 32, "11" * 32),
    )
    directory = _replay(lijst, coop.publish(OINS[0], key), stolen)
    found = _only_finding(directory)
    assert (found.reden, found.dader) == (Reden.SLEUTEL_VAN_ANDER, OINS[1])
    with pytest.raises(UnknownKey):
        directory.kem_key(OINS[1], UNIT, NOW)


def test_no_key_has_two_roles(coop, lijst):
    """An identity key as signing key, or half of a signing key as HTTP key, is refused."""
    sign = PrivateKey.generate()
    for first, second in [
        (None, coop.identities[OINS[0]]),
        (sign, HttpPrivateKey(sign.ed25519_seed)),
        (sign, PrivateKey(sign.ed25519_seed, b"\x01" * 32)),
    ]:
        before = [] if first is None else [coop.publish(OINS[0], first)]
        again = coop.publish(OINS[0], second, term=(FROM + 1, TO))
        found = _only_finding(_replay(lijst, *before, again))
        assert (found.reden, found.dader) == (Reden.SLEUTEL_VAN_ANDER, OINS[0])


@pytest.mark.parametrize("make", [PrivateKey.generate, HttpPrivateKey.generate, KemPrivateKey.generate])
@pytest.mark.parametrize("way", ["missing", "other"])
def test_without_proof_of_possession_no_key(coop, lijst, make, way):
    """An event without proof, or with the proof of another key, is refused though the identity key signed it."""
    identity, key = coop.identities[OINS[0]], make()
    event = coop.publish(OINS[0], key)
    body = events.without(event, "handtekening", "bezit")
    if way == "other":
        body["bezit"] = {"uitdaging_sha256": "00"} if isinstance(key, KemPrivateKey) else _other_proof(coop, key)
    event = {**body, "handtekening": identity.sign(events.EVENT_DOMAIN, jcs.encode(body)).to_json()}
    found = _only_finding(_replay(lijst, event))
    assert (found.reden, found.dader) == (Reden.BEZIT, OINS[0])


def _other_proof(coop, key):
    return coop.publish(OINS[0], type(key).generate())["bezit"]


def test_a_replayed_event_brings_no_withdrawn_key_back(coop, lijst):
    """The operator logs an old publication again after the withdrawal: refused, and named."""
    key = PrivateKey.generate()
    first = coop.publish(OINS[0], key)
    gone = events.withdraw(coop.identities[OINS[0]], OINS[0], Rol.TEKENEN, key.id, NOW)
    directory = _replay(lijst, first, gone, first, gone)
    assert [(item.index, item.reden, item.dader) for item in directory.findings] == [
        (2, Reden.HERHAALD, BEHEERDER),
        (3, Reden.HERHAALD, BEHEERDER),
    ]
    with pytest.raises(UnknownKey):
        directory.signing_key(OINS[0], NOW)


def test_keys_that_do_not_follow_each_other_are_refused(coop, lijst):
    """A next key that starts no later than the one before leaves open which counts, so it does not."""
    first, second = KemPrivateKey.generate(), KemPrivateKey.generate()
    directory = _replay(lijst, coop.publish(OINS[0], first), coop.publish(OINS[0], second))
    assert _only_finding(directory).reden is Reden.VOLGORDE
    assert directory.kem_key(OINS[0], UNIT, NOW).sleutel == first.public


def test_only_an_own_known_key_is_withdrawn(coop, lijst):
    """Withdrawing an unknown key, or one of another organisation, does nothing and is named."""
    key = PrivateKey.generate()
    foreign = events.withdraw(coop.identities[OINS[1]], OINS[1], Rol.TEKENEN, key.id, NOW)
    directory = _replay(lijst, coop.publish(OINS[0], key), foreign)
    assert _only_finding(directory).reden is Reden.ONBEKENDE_SLEUTEL
    assert directory.signing_key(OINS[0], NOW)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"soort": "vrijgave"}', b'{"soort":"iets-nieuws"}'])
def test_unreadable_entries_are_named_and_skipped(coop, lijst, data):
    """An entry that is no canonical JSON of a known kind is a finding; what follows still counts."""
    key = PrivateKey.generate()
    directory = _replay(lijst, data, coop.publish(OINS[0], key))
    assert _only_finding(directory).index == 0
    assert directory.signing_key(OINS[0], NOW).sleutel == key.public


def test_other_entries_are_kept_by_kind(lijst):
    """Releases, shards and lists are found by kind and place."""
    directory = _replay(
        lijst, {"soort": "vrijgave", "digest": "sha256:aa"}, {"soort": "shard-geopend", "origin": "x", "vkeys": []}
    )
    assert directory.findings == []
    assert list(directory.releases) == ["sha256:aa"]
    assert [item.index for item in directory.entries("shard-geopend")] == [1]


def test_the_last_logged_list_is_known(lijst):
    """A gateway sees which deelnemerslijst the stamlog names last, and that it may be another than its own."""
    own, other = ({"soort": "deelnemerslijst", "sha256": value} for value in (lijst.fingerprint, "00" * 32))
    assert _replay(lijst).logged_list is None
    assert _replay(lijst, own).logged_list == lijst.fingerprint
    assert _replay(lijst, own, other).logged_list == "00" * 32


@pytest.mark.parametrize("soort", ["deelnemerslijst", "vrijgave", "openingen-gewist"])
@pytest.mark.parametrize("versie", [1, 2])
def test_naming_the_list_again_excuses_nothing(coop, soort, versie):
    """Contrary: the operator invents a key and names the list in force once more: the finding stays; before it, it goes."""
    body = coop.draft(versie=versie)
    lijst = Deelnemerslijst.parse(ceremony.assemble(body, coop.signed(body, *OINS[:2])))
    invented = events.publish(PrivateKey.generate(), OINS[1], PrivateKey.generate(), (FROM, TO), NOW)
    begin = {"soort": "deelnemerslijst", "sha256": lijst.fingerprint}
    again = {"soort": soort, "sha256": lijst.fingerprint}
    assert _only_finding(_replay(lijst, begin, invented, again)).reden is Reden.IDENTITEIT
    assert len(_replay(lijst, invented, begin).findings) == (1 if versie == 1 else 0)
    assert _replay(lijst, invented, {**again, "soort": "vrijgave"}).findings, "nor does an entry of another kind"


def test_growing_gives_the_same_as_replaying(coop, lijst):
    """Entry by entry or all at once: the same keys and findings."""
    entries = [
        jcs.encode(coop.publish(OINS[0], PrivateKey.generate())),
        b"{}",
        jcs.encode(coop.publish(OINS[1], KemPrivateKey.generate())),
    ]
    whole, grown = KeyDirectory.replay(lijst, entries), KeyDirectory(lijst)
    new = [grown.extend([entry]) for entry in entries]
    assert [len(found) for found in new] == [0, 1, 0]
    assert (whole.findings, whole.size, whole.keys(OINS[1])) == (grown.findings, grown.size, grown.keys(OINS[1]))


def test_the_server_admits_what_a_gateway_will_accept(coop, lijst):
    """`admit` says beforehand what replay would say, and changes nothing."""
    directory, good = _replay(lijst), coop.publish(OINS[0], PrivateKey.generate())
    assert directory.admit(good).oin == OINS[0]
    assert directory.size == 0
    with pytest.raises(EventError) as caught:
        directory.admit({**good, "tijd": NOW + 1})
    assert caught.value.reden == "identiteit"
    with pytest.raises(EventError):
        directory.admit({"soort": "vrijgave"})


def test_a_challenge_is_answered_only_with_the_private_key(coop):
    """The admitting server accepts the right answer, and no other key, organisation, answer or event."""
    key, oin = KemPrivateKey.generate(), OINS[0]
    challenge = events.make_challenge(key.public, oin)
    answer, proof = events.answer_challenge(key, oin, challenge.uitdaging)
    event = KeyEvent.from_json(coop.publish(oin, key, bezit=proof))
    events.check_answer(event, challenge, answer)
    for wrong in (b"", bytes(32), answer[:-1]):
        with pytest.raises(EventError):
            events.check_answer(event, challenge, wrong)
    with pytest.raises(EventError):
        events.check_answer(event, events.make_challenge(key.public, oin), answer)
    with pytest.raises(EventError):
        events.check_answer(KeyEvent.from_json(coop.publish(oin, key)), challenge, answer)
    for other, name in [(KemPrivateKey.generate(), oin), (key, OINS[1])]:
        with pytest.raises(KemError):
            events.answer_challenge(other, name, challenge.uitdaging)
    assert challenge.geheim.hex() not in repr(challenge)


@pytest.mark.parametrize("term", [(NOW, NOW), (NOW, FROM), (0, events.MAX_TERM_MS + 1)])
def test_no_key_without_end(coop, term):
    """A key has a term of more than nothing and at most two years."""
    with pytest.raises(ShapeError):
        coop.publish(OINS[0], PrivateKey.generate(), term=term)


def test_a_kem_key_needs_a_unit_and_an_answer(coop):
    """A KEM key without unit or without answered challenge is not published, and other keys have no unit."""
    identity, key = coop.identities[OINS[0]], KemPrivateKey.generate()
    for changes in ({"eenheid": UNIT}, {"bezit": KemBezit("00" * 32, "11" * 32)}):
        with pytest.raises(ShapeError):
            events.publish(identity, OINS[0], key, (FROM, TO), NOW, **changes)
    with pytest.raises(ShapeError):
        coop.publish(OINS[0], PrivateKey.generate(), eenheid=UNIT)


@settings(max_examples=100, deadline=None)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=4),
        lambda inner: st.dictionaries(
            st.sampled_from(["v", "soort", "oin", "rol", "sleutel", "tijd", "bezit"]), inner, max_size=5
        ),
    )
)
def test_any_json_in_the_stamlog_is_a_finding_and_no_crash(lijst, value):
    """Whatever the operator writes into the log, replay goes on and hands out no key."""
    directory = KeyDirectory.replay(lijst, [jcs.encode(value)])
    assert len(directory.findings) == 1
