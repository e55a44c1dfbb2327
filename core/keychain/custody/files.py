# SPDX-License-Identifier: EUPL-1.2
"""Keys in files: the implementation of `Custody` that needs nothing but a folder and, better, a passphrase.

Invariants: those of `keystore` (0600, Argon2id, refuses what others can read); without a passphrase `wrap` refuses, since
there is nothing to hide a secret under. It is as safe as the disk, the account and the passphrase.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.keychain import keystore
from core.keychain.errors import KeystoreError, ShapeError
from core.keychain.keystore import KINDS, KINDS_2, StoredKey

if TYPE_CHECKING:
    from pathlib import Path

    from core.keychain.keystore import Bestandsrol


class FileCustody:
    """The key files of one folder (`sleutels/` of a partner).

    Args:
        folder: where the files stand; made when the first key is.
        passphrase: encrypts them; None leaves them plain.
    """

    def __init__(self, folder: Path, passphrase: bytes | None = None) -> None:
        self._folder, self._passphrase = folder, passphrase

    def load(self) -> tuple[StoredKey, ...]:
        """Return every key of the folder; none when the folder is not there yet."""
        return keystore.load_folder(self._folder, self._passphrase) if self._folder.exists() else ()

    def make(
        self, rol: Bestandsrol, oin: str, *, eenheid: str | None = None, naam: str | None = None, suite: int = 1
    ) -> StoredKey:
        """Make a key and write its file."""
        key = StoredKey(rol, oin, generate(rol, suite), eenheid, naam)
        self._write(key)
        return key

    def keep(self, key: StoredKey) -> None:
        """Take in a key with its seeds."""
        keystore.one_role_each((*self.load(), key))
        self._write(key)

    def remove(self, key: StoredKey) -> None:
        """Delete the file."""
        keystore.destroy(self._folder / keystore.file_name(key))

    def wrap(self, secret: bytes, bound: bytes) -> dict[str, Any]:
        """Hide a secret under the passphrase."""
        return keystore.encrypt(secret, self._required(), {"gebonden": bound.hex()})

    def unwrap(self, wrapped: object, bound: bytes) -> bytes:
        """Return what `wrap` hid."""
        try:
            return keystore.decrypt(wrapped, self._required(), {"gebonden": bound.hex()})
        except ShapeError:
            raise KeystoreError("Dit is geen geheim dat hier is verpakt.") from None

    def _required(self) -> bytes:
        if self._passphrase is None:
            raise KeystoreError("Zonder wachtzin is er niets om een geheim mee te verpakken.")
        return self._passphrase

    def _write(self, key: StoredKey) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keystore.save(self._folder / keystore.file_name(key), key, self._passphrase)


def generate(rol: Bestandsrol, suite: int = 1) -> Any:
    """Return a new private key of a role.

    Raises:
        KeystoreError: there is no such suite.
    """
    found = {1: KINDS.get(rol), 2: KINDS_2.get(rol)}.get(suite)
    if found is None:
        raise KeystoreError("Deze suite is er niet voor deze rol.")
    return found.generate()
