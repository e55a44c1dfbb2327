# SPDX-License-Identifier: EUPL-1.2
"""Where private keys are kept: behind `Custody`, in files (`files`) or with a PKCS#11 token (`token`, `hsm`).

Invariant: who signs or opens does not know where the key lies. `open_custody` chooses from what was set, and says what is
missing; it never falls back from a token to files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.keychain.custody.base import Custody
from core.keychain.custody.files import FileCustody
from core.keychain.custody.hsm import TokenCustody
from core.keychain.custody.token import TokenAccess, open_token

if TYPE_CHECKING:
    from pathlib import Path


def open_custody(folder: Path, passphrase: bytes | None = None, token: TokenAccess | None = None) -> Custody:
    """Return where the keys of `folder` are kept.

    Args:
        folder: `sleutels/` of a partner.
        passphrase: of the key files, when there is no token.
        token: keys are made and asked for in this token.

    Raises:
        KeystoreError: the token cannot be opened.
    """
    return FileCustody(folder, passphrase) if token is None else TokenCustody(folder, open_token(token))


__all__ = ["Custody", "FileCustody", "TokenAccess", "TokenCustody", "open_custody", "open_token"]
