# SPDX-License-Identifier: EUPL-1.2
"""Releases of the rules: exactly these files, and signed by the people who must.

Invariants:
- the digest of a release is the SHA-256 of its manifest, and the manifest names the hash of every file, so a release
  is these files and no others;
- every signature is hybrid and must hold: one bad, unknown or repeated signature refuses the release, however many good
  ones stand beside it. All that is wrong is told at once;
- who must sign a release of version 2 is `core.keychain.tekenrecht`: two people, one jurist, and the jurists of the
  partners whose supplies it changes; in `productie` it is adopted too;
- a manifest of version 1 is judged by the rule of version 1 (two jurists, not the author) and by that alone, so that the
  first release of an old installation stays valid for ever. It counts only as a first release: none was ever a second.

Norm: design.md 1 (3) and 2. Which release follows which is `core.keychain.chain`; what the files say is `policies`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from core.keychain import shape, signatures
from core.keychain.errors import ReleaseError, ShapeError, SignatureError, UnknownKey
from core.keychain.lijst import Modus
from core.keychain.signatures import Signature
from core.keychain.tekenrecht import JURIST, NEEDED, missing
from policies.findings import ReleaseError as ManifestError
from policies.manifestvorm import read_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.keychain.holders import Signer
    from core.keychain.lijst import Deelnemerslijst, Functionaris

RELEASE_DOMAIN = "knooppunt/v1/vrijgave"


class SignedRelease(Protocol):
    """What a bundle of rules looks like from here (`policies.release.Release`)."""

    @property
    def manifest(self) -> bytes:
        """Canonical JSON with at least `v`, `bestanden` (name to hex SHA-256) and `opsteller` (id of a person)."""

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
        ondertekenaars: ids of the people whose signatures counted.
        opsteller: id of the author.
    """

    digest: str
    ondertekenaars: tuple[str, ...]
    opsteller: str


def sign_release(manifest: bytes, functionaris: str, key: Signer) -> dict[str, Any]:
    """Return one person's signature over a manifest."""
    return {"functionaris": functionaris, "handtekening": key.sign(RELEASE_DOMAIN, manifest).to_json()}


def check_release(bundle: SignedRelease, lijst: Deelnemerslijst, earlier: SignedRelease | None = None) -> Vrijgave:
    """Check files and signatures, as server and gateways do before they decide with a release.

    Args:
        bundle: the release.
        lijst: the deelnemerslijst.
        earlier: the release before it, itself verified; None when there is none.

    Raises:
        ReleaseError: other files than the manifest says, bad signatures, too few people; with every finding.
    """
    manifest, author = _check_files(bundle)
    signers, findings = _signers(bundle, lijst)
    if manifest["v"] == 1:
        findings += _missing_v1(author, signers, earlier)
    else:
        findings += _check_manifest(bundle.manifest, lijst, earlier)
        findings += missing(author, signers, lijst, bundle.files, None if earlier is None else earlier.files)
    if findings:
        raise ReleaseError(" ".join(findings), tuple(findings))
    counted = tuple(person.id for person in signers if person.id != author)
    return Vrijgave(digest(bundle.manifest), counted, author)


def digest(manifest: bytes) -> str:
    """Return the digest by which requests, headers and log lines cite a release."""
    return "sha256:" + hashlib.sha256(manifest).hexdigest()


def _check_files(bundle: SignedRelease) -> tuple[Mapping[str, Any], str]:
    try:
        manifest = shape.decode(bundle.manifest)
        version, named, author = manifest["v"], manifest["bestanden"], manifest["opsteller"]
    except (ShapeError, KeyError, TypeError):
        raise ReleaseError("Het manifest van de vrijgave is niet leesbaar.") from None
    if type(version) is not int or version not in (1, 2):
        raise ReleaseError("Het manifest van de vrijgave is van een versie die dit knooppunt niet kent.")
    if not isinstance(author, str) or not author:
        raise ReleaseError("De vrijgave noemt geen opsteller; dan is niet te zien of die zelf tekende.")
    actual = {name: hashlib.sha256(content).hexdigest() for name, content in bundle.files.items()}
    if not isinstance(named, dict) or not named or named != actual:
        raise ReleaseError("De bestanden van de vrijgave zijn niet de bestanden van het manifest.")
    return manifest, author


def _check_manifest(manifest: bytes, lijst: Deelnemerslijst, earlier: SignedRelease | None) -> list[str]:
    """Return what a manifest of version 2 lacks in the mode of the list and after the release before it."""
    try:
        data = read_manifest(manifest)
    except ManifestError as error:
        raise ReleaseError(str(error)) from None
    found = []
    if data["vorige"] != (None if earlier is None else digest(earlier.manifest)):
        found.append("De vrijgave volgt niet op de vrijgave die er nu is: zij noemt een andere vorige.")
    productie = lijst.modus is Modus.PRODUCTIE
    if productie and data["vastgesteld"] is None:
        found.append("De vrijgave is niet vastgesteld; in productie noemt zij het orgaan en de dag.")
    if data["effect"] is None and earlier is not None:
        found.append("De vrijgave noemt geen effectrapport; alleen een eerste vrijgave mag zonder.")
    if data["proeven"] is None and (earlier is not None or productie):
        found.append("De vrijgave noemt geen proeven; alleen een eerste vrijgave buiten productie mag zonder.")
    return found


def _signers(bundle: SignedRelease, lijst: Deelnemerslijst) -> tuple[list[Functionaris], list[str]]:
    signers: list[Functionaris] = []
    findings: list[str] = []
    for item in bundle.signatures:
        try:
            person = _signer(item, bundle.manifest, lijst)
        except ReleaseError as error:
            findings.append(str(error))
            continue
        if person in signers:
            findings.append(f"Eén persoon tekende de vrijgave twee keer: {person.id}.")
        else:
            signers.append(person)
    return signers, findings


def _signer(item: Mapping[str, Any], manifest: bytes, lijst: Deelnemerslijst) -> Functionaris:
    try:
        found = shape.record(dict(item), ("functionaris", "handtekening"))
        person = lijst.functionaris(shape.name(found, "functionaris"))
    except (ShapeError, UnknownKey) as error:
        raise ReleaseError(f"Een handtekening onder de vrijgave telt niet. {error}") from None
    try:
        signatures.verify(person.sleutel, RELEASE_DOMAIN, manifest, Signature.from_json(found["handtekening"]))
    except (ShapeError, SignatureError) as error:
        raise ReleaseError(f"De handtekening van {person.id} onder de vrijgave telt niet. {error}") from None
    return person


def _missing_v1(author: str, signers: Sequence[Functionaris], earlier: SignedRelease | None) -> list[str]:
    found = [
        f"Onder de vrijgave staat een handtekening van iemand die geen jurist is: {person.id}."
        for person in signers
        if person.functie != JURIST
    ]
    if earlier is not None:
        found.append("Een vrijgave met een manifest van versie 1 kan geen andere opvolgen.")
    if len([person for person in signers if person.id != author]) < NEEDED:
        found.append("De vrijgave heeft twee juristen nodig die haar niet zelf opstelden.")
    return found
