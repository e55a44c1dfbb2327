# SPDX-License-Identifier: EUPL-1.2
"""The deelnemerslijst: only a signed majority makes one, and nobody slips into it."""

import copy

import pytest

from audit.proof import jcs
from core.keychain import ceremony
from core.keychain.errors import ListError, UnknownKey
from core.keychain.lijst import Deelnemerslijst, least_threshold
from core.keychain.signatures import PrivateKey

OINS = tuple(f"00000099000000{n}0000" for n in (10, 20, 30))


@pytest.fixture(scope="module")
def body(coop):
    return coop.draft()


@pytest.fixture(scope="module")
def wire(coop, body):
    return jcs.decode(ceremony.assemble(body, coop.signed(body, *OINS)))


def _refused(wire, pinned=None):
    with pytest.raises(ListError) as caught:
        Deelnemerslijst.parse(jcs.encode(wire), pinned)
    return str(caught.value)


def test_a_signed_list_parses(coop, wire):
    """A list signed by its organisations holds who they are, and passes the pin."""
    lijst = Deelnemerslijst.parse(jcs.encode(wire))
    assert Deelnemerslijst.parse(lijst.bron, lijst.fingerprint) == lijst
    assert lijst.ondertekenaars == OINS
    assert lijst.deelnemer(OINS[1]).identiteit == coop.identities[OINS[1]].public
    assert lijst.functionaris("jurist-a").functie == "jurist"
    assert "00000099000000990000" not in lijst


def test_enough_signatures_do(coop, body):
    """Exactly the threshold is enough, and the fingerprint does not depend on who signed."""
    two = Deelnemerslijst.parse(ceremony.assemble(body, coop.signed(body, *OINS[:2])))
    three = Deelnemerslijst.parse(ceremony.assemble(body, coop.signed(body, *OINS)))
    assert two.fingerprint == three.fingerprint


@pytest.mark.parametrize("count", [0, 1])
def test_below_the_threshold_is_refused(wire, count):
    """One organisation, or none, makes no list."""
    assert "nodig zijn er 2" in _refused({**wire, "handtekeningen": wire["handtekeningen"][:count]})


def test_an_unknown_signer_refuses_the_list(coop, wire, body):
    """A signature by someone outside the list spoils it, although enough good ones stand beside it."""
    outsider = PrivateKey.generate()
    extra = {"oin": "00000099000000990000", **outsider.sign("knooppunt/v1/deelnemerslijst", body).to_json()}
    assert "staat niet in" in _refused({**wire, "handtekeningen": [*wire["handtekeningen"], extra]})


def test_a_double_signer_refuses_the_list(wire):
    """One organisation cannot count twice."""
    first = wire["handtekeningen"][0]
    assert "twee keer" in _refused({**wire, "handtekeningen": [first, first]})


@pytest.mark.parametrize("algorithm", ["ed25519", "ml-dsa-65"])
@pytest.mark.parametrize("way", ["other", "missing", "blank"])
def test_one_stripped_algorithm_refuses_the_list(wire, algorithm, way):
    """Each signature needs both algorithms; a blank, borrowed or missing one refuses the whole file."""
    changed = copy.deepcopy(wire)
    entry, other = changed["handtekeningen"][:2]
    if way == "missing":
        del entry[algorithm]
    else:
        length = len(jcs.unb64(entry[algorithm]))
        entry[algorithm] = other[algorithm] if way == "other" else jcs.b64(bytes(length))
    _refused(changed)


def _paths(value, path=()):
    items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    if not items:
        yield path
    for key, item in items:
        yield from _paths(item, (*path, key))


def _flip(value):
    if isinstance(value, int):
        return value + 1
    return ("1" if value[0] != "1" else "2") + value[1:] if isinstance(value, str) else ["x"]


def test_every_changed_field_is_refused(wire):
    """Whatever field of the list is changed after signing, the list is refused."""
    tried = 0
    for path in _paths(wire["lijst"]):
        changed = copy.deepcopy(wire)
        holder = changed["lijst"]
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = _flip(holder[path[-1]])
        _refused(changed)
        tried += 1
    assert tried > 40


def test_another_list_than_pinned_is_refused(coop, wire):
    """A well-signed list that is not the pinned one is refused: signing itself proves nothing about who it is."""
    assert "vastgezet" in _refused(wire, "00" * 32)


def test_the_operator_cannot_make_a_list_of_its_own(coop, lijst):
    """A list of invented organisations with their own good signatures does not pass the pin."""
    fake = type(coop)()
    with pytest.raises(ListError):
        Deelnemerslijst.parse(fake.lijst().bron, lijst.fingerprint)


@pytest.mark.parametrize("drempel", [0, 1, 4])
def test_a_threshold_below_majority_or_above_all_is_refused(coop, drempel):
    """The threshold is a strict majority, at least two, and can be reached."""
    with pytest.raises(ListError):
        coop.draft(drempel=drempel)


def test_the_least_threshold():
    """Strict majority, never under two."""
    assert [least_threshold(n) for n in (1, 2, 3, 4, 5, 14)] == [2, 2, 2, 3, 3, 8]


def _person(coop, **changes):
    return {**coop.fields()["functionarissen"][0], **changes}


@pytest.mark.parametrize(
    "case", ["double-person", "outside-person", "identity-as-person", "half-key", "operator-key", "mode", "extra"]
)
def test_unsound_drafts_are_refused(coop, case):
    """No person twice or from outside, no key (or half of one) in two roles, no unknown mode or field."""
    people = coop.fields()["functionarissen"]
    identity = coop.identities[OINS[0]].public.to_json()
    half = {"ed25519": identity["ed25519"], "ml-dsa-65": PrivateKey.generate().public.to_json()["ml-dsa-65"]}
    fresh = PrivateKey.generate().public.to_json()
    changes = {
        "double-person": {"functionarissen": [*people, _person(coop, sleutel=fresh)]},
        "outside-person": {
            "functionarissen": [_person(coop, id="jurist-z", oin="00000099000000990000", sleutel=fresh)]
        },
        "identity-as-person": {"functionarissen": [_person(coop, sleutel=identity)]},
        "half-key": {"functionarissen": [_person(coop, sleutel=half)]},
        "operator-key": {
            "beheerder": {
                "oin": "00000099000000990000",
                "antwoordsleutel": {"ed25519": identity["ed25519"]},
            }
        },
        "mode": {"modus": "proef"},
        "extra": {"geheim": 1},
    }[case]
    with pytest.raises(ListError):
        coop.draft(**changes)


def test_a_double_organisation_is_refused(coop):
    """One OIN applies once."""
    with pytest.raises(ListError):
        ceremony.draft(coop.fields(), [*coop.applications(), coop.applications()[0]])


def test_an_application_needs_its_own_key(coop):
    """Nobody applies with a key that it does not hold."""
    data = jcs.decode(coop.applications()[0])
    data["deelnemer"]["identiteit"] = PrivateKey.generate().public.to_json()
    with pytest.raises(ListError):
        ceremony.read_application(jcs.encode(data))


def test_nobody_signs_a_draft_that_holds_another_key_for_it(coop, body):
    """A partner notices before signing that the draft has another key or not its organisation."""
    for oin, key in [(OINS[0], coop.identities[OINS[1]]), ("00000099000000990000", PrivateKey.generate())]:
        with pytest.raises(ListError):
            ceremony.sign(body, oin, key)


def test_signatures_of_another_draft_do_not_assemble(coop, body):
    """A signature is for one draft."""
    with pytest.raises(ListError):
        ceremony.assemble(body, coop.signed(coop.draft(versie=2), *OINS))


def test_a_reformatted_draft_is_not_signed(coop, body):
    """The draft is signed byte for byte; another layout of the same JSON is refused."""
    with pytest.raises(ListError):
        ceremony.sign(body + b" ", OINS[0], coop.identities[OINS[0]])


def test_a_successor_needs_the_previous_list(coop, lijst):
    """A next version counts when enough organisations of the previous list signed it with the keys they had."""
    body = coop.draft(versie=2)
    good = Deelnemerslijst.parse(ceremony.assemble(body, coop.signed(body, *OINS)))
    ceremony.check_successor(lijst, good)
    with pytest.raises(ListError):
        ceremony.check_successor(good, lijst)
    stranger = type(coop)()
    taken = stranger.draft(versie=2)
    foreign = Deelnemerslijst.parse(ceremony.assemble(taken, stranger.signed(taken, *OINS)))
    with pytest.raises(ListError):
        ceremony.check_successor(lijst, foreign)


def test_unknown_members_and_people_raise(lijst):
    """Asking for someone who is not in the list is an error, never an empty answer."""
    for ask in (lambda: lijst.deelnemer("00000099000000990000"), lambda: lijst.functionaris("jurist-z")):
        with pytest.raises(UnknownKey):
            ask()


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"lijst":1,"handtekeningen":[]}', b"\xff", b'{"a":1,"a":2}'])
def test_any_other_file_is_refused(data):
    """Something that is no list at all gives our own error."""
    with pytest.raises(ListError):
        Deelnemerslijst.parse(data)
