# SPDX-License-Identifier: EUPL-1.2
"""Releases of the rules: signed by two different jurists of the deelnemerslijst, neither of them the author.

Invariants:
- the digest of a release is the SHA-256 of its manifest, and the manifest names the hash of every file, so a release
  is these files and no others;
- two signatures by two distinct people with the function `jurist` count; a signature of the author (`opsteller`) does
  not; one bad or unknown signature refuses the release;
- `verify_release` also demands that the stamlog holds the release.

Norm: design.md 1 (3) and 2. What the files say and whether they may load is for `policies`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from core.keychain import shape, signatures
from core.keychain.errors import ReleaseError, ShapeError, SignatureError, UnknownKey
from core.keychain.signatures import PrivateKey, Signature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.keychain.directory import KeyDirectory
    from core.keychain.lijst import Deelnemerslijst

RELEASE_DOMAIN = "knooppunt/v1/vrijgave"
JURIST = "jurist"
NEEDED = 2


class SignedRelease(Protocol):
    """What a bundle of rules looks like from here (`policies.release.Release`)."""

    @property
    def manifest(self) -> bytes:
        """Canonical JSON with at least `bestanden` (name to hex SHA-256) and `opsteller` (id of a person)."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """The files by name."""

    @property
    def signatures(self) -> Sequence[Mapping[str, Any]]:
        """List of `{"functionaris": id, "handtekening": {...}}`."""


@dataclass(frozen=True)
class Vrijgave:
    """A release that was verified.

    Attributes:
        digest: "sha256:" and hex.
        ondertekenaars: ids of the jurists whose signatures counted.
        opsteller: id of the author.
    """

    digest: str
    ondertekenaars: tuple[str, ...]
    opsteller: str


def sign_release(manifest: bytes, functionaris: str, key: PrivateKey) -> dict[str, Any]:
    """Return one person's signature over a manifest."""
    return {"functionaris": functionaris, "handtekening": key.sign(RELEASE_DOMAIN, manifest).to_json()}


def check_release(bundle: SignedRelease, lijst: Deelnemerslijst) -> Vrijgave:
    """Check files and signatures, as the server does before it logs a release.

    Raises:
        ReleaseError: other files than the manifest says, a bad signature, or too few jurists.
    """
    author = _check_files(bundle)
    signers = [_check_signature(item, bundle.manifest, lijst) for item in bundle.signatures]
    if len(set(signers)) != len(signers):
        raise ReleaseError("Eén persoon tekende de vrijgave twee keer.")
    counted = tuple(person for person in signers if person != author)
    if len(counted) < NEEDED:
        raise ReleaseError("De vrijgave heeft twee juristen nodig die haar niet zelf opstelden.")
    return Vrijgave(digest(bundle.manifest), counted, author)


def verify_release(bundle: SignedRelease, lijst: Deelnemerslijst, directory: KeyDirectory) -> Vrijgave:
    """Check a release as every gateway does before it decides with it.

    Raises:
        ReleaseError: as `check_release`, or the stamlog does not hold this release.
    """
    found = check_release(bundle, lijst)
    if found.digest not in directory.releases:
        raise ReleaseError("Deze vrijgave staat niet in het stamlog.")
    return found


def digest(manifest: bytes) -> str:
    """Return the digest by which requests, headers and log lines cite a release."""
    return "sha256:" + hashlib.sha256(manifest).hexdigest()


def _check_files(bundle: SignedRelease) -> str:
    try:
        manifest = shape.decode(bundle.manifest)
        named, author = manifest["bestanden"], manifest["opsteller"]
    except (ShapeError, KeyError, TypeError):
        raise ReleaseError("Het manifest van de vrijgave is niet leesbaar.") from None
    if not isinstance(author, str) or not author:
        raise ReleaseError("De vrijgave noemt geen opsteller; dan is niet te zien of die zelf tekende.")
    actual = {name: hashlib.sha256(content).hexdigest() for name, content in bundle.files.items()}
    if not isinstance(named, dict) or not named or named != actual:
        raise ReleaseError("De bestanden van de vrijgave zijn niet de bestanden van het manifest.")
    return author


def _check_signature(item: Mapping[str, Any], manifest: bytes, lijst: Deelnemerslijst) -> str:
    try:
        found = shape.record(dict(item), ("functionaris", "handtekening"))
        person = lijst.functionaris(shape.name(found, "functionaris"))
        signatures.verify(person.sleutel, RELEASE_DOMAIN, manifest, Signature.from_json(found["handtekening"]))
    except (ShapeError, SignatureError, UnknownKey) as error:
        raise ReleaseError(f"Een handtekening onder de vrijgave telt niet. {error}") from None
    if person.functie != JURIST:
        raise ReleaseError("Onder de vrijgave staat een handtekening van iemand die geen jurist is.")
    return person.id
