# SPDX-License-Identifier: EUPL-1.2
"""The file with an organisation's private keys: one JSON file per key, encrypted under a passphrase or plain.

Invariants:
- a file is made with mode 0600 from the first byte, replaced atomically, and never overwritten by accident;
- a file that group or world can read or write, a symbolic link, or someone else's file is refused;
- with a passphrase: Argon2id (64 MiB, t=3, p=4), AES-256-GCM, with all header fields as associated data;
- one seed in two files, or as two algorithms, refuses the folder: a key has one role;
- no secret shows in `repr` or in an error.

Form: `{"v":1, "rol", "oin", "eenheid", "naam"?, "sleutel_id", "sleutel": {...}}`, or with `"versleuteld": {...}` in
place of `sleutel`. `rol` is `identiteit`, `functionaris`, `tekenen`, `http` or `kem`. With `"token": {...}` the key lies in
a token and only `custody.hsm` reads it.
Norm: `log-and-crypto.md` E. A plain file is as safe as the disk and the account it stands in. Whose key counts is for
`directory`; where else keys may be kept, for `custody`.
"""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from audit.proof import jcs
from core.keychain import shape
from core.keychain.errors import KeystoreError, ShapeError
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey
from core.keychain.signatures import PrivateKey
from core.keychain.suite2 import KEM_NAME, KemPrivateKey2, PrivateKey2

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.keychain.holders import AnyHolder
    from core.keychain.keys import AnyPrivateKey

HEADER = ("v", "rol", "oin", "eenheid", "naam", "sleutel_id")
SECRETS = ("sleutel", "versleuteld", "token")
_KDF: Mapping[str, str | int] = {"kdf": "argon2id", "geheugen_kib": 64 * 1024, "rondes": 3, "banen": 4}
_MAX_FILE = 64 * 1024


class Bestandsrol(StrEnum):
    """What the private key in a file is for."""

    IDENTITEIT = "identiteit"
    FUNCTIONARIS = "functionaris"
    TEKENEN = "tekenen"
    HTTP = "http"
    KEM = "kem"


KINDS: Mapping[Bestandsrol, type[PrivateKey | HttpPrivateKey | KemPrivateKey]] = {
    Bestandsrol.IDENTITEIT: PrivateKey,
    Bestandsrol.FUNCTIONARIS: PrivateKey,
    Bestandsrol.TEKENEN: PrivateKey,
    Bestandsrol.HTTP: HttpPrivateKey,
    Bestandsrol.KEM: KemPrivateKey,
}


KINDS_2: Mapping[Bestandsrol, type[PrivateKey2 | KemPrivateKey2]] = {
    Bestandsrol.TEKENEN: PrivateKey2,
    Bestandsrol.KEM: KemPrivateKey2,
}


@dataclass(frozen=True)
class StoredKey:
    """A private key with what it is for.

    Attributes:
        rol: its role.
        oin: the organisation.
        sleutel: the private key.
        eenheid: the unit of a KEM key.
        naam: the id of a person, for `functionaris` (and for HTTP keys of people).
    """

    rol: Bestandsrol
    oin: str
    sleutel: AnyHolder | PrivateKey2 | KemPrivateKey2 = field(repr=False)
    eenheid: str | None = None
    naam: str | None = None

    @property
    def sleutel_id(self) -> str:
        """The id of the public half."""
        return self.sleutel.id

    def header(self) -> dict[str, jcs.Json]:
        """Return the readable part of the file."""
        return {
            "v": 1,
            "rol": self.rol.value,
            "oin": self.oin,
            "eenheid": self.eenheid,
            "naam": self.naam,
            "sleutel_id": self.sleutel_id,
        }


def file_name(key: StoredKey) -> str:
    """Return the name that a key's file has in the folder `sleutels` of a partner."""
    match key.rol:
        case Bestandsrol.IDENTITEIT:
            return "identiteit.json"
        case Bestandsrol.FUNCTIONARIS:
            return f"functionaris-{key.naam}.json"
        case Bestandsrol.HTTP if key.naam is not None:
            return f"persoon-{key.naam}.json"
        case Bestandsrol.KEM:
            return f"kem-{key.eenheid}-{key.sleutel_id[:8]}.json"
        case _:
            return f"{key.rol.value}-{key.sleutel_id[:8]}.json"


def save(path: Path, key: StoredKey, passphrase: bytes | None = None, *, replace: bool = False) -> None:
    """Write a key file with mode 0600, durably and whole or not at all.

    Args:
        path: where; its folder must exist.
        key: what.
        passphrase: encrypts the private part; None leaves it plain.
        replace: allow that a file is there already.

    Raises:
        KeystoreError: the file exists, or cannot be written.
    """
    header, private = key.header(), seeds_of(key).to_json()
    secret: dict[str, Any] = (
        {"sleutel": private}
        if passphrase is None
        else {"versleuteld": encrypt(jcs.encode(private), passphrase, header)}
    )
    write_file(path, jcs.encode({**header, **secret}), replace=replace)


def load(path: Path, passphrase: bytes | None = None) -> StoredKey:
    """Read a key file.

    Raises:
        KeystoreError: absent, open to others, malformed, the passphrase is missing or wrong, or the private key is
            not the one that the file says.
    """
    try:
        found = shape.record(shape.decode(read_file(path)), HEADER, SECRETS)
        return _unpack(found, passphrase)
    except ShapeError as error:
        raise KeystoreError(f"Het sleutelbestand {path.name} is niet leesbaar. {error}") from None


def destroy(path: Path) -> None:
    """Overwrite a key file and take it away. What a disk or a backup kept of it is not reached; see the guide.

    Raises:
        KeystoreError: it cannot be removed.
    """
    try:
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(os.urandom(size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except OSError:
        raise KeystoreError(f"Het sleutelbestand {path.name} is niet te vernietigen.") from None
    _sync_folder(path.parent)


def load_folder(folder: Path, passphrase: bytes | None = None) -> tuple[StoredKey, ...]:
    """Read all key files (`*.json`) of a folder, in order of name.

    Raises:
        KeystoreError: the folder is open to others, or one of the files is not in order.
    """
    if not folder.is_dir():
        raise KeystoreError("De map met sleutels is er niet.")
    check_folder(folder)
    return one_role_each(load(path, passphrase) for path in sorted(folder.glob("*.json")))


def check_folder(folder: Path) -> None:
    """Refuse a folder in which others can write; one that is not there yet is fine.

    Raises:
        KeystoreError: group or world can write in it.
    """
    if folder.exists() and folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise KeystoreError("In de map met sleutels kunnen anderen schrijven. Zet haar op 0700.")


def one_role_each(keys: Iterable[StoredKey]) -> tuple[StoredKey, ...]:
    """Return the keys, when no secret part of one is also a part of another.

    Raises:
        KeystoreError: the same seed stands in two keys, or twice in one.
    """
    found = tuple(keys)
    roles: dict[bytes, Bestandsrol] = {}
    for key in found:
        for part in key.sleutel.marks:
            if part in roles:
                raise KeystoreError(
                    f"Eén zaad staat in twee sleutels ({roles[part].value} en {key.rol.value}). Maak voor elke rol een eigen sleutel."
                )
            roles[part] = key.rol
    return found


def seeds_of(key: StoredKey) -> AnyPrivateKey:
    """Return the private key with its seeds, for who writes or shares it.

    Raises:
        KeystoreError: the key lies where no seed comes out.
    """
    if not isinstance(key.sleutel, (PrivateKey, PrivateKey2, HttpPrivateKey, KemPrivateKey, KemPrivateKey2)):
        raise KeystoreError("Deze sleutel ligt in een token en komt daar niet uit.")
    return key.sleutel


def _unpack(found: Mapping[str, Any], passphrase: bytes | None) -> StoredKey:
    shape.constant(found, "v", 1)
    if found["rol"] not in list(Bestandsrol) or len(found.keys() & set(SECRETS)) != 1:
        raise ShapeError("De rol of de sleutel ontbreekt.")
    rol = Bestandsrol(found["rol"])
    header = {name: found[name] for name in HEADER}
    private = _private(found, passphrase, header)
    key = StoredKey(
        rol=rol,
        oin=shape.oin(found),
        sleutel=_kind(rol, private).from_json(private),
        eenheid=None if found["eenheid"] is None else shape.name(found, "eenheid"),
        naam=None if found["naam"] is None else shape.text(found, "naam", 64),
    )
    if key.header() != header:
        raise ShapeError("De sleutel heeft een ander kenmerk dan het bestand zegt.")
    return key


def _kind(rol: Bestandsrol, private: object) -> type[AnyPrivateKey]:
    second = isinstance(private, dict) and private.keys() & {"ml-dsa-87", KEM_NAME}
    return KINDS_2.get(rol, KINDS[rol]) if second else KINDS[rol]


def _private(found: Mapping[str, Any], passphrase: bytes | None, header: Mapping[str, jcs.Json]) -> object:
    if "sleutel" in found:
        return found["sleutel"]
    if "token" in found:
        raise KeystoreError("Deze sleutel ligt in een token; noem de token en geef de PIN.")
    if passphrase is None:
        raise KeystoreError("Het sleutelbestand is versleuteld; geef de wachtzin.")
    return shape.decode(decrypt(found["versleuteld"], passphrase, header))


def encrypt(private: bytes, passphrase: bytes, header: Mapping[str, jcs.Json]) -> dict[str, jcs.Json]:
    """Return the encrypted part of a file whose readable part is `header`.

    Raises:
        KeystoreError: the passphrase is empty.
    """
    if not passphrase:
        raise KeystoreError("De wachtzin is leeg.")
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_kek(passphrase, salt)).encrypt(nonce, private, jcs.encode({**header, **_KDF}))
    return {**_KDF, "zout": jcs.b64(salt), "nonce": jcs.b64(nonce), "gegevens": jcs.b64(sealed)}


def decrypt(value: object, passphrase: bytes, header: Mapping[str, jcs.Json]) -> bytes:
    """Return what `encrypt` hid.

    Raises:
        KeystoreError: another passphrase, or a changed file. ShapeError: no encrypted part of ours.
    """
    found = shape.record(value, (*_KDF, "zout", "nonce", "gegevens"))
    for name, expected in _KDF.items():  # fixed: a file may not talk us into a weaker or a huge derivation
        shape.constant(found, name, expected)
    kek = _kek(passphrase, shape.raw(found, "zout", 16))
    try:
        return AESGCM(kek).decrypt(
            shape.raw(found, "nonce", 12), shape.raw(found, "gegevens"), jcs.encode({**header, **_KDF})
        )
    except InvalidTag:
        raise KeystoreError("De wachtzin past niet, of het sleutelbestand is veranderd.") from None


def _kek(passphrase: bytes, salt: bytes) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=3, lanes=4, memory_cost=64 * 1024).derive(passphrase)


def write_file(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write a private file with mode 0600, durably and whole or not at all.

    Raises:
        KeystoreError: it exists while `replace` is off, or cannot be written.
    """
    if path.exists() and not replace:
        raise KeystoreError(f"Het sleutelbestand {path.name} bestaat al.")
    try:
        handle, name = tempfile.mkstemp(prefix=".sleutel-", dir=path.parent)  # mkstemp makes it 0600
    except OSError:
        raise KeystoreError("De map met sleutels is niet te beschrijven.") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            temporary.replace(path)
        else:
            os.link(temporary, path)  # fails when another process was first, where a rename would overwrite
    except OSError:
        raise KeystoreError(f"Het sleutelbestand {path.name} is niet te schrijven.") from None
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_file(path: Path) -> bytes:
    """Read a private file.

    Raises:
        KeystoreError: absent, a link, someone else's, or open to others.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # a pipe must not make us wait
    except OSError:
        raise KeystoreError(f"Het sleutelbestand {path.name} is er niet of is niet te openen.") from None
    try:
        _check_mode(os.fstat(handle), path.name)
        return os.read(handle, _MAX_FILE)
    finally:
        os.close(handle)


def _check_mode(found: os.stat_result, name: str) -> None:
    if not stat.S_ISREG(found.st_mode) or found.st_uid not in (os.geteuid(), 0):
        raise KeystoreError(f"Het sleutelbestand {name} is geen gewoon bestand van deze gebruiker.")
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeystoreError(f"Anderen kunnen bij sleutelbestand {name}. Zet het op 0600.")
