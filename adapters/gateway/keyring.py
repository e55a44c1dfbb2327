# SPDX-License-Identifier: EUPL-1.2
"""The private keys of one partner, wherever `core.keychain.custody` keeps them; in `sleutels/` stands one file for each.

    identiteit.json                 hybrid; signs key events and the deelnemerslijst. Belongs on a carrier, not here
    tekenen-<8 hex>.json            hybrid; signs statements, grants and facts
    http-<8 hex>.json               Ed25519; signs requests
    kem-<eenheid>-<8 hex>.json      X-Wing; opens what is sealed to that unit
    persoon-<uuid>.json             Ed25519; a person of the partner, under a pseudonym
    functionaris-<id>.json          hybrid; an officer of the deelnemerslijst
    ../identiteit-openbaar.json     public half of the identity key: all that a running gateway needs of it
    ../lokaal.json                  random keys for the logbook and the subject index
    ../lokaal-vertrouwelijk.json    random key for the confidential logbook

Invariants:
- A key is asked for by the id that the directory says is in force; this module never decides which key counts.
- Old KEM keys stay, to open what was sealed to them, until `destroy` is asked for by who knows that nothing needs them any
  more. Nothing here shows in `repr`.
- With a passphrase or a token the random keys are wrapped too; with a token a plain one is refused.
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from adapters.gateway.errors import ConfigError
from audit.proof import jcs
from core.keychain import keystore
from core.keychain.custody import identiteit, open_custody
from core.keychain.errors import KeystoreError
from core.keychain.keystore import Bestandsrol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.keychain.custody import Custody, TokenAccess
    from core.keychain.holders import HttpSigner, Opener, Signer
    from core.keychain.keystore import StoredKey
    from core.keychain.signatures import PublicKey

FOLDER = "sleutels"
LOCAL = {"logboek": 64, "onderwerpen": 32}
CONFIDENTIAL = {"logboek": 64}
_SEALED = "verpakt"


class KeyRing:
    """The keys of one partner folder.

    Args:
        folder: the partner folder.
        oin: the partner.
        passphrase: of the key files; None when they are plain.
        token: the keys lie in this token instead.
        identity_dir: the carrier with the identity key; None when that lies with the others, or is not connected.
    """

    def __init__(
        self,
        folder: Path,
        oin: str,
        passphrase: bytes | None = None,
        token: TokenAccess | None = None,
        identity_dir: Path | None = None,
    ) -> None:
        self._home, self._folder, self._oin = folder, folder / FOLDER, oin
        self._passphrase, self._token, self._identity_dir = passphrase, token, identity_dir
        self._local, self._confidential = folder / "lokaal.json", folder / "lokaal-vertrouwelijk.json"

    @cached_property
    def custody(self) -> Custody:
        """Where the keys are kept."""
        with _told():
            return open_custody(self._folder, self._passphrase, self._token)

    @cached_property
    def _stored(self) -> tuple[StoredKey, ...]:
        if not self._folder.is_dir():
            raise ConfigError("De map met sleutels is er niet.")
        with _told():
            found = self.custody.load()
        if any(key.oin != self._oin for key in found):
            raise ConfigError("In de map met sleutels ligt een sleutel van een andere organisatie.")
        return found

    @property
    def identity(self) -> Signer:
        """The identity key: from the carrier, or from the folder when it lies there."""
        if self.of_role(Bestandsrol.IDENTITEIT):
            found: Signer = self._one(Bestandsrol.IDENTITEIT)
            return found
        with _told():
            return cast("Signer", identiteit.load_offline(self._identity_dir, self._oin, self._passphrase).sleutel)

    @property
    def identity_public(self) -> PublicKey:
        """The public half of the identity key, without needing the key itself."""
        if self.of_role(Bestandsrol.IDENTITEIT):
            return self.identity.public
        with _told():
            return identiteit.read_public(self._home, self._oin)

    def signing(self, key_id: str | None = None) -> Signer:
        """The signing key with this id; without one the only one there is."""
        found: Signer = self._one(Bestandsrol.TEKENEN, key_id=key_id)
        return found

    def http(self, key_id: str | None = None) -> HttpSigner:
        """The HTTP key of the organisation with this id; without one the only one there is."""
        found: HttpSigner = self._one(Bestandsrol.HTTP, key_id=key_id)
        return found

    def person(self, person: str) -> HttpSigner:
        """The key of a person of this partner."""
        found: HttpSigner = self._one(Bestandsrol.HTTP, name=person)
        return found

    def officer(self, officer: str) -> Signer:
        """The key of an officer who works here."""
        found: Signer = self._one(Bestandsrol.FUNCTIONARIS, name=officer)
        return found

    def kem(self, key_id: str) -> tuple[str, Opener] | None:
        """Return unit and key for the id of a public KEM key, or None when it is not ours."""
        for stored in self.of_role(Bestandsrol.KEM):
            if stored.sleutel_id == key_id:
                return stored.eenheid or "", cast("Opener", stored.sleutel)
        return None

    def of_role(self, role: Bestandsrol) -> list[StoredKey]:
        """Return all keys of one role; for `http` those of the organisation itself."""
        return [key for key in self._stored if key.rol is role and (role is not Bestandsrol.HTTP or key.naam is None)]

    def people(self) -> list[str]:
        """Return the pseudonyms of which a key is here, sorted."""
        return sorted(key.naam for key in self._stored if key.rol is Bestandsrol.HTTP and key.naam is not None)

    def local(self, name: str) -> bytes:
        """Return a random key of this partner alone: `logboek` (64 bytes) or `onderwerpen` (32 bytes)."""
        return self._random_key(self._local, name)

    def confidential(self, name: str) -> bytes:
        """Return a random key of its own for what is confidential: `logboek` (64 bytes). Made when it is not there yet."""
        if not self._confidential.exists():
            self._make_random(self._confidential, CONFIDENTIAL)
        return self._random_key(self._confidential, name)

    def make(self, units: tuple[str, ...]) -> None:
        """Make all keys of a new partner; roles and units that have a key already keep it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.of_role(Bestandsrol.IDENTITEIT) and not (self._home / identiteit.PUBLIC_FILE).exists():
            with _told():
                identiteit.make(self.custody, self._home, self._oin, self._identity_dir, self._passphrase)
            self._again()
        for role in (Bestandsrol.TEKENEN, Bestandsrol.HTTP):
            if not self.of_role(role):
                self.generate(role)
        for unit in sorted(set(units) - {key.eenheid for key in self.of_role(Bestandsrol.KEM)}):
            self.generate(Bestandsrol.KEM, unit)
        self.make_local()

    def make_local(self) -> None:
        """Make the random keys of this partner alone, as far as they are not there."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._local.exists():
            self._make_random(self._local, LOCAL)
        if not self._confidential.exists():
            self._make_random(self._confidential, CONFIDENTIAL)

    def add_person(self, person: str) -> HttpSigner:
        """Make the key of a person of this partner under a pseudonym (UUIDv4), and return it."""
        return cast("HttpSigner", self.generate(Bestandsrol.HTTP, name=person).sleutel)

    def add_officer(self, officer: str) -> Signer:
        """Make the key of an officer of the deelnemerslijst who works here, and return it."""
        return cast("Signer", self.generate(Bestandsrol.FUNCTIONARIS, name=officer).sleutel)

    def add(self, key: StoredKey) -> None:
        """Take in a key that was made elsewhere, such as a restored one."""
        with _told():
            self.custody.keep(key)
        self._again()

    def generate(self, role: Bestandsrol, unit: str | None = None, name: str | None = None) -> StoredKey:
        """Make one more key of a role beside those that are there, and return it."""
        with _told():
            made = self.custody.make(role, self._oin, eenheid=unit, naam=name)
        if "_stored" in self.__dict__:  # reading all of them anew costs a derivation of the passphrase for each
            self.__dict__["_stored"] = (*self._stored, made)
        return made

    def destroy(self, key_id: str) -> bool:
        """Take a key away for good; False when it is not there (any more)."""
        found = [key for key in self._stored if key.sleutel_id == key_id]
        with _told():
            for key in found:
                self.custody.remove(key)
        self._again()
        return bool(found)

    def _again(self) -> None:
        self.__dict__.pop("_stored", None)

    def _one(self, role: Bestandsrol, *, key_id: str | None = None, name: str | None = None) -> Any:
        found = [
            key.sleutel
            for key in self._stored
            if key.rol is role and key.naam == name and key_id in (None, key.sleutel_id)
        ]
        if len(found) != 1:
            missing = "ontbreekt" if not found else "is er meer dan eens"
            raise ConfigError(f"De sleutel voor de rol {role.value} {missing} in de map met sleutels.")
        return found[0]

    @property
    def _hides(self) -> bool:
        return self._token is not None or self._passphrase is not None

    def _random_key(self, path: Path, name: str) -> bytes:
        with _told():
            value = _local_keys(keystore.read_file(path), path.name)
            if _SEALED in value:
                value = jcs.decode(self.custody.unwrap(value[_SEALED], path.name.encode()))
            elif self._token is not None:
                raise ConfigError(f"{path.name} is niet verpakt met de token.")
        return jcs.unb64(value[name])

    def _make_random(self, path: Path, sizes: dict[str, int]) -> None:
        body = jcs.encode({name: jcs.b64(secrets.token_bytes(size)) for name, size in sizes.items()})
        with _told():
            wrapped = self.custody.wrap(body, path.name.encode()) if self._hides else None
        write_private(path, body if wrapped is None else jcs.encode({_SEALED: wrapped}))


def _local_keys(data: bytes, name: str) -> dict[str, Any]:
    try:
        found = jcs.decode(data)
    except jcs.CanonicalError:
        raise ConfigError(f"{name} is niet te lezen.") from None
    return dict(found)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except KeystoreError as error:
        raise ConfigError(error.diagnose()) from None


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
