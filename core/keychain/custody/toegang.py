# SPDX-License-Identifier: EUPL-1.2
"""How a process is told which token to use: label, module and PIN from what was set, PIN also from a file of its own.

Invariants: a label without module or PIN is an error, never a silent return to files; a PIN file that others can read is
refused; no text repeats a PIN. Norm: `log-and-crypto.md` E.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.keychain import keystore
from core.keychain.custody.token import TokenAccess
from core.keychain.errors import KeystoreError

if TYPE_CHECKING:
    from pathlib import Path


def token_access(
    label: str | None, module: Path | None, pin: str | None, pin_file: Path | None = None
) -> TokenAccess | None:
    """Return how to reach the token, or None when no token was named.

    Raises:
        KeystoreError: the module or the PIN is missing, or the PIN file is open to others.
    """
    if label is None:
        return None
    if module is None:
        raise KeystoreError("Noem ook de PKCS#11-module van de token (KNOOPPUNT_TOKEN_MODULE).")
    found = pin if pin is not None or pin_file is None else _pin(pin_file)
    if not found:
        raise KeystoreError("Geef de PIN van de token (KNOOPPUNT_TOKEN_PIN of KNOOPPUNT_TOKEN_PIN_BESTAND).")
    return TokenAccess(str(module), label, found)


def _pin(path: Path) -> str:
    try:
        return keystore.read_file(path).decode().strip()
    except UnicodeDecodeError:
        raise KeystoreError(f"Het bestand {path.name} bevat geen PIN.") from None
