# SPDX-License-Identifier: EUPL-1.2
"""The file of one share of a recovery key, under the code of the person who keeps it.

Invariants:
- As the key files: mode 0600, Argon2id and AES-256-GCM over the words, the readable fields as associated data; a file that
  others can read, or that is there already, is refused.
- The file names nobody: only the organisation, the recovery key, which share this is and how many are needed.
- A code has at least eight characters; it shows in no error.

Norm: `log-and-crypto.md` E. What the words are is for `herstel`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.keychain import keystore, shape
from core.keychain.errors import KeystoreError, RecoveryError, ShapeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LEAST_CODE: Final = 8
_HEADER: Final = ("v", "soort", "oin", "herstelsleutel", "nummer", "nodig", "delen")


@dataclass(frozen=True)
class Deel:
    """One share: number `nummer` of `delen`, of which `nodig` open the recovery file."""

    oin: str
    herstelsleutel: str
    nummer: int
    nodig: int
    delen: int
    woorden: str = field(repr=False)

    def header(self) -> dict[str, jcs.Json]:
        """Return the readable part of the file."""
        return {
            "v": 1,
            "soort": "hersteldeel",
            "oin": self.oin,
            "herstelsleutel": self.herstelsleutel,
            "nummer": self.nummer,
            "nodig": self.nodig,
            "delen": self.delen,
        }


def save_share(path: Path, deel: Deel, code: str) -> None:
    """Write the file of a share.

    Raises:
        RecoveryError: the code is too short. KeystoreError: the file exists or cannot be written.
    """
    if len(code) < LEAST_CODE:
        raise RecoveryError("code", f"Een code heeft minstens {LEAST_CODE} tekens.")
    header = deel.header()
    keystore.write_file(
        path, jcs.encode({**header, "versleuteld": keystore.encrypt(deel.woorden.encode(), code.encode(), header)})
    )


def load_share(path: Path, code: str) -> Deel:
    """Read the file of a share with the code of its keeper.

    Raises:
        KeystoreError: absent or open to others. RecoveryError: another code, or no share.
    """
    try:
        found = shape.record(shape.decode(keystore.read_file(path)), (*_HEADER, "versleuteld"))
        return _unpack(found, code)
    except ShapeError:
        raise RecoveryError("deel", f"{path.name} is geen deel van een herstelsleutel.") from None


def _unpack(found: Mapping[str, Any], code: str) -> Deel:
    header = {name: found[name] for name in _HEADER}
    shape.constant(header, "v", 1)
    shape.constant(header, "soort", "hersteldeel")
    try:
        words = keystore.decrypt(found["versleuteld"], code.encode(), header)
    except KeystoreError:
        raise RecoveryError("code", "De code past niet bij dit deel, of het deel is veranderd.") from None
    return Deel(
        oin=shape.oin(header),
        herstelsleutel=shape.digest(header, "herstelsleutel"),
        nummer=shape.number(header, "nummer", 1),
        nodig=shape.number(header, "nodig", 2),
        delen=shape.number(header, "delen", 2),
        woorden=words.decode("ascii", "replace"),
    )
