# SPDX-License-Identifier: EUPL-1.2
"""The private keys of one partner: small files in `sleutels/`, one per role, newest key last.

    identiteit.json            hybrid; signs key events and the deelnemerslijst (belongs offline in production)
    tekenen.json               hybrid; signs statements, grants and facts
    http.json                  Ed25519; signs requests
    kem-<eenheid>.json         X-Wing; opens what is sealed to that unit
    persoon-<uuid>.json        Ed25519; a person of the partner, under a pseudonym
    functionaris-<id>.json     hybrid; an officer of the deelnemerslijst
    lokaal.json                random keys for logbook and subject index

Invariants:
- Files are made with mode 0600 and never replaced by something shorter; a file that others may read is refused.
- Old KEM keys stay, to open what was sealed to them. Nothing here shows in `repr`.

It knows no directory: which key counts is for `core.keychain.directory`.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from typing import TYPE_CHECKING, Any, TypeVar

from adapters.gateway.errors import ConfigError
from audit.proof import jcs
from core.keychain.errors import KeychainError
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey
from core.keychain.signatures import PrivateKey

if TYPE_CHECKING:
    from pathlib import Path

Key = TypeVar("Key", PrivateKey, HttpPrivateKey, KemPrivateKey)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


class KeyRing:
    """The key files of one partner folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def identity(self) -> PrivateKey:
        """The identity key."""
        return self._read("identiteit", PrivateKey)[-1]

    @property
    def signing(self) -> PrivateKey:
        """The newest signing key."""
        return self._read("tekenen", PrivateKey)[-1]

    @property
    def http(self) -> HttpPrivateKey:
        """The newest HTTP key."""
        return self._read("http", HttpPrivateKey)[-1]

    def person(self, person: str) -> HttpPrivateKey:
        """The key of a person of this partner."""
        return self._read(f"persoon-{person}", HttpPrivateKey)[-1]

    def officer(self, officer: str) -> PrivateKey:
        """The key of an officer who works here."""
        return self._read(f"functionaris-{officer}", PrivateKey)[-1]

    def kem(self, unit: str) -> list[KemPrivateKey]:
        """All KEM keys of a unit, newest last."""
        return self._read(f"kem-{unit}", KemPrivateKey)

    def find_kem(self, key_id: str, units: tuple[str, ...]) -> tuple[str, KemPrivateKey] | None:
        """Return unit and key for a public key id, among the units of this partner."""
        for unit in units:
            for key in self.kem(unit):
                if key.id == key_id:
                    return unit, key
        return None

    def local(self, name: str) -> bytes:
        """Return a random key of this partner alone: `logboek` (64 bytes) or `onderwerpen` (32 bytes)."""
        return jcs.unb64(self._load("lokaal")["sleutels"][name])

    def people(self) -> list[str]:
        """Return the pseudonyms of which a key is here, sorted."""
        return sorted(path.stem.removeprefix("persoon-") for path in self._folder.glob("persoon-*.json"))

    def make(self, units: tuple[str, ...]) -> None:
        """Make all keys of a new partner; existing files stay as they are."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.add("identiteit", PrivateKey.generate(), only_new=True)
        self.add("tekenen", PrivateKey.generate(), only_new=True)
        self.add("http", HttpPrivateKey.generate(), only_new=True)
        for unit in units:
            self.add(f"kem-{unit}", KemPrivateKey.generate(), only_new=True)
        local = {"logboek": jcs.b64(secrets.token_bytes(64)), "onderwerpen": jcs.b64(secrets.token_bytes(32))}
        if not self._path("lokaal").exists():
            self._write("lokaal", {"v": 1, "sleutels": local})

    def add(self, name: str, key: PrivateKey | HttpPrivateKey | KemPrivateKey, *, only_new: bool = False) -> bool:
        """Put a key behind the ones already in its file; with `only_new` only where there is no file yet."""
        known: list[Any] = []
        if self._path(name).exists():
            if only_new:
                return False
            known = self._load(name)["sleutels"]
        self._write(name, {"v": 1, "sleutels": [*known, key.to_json()]})
        return True

    def _read(self, name: str, kind: type[Key]) -> list[Key]:
        try:
            return [kind.from_json(item) for item in self._load(name)["sleutels"]]
        except (KeychainError, TypeError, KeyError, IndexError):
            raise ConfigError(f"Het sleutelbestand {name}.json is niet te lezen.") from None

    def _load(self, name: str) -> dict[str, Any]:
        path = self._path(name)
        try:
            mode = path.stat().st_mode
            data = path.read_bytes()
        except OSError:
            raise ConfigError(f"Het sleutelbestand {name}.json is er niet.") from None
        if mode & 0o077:
            raise ConfigError(f"Het sleutelbestand {name}.json is leesbaar voor anderen; zet de rechten op 0600.")
        try:
            value = jcs.decode(data)
        except jcs.CanonicalError:
            value = None
        if not isinstance(value, dict) or value.get("v") != 1 or not value.get("sleutels"):
            raise ConfigError(f"Het sleutelbestand {name}.json is niet te lezen.")
        return value

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ConfigError("Deze naam van een sleutel is niet geldig.")
        return self._folder / f"{name}.json"

    def _write(self, name: str, value: dict[str, Any]) -> None:
        write_private(self._path(name), json.dumps(value, indent=1).encode() + b"\n")


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
