# SPDX-License-Identifier: EUPL-1.2
"""The recovery key: split among people, sealed to without them, opened by enough of them, and its use seen by everybody."""

from __future__ import annotations

import stat
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs
from core.keychain import events, herstel
from core.keychain.deel import Deel, load_share, save_share
from core.keychain.directory import KeyDirectory, Reden
from core.keychain.errors import EventError, KeystoreError, RecoveryError, ShapeError, UnknownKey
from core.keychain.herstel import Herstelbestand, Leessleutel
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey, Rol
from core.keychain.signatures import PrivateKey
from tests.core.keychain.conftest import NOW, OINS

if TYPE_CHECKING:
    from pathlib import Path

    from core.keychain.lijst import Deelnemerslijst
    from tests.core.keychain.conftest import Cooperation

OIN, UNIT = OINS[0], "ondermijning"
CODE = "paard batterij nietje"
KEY = KemPrivateKey.generate()
OWN = (Leessleutel("recherche", KemPrivateKey.generate()), Leessleutel("infodesk", KemPrivateKey.generate()))


@pytest.fixture(scope="module")
def delen() -> tuple[str, ...]:
    """Five shares of which three are needed."""
    return herstel.split(KEY, 3, 5)


def test_enough_shares_give_the_seeds_back(delen: tuple[str, ...]) -> None:
    """Any three of the five open what was sealed with the public half alone, more of them too; nothing shows in `repr`."""
    file = Herstelbestand.parse(herstel.seal_seeds(KEY.public, OIN, OWN, NOW).encode())
    for chosen in (delen[:3], delen[2:], delen[::2], delen):
        found = herstel.open_seeds(herstel.combine(chosen), file)
        assert {(key.eenheid, key.sleutel.seed) for key in found} == {(key.eenheid, key.sleutel.seed) for key in OWN}
    assert file.sleutels == tuple(key.sleutel.id for key in sorted(OWN, key=lambda key: key.eenheid))
    shown = repr((file, OWN, Deel(OIN, KEY.id, 1, 3, 5, delen[0])))
    assert jcs.b64(OWN[0].sleutel.seed) not in shown
    assert delen[0].split()[8] not in shown


def test_shares_that_do_not_suffice_are_refused(delen: tuple[str, ...]) -> None:
    """Too few, none, one twice, of two sets, with a wrong word, and a forged one of the same set: each has its own reason."""
    other = herstel.split(KEY, 3, 5)
    wrong = delen[0].replace(delen[0].split()[7], "zebra", 1)
    for chosen, reden in (
        (delen[:2], "te-weinig"),
        ((), "te-weinig"),
        ((delen[0], delen[0], delen[1]), "dubbel"),
        ((delen[0], delen[1], other[2]), "ander-stel"),
        ((delen[0], delen[1], wrong), "deel"),
        ((delen[0], delen[1], _forged(delen[2])), "past-niet"),
    ):
        with pytest.raises(RecoveryError) as caught:
            herstel.combine(chosen)
        assert caught.value.reden == reden
        assert delen[0].split()[9] not in str(caught.value)


def _forged(words: str) -> str:
    """Return a share of the same set with another value and sound check words."""
    from shamir_mnemonic.share import Share

    share = Share.from_mnemonic(words)
    return replace(share, value=bytes(32)).mnemonic()


def test_the_number_of_people_is_bounded() -> None:
    """One person is never enough, and more are not asked than there are; the scheme ends at sixteen."""
    for needed, total in ((1, 3), (4, 3), (2, 17), (0, 0)):
        with pytest.raises(RecoveryError) as caught:
            herstel.split(KEY, needed, total)
        assert caught.value.reden == "aantal"
    assert len(herstel.split(KEY, 2, 16)) == 16


def test_a_recovery_file_is_bound_to_what_it_says() -> None:
    """Another key, a changed field, other ids, changed bytes and no file at all are refused, and so is a file of nothing."""
    file = herstel.seal_seeds(KEY.public, OIN, OWN, NOW)
    changed = [
        replace(file, oin="00000099000000002000"),
        replace(file, gemaakt=NOW + 1),
        replace(file, sleutels=file.sleutels[::-1]),
        replace(file, verzegeld=file.verzegeld[:-1] + b"\0"),
        replace(file, verzegeld=b""),
    ]
    for wrong in changed:
        with pytest.raises(RecoveryError, match="past niet"):
            herstel.open_seeds(KEY, wrong)
    with pytest.raises(RecoveryError, match="past niet"):
        herstel.open_seeds(KemPrivateKey.generate(), file)
    with pytest.raises(RecoveryError, match="niet te lezen"):
        Herstelbestand.parse(b"{}")
    with pytest.raises(RecoveryError, match="geen leessleutel"):
        herstel.seal_seeds(KEY.public, OIN, (), NOW)


def test_a_share_lies_under_the_code_of_its_keeper(tmp_path: Path, delen: tuple[str, ...]) -> None:
    """A file gives its words only with the code; it is private, is never overwritten, and names nobody."""
    path, deel = tmp_path / "deel-1.json", Deel(OIN, KEY.id, 1, 3, 5, delen[0])
    save_share(path, deel, CODE)
    assert load_share(path, CODE) == deel
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert delen[0].split()[10].encode() not in path.read_bytes()
    with pytest.raises(RecoveryError) as caught:
        load_share(path, "een andere code")
    assert caught.value.reden == "code"
    with pytest.raises(KeystoreError, match="bestaat al"):
        save_share(path, deel, CODE)
    with pytest.raises(RecoveryError, match="minstens 8"):
        save_share(tmp_path / "deel-2.json", deel, "kort")
    path.write_bytes(path.read_bytes().replace(b'"nodig":3', b'"nodig":2'))
    with pytest.raises(RecoveryError, match="past niet"):
        load_share(path, CODE)
    path.write_bytes(b"{}")
    with pytest.raises(RecoveryError, match="geen deel"):
        load_share(path, CODE)


class Gebruik:
    """An organisation with a recovery key in a directory that can be fed with more events."""

    def __init__(self, coop: Cooperation, lijst: Deelnemerslijst) -> None:
        self.coop, self.lijst = coop, lijst
        self.herstel, self.kem = KemPrivateKey.generate(), KemPrivateKey.generate()
        self.tekenen, self.http = PrivateKey.generate(), HttpPrivateKey.generate()
        published = [coop.publish(OIN, key) for key in (self.tekenen, self.http, self.kem)]
        self.entries = [*published, coop.publish(OIN, self.herstel, herstel=True, eenheid=None)]

    def used(self, key: KemPrivateKey, at: int) -> dict[str, Any]:
        challenge = events.make_challenge(key.public, OIN)
        proof = events.answer_challenge(key, OIN, challenge.uitdaging)[1]
        return events.recovered(self.coop.identities[OIN], OIN, key.id, at, proof)

    def withdrawn(self, rol: Rol, key: KemPrivateKey, at: int, eenheid: str | None = None) -> dict[str, Any]:
        return events.withdraw(self.coop.identities[OIN], OIN, rol, key.id, at, eenheid=eenheid)

    def directory(self, *more: dict[str, Any]) -> KeyDirectory:
        return KeyDirectory.replay(self.lijst, [jcs.encode(entry) for entry in (*self.entries, *more)])


@pytest.fixture(scope="module")
def gebruik(coop: Cooperation, lijst: Deelnemerslijst) -> Gebruik:
    """An organisation with a recovery key."""
    return Gebruik(coop, lijst)


def test_a_recovery_key_is_visible_and_no_reader(gebruik: Gebruik) -> None:
    """It stands in the directory under its own role, without a unit, and nobody can be led to seal a record to it."""
    directory = gebruik.directory()
    found = directory.recovery_key(OIN)
    assert not directory.findings
    assert found is not None
    assert (found.rol, found.eenheid, found.sleutel_id) == (Rol.HERSTEL, None, gebruik.herstel.id)
    assert directory.units(OIN) == (UNIT,)
    with pytest.raises(UnknownKey):
        directory.kem_key(OIN, UNIT, NOW + 1, gebruik.herstel.id)
    assert KeyDirectory(gebruik.lijst).recovery_key(OIN) is None
    with pytest.raises(ShapeError):
        gebruik.coop.publish(OIN, gebruik.herstel, herstel=True)


def test_use_ends_every_key_of_before_it(gebruik: Gebruik) -> None:
    """After the use nothing is sealed to or signed with a key of before; new keys count, and the HTTP key still sends them."""
    fresh = KemPrivateKey.generate()
    used, new = gebruik.used(gebruik.herstel, NOW + 10), gebruik.coop.publish(OIN, fresh, term=(NOW + 20, NOW + 900))
    directory = gebruik.directory(used)
    assert not directory.findings
    assert directory.recovery_key(OIN) is None
    for ask in (directory.signing_key, lambda who, at: directory.kem_key(who, UNIT, at)):
        assert ask(OIN, NOW + 5)
        with pytest.raises(UnknownKey):
            ask(OIN, NOW + 30)
    assert directory.http_key(OIN, gebruik.http.id, NOW + 30)
    after = gebruik.directory(used, new)
    assert after.kem_key(OIN, UNIT, NOW + 30).sleutel_id == fresh.id
    withdrawn = gebruik.withdrawn(Rol.KEM, gebruik.kem, NOW + 40, UNIT)
    twice = gebruik.directory(used, new, withdrawn, withdrawn)
    assert [finding.reden for finding in twice.findings] == [Reden.HERHAALD]
    ended = next(key for key in twice.keys(OIN) if key.sleutel_id == gebruik.kem.id)
    assert ended.ingetrokken_op == NOW + 10


def test_only_the_recovery_key_of_now_recovers(gebruik: Gebruik) -> None:
    """A second use, a withdrawn key, a key that is no recovery key and one never published are refused."""
    used = gebruik.used(gebruik.herstel, NOW + 10)
    gone = gebruik.withdrawn(Rol.HERSTEL, gebruik.herstel, NOW + 5)
    for history in (
        [used, gebruik.used(gebruik.herstel, NOW + 11)],
        [gone, used],
        [gebruik.used(gebruik.kem, NOW + 10)],
        [gebruik.used(KemPrivateKey.generate(), NOW + 10)],
    ):
        assert [f.reden for f in gebruik.directory(*history).findings] == [Reden.ONBEKENDE_SLEUTEL]


def test_the_use_needs_the_identity_key_and_the_recovery_key(gebruik: Gebruik) -> None:
    """Signed by another, without the proof of possession, or with an answer to another challenge it does not count."""
    directory = gebruik.directory()
    event = gebruik.used(gebruik.herstel, NOW + 10)
    forged = {**event, "handtekening": PrivateKey.generate().sign(events.EVENT_DOMAIN, b"x").to_json()}
    without = {name: value for name, value in event.items() if name != "bezit"}
    with pytest.raises(EventError) as caught:
        directory.admit(forged)
    assert caught.value.reden == "identiteit"
    with pytest.raises(EventError):
        directory.admit(without)
    challenge = events.make_challenge(gebruik.herstel.public, OIN)
    checked = directory.admit(event)
    with pytest.raises(EventError) as caught:
        events.check_answer(checked, challenge, b"a" * 32)
    assert caught.value.reden == "bezit"
    with pytest.raises(EventError):
        directory.admit({**event, "rol": "kem", "eenheid": UNIT})
