# SPDX-License-Identifier: EUPL-1.2
"""Key files: private by their mode, whole by their writing, and honest about what they hold."""

import json
import stat

import pytest

from core.keychain import keystore
from core.keychain.errors import KeystoreError
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey
from core.keychain.keystore import Bestandsrol, StoredKey
from core.keychain.signatures import PrivateKey

OIN = "00000099000000100000"
KEYS = [
    StoredKey(Bestandsrol.IDENTITEIT, OIN, PrivateKey.generate()),
    StoredKey(Bestandsrol.FUNCTIONARIS, OIN, PrivateKey.generate(), naam="jurist-a"),
    StoredKey(Bestandsrol.TEKENEN, OIN, PrivateKey.generate()),
    StoredKey(Bestandsrol.HTTP, OIN, HttpPrivateKey.generate()),
    StoredKey(Bestandsrol.KEM, OIN, KemPrivateKey.generate(), eenheid="ondermijning"),
]


@pytest.mark.parametrize(
    ("key", "passphrase"),
    [*((key, None) for key in KEYS), (KEYS[0], b"een lange wachtzin"), (KEYS[4], b"een lange wachtzin")],
    ids=lambda value: getattr(value, "rol", "encrypted" if value else "plain"),
)
def test_a_key_file_comes_back_equal(tmp_path, key, passphrase):
    """Each role survives its file, plain and encrypted, and the file is 0600."""
    path = tmp_path / "sleutel.json"
    keystore.save(path, key, passphrase)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = keystore.load(path, passphrase)
    assert found.header() == key.header()
    assert found.sleutel.to_json() == key.sleutel.to_json()


def test_an_encrypted_file_holds_no_seed(tmp_path):
    """With a passphrase no private part stands in the file, and without or with another one it stays shut."""
    path = tmp_path / "sleutel.json"
    keystore.save(path, KEYS[0], b"goed")
    text = path.read_text()
    assert not any(seed in text for seed in KEYS[0].sleutel.to_json().values())
    for wrong in (None, b"fout", b""):
        with pytest.raises(KeystoreError) as caught:
            keystore.load(path, wrong)
        assert "goed" not in str(caught.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o620, 0o601])
def test_a_file_that_others_can_reach_is_refused(tmp_path, mode):
    """Any right for group or world refuses the file, before it is used."""
    path = tmp_path / "sleutel.json"
    keystore.save(path, KEYS[0])
    path.chmod(mode)
    with pytest.raises(KeystoreError, match="0600"):
        keystore.load(path)


def test_links_folders_and_absent_files_are_refused(tmp_path):
    """A symbolic link, a folder or nothing is no key file."""
    keystore.save(tmp_path / "echt.json", KEYS[0])
    (tmp_path / "link.json").symlink_to(tmp_path / "echt.json")
    for name in ("link.json", "weg.json", "."):
        with pytest.raises(KeystoreError):
            keystore.load(tmp_path / name)


def test_a_key_is_never_overwritten_by_accident(tmp_path):
    """A second save is refused unless asked for, and leaves no scraps."""
    path = tmp_path / "sleutel.json"
    keystore.save(path, KEYS[0])
    with pytest.raises(KeystoreError):
        keystore.save(path, KEYS[2])
    assert keystore.load(path).sleutel_id == KEYS[0].sleutel_id
    keystore.save(path, KEYS[2], replace=True)
    assert keystore.load(path).sleutel_id == KEYS[2].sleutel_id
    assert [item.name for item in tmp_path.iterdir()] == ["sleutel.json"]


@pytest.mark.parametrize(
    ("field", "passphrase"),
    [
        *((field, None) for field in ("rol", "oin", "eenheid", "naam", "sleutel_id", "v")),
        *((field, b"wachtzin") for field in ("oin", "eenheid", "naam")),
    ],
)
def test_a_changed_header_is_refused(tmp_path, field, passphrase):
    """What the file says of its key is bound to it: another role, unit, name or id is refused."""
    path = tmp_path / "sleutel.json"
    keystore.save(path, KEYS[4], passphrase)
    found = json.loads(path.read_text())
    changed = {"rol": "http", "oin": "x", "eenheid": "X", "naam": "", "sleutel_id": "00" * 32, "v": 2}
    if passphrase is not None:
        changed |= {"oin": "00000099000000200000", "eenheid": "anders", "naam": "iemand"}
    path.write_text(json.dumps({**found, field: changed[field]}))
    with pytest.raises(KeystoreError):
        keystore.load(path, passphrase)


@pytest.mark.parametrize("change", [{"geheugen_kib": 8}, {"rondes": 10**9}, {"kdf": "none"}, {"nonce": "AAAA"}])
def test_a_file_cannot_choose_its_own_derivation(tmp_path, change):
    """A file that asks for a weaker or an endless derivation is refused without doing it."""
    path = tmp_path / "sleutel.json"
    keystore.save(path, KEYS[0], b"wachtzin")
    found = json.loads(path.read_text())
    path.write_text(json.dumps({**found, "versleuteld": {**found["versleuteld"], **change}}))
    with pytest.raises(KeystoreError):
        keystore.load(path, b"wachtzin")


def test_a_folder_is_read_whole_or_not(tmp_path):
    """All keys of a folder are read in order; one bad file or a folder open to others refuses it."""
    for place, key in enumerate(KEYS):
        keystore.save(tmp_path / f"{place}.json", key)
    assert [key.sleutel_id for key in keystore.load_folder(tmp_path)] == [key.sleutel_id for key in KEYS]
    tmp_path.chmod(0o777)
    with pytest.raises(KeystoreError):
        keystore.load_folder(tmp_path)
    tmp_path.chmod(0o700)
    (tmp_path / "9.json").write_text("{}")
    with pytest.raises(KeystoreError):
        keystore.load_folder(tmp_path)
    with pytest.raises(KeystoreError):
        keystore.load_folder(tmp_path / "weg")


def test_an_empty_passphrase_is_refused(tmp_path):
    """An empty passphrase would look like encryption and be none."""
    with pytest.raises(KeystoreError):
        keystore.save(tmp_path / "x.json", KEYS[0], b"")


def test_stored_keys_show_no_secret():
    """`repr` of a stored key holds what it is for and nothing of the key."""
    for key in KEYS:
        assert not any(seed in repr(key) for seed in key.sleutel.to_json().values())
