# SPDX-License-Identifier: EUPL-1.2
"""The identity key away from the gateway: its private half on a carrier of its own, its public half in the partner folder.

Invariants:
- a running gateway needs the public half only: to see that the pinned list names this organisation as it is;
- the private half is asked for by name of its folder, when key events or a list must be signed, and nowhere else.

The public half is no root of trust: the list is pinned by its fingerprint, and a changed file makes the gateway refuse.
Norm: design.md 2 ("signed m-of-n in an offline ceremony"; the identity key signs the others).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from audit.proof import jcs
from core.keychain import keystore, shape
from core.keychain.custody.files import FileCustody
from core.keychain.errors import KeystoreError, ShapeError
from core.keychain.keystore import Bestandsrol, StoredKey
from core.keychain.signatures import PublicKey

if TYPE_CHECKING:
    from pathlib import Path

    from core.keychain.custody.base import Custody

PUBLIC_FILE: Final = "identiteit-openbaar.json"


def make(custody: Custody, folder: Path, oin: str, offline: Path | None, passphrase: bytes | None) -> StoredKey:
    """Make the identity key, on the carrier when there is one, and leave its public half in the partner folder.

    Raises:
        KeystoreError: it is there already, or a place cannot be written.
    """
    place = custody if offline is None else FileCustody(offline, passphrase)
    key = place.make(Bestandsrol.IDENTITEIT, oin)
    leave_public(folder, key)
    return key


def leave_public(folder: Path, key: StoredKey) -> None:
    """Write the public half into the partner folder; what stands there of another key is an error."""
    body = jcs.encode({"v": 1, "oin": key.oin, "openbaar": key.sleutel.public.to_json()})
    path = folder / PUBLIC_FILE
    if path.exists() and path.read_bytes() != body:
        raise KeystoreError(f"In {PUBLIC_FILE} staat een andere identiteitssleutel.")
    keystore.write_file(path, body, replace=True)


def read_public(folder: Path, oin: str) -> PublicKey:
    """Return the public half of the identity key.

    Raises:
        KeystoreError: it is not there, or of another organisation.
    """
    try:
        found = shape.record(shape.decode(keystore.read_file(folder / PUBLIC_FILE)), ("v", "oin", "openbaar"))
        shape.constant(found, "v", 1)
        shape.constant(found, "oin", oin)
        return PublicKey.from_json(found["openbaar"])
    except ShapeError:
        raise KeystoreError(f"{PUBLIC_FILE} hoort niet bij deze organisatie, of is veranderd.") from None


def load_offline(offline: Path | None, oin: str, passphrase: bytes | None) -> StoredKey:
    """Return the identity key from its carrier.

    Raises:
        KeystoreError: no carrier was named, it is not connected, or it holds another organisation's key.
    """
    if offline is None or not offline.is_dir():
        raise KeystoreError(
            "De identiteitssleutel ligt niet op deze machine, en dat hoort zo. Sluit de losse drager aan en noem de map "
            "met KNOOPPUNT_IDENTITEIT_MAP."
        )
    found = [key for key in FileCustody(offline, passphrase).load() if key.rol is Bestandsrol.IDENTITEIT]
    if len(found) != 1 or found[0].oin != oin:
        raise KeystoreError("Op de losse drager staat niet de identiteitssleutel van deze organisatie.")
    return found[0]
