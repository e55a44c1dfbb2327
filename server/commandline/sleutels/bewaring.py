# SPDX-License-Identifier: EUPL-1.2
"""Where the commands of `knooppunt sleutels` keep keys: in files, in a token, and the identity key on a carrier of its own.

Invariants: the PIN and the passphrase come from the environment or a file, never from the command line, where others on the
machine could read them; a token that was named is used or the command ends. What custody is, is in `core.keychain.custody`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.keychain.custody import TokenCustody, identiteit, open_custody
from core.keychain.custody.toegang import token_access
from core.keychain.errors import KeystoreError
from core.keychain.keystore import Bestandsrol
from server.commandline.sleutels.app import key_folder, passphrase

if TYPE_CHECKING:
    from core.keychain.custody import Custody
    from core.keychain.keystore import StoredKey
    from core.keychain.signatures import PublicKey

LABEL, MODULE = "KNOOPPUNT_TOKEN_LABEL", "KNOOPPUNT_TOKEN_MODULE"
PIN, PIN_FILE, CARRIER = "KNOOPPUNT_TOKEN_PIN", "KNOOPPUNT_TOKEN_PIN_BESTAND", "KNOOPPUNT_IDENTITEIT_MAP"

TokenLabel = Annotated[
    str | None, typer.Option("--token", envvar=LABEL, help="Label van de PKCS#11-token; de sleutels komen daarin.")
]
TokenModule = Annotated[
    Path | None, typer.Option("--token-module", envvar=MODULE, help="PKCS#11-module van de leverancier (.so).")
]
Carrier = Annotated[
    Path | None,
    typer.Option("--identiteit", envvar=CARRIER, help="Losse drager voor de identiteitssleutel; zij blijft daar."),
]


@dataclass(frozen=True)
class Place:
    """Where the keys of one partner folder are.

    Attributes:
        folder: the partner folder.
        custody: where all keys but perhaps the identity are.
        carrier: where the identity key is, when it is not with the others.
    """

    folder: Path
    custody: Custody
    carrier: Path | None

    def of(self, key: StoredKey) -> str:
        """Return where a key is, in a word: "token", "drager" or "bestand"."""
        if key.rol is Bestandsrol.IDENTITEIT and self.carrier is not None:
            return "drager"
        return "token" if isinstance(self.custody, TokenCustody) else "bestand"

    def identity(self) -> StoredKey:
        """Return the identity key, from the folder or from its carrier.

        Raises:
            KeystoreError: it is in neither.
        """
        for key in self.custody.load():
            if key.rol is Bestandsrol.IDENTITEIT:
                return key
        return identiteit.load_offline(self.carrier, self.oin(), passphrase())

    def identity_elsewhere(self) -> PublicKey | None:
        """Return the public half of an identity key that is on a carrier, or None when there is none."""
        if not (self.folder / identiteit.PUBLIC_FILE).exists() or any(
            key.rol is Bestandsrol.IDENTITEIT for key in self.custody.load()
        ):
            return None
        return identiteit.read_public(self.folder, self.oin())

    def oin(self) -> str:
        """Return whose keys these are.

        Raises:
            KeystoreError: there are no keys.
        """
        found = {key.oin for key in self.custody.load()}
        if len(found) != 1:
            raise KeystoreError("In deze map staan geen sleutels, of die van meer dan één organisatie.")
        return found.pop()


def place(folder: Path, label: str | None = None, module: Path | None = None, carrier: Path | None = None) -> Place:
    """Return where the keys are, from what was typed and from the environment.

    Raises:
        KeystoreError: a token was named that cannot be opened.
    """
    access = token_access(label or _text(LABEL), module or _path(MODULE), _text(PIN), _path(PIN_FILE))
    return Place(folder, open_custody(key_folder(folder), passphrase(), access), carrier or _path(CARRIER))


def _text(name: str) -> str | None:
    return os.environ.get(name) or None


def _path(name: str) -> Path | None:
    found = _text(name)
    return None if found is None else Path(found)
