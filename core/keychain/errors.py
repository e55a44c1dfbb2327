# SPDX-License-Identifier: EUPL-1.2
"""The one error tree of the key chain.

Invariants:
- every error has `soort`, a stable code that programs branch on, and a Dutch text for people (`diagnose()`);
- no text repeats a key, a seed, a passphrase or any value that came in.

The tree: `KeychainError` > `ShapeError`, `SignatureError`, `KemError`, `ListError`, `EventError`, `UnknownKey`,
`ReleaseError`, `KeystoreError`, `RecoveryError`. It holds no logic.
"""

from __future__ import annotations

from typing import ClassVar


class KeychainError(ValueError):
    """Something in the chain of trust is not right; nothing that carries it may be used."""

    soort: ClassVar[str] = "sleutelketen-fout"

    def diagnose(self) -> str:
        """Return the Dutch sentence for people."""
        return str(self)


class ShapeError(KeychainError):
    """A document has a missing, extra or malformed field."""

    soort = "vorm-ongeldig"


class SignatureError(KeychainError):
    """One of the two signatures is missing or does not fit.

    Attributes:
        algorithm: which of the two failed first, "Ed25519" or "ML-DSA-65".
    """

    soort = "handtekening-ongeldig"

    def __init__(self, algorithm: str) -> None:
        super().__init__(f"De handtekening klopt niet ({algorithm}).")
        self.algorithm = algorithm


class KemError(KeychainError):
    """A wrap cannot be made for this key, or does not open with it."""

    soort = "omhulsel-ongeldig"


class ListError(KeychainError):
    """The deelnemerslijst cannot be trusted."""

    soort = "deelnemerslijst-ongeldig"


class EventError(KeychainError):
    """A key event may not be used.

    Attributes:
        reden: stable code of what is wrong, the same as in `directory.Bevinding.reden`.
    """

    soort = "sleutelgebeurtenis-ongeldig"

    def __init__(self, reden: str, tekst: str) -> None:
        super().__init__(tekst)
        self.reden = reden


class UnknownKey(KeychainError):  # noqa: N818 - the name says what it is, as KeyError does
    """There is no usable key for this organisation, unit and time."""

    soort = "sleutel-onbekend"


class ReleaseError(KeychainError):
    """A release of the rules is not whole, or not signed by the people who must.

    Attributes:
        bevindingen: each thing that is wrong, as a Dutch sentence.
    """

    soort = "vrijgave-ongeldig"

    def __init__(self, tekst: str, bevindingen: tuple[str, ...] = ()) -> None:
        super().__init__(tekst)
        self.bevindingen = bevindingen or (tekst,)


class KeystoreError(KeychainError):
    """The file with private keys is absent, unreadable, open to others, or does not fit its passphrase."""

    soort = "sleutelbestand-ongeldig"


class RecoveryError(KeychainError):
    """A recovery key, one of its shares or its file cannot be used.

    Attributes:
        reden: stable code: "aantal", "leeg", "bestand", "past-niet", "deel", "code", "dubbel", "ander-stel", "te-weinig" or
            "verouderd".
    """

    soort = "herstel-ongeldig"

    def __init__(self, reden: str, tekst: str) -> None:
        super().__init__(tekst)
        self.reden = reden
