# SPDX-License-Identifier: EUPL-1.2
"""The one interface behind which private keys are kept: files, a token, or later a key service.

Invariants:
- what comes out are holders (`core.keychain.holders`): they sign or open, and hand out no seed;
- a key is made where it is kept; what was made elsewhere is taken in only where that loses nothing;
- `wrap` binds what it hides to the bytes given with it, so a wrapped secret cannot be moved to another place.

Norm: issue "custody behind one small interface"; `log-and-crypto.md` E. A key service (KMS) fits by implementing these six:
its holders would ask the service where those of `hsm` ask the token. Which key counts is for `directory`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from core.keychain.keystore import Bestandsrol, StoredKey


class Custody(Protocol):
    """Where the keys of one folder are kept."""

    def load(self) -> tuple[StoredKey, ...]:
        """Return every key, in order of its file name.

        Raises:
            KeystoreError: one of them cannot be had, or one seed stands in two keys.
        """
        ...

    def make(
        self, rol: Bestandsrol, oin: str, *, eenheid: str | None = None, naam: str | None = None, suite: int = 1
    ) -> StoredKey:
        """Make a key of a role from fresh randomness, keep it and return it.

        Raises:
            KeystoreError: it is there already, or cannot be kept.
        """
        ...

    def keep(self, key: StoredKey) -> None:
        """Take in a key that was made elsewhere (a restored one).

        Raises:
            KeystoreError: it is there already, its seed is in use, or this place takes in no such key.
        """
        ...

    def remove(self, key: StoredKey) -> None:
        """Destroy a key here. Copies elsewhere are not reached."""
        ...

    def wrap(self, secret: bytes, bound: bytes) -> dict[str, str | int]:
        """Return a secret hidden under this place's key-encryption key."""
        ...

    def unwrap(self, wrapped: object, bound: bytes) -> bytes:
        """Return what `wrap` hid.

        Raises:
            KeystoreError: another place, other `bound`, or changed.
        """
        ...
