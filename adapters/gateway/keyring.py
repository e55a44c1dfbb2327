# SPDX-License-Identifier: EUPL-1.2
"""The private keys of one partner: the files in `sleutels/`, in the form of `core.keychain.keystore`.

    identiteit.json                 hybrid; signs key events and the deelnemerslijst (belongs offline in production)
    tekenen-<8 hex>.json            hybrid; signs statements, grants and facts
    http-<8 hex>.json               Ed25519; signs requests
    kem-<eenheid>-<8 hex>.json      X-Wing; opens what is sealed to that unit
    persoon-<uuid>.json             Ed25519; a person of the partner, under a pseudonym
    functionaris-<id>.json          hybrid; an officer of the deelnemerslijst
    ../lokaal.json                  random keys for the logbook and the subject index
    ../lokaal-vertrouwelijk.json    random key for the confidential logbook

Invariants:
- A key is asked for by the id that the directory says is in force; this module never decides which key counts.
- Old KEM keys stay, to open what was sealed to them, until `destroy` is asked for by who knows that nothing needs them any
  more. Nothing here shows in `repr`.
"""

from __future__ import annotations

import os
import secrets
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from adapters.gateway.errors import ConfigError
from audit.proof import jcs
from core.keychain import keystore
from core.keychain.errors import KeystoreError
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey
from core.keychain.keystore import Bestandsrol, StoredKey
from core.keychain.signatures import PrivateKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

K = TypeVar("K", PrivateKey, HttpPrivateKey, KemPrivateKey)
FOLDER = "sleutels"
_GENERATE: dict[Bestandsrol, Callable[[], PrivateKey | HttpPrivateKey | KemPrivateKey]] = {
    Bestandsrol.TEKENEN: PrivateKey.generate,
    Bestandsrol.HTTP: HttpPrivateKey.generate,
    Bestandsrol.KEM: KemPrivateKey.generate,
}
LOCAL = {"logboek": 64, "onderwerpen": 32}
CONFIDENTIAL = {"logboek": 64}


class KeyRing:
    """The key files of one partner folder.

    Args:
        folder: the partner folder.
        oin: the partner.
        passphrase: of the key files; None when they are plain.
    """

    def __init__(self, folder: Path, oin: str, passphrase: bytes | None = None) -> None:
        self._folder, self._oin, self._passphrase = folder / FOLDER, oin, passphrase
        self._local, self._confidential = folder / "lokaal.json", folder / "lokaal-vertrouwelijk.json"

    @cached_property
    def _stored(self) -> tuple[StoredKey, ...]:
        try:
            found = keystore.load_folder(self._folder, self._passphrase)
        except KeystoreError as error:
            raise ConfigError(error.diagnose()) from None
        if any(key.oin != self._oin for key in found):
            raise ConfigError("In de map met sleutels ligt een sleutel van een andere organisatie.")
        return found

    @property
    def identity(self) -> PrivateKey:
        """The identity key."""
        return self._one(PrivateKey, Bestandsrol.IDENTITEIT)

    def signing(self, key_id: str | None = None) -> PrivateKey:
        """The signing key with this id; without one the only one there is."""
        return self._one(PrivateKey, Bestandsrol.TEKENEN, key_id=key_id)

    def http(self, key_id: str | None = None) -> HttpPrivateKey:
        """The HTTP key of the organisation with this id; without one the only one there is."""
        return self._one(HttpPrivateKey, Bestandsrol.HTTP, key_id=key_id)

    def person(self, person: str) -> HttpPrivateKey:
        """The key of a person of this partner."""
        return self._one(HttpPrivateKey, Bestandsrol.HTTP, name=person)

    def officer(self, officer: str) -> PrivateKey:
        """The key of an officer who works here."""
        return self._one(PrivateKey, Bestandsrol.FUNCTIONARIS, name=officer)

    def kem(self, key_id: str) -> tuple[str, KemPrivateKey] | None:
        """Return unit and key for the id of a public KEM key, or None when it is not ours."""
        for stored in self.of_role(Bestandsrol.KEM):
            if stored.sleutel_id == key_id and isinstance(stored.sleutel, KemPrivateKey):
                return stored.eenheid or "", stored.sleutel
        return None

    def of_role(self, role: Bestandsrol) -> list[StoredKey]:
        """Return all keys of one role; for `http` those of the organisation itself."""
        return [key for key in self._stored if key.rol is role and (role is not Bestandsrol.HTTP or key.naam is None)]

    def people(self) -> list[str]:
        """Return the pseudonyms of which a key is here, sorted."""
        return sorted(key.naam for key in self._stored if key.rol is Bestandsrol.HTTP and key.naam is not None)

    def local(self, name: str) -> bytes:
        """Return a random key of this partner alone: `logboek` (64 bytes) or `onderwerpen` (32 bytes)."""
        return _random_key(self._local, name)

    def confidential(self, name: str) -> bytes:
        """Return a random key of its own for what is confidential: `logboek` (64 bytes). Made when it is not there yet."""
        if not self._confidential.exists():
            _make_random(self._confidential, CONFIDENTIAL)
        return _random_key(self._confidential, name)

    def make(self, units: tuple[str, ...]) -> None:
        """Make all keys of a new partner; roles and units that have a key already keep it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.of_role(Bestandsrol.IDENTITEIT):
            self.add(StoredKey(Bestandsrol.IDENTITEIT, self._oin, PrivateKey.generate()))
        if not self.of_role(Bestandsrol.TEKENEN):
            self.add(StoredKey(Bestandsrol.TEKENEN, self._oin, PrivateKey.generate()))
        if not self.of_role(Bestandsrol.HTTP):
            self.add(StoredKey(Bestandsrol.HTTP, self._oin, HttpPrivateKey.generate()))
        for unit in set(units) - {key.eenheid for key in self.of_role(Bestandsrol.KEM)}:
            self.add(StoredKey(Bestandsrol.KEM, self._oin, KemPrivateKey.generate(), unit))
        if not self._local.exists():
            _make_random(self._local, LOCAL)
        if not self._confidential.exists():
            _make_random(self._confidential, CONFIDENTIAL)

    def add_person(self, person: str) -> HttpPrivateKey:
        """Make the key of a person of this partner under a pseudonym (UUIDv4), and return it."""
        key = HttpPrivateKey.generate()
        self.add(StoredKey(Bestandsrol.HTTP, self._oin, key, naam=person))
        return key

    def add_officer(self, officer: str) -> PrivateKey:
        """Make the key of an officer of the deelnemerslijst who works here, and return it."""
        key = PrivateKey.generate()
        self.add(StoredKey(Bestandsrol.FUNCTIONARIS, self._oin, key, naam=officer))
        return key

    def add(self, key: StoredKey) -> None:
        """Write one more key."""
        try:
            keystore.save(self._folder / keystore.file_name(key), key, self._passphrase)
        except KeystoreError as error:
            raise ConfigError(error.diagnose()) from None
        self.__dict__.pop("_stored", None)

    def generate(self, role: Bestandsrol, unit: str | None = None) -> StoredKey:
        """Make one more key of a role beside those that are there, and return it."""
        made = StoredKey(role, self._oin, _GENERATE[role](), unit)
        self.add(made)
        return made

    def destroy(self, key_id: str) -> bool:
        """Take the file of a key away for good; False when it is not there (any more)."""
        found = [key for key in self._stored if key.sleutel_id == key_id]
        for key in found:
            keystore.destroy(self._folder / keystore.file_name(key))
        self.__dict__.pop("_stored", None)
        return bool(found)

    def _one(self, kind: type[K], role: Bestandsrol, *, key_id: str | None = None, name: str | None = None) -> K:
        found = [
            key.sleutel
            for key in self._stored
            if key.rol is role
            and key.naam == name
            and key_id in (None, key.sleutel_id)
            and isinstance(key.sleutel, kind)
        ]
        if len(found) != 1:
            missing = "ontbreekt" if not found else "is er meer dan eens"
            raise ConfigError(f"De sleutel voor de rol {role.value} {missing} in de map met sleutels.")
        return found[0]


def _random_key(path: Path, name: str) -> bytes:
    try:
        mode, value = path.stat().st_mode, jcs.decode(path.read_bytes())
    except (OSError, jcs.CanonicalError):
        raise ConfigError(f"{path.name} is er niet of is niet te lezen.") from None
    if mode & 0o077:
        raise ConfigError(f"{path.name} is leesbaar voor anderen; zet de rechten op 0600.")
    return jcs.unb64(value[name])


def _make_random(path: Path, sizes: dict[str, int]) -> None:
    write_private(path, jcs.encode({name: jcs.b64(secrets.token_bytes(size)) for name, size in sizes.items()}))


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    new = path.with_name(path.name + ".nieuw")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
